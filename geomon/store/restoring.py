"""A register put back from a copy: the copy is verified before anything is touched, and the present register is kept beside, never lost.

Nothing happens between the two: the new file takes the old one's name in one step, so that a process that opens the register at any moment
finds one of them whole.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, update

from geomon.errors import GeomonError, InputError, UnreadableFile
from geomon.settings import Server
from geomon.store import schema
from geomon.store.audit import Verdict, verify_register, walk
from geomon.store.copying import copy_register, copy_rows, counts_of
from geomon.store.dialects import Place, Postgres, Sqlite, in_use, reading
from geomon.store.faults import told_plainly
from geomon.store.layouts import bring_forward, layout_of
from geomon.store.names import beside, free_schema
from geomon.store.writing import CONTENT

_EVENTS = "SELECT seq, recorded, actor, kind, subject, hash FROM events ORDER BY seq"
UNKNOWN_STEP = 1000
"""Added to the copy's version where the present register's cannot be read: browsers keep what they were told of each version for a day."""


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """An event of the register that was replaced which the copy does not hold: its number, when it was written (UTC), what it was."""

    seq: int
    recorded: str
    actor: str
    kind: str
    subject: str


@dataclasses.dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes
    ----------
    events, head : of the register as it is now; those of the copy.
    documents, sites : how many the register now holds.
    kept : where the register is that was here before; None where there was none.
    lost : its events that the copy does not hold, oldest first.
    parted : number of the first event in which both differ, where the copy is not simply an earlier state; None where it is.
    unread : whether the old register could not be read, so that nobody knows what was newer in it.
    """

    events: int
    head: str
    documents: int
    sites: int
    kept: Place | None
    lost: tuple[Lost, ...] = ()
    parted: int | None = None
    unread: bool = False


def check_copy(copy: Path) -> Verdict:
    """Return the verdict on a copy that is whole: pages, references, tables and chain.

    Raises
    ------
    UnreadableFile
        If it is no register, has a layout that this geomon does not know, or is not whole.
    """
    verdict = verify_register(copy)
    with reading(copy) as connection:
        layout_of(connection, copy)
        fault = verdict.fault
        if not fault and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
            fault = "there are rows that speak of others which are missing."
    if fault:
        raise UnreadableFile(f"this copy is not whole and was not restored: {fault}", where=copy, how="Take an older copy.")
    return verdict


def restore(place: Place, copy: Path, now: dt.datetime) -> Restored:
    """Put `copy` in the place of the register, which is kept beside under a name with its time.

    Parameters
    ----------
    now : the time for that name.

    Raises
    ------
    UnreadableFile
        If the copy is no register or is not whole; see `check_copy`.
    InputError
        If the copy is the register itself.
    Busy
        If another process has the register open.
    GeomonError
        If it cannot be written. In each case the register is as it was.
    """
    return _restore_on_server(place, copy, now) if isinstance(place, Server) else _restore_file(place, copy, now)


def _restore_on_server(place: Server, copy: Path, now: dt.datetime) -> Restored:
    """Restore in one transaction: the present schema gets another name, a new one is filled and walked."""
    verdict, store = check_copy(copy), Postgres(place)
    engine = store.engine(alone=True)
    try:
        with told_plainly(place), engine.connect().execution_options(**store.writing) as target, target.begin():
            if not target.exec_driver_sql("SELECT pg_try_advisory_xact_lock(%s)", (store.key("open"),)).scalar():
                raise in_use(place)
            store.hold(target)
            kept: Server | None = None
            lost: tuple[Lost, ...] = ()
            parted, version = None, 0
            if store.is_register(target):
                with reading(copy) as source:
                    lost, parted = _newer(target.exec_driver_sql(_EVENTS), _hashes(source))
                version = int(target.scalar(_value("version")) or 0)
                kept = dataclasses.replace(place, schema=free_schema(target, f"{place.schema}_before_restore", now))
                target.exec_driver_sql(f"ALTER SCHEMA {place.schema} RENAME TO {kept.schema}")
            store.make(target)
            with reading(copy) as source:
                copy_rows(source, target)
                counts = _same_counts(source, target, copy)
            bring_forward(target, place, copied=True)
            _beyond(target, version)
            if walk(target, verdict.head) != verdict:
                raise GeomonError("the restored register is not the copy.", where=str(place), how="Check the disk; nothing was changed.")
    finally:
        engine.dispose()
    return Restored(verdict.events, verdict.head, counts["documents"], counts["sites"], kept, lost, parted)


def _restore_file(path: Path, copy: Path, now: dt.datetime) -> Restored:
    if path.exists() and copy.exists() and path.samefile(copy):
        raise InputError("this is the register itself.", where=copy, how="Name a copy that geomon backup wrote.")
    verdict = check_copy(copy)
    fresh = path.with_name(f".{path.name}.restored")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        counts = _write_beside(copy, fresh)
        with _alone(path) as old:
            lost, parted, version = _newer_in(old, fresh) if old else ((), None, None if path.exists() else 0)
            _finish(fresh, verdict, version)
            kept = _keep(path, now)
            if old and os.name == "nt":  # there no open file can be replaced
                old.close()
            fresh.replace(path)
        _sync_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise GeomonError("the register cannot be restored here.", where=path,
                          how=f"Give your account the right to write in this folder, or free some space ({error}).") from error
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            fresh.with_name(f"{fresh.name}{end}").unlink(missing_ok=True)
    return Restored(verdict.events, verdict.head, counts["documents"], counts["sites"], kept, lost, parted,
                    unread=kept is not None and version is None)


