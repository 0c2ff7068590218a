"""The status report (整改进展通报): counts by light and county, and every task that asks for somebody, so that each number has its rows."""

from __future__ import annotations

from collections import Counter

from geomon.export.paper import Given, Paper, Part, Table, TaskPaper, units_of
from geomon.model import LIGHTS, URGENCY

_WORDS = {"red": "▲ 逾期或反弹", "yellow": "◆ 临期或滞后", "blue": "● 正常推进", "green": "■ 完成、验收或销号", "grey": "○ 未报"}


def make(given: Given) -> Paper:
    """Return the report on the chosen tasks."""
    some = given.chosen()
    counts = Counter(one.status.light for one in some)
    done = counts["green"]
    share = f"，完成率{100 * done / len(some):.1f}%（{done}/{len(some)}）" if some else ""
    summary = f"截至{given.as_of}，共{len(some)}项任务{share}：" + "，".join(f"{_WORDS[light]}{counts[light]}项" for light in LIGHTS) + "。"
    parts = [Part("总体情况", (summary,), (_by_county(given, some),))]
    for light in URGENCY:
        rows = [one for one in some if one.status.light == light]
        if rows:
            parts.append(Part(f"{_WORDS[light]}（{len(rows)}项）", tables=(_listed(rows),)))
    return Paper(f"{given.title}督察整改进展通报", given.note, tuple(parts))


def _by_county(given: Given, some: list[TaskPaper]) -> Table:
    found: dict[str, Counter[str]] = {}
    for one in some:
        for county in given.counties_of(one.id):
            found.setdefault(county, Counter())[one.status.light] += 1
    rows = [(county, *(str(counter[light]) for light in LIGHTS), str(counter.total())) for county, counter in sorted(found.items())]
    return Table(("县区", *(_WORDS[light] for light in LIGHTS), "任务数"), tuple(rows), (16, *([12] * len(LIGHTS)), 10))


def _listed(rows: list[TaskPaper]) -> Table:
    table = [(one.id, one.task.title or one.task.problem[:80], units_of(one.task), one.status.reason) for one in rows]
    return Table(("任务编号", "任务", "责任单位", "情况"), tuple(table), (22, 40, 24, 50))
