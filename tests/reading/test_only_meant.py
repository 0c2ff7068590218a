"""Words of being done that are only meant, demanded, hoped, denied, or of another round: none of them is a state. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.plain_states import plain_claim
from geomon.documents.read import read_text, source_of_text
from geomon.documents.reported import said_done
from geomon.documents.sentences import Said, state_in
from geomon.documents.state_of_section import claim_of_heading
from geomon.progress import parse_progress

REACHED = ("completed", "accepted", "closed", "mostly_completed", "on_schedule", "ahead")
DENIED = "水质仍不达标 水质难达标 资金未到位 设备没有到位 全部未拆除 未建成 都没拆 无法恢复 难以恢复 验收组未通过 检查未过关 复查不通过 不能如期推进 没有按月计划"
MEANT = "预计年底建成 将于6月建成投用 拟于6月恢复 2026年建成 明年达标 年底前拆除 计划明年全部拆除 有待恢复 应恢复 确保达标 争取年底前建成 要求全部清运 待验收组通过"
ARRANGED = "已安排清运 已部署拆除 已建议关停 已列入拆除 已委托清运 已要求拆除 已制定整改方案 资金到位 人员到位 罚款已到位 验收通过后拆除 还剩一年 花了30万元"


@pytest.mark.parametrize("text", [*DENIED.split(), *MEANT.split(), *ARRANGED.split()])
def test_a_cell_that_denies_or_means_it_is_no_state_reached(text: str) -> None:
    assert plain_claim(text).progress not in REACHED


@pytest.mark.parametrize(
    "text",
    [
        "拟于2025年6月通过市级组织的专家验收",
        "未能通过由市生态环境局组织的验收",
        "预计年底通过省级验收",
        "责令清理完毕",
        "清理完毕后验收",
        "已不予核销",
        "已申请核销",
        "正在组织销号",
        "正按程序办理验收销号",
        "已启动验收销号",
        "其中9家均已整改完成，另有5家没有动",
    ],
)
def test_a_report_that_means_it_is_no_state_reached(text: str) -> None:
    assert parse_progress(text).progress not in REACHED


@pytest.mark.parametrize("text", ["按要求已完成整改", "按照整改要求完成整改", "计划整改的两处已完成整改", "按期完成整改并通过验收", "已将垃圾清理完毕"])
def test_what_was_demanded_and_done_is_done(text: str) -> None:
    assert parse_progress(text).progress in ("completed", "accepted")


@pytest.mark.parametrize(
    "heading", ["一、限期完成整改任务", "二、2026年完成整改的任务", "三、要求6月底前整改完成的问题", "四、按时完成整改任务", "立即整改到位的问题", "一、全面落实已办结案件"]
)
def test_a_heading_that_sets_an_aim_is_no_state(heading: str) -> None:
    assert claim_of_heading(heading).progress is None


@pytest.mark.parametrize(
    "report",
    ["确保14家全部整改完成。", "力争年底前全部完成整改。", "若全部整改完成，", "要求14家均按要求整改完成。", "北片都已整改完成，南片未动。", "第一批14家均已整改完成。", "两处正在施工，其余均已整改完成。"],
)
def test_an_aim_or_a_part_is_not_all(report: str) -> None:
    assert said_done(report) is None


@pytest.mark.parametrize(
    "sentence",
    ["如期完成整改。", "应急池已整改完成。", "采取相应措施，整改完成。", "县里聘请专业队伍，整改完成。", "要求整改的三处均已整改完成。"],
)
def test_a_word_that_only_holds_one_of_intent_hides_no_state(sentence: str) -> None:
    told = state_in([Said(sentence, 0, 0)])
    assert told is not None
    assert parse_progress(told.text).progress == "completed"


@pytest.mark.parametrize(
    "sentence",
    ["如已完成整改，可申请验收。", "确保已整改到位的问题不反弹。", "请该厂停产，整改完成。", "应当停产，整改完成。", "要求该厂整改，整改完成后报告。", "若整改完成，予以销号。"],
)
def test_a_condition_or_demand_is_no_state(sentence: str) -> None:
    assert state_in([Said(sentence, 0, 0)]) is None


@pytest.mark.parametrize("claim", ["请尽快完成整改", "请于6月底前拆除", "如拆除"])
def test_what_is_asked_for_or_hangs_on_something_is_not_done(claim: str) -> None:
    assert plain_claim(claim).progress not in REACHED


def states(text: str) -> list[str | None]:
    return [task.status.progress for task in read_text(source_of_text(text), "p.txt", "").tasks]


def test_what_the_last_round_reached_is_no_state_of_this_one() -> None:
    plan = """石桥市督察反馈问题整改方案
