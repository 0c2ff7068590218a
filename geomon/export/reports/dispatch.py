"""The monthly dispatch sheet (调度表): open tasks under the columns that departments fill in, all on one sheet and one sheet a unit."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper, units_of

COLUMNS = ("序号", "重点任务", "责任单位", "完成时限", "工作进展情况", "存在问题", "任务编号")
"""The annex's columns, and the register's own number of each task, by which a filled sheet finds its way back."""
_WIDTHS = (6, 44, 24, 16, 40, 28, 22)


def make(given: Given) -> Paper:
    """Return the sheet of all open tasks; what was last reported stands in the progress column with its date, to be overwritten."""
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
    parts = [Part("全部", tables=(_table(opened),))]
    parts += [Part(unit, tables=(_table(some),), sheet_only=True) for unit, some in by_unit.items() if not given.unit or unit == given.unit]
    return Paper(f"{given.title}重点任务调度表（{month}）", given.note, tuple(parts))


def _table(some: Sequence[TaskPaper]) -> Table:
    rows = [
        (
            str(n),
            one.task.title or one.task.problem,
            units_of(one.task),
            one.task.deadline.text or (one.status.due.isoformat() if one.status.due else "未写明"),
            _last_report(one),
            "",
            one.id,
        )
        for n, one in enumerate(some, 1)
    ]
    return Table(COLUMNS, tuple(rows), _WIDTHS)


def _last_report(one: TaskPaper) -> str:
    claim = next((e for e in reversed(one.events) if e.kind == "progress" and e.body.get("text")), None)
    return f"{claim.body['text']}（{claim.at}）" if claim else ""
