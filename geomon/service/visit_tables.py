"""Visits from a GeoPackage with forms, as QField gives it back: rows that differ from what they were when the pack was made -> edits.

Each row carries the fields that it left the office with (`base`), so that a row says only what was changed in it: the third side of the
merge. The file is a stranger's database: it is read from a copy, without its triggers, views and functions, under limits of size and time.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import shutil
import sqlite3
import struct
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from geomon.errors import InputError, TooLarge, UnreadableFile, UnsafeFile
from geomon.service.photos import HOME, MOST_BYTES, judge_jpeg
from geomon.service.visit_files import NOTE, VISITS, WORDS, Handed, fields_of, person_of, text_of, time_of, uuid_of
from geomon.visits import PHOTO, Edit

MAGIC = b"SQLite format 3\0"
SECONDS = 10.0
COLUMNS = ("fid", "visit", "site_id", "finding", "note", "who", "editor", "day", "photo", "changed", "base", "geom")
_ROWS = f"SELECT {', '.join(COLUMNS)} FROM visits ORDER BY fid LIMIT {VISITS + 1}"  # noqa: S608 - the names are this module's own
_PACK = "SELECT key, value FROM geomon_pack LIMIT 20"


def is_database(path: Path) -> bool:
    """Return whether a file begins as a GeoPackage does."""
    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def read_table(path: Path, max_mb: float) -> Handed:
    """Return what was entered into a GeoPackage that `geomon pack` made; photos are read from beside it.

    Raises
    ------
    UnreadableFile, TooLarge, UnsafeFile, InputError
        If it is no such file, or any row is not as it must be.
    """
    if path.stat().st_size > max_mb * 1e6:
        raise TooLarge(f"it has {path.stat().st_size / 1e6:.0f} MB; {max_mb:g} MB are taken.", where=path.name, how="Raise max_file_mb.")
    try:
        with _copy(path) as raw:
            pack, rows = dict(raw.execute(_PACK).fetchall()), raw.execute(_ROWS).fetchall()
    except sqlite3.Error as error:
        how = "Make one with: geomon pack --out FILE.gpkg"
        raise UnreadableFile(f"this is no GeoPackage of visits ({error}).", where=path.name, how=how) from error
    if len(rows) > VISITS:
        raise TooLarge(f"it has more than {VISITS} visits.", where=path.name, how="Make a pack for fewer sites.")
    photos: dict[str, bytes] = {}
    try:
        made = time_of(pack.get("made"), "the pack's time")
        edits = [edit for row in rows if (edit := _edit(dict(zip(COLUMNS, row, strict=True)), pack, path, photos)) is not None]
    except (InputError, TooLarge, UnsafeFile) as error:
        raise type(error)(error.what, where=path.name, how=error.how or "Correct it in QField or QGIS.") from error
    return Handed(tuple(edits), photos, str(pack.get("workspace", "")), made)


@contextlib.contextmanager
def _copy(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy in which nothing of the file's own can run; what lies in its journal beside it is part of it."""
    with tempfile.TemporaryDirectory(prefix="geomon-visits-") as folder:
        there = Path(folder) / "visits.gpkg"
        shutil.copyfile(path, there)
        journal = path.with_name(f"{path.name}-wal")
        if journal.is_file() and journal.stat().st_size <= 2 * path.stat().st_size + 50_000_000:
            shutil.copyfile(journal, there.with_name("visits.gpkg-wal"))
        end = time.monotonic() + SECONDS
        with contextlib.closing(sqlite3.connect(there)) as raw:
            raw.execute("PRAGMA trusted_schema=OFF")
            raw.execute("PRAGMA cell_size_check=ON")
            raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 5_000_000)
            raw.set_progress_handler(lambda: time.monotonic() > end, 10_000)
            tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if not {"visits", "geomon_pack"} <= tables:
                raise UnreadableFile("it holds no visits of a pack.", where=path.name, how="Make one with: geomon pack --out FILE.gpkg")
            raw.set_authorizer(_only_reading)
            yield raw


def _only_reading(action: int, *_: Any) -> int:
    return sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) else sqlite3.SQLITE_DENY


