"""Joins of sites that are lines or polygons: they meet, or the shortest way between them begins at a vertex of one of the two."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geomon import crs
from geomon.errors import InputError
from geomon.join.areas import Areas, Pairs, check_coordinates, merged, same, search
from geomon.join.pieces import Pieces, cut, ragged
from geomon.join.search import Found
from geomon.join.space import Space, earth_of, is_degrees

Array = npt.NDArray[Any]

_EDGE_M, _EDGE_DEG = 1_000.0, 0.01
"""Edges that are longer get vertices before they are brought to another CRS, in which they are no longer straight."""


def join_shapes(shapes: Array, system: pyproj.CRS, areas: Areas) -> Pairs:
    """Return the pairs of sites of any kind and areas; see `geomon.join.kernels.join`."""
    check_coordinates(shapely.bounds(shapes).reshape(-1, 2), system, "the points")
    here = moved_shapes(shapes, system, areas.system)
    asked = np.flatnonzero(np.isfinite(areas.boxes).all(axis=1))
    shapely.prepare(areas.shapes[asked])
    tree = shapely.STRtree(here)
    if areas.predicate == "within":
        area, site = tree.query(areas.shapes[asked], predicate="contains")
    else:
        area, site = tree.query(areas.shapes[asked], predicate="intersects")
    met = (site, asked[area], np.zeros(len(site)))
    if areas.predicate in {"within", "intersects"} or not len(asked):
        return merged([met], areas)
    held = np.zeros(len(here), bool)
    boxes = shapely.bounds(here)
    if areas.plane is not None:
        held = areas.plane.holds(boxes[:, :2]) & areas.plane.holds(boxes[:, 2:])
    found = [met]
    if held.any() and areas.plane is not None:
        found += _between(_only(here, held), areas.plane, areas, areas.plane, site)
    if not held.all():
        found += _between(_only(shapes, ~held), earth_of(system), areas, areas.earth, site)
    return merged(_nearest_only(found, areas), areas)


def _between(shapes: Array, own: Space, areas: Areas, space: Space, met: Array) -> list[tuple[Array, Array, Array]]:
    """Return the pairs that are near enough: from the sites' vertices to the areas, and from the areas' vertices to the sites."""
    if areas.predicate == "nearest":
        shapes = shapes.copy()
        shapes[met] = None
    sites, pieces = cut(shapes, own), areas.pieces(space)
    if not len(sites.owner) or not len(pieces.owner):
        return []
    forth = _search_from(sites, pieces, space, areas)
    reach: Array | None = None
    if areas.predicate == "nearest":
        reach = np.full(len(shapes), -np.inf)
        reach[forth.point] = np.inf
        np.minimum.at(reach, forth.point, forth.metres)
        reach += space.tie_m
    vertices = ragged(pieces.start, pieces.count + 1)
    back = search(areas, sites, space, tuple(axis[vertices] for axis in pieces.vertices), pieces.flat[vertices], reach)
    area = np.repeat(pieces.owner, pieces.count + 1)[back.point]
    return [(forth.point, forth.owner, forth.metres), (back.owner, area, back.metres)]


def _only(shapes: Array, which: npt.NDArray[np.bool_]) -> Array:
    kept = np.full(len(shapes), None, dtype=np.object_)
    kept[which] = shapes[which]
    return kept


def _search_from(sites: Pieces, pieces: Pieces, space: Space, areas: Areas) -> Found:
    vertices = ragged(sites.start, sites.count + 1)
    found = search(areas, pieces, space, tuple(axis[vertices] for axis in sites.vertices), sites.flat[vertices])
    return Found(np.repeat(sites.owner, sites.count + 1)[found.point], found.owner, found.metres)


def _nearest_only(found: list[tuple[Array, Array, Array]], areas: Areas) -> list[tuple[Array, Array, Array]]:
    """Keep, for "nearest", what is as near as anything of its site."""
    if areas.predicate != "nearest":
        return found
    site, area, metres = (np.concatenate([f[n] for f in found]) for n in (0, 1, 2))
    least = np.full(int(site.max(initial=-1)) + 1, np.inf)
    np.minimum.at(least, site, metres)
    keep = metres <= least[site] + (areas.plane or areas.earth).tie_m
    return [(site[keep], area[keep], metres[keep])]


def moved_shapes(shapes: Array, system: pyproj.CRS, to: pyproj.CRS) -> Array:
    """Return geometries in another CRS, their long edges bent as they then are."""
    if same(system, to):
        return shapes
    change = pyproj.Transformer.from_crs(system, to, always_xy=True)
    fine = shapely.segmentize(shapes, _EDGE_DEG if system.is_geographic else _EDGE_M)
    return np.asarray(shapely.transform(fine, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))), dtype=np.object_)


def shared_ha(sites: Array, system: pyproj.CRS, areas: Areas, pairs: Pairs) -> Array:
    """Return the hectares on the ellipsoid that the two of each pair share; 0 for points and lines.

    Raises
    ------
    InputError
        When a geometry crosses itself.
    """
    here = moved_shapes(sites, system, areas.system)
    try:
        both = shapely.intersection(here[pairs.site], areas.shapes[pairs.area])
    except shapely.errors.GEOSException as error:
        raise InputError("a geometry crosses itself.", how="Run geomon check on both files, and repair what it names.") from error
    return hectares(both, areas.system)


def hectares(shapes: Array, system: pyproj.CRS) -> Array:
    """Return areas in hectares on the ellipsoid, by an equal-area projection of it (EPSG method 9835)."""
    fine = shapely.segmentize(shapes, _EDGE_DEG if system.is_geographic else _EDGE_M)
    source = crs.CGCS2000 if is_degrees(system) else system
    change = pyproj.Transformer.from_crs(source, "+proj=cea +ellps=GRS80 +type=crs", always_xy=True)
    flat = shapely.transform(fine, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))
    return np.asarray(shapely.area(flat), dtype=np.float64) / 10_000.0
