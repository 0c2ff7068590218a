"""Numbered paragraphs that quote a problem each, below headings or among the sentences of a report."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Document


def read(text: str) -> Document:
    return read_text(source_of_text(text), "page.txt", "0" * 64)


_BELOW = """石桥市2021年湖泊专项检查反馈意见整改进展
一、关于“保护任务落实不够”方面
（一）关于“截污有漏洞”的整改进展情况
1.针对“北湖截污管有断点”的整改情况。断点接通9处，该问题已整改完成。
2.针对“南岭沟农户污水外流”的整改情况。收集池建成4座，余下2座2021年11月底前建成。
（二）关于“岸线管理不严”的整改进展情况
1.针对“北湖东岸铺面侵占岸线”的整改情况。拆除铺面3间。（完成进度：60%）
2.针对“渔船随意停"""


def test_numbered_quotations_are_tasks_and_their_headings_are_none() -> None:
    document = read(_BELOW)
    assert [task.number for task in document.tasks] == ["(一)1", "(一)2", "(二)1", "(二)2"]
    assert document.kind == "progress"
    assert [task.problem for task in document.tasks][:2] == ["北湖截污管有断点", "南岭沟农户污水外流"]
    assert document.tasks[3].problem == "渔船随意停"
    assert [task.status.progress for task in document.tasks] == ["completed", None, "in_progress", None]
    assert [m.due.isoformat() for m in document.tasks[1].milestones] == ["2021-11-30"]
    assert document.tasks[2].section == "（二）关于“岸线管理不严”的整改进展情况"


def test_of_the_sentences_of_a_report_those_that_quote_a_task_are_tasks() -> None:
    text = """石桥区督察整改按月推进
一是9月3日碰头一次，重新排了“时间表”。
二是涉及石桥的整改任务“北河漂浮物清理不及时”已完成整改。装拦漂索两道。
三是涉及石桥的整改任务“南岭石灰窑粉尘扰民”，整改时限为2025年11月底，目前正在安装收尘器，进度约六成，预计10月底完成整改。
四是信访件31件，办结29件。
"""
    first, second = read(text).tasks
    assert (first.number, first.problem, first.status.progress) == ("1", "北河漂浮物清理不及时", "completed")
    assert (second.deadline.text, second.status.text) == ("2025年11月底", "进度约六成")
    assert [m.due.isoformat() for m in second.milestones] == ["2025-10-31"]


def test_paragraphs_that_quote_a_slogan_or_a_plan_are_no_tasks() -> None:
    text = """石桥区环境整治工作进展
一是围绕“打好碧水保卫战”的目标，已完成河道清淤3公里。
二是落实“河长制三年计划”工作情况。各级河长已巡查河道60次。
三是开展“清洁家园”行动，清理垃圾40吨。
"""
    assert read(text).tasks == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("（一）“北湖截污管有断点”问题。整改情况：断点接通9处，已完成整改。", "（二）“南岭沟污水外流”问题。整改情况：建池4座，正在整改。"),
        ("一、关于“北湖截污管有断点”问题\n断点接通9处，该问题已完成整改。", "二、关于“南岭沟污水外流”问题\n建池4座，目前正在整改。"),
        ("①就“北湖截污管有断点”问题的办理情况：断点接通9处，整改完成。", "②就“南岭沟污水外流”问题的办理情况：建池4座，正在办理。"),
    ],
)
def test_a_quoted_problem_may_be_introduced_in_other_words(first: str, second: str) -> None:
    tasks = read(f"石桥市督察反馈意见整改落实情况\n{first}\n{second}\n").tasks
    assert [(task.number, task.problem) for task in tasks] == [("1", "北湖截污管有断点"), ("2", "南岭沟污水外流")]
    assert [task.status.progress for task in tasks] == ["completed", "in_progress"]


def test_an_office_of_the_environment_that_answers_for_its_meetings_has_no_tasks() -> None:
    text = """石桥市生态环境局党组关于专项检查整改进展情况的通报
1.针对“学习流于形式”的整改情况。已开展学习12次，完成整改。
2.针对“会议记录不全”的整改情况。已补齐记录，完成整改。
"""
    assert read(text).tasks == ()
