"""Joins of two layer files: points are streamed, areas are held, pairs are written as they come; here or on Dask workers."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geomon import crs
from geomon.errors import GeomonError, InputError, MissingCRS
from geomon.join.kernels import Areas, Predicate, join, shared_ha
from geomon.readers import Limits, read_file
from geomon.readers.parquet import GeoParquet, open_geoparquet, points_or_shapes

Array = npt.NDArray[Any]
Engine = Literal["local", "dask"]
Tell = Callable[[int, int, str], None]

STREAMED = (".parquet", ".geoparquet")
SCHEMA = pa.schema([("point", pa.int64()), ("area", pa.int64()), ("metres", pa.float64())])
WITH_HECTARES = SCHEMA.append(pa.field("hectares", pa.float64()))
_MOST_THREADS = 4


@dataclasses.dataclass(frozen=True, slots=True)
class Question:
    """What is asked of two layers.

    Attributes
    ----------
    metres : for "dwithin" the distance on the ground; for "nearest" the farthest that counts, or None.
    """

    predicate: Predicate
    metres: float | None = None

    @property
    def schema(self) -> pa.Schema:
        """The columns of the answer."""
        return WITH_HECTARES if self.predicate == "intersects" else SCHEMA


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A layer in memory: coordinates (n, 2) when all are points, else geometries."""

    name: str
    shapes: Array
    crs: pyproj.CRS

    @property
    def rows(self) -> int:
        """The number of rows, those without geometry among them."""
        return len(self.shapes)


@dataclasses.dataclass(frozen=True, slots=True)
class Joined:
    """What a join did: rows of both inputs, pairs written, and where distances were taken."""

    points: int
    areas: int
    pairs: int


def join_files(points: Path, areas: Path, question: Question, out: Path, *, engine: Engine = "local", scheduler: str = "",
               limits: Limits | None = None, tell: Tell | None = None) -> Joined:
    """Join two layer files and write the pairs as Parquet, sorted by point and area.

    Parameters
    ----------
    points, areas : GeoParquet, or any layer file that the gate reads; row numbers count from 0 in file order.
    engine : "local" threads, or "dask" workers; the answer is the same to the row.
    scheduler : address of a Dask scheduler whose workers see the points' file under the same path; a local cluster where none is named.

    Raises
    ------
    InputError, MissingCRS, MissingDependency, Busy
        In one sentence; nothing is left at `out` then.
    """
    sites, held = open_layer(points, limits), hold_areas(areas, limits)
    if engine == "dask":
        from geomon.join.cluster import answers

        tables = answers(sites, held, question, scheduler)
    else:
        tables = _answers_here(sites, held, question)
    written = 0
    with _written(out, question.schema) as write:
        for done, table in tables:
            write(table)
            written += len(table)
            if tell is not None:
                tell(done, sites.rows, f"{written:,} pairs")
    return Joined(sites.rows, held.rows, written)


def open_layer(path: Path, limits: Limits | None = None) -> GeoParquet | Held:
    """Return a layer that can be streamed, or one in memory.

    Raises
    ------
    UnreadableFile, MissingCRS, InputError
        For a file that is no layer, that does not say its CRS, or that is on Xi'an 1980 or Beijing 1954.
    """
    if path.suffix.lower() in STREAMED:
        found = open_geoparquet(path)
        crs.check_crs(found.crs, path.name)
        return found
    reading = read_file(path, limits, features=True)
    if reading.ask:
        raise InputError(reading.ask, where=path.name, how=f"geomon check {path.name} shows what there is.")
    table = pa.ipc.open_stream(reading.table).read_all()
    shapes = np.asarray(shapely.from_wkb(table.column("geometry").to_numpy()), dtype=np.object_)
    system, shapes = _placed(reading.crs, shapes, path.name)
    return Held(path.name, points_or_shapes(shapes), system)


def _placed(declared: str, shapes: Array, name: str) -> tuple[pyproj.CRS, Array]:
    """Return the CRS that a file declares, and its shapes; those of web maps are brought to CGCS2000."""
    if not declared:
        how = "Write its .prj, or save it again with its CRS; geomon check lists what it could be."
        raise MissingCRS("it does not say its CRS.", where=name, how=how)
    if declared in {"GCJ-02", "BD-09"}:
        change = {"GCJ-02": crs.from_gcj02, "BD-09": crs.from_bd09}[declared]
        return pyproj.CRS(crs.CGCS2000), shapely.transform(shapes, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))
    try:
        system = pyproj.CRS.from_user_input(crs.CGCS2000 if declared == "CGCS2000" else declared)
    except pyproj.exceptions.CRSError as error:
        raise MissingCRS("its CRS cannot be understood.", where=name, how="Save it again with one, like EPSG:4490.") from error
    crs.check_crs(system, name)
    return system, shapes


def hold_areas(path: Path, limits: Limits | None = None) -> Held:
    """Return all of a layer as geometries."""
    layer = open_layer(path, limits)
    if isinstance(layer, Held):
        return Held(layer.name, as_shapes(layer.shapes), layer.crs)
    parts = [as_shapes(shapes) for _, shapes in layer.batches()]
    return Held(path.name, np.concatenate(parts) if parts else np.zeros(0, dtype=np.object_), layer.crs)


def as_shapes(shapes: Array) -> Array:
    """Return geometries for coordinates, None for NaN."""
    if shapes.ndim == 1:
        return shapes
    found = np.full(len(shapes), None, dtype=np.object_)
    there = np.isfinite(shapes).all(axis=1)
    found[there] = shapely.points(shapes[there])
    return found


def batches(layer: GeoParquet | Held) -> Iterator[tuple[int, Array]]:
    """Yield (first row, shapes) of a layer."""
    if isinstance(layer, Held):
        yield 0, layer.shapes
    else:
        yield from layer.batches()


def answer(first: int, sites: Array, system: pyproj.CRS, areas: Areas) -> pa.Table:
    """Return the pairs of one batch, whose first row has the number `first`."""
    pairs = join(sites, system, areas)
    columns = [pa.array(pairs.site + first), pa.array(pairs.area), pa.array(pairs.metres)]
    if areas.predicate == "intersects":
        columns.append(pa.array(shared_ha(as_shapes(sites), system, areas, pairs)))
        return pa.table(columns, schema=WITH_HECTARES)
    return pa.table(columns, schema=SCHEMA)


def _answers_here(sites: GeoParquet | Held, held: Held, question: Question) -> Iterator[tuple[int, pa.Table]]:
    """Yield (rows done, pairs) batch by batch, while the next one is being read."""
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as threads, ThreadPoolExecutor(1) as reader:
        areas = Areas(held.shapes, held.crs, question.predicate, question.metres, threads=threads)
        coming = batches(sites)
        ahead = reader.submit(next, coming, None)
        while (found := ahead.result()) is not None:
            ahead = reader.submit(next, coming, None)
            first, shapes = found
            yield first + len(shapes), answer(first, shapes, sites.crs, areas)


@contextlib.contextmanager
def _written(out: Path, schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
    """Write beside `out` and rename at the end, so that there is never half an answer."""
    beside = out.with_name(f".{out.name}.new")
    try:
        with pq.ParquetWriter(beside, schema, compression="zstd") as writer:
            yield writer.write_table
        beside.replace(out)
    except OSError as error:
        raise GeomonError("the file cannot be written.", where=out, how=f"Choose another --out ({error.strerror}).") from error
    finally:
        beside.unlink(missing_ok=True)
