"""The spaces in which distances are taken: the plane of a metre CRS that is true where the data lie, else space round the Earth."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from geomon import crs

Array = npt.NDArray[Any]
Axes = tuple[Array, ...]

TRUE_TO = 1.0 / 2000.0
"""A metre CRS is taken as it is where its lengths are true to this; a 3-degree Gauss-Kruger zone is true to 1 in 2,800."""
EARTH_STEP_M = 500.0
"""Edges longer than this get vertices: a chord of 500 m lies at most 5 mm under the ground."""
_SAMPLES = 9
_A, _F = 6378137.0, 1.0 / 298.257222101
_E2 = _F * (2.0 - _F)
_R = 6_371_000.0
_NEAR_M = 20_000.0
_DEGREES = {4326, 4490}


class Space:
    """Where points lie, and what the distance between two of them is; as written here, a plane in metres.

    Attributes
    ----------
    tie_m : two distances that differ by no more are equal.
    """

    tie_m = 1e-6

    def place(self, xy: Array) -> tuple[Axes, Array]:
        """Return coordinates of the space, one array an axis, and flat ones (n, 2): metres of the plane, or degrees."""
        return (np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])), xy

    def spread(self, metres: Array) -> Array:
        """Return how much the ground distance may differ from the space's own distance `metres`."""
        return np.zeros_like(metres)

    def widened(self, boxes: Array, metres: float) -> Array | None:
        """Return flat boxes that hold all places at most `metres` from `boxes`; None where no box can say so."""
        return np.asarray(boxes + np.array([-metres, -metres, metres, metres]))


@dataclasses.dataclass(frozen=True)
class Plane(Space):
    """The plane of a metre CRS inside `window` (west, south, east, north), where it is true."""

    window: tuple[float, float, float, float]

    def holds(self, xy: Array) -> npt.NDArray[np.bool_]:
        """Say which points are in the window."""
        west, south, east, north = self.window
        inside: npt.NDArray[np.bool_] = (xy[:, 0] >= west) & (xy[:, 0] <= east) & (xy[:, 1] >= south) & (xy[:, 1] <= north)
        return inside


@dataclasses.dataclass(frozen=True)
class Earth(Space):
    """Earth-centred space: x, y, z in metres on the ellipsoid of CGCS2000; chords order neighbours as the ground does.

    Attributes
    ----------
    to_degrees : from the CRS of the coordinates; None where they are degrees already.
    """

    to_degrees: pyproj.Transformer | None
    tie_m = 1e-3

    def place(self, xy: Array) -> tuple[Axes, Array]:
        """Return x, y, z in metres, and degrees."""
        degrees = self._degrees(xy)
        return xyz(degrees), degrees

    def edge_lengths(self, xy: Array, line: Array) -> Array:
        """Return the chord in metres from each vertex to the next, 0 between lines."""
        at = xyz(self._degrees(xy))
        lengths = np.sqrt(sum((axis[1:] - axis[:-1]) ** 2 for axis in at))
        lengths[line[1:] != line[:-1]] = 0.0
        return np.asarray(np.nan_to_num(lengths, posinf=0.0))

    def slack(self, vertices: Axes, flat: Array, line: Array) -> float:
        """Return how far a chord between neighbouring vertices may lie from the true edge, in metres.

        L²/8R deep, and aside that times the tangent of the latitude, because a parallel is no great circle.
        """
        if len(line) < 2:
            return 0.0
        squares = sum((axis[1:] - axis[:-1]) ** 2 for axis in vertices)
        longest = float(np.max(np.where(line[1:] == line[:-1], squares, 0.0)))
        steepest = min(float(np.tan(np.radians(np.abs(flat[:, 1]).max()))), 60.0)
        return longest / (8.0 * 6.3e6) * (1.0 + steepest)

    def spread(self, metres: Array) -> Array:
        """Return the bound from this: a chord s is shorter than the ground by s³/24R²; R differs by 0.7 % between directions."""
        return np.asarray(1e-3 * metres * np.minimum(1.0, (metres / _R) ** 2))

    def widened(self, boxes: Array, metres: float) -> Array | None:
        """Return degrees; None at poles and at 180°.

        A degree of latitude has at least 110,574 m, one of longitude at least 111,319 m times the cosine.
        """
        north = (metres + 1.0) / 110_574.0
        far = np.nanmax(np.abs(boxes[:, [1, 3]]), initial=0.0) + north
        if far > 85.0 or metres > 1_000_000.0:
            return None
        reach = np.sin((metres + 1.0) / 6_356_752.0) / np.cos(np.radians(np.abs(boxes[:, [1, 3]]).max(axis=1)))
        east = np.degrees(np.arcsin(np.minimum(reach, 1.0)))
        wide = boxes + np.column_stack([-east, np.full(len(boxes), -north), east, np.full(len(boxes), north)])
        return None if np.nanmax(np.abs(wide[:, [0, 2]]), initial=0.0) > 180.0 else wide

    def metres(self, here: Array, there: Array) -> Array:
        """Return metres along the ground between places in degrees, (n, 2)."""
        chord = np.sqrt(sum((a - b) ** 2 for a, b in zip(xyz(here), xyz(there), strict=True)))
        ground = chord + chord ** 3 / (24.0 * _R * _R)  # below 20 km right to 0.1 mm, whatever the direction
        far = chord > _NEAR_M
        if far.any():
            ground[far] = crs.distances_m(here[far, 0], here[far, 1], there[far, 0], there[far, 1])
        return np.asarray(ground)

    def _degrees(self, xy: Array) -> Array:
        if self.to_degrees is None:
            return xy
        return np.column_stack(self.to_degrees.transform(xy[:, 0], xy[:, 1]))


