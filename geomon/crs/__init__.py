"""Coordinates in China: datums, metre zones, distances and areas on the ground, and the shifts of public web maps.

Everything inside geomon is CGCS2000 in degrees, longitude first (EPSG:4490). Distances are never taken in degrees: `distance_m` and
`area_ha` work on the ellipsoid, `zone_crs` gives the projection of a place for everything that needs planar geometry.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geomon.errors import InputError

Floats = npt.NDArray[np.float64]
Shift = Callable[[npt.ArrayLike, npt.ArrayLike], tuple[Floats, Floats]]

CGCS2000 = "EPSG:4490"
GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
"""The ellipsoid of CGCS2000 (EPSG 1024)."""

# Datums whose shift to CGCS2000 needs parameters that are secret: pyproj would shift them by a silent 0 m.
_OLD_DATUMS = {"xian", "xi'an", "西安", "beijing1954", "beijing54", "北京"}
_DATUMS = {
    "cgcs2000": "CGCS2000", "2000": "CGCS2000", "epsg4490": "CGCS2000", "国家2000": "CGCS2000", "2000国家大地坐标系": "CGCS2000",
    "天地图": "CGCS2000",
    "wgs84": "WGS-84", "epsg4326": "WGS-84", "gps": "WGS-84",
    "gcj02": "GCJ-02", "gcj": "GCJ-02", "火星坐标系": "GCJ-02", "高德": "GCJ-02", "腾讯": "GCJ-02",
    "bd09": "BD-09", "bd09ll": "BD-09", "百度": "BD-09",
    "unknown": "unknown", "": "unknown",
}

OWN_SHIFT = ("Have the source convert it to CGCS2000 (EPSG:4490), or give your own parameters and whose they are: shift and shift_source "
             "in the layer's TOML, --shift and --shift-source of geomon check.")
"""The way on from a datum that is refused."""

# The published approximations of GCJ-02 and BD-09.
_A, _E2 = 6378245.0, 0.00669342162296594323
_CHINA = (72.004, 0.8293, 137.8347, 55.8271)
_BAIDU = np.pi * 3000.0 / 180.0
_STEPS = 4


def datum_of(text: str) -> str:
    """Return the datum that `text` names: "CGCS2000", "WGS-84", "GCJ-02", "BD-09" or "unknown".

    Raises
    ------
    InputError
        For Xi'an 1980 and Beijing 1954, which cannot be converted without parameters that geomon does not have, and for any other name.
    """
    key = "".join(c for c in text.casefold() if c.isalnum() or c == "'")
    if any(old in key for old in _OLD_DATUMS) or key.removeprefix("epsg") in {"4610", "4214", "4555"}:
        raise _old_datum(text)
    if key not in _DATUMS:
        raise InputError(f"unknown datum {text!r}.", how="Use CGCS2000, WGS-84, GCJ-02, BD-09 or unknown.")
    return _DATUMS[key]


def to_cgcs2000(lon: npt.ArrayLike, lat: npt.ArrayLike, datum: str) -> tuple[Floats, Floats]:
    """Return degrees in CGCS2000 for degrees in `datum` (a name that `datum_of` knows).

    WGS-84 agrees with CGCS2000 within decimetres and is passed on; so is "unknown", whose accuracy the caller has to widen.
    """
    name = datum_of(datum)
    if name == "GCJ-02":
        return from_gcj02(lon, lat)
    if name == "BD-09":
        return from_bd09(lon, lat)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def check_crs(crs: pyproj.CRS, where: str = "") -> None:
    """Refuse a CRS on Xi'an 1980 or Beijing 1954, at any depth (projected, compound).

    Raises
    ------
    InputError
        Naming the file.
    """
    geodetic = crs.geodetic_crs
    name = geodetic.name if geodetic is not None else crs.name
    if any(old in name.casefold().replace(" ", "") for old in _OLD_DATUMS):
        raise _old_datum(name, where)


def declared_degrees(declared: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return CGCS2000 degrees of numbers in a declared CRS (EPSG code, WKT, or a datum's name); first number east.

    Raises
    ------
    InputError
        For Xi'an 1980, Beijing 1954, and for what is no CRS at all.
    """
    if declared in ("GCJ-02", "BD-09"):
        return to_cgcs2000(x, y, declared)
    found = parsed_crs(declared)
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if found.is_geographic and found.to_epsg() in (None, 4326, 4490) and not _is_foreign(found):
        return a, b  # WGS 84 and CGCS2000 agree within decimetres
    with np.errstate(all="ignore"):
        lon, lat = pyproj.Transformer.from_crs(found, CGCS2000, always_xy=True).transform(a, b)
    return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def _is_foreign(found: pyproj.CRS) -> bool:
    return found.to_epsg() is None and "WGS" not in found.name.upper() and "2000" not in found.name


