"""The coordinate systems of the read API: OGC API - Features - Part 2, with the order of axes that each of them has.

Kept is CGCS2000 (EPSG:4490). WGS 84 agrees with it within decimetres, so its three names here get the same numbers; web mercator is the
sphere over them (EPSG 1024).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Axes = Literal["lon, lat", "lat, lon", "metres"]
Box = tuple[float, float, float, float]

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
STORED = f"{_EPSG}4490"
AXES: Mapping[str, Axes] = {CRS84: "lon, lat", STORED: "lat, lon", f"{_EPSG}4326": "lat, lon", f"{_EPSG}3857": "metres"}
"""The systems in which features come, the first by default."""
_RADIUS_M = 6378137.0
_NORTH = 85.051129
"""Where web mercator ends."""


def written(lon_lat: Floats, crs: str) -> Floats:
    """Return (n, 2) numbers as they are written in a system: its axes in its order, degrees to 1e-7, metres to 0.01."""
    axes = AXES[crs]
    if axes == "metres":
        lat = np.radians(np.clip(lon_lat[:, 1], -_NORTH, _NORTH))
        found: Floats = np.round(_RADIUS_M * np.column_stack([np.radians(lon_lat[:, 0]), np.arcsinh(np.tan(lat))]), 2)
        return found
    return np.round(lon_lat if axes == "lon, lat" else lon_lat[:, ::-1], 7)


def box_of(numbers: Sequence[float], crs: str) -> Box | None:
    """Return west, south, east, north in degrees of a box in a system; None where it is none. West of east is over the date line."""
    if len(numbers) not in (4, 6) or not all(map(np.isfinite, numbers)):
        return None
    low, high = (numbers[:2], numbers[2:]) if len(numbers) == 4 else (numbers[:2], numbers[3:5])
    axes = AXES[crs]
    if axes == "metres":
        low, high = _degrees(*low), _degrees(*high)
    elif axes == "lat, lon":
        low, high = (low[1], low[0]), (high[1], high[0])
    return None if low[1] > high[1] else (float(low[0]), float(low[1]), float(high[0]), float(high[1]))


def _degrees(x: float, y: float) -> tuple[float, float]:
    """Return degrees of web mercator; what lies beyond the world, as a map that shows all of it asks for, ends at its edge."""
    turns = np.clip(y / _RADIUS_M, -np.pi, np.pi)
    return float(np.clip(np.degrees(x / _RADIUS_M), -180, 180)), float(np.degrees(np.arctan(np.sinh(turns))))


def header(crs: str) -> dict[str, Any]:
    """Return the header that says in which system an answer is."""
    return {"content-crs": f"<{crs}>"}
