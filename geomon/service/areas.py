"""The area that is asked about: from a file through the gate, from pasted corner points, or as drawn on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geomon import crs
from geomon.errors import InputError, MissingCRS
from geomon.join.overlay import UNSAID_M, Area, cut
from geomon.settings import Settings

Note: TypeAlias = tuple[str, str]
"""What a person should know, in Chinese and English."""
Read: TypeAlias = tuple[Area, tuple[Note, ...]]

FILE_ERROR_M = 10.0
"""Error of an area's corners in a file that says its CRS: two metres are asked of a parcel, ten of a plan at 1:10,000."""
MOST_HA = 5_000_000.0
"""A larger area than a prefecture is a mistake in the CRS or the order of numbers."""
_NAMES = ("name", "名称", "项目名称", "地块名称", "矿区名称", "NAME", "Name")
PASTED = "pasted corners"
_WEB = ("GCJ-02", "BD-09")
_ORDINAL = re.compile(r"^\s*[A-Za-z]{0,2}\d{1,3}\s*[.、,，:：;；)）\t ]\s*(?=\S)")


def area_from_file(path: Path, settings: Settings, *, datum: str = "", error_m: float | None = None) -> Read:
    """Return the polygons of a file as one area, and what a person should know of how it was read.

    Parameters
    ----------
    datum : of the file's numbers where it declares none: an EPSG code, or a name that `crs.datum_of` knows.
    error_m : how far its corners may be off; by default 10 m, or 1,000 m where nobody says the datum of its degrees.

    Raises
    ------
    GeomonError
        As `read_file` says; and if it holds no polygon, or its numbers are metres without a CRS.
    """
    from geomon.readers import Limits, read_file

    reading = read_file(path, Limits(file_mb=settings.max_file_mb), features=True)
    columns, shapes = _unpacked(reading.table)
    polygons = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    if not len(polygons):
        how = reading.ask or "Save its border as a polygon, or paste the corner points in their order."
        raise InputError("it holds no polygon.", where=path.name, how=how)
    warnings: list[Note] = [(said, said) for said in reading.warnings]
    if len(polygons) < len(shapes):
        n = len(shapes) - len(polygons)
        warnings.append((f"{n} 行没有面，未计入。", f"{n} rows without a polygon were left out."))
    shape = shapely.union_all([_mended(one) for one in shapes[polygons]])
    placed, said, note = to_degrees(shape, datum or reading.crs, path.name)
    warnings += [note] if note else []
    name = next((str(columns[key][polygons[0]]) for key in _NAMES if len(polygons) == 1 and columns.get(key)), "") or path.stem
    return _checked(Area(name, placed, _error(error_m, said), path.name, said), path.name), tuple(warnings)


def area_from_text(text: str, *, datum: str = "", name: str = "", error_m: float | None = None) -> Read:
    """Return the area whose corner points a text lists in their order, one a line or in a row, and notes as `area_from_file`.

    Degrees in any notation, either first (China tells them apart), or metres as northing and easting with the zone before the easting.

    Raises
    ------
    InputError
        Naming the line that is no point; if there are fewer than three corners, or their order makes the border cross itself.
    """
    corners = _corners(text)
    if len(corners) == 2 and _is_range(text):
        (west, south), (east, north) = corners
        corners = [(west, south), (east, south), (east, north), (west, north)]
    if len(corners) < 3:
        raise InputError(f"{len(corners)} corner points make no area.", where=PASTED, how="Three or more, one a line: 106.51, 39.30.")
    placed, said, note = to_degrees(shapely.Polygon(corners), datum, PASTED)
    if not placed.is_valid:
        raise InputError("the border crosses itself.", where=PASTED, how="List the corners in the order in which one walks them.")
    own = _error(error_m, said)
    area = Area(name or "拐点范围", placed, own if error_m is not None else max(own, _written_m(text, corners)), PASTED, said)
    return _checked(area, PASTED), (note,) if note else ()


