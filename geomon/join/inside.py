"""Which points lie in which areas: points are sorted into a grid, each area asks the cells of its box, GEOS decides exactly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import shapely

from geomon.join.pieces import ragged

Array = npt.NDArray[Any]
Test = Literal["within", "intersects"]

_CELLS = 256
_PREPARE = 24
"""An area with more candidates than this is prepared: its index pays from about ten questions on, its memory from some more (measured)."""
_MOST = 2_000_000
_WORTH = 8


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """Points sorted by the cell of a square grid of 256 by 256; `order` are their rows, `start` where each cell begins."""

    xy: Array
    order: Array
    start: Array
    low: Array
    scale: Array

    @classmethod
    def of(cls, xy: Array) -> Grid:
        """Return the grid of points (n, 2); those with a coordinate that is not finite are left out."""
        finite = np.isfinite(xy).all(axis=1)
        rows = None if finite.all() else np.flatnonzero(finite)
        x, y = (np.ascontiguousarray(xy[:, n] if rows is None else xy[rows, n]) for n in (0, 1))
        if not len(x):
            return cls(xy, np.zeros(0, np.int64), np.zeros(_CELLS * _CELLS + 1, np.int64), np.zeros(2), np.ones(2))
        low = np.array([x.min(), y.min()])
        size = np.maximum(np.array([x.max(), y.max()]) - low, 1e-9 * (1.0 + np.abs(low)))
        scale = _CELLS / size * (1.0 - 1e-12)
        cell = ((y - low[1]) * scale[1]).astype(np.uint16) * np.uint16(_CELLS)
        cell += ((x - low[0]) * scale[0]).astype(np.uint16)
        order = np.argsort(cell, kind="stable")  # two bytes sort by radix
        start = np.zeros(_CELLS * _CELLS + 1, np.int64)
        np.cumsum(np.bincount(cell, minlength=_CELLS * _CELLS), out=start[1:])
        return cls(xy, order if rows is None else rows[order], start, low, scale)

    def runs(self, boxes: Array) -> tuple[Array, Array, Array]:
        """Return the box, begin and length of every run of sorted points in a row of cells that a box meets.

        Parameters
        ----------
        boxes : (n, 4) west, south, east, north; NaN for none.
        """
        if not len(self.order):
            none = np.zeros(0, np.int64)
            return none, none, none
        edges = np.floor((boxes - np.tile(self.low, 2)) * np.tile(self.scale, 2))
        meets = ((edges[:, :2] < _CELLS) & (edges[:, 2:] >= 0)).all(axis=1)  # False for NaN
        which = np.flatnonzero(meets)
        west, south, east, north = np.clip(edges[which], 0, _CELLS - 1).astype(np.int64).T
        box = np.repeat(np.arange(len(which)), north - south + 1)
        row = ragged(south, north - south + 1) * _CELLS
        begin, end = self.start[row + west[box]], self.start[row + east[box] + 1]
        some = end > begin
        return which[box[some]], begin[some], (end - begin)[some]


def points_in(grid: Grid, areas: Array, boxes: Array, test: Test, threads: ThreadPoolExecutor | None = None) -> tuple[Array, Array]:
    """Return the pairs (row of point, row of area), sorted, where the point lies in the area.

    Parameters
    ----------
    grid : of the points in the CRS of the areas.
    boxes : bounds of the areas.
    test : "within" leaves the boundary out, as OGC has it; "intersects" counts it in.
    threads : share the work by area: an area's index is built when it is first asked, so no two threads may ask the same one.
    """
    box, begin, length = grid.runs(boxes)
    jobs = list(_jobs(box, length, 1 if threads is None else 2 * getattr(threads, "_max_workers", 1)))

    def ask(job: slice) -> tuple[Array, Array]:
        return _ask(grid, areas, boxes, box[job], begin[job], length[job], test)

    found = list(map(ask, jobs) if threads is None else threads.map(ask, jobs))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    point, area = (np.concatenate([f[n] for f in found]) for n in (0, 1))
    order = np.lexsort((area, point))
    return point[order], area[order]


def near_boxes(grid: Grid, boxes: Array, inside: Array) -> Array:
    """Return the rows of points that lie in more boxes than `inside`, a number each; all rows, where that would not sort many out."""
    xy = grid.xy
    box, begin, length = grid.runs(boxes)
    if length.sum() > _WORTH * len(xy):
        return np.flatnonzero(np.isfinite(xy).all(axis=1))
    point, bounds = grid.order.take(ragged(begin, length)), boxes.take(np.repeat(box, length), axis=0)
    x, y = grid.xy[:, 0].take(point), grid.xy[:, 1].take(point)
    keep = (x >= bounds[:, 0]) & (x <= bounds[:, 2]) & (y >= bounds[:, 1]) & (y <= bounds[:, 3])
    return np.flatnonzero(np.bincount(point[keep], minlength=len(xy)) > inside)


def _jobs(box: Array, length: Array, shares: int) -> Iterator[slice]:
    """Cut the runs between areas into jobs of like size, none with many more than `_MOST` candidates."""
    if not len(box):
        return
    total = np.cumsum(length)
    size = min(_MOST, max(1, int(total[-1]) // shares + 1))
    ends = np.append(np.flatnonzero(box[1:] != box[:-1]) + 1, len(box))
    job = (total[ends - 1] - 1) // size
    begin = 0
    for end in ends[np.append(np.flatnonzero(job[1:] != job[:-1]), len(ends) - 1)]:
        yield slice(begin, int(end))
        begin = int(end)


def _ask(grid: Grid, areas: Array, boxes: Array, box: Array, begin: Array, length: Array, test: Test) -> tuple[Array, Array]:
    point, area = grid.order.take(ragged(begin, length)), np.repeat(box, length)
    x, y = grid.xy[:, 0].take(point), grid.xy[:, 1].take(point)
    bounds = boxes.take(area, axis=0)
    keep = (x >= bounds[:, 0]) & (x <= bounds[:, 2]) & (y >= bounds[:, 1]) & (y <= bounds[:, 3])
    point, area, x, y = point[keep], area[keep], x[keep], y[keep]
    asked, times = np.unique(area, return_counts=True)
    shapely.prepare(areas[asked[times > _PREPARE]])
    found = (shapely.contains_xy if test == "within" else shapely.intersects_xy)(areas[area], x, y)
    return point[found], area[found]
