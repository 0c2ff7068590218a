"""The ledgers (清单制台账): problems, measures, units and what was struck off, each list on its own sheet and tied by the task's number."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper, basis_of, entry_of, source_of, units_of
from geomon.export.reports.status import WORDS
from geomon.text import shortened

ROLES = {"lead": "牵头", "responsible": "责任", "cooperating": "配合", "implementing": "落实", "acceptance": "验收"}
DONE = ("accepted", "noticed", "closed")
_KINDS = {"accepted": "验收", "noticed": "公示", "closed": "销号"}


def make(given: Given) -> Paper:
    """Return the lists of the chosen tasks."""
    some = given.chosen()
    if not some:
        raise InputError("no task answers to that choice.", where=given.unit or given.county or given.task,
                         how="geomon status --json lists the tasks as document#number.")
    tables = (("总台账", _all(given, some)), ("问题清单", _problems(given, some)), ("措施清单", _measures(some)),
              ("责任清单", _units(some)), ("销号清单", _closed(some)))
    return Paper(f"{given.title}整改清单台账", given.note, tuple(Part(name, tables=(table,)) for name, table in tables))


def _all(given: Given, some: Sequence[TaskPaper]) -> Table:
    rows = [(str(n), one.id, one.task.title or one.task.problem, "、".join(given.counties_of(one.id)), units_of(one.task),
             one.task.deadline.text or "未写明", WORDS[one.status.light], one.status.reason, _last(one, "text"), _last(one, "problem"),
             basis_of(one)) for n, one in enumerate(some, 1)]
    columns = ("序号", "任务编号", "整改任务", "县区", "责任单位", "完成时限", "预警", "情况", "工作进展情况", "存在问题", "依据")
    return Table(columns, tuple(rows), (6, 22, 40, 14, 24, 16, 16, 36, 36, 24, 24))


def _problems(given: Given, some: Sequence[TaskPaper]) -> Table:
    rows = [(str(n), one.id, one.task.section, one.task.problem, one.task.goal or "", "、".join(given.counties_of(one.id)),
             "、".join(site.name for site in one.sites), source_of(one, "problem")) for n, one in enumerate(some, 1)]
    return Table(("序号", "任务编号", "类别", "问题", "整改目标", "县区", "点位", "出处"), tuple(rows), (6, 22, 20, 60, 40, 14, 30, 36))


def _measures(some: Sequence[TaskPaper]) -> Table:
    rows = [(one.id, m.number or str(n), m.text, units_of(one.task), one.task.deadline.text or "未写明", source_of(one, "measures", m.span))
            for one in some for n, m in enumerate(one.task.measures, 1)]
    return Table(("任务编号", "措施", "内容", "责任单位", "完成时限", "出处"), tuple(rows), (22, 8, 70, 28, 16, 36))


def _units(some: Sequence[TaskPaper]) -> Table:
    rows = [(unit, word, one.id, one.task.title or shortened(one.task.problem, 60), one.task.deadline.text or "未写明",
             WORDS[one.status.light])
            for one in some for role, word in ROLES.items() for unit in getattr(one.task.units, role)]
    order = {unit: n for n, unit in enumerate(dict.fromkeys(row[0] for row in rows))}
    rows = sorted(dict.fromkeys(rows), key=lambda row: order[row[0]])
    return Table(("单位", "职责", "任务编号", "整改任务", "完成时限", "预警"), tuple(rows), (26, 8, 22, 50, 16, 18))


def _closed(some: Sequence[TaskPaper]) -> Table:
    rows = [(one.id, one.task.title or shortened(one.task.problem, 60), _KINDS[e.kind], e.at.isoformat(),
             str(e.body.get("opinion") or e.body.get("filing") or e.body.get("paper") or e.body.get("text") or ""), e.actor, entry_of(e))
            for one in some for e in one.events if e.kind in DONE]
    return Table(("任务编号", "整改任务", "环节", "日期", "文号或意见", "经办", "出处"), tuple(rows), (22, 50, 10, 14, 40, 16, 30))


def _last(one: TaskPaper, name: str) -> str:
    said = next((e for e in reversed(one.events) if e.kind == "progress" and e.body.get(name)), None)
    return f"{said.body[name]}（{said.at}）" if said else ""
