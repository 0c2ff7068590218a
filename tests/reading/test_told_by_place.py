"""Places without a noun of their own, waters that are none, and the county that a sentence leaves open; each rule with what it must not take."""

from __future__ import annotations

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def _found(*texts: str, city: str = "丽水市") -> dict[str, tuple[str, str | None]]:
    pieces = [("problem" if n == 0 else "measures", Piece(((text, 0),))) for n, text in enumerate(texts)]
    found, _ = find_mentions(pieces, find_region(f"{city}生态环境问题整改方案", ""))
    return {m.name: (m.layer, m.county) for m in found}


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("青田县温溪镇红花村一处采石平台没有挂网", "温溪镇红花村一处采石平台", "mine"),
        ("石门楼镇一家酸洗作坊擅自投产", "石门楼镇一家酸洗作坊", "enterprise"),
        ("东坑镇一废旧电瓶拆解点酸液下渗", "东坑镇一废旧电瓶拆解点", "waste_site"),
        ("紧水滩镇大湾村两处民宿侵占林地", "紧水滩镇大湾村两处民宿", "facility"),
        ("崇头镇栗树坪一座养鸭场无证扩建", "崇头镇栗树坪一座养鸭场", "facility"),
        ("小梅镇黄渡村一处腌菜作坊污水外排", "小梅镇黄渡村一处腌菜作坊", "outfall"),
    ],
)
def test_one_thing_at_a_village_or_town_is_a_place(sentence, name, layer):
    assert _found(sentence).get(name, ("", None))[0] == layer


@pytest.mark.parametrize("sentence", ["建成污水收集池一座", "新增一处排口在线监控", "其中一处民宿已经拆除", "全市新建一座垃圾填埋场", "各镇一处堆场"])
def test_one_thing_that_lies_nowhere_is_none(sentence):
    assert _found(sentence) == {}


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("碧湖镇概头村冲沟堆有石粉", "碧湖镇概头村冲沟", "waste_site"),
        ("大港头镇河边村河湾地被倾倒建筑垃圾约两百车", "大港头镇河边村河湾地", "waste_site"),
        ("舒桥乡叶坪村山坳内填埋铝灰", "舒桥乡叶坪村山坳", "waste_site"),
        ("白岩村散养户粪水排进瓯江支沟", "白岩村", "outfall"),
        ("全县机井应封未封，海口镇高沙村12眼", "海口镇高沙村", "well"),
    ],
)
def test_a_gully_or_slope_of_a_village_is_a_place_by_what_lies_there(sentence, name, layer):
    assert _found(sentence).get(name, ("", None))[0] == layer


def test_a_gully_of_no_village_is_none():
    assert _found("废石倾倒在采区外侧，冲沟内堆有弃渣") == {}


@pytest.mark.parametrize(
    "sentence",
    [
        "疏通导排沟",
        "修建地下水导排盲沟",
        "建成径流截排沟2公里",
        "占地建设进排水沟渠",
        "污水经农灌渠外排",
        "粪水经氧化塘后还田",
        "下游河水浑浊",
        "群众反映河水发黑",
        "旅游高峰期溪水变浑",
        "村民不敢用溪水浇菜",
        "泥浆流入村口小溪",
        "漫进场外水沟",
        "清理集水沟",
        "两段明沟已经封盖",
        "对排碱沟清淤",
        "石溪一级、二级电站仍在发电",
        "尾水排放沟渠淤堵",
        "景宁县平江河镇、漫水镇垃圾积存",
    ],
)
def test_a_water_that_is_only_spoken_of_has_no_name(sentence):
    assert not [name for name, (layer, _) in _found(sentence).items() if layer == "water_body"]


@pytest.mark.parametrize("name", ["清水沟", "流水沟", "青山排水沟", "小安溪", "东河"])
def test_a_water_with_a_name_keeps_it(name):
    assert _found(f"污水排入{name}")[name][0] == "water_body"