上一轮督察反馈的整改任务已全部整改完成，通过省级验收。为做好本轮整改，制定本方案。
一、北沟污水直排。
责任单位：市水利局
整改时限：2026年6月底
整改措施：
1.截污。
"""
    assert states(plan) == [None]


NOTICE = """石桥市督察反馈第七项问题整改情况公示
第{n}项任务已整改完成，并通过验收。现将第七项任务情况公示如下。
一、整改任务
北沟污水直排。
二、整改时限
2026年6月底
三、整改措施
截污。
四、责任单位
市自然资源局
公示期：2026年7月1日至7月7日
"""


def test_what_another_task_reached_is_no_state_of_this_one() -> None:
    assert states(NOTICE.format(n="六")) == [None]
    assert states(NOTICE.format(n="七")) == ["accepted"]


def test_a_unit_alone_in_the_last_chapter_is_no_sign_off() -> None:
    (task,) = read_text(source_of_text(NOTICE.format(n="七")), "p.txt", "").tasks
    assert task.units.responsible == ("市自然资源局",)


OTHER = """{title}
一、北沟造纸厂废水外排。
责任单位：市生态环境局
整改时限：2026年6月底
二、南坪石料厂粉尘外逸。
责任单位：市生态环境局
整改时限：2026年9月底
"""


@pytest.mark.parametrize(
    "title", ["石桥市双随机抽查结果公示", "石桥市行政处罚信息公开", "石桥市环评受理公告", "石桥局党支部任务清单", "环境问题常见问题解答", "石桥市污水管网采购需求"]
)
def test_papers_that_are_set_out_alike_and_order_nothing_are_none(title: str) -> None:
    assert states(OTHER.format(title=title)) == []
    assert len(states(OTHER.format(title=f"{title[:3]}督察反馈问题整改方案"))) == 2


TO_COME = [
    "2030年3月底前完成补植，完成整改。",
    "2030年6月底前，完成清运，并通过验收。",
    "已清运1万吨，2030年底完成整改。",
    "年底前全面完成整改并销号。",
    "2030年12月通过省级验收",
    "预计2030年底完成，届时通过验收",
    "2030年12月完成",
    "2030年全面完成整改。",
    "年内完成整改",
    "今年年底前完成整改",
    "汛期前完成整改",
    "2030年3月底前完成补植，14家均完成整改。",
    "本月底完成整改",
    "三个月内完成整改",
    "第四季度完成整改",
]
PAPERS = [
    """示例市督察反馈问题整改进展情况报告
二〇二五年五月
一、东坡镇渣堆未清理。
责任单位：市水务局
整改时限：2030年12月
整改进展：{}
""",
    """示例市督察反馈问题整改台账
填报日期：2025年5月20日

| 序号 | 问题 | 责任单位 | 完成情况 |
| --- | --- | --- | --- |
| 1 | 东坡镇渣堆未清理 | 市水务局 | {} |
""",
]


@pytest.mark.parametrize("paper", PAPERS, ids=["report", "ledger"])
@pytest.mark.parametrize("progress", TO_COME)
def test_what_a_report_says_of_a_day_to_come_is_no_state_reached(paper: str, progress: str) -> None:
    (state,) = states(paper.format(progress))
    assert state not in REACHED


@pytest.mark.parametrize("paper", PAPERS, ids=["report", "ledger"])
@pytest.mark.parametrize(
    "progress",
    [
        "2025年3月完成整改",
        "2025年3月底前已完成整改",
        "已于年底前完成整改",
        "2024年底完成整改",
        "去年底完成整改",
        "2025年3月底前完成补植，目前已完成整改。",
        "完成整改，2030年底前巩固成果。",
        "截至2025年5月底，完成整改。",
    ],
)
def test_what_a_report_says_of_a_day_gone_by_is_done(paper: str, progress: str) -> None:
    assert states(paper.format(progress)) == ["completed"]