def parsed_crs(declared: str, where: str = "") -> pyproj.CRS:
    """Return the CRS that a file declares.

    Raises
    ------
    InputError
        When the words are no CRS, or name one that needs parameters that are not public.
    """
    if any(old in declared[:60].casefold().replace(" ", "").replace("_", "") for old in _OLD_DATUMS):
        raise _old_datum(declared[:60], where)
    if re.match(r"\s*\w+:/", declared):  # it would be asked for
        raise InputError("its CRS is a link.", where=where, how="Save it again with an EPSG code.")
    try:
        found = pyproj.CRS.from_user_input(declared)
    except pyproj.exceptions.CRSError as error:
        raise InputError(f"its CRS {declared[:60]!r} is not known.", where=where, how="Save it again as EPSG:4490.") from error
    check_crs(found, where)
    return found


def crs_code(declared: str) -> str:
    """Return a declared CRS as a code (EPSG:4547) where it is one of the register's, else its name."""
    if declared in ("GCJ-02", "BD-09", ""):
        return declared
    if declared == "OGC:CRS84":
        return "EPSG:4326"
    found = parsed_crs(declared)
    code = found.to_epsg(min_confidence=60)
    return f"EPSG:{code}" if code else found.name


def _old_datum(name: str, where: str = "") -> InputError:
    return InputError(
        f"its coordinates are in {name!r}, which needs parameters that are not public; without them nothing would be shifted.",
        where=where, how=OWN_SHIFT,
    )


# ---- web maps -------------------------------------------------------------------------------------------------------

def to_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return GCJ-02 degrees (Gaode, Tencent) for CGCS2000 degrees; unchanged outside China."""
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    west, south, east, north = _CHINA
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    u, v = x - 105.0, y - 35.0
    root = np.sqrt(np.abs(u))
    wave = (20.0 * np.sin(6.0 * u * np.pi) + 20.0 * np.sin(2.0 * u * np.pi)) * 2.0 / 3.0
    north_m = (-100.0 + 2.0 * u + 3.0 * v + 0.2 * v * v + 0.1 * u * v + 0.2 * root + wave
               + (20.0 * np.sin(v * np.pi) + 40.0 * np.sin(v / 3.0 * np.pi)) * 2.0 / 3.0
               + (160.0 * np.sin(v / 12.0 * np.pi) + 320.0 * np.sin(v * np.pi / 30.0)) * 2.0 / 3.0)
    east_m = (300.0 + u + 2.0 * v + 0.1 * u * u + 0.1 * u * v + 0.1 * root + wave
              + (20.0 * np.sin(u * np.pi) + 40.0 * np.sin(u / 3.0 * np.pi)) * 2.0 / 3.0
              + (150.0 * np.sin(u / 12.0 * np.pi) + 300.0 * np.sin(u / 30.0 * np.pi)) * 2.0 / 3.0)
    phi = np.radians(y)
    magic = 1.0 - _E2 * np.sin(phi) ** 2
    dy = np.degrees(north_m / (_A * (1.0 - _E2) / (magic * np.sqrt(magic))))
    dx = np.degrees(east_m / (_A / np.sqrt(magic) * np.cos(phi)))
    return np.where(inside, x + dx, x), np.where(inside, y + dy, y)


def to_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return BD-09 degrees (Baidu) for CGCS2000 degrees."""
    x, y = to_gcj02(lon, lat)
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BAIDU)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BAIDU)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