def area_from_drawing(geojson: Mapping[str, Any], *, metres_a_pixel: float, name: str = "") -> Area:
    """Return an area drawn on the map (a GeoJSON geometry or feature, degrees).

    Parameters
    ----------
    metres_a_pixel : of the map when it was drawn; a hand is some five pixels off.

    Raises
    ------
    InputError
        If it is no polygon.
    """
    try:
        drawn = shapely.geometry.shape(dict(geojson.get("geometry") or geojson))
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise InputError("what was drawn is no polygon.", where="drawn area", how="Click three corners or more.") from error
    if drawn.is_empty or drawn.geom_type not in ("Polygon", "MultiPolygon"):
        raise InputError("what was drawn is no polygon.", where="drawn area", how="Click three corners or more.")
    if not drawn.is_valid:
        raise InputError("the border crosses itself.", where="drawn area", how="Draw the corners in the order in which one walks them.")
    return _checked(Area(name or "所绘范围", drawn, max(5.0, 5.0 * metres_a_pixel), "drawn on the map", "CGCS2000"), "drawn area")


# ---- coordinates ------------------------------------------------------------------------------------------------------

def to_degrees(shape: BaseGeometry, said: str, where: str) -> tuple[BaseGeometry, str, Note | None]:
    """Return a shape in EPSG:4490, the datum of its source ("unknown" where nobody says), and a note on what was assumed.

    Parameters
    ----------
    said : an EPSG code, WKT, or the name of a datum; "" when nothing is declared.

    Raises
    ------
    MissingCRS
        If its numbers are metres and neither a CRS nor a zone before the easting says of which zone.
    InputError
        For Xi'an 1980 and Beijing 1954.
    """
    named = ""
    if said and not re.match(r"(?:EPSG|OGC|GEOGC|PROJC|BOUND|COMPOUND|ESRI)", said, re.IGNORECASE):
        datum, said = crs.datum_of(said), ""
        named = "" if datum == "unknown" else datum
        if named and _in_degrees(shape):
            return (_shifted(shape, named) if named in _WEB else shape), named, None
    if said:
        return _projected(shape, said, where)
    if _in_degrees(shape):
        lon, lat = _centre(shape)
        if not (-180 <= lon <= 180 and -90 <= lat <= 90):
            raise InputError(f"{lon:g}, {lat:g} is no longitude and latitude.", where=where, how="Check the order of the numbers.")
        return shape, "unknown", ("坐标没有说明基准，按 CGCS2000 经纬度读取，误差按 1000 米计。",
                                  "Its datum is not said; its degrees are taken as CGCS2000, 1,000 m more or less.")
    zoned = _zoned(shape)
    if zoned is None:
        raise MissingCRS("its coordinates are metres and it does not say of which zone.", where=where,
                         how="Name its CRS, like EPSG:4545, or write the zone before the easting, like 36512345.")
    if named in {"CGCS2000", "WGS-84"}:
        return zoned, named, None
    return zoned, "unknown", ("坐标没有说明基准，按带号读取为 CGCS2000 高斯-克吕格，误差按 1000 米计。",
                              "Its datum is not said; its metres are taken as CGCS2000 by their zone, 1,000 m more or less.")


def _in_degrees(shape: BaseGeometry) -> bool:
    west, south, east, north = shape.bounds
    return bool(max(abs(west), abs(south), abs(east), abs(north)) <= 360)


def _centre(shape: BaseGeometry) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    return (west + east) / 2, (south + north) / 2


def _shifted(shape: BaseGeometry, datum: str) -> BaseGeometry:
    """Return a shape of a web map in CGCS2000."""
    return shapely.transform(cut(shape), lambda xy: np.column_stack(crs.to_cgcs2000(xy[:, 0], xy[:, 1], datum)))


def _projected(shape: BaseGeometry, said: str, where: str) -> tuple[BaseGeometry, str, Note | None]:
    try:
        own = pyproj.CRS.from_user_input(said)
    except pyproj.exceptions.CRSError as error:
        raise InputError(f"the CRS {said[:40]!r} is not known.", where=where, how="Name it by its EPSG code, like EPSG:4490.") from error
    crs.check_crs(own, where)
    name = "WGS-84" if "WGS" in own.name.upper() else "CGCS2000"
    if own.is_geographic and re.search(r"WGS.?(?:19)?84|CRS84|CGCS.?2000|China.Geodetic.Coordinate.System.2000|China.2000", own.name):
        return shape, name, None
    long = shapely.segmentize(shape, 0.01 if own.is_geographic else 1000.0)  # an edge that is straight in metres bends in degrees
    move = pyproj.Transformer.from_crs(own, crs.CGCS2000, always_xy=True)
    return shapely.transform(long, lambda xy: np.column_stack(move.transform(xy[:, 0], xy[:, 1]))), name, None


