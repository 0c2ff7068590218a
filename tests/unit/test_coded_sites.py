"""Sites that are called by a code or number, and other names that only their kind of place tells; sentences of no real document."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions


def _named(*sentences: str) -> dict[str, str]:
    found, _ = find_mentions([("problem", Piece(((sentence, 100 * n),))) for n, sentence in enumerate(sentences)], None)
    return {m.name: m.layer for m in found}


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("石桥镇监测井JC-7井口被掩埋", "监测井JC-7", "well"),
        ("化工集中区地下水监测井W9苯系物上升", "地下水监测井W9", "well"),
        ("库周监测井中D-05、D-06两眼被填埋", "D-06", "well"),
        ("柳沟村ZK-3号水文孔硝酸盐超标", "ZK-3号水文孔", "well"),
        ("其中恒源印染4#井埋深超过180米", "恒源印染4#井", "well"),
        ("白水镇监测井（编号QX-11）井盖丢失", "白水镇监测井", "well"),
        ("下西-38集气站采出水池防渗膜破损", "下西-38集气站", "outfall"),
        ("“柳41-7”井场落地油泥约260吨露天堆放", "“柳41-7”井场", "waste_site"),
        ("青204H21平台岩屑临时堆放超过一年", "青204H21平台", "waste_site"),
        ("北露片区原锌品厂地块污染土壤修复慢", "北露片区原锌品厂地块", "waste_site"),
        ("柳湾镇糖厂旧址等5处直排清水河", "柳湾镇糖厂旧址", "outfall"),
        ("郭楼村东头废弃窑坑内发现废酸桶", "郭楼村东头废弃窑坑", "waste_site"),
        ("影响下游白龙沟泉点砷浓度", "白龙沟泉点", "well"),
        ("停产多年，2号尾矿库积水", "2号尾矿库", "waste_site"),
        ("柳家港闸内河港池淤泥未处置", "柳家港闸", "facility"),
        ("废水散排入白浦坑；界桩遗失", "白浦坑", "water_body"),
        ("杉木冲、黄泥坳两条山溪底泥发黑", "黄泥坳", "water_body"),
        ("大滩码头、龙王湾2处岸滩堆放破损船体", "龙王湾", "waste_site"),
        ("尾水排口位于丰水河新埠大桥下游300米", "丰水河", "water_body"),
        ("古海岸与湿地国家级自然保护区核心区内有养殖", "古海岸与湿地国家级自然保护区", "protected_area"),
    ],
)
def test_a_name_is_told_by_its_code_or_kind(sentence: str, name: str, layer: str) -> None:
    assert _named(sentence).get(name) == layer


@pytest.mark.parametrize(
    "sentence",
    [
        "2025年PM2.5监测平台建成",
        "建设大数据平台1个",
        "新增监测井3眼",
        "建设1.2万吨/日矿井水处理站",
        "黄土镇、白土镇废弃煤矿治理缓慢",
        "建立巡湖制度，防止反弹",
        "部分河涌返黑",
        "雨水渠建闸控制",
        "废水排入渗坑",
        "听说有几口水井不让用了",
    ],
)
def test_what_has_no_name_of_its_own_is_no_place(sentence: str) -> None:
    assert _named(sentence) == {}


def test_a_code_is_one_well_however_it_is_written_and_another_code_is_another():
    assert list(_named("北塘镇监测井W3超标", "W3监测井已修复")) == ["监测井W3"]
    assert list(_named("监测井（编号JC-11）井盖丢失，其中白水镇监测井（编号JC-12）被填埋", "JC-12监测井恢复")) == ["JC-11", "白水镇监测井"]


def test_the_other_name_of_a_river_is_no_second_river():
    assert list(_named("洸水河（又称光水河）断面水质波动")) == ["洸水河"]


def test_a_towns_kind_is_no_name_beside_one_of_them():
    assert list(_named("红土镇砖厂取土问题", "红土镇宏泥砖厂取土37亩")) == ["红土镇宏泥砖厂"]
    assert list(_named("红土镇弃渣场没有手续")) == ["红土镇弃渣场"]
