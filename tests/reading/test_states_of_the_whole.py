"""The sentence of a report that speaks of the whole task, long or cut by the page's width, beside those that speak of a step."""

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.progress import parse_progress

REPORT = """示例市生态环境保护督察反馈意见整改落实情况的报告
2025年3月20日

一、污染防治方面

（一）东坡工业园环评空转。园区企业自建锅炉，群众反映强烈。
整改时限：2024年12月底
责任单位：市生态环境局
整改落实情况：{told}

（二）西坪料场扬尘。料场长期露天装卸，未配抑尘设施。
整改时限：2024年10月底
责任单位：市生态环境局
整改落实情况：已完成整改。料场已封闭。
"""


def state(told):
    return read_text(source_of_text(REPORT.format(told=told)), "x.txt", "").tasks[0].status.progress


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("该项任务已于2024年11月完成整改，2025年1月通过市级验收。一是建成供热中心。二是对19个园区开展检查，发现问题27个，已整改27个。", "accepted"),
        ("青阳沟尾矿库闭库工程已完成总量的72%，铁炉沟尾矿库已恢复监测，总体达到序时进度。一是修复截水沟。二是计划2025年5月底前完成闭库验收。", "on_schedule"),
        ("已完成整改，2024年11月6日市\n整改办同意销号。一是拆除农家乐11间，\n封堵暗管1处。", "accepted"),
        ("已完成整改，县级验收已通过。一是清理堆砂8万立方米。", "accepted"),
        ("清运废渣6万吨，剩余部分2025年12月底前转运。目前，该任务提前于序时进度。", "ahead"),
        ("已完成整改，验收通过后移交管护。一是清理堆砂8万立方米。", "completed"),
        ("该企业烟气改造工程已于2024年11月完成，2025年1月投运，二期改造工程仍在办理环评手续。", "in_progress"),
    ],
)
def test_what_a_report_says_of_the_whole(told, progress):
    assert state(told) == progress


def test_a_number_that_a_line_cuts_from_its_word_counts_a_step():
    task = read_text(source_of_text(REPORT.format(told="基本完成整改。一是新增设备2套。二是更换覆膜，清淤1.1公里。三\n是建成监测井4眼。")), "x.txt", "").tasks[0]
    assert [m.number for m in task.measures] == ["1", "2", "3"]


def test_acceptance_that_is_only_asked_for_is_none():
    assert parse_progress("县级验收已申请").progress != "accepted"
    assert parse_progress("完成整改，市级验收工作已顺利通过").progress == "accepted"


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("2022年12月通过市级验收，经市整改办审核，符合销号条件，准予销号", "closed"),
        ("符合销号条件，建议予以销号", "completed"),
        ("达到销号条件，拟申请销号", "completed"),
        ("已达到销号条件，同意销号", "accepted"),
    ],
)
def test_ready_to_be_struck_off_and_struck_off(text, progress):
    assert parse_progress(text).progress == progress


def test_what_a_whole_county_will_do_next_is_no_part_of_the_last_task():
    told = "下一步，示例县将一月一调度、一季一通报，盯紧滞后任务，确保各项问题按期整改销号。"
    text = REPORT.format(told="已完成整改。").rstrip() + "\n" + told
    last = read_text(source_of_text(text), "x.txt", "").tasks[-1]
    assert last.status.progress == "completed"
    own = REPORT.format(told="已完成整改。").replace("料场已封闭。", "料场已封闭。\n下一步，东坡县将完善围挡，2025年6月底前完成绿化。")
    assert [m.due.isoformat() for m in read_text(source_of_text(own), "x.txt", "").tasks[-1].milestones] == ["2025-06-30"]
