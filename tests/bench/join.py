"""Time bulk joins against other engines, one run each, side by side: python -m tests.bench.join; a report, not a pass mark.

Needs the extra `bench`. Every engine has a process of its own and begins with the layers in memory in its own form (geomon and geopandas:
shapely geometries of which nothing was asked yet; SedonaDB, DuckDB: tables). SedonaDB and DuckDB count and sum the pairs, geomon
and geopandas hand them over. All take distances in the plane of EPSG:4527, which is true to 1 in 2,800 there, so that all can
give the same pairs.

  python -m tests.bench.join                    all predicates, one million points
  python -m tests.bench.join --points 100000 --areas 1000
  python -m tests.bench.join --long 20000000    also: within from GeoParquet, one process against two Dask workers
  python -m tests.bench.join --ground           also: geomon on degrees over all of China, where no plane is true
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

METRES = 500.0
CODE, DEGREES = 4527, 4490
WEST, SOUTH, WIDE, HIGH = 39_350_000.0, 3_300_000.0, 300_000.0, 1_500_000.0
COVER = 0.15
ENGINES = {"within": ("geomon", "geopandas", "sedonadb", "duckdb"), "dwithin": ("geomon", "geopandas", "sedonadb", "duckdb"),
           "nearest": ("geomon", "geopandas", "sedonadb")}
TO_REACH = {("within", "geopandas"): 0.75, ("within", "sedonadb"): 1.2, ("dwithin", "geopandas"): 0.20, ("dwithin", "duckdb"): 1.5,
            ("nearest", "geopandas"): 0.25}


# ---- layers -------------------------------------------------------------------------------------------------------------

def make_areas(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return wavy polygons of about 200 vertices that cover 15 % of the strip; each fiftieth is large, with 1,500 to 4,000 and a hole."""
    size = np.exp(rng.normal(0, 0.9, count))
    size *= np.sqrt(COVER * WIDE * HIGH / np.pi / np.sum(size ** 2))
    vertices = np.clip(rng.lognormal(np.log(180), 0.5, count), 20, 2000).astype(int)
    large = np.argsort(size)[-max(1, count // 50):]
    vertices[large] = rng.integers(1500, 4000, len(large))
    shapes, holed = [], set(large.tolist())
    waves = np.arange(1, 25)
    for n in range(count):
        turn = np.sort(rng.random(vertices[n])) * 2 * np.pi
        high, phase = rng.normal(0, 0.35, 24) / waves ** 1.1, rng.random(24) * 2 * np.pi
        reach = size[n] * np.clip(1 + (high[:, None] * np.cos(waves[:, None] * turn + phase[:, None])).sum(axis=0), 0.15, 3)
        middle = np.array([WEST + rng.random() * WIDE, SOUTH + rng.random() * HIGH])
        round_ = np.linspace(0, 2 * np.pi, 60, endpoint=False)
        hole = [middle + size[n] * 0.1 * np.column_stack([np.cos(round_), np.sin(round_)])] if n in holed else []
        shapes.append(shapely.Polygon(middle + reach[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]), hole))
    made = np.array(shapes, dtype=object)
    crossed = ~shapely.is_valid(made)
    made[crossed] = shapely.make_valid(made[crossed])
    return made


def make_points(count: int, rng: np.random.Generator) -> np.ndarray:
    """Return (n, 2): half in clusters of 6 km, half anywhere."""
    centres = rng.random((max(20, count // 2000), 2)) * [WIDE, HIGH]
    near = centres[rng.integers(0, len(centres), count // 2)] + rng.normal(0, 6_000, (count // 2, 2))
    xy = np.concatenate([near, rng.random((count - count // 2, 2)) * [WIDE, HIGH]]) % [WIDE, HIGH]
    rng.shuffle(xy)
    return xy + np.array([WEST, SOUTH])


def write_layers(folder: Path, points: int, areas: int) -> None:
    import geopandas as gpd

    rng = np.random.default_rng(7)
    shapes, xy = make_areas(areas, rng), make_points(points, rng)
    gpd.GeoDataFrame({"pid": np.arange(areas)}, geometry=shapes, crs=CODE).to_parquet(folder / "areas.parquet")
    gpd.GeoDataFrame({"sid": np.arange(points)}, geometry=shapely.points(xy), crs=CODE).to_parquet(folder / "points.parquet")
    print(f"{points:,} points; {areas:,} areas, median {np.median(shapely.get_num_coordinates(shapes)):.0f} vertices, "
          f"{shapely.get_num_coordinates(shapes).sum():,} in all, {int((shapely.get_num_interior_rings(shapes) > 0).sum())} with holes")


def over_china(folder: Path) -> None:
    """Write the same layers stretched over China in degrees."""
    import geopandas as gpd

    for name in ("areas", "points"):
        frame = gpd.read_parquet(folder / f"{name}.parquet")
        shapes = shapely.transform(frame.geometry.to_numpy(), lambda xy: [80, 22] + (xy - [WEST, SOUTH]) / [WIDE, HIGH] * [45, 26])
        gpd.GeoDataFrame(geometry=shapes, crs=DEGREES).to_parquet(folder / f"china-{name}.parquet")


def write_long(folder: Path, count: int) -> Path:
    """Write that many points in row groups of a million."""
    path = folder / "long.parquet"
    about = pq.read_schema(folder / "points.parquet").metadata[b"geo"]
    schema = pa.schema([("geometry", pa.binary())], metadata={b"geo": about})
    rng = np.random.default_rng(11)
    with pq.ParquetWriter(path, schema) as writer:
        for begin in range(0, count, 1_000_000):
            some = shapely.points(make_points(min(1_000_000, count - begin), rng))
            writer.write_table(pa.table([pa.array(shapely.to_wkb(some), pa.binary())], schema=schema))
    return path


# ---- engines: each returns (run, tell); run() gives seconds and what tell needs ---------------------------------------------

def _frames(folder: Path):
    import geopandas as gpd

    return gpd.read_parquet(folder / "points.parquet"), gpd.read_parquet(folder / "areas.parquet")


def _summed(i, j, metres=None) -> dict[str, object]:
    first = np.unique(i, return_index=True)[1]
    return {"pairs": len(i), "check": int((np.asarray(i, dtype=np.int64) * 31 + np.asarray(j)).sum()),
            "metres": None if metres is None else round(float(np.asarray(metres)[np.sort(first)].sum()))}


def geomon_run(folder: Path, predicate: str):
    from concurrent.futures import ThreadPoolExecutor

    import pyproj

    from geomon.join.kernels import Areas, join
    from geomon.readers.parquet import points_or_shapes

    points, areas = _frames(folder)
    places, system = np.asarray(points.geometry.array), pyproj.CRS.from_epsg(CODE)
    wkb = shapely.to_wkb(np.asarray(areas.geometry.array))

    def run():
        shapes = shapely.from_wkb(wkb)
        begun = time.perf_counter()
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            held = Areas(shapes, system, predicate, METRES if predicate == "dwithin" else None, threads=threads)
            pairs = join(points_or_shapes(places), system, held)
        return time.perf_counter() - begun, lambda: _summed(pairs.site, pairs.area, pairs.metres if predicate == "nearest" else None)

    return run


def geopandas_run(folder: Path, predicate: str):
    import geopandas as gpd

    points, areas = _frames(folder)
    wkb = shapely.to_wkb(np.asarray(areas.geometry.array))

    def run():
        left = gpd.GeoDataFrame({"sid": points["sid"]}, geometry=points.geometry.array.copy(), crs=CODE)
        right = gpd.GeoDataFrame({"pid": areas["pid"]}, geometry=shapely.from_wkb(wkb), crs=CODE)
        begun = time.perf_counter()
        if predicate == "nearest":
            found = gpd.sjoin_nearest(left, right, distance_col="d")
        else:
            found = gpd.sjoin(left, right, predicate=predicate, **({"distance": METRES} if predicate == "dwithin" else {}))
        return time.perf_counter() - begun, lambda: _summed(found["sid"], found["pid"], found["d"] if predicate == "nearest" else None)

    return run


def sedonadb_run(folder: Path, predicate: str):
    import sedonadb

    db = sedonadb.connect()
    for name in ("points", "areas"):
        db.read_parquet(str(folder / f"{name}.parquet")).to_memtable().to_view(name, overwrite=True)
    on = {"within": "ST_Within(points.geometry, areas.geometry)", "dwithin": f"ST_DWithin(points.geometry, areas.geometry, {METRES})",
          "nearest": "ST_KNN(points.geometry, areas.geometry, 1, false)"}[predicate]
    what = "sum(ST_Distance(points.geometry, areas.geometry))" if predicate == "nearest" else "sum(sid * 31 + pid)"

    def run():
        begun = time.perf_counter()
        row = db.sql(f"select count(*) n, {what} s from points join areas on {on}").to_pandas().iloc[0]
        took = time.perf_counter() - begun
        if predicate == "nearest":  # one for each point: no ties
            return took, lambda: {"pairs": int(row["n"]), "check": None, "metres": round(float(row["s"]))}
        return took, lambda: {"pairs": int(row["n"]), "check": int(row["s"]), "metres": None}

    return run


def duckdb_run(folder: Path, predicate: str):
    import duckdb
    import duckdb_extension_spatial

    db = duckdb.connect()
    extension, = Path(duckdb_extension_spatial.__file__).parent.glob("extensions/*/spatial.duckdb_extension")
    db.execute(f"LOAD '{extension}'")  # the wheel brings it; nothing is downloaded
    for name, key in (("points", "sid"), ("areas", "pid")):
        db.execute(f"create table {name} as select {key}, geometry as geom from '{folder / name}.parquet'")
    on = {"within": "ST_Within(points.geom, areas.geom)", "dwithin": f"ST_DWithin(points.geom, areas.geom, {METRES})"}[predicate]

    def run():
        begun = time.perf_counter()
        count, check = db.execute(f"select count(*), sum(sid * 31 + pid) from points join areas on {on}").fetchone()
        return time.perf_counter() - begun, lambda: {"pairs": count, "check": int(check), "metres": None}

    return run


# ---- runs -----------------------------------------------------------------------------------------------------------------

def one(engine: str, predicate: str, folder: Path, times: int) -> None:
    """Run one engine here and print one line of JSON."""
    import psutil

    run = {"geomon": geomon_run, "geopandas": geopandas_run, "sedonadb": sedonadb_run, "duckdb": duckdb_run}[engine](folder, predicate)
    took = []
    for _ in range(times):
        seconds, tell = run()
        took.append(seconds)
    peak = psutil.Process().memory_info()
    print(json.dumps({"engine": engine, "seconds": took, "peak_mb": round(getattr(peak, "peak_wset", _peak()) / 2**20), **tell()}))


def _peak() -> int:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def compare(folder: Path, predicate: str, times: int) -> None:
    print(f"\n{predicate}{f' {METRES:g} m' if predicate == 'dwithin' else ''}   (load {os.getloadavg()[0]:.1f})", flush=True)
    found = {}
    for engine in ENGINES[predicate]:
        if predicate == "nearest" and engine != "geomon":
            times = 1  # minutes
        command = [sys.executable, "-m", "tests.bench.join", "--one", engine, predicate, str(folder), "--times", str(times)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
        if done.returncode:
            print(f"  {engine:10} failed: {done.stderr.strip().splitlines()[-1]}")
            continue
        found[engine] = json.loads(done.stdout.strip().splitlines()[-1])
    mine = found["geomon"]
    for engine, told in found.items():
        seconds, base = min(told["seconds"]), min(mine["seconds"])
        bound = TO_REACH.get((predicate, engine))
        runs = ", ".join(f"{s:.2f}" for s in told["seconds"])
        line = f"  {engine:10} {seconds:7.2f} s (of {runs}) {told['peak_mb']:5} MB  {told['pairs']:9,} pairs"
        same = all(told[k] in (None, mine[k]) for k in ("check", "metres")) and (told["pairs"] == mine["pairs"] or told["check"] is None)
        ratio = "" if engine == "geomon" else f"  geomon/it {base / seconds:.2f}" + (f" (to reach {bound:g})" if bound else "")
        print(line + ratio + ("" if same else "  DIFFERENT PAIRS"), flush=True)


def floor(folder: Path) -> None:
    """Time what no join can do without: the candidates by boxes with GEOS's tree, and geomon's own steps towards them."""
    from geomon.join.inside import Grid
    from geomon.join.pieces import cut
    from geomon.join.search import in_order
    from geomon.join.space import Plane

    points, areas = _frames(folder)
    places, shapes = np.asarray(points.geometry.array), np.asarray(areas.geometry.array)

    def timed(what, run):
        took = []
        for _ in range(3):
            begun = time.perf_counter()
            found = run()
            took.append(time.perf_counter() - begun)
        print(f"  {min(took):6.2f} s  {what}")
        return found

    print("\nthe floor, one thread", flush=True)
    xy = timed("coordinates out of a million objects", lambda: shapely.get_coordinates(places))
    tree = timed("GEOS: a tree over the points", lambda: shapely.STRtree(places))
    timed("GEOS: candidates by boxes", lambda: tree.query(shapes))
    grid = timed("geomon: the points into a grid", lambda: Grid.of(xy))
    timed("geomon: candidates by boxes", lambda: grid.runs(shapely.bounds(shapes)))
    timed("geomon: boundaries into pieces, a tree over them", lambda: cut(shapes, Plane((0, 0, 0, 0))))
    timed("geomon: the points in order", lambda: in_order(xy))


def measured(*command: str) -> tuple[float, float, str]:
    """Run a command; return seconds, peak memory of its largest process in MB, and its words."""
    import psutil

    begun, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8") as process:
        watched = psutil.Process(process.pid)
        while process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                peak = max(peak, *(p.memory_info().rss for p in [watched, *watched.children(recursive=True)]))
            time.sleep(0.05)
        words = process.stdout.read().strip() if process.stdout else ""
    return time.perf_counter() - begun, peak / 2**20, words


@contextlib.contextmanager
def workers_peak(cluster):
    """Yield a list to which the workers' memory is added ten times a second."""
    import psutil

    seen, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            for nanny in list(cluster.workers.values()):
                with contextlib.suppress(psutil.NoSuchProcess, TypeError):
                    seen.append(psutil.Process(nanny.pid).memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def long(folder: Path, count: int, workers: int) -> None:
    from distributed import LocalCluster

    path = write_long(folder, count)
    size = path.stat().st_size / 1e6
    print(f"\nwithin, {count:,} points from GeoParquet ({size:.0f} MB), the command as a whole   (load {os.getloadavg()[0]:.1f})")
    command = [sys.executable, "-m", "geomon", "join", str(path), str(folder / "areas.parquet"), "--predicate", "within", "--out"]
    seconds, peak, words = measured(*command, str(folder / "one.parquet"))
    print(f"  one process     {seconds:7.1f} s  {peak:5.0f} MB  {words}", flush=True)
    with LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster, \
            workers_peak(cluster) as peaks:
        remote = ("--engine", "dask", "--scheduler", cluster.scheduler_address)
        took, most, words = measured(*command, str(folder / "dask.parquet"), *remote)
    largest = max(peaks) / 2**20
    print(f"  {workers} Dask workers  {took:7.1f} s  {most:5.0f} MB; the largest worker {largest:.0f} MB; ratio {took / seconds:.2f}")
    print(f"  same rows: {pq.read_table(folder / 'one.parquet').equals(pq.read_table(folder / 'dask.parquet'))}")
    seconds, peak, words = measured(*command, str(folder / "own.parquet"), "--engine", "dask")
    print(f"  own cluster     {seconds:7.1f} s  {peak:5.0f} MB  {words}")


def ground(folder: Path) -> None:
    over_china(folder)
    print(f"\ngeomon on degrees over China, the command as a whole   (load {os.getloadavg()[0]:.1f})")
    layers = [str(folder / f"china-{name}.parquet") for name in ("points", "areas")]
    for options in (["within"], ["dwithin", "--metres", str(METRES)], ["nearest"]):
        command = [sys.executable, "-m", "geomon", "join", *layers, "--predicate", *options, "--out", str(folder / "ground.parquet")]
        seconds, peak, words = measured(*command)
        print(f"  {options[0]:8} {seconds:6.1f} s  {peak:5.0f} MB  {words.split(': ')[-1]}", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--points", type=int, default=1_000_000)
    asked.add_argument("--areas", type=int, default=10_000)
    asked.add_argument("--times", type=int, default=3, help="runs of each; the least counts")
    asked.add_argument("--only", choices=list(ENGINES), help="one predicate")
    asked.add_argument("--long", type=int, default=0, metavar="POINTS")
    asked.add_argument("--ground", action="store_true")
    asked.add_argument("--one", nargs=3, metavar=("ENGINE", "PREDICATE", "FOLDER"), help=argparse.SUPPRESS)
    told = asked.parse_args()
    if told.one:
        one(told.one[0], told.one[1], Path(told.one[2]), told.times)
        return
    with tempfile.TemporaryDirectory(prefix="geomon-bench-") as name:
        folder = Path(name)
        write_layers(folder, told.points, told.areas)
        for predicate in [told.only] if told.only else ENGINES:
            compare(folder, predicate, told.times)
        floor(folder)
        if told.ground:
            ground(folder)
        if told.long:
            long(folder, told.long, 2)


if __name__ == "__main__":
    main()
