"""The areas of a join, prepared once for many batches of sites, and the pairs that come out."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geomon.errors import InputError
from geomon.join.pieces import Axes, Pieces, cut
from geomon.join.search import CHUNK, Found, find_near, find_nearest
from geomon.join.space import Plane, Space, earth_of, is_degrees, plane_of

Array = npt.NDArray[Any]
Predicate = Literal["within", "intersects", "dwithin", "nearest"]

_PADS_M = (300_000.0, 100_000.0, 30_000.0, 10_000.0, 0.0)
"""How far round the areas the plane is tried; sites beyond are measured on the Earth."""


@dataclasses.dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a site and an area, sorted by both: row numbers from 0, and metres on the ground (0 inside and on the boundary)."""

    site: Array
    area: Array
    metres: Array

    def __len__(self) -> int:
        return len(self.site)


class Areas:
    """Areas prepared for a join; used for many batches of sites one after the other.

    Parameters
    ----------
    shapes : shapely geometries, usually polygons; lines and points do too. Missing and empty ones match nothing.
    system : their CRS.
    predicate : "within" leaves boundaries out as OGC has it, "intersects" counts them in.
    metres : for "dwithin" the distance on the ground, counted in; for "nearest" the farthest that still counts, or None.
    threads : work is shared among these.

    Raises
    ------
    InputError
        For a coordinate that is no number, or no longitude and latitude.
    """

    def __init__(self, shapes: Array, system: pyproj.CRS, predicate: Predicate, metres: float | None = None, *,
                 threads: ThreadPoolExecutor | None = None) -> None:
        self.shapes, self.system, self.predicate, self.metres, self.threads = flat_shapes(shapes), system, predicate, metres, threads
        self.boxes = shapely.bounds(self.shapes)
        check_coordinates(self.boxes.reshape(-1, 2), system, "the areas")
        self.earth = earth_of(system)

    @cached_property
    def plane(self) -> Plane | None:
        """The plane of the areas' own CRS, where that is true round them."""
        there = self.boxes[np.isfinite(self.boxes).all(axis=1)]
        if not len(there):
            return None
        least = self.metres or 0.0 if self.predicate == "dwithin" else 0.0
        pads = tuple(least + pad for pad in _PADS_M)
        return plane_of(self.system, np.concatenate([there[:, :2].min(axis=0), there[:, 2:].max(axis=0)]), pads)

    @cached_property
    def _in_plane(self) -> Pieces:
        assert self.plane is not None
        return cut(self.shapes, self.plane)

    @cached_property
    def _on_earth(self) -> Pieces:
        return cut(self.shapes, self.earth)

    def pieces(self, space: Space) -> Pieces:
        """Return the index of the boundaries in one of the two spaces."""
        return self._in_plane if isinstance(space, Plane) else self._on_earth


def search(areas: Areas, pieces: Pieces, space: Space, at: Axes, flat: Array, metres: float | Array | None = None) -> Found:
    """Search chunk by chunk, on all threads. `metres` given: all that are so near; else as the areas' predicate says."""
    within = areas.metres if metres is None and areas.predicate == "dwithin" else metres

    def one(begin: int) -> Found:
        part = slice(begin, begin + CHUNK)
        axes = tuple(axis[part] for axis in at)
        found = find_nearest(pieces, space, axes, flat[part]) if within is None else find_near(pieces, space, axes, flat[part], within)
        return Found(found.point + begin, found.owner, found.metres)

    begins = range(0, len(flat), CHUNK)
    found = list(map(one, begins) if areas.threads is None or len(begins) < 2 else areas.threads.map(one, begins))
    if not found:
        return Found(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    return Found(*(np.concatenate([getattr(f, name) for f in found]) for name in ("point", "owner", "metres")))


def merged(found: list[tuple[Array, Array, Array]], areas: Areas) -> Pairs:
    """Return each pair once with its least distance, sorted; for "nearest" only those of a site's least distance."""
    site, area, metres = (np.concatenate([f[n] for f in found]) for n in (0, 1, 2))
    key = site * max(1, len(areas.shapes)) + area
    order = np.argsort(key, kind="stable")
    key, metres = key[order], metres[order]
    first = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    least = np.minimum.reduceat(metres, first) if len(first) else metres
    if areas.predicate == "nearest" and areas.metres is not None:
        near = least <= areas.metres
        first, least = first[near], least[near]
    return Pairs(site[order[first]], area[order[first]], least)


def moved(xy: Array, system: pyproj.CRS, to: pyproj.CRS) -> Array:
    """Return coordinates in another CRS, NaN where it does not reach."""
    if same(system, to):
        return xy
    x, y = pyproj.Transformer.from_crs(system, to, always_xy=True).transform(xy[:, 0], xy[:, 1])
    out = np.column_stack([x, y])
    out[~np.isfinite(out).all(axis=1)] = np.nan
    return np.asarray(out)


def same(one: pyproj.CRS, other: pyproj.CRS) -> bool:
    """Say whether coordinates need no change between two CRS; CGCS2000 and WGS 84 agree within decimetres."""
    return (is_degrees(one) and is_degrees(other)) or one.equals(other, ignore_axis_order=True)


def check_coordinates(xy: Array, system: pyproj.CRS, what: str) -> None:
    """Refuse numbers that are none, and degrees beyond ±180 and ±90.

    Raises
    ------
    InputError
        Naming the first.
    """
    wrong = np.isinf(xy).any(axis=1)
    if system.is_geographic:
        wrong |= (np.abs(xy[:, 0]) > 180.0 + 1e-9) | (np.abs(xy[:, 1]) > 90.0 + 1e-9)
    if wrong.any():
        x, y = xy[np.flatnonzero(wrong)[0]]
        raise InputError(f"{what} hold {x:.6g}, {y:.6g}, which is no place in {system.name}.",
                         how="Longitude comes first; check the CRS and whether the two are swapped.")


def flat_shapes(shapes: Array) -> Array:
    """Return two-dimensional geometries, None for those without a place."""
    shapes = np.array(shapes, dtype=np.object_)
    high = shapely.has_z(shapes) | shapely.has_m(shapes)
    shapes[high] = shapely.force_2d(shapes[high])
    shapes[shapely.is_empty(shapes)] = None
    return shapes
