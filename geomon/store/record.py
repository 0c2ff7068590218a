"""The events read a page at a time, newest first, narrowed by what is asked; what each one changed is looked up for that page only."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from geomon.store import schema
from geomon.store.dialects import among

_EVENTS = schema.events.c
_AT_ONCE = 500
"""Numbers that one question names; a store takes so many and no more."""
_COLUMNS = tuple(_EVENTS[name] for name in ("seq", "at", "actor", "kind", "subject", "body", "source", "recorded", "hash"))


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


def read_rows(connection: Connection, asked: Asked, skip: int, count: int) -> tuple[int, list[Row]]:
    """Return how many events answer to `asked`, and at most `count` of them, the newest first, after leaving out `skip`."""
    where = _where(asked)
    total = connection.scalar(select(func.count()).select_from(schema.events).where(where)) or 0
    found = connection.execute(select(*_COLUMNS).where(where).order_by(_EVENTS.seq.desc()).limit(count).offset(skip))
    return total, [_row(one) for one in found]


def read_names(connection: Connection) -> tuple[list[str], list[str]]:
    """Return those who are named in events, and the kinds of events, both in the order of their letters."""
    actors, kinds = (list(connection.scalars(select(column).distinct().order_by(column))) for column in (_EVENTS.actor, _EVENTS.kind))
    return actors, kinds


def read_links(connection: Connection, numbers: Sequence[int]) -> list[dict[str, object]]:
    """Return these events as they are hashed, each with the hash before it and its own; see `geomon.store.audit`."""
    names = ("seq", "at", "actor", "kind", "subject", "body", "source", "recorded", "previous", "hash")
    found: list[dict[str, object]] = []
    for n in range(0, len(numbers), _AT_ONCE):
        query = select(*(_EVENTS[name] for name in names)).where(_EVENTS.seq.in_(numbers[n:n + _AT_ONCE])).order_by(_EVENTS.seq)
        found += [dict(zip(names, row, strict=True)) for row in connection.execute(query)]
    return found


def last_event(connection: Connection) -> tuple[int, str]:
    """Return the number and the hash of the newest event; 0 and "" before the first."""
    found = connection.execute(select(_EVENTS.seq, _EVENTS.hash).order_by(_EVENTS.seq.desc()).limit(1)).first()
    return (found.seq, found.hash) if found else (0, "")


class Before:
    """What stood before events: one connection for a page of them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def row(self, seq: int) -> Row | None:
        """Return one event by its number."""
        found = self._connection.execute(select(*_COLUMNS).where(_EVENTS.seq == seq)).first()
        return _row(found) if found else None

    def progress(self, seq: int, subjects: Sequence[str]) -> dict[str, Any] | None:
        """Return what the newest claim of progress before number `seq` says of any of these tasks, those taken back by then left out."""
        of = and_(_EVENTS.seq < seq, among(_EVENTS.subject, subjects))
        gone = {self._number(body) for body in self._connection.scalars(select(_EVENTS.body).where(_EVENTS.kind == "withdrawn", of))}
        found = self._connection.execute(select(_EVENTS.seq, _EVENTS.body).where(_EVENTS.kind == "progress", of)
                                         .order_by(_EVENTS.at.desc(), _EVENTS.seq.desc()))
        return next((json.loads(body) for number, body in found if number not in gone), None)

    def visit(self, seq: int, site: str, visit: str) -> dict[str, Any]:
        """Return the fields of a visit as its edits before number `seq` left them, in the order in which they were written."""
        fields: dict[str, Any] = {}
        query = select(_EVENTS.body).where(_EVENTS.kind == "visit", _EVENTS.subject == site, _EVENTS.seq < seq).order_by(_EVENTS.seq)
        for body in map(json.loads, self._connection.scalars(query)):
            if body.get("visit") == visit:
                fields |= body.get("fields") or {}
        return fields

    def undone(self, rows: Sequence[Row]) -> dict[int, int]:
        """Return for each of these events that was taken back the number of the event that did it."""
        query = select(_EVENTS.body, _EVENTS.seq).where(_EVENTS.kind == "withdrawn", among(_EVENTS.subject, {row.subject for row in rows}))
        found = {self._number(body): seq for body, seq in self._connection.execute(query.order_by(_EVENTS.seq))}
        return {number: by for number, by in found.items() if number is not None}

    @staticmethod
    def _number(body: str) -> int | None:
        number = json.loads(body).get("seq")
        return number if isinstance(number, int) else None


def _where(asked: Asked) -> ColumnElement[bool]:
    parts: list[ColumnElement[bool]] = []
    if asked.actor:
        parts.append(_EVENTS.actor == asked.actor)
    if asked.kind:
        parts.append(_EVENTS.kind == asked.kind)
    if asked.subjects is not None:
        named: ColumnElement[bool] = among(_EVENTS.subject, asked.subjects)
        parts.append(or_(named, func.lower(_EVENTS.subject).contains(asked.spelt, autoescape=True)) if asked.spelt else named)
    if asked.first:
        parts.append(_EVENTS.recorded >= _begin(asked.first))
    if asked.last:
        parts.append(_EVENTS.recorded < _begin(asked.last + dt.timedelta(days=1)))
    return and_(true(), *parts)


def _begin(day: dt.date) -> str:
    """Return the begin of a day on this machine as the register writes moments."""
    return dt.datetime.combine(day, dt.time()).astimezone().astimezone(dt.UTC).isoformat(timespec="seconds")


def _row(one: Sequence[Any]) -> Row:
    seq, at, actor, kind, subject, body, source, recorded, own = one
    return Row(seq, dt.date.fromisoformat(at), actor, kind, subject, json.loads(body), source, dt.datetime.fromisoformat(recorded), own)
