"""A report without a date that names one year: what it tells of that year is done, but where it may be an aim. All texts are our own."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.documents.to_come import so_far
from geomon.model import Task

REPORT = """石桥市督察反馈问题整改进展情况

一、北岭渣堆未清理，污染周边。
责任单位：市水务局
整改时限：2024年
整改进展：{}
二、南湖河道淤塞，水质变差。
责任单位：市水务局
整改时限：2024年
整改进展：正在清淤。
"""
DATED = REPORT.replace("进展情况\n", "进展情况\n2025年4月10日\n").replace("时限：2024年", "时限：2026年6月底前")


def first(text: str) -> Task:
    return read_text(source_of_text(text), "p.txt", "").tasks[0]


def undated(told: str) -> tuple[str | None, bool]:
    task = first(REPORT.format(told))
    return task.status.progress, any(doubt.kind == "state-undated" for doubt in task.doubts)


@pytest.mark.parametrize(
    "told",
    [
        "2024年投入资金800万元，建成截洪沟2公里，完成整改。",
        "2023年启动，2024年建成投用，整改完成。",
        "对照2024年任务清单，整改完成。",
        "完成整改（2024年）。",
        "2024年清运渣土6万吨，整改到位。",
    ],
)
def test_deeds_of_the_past_are_done(told: str) -> None:
    assert undated(told) == ("completed", False)


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("2024年度完成整改。", "completed"),
        ("2024年完成整改任务。", "completed"),
        ("2024年全面完成整改，通过省级验收。", "accepted"),
        ("2024年全面清运渣土6万吨，完成整改。", "completed"),
        ("2024年通过省级验收销号。", "closed"),
    ],
)
def test_what_cannot_be_told_is_kept_with_a_doubt(told: str, progress: str) -> None:
    assert undated(told) == (progress, True)


@pytest.mark.parametrize("told", ["2024年全面完成整改。", "力争2024年完成整改。", "2024年底前完成整改。", "2024年实现全面完成整改。", "计划2024年完成整改。", "2024年计划投入300万元，完成整改。"])
def test_an_aim_of_the_year_is_not_done(told: str) -> None:
    assert undated(told) == (None, False)


@pytest.mark.parametrize("told", ["2024年度完成整改。", "2024年全面完成整改。"])
def test_a_report_with_a_date_leaves_no_doubt(told: str) -> None:
    task = first(DATED.format(told))
    assert task.status.progress == "completed"
    assert not [doubt for doubt in task.doubts if doubt.kind == "state-undated"]


@pytest.mark.parametrize(
    "told",
    [
        "2025年12月底前根据实际完成渣堆清运，完成整改。",
        "2025年9月底前结合实际完成覆土，通过市级验收。",
        "2025年11月底前完成清运，对正在运行的淋溶池同步改造，通过验收。",
        "2025年11月底前完成清运，对已建淋溶池同步改造，通过验收。",
        "预计2025年8月建成，实际投资300万元，完成整改。",
        "争取2025年底完成整改。",
        "争取2025年资金到位，完成整改。",
        "拟2026年完成整改，整改到位。",
    ],
)
def test_a_plan_goes_on_behind_what_it_is_fitted_to(told: str) -> None:
    assert first(DATED.format(told)).status.progress is None


@pytest.mark.parametrize(
    "told",
    [
        "计划2025年9月建成，实际2025年3月建成，完成整改。",
        "计划2025年9月清完，目前渣堆已清运，完成整改。",
        "争取2025年省级资金300万元，建成淋溶池，整改完成。",
        "拟定2025年清运方案，清运渣土3万吨，整改完成。",
    ],
)
def test_what_is_told_behind_a_plan_or_money_of_the_year_is_done(told: str) -> None:
    assert first(DATED.format(told)).status.progress == "completed"


@pytest.mark.parametrize("unit", ["2024年", "2024年，全面", "争取2024年", "（2024年"])
def test_long_lines_take_no_longer(unit: str) -> None:
    text, begun = unit * (60_000 // len(unit)), time.perf_counter()
    for certain in (False, True):
        so_far(text, 2024, dt.date(2024, 1, 1), sure=False, certain=certain)
    assert time.perf_counter() - begun < 5
