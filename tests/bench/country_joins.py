"""PostGIS and Dask at a country's joins and stores, beside geomon in the same run; a report, not a pass mark.

  python tests/bench/country_joins.py 1000000              which county each point lies in: geomon, PostGIS, dask-geopandas
  python tests/bench/country_joins.py files 5000000        the same from GeoParquet to Parquet: geomon, geomon on Dask, dask-geopandas
  python tests/bench/country_joins.py store FOLDER         a register that was built there, written to and read from either store

Points lie in the 2,891 real counties, spread as those of `country.py`. PostgreSQL 15 with PostGIS is a private server of the run
(`tests/stores.py`), set as a small office would set it; "cut" cuts the counties into pieces of 256 corners first, as its manual advises.
dask-geopandas is taken where the environment has it. geomon needs neither. Rounds alternate, the least of them stands, since others may be
at work on the machine; processor time is told beside. Each engine says how many pairs it found.
"""

import contextlib
import dataclasses
import io
import os
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

import geopandas as gpd
import numpy as np
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from driving import load
from stores import start_cluster, store_in
from workspace import scattered

from geomon.divisions import divisions
from geomon.join.bulk import Question, join_files
from geomon.join.kernels import Areas, join
from geomon.places import open_gazetteer
from geomon.settings import load_settings, server_of
from geomon.store import open_register

ROOT = Path(__file__).parents[2]
CHINA = pyproj.CRS.from_epsg(4490)
A_PART = 250_000
"""Points of a partition."""
ROUNDS = int(os.environ.get("GEOMON_TIMES", "3"))
SERVER = {"work_mem": "128MB", "maintenance_work_mem": "512MB", "effective_cache_size": "2GB", "max_parallel_workers_per_gather": "2"}
"""Settings of a session; a server's own defaults are for a much smaller machine."""

WHOLE = "SELECT count(*) FROM points JOIN areas ON ST_Within(points.geom, areas.geom)"
PIECES = "SELECT count(*) FROM (SELECT DISTINCT sid, pid FROM points JOIN pieces ON ST_Intersects(points.geom, pieces.geom)) found"


def layers(points):
    """Return the counties' shapes, their codes, and (n, 2) points in degrees."""
    settings = dataclasses.replace(load_settings(ROOT, {}))
    places, rng = open_gazetteer(settings), np.random.default_rng(5)
    codes = [code for code, d in divisions().items() if d.level == "county" and places.by_adcode(code)]
    shapes = np.array([places.by_adcode(code).geometry for code in codes], dtype=object)
    share = rng.multinomial(points, rng.dirichlet(np.full(len(codes), 3.0)))
    xy = np.vstack([scattered(shape, count, rng) for shape, count in zip(shapes, share.tolist(), strict=True) if count])
    rng.shuffle(xy)
    return shapes, codes, xy


def seconds(act):
    """What a call gives, and its seconds by the clock."""
    began = time.perf_counter()
    found = act()
    return found, time.perf_counter() - began


def worked(act):
    """What a call gives, and the processor time of this process and all that it started, server and workers too."""
    before = _processor_s()
    found = act()
    return found, _processor_s() - before


def _processor_s():
    total = 0.0
    for one in (psutil.Process(), *psutil.Process().children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


def by_geomon(shapes, xy):
    """Return a join by geomon: shapes and points as they lie in memory, nothing of them prepared."""
    def run():
        with ThreadPoolExecutor(2) as threads:
            return len(join(xy, CHINA, Areas(np.array([shapely.from_wkb(one) for one in shapes], dtype=object), CHINA, "within",
                                             threads=threads)))
    return run


def by_dask(shapes, xy, parts):
    """Return a join by dask-geopandas in two worker processes, None where it is not there; points lie with them before the clock runs."""
    try:
        import dask_geopandas
        from distributed import Client, LocalCluster
    except ImportError:
        return None, lambda: None
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50)
    client = Client(cluster)
    frame = gpd.GeoDataFrame(geometry=shapely.points(xy), crs=4490)
    spread = client.persist(dask_geopandas.from_geopandas(frame, npartitions=parts, sort=False))
    len(spread)

    def run():
        areas = gpd.GeoDataFrame({"pid": np.arange(len(shapes))}, geometry=shapely.from_wkb(shapes), crs=4490)
        return len(dask_geopandas.sjoin(spread, areas, predicate="within"))

    def end():
        client.close()
        cluster.close()
    return run, end


