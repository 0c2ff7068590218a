"""How long it takes to find the sites that patches meet, and to measure a site over the years: python tests/bench/patches.py."""

import functools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import shapely

sys.path.insert(0, str(Path(__file__).parents[1]))
from scene_files import reflectance, write_scene, zone

from geomon.imagery import find_scenes, trend
from geomon.join.patches import met


def timed(what, run):
    """Print wall clock and processor time of a run and return what it gives."""
    wall, own = time.perf_counter(), time.process_time()
    found = run()
    print(f"{what}: {time.perf_counter() - wall:.2f} s, {time.process_time() - own:.2f} s of the processor")
    return found


def patches(count, sites, seed=1):
    """Squares of some 200 m over five cities; a third of them, where there are as many sites, have one beside."""
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(105, 113, count), rng.uniform(37, 42, count)
    beside = min(count // 3, sites)
    lon = np.concatenate([x[:beside] + rng.uniform(-0.003, 0.003, beside), rng.uniform(105, 113, sites - beside)])
    lat = np.concatenate([y[:beside], rng.uniform(37, 42, sites - beside)])
    return [shapely.box(a, b, a + 0.002, b + 0.002) for a, b in zip(x, y, strict=True)], lon, lat


if __name__ == "__main__":
    for count, sites in ((7_364, 95), (34_643, 95), (34_643, 100_000), (156_061, 2_000)):
        made = (*patches(count, sites), np.full(sites, 200.0))
        found = timed(f"{count:,} patches, {sites:,} sites", functools.partial(met, *made))
        print(f"  {sum(map(len, found)):,} meetings")
    with tempfile.TemporaryDirectory() as folder:
        ground = np.random.default_rng(0).uniform(0.1, 0.6, (1098, 1098))
        for n in range(24):
            write_scene(Path(folder), f"s{n:02d}", f"{2013 + n // 2}-0{6 + n % 2}-10", reflectance(ground))
        scenes, _ = find_scenes(Path(folder))
        timed("one site of 1 km2 in 24 scenes of 11 km", lambda: trend(scenes, zone(500, 500, 100, 100)))
