"""Coordinates as people write them: decimal, degrees-minutes-seconds with every quote mark, E/N on either side, ranges."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from typing import Literal

Axis = Literal["lon", "lat", ""]

# Every mark that people and programs use for degrees, minutes and seconds, as one; before NFKC, which would tear some of them apart.
_MARKS = {ord(c): "°" for c in "º˚ᵒ∘゜⁰"} | {ord(c): "'" for c in "′’‘‛`´ʹʼˊˈ＇‵"} | {ord(c): '"' for c in "″“”„〞〝〃ˮ＂‶"}
_DEG = r"(?:°|度|d(?:eg)?|(?<=\d)o(?=\s*\d))"
_MIN = r"(?:'|分|m(?:in)?)"
_SEC = r"(?:\"|秒|s(?:ec)?)"
_NUM = r"\d++(?:\.\d++)?"  # no group is possessive: Python 3.11.2 does not step back where one fails inside
_DMS = rf"(?P<d>{_NUM})\s*{_DEG}\s*(?:(?P<m>{_NUM})(?!\s*{_DEG})\s*{_MIN}?\s*(?:(?P<s>{_NUM})(?!\s*{_DEG})\s*{_SEC}?)?)?"
_EAST = r"(?:东经|经度|longitude|long?|lng|[EeWw])"
_NORTH = r"(?:北纬|纬度|latitude|lat|[NnSs])"
_BODY = rf"(?P<sign>[-+−])?\s*(?:{_DMS}|(?P<c>\d{{1,3}}[-:]\d{{1,2}}[-:]\d{{1,2}}(?:\.\d+)?)(?![\d:-])|(?P<n>{_NUM}(?:[eE][-+]?\d++)?))"
_WORD_FIRST = re.compile(rf"(?P<word>{_EAST}|{_NORTH}|[XYxy])?\s*[:：=]?\s*{_BODY}", re.IGNORECASE)
_WORD_LAST = re.compile(rf"{_BODY}\s*(?P<word>{_EAST}|{_NORTH})?", re.IGNORECASE)
_GROUPED, _COMMA = re.compile(r"\d{1,3}(?:,\d{3}){1,3}(?:\.\d+)?"), re.compile(r"\d+,\d+")  # 4,363,512.12 and 106,8
_EASTS, _NORTHS = re.compile(_EAST, re.IGNORECASE), re.compile(_NORTH, re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;、/|()\[\]【】和及与到至~—–\-。]*(?:(?:坐标|中心|经纬度|为|是|位于|CGCS2000|WGS84)[\s:,]*)*")
_RANGE = re.compile(r"\s*(?:[~—–至到]|-{1,2}|——)\s*")


@dataclasses.dataclass(frozen=True, slots=True)
class Number:
    """One coordinate as written.

    Attributes
    ----------
    axis : "lon" or "lat" where it says so.
    angle : written with a degree sign or as d-m-s: it can only be degrees.
    ranged : joined to the one before it by a range sign.
    """

    value: float
    axis: Axis
    angle: bool
    ranged: bool = False


def numbers(text: str) -> list[Number] | None:
    """Return every coordinate in `text`, None when it holds anything else than coordinates.

    Examples
    --------
    >>> [n.value for n in numbers("E106°30′36″，N39°18′")]
    [106.51, 39.3]
    """
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).replace("''", '"').strip()
    text = re.sub(r"^\s*(?:坐标|中心坐标|中心点|经纬度|拐点坐标|位置)\s*:?", "", text)
    pattern = _WORD_LAST if re.match(r"[\s(\[]*[-+]?\d", text) else _WORD_FIRST
    found: list[Number] = []
    at = 0
    while at < len(text):
        gap = _BETWEEN.match(text, at)
        start = gap.end() if gap else at
        piece = text[at:start]
        minus = piece.endswith(("-", "−")) and not (found and _RANGE.fullmatch(piece))
        if minus:
            start -= 1
        if start >= len(text):
            break
        match = pattern.match(text, start)
        number = _number(match, ranged=bool(found) and not minus and bool(_RANGE.fullmatch(piece))) if match else None
        if match is None or number is None or match.end() == start:
            return None
        found.append(number)
        at = match.end()
    return found or None


def _number(match: re.Match[str], *, ranged: bool) -> Number | None:
    word = match["word"] or ""
    axis: Axis = "lon" if _EASTS.fullmatch(word) else "lat" if _NORTHS.fullmatch(word) else ""
    angle = match["n"] is None
    if match["d"] is not None:
        degrees, minutes, seconds = float(match["d"]), float(match["m"] or 0), float(match["s"] or 0)
    elif match["c"] is not None:
        degrees, minutes, seconds = map(float, re.split("[-:]", match["c"]))
    else:
        degrees, minutes, seconds = float(match["n"]), 0.0, 0.0
    if minutes >= 60 or seconds >= 60:
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if match["sign"] in ("-", "−") or (word and word in "WwSs"):
        value = -value
    return Number(round(value, 12), axis, angle, ranged)


def spaced_dms(text: str) -> float | None:
    """Return degrees of three numbers set apart by blanks (106 30 36.5), None for anything else."""
    parts = text.split()
    if len(parts) != 3 or not all(re.fullmatch(_NUM, p) for p in parts):
        return None
    d, m, s = map(float, parts)
    return d + m / 60 + s / 3600 if d <= 180 and m < 60 and s < 60 and parts[0].isdigit() and parts[1].isdigit() else None


def pairs(text: str) -> list[tuple[float, float]] | None:
    """Return the positions in `text` as (x, y); where it says which is the longitude, that comes first.

    Returns
    -------
    One pair for a point, two corners for a range (106.1-106.3, 39.2-39.4), more for a list of corners; None when it is none of them.
    """
    found = numbers(text)
    if not found or len(found) < 2 or len(found) % 2:
        return None
    if len(found) == 4 and found[1].ranged and found[3].ranged and not found[2].ranged:
        first, second = found[:2], found[2:]
        if first[0].axis == "lat" or (not first[0].axis and second[0].axis == "lon"):
            first, second = second, first
        return [(first[0].value, second[0].value), (first[1].value, second[1].value)]
    out = []
    for a, b in zip(found[::2], found[1::2], strict=True):
        if a.axis and a.axis == b.axis:
            return None
        out.append((b.value, a.value) if a.axis == "lat" or b.axis == "lon" else (a.value, b.value))
    return out


def is_angle(text: str) -> bool:
    """Return whether `text` writes its coordinates as angles: with a degree sign, or with the words for east and north."""
    return all(n.angle or n.axis for n in numbers(text) or ()) and bool(text.strip()) and numbers(text) is not None


def is_range(text: str) -> bool:
    """Return whether `text` is one range of longitudes and one of latitudes."""
    found = numbers(text) or []
    return len(found) == 4 and found[1].ranged and found[3].ranged and not found[2].ranged


def single(value: object) -> float | None:
    """Return one coordinate of a cell as a number, None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value) if value == value and abs(value) < 1e12 else None
    text = str(value).strip()
    if "," in text:
        if _GROUPED.fullmatch(text):
            text = text.replace(",", "")
        elif _COMMA.fullmatch(text):
            text = text.replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        if (spaced := spaced_dms(text)) is not None:
            return spaced
        found = numbers(text)
        return found[0].value if found and len(found) == 1 else None
    return number if number == number and abs(number) < 1e12 else None
