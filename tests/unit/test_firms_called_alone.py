"""Firms called by two letters and their trade outside a list, and what stands like one and is none."""

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.region import find_region


def places(text):
    found, _ = find_mentions([("problem", Piece(((text, 0),)))], find_region("德阳市整改方案", ""))
    return {m.name: m.layer for m in found}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("什邡市连山镇宏桂木业刷胶废气无组织排放。", "宏桂木业"),
        ("督促丹峰化肥完成循环水池密闭。", "丹峰化肥"),
        ("园区宏桂锌业涉水环节未实行一企一管。", "宏桂锌业"),
        ("对晋鑫焦化炉体加罩封闭。", "晋鑫焦化"),
    ],
)
def test_a_firm_behind_its_place_or_an_order(text, name):
    assert {n: layer for n, layer in places(text).items() if n.endswith(name)} == dict.fromkeys(places(text), "enterprise") != {}


@pytest.mark.parametrize(
    "text",
    [
        "推进全市传统化工转型升级。",
        "加强火电、焦化、纺织印染、造纸等行业监管。",
        "督促绿色食品生产。",
        "加强县域水务一体化。",
        "什邡市连山镇本地食品、饲料加工。",
        "对不明来源印染污泥溯源。",
    ],
)
def test_trades_alone_are_no_firms(text):
    assert places(text) == {}


@pytest.mark.parametrize(
    ("text", "name", "layer"),
    [
        ("连山镇信泽铝业赤泥库渗漏。", "信泽铝业赤泥库", "waste_site"),
        ("什邡市青岚电镀工业园排口超标。", "青岚电镀工业园排口", "outfall"),
        ("祥贝乡废弃石灰窑堆存垃圾。", "祥贝乡废弃石灰窑", "waste_site"),
        ("什邡市下川滑草场占用林地。", "下川滑草场", "facility"),
    ],
)
def test_a_longer_name_stands(text, name, layer):
    assert [kind for printed, kind in places(text).items() if printed.endswith(name)] == [layer]


@pytest.mark.parametrize(
    "text", ["垃圾运至县生活垃圾焚烧发电厂处置。", "厂外氧化塘溢流。", "农田沟渠淤积。", "村内明渠发黑。", "路边沟渠堆满垃圾。"]
)
def test_where_waste_goes_and_what_lies_by_are_no_places(text):
    assert places(text) == {}


def test_a_countys_one_plant_is_a_place_where_it_is_the_matter():
    assert "县污水处理厂" in places("县污水处理厂出水超标。")