def xyz(degrees: Array) -> Axes:
    """Return Earth-centred coordinates in metres of points on the ellipsoid, (n, 2) in degrees."""
    lon, lat = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    sine, cosine = np.sin(lat), np.cos(lat)
    normal = _A / np.sqrt(1.0 - _E2 * sine * sine)
    return normal * cosine * np.cos(lon), normal * cosine * np.sin(lon), normal * (1.0 - _E2) * sine


def is_degrees(system: pyproj.CRS) -> bool:
    """Say whether coordinates in `system` can be taken for CGCS2000 degrees (WGS 84 agrees within decimetres)."""
    return system.to_epsg() in _DEGREES or system.name.startswith("WGS 84 (CRS84")


def earth_of(system: pyproj.CRS) -> Earth:
    """Return the space round the Earth for coordinates in `system`."""
    return Earth(None if is_degrees(system) else pyproj.Transformer.from_crs(system, crs.CGCS2000, always_xy=True))


def plane_of(system: pyproj.CRS, bounds: Array, pads_m: tuple[float, ...]) -> Plane | None:
    """Return the plane of `system` round `bounds`, with the first of the paddings for which it is true; None when it is not.

    Parameters
    ----------
    bounds : west, south, east, north in metres.
    """
    if not system.is_projected or not np.isfinite(bounds).all() or any(axis.unit_conversion_factor != 1.0 for axis in system.axis_info):
        return None
    try:
        to_degrees, factors = pyproj.Transformer.from_crs(system, system.geodetic_crs, always_xy=True), pyproj.Proj(system)
    except (pyproj.exceptions.CRSError, pyproj.exceptions.ProjError):
        return None
    for pad in pads_m:
        west, south, east, north = (float(b) for b in bounds + np.array([-pad, -pad, pad, pad]))
        x, y = (a.ravel() for a in np.meshgrid(np.linspace(west, east, _SAMPLES), np.linspace(south, north, _SAMPLES)))
        lon, lat = to_degrees.transform(x, y)
        if not (np.isfinite(lon).all() and np.isfinite(lat).all()):
            continue
        found = factors.get_factors(lon, lat)
        scales = np.concatenate([np.asarray(found.tissot_semimajor), np.asarray(found.tissot_semiminor)])
        if np.isfinite(scales).all() and (np.abs(scales - 1.0) <= TRUE_TO).all():
            return Plane((west, south, east, north))
    return None
