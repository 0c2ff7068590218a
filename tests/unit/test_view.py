"""What a person looks at goes into a link and comes back; a selection shows what it counts."""

import dataclasses
import datetime as dt

import pytest
from fake_service import AS_OF, FakeService

from geomon.situation import Filter
from geomon.ui.view import View, county_only, from_link, select

SITUATION = FakeService().situation(AS_OF)
CITIES = {"吴忠市": ("利通区", "同心县", "盐池县"), "乌海市": ("海勃湾区", "海南区", "乌达区")}


def as_link(view):
    return {key: value if isinstance(value, list) else [value] for key, value in view.to_link().items()}


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(
            text="柳树湾 矿", areas=("吴忠市", "海南区"), layers=("mine",), lights=("red", "grey"), window="2025-01", mode="tasks", page=2
        ),
        View(only="*", here=("mine-001", "mine-002"), section="一、生态修复", chosen="plan#2/7(1)", as_of=dt.date(2024, 6, 30)),
        View(window="over"),
        View(changed=True, mode="tasks"),
    ],
)
def test_a_view_survives_its_link(view):
    assert from_link(as_link(view)) == view


def test_the_start_needs_no_link():
    assert View().to_link() == {}


@pytest.mark.parametrize(
    "link",
    [
        {"page": ["-1"]},
        {"page": ["²"]},
        {"as_of": ["tomorrow"]},
        {"window": ["2025-13"]},
        {"lights": ["purple"]},
        {"mode": ["x"]},
        {"nonsense": ["1"]},
        {"page": []},
    ],
)
def test_a_broken_link_opens_the_start(link):
    assert from_link(link) == View()


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(areas=("吴忠市",)),
        View(areas=("吴忠市", "海南区")),
        View(window="over"),
        View(window="30"),
        View(window="2025-01"),
        View(layers=("mine", "well"), lights=("red",)),
        View(section="一、生态修复"),
        View(text="柳树湾"),
    ],
)
def test_the_map_draws_exactly_the_sites_of_the_list(view):
    shown = select(SITUATION, view, CITIES)
    assert set(SITUATION.sites["id"][SITUATION.select_sites(shown.map)]) == set(shown.rows["id"])


@pytest.mark.parametrize(
    "view", [View(mode="tasks", lights=("red",)), View(mode="tasks", section="一、生态修复"), View(mode="tasks", window="60")]
)
def test_in_task_mode_the_map_draws_the_sites_of_the_tasks(view):
    shown = select(SITUATION, view, CITIES)
    wanted = {site for sites in shown.rows["sites"] for site in sites}
    assert set(SITUATION.sites["id"][SITUATION.select_sites(shown.map)]) == wanted


def test_a_county_s_own_list_leaves_the_map_as_it_was():
    view = View(mode="tasks", only="同心县", layers=("mine",))
    assert select(SITUATION, view, CITIES).map == Filter(layers=("mine",))


def test_what_the_map_draws_of_tasks_names_them_too_so_that_counties_can_count():
    shown = select(SITUATION, View(mode="tasks", lights=("red",)), CITIES)
    assert set(SITUATION.tasks["id"][SITUATION.select_tasks(shown.map)]) == set(shown.rows["id"])


def test_the_tiles_count_before_the_lights():
    shown = select(SITUATION, View(lights=("red",)), CITIES)
    assert sum(shown.counts.values()) == len(SITUATION.sites)
    assert len(shown.rows) == shown.counts["red"]


def test_a_city_and_a_county_of_another_add_up():
    names = set(select(SITUATION, View(areas=("吴忠市", "海南区")), CITIES).found["county"])
    assert names == {"利通区", "同心县", "盐池县", "海南区"}


def test_a_window_holds_open_tasks_only_and_none_that_are_over():
    rows = select(SITUATION, View(mode="tasks", window="60"), CITIES).rows
    assert len(rows)
    assert rows["days"].between(0, 60).all()
    assert not (rows["light"] == "green").any()


def test_a_task_with_a_dot_is_not_known_to_the_county_only():
    wide = SITUATION.tasks[county_only(SITUATION)]
    for sites in wide["sites"]:
        assert all(SITUATION.site(site)["method"] == "county" for site in sites)


def test_a_choice_too_wide_for_an_address_is_drawn_whole():
    situation = FakeService(400).situation(AS_OF)
    assert select(situation, View(mode="tasks"), CITIES).map == Filter()


def test_a_page_beyond_the_last_is_the_last():
    rows, page, pages = select(SITUATION, View(), CITIES).page(99)
    assert (page, pages, len(rows)) == (1, 2, 20)


@pytest.mark.parametrize("mode", ["sites", "tasks"])
def test_what_the_last_import_changed_narrows_list_tiles_and_map_alike(mode):
    task = SITUATION.tasks.iloc[3]
    situation = dataclasses.replace(SITUATION, changed=frozenset({task["id"], *task["sites"]}))
    shown = select(situation, View(changed=True, mode=mode), CITIES)
    assert set(shown.rows["id"]) == (set(task["sites"]) if mode == "sites" else {task["id"]})
    assert sum(shown.counts.values()) == len(shown.rows)
    assert set(situation.sites["id"][situation.select_sites(shown.map)]) == set(task["sites"])
    assert View(changed=True).narrowed()
