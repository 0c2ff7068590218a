"""Xi'an 1980 and Beijing 1954 -> CGCS2000 by parameters that the user brings; geomon has none, writes none down and prints none.

The 2003 list of surveying secrets ranks such parameters among them, so they come from whoever may hold them, each time with a word on
whose they are, and appear in no answer, event or log. Seven parameters exist in two conventions that differ in the sign of the rotations
(EPSG methods 9606 and 9607); which one is meant cannot be seen in the numbers and is never guessed.
"""

from __future__ import annotations

import dataclasses
import math
import re
from functools import lru_cache
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyproj

from geomon.errors import InputError

Floats = npt.NDArray[np.float64]
Convention = Literal["position_vector", "coordinate_frame"]

_FORM = re.compile(r"\s*(?:\+?(?P<form>towgs84|position_vector|coordinate_frame)\s*[=:：]\s*)?(?P<numbers>[-+\d.,，eE\s]+)")
_HOW = ("Write three numbers (dx,dy,dz in metres), or seven after the convention: position_vector: or coordinate_frame:, then "
        "dx,dy,dz,rx,ry,rz,ppm with rotations in arc seconds; +towgs84= means position_vector.")
_MOST_M, _MOST_S, _MOST_PPM = 1_000.0, 60.0, 100.0
"""Any published shift of a Chinese datum is well within these; numbers beyond them are in other units."""


@dataclasses.dataclass(frozen=True, slots=True)
class UserShift:
    """Parameters of one old datum, and whose they are.

    Attributes
    ----------
    numbers : dx, dy, dz in metres, then rx, ry, rz in arc seconds and the scale in parts per million; zeros where three were given.
    """

    numbers: tuple[float, ...] = dataclasses.field(repr=False)  # no log shows them
    source: str
    convention: Convention = "position_vector"

    def to_degrees(self, declared: str, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return CGCS2000 degrees of numbers in an old CRS (code or WKT, degrees or metres); first number east.

        Raises
        ------
        InputError
            If the CRS is not one of these two datums.
        """
        before, across = _steps(declared, self.numbers, self.convention)
        lon, lat = before.transform(np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64))
        lon, lat = across.transform(lon, lat)
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


def user_shift(text: str, source: str, where: str = "") -> UserShift:
    """Return the parameters that a user writes: `dx,dy,dz`, `+towgs84=...`, `position_vector: ...` or `coordinate_frame: ...`.

    Raises
    ------
    InputError
        If they are not three or seven plausible numbers, if seven come without their convention, or if nobody is named as their source.
    """
    found = _FORM.fullmatch(text)
    words = [w for w in re.split(r"[,，\s]+", found["numbers"].strip()) if w] if found else []
    try:
        numbers = tuple(float(w) for w in words)
    except ValueError:
        numbers = ()
    if len(numbers) not in (3, 7) or not all(map(math.isfinite, numbers)):
        raise InputError("the shift is neither three nor seven numbers.", where=where, how=_HOW)
    form = (found["form"] or "") if found else ""
    if len(numbers) == 7 and not form:
        raise InputError("seven parameters without their convention: the signs of the rotations are open.", where=where, how=_HOW)
    numbers += (0.0,) * (7 - len(numbers))
    if max(map(abs, numbers[:3])) > _MOST_M or max(map(abs, numbers[3:6])) > _MOST_S or abs(numbers[6]) > _MOST_PPM:
        what = "the shift is larger than any between these datums; a number may be in another unit or place."
        raise InputError(what, where=where, how=_HOW)
    if not source.strip():
        how = "Name their source: shift_source, --shift-source."
        raise InputError("the shift does not say whose parameters these are.", where=where, how=how)
    return UserShift(numbers, source.strip(), "coordinate_frame" if form == "coordinate_frame" else "position_vector")


def old_datum(declared: str) -> str:
    """Return "Xian 1980", "Beijing 1954" or "New Beijing" when a CRS (code, WKT or a name) is on that datum, else ""."""
    key = re.sub(r"[\s_]", "", declared.casefold())
    for words, name in _NAMES:
        if re.search(words, key[:60]):
            return name
    try:
        found = pyproj.CRS.from_user_input(declared)
    except pyproj.exceptions.CRSError:
        return ""
    return _of(found)


_NAMES = ((r"xi'?an(19)?80|西安(19)?80", "Xian 1980"), (r"beijing(19)?54|北京(19)?54", "Beijing 1954"))


def old_crs(declared: str) -> pyproj.CRS:
    """Return the CRS that a code, WKT or name of an old datum means; the datum's name alone is its degrees.

    Raises
    ------
    InputError
        If it is not on an old datum.
    """
    name = old_datum(declared)
    if not name:
        raise InputError(f"{declared[:60]!r} is not on Xi'an 1980 or Beijing 1954; a shift has no place there.", how="Take the shift away.")
    try:
        return pyproj.CRS.from_user_input(declared)
    except pyproj.exceptions.CRSError:
        return pyproj.CRS.from_epsg({"Xian 1980": 4610, "Beijing 1954": 4214, "New Beijing": 4555}[name])


def _of(found: pyproj.CRS) -> str:
    base = found.geodetic_crs
    name = re.sub(r"[\s_']", "", (base.name if base is not None else found.name).casefold())
    return "Xian 1980" if "xian" in name else "New Beijing" if "newbeijing" in name else "Beijing 1954" if "beijing" in name else ""


@lru_cache(maxsize=32)
def _steps(declared: str, numbers: tuple[float, ...], convention: Convention) -> tuple[pyproj.Transformer, pyproj.Transformer]:
    """Return the way to degrees on the old datum, and across to CGCS2000."""
    found = old_crs(declared)
    base = found.geodetic_crs
    assert base is not None
    ellipsoid = base.ellipsoid
    assert ellipsoid is not None
    x, y, z, rx, ry, rz, ppm = numbers
    across = (f"+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad "
              f"+step +proj=cart +a={ellipsoid.semi_major_metre!r} +rf={ellipsoid.inverse_flattening!r} "
              f"+step +proj=helmert +x={x!r} +y={y!r} +z={z!r} +rx={rx!r} +ry={ry!r} +rz={rz!r} +s={ppm!r} +convention={convention} "
              "+step +inv +proj=cart +a=6378137 +rf=298.257222101 +step +proj=unitconvert +xy_in=rad +xy_out=deg")
    return pyproj.Transformer.from_crs(found, base, always_xy=True), pyproj.Transformer.from_pipeline(across)
