"""Which division a document is about, told by its title or by its words."""

import pytest

from geomon.documents.region import find_region

BODY = "{}水库一级保护区内有鱼塘。{}政府已清退。"


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("怀仁市整改方案", "", "怀仁市"),
        ("公示", "朔州市生态环境局会同大同市现场核查，朔州市已验收。", "朔州市"),
        ("公示", BODY.format("繁峙县", "定襄县"), "忻州市"),
        ("公示", BODY.format("江华瑶族自治县", "江华瑶族自治县"), "江华瑶族自治县"),
        ("公示", BODY.format("繁峙县", "县"), "繁峙县"),
        ("公示", BODY.format("连南县", "县"), "连南瑶族自治县"),
        ("山西省整改清单", BODY.format("盐池县", "县"), "山西省"),
    ],
)
def test_a_document_is_about_the_division_that_it_names(title, text, expected):
    region = find_region(title, text)
    assert region is not None and region.name == expected


@pytest.mark.parametrize("text", [BODY.format("鼓楼区", "区"), BODY.format("盐池县", "定襄县"), "本县某水库一级保护区内有鱼塘。"])
def test_no_county_is_guessed_from_a_name_that_several_have_or_from_one_of_two(text):
    assert find_region("公示", text) is None


def test_a_province_s_list_is_about_the_province_and_knows_all_its_counties():
    text = "大通县黑石水库，湟中区柳林水源地；贵德县白坡水源地；德令哈市柏河水源地；海东市三处。海东市另有两处。"
    region = find_region("青海省水源地整治进展", text)
    assert region is not None and region.name == "青海省" and region.county("贵德县") == "贵德县"
    city = find_region("青海省督察反馈意见整改情况", "海东市乐都区三处，海东市民和县两处")
    assert city is not None and city.name == "海东市"