@pytest.mark.parametrize("verb", ["冲入", "倒进", "溢入", "流进"])
def test_what_flows_or_is_thrown_into_a_water_says_that_it_has_a_name(verb):
    assert "北溪" in _found(f"弃渣{verb}北溪")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("责令趸船驶离芙蓉江国家级自然保护区", "芙蓉江国家级自然保护区"),
        ("垃圾散落青屏山国家森林公园", "青屏山国家森林公园"),
        ("厂界距芦溪国家级自然保护区不足一公里", "芦溪国家级自然保护区"),
        ("距龙潭水库仅三百米", "龙潭水库"),
        ("养殖尾水直排东沙湾", "东沙湾"),
        ("拟设采区与瓦屋洞世界地质公园重叠", "瓦屋洞世界地质公园"),
        ("枫坪煤矿北翼斜井涌水", "枫坪煤矿北翼斜井"),
        ("锦源矿业有限公司2号、3号矿硐没有封堵", "锦源矿业有限公司2号、3号矿硐"),
        ("大港头镇石灰窑遗址渗水", "大港头镇石灰窑遗址"),
        ("壶镇镇工业集中区管网破损", "壶镇镇工业集中区"),
        ("松阳县三和竹制品加工厂等3家企业废水外排", "三和竹制品加工厂"),
        ("古市镇筏铺村池塘黑臭", "古市镇筏铺村池塘"),
        ("竹源乡栲树坪砷渣未纳入治理", "竹源乡栲树坪砷渣"),
        ("南明湖翠屿山庄违规扩建", "南明湖翠屿山庄"),
        ("象溪镇铸铁生产线项目未批先建", "象溪镇铸铁生产线项目"),
        ("赤寿乡岩西片区工业用地越界", "岩西片区"),
        ("章旦乡废弃硫厂遗留废渣", "章旦乡废弃硫厂"),
        ("雅溪镇、双黄乡集镇污水处理站停运", "双黄乡集镇污水处理站"),
        ("白云山林场毁林种茶", "白云山林场"),
        ("云和经济开发区电镀企业雨水排口混入废水", "云和经济开发区"),
        ("采砂坑距梅江河仅百米", "梅江河"),
        ("潭溪古镇景区污水外排", "潭溪古镇景区"),
        ("龙门泉域重点保护区内堆煤", "龙门泉域重点保护区"),
        ("石洞煤台超范围堆煤", "石洞煤台"),
        ("玉岩镇菌渣晾晒场渗水", "玉岩镇菌渣晾晒场"),
        ("枫坪乡高亭村3家石膏开采点未复垦", "枫坪乡高亭村3家石膏开采点"),
        ("县第二污水处理厂满负荷", "县第二污水处理厂"),
        ("城区污水处理厂总磷超标", "城区污水处理厂"),
    ],
)
def test_a_name_begins_and_ends_where_it_should(sentence, name):
    assert name in _found(sentence)


@pytest.mark.parametrize("sentence", ["各县污水处理厂满负荷", "5宗汞矿过期", "莲都区现存煤矸石山12座", "支持废渣制备助滤剂、轻质建材等", "20家小型酸洗砂加工点", "封堵暗涵排口", "拆除环湖违建民宿", "本村池塘黑臭", "老城区仍有合流制片区"])
def test_kinds_are_no_names(sentence):
    assert _found(sentence) == {}


def test_a_park_is_called_by_a_county_of_the_documents_city():
    assert "江油化工园区" in _found("管网未与江油化工园区连通", city="绵阳市")
    assert not _found("管网未与江油化工园区连通")


def test_what_is_taken_out_of_a_register_is_named_before_the_verb():
    assert list(_found("将云峰铁矿移出省级绿色矿山名录")) == ["云峰铁矿"]


