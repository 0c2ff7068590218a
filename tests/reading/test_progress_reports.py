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


BRACKETED = """石桥市督察反馈问题整改进展情况公开
一、已完成整改并销号的问题（1个）
1.东坡河沿岸洗砂点无沉淀池，浊水直排。{one}
整改进展：一是拆除洗砂点3处。二是2023年5月完成销号。
二、达到序时进度的问题（1个）
2.南岭渣场渗滤液外溢。{two}
整改进展：
1.建成收集池400立方米。
2.2024年3月底前建成处理站。
"""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("（整改时限：2023年6月底；责任单位：东湖区政府、市水务局）", "（整改时限：2024年6月底；责任单位：西湾县政府）"),
        ("[责任单位：东湖区政府、市水务局；完成时限：2023年6月底]", "[责任单位：西湾县政府；完成时限：2024年6月底]"),
        ("〔东湖区政府、市水务局负责；2023年6月底〕", "〔西湾县政府负责；2024年6月底〕"),
    ],
)
def test_a_bracket_of_fields_behind_the_problem_goes_on_with_the_fields_below(one: str, two: str) -> None:
    first, second = tasks_of(BRACKETED.format(one=one, two=two))
    assert (first.problem, second.problem) == ("东坡河沿岸洗砂点无沉淀池，浊水直排。", "南岭渣场渗滤液外溢。")
    assert (first.units.responsible, second.units.responsible) == (("东湖区", "市水务局"), ("西湾县",))
    assert [task.deadline.due and task.deadline.due.isoformat() for task in (first, second)] == ["2023-06-30", "2024-06-30"]
    assert [task.status.progress for task in (first, second)] == ["closed", "on_schedule"]
    assert [len(task.measures) for task in (first, second)] == [2, 2]
    assert [m.due.isoformat() for m in second.milestones] == ["2024-03-31"]


def test_a_bracket_that_names_no_unit_or_day_is_part_of_the_problem() -> None:
    first, second = tasks_of(BRACKETED.format(one="（见清单第4页）", two="（含渣堆2处）"))
    assert first.problem.endswith("（见清单第4页）") and not first.units.responsible
    assert second.problem.endswith("（含渣堆2处）")
