"""A document and what people said of it -> the document as it is to be understood; see `geomon.service.corrections`."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz import fuzz

from geomon.model import Document, Event, Task
from geomon.service.corrections import (
    OPENING,
    Corrected,
    Correction,
    Ruling,
    State,
    corrections_of,
    opening_of,
    place_in,
    settles,
    squeezed,
    words_of,
)
from geomon.service.history import standing, withdrawn_by
from geomon.service.values import SEVERAL, Item, items_of, made_anew, put, put_things, thing_of

ALIKE = 85.0
"""Share (0-100) from which the opening of a task of the same number is the same but for a slip of the pen."""


def correct(document: Document, corrections: Sequence[Correction], before: Corrected | None = None) -> Corrected:
    """Return a document as read with what people said of it; the document itself is not changed.

    `before` is the same with what was said up to now: tasks of which nothing else is said are taken from it.
    """
    if before is not None and (before.read is not document or any(one.field == "number" for one in corrections)):
        before = None  # a number given to one task may be taken from another
    homes: defaultdict[str, list[Correction]] = defaultdict(list)
    rulings: dict[int, Ruling] = {}
    at_home = {ruling.correction.seq: ruling.task for ruling in before.rulings} if before else {}
    for one in corrections:
        home = at_home.get(one.seq)
        if home is None:
            found_home = _task_of(document, one)
            home = found_home.key if found_home else ""
        if home:
            homes[home].append(one)
        else:
            rulings[one.seq] = Ruling(one, "orphaned", why="task")
    settled = _Settled(before) if before else None
    tasks: list[Task] = []
    keys: dict[str, str | None] = {}
    taken = {task.key for task in document.tasks}
    for task in document.tasks:
        after, found = (settled and settled.of(task, homes.get(task.key, []))) or \
            (_correct_task(document, task, homes[task.key]) if task.key in homes else (task, []))
        if after and after.key != task.key and after.key in taken:  # a re-reading gave that number to another task
            after = dataclasses.replace(after, number=task.number)
            found = [dataclasses.replace(r, state="orphaned", why="number") if r.correction.field == "number" else r for r in found]
        rulings |= {ruling.correction.seq: ruling for ruling in found}
        keys[task.key] = after.key if after else None
        if after:
            taken.add(after.key)
            tasks.append(after)
    ordered = tuple(rulings[one.seq] for one in corrections)
    return Corrected(document, dataclasses.replace(document, tasks=tuple(tasks)) if ordered else document, ordered, keys)


def correct_all(documents: Iterable[Document], events: Iterable[Event]) -> dict[str, Corrected]:
    """Return each document with its corrections, by id; `events` are the standing ones."""
    said = corrections_of(events)
    return {d.id: correct(d, said.get(d.id, ())) for d in documents}


def correct_on(before: Mapping[str, Corrected], events: Sequence[Event]) -> dict[str, Corrected]:
    """Return the documents with their corrections after more events; only what these speak of is worked out anew.

    Parameters
    ----------
    before : the same up to them.
    events : those written since, withdrawals among them, each with a number.
    """
    gone = withdrawn_by(events)
    more = corrections_of(standing(events))
    after = dict(before)
    for ident, one in before.items():
        if ident in more or (gone and any(ruling.correction.seq in gone for ruling in one.rulings)):
            kept = [ruling.correction for ruling in one.rulings if ruling.correction.seq not in gone]
            after[ident] = correct(one.read, [*kept, *more.get(ident, ())], one)
    return after


class _Settled:
    """What became of each task of a document before."""

    def __init__(self, before: Corrected) -> None:
        self._keys, self._tasks = before.keys, {task.key: task for task in before.document.tasks}
        self._rulings: defaultdict[str, list[Ruling]] = defaultdict(list)
        for ruling in before.rulings:
            self._rulings[ruling.task].append(ruling)

    def of(self, task: Task, corrections: list[Correction]) -> tuple[Task | None, list[Ruling]] | None:
        """Return a task as corrected and what became of its corrections; None where others are said now."""
        found = self._rulings[task.key]
        if len(found) != len(corrections) or any(a.correction is not b for a, b in zip(found, corrections, strict=True)):
            return None
        return self._tasks.get(self._keys[task.key] or ""), found


# ---- which task, which words --------------------------------------------------------------------------------------------

def _task_of(document: Document, one: Correction) -> Task | None:
    same = next((t for t in document.tasks if t.key == one.task), None)
    if same and (not one.opening or _begins(document, same, one.opening)
                 or fuzz.ratio(opening_of(same), one.opening) >= ALIKE):
        return same
    others = [t for t in document.tasks if one.opening and opening_of(t) == one.opening]
    return others[0] if len(others) == 1 else None


def _begins(document: Document, task: Task, opening: str) -> bool:
    """Return whether the task's own words begin so; its number and heading may stand before them."""
    return opening_of(task) == opening or opening in _text_of(document, task)[:OPENING * 4]


