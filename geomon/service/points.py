"""What is shown for checking, as frozen records: points that can be answered, marks in the text, the sheet of a document."""

from __future__ import annotations

import dataclasses
from typing import Any

from geomon.model import Document, Doubt, Span, Task
from geomon.service.corrections import Correction, Ruling
from geomon.service.values import Item


@dataclasses.dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen: what it would write, and why one might; `note` is a key of the page's words.

    `field` is "task" where the answer is about the task and not about the field in doubt.
    """

    kind: str
    value: Any
    note: str
    field: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """Something that can be answered: a doubt, or a field of a task.

    Attributes
    ----------
    ident : for links; stays over re-readings as long as the doubt or the field's thing does.
    number : of the doubt in the document, from 1; 0 for a field.
    task : key of its task as read.
    value, read : what counts now, and what the reader read; see `values.value_of`.
    options : answers to choose from, the proposed first.
    settled : the answer that holds; None while there is none.
    added : it was marked by a person, so it can only be taken back.
    """

    ident: str
    number: int
    task: str
    field: str
    item: Item
    span: Span
    doubt: Doubt | None
    value: Any
    read: Any
    options: tuple[Option, ...]
    settled: Correction | None
    added: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """The doubt as an answer names it."""
        return (self.doubt.kind, self.doubt.field, *self.doubt.values) if self.doubt else ()


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """A part of the text to be highlighted; `kind` is a value of `review.MARKS`, or "doubt" for a doubt that is about no such field."""

    start: int
    end: int
    kind: str
    ident: str
    number: int = 0
    settled: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class TaskSheet:
    """One task: as read, as it counts now (None when it was rejected), its version for `Answer`, its fields."""

    task: Task
    now: Task | None
    version: str
    fields: tuple[Point, ...]
    rejected: Correction | None


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class ReviewSheet:
    """One document to be checked.

    Attributes
    ----------
    doubts : in the order of the text.
    fields : how many hold something.
    marks : by their beginning, longer ones first.
    recent : the answers that hold, newest first, each with the point that it settled.
    orphans : answers that find no words to rest on.
    """

    document: Document
    doubts: tuple[Point, ...]
    tasks: tuple[TaskSheet, ...]
    fields: int
    marks: tuple[Mark, ...]
    recent: tuple[tuple[Correction, Point], ...]
    orphans: tuple[Ruling, ...]

    @property
    def settled(self) -> int:
        """How many of the doubts have an answer."""
        return sum(one.settled is not None for one in self.doubts)

    def point(self, ident: str) -> Point | None:
        """Return a doubt or a field by its ident."""
        return next((one for one in (*self.doubts, *(p for sheet in self.tasks for p in sheet.fields)) if one.ident == ident), None)

    def sheet(self, task: str) -> TaskSheet:
        """Return a task by its key as read; KeyError when there is none."""
        for one in self.tasks:
            if one.task.key == task:
                return one
        raise KeyError(task)


@dataclasses.dataclass(frozen=True, slots=True)
class ReviewLine:
    """How far the checking of one document has come."""

    id: str
    title: str
    source: str
    kind: str
    tasks: int
    fields: int
    doubts: int
    settled: int
    orphans: int
