"""Pages that break off in the middle of a task, and what a notice says above the table of its tasks."""

from __future__ import annotations

import pytest

from geomon.documents.numbering import number_in
from geomon.documents.read import read_text, source_of_text
from geomon.model import Document
from geomon.progress import parse_progress


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


_BARS = """群众信访举报转办和边督边改公开情况一览表
序号 |
受理编号 |
行政 |
交办问题基本情况 |
调查核实情况 |
是否属实 |
处理和整改情况 |
1 |
0107 |
石桥市东湖区 |
北河边猪场没有拆净，仍养着猪。 |
经查，棚内有猪9头。 |
属实 |
1.责令拆除猪棚。2.清理粪污。 |
2 |
0111 |
石桥市西山县 |
南岭村柚皮烂在沟里，酸水流到西溪。 |
经查，沟内有积水。 |
属实 |
1.运走柚皮。2.清沟。 |
3 |
0116 |
石桥市西山县 |
"""


def test_a_row_ends_with_the_cell_in_which_the_page_breaks_off() -> None:
    tasks = read(_BARS + "大坪村锯末场半夜烧木屑，烟飘到村").tasks
    assert [task.number for task in tasks] == ["1", "2", "3"]
    assert tasks[2].problem == "大坪村锯末场半夜烧木屑，烟飘到村"
    assert [len(task.measures) for task in tasks] == [2, 2, 0]


@pytest.mark.parametrize("foot", ["来源：某报网", "以上情况特此公布。", "责任编辑：（略）"])
def test_what_stands_below_a_table_is_no_cell_of_it(foot: str) -> None:
    whole = _BARS.replace("3 |\n0116 |\n石桥市西山县 |\n", "")
    for text in (whole, _BARS):
        assert all(foot not in task.problem for task in read(text + foot).tasks)
        assert len(read(text + foot).tasks) == 2


_PLAN = """第二部分 补齐设施短板
二十一、部分污水直排。石桥县老街每天有两百吨污水流入北河。
责任单位：石桥县党委和政府
整改时限：2023年12月底前
整改措施：
（一）建成截污管3公里。
（二）封堵暗渠。
二十二、渗滤液积存。南岭填埋场积存渗滤液2万立方米。
责任单位：东湖区党委和政府
整改时限：立行立改，长期坚持
整改措施：
（一）租用处理设备。
"""


def test_a_plan_s_last_task_may_break_off_in_its_problem() -> None:
    tasks = read(_PLAN + "二十三、园区防控不严。石桥县工业园没有事故应急池，2家电镀").tasks
    assert [task.number for task in tasks] == ["21", "22", "23"]
    assert tasks[2].section == tasks[1].section
    assert len(tasks[1].measures) == 1


@pytest.mark.parametrize(
    "last", ["二十三、加强组织领导。各地要高度重视，压实责任。", "二十五、园区防控不严，没有应急池，2家电镀", "二十三、保障措施"]
)
def test_a_heading_behind_the_tasks_is_none_of_them(last: str) -> None:
    assert [task.number for task in read(_PLAN + last).tasks] == ["21", "22"]


_NOTICE = """2021年督察问题二十六、问题五十一已整改完成，并分别通过市级、省级销号核验，现予公示。
2021年督察问题整改完成情况表
| 序号 | 问题描述 | 整改目标 | 整改时限 | 整改措施 | 整改完成情况 |
| 1 | （二十六）石桥县北沟砖厂烟尘重，没有脱硫塔。 | 达标排放 | 2022年6月底 | 1.改烧天然气。2.封闭料场。 | 1.已改烧天然气。 |
| 2 | （五十一）南岭硫铁矿窿口流出黄水，稻田减产。 | 出水清澈 | 2023年底 | 1.封堵窿口。 | 1.窿口封堵完毕。 |
"""


def test_a_notice_s_rows_have_the_plan_s_numbers_and_the_state_that_is_said_of_them() -> None:
    first, second = read(_NOTICE).tasks
    assert (first.number, second.number) == ("26", "51")
    assert first.problem.startswith("石桥县北沟砖厂")
    assert {first.status.progress, second.status.progress} == {"accepted"}


def test_numbers_in_brackets_that_only_count_and_states_of_others_are_not_taken() -> None:
    counted = read(_NOTICE.replace("（二十六）", "（一）").replace("（五十一）", "（二）"))
    assert [task.number for task in counted.tasks] == ["1", "2"]
    other = read(_NOTICE.replace("问题五十一已", "问题五十二已"))
    assert all(task.status.progress != "accepted" for task in other.tasks)


def test_a_deadline_may_close_the_goal_in_a_bracket() -> None:
    text = """督察整改任务完成情况表
整改任务 |
石桥县北沟有5处废弃矸石堆，淋溶水呈酸性。 |
整改目标 |
矸石堆完成治理（整改时限：2023年9月30日前）。 |
整改措施 |
1.削坡覆土。2.整体搬运，2022年12月底前搬完。 |
整改完成情况 |
已完成整改。 |
"""
    (task,) = read(text).tasks
    assert task.deadline.text == "2023年9月30日前"
    (other,) = read(text.replace("（整改时限：2023年9月30日前）", "（监测时间：2023年9月30日前）")).tasks
    assert other.deadline.kind == "none"


def test_the_title_s_number_and_what_is_only_prepared() -> None:
    assert number_in("督察反馈问题二十三整改销号公示") == "23"
    assert number_in("督察反馈问题整改销号公示") is None
    assert parse_progress("已整改完成并通过验收，准备销号").progress == "accepted"
    assert parse_progress("已完成整改，准备销号").progress == "completed"
