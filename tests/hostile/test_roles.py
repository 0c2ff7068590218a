"""Roles x actions x things, every cell, by the service and by raw HTTP, against a table of its own; the rule's are in `test_people.py`."""

import dataclasses
import datetime as dt
import shutil
import uuid

import pytest
from city import WATCHER, district_person, role_person
from districts import CITY_CODE, fill

from geomon.errors import NotAllowed
from geomon.people import ROLES, Actor, Limits
from geomon.service import init_workspace, open_service
from geomon.service.desk import Service
from geomon.service.layer_desk import LayerDesk
from geomon.service.seats import READS, Seats
from geomon.settings import load_settings
from geomon.visits import Edit

OWN, OTHER = "140403", "140404"
ROWS = """
               viewer inspector unit acceptor.county acceptor.city acceptor.province publisher operator
see            x      x         x    x               x             x                 x         x
read           .      x         .    x               x             x                 x         x
audit          .      .         .    .               .             .                 .         x
take away      .      x         x    x               x             x                 x         x
visit          .      x         .    x               x             x                 .         .
correct        .      .         .    .               .             .                 .         x
take in        .      .         .    .               .             .                 .         x
run            .      .         .    .               .             .                 .         x
"""
LINES = ROWS.strip().splitlines()
NAMES = LINES[0].split()
TABLE = {line[:14].strip(): dict(zip(NAMES, (mark == "x" for mark in line[14:].split()), strict=True)) for line in LINES[1:]}
SEE = ("version is_read situation catalog card task_card unlocated search visits photo counties basemap layer_features areas_on overlay "
       "area_from_file protected_near brief townships has_scenes seen_from_above pictures_from_above "
       "ground_from_above series_from_above patches patch_marks")
DOORS = {  # method: what it does, and to what: "app" is nothing in particular, "all" the whole workspace
    **dict.fromkeys(SEE.split(), ("see", "app")),
    **dict.fromkeys(("documents", "last_import", "review", "review_documents", "lost_answers"), ("read", "app")),
    **dict.fromkeys(("places_in_doubt", "duplicates"), ("read", "all")),
    **dict.fromkeys(("layer_doubts", "lost_verdicts"), ("see", "all")),
    **dict.fromkeys(("status_json", "map_html", "export", "report", "pack", "dossier", "one_page", "dispatch_files",
                     "shown_to"), ("take away", "app")),
    **dict.fromkeys(("preview", "import_documents", "filled"), ("take in", "all")), "merge": ("visit", "all"),
    **dict.fromkeys(("build", "verify", "back_up"), ("run", "all")),
}
ACTS = {  # what is written, and to what: "site" is one of a district, "city" a document of the city
    "record a visit": ("visit", "site"), "edit a visit": ("visit", "site"), "settle": ("correct", "city"), "judge": ("correct", "all"),
    "take filled sheets": ("take in", "all"),
    "undo": ("correct", "city"), "confirm a layer": ("correct", "all"), "undo a layer": ("correct", "all"), "record": ("audit", "all"),
    "layer desk": ("see", "all"), "timings": ("run", "all"),
}
SITES = {OWN: f"waste_site-{OWN}-1-1", OTHER: f"waste_site-{OTHER}-1-1"}
WHO = [(role, limits) for role in NAMES for limits in ((), (OWN,), (CITY_CODE,))]


def actor(role, limits):
    return Actor("甲", frozenset((role,)), ROLES[role], Limits(frozenset(limits) if limits else None))


def allowed(role, limits, does, to, site=OWN):
    inside = {"app": True, "all": False, "city": limits == (CITY_CODE,), "site": limits == (CITY_CODE,) or site in limits}[to]
    return TABLE[does][role] and (inside or not limits)


@pytest.fixture(scope="module")
def whole(tmp_path_factory, places_cache):
    """A register of the districts in which asking and writing only notes that it was reached."""
    root = tmp_path_factory.mktemp("roles") / "city"
    init_workspace(root)
    shutil.copytree(places_cache, root / "data" / "cache")
    opened = open_service(dataclasses.replace(load_settings(root, {}), counties=(CITY_CODE,)))
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def visits(whole):
    """A visit to a site of each district."""
    now, found = dt.datetime.now(tz=dt.UTC).astimezone(), {}
    for code, site in SITES.items():
        found[code] = whole.record_visit(Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "乙", {"finding": "done"}))
    return found


@pytest.fixture
def reached(monkeypatch):
    """What was reached behind the doors."""
    found = []
    for name in (*READS, "take_filled", "settle", "judge", "undo", "record_visit", "edit_visit"):
        if name not in ("visits", "thing", "counties"):
            monkeypatch.setattr(Service, name, lambda self, *_, _name=name, **__: found.append(_name))
    for name in ("confirm", "undo"):
        monkeypatch.setattr(LayerDesk, name, lambda self, *_, _name=name, **__: found.append(_name))
    return found


def refused(call):
    try:
        call()
    except NotAllowed:
        return True
    except TypeError:                                     # let in, and asked for what there is to ask
        return False
    return False


@pytest.mark.parametrize(("role", "limits"), WHO)
def test_every_door_of_the_service(whole, reached, role, limits):
    assert DOORS.keys() == READS.keys()
    seat = Seats(whole).seat(lambda: actor(role, limits))
    wrong = [name for name, (does, to) in DOORS.items() if refused(getattr(seat, name)) is allowed(role, limits, does, to)]
    assert not wrong


