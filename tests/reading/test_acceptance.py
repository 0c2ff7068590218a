"""Notices of acceptance without a field that tells the problem, and of several problems at once."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text


def _tasks(text: str):
    return read_text(source_of_text(text), "a.txt", "0" * 64).tasks


MINE = """示例市东坡建材有限公司东坡石灰石矿矿山生态保护修复分期验收情况公示
根据有关通知要求，现对示例市东坡建材有限公司东坡石灰石矿矿山生态保护修复分期验收情况公示：
一、主要修复工程：本期投入120万元，完成平台复绿和截排水沟修建。
二、修复完成情况：本期修复工程已按要求修复到位。
三、修复基金：账户余额30万元。
四、验收结论：经专家评审，初步验收通过后，认定该矿山生态修复分期验收结论为{verdict}。
公示期自发布之日起7个工作日。
"""


@pytest.mark.parametrize(("verdict", "progress"), [("合格", "accepted"), ("不合格", "in_progress")])
def test_the_acceptance_of_a_mines_restoration_is_called_by_the_mine(verdict, progress):
    (task,) = _tasks(MINE.format(verdict=verdict))
    assert (task.number, task.title, task.problem) == ("1", "示例市东坡建材有限公司东坡石灰石矿", "示例市东坡建材有限公司东坡石灰石矿")
    assert task.status.progress == progress
    assert not any(measure.number or "基金" in measure.text for measure in task.measures)
    assert [mention.layer for mention in task.mentions] == ["mine"]


def test_the_sentence_that_tells_what_a_mine_harmed_is_the_problem():
    (task,) = _tasks(
        "现将东坡采石场生态修复验收情况公示如下。\n东坡采石场位于东坡镇。矿山主要生态问题为采场挖损土地2公顷。\n"
        "修复主要工程内容为：\n1.修建挡土墙98米；\n2.复垦林地1公顷。\n该矿山符合验收要求，现予以公示。\n"
    )
    assert (task.title, task.problem) == ("东坡采石场", "矿山主要生态问题为采场挖损土地2公顷。")
    assert [measure.number for measure in task.measures] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "示例市历史遗留矿山生态修复项目验收工作的通知\n各县要加快进度，确保全部项目通过验收。\n",
        "东坡石灰石矿矿山生态保护修复分期验收专家名单公示\n张三，李四。\n",
        "示例市矿山生态修复验收办法\n第一条 矿山生态修复验收合格的，予以公示。\n",
    ],
)
def test_a_text_about_acceptances_is_none(text):
    assert not _tasks(text)


SEVERAL = """督察反馈的“东坡取土坑裸露”“南坪镇污水外溢”等问题已整改完成，并通过核查验收，现公示如下：
一、{first}
（一）整改问题
东坡取土坑尚有两处裸露。
（二）整改实施主体
东湖县委、县政府
（三）完成时限
2025年6月底
（四）整改完成情况
两处取土坑已补植灌木。
二、{second}
（一）整改问题
南坪镇污水管网破损，污水外溢。
（二）整改完成情况
管网已修复。
公示期：2025年10月1日至10月9日
"""


def test_chapters_that_quote_a_problem_each_are_tasks():
    first, second = _tasks(SEVERAL.format(first="“东坡取土坑裸露”问题", second="“南坪镇污水外溢”问题"))
    assert [(task.number, task.title) for task in (first, second)] == [("1", "东坡取土坑裸露"), ("2", "南坪镇污水外溢")]
    assert [task.problem for task in (first, second)] == ["东坡取土坑尚有两处裸露。", "南坪镇污水管网破损，污水外溢。"]
    assert {task.status.progress for task in (first, second)} == {"accepted"}
    assert (first.units.responsible, first.deadline.due.isoformat()) == (("东湖县",), "2025-06-30")


def test_chapters_that_quote_no_problem_are_not_tasks_by_that():
    told = _tasks(SEVERAL.format(first="工作开展情况", second="下一步打算"))
    assert "工作开展情况" not in [task.title for task in told]
