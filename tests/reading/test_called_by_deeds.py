"""Tasks that are called by what is to be done: their text is the measure, and its dates are targets. Tasks called by a fault tell a problem."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document

_PLAN = """东湖市突出生态环境问题攻坚行动方案{year}
一、重点任务
（一）矿山治理
1.{first}
对西山县东坡采坑编制修复设计，2025年4月底前完成评审，2025年10月底前完成覆土。
（牵头单位：市自然资源局；责任单位：西山县；完成时限：2025年12月底前）
2.{second}
南岭区北沟渣堆截排水沟堵塞，2025年5月底前完成疏通。
（牵头单位：市生态环境局；责任单位：南岭区；完成时限：2025年9月底前）
"""


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


@pytest.mark.parametrize("year", ["", "（2025年度）"])
@pytest.mark.parametrize(
    ("first", "second"),
    [("实施废弃采坑修复", "推进渣堆隐患治理"), ("加快修复废弃采坑", "整治渣堆违规排口"), ("深化采坑修复", "清理沿河渣堆")],
)
def test_dates_in_the_text_below_a_deed_are_targets(year: str, first: str, second: str) -> None:
    tasks = read(_PLAN.format(year=year, first=first, second=second)).tasks
    assert [[str(m.due) for m in task.milestones] for task in tasks] == [["2025-04-30", "2025-10-31"], ["2025-05-31"]]
    assert [task.deadline.text for task in tasks] == ["2025年12月底前", "2025年9月底前"]


def test_a_plan_of_a_year_of_deeds_with_deadlines_is_a_work_plan() -> None:
    assert read(_PLAN.format(year="（2025年度）", first="实施采坑修复", second="推进渣堆治理")).kind == "workplan"


@pytest.mark.parametrize(("first", "second"), [("修复废弃采坑进展缓慢", "治理渣堆不彻底"), ("东坡采坑没有修复", "北沟渣堆长期堆存")])
def test_dates_below_a_fault_are_no_targets(first: str, second: str) -> None:
    text = _PLAN.format(year="（2025年度）", first=first, second=second)
    document = read(text.replace("2025年4月底前完成评审，2025年10月底前完成覆土", "原定2024年4月底前完成评审，至今没有完成"))
    assert (document.kind, [task.milestones for task in document.tasks]) == ("plan", [(), ()])


_SHEET = """东湖市督察反馈问题整改月调度表（2025年6月）

| 任务序号 | 问题概述 | 牵头单位 | 整改时限 | 6月进展情况 | 进度评价 | {next} |
| --- | --- | --- | --- | --- | --- | --- |
| 2 | 东坡渣堆长期露天堆存。 | 西山县 | 2025年12月底前 | {done} | 达到序时进度 | {ahead} |
| 5 | 北沟生活污水直排。 | 南岭区 | 2025年11月底前 | 管网完成三成。 | 达到序时进度 | 9月底前完成支管。 |
"""
_COUNTED = "一是挡渣墙完工。二是完成覆土3公顷。"


@pytest.mark.parametrize("heading", ["下步打算", "下一步工作打算", "下阶段安排", "下月计划", "后续工作安排"])
def test_counted_steps_that_were_done_are_measures_beside_what_comes_next(heading: str) -> None:
    first, second = read(_SHEET.format(next=heading, done=_COUNTED, ahead="8月底前完成调试。")).tasks
    assert [measure.number for measure in first.measures] == ["1", "2", None]
    assert [[str(m.due) for m in task.milestones] for task in (first, second)] == [["2025-08-31"], ["2025-09-30"]]
    assert [measure.text for measure in second.measures] == ["9月底前完成支管。"]


def test_counted_steps_ahead_are_the_measures_and_what_was_done_is_none() -> None:
    first, _ = read(_SHEET.format(next="下步打算", done=_COUNTED, ahead="一是8月底前完成调试。二是10月底前完成植绿。")).tasks
    assert [measure.text[:3] for measure in first.measures] == ["8月底", "10月"]


def test_a_column_of_measures_stays_the_measures_beside_counted_progress() -> None:
    first, _ = read(_SHEET.format(next="整改措施", done=_COUNTED, ahead="8月底前完成调试。")).tasks
    assert [measure.number for measure in first.measures] == [None]