def filled(connection, shapes, xy):
    """Write both layers into PostGIS and index them; return what each took."""
    for name, value in SERVER.items():
        connection.execute(f"SET {name} = '{value}'")
    connection.execute("DROP TABLE IF EXISTS points, areas")
    connection.execute("CREATE TABLE areas (pid int, geom geometry(Geometry, 4490))")
    with connection.cursor().copy("COPY areas FROM STDIN") as copy:
        for n, one in enumerate(shapes):
            copy.write_row((n, shapely.to_wkb(shapely.set_srid(shapely.from_wkb(one), 4490), hex=True, include_srid=True)))
    connection.execute("CREATE TABLE points (sid int, geom geometry(Point, 4490))")

    def write():
        body = shapely.to_wkb(shapely.set_srid(shapely.points(xy), 4490), hex=True, include_srid=True)
        with connection.cursor().copy("COPY points FROM STDIN") as copy:
            for begin in range(0, len(xy), 50_000):
                text = io.StringIO()
                text.writelines(f"{n}\t{one}\n" for n, one in enumerate(body[begin:begin + 50_000], begin))
                copy.write(text.getvalue())
    took = {"write": seconds(write)[1]}
    took["index"] = seconds(lambda: [connection.execute(f"CREATE INDEX ON {name} USING gist (geom)") for name in ("points", "areas")])[1]
    connection.execute("ANALYZE points")
    connection.execute("ANALYZE areas")
    took["read"] = seconds(lambda: [len(part) for part in connection.cursor().stream("SELECT sid, geom FROM points")])[1]
    size, = connection.execute("SELECT pg_total_relation_size('points') / 1e6").fetchone()
    return took | {"MB": float(size)}


def cut(connection):
    """The number of pairs where the counties are cut into pieces first; a point on a seam counts once."""
    connection.execute("DROP TABLE IF EXISTS pieces")
    connection.execute("CREATE TABLE pieces AS SELECT pid, ST_Subdivide(geom, 256) AS geom FROM areas")
    connection.execute("CREATE INDEX ON pieces USING gist (geom)")
    connection.execute("ANALYZE pieces")
    return connection.execute(PIECES).fetchone()[0]


def tiles(connection):
    """The milliseconds of a vector tile of points made by PostGIS, at zoom 12, 9 and 6."""
    found = []
    for z in (12, 9, 6):
        took = []
        for n in range(7):
            side = 1 << z
            x, y = int((116.4 + n * .1 + 180) / 360 * side), int(.379 * side)
            query = ("SELECT ST_AsMVT(t) FROM (SELECT sid, ST_AsMVTGeom(ST_Transform(geom, 3857), ST_TileEnvelope(%(z)s, %(x)s, %(y)s)) "
                     "FROM points WHERE geom && ST_SetSRID(ST_Transform(ST_TileEnvelope(%(z)s, %(x)s, %(y)s), 4326), 4490)) t")
            took.append(seconds(lambda q=query, x=x, y=y, z=z: connection.execute(q, {"x": x, "y": y, "z": z}).fetchone())[1] * 1000)
        found.append(f"z{z} {statistics.median(took):.0f} ms")
    return ", ".join(found)


def of_files(shapes, xy, folder):
    """The seconds in which geomon writes the points as GeoParquet, and reads them again."""
    path = folder / "points.parquet"
    geo = b'{"version":"1.1.0","primary_column":"geometry","columns":{"geometry":{"encoding":"WKB","geometry_types":["Point"]}}}'

    def write():
        pq.write_table(pa.table({"geometry": pa.array(shapely.to_wkb(shapely.points(xy)), pa.binary())},
                                metadata={b"geo": geo}), path)
    return {"write": seconds(write)[1], "read": seconds(lambda: shapely.from_wkb(pq.read_table(path)["geometry"].to_numpy()))[1],
            "MB": path.stat().st_size / 1e6}


