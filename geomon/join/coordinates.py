"""Coordinates written in running text: decimal degrees and degrees, minutes, seconds, in either order."""

from __future__ import annotations

import re

_NUM = r"\d{1,3}(?:\.\d+)?"
_DMS = rf"({_NUM})\s*[°度]\s*(?:({_NUM})\s*[′'’分]\s*)?(?:({_NUM})\s*(?:[″\"”秒]|′′|''))?"
_LON = re.compile(rf"(?:东经|经度|[Ee]|lon(?:gitude)?)\s*[:：=]?\s*(?:{_DMS}|(\d{{2,3}}\.\d{{3,}}))|{_DMS}\s*(?:[Ee]|东经)")
_LAT = re.compile(rf"(?:北纬|纬度|[Nn]|lat(?:itude)?)\s*[:：=]?\s*(?:{_DMS}|(\d{{1,2}}\.\d{{3,}}))|{_DMS}\s*(?:[Nn]|北纬)")
_PAIR = re.compile(r"(?<![\d.])(1[0-3]\d\.\d{4,}|[7-9]\d\.\d{4,})\s*°?\s*[,，、/ ]\s*([1-5]?\d\.\d{4,})(?![\d.])")


def find_coordinates(text: str) -> tuple[float, float, float] | None:
    """Return longitude, latitude (degrees) and half the last digit's worth in metres of the first coordinates in `text`; None for none.

    Only numbers that lie in China count; a pair that is not called longitude and latitude needs four decimals at least.
    """
    lon, lat = _LON.search(text), _LAT.search(text)
    if lon and lat and abs(lon.start() - lat.start()) < 60:
        (x, dx), (y, dy) = _degrees(lon.groups()), _degrees(lat.groups())
    elif pair := _PAIR.search(text):
        x, y = float(pair[1]), float(pair[2])
        dx = dy = _worth(pair[2])
    else:
        return None
    return (x, y, round(max(dx, dy) * 111_000 / 2, 1)) if 73 <= x <= 136 and 3 <= y <= 54 else None


def _degrees(groups: tuple[str | None, ...]) -> tuple[float, float]:
    """Return degrees and the worth of the last digit in degrees."""
    if groups[3]:
        return float(groups[3]), _worth(groups[3])
    parts = groups[:3] if groups[0] else groups[4:7]
    value, worth = 0.0, 1.0
    for part, unit in zip(parts, (1.0, 60.0, 3600.0), strict=True):
        if part:
            value += float(part) / unit
            worth = _worth(part) / unit
    return value, worth


def _worth(number: str) -> float:
    return 10.0 ** -len(number.partition(".")[2])
