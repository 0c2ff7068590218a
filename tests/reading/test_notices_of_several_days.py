"""Notices bound in one file, each with its own day; prefectures by their usual names; problems counted as 反馈问题1."""

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.documents.region import find_region
from geomon.documents.units import parse_units
from geomon.progress import parse_progress

NOTICE = """关于省生态环境保护督察反馈第{number}项整改任务完成情况的公示

一、反馈问题
东坡镇{number}号渣堆未治理，渗滤液外排。
二、责任单位
市生态环境局
三、整改时限
{due}
四、整改措施及完成情况
完成渣堆覆土和截排水沟建设。
五、验收情况
{accepted}，专家组一致同意通过验收。
联系电话：0000-1234567

示例市督察整改办公室
{day}


"""


def test_each_notice_is_told_on_its_own_day():
    first = NOTICE.format(number=3, due="2024年6月底前", accepted="2024年9月12日", day="2024年10月10日")
    then = NOTICE.format(number=7, due="2025年6月底前", accepted="2025年7月3日", day="2025年7月9日")
    document = read_text(source_of_text(first + then), "x.txt", "")
    assert [(task.number, task.status.progress) for task in document.tasks] == [("3", "accepted"), ("7", "accepted")]
    assert str(document.issued) == "2025-07-09"


def test_an_acceptance_that_is_still_to_come_in_its_own_notice_is_none():
    first = NOTICE.format(number=3, due="2024年6月底前", accepted="计划2024年12月12日组织验收", day="2024年10月10日")
    then = NOTICE.format(number=7, due="2025年6月底前", accepted="2025年7月3日", day="2025年7月9日")
    states = [task.status.progress for task in read_text(source_of_text(first + then), "x.txt", "").tasks]
    assert states[0] != "accepted"
    assert states[1] == "accepted"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("湘西自治州整改落实情况的报告", "湘西土家族苗族自治州"),
        ("黔东南州整改方案", "黔东南苗族侗族自治州"),
        ("黔南州整改方案", "黔南布依族苗族自治州"),
        ("恩施州整改方案", "恩施土家族苗族自治州"),
        ("博州整改方案", "博尔塔拉蒙古自治州"),
        ("巴中市巴州区整改方案", "巴州区"),
    ],
)
def test_a_prefecture_is_called_without_its_peoples(title, name):
    region = find_region(title, "")
    assert region is not None
    assert region.name == name


REPORT = """示例市督察反馈意见整改落实情况的报告
2025年6月16日

二、具体问题整改落实情况
（一）污染防治方面
反馈问题1　东坡渣库服役期满后未闭库，渗滤液外排。
责任单位：市应急管理局
整改期限：2024年12月底前
整改落实情况：已完成整改，2024年11月29日通过市级验收，并于2025年1月6日经省督察办审核，准予销号。
反馈问题2　西坪料场扬尘扰民，未配抑尘设施。
责任单位：市生态环境局（按职责分工负责）
整改期限：2024年12月底前
整改落实情况：已整改到位，市住房城乡建设局于2024年10月18日组织现场验收，一致同意通过。一是更换设备3套。
（二）环境基础设施方面
反馈问题3　督察组反馈问题31个，其中污水直排3处。
责任单位：市水务局
整改期限：2025年12月底前
整改落实情况：正在整改。
"""


def test_problems_counted_as_they_were_told():
    tasks = read_text(source_of_text(REPORT), "x.txt", "").tasks
    assert [(task.number, task.section, task.status.progress) for task in tasks] == [
        ("1", "（一）污染防治方面", "closed"),
        ("2", "（一）污染防治方面", "accepted"),
        ("3", "（二）环境基础设施方面", "in_progress"),
    ]
    assert tasks[1].units.responsible == ("市生态环境局",)


def test_who_shares_the_work_is_named_without_the_remark():
    assert [unit.name for unit in parse_units("市生态环境局（按职责分工负责）、市水务局")] == ["市生态环境局", "市水务局"]


@pytest.mark.parametrize(
    ("text", "progress"),
    [
        ("验收组认为，整改目标已经实现，同意该项任务通过验收并销号", "accepted"),
        ("组织现场验收，一致同意通过", "accepted"),
        ("同意通过，12月30日按程序销号", "closed"),
        ("同意通过后再实施", None),
    ],
)
def test_what_an_acceptor_says(text, progress):
    assert parse_progress(text).progress == progress
