"""What a person is at on the review page, and what its buttons do."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from geomon.errors import Conflict, GeomonError
from geomon.people import WORKSPACE
from geomon.service.settling import Answer
from geomon.ui.review_paper import Window
from geomon.ui.words import said

if TYPE_CHECKING:
    from geomon.service import Point, ReviewLine, ReviewSheet, Service, TaskSheet
    from geomon.service.corrections import Correction
    from geomon.service.reading_desk import Outcome
    from geomon.service.teaching import Taught
    from geomon.ui.drafts import Written


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What a person is at: document, doubt or field, and in the mode "tasks" the task; what was put off; the part of the text shown.

    In the mode "places" `point` is the ident of a pair of places, of whatever document.

    In the mode "reading" `at` is the first character of the line that is open; -1 for none.

    `form` is "edit" while the open point is being written, "add" while something that was missed is being marked, of the words `words`,
    and "begin" while the number of a task is asked that begins at `at`.
    """

    document: str = ""
    point: str = ""
    mode: Literal["doubts", "tasks", "places", "reading"] = "doubts"
    task: str = ""
    form: str = ""
    words: str = ""
    later: tuple[str, ...] = ()
    window: Window | None = None
    at: int = -1


class Desk:
    """One run of the page: what it shows, and what its buttons do."""

    def __init__(self, service: Service, lines: Sequence[ReviewLine], look: Look) -> None:
        self.service, self.catalog, self.lines = service, service.catalog(), lines
        known = {line.id for line in lines}
        self.gone = bool(look.document) and look.document not in known
        if look.document not in known:
            first = next((line for line in lines if line.settled < line.doubts), lines[0]).id
            look = dataclasses.replace(look, document=first) if look.mode == "places" else Look(first)
        self.sheet: ReviewSheet = service.review(look.document)
        self.look = look
        self.point, self.task = self._find()

    def keep(self, look: Look) -> None:
        """Remember what a person is at."""
        self.look = st.session_state["review"] = look

    def _find(self) -> tuple[Point | None, TaskSheet | None]:
        """Return the open doubt or field and its task, and put them into the look."""
        sheet, look = self.sheet, self.look
        if look.mode in ("places", "reading"):
            return None, None
        point = sheet.point(look.point) if look.point else None
        if look.mode == "doubts" and (point is None or point.doubt is None):
            point = next_open(sheet, 0, look.later) or (sheet.doubts[0] if sheet.doubts else None)
        if look.mode == "tasks":
            task = look.task if look.task in {one.task.key for one in sheet.tasks} else sheet.tasks[0].task.key if sheet.tasks else ""
            point = point if point and point.doubt is None and point.task == task else None
        else:
            task = point.task if point else ""
        self.look = dataclasses.replace(look, point=point.ident if point else "", task=task)
        return point, sheet.sheet(task) if task else None

    def open(self, point: Point) -> None:
        """Open a doubt or a field."""
        mode: Literal["doubts", "tasks"] = "doubts" if point.doubt else "tasks"
        self.keep(dataclasses.replace(self.look, point=point.ident, mode=mode, task=point.task, form=""))

    def step(self, by: int) -> None:
        """Go to the next or the previous doubt or field."""
        if self.point is None or self.task is None:
            return
        several = self.sheet.doubts if self.look.mode == "doubts" else tuple(p for p in self.task.fields if p.value or p.settled)
        at = next((n for n, one in enumerate(several) if one.ident == self.point.ident), 0)
        self.open(several[(at + by) % len(several)])

    def later(self, point: Point) -> None:
        """Put a doubt off: it comes again when the others are settled."""
        off = (*(one for one in self.look.later if one != point.ident), point.ident)
        following = next_open(self.sheet, point.number, off)
        self.keep(dataclasses.replace(self.look, later=off, point=following.ident if following else point.ident, form=""))

    def set_form(self, which: str) -> None:
        """Open a form, or none; what was written into the one before stays as its draft."""
        self.keep(dataclasses.replace(self.look, form=which, words=self.look.words if which == "add" and self.look.form == "add" else "",
                                      point="" if which == "add" else self.look.point))

    def answer(self, point: Point, task: TaskSheet, kind: str, value: Any, field: str = "") -> None:
        """Write an answer and go on to the next doubt."""
        item = point.item if kind != "added" and not field else ()
        said = Answer(task.task.key, kind, field or point.field, item, value, point.key, task.version)
        if self.attempt(lambda: self.service.settle(self.look.document, said)) and self.look.mode == "doubts":
            following = next_open(self.sheet, point.number, self.look.later, without=point.ident)
            self.keep(dataclasses.replace(self.look, point=following.ident if following else point.ident, form=""))

    def reject(self, point: Point, task: TaskSheet) -> None:
        """Say that what was read is none; of a place that a person marked, take the mark back."""
        if point.added and point.settled:
            self.undo(point.settled)
        else:
            self.answer(point, task, "rejected", None)

    def save(self, point: Point, task: TaskSheet, kind: str, read: Callable[[], Any], written: Written, version: str = "") -> None:
        """Write what a form holds; it stays open when that cannot be. `version` is the task's where it was seen since."""
        value, version = read(), version or written.version
        if self.look.form == "add":
            said = Answer(task.task.key, "added", value.pop("field"), (), value, (), version)
        else:
            said = Answer(task.task.key, kind, point.field, point.item, value, point.key, version)
        if self.attempt(lambda: self.service.settle(self.look.document, said)):
            written.done()
            self.keep(dataclasses.replace(self.look, form="", words=""))

    def undo(self, said: Correction) -> None:
        """Take an answer back and show what it was about."""
        point = next((point for one, point in self.sheet.recent if one.seq == said.seq), None)
        if self.attempt(lambda: self.service.undo(said.seq)) and point is not None and (point.doubt or self.look.mode == "tasks"):
            self.open(point)

    @functools.cached_property
    def may_correct(self) -> bool:
        """Whether this person may say how this document is read; who may not reads it."""
        return bool(self.service.may("correct", self.service.thing(self.look.document)))

    @property
    def may_teach(self) -> bool:
        """Whether this person may say how documents are read: it concerns all of them."""
        return bool(self.service.may("correct", WORKSPACE))

    def teach(self, act: Callable[[], Outcome]) -> bool:
        """Tell the reader something; which documents were read again is shown by `review_reading.outcome`."""
        def told() -> None:
            st.session_state["review_taught"] = act()
        return self.attempt(told)

    def tell(self, city: str, roles: Mapping[str, str], written: Written, version: str) -> None:
        """Say what labels of a city's documents stand for."""
        if self.teach(lambda: self.service.reading.tell_labels(city, roles, version=version)):
            written.done()

    def untell(self, one: Taught) -> None:
        """Take back what the reader was told."""
        self.teach(lambda: self.service.reading.take_back(one.seq))

    def join(self, task: TaskSheet) -> None:
        """Say that a task belongs to the one before it, and show how the document is read then."""
        if self.teach(lambda: self.service.reading.tell_joined(self.look.document, task.task.key)):
            self.keep(dataclasses.replace(self.look, mode="reading", form="", point="", at=-1))

    def attempt(self, act: Callable[[], None]) -> bool:
        """Do something that may be refused; return whether it was done. Why it was not is shown by `review_ask.fault`."""
        st.session_state["review_said"] = st.session_state.get("review_said", 0) + 1
        try:
            act()
        except GeomonError as error:
            st.session_state["review_error"] = said(error)
            st.session_state["review_overtaken"] = isinstance(error, Conflict)
            return False
        return True


def in_turn(sheet: ReviewSheet, after: int) -> list[Point]:
    """Return the doubts in the order in which they come after the one of this number, round to the beginning."""
    return [*sheet.doubts[after:], *sheet.doubts[:after]]


def next_open(sheet: ReviewSheet, after: int, later: Sequence[str], without: str = "") -> Point | None:
    """Return the next doubt that is not settled, those that were put off last."""
    rest = [one for one in in_turn(sheet, after) if one.settled is None and one.ident != without]
    return next((one for one in rest if one.ident not in later), rest[0] if rest else None)
