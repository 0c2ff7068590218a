"""Names that look like what is left out, and words that look like names: waters behind sites, a park's streets, trades."""

import pytest

from geomon.documents.county_of_units import with_county_of_units
from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.read import read_text, source_of_text
from geomon.documents.region import find_region
from geomon.model import Mention, Units


def read(*texts, city="衡阳市", where="problem"):
    found, _ = find_mentions([(where, Piece(tuple((text, 100 * n) for n, text in enumerate(texts))))], find_region(f"{city}整改方案", ""))
    return found


def layers(text):
    return {m.name: m.layer for m in read(text)}


@pytest.mark.parametrize(
    ("text", "waters"),
    [
        ("坑口水库富营养化，石场水库渗漏。", {"坑口水库", "石场水库"}),
        ("汪家煤矿水库未除险。", {"汪家煤矿水库"}),
        ("东山林区水库被围垦。", {"东山林区水库"}),
        ("杨村河和青山水库富营养化。", {"杨村河", "青山水库"}),
        ("蒸水河3个乡镇污水直排。", {"蒸水河"}),
        ("滨河湿地退化。", {"滨河湿地"}),
        ("西边河黑臭。", {"西边河"}),
    ],
)
def test_waters_keep_their_names(text, waters):
    assert layers(text) == dict.fromkeys(waters, "water_body")


@pytest.mark.parametrize("road", ["滨江路", "滨湖路", "湖滨大道", "一号路", "外环路"])
def test_a_street_that_any_park_has_keeps_the_parks_name(road):
    assert layers(f"松木工业园区{road}管网破损。") == {f"松木工业园区{road}": "facility"}


@pytest.mark.parametrize(
    "text",
    [
        "湿法冶炼废水超标。",
        "传统印染废水治理不到位。",
        "中小陶瓷废水直排。",
        "餐饮油脂废水直排。",
        "动物油脂污泥露天堆放。",
        "涉重化工固废堆存。",
        "鸟类自然保护区管护不力。",
        "珍稀植物自然保护区未勘界。",
        "农田林网湿地公园建设滞后。",
        "各类候鸟自然保护区未勘界。",
        "松木街道茶场所扰民。",
        "水上乐园污水直排。",
        "厂区原料堆场敞开。",
        "码头散货堆场扬尘。",
        "归阳镇猪和牛养殖场扰民。",
    ],
)
def test_trades_and_kinds_are_no_names(text):
    assert not [m for m in read(text) if m.name not in ("归阳镇猪", "松木街道")], layers(text)


@pytest.mark.parametrize(
    "text",
    [
        "松木经开区、归阳工业园区建立了污水处理厂但未运行。",
        "祁东县和归阳工业园区应急池未建成。",
        "祁东县、归阳工业园区于2021年建成污水处理厂，长期停运。",
        "祁东县、归阳工业园区完成雨污分流改造后仍外溢。",
    ],
)
def test_a_park_among_counties_where_something_is_wrong_stays(text):
    assert "归阳工业园区" in layers(text)


def test_a_yard_that_is_called_is_a_site():
    assert layers("宏发石料堆场未覆盖，龙王原料堆场扬尘。") == {"宏发石料堆场": "waste_site", "龙王原料堆场": "waste_site"}


@pytest.mark.parametrize(
    "lines",
    [
        ("祁东县整改推进不力。一是龙王渣场未治理。二是白马渣场未覆盖。", "常宁市青山渣场渗漏。"),
        ("祁东县：一是龙王渣场未治理；二是白马渣场未覆盖。", "常宁市：一是青山渣场渗漏；二是东坪渣场未治理。"),
    ],
)
def test_a_county_before_the_points_is_that_of_all_of_them(lines):
    told = {m.name: m.county for m in read(*lines)}
    assert (told["龙王渣场"], told["白马渣场"], told["青山渣场"]) == ("祁东县", "祁东县", "常宁市")


def test_a_firms_name_tells_the_county_of_no_other_place():
    assert {m.name: m.county for m in read("松木渣场渗漏，祁东宏发建材有限公司倾倒固废。")}["松木渣场"] is None


@pytest.mark.parametrize(
    ("name", "answering"),
    [("衡阳第二污水处理厂", ("衡阳县", "石鼓区")), ("衡山国家级风景名胜区", ("衡山县", "南岳区"))],
)
def test_what_a_city_or_a_mountain_calls_lies_in_no_county_of_that_name(name, answering):
    units = Units(lead=(), responsible=answering, cooperating=(), implementing=(), acceptance=())
    (found,) = with_county_of_units([Mention(name, "outfall", None, "problem", "", (0, 4))], units, find_region("衡阳市整改方案", ""))
    assert found.county is None


def test_a_firm_with_faults_of_its_own_stays_beside_its_well():
    first = Piece((("宏发化工有限公司废气超标、废水直排。", 0),))
    then = Piece((("1.治理宏发化工有限公司废气。", 40), ("2.封填宏发化工有限公司自备井。", 70)))
    found, _ = find_mentions([("problem", first), ("measures", then)], find_region("衡阳市整改方案", ""))
    assert sorted(m.layer for m in found) == ["enterprise", "well"]


NOTICE = """衡阳市督察反馈问题整改情况公示

一、反馈问题
督察发现，东坡渣堆未治理。
二、整改措施
（一）加强监管。
投诉渠道全面打通，公布电话。
监督方式由单一巡查转为联合执法。
（二）完成覆土。
三、整改完成情况
已完成整改。
投诉渠道：来电来信。
"""


def test_a_line_of_measures_that_opens_like_a_closing_is_none():
    (task,) = read_text(source_of_text(NOTICE), "x.txt", "").tasks
    assert [m.number for m in task.measures] == ["1", "2"]
    assert "联合执法" in task.measures[0].text


BLOCK = """<tr><td>序号</td><td>{n}</td></tr><tr><td>反馈问题</td><td>东坡取土坑{n}号未回填，扬尘扰民。</td></tr>
<tr><td>责任单位</td><td>市自然资源局</td></tr><tr><td>整改时限</td><td>2025年12月底</td></tr>
<tr><td>整改措施</td><td>（一）回填取土坑，恢复地貌。</td></tr><tr><td></td><td>（二）撒播草籽复绿。</td></tr><tr><td></td><td>（三）加强日常管护和巡查</td></tr>"""


def test_the_last_step_of_a_block_is_no_section(tmp_path):
    from geomon.documents.read import read_source

    path = tmp_path / "x.html"
    path.write_text(
        f"<html><meta charset=utf-8><h1>示例市督察反馈问题整改清单</h1><table>{BLOCK.format(n=1)}{BLOCK.format(n=2)}</table></html>",
        encoding="utf-8",
    )
    tasks = read_text(read_source(path), path.name, "").tasks
    assert [(task.section, len(task.measures)) for task in tasks] == [("", 3), ("", 3)]
