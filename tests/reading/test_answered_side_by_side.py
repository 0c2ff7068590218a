"""Numbered problems that are answered one by one: all of an environmental inspection's, and those beside them. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text

OF_DUTIES = """石桥市{title}反馈问题整改情况报告
（一）有的部门责任压得不实问题。
该问题已完成整改。开展约谈3次。
（二）考核办法不健全问题。
该问题已完成整改。修订办法2项。
（三）培训覆盖面不够问题。
该问题正在整改。举办培训班。
"""


def read(text: str) -> list[tuple[str, str | None]]:
    return [(task.problem, task.status.progress) for task in read_text(source_of_text(text), "p.txt", "").tasks]


@pytest.mark.parametrize("title", ["省生态环境保护督察", "中央环保督察", "水污染防治专项审计"])
def test_every_finding_of_an_inspection_of_the_environment_is_a_task(title: str) -> None:
    more = "（四）北沟污水直排问题。\n该问题正在整改。铺管3公里。\n"
    assert [state for _, state in read(OF_DUTIES.format(title=title) + more)] == ["completed", "completed", "in_progress", "in_progress"]


def test_an_environmental_inspection_may_find_duties_alone() -> None:
    assert len(read(OF_DUTIES.format(title="省生态环境保护督察"))) == 3


@pytest.mark.parametrize("title", ["预算执行审计", "市委巡察", "营商环境评价"])
def test_findings_of_another_inspection_are_no_tasks(title: str) -> None:
    assert read(OF_DUTIES.format(title=title)) == []


PROGRESS = """石桥市督察整改进展情况
一、南岭镇渣堆未清理，污染北沟{one}
清运渣土2万吨。
二、东湖河道淤塞{two}
清淤2公里。
三、西岭村污水直排（正在整改）
铺管3公里。
{more}
"""


@pytest.mark.parametrize("state", ["已完成整改", "正在整改"])
def test_a_heading_without_a_word_of_fault_is_a_task_beside_others_when_it_says_a_state(state: str) -> None:
    found = read(PROGRESS.format(one=f"（{state}）", two=f"（{state}）", more=""))
    reached = "completed" if state.startswith("已") else "in_progress"
    assert found == [("南岭镇渣堆未清理，污染北沟", reached), ("东湖河道淤塞", reached), ("西岭村污水直排", "in_progress")]


def test_a_problem_beside_others_that_tells_no_state_is_kept_without_one() -> None:
    found = read(PROGRESS.format(one="（正在整改）", two="（正在整改）", more="四、北坡尾砂裸露未复绿。\n六月底完成整改。"))
    assert found[-1] == ("北坡尾砂裸露未复绿。", None)


@pytest.mark.parametrize("more", ["四、存在的不足\n部分镇资金短缺。", "四、下一步打算\n紧盯未完成问题。", "四、强化督导（已完成整改）\n督导3次。"])
def test_a_chapter_or_a_deed_beside_problems_is_no_task(more: str) -> None:
    assert len(read(PROGRESS.format(one="（正在整改）", two="（正在整改）", more=more))) == 3