def _zoned(shape: BaseGeometry) -> BaseGeometry | None:
    """Return Gauss-Kruger metres with the zone before the easting in degrees; None when they are something else."""
    xy = shapely.get_coordinates(shape)
    for columns in ((0, 1), (1, 0)):  # tables call the northing X and print it first
        east, north = xy[:, columns[0]], xy[:, columns[1]]
        zones = np.unique((east // 1e6).astype(int))
        if len(zones) != 1 or not ((north > 1.8e6) & (north < 6e6)).all():
            continue
        zone = int(zones[0])
        code = 4513 + zone - 25 if 25 <= zone <= 45 else 4491 + zone - 13 if 13 <= zone <= 23 else None
        if code:
            order = list(columns)
            return _projected(shapely.transform(shape, lambda c, order=order: c[:, order]), f"EPSG:{code}", "")[0]  # type: ignore[misc]
    return None


# ---- corner points ----------------------------------------------------------------------------------------------------

def _corners(text: str) -> list[tuple[float, float]]:
    """Return the corner points of a text, the number of each left out; degrees come with the longitude first."""
    from geomon.readers.notation import pairs

    lines = [line.strip() for line in re.split(r"[\n;；]+", text) if line.strip()]
    found: list[tuple[float, float]] = []
    for n, line in enumerate(lines):
        read = pairs(line)
        if read is None and (bare := _ORDINAL.sub("", line, count=1)) != line:
            read = pairs(bare)
        if read is None and not found and not re.search(r"\d{2}", line):
            continue  # a heading
        if read is None:
            raise InputError(f"line {n + 1} is no point: {line[:40]!r}.", where=PASTED, how="Two numbers a line: 106.51, 39.30.")
        found += read
    if len(found) > 3 and found[0] == found[-1]:
        found.pop()
    if found and all(3 <= x <= 54 and 73 <= y <= 136 for x, y in found):  # latitude first; in China the two cannot be mistaken
        found = [(y, x) for x, y in found]
    return found


def _is_range(text: str) -> bool:
    from geomon.readers.notation import is_range

    return is_range(text.strip())


def _written_m(text: str, corners: list[tuple[float, float]]) -> float:
    """Return half the worth of the last digit of pasted numbers in metres: who writes 106.51 may mean half a kilometre more or less."""
    if max(abs(c) for pair in corners for c in pair) > 360:
        return 1.0
    if re.search(r"[°º度]", text):
        seconds = re.findall(r"[′'’分]\s*\d+(?:\.(\d+))?", text)
        return 15.0 * 10.0 ** -max((len(part) for part in seconds), default=0) if seconds else 925.0
    digits = max((len(part) for part in re.findall(r"\d+\.(\d+)", text)), default=0)
    return 55_500.0 * 10.0 ** -digits


def _error(error_m: float | None, datum: str) -> float:
    return error_m if error_m is not None else UNSAID_M if datum == "unknown" else FILE_ERROR_M


def _unpacked(table: bytes) -> tuple[dict[str, list[Any]], Any]:
    """Return the columns of an Arrow stream and its last column as shapes."""
    import pyarrow as pa

    read = pa.ipc.open_stream(table).read_all()
    *names, geometry = read.column_names
    shapes = np.asarray(shapely.from_wkb(read.column(geometry).to_pylist()), dtype=object)
    return {name: read.column(name).to_pylist() for name in names}, shapes


def _mended(shape: BaseGeometry) -> BaseGeometry:
    return shape if shape.is_valid else shapely.make_valid(shape)


def _checked(area: Area, where: str) -> Area:
    """Refuse an area of no size, or of a size that only a mistake can have."""
    hectares = area.hectares
    if not 0 < hectares < MOST_HA:
        raise InputError(f"it measures {hectares:,.0f} ha.", where=where, how="Check its CRS and the order of its numbers.")
    return area
