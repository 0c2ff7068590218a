"""Files of visits as phones send them back -> edits and photos, checked whole before anything is kept.

Form `geomon-visits`, version 1 (`docs/contract.md`): one JSON object with the pack, the visits with their edits, and the photos as base64
by their SHA-256. What is not understood is refused with one sentence: a phone that is ahead of this office must not lose a field.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from geomon.errors import GeomonError, InputError, TooLarge, UnreadableFile
from geomon.service.photos import MOST_BYTES, judge_jpeg
from geomon.visits import CHECK, FINDINGS, PHOTO, Edit

FORMAT, VERSION = "geomon-visits", 1
VISITS, EDITS, PHOTOS, SEEN = 2_000, 500, 2_000, 200
"""The most visits of a file, edits of a visit, photos of a file, edits that an edit has seen."""
NOTE, NAME, WORDS = 4_000, 60, 400
"""The most characters of a note, of a person's name, and of a step's words or an id."""
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ANEW = "Ask the sender to send it again from the pack."


@dataclasses.dataclass(frozen=True, slots=True)
class Handed:
    """What one file hands in; photos by SHA-256, `workspace` names the register that its pack was made from ("" where it does not say)."""

    edits: tuple[Edit, ...]
    photos: Mapping[str, bytes]
    workspace: str = ""
    made: dt.datetime | None = None


def read_visits(path: Path, max_mb: float, has_photo: Callable[[str], bool]) -> Handed:
    """Return what a phone's file hands in.

    Parameters
    ----------
    has_photo : whether a photo of that SHA-256 is in the workspace already, so that a file need not bring it again.

    Raises
    ------
    UnreadableFile, TooLarge, InputError
        If it is no such file, or any of it is not as it must be; the sentence names the visit.
    """
    raw = _object(_parsed(_bytes(path, max_mb), path), "the file", path)
    if raw.get("format") != FORMAT:
        raise UnreadableFile("this is no file of visits.", where=path.name, how=_ANEW)
    if raw.get("version") != VERSION:
        raise UnreadableFile(f"these visits have the form {raw.get('version')!r}; this geomon knows {VERSION}.", where=path.name,
                             how="Update geomon, or make the pack anew.")
    try:
        visits, pack = _list(raw.get("visits"), VISITS, "visits"), _object(raw.get("pack", {}), "pack", path)
        edits = tuple(edit for visit in visits for edit in _edits(_object(visit, "a visit", path), path))
        photos = _photos(_object(raw.get("photos", {}), "photos", path))
        named = {name.removeprefix(PHOTO) for edit in edits for name, there in edit.fields.items() if name.startswith(PHOTO) and there}
        if missing := sorted(one for one in named if one not in photos and not has_photo(one)):
            raise InputError(f"the photo {missing[0][:12]}… is named but not in the file.", how=_ANEW)
        made = time_of(pack["made"], "the pack's time") if "made" in pack else None
        return Handed(edits, {k: v for k, v in photos.items() if k in named}, text_of(pack.get("workspace", ""), "workspace", WORDS), made)
    except GeomonError as error:
        if error.where:
            raise
        raise type(error)(error.what, where=path.name, how=error.how or _ANEW) from error


def fields_of(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an edit, each checked by its rule; texts lose signs that no keyboard types.

    Raises
    ------
    InputError
        If a field is not known or its value is none of its own.
    """
    clean = {text_of(name, "a field's name", WORDS): value for name, value in raw.items()}
    return {name: _value(name, value) for name, value in clean.items()}


def time_of(value: object, what: str) -> dt.datetime:
    """Return a time that says its offset from UTC, between 2000 and 2100."""
    try:
        at = dt.datetime.fromisoformat(str(value))
        if at.utcoffset() is not None and 2000 <= at.year < 2100:
            return at
    except (ValueError, OverflowError):
        pass
    raise InputError(f"{what} is {_short(value)}, which is no time with its offset.")


def text_of(value: object, what: str, most: int, *, least: int = 0) -> str:
    """Return a text without control and direction signs, at most so many characters long."""
    if not isinstance(value, str):
        raise InputError(f"{what} is {_short(value)}, which is no text.")
    clean = _ODD.sub(" ", value.replace("\r\n", "\n")).strip()
    if not least <= len(clean) <= most:
        raise InputError(f"{what} has {len(clean)} characters; {least} to {most} are taken.")
    return clean


def person_of(value: object) -> str:
    """Return who said it; nobody can speak as a document."""
    name = " ".join(text_of(value, "the name of who visited", NAME, least=1).split())
    return f"{name} (person)" if name == "document" else name


def uuid_of(value: object, what: str) -> str:
    """Return a uuid in small letters."""
    if isinstance(value, str) and _UUID.fullmatch(value.lower()):
        return value.lower()
    raise InputError(f"{what} is {_short(value)}, which is no uuid.")


