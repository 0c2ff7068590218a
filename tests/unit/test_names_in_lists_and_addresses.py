"""Firms called by their short names in a list, and nouns of places that only say where, who or by what."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.short_firms import firms_of
from geomon.documents.where_only import is_only_where


def _sites(sentence: str) -> list[tuple[str, str]]:
    return [(mention.name, mention.layer) for mention in find_mentions([("problem", Piece(((sentence, 0),)))], None)[0]]


def test_short_names_of_firms_are_firms_each():
    sentence = "完成鑫源彩印包装、达旺纸业、昌盛糠醛、泰森皮革、欣宇陶瓷(共计55.1蒸吨/小时)燃煤锅炉改造。"
    assert [sentence[a:z] for a, z in firms_of(sentence)] == ["鑫源彩印包装", "达旺纸业", "昌盛糠醛", "泰森皮革", "欣宇陶瓷"]
    assert {("昌盛糠醛", "enterprise"), ("鑫源彩印包装", "enterprise")} <= set(_sites(sentence))


@pytest.mark.parametrize("trap", [
    "推进日用陶瓷、建筑陶瓷、精细化工、特种玻璃等行业改造。",
    "对绿色建材、现代纺织、高端化工、生物制药等产业",
    "完成鑫源纸业、达旺皮革、欣宇陶瓷、河道清淤工程。",
])
def test_trades_are_no_firms(trap):
    assert not list(firms_of(trap))


def test_a_road_before_a_factory_or_a_number_of_a_house_is_an_address():
    assert _sites("东环路南段，宝昌纺织厂污水直排。") == [("宝昌纺织厂", "enterprise")]
    assert not _sites("发现康健大道南街新村21号有黑臭水体。")
    assert is_only_where("南坪街与区环保局执法人员检查", "街", 3, "facility")
    assert not is_only_where("东环路扬尘污染", "路", 3, "facility")
    assert not is_only_where("康健大道3号排污口", "大道", 4, "facility")


def test_sand_of_a_river_and_an_office_of_works_are_no_waters():
    assert not _sites("企业非法排污、盗采河砂等问题。")
    assert not [name for name, layer in _sites("已与青岚江灌区管理处对接。") if layer == "water_body"]
    assert ("青岚江", "water_body") in _sites("污水排入青岚江。")
    assert not _sites("新矿的煤炭不得采用公路运输。")


def test_what_a_river_is_to_a_town_is_no_other_place():
    assert not _sites("东河穿越县城，为示例县老城区供水水源地。")
    assert ("青岚河水源地", "protected_area") in _sites("将青岚河水源地划定为保护区。")
    assert ("青岚河水源地", "protected_area") in _sites("改为青岚河水源地供水。")


def test_the_side_of_a_railway_before_a_district_is_where_it_lies():
    assert not _sites("云山线铁路南侧西湖区柳林镇存在排放污染物的工业企业。")


def test_a_works_that_grinds_sand_is_named():
    assert _sites("东河村王建国打砂厂粉尘扰民。") == [("东河村王建国打砂厂", "mine")]
    assert not _sites("取缔打砂厂、制砂厂各一家。")
