"""Joins of two layer files: points are streamed, areas are held, pairs are written as they come; here or on Dask workers."""

from __future__ import annotations

import contextlib
import dataclasses
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj

from geomon.errors import GeomonError, InputError
from geomon.join.kernels import Areas, Predicate, join, shared_ha
from geomon.join.layer_files import Held, as_shapes, batches, hold_areas, open_layer
from geomon.readers import Limits
from geomon.readers.parquet import GeoParquet

Array = npt.NDArray[Any]
Engine = Literal["local", "dask"]
Tell = Callable[[int, int, str], None]

SCHEMA = pa.schema([("point", pa.int64()), ("area", pa.int64()), ("metres", pa.float64())])
WITH_HECTARES = SCHEMA.append(pa.field("hectares", pa.float64()))
_MOST_THREADS = 4
_FIRST, _PAIRS = 1_024, 4_000_000
"""Sites asked first, and pairs that a table may have, about."""


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
class Joined:
    """What a join did: rows of both inputs, and pairs written."""

    points: int
    areas: int
    pairs: int


def join_files(points: Path, areas: Path, question: Question, out: Path, *, engine: Engine = "local", scheduler: str = "",
               points_crs: str = "", areas_crs: str = "", limits: Limits | None = None, tell: Tell | None = None) -> Joined:
    """Join two layer files and write the pairs as Parquet, sorted by point and area.

    Parameters
    ----------
    points, areas : GeoParquet, or any layer file that the gate reads; row numbers count from 0 in file order.
    engine : "local" threads, or "dask" workers; the answer is the same to the row.
    points_crs, areas_crs : of files that do not say theirs.
    scheduler : address of a Dask scheduler whose workers see the points' file under the same path; a local cluster where none is named.

    Raises
    ------
    InputError, MissingCRS, MissingDependency, Busy
        In one sentence; nothing is left at `out` then.
    """
    if out.resolve() in {points.resolve(), areas.resolve()}:
        raise InputError("the answer would overwrite what it is made from.", where=out.name, how="Choose another --out.")
    sites, held = open_layer(points, points_crs, limits), hold_areas(areas, areas_crs, limits)
    if engine == "dask":
        from geomon.join.cluster import answers_there

        tables = answers_there(sites, held, question, scheduler)
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


def answers(first: int, sites: Array, system: pyproj.CRS, areas: Areas) -> Iterator[tuple[int, pa.Table]]:
    """Yield (number of the row after, pairs) for a batch whose first row has the number `first`; in pieces of some million pairs.

    How many pairs a site has is seen on the first rows, so that a join in which all is near all takes no more memory than another.
    """
    begin, size = 0, _FIRST
    while begin < len(sites):
        table = _answer(first + begin, sites[begin:begin + size], system, areas)
        begin = min(begin + size, len(sites))
        yield first + begin, table
        size = min(max(1, size * _PAIRS // max(1, len(table))), 16 * size)


def _answer(first: int, sites: Array, system: pyproj.CRS, areas: Areas) -> pa.Table:
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
            yield from answers(first, shapes, sites.crs, areas)


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
