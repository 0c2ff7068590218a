"""A problem keeps its end, whatever it ends with, and a title that names it stays apart from the paragraph that tells it."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Task

_FIELDS = "整改目标：全部改正。\n整改措施：逐项落实。\n整改时限：2024年6月底前\n责任单位：石桥镇人民政府\n"


def tasks(*problems: str) -> tuple[Task, ...]:
    text = "柳湾市督察反馈问题整改方案\n" + "".join(f"{problem}\n{_FIELDS}" for problem in problems)
    return read_text(source_of_text(text), "page.txt", "0" * 64).tasks


@pytest.mark.parametrize("end", ["污水直排的问题。", "污水直排；", "污水直排等问题", "存在污水直排、垃圾乱倒等问题；", "污水直排（见附件）。", "整改措施没有落实。"])
@pytest.mark.parametrize("label", ["", "北沟村污水\n存在问题："])
def test_a_problem_keeps_its_end(end: str, label: str) -> None:
    told = f"北沟村管网没有接通，{end}"
    assert [task.problem for task in tasks(f"一、{label}{told}", f"二、{label}{told}")] == [told, told]


_FARM = "东坡养猪场粪污没有处理，顺着沟渠流进北河，水面发黑。"


@pytest.mark.parametrize(
    "title",
    [
        "关于石桥镇东坡养猪场污水直排的问题",
        "关于石桥镇东坡养猪场污水直排的问题。",
        "关于石桥镇东坡养猪场污水直排的问题：",
        "关于“石桥镇东坡养猪场污水直排”的问题",
        "石桥镇东坡养猪场污水直排，群众多次反映的问题",
        "关于石桥镇、柳林镇东坡养猪场、西坡养牛场污水直排，粪便乱堆，群众多次反映没有解决的问题",
    ],
)
def test_a_line_that_names_a_problem_is_the_title_of_the_paragraph_below(title: str) -> None:
    for task in tasks(f"（一）{title}\n{_FARM}", f"（二）{title}\n{_FARM}"):
        assert (task.title, task.problem) == (title.rstrip("。："), _FARM)


def test_a_sentence_of_problems_is_no_title() -> None:
    told = "存在污水直排、垃圾乱倒等问题。"
    for task in tasks(f"（一）{told}\n{_FARM}", f"（二）{told}\n{_FARM}"):
        assert task.problem == told + _FARM
    for task in tasks(f"（一）关于石桥镇污水的问题。{_FARM}", f"（二）关于柳林镇污水的问题。{_FARM}"):
        assert task.problem.startswith("关于") and task.problem.endswith(_FARM)
