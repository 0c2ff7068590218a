"""The events read a page at a time, newest first, narrowed by what is asked; what each one changed is looked up for that page only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from geomon.store.audit import reading

_COLUMNS = "seq, at, actor, kind, subject, body, source, recorded, hash"


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What of the events is asked for; what is empty asks for all.

    Attributes
    ----------
    actor, kind : exactly these.
    subjects : what they speak of; None asks for all.
    spelt : or what they speak of holds these letters, in lower case; only with `subjects`.
    first, last : the days on which they were written, both counted in, in the time of this machine.
    """

    actor: str = ""
    kind: str = ""
    subjects: Collection[str] | None = None
    spelt: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """An event as it was written; `recorded` is when, with its offset, `at` the day that it speaks of."""

    seq: int
    at: dt.date
    actor: str
    kind: str
    subject: str
    body: dict[str, Any]
    source: str
    recorded: dt.datetime
    hash: str


def read_rows(path: Path, asked: Asked, skip: int, count: int) -> tuple[int, list[Row]]:
    """Return how many events answer to `asked`, and at most `count` of them, the newest first, after leaving out `skip`.

    Raises
    ------
    UnreadableFile
        If the file is no register.
    """
    where, values = _where(asked)
    with reading(path) as raw:
        total = raw.execute(f"SELECT count(*) FROM events WHERE {where}", values).fetchone()[0]  # noqa: S608 - conditions of our own
        found = raw.execute(f"SELECT {_COLUMNS} FROM events WHERE {where} ORDER BY seq DESC LIMIT ? OFFSET ?",  # noqa: S608
                            (*values, count, skip)).fetchall()
    return total, [_row(one) for one in found]


def read_names(path: Path) -> tuple[list[str], list[str]]:
    """Return those who are named in events, and the kinds of events, both in the order of their letters."""
    with reading(path) as raw:
        actors, kinds = (raw.execute(f"SELECT DISTINCT {name} FROM events ORDER BY 1").fetchall()  # noqa: S608
                         for name in ("actor", "kind"))
    return [one for one, in actors], [one for one, in kinds]


class Before:
    """What stood before events: one connection for a page of them."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    def row(self, seq: int) -> Row | None:
        """Return one event by its number."""
        found = self._raw.execute(f"SELECT {_COLUMNS} FROM events WHERE seq = ?", (seq,)).fetchone()  # noqa: S608
        return _row(found) if found else None

    def progress(self, seq: int, subjects: Sequence[str]) -> dict[str, Any] | None:
        """Return what the newest claim of progress before number `seq` says of any of these tasks, those taken back by then left out."""
        ids = json.dumps(list(subjects))
        found = self._raw.execute(
            "SELECT body FROM events WHERE kind = 'progress' AND seq < ?1 AND subject IN (SELECT value FROM json_each(?2)) AND seq NOT IN "
            "(SELECT json_extract(body, '$.seq') FROM events WHERE kind = 'withdrawn' AND seq < ?1 "
            "AND subject IN (SELECT value FROM json_each(?2))) ORDER BY at DESC, seq DESC LIMIT 1", (seq, ids)).fetchone()
        return json.loads(found[0]) if found else None

    def visit(self, seq: int, site: str, visit: str) -> dict[str, Any]:
        """Return the fields of a visit as its edits before number `seq` left them, in the order in which they were written."""
        fields: dict[str, Any] = {}
        for said, in self._raw.execute("SELECT json_extract(body, '$.fields') FROM events WHERE kind = 'visit' AND subject = ? "
                                       "AND seq < ? AND json_extract(body, '$.visit') = ? ORDER BY seq", (site, seq, visit)):
            fields |= json.loads(said or "{}")
        return fields

    def undone(self, rows: Sequence[Row]) -> dict[int, int]:
        """Return for each of these events that was taken back the number of the event that did it."""
        ids = json.dumps(sorted({row.subject for row in rows}))
        found = self._raw.execute("SELECT json_extract(body, '$.seq'), seq FROM events WHERE kind = 'withdrawn' "
                                  "AND subject IN (SELECT value FROM json_each(?))", (ids,))
        return dict(found.fetchall())


def _where(asked: Asked) -> tuple[str, list[object]]:
    parts: list[tuple[str, tuple[object, ...]]] = []
    if asked.actor:
        parts.append(("actor = ?", (asked.actor,)))
    if asked.kind:
        parts.append(("kind = ?", (asked.kind,)))
    if asked.subjects is not None:
        ids = json.dumps(sorted(asked.subjects))
        if asked.spelt:
            parts.append(("(subject IN (SELECT value FROM json_each(?)) OR instr(lower(subject), ?))", (ids, asked.spelt)))
        else:
            parts.append(("subject IN (SELECT value FROM json_each(?))", (ids,)))
    if asked.first:
        parts.append(("recorded >= ?", (_begin(asked.first),)))
    if asked.last:
        parts.append(("recorded < ?", (_begin(asked.last + dt.timedelta(days=1)),)))
    return " AND ".join(condition for condition, _ in parts) or "1", [value for _, values in parts for value in values]


def _begin(day: dt.date) -> str:
    """Return the begin of a day on this machine as the register writes moments."""
    return dt.datetime.combine(day, dt.time()).astimezone().astimezone(dt.UTC).isoformat(timespec="seconds")


def _row(one: Sequence[Any]) -> Row:
    seq, at, actor, kind, subject, body, source, recorded, own = one
    return Row(seq, dt.date.fromisoformat(at), actor, kind, subject, json.loads(body), source, dt.datetime.fromisoformat(recorded), own)
