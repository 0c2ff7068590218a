"""A title ends in the same words wherever it stands: broken over lines, at the head of glued text, over a table, put up for remarks."""

from __future__ import annotations

import pytest

from geomon.documents.read import kind_of, read_text, source_of_text
from geomon.documents.title_endings import ends_title


def read(text: str):
    return read_text(source_of_text(text), "p.txt", "")


TASKS = """一、北沟污水直排。
责任单位：市水利局
整改时限：2026年6月底
整改措施：
1.截污。
"""


@pytest.mark.parametrize("ending", ["调度通报", "情况报告", "任务登记表", "计划（第二批）（公开稿）"])
def test_a_title_broken_over_two_lines_is_whole_whatever_paper_it_names(ending: str) -> None:
    document = read(f"石桥市生态环境保护督察整改专班\n整改{ending}\n{TASKS}")
    assert document.title == f"石桥市生态环境保护督察整改专班整改{ending}"


def test_a_line_that_ends_in_no_paper_is_not_joined_to_a_title() -> None:
    assert read(f"石桥市生态环境保护督察整改专班\n整改现场会合影\n{TASKS}").title == "石桥市生态环境保护督察整改专班"


GLUED = (
    "一、认识不深（一）东坡采坑未复绿。整改目标：复绿。责任单位：市水务局责任人：局长整改时限：2025年6月底整改措施：1.补植。2.巡查。"
    "（二）西沟弃渣未清。整改目标：清渣。责任单位：市水务局责任人：局长整改时限：2025年6月底整改措施：1.清运。"
)


@pytest.mark.parametrize("title", ["石桥市关于督察整改任务的通知", "石桥市督察整改进展", "石桥市督察整改任务分解表"])
def test_the_first_chapter_is_cut_off_behind_any_title(title: str) -> None:
    document = read(title + GLUED)
    assert [task.section for task in document.tasks] == ["一、认识不深"] * 2
    assert document.title == title


@pytest.mark.parametrize("title", ["石桥县2025年河道治理计划", "石桥县2025年治理要点", "石桥县排污口整治登记表"])
def test_a_plan_or_table_that_is_put_up_for_remarks_stays_one(title: str) -> None:
    assert kind_of(title, "1.清淤。\n公示期：5个工作日") != "notice"


def test_a_result_that_is_put_up_is_a_notice() -> None:
    assert kind_of("石桥县河道清理完成结果", "1.清淤。\n公示期：5个工作日") == "notice"


def test_a_title_with_a_bracket_is_over_before_the_first_sentence() -> None:
    assert ends_title("石桥市督察整改方案（第二批）", "为确保整改到位，制定本方案。")
    assert not ends_title("石桥市督察整改方案（第二批）", "和清单印发给你们。")
