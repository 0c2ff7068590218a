"""A thing that came back disputes the state; one put right again, a rule for the case of it and work that is allowed again do not. Our own texts."""

from __future__ import annotations

import time

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.going_on import without_upkeep
from geomon.progress import parse_progress
from geomon.relapses import came_back, relapse_in

REPORT = """石桥市督察反馈问题整改进展情况
2025年4月30日

一、北山砖厂烟气超标，群众反映强烈。
责任单位：市生态环境局
整改时限：2025年3月底
整改进展：该问题已完成整改。{}
二、南湖淤塞，水质差。
责任单位：市水利局
整改时限：2026年3月底
整改进展：正在清淤。
"""


def read(told: str) -> tuple[str | None, list[str]]:
    task = read_text(source_of_text(REPORT.format(told)), "p.txt", "").tasks[0]
    return task.status.progress, [doubt.values[1] for doubt in task.doubts if doubt.kind == "state-disputed"]


@pytest.mark.parametrize(
    "told",
    [
        "2024年秋季出现反弹，市里组织清理并恢复植被。",
        "该砖厂曾出现反弹，经重新治理达标。",
        "落实夜查制度，烟气出现反弹时立即停窑检修。",
        "经现场核查达标后砖厂重新复产。",
        "砖厂治理后重新排放达标烟气。",
        "煤矸石清运后，重新堆放整齐的成品砖加盖苫布。",
        "复查时厂区又出现煤渣，砖厂当天清理完毕。",
        "烟气已不再反弹。",
    ],
)
def test_what_was_put_right_again_or_allowed_again_disputes_nothing(told: str) -> None:
    assert read(told) == ("completed", [])


@pytest.mark.parametrize(
    "told",
    [
        "2025年3月出现反弹。",
        "近期烟气出现不同程度反弹，市里要求立即清理完毕。",
        "复查时厂区又出现煤渣，责令砖厂清理完毕。",
        "复查时厂区又出现煤渣，正在组织清理。",
        "复查时厂区又出现煤渣，仍未清理完毕。",
        "3月夜查发现砖厂重新排放黑烟。",
        "砖厂擅自重新复产。",
        "砖厂未经验收重新复产。",
        "厂区重新堆放煤矸石2000吨。",
        "烟气出现反弹，经整治仍不达标。",
    ],
)
def test_what_came_back_and_is_not_put_right_disputes_the_state(told: str) -> None:
    progress, disputed = read(told)
    assert progress == "in_progress" or (progress == "completed" and disputed)


def test_one_list_decides_the_state_and_the_doubt() -> None:
    for told in ("今年又出现反弹", "水质明显反弹", "黑臭死灰复燃后又复发"):
        assert came_back(told) and relapse_in(told, 0, len(told))
    for told in ("未出现反弹", "防止再次反弹", "如出现反弹", "出现反弹的3处已清"):
        assert not came_back(told) and not relapse_in(told, 0, len(told))


@pytest.mark.parametrize("unit", ["又出现反弹，", "重新堆放", "持续正常", "部分企业违法", "进度滞后，经约谈后", "针对", "正在运行", "管网工程验收已通过，"])
def test_long_lines_take_no_longer(unit: str) -> None:
    text, begun = unit * (60_000 // len(unit)), time.perf_counter()
    relapse_in(text, 0, len(text))
    without_upkeep(text)
    parse_progress(text)
    assert time.perf_counter() - begun < 3


def test_the_doubt_sets_the_state_against_the_relapse_and_not_against_itself():
    text = """示例市督察反馈问题整改进展情况
2025年5月20日

（一）东坡镇生活污水直排。管网破损，污水入河。
整改时限：2024年
责任单位：市水务局
整改进展：已完成整改。近期再次出现污水直排，正在整改。

（二）西坪料场扬尘。料场未封闭。
整改时限：2024年
责任单位：市生态环境局
整改进展：正在整改。
"""
    doubts = read_text(source_of_text(text), "x.txt", "").tasks[0].doubts
    assert [doubt.values for doubt in doubts if doubt.kind == "state-disputed"] == [("已完成整改", "近期再次出现")]
