"""Whether the register's events are as they were written; and consistent copies of the register, also while somebody writes.

Each event carries the hash of the one before, so a change, a gap or a swap shows at its row. A cut at the end shows only against a head
that was kept elsewhere: in a backup's answer, an export's name, or on paper (`reliability.md` row 23).
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
from pathlib import Path

from sqlalchemy import Connection, select

from geomon.errors import GeomonError
from geomon.store import schema
from geomon.store.copying import copy_register
from geomon.store.dialects import Place, reading, store_of
from geomon.store.writing import HEAD, link

_COLUMNS = ("seq", "at", "actor", "kind", "subject", "body", "source", "recorded")
_AT_ONCE = 5_000
"""Events that are fetched at a time, so that a register of millions is walked in little memory."""


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


def verify_register(place: Place, head: str = "") -> Verdict:
    """Walk a register's events from the first; it is only read.

    Parameters
    ----------
    head : a hash that was noted earlier; it must be that of one of the events.

    Raises
    ------
    UnreadableFile
        If there is no register, or something else.
    """
    with reading(place) as connection:
        if fault := store_of(place).damage(connection):
            return Verdict(0, "", None, fault)
        return walk(connection, head)


def walk(connection: Connection, head: str = "") -> Verdict:
    """Walk the events that a connection sees; see `verify_register`."""
    noted = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == HEAD)) or ""
    seen, count, previous, table = head == "", 0, "", schema.events
    query = select(*(table.c[name] for name in _COLUMNS), table.c.previous, table.c.hash).order_by(table.c.seq)
    with connection.execute(query, execution_options={"yield_per": _AT_ONCE}) as rows:
        for *values, before, own in rows:
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


def back_up(place: Place, copy: Path) -> Verdict:
    """Write a consistent copy of the register, also while others write, and walk its events; return their verdict.

    The copy is a register in one SQLite file, whatever store it was taken from, and can be restored into either.

    Raises
    ------
    GeomonError
        If the copy cannot be written, or is not whole; what stood at `copy` is then as it was.
    """
    beside = copy.with_name(f".{copy.name}.new")
    try:
        beside.unlink(missing_ok=True)
        copy_register(place, beside)
        verdict = verify_register(beside)
        if verdict.fault:
            raise GeomonError(f"the copy was not kept: {verdict.fault}", where=str(place), how="Find the cause first: geomon verify.")
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.replace(copy)
    except OSError as error:
        raise GeomonError("the copy cannot be written.", where=copy, how=f"Choose another place, or free some space ({error}).") from error
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                beside.with_name(beside.name + end).unlink(missing_ok=True)
    return verdict