def acts(seat, site, visit):
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    edit = Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "乙", {"finding": "done"})
    return {
        "record a visit": lambda: seat.record_visit(edit), "edit a visit": lambda: seat.edit_visit(visit, {"note": "看过"}),
        "take filled sheets": lambda: seat.take_filled(()),
        "settle": lambda: seat.settle("plan", None), "judge": lambda: seat.judge(None, "same"), "undo": lambda: seat.undo(9),
        "confirm a layer": lambda: seat.layer_desk.confirm("mine", None, "", "乙"), "undo a layer": lambda: seat.layer_desk.undo(9, "乙"),
        "record": lambda: seat.record.names(), "layer desk": lambda: seat.layer_desk, "timings": lambda: seat.timings.taken(),
    }


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(("role", "limits"), WHO)
def test_every_act_of_the_service(whole, visits, reached, role, limits, site):
    seat = Seats(whole).seat(lambda: actor(role, limits))
    done = acts(seat, SITES[site], visits[site])
    assert done.keys() == ACTS.keys()
    wrong = [name for name, (does, to) in ACTS.items()
             if refused(done[name]) is allowed(role, limits, does, to, site)]
    assert not wrong
    writes = {"take_filled", "record_visit", "edit_visit", "settle", "judge", "confirm"}
    if not any(allowed(role, limits, does, to, site) for does, to in ACTS.values()):
        assert not writes & set(reached)


# ---- by raw HTTP -------------------------------------------------------------------------------------------------------------------

ROUTES = {  # path: what it does and to what
    "/tiles/version": ("see", "app"), "/tiles/sites/2024-12-15/7/104/50.pbf": ("see", "app"),
    "/tiles/sites/2024-12-15/many.bin?tiles=7/104/50": ("see", "app"), "/tiles/areas/protected_area/7/104/50.pbf": ("see", "app"),
    "/tiles/areas/protected_area/7/104/50.pbf?on=2024-12-15": ("see", "app"), "/tiles/counties/2024-12-15.json": ("see", "app"),
    "/tiles/ground/7/104/50": ("see", "app"), "/tiles/above/2024-12-15/after.png?site=x": ("see", "app"),
    "/assets/base.json": ("see", "app"), "/media/0123456789.html": ("see", "app"),
    "/_stcore/upload_file/x/y": ("see", "app"), f"/photos/{'0' * 64}.jpg": ("see", "app"),
    "/print/view": ("take away", "app"), "/api": ("take away", "app"),
    "/api/collections/sites/items?limit=5": ("take away", "app"), "/metrics": ("run", "all"),
    "/tiles/sites/2024-12-15.json": ("see", "app"), "/tiles/sites/today.json?light=red": ("see", "app"),
    "/tiles/areas/protected_area.json": ("see", "app"), "/tiles/style.json": ("see", "app"), "/api/tiles": ("take away", "app"),
}
EVERYBODY = ("/", "/overview", "/record", "/health", "/_stcore/health", "/_stcore/host-config", "/assets/geomon.js", "/auth/login",
             "/manager")
CLOSED = {"nobody": None, "a stranger": "stranger@example"}
PEOPLE = {**{role: (role_person(role), role, ()) for role in NAMES},
          "an inspector of a district": (district_person(OWN, 3), "inspector", (OWN,)),
          "an inspector of mines": ("mines@example", "inspector", ("no region",))}


@pytest.mark.parametrize("who", PEOPLE)
def test_every_route_for_everybody_who_may_sign_in(city, who):
    sign_in, role, limits = PEOPLE[who]
    cookies = city.sign_in(sign_in)
    for path, (does, to) in ROUTES.items():
        status, body, headers = city.get(path, cookies)
        if allowed(role, limits, does, to):
            assert status not in (401, 403), (path, status)
        else:
            assert (status, body) == (403, b""), path
        assert "cookie" in headers["vary"].lower()


@pytest.mark.parametrize("who", CLOSED)
def test_nobody_gets_anything_but_the_way_in(city, who):
    cookies = city.sign_in(CLOSED[who]) if CLOSED[who] else None
    for path in ROUTES:
        assert city.get(path, cookies)[:2] == (401, b""), path
    for path in ("/tiles", "/tiles/", "//tiles/version", "/tiles/./version", "/assets/../tiles/version", "/static/../tiles/version",
                 "/assets/own/../../tiles/version", "/%74iles/version", "/data/register.db", "/people.toml", "/.streamlit/secrets.toml"):
        status, body, _ = city.get(path, cookies)
        assert status in (400, 401, 404) or b'<div id="root">' in body, path
        assert b"version" not in body or b'<div id="root">' in body, path
    for path in EVERYBODY:
        assert city.get(path, cookies)[0] in (200, 302, 307), path


def test_a_watcher_needs_the_token_of_the_figures(city):
    assert city.get("/metrics", authorization="Bearer ")[0] == 401
    assert city.get("/metrics", authorization="Bearer x")[0] == 401
    assert city.get("/metrics", authorization=f"Bearer {WATCHER}")[0] == 200
    assert city.get("/tiles/version", authorization=f"Bearer {WATCHER}")[0] == 401
