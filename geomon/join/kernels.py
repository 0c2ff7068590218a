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
from geomon.join.inside import near_boxes, points_in
from geomon.join.search import in_order
from geomon.join.space import Space, earth_of

__all__ = ["Areas", "Pairs", "Predicate", "join", "shared_ha"]

Array = npt.NDArray[Any]


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
    site, area = points_in(here, areas.shapes, areas.boxes, "within" if areas.predicate == "within" else "intersects", areas.threads)
    if ahead is not None:
        ahead.result()
    if not measures or not len(areas.shapes):
        return Pairs(site, area, np.zeros(len(site)))
    there: Array = np.asarray(np.isfinite(xy).all(axis=1))
    if areas.predicate == "nearest":
        there[site] = False
    held = there & areas.plane.holds(here) if areas.plane is not None else np.zeros(len(xy), bool)
    found = [(site, area, np.zeros(len(site)))]
    inside = np.bincount(site, minlength=len(xy))
    if held.any() and areas.plane is not None:
        found.append(_measure(areas, areas.plane, areas.plane, here, np.flatnonzero(held), inside))
    if (rest := there & ~held).any():
        found.append(_measure(areas, areas.earth, earth_of(system), xy, np.flatnonzero(rest), inside))
    return merged(found, areas)


def _measure(areas: Areas, space: Space, own: Space, xy: Array, rows: Array, inside: Array) -> tuple[Array, Array, Array]:
    """Return the pairs of the points in `rows` that are near enough; those inside an area may be among them, by their way to its boundary.

    Parameters
    ----------
    inside : for every point the number of areas that it lies in.
    """
    pieces = areas.pieces(space)
    if not len(pieces.owner):
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    at, flat = own.place(xy[rows])
    if areas.predicate == "dwithin":
        wide = space.widened(pieces.boxes, areas.metres or 0.0)
        near = np.arange(len(rows)) if wide is None else near_boxes(flat, wide, inside[rows])
        rows, at, flat = rows[near], tuple(axis[near] for axis in at), flat[near]
    order = in_order(flat)
    found = search(areas, pieces, space, tuple(axis[order] for axis in at), flat[order])
    return rows[order[found.point]], found.owner, found.metres
