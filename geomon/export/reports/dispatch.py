"""The monthly dispatch sheet (调度表): open tasks under the columns that departments fill in, all on one sheet and one sheet a unit."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper, units_of
from geomon.model import Event, Task, TaskStatus

COLUMNS = ("序号", "重点任务", "责任单位", "完成时限", "工作进展情况", "存在问题")
NUMBER = "任务编号"
"""The register's own number of each task stands in a hidden column of the workbook; by it a filled row finds its way back."""
_WIDTHS = (6, 44, 24, 16, 40, 28, 22)


def make(given: Given) -> Paper:
    """Return the sheet of all open tasks; what was last reported stands in the last two columns with its date, to be overwritten."""
    opened = [one for one in given.chosen() if one.status.light != "green"]
    if not opened:
        raise InputError(
            "no task is open for that choice.", how="Choose another --unit, --county or --as-of; geomon status lists what is open."
        )
    month = f"{given.as_of.year}年{given.as_of.month}月"
    by_unit: dict[str, list[TaskPaper]] = {}
    for one in opened:
        for unit in dict.fromkeys((*one.task.units.lead, *one.task.units.responsible)):
            by_unit.setdefault(unit, []).append(one)
    parts = [Part(given.unit or "全部", tables=(_table(opened),))]
    if not given.unit:                                     # one unit's sheet stands alone: of two alike one would stay empty
        parts += [Part(unit, tables=(_table(some),), sheet_only=True) for unit, some in by_unit.items()]
    return Paper(f"{given.title}重点任务调度表（{month}）", given.note, tuple(parts))


def _table(some: Sequence[TaskPaper]) -> Table:
    rows = [
        (
            str(n),
            *asked(one.task, one.status),
            last_said(one.events, "text"),
            last_said(one.events, "problem"),
            one.id,
        )
        for n, one in enumerate(some, 1)
    ]
    return Table((*COLUMNS, NUMBER), tuple(rows), _WIDTHS, hidden=1)


def asked(task: Task, status: TaskStatus) -> tuple[str, str, str]:
    """Return what a row asks about: the task, its units, its deadline."""
    return task.title or task.problem, units_of(task), task.deadline.text or (status.due.isoformat() if status.due else "未写明")


def last_said(events: Sequence[Event], name: str) -> str:
    """Return the last word on progress ("text") or on difficulties ("problem") as the sheet prints it; "" before the first."""
    said = next((event for event in reversed(events) if event.kind == "progress" and event.body.get(name)), None)
    return printed(said, name) if said else ""


def printed(event: Event, name: str) -> str:
    """Return a word of an event as the sheet prints it: with its day."""
    return f"{event.body[name]}（{event.at}）"