def compare(points):
    """All engines at one size."""
    shapes, _, xy = layers(points)
    flat = shapely.to_wkb(shapes)
    print(f"\n{points:,} points, {len(shapes):,} counties of {shapely.get_num_coordinates(shapes).sum():,} corners ({load()})", flush=True)
    cluster = start_cluster()
    with contextlib.ExitStack() as undo, tempfile.TemporaryDirectory() as folder:
        undo.callback(cluster.stop)
        connection = undo.enter_context(cluster.connect())
        print("  files   ", {k: round(v, 1) for k, v in of_files(flat, xy, Path(folder)).items()}, flush=True)
        print("  PostGIS ", {k: round(v, 1) for k, v in filled(connection, flat, xy).items()}, "tiles:", tiles(connection), flush=True)
        dask, end = by_dask(flat, xy, max(4, points // 250_000))
        undo.callback(end)
        race({"geomon": by_geomon(flat, xy), "PostGIS": lambda: connection.execute(WHOLE).fetchone()[0], "cut": lambda: cut(connection),
              "Dask": dask})


def from_files(points):
    """Engines that read the points in partitions and write the pairs."""
    shapes, _, xy = layers(points)
    print(f"\n{points:,} points in files ({load()})", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "parts").mkdir()
        gpd.GeoDataFrame({"pid": np.arange(len(shapes))}, geometry=shapes, crs=4490).to_parquet(folder / "areas.parquet")
        about = pq.read_schema(folder / "areas.parquet").metadata
        schema = pa.schema([("geometry", pa.binary())], metadata={b"geo": about[b"geo"]})
        with pq.ParquetWriter(folder / "points.parquet", schema) as whole:
            for n, begin in enumerate(range(0, points, A_PART)):
                part = gpd.GeoDataFrame(geometry=shapely.points(xy[begin:begin + A_PART]), crs=4490)
                part.to_parquet(folder / "parts" / f"{n:03}.parquet")
                whole.write_table(pa.table([pa.array(shapely.to_wkb(part.geometry.to_numpy()), pa.binary())], schema=schema))

        def by_join(engine):
            return join_files(folder / "points.parquet", folder / "areas.parquet", Question("within"), folder / "out.parquet",
                              engine=engine).pairs

        def by_dask_geopandas():
            import dask_geopandas
            from distributed import Client, LocalCluster

            with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as there, Client(there):
                spread = dask_geopandas.read_parquet(folder / "parts")
                found = dask_geopandas.sjoin(spread, gpd.read_parquet(folder / "areas.parquet"), predicate="within")
                found[["pid"]].to_parquet(folder / "pairs")
            return pq.read_table(folder / "pairs", columns=["pid"]).num_rows
        race({"geomon": lambda: by_join("local"), "on Dask": lambda: by_join("dask"), "dask-gpd": by_dask_geopandas})


def race(engines):
    """Run the engines in turn and print the least of each."""
    runs = {name: [] for name, run in engines.items() if run}
    pairs = {}
    for _ in range(ROUNDS):
        for name, some in runs.items():
            (pairs[name], used), took = seconds(lambda act=engines[name]: worked(act))
            some.append((took, used))
    base = [min(column) for column in zip(*runs["geomon"], strict=True)]
    for name, some in runs.items():
        took, used = (min(column) for column in zip(*some, strict=True))
        print(f"  {name:8} {took:7.2f} s, {used:7.2f} s of processors (clock: {', '.join(f'{s:.2f}' for s, _ in some)})  "
              f"{pairs[name]:,} pairs  it/geomon {took / base[0]:.1f}, of processors {used / base[1]:.1f} ({load()})", flush=True)


def stores(folder):
    """A register's documents and places, written in one transaction to an empty register and read again, file and server in turn."""
    with open_register(Path(folder) / "data" / "register.db") as there:
        documents, sites, matches = there.documents(), there.sites(), there.matches()
        events = there.events()
    cluster = start_cluster()
    print(f"{len(sites):,} sites, {len(matches):,} matches, {len(events):,} events ({load()})")
    runs = {}
    try:
        for n in range(2):
            for name in ("SQLite", "PostgreSQL"):
                with tempfile.TemporaryDirectory() as scratch:
                    place = Path(scratch) / f"r{n}.db" if name == "SQLite" else server_of(store_in(cluster))
                    with open_register(place) as book:
                        def write(book=book):
                            with book.write() as writer:
                                for document in documents:
                                    writer.replace_document(document, reader="bench")
                                writer.put_places(sites, matches, [])
                                writer.append_events(events)

                        def read(book=book):
                            return book.documents(), book.sites(), book.matches(), book.events()
                        runs.setdefault(name, []).append((seconds(write)[1], seconds(read)[1], book.size() / 1e6))
    finally:
        cluster.stop()
    for name, some in runs.items():
        written, read, size = (min(one[k] for one in some) for k in range(3))
        print(f"  {name:10} written {written:.1f} s, read {read:.1f} s, {size:,.0f} MB (the better of two, {load()})")


if __name__ == "__main__":
    if sys.argv[1:2] == ["store"]:
        stores(sys.argv[2])
    else:
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        for count in [one for one in sys.argv[1:] if one.isdigit()] or ["1000000"]:
            (from_files if sys.argv[1:2] == ["files"] else compare)(int(count))
