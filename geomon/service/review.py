"""What a person needs to check a reading: the text with its fields in place, what is in doubt in order, what was answered."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from geomon.documents.doubts import SENTENCES
from geomon.model import ROLES, Document, Doubt, Match, Span, Task
from geomon.service.corrections import Corrected, Correction, Ruling, orphans_of, settles, spans_of
from geomon.service.points import Mark, Option, Point, ReviewLine, ReviewSheet, TaskSheet
from geomon.service.settling import version_of
from geomon.service.sites_in_doubt import SITE_SENTENCES, Near, site_doubts
from geomon.service.snapshot import Snapshot
from geomon.service.values import SEVERAL, Item, is_empty, items_of, value_of

ALL_SENTENCES = SENTENCES | SITE_SENTENCES
ONCE = ("number", "section", "title", "problem", "goal", "measures", "deadline", "progress", *ROLES)
MARKS = {"deadline": "deadline", "milestone": "deadline", "goal": "goal", "progress": "progress", "place": "place", "quantity": "amount",
         **dict.fromkeys(ROLES, "unit")}
"""Field -> kind of highlighting; the other fields are too long to be marked."""
OFTEN = ("not_started", "in_progress", "on_schedule", "behind", "mostly_completed", "completed", "accepted")


class Sheets:
    """The sheets made so far; after an answer only its task is looked at again. Not safe for two threads at once."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[Corrected, tuple[Match, ...], ReviewSheet, _Tasks]] = {}
        self._lines: dict[str, tuple[Document, tuple[Match, ...], ReviewLine]] = {}

    def line(self, snapshot: Snapshot, ident: str) -> ReviewLine:
        """Return how far one document is; of one that nobody answered yet it is counted without a sheet: a register has many of these."""
        one = snapshot.corrected[ident]
        if one.rulings or one.document is not one.read:
            sheet = self.get(snapshot, ident)
            return _line(ident, sheet.document, len(sheet.tasks), sheet.fields, len(sheet.doubts), sheet.settled, len(sheet.orphans))
        kept = self._lines.get(ident)
        if kept is None or kept[0] is not one.read or kept[1] is not snapshot.matches:
            self._lines[ident] = kept = one.read, snapshot.matches, _unanswered(snapshot, ident, one.read)
        return kept[2]

    def get(self, snapshot: Snapshot, ident: str) -> ReviewSheet:
        """Return one document to be checked; KeyError when the register holds none of this id."""
        one = snapshot.corrected[ident]
        kept = self._kept.get(ident)
        if kept is None or kept[0].read is not one.read or kept[1] is not snapshot.matches:
            tasks = _Tasks(snapshot, one.read)
        elif kept[0].rulings == one.rulings:
            return kept[2]
        else:
            tasks = kept[3]
        sheet = _sheet(one, tasks)
        self._kept[ident] = one, snapshot.matches, sheet, tasks
        return sheet


class _Tasks:
    """The tasks of a document as sheets, each made anew when what was said of it changes."""

    def __init__(self, snapshot: Snapshot, document: Document) -> None:
        self._near = snapshot.near(document.region)
        self._matches = {(m.task, m.span): m for m in snapshot.matches_of_document.get(document.id, ())}
        self._kept: dict[str, tuple[list[Ruling], Task | None, TaskSheet, list[Point]]] = {}

    def doubts(self, task: Task) -> int:
        """Return how many doubts there are of a task of which nothing was said."""
        return len(task.doubts) + sum(1 for _ in site_doubts(task, task, self._matches, self._near, ()))

    def get(self, one: Corrected, task: Task, now: Task | None, rulings: list[Ruling]) -> tuple[TaskSheet, list[Point]]:
        """Return a task's sheet and its doubts, not numbered yet."""
        kept = self._kept.get(task.key)
        if kept is None or kept[0] != rulings or kept[1] != now:
            said = [ruling.correction for ruling in rulings if ruling.state == "in force"]
            asked = (*task.doubts, *site_doubts(task, now, self._matches, self._near, said))
            doubts = [_doubt_point(task, doubt, said, self._near) for doubt in asked]
            rejected = next((c for c in reversed(said) if (c.field, c.kind) == ("task", "rejected")), None)
            sheet = TaskSheet(task, now, version_of(one, task), tuple(_fields(task, said)), rejected)
            self._kept[task.key] = kept = rulings, now, sheet, doubts
        return kept[2], kept[3]


