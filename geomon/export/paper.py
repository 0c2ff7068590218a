"""A report before it has a format: a title and parts of headings, paragraphs and tables, so that a report knows no file format."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from geomon.export.pair import Pair
from geomon.model import Document, Event, Site, Task, TaskStatus
from geomon.publishing import Stamp
from geomon.situation import Situation


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings; `widths` in characters, as many as columns; only a workbook carries the last `hidden` columns, out of sight."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    hidden: int = 0

    @property
    def shown(self) -> Table:
        """The table without its hidden columns."""
        n = len(self.columns) - self.hidden
        return self if not self.hidden else Table(self.columns[:n], tuple(row[:n] for row in self.rows), self.widths[:n])


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a paper under its own heading; `sheet_only` parts are left out of what is read from top to bottom.

    `pairs` are pictures of two dates, which a workbook leaves out.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    sheet_only: bool = False
    pairs: tuple[Pair, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Paper:
    """A report: `note` says as of when and from what it was made; `templates` is the folder of those that give its kind its look."""

    title: str
    note: str
    parts: tuple[Part, ...]
    draft: bool = False
    kind: str = ""
    templates: Path | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class TaskPaper:
    """What the register knows of one task: its newest record, status, sites and the events of all its documents.

    `pairs` are its sites from above on two dates.
    """

    id: str
    document: Document
    task: Task
    status: TaskStatus
    sites: tuple[Site, ...]
    events: tuple[Event, ...]
    pairs: tuple[Pair, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Given:
    """What a report is made from.

    Attributes
    ----------
    tasks : by id, in the order of the situation.
    unit, county, task : what was asked for; empty for all.
    head : of the audit chain, which ties the paper to the register.
    stamp : of a paper that leaves the house; None for one that stays.
    """

    situation: Situation
    tasks: Mapping[str, TaskPaper]
    title: str
    head: str
    unit: str = ""
    county: str = ""
    task: str = ""
    stamp: Stamp | None = None

    @property
    def as_of(self) -> dt.date:
        """The day that it speaks of."""
        return self.situation.as_of

    @property
    def note(self) -> str:
        """As of when, and from which state of the register."""
        if self.stamp:
            return self.stamp.zh
        return f"截至{self.as_of}；据台账第{self.situation.version}版生成，审计链末端{self.head[:12] or '（无）'}。"

    def chosen(self) -> list[TaskPaper]:
        """Return the tasks that were asked for, in the order of the situation."""
        rows = self.situation.tasks
        return [
            self.tasks[ident]
            for ident, units, counties in zip(rows["id"], rows["units"], rows["counties"], strict=True)
            if (not self.unit or self.unit in units)
            and (not self.county or self.county in counties)
            and (not self.task or ident == self.task)
        ]

    def counties_of(self, ident: str) -> tuple[str, ...]:
        """Return the counties that a task concerns; its city where it concerns none in particular."""
        row = self.situation.tasks.set_index("id").loc[ident]
        return tuple(row["counties"]) or (str(row["city"] or "未写明"),)


class Report(Protocol):
    """One module under `reports/`: `make(given) -> Paper`."""

    make: Callable[[Given], Paper]


def units_of(task: Task) -> str:
    """Return the units that answer for a task as officials print them."""
    lead = [f"{name}（牵头）" for name in task.units.lead]
    rest = [name for name in (*task.units.responsible, *task.units.implementing) if name not in task.units.lead]
    return "、".join(dict.fromkeys((*lead, *rest)))


def source_of(one: TaskPaper, field: str, span: tuple[int, int] = (0, 0)) -> str:
    """Return where a field of a task stands: document, task, page, and the letters of the text as read ("geomon read --text" prints it)."""
    start, end = span if span != (0, 0) else next((f.span for f in one.task.fields if f.name == field), one.task.span)
    page = f"，第{one.task.page}页" if one.task.page else ""
    at = f"，原文第{start}至{end}字" if (start, end) != (0, 0) else ""
    return f"{one.document.source}第{one.task.number}项{page}{at}"


def entry_of(event: Event) -> str:
    """Return which entry of the register something rests on, and the file that it came with."""
    of = "" if not event.source or event.source == "steps" else f"，{event.source}"
    return f"台账第{event.seq}条（{event.at}，{'文件' if event.actor == 'document' else event.actor}{of}）"


def basis_of(one: TaskPaper) -> str:
    """Return what a task's state rests on: its place in the document, and the last word on it."""
    last = next((event for event in reversed(one.events) if event.kind != "planned"), None)
    return f"{one.document.source}第{one.task.number}项" + (f"；台账第{last.seq}条（{last.at}）" if last else "")
