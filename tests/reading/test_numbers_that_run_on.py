"""Items of a plan that count on from heading to heading are told by their own number; items that count anew need the heading's."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text

_PLAN = """东湖市2025年生态环境保护工作要点
一、总体要求
稳步改善环境质量。
二、重点任务
（一）守住蓝天
{a}查清锅炉底数，建立台账。（市生态环境局牵头，东湖区落实）
{b}治理工地扬尘，道路全部硬化。（市住房和城乡建设局牵头，西山县落实）
（二）护好碧水
{c}疏浚北沟，沿线接管。（市水务局牵头，市财政局配合）
{d}复查东坡水源地，补齐界桩。（市生态环境局、市水务局按职责分工负责）
（三）管住土壤
{e}清运南坪渣堆，完成覆土。（市自然资源局牵头，西山县落实）
三、保障措施
（一）压实责任。逐级分解任务。
1.每月调度一次。
"""


def numbers(text: str) -> list[str]:
    return [task.number for task in read_text(source_of_text(text), "plan.txt", "0" * 64).tasks]


@pytest.mark.parametrize("form", ["{}.", "{}、", "（{}）", "{}. "])
def test_numbers_that_count_on_below_all_headings_tell_the_task_alone(form: str) -> None:
    marks = dict(zip("abcde", map(form.format, range(1, 6)), strict=True))
    assert numbers(_PLAN.format(**marks)) == (["1", "2", "3", "4", "5"] if "（" not in form else ["(1)", "(2)", "(3)", "(4)", "(5)"])


def test_numbers_that_count_anew_keep_their_heading() -> None:
    marks = dict(zip("abcde", ("1.", "2.", "1.", "2.", "1."), strict=True))
    assert numbers(_PLAN.format(**marks)) == ["(一)1", "(一)2", "(二)1", "(二)2", "(三)1"]


def test_one_heading_that_counts_anew_is_enough_to_need_them_all() -> None:
    marks = dict(zip("abcde", ("1.", "2.", "3.", "4.", "1."), strict=True))
    assert numbers(_PLAN.format(**marks)) == ["(一)1", "(一)2", "(二)3", "(二)4", "(三)1"]


def test_a_heading_with_a_bracket_of_its_own_is_told_by_its_number_beside_items_that_count_on() -> None:
    marks = dict(zip("abcde", ("1.", "2.", "3.", "4.", "5."), strict=True))
    text = _PLAN.format(**marks).replace("三、保障", "（四）办好宣传。开放两处设施。（市生态环境局牵头）\n三、保障")
    assert numbers(text) == ["1", "2", "3", "4", "5", "(四)"]


def test_parts_of_an_item_that_counts_on_are_told_below_it() -> None:
    marks = dict(zip("abcde", ("1.", "2.", "3.", "4.", "5."), strict=True))
    text = _PLAN.format(**marks).replace("5.清运", "5.清理存量。\n⑴清运").replace("完成覆土。（市自然资源局牵头，西山县落实）",
        "完成覆土。（市自然资源局牵头，西山县落实）\n⑵封填北坑。（市水务局牵头，西山县落实）")
    assert numbers(text) == ["1", "2", "3", "4", "5⑴", "5⑵"]
