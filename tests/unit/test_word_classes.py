"""A bare noun beside a verb, or before a longer noun, is no place's name; sentences of no real document."""

import re

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.name_breaks import BREAKS


def _named(sentence: str) -> set[str]:
    found, unsure = find_mentions([("problem", Piece(((sentence, 0),)))], None)
    return {m.name for m in (*found, *unsure)}


@pytest.mark.parametrize(
    "verb",
    ["进入", "流入", "汇入", "排入", "注入", "滚入", "滚落", "滚落至", "滑入", "滑落到", "坠落", "跌落",
     "漫入", "淌入", "泄入", "溢进", "溢进入", "漏入", "抛入", "倒入", "灌入", "返回", "退回", "驶回", "运回", "驶入", "开进"],
)
def test_a_name_begins_behind_the_verb_that_leads_to_it(verb):
    assert _named(f"弃渣{verb}青杉河，影响行洪") == {"青杉河"}
    assert not _named(f"三艘餐饮船又{verb}湖区经营")
    assert not _named(f"渣石{verb}河内")


@pytest.mark.parametrize(
    "noun", ["酒店", "宾馆", "民宿", "民宿群", "客栈", "农家乐", "电厂", "水厂", "小学", "公园", "村", "镇", "乡", "社区"]
)
def test_a_noun_before_a_longer_one_is_not_the_head(noun):
    assert not {name for name in _named(f"青杉坑口{noun}门前有积水") if name.endswith("坑口")}


def test_the_same_noun_alone_is_the_head():
    assert "青杉坑口" in _named("青杉坑口未封闭，涌水外流")
    assert "青杉坑口" in _named("青杉坑口村民反映噪声扰民")


@pytest.mark.parametrize("kind", ["砂石", "碎石", "水泥", "沥青", "混凝土", "机耕", "施工", "进场", "运矿", "运煤", "通村", "通井", "通矿"])
def test_a_road_called_by_what_it_is_made_of_or_serves_has_no_name(kind):
    assert not _named(f"新修{kind}路未洒水")


@pytest.mark.parametrize("street", ["通江路", "青杉路", "和平路"])
def test_a_street_has_one(street):
    assert street in _named(f"{street}扬尘严重")


@pytest.mark.parametrize("verb", ["无", "没有", "缺", "建", "新建", "增设", "加", "修", "开挖"])
@pytest.mark.parametrize("work", ["控制闸", "节制闸", "排水沟", "导流沟", "截洪沟"])
def test_a_work_that_is_built_or_lacking_has_no_name(verb, work):
    assert not _named(f"两处之间{verb}{work}，汛期倒灌")


@pytest.mark.parametrize("area", ["坝面", "库面", "坡脚", "坝顶", "路面", "村屯", "青杉镇", "青杉乡"])
def test_the_drains_of_a_surface_or_a_town_have_no_name(area):
    assert not _named(f"{area}排水沟淤积")
    assert not _named(f"{area}截洪沟淤积")


def test_a_village_has_one_drain():
    assert "青杉村排水沟" in _named("青杉村排水沟淤积")


@pytest.mark.parametrize("inner", ["堤内", "圩内", "坝外", "闸内"])
def test_a_water_inside_a_work_has_no_name(inner):
    assert not {name for name in _named(f"青杉{inner}河淤积严重") if name.endswith("河")}


@pytest.mark.parametrize("tended", ["巡河", "护湖", "治江", "管渠"])
def test_a_water_that_is_looked_after_has_no_name(tended):
    assert not _named(f"{tended}，压实责任")


@pytest.mark.parametrize("water", ["沟", "河", "溪", "凼"])
def test_a_mine_called_by_a_water_is_no_water(water):
    assert f"青杉{water}" not in _named(f"青杉{water}煤矿井口已注浆封堵")


@pytest.mark.parametrize("about", ["周边", "周围", "附近"])
def test_what_lies_about_a_place_is_not_called_by_it(about):
    assert "青杉湾" + about + "鸿蒙养殖场" not in _named(f"青杉湾{about}鸿蒙养殖场污水直排")


@pytest.mark.parametrize("name", ["落星河", "回龙湖", "无定河", "建溪", "进贤河", "入海河"])
def test_letters_of_those_verbs_in_a_name_are_the_names_own(name):
    assert not re.search(BREAKS, name)
    assert name in _named(f"{name}水质超标")
