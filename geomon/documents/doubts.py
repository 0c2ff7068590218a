"""What a reader doubts, in words: one sentence a kind, so that pages can translate it and rules only name it."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator, Sequence

from geomon.documents.units import looks_like_unit
from geomon.model import ROLES, Doubt, Kind, Span, Task

SENTENCES: dict[str, str] = {
    "deadline-interval": "“{}” may mean {} or {}.",
    "deadline-no-date": "The deadline “{}” names no calendar date.",
    "deadline-unread": "The deadline “{}” is in no known words.",
    "deadline-early": "The deadline {} lies before the document's date {}.",
    "milestone-late": "The milestone “{}” lies after the task's deadline {}.",
    "deadline-missing": "The other tasks of this document have a deadline; this one has none.",
    "units-missing": "The other tasks of this document name their units; this one names none.",
    "unit-unknown": "“{}” does not look like the name of a unit.",
    "progress-unread": "The progress “{}” is in no known words.",
    "state-disputed": "It says “{}”, and also “{}”.",
    "state-undated": "“{}” may be an aim: the document has no date.",
    "no-text": "The task has no text of its own.",
    "number-repeated": "The number {} is printed more than once.",
    "share": "{} of {} is {} %, the text states {} %.",
    "measures-skip": "The numbers of the measures skip {}.",
    "told": "{}",
    "told-in-prose": "The document tells this in prose, without labelled fields.",
    "place-unsure": "“{}” may be a place or a common word.",
}
"""Kind -> English sentence; the catalog `geomon/locale` holds the Chinese one."""


def sentence(doubt: Doubt) -> str:
    """Return a doubt as one English sentence."""
    return SENTENCES[doubt.kind].format(*doubt.values)


def task_doubts(task: Task, kind: Kind, issued: dt.date | None) -> Iterator[Doubt]:
    """Yield what is unsure in a task by itself.

    Parameters
    ----------
    kind, issued : of the document: no deadline of a plan lies before its date, and no milestone after the deadline; a report may say so.
    """
    deadline, span = task.deadline, span_of(task, "deadline")
    if deadline.text and deadline.kind == "relative" and not deadline.due:
        yield Doubt("deadline-no-date", "deadline", (deadline.text,), span)
    elif deadline.text and deadline.kind == "none":
        yield Doubt("deadline-unread", "deadline", (deadline.text[:40],), span)
    if deadline.earliest and deadline.latest and deadline.kind == "date":
        days = deadline.earliest.isoformat(), deadline.latest.isoformat()
        yield Doubt("deadline-interval", "deadline", (deadline.text, *days), span, (days[1], days[0]))
    if kind == "plan" and issued and deadline.due and deadline.due < issued:
        yield Doubt("deadline-early", "deadline", (deadline.due.isoformat(), issued.isoformat()), span)
    if kind != "progress" and deadline.kind == "date" and deadline.latest:
        for milestone in task.milestones:
            if milestone.due > deadline.latest and milestone.due.year <= deadline.latest.year + 20:
                yield Doubt("milestone-late", "milestone", (milestone.text, deadline.latest.isoformat()), milestone.span)
    if task.status.text and task.status.progress is None:
        yield Doubt("progress-unread", "progress", (task.status.text[:30],), span_of(task, "progress"))
    if not task.problem:
        yield Doubt("no-text", "problem")
    for role in ROLES:
        for unit in getattr(task.units, role):
            if not looks_like_unit(unit):
                yield Doubt("unit-unknown", role, (unit[:40],), span_of(task, role))


def shared_doubts(tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks with the doubts that only the others give rise to: a field that nearly all of them have and one lacks."""
    several = [task for task in tasks if task.problem]
    dated = sum(bool(task.deadline.text) for task in several)
    named = sum(any(dataclasses.astuple(task.units)) for task in several)
    made = []
    for task in tasks:
        more = []
        if not task.deadline.text and dated >= 3 and dated >= 0.8 * len(several):
            more.append(Doubt("deadline-missing", "deadline"))
        if not any(dataclasses.astuple(task.units)) and named >= 3 and named >= 0.8 * len(several):
            more.append(Doubt("units-missing", "responsible"))
        made.append(dataclasses.replace(task, doubts=(*task.doubts, *more)) if more else task)
    return made


def span_of(task: Task, name: str) -> Span:
    """Return where a task's first field of a name stands; (0, 0) where it has none."""
    return next((field.span for field in task.fields if field.name == name), (0, 0))
