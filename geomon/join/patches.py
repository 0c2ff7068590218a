"""Which sites a patch (图斑) meets: by the distance on the ground between its polygon and their points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geomon.crs import project

NEAR_M = 500.0
"""How far from a patch a site may lie and still be named with it, beyond the site's own accuracy."""
MOST_M = 1_000.0
"""A site known less well than this is beside no patch in particular."""


def met(patches: Sequence[shapely.Geometry | None], lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64],
        accuracy_m: npt.NDArray[np.float64]) -> list[list[tuple[int, float]]]:
    """Return for each patch the sites that it meets, the nearest first, with the distance in metres; 0 is inside.

    Parameters
    ----------
    patches : in degrees (CGCS2000); None and empty ones meet nothing.
    lon, lat, accuracy_m : of the sites; those without a place or known to more than `MOST_M` are left out. NaN accuracy counts as `MOST_M`.
    """
    reach = np.where(np.isnan(accuracy_m), MOST_M, accuracy_m)
    usable = np.flatnonzero(np.isfinite(lon) & np.isfinite(lat) & (reach <= MOST_M))
    shapes: Any = np.array([shape if shape is not None else shapely.Polygon() for shape in patches], dtype=object)
    found: list[list[tuple[int, float]]] = [[] for _ in patches]
    if not len(usable) or not len(shapes):
        return found
    points: Any = shapely.points(lon[usable], lat[usable])
    north = min(85.0, float(np.abs(lat[usable]).max()))
    degrees = 1.02 * (NEAR_M + float(reach[usable].max())) / (111_000.0 * np.cos(np.radians(north)))      # never too few candidates
    of_patch, of_point = shapely.STRtree(points).query(shapes, predicate="dwithin", distance=degrees)
    for patch in np.unique(of_patch):
        near = of_point[of_patch == patch]
        middle = float(shapely.centroid(shapes[patch]).x)
        away = shapely.distance(project([shapes[patch]], middle)[0], project(points[near], middle))
        here = [(int(usable[at]), float(metres)) for at, metres in zip(near, away, strict=True) if metres <= NEAR_M + reach[usable[at]]]
        found[patch] = sorted(here, key=lambda one: one[1])
    return found
