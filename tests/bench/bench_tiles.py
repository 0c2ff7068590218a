"""Time tiles of made-up sites: python tests/bench/bench_tiles.py [sites …]; a report, not a pass mark."""

import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "unit"))

import numpy as np
from situations import make_situation

from geomon.render.tiles import SiteTiles, mercator
from geomon.situation import Filter, Situation


def ms(run, times=7):
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def main(counts):
    for n in counts:
        situation = make_situation(n=n)
        start = time.perf_counter()
        tiles = SiteTiles(situation)
        built = time.perf_counter() - start
        newer = Situation(situation.as_of, 2, situation.sites, situation.tasks)
        again = ms(lambda newer=newer, tiles=tiles: SiteTiles(newer, tiles), 3)
        print(f"{n:9,} sites: built in {built:.2f} s, after a write {again:.0f} ms")
        for f in (Filter(), Filter(lights=("red",)), Filter(text="点位1", units=("水务局",))):
            first = ms(lambda f=f, tiles=tiles: tiles.select(f), 1)
            line = []
            for z in (4, 6, 8, 10, 12, 14):
                at = np.floor(mercator(np.array([[106.05, 37.05]]))[0] * (1 << z)).astype(int).tolist()
                body = tiles.tile(z, *at, f)
                line.append(f"z{z} {ms(lambda z=z, at=at, f=f, tiles=tiles: tiles.tile(z, *at, f)):.2f} ms {len(body):,} B")
            print(f"   {f.lights or f.text or 'all'!s:12} mask {first:5.0f} ms once; " + ", ".join(line))


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:]] or [1000, 100_000, 1_000_000])