def _sheet(one: Corrected, tasks: _Tasks) -> ReviewSheet:
    answers: defaultdict[str, list[Ruling]] = defaultdict(list)
    for ruling in one.rulings:
        answers[ruling.task].append(ruling)
    by_key = {task.key: task for task in one.document.tasks}
    found = [tasks.get(one, task, by_key.get(one.keys[task.key] or ""), answers[task.key]) for task in one.read.tasks]
    sheets = [sheet for sheet, _ in found]
    doubts = sorted((point for _, several in found for point in several), key=lambda point: point.span)
    numbered = tuple(dataclasses.replace(point, number=n) for n, point in enumerate(doubts, 1))
    orphans = tuple(ruling for ruling in one.rulings if ruling.state == "orphaned")
    marks, recent = tuple(_marks(numbered, sheets)), _recent(one, numbered, sheets)
    fields = sum(not is_empty(point.field, point.value) for sheet in sheets for point in sheet.fields)
    return ReviewSheet(one.read, numbered, tuple(sheets), fields, marks, recent, orphans)


def review_lines(snapshot: Snapshot, sheets: Sheets) -> tuple[ReviewLine, ...]:
    """Return how far each document is, in the order of listings."""
    return tuple(sheets.line(snapshot, ident) for ident in snapshot.corrected)


def _unanswered(snapshot: Snapshot, ident: str, read: Document) -> ReviewLine:
    tasks = _Tasks(snapshot, read)
    fields = sum(not is_empty(field, value_of(task, field)) for task in read.tasks for field in ONCE)
    fields += sum(len(getattr(task, of)) for task in read.tasks for of in SEVERAL.values())
    return _line(ident, read, len(read.tasks), fields, sum(tasks.doubts(task) for task in read.tasks), 0, 0)


def _line(ident: str, document: Document, *counts: int) -> ReviewLine:
    """Return a line with its counts: tasks, fields, doubts, settled, orphans."""
    return ReviewLine(ident, document.title, document.source, document.kind, *counts)


def lost_answers(snapshot: Snapshot) -> tuple[Ruling, ...]:
    """Return the answers of all documents that find no words to rest on, those of documents that are gone among them."""
    return orphans_of(snapshot.corrected, snapshot.said)


# ---- points -------------------------------------------------------------------------------------------------------------

def _doubt_point(task: Task, doubt: Doubt, said: list[Correction], near: Near) -> Point:
    key = (doubt.kind, doubt.field, *doubt.values)
    settled = next((c for c in reversed(said) if settles(c, key)), None)
    field, item = doubt.field, _item_of(task, doubt)
    if field == "quantity" and not item:
        read = value = None
    else:
        read = value_of(task, field, item) if field not in SEVERAL or item in items_of(task, field) else None
        value = _now(read, said, field, item)
    span = doubt.span if doubt.span != (0, 0) else (task.span[0], task.span[0] + max(1, len(task.label)))
    return Point(_ident(task.key, *key), 0, task.key, field, item, span, doubt, value, read, tuple(_options(doubt, item, read, near)),
                 settled)


def _fields(task: Task, said: list[Correction]) -> Iterator[Point]:
    """Yield the fields of a task that can be corrected, each thing of several by itself, then what a person marked."""
    for field in (*ONCE, *SEVERAL):
        for item in items_of(task, field):
            read = value_of(task, field, item)
            span = next(iter(spans_of(task, field, item)), (0, 0))
            yield _field_point(task, field, item, span, read, said)
    for one in said:
        if one.kind == "added":
            yield dataclasses.replace(_field_point(task, one.field, one.item, (0, 0), one.new, said), read=None, added=True, settled=one)


def _field_point(task: Task, field: str, item: Item, span: Span, read: Any, said: list[Correction]) -> Point:
    settled = next((c for c in reversed(said) if c.slot == (field, item) and c.has_effect), None)
    confirm = () if is_empty(field, read) else (Option("confirmed", None, "as read"),)
    now = _now(read, said, field, item)
    return Point(_ident(task.key, field, *item), 0, task.key, field, item, span, None, now, read, confirm, settled)