def _write_beside(copy: Path, fresh: Path) -> dict[str, int]:
    """Write the copy's pages to a new file and return the number of rows of each table, the same in both."""
    copy_register(copy, fresh)
    with reading(copy) as source, reading(fresh) as target:
        return _same_counts(source, target, copy)


def _same_counts(source: Connection, target: Connection, copy: Path) -> dict[str, int]:
    counts, again = counts_of(source), counts_of(target)
    if counts != again:
        raise GeomonError("the copy was changed while it was read.", where=copy, how="Wait until its writing is done, then try again.")
    return counts


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[sqlite3.Connection | None]:
    """Hold the register so that no other process can open it, its log written into it; None where there is none or it cannot be read.

    SQLite lets the log (WAL) go only while nobody else has the file open, idle or not, so that this also finds an app that only shows.
    """
    if not path.is_file():
        yield None
        return
    with contextlib.closing(sqlite3.connect(path, timeout=0.5, isolation_level=None)) as raw:
        try:
            raw.execute("PRAGMA journal_mode=DELETE")
            raw.execute("BEGIN EXCLUSIVE")
            healthy = raw.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
        except sqlite3.DatabaseError as error:
            code = error.sqlite_errorcode & 0xFF
            if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise in_use(path) from error
            if code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            healthy = False
        yield raw if healthy else None


def _newer_in(old: sqlite3.Connection, fresh: Path) -> tuple[tuple[Lost, ...], int | None, int]:
    """Return `_newer` and the old register's version."""
    with reading(fresh) as new:
        lost, parted = _newer(old.execute(_EVENTS), _hashes(new))
    return lost, parted, int(old.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])


def _newer(old: Iterable[Sequence[Any]], hashes: Mapping[int, str]) -> tuple[tuple[Lost, ...], int | None]:
    """Return the events of the old register that the new one has not, and the first in which both differ.

    Parameters
    ----------
    old : rows of the columns in `_EVENTS`, in their order.
    hashes : of the new one's events, by their number.
    """
    lost = tuple(Lost(*row[:5]) for row in old if hashes.get(row[0]) != row[5])
    return lost, lost[0].seq if lost and lost[0].seq in hashes else None


def _hashes(connection: Connection) -> dict[int, str]:
    return {row.seq: row.hash for row in connection.execute(select(schema.events.c.seq, schema.events.c.hash))}


def _value(key: str) -> Any:
    return select(schema.meta.c.value).where(schema.meta.c.key == key)


def _beyond(connection: Connection, version: int | None) -> None:
    """Give a restored register a version that nobody has seen, also as that of its documents and places.

    Parameters
    ----------
    version : of the register that it replaces; None where that cannot be read.
    """
    own = int(connection.scalar(_value("version")) or 0)
    beyond = own + UNKNOWN_STEP if version is None else max(own, version) + 1
    connection.execute(update(schema.meta).where(schema.meta.c.key.in_(["version", CONTENT])).values(value=str(beyond)))


def _finish(fresh: Path, verdict: Verdict, version: int | None) -> None:
    """Give the new file its version and the present layout, walk its events once more, and bring it to the disk; see `_beyond`."""
    store = Sqlite(fresh)
    engine = store.engine()
    try:
        with engine.connect().execution_options(**store.writing) as connection, connection.begin():
            store.guard(connection)  # a copy without them would let events be changed unseen by the program
            bring_forward(connection, fresh, copied=True)
            _beyond(connection, version)
    finally:
        engine.dispose()
    with contextlib.closing(sqlite3.connect(fresh)) as raw:
        raw.execute("PRAGMA journal_mode=DELETE")  # one file, no log beside it
    again = verify_register(fresh, verdict.head)
    if again != verdict:
        raise GeomonError("the restored register is not the copy.", where=fresh, how="Check the disk; nothing was changed.")
    with fresh.open("rb+") as file:
        os.fsync(file.fileno())


def _keep(path: Path, now: dt.datetime) -> Path | None:
    """Give the present register a second name with the time, and its log too where it could not be written into it."""
    if not path.exists():
        return None
    kept = beside(path, "before-restore", now)
    try:
        os.link(path, kept)  # no moment without a register under its own name
    except OSError:          # a file system without links
        shutil.copyfile(path, kept)
    with kept.open("rb+") as file:
        os.fsync(file.fileno())
    for end in ("-wal", "-journal"):  # beside another file SQLite could take it for that one's
        if (log := path.with_name(path.name + end)).exists():
            log.replace(kept.with_name(kept.name + end))
    path.with_name(f"{path.name}-shm").unlink(missing_ok=True)
    return kept


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk too; Windows has no such call."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
