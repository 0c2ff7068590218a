"""What a check found, as a person reads it in either language: faults of shapes, readings of coordinates and the evidence for them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from geomon.ui.words import N, nt, t

FAULTS: dict[str, str] = {  # as `geomon.readers.examine` says them; a test compares
    "the ring crosses itself": N("the ring crosses itself"), "the ring touches itself": N("the ring touches itself"),
    "a hole lies outside": N("a hole lies outside"), "a hole lies in another hole": N("a hole lies in another hole"),
    "a part lies inside another": N("a part lies inside another"), "holes cut it in two": N("holes cut it in two"),
    "it has too few corners": N("it has too few corners"), "a ring occurs twice": N("a ring occurs twice"),
    "a coordinate is no number": N("a coordinate is no number"), "the ring is not closed": N("the ring is not closed"),
    "the geometry is not valid": N("the geometry is not valid"),
}
REASONS: tuple[tuple[re.Pattern[str], str], ...] = (  # as `geomon.crs.detective` says them; a test compares
    (re.compile(r"(?P<share>\d+%) of the places lie in a county of China"), N("{share} of the places lie in a county of China")),
    (re.compile(r"(?P<share>\d+%) of the places lie in the workspace's region"), N("{share} of the places lie in the workspace's region")),
    (re.compile(r"(?P<hits>\d+) of (?P<n>\d+) places lie in the county that they name"),
     N("{hits} of {n} places lie in the county that they name")),
    (re.compile(r"(?P<metres>[\d,]+) m from where (?P<n>\d+) sites? of the same name (?:is|are) known to be"),
     N("{metres} m (median) from where {n} sites of the same name are known to be")),
    (re.compile(r"the file says '(?P<words>.*)'", re.DOTALL), N("the file says “{words}”")),
)
GEOMETRY: dict[str, str] = {
    "point": N("points"), "line": N("lines"), "polygon": N("areas"), "mixed": N("shapes of several kinds"), "raster": N("raster"),
}


def fault_words(fault: str) -> str:
    """Return what is wrong with a shape."""
    found = FAULTS.get(fault)
    if found:
        return t(found)
    more = re.fullmatch(r"and (\d+) more", fault)
    return nt("and {n} more", "and {n} more", int(more[1])) if more else fault


def reason_words(reason: str) -> str:
    """Return one piece of evidence."""
    for pattern, message in REASONS:
        if found := pattern.fullmatch(reason):
            return t(message, **found.groupdict())
    return reason


def reading_words(one: Mapping[str, Any]) -> str:
    """Return what a reading takes the numbers for, by its CRS: `crs`, `swapped`, `packed` of an answer's candidate."""
    code = str(one["crs"])
    number = int(code.removeprefix("EPSG:")) if code.startswith("EPSG:") else 0
    if number == 4490:
        name = t("CGCS2000 in degrees, minutes and seconds, packed in one number") if one["packed"] else t("CGCS2000 in degrees")
    elif code == "GCJ-02":
        name = t("the web map's GCJ-02 (Gaode, Tencent)")
    elif code == "BD-09":
        name = t("the web map's BD-09 (Baidu)")
    elif number == 3857:
        name = t("Web Mercator in metres")
    elif zone := _zone(number):
        degrees, count, prefixed = zone
        middle = 3 * count if degrees == 3 else 6 * count - 3
        message = (t("Gauss-Kruger, {degrees}-degree zone {zone} ({middle}°E), its number before the easting", degrees=degrees, zone=count,
                     middle=middle) if prefixed else
                   t("Gauss-Kruger, {degrees}-degree zone {zone} ({middle}°E), no number before the easting", degrees=degrees, zone=count,
                     middle=middle))
        name = message
    else:
        name = str(one.get("name") or code)
    return t("{reading}, the second number first", reading=name) if one["swapped"] else name


def _zone(number: int) -> tuple[int, int, bool] | None:
    """Return degrees, number and whether the number stands before the easting, of a zone of CGCS2000 (EPSG 4491 to 4554)."""
    for first, degrees, start, prefixed, count in ((4491, 6, 13, True, 11), (4502, 6, 13, False, 11), (4513, 3, 25, True, 21),
                                                   (4534, 3, 25, False, 21)):
        if first <= number < first + count:
            return degrees, start + number - first, prefixed
    return None


def change_words(one: Mapping[str, Any]) -> str:
    """Return what a repair did to one feature."""
    before, after = (f"{one[key]:,.4g}" for key in ("before_ha", "after_ha"))
    if one["change"] == "turned":
        return t("the direction of its border was turned; {after} ha as before", after=after)
    if one["change"] == "gone":
        return t("{fault}; no area was left, it has no shape now ({before} ha before)", fault=fault_words(one["fault"]), before=before)
    (c0, c1), (p0, p1) = one["corners"], one["parts"]
    return t("{fault}; rebuilt: {before} → {after} ha, {c0} → {c1} corners, {p0} → {p1} parts", fault=fault_words(one["fault"]),
             before=before, after=after, c0=c0, c1=c1, p0=p0, p1=p1)
