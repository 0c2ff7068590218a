"""Names that plans print and the list of nouns once missed: roads by code, wetlands, quarters of parks, counties in firms' names."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def _found(sentence: str, where: str = "problem", city: str = "吴忠市") -> dict[str, tuple[str, str | None]]:
    found, _ = find_mentions([(where, Piece(((sentence, 0),)))], find_region(f"{city}整改方案", ""))
    return {m.name: (m.layer, m.county) for m in found}


@pytest.mark.parametrize(
    ("sentence", "name", "layer"),
    [
        ("督察发现，S218省道柳庄段扬尘严重", "S218省道柳庄段", "facility"),
        ("对G342国道和周边矿区走航", "G342国道", "facility"),
        ("043县道柳庄至河口段路面破损", "043县道柳庄至河口段", "facility"),
        ("建成柳家渠人工湿地", "柳家渠人工湿地", "water_body"),
        ("柳城新材料园废水混排", "柳城新材料园", "facility"),
        ("完成北山西线供水工程石门湾取水泵站饮用水水源保护区划定", "石门湾取水泵站饮用水水源保护区", "protected_area"),
        ("推进柳坡段奶牛养殖区污水处理工程建设", "柳坡段奶牛养殖区污水处理工程", "outfall"),
        ("力争柳林湾大峡谷创建成景区", "柳林湾大峡谷", "facility"),
    ],
)
def test_a_name_is_found(sentence, name, layer):
    assert _found(sentence).get(name, ("", None))[0] == layer


def test_a_road_without_a_letter_or_a_stretch_is_no_site():
    assert not _found("沿108国道两侧堆放")


def test_firms_whose_waste_is_used_are_no_dumps():
    named = _found("加快金辉新材料有限公司、远成建材有限公司等5个固废综合利用项目建设")
    assert {layer for layer, _ in named.values()} == {"enterprise"}


def test_a_firms_county_is_the_one_that_its_name_opens_with():
    named = _found("同心县华利公司、盐池永盛建材公司节能报告已受理", where="measures")
    assert named["盐池永盛建材公司"][1] == "盐池县"


def test_a_sentence_that_a_county_opens_is_its_own():
    named = _found("利通区对清水沟河道内的垃圾立即清理。同心县对折死沟河道内的煤渣立即清理。", where="measures")
    assert named["折死沟"][1] == "同心县"


def test_a_countys_park_is_not_another_that_has_a_name():
    named = _found("推动金积工业园区升级，青铜峡工业园区创建为高新区")
    assert {"金积工业园区", "青铜峡工业园区"} <= named.keys()
