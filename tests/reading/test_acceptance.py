"""Notices that set a task out without its fields: an acceptance, several problems at once, an answer to a complaint, one sentence."""

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


LISTED = """示例市水源地专项督查整改情况
督查组到示例市开展水源地专项督查，目前已完成所有问题整改，现公示如下：
一、存在问题
（一）东坡水库问题
1.一级保护区内有农业种植，存在面源污染。
2.二级保护区内新建房屋一栋，未拆除。
（二）南坪水库问题
1.未设立界标。
二、{second}
东坡水库退耕60亩，南坪水库设立界标12块。
"""


def test_problems_in_groups_are_tasks_where_another_chapter_tells_what_was_done():
    tasks = _tasks(LISTED.format(second="完成情况"))
    assert [task.number for task in tasks] == ["(一)1", "(一)2", "(二)1"]
    assert tasks[0].problem == "一级保护区内有农业种植，存在面源污染。"
    assert (tasks[2].section, tasks[2].status.progress) == ("（二）南坪水库问题", "completed")
    assert [mention.name for mention in tasks[2].mentions] == ["南坪水库"]


def test_problems_before_a_plan_of_work_are_no_tasks():
    assert not _tasks(LISTED.format(second="下一步打算"))


COMPLAINT = """12月17日接到《问题交办单》（D410400000000209912170004）后，我县立即核查，现公示如下：
一、是否属实
经现场核实，{told}部分属实。
二、区域分布
农村地区
三、调查核实情况
经调查，该养殖场占地约2亩，存栏60头。
三、整改处理情况
已责令业主清运粪污。
四、责任追究情况
对网格员通报批评。
责任单位：东坡镇人民政府 县畜牧局
责 任 人：甲 乙
"""


@pytest.mark.parametrize("told", ["反映的“东坡镇石桥村有一处养殖场，粪水直排”，", "群众反映东坡镇石桥村有一处养殖场，粪水直排，"])
def test_the_answer_to_a_complaint_is_told_in_chapters(told):
    (task,) = _tasks(COMPLAINT.format(told=told))
    assert task.number == "D410400000000209912170004"
    assert task.problem == "东坡镇石桥村有一处养殖场，粪水直排"
    assert task.units.responsible == ("东坡镇", "县畜牧局")
    assert [measure.text for measure in task.measures] == ["已责令业主清运粪污。"]


def test_a_chapter_that_judges_nothing_handed_on_is_no_complaint():
    text = COMPLAINT.format(told="反映的“东坡镇石桥村有一处养殖场”，").replace(
        "接到《问题交办单》（D410400000000209912170004）后", "收到材料"
    )
    assert "东坡镇石桥村有一处养殖场" not in [task.problem for task in _tasks(text)]


ONE_SENTENCE = "按照有关办法，现将督察反馈问题第7项关于“东坡养护站院内{fault}”整改任务落实情况进行公示（详见附表）。公示10天。\n"


def test_a_sentence_that_names_a_task_and_leaves_its_fields_to_an_annex():
    (task,) = _tasks(ONE_SENTENCE.format(fault="堆存渣土，产生扬尘污染"))
    assert (task.number, task.problem) == ("7", "东坡养护站院内堆存渣土，产生扬尘污染")


def test_the_only_chapter_below_such_a_sentence_tells_the_problem():
    text = "现对已完成整改的第8项“大气污染问题突出”的整改情况进行公示。\n一、整改任务\n东坡镇锅炉未改造。\n南坪镇扬尘未治理。\n"
    (task,) = _tasks(text)
    assert (task.number, task.title, task.status.progress) == ("8", "大气污染问题突出", "completed")
    assert task.problem == "东坡镇锅炉未改造。\n南坪镇扬尘未治理。"


def test_a_sentence_that_quotes_no_fault_announces_no_task():
    assert not _tasks(ONE_SENTENCE.format(fault="绿化提升工程"))


FORM = """第二轮示例省督察报告
反馈意见（15-2）整改措施
完成情况公示表
反馈问题
东坡公路施工管理不规范，机械清洗废水直排。
{finding}
反馈问题属实，已立案。
整改目标
完成整治。
主要工作及成效
设沉淀池两座，废水不再外排。
"""


def test_what_was_checked_is_no_part_of_the_problem():
    (task,) = _tasks(FORM.format(finding="核查情况"))
    assert (task.number, task.problem) == ("15-2", "东坡公路施工管理不规范，机械清洗废水直排。")
    assert [measure.text for measure in task.measures] == ["设沉淀池两座，废水不再外排。"]


def test_the_claim_of_an_opening_keeps_the_titles_that_stand_in_it():
    text = FORM.format(finding="核查情况").replace("反馈问题\n", "第15-2项整改任务已完成，按照《销号办法》公示。\n反馈问题\n", 1)
    (task,) = _tasks(text)
    assert task.status.text == "第15-2项整改任务已完成，按照《销号办法》公示"
