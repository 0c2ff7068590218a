"""Which words of a sentence name a place: lists called great, parts of a village, crossings, and words that only look like names."""

from __future__ import annotations

import pytest

from geomon.documents.draft import Piece
from geomon.documents.mentions import find_mentions
from geomon.documents.read import read_text, source_of_text
from geomon.documents.units import parse_units


def _names(text: str) -> list[str]:
    return [mention.name for mention in find_mentions([("problem", Piece(((text, 0),)))], None)[0]]


def test_waters_that_are_called_so_many_great_ones_are_named():
    assert _names("东坡湖、西湾海、南坪海是示例地区三大湖泊，生态地位重要。") == ["东坡湖", "西湾海", "南坪海"]


def test_a_count_that_is_not_that_of_the_list_names_none_of_it():
    assert "西湾海" not in _names("东坡湖、西湾海、南坪海是示例地区五大湖泊之中的。")


def test_a_village_may_say_which_part_of_it():
    assert _names("对东坡(北)、南坪泾、西湾浜3座独立设施进行接管改造。")[:1] == ["东坡"]


@pytest.mark.parametrize(
    "text",
    [
        "灵山路与竹溪路交叉路口东南约230米水沟发臭。",
        "违规将弃土场变更为弃土场。",
        "村民粪水直排房前屋后沟渠。",
        "废渣冲下来损坏农田。",
        "学校附近有一无名养猪场，粪水直排。",
    ],
)
def test_words_that_are_no_names(text):
    assert _names(text) == []


def test_a_street_that_crosses_none_is_one():
    assert _names("竹溪路扬尘污染严重。") == ["竹溪路"]


def test_a_prefectures_office_is_its_government():
    assert [unit.name for unit in parse_units("省直各有关部门，各市（地）党委、政府（行署）")[0:]] == ["省直各有关部门", "各市（地）"]


@pytest.mark.parametrize(("limit", "progress"), [("已完成整改", "completed"), ("2025年6月底前完成", None)])
def test_a_deadline_that_says_it_is_done_tells_the_state(limit, progress):
    text = "示例市督察反馈问题整改措施清单\n一、督察意见：东坡取土坑裸露。\n责任单位：市水务局。\n整改时限：{}。\n"
    text += "二、督察意见：南坪镇污水外溢。\n责任单位：市水务局。\n整改时限：2025年底。\n"
    first, _ = read_text(source_of_text(text.format(limit)), "a.txt", "0" * 64).tasks
    assert first.status.progress == progress
