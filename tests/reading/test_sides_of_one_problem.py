"""Counted lines of a chapter of problems: tasks where the opening counts as many, sides of one problem where it counts others or none."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.parallel import problems_said

NOTICE = """石桥县柳湾砖厂环境问题整改完成情况公示
{opening}
一、存在问题
（一）烘干工序没有密闭，粉尘污染严重。
（二）厂区道路未硬化，扬尘大。
（三）废水直排柳湾河。
二、整改措施
建成封闭厂房，硬化道路，建设沉淀池。
三、整改完成情况
{done}
"""


def _tasks(opening: str, done: str = "已完成整改，通过县级验收。"):
    return read_text(source_of_text(NOTICE.format(opening=opening, done=done)), "x.txt", "0" * 64).tasks


@pytest.mark.parametrize(
    "opening",
    [
        "为抓好省督察组反馈的各类突出问题整改，现将该厂整改情况公示如下。",
        "省督察组反馈我县42个问题，现将柳湾砖厂问题整改情况公示如下。",
        "对照省督察反馈的31项问题，现将整改情况公示如下。",
        "按照全部问题整改到位的要求，现将整改情况公示如下。",
    ],
)
def test_sides_of_one_problem_stay_one_task_with_its_state_and_measures(opening: str) -> None:
    (task,) = _tasks(opening)
    assert "粉尘" in task.problem and "废水直排" in task.problem
    assert task.status.progress == "accepted" and task.measures


def test_as_many_as_the_opening_counts_are_tasks_with_the_state_that_is_told_of_all() -> None:
    tasks = _tasks("省督察组反馈柳湾砖厂3个问题，现将整改情况公示如下。")
    assert [task.status.progress for task in tasks] == ["accepted"] * 3
    tasks = _tasks("省督察组反馈柳湾砖厂3个问题，现将整改情况公示如下。", "柳湾砖厂厂房已完成整改。")
    assert [task.status.progress for task in tasks] == [None] * 3


def test_all_problems_that_are_done_are_no_number() -> None:
    assert problems_said("目前已完成所有问题整改") == set()
    assert problems_said("按全部问题整改到位的要求") is None and problems_said("各类问题") is None


CROSSED = """石桥市水源地专项督查整改情况
督查组到石桥市开展专项督查，现公示如下：
一、存在问题
1.柳湾水库一级保护区内有农家乐，污水直排。
2.沙河水库周边垃圾乱堆。
二、完成情况
1.{first}
2.{second}
"""


def _states(first: str, second: str):
    found = read_text(source_of_text(CROSSED.format(first=first, second=second)), "x.txt", "0" * 64).tasks
    return [task.status.progress for task in found]


def test_results_that_are_counted_by_something_else_go_with_no_problem() -> None:
    assert _states("加强组织领导，正在推进长效机制建设。", "农家乐已关停，垃圾已清运，全部完成整改。") == [None, None]


def test_results_that_are_counted_as_the_problems_are_go_with_them() -> None:
    assert _states("农家乐已关停，完成整改。", "沙河水库垃圾正在清运。") == ["completed", "in_progress"]
    assert _states("已完成整改。", "垃圾正在清运。") == ["completed", "in_progress"]
