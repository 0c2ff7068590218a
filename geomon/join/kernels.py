"""Bulk joins of sites with areas: within, intersects, within a distance on the ground, nearest with ties.

Inside is asked in the CRS in which the areas were drawn, because their edges are straight there; so it agrees with any tool that
brings the points to the areas. Distances are metres on the ground: in the areas' own metre CRS where that is true to 1 in 2,000 (and in
agreement with any planar tool there), else round the Earth, where no zone ends. See `docs/how-are-distances-measured.md`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geomon.errors import InputError
from geomon.join.areas import Areas, Pairs, Predicate, check_coordinates, flat_shapes, merged, moved, search
from geomon.join.extended import join_shapes, shared_ha
from geomon.join.inside import Grid, near_boxes, points_in
from geomon.join.search import in_order
from geomon.join.space import Space, earth_of

__all__ = ["Areas", "Pairs", "Predicate", "join", "shared_ha"]

Array = npt.NDArray[Any]
Found3 = tuple[Array, Array, Array]
"""Sites, areas, metres."""


def join(sites: Array, system: pyproj.CRS, areas: Areas) -> Pairs:
    """Return the pairs of `sites` and `areas`; the answer for a site does not depend on which others are there.

    Parameters
    ----------
    sites : (n, 2) coordinates of points, NaN for none; or (n,) shapely geometries of any kind, None for none.
    system : their CRS.

    Raises
    ------
    InputError
        For coordinates that are no numbers, or no longitude and latitude, and for areas that cross themselves where that matters.
    """
    if sites.ndim == 2:
        check_coordinates(sites, system, "the points")
        return _join_points(sites, system, areas)
    try:
        return join_shapes(flat_shapes(sites), system, areas)
    except shapely.errors.GEOSException as error:
        raise InputError("a geometry crosses itself.", how="Run geomon check on both files, and repair what it names.") from error


def _join_points(xy: Array, system: pyproj.CRS, areas: Areas) -> Pairs:
    here = moved(xy, system, areas.system)
    measures = areas.predicate in {"dwithin", "nearest"}
    ahead = areas.threads.submit(areas.pieces, areas.plane or areas.earth) if measures and areas.threads is not None else None
    grid = Grid.of(here)
    site, area = points_in(grid, areas.shapes, areas.boxes, "within" if areas.predicate == "within" else "intersects", areas.threads)
    if ahead is not None:
        ahead.result()
    if not measures or not len(areas.shapes):
        return Pairs(site, area, np.zeros(len(site)))
    inside = np.bincount(site, minlength=len(xy))
    asked = np.isfinite(xy).all(axis=1)
    if areas.predicate == "nearest":
        asked &= inside == 0
    held = areas.plane.holds(here) if areas.plane is not None else np.zeros(len(xy), bool)
    found = [(site, area, np.zeros(len(site)))]
    if areas.plane is not None and (there := asked & held).any():
        found.append(_measure(areas, areas.plane, areas.plane, here, there, inside, grid))
    if (there := asked & ~held).any():
        found.append(_measure(areas, areas.earth, earth_of(system), xy, there, inside))
    return merged(found, areas)


def _measure(areas: Areas, space: Space, own: Space, xy: Array, asked: Array, inside: Array, grid: Grid | None = None) -> Found3:
    """Return the pairs of the points `asked` that are near enough; those inside an area may be among them, by their way to its boundary.

    Parameters
    ----------
    own : the space for the points' own CRS.
    inside : for every point the number of areas that it lies in.
    grid : of `xy`, where it is there already and `xy` are flat coordinates of the space.
    """
    pieces = areas.pieces(space)
    if not len(pieces.owner):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    wide = space.widened(pieces.boxes, areas.metres or 0.0) if areas.predicate == "dwithin" else None
    if wide is not None and grid is not None:
        near = near_boxes(grid, wide, inside)
        rows = near[asked[near]]
        at, flat = own.place(xy[rows])
    else:
        rows = np.flatnonzero(asked)
        at, flat = own.place(xy[rows])
        if wide is not None:
            near = near_boxes(Grid.of(flat), wide, inside[rows])
            rows, at, flat = rows[near], tuple(axis[near] for axis in at), flat[near]
    order = in_order(flat)
    found = search(areas, pieces, space, tuple(axis[order] for axis in at), flat[order])
    return rows[order[found.point]], found.owner, found.metres
