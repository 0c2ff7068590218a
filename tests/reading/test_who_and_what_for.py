"""Who answers and who only watches, persons beside units, and the standard that the work is measured by."""

from __future__ import annotations

import pytest

from geomon.documents.labels import role_of
from geomon.documents.read import read_text, source_of_text
from geomon.documents.units import parse_units
from geomon.model import Task
from geomon.progress import parse_progress


def tasks(fields: str) -> tuple[Task, ...]:
    text = "柳湾市督察反馈问题整改进展情况\n"
    for n, problem in (("一", "北沟村管网没有接通，污水流进水渠。"), ("二", "南岭石场料堆没有覆盖，粉尘落满菜地。")):
        text += f"{n}、{problem}\n整改措施：逐处登记，限期治理。\n整改时限：2024年6月底前\n{fields}\n"
    return read_text(source_of_text(text), "page.txt", "0" * 64).tasks


@pytest.mark.parametrize(
    "label",
    ["行业监管单位", "行业主管部门", "行业主管责任单位", "监管责任单位", "督导单位", "牵头督导单位", "市级牵头指导单位", "指导单位", "包抓单位", "包联单位"],
)
def test_who_watches_over_the_work_neither_leads_nor_answers_beside_who_does(label: str) -> None:
    for task in tasks(f"责任单位：柳湾区人民政府\n{label}：市水务局"):
        assert (task.units.lead, task.units.responsible, task.units.acceptance) == ((), ("柳湾区",), ("市水务局",))


@pytest.mark.parametrize("label", ["包保领导", "责任领导", "包抓领导", "包联领导", "挂点领导", "包保责任人", "责任单位负责人"])
def test_persons_are_no_units(label: str) -> None:
    for task in tasks(f"责任单位：柳湾区人民政府\n{label}：张小三 副区长"):
        assert task.units.responsible == ("柳湾区",) and "张小三" not in repr(task.units)


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("责任单位及责任人", "responsible"),
        ("责任领导及责任单位", "responsible"),
        ("责任单位、责任人", "responsible"),
        ("牵头单位及负责人", "lead"),
        ("责任单位负责人", "person"),
        ("责任人及联系电话", "person"),
    ],
)
def test_a_label_of_units_and_persons_is_of_units(label: str, role: str) -> None:
    assert role_of(label) == role


@pytest.mark.parametrize(
    "field",
    [
        "市水务局（张小三）、市住建局 李四",
        "市水务局局长张小三、市住建局",
        "副市长李四；市水务局、市住建局",
        "市水务局 张小三 13800000000，市住建局",
        "市水务局（责任人：张小三）、市住建局",
        "市水务局\n张小三\n市住建局\n李四",
    ],
)
def test_the_person_who_answers_in_a_unit_is_left_out(field: str) -> None:
    assert [unit.name for unit in parse_units(field)] == ["市水务局", "市住建局"]


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("市水务局 高新区 石楼县", ["市水务局", "高新区", "石楼县"]),
        ("柳林县 方山", ["柳林县", "方山"]),
        ("黄河水利委员会、李家沟镇、王家坪村", ["黄河水利委员会", "李家沟镇", "王家坪村"]),
        ("市水务局（石桥分局）", ["市水务局（石桥分局）"]),
    ],
)
def test_places_that_begin_with_a_surname_are_units(field: str, names: list[str]) -> None:
    assert [unit.name for unit in parse_units(field)] == names


_STANDARDS = ["验收标准", "销号标准", "整改标准", "整改目标", "销号条件", "验收要求", "完成标准", "验收销号标准"]


@pytest.mark.parametrize("label", _STANDARDS)
@pytest.mark.parametrize("standard", ["达到验收要求", "通过验收", "已完成整改并销号", "验收合格", "全面完成整改"])
def test_a_standard_is_no_state(label: str, standard: str) -> None:
    for told in (f"整改情况：网还没有买。\n{label}：{standard}", f"{label}：{standard}\n整改情况：网还没有买。", f"整改情况：网还没有买。\n{label}\n{standard}。"):
        for task in tasks(told):
            assert task.status.progress in (None, "in_progress", "not_started")


@pytest.mark.parametrize("told", ["网还没有买。验收标准：通过验收。", "网还没有买。销号标准为完成整改。", "网还没有买，整改目标：全面完成整改。"])
def test_a_standard_in_a_sentence_of_a_report_is_no_state(told: str) -> None:
    assert all(task.status.progress in (None, "in_progress") for task in tasks(f"整改情况：{told}"))


@pytest.mark.parametrize(
    ("told", "progress"),
    [
        ("对照验收标准，已通过验收", "accepted"),
        ("整改目标已完成", "completed"),
        ("已达到整改目标，通过验收", "accepted"),
        ("达到销号标准", "completed"),
        ("完成目标任务，已销号", "closed"),
    ],
)
def test_a_standard_that_was_reached_is_a_state(told: str, progress: str) -> None:
    assert parse_progress(told).progress == progress


@pytest.mark.parametrize("label", ["行业监管单位", "行业主管部门", "监管责任单位", "主管部门"])
def test_who_answers_for_a_branch_answers_where_no_other_unit_is_named(label: str) -> None:
    for task in tasks(f"{label}：市水务局"):
        assert (task.units.lead, task.units.responsible) == ((), ("市水务局",))
    for task in tasks("督导单位：市督办室"):
        assert (task.units.responsible, task.units.acceptance) == ((), ("市督办室",))


@pytest.mark.parametrize(
    "field",
    [
        "包保领导：赵六、市水务局、市住建局",
        "责任领导：王小明 市水务局 市住建局",
        "责任人：市水务局、市住建局",
        "市水务局 责任领导：李四、市住建局",
        "负责人：李四（局长）、市水务局、市住建局",
        "市水务局（局长张三、副局长李四）、市住建局",
        "市水务局（张小三、李小四）、市住建局",
        "市水务局（局长：张小三；电话13800000000）、市住建局",
    ],
)
def test_units_behind_a_label_of_persons_stay_and_brackets_of_persons_go_whole(field: str) -> None:
    assert [unit.name for unit in parse_units(field)] == ["市水务局", "市住建局"]


@pytest.mark.parametrize("field", ["责任领导：市委常委、副市长张小三", "负责人：市水务局局长李小四", "责任人：市水务局主要负责人", "包保领导：市委、市政府分管领导"])
def test_the_offices_of_persons_are_no_units(field: str) -> None:
    assert parse_units(field) == []


@pytest.mark.parametrize(
    ("field", "names"),
    [
        ("市水务局（康达）", ["市水务局（康达）"]),
        ("县住建局 华润", ["县住建局", "华润"]),
        ("市水务局 马钢", ["市水务局", "马钢"]),
        ("东湖区人民政府 宁家埠", ["东湖区", "宁家埠"]),
        ("东坡镇（石门、方山）", ["东坡镇（石门、方山）"]),
        ("市水务局（局长张三、河道管理站）", ["市水务局（局长张三、河道管理站）"]),
    ],
)
def test_firms_and_places_of_two_letters_are_no_persons(field: str, names: list[str]) -> None:
    assert [unit.name for unit in parse_units(field)] == names
