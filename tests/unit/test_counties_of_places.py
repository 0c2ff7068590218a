"""The county of a place, as its own name or its cell tells it."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.read import read_text, source_of_text
from geomon.documents.region import find_region

REGION = find_region("忻州市整改方案", "")


@pytest.mark.parametrize(
    ("sentence", "name", "county"),
    [
        ("繁峙县白坡铁矿扬尘。代县柳林乡天然林保护区内有取土痕迹", "柳林乡天然林保护区", "代县"),
        ("繁峙县白坡铁矿扬尘。定襄柳林乡天然林保护区内有取土痕迹", "定襄柳林乡天然林保护区", "定襄县"),
        ("繁峙县白坡铁矿扬尘。原平县柳林乡天然林保护区内有取土痕迹", "柳林乡天然林保护区", "原平市"),
        ("繁峙县白坡铁矿扬尘。定襄山天然林保护区内有取土痕迹", "定襄山天然林保护区", "繁峙县"),
    ],
)
def test_a_countys_short_or_former_name_before_a_town_is_that_county(sentence, name, county):
    found, _ = find_mentions([("measures", Piece(((sentence, 0),)))], REGION)
    assert {m.name: m.county for m in found}[name] == county


def test_a_county_behind_its_city_is_known_wherever_the_document_is_from():
    found, _ = find_mentions([("problem", Piece((("陕西省渭南市白水县城南柳泉净化有限公司超标", 0),)))], REGION)
    assert [m.county for m in found] == ["白水县"]


def test_a_county_that_is_only_said_of_a_place_is_no_part_of_its_name():
    found, _ = find_mentions([("problem", Piece((("县晋峰无害化垃圾处理场渗漏。确保晋峰垃圾场达标", 0),)))], REGION)
    assert [m.name for m in found] == ["晋峰无害化垃圾处理场"]


def test_the_tailings_of_a_mine_lie_at_the_mine():
    found, _ = find_mentions([("problem", Piece((("对柳泉铅锌矿闭库。柳泉铅锌矿尾矿库销号，白坡尾矿库未闭库", 0),)))], REGION)
    assert [m.name for m in found] == ["柳泉铅锌矿", "白坡尾矿库"]


@pytest.mark.parametrize(
    ("words", "county"),
    [("定襄县", "定襄县"), ("定襄县城区", "定襄县"), ("忻州市原平市", "原平市"), ("原平县", "原平市"), ("定襄县代县", None)],
)
def test_a_cell_tells_the_one_county_that_it_names(words, county):
    assert REGION is not None and REGION.county_in(words) == county


def test_a_firm_that_its_city_is_called_by_is_in_no_county_of_that_name():
    region = find_region("朝阳市整改方案", "")
    found, _ = find_mentions([("problem", Piece((("朝阳柳林钼业有限责任公司超标，龙城区柳林铁矿扬尘", 0),)))], region)
    counties = {m.name: m.county for m in found}
    assert counties["柳林铁矿"] == "龙城区"
    assert counties["朝阳柳林钼业有限责任公司"] != "朝阳县"
    assert region is not None and region.county("朝阳县") == "朝阳县"


def test_the_reach_of_a_water_names_its_county():
    region = find_region("韶关市整改方案", "")
    found, _ = find_mentions([("problem", Piece((("北江曲江段、柏江翁源段滩地被占", 0),)))], region)
    assert {m.name: m.county for m in found} == {"北江曲江段": "曲江区", "柏江翁源段": "翁源县"}


def test_a_place_told_again_lies_where_its_first_name_says():
    found, _ = find_mentions(
        [
            ("problem", Piece((("代县、定襄县部分水源地未划定；繁峙县石门水库取水口上游有养殖场", 0),))),
            ("measures", Piece((("石门水库上游养殖场已搬迁", 60),))),
        ],
        REGION,
    )
    assert {m.county for m in found if m.name.startswith("石门水库")} == {"繁峙县"}


def _one_task(units: str, problem: str = "柳林水库二级保护区内有农家乐9家。") -> list[tuple[str, str | None]]:
    rest = "整改时限：2022年12月底\n二、白坡铁矿扬尘。\n责任单位：市工信局\n整改时限：2022年12月底\n"
    text = f"忻州市整改方案\n一、{problem}\n责任单位：{units}\n{rest}"
    return [(m.name, m.county) for m in read_text(source_of_text(text), "x.txt", "").tasks[0].mentions]


def test_the_one_county_that_answers_is_where_the_place_lies():
    assert _one_task("定襄县委、县政府，市水利局") == [("柳林水库", "定襄县")]


def test_several_that_answer_say_nothing_of_where_it_lies():
    assert _one_task("定襄县、代县") == [("柳林水库", None)]
    assert ("柳林水库", "代县") in _one_task("定襄县", "代县柳林水库二级保护区内有农家乐9家。")