def from_gcj02(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return CGCS2000 degrees for GCJ-02 degrees, to 0.1 mm."""
    return _inverse(to_gcj02, lon, lat)


def from_bd09(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return CGCS2000 degrees for BD-09 degrees, to 1 mm."""
    return _inverse(to_bd09, lon, lat)


def _inverse(forward: Shift, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return the point that `forward` takes to (lon, lat): the shift changes so slowly that each step gains two digits or more."""
    x0, y0 = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    x, y = x0, y0
    for _ in range(_STEPS):
        fx, fy = forward(x, y)
        x, y = x - (fx - x0), y - (fy - y0)
    return x, y


# ---- metres ---------------------------------------------------------------------------------------------------------

def zone_crs(lon: float) -> pyproj.CRS:
    """Return the metre CRS of a longitude: CGCS2000 Gauss-Kruger, 3-degree zone (EPSG:4534 to 4554), UTM outside China.

    Inside its zone lengths are true to 1 in 2,800 at the edge.
    """
    return _zone(round(lon / 3.0)) if 73.5 <= lon < 136.5 else _utm(int((lon + 180.0) // 6.0) % 60 + 1)


@lru_cache(maxsize=64)
def _zone(zone: int) -> pyproj.CRS:
    return pyproj.CRS.from_epsg(4534 + zone - 25)


@lru_cache(maxsize=64)
def _utm(zone: int) -> pyproj.CRS:
    return pyproj.CRS.from_proj4(f"+proj=utm +zone={zone} +ellps=GRS80 +units=m +no_defs +type=crs")


def project(geometry: npt.ArrayLike, lon: float) -> npt.NDArray[np.object_]:
    """Return geometries in degrees (CGCS2000) as geometries in metres, in the zone of `lon`."""
    transformer = _transformer(zone_crs(lon).to_wkt())

    def to_metres(degrees: Floats) -> Floats:
        return np.column_stack(transformer.transform(degrees[:, 0], degrees[:, 1]))

    return np.asarray(shapely.transform(np.asarray(geometry, dtype=np.object_), to_metres), dtype=np.object_)


@lru_cache(maxsize=64)
def _transformer(wkt: str) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(CGCS2000, wkt, always_xy=True)


def distances_m(lon1: npt.ArrayLike, lat1: npt.ArrayLike, lon2: npt.ArrayLike, lat2: npt.ArrayLike) -> Floats:
    """Return the geodesic distances in metres between pairs of points in degrees.

    Notes
    -----
    On the CGCS2000 ellipsoid (Karney 2013), below 1 mm at any length.
    """
    arrays = np.broadcast_arrays(*(np.atleast_1d(np.asarray(a, dtype=np.float64)) for a in (lon1, lat1, lon2, lat2)))
    x1, y1, x2, y2 = (np.ascontiguousarray(a) for a in arrays)
    return np.asarray(GEOD.inv(x1, y1, x2, y2)[2], dtype=np.float64)


def distance_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the geodesic distance in metres between two (longitude, latitude) in degrees.

    Raises
    ------
    InputError
        If a latitude is beyond ±90: the two numbers are then probably swapped.
    """
    for point in (a, b):
        if abs(point[1]) > 90.0:
            raise InputError(f"latitude {point[1]} is beyond ±90.", how="Longitude comes first; the two numbers may be swapped.")
    return float(distances_m(a[0], a[1], b[0], b[1])[0])


def area_ha(geometry: shapely.Geometry) -> float:
    """Return the area of a geometry in degrees (CGCS2000) in hectares on the ellipsoid; 0 for points and lines."""
    return abs(float(GEOD.geometry_area_perimeter(geometry)[0])) / 10_000.0


def half_diagonal_m(west: float, south: float, east: float, north: float) -> float:
    """Return half the diagonal of a rectangle in degrees, in metres: how far off its centre can be."""
    return distance_m((west, south), (east, north)) / 2.0
