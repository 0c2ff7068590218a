"""NDVI change of 1,000 sites on two dates of 10,000 x 10,000 pixels: geomon beside exactextract alone and rasterstats, in one run.

    python -m pip install -e ".[bench]" && python tests/bench/imagery.py [--side 10000] [--sites 1000] [--rounds 3]

exactextract alone is taken twice, each with the sites in the pictures' own CRS:

* "ready NDVI": the mean of an NDVI picture a date that somebody made before, clouds cut out; the least work that gives the same numbers.
* "both bands": the means of red and near infrared, of the very files that geomon reads; no clouds, and no NDVI of a pixel.

geomon reads red, near infrared and the classes of cloud, makes the NDVI of each clear pixel, and gives means, errors and shares of cloud.
Every contender runs in a process of its own, in turn; the least time counts (of the clock, and of the processor), and the most memory.
`geomon, with rings` takes the change of the ground round each site as well, as the card does.
"""

import argparse
import json
import multiprocessing as mp
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


def by_geomon(folder: Path, around_m: float | None = None) -> list[float]:
    """Return the change of each site, judged, with errors and shares of cloud."""
    from geomon.imagery import changes, find_scenes

    (a, b), faults = find_scenes(folder / "scenes")
    assert not faults
    zones = gpd.read_file(folder / "sites.gpkg").to_crs("EPSG:4490").geometry.to_numpy()
    return [one.change for one in changes(a, b, list(zones), around_m=around_m)]


def by_geomon_with_rings(folder: Path) -> list[float]:
    """Return the same with the ground 500 m around each site."""
    return by_geomon(folder, 500.0)


def by_exactextract(folder: Path) -> list[float]:
    """Return the difference of two means a site from the ready pictures."""
    from exactextract import exact_extract

    load_rasterio()
    sites = gpd.read_file(folder / "sites.gpkg")
    means = [exact_extract(str(folder / "ndvi" / f"ndvi{n}.tif"), sites, ["mean"], output="pandas")["mean"].to_numpy() for n in (0, 1)]
    return list(means[1] - means[0])


def by_exactextract_of_bands(folder: Path) -> list[float]:
    """Return the change of the NDVI of the bands' means, clouds and all."""
    from exactextract import exact_extract
    from exactextract.raster import RasterioRasterSource

    rasterio = load_rasterio()
    sites = gpd.read_file(folder / "sites.gpkg")
    found = []
    for n in (0, 1):
        with rasterio.open(folder / "scenes" / f"s{n}.tif") as file:
            bands = [RasterioRasterSource(file, number, name=name) for number, name in ((1, "red"), (2, "nir"))]
            means = exact_extract(bands, sites, ["mean"], output="pandas")
        found.append((means["nir_mean"] - means["red_mean"]) / (means["nir_mean"] + means["red_mean"]))
    return list(found[1] - found[0])


def by_rasterstats(folder: Path) -> list[float]:
    """Return the difference of two means from the ready pictures by rasterstats, which counts a pixel whole or not at all."""
    load_rasterio()
    from rasterstats import zonal_stats

    sites = gpd.read_file(folder / "sites.gpkg")
    paths = [str(folder / "ndvi" / f"ndvi{n}.tif") for n in (0, 1)]
    means = [[one["mean"] for one in zonal_stats(sites, path, stats=["mean"], boundless=False)] for path in paths]  # no VRT: it is off
    return [np.nan if a is None or b is None else b - a for a, b in zip(*means, strict=True)]


ALONE = "exactextract, ready NDVI"
CONTENDERS = {"geomon": by_geomon, ALONE: by_exactextract, "exactextract, both bands": by_exactextract_of_bands,
              "rasterstats, ready NDVI": by_rasterstats, "geomon, with rings": by_geomon_with_rings}


def most_mb() -> float:
    """Return the most memory of this process; `ru_maxrss` would begin with that of the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def _run(name: str, folder: Path, pipe) -> None:
    try:
        begun, worked = time.perf_counter(), time.process_time()
        values = CONTENDERS[name](folder)
        took = time.perf_counter() - begun, time.process_time() - worked
        pipe.send((*took, most_mb(), [float(v) for v in values]))
    except BaseException as error:
        pipe.send(f"{name} fell: {error!r}")
        raise


def main() -> int:
    """Run all, and print the table and one line of JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--side", type=int, default=10_000)
    asked.add_argument("--sites", type=int, default=1_000)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--folder", type=Path, help="where the pictures are, or go, to be used again")
    args = asked.parse_args()
    spawn = mp.get_context("spawn")
    with tempfile.TemporaryDirectory() as room:
        folder = args.folder or Path(room)
        if not (folder / "sites.gpkg").exists():
            make(folder, args.side, args.sites)
        best: dict[str, tuple[float, float, float, list[float]]] = {}
        for _ in range(args.rounds):
            for name in CONTENDERS:
                here, there = spawn.Pipe()
                job = spawn.Process(target=_run, args=(name, folder, there))
                job.start()
                there.close()  # else the answer of one that was killed would be waited for
                told = here.recv()
                job.join()
                if isinstance(told, str):
                    print(told, file=sys.stderr)
                    return 1
                took, worked, memory, values = told
                old = best.get(name, (np.inf, np.inf, 0.0, values))
                best[name] = (min(took, old[0]), min(worked, old[1]), max(memory, old[2]), values)
        alone = best[ALONE]
        for name, (took, worked, memory, values) in best.items():
            off = np.nanmax(np.abs(np.array(values) - np.array(alone[3])))
            print(f"{name:25} {took:6.2f} s ({took / alone[0]:5.2f} x)  processor {worked:6.2f} s ({worked / alone[1]:5.2f} x)"
                  f"  {memory:5.0f} MB  largest difference {off:.2g}")
        print(json.dumps({name: [round(took, 3), round(worked, 3), round(memory)] for name, (took, worked, memory, _) in best.items()}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
