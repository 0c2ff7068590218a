"""The state of the whole beside another work, upkeep, a delay that was made up for, an aim in a bracket. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.columns import propose
from geomon.documents.read import read_text, source_of_text
from geomon.progress import parse_progress

REPORT = """石桥市督察反馈问题整改进展情况
{day}

一、北岭集镇污水直排{bracket}
责任单位：市住建局
整改时限：2025年12月底前
整改进展：{told}
二、南湖河道淤塞，水质变差。
责任单位：市水务局
整改时限：2026年3月底
整改进展：正在清淤。
"""
NOTICE = """石桥市北岭料场扬尘问题整改情况公示
2024年4月，省生态环境保护督察组发现北岭料场破碎工序没有密闭，扬尘污染周边村庄。{}
公示期：2024年12月1日至12月7日
"""


def report(told: str, bracket: str = "", day: str = "2025年5月20日") -> str | None:
    text = REPORT.format(told=told, bracket=bracket, day=day)
    return read_text(source_of_text(text), "p.txt", "").tasks[0].status.progress


def notice(told: str) -> str | None:
    return read_text(source_of_text(NOTICE.format(told)), "p.txt", "").tasks[0].status.progress


@pytest.mark.parametrize("told", ["管网工程验收已通过，提升泵站正在建设", "一期验收已通过，二期正在施工。", "东区管网已通过竣工验收，西区管网仍在铺设"])
def test_one_work_that_is_accepted_is_not_the_whole(told: str) -> None:
    assert (parse_progress(told).progress, report(told)) == ("in_progress", "in_progress")


@pytest.mark.parametrize("told", ["县级验收已通过，正在整理销号资料", "该工程已通过验收，移交管护", "整改任务已通过验收，正在开展后续管护", "两项工程已通过验收，正在推进长效管护"])
def test_the_whole_that_is_accepted_stays_so_beside_papers_and_upkeep(told: str) -> None:
    assert parse_progress(told).progress == "accepted"


@pytest.mark.parametrize("bracket", ["（按期完成）", "（如期完成整改）", "（按要求完成整改）", "（按要求完成整改任务）", "【按时完成】"])
@pytest.mark.parametrize("told", ["已建成管网5公里，其余管网正在铺设。", "正在整改。", "进度滞后，正在组织施工。"])
def test_a_report_that_is_under_way_beats_an_aim_in_a_bracket(bracket: str, told: str) -> None:
    for day in ("2025年5月20日", "2026年5月20日"):
        assert report(told, bracket, day) in ("in_progress", "behind")


def test_an_aim_in_a_bracket_is_one_while_its_day_is_ahead() -> None:
    assert report("市住建局建设管网5公里，更换老旧水泵，清掏检查井。", "（按期完成）") is None
    assert report("市住建局建设管网5公里，更换老旧水泵，清掏检查井。", "（按期完成）", "2026年5月20日") == "completed"
    assert report("市住建局建设管网5公里，更换老旧水泵，清掏检查井。", "（已按期完成）") == "completed"


@pytest.mark.parametrize(
    "told",
    [
        "处理站正在稳定运行，负荷率达75%。收集管网改造完成。",
        "除臭设施正在运行，没有异味。提标改造完成。",
        "管护队仍在开展日常巡查。岸坡修复完成。",
        "市里三次调度，滞后的标段已追平。收集管网改造完成。",
        "针对施工进度缓慢，市里约谈施工方，加派机械，加快实施。收集管网改造完成。",
    ],
)
def test_upkeep_and_a_delay_made_up_for_leave_the_end_its_state(told: str) -> None:
    assert report(told) == "completed"


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("处理站正在试运行，二期泵站正在施工。收集管网改造完成。", "in_progress"),
        ("因征地困难，泵站施工进度滞后。收集管网改造完成。", "behind"),
        ("处理站正在运行，出水仍未达标。收集管网改造完成。", "in_progress"),
        ("处理站正在稳定运行，其余支管正在铺设。收集管网改造完成。", "in_progress"),
    ],
)
def test_work_and_delays_that_go_on_leave_it_none(told: str, progress: str) -> None:
    assert report(told) == progress


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("未达到进度要求，经约谈后已完成整改", "completed"),
        ("进度滞后，经市里挂牌督办，目前已全部完成整改", "completed"),
        ("未达到进度要求", "behind"),
        ("未达到进度要求，经约谈后正在整改", "behind"),
        ("进度滞后，目前已完成整改投资的45%", "behind"),
        ("进度滞后，经约谈后已完成整改方案，正在施工", "behind"),
        ("进度滞后，经约谈后已完成整改方案编制", "behind"),
        ("进度滞后，目前两家已完成整改", "behind"),
        ("逾期未完成，现已整改到位", "completed"),
        ("逾期，经约谈后计划完成整改", "behind"),
    ],
)
def test_a_delay_is_over_once_the_whole_is_done(told: str, progress: str) -> None:
    assert (parse_progress(told).progress, report(told + "。")) == (progress, progress)


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("该料场整改任务已完成，正在推进数字料场建设工作。", "completed"),
        ("该料场整改任务已完成，正在推进剩余渣堆清理。", "in_progress"),
        ("该料场已完成整改，正在进行生态修复工作。", "in_progress"),
        ("该料场去年任务已完成，今年任务正在实施。", "in_progress"),
        ("目前已建成封闭厂房。除尘器安装完成率96%，正在调试。", "in_progress"),
        ("该问题整改完成率96%，正在推进整改。", "mostly_completed"),
    ],
)
def test_a_state_in_prose_is_of_the_task_itself(told: str, progress: str) -> None:
    assert notice(told) == progress


@pytest.mark.parametrize("cause", ["问题原因", "问题产生原因", "问题成因分析", "问题核查情况", "问题处理情况"])
def test_a_cause_is_not_the_problem(cause: str) -> None:
    row = ["1", "北岭集镇污水直排", "管网建设年代久远，管径偏小，养护资金投入少，雨天常满溢", "更换管网", "市住建局", "2025年底"]
    roles = [c.role for c in propose(["序号", "存在问题", cause, "整改措施", "责任单位", "整改时限"], [row] * 2)]
    assert roles[1] == "problem" and roles[2] not in ("problem", "title")


def test_what_was_found_about_a_complaint_is_not_the_complaint() -> None:
    headings = ["序号", "信访问题", "反映情况", "整改措施", "责任单位", "整改时限"]
    row = ["1", "北岭集镇污水直排", "{}管网建设年代久远，管径偏小，污水雨天满溢到南河，影响周边村民", "更换管网", "市住建局", "2025年底"]
    looked, told = ([[text.format(opening) for text in row]] * 2 for opening in ("经现场核查，情况属实，", "群众称"))
    assert [c.role for c in propose(headings, looked)][1] == "problem"
    assert [c.role for c in propose(headings, told)][1:3] == ["title", "problem"]
    described = [heading.replace("反映情况", "问题描述") for heading in headings]
    assert [c.role for c in propose(described, looked)][1:3] == ["title", "problem"]
