"""Complaints told in sentences: a paragraph each, or one alone; and pages that were put up again years later."""

import pytest

from geomon.documents import read_text, source_of_text


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


_TITLE = "示例市督察组交办群众举报问题（第五批）的核查处理情况\n"
_FIRST = "群众反映东坡镇石场夜里破碎石料，粉尘落到果园。接到交办单后，县里派人查看。经核查，该举报属实。料堆于6月20日全部盖网，该问题整改完成。\n"
_SECOND = "群众反映南坪村豆腐坊废水排进水渠。接到交办单后，镇里约谈业主。经核查，该举报部分属实。已责令停业，7月15日前建好沉淀池，目前正在整改。\n"
_OPENING = "2018年6月17日，示例市收到转来的群众举报问题，处理情况如下：\n"


def test_a_paragraph_that_reports_and_judges_is_a_task_under_its_code():
    document = _read(_TITLE + _OPENING + f"编号D004，{_FIRST}编号D011，{_SECOND}")
    assert [(t.number, t.problem[:9], t.status.progress) for t in document.tasks] == [("D004", "群众反映东坡镇石场", "completed"), ("D011", "群众反映南坪村豆腐", "in_progress")]
    assert [str(m.due) for m in document.tasks[1].milestones] == ["2018-07-15"]


def test_the_lists_own_number_is_the_tasks_where_batch_and_number_stand_behind_it():
    quoted = "反映“东坡镇石场粉尘污染果园”问题。经调查，情况属实。料堆已盖网，问题完成整改。\n"
    text = f"现对6月办结的信访件情况予以公开。\n1.第3批98号办理情况。{quoted}2.第4批131号、第7批402号办理情况。{quoted.replace('石场', '砖厂')}3.第9批560号办理情况。反映\n"
    assert [(t.number, t.problem) for t in _read(text).tasks] == [("1", "东坡镇石场粉尘污染果园"), ("2", "东坡镇砖厂粉尘污染果园")]


@pytest.mark.parametrize("cut", ["经核查，该举报属实。", "经核查，该举报部分属实。"])
def test_a_report_that_is_not_judged_is_none(cut):
    text = _TITLE + _OPENING + f"编号D004，{_FIRST}编号D011，{_SECOND}".replace(cut, "")
    assert "D004" not in [t.number for t in _read(text).tasks] or len(_read(text).tasks) != 2


@pytest.mark.parametrize(("shown", "year"), [("2024-03-12", 2018), ("2018-06-30", 2018)])
def test_the_day_a_page_was_last_changed_is_not_its_texts(shown, year):
    document = _read(_TITLE + f"更新日期：{shown} 来源：某平台\n" + _OPENING + f"编号D004，{_FIRST}编号D011，{_SECOND}")
    assert [m.due.year for m in document.tasks[1].milestones] == [year]
    assert document.issued is None or document.issued.year == 2018


def test_a_text_that_says_up_to_when_it_speaks_owes_what_lies_beyond_though_put_up_later():
    heads = "| 序号 | 受理编号 | 交办问题基本情况 | 调查核实情况 | 是否属实 | 处理和整改情况 |\n|---|---|---|---|---|---|\n"
    row = "| 1 | X3EX20211206011 | 东坡镇尾矿库坝脚渗水。 | 经查，水泵损坏。 | 属实 | 1.换泵。2.2022年6月底前建成中和站。 |\n"
    text = "示例省督察组交办问题调查处理情况（第十一批）\n发布时间：{shown}\n到2021年12月23日，收到信访件三十件，结果如下：\n" + heads + row
    assert [str(m.due) for m in _read(text.format(shown="2024-12-02")).tasks[0].milestones] == ["2022-06-30"]
    assert _read(text.format(shown="2022-07-20")).tasks[0].milestones == ()


_REPORT = """示例市东湖区人民政府关于督察组交办案件办理结果的报告
（D20240506015）
市人民政府：
现将交办案件办理情况报告如下：
一、群众反映情况
东湖区东坡路工地堆着没有苫盖的黄土，扬尘污染严重。
二、调查核实情况
反映问题属实。院内存土约两千方。
三、处理整改情况
1.责令施工方盖土；
2.进出口装洗车台；
3.到2024年5月16日下午，{done}。
四、责任追究情况
罚款两千元。
示例市东湖区人民政府
2024年5月17日
"""


