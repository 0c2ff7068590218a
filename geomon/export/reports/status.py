"""The progress report (整改进展通报): counts by light and county, every task that asks for somebody, and for each figure what it counts."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.export.figures import Figures
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper, basis_of, units_of
from geomon.model import LIGHTS, URGENCY
from geomon.text import shortened

WORDS = {"red": "▲ 逾期或反弹", "yellow": "◆ 临期或滞后", "blue": "● 正常推进", "green": "■ 完成、验收或销号", "grey": "○ 未报"}
ANNEX = "附：数字出处"


def make(given: Given) -> Paper:
    """Return the report on the chosen tasks."""
    some, figures = given.chosen(), Figures()
    ids = {light: [one.id for one in some if one.status.light == light] for light in LIGHTS}
    every = [one.id for one in some]
    all_ = figures.mark(len(every), "任务总数", every)
    counts = {light: figures.mark(len(of), f"{WORDS[light]}的任务", of) for light, of in ids.items()}
    share = ""
    if every:
        rate = f"{100 * len(ids['green']) / len(every):.1f}%"
        share = "，完成率" + figures.mark(rate, "完成率", f"{counts['green']}÷{all_}")
    summary = f"截至{given.as_of}，共{all_}项任务{share}：" + "，".join(f"{WORDS[light]}{counts[light]}项" for light in LIGHTS) + "。"
    parts = [Part("一、总体情况", (summary,), (_by_county(given, some, figures),))]
    for light in URGENCY:
        if rows := [one for one in some if one.status.light == light]:
            parts.append(Part(f"{'二三四五六'[len(parts) - 1]}、{WORDS[light]}（{counts[light]}项）", tables=(_listed(rows),)))
    return Paper(f"{given.title}督察整改进展通报", given.note, (*parts, figures.annex(ANNEX)))


def _by_county(given: Given, some: Sequence[TaskPaper], figures: Figures) -> Table:
    """Return the counts by county, each with its mark but zero, which counts nothing; a task of two counties is counted in both."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in some:
        for county in given.counties_of(one.id):
            found.setdefault(county, {light: [] for light in LIGHTS})[one.status.light].append(one.id)
    rows = []
    for county, of in sorted(found.items()):
        cells = [figures.mark(len(ids), f"{county}：{WORDS[light]}", ids) if ids else "0" for light, ids in of.items()]
        every = [ident for ids in of.values() for ident in ids]
        rows.append((county, *cells, figures.mark(len(every), f"{county}：任务数", every)))
    return Table(("县区", *(WORDS[light] for light in LIGHTS), "任务数"), tuple(rows), (18, *([14] * len(LIGHTS)), 14))


def _listed(rows: Sequence[TaskPaper]) -> Table:
    table = [(one.id, one.task.title or shortened(one.task.problem, 80), units_of(one.task), one.status.reason, basis_of(one))
             for one in rows]
    return Table(("任务编号", "任务", "责任单位", "情况", "依据"), tuple(table), (20, 32, 20, 32, 32))
