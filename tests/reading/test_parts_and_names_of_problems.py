"""部分, 个别, 多数 before a deed make it one of a part; in the name of a problem or of a portion they do not. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.parts import names_part
from geomon.progress import parse_progress

LEDGER = """石桥市督察反馈问题整改台账
填报日期：2025年5月20日

| 序号 | 问题 | 责任单位 | 整改情况 |
| --- | --- | --- | --- |
| 1 | 北岭渣堆未清理 | 市水务局 | {} |
| 2 | 南湖河道淤塞 | 市水务局 | 正在清淤 |
"""
REPORT = """石桥市督察反馈问题整改进展情况
2025年5月20日

一、北岭渣堆未清理，污染周边。
责任单位：市水务局
整改时限：2025年3月底
整改进展：{}
二、南湖河道淤塞，水质变差。
责任单位：市水务局
整改时限：2026年3月底
整改进展：正在清淤。
"""
PAPERS = pytest.mark.parametrize("paper", [LEDGER, REPORT], ids=["ledger", "report"])


def state(paper: str, told: str) -> str | None:
    return read_text(source_of_text(paper.format(told)), "p.txt", "").tasks[0].status.progress


@PAPERS
@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("部分矿山违规排土问题已完成整改", "completed"),
        ("个别加油站油气泄漏问题已完成整改", "completed"),
        ("目前，警示片披露的部分村庄垃圾乱堆问题已全部整改完成", "completed"),
        ("多数养殖场未建粪污池问题已整改完成", "completed"),
        ("渣库部分损毁截洪沟已完成修复", "completed"),
        ("其余部分已完成整改", "completed"),
        ("该部分问题已全部整改完成", "completed"),
        ("超范围部分已整改完成", "completed"),
        ("个别断面氨氮超标问题已整改完成并销号", "closed"),
        ("侵占草地部分已完成整改并通过验收", "accepted"),
        ("扩建部分已通过验收", "accepted"),
    ],
)
def test_a_part_in_the_name_of_what_was_done_leaves_the_whole_done(paper: str, told: str, progress: str) -> None:
    assert (parse_progress(told).progress, state(paper, told)) == (progress, progress)


@PAPERS
@pytest.mark.parametrize(
    "told",
    [
        "部分已完成整改",
        "渣堆部分已完成整改",
        "该问题部分已完成整改",
        "部分矿山已完成整改",
        "部分问题已完成整改",
        "部分突出环境问题已完成整改",
        "部分违法占地问题已完成整改",
        "大部分已完成整改",
        "个别矿山已完成整改",
        "多数养殖场已完成整改",
        "部分裸露地块已完成复绿",
        "部分老化管网已完成更换",
        "占用草地问题部分已完成整改",
        "涉及矿山部分已完成整改",
        "其中2处已完成整改",
        "部分点位已通过验收",
    ],
)
def test_a_part_before_the_deed_is_but_a_part(paper: str, told: str) -> None:
    assert parse_progress(told).progress == "in_progress"
    assert state(paper, told) == "in_progress"


def test_a_long_line_takes_no_longer() -> None:
    assert names_part("部分企业" * 20_000) in (True, False)
