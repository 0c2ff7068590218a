"""The same join on Dask workers: the areas go to every worker once, each part of the points' file is one task, answers come in order."""

from __future__ import annotations

import collections
import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyproj
import shapely

from geomon.errors import Busy, MissingDependency, UnreadableFile
from geomon.join.bulk import Question, answers
from geomon.join.kernels import Areas
from geomon.join.layer_files import Held
from geomon.readers.parquet import GeoParquet, open_geoparquet

if TYPE_CHECKING:
    from distributed import Client

PART = 1_048_576
"""Rows a task: some seconds of work, some megabytes of answer."""
_AHEAD = 2
_WAIT_S = 20
_kept = threading.local()


def answers_there(sites: GeoParquet | Held, held: Held, question: Question, scheduler: str) -> Iterator[tuple[int, pa.Table]]:
    """Yield (rows done, pairs) in order of row.

    Raises
    ------
    MissingDependency, Busy
        Without Dask; when no scheduler answers, or it has no workers.
    """
    with _client(scheduler) as client:
        packed = {"wkb": shapely.to_wkb(held.shapes).tolist(), "crs": held.crs.to_json(), "question": question,
                  "token": os.urandom(8).hex()}
        areas = client.scatter(packed, broadcast=True, hash=False)
        waiting: collections.deque[tuple[int, Any]] = collections.deque()
        tasks = iter(_tasks(sites))
        most = _AHEAD * max(1, sum(client.nthreads().values()))
        while True:
            while len(waiting) < most and (task := next(tasks, None)) is not None:
                first, rows, what = task
                waiting.append((first + rows, client.submit(_part, what, first, rows, areas, pure=False)))
            if not waiting:
                return
            done, future = waiting.popleft()
            yield done, future.result()
            future.release()


def _tasks(sites: GeoParquet | Held) -> Iterator[tuple[int, int, Any]]:
    """Yield (first row, rows, what a worker needs to have them)."""
    if isinstance(sites, GeoParquet):
        what = (str(sites.path.resolve()), sites.crs.to_json())
        yield from ((first, rows, what) for first, rows in sites.parts(PART))
        return
    points = sites.shapes.ndim == 2
    for first in range(0, sites.rows, PART):
        part = sites.shapes[first:first + PART]
        yield first, len(part), (part if points else shapely.to_wkb(part).tolist(), sites.crs.to_json())


def _part(what: Any, first: int, rows: int, packed: dict[str, Any]) -> pa.Table:
    """Answer for one part of the points; runs on a worker."""
    areas = _unpacked(packed)
    if not isinstance(what[0], str):
        part, system = what
        shapes = part if isinstance(part, np.ndarray) else np.asarray(shapely.from_wkb(part), dtype=np.object_)
        return pa.concat_tables(table for _, table in answers(first, shapes, pyproj.CRS.from_json(system), areas))
    name, system = what
    path = Path(name)
    if not path.exists():
        raise UnreadableFile("a worker does not see this file.", where=path, how="Put it where all workers see it under one path.")
    layer, own = open_geoparquet(path, system), pyproj.CRS.from_json(system)
    return pa.concat_tables(table for row, shapes in layer.batches(first, rows) for _, table in answers(row, shapes, own, areas))


def _unpacked(packed: dict[str, Any]) -> Areas:
    """Return the areas, held once a thread: GEOS builds their indexes when they are first asked, which two threads must not do at once."""
    if getattr(_kept, "token", None) != packed["token"]:
        question: Question = packed["question"]
        shapes = np.asarray(shapely.from_wkb(packed["wkb"]), dtype=np.object_).reshape(-1)
        _kept.areas = Areas(shapes, pyproj.CRS.from_json(packed["crs"]), question.predicate, question.metres)
        _kept.token = packed["token"]
    kept: Areas = _kept.areas
    return kept


@contextlib.contextmanager
def _client(scheduler: str) -> Iterator[Client]:
    """Yield a client of the scheduler, or of a local cluster with one process a core that ends with it."""
    try:
        import dask
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise MissingDependency("joins on Dask workers need Dask.", how='Run: pip install "geomon[dask]"') from error
    with dask.config.set({"distributed.admin.log-format": "%(message)s", "distributed.comm.timeouts.connect": f"{_WAIT_S}s"}):
        if not scheduler:
            # What goes wrong in a join comes back as an exception; at ERROR a worker still tells of a heartbeat that the end cut off.
            with (LocalCluster(n_workers=os.cpu_count() or 1, threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
                               silence_logs=logging.CRITICAL) as cluster, Client(cluster) as client):
                yield client
            return
        try:
            client = Client(scheduler, timeout=_WAIT_S)
        except (OSError, TimeoutError, ValueError) as error:
            raise Busy(f"no Dask scheduler answers at {scheduler!r}.", how="Start one with: dask scheduler") from error
        with client:
            if not client.nthreads():
                raise Busy(f"the Dask scheduler at {scheduler!r} has no workers.", how="Start one with: dask worker ADDRESS")
            yield client
