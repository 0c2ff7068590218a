"""Texts of a few lines that were cut at a width: no twenty lines tell it, but where they break off does."""

from __future__ import annotations

import pytest

from geomon.documents.read import read_text, source_of_text
from geomon.model import Task

_PLAN = """柳湾市督察反馈问题整改方案
一、北沟村生活污水管网长期没有接通每天两百吨生活污水顺着明沟流进北河。
整改目标：确保北沟村生活污水全部接入县城污水处理厂管网处理达标后排放。
整改措施：由市住建局牵头接通北沟村到县城污水处理厂的主管网八百米。
整改时限：2024年6月底前
责任单位：柳湾区人民政府、市住房和城乡建设局、市生态环境局
二、南岭石场料堆没有覆盖运输车辆没有冲洗粉尘落满周边菜地和三个村庄。
整改目标：确保南岭石场料堆全部覆盖并且运输车辆全部冲洗干净方可上路。
整改措施：责令南岭石场架设防尘网，对进出道路每天洒水不得少于四次。
整改时限：2024年9月底前
责任单位：石桥县人民政府
"""


def tasks(text: str) -> list[tuple[object, ...]]:
    def seen(task: Task) -> tuple[object, ...]:
        return task.number, task.problem, task.goal, [m.text for m in task.measures], task.deadline.due, task.units.responsible

    return [seen(task) for task in read_text(source_of_text(text), "page.txt", "0" * 64).tasks]


@pytest.mark.parametrize("width", range(19, 28))
def test_a_short_plan_cut_at_a_width_reads_as_the_whole_one(width: int) -> None:
    cut = "\n".join(line[at : at + width] for line in _PLAN.splitlines() for at in range(0, len(line), width))
    assert tasks(cut) == tasks(_PLAN)


@pytest.mark.parametrize(("first", "rest"), [("市住房和城乡建", "设局、市水务局"), ("市住房和城乡建设局、市", "水务局"), ("市住房和城乡建设局", "、市水务局")])
def test_a_name_of_a_unit_that_broke_off_goes_on(first: str, rest: str) -> None:
    plan = "柳湾市督察反馈问题整改方案\n" + "".join(
        f"{n}、北沟村污水直排。\n整改措施：接通管网。\n整改时限：2024年6月底前\n责任单位：柳湾区、{first}\n{rest}\n" for n in "一二"
    )
    assert [task[-1] for task in tasks(plan)] == [("柳湾区", "市住房和城乡建设局", "市水务局")] * 2


def test_lines_of_one_width_that_end_no_sentence_are_cells() -> None:
    names = ["柳湾市水务局东湖管理分局", "柳湾市水务局西湖管理分局", "柳湾市水务局南湖管理分局", "柳湾市水务局北湖管理分局"]
    text = source_of_text("\n".join(line for name in names for line in (name, "县级"))).text
    assert text.split("\n")[:3] == [names[0], "县级", names[1]]
