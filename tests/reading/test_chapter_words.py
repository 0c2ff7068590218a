"""A chapter of what was found, or of what became of it, is headed in the same words in all papers that have just these two."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text


def tasks(text: str):
    return read_text(source_of_text(text), "p.txt", "").tasks


@pytest.mark.parametrize("problems", ["巡查发现的主要突出问题", "查找出的问题", "指出的环境问题清单"])
@pytest.mark.parametrize("results", ["完成情况", "问题办理情况", "整改推进成效"])
def test_problems_in_one_chapter_and_results_in_another(problems: str, results: str) -> None:
    found = tasks(
        f"石桥市水源地专项督查整改情况\n督查组到石桥市开展专项督查，目前已完成所有问题整改，现公示如下：\n一、{problems}\n"
        f"1.北沟水库一级保护区内有农业种植，存在面源污染。\n2.西岭水库未设立界标。\n二、{results}\n北沟水库退耕60亩，西岭水库设立界标12块。\n"
    )
    assert [task.number for task in found] == ["1", "2"]


@pytest.mark.parametrize("other", ["工作情况", "问题产生的原因"])
def test_another_second_chapter_tells_no_results(other: str) -> None:
    text = f"石桥市水源地专项督查情况公示\n一、存在问题\n1.北沟水库一级保护区内有农业种植。\n2.西岭水库未设立界标。\n二、{other}\n北沟水库和西岭水库管护人员少。\n"
    assert len(tasks(text)) != 2