def _text_of(document: Document, task: Task) -> str:
    start, end = task.span
    return squeezed(document.text[start:end] if end else task.problem)


def _missing(document: Document, task: Task, one: Correction) -> bool:
    """Return whether the words that a correction rests on stand in its field no more."""
    now = words_of(document, task, one.field, one.item) if one.field not in SEVERAL else ""
    if one.field in SEVERAL:
        return thing_of(task, one.field, one.item) is None and one.quote not in _text_of(document, task)
    if one.field in ("number", "task"):
        return False
    if one.field == "measures":
        return one.quote != now
    if not one.quote or not now:
        return bool(now) or one.quote not in _text_of(document, task)
    return one.quote not in now and now not in one.quote


def _correct_task(document: Document, task: Task, corrections: Sequence[Correction]) -> tuple[Task | None, list[Ruling]]:
    lasting: dict[tuple[str, Item], Correction] = {}
    states: dict[int, tuple[State, str]] = {}
    added = {one.seq for one in corrections if one.kind == "added"}
    for one in corrections:
        if one.on is not None and one.on not in added:
            states[one.seq] = "moot", ""  # what it corrected was taken back
        elif _missing(document, task, one):
            states[one.seq] = "orphaned", "words"
        else:
            states[one.seq] = "in force", ""
            if one.kind != "added" and one.has_effect:
                if one.slot in lasting:
                    states[lasting[one.slot].seq] = "superseded", ""
                lasting[one.slot] = one
    changed = task
    for one in corrections:
        if one.kind == "added" and states[one.seq][0] == "in force":
            if one.item in items_of(changed, one.field):
                states[one.seq] = "moot", ""  # the reader finds it by itself now
            else:
                changed = _with_thing(document, changed, one)
    for field in SEVERAL:
        about = {item: one for (name, item), one in lasting.items() if name == field}
        known = set(items_of(changed, field))
        changed = put_things(changed, field, {item: _value(one) for item, one in about.items() if item in known})
        for item, one in about.items():
            if item not in known and _value(one) is not None:
                changed = _with_thing(document, changed, one)
    gone = lasting.get(("task", ()))
    for (field, _), one in lasting.items():
        if field not in SEVERAL and field != "task":
            changed = put(changed, field, _value(one))
    rulings = [Ruling(one, states[one.seq][0], task.key, states[one.seq][1]) for one in corrections]
    settled = [r.correction for r in rulings if r.state == "in force"]
    doubts = tuple(d for d in task.doubts if not any(settles(one, (d.kind, d.field, *d.values)) for one in settled))
    return (None if gone and gone.kind == "rejected" else dataclasses.replace(changed, doubts=doubts)), rulings


def _value(one: Correction) -> Any:
    return None if one.kind == "rejected" else one.new


def _with_thing(document: Document, task: Task, one: Correction) -> Task:
    """Return the task with a place, milestone or quantity that its reader does not find, where its words stand."""
    span, where, quote = place_in(document, task, one.quote or one.item[0], one.item[0])
    thing = made_anew(one.field, one.item, one.new, span, where, quote)
    several = tuple(sorted((*getattr(task, SEVERAL[one.field]), thing), key=lambda t: t.span))
    return dataclasses.replace(task, **{SEVERAL[one.field]: several})  # type: ignore[arg-type]
