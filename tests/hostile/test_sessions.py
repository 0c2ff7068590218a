"""Fifty people of five districts click at once, by the service and by raw HTTP: no byte of another's district comes back.

`GEOMON_CLICKS=200` runs the whole; every run of the tests makes a few clicks each.
"""

import collections
import concurrent.futures
import dataclasses
import os
import random
from urllib.parse import quote

import numpy as np
import pytest
from city import A_DISTRICT, district_person
from districts import CITY_CODE, DISTRICTS, LAYERS, MARKS, fill
from factories import day

from geomon.model import LIGHTS
from geomon.people import ROLES, Actor, Limits
from geomon.render.tiles import mercator
from geomon.service import open_service
from geomon.service.seats import Seats
from geomon.situation import Filter
from geomon.ui import home

CLICKS = int(os.environ.get("GEOMON_CLICKS", "6"))
DATES = ("2024-12-15", "2024-09-01", "2025-03-01")
PEOPLE = [(code, n) for code in DISTRICTS for n in range(A_DISTRICT)]
BOX = (112.4, 35.9, 113.5, 36.9)
"""The city, in degrees: west, south, east, north."""


def foreign(code, said):
    """The marks of other districts in what came back."""
    return [mark for other, mark in MARKS.items() if other != code and mark.encode() in said]


def tile(chance):
    """A tile over the city."""
    z = chance.randint(5, 13)
    x, y = mercator(np.array([[chance.uniform(BOX[0], BOX[2]), chance.uniform(BOX[1], BOX[3])]]))[0] * 2**z
    return f"{z}/{int(x)}/{int(y)}"


def click(chance, code):
    """A request as a browser makes it, or as a person does by hand who names another district."""
    other = chance.choice(list(DISTRICTS))
    query = chance.choice(["", f"county={DISTRICTS[other][0]}", f"q={MARKS[other]}", f"id=mine-{other}-2-1",
                           f"light={chance.choice(LIGHTS)}",
                           f"layer={chance.choice(LAYERS)}", f"unit={MARKS[other]}自然资源局", "v=1"])
    date, at = chance.choice(DATES), tile(chance)
    path = chance.choice([
        f"/tiles/sites/{date}/{at}.pbf?{query}", f"/tiles/sites/{date}/{at}.pbf?{query}",
        f"/tiles/sites/{date}/many.bin?tiles={at},{tile(chance)},{tile(chance)}&{query}", f"/tiles/counties/{date}.json?{query}",
        f"/tiles/areas/protected_area/{at}.pbf", f"/tiles/areas/protected_area/{at}.pbf?on={date}", "/tiles/version", "/assets/base.json"])
    return quote(path, safe="/?=&,:.-")


def test_fifty_people_by_raw_http(city):
    assert len(PEOPLE) == 50
    cookies = {person: city.sign_in(district_person(*person)) for person in PEOPLE}

    def one(person):
        chance, found, own = random.Random(repr(person)), [], collections.Counter()
        for _ in range(CLICKS):
            path = click(chance, person[0])
            status, said, _ = city.get(path, cookies[person])
            own[status] += 1
            own["own"] += MARKS[person[0]].encode() in said
            found += [(path, marks) for marks in [foreign(person[0], said)] if marks]
        return found, own
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(one, PEOPLE))
    total = sum((own for _, own in answers), collections.Counter())
    print(f"{len(PEOPLE)} people, {CLICKS} clicks each: {dict(total)}")
    assert not [found for found, _ in answers if found]
    assert total[200] + total[204] == len(PEOPLE) * CLICKS
    assert total["own"], "what was asked for held nothing at all"


# ---- by the service ----------------------------------------------------------------------------------------------------------------

@pytest.fixture
def seats(workspace, monkeypatch):
    """The seats of one workspace, as the pages and tiles of one process share it."""
    opened = open_service(dataclasses.replace(workspace, counties=(CITY_CODE,)))
    fill(opened)
    found = Seats(opened)
    monkeypatch.setattr(home, "service", lambda: opened)
    for name in ("_tiles", "_areas"):
        monkeypatch.setattr(home, name, type(getattr(home, name))())
    home._counts.cache_clear()
    yield found
    home._counts.cache_clear()
    opened.close()


def asked(chance, seat):
    """What a person asks for with one click of a page, as text."""
    date, other = day(chance.choice(DATES)), chance.choice(list(DISTRICTS))
    situation = seat.situation(date)
    site, task = chance.choice(list(situation.sites["id"])), chance.choice(list(situation.tasks["id"]))
    f = chance.choice([Filter(), Filter(counties=(DISTRICTS[other][0],)), Filter(layers=(chance.choice(LAYERS),)),
                       Filter(text=MARKS[other])])
    z, x, y = map(int, tile(chance).split("/"))
    return chance.choice([
        lambda: situation.sites[situation.select_sites(f)].to_numpy().tolist(),
        lambda: situation.tasks[situation.select_tasks(f)].to_numpy().tolist(),
        lambda: seat.card(site, date), lambda: seat.task_card(task, date), lambda: seat.catalog().units, seat.documents, seat.unlocated,
        lambda: list(seat.search(f"{MARKS[other]}1", date)), lambda: seat.review("plan").document, seat.last_import,
        lambda: seat.layer_features("mine")["name"].tolist(),
        lambda: home.site_tiles(date, seat).tile(z, x, y, f).decode("utf-8", "replace"),
        lambda: home.area_tiles("protected_area", date, seat).tile(z, x, y).decode("utf-8", "replace"),
        lambda: home.counties(date, f, seat),
        lambda: seat.status_json(date), lambda: seat.visits(f"mine-{other}-2-1"),
    ])()


def test_fifty_people_by_the_service(seats):
    actors = {person: Actor("-".join(map(str, person)), frozenset(("inspector",)), ROLES["inspector"], Limits(frozenset((person[0],))))
              for person in PEOPLE}

    def one(person):
        chance, seat = random.Random(repr(person)), seats.seat(lambda: actors[person])
        said = [repr(asked(chance, seat)).encode() for _ in range(CLICKS)]
        return [marks for text in said for marks in [foreign(person[0], text)] if marks], sum(MARKS[person[0]].encode() in t for t in said)
    with concurrent.futures.ThreadPoolExecutor(10) as threads:
        answers = list(threads.map(one, PEOPLE))
    print(f"{len(PEOPLE)} people, {CLICKS} clicks each: {sum(own for _, own in answers)} with words of their own district")
    assert not [found for found, _ in answers if found]
    assert sum(own for _, own in answers) > len(PEOPLE)
