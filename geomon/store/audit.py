"""Whether the register's events are as they were written; and consistent copies of the register, also while somebody writes.

Each event carries the hash of the one before, so a change, a gap or a swap shows at its row. A cut at the end shows only against a head
that was kept elsewhere: in a backup's answer, an export's name, or on paper (`reliability.md` row 23).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from geomon.errors import GeomonError, UnreadableFile
from geomon.store import schema
from geomon.store.faults import not_a_register, told_plainly
from geomon.store.writing import HEAD, link

_COLUMNS = ("seq", "at", "actor", "kind", "subject", "body", "source", "recorded")
_EVENTS = "SELECT seq, at, actor, kind, subject, body, source, recorded, previous, hash FROM events ORDER BY seq"


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the events found.

    Attributes
    ----------
    events : how many there are.
    head : hash of the last one; "" when there is none.
    bad : number of the first event that is not as it was written; None when all are, or when what is wrong has no row.
    fault : what is wrong, in a sentence; empty when nothing is.
    """

    events: int
    head: str
    bad: int | None = None
    fault: str = ""


def verify_register(path: Path, head: str = "") -> Verdict:
    """Walk a register's events from the first; the file is only read.

    Parameters
    ----------
    head : a hash that was noted earlier; it must be that of one of the events.

    Raises
    ------
    UnreadableFile
        If the file is no register.
    """
    with reading(path) as raw:
        broken = raw.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if broken != "ok":
            fault = f"the file is damaged: {broken}"
            return Verdict(0, "", None, fault)
        noted = (raw.execute("SELECT value FROM meta WHERE key = ?", (HEAD,)).fetchone() or [""])[0]
        seen, count, previous = head == "", 0, ""
        for *values, before, own in raw.execute(_EVENTS):
            row = dict(zip(_COLUMNS, values, strict=True))
            count += 1
            if row["seq"] != count:
                fault = f"event {count} is missing: the next one is {row['seq']}."
                return Verdict(count, previous, count, fault)
            if before != previous:
                fault = f"event {count} does not follow the one before it."
                return Verdict(count, previous, count, fault)
            if own != link(before, row):
                fault = f"event {count} was changed after it was written ({row['kind']} of {row['subject']})."
                return Verdict(count, previous, count, fault)
            previous = own
            seen = seen or own == head
    if noted and noted != previous:
        fault = f"events after number {count} are missing."
        return Verdict(count, previous, count + 1, fault)
    if not seen:
        fault = f"the event with the hash {head[:12]}… is missing: the end was cut, or this is another register."
        return Verdict(count, previous, count + 1, fault)
    return Verdict(count, previous)


def back_up(path: Path, copy: Path) -> Verdict:
    """Write a consistent copy of the register, also while others write, and walk its events; return their verdict.

    Raises
    ------
    GeomonError
        If the copy cannot be written, or is not whole; what stood at `copy` is then as it was.
    """
    beside = copy.with_name(f".{copy.name}.new")
    try:
        beside.unlink(missing_ok=True)
        with reading(path) as raw, contextlib.closing(sqlite3.connect(beside)) as target:
            raw.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")
        verdict = verify_register(beside)
        if verdict.fault:
            raise GeomonError(f"the copy was not kept: {verdict.fault}", where=path, how="Find the cause first: geomon verify.")
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(copy)
    except (OSError, sqlite3.Error) as error:
        raise GeomonError("the copy cannot be written.", where=copy, how=f"Choose another place, or free some space ({error}).") from error
    finally:
        beside.unlink(missing_ok=True)
    return verdict


@contextlib.contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a register for reading only; see `verify_register` for the errors."""
    if not path.is_file():
        raise UnreadableFile("there is no register.", where=path, how="Build it with: geomon build")
    with told_plainly(path), contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0)) as raw:
        if raw.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
            raise not_a_register(path)
        yield raw