def _now(read: Any, said: list[Correction], field: str, item: Item) -> Any:
    last = next((c for c in reversed(said) if c.slot == (field, item) and c.has_effect and c.kind != "added"), None)
    return read if last is None else None if last.kind == "rejected" else last.new


def _item_of(task: Task, doubt: Doubt) -> Item:
    if doubt.field == "place" and doubt.kind == "place-unsure":
        return doubt.values[0], doubt.options[1]
    if doubt.field in SEVERAL and doubt.values:
        return next((item for item in items_of(task, doubt.field) if item[0] == doubt.values[0]), ())
    return ()


def _options(doubt: Doubt, item: Item, read: Any, near: Near) -> Iterator[Option]:
    """Yield the answers to a doubt, the one that the reader took first."""
    if doubt.kind == "place-unsure":
        name, layer = item
        yield Option("rejected", None, "no place")
        yield Option("added", {"name": name, "layer": layer, "county": None}, "a place")
        return
    yield Option("confirmed", read, "as read")
    if doubt.kind == "deadline-interval":
        for day in reversed(doubt.options):
            yield Option("corrected", day, "the later day" if day == doubt.options[0] else "the earlier day")
    elif doubt.kind in ("deadline-no-date", "deadline-unread", "deadline-missing"):
        yield Option("corrected", "ongoing", "no end")
    elif doubt.kind in ("progress-unread", "state-disputed", "state-undated"):
        for progress in OFTEN:
            if progress != read:  # what was read stands above
                yield Option("corrected", progress, "")
    elif doubt.kind == "unit-unknown":
        yield Option("corrected", [name for name in read or () if not name.startswith(doubt.values[0])], "without it")
    elif doubt.kind == "milestone-late":
        yield Option("rejected", None, "no milestone")
    elif doubt.kind in SITE_SENTENCES:
        for site in near.to(*item) if item else ():
            yield Option("corrected", {"name": site.name, "layer": site.layer, "county": site.county}, "a place of the register")
        yield Option("rejected", None, "no place")
    elif doubt.kind in ("no-text", "number-repeated", "told-in-prose"):
        yield Option("rejected", None, "no task", "task")


def _ident(*parts: str) -> str:
    return hashlib.blake2s("\0".join(parts).encode(), digest_size=5).hexdigest()


# ---- the text -----------------------------------------------------------------------------------------------------------

def _marks(doubts: tuple[Point, ...], sheets: list[TaskSheet]) -> list[Mark]:
    found = [Mark(a, b, MARKS[point.field], point.ident, 0, point.settled is not None)
             for sheet in sheets for point in sheet.fields if point.field in MARKS
             for a, b in _places(sheet, point) if b > a]
    found += [Mark(*point.span, MARKS.get(point.field, "doubt"), point.ident, point.number, point.settled is not None) for point in doubts]
    return sorted(found, key=lambda mark: (mark.start, -mark.end, mark.number))


def _places(sheet: TaskSheet, point: Point) -> list[Span]:
    if point.added:
        return spans_of(sheet.now, point.field, point.item) if sheet.now else []
    own = [f.span for f in sheet.task.fields if f.name == point.field]
    return own if point.field not in SEVERAL else spans_of(sheet.task, point.field, point.item)


def _recent(one: Corrected, doubts: tuple[Point, ...], sheets: list[TaskSheet]) -> tuple[tuple[Correction, Point], ...]:
    """Return the answers that hold with what each settled: its doubt, else its field, else the task's number for the task itself."""
    by_task = {sheet.task.key: sheet for sheet in sheets}
    found = []
    for ruling in one.rulings:
        if ruling.state == "in force":
            said = ruling.correction
            own = [p for p in doubts if p.task == ruling.task and p.settled == said]
            fields = by_task[ruling.task].fields
            slot = next((p for p in fields if (p.field, p.item) == said.slot), fields[0])
            found.append((said, own[0] if own else slot))
    return tuple(sorted(found, key=lambda pair: -pair[0].seq))