def _edit(row: Mapping[str, Any], pack: Mapping[str, Any], path: Path, photos: dict[str, bytes]) -> Edit | None:
    """Return what a row says; None where nobody touched it since the pack was made."""
    fid, pack_id = row["fid"], text_of(str(pack.get("id", "")), "the id of the pack", WORDS)
    base = _base(row["base"], fid)
    fields, was = _fields(row, fid, base, path, photos), {"note": ""} | base["fields"]
    if base["changed"] and row["changed"] == base["changed"] and all(was.get(name) == value for name, value in fields.items()):
        return None
    noon = f"{str(row['day'])[:10]}T12:00:00" if row["day"] else ""
    at = _moment(row["changed"] or noon, f"the time of row {fid}")
    day = _day(row["day"], fid) or at.date()
    site = text_of(row["site_id"], f"the site of row {fid}", WORDS, least=1)
    who = person_of(row["editor"] or row["who"] or "")
    # A row that was made without its form has no id: the same row must get the same one each time.
    given = str(row["visit"] or "").strip("{}")
    visit = uuid_of(given, f"the id of row {fid}") if given else _named(pack_id, fid, day, who)
    name = _named(visit, who, at.isoformat(), json.dumps(fields, sort_keys=True, ensure_ascii=False))
    version = int(pack.get("version") or 0)
    return Edit(visit, name, site, day, at, who, fields_of(fields), tuple(base["seen"]), pack_id, version, was)


def _fields(row: Mapping[str, Any], fid: Any, base: Mapping[str, Any], path: Path, photos: dict[str, bytes]) -> dict[str, Any]:
    fields: dict[str, Any] = {"note": text_of(row["note"] if row["note"] is not None else "", f"the note of row {fid}", NOTE)}
    if row["finding"]:
        fields["finding"] = row["finding"]
    if row["geom"] is not None:
        lon, lat = _point(row["geom"], fid)
        fields["position"] = {"lon": lon, "lat": lat, "accuracy_m": None, "how": "device"}
        old = base["fields"].get("position")
        if isinstance(old, dict) and abs(old.get("lon", 999) - lon) < 1e-7 and abs(old.get("lat", 999) - lat) < 1e-7:
            fields["position"] = old  # where it was: a table's point does not carry its accuracy
    if row["photo"]:
        data = _photo(str(row["photo"]), path, fid)
        sha256 = hashlib.sha256(data).hexdigest()
        photos[sha256] = data
        fields[PHOTO + sha256] = True
    return fields


def _base(text: Any, fid: Any) -> dict[str, Any]:
    if not text:
        return {"fields": {}, "seen": [], "changed": ""}
    try:
        raw = json.loads(text)
        fields, seen = raw["fields"], [uuid_of(name, "an edit that was seen") for name in raw["seen"][:200]]
        if not isinstance(fields, dict):
            raise ValueError("no fields")
    except (ValueError, KeyError, TypeError, RecursionError, InputError) as error:
        raise InputError(f"the hidden column base of row {fid} was changed.", how="Make the pack anew.") from error
    return {"fields": fields, "seen": seen, "changed": str(raw.get("changed", ""))}


def _photo(name: str, path: Path, fid: Any) -> bytes:
    """Return the bytes of a photo beside the file; a path that leads elsewhere is refused."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    here = path.parent.resolve()
    away = PureWindowsPath(name).drive or PurePosixPath(name).is_absolute() or ".." in parts or "\0" in name
    there = here if away else here.joinpath(*parts).resolve()
    if away or not there.is_relative_to(here):
        how = "Copy the photos beside it, as QField packs them."
        raise UnsafeFile(f"the photo of row {fid} is outside the folder of this file.", how=how)
    if not there.is_file():
        raise InputError(f"the photo of row {fid} ({name[:60]!r}) is not beside the file.", how="Copy the folder of photos with it.")
    if there.stat().st_size > MOST_BYTES:
        raise TooLarge(f"the photo of row {fid} has {there.stat().st_size / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} MB are taken.")
    data = there.read_bytes()
    judge_jpeg(data, f"the photo of row {fid}")
    return data


def _point(blob: Any, fid: Any) -> tuple[float, float]:
    """Return longitude and latitude of a GeoPackage point (OGC 12-128r18, 2.1.3)."""
    try:
        if blob[:2] != b"GP":
            raise ValueError("no GeoPackage geometry")
        start = 8 + (0, 32, 48, 48, 64)[(blob[3] >> 1) & 7]
        order = "<" if blob[start] == 1 else ">"
        kind, lon, lat = struct.unpack_from(f"{order}Idd", blob, start + 1)
        if kind % 1000 != 1 and kind & 0xFF != 1:
            raise ValueError("no point")
    except (ValueError, TypeError, IndexError, struct.error) as error:
        raise InputError(f"the place of row {fid} is no point.") from error
    return float(lon), float(lat)


def _day(value: Any, fid: Any) -> dt.date | None:
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError as error:
        raise InputError(f"the day of row {fid} is {str(value)[:20]!r}.") from error


def _moment(value: Any, what: str) -> dt.datetime:
    """Return a time; GeoPackage knows UTC with Z, and forms write the phone's time without a word, which is then China's."""
    try:
        at = dt.datetime.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{what} is {str(value)[:30]!r}.") from error
    return at if at.utcoffset() is not None else at.replace(tzinfo=HOME)


def _named(*parts: object) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_OID, "\n".join(map(str, parts))))
