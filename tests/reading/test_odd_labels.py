"""Labels that stand oddly: in 【】 among unknown ones, with a blank for a colon, a form's label a line, a state in brackets."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.numbering import read_head
from geomon.documents.odd_labels import odd_label, setting_of


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_labels_in_brackets_the_unknown_ones_end_the_value_before():
    (task,) = _read(
        "示例市突出生态环境问题曝光\n【4月2日 问题三】\n【点位名称】东坡路积尘\n【所属区域】东湖区\n【位置】东坡路至南坪路（定位处）\n【主管单位】市城管局\n"
        "【存在问题】\n路面积尘，车过尘起。\n【整改要求】\n加大冲洗频次。\n【整改期限】立行立改\n请市城管局开展调查，并报告处理情况。"
    )
    assert (task.number, task.title, task.problem, task.goal) == ("3", "东坡路积尘", "路面积尘，车过尘起。", "加大冲洗频次。")
    assert (task.deadline.kind, task.units.responsible) == ("ongoing", ("市城管局",))


def test_a_blank_stands_for_the_colon_where_several_labels_have_none():
    (task,) = _read(
        "东坡采石场生态修复\n示例县人民政府门户网站\n任务名称 东坡采石场生态修复\n整改目标 根据问题清单，采石场修复标准不高，应按要求整改。\n整改措施 对采区整平复垦，恢复为林地。\n"
        "整改完成情况 已完成覆土植树，经自检，达到验收销号条件。\n下一步工作 加强巡查。\n公示时间 2025年4月7日-2025年4月12日"
    )
    assert (task.problem, len(task.measures)) == ("东坡采石场生态修复", 1)
    assert task.goal.startswith("根据问题清单")
    assert not odd_label("整改目标 完成复绿。", setting_of(["整改目标 完成复绿。", "整改措施要写明责任单位。"]))


def test_a_form_of_a_database_prints_label_and_value_on_two_lines():
    (task,) = _read(
        "交办单 发文 管理\n交办单年份:\n2024\n交办单编号:\n37\n交办日期:\n2024-06-05\n责任单位:\n示例市政园林处\n交办类别:\n省督察组\n当前状态:\n正在整改\n交办单文件:\n"
        "交办单标题:\n关于东坡河水质黑臭问题交办的通知\n交办内容:\n东坡河交办后，周边管网不健全，河道部分时段黑臭。\n整改资料:\n"
    )
    assert (task.number, task.title, task.status.progress) == ("37", "关于东坡河水质黑臭问题交办的通知", "in_progress")
    assert task.problem == "东坡河交办后，周边管网不健全，河道部分时段黑臭。"
    assert task.units.responsible == ("示例市政园林处",)


def test_a_label_holds_the_state_in_brackets_below_a_heading_that_announces():
    tasks = _read(
        "示例市审计整改情况公告\n一、反馈问题整改情况\n审计反馈的2个问题整改情况如下。\n问题1：关于“东坡污水设备未正常运转”问题\n"
        "整改情况（已完成整改并长期坚持）：签订运维协议，建立台账，定期抽查。\n问题2：关于“南坪厂处理率低”问题\n整改情况（正在整改）：一是扩建。二是巡查。\n"
    )
    assert [(task.number, task.section, task.status.progress, len(task.measures)) for task in tasks] == [
        ("1", "一、反馈问题整改情况", "completed", 1), ("2", "一、反馈问题整改情况", "in_progress", 2),
    ]


def test_one_task_of_a_page_in_the_middle_of_a_list():
    (task,) = _read("三省公开整改落实情况\n（四）反馈问题：东湖区对生态环境保护重视不够。\n整改进展情况：基本完成整改，长期坚持。\n市直部门加强举措，逐步扭转局面。\n")
    assert (task.number, task.status.progress) == ("4", "mostly_completed")


@pytest.mark.parametrize(
    ("line", "number"), [("1.编号8：东坡河整治。", 8), ("2. 编号14：完善监测体系。", 14), ("【11月2日 问题二】", 2), ("编号130947：文档", None)]
)
def test_the_number_of_a_task_behind_that_of_the_line(line: str, number: int | None):
    head = read_head(line)
    assert (head.number if head else None) == number


def test_stray_commas_of_a_bad_copy_are_taken_out():
    source = source_of_text("一,、整改问题\n东坡坑未复绿，。\n")
    assert source.text == "一、整改问题\n东坡坑未复绿。\n"


def test_the_label_of_the_problem_names_the_inspection():
    (task,) = _read(
        "示例县关于省督察组第39号转办件整改验收情况公示\n发表日期：2025年06月28日 作者：\n省第二环境保护督察组“回头看”交办问题：\n东坡大桥附近有5家砂石厂夜间挖砂，噪音扰民。\n"
        "牵头（责任）单位：示例县人民政府\n调查核实情况：\n组织现场督办，要求停产整治。\n验收情况：\n砂石厂已拆除，通过验收。\n"
    )
    assert (task.number, task.problem, task.deadline.kind) == ("39", "东坡大桥附近有5家砂石厂夜间挖砂，噪音扰民。", "none")
    assert task.units.lead == ("示例县",)
    assert not _read("根据省督察组反馈问题：\n我市认真组织整改。\n责任单位要抓好落实。\n")


@pytest.mark.parametrize(
    ("opening", "progress"),
    [
        ("交办的2个问题现已完成整改工作，进入销号程序，予以公示。", "completed"),
        ("现将已完成整改的2个问题公示如下。", "completed"),
        ("交办的2个问题，部分现已完成整改，予以公示。", None),
        ("有关整改工作推进情况公示如下。", None),
    ],
)
def test_the_opening_says_of_all_tasks_that_they_are_done(opening: str, progress: str | None):
    tasks = _read(
        f"示例市突出问题整改情况公示\n{opening}\n1.编号8：东坡河整治。\n整改目标：水质达标。\n完成情况：断面数据显示，达标断面比例为75%。\n"
        "2.编号14：监测体系。\n整改目标：装自动站。\n完成情况：园区装站七座，分别位于各园区下风向。\n"
    )
    assert [(task.number, task.status.progress) for task in tasks] == [("8", progress), ("14", progress)]
