"""Lists of names without an office in a field of units, and labels of persons inside one."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.units import parse_units


def _names(field: str) -> list[str]:
    return [unit.name for unit in parse_units(field)]


@pytest.mark.parametrize(
    "field",
    ["张建国、李卫东", "张建国，李卫", "张建国\n李卫东", "欧阳明德、李卫东", "王建国（13800000000）、李小红（13900000000）", "挂点领导：张三、李四",
     "第一责任人：张三、直接责任人：李四", "主要负责人：张三、李四", "责任人张三、李四"],
)
def test_nothing_but_names_are_no_units(field: str) -> None:
    assert _names(field) == []


@pytest.mark.parametrize(
    "field",
    ["县水利局，责任人张三、李四", "县水利局；县级包抓领导张三、李四", "县水利局：张三、李四", "责任人：张三、李四；责任单位：县水利局",
     "县水利局；包案领导：张三、李四", "县水利局（责任人：张三、李四）"],
)
def test_names_behind_a_label_or_a_unit_s_colon_leave_the_unit(field: str) -> None:
    assert _names(field) == ["县水利局"]


@pytest.mark.parametrize(
    "names",
    [["金华", "温州"], ["王庄", "李庄"], ["石嘴山", "马鞍山"], ["康巴什", "石河子"], ["白云鄂博", "石拐"], ["马尔康", "黑水"], ["金隅", "华润"],
     ["郭家屯", "李家堡"], ["陆家嘴", "康桥"], ["万家乐", "安居乐"], ["柳林", "方山", "石楼"], ["县水利局", "王建国"]],
)
def test_places_and_firms_and_a_name_among_units_stay(names: list[str]) -> None:
    assert _names("、".join(names)) == names


def test_two_letters_behind_a_town_s_colon_may_be_its_villages() -> None:
    assert _names("柳湾镇：高峰、金星") == ["柳湾镇：高峰", "金星"]
    assert _names("柳湾镇：王建国、李卫东") == ["柳湾镇"]


@pytest.mark.parametrize("label", ["责任单位", "责任主体", "责任单位及责任人", "责任单位（责任人）"])
def test_a_field_of_units_filled_with_names_has_none(label: str) -> None:
    text = """石桥县督察反馈问题整改方案
1.西沟河左岸倾倒建筑垃圾。
整改目标：清运完毕。
整改时限：2025年6月底
牵头单位：县水利局
{label}：张建国、李卫东
整改措施：清运垃圾。
"""
    (task,) = read_text(source_of_text(text.format(label=label)), "x.txt", "0" * 64).tasks
    assert task.units.lead == ("县水利局",) and not task.units.responsible
