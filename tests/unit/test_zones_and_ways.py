"""Zones that act like counties, ways with names of their own, towns without their kind, and which county a place is said to lie in."""

import pytest

from geomon.documents.county_of_units import with_county_of_units
from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region
from geomon.documents.units import parse_units
from geomon.model import Mention, Units


def places(text, city="绵阳市", where="problem"):
    found, _ = find_mentions([(where, Piece(((text, 0),)))], find_region(f"{city}整改方案", ""))
    return {m.name: (m.layer, m.county) for m in found}


def test_a_zone_that_is_told_what_to_do_among_counties_is_no_site():
    assert places("各县（市、区）、岭北经济开发区要对大型料堆进行排查。") == {}
    assert places("江油市、岭北经济开发区于2025年4月底前制定方案。") == {}


def test_a_zone_where_something_is_wrong_is_one():
    assert "岭北经济开发区" in places("江油市、岭北经济开发区的污水管网破损。")
    assert "岭北经济开发区" in places("岭北经济开发区要求企业自建的污水管网破损。")


def test_a_siding_belongs_to_its_works():
    assert places("加快推进岭北发电有限公司铁路专用线建设。") == {"岭北发电有限公司": ("enterprise", None)}
    assert "岭北铁路" in places("岭北铁路沿线扬尘扰民。")


def test_a_road_through_a_park_has_a_name_of_its_own():
    assert {"安康工业园区", "南绕城公路"} <= set(places("实施安康工业园区南绕城公路8公里管线工程。"))


def test_the_drain_of_a_heap_is_no_water():
    assert set(places("红石沟尾矿库排洪沟淤堵。")) == {"红石沟尾矿库"}
    assert places("生活污水排入铁矿沟。")["铁矿沟"][0] == "water_body"


def test_towns_that_a_list_counts_are_no_waters():
    assert places("蔡川、木港两镇仍有管网破损。") == {}
    assert "木港" in places("污水汇入木港，水体发黑。")


def test_a_name_alone_in_a_bracket_is_what_the_words_before_it_are_called():
    assert places("仍有1处已取缔砂场（黄牛洲砂场）残留砂石。")["黄牛洲砂场"][0] == "mine"


@pytest.mark.parametrize(
    ("text", "name", "layer"),
    [
        ("江油市大堰镇永和生猪养殖场雨污不分。", "永和生猪养殖场", "enterprise"),
        ("三台县塔山镇平原村临时垃圾堆点无防渗。", "平原村临时垃圾堆点", "waste_site"),
        ("三台县紫阳纺织私设暗管。", "紫阳纺织", "enterprise"),
        ("荷叶花湿地珍禽自然保护区内仍有棚舍。", "荷叶花湿地珍禽自然保护区", "protected_area"),
        ("江油市米粮金矿堆浸渣场未苫盖。", "米粮金矿堆浸渣场", "waste_site"),
        ("龙安铁合金集聚区11家企业未治理。", "龙安铁合金集聚区", "facility"),
        ("江油市龙门塔物流仓储园噪声扰民。", "龙门塔物流仓储园", "facility"),
        ("江油市大草滩引水枢纽未放生态流量。", "大草滩引水枢纽", "facility"),
        ("江油市金锣湾商混站料棚破损。", "金锣湾商混站", "enterprise"),
        ("江油市青坪园艺场农药瓶乱丢。", "青坪园艺场", "enterprise"),
        ("江油市嘉北煤炭交易市场露天堆煤。", "嘉北煤炭交易市场", "facility"),
        ("平武县雪宝湿地自然保护区试验区内松岭铅锌矿废弃井口未封堵。", "松岭铅锌矿", "mine"),
    ],
)
def test_nouns_of_places(text, name, layer):
    found = places(text)
    assert [kind for printed, (kind, _) in found.items() if printed.endswith(name) and not printed.startswith("区")] == [layer], found


@pytest.mark.parametrize("text", ["码头散货堆场扬尘明显。", "厂区原料堆场敞开。", "泥水直灌进农田沟渠。", "当地化工废水偷排。"])
def test_what_only_a_works_has_is_no_place(text):
    assert places(text) == {}


def test_each_point_of_a_paragraph_has_its_own_county():
    text = "一是江油市拆除垂钓平台7处，新设隔离网3公里。二是永绥砂石码头物料全部清运，场地覆土。"
    both = [("problem", Piece((("三台县永绥砂石码头堆放物料。", 0),))), ("measures", Piece(((text, 40),)))]
    found, _ = find_mentions(both, find_region("绵阳市整改方案", ""))
    assert {m.name: m.county for m in found}["永绥砂石码头"] == "三台县"


def test_a_bracket_behind_a_place_says_where_it_is():
    found = places("绵阳市第二污水处理厂周边（涪城区建国路以南）臭气扰民。")
    assert found == {"绵阳市第二污水处理厂": ("outfall", "涪城区")}


def test_a_zone_called_by_a_county_lies_in_it():
    found = places("三台经开区北塔片区污水处理厂停运；安州高新区东塔片区污水处理厂停运，尾水流入清溪河。")
    assert {name: county for name, (_, county) in found.items()} == {
        "三台经开区北塔片区污水处理厂": "三台县", "安州高新区东塔片区污水处理厂": "安州区", "清溪河": "安州区",
    }


def test_a_reserve_called_by_a_county_that_answers_for_the_task_lies_in_it():
    region = find_region("绵阳市整改方案", "")
    named = (("平武雪宝顶国家级自然保护区", None), ("仙海湖", "游仙区"))
    found = [Mention(name, "protected_area", county, "problem", "", (0, 4)) for name, county in named]
    units = Units(lead=(), responsible=("平武县", "游仙区"), cooperating=(), implementing=(), acceptance=())
    assert [m.county for m in with_county_of_units(found, units, region)] == ["平武县", "游仙区"]


def test_a_bureau_called_by_its_city_and_a_county_that_ends_like_its_kind_keep_their_names():
    units = parse_units("市水利局、市林业局、铜陵海事局", find_region("铜陵市整改方案", ""))
    assert [unit.name for unit in units] == ["市水利局", "市林业局", "铜陵海事局"]
    assert [unit.name for unit in parse_units("石门县、津市市委和政府、海南区区委")] == ["石门县", "津市市", "海南区"]


@pytest.mark.parametrize(
    "text",
    [
        "入海断面水质超标。",
        "打开泄流闸放水。",
        "关停农灌机井412眼。",
        "采石破坏干热河谷植被。",
        "渗滤液溢出沟渠。",
        "弃料堆压占河滩地340亩。",
    ],
)
def test_kinds_of_waters_and_works_are_no_places(text):
    assert places(text) == {}


def test_a_firm_and_its_well_are_one_place_where_the_well_is_the_matter():
    found = places("三台县紫阳纺织有限公司自备井超许可取水。紫阳纺织有限公司已被处罚。")
    assert list(found.values()) == [("well", "三台县")]
    two = places("三台县紫阳纺织有限公司废水直排。三台县化工园自备井未封填。")
    assert "紫阳纺织有限公司" in two


def test_what_lies_at_a_countys_town_is_not_called_by_the_town():
    assert places("三台县城清溪河黑臭。") == {"清溪河": ("water_body", "三台县")}
    assert "城关河" in places("三台县城关河黑臭。")
