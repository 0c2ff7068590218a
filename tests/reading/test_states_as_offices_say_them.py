"""The turns of phrase in which offices tell a task's state, each beside one that only looks like it. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.plain_states import plain_claim
from geomon.documents.read import read_text, source_of_text
from geomon.progress import parse_progress

REACHED = ("completed", "accepted", "closed", "mostly_completed")
REPORT = """石桥市督察反馈问题整改情况报告
一、南岭渣场雨水外溢，污染北沟。
{told}
二、北沟淤塞，水质差。
该问题正在整改。已清淤2公里。
三、东湖污水直排。
该问题正在整改。已订管材。
"""


def state(told: str) -> str | None:
    return read_text(source_of_text(REPORT.format(told=told)), "p.txt", "").tasks[0].status.progress


@pytest.mark.parametrize(
    ("said", "progress"),
    [
        ("达到时间进度要求", "on_schedule"),
        ("达到年度序时目标", "on_schedule"),
        ("进度超前", "ahead"),
        ("未达到年度序时目标", "behind"),
        ("超前完成阶段性任务", "ahead"),
        ("整改完成，已通过县级自验、市级验收", "accepted"),
        ("整改任务已完成，验收材料正在准备", "completed"),
        ("整改工作已结束，正在准备验收资料", "completed"),
        ("完成整改任务100%", "completed"),
        ("涉及的8家企业已完成整改8家", "completed"),
        ("问题已得到有效解决", "completed"),
        ("已全部落实到位，长期坚持", "completed"),
        ("整改目标已实现", "completed"),
        ("主体工程已完成，正在调试设备", "mostly_completed"),
        ("问题已整改到位，销号资料已上报", "completed"),
        ("已竣工验收", "accepted"),
        ("已立行立改到位，长期坚持", "completed"),
        ("总体上按时序进度推进，部分措施已完成", "on_schedule"),
        ("已转入施工阶段", "in_progress"),
        ("整改进展顺利", "in_progress"),
        ("除已关停的1处外，其余均已完成整改", "completed"),
    ],
)
def test_an_office_says_how_far_it_is(said: str, progress: str) -> None:
    assert parse_progress(said).progress == progress


@pytest.mark.parametrize(
    "said",
    [
        "提前完成阶段性任务",
        "阶段性整改目标均已完成",
        "完成整改任务60%",
        "涉及的8家企业已完成整改6家",
        "已落实责任单位",
        "整改资金已落实到位",
        "主体工程已完成招标",
        "主体工程完成30%",
        "完成时间未定",
        "整改措施已落实3项",
        "渣场东侧已完成，围墙正在施工",
        "除1处外，其余均已完成整改",
        "累计完成投资1.2亿元，占总投资的60%",
        "管网已铺设12公里，占总任务的70%",
        "部分措施已完成",
        "销号资料已上报",
    ],
)
def test_a_stage_a_means_or_a_share_is_not_all(said: str) -> None:
    assert parse_progress(said).progress not in REACHED


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("正在整改，达到序时进度。", "on_schedule"),
        ("完成年度阶段性目标任务，达到序时进度要求。", "on_schedule"),
        ("共8处，已整改8处，完成率100%。", "completed"),
        ("去年任务已完成，今年任务正在实施。", "in_progress"),
        ("2024年度任务已完成，2025年任务正在实施。", "in_progress"),
        ("整改任务已完成，正在组织销号工作。", "completed"),
        ("除东坡村1处正在整改外，其他均已整改到位。", "in_progress"),
    ],
)
def test_a_last_sentence_says_how_the_pace_is(told: str, progress: str) -> None:
    assert state(told) == progress


@pytest.mark.parametrize(
    ("said", "progress"),
    [("项目已建成投用，长期运行", "completed"), ("已完工并投入使用", "completed"), ("其中泵站已建成，管网没有动", None), ("计划明年建成投用", None)],
)
def test_a_cell_that_tells_what_stands_is_done(said: str, progress: str | None) -> None:
    found = plain_claim(said).progress
    assert found == progress if progress else found not in REACHED
