"""What a report still owes, under a label of its own (下一步打算): no state, and its dated targets are milestones. All texts are our own."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Task

REPORT = """示例市督察反馈问题整改进展情况报告
二〇二五年五月
一、东坡镇渣堆未清理。
责任单位：市水务局
整改时限：2026年12月
{measures}整改进展：{told}
{word}：1.2025年9月底前清运剩余渣土。2.2026年3月底前完成覆土，通过验收。
二、南坪镇河道淤塞。
责任单位：市水务局
整改时限：2026年12月
整改进展：清淤2公里。
{word}：加强巡查，完成整改并销号。
"""
WORDS = pytest.mark.parametrize("word", ["下一步打算", "下步工作安排", "下一步工作", "下步打算"])


def tasks(word: str, told: str = "已清运2万吨，正在清运。", measures: str = "") -> tuple[Task, ...]:
    return read_text(source_of_text(REPORT.format(word=word, told=told, measures=measures)), "p.txt", "").tasks


@WORDS
def test_the_targets_of_what_comes_next_are_milestones_and_no_state(word: str) -> None:
    first, second = tasks(word)
    assert (first.status.progress, second.status.progress) == ("in_progress", None)
    assert [str(m.due) for m in first.milestones] == ["2025-09-30", "2026-03-31"]
    assert [m.number for m in first.measures] == ["1", "2"]
    assert second.milestones == ()


@WORDS
def test_beside_measures_what_comes_next_is_none_of_them(word: str) -> None:
    first, _ = tasks(word, measures="整改措施：1.清运渣土。2.覆土。3.绿化。\n")
    assert [m.text for m in first.measures] == ["清运渣土。", "覆土。", "绿化。"]
    assert [str(m.due) for m in first.milestones] == ["2025-09-30", "2026-03-31"]


@WORDS
def test_a_state_stands_whatever_comes_next(word: str) -> None:
    assert tasks(word, told="已完成整改，长期坚持。")[0].status.progress == "completed"
