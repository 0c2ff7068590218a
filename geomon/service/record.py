"""The record: every event with who, when, what it is about, and what stood before it, newest first."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping
from typing import Any

from geomon.service.patch_verdicts import JUDGED, overtaken
from geomon.service.patch_verdicts import SOURCE as PATCHES
from geomon.service.snapshot import Snapshot
from geomon.store import Asked, Before, Register, Row, last_event, read_names, read_rows
from geomon.text import shortened
from geomon.visits import KIND as VISIT

SHORT = 40
"""Letters of a task's problem that name it where it has no title."""


@dataclasses.dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    Attributes
    ----------
    row : as it was written.
    about : name of the site, task, layer or pair that it speaks of; its id where the register has that no more.
    opens : id of the site or task to show on the map; "" where there is none.
    before : what stood there, in the form of the body: the last claim of progress, the fields of the visit, the event taken back;
        of a merger the name of the task that it goes into.
    undone : number of the event that took it back; None while it stands.
    overtaken : whether it is a word on a patch after which a newer one stands, so that nothing changes when it is taken back.
    """

    row: Row
    about: str
    opens: str = ""
    before: dict[str, Any] | None = None
    undone: int | None = None
    overtaken: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of the record; what is empty asks for all. `text` is part of a site's or task's name, number or id."""

    actor: str = ""
    kind: str = ""
    text: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


class RecordDesk:
    """What there is to ask of the record of one workspace."""

    def __init__(self, register: Register, now: Callable[[], Snapshot]) -> None:
        self._register, self._now = register, now
        self._names: tuple[int, tuple[list[str], list[str]]] | None = None

    def names(self) -> tuple[list[str], list[str]]:
        """Return those who said something, and the kinds of events that there are."""
        version = self._now().version
        if self._names is None or self._names[0] != version:
            with self._register.reading() as connection:
                self._names = version, read_names(connection)
        return self._names[1]

    def head(self) -> str:
        """Return the hash of the newest event; "" before the first."""
        with self._register.reading() as connection:
            return last_event(connection)[1]

    def figures(self) -> dict[str, int]:
        """Return how many events the register holds, and the bytes that it takes."""
        with self._register.reading() as connection:
            events = last_event(connection)[0]
        return {"events": events, "bytes": self._register.size()}

    def page(self, wanted: Wanted, skip: int, count: int) -> tuple[int, tuple[Entry, ...]]:
        """Return how many events answer, and at most `count` of them, the newest first, after leaving out `skip`."""
        snapshot = self._now()
        text = wanted.text.strip().casefold()
        asked = Asked(wanted.actor, wanted.kind, _subjects(snapshot, text) if text else None, text, wanted.first, wanted.last)
        with self._register.reading() as connection:
            total, rows = read_rows(connection, asked, skip, count)
            before = Before(connection)
            undone = before.undone(rows) if rows else {}
            late = overtaken(snapshot.said) if any(row.kind == JUDGED for row in rows) else frozenset()
            entries = (_entry(row, snapshot, before, undone) for row in rows)
            return total, tuple(dataclasses.replace(one, overtaken=True) if one.row.seq in late else one for one in entries)


def _entry(row: Row, snapshot: Snapshot, before: Before, undone: dict[int, int]) -> Entry:
    stood: dict[str, Any] | None = None
    if row.kind == "progress":
        thread = snapshot.thread_of.get(row.subject)
        stood = before.progress(row.seq, (row.subject,) if thread is None else snapshot.threads[thread].ids)
    elif row.kind == VISIT and isinstance(row.body.get("visit"), str):
        stood = before.visit(row.seq, row.subject, row.body["visit"])
    elif row.kind == "withdrawn" and isinstance(row.body.get("seq"), int):
        gone = before.row(row.body["seq"])
        stood = {"kind": gone.kind, "actor": gone.actor, "body": gone.body} if gone else None
    elif row.kind == "merged" and (thread := snapshot.thread_of.get(str(row.body.get("successor")))) is not None:
        stood = {"successor": _task_name(snapshot, thread)}
    return Entry(row, _about(row, stood, snapshot), _opens(row.subject, snapshot), stood, undone.get(row.seq))


def _about(row: Row, stood: Mapping[str, Any] | None, snapshot: Snapshot) -> str:
    if row.subject.startswith(f"{PATCHES}/"):              # its file may be gone, so it is called as it was when it was judged
        return str(((stood or {}).get("body") or row.body).get("name") or row.subject)
    if row.subject in snapshot.site:
        return snapshot.site[row.subject].name
    if (thread := snapshot.thread_of.get(row.subject)) is not None:
        return _task_name(snapshot, thread)
    sides = [side["name"] for side in (row.body.get("a"), row.body.get("b")) if isinstance(side, dict) and side.get("name")]
    return " / ".join(sides) or row.subject


def _task_name(snapshot: Snapshot, thread: int) -> str:
    _, task = snapshot.threads[thread].on(dt.date.max)
    return f"{task.label or task.number} {task.title or shortened(task.problem, SHORT)}"


def _opens(subject: str, snapshot: Snapshot) -> str:
    return subject if subject in snapshot.site or subject in snapshot.thread_of else ""


def _subjects(snapshot: Snapshot, text: str) -> Collection[str]:
    """Return the ids of all that is called so, tasks under each id that they have in a document."""
    found = {site.id for site in snapshot.sites if any(text in name.casefold() for name in (site.name, *site.aliases))}
    for n, thread in enumerate(snapshot.threads):
        if any(text in ident.casefold() for ident in thread.ids) or text in _words(snapshot, n):
            found.update(thread.ids)
    return found


def _words(snapshot: Snapshot, thread: int) -> str:
    return " ".join(f"{task.label} {task.title or ''} {task.problem}" for _, _, task in snapshot.threads[thread].records).casefold()
