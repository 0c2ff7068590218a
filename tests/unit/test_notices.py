"""Notices of one task as offices set them out: chapters that run into their value, numbers in any form, the opening's word on the state."""

import datetime as dt

import pytest

from geomon.documents.page_furniture import is_frame, is_source_line
from geomon.documents.read import read_text, source_of_text


def _read(text: str):
    return read_text(source_of_text(text), "a.txt", "0" * 64)


def _task(text: str):
    document = _read(text)
    assert len(document.tasks) == 1
    return document.tasks[0]


NOTICE = """首页 > 政务公开 > 通知公告
突出生态环境问题整改验收销号公示
发布日期：2024-05-06 15:18 来源：柳河区管委会 编辑：办公室 阅读次数： 字号：
柳城市2024年自排查突出生态环境{number}已整改完成，并通过核查验收。现将整改完成情况公示如下：
一、整改问题
东坡建材厂堆场未覆盖。
二、整改实施主体
柳河区委、区政府
三、重点措施
堆场全覆盖。
四、目标任务
落实防尘要求。
五、完成时限
2024年9月30日前
六、整改完成情况
经现场核查，堆场已覆盖
如对该问题整改完成情况有异议，请在公示期间反映。
"""


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("143号问题", "143"),
        ("第十二项问题", "12"),
        ("整改任务{编号64(5-1)}", "64(5-1)"),
        ("问题（问题编号：20242792025280）", "1"),
        ("（31号）整改任务", "31"),
    ],
)
def test_the_number_is_the_one_that_the_opening_prints(printed, number):
    assert _task(NOTICE.replace("{number}", printed)).number == number


def test_fields_of_a_notice_with_other_words_for_them():
    task = _task(NOTICE.replace("{number}", "7号问题"))
    assert task.problem == "东坡建材厂堆场未覆盖。"
    assert task.units.responsible == ("柳河区",)
    assert task.goal == "落实防尘要求。"
    assert task.deadline.due == dt.date(2024, 9, 30)
    assert task.status.progress == "accepted"


def test_the_pages_frame_is_no_part_of_a_document():
    document = _read(NOTICE.replace("{number}", "7号问题") + "扫一扫在手机打开当前页\n【打印本页】 【关闭窗口】\n")
    assert document.title == "突出生态环境问题整改验收销号公示"
    assert "打印" not in document.text
    assert document.kind == "notice"


def test_a_heading_that_runs_into_its_value():
    task = _task(
        "省级督察第8项问题整改公示\n已完成第8项问题整改，拟申请验收销号。现公示如下：\n一、整改问题柳河区、桐山区预案响应级别未调整。\n"
        "二、整改目标：修订预案。\n三、整改措施：印发预案。\n四、整改主要工作及成效：预案已印发。\n五、公示时间：10日\n六、受理部门：柳河区办公室\n"
    )
    assert (task.number, task.problem, task.status.progress) == ("8", "柳河区、桐山区预案响应级别未调整。", "completed")


def test_a_notice_that_prints_only_its_chapters_tells_one_task():
    task = _task(
        "一、第二轮省生态环境保护督察反馈问题\n石桥垃圾填埋场污泥外流。\n二、整改目标\n清理污泥。\n三、整改措施\n（一）清理。（二）查处。\n"
        "四、整改期限\n2023年10月底\n五、整改措施落实情况\n（一）关于第1项整改措施落实情况。已清运。\n六、整改完成时间。2023年9月\n"
        "以上整改情况向社会公示。\n"
    )
    assert task.deadline.due == dt.date(2023, 10, 31)
    assert len(task.measures) == 2


def test_a_complaint_is_numbered_by_its_code():
    task = _task(
        "青坪乡关于督察交办举报件D2SC202104180064号问题整改完成情况公示\n已对照方案整改完成，达到验收销号条件，现公示如下：\n一、举报问题描述\n"
        "受理编号：D2SC202104180064\n反映环境问题：青坪村修路砍伐树木。\n二、调查核实情况\n部分属实。\n三、整改措施及时限\n整改时限：2021430日前\n"
        "整改措施：补种树木。\n"
    )
    assert (task.number, task.problem) == ("D2SC202104180064", "青坪村修路砍伐树木。")
    assert task.deadline.due == dt.date(2021, 4, 30)
    assert task.status.progress == "completed"


TWO = "（一）东坡建材厂堆场未覆盖。\n（二）西坡砂场路面积尘。"


def test_problems_and_measures_counted_alike_are_tasks_of_their_own():
    text = NOTICE.replace("{number}", "问题（问题编号：20242792025280）").replace("东坡建材厂堆场未覆盖。", TWO)
    tasks = _read(text.replace("堆场全覆盖。", "（一）堆场全覆盖。\n（二）每日清扫。")).tasks
    assert [(t.number, t.problem, [m.text for m in t.measures]) for t in tasks] == [
        ("1", "东坡建材厂堆场未覆盖。", ["堆场全覆盖。"]),
        ("2", "西坡砂场路面积尘。", ["每日清扫。"]),
    ]
    assert {t.deadline.due for t in tasks} == {dt.date(2024, 9, 30)}


def test_parts_of_a_numbered_problem_are_one_task():
    text = NOTICE.replace("{number}", "第12项问题").replace("东坡建材厂堆场未覆盖。", TWO)
    assert _task(text.replace("堆场全覆盖。", "（一）堆场全覆盖。\n（二）每日清扫。")).number == "12"


