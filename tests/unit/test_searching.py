"""Search: every way to write a name, a number or a place finds it, the best first, and fast over 100,000 names."""

import dataclasses
import random
import time

import pytest
from fake_service import AS_OF, FakeService

from geomon.crs import distance_m
from geomon.service.frames import fold
from geomon.service.searching import SearchIndex, read_places
from geomon.situation import URGENCY

SIGNS = "东西南北大小红黄白黑石柳马羊沙水山沟湾滩梁井坝岗湖河村厂矿场坑渣堆站池"


@pytest.fixture(scope="module")
def situation():
    found = FakeService(70).situation(AS_OF)
    found.sites["search"] = [fold(name, county) for name, county in zip(found.sites["name"], found.sites["county"], strict=True)]
    return found


@pytest.fixture(scope="module")
def index(situation):
    return SearchIndex(situation)


def test_a_site_is_found_by_its_name_pinyin_initials_and_id(situation, index):
    row = situation.sites.iloc[5]
    spoken, initials = row["search"].split()[1:3]
    for asked in (row["name"], row["name"][:3], spoken, spoken.upper(), initials, row["id"], f"  {row['name']} "):
        assert row["name"] in {hit.name for hit in index.find(asked, 80) if hit.kind == "site"}, asked
    assert index.find(row["id"])[0].id == row["id"]


def test_a_task_is_found_by_its_number_first(situation, index):
    hits = index.find("12")
    assert (hits[0].kind, hits[0].id) == ("task", "plan-2024#12")
    assert hits[0].sites == situation.task("plan-2024#12")["sites"]


def test_every_word_must_occur_in_any_order(index):
    both, turned = index.find("同心 采坑", 80), index.find("采坑 同心", 80)
    assert both
    assert {h.id for h in both} == {h.id for h in turned}
    assert all(h.kind == "task" or (h.county == "同心县" and "采坑" in h.name) for h in both)
    assert index.find("同心 没有的") == ()


def test_wide_letters_and_case_make_no_difference(index):
    assert index.find("ＴＯＮＧＸＩＮ") == index.find("tongxin") != ()


def test_among_equals_the_more_urgent_comes_first(situation, index):
    hits = [h for h in index.find("同心", 80) if h.kind == "site"]
    assert [URGENCY.index(h.light) for h in hits] == sorted(URGENCY.index(h.light) for h in hits)


@pytest.mark.parametrize("text", ["", "   ", "没有这个名字", "\n", "\t"])
def test_what_is_nowhere_finds_nothing(index, text):
    assert index.find(text) == ()


@pytest.mark.parametrize("text", [
    "37.139,106.021", "106.021 37.139", "（106.021，37.139）", "E106°01′15.6″，N37°08′20.4″", "东经106度1分15.6秒 北纬37度8分20.4秒",
    "lat 37.139 lon 106.021", "37.139N 106.021E", "106:01:15.6 37:08:20.4", "37 8 20.4 106 1 15.6",
    "106.021, 37.139 WGS84", "106.021, 37.139 国家2000"])
def test_coordinates_are_read_in_any_notation_and_order(text):
    [place] = read_places(text)
    assert (place.lon, place.lat) == pytest.approx((106.021, 37.139), abs=2e-6)


@pytest.mark.parametrize("text", ["12 34", "39 106", "三道沟", "106.02", "2024.5, 6", "10.5, 20.5",
    "37.1, 106.2, 38.1, 107.2", "-37.1, 106.2"])
def test_numbers_that_are_no_place_in_china_are_no_coordinates(text):
    assert read_places(text) == ()


def test_coordinates_of_public_maps_are_shifted_back_when_they_say_so():
    [plain], [shifted], [baidu] = (read_places(f"106.021, 37.139{word}") for word in ("", " 高德", " BD-09"))
    assert 300 < distance_m((plain.lon, plain.lat), (shifted.lon, shifted.lat)) < 800
    assert 300 < distance_m((plain.lon, plain.lat), (baidu.lon, baidu.lat)) < 2_000
    assert (plain.name, shifted.name, baidu.name) == ("CGCS2000", "GCJ-02", "BD-09")


def test_metres_of_a_zone_are_a_place_and_without_a_zone_they_lie_where_the_sites_lie(index):
    [place] = read_places("4363512.12, 36512345")
    assert (place.lon, place.lat) == pytest.approx((108.1433, 39.4053), abs=1e-3)
    hits = [h for h in index.find("512345, 4112345") if h.kind == "place"]
    assert abs(hits[0].lon - 106) < 2
    assert all("zone" in h.name for h in hits)


def test_after_coordinates_come_the_nearest_sites(situation, index):
    first, *sites = index.find("37.1, 106.0", 6)
    assert first.kind == "place"
    away = [distance_m((first.lon, first.lat), (s.lon, s.lat)) for s in sites]
    assert len(sites) == 5
    assert away == sorted(away)
    placed = situation.sites[situation.sites["method"] != "county"]
    assert away[0] == pytest.approx(min(distance_m((106.0, 37.1), at) for at in zip(placed["lon"], placed["lat"], strict=True)))


def test_a_hundred_thousand_names_are_searched_in_less_than_a_twentieth_of_a_second(situation):
    rnd, n = random.Random(1), 100_000
    sites = situation.sites.sample(n, replace=True, random_state=1).reset_index(drop=True)
    sites["id"] = [f"x-{i:06d}" for i in range(n)]
    sites["name"] = ["".join(rnd.choices(SIGNS, k=rnd.randint(4, 9))) for _ in range(n)]
    sites["search"] = sites["name"] + " " + sites["search"]             # pinyin as long as real ones; making it anew takes ten seconds
    index = SearchIndex(dataclasses.replace(situation, sites=sites))
    for asked in (sites["name"][777], "石", "tongxin", "zzzz", "没有的名字", "x-099999", "12", "石 柳",
                  "tongxin zhongning", "37.139,106.021"):
        took = []
        for _ in range(7):
            start = time.perf_counter()
            index.find(asked)
            took.append(time.perf_counter() - start)
        assert min(took) < 0.05, (asked, took)
    assert index.find("x-099999")[0].id == "x-099999"
