"""The asked area in the address: a reload keeps it, and a link that is sent shows it. One with too many corners is kept by this server."""

from __future__ import annotations

import collections
import re
import secrets
import threading
from typing import TYPE_CHECKING

import shapely
from shapely.geometry.base import BaseGeometry

from geomon.join.overlay import Area

if TYPE_CHECKING:
    from geomon.ui.planning_area import Asked

MOST_CORNERS = 160
"""More would make a longer address than proxies pass on."""
MOST_KEPT = 200
MOST_HA = 5_000_000.0
HOWS: tuple[str, ...] = ("drawn", "file", "pasted")
_KEPT = "kept-"
_SHAPE = re.compile(r"[-\d.,_*!]{1,8000}")
_lock = threading.Lock()
_areas: collections.OrderedDict[str, tuple[Area, str]] = collections.OrderedDict()
_words: dict[str, str] = {}


def write(found: Asked) -> str:
    """Return an area as the address holds it: how~error~datum~name~corners, or a word that only this process knows."""
    shape = found.area.geometry
    if shapely.get_num_coordinates(shape) > MOST_CORNERS:
        return _keep(found)
    area = found.area
    parts = "!".join("*".join(_ring(ring) for ring in (part.exterior, *part.interiors)) for part in shapely.get_parts(shape))
    return "~".join((found.how, f"{area.error_m:g}", area.datum, area.name[:60].replace("~", "-"), parts))


def read(text: str) -> tuple[Area, str] | None:
    """Return the area of an address and how it was given; None for what is no area, or is no longer kept."""
    if text.startswith(_KEPT):
        with _lock:
            return _areas.get(text)
    parts = text.split("~")
    if len(parts) != 5 or parts[0] not in HOWS or not _SHAPE.fullmatch(parts[4]):
        return None
    how, error, datum, name, corners = parts
    try:
        shape = _shape(corners)
        area = Area(name[:60] or "-", shape, min(max(float(error), 0.0), 100_000.0), how, datum[:20])
    except (ValueError, TypeError, shapely.errors.ShapelyError):
        return None
    west, south, east, north = shape.bounds
    sound = shape.is_valid and west >= -180 and east <= 180 and south > -90 and north < 90
    return (area, how) if sound and 0 < area.hectares < MOST_HA else None


def _ring(ring: BaseGeometry) -> str:
    return "_".join(f"{_short(x)},{_short(y)}" for x, y in ring.coords[:-1])


def _short(degrees: float) -> str:
    return f"{degrees:.7f}".rstrip("0").rstrip(".")


def _shape(text: str) -> BaseGeometry:
    parts = []
    for part in text.split("!"):
        rings = [[(float(x), float(y)) for x, y in (pair.split(",") for pair in ring.split("_"))] for ring in part.split("*")]
        parts.append(shapely.Polygon(rings[0], rings[1:]))
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _keep(found: Asked) -> str:
    """Keep a large area in this process under a word that cannot be guessed; the same area has the same word."""
    print_ = shapely.to_wkb(found.area.geometry).hex() + found.area.name
    with _lock:
        word = _words.setdefault(print_, f"{_KEPT}{secrets.token_urlsafe(9)}")
        _areas[word] = found.area, found.how
        _areas.move_to_end(word)
        while len(_areas) > MOST_KEPT:
            gone, _ = _areas.popitem(last=False)
            _words.pop(next(key for key, value in _words.items() if value == gone))
    return word
