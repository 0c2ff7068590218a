"""Names in Latin letters are met by sound, never where the source has a Chinese name, and several units of one plant are one place."""

import pytest
from factories import make_document, make_task
from features import make_features
from gazetteers import gazetteer

from geomon.join.locate import locate_mentions
from geomon.join.sounds import chinese_sounds, is_latin, latin_sound
from geomon.model import Mention

HERE = {"county": "海南区", "lon": 106.9, "lat": 39.3}
REGIONS = ("内蒙古", "乌海", "海南区", "朔州")


@pytest.mark.parametrize(("latin", "chinese"), [
    ("Luotuoshan Coal Mine", "骆驼山煤矿"), ("Anjialing Open-Pit Mine", "安家岭矿区"), ("Wuhushan Coal Mine", "五虎山煤矿"),
    ("Inner Mongolia Wuhai Wanyuan Surface Coal Mine", "万源煤矿"),
    ("Wuhai Huayin No.2 Coal Mine", "华银二号矿"), ("Ningxia Yong'an Coal Mine", "永安煤矿")])
def test_the_same_name_sounds_the_same(latin, chinese):
    assert (*latin_sound(latin, (*REGIONS, "宁夏")), False) in chinese_sounds(chinese)


def test_numbers_tell_siblings_apart_by_sound_too():
    assert latin_sound("Huayin No. 1 Coal Mine", ())[1] != chinese_sounds("华银二号矿")[0][1]


def test_a_working_is_a_part_of_the_mine_and_an_owner_may_stand_before_it():
    assert ("laoshidan", (), True) in chinese_sounds("老石旦一二号采空区")
    assert ("majialiang", (), False) in chinese_sounds("同煤浙能麻家梁煤业")
    assert all(len(sound) > 5 for sound, _, _ in chinese_sounds("同煤浙能麻家梁煤业"))


def test_a_name_of_neutral_words_alone_has_no_sound():
    assert chinese_sounds("煤矿") == []
    assert chinese_sounds("") == []
    assert not is_latin("君正 power station")
    assert not is_latin("123")


def located(name, layer, *rows):
    """Where a mention lies, given rows of its layer."""
    task = make_task("1", mentions=(Mention(name, layer, "海南区"),), problem="问题。", lead=())
    document = make_document("plan.txt", task, region="乌海市", adcode="150300")
    sites, matches, _ = locate_mentions([document], make_features(layer, *rows), gazetteer())
    return sites[0].location, matches[0]


def test_a_mention_finds_the_feature_that_sounds_like_it_and_the_reason_says_so():
    where, match = located("骆驼山煤矿", "mine", {"name": "Luotuoshan Coal Mine", **HERE})
    assert (where.method, where.lon) == ("layer", 106.9)
    assert "读音相同，待核" in match.reason
    assert match.confidence <= 0.6
    where, match = located("骆驼山二号采空区", "mine", {"name": "Luotuoshan Coal Mine", **HERE})
    assert "一部分" in match.reason


def test_a_sound_is_no_match_in_another_county_for_two_features_or_where_a_chinese_name_says_otherwise():
    elsewhere = {"county": "乌达区", "lon": 106.7, "lat": 39.5}
    assert located("骆驼山煤矿", "mine", {"name": "Luotuoshan Coal Mine", **elsewhere})[0].method == "county"
    twice = [{"name": "Luotuoshan Coal Mine", **HERE}, {"name": "Luotuoshan Mine", **HERE | {"lon": 106.95}}]
    assert located("骆驼山煤矿", "mine", *twice)[0].method == "county"
    other = {"name": "骆驼杉煤厂", "aliases": "Luotuoshan Coal Mine", **HERE}
    assert located("骆驼山煤矿", "mine", other)[0].method == "county"


def test_units_of_one_plant_are_one_place_and_namesakes_far_apart_are_not():
    units = [{"name": "西来峰发电厂", **HERE}, {"name": "西来峰发电厂", **HERE | {"lon": 106.9005}}]
    assert located("西来峰发电厂", "enterprise", *units)[0].method == "layer"
    units[1]["lon"] = 106.95
    assert located("西来峰发电厂", "enterprise", *units)[0].method == "county"
