"""What is taken along from the map: the sites of the view and their tasks, no other, for whom it is meant."""

import json

import pytest

from geomon.service import Service
from geomon.situation import Filter
from geomon.ui import take_away
from geomon.ui.view import View, select


@pytest.fixture
def day(planned):
    return planned.settings.today()


def test_a_situation_of_some_sites_holds_the_tasks_that_concern_them(planned, day, site):
    whole = planned.situation(day)
    some = whole.only([site])
    assert list(some.sites["id"]) == [site]
    assert set(some.tasks["id"]) == set(whole.site(site)["tasks"])
    assert len(whole.only([]).sites) == len(whole.only([]).tasks) == 0
    assert some.select_sites(Filter()).all()


def test_a_file_holds_the_sites_of_the_view_only(planned, day, site):
    made = json.loads(take_away.made(planned, "internal", "geojson", day, [site], "zh"))
    assert [one["properties"]["id"] for one in made["features"]] == [site]
    page = take_away.made(planned, "internal", "html", day, [site], "zh").decode("utf-8")
    others = set(planned.situation(day).sites["id"]) - {site}
    assert site in page
    assert not [other for other in others if f'"id":"{other}"' in page]


def test_a_view_of_tasks_takes_their_sites(planned, day):
    situation = planned.situation(day)
    shown = select(situation, View(mode="tasks"), planned.catalog())
    found = take_away.sites_of(View(mode="tasks"), shown)
    assert set(found) == {one for sites in situation.tasks["sites"] for one in sites}
    assert len(found) == len(set(found))


def test_a_publication_is_a_zip_and_stands_in_the_record(planned, day):
    assert take_away.published(planned, "public", day).startswith(b"PK")
    assert any(event.kind == "published" for event in planned._register.events())
    assert isinstance(planned, Service)
