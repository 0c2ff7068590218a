"""Places as exactly as an audience may know them: numbers by rounding, angles and grid numbers in texts by covering digits."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

METRES = 111_320.0
"""Of a degree of latitude."""
_LON = r"(?:7[3-9]|[89]\d|1[0-2]\d|13[0-6])"
_LAT = r"(?:[1-4]?\d|5[0-4])"
_NUMBER = rf"(?<![\d.])(?:{_LON}|{_LAT})\.\d{{3,}}(?!\d)"
_PAIR = re.compile(rf"(?<![\d.])(?P<a>{_LON}\.\d+)(?!\d)[^\d\n]{{1,14}}(?P<b>{_LAT}\.\d+)(?!\d)"
                   rf"|(?<![\d.])(?P<c>{_LAT}\.\d+)(?!\d)[^\d\n]{{1,14}}(?P<d>{_LON}\.\d+)(?!\d)")
_LABELLED = re.compile(rf"(?:经度?|纬度?|坐标|[Ll]on(?:gitude)?|[Ll]at(?:itude)?|[EN])[^\d\n]{{0,4}}(?P<a>{_NUMBER})"
                       rf"|(?P<b>{_NUMBER})\s?(?:°|度|[EN]\b)")
_LONG = re.compile(rf"(?<![\d.])(?P<a>(?:{_LON}|{_LAT})\.\d{{5,}})(?!\d)(?!\s?(?:公顷|平方|亩|吨|万|亿|千|米|立方|元|%|t|m|ha|k|h|升))")
_SECONDS = re.compile(r"\d{1,3}\s?[°º度]\s?\d{1,2}\s?[′'’分]\s?(?P<a>\d{1,2}(?:\.\d+)?)\s?(?:[″\"”秒]|''|′′)?")
_MINUTES = re.compile(r"\d{1,3}\s?[°º度]\s?\d{1,2}(?P<a>\.\d+)\s?[′'’分]")
_GRID = r"(?P<{0}>[2-5]\d{{6}}(?:\.\d+)?)"
_EAST = r"(?P<{0}>(?:[1-4]\d)?[2-7]\d{{5}}(?:\.\d+)?)"
_GRIDS = re.compile(rf"(?<![\d.])(?:{_GRID.format('a')}[^\d\n]{{1,8}}{_EAST.format('b')}|{_EAST.format('c')}[^\d\n]{{1,8}}"
                    rf"{_GRID.format('d')})(?![\d])")
_AXIS = re.compile(r"(?:[XYxy]\s?[=:]?\s?|[横纵]坐标\D{0,3})(?P<a>(?:[1-4]\d)?[2-7]\d{5,6}(?:\.\d+)?)(?![\d])")


def metres_of(decimals: int) -> float:
    """Return the side in metres of the cells that so many decimals of a degree make."""
    return METRES / 10.0 ** decimals


def rounded(lon: float, lat: float, accuracy_m: float | None, decimals: int) -> tuple[float, float, float]:
    """Return a place on the grid of so many decimals, degrees, with the radius in metres in which it then lies."""
    off = metres_of(decimals) / math.sqrt(2)               # half of a cell's diagonal, at the equator: nowhere is it more
    return round(lon, decimals), round(lat, decimals), math.ceil((accuracy_m or 0.0) + off)


def digits_to_cover(plain: str, decimals: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text that say where something is more exactly than `decimals` decimals of a degree do."""
    for pattern in (_PAIR, _LABELLED, _LONG):
        for found in pattern.finditer(plain):
            yield from (_fraction(plain, found.span(name), decimals) for name, value in found.groupdict().items() if value)
    for pattern in (_SECONDS, _MINUTES):
        yield from (found.span("a") for found in pattern.finditer(plain))
    low = max(0, 5 - decimals)                             # of a grid number in metres, so many of its last digits
    for pattern in (_GRIDS, _AXIS):
        for found in pattern.finditer(plain):
            values = {name: value for name, value in found.groupdict().items() if value}
            if pattern is _AXIS or any("." in value for value in values.values()):
                yield from (_tail(found.span(name), value, low) for name, value in values.items())


def _fraction(plain: str, span: tuple[int, int], decimals: int) -> tuple[int, int]:
    start, end = span
    return min(end, plain.index(".", start) + 1 + decimals), end


def _tail(span: tuple[int, int], value: str, low: int) -> tuple[int, int]:
    whole = value.partition(".")[0]
    return span[0] + len(whole) - low, span[1]
