"""The made-up country of the benches is what it says: geomon reads as many tasks and sites as were written, in the counties meant."""

import importlib.util
import sys
import tomllib
from pathlib import Path

import pytest

from geomon.divisions import counties_of
from geomon.people import load_people
from geomon.service import open_service
from geomon.settings import load_settings

BENCH = Path(__file__).parents[1] / "bench" / "country.py"


@pytest.fixture(scope="module")
def country():
    spec = importlib.util.spec_from_file_location("country", BENCH)
    module = sys.modules["country"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["country"]


@pytest.fixture(scope="module")
def made(country, tmp_path_factory):
    folder = tmp_path_factory.mktemp("country") / "all"
    of = country.cities(2)
    return folder, of, country.make_country(folder, of, tasks=6, sites=5)


def test_geomon_reads_the_tasks_and_sites_that_were_written_each_in_its_county(made, country):
    folder, of, (tasks, sites) = made
    assert (tasks, sites) == (12, 60)
    service = open_service(load_settings(folder, {}))
    report = service.build()
    situation = service.situation(country.AS_OF)
    service.close()
    assert (report.tasks, report.sites, report.unlocated, report.refused, report.undated) == (tasks, sites, 0, (), ())
    assert set(situation.sites["city"]) == {city.name for city in of}
    assert set(situation.sites["adcode"]) <= {c.adcode for city in of for c in counties_of(city.adcode)}
    assert all(len(some) == 5 for some in situation.tasks["sites"])
    methods = situation.sites["method"].value_counts(normalize=True)
    assert set(methods.index) == {"layer", "county"} and methods["layer"] > .6
    assert {"red", "green"} < set(situation.tasks["light"])


def test_a_city_is_the_same_alone_and_with_others(made, country, tmp_path):
    folder, of, _ = made
    country.make_country(tmp_path / "one", of[1:], tasks=6, sites=5)
    alone = {path.name: path.read_bytes() for path in (tmp_path / "one" / "data" / "documents").glob("*.txt")}
    assert alone
    assert all((folder / "data" / "documents" / name).read_bytes() == text for name, text in alone.items())
    mines = (tmp_path / "one" / "data" / "layers" / "mine.csv").read_text(encoding="utf-8")
    assert (folder / "data" / "layers" / "mine.csv").read_text(encoding="utf-8").endswith(mines.split("\n", 1)[1])


def test_fewer_cities_are_among_more(country):
    assert set(country.cities(3)) < set(country.cities(10)) and len(set(country.cities(300))) == 300


def test_everybody_has_a_county_of_their_city(made, country):
    folder, of, _ = made
    there = tomllib.loads((folder / "people-of-all.toml").read_text(encoding="utf-8"))["people"]
    (folder / "people.toml").write_bytes((folder / "people-of-all.toml").read_bytes())
    assert len(load_people(folder / "people.toml").persons) == len(there) == 2 * country.PEOPLE
    assert {one["regions"][0] for one in there} <= {c.adcode for city in of for c in counties_of(city.adcode)}
