"""What people tell the reader of documents, as events, and what follows for each document.

Other than a correction, which holds for one field, this decides how a document is read; the documents that it concerns are read again.
Kinds, all of source "reading"::

    label     subject the city, or "labels" for documents that name none: word, role (of `documents.COLUMN_ROLES`, or "ignore"), city;
              holds for every document of the city
    begins    subject a document: a task begins on the line that begins with `words`; number, for the task
    joined    subject a document: the task on the line that begins with `words` belongs to the one before it; number, of that task

The newest on a word or line holds, and one taken back is `withdrawn`. A line that a re-reading does not find has no effect until it is
back.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from geomon.documents import COLUMN_ROLES
from geomon.documents.lessons import NOTHING, SHORTEST, Lesson, Mark
from geomon.errors import InputError
from geomon.model import Document, Event, Task

READING = "reading"
"""Source of these events."""
LABEL, BEGINS, JOINED = "label", "begins", "joined"
TAUGHT = (LABEL, BEGINS, JOINED)
ROLES = (*COLUMN_ROLES, NOTHING)
LONGEST_WORD, LONGEST_LINE = 30, 30
_WORD = re.compile(r"[^\s：:，。；]+")


@dataclasses.dataclass(frozen=True, slots=True)
class Taught:
    """An event of this module's kinds, read; what its kind does not have is empty."""

    seq: int
    at: dt.date
    actor: str
    kind: str
    city: str = ""
    word: str = ""
    role: str = ""
    document: str = ""
    words: str = ""
    number: str = ""


class Lessons:
    """What was told of all documents, by city and by document."""

    def __init__(self, taught: Iterable[Taught]) -> None:
        self._labels: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._marks: defaultdict[str, list[Mark]] = defaultdict(list)
        for one in taught:
            if one.kind == LABEL:
                self._labels[one.city][one.word] = one.role
            else:
                self._marks[one.document].append(Mark("start" if one.kind == BEGINS else "joined", one.words, one.number))

    def __bool__(self) -> bool:
        return bool(self._labels or self._marks)

    def lesson(self, document: str, city: str) -> Lesson:
        """Return what was told for a document of a city."""
        return Lesson(tuple(sorted(self._labels.get(city, {}).items())), tuple(self._marks.get(document, ())))

    def of(self, document: str) -> Callable[[str], Lesson] | None:
        """Return what the reader asks for a document; None when nobody told anything."""
        return (lambda city: self.lesson(document, city)) if self else None


def taught_of(events: Iterable[Event]) -> tuple[Taught, ...]:
    """Return what standing events tell, oldest first, one a word or line; what is no whole one is left out."""
    found: dict[tuple[str, ...], Taught] = {}
    for event in sorted((e for e in events if e.source == READING and e.kind in TAUGHT), key=lambda e: e.seq or 0):
        one = _taught(event)
        if one is not None:
            key = (one.city, one.word) if one.kind == LABEL else ("#", one.document, one.words)
            found.pop(key, None)
            found[key] = one
    return tuple(found.values())


def lessons_of(events: Iterable[Event]) -> Lessons:
    """Return what standing events tell, for reading."""
    return Lessons(taught_of(events))


def begun_by(one: Taught, document: Document) -> Task | None:
    """Return the task that begins where a person said so; None where the reader finds no such line."""
    def opens(task: Task) -> bool:
        start = task.span[0]
        return re.sub(r"\s+", "", document.text[start:start + 4 * LONGEST_LINE]).startswith(one.words)

    return next((task for task in document.tasks if opens(task)), None) if one.kind == BEGINS else None


def label_event(city: str, word: str, role: str, actor: str, day: dt.date) -> Event:
    """Return the event that gives a label or heading of a city's documents a role.

    Raises
    ------
    InputError
        If it is no word, or there is no such role.
    """
    word = re.sub(r"\s+", "", word)
    if not _WORD.fullmatch(word) or len(word) > LONGEST_WORD:
        raise InputError(f"{word[:LONGEST_WORD]!r} is no label.", where="label",
                         how=f"Write the word as it stands before the colon, at most {LONGEST_WORD} letters.")
    if role not in ROLES:
        raise InputError(f"a label cannot stand for {role!r}.", where=word, how=f"Use one of: {', '.join(ROLES)}.")
    return Event(day, actor, LABEL, city or "labels", {"city": city, "word": word, "role": role}, READING)


def mark_event(kind: str, document: str, line: str, number: str, actor: str, day: dt.date) -> Event:
    """Return the event that marks a line of a document.

    Raises
    ------
    InputError
        If too little stands on the line to know it again.
    """
    words = re.sub(r"\s+", "", line)[:LONGEST_LINE]
    if len(words) < SHORTEST:
        raise InputError(f"{words!r} is too little to know the line again.", where=document, how="Mark the first line that says more.")
    return Event(day, actor, kind, document, {"words": words, "number": number}, READING)


def _taught(event: Event) -> Taught | None:
    body: dict[str, Any] = event.body
    kept = {name: body[name] for name in ("city", "word", "role", "words", "number") if isinstance(body.get(name), str)}
    document = "" if event.kind == LABEL else event.subject
    whole = kept.get("word") and kept.get("role") in ROLES if event.kind == LABEL else document and kept.get("words")
    return Taught(event.seq or 0, event.at, event.actor, event.kind, document=document, **kept) if whole else None
