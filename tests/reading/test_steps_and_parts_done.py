"""A step before the work, a part of it, what is to come and what has come back are told in words of being done. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.progress import parse_progress

REACHED = ("completed", "accepted", "closed", "mostly_completed")
REPORT = """石桥市督察反馈问题整改情况报告
一、南岭渣场雨水外溢，污染北沟。
{told}
二、北沟淤塞，水质差。
该问题正在整改。已清淤2公里。
三、东湖污水直排。
该问题正在整改。已订管材。
"""
STEPS = "已完成整改方案。 已完成初步设计。 已完成资金筹措。 已完成前期工作。 该问题整改任务分解完成。 已完成验收材料上报。 整改方案已通过专家验收。 该问题已完成整改销号材料准备。"
SHARES = "截洪沟一期已完成整改。 已完成过半。 清运工作已完成一半。 该问题已完成第一阶段整改。 其中3处已完成整改。 该问题已完成整改任务过半。"
TO_COME = "今年可完成整改。 六月底完成整改。 正在砌沟，下步将巩固已完成整改的成果。"
BACK = "已完成整改，但今年出现反弹。 原已销号，现重新列入。 该问题原已销号，现重新列入。 该问题已完成整改，但近期又反弹。"


def states(told: str) -> dict[str, str | None]:
    return {task.problem[:4]: task.status.progress for task in read_text(source_of_text(REPORT.format(told=told)), "p.txt", "").tasks}


@pytest.mark.parametrize("told", [*STEPS.split(), *SHARES.split(), *TO_COME.split(), *BACK.split()])
@pytest.mark.parametrize("before", ["", "组织修建截洪沟300米。"])
def test_a_step_a_part_or_what_came_back_is_no_state_reached(before: str, told: str) -> None:
    assert parse_progress(told).progress not in REACHED
    assert states(before + told).get("南岭渣场") not in REACHED


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ("已完成整改方案所列任务。", "completed"),
        ("该问题已按整改方案完成整改。", "completed"),
        ("该问题已完成整改，未出现反弹。", "completed"),
        ("该问题已完成整改并上报。", "completed"),
        ("该问题已于2024年6月底完成整改。", "completed"),
        ("该问题已完成立项，已通过县级验收。", "accepted"),
        ("该问题已完成整改，防止再次反弹。", "completed"),
        ("堆场材料已清理完毕。", "completed"),
    ],
)
def test_what_a_step_stands_beside_hides_no_state(told: str, state: str) -> None:
    assert parse_progress(told).progress == state
    assert states(told)["南岭渣场"] == state


def test_a_day_before_a_state_is_kept_with_it() -> None:
    text = REPORT.format(told="2030年6月20日全面完成整改。已砌沟300米。")
    task = read_text(source_of_text(text), "p.txt", "").tasks[0]
    assert any(field.name == "progress" and "2030年" in text[slice(*field.span)] for field in task.fields)
