"""What is called like a water, or opens like a name, and is none; and what is a place all the same."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def _found(sentence: str, city: str = "") -> dict[str, str]:
    found, _ = find_mentions([("problem", Piece(((sentence, 0),)))], find_region(f"{city}整改方案", "") if city else None)
    return {m.name: m.layer for m in found}


@pytest.mark.parametrize(
    "sentence",
    [
        "茂名、阳江、揭阳等5个地市未完成编制",
        "镇江市未按要求整改",
        "督察反馈意见湖南省整改任务",
        "湖南卫视湖南新闻播出专栏",
        "黑龙江6个地市进度滞后",
        "垫江群众反映强烈",
    ],
)
def test_a_division_that_is_called_by_a_water_is_none(sentence):
    assert not _found(sentence, "重庆市")


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("污水排入牡丹江", {"牡丹江"}),
        ("对穆棱河、牡丹江开展清漂", {"穆棱河", "牡丹江"}),
        ("垫江水质下降", {"垫江"}),
        ("柳家湖南岸堆有废渣", {"柳家湖南岸"}),
    ],
)
def test_a_water_that_a_division_is_called_by_is_one_where_water_is_spoken_of(sentence, names):
    assert names <= _found(sentence, "重庆市").keys()


@pytest.mark.parametrize(
    "sentence",
    [
        "一些地方重考核断面、轻一般断面",
        "全市80个内河码头布局分散，4家企业内河港口码头未改造",
        "调整后划出省级自然保护区",
        "施工中造成沟内积水，发生沟道淤堵",
        "责令柳县供电公司规范施工",
        "存在农村疑似黑臭水体",
        "含肥退水排进芦苇荡",
        "井口排水口附近河床发红",
        "道路没有硬化，车辆带泥上路",
        "河床石块覆有白色沉淀",
        "环库路违规设置烧烤点，未办理涉河审批",
        "减水河段未下泄生态流量",
        "部分村街污水处理站未运行，废弃露采宕口未修复",
        "对雨水总排口上游4家企业开展排查",
        "**市有历史遗留矿山300座",
        "区城投集团实施加固工程",
        "园区与河道间湿地漂浮油污",
    ],
)
def test_words_that_any_place_may_have_are_no_name(sentence):
    assert not _found(sentence)


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("污水沿清柳河数公里水渠漫流", "清柳河", "water_body"),
        ("北柳热源厂氮氧化物超标", "北柳热源厂", "enterprise"),
        ("县环卫所在北柳垃圾处理场违规堆放", "北柳垃圾处理场", "waste_site"),
        ("柳泉水库饮用水水源地内有鱼塘", "柳泉水库饮用水水源地", "protected_area"),
        ("柳泉水源地内有鱼塘", "柳泉水源地", "well"),
        ("柳泉米业排污", "柳泉米业", "enterprise"),
        ("柳泉大街（东坡路-西坡路）工地裸土未盖", "柳泉大街", "facility"),
        ("管道穿越莫棱格勒河段处无阀门", "莫棱格勒河", "water_body"),
        ("尾矿浆流入曲凌河滩地", "曲凌河", "water_body"),
        ("柳泉镇三岔井、龙王井水质监测频次不够", "柳泉镇三岔井", "well"),
        ("龙背营渠口每日约有300吨生活污水直接入河", "龙背营渠口", "outfall"),
        ("武柳市盘龙塘港区3家企业扬尘", "武柳市盘龙塘港区", "facility"),
        ("龙桥沟工业片区雨污不分", "龙桥沟工业片区", "facility"),
        ("柳泉镇屠宰场废水处理设施停用", "柳泉镇屠宰场", "facility"),
        ("祥曲棉业分别加装除尘", "祥曲棉业", "enterprise"),
        ("曲峪口化工配套建设处理线", "曲峪口化工", "enterprise"),
        ("河下游有三湾采石坑未回填", "三湾采石坑", "mine"),
        ("曲山北侧取土坑亦有零星垃圾", "曲山北侧取土坑", "waste_site"),
        ("和曲、永祥2家企业废水混排", "和曲", "enterprise"),
        ("核查将军庙矿区边界", "将军庙矿区", "mine"),
        ("柳县污水处理系统及附属工程未完工", "柳县污水处理系统", "facility"),
        ("交界处有家新柳养鸡场", "新柳养鸡场", "enterprise"),
        ("反映新柳矿业日夜生产", "新柳矿业", "enterprise"),
        ("距村北二公里新柳铁矿堆放矿渣", "新柳铁矿", "waste_site"),
    ],
)
def test_a_place_is_found_under_its_name_alone(sentence, name, layer):
    assert _found(sentence).get(name) == layer


def test_the_other_name_of_a_river_in_a_bracket_is_no_second_river():
    assert _found("侵占太柳河（曲河）段河道，太柳河（曲河段）已复绿").keys() == {"太柳河"}


def test_the_roads_between_which_a_road_is_built_are_no_places():
    assert _found("柳泉大街（东坡路-西坡路）工地裸土未盖").keys() == {"柳泉大街"}
    assert _found("柳泉大道至东坡路沿线路段积尘").keys() == {"柳泉大道"}
