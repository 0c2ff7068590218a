"""What an inspector is at, as a link and back, and the sites around him in their order."""

import dataclasses

import pytest
from fake_service import AS_OF, FakeService

from geomon.crs import distance_m
from geomon.model import URGENCY
from geomon.situation import Filter
from geomon.ui.field_state import position_of
from geomon.ui.field_view import ARROWS, MOST_TODAY, Here, Look, arrow, from_link, sites_near

HERE = Here(106.0, 37.1, 8.0, "device")


@pytest.fixture(scope="module")
def situation():
    return FakeService(70).situation(AS_OF)


def as_query(look):
    return {name: value if isinstance(value, list) else [value] for name, value in look.to_link().items()}


@pytest.mark.parametrize("look", [
    Look(), Look("mine-001"), Look(sort="today", today=("b", "a")), Look(within=20, sort="urgency"),
    Look(here=Here(106.02, 37.139, None, "map")), Look(here=Here(106.02, 37.139, None, "county", "同心县")),
])
def test_a_link_and_back_is_the_same(look):
    assert from_link(as_query(look)) == look


def test_a_measured_position_is_in_no_link():
    link = Look("mine-001", here=HERE).to_link()
    assert link == {"site": "mine-001"}


@pytest.mark.parametrize("near", ["", "x,y,map", "999,10,map", "106,37,device", "106,37", "106,37,map,x,y" * 30, "nan,37,map"])
def test_a_position_that_is_none_is_left_out(near):
    assert from_link({"near": [near]}).here is None


def test_what_a_link_says_wrongly_is_left_out():
    look = from_link({"sort": ["odd"], "within": ["7"], "today": ["", "a", "a", *map(str, range(99))], "site": []})
    assert (look.sort, look.within, look.site) == ("distance", 0, "")
    assert look.today[0] == "a"
    assert len(look.today) == MOST_TODAY


def test_the_nearest_comes_first_and_the_distance_is_on_the_ground(situation):
    near = sites_near(situation, Look(here=HERE), Filter()).rows
    away = near["metres"].combine(near["accuracy_m"], max)[near["metres"].notna()]
    assert list(away) == sorted(away)
    first = near.iloc[0]
    assert first["metres"] == pytest.approx(distance_m((106.0, 37.1), (first["lon"], first["lat"])))
    assert near["metres"].isna().sum() == (situation.sites["method"] == "county").sum()
    assert near["metres"].tail(3).isna().all()


def test_by_urgency_the_light_comes_before_the_days_and_these_before_the_distance(situation):
    near = sites_near(situation, Look(sort="urgency", here=HERE), Filter()).rows
    order = [(URGENCY.index(light), days if days == days else 1e9) for light, days in zip(near["light"], near["days"], strict=True)]
    assert order == sorted(order)


def test_without_a_position_the_most_urgent_comes_first(situation):
    near = sites_near(situation, Look(), Filter()).rows
    assert near["metres"].isna().all()
    assert near["light"].iloc[0] == "red"
    assert len(near) == len(situation.sites)


def test_a_radius_keeps_what_may_be_inside_and_counts_what_has_no_place(situation):
    near = sites_near(situation, Look(here=HERE, within=10), Filter())
    assert 0 < len(near.rows) < len(situation.sites)
    assert (near.rows["metres"] - near.rows["accuracy_m"] <= 10_000).all()
    assert near.nowhere == (situation.sites["method"] == "county").sum()
    loose = situation.sites["accuracy_m"] > 1_000
    away = sites_near(situation, Look(here=HERE), Filter()).rows.set_index("id")["metres"]
    wanted = {i for i in situation.sites["id"][loose] if 10_000 < away[i] <= 10_000 + situation.site(i)["accuracy_m"]}
    assert wanted <= set(near.rows["id"])


def test_layers_lights_and_counties_narrow_the_list(situation):
    near = sites_near(situation, Look(here=HERE), Filter(layers=("mine",), lights=("red",), counties=("同心县", "盐池县"))).rows
    assert set(near["layer"]) <= {"mine"}
    assert set(near["light"]) <= {"red"}
    assert set(near["county"]) <= {"同心县", "盐池县"}


def test_no_sites_at_all_is_an_empty_list():
    empty = FakeService(0).situation(AS_OF)
    assert len(sites_near(empty, Look(here=HERE, within=5), Filter()).rows) == 0


@pytest.mark.parametrize(("dx", "dy", "expected"), [
    (0, 1, "↑"), (1, 1, "↗"), (1, 0, "→"), (1, -1, "↘"), (0, -1, "↓"), (-1, -1, "↙"), (-1, 0, "←"), (-1, 1, "↖"), (-0.1, 1, "↑")])
def test_the_arrow_points_there_with_north_above(dx, dy, expected):
    assert arrow(Here(106.0, 0.0, 1.0, "device"), 106.0 + dx / 10, dy / 10) == expected
    assert expected in ARROWS


def test_what_the_browser_says_of_a_position_is_checked():
    said = '{"lon": 106.02, "lat": 37.1, "accuracy": 8.5, "at": 1700000000000}'
    assert position_of(said) == Here(106.02, 37.1, 8.5, "device", at=1700000000000)
    assert position_of('{"error": "denied", "at": 1}') == "denied"


@pytest.mark.parametrize("text", [
    None, "", "{", "[]", "3", '{"lon": 999, "lat": 3, "accuracy": 1}', '{"lon": 1, "lat": 3}', '{"error": "<b>"}',
    '{"lon": 1, "lat": 3, "accuracy": NaN}', '{"lon": "x", "lat": 3, "accuracy": 1}', '{"lon": 1, "lat": 3, "accuracy": -2}'])
def test_what_is_no_position_is_nothing(text):
    assert position_of(text) == ""


def test_a_look_is_a_value():
    assert dataclasses.replace(Look(), site="a") == Look("a")


def test_the_draft_of_one_person_is_not_under_the_key_of_another_at_the_same_browser():
    from geomon.ui.field_visit import draft_key

    keys = [draft_key("mine-1"), draft_key("mine-1", "赵工"), draft_key("mine-1", "钱工"), draft_key("mine-2", "赵工")]
    assert len(set(keys)) == 4
    assert not any("赵工" in key for key in keys)
    assert draft_key("mine-1", "赵工") == keys[1]
