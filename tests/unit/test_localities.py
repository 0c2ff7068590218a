"""Places that only the words around them tell, in sentences of no real document."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions


def _named(sentence: str) -> dict[str, str]:
    found, _ = find_mentions([("problem", Piece(((sentence, 0),)))], None)
    return {m.name: m.layer for m in found}


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("甲石镇柳树湾片区每天约300吨生活污水未经收集直排", "甲石镇柳树湾片区", "outfall"),
        ("郝家峁一带历史遗留冶炼废渣约6万吨未治理", "郝家峁", "waste_site"),
        ("大量建筑垃圾倾倒在共青镇茅河洛沟内", "共青镇茅河洛沟", "waste_site"),
        ("红柳乡西林村两眼已封填机井被重新启用", "红柳乡西林村", "well"),
        ("酸性废水经凡家沟汇入横岩水，断面超标", "横岩水", "water_body"),
        ("渗滤液流入东溪，氨氮超标", "东溪", "water_body"),
        ("七里岙、飞鹤岩两处集中堆存点仍贮存砷碱渣", "飞鹤岩", "waste_site"),
        ("原宏大铁矿闭坑后边坡长期裸露", "宏大铁矿", "mine"),
        ("养殖尾水直排石浦海湾，水质变差", "石浦海湾", "water_body"),
        ("东坡镇红旗农药厂旧址没有修复", "东坡镇红旗农药厂旧址", "waste_site"),
        ("剩余的七星岭镇和兴养殖场已签订协议", "七星岭镇和兴养殖场", "enterprise"),
    ],
)
def test_the_words_around_a_place_tell_its_layer(sentence: str, name: str, layer: str) -> None:
    assert _named(sentence).get(name) == layer


@pytest.mark.parametrize(
    "sentence",
    [
        "废渣堆放在河道管理范围内，影响行洪",
        "生活污水直排海湾，水质变差",
        "养殖尾水直排近岸海湾",
        "部分企业历史遗留废弃厂库遗址没有修复",
        "村组山塘淤积",
        "污水经落水洞进入地下暗河",
        "雨水排入自然水体",
        "城区片区污水直排",
        "部分磷石膏、钛石膏堆场管理粗放",
        "约2.3万吨尾砂堆存不规范",
        "锰渣堆存于冲沟内",
    ],
)
def test_common_words_are_no_places(sentence: str) -> None:
    assert _named(sentence) == {}


def test_what_lies_in_a_reserve_is_a_place_apart() -> None:
    assert _named("寿柏山国家级自然保护区内双墩石膏矿未退出") == {"寿柏山国家级自然保护区": "protected_area", "双墩石膏矿": "mine"}
