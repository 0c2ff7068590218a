"""Photos of visits: whether a file is a photo, what it says of place and time, where it is kept."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import math
import os
import struct
import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from geomon.errors import GeomonError, InputError, TooLarge

MOST_BYTES, MOST_PIXELS = 15_000_000, 60_000_000
"""Larger photos are refused; a phone's full-size photo is under both."""
HOME = dt.timezone(dt.timedelta(hours=8))
"""A camera that does not say its offset is taken to run on China Standard Time."""
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_BAD_EXIF = (ValueError, TypeError, LookupError, OSError, SyntaxError, AttributeError, ArithmeticError, struct.error)


@dataclasses.dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo's EXIF says; None where it says nothing. Degrees as the camera's receiver gave them (WGS-84), `direction` from north."""

    taken: dt.datetime | None = None
    lon: float | None = None
    lat: float | None = None
    direction: float | None = None

    @property
    def bare(self) -> bool:
        """Whether it says neither when nor where."""
        return self.taken is None and self.lon is None


def judge_jpeg(data: bytes, where: str) -> None:
    """Raise unless `data` is a JPEG picture, by its first bytes and by its header; the pixels are not unpacked.

    Raises
    ------
    InputError, TooLarge
        Naming `where`.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge(f"{where} has {len(data) / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} MB are taken.")
    if not data.startswith(b"\xff\xd8\xff"):
        raise InputError(f"{where} is no JPEG picture.")
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            wide, high = picture.size
    except (*_BAD_EXIF, Image.DecompressionBombError) as error:
        raise InputError(f"{where} is no whole JPEG picture.") from error
    if wide * high > MOST_PIXELS:
        raise TooLarge(f"{where} is {wide} x {high}; {MOST_PIXELS // 1_000_000} megapixels are taken.")


def facts_of(data: bytes) -> PhotoFacts:
    """Return what a JPEG's EXIF says; nothing of it is trusted to be well formed."""
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            exif = picture.getexif()
            own, gps = exif.get_ifd(_EXIF_IFD), exif.get_ifd(_GPS_IFD)
    except (*_BAD_EXIF, Image.DecompressionBombError):
        return PhotoFacts()
    lon, lat = _degrees(gps, 4, 3, "W", 180.0), _degrees(gps, 2, 1, "S", 90.0)
    if lon is None or lat is None or (lon == 0 and lat == 0):
        lon = lat = None
    direction = _number(gps.get(17))
    return PhotoFacts(_time(own), lon, lat, direction if direction is not None and 0 <= direction <= 360 else None)


def small_copy(data: bytes, side: int) -> bytes:
    """Return a JPEG at most `side` pixels long, upright, with nothing of its EXIF; b"" where it cannot be unpacked."""
    try:
        with _quiet(), Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
            picture.draft("RGB", (side, side))                # the decoder skips what is not needed
            upright = ImageOps.exif_transpose(picture).convert("RGB")
            upright.thumbnail((side, side))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=80)
    except (*_BAD_EXIF, Image.DecompressionBombError):
        return b""
    return out.getvalue()


def photo_path(folder: Path, sha256: str) -> Path:
    """Return where a photo is kept: its name is its content."""
    return folder / f"{sha256}.jpg"


def keep_photo(folder: Path, sha256: str, data: bytes) -> bool:
    """Write a photo unless it is there; return whether it was written.

    Raises
    ------
    GeomonError
        If it cannot be written.
    """
    path = photo_path(folder, sha256)
    if path.exists():
        return False
    beside = path.with_name(f".{sha256}.{os.getpid()}.new")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise GeomonError("a photo cannot be kept.", where=path, how=f"Make room or give the right to write ({error.strerror}).") from error
    return True


def _quiet() -> warnings.catch_warnings[None]:
    """Take warnings of the picture library for what they are: a picture that is not well formed says less."""
    return warnings.catch_warnings(action="ignore")


def _time(own: dict[int, Any]) -> dt.datetime | None:
    try:
        at = dt.datetime.strptime(str(own.get(_TAKEN, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=HOME)
        sign, hours, minutes = (offset := str(own.get(_OFFSET, "")).strip("\0 "))[:1], offset[1:3], offset[4:6]
        if sign in ("+", "-") and hours.isdigit() and minutes.isdigit():
            away = dt.timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
            at = at.replace(tzinfo=dt.timezone(away))
    except (ValueError, OverflowError):
        return None
    return at if 1990 <= at.year < 2100 else None


def _degrees(gps: dict[int, Any], value: int, mark: int, negative: str, most: float) -> float | None:
    parts = gps.get(value)
    if not isinstance(parts, tuple | list) or len(parts) != 3:
        return None
    numbers = [_number(part) for part in parts]
    if any(n is None for n in numbers):
        return None
    whole, minutes, seconds = (float(n or 0) for n in numbers)
    found = whole + minutes / 60 + seconds / 3600
    if not 0 <= found <= most:
        return None
    return -found if str(gps.get(mark, "")).strip("\0 ").upper() == negative else found


def _number(value: Any) -> float | None:
    try:
        number = float(value)
    except _BAD_EXIF:
        return None
    return number if math.isfinite(number) else None
