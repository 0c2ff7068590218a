"""The county of a place, as its own name or its cell tells it."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
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