def test_a_chapters_heading_may_run_into_its_value_behind_a_colon():
    task = _task(
        "关于督察转办信访件（受理编号X3SC202405160020）整改销号情况公示\n一、转办问题基本情况：青坪乡画石矿沿线植被毁坏。\n"
        "二、整改情况：排水沟已清理，整改已完成。\n三、验收情况：经现场查验，整改已完成。\n以上整改情况向社会公示。\n"
    )
    assert (task.number, task.problem) == ("X3SC202405160020", "青坪乡画石矿沿线植被毁坏。")


def test_the_only_block_of_a_form_has_the_number_that_is_announced():
    task = _task(
        "河口分局承办的省级督察反馈问题第17项整改情况公示如下：\n| 整改任务 | 投诉较多。 |\n| --- | --- |\n| 整改目标 | 诉求得到解决。 |\n"
        "| 整改措施 | 加强督办。 |\n| 整改成效 | 投诉减少。 |\n"
    )
    assert task.number == "17"


def test_what_is_asked_for_is_not_done():
    text = NOTICE.replace("{number}", "7号问题").replace("已整改完成，并通过核查验收", "已完成整改，达到销号标准，建议按程序进行销号")
    assert _task(text).status.progress == "completed"


FRAME = ["您的位置：首页 > 信息公开", "【纠错】 【加入收藏】 【打印本页】", "政务公开 > 通知公告 > 公示", "• 分享到", "字体：[大 中 小]"]
OWN = ["位置：城北三公里", "COD>50mg/L、氨氮>5mg/L", "-", "大", "举报电话：12369", "首要问题", "下载区地下水超标", "一、甲 > 乙"]


@pytest.mark.parametrize("line", FRAME)
def test_lines_of_a_pages_frame(line):
    assert is_frame(line)


@pytest.mark.parametrize("line", OWN)
def test_lines_that_are_the_documents_own(line):
    assert not is_frame(line)


def test_who_put_a_page_up_and_when():
    assert is_source_line("2024-12-17 15:53 来源：柳河区生态环境局 发文机关：办公室")
    assert not is_source_line("来源不明的废渣堆存于河滩")


def test_a_problem_that_opens_with_its_number_in_the_inspections_words():
    task = _task(
        "柳城市督察整改销号公示表\n整改任务概述\n第二轮省级督察反馈第三十一项问题：东湖保护存在薄弱环节。\n整改实施主体\n柳河区委、区政府\n"
        "整改目标\n湖水达标。\n整改措施\n清淤。\n"
    )
    assert (task.number, task.problem, task.units.responsible) == ("31", "东湖保护存在薄弱环节。", ("柳河区",))


def test_what_the_opening_says_is_done_outranks_a_word_in_a_report():
    text = NOTICE.replace("{number}", "7号问题").replace("，并通过核查验收", "")
    told = "制定方案，针对进展缓慢的地区及时提示，堆场覆盖工作通过多种路径推开，全年共覆盖堆场三处，各处都在册并有专人看护。"
    assert _task(text.replace("经现场核查，堆场已覆盖", told)).status.progress == "completed"


def test_rows_that_a_bar_alone_opens_are_a_form():
    task = _task(
        "督察指出的“河长巡查流于形式”问题（序号21）已完成整改，并通过验收，现予以公示。\n附件：具体整改情况表\n|\n"
        "整改任务 |\n河长巡查流于形式。 |\n|\n责任单位 |\n市水务局 |\n|\n整改目标 |\n强化责任落实。 |\n|\n整改措施 |\n加强考核。 |\n"
    )
    assert (task.number, task.problem, task.units.responsible) == ("21", "河长巡查流于形式。", ("市水务局",))


def test_a_heading_of_two_fields_is_not_run_in():
    task = _task(
        "关于“黑臭水体”问题整改情况公示\n一、反馈问题\n部分水体返黑返臭。\n二、整改措施及完成情况\n1、开展回头看，已全部整改完成。\n三、整改目标及达成情况\n"
        "整改目标：消除返黑返臭现象。\n达成情况：已全部达成。\n"
    )
    assert (task.problem, task.goal) == ("部分水体返黑返臭。", "消除返黑返臭现象。")


def test_a_row_that_opens_with_the_tasks_number_in_words():
    task = _task(
        "督察第十三项任务已完成整改，现予以公示（详见附表）。\n附表\n督察第十三项任务整改完成情况表\n"
        "序号 | 整改任务 | 整改目标 | 整改措施 | 整改完成情况 |\n"
        "第十三项 | 农村供水设施老化。 | 集中供水全覆盖。 | 推进老化设施改造。 | 全部完成改造并通水。 |\n"
    )
    assert (task.number, task.goal) == ("13", "集中供水全覆盖。")


def test_a_problem_quoted_in_the_sentence_that_publishes_its_remedy():
    task = _task(
        "省督察组督察反馈“东湖污染依旧突出”问题整改完成情况公示\n"
        "根据督察反馈意见整改销号有关要求，现将我市“东湖污染依旧突出”问题整改完成情况公示如下：\n"
        "东湖整改自2023年5月开始，禁止投肥投饵，拆除网围。\n经核查，东湖水质稳定达标，该反馈问题已完成整改。如有异议，请向市河长办反映。\n"
    )
    assert (task.problem, task.status.progress) == ("东湖污染依旧突出", "completed")
