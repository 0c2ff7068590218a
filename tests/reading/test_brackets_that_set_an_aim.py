"""What a heading's bracket or a group's heading aims at, counts as a step or a part, is no state reached. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.documents.state_of_section import claim_of_heading

REACHED = ("completed", "accepted", "closed", "mostly_completed")
PLAN = """石桥市督察反馈问题整改方案
一、南岭渣场雨水外溢{end}
责任单位：市生态环境局
整改时限：2026年6月底
{told}整改措施：
1.修建截洪沟。
二、北沟淤塞
责任单位：市水利局
整改时限：2026年9月底
整改措施：
1.清淤。
"""
AIMS = "年底完成 年内完成 按期完成 汛期前完成 三季度完成 月底完成 十月完成 下半年完成 限时销号 年底销号 挂账销号 年内销号 完成整改验收前 逐项销号 市级销号"
PARTS = "分期完成 首批完成 一期完成 部分销号 已完成一期"
NAMES = "销号管理 县级验收 整改完成标准 整改完成时限 完成整改目标 已完成立项"


def first_state(end: str, told: str = "") -> str | None:
    return read_text(source_of_text(PLAN.format(end=end, told=told)), "p.txt", "").tasks[0].status.progress


@pytest.mark.parametrize("said", [*AIMS.split(), *PARTS.split(), *NAMES.split()])
@pytest.mark.parametrize("bracket", ["（{}）", "【{}】", "——{}"])
def test_a_bracket_that_aims_or_names_a_part_or_step_is_no_state_reached(bracket: str, said: str) -> None:
    assert first_state(bracket.format(said)) not in REACHED


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("完成", "completed"),
        ("整改完成", "completed"),
        ("销号", "closed"),
        ("办结", "closed"),
        ("完成整改并销号", "closed"),
        ("已按期完成", "completed"),
        ("已于2024年底完成", "completed"),
        ("全部完成", "completed"),
        ("通过县级验收", "accepted"),
        ("基本完成", "mostly_completed"),
        ("进度滞后", "behind"),
    ],
)
def test_a_bracket_that_holds_one_word_of_being_done_or_says_already_is_a_state(said: str, state: str) -> None:
    assert first_state(f"（{said}）") == state


def test_an_aim_before_a_report_leaves_the_report_its_state() -> None:
    assert first_state("", "整改情况：（按期完成）拆除违建1处，正在清运。\n") == "in_progress"


@pytest.mark.parametrize(
    "heading",
    ["一、已销号问题回头看发现的问题", "（一）已完成整改方案编制的问题", "二、已销号又反弹的问题", "三、首批已完成的任务", "四、已完成立项的项目"],
)
def test_a_group_of_what_came_back_or_of_a_step_has_no_state_reached(heading: str) -> None:
    assert claim_of_heading(heading).progress not in REACHED


@pytest.mark.parametrize(
    ("heading", "state"),
    [("一、已完成整改的问题（3项）", "completed"), ("二、达到销号条件的问题", "completed"), ("三、进展滞后的任务", "behind"), ("四、达到序时进度的任务", "on_schedule")],
)
def test_a_group_whose_heading_says_a_state_has_it(heading: str, state: str) -> None:
    assert claim_of_heading(heading).progress == state


REPORTED = PLAN.replace("整改方案", "整改进展情况报告").replace("整改措施：\n1.", "整改进展：\n")
EARLY = [("提前完成", "completed"), ("提前完成整改", "completed"), ("提前销号", "closed")]
IN_TIME = [("按期完成整改", "completed"), ("如期销号", "closed"), ("按时完成", "completed"), ("如期全面完成整改任务", "completed")]


@pytest.mark.parametrize("bracket", ["（{}）", "【{}】", "——{}"])
@pytest.mark.parametrize(("said", "state"), [*EARLY, *IN_TIME])
def test_a_bracket_of_a_report_tells_what_was_done_in_time(bracket: str, said: str, state: str) -> None:
    text = REPORTED.format(end=bracket.format(said), told="")
    assert read_text(source_of_text(text), "p.txt", "").tasks[0].status.progress == state


@pytest.mark.parametrize(("said", "state"), EARLY)
def test_what_is_early_is_told_in_a_plan_too(said: str, state: str) -> None:
    assert first_state(f"（{said}）") == state


@pytest.mark.parametrize("said", ["限期完成", "年底前完成", "按期整改", "提前部署", "按期完成整改方案", "如期完成阶段性任务", "限时销号"])
def test_a_bracket_of_a_report_may_still_set_an_aim_or_name_a_step(said: str) -> None:
    text = REPORTED.format(end=f"（{said}）", told="")
    assert read_text(source_of_text(text), "p.txt", "").tasks[0].status.progress not in REACHED


def test_in_time_is_an_aim_in_a_plan() -> None:
    assert {first_state(f"（{said}）") for said, _ in IN_TIME} <= {None, "in_progress"}


DATED = """石桥市督察反馈问题整改进展情况
一、南岭渣场雨水外溢（{said}）
整改时限：{due}
责任单位：市生态环境局
整改进展：{told}
2025年5月20日
"""


def dated_state(said: str, due: str, told: str) -> str | None:
    return read_text(source_of_text(DATED.format(said=said, due=due, told=told)), "p.txt", "").tasks[0].status.progress


@pytest.mark.parametrize("said", ["按期完成", "如期完成整改", "按要求完成整改", "按要求完成整改任务"])
def test_in_time_is_an_aim_while_the_work_goes_on_or_is_not_due(said: str) -> None:
    assert dated_state(said, "2025年12月底前", "已修建截洪沟2公里，其余沟段正在砌筑。") == "in_progress"
    assert dated_state(said, "2024年12月底前", "正在整改。") == "in_progress"
    assert dated_state(said, "2025年12月底前", "已修建截洪沟2公里。") not in REACHED
    assert dated_state(said, "2025年12月底前", "已完成整改。") == "completed"


@pytest.mark.parametrize(("said", "due"), [("按期完成", "2024年12月底前"), ("已按期完成", "2025年12月底前"), ("提前完成", "2025年12月底前")])
def test_in_time_is_told_of_what_was_due_and_already_of_anything(said: str, due: str) -> None:
    assert dated_state(said, due, "已修建截洪沟2公里。") == "completed"
