"""Geometries as short pieces of boundary, each piece a ball, balls packed into a tree: the index of every distance join.

A ball needs nothing but a centre and a radius, so the same tree stands in the plane (two coordinates) and in space round the Earth
(three), and has no trouble at zone borders, poles, or the 180th meridian.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geomon.errors import InputError
from geomon.join.space import EARTH_STEP_M, Earth, Space

Array = npt.NDArray[Any]
Axes = tuple[Array, ...]
"""One contiguous array a coordinate: numpy takes from these faster than from rows."""

SEGMENTS, FAN = 8, 4
"""Segments a piece and nodes a parent: measured on a million points, see `docs/measured.md`; 4 to 16 differ by a fifth."""
_MOST_VERTICES = 20_000_000
_HILBERT_BITS = 12


@dataclasses.dataclass(frozen=True, slots=True)
class Pieces:
    """Boundary pieces of many geometries, sorted along a Hilbert curve, and the balls above them.

    Attributes
    ----------
    owner, start, count : of each piece: row of its geometry, first vertex, number of segments (one vertex more).
    vertices : in the space of the join, metres.
    flat : the same vertices, shape (n, 2), in the plane's metres or in degrees.
    boxes : west, south, east, north of each geometry in `flat`'s numbers, NaN for none.
    centres, radii : a list a level, pieces first; node n of a level holds nodes FAN * n to FAN * n + FAN - 1 of the level below. Levels are
        filled up to whole families with balls at infinity, which nothing is near.
    slack : how far in metres a chord between two vertices may leave the true edge.
    """

    owner: Array
    start: Array
    count: Array
    vertices: Axes
    flat: Array
    boxes: Array
    centres: list[Axes]
    radii: list[Array]
    slack: float

    def reach(self, metres: float | Array) -> list[Array | float]:
        """Return, level by level, the farthest that any geometry below a node reaches; `metres` for all, or a value an owner."""
        if not isinstance(metres, np.ndarray):
            return [float(metres) for _ in self.radii]
        levels: list[Array | float] = []
        reach = metres[self.owner]
        for radii in self.radii:
            reach = np.append(reach, np.full(len(radii) - len(reach), -np.inf))  # filled up as the balls are
            levels.append(reach)
            reach = reach.reshape(-1, FAN).max(axis=1)
        return levels


def cut(shapes: Array, space: Space) -> Pieces:
    """Return the boundaries of `shapes` (points as they are) cut into pieces; geometries that are missing or empty have none.

    Parameters
    ----------
    shapes : of shapely geometries in the CRS that `space` expects.

    Raises
    ------
    InputError
        When a vertex has no place in the space.
    """
    flat, line, owner = _lines(shapes)
    if isinstance(space, Earth):
        flat, line = _with_more_vertices(flat, line, space)
    vertices, flat = space.place(flat)
    if not all(np.isfinite(axis).all() for axis in vertices):
        what = "a coordinate is no number, or lies where its CRS does not reach."
        raise InputError(what, how="Run geomon check on both files.")
    counts = np.bincount(line, minlength=len(owner)) if len(line) else np.zeros(len(owner), np.int64)
    first = np.cumsum(counts) - counts
    pieces = -(-(counts - 1) // SEGMENTS)
    of = np.repeat(np.arange(len(owner)), pieces)
    start = first[of] + (np.arange(len(of)) - np.repeat(np.cumsum(pieces) - pieces, pieces)) * SEGMENTS
    count = np.minimum(SEGMENTS, first[of] + counts[of] - 1 - start)
    low, high = _boxes(vertices, start, count)
    order = np.argsort(hilbert(flat[start], _HILBERT_BITS))
    centres = tuple(((a + b) / 2.0)[order] for a, b in zip(low, high, strict=True))
    radii = (np.sqrt(sum((b - a) ** 2 for a, b in zip(low, high, strict=True))) / 2.0)[order] if len(start) else np.zeros(0)
    levels, sizes = _levels(centres, radii)
    boxes = _bounds(flat, first, counts, owner, len(shapes))
    return Pieces(owner[of][order], start[order], count[order], vertices, flat, boxes, levels, sizes,
                  space.slack(vertices, flat, line) if isinstance(space, Earth) else 0.0)


def _lines(shapes: Array) -> tuple[Array, Array, Array]:
    """Return vertices, the line of each, and the geometry of each line: rings, lines, and points as lines of no length."""
    parts, owner = np.asarray(shapes, dtype=np.object_), np.arange(len(shapes))
    while (nested := shapely.get_type_id(parts) >= shapely.GeometryType.MULTIPOINT).any():
        inner, index = shapely.get_parts(parts[nested], return_index=True)
        parts, owner = np.concatenate([parts[~nested], inner]), np.concatenate([owner[~nested], owner[nested][index]])
    kind = shapely.get_type_id(parts)
    area, point = kind == shapely.GeometryType.POLYGON, kind == shapely.GeometryType.POINT
    if area.all():
        return _rings(parts, owner)
    rings, index = shapely.get_rings(parts[area], return_index=True)
    rest = ~area & ~point & (kind >= 0)
    lines = np.concatenate([rings, parts[rest]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    dots, which = shapely.get_coordinates(parts[point], return_index=True)
    xy = np.concatenate([xy, np.repeat(dots, 2, axis=0)])
    line = np.concatenate([line, len(lines) + np.repeat(which, 2)])
    return xy, line, np.concatenate([owner[area][index], owner[rest], owner[point]])


def _rings(polygons: Array, owner: Array) -> tuple[Array, Array, Array]:
    """Return the same of polygons alone, whose vertices are taken in one go; only those with holes are taken apart."""
    xy, line = shapely.get_coordinates(polygons, return_index=True)
    holes = shapely.get_num_interior_rings(polygons)
    holed = np.flatnonzero(holes)
    if len(holed):
        first = np.cumsum(holes + 1) - holes - 1
        rings, index = shapely.get_rings(polygons[holed], return_index=True)
        ring = first[holed][index] + np.arange(len(index)) - np.searchsorted(index, index)
        inside = (holes > 0)[line]
        line = first[line]
        line[inside] = np.repeat(ring, shapely.get_num_coordinates(rings))
    return xy, line, np.repeat(owner, holes + 1)


def _with_more_vertices(flat: Array, line: Array, space: Earth) -> tuple[Array, Array]:
    """Return the lines with vertices added, so that a chord stays near its edge."""
    long = space.edge_lengths(flat, line)
    if not len(long):
        return flat, line
    step = max(EARTH_STEP_M, float(long.sum()) / _MOST_VERTICES)
    times = np.append(np.maximum(np.ceil(long / step), 1.0), 1.0).astype(np.int64)
    if times.max() == 1:
        return flat, line
    at = np.repeat(np.arange(len(flat)), times)
    part = (np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)) / times[at]
    after = np.minimum(at + 1, len(flat) - 1)
    return flat[at] + (flat[after] - flat[at]) * part[:, None], line[at]


def _boxes(vertices: Axes, start: Array, count: Array) -> tuple[list[Array], list[Array]]:
    """Return the lowest and highest coordinates of each piece, axis by axis."""
    if not len(start):
        return [np.zeros(0) for _ in vertices], [np.zeros(0) for _ in vertices]
    ends = np.empty(2 * len(start), np.int64)
    ends[0::2], ends[1::2] = start, start + count + 1
    ends = ends[:-1]  # the last piece ends with the array, and reduceat wants its ends inside
    return [np.minimum.reduceat(axis, ends)[0::2] for axis in vertices], [np.maximum.reduceat(axis, ends)[0::2] for axis in vertices]


def _bounds(flat: Array, first: Array, counts: Array, owner: Array, shapes: int) -> Array:
    """Return the box of each geometry from its lines."""
    low, high = np.full((shapes, 2), np.inf), np.full((shapes, 2), -np.inf)
    some = counts > 0
    if some.any():
        for axis in (0, 1):
            np.minimum.at(low[:, axis], owner[some], np.minimum.reduceat(flat[:, axis], first[some]))
            np.maximum.at(high[:, axis], owner[some], np.maximum.reduceat(flat[:, axis], first[some]))
    boxes = np.concatenate([low, high], axis=1)
    boxes[~np.isfinite(boxes).all(axis=1)] = np.nan
    return np.asarray(boxes)


def _levels(centres: Axes, radii: Array) -> tuple[list[Axes], list[Array]]:
    """Return the balls of every level, from the pieces up to one family; each level filled up to whole families with balls at infinity."""
    levels: list[Axes] = []
    sizes: list[Array] = []
    while len(radii):
        more = -len(radii) % FAN
        levels.append(tuple(np.append(axis, np.full(more, np.inf)) for axis in centres))
        sizes.append(np.append(radii, np.zeros(more)))
        if len(radii) <= FAN:
            break
        first = np.arange(0, len(radii), FAN)
        low = [np.minimum.reduceat(axis - radii, first) for axis in centres]
        high = [np.maximum.reduceat(axis + radii, first) for axis in centres]
        above = tuple((a + b) / 2.0 for a, b in zip(low, high, strict=True))
        parent = np.arange(len(radii)) // FAN
        apart = np.sqrt(sum((axis - up[parent]) ** 2 for axis, up in zip(centres, above, strict=True)))
        centres, radii = above, np.maximum.reduceat(apart + radii, first)
    return levels, sizes


def hilbert(xy: Array, bits: int) -> Array:
    """Return the places along a Hilbert curve of `bits` bits an axis (at most 16) that fills the points' square."""
    if not len(xy):
        return np.zeros(0, np.uint32)
    low = xy.min(axis=0)
    scale = ((1 << bits) - 1) / max(float((xy.max(axis=0) - low).max()), 1e-300)
    x, y = (((xy[:, n] - low[n]) * scale).astype(np.uint32) for n in (0, 1))
    along, last, half = np.zeros(len(xy), np.uint32), np.uint32((1 << bits) - 1), 1 << (bits - 1)
    while half:
        right, up = (x & np.uint32(half)) != 0, (y & np.uint32(half)) != 0
        along += np.uint32(half * half) * ((3 * right.astype(np.uint32)) ^ up.astype(np.uint32))
        flip = right & ~up
        x, y = np.where(flip, last - x, x), np.where(flip, last - y, y)
        x, y = np.where(up, x, y), np.where(up, y, x)
        half >>= 1
    return along


def ragged(start: Array, count: Array) -> Array:
    """Return start, start + 1, … (`count` numbers) for each, one after another."""
    return np.asarray(np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count) + np.repeat(start, count))