def test_a_heap_is_called_by_the_end_of_the_name_of_where_it_lies():
    assert list(_found("雅溪镇里东村石笋沟废石堆未治理。", "完成石笋沟废石堆挡墙。")) == ["雅溪镇里东村石笋沟废石堆"]
    two = "雅溪镇里东村石笋沟、雅溪镇里西村白岩沟两处废渣堆未治理。"
    assert len(_found(two, "完成石笋沟渣堆挡墙。")) == 2
    assert len(_found(two, "完成黑坑沟渣堆挡墙。")) == 3


def test_a_pit_that_waste_lies_in_is_one_place():
    assert list(_found("丽阳街道花园社区采石坑被倾倒建筑垃圾。", "花园社区采石坑已清运可利用建筑垃圾2万立方米。").values()) == [("waste_site", None)]


def test_a_quarter_of_a_reserve_is_a_part_of_it():
    assert list(_found("凤阳山国家级自然保护区庆元县龙岩片区界桩缺失")) == ["凤阳山国家级自然保护区"]


def test_what_a_stretch_begins_and_ends_at_is_no_site():
    assert _found("西溪桥至东溪桥段老旧管道未改造") == {}
    assert list(_found("西溪桥扬尘未治理")) == ["西溪桥"]


def test_a_firms_full_name_opens_that_of_its_yard():
    found = _found("水阁街道丽水恒磊建筑材料有限公司骨料露天堆放。", "完成丽水恒磊建筑材料有限公司料场封闭。")
    assert list(found) == ["水阁街道丽水恒磊建筑材料有限公司"]
    other = _found("水阁街道丽水恒磊建筑材料有限公司骨料露天堆放。", "完成丽水恒泰建筑材料有限公司料场封闭。")
    assert len(other) == 2


def test_what_is_listed_before_a_pit_holds_waste_as_well():
    found = _found("雅溪镇里东村黄泥坡、老竹镇后畲村取土坑内倾倒建筑垃圾")
    assert {layer for layer, _ in found.values()} == {"waste_site"}


def test_a_reserve_is_the_countys_whose_town_lies_within():
    lead = "督察组抽查发现，一些自然保护地内违规开发活动禁而不止，林业部门长期不管，"
    found = _found(f"{lead}凤阳山国家级自然保护区实验区内龙泉市屏南镇违建仓库；青屏山国家森林公园内庆元县荷地镇违建民宿")
    assert [found[name][1] for name in ("凤阳山国家级自然保护区", "青屏山国家森林公园")] == ["龙泉市", "庆元县"]
    assert _found("凤阳山国家级自然保护区管理薄弱，龙泉市、庆元县巡护不力")["凤阳山国家级自然保护区"][1] is None


def test_what_is_called_by_the_city_is_no_one_countys():
    found = _found("丽水市餐厨垃圾处置中心除臭停用，遂昌县妙高垃圾填埋场渗滤液回灌")
    assert found["丽水市餐厨垃圾处置中心"][1] is None
    assert _found("遂昌县责令停产。丽水市恒磊化工有限公司未停")["丽水市恒磊化工有限公司"][1] == "遂昌县"


def test_places_behind_a_list_of_counties_stand_in_its_order_or_lie_in_none():
    two = _found("青田县、缙云县设施停运，其中腊口镇石塘村污水处理站、新建镇笕川村污水处理站无人管")
    assert [county for _, county in two.values()] == ["青田县", "缙云县"]
    assert [county for _, county in _found("青田县、缙云县设施停运，其中腊口镇石塘村污水处理站无人管").values()] == [None]


def test_what_a_countys_own_paper_calls_by_it_lies_there():
    assert _found("青田经济开发区管网破损", city="青田县")["青田经济开发区"][1] == "青田县"
    assert _found("石门洞国家森林公园步道未批先建", city="青田县")["石门洞国家森林公园"][1] is None


def test_a_county_is_known_by_its_short_form_behind_its_city():
    found = _found("铜仁市松桃县乌罗镇半坡村、孟溪镇石坎片区遗留锰矿创面裸露；纳雍县补作片区煤矸石堆自燃", city="贵州省")
    assert {county for name, (_, county) in found.items() if "半坡村" in name} == {"松桃苗族自治县"}
