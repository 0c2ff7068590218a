"""NDVI change of 1,000 sites on two dates of 10,000 x 10,000 pixels: geomon beside exactextract alone and rasterstats, in one run.

    python -m pip install -e ".[bench]" && python tests/bench/imagery.py [--side 10000] [--sites 1000]

exactextract alone gets what geomon has to make for itself: two NDVI pictures on disk, compressed like the bands; it takes two means a site.
Every contender runs in a process of its own, three times in turn; the least time counts, and the most memory.
"""

import argparse
import json
import multiprocessing as mp
import resource
import sys
import tempfile
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from geomon.readers.rasters import load_rasterio

SYSTEM, WEST, NORTH, STEP = "EPSG:32648", 400_000.0, 4_300_000.0, 10.0
BLOCK = 512


def make(folder: Path, side: int, sites: int) -> None:
    """Write two scenes of rolling ground with clouds and a sprinkle of noise, their NDVI pictures, and the sites."""
    rasterio = load_rasterio()
    rng = np.random.default_rng(7)
    for name in ("scenes", "ndvi"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    options = {
        "driver": "GTiff", "width": side, "height": side, "crs": SYSTEM, "transform": rasterio.Affine(STEP, 0, WEST, 0, -STEP, NORTH),
        "tiled": True, "blockxsize": BLOCK, "blockysize": BLOCK, "compress": "deflate", "nodata": 0,
    }
    for n, date in enumerate(("2022-07-10", "2024-07-12")):
        with rasterio.open(folder / "scenes" / f"s{n}.tif", "w", count=3, dtype="uint16", **options) as scene, \
                rasterio.open(folder / "ndvi" / f"ndvi{n}.tif", "w", count=1, dtype="float32", **{**options, "nodata": -9}) as ndvi:
            for row in range(0, side, BLOCK):
                high = min(BLOCK, side - row)
                window = rasterio.windows.Window(0, row, side, high)
                y, x = np.mgrid[row:row + high, 0:side]
                green = 0.45 + 0.3 * np.sin(x / 900 + n * 0.4) * np.cos(y / 700) + rng.normal(0, 0.02, x.shape)
                red, nir = (2000 * (1 - green)).astype(np.uint16), (2000 * (1 + green)).astype(np.uint16)
                cloud = np.where(np.sin(x / 333 + n) * np.sin(y / 271) > 0.97, 9, 4).astype(np.uint16)
                for band, values in enumerate((red, nir, cloud), 1):
                    scene.write(values, band, window=window)
                value = (nir.astype(np.float32) - red) / (nir.astype(np.float32) + red)
                ndvi.write(np.where(cloud == 9, -9, value).astype(np.float32), 1, window=window)
        words = f"""date = {date}
sensor = "sentinel-2-l2a"
scale = 0.0001
offset = 0.0
file = "s{n}.tif"
order = ["red", "nir", "quality"]
"""
        (folder / "scenes" / f"s{n}.toml").write_text(words, encoding="utf-8")
    centre = rng.uniform(0.02, 0.98, (sites, 2)) * side * STEP
    radius = rng.lognormal(np.log(180), 0.5, sites)
    blobs = []
    for (x, y), size in zip(centre, radius, strict=True):
        angle = np.linspace(0, 2 * np.pi, 25)[:-1]
        away = size * rng.uniform(0.7, 1.3, 24)
        blobs.append(shapely.Polygon(np.column_stack([WEST + x + away * np.cos(angle), NORTH - y + away * np.sin(angle)])))
    gpd.GeoDataFrame({"site": range(sites)}, geometry=blobs, crs=SYSTEM).to_file(folder / "sites.gpkg")


def by_geomon(folder: Path) -> list[float]:
    """Return the change of each site, judged, with errors and shares of cloud."""
    from geomon.imagery import changes, find_scenes

    (a, b), faults = find_scenes(folder / "scenes")
    assert not faults
    zones = gpd.read_file(folder / "sites.gpkg").to_crs("EPSG:4490").geometry.to_numpy()
    return [one.change for one in changes(a, b, list(zones))]


def by_exactextract(folder: Path) -> list[float]:
    """Return the difference of two means a site from the ready pictures."""
    from exactextract import exact_extract

    load_rasterio()
    sites = gpd.read_file(folder / "sites.gpkg")
    means = [exact_extract(str(folder / "ndvi" / f"ndvi{n}.tif"), sites, ["mean"], output="pandas")["mean"].to_numpy() for n in (0, 1)]
    return list(means[1] - means[0])


def by_rasterstats(folder: Path) -> list[float]:
    """Return the same by rasterstats, which counts a pixel whole or not at all."""
    load_rasterio()
    from rasterstats import zonal_stats

    sites = gpd.read_file(folder / "sites.gpkg")
    means = [[one["mean"] for one in zonal_stats(sites, str(folder / "scenes" / f"ndvi{n}.tif"), stats=["mean"])] for n in (0, 1)]
    return [np.nan if a is None or b is None else b - a for a, b in zip(*means, strict=True)]


CONTENDERS = {"geomon": by_geomon, "exactextract alone": by_exactextract, "rasterstats": by_rasterstats}


def _run(name: str, folder: Path, pipe) -> None:
    begun = time.perf_counter()
    values = CONTENDERS[name](folder)
    took = time.perf_counter() - begun
    pipe.send((took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, [float(v) for v in values]))


def main() -> None:
    """Run all, and print the table and one line of JSON."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--side", type=int, default=10_000)
    asked.add_argument("--sites", type=int, default=1_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--folder", type=Path)
    args = asked.parse_args()
    spawn = mp.get_context("spawn")
    with tempfile.TemporaryDirectory() as room:
        folder = args.folder or Path(room)
        if not (folder / "sites.gpkg").exists():
            make(folder, args.side, args.sites)
        best: dict[str, tuple[float, float, list[float]]] = {}
        for _ in range(args.rounds):
            for name in CONTENDERS:
                here, there = spawn.Pipe()
                job = spawn.Process(target=_run, args=(name, folder, there))
                job.start()
                there.close()  # else the answer of one that fell would be waited for
                took, memory, values = here.recv()
                job.join()
                old = best.get(name, (np.inf, 0.0, values))
                best[name] = (min(took, old[0]), max(memory, old[1]), values)
        alone = best["exactextract alone"][0]
        for name, (took, memory, values) in best.items():
            off = np.nanmax(np.abs(np.array(values) - np.array(best["exactextract alone"][2])))
            print(f"{name:20} {took:7.2f} s  {took / alone:5.2f} x exactextract alone  {memory:6.0f} MB  largest difference {off:.4f}")
        print(json.dumps({name: [round(took, 3), round(memory)] for name, (took, memory, _) in best.items()}))


if __name__ == "__main__":
    sys.exit(main())
