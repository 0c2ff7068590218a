"""A register put back from a copy: the copy is verified before anything is touched, and the present register is kept beside, never lost.

Nothing happens between the two: the new file takes the old one's name in one step, so that a process that opens the register at any moment
finds one of them whole.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import itertools
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from geomon.errors import Busy, GeomonError, InputError, UnreadableFile
from geomon.store import schema
from geomon.store.audit import Verdict, reading, verify_register

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
    kept : the register that was here before, under its new name; None where there was none.
    lost : its events that the copy does not hold, oldest first.
    parted : number of the first event in which both differ, where the copy is not simply an earlier state; None where it is.
    unread : whether the old register could not be read, so that nobody knows what was newer in it.
    """

    events: int
    head: str
    documents: int
    sites: int
    kept: Path | None
    lost: tuple[Lost, ...] = ()
    parted: int | None = None
    unread: bool = False


def check_copy(copy: Path) -> Verdict:
    """Return the verdict on a copy that is whole: pages, references, tables and chain.

    Raises
    ------
    UnreadableFile
        If it is no register, has another layout, or is not whole.
    """
    verdict = verify_register(copy)
    with reading(copy) as raw:
        layout = raw.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
        if not layout or layout[0] != str(schema.SCHEMA_VERSION):
            found = layout and layout[0]
            raise UnreadableFile(f"this register has the layout {found}; this geomon knows {schema.SCHEMA_VERSION}.", where=copy,
                                 how="Open it with the geomon that wrote it, or build a new one.")
        fault = verdict.fault
        if not fault and raw.execute("PRAGMA foreign_key_check").fetchone():
            fault = "there are rows that speak of others which are missing."
    if fault:
        raise UnreadableFile(f"this copy is not whole and was not restored: {fault}", where=copy, how="Take an older copy.")
    return verdict


def restore(path: Path, copy: Path, now: dt.datetime) -> Restored:
    """Put `copy` in the place of the register at `path`, which is kept beside under a name with its time.

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
        If the folder cannot be written. In each case the register is as it was.
    """
    if path.exists() and copy.exists() and path.samefile(copy):
        raise InputError("this is the register itself.", where=copy, how="Name a copy that geomon backup wrote.")
    verdict = check_copy(copy)
    beside = path.with_name(f".{path.name}.restored")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        counts = _write_beside(copy, beside)
        with _alone(path) as old:
            lost, parted, version = _newer(old, beside) if old else ((), None, None if path.exists() else 0)
            _finish(beside, verdict, version)
            kept = _keep(path, now)
            if old and os.name == "nt":  # there no open file can be replaced
                old.close()
            beside.replace(path)
        _sync_folder(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise GeomonError("the register cannot be restored here.", where=path,
                          how=f"Give your account the right to write in this folder, or free some space ({error}).") from error
    finally:
        for name in (beside, beside.with_name(f"{beside.name}-journal")):
            name.unlink(missing_ok=True)
    return Restored(verdict.events, verdict.head, counts["documents"], counts["sites"], kept, lost, parted,
                    unread=kept is not None and version is None)


def _write_beside(copy: Path, beside: Path) -> dict[str, int]:
    """Write the copy's pages to a new file and return the number of rows of each table, the same in both."""
    with reading(copy) as raw, contextlib.closing(sqlite3.connect(beside)) as target:
        raw.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        counts, again = _counts(raw), _counts(target)
    if counts != again:
        raise GeomonError("the copy was changed while it was read.", where=copy, how="Wait until its writing is done, then try again.")
    return counts


def _counts(raw: sqlite3.Connection) -> dict[str, int]:
    return {name: raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in schema.metadata.tables}  # noqa: S608 - own names


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
                raise Busy("another process has the register open.", where=path,
                           how="End the app and other commands here first.") from error
            if code not in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
                raise
            healthy = False
        yield raw if healthy else None


def _newer(old: sqlite3.Connection, beside: Path) -> tuple[tuple[Lost, ...], int | None, int]:
    """Return the events of the old register that the new one has not, the first in which both differ, and the old one's version."""
    with contextlib.closing(sqlite3.connect(beside)) as new:
        hashes = dict(new.execute("SELECT seq, hash FROM events"))
    lost = [Lost(*row[:5]) for row in old.execute("SELECT seq, recorded, actor, kind, subject, hash FROM events ORDER BY seq")
            if hashes.get(row[0]) != row[5]]
    parted = lost[0].seq if lost and lost[0].seq in hashes else None
    return tuple(lost), parted, int(old.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])


def _finish(beside: Path, verdict: Verdict, version: int | None) -> None:
    """Give the new file a version that no browser has seen, walk its events once more, and bring it to the disk.

    Parameters
    ----------
    version : of the register that it replaces; None where that cannot be read.
    """
    with contextlib.closing(sqlite3.connect(beside)) as new, new:
        own = int(new.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])
        beyond = own + UNKNOWN_STEP if version is None else max(own, version) + 1
        new.execute("UPDATE meta SET value = ? WHERE key = 'version'", (str(beyond),))
        for trigger in schema.APPEND_ONLY:  # a copy without them would let events be changed unseen by the program
            new.execute(trigger)
    again = verify_register(beside, verdict.head)
    if again != verdict:
        raise GeomonError("the restored register is not the copy.", where=beside, how="Check the disk; nothing was changed.")
    with beside.open("rb+") as file:
        os.fsync(file.fileno())


def _keep(path: Path, now: dt.datetime) -> Path | None:
    """Give the present register a second name with the time, and its log too where it could not be written into it."""
    if not path.exists():
        return None
    names = (path.with_name(f"{path.stem}.before-restore-{now:%Y%m%d-%H%M%S}{end}{path.suffix}") for end in _ends())
    kept = next(name for name in names if not name.exists())
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


def _ends() -> Iterator[str]:
    """Return nothing, then -1, -2, …: two restores may fall into one second."""
    yield ""
    yield from (f"-{n}" for n in itertools.count(1))


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk too; Windows has no such call."""
    if os.name != "nt":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
