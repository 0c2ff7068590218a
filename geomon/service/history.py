"""What documents say as events, and which tasks of several documents are one and the same.

A report on an inspection repeats the tasks of its plan under the same numbers. They are one task with a longer history: its record is the
newest one that was public on the day shown, its events are those of all.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from geomon.documents import speaks_of
from geomon.model import Document, Event, Task

_FILLER = re.compile(r"贯彻|落实|关于|反馈|发现|问题|意见|报告|情况|整改|进展|方案|工作|完成|通报|公示|公开|汇报|演示|"
                     r"第?20\d\d年?度?|[\W_的及和与对]")
_INSPECTION = re.compile(r"督察|督查|督导|检查|排查|巡察|巡视")
SAME_NUMBER, OTHER_NUMBER = 55.0, 85.0
"""Share of common text (0-100) from which two problems are one task, with the same number and with another."""
HELD, _LEAST, _MOST = 65.0, 12, 600
"""Share of a brief problem's letters (0-100) that a fuller one of the same number holds; letters that are enough, and compared at most."""


def document_date(document: Document) -> tuple[dt.date | None, bool]:
    """Return the day that a document speaks of, and whether it was inferred: it neither prints nor states one."""
    day, how = speaks_of(document)
    return day, how not in ("issued", "as of the date that it states")


def document_events(document: Document) -> list[Event]:
    """Return what a document says of each of its tasks: that it was planned, and the progress that it claims.

    A document whose day is not known gives none: a claim without a day could turn a light before anybody made it.
    """
    day, inferred = document_date(document)
    if day is None:
        return []
    dated: dict[str, object] = {"dated": "inferred"} if inferred else {}
    events = []
    for task in document.tasks:
        subject = f"{document.id}#{task.key}"
        if document.kind not in ("progress", "notice"):
            events.append(Event(day, "document", "planned", subject, dict(dated), document.source))
        if task.status.progress is not None or document.kind in ("progress", "notice"):
            body = {"progress": task.status.progress, "text": task.status.text} | dated
            events.append(Event(day, "document", "progress", subject, body, document.source))
    return events


def standing(events: Iterable[Event]) -> list[Event]:
    """Return the events that nobody has withdrawn since."""
    every = list(events)
    gone = withdrawn_by(every)
    return [e for e in every if e.kind != "withdrawn" and e.seq not in gone]


def withdrawn_by(events: Iterable[Event]) -> set[object]:
    """Return the numbers of the events that these take back."""
    return {e.body.get("seq") for e in events if e.kind == "withdrawn"}


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Thread:
    """One task over all documents that speak of it, oldest first."""

    records: tuple[tuple[dt.date | None, Document, Task], ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """Its ids in the documents, oldest first."""
        return tuple(f"{document.id}#{task.key}" for _, document, task in self.records)

    def on(self, day: dt.date) -> tuple[Document, Task]:
        """Return the record that was the newest on `day`; what it leaves out is taken from older ones."""
        return self.of_first(self.public(day))

    def public(self, day: dt.date) -> int:
        """Return how many of its records were public on `day`, the first at least."""
        return sum(r[0] is None or r[0] <= day for r in self.records) or 1

    def of_first(self, known: int) -> tuple[Document, Task]:
        """Return the newest of the first `known` records; what it leaves out is taken from older ones."""
        _, document, task = self.records[known - 1]
        for _, _, older in reversed(self.records[:known - 1]):
            task = _completed(task, older)
        return document, task


def threads_of(documents: Sequence[Document]) -> tuple[Thread, ...]:
    """Return every task once, in the order of the documents; see `Thread`."""
    groups: defaultdict[tuple[str, str], list[Document]] = defaultdict(list)
    for document in documents:
        groups[group_of(document)].append(document)
    threads: list[Thread] = []
    for group in groups.values():
        records: list[list[tuple[dt.date | None, Document, Task]]] = []
        for document in sorted(group, key=lambda d: (document_date(d)[0] or dt.date.min, d.id)):
            day = document_date(document)[0]
            earlier = [r for r in records if r[-1][1] is not document]
            taken: set[int] = set()
            for task in document.tasks:
                found = _same(task, [(n, r[-1][2]) for n, r in enumerate(earlier) if n not in taken])
                if found is None:
                    records.append([(day, document, task)])
                else:
                    taken.add(found)
                    earlier[found].append((day, document, task))
        threads.extend(Thread(tuple(r)) for r in records)
    return tuple(threads)


def group_of(document: Document) -> tuple[str, str]:
    """Return what documents on the same tasks have in common: the city and the inspection; a document that names none stands alone."""
    return document.region or "", inspection_of(document) or document.id


def inspection_of(document: Document) -> str:
    """Return the words of the title that name the inspection; empty when it names none."""
    title = document.title.replace(document.region or "\0", "")
    return _FILLER.sub("", title) if _INSPECTION.search(title) else ""


def _same(task: Task, others: list[tuple[int, Task]]) -> int | None:
    """Return which of `others` is the same task: same number and much of the text, or another number and nearly all of it."""
    best, score = None, 0.0
    for n, other in others:
        if (share := likeness(task, other)) > score:
            best, score = n, share
    return best


def likeness(task: Task, other: Task) -> float:
    """Return how much of their text (0-100) two tasks share; 0 where that is too little for one and the same task.

    A report tells a plan's problem in fewer words, and in others: under the same number it is the task whose words hold those, in their
    order. Of 11,000 pairs of different tasks of one document one in a thousand held half of the shorter's letters, and the few that held
    more were written alike but for the place.
    """
    share = fuzz.ratio(task.problem, other.problem)
    if task.key != other.key:
        return share if share >= OTHER_NUMBER else 0.0
    return share if share >= SAME_NUMBER else _held(task, other)


def _held(task: Task, other: Task) -> float:
    """Return how many of a brief problem's letters (0-100) a fuller one holds in their order; 0 where these are too few."""
    brief, full = sorted((f"{one.title or ''}{one.problem}"[:_MOST] for one in (task, other)), key=len)
    if len(brief) < _LEAST:
        return 0.0
    share = 100.0 * LCSseq.similarity(brief, full) / len(brief)
    return share if share >= HELD else 0.0


def _completed(task: Task, older: Task) -> Task:
    changes: dict[str, object] = {}
    if task.deadline.kind == "none":
        changes["deadline"] = older.deadline
    if not any(dataclasses.astuple(task.units)):
        changes["units"] = older.units
    changes |= {name: getattr(older, name) for name in ("title", "goal", "milestones") if not getattr(task, name) and getattr(older, name)}
    return dataclasses.replace(task, **changes) if changes else task  # type: ignore[arg-type]