@pytest.mark.parametrize(("done", "progress"), [("已整改完毕", "completed"), ("洗车台已到货", None)])
def test_a_report_on_one_complaint_has_its_words_as_a_chapter(done, progress):
    (task,) = _read(_REPORT.format(done=done)).tasks
    assert (task.number, task.problem) == ("D20240506015", "东湖区东坡路工地堆着没有苫盖的黄土，扬尘污染严重。")
    assert (len(task.measures), task.status.progress) == (3, progress)


def test_a_report_that_tells_no_handling_is_no_task():
    assert not _read(_REPORT.replace("（D20240506015）\n", "").replace("三、处理整改情况", "三、区域概况").format(done="已整改完毕")).tasks


def test_the_number_of_a_hotline_stands_in_the_title():
    text = "省环保督察热线受理编号{number}号信访案件办理情况公示\n信访情况：东坡镇粮所院内有人熬沥青，烟大味呛。\n查处情况：5月17日夜间派人蹲守，锅和沥青桶已拉走，立案处罚。\n"
    assert [task.number for task in _read(text.format(number="20240515-22")).tasks] == ["20240515-22"]
    assert [task.number for task in _read(text.format(number="20240515—次日")).tasks] != ["20240515"]


_LISTED = "受理编号：{code}\n反映情况：东坡镇砖厂拉土车不盖，扬尘污染。\n调查核实情况：经调查，举报件属实。\n处理及整改情况：责令砖厂停产。\n问责情况：无。\n"


def test_a_county_alone_above_complaints_is_their_heading():
    codes = [f"D41000020240618003{n}" for n in range(3)]
    text = "示例市交办案件办理结果公示\n东湖区\n" + "".join(_LISTED.format(code=code) for code in codes[:2]) + "西山县\n" + _LISTED.format(code=codes[2])
    assert [(task.number, task.section) for task in _read(text).tasks] == [(codes[0], "东湖区"), (codes[1], "东湖区"), (codes[2], "西山县")]


def test_a_county_that_ends_a_value_is_no_heading():
    codes = [f"D41000020240618003{n}" for n in range(2)]
    text = "示例市交办案件办理结果公示\n" + "".join(_LISTED.format(code=code).replace("无。", "已约谈东湖区") for code in codes)
    assert [task.section for task in _read(text).tasks] == ["", ""]


_STEPS = """示例市落实督察反馈意见整改方案
督察组反馈了生态环境保护督察意见，制定本方案。
二是更换围栏四公里。（已完成整改）
（2）苗圃占用草原手续不全。督察发现，东坡林场两处苗圃占用草原370亩，没有办理手续。
一是2024年10月底前补办手续。（已完成整改）
二是通报全市林场。（{second}）
（3）取水井监管松。督察发现，南坪园区有11眼井没有计量设施。
一是全部装表。（{third}）
"""


def test_steps_that_say_how_far_they_are_make_tasks_and_their_state():
    tasks = _read(_STEPS.format(second="已完成整改", third="正在整改")).tasks
    assert [(task.number, len(task.measures), task.status.progress) for task in tasks] == [("2", 2, "completed"), ("3", 1, "in_progress")]
    assert [str(m.due) for m in tasks[0].milestones] == ["2024-10-31"]
    mixed = _read(_STEPS.format(second="正在整改", third="长期坚持")).tasks
    assert [task.status.progress for task in mixed] == ["in_progress", "in_progress"]


def test_steps_with_other_brackets_are_no_tasks():
    assert not _read(_STEPS.format(second="见附件二", third="市林业局").replace("（已完成整改）", "（见附件一）")).tasks


@pytest.mark.parametrize(("code", "due"), [("X3EX202112060011", "2021-12-20"), ("EX2021LD1206FX03", "2021-12-20"), ("EX99881234", None)])
def test_the_year_that_only_the_codes_hold_is_the_texts(code, due):
    heads = "| 序号 | 受理编号 | 举报基本内容 | 调查核实情况 | 是否属实 | 处理和整改情况 |\n|---|---|---|---|---|---|\n"
    row = f"| 1 | {code} | 东坡镇煤场扬尘。 | 经查，防风网低。 | 属实 | 1.煤堆盖网。2.12月20日前建成煤棚。 |\n"
    (task,) = _read("示例市督察交办信访件边督边改情况\n" + heads + row).tasks
    assert [str(m.due) for m in task.milestones] == [due] * (due is not None)