def _bytes(path: Path, max_mb: float) -> bytes:
    try:
        size = path.stat().st_size
        if size > max_mb * 1e6:
            raise TooLarge(f"it has {size / 1e6:.0f} MB; {max_mb:g} MB are taken.", where=path.name,
                           how="Send fewer visits at a time, or raise max_file_mb.")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile("the file cannot be read.", where=path.name, how=f"Check the path ({error.strerror}).") from error


def _parsed(data: bytes, path: Path) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(f"{word} is no number")

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            raise ValueError("a name occurs twice")
        return made
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise UnreadableFile("it is no whole JSON file; it may have been cut on its way.", where=path.name, how=_ANEW) from error


def _edits(raw: Mapping[str, Any], path: Path) -> list[Edit]:
    visit = uuid_of(raw.get("visit"), "the id of a visit")
    site = text_of(raw.get("site"), f"the site of visit {visit[:8]}", WORDS, least=1)
    try:
        day = dt.date.fromisoformat(str(raw.get("day")))
    except ValueError as error:
        raise InputError(f"the day of visit {visit[:8]} is {_short(raw.get('day'))}.") from error
    pack, base = text_of(raw.get("pack", ""), "the id of a pack", WORDS), raw.get("base", 0)
    if not _whole(base):
        raise InputError(f"the base version of visit {visit[:8]} is {_short(base)}.")
    made = []
    for one in _list(raw.get("edits"), EDITS, f"edits of visit {visit[:8]}"):
        edit = _object(one, "an edit", path)
        seen = tuple(uuid_of(name, "an edit that was seen") for name in _list(edit.get("seen", []), SEEN, "edits seen"))
        at, fields = time_of(edit.get("at"), f"the time in {visit[:8]}"), fields_of(_object(edit.get("fields"), "fields", path))
        name, by = uuid_of(edit.get("edit"), "the id of an edit"), person_of(edit.get("by"))
        made.append(Edit(visit, name, site, day, at, by, fields, seen, pack, base))
    return made


def _value(name: str, value: Any) -> Any:
    if name == "finding":
        if value not in FINDINGS:
            raise InputError(f"the finding is {_short(value)}; known are {', '.join(FINDINGS)}.")
        return value
    if name == "note":
        return text_of(value, "the note", NOTE)
    if name == "position":
        return None if value is None else _position(value)
    if name == "withdrawn" or (name.startswith(PHOTO) and _SHA256.fullmatch(name.removeprefix(PHOTO))):
        if not isinstance(value, bool):
            raise InputError(f"{name[:20]} is {_short(value)}; it is true or false.")
        return value
    if name.startswith(CHECK):
        return None if value is None else _check(value)
    raise InputError(f"the field {_short(name)} is not known.", how="Update geomon: the pack is newer than this office.")


def _check(value: Any) -> dict[str, str]:
    if isinstance(value, dict) and value.keys() == {"is", "text"} and value["is"] in ("met", "unmet"):
        return {"is": value["is"], "text": text_of(value["text"], "a step", WORDS)}
    raise InputError(f"a step is {_short(value)}; it is met, unmet or null.")


def _position(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() - {"lon", "lat", "accuracy_m", "how"} or value.get("how") not in ("device", "map"):
        raise InputError(f"the position is {_short(value)}.")
    lon, lat, accuracy = (value.get(name) for name in ("lon", "lat", "accuracy_m"))
    if not (_number(lon, 180) and _number(lat, 90) and (accuracy is None or (_number(accuracy, 1e8) and float(accuracy) >= 0))):
        raise InputError(f"the position is {_short(value)}; longitude and latitude are degrees.")
    known = None if accuracy is None else float(accuracy)
    return {"lon": float(str(lon)), "lat": float(str(lat)), "accuracy_m": known, "how": value["how"]}


def _photos(raw: Mapping[str, Any]) -> dict[str, bytes]:
    if len(raw) > PHOTOS:
        raise TooLarge(f"it has {len(raw)} photos; {PHOTOS} are taken.")
    made = {}
    for name, text in raw.items():
        if not _SHA256.fullmatch(name) or not isinstance(text, str) or len(text) > MOST_BYTES * 4 / 3 + 4:
            raise InputError(f"the photo {_short(name)} is no text of base64 under {MOST_BYTES / 1e6:.0f} MB.")
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as error:
            raise InputError(f"the photo {name[:12]}… was damaged on its way.") from error
        if hashlib.sha256(data).hexdigest() != name:
            raise InputError(f"the photo {name[:12]}… is not what its name says: it was damaged or changed on its way.")
        judge_jpeg(data, f"the photo {name[:12]}…")
        made[name] = data
    return made


def _object(value: Any, what: str, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UnreadableFile(f"{what} is {_short(value)}.", where=path.name, how=_ANEW)
    return value


def _list(value: Any, most: int, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise InputError(f"{what}: {_short(value)} is no list.")
    if len(value) > most:
        raise TooLarge(f"it has {len(value)} {what}; {most} are taken.", how="Send fewer at a time.")
    return value


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _number(value: Any, most: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and abs(value) <= most


def _short(value: object) -> str:
    text = ascii(value) if isinstance(value, str) and _ODD.search(value) else repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
