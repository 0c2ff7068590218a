"""Reports of progress as cities publish them: where the state of a task may stand. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document, Task


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


def tasks_of(text: str) -> list[Task]:
    return list(read(text).tasks)


IN_BRACKET = """石桥市督察反馈问题整改落实情况
（截至2024年6月30日）
一、水环境方面
{one}
督察指出：东坡污水处理厂尾水超标。
责任单位：市住建局
整改进展：一是厂内管网换新2公里。二是2024年9月底前完成滤池加盖。
{two}
督察指出：南岭渣场雨水外溢。
责任单位：市生态环境局
整改进展：截洪沟建成600米，覆土完成。
"""


@pytest.mark.parametrize(
    ("one", "two", "states"),
    [
        ("（一）尾水处理能力不足【达到序时进度】", "（二）渣场管理粗放【已销号】", ["on_schedule", "closed"]),
        ("1.尾水处理能力不足（未达到序时进度）", "2.渣场管理粗放（已通过验收）", ["behind", "accepted"]),
        ("（一）〔正在整改〕尾水处理能力不足", "（二）〔基本完成〕渣场管理粗放", ["in_progress", "mostly_completed"]),
        ("1、尾水处理能力不足[状态：进度滞后]", "2、渣场管理粗放[状态：已完成整改]", ["behind", "completed"]),
        ("（一）尾水处理能力不足——整改中", "（二）渣场管理粗放——已办结", ["in_progress", "closed"]),
    ],
)
def test_the_bracket_of_a_heading_tells_the_state_and_is_no_part_of_the_title(one: str, two: str, states: list[str]) -> None:
    found = tasks_of(IN_BRACKET.format(one=one, two=two))
    assert [task.status.progress for task in found] == states
    assert [task.title for task in found] == ["尾水处理能力不足", "渣场管理粗放"]


@pytest.mark.parametrize("bracket", ["（长期坚持）", "（2025年底前完成）", "（力争年底完成）", "（市住建局）", "【水污染防治】"])
def test_a_bracket_that_says_no_state_stays_with_the_heading(bracket: str) -> None:
    first, _ = tasks_of(IN_BRACKET.format(one=f"（一）尾水处理能力不足{bracket}", two="（二）渣场管理粗放"))
    assert first.title and first.title.endswith(bracket)
    assert first.status.progress is None


def test_what_is_due_by_a_day_to_come_is_no_state_reached() -> None:
    first, second = tasks_of(IN_BRACKET.format(one="（一）尾水处理能力不足", two="（二）渣场管理粗放"))
    assert first.status.progress is None  # 2024年9月底前完成滤池加盖, told in June
    assert second.status.progress == "completed"


def test_a_local_branch_and_a_collective_of_two_kinds_have_whole_names() -> None:
    text = """龙岩市永定区督察反馈问题整改方案
（一）东坡渣场无截洪沟。
责任单位：区住建局（牵头）、工信科技局、永定生态环境局，各镇政府（街道办事处）
整改时限：2024年9月底
（二）南岭沟淤塞。
责任单位：区水利局、农业农村局
整改时限：2024年9月底
"""
    first, second = tasks_of(text)
    assert first.units.responsible == ("区住建局", "区工信科技局", "永定生态环境局", "各镇（街道）")
    assert second.units.responsible == ("区水利局", "区农业农村局")
