"""A plan that reaches over a semicolon, a thing that came back, a step told last: none of them leaves a task plainly done. Our own texts."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from geomon.documents.draft import Piece
from geomon.documents.last_words import last_claim
from geomon.documents.read import read_text, source_of_text
from geomon.documents.sentences import sentences, state_in
from geomon.documents.to_come import so_far
from geomon.model import Task
from geomon.progress import parse_progress

REPORT = """示例市督察反馈问题整改进展情况报告
二〇二五年五月
一、东坡镇渣堆未清理。
责任单位：市水务局
整改时限：2030年12月
整改进展：{}
二、南坪镇河道淤塞。
责任单位：市水务局
整改时限：2030年12月
整改进展：正在清淤。
"""
LEDGER = """示例市督察反馈问题整改台账
填报日期：2025年5月20日

| 序号 | 问题 | 责任单位 | 完成情况 |
| --- | --- | --- | --- |
| 1 | 东坡镇渣堆未清理 | 市水务局 | {} |
| 2 | 南坪镇河道淤塞 | 市水务局 | 正在清淤 |
"""
UNDATED = """石桥市督察反馈问题整改情况报告
一、南岭渣场雨水外溢，污染北沟。
{}
二、北沟淤塞，水质差。
该问题正在整改。已清淤2公里。
三、东湖污水直排。
该问题正在整改。已订管材。
"""
PAPERS = pytest.mark.parametrize("paper", [REPORT, LEDGER, UNDATED], ids=["report", "ledger", "undated"])


def first(text: str) -> Task:
    return read_text(source_of_text(text), "p.txt", "").tasks[0]


def disputed(task: Task) -> list[str]:
    return [doubt.values[1] for doubt in task.doubts if doubt.kind == "state-disputed"]


@PAPERS
@pytest.mark.parametrize(
    "told",
    [
        "计划2030年完成；完成整改",
        "计划2030年完成；完成整改。",
        "已清运2万吨，计划2030年完成剩余清运，完成整改。",
        "完成时间：2030年12月，完成整改",
        "完成时间：2030年12月，完成整改。",
        "2030年全面完成整改。",
        "2030年12月底完成，整改到位。",
        "力争2030年6月建成，完成整改。",
    ],
)
def test_what_stands_behind_a_plan_is_planned(paper: str, told: str) -> None:
    assert first(paper.format(told)).status.progress is None


@pytest.mark.parametrize("paper", [REPORT, LEDGER], ids=["report", "ledger"])
@pytest.mark.parametrize(
    "told",
    [
        "计划2030年完成，目前已完成整改。",
        "原计划2030年完成，提前完成整改。",
        "2024年12月底完成清运，整改到位。",
        "实际完成时间：2025年3月，完成整改。",
    ],
)
def test_what_was_done_ahead_of_a_plan_is_done(paper: str, told: str) -> None:
    assert first(paper.format(told)).status.progress == "completed"


def test_the_year_in_the_title_of_a_report_is_that_of_what_it_tells() -> None:
    assert first(UNDATED.replace("石桥市", "石桥市2024年").format("2024年全面完成整改。")).status.progress == "completed"


@PAPERS
@pytest.mark.parametrize(
    "told",
    [
        "该问题已完成整改。今年4月再次出现渣堆。",
        "该问题已完成整改，复绿3亩，种树200株，建沟40米。近期检查时出现反弹。",
        "已完成整改。2025年3月巡查时发现该处又出现乱堆渣土。",
    ],
)
def test_what_came_back_disputes_a_state(paper: str, told: str) -> None:
    task = first(paper.format(told))
    assert task.status.progress == "completed" and disputed(task)


@PAPERS
@pytest.mark.parametrize(
    "told",
    [
        "已完成整改，建立长效机制，防止反弹，严防死灰复燃。",
        "已完成整改。加强巡查，确保问题不反弹。",
        "已完成整改。今年4月再次出现渣堆，现已清运完毕。",
        "已完成整改。对出现反弹的问题重新纳入整改。",
        "已完成整改。未再次出现渣堆。",
        "已完成整改。如再次出现乱堆，从严处罚。",
        "已完成整改。落实巡查制度，整治成果已有反弹风险提示。",
        "已完成整改。拆除反弹网箱46口。",
    ],
)
def test_a_hope_against_it_or_a_relapse_put_right_disputes_nothing(paper: str, told: str) -> None:
    task = first(paper.format(told))
    assert (task.status.progress, disputed(task)) == ("completed", [])


@PAPERS
@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("市里对渣堆开展排查，正在清运渣土，已清运2万吨。拆除围墙200米。雨水管网改造完成。", "in_progress"),
        ("市水务局组织清运渣堆，已清运2万吨。覆土绿化尚未启动。南侧管网改造完成。", "in_progress"),
        ("渣堆清运达到序时进度，已清运三成。东坡村管网改造完成。", "on_schedule"),
    ],
)
def test_a_step_told_last_is_not_the_whole(paper: str, told: str, state: str) -> None:
    assert first(paper.format(told)).status.progress == state


@PAPERS
@pytest.mark.parametrize(
    "told",
    [
        "市里对渣堆开展排查，当时企业正在堆放渣土。拆除围墙200米。雨水管网改造完成。",
        "市里对渣堆开展排查，发现正在倾倒渣土。渣堆清运完成，整改到位。",
        "组织清运渣土2万吨，建设截洪沟300米。渣场整治工程全部完成。",
    ],
)
def test_a_step_told_last_where_nothing_goes_on_is_the_state(paper: str, told: str) -> None:
    assert first(paper.format(told)).status.progress == "completed"


@pytest.mark.parametrize("unit", ["已", "计划2030年完成；", "完成时间：2030年12月，", "管网改造完成。", "正在清运，", "完成整改，"])
def test_long_lines_take_no_longer_for_what_they_hold(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    begun = time.perf_counter()
    parse_progress(text)
    last_claim([Piece(((text, 0),))], lambda part: so_far(part, 2025, dt.date(2025, 5, 1)))
    state_in(sentences([(text, 0)]))
    assert time.perf_counter() - begun < 5
