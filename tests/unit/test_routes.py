"""The routes, called as a server calls them; no port is opened."""

import asyncio
import contextlib
import datetime as dt
import gc
import json
import re
import types

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pandas as pd
import pytest
import shapely
from situations import AS_OF, make_situation, make_task
from starlette.applications import Starlette

from geomon.errors import GeomonError
from geomon.layers import Layer
from geomon.render.tiles import mercator
from geomon.situation import Situation
from geomon.ui import home
from geomon.ui.server import HEADERS, middleware, routes


class FakeService:
    settings = types.SimpleNamespace(today=lambda: AS_OF)

    _opening = None

    def _now(self):
        """All of it is in memory."""

    def __init__(self):
        self.frames = make_situation([{"light": "red", "name": "三道沟"}, {"light": "green", "lon": 106.02}],
                                     [make_task(counties=("同心县",), light="red")])

    def version(self):
        return self.frames.version

    def situation(self, as_of):
        return self.frames

    def thing(self, ident):
        assert ident in set(self.frames.tasks["id"])

    def turn(self, row, light):
        sites = self.frames.sites.copy()
        sites.loc[row, "light"] = light
        self.frames = Situation(AS_OF, self.frames.version + 1, sites, self.frames.tasks)

    def catalog(self):
        layers = (Layer("protected_area", "保护地", "Protected area", "box", "x", "x", "sites"),
                  Layer("mine", "矿山", "Mine", "point", "x", "x", "sites"))
        return types.SimpleNamespace(layers=layers, counties=(("同心县", "吴忠市", "640324"),))

    def townships(self):
        return pd.DataFrame({"name": [], "lon": [], "lat": []})

    def basemap(self):
        return gpd.GeoDataFrame({"adcode": ["640324"], "name": ["同心县"], "city": ["吴忠市"], "ours": [True]},
                                geometry=[shapely.box(105, 36, 107, 38)], crs=4490)

    def areas_on(self, layer, as_of):
        zone, strict = ("一般控制区", False) if as_of.year > 2025 else ("核心区", True)
        return self.layer_features(layer).assign(zone=zone, zone_en="zone", strict=strict)

    def layer_features(self, layer):
        return gpd.GeoDataFrame({"name": ["罗山"]}, geometry=[shapely.box(105.9, 36.9, 106.1, 37.1)], crs=4490)


@pytest.fixture
def service(monkeypatch):
    fake = FakeService()
    monkeypatch.setattr(home, "_open", lambda root: fake)
    for kept in (home._base, home._counts):
        kept.cache_clear()
    for kept in ("_tiles", "_areas"):
        monkeypatch.setattr(home, kept, type(getattr(home, kept))())
    return fake


def get(path, query="", **headers):
    """Return status, headers and body of one call."""
    app, sent = Starlette(routes=list(routes()), middleware=list(middleware())), []
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
             "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()], "http_version": "1.1", "scheme": "http",
             "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2)}

    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive():
        return next(asked, None) or await asyncio.Event().wait()

    async def send(message):
        sent.append(message)
    asyncio.run(app(scope, receive, send))
    found = {k.decode(): v.decode() for k, v in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(m.get("body", b"") for m in sent[1:])


def tile_path(source="sites/2024-12-15", z=9):
    x, y = np.floor(mercator(np.array([[106.0, 37.0]]))[0] * (1 << z)).astype(int).tolist()
    return f"/tiles/{source}/{z}/{x}/{y}.pbf"


def lights(body):
    return sorted(f["properties"]["light"] for f in mapbox_vector_tile.decode(body)["sites"]["features"])


def test_a_tile_holds_the_sites_that_the_query_lets_through(service):
    assert lights(get(tile_path())[2]) == ["green", "red"]
    assert lights(get(tile_path(), "light=red")[2]) == ["red"]
    assert get(tile_path(), "city=包头市")[0] == 204


def test_a_write_is_in_the_next_tile_and_in_the_version(service):
    assert json.loads(get("/tiles/version")[2]) == {"version": 1}
    get(tile_path())
    service.turn(0, "green")
    assert json.loads(get("/tiles/version")[2]) == {"version": 2}
    _, headers, body = get(tile_path())
    assert (headers["x-version"], lights(body)) == ("2", ["green", "green"])


def test_several_tiles_in_one_answer_are_the_same_as_each_alone(service):
    names, query = ["9/406/199", "9/0/0", "8/203/99"], "light=red&v=1"
    _, headers, body = get("/tiles/sites/2024-12-15/many.bin", f"tiles={','.join(names)}&{query}")
    parts = []
    while body:
        size = int.from_bytes(body[:4], "little")
        parts, body = [*parts, body[4:4 + size]], body[4 + size:]
    assert parts == [get(f"/tiles/sites/2024-12-15/{name}.pbf", query)[2] for name in names]
    assert any(parts)
    assert headers["x-version"] == get(tile_path())[1]["x-version"]


@pytest.mark.parametrize("tiles", ["", "9/406", "9/406/199,", "19/1/1", "2/9/0", "9/-1/3", "9/406/x", ",".join(["1/0/0"] * 65)])
def test_several_tiles_of_which_one_is_none_are_404(service, tiles):
    assert get("/tiles/sites/2024-12-15/many.bin", f"tiles={tiles}")[0] == 404


def test_a_browser_keeps_a_tile_only_under_the_address_of_its_version(service):
    assert "immutable" in get(tile_path(), "v=1")[1]["cache-control"]
    assert get(tile_path(), "v=0")[1]["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/tiles/sites/2024-13-01/9/406/199.pbf", "/tiles/sites/2024-12-15/19/1/1.pbf",
                                  "/tiles/sites/2024-12-15/2/9/0.pbf", "/tiles/areas/mine/9/406/199.pbf",
                                  "/tiles/areas/nothing/9/406/199.pbf",
                                  "/tiles/counties/x.json",
                                  "/assets/own/../map.py", "/assets/own/%2e%2e/map.py", "/assets/leaflet/../../__init__.py"])
def test_what_is_not_there_is_404(service, path):
    assert get(path)[0] == 404


def test_an_area_layer_has_tiles(service):
    found = mapbox_vector_tile.decode(get(tile_path("areas/protected_area"))[2])["areas"]["features"]
    assert found[0]["properties"] == {"name": "罗山", "layer": "protected_area", "box": True}


@pytest.mark.parametrize(("day", "zone", "strict"), [("2024-12-15", "核心区", True), ("2026-12-15", "一般控制区", False)])
def test_areas_of_a_date_bring_their_zone_on_it(service, day, zone, strict):
    found = mapbox_vector_tile.decode(get(tile_path("areas/protected_area"), f"on={day}")[2])["areas"]["features"]
    assert (found[0]["properties"]["zone"], found[0]["properties"]["strict"]) == (zone, strict)


def test_areas_of_no_date_are_404(service):
    assert get(tile_path("areas/protected_area"), "on=soon")[0] == 404


def test_the_counties_say_what_is_known_to_them_only(service):
    answer = json.loads(get("/tiles/counties/2024-12-15.json")[2])
    assert answer == {"version": 1, "counties": {"640324": {"tasks": 1, "done": 0, "n": 1, "red": 1}}}


def test_the_base_map_is_sent_once(service):
    _, headers, body = get("/assets/base.json")
    assert json.loads(body)["land"][0]["name"] == "同心县"
    assert get("/assets/base.json", accept_encoding="gzip")[1]["content-encoding"] == "gzip"
    assert get("/assets/base.json", if_none_match=headers["etag"])[0] == 304


def test_every_answer_carries_the_headers_that_keep_the_page_at_home(service):
    for path in ("/tiles/version", "/assets/geomon.js", "/nothing"):
        headers = get(path)[1]
        assert {name: headers.get(name) for name in HEADERS} == HEADERS
    assert "http:" not in HEADERS["content-security-policy"]


def test_a_deep_link_enters_at_the_root_with_its_query(service):
    status, headers, _ = get("/overview", "lights=red&text=a%26b")
    assert (status, headers["location"]) == (307, "/?desk=overview&lights=red&text=a%26b")


@pytest.mark.parametrize("page", home.PAGES)
def test_every_page_of_the_navigation_enters_at_the_root(service, page):
    status, headers, _ = get(f"/{page}")
    assert (status, headers.get("location")) == (307, f"/?desk={page}")


def test_leaflet_and_our_scripts_are_served_here(service):
    assert get("/assets/leaflet/leaflet.js")[0] == 200
    assert b"geomon.start" in get("/assets/geomon.js")[2]


def test_the_maps_tiles_of_two_dates_are_kept_side_by_side(service):
    first = home.site_tiles(AS_OF)
    home.site_tiles(dt.date(2025, 1, 1))
    assert home.site_tiles(AS_OF) is first


def test_a_register_that_cannot_be_read_does_not_keep_the_server_from_starting(service, monkeypatch, caplog):
    def broken():
        raise GeomonError("is locked.", where="register.db")
    monkeypatch.setattr(home, "service", broken)
    home.warm()
    gc.unfreeze()
    assert "is locked" in caplog.text


def test_what_the_first_page_shows_is_there_before_it_is_asked_for(service, monkeypatch):
    monkeypatch.setattr(home, "base", lambda: None)
    home.warm()
    gc.unfreeze()
    monkeypatch.setattr(home, "SiteTiles", lambda *_: pytest.fail("the tiles were made for the visitor"))
    assert get(tile_path())[0] == 200


# ---- what cannot be answered -------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("path", "query"), [
    ("/tiles/version", ""), (tile_path(), ""), (tile_path("sites/today"), ""), ("/tiles/sites/today/many.bin", "tiles=9/406/199"),
    ("/tiles/counties/today.json", ""), (tile_path("areas/protected_area"), "on=today"), ("/tiles/sites/today.json", ""),
    ("/tiles/style.json", ""), ("/tiles/areas/protected_area.json", "on=today"), ("/api/tiles", ""), ("/api", ""),
    ("/tiles/above/today/before.png", "site=mine-1"), (f"/photos/{'0' * 64}.jpg", ""), ("/print/view", "at=9/39.4/106.8")])
def test_opening_the_workspace_keeps_no_other_request_waiting(monkeypatch, path, query):
    asked = []

    def open_(root):
        with contextlib.suppress(RuntimeError):
            asked.append(asyncio.get_running_loop())
        asked.append(None)
        raise GeomonError("is locked.", where="register.db")
    monkeypatch.setattr(home, "_open", open_)
    status, _, body = get(path, query)
    assert asked
    assert set(asked) == {None}, "the workspace was opened on the event loop"
    assert (status, json.loads(body)) == (503, {"code": "ServerError", "description": "register.db: is locked."})


@pytest.mark.parametrize(("language", "words"), [
    ("", r"Something went wrong that should not\. Code ([0-9a-f]{6}): tell it to whoever runs this; it finds the line in the log\."),
    ("en-GB,zh;q=0.5", r"Something went wrong that should not\. Code ([0-9a-f]{6}): tell it to whoever .*"),
    ("zh-CN,zh;q=0.9,en;q=0.8", "出了不该出的错。代码 ([0-9a-f]{6})：把它告诉管理员，凭它能在日志里找到那一行。")])
def test_a_fault_says_whom_to_tell_its_code(service, monkeypatch, caplog, language, words):
    monkeypatch.setattr(service, "version", lambda: 1 // 0)
    status, headers, body = get("/tiles/version", accept_language=language)
    said = json.loads(body)
    found = re.fullmatch(words, said.pop("description"))
    assert (status, headers["cache-control"], said) == (500, "no-store", {"code": "ServerError"})
    assert [found[1] in record.getMessage() for record in caplog.records] == [True]


def test_a_path_writes_no_line_of_its_own_into_the_log(service, monkeypatch, caplog):
    def fail(*_):
        raise ZeroDivisionError
    monkeypatch.setattr(home, "area_tiles", fail)
    assert get("/tiles/areas/x\n2026-01-01 ERROR forged/1/0/0.pbf")[0] == 500
    message = caplog.records[-1].getMessage()
    assert "forged" in message
    assert len(message.splitlines()) == 1


PERSON = '[[people]]\nname = "李"\nsign_in = "li@example"\nroles = ["viewer"]\n'


@pytest.mark.parametrize(("language", "words"), [
    ("en", "people.toml: there is no role 'x\\n'. Roles: "), ("zh", "people.toml：没有角色 'x\\n'。")])
def test_people_that_cannot_be_read_are_told_by_their_file_and_not_by_name(monkeypatch, tmp_path, caplog, language, words):
    (tmp_path / "people.toml").write_text(PERSON.replace("viewer", "x\\n"), encoding="utf-8")
    monkeypatch.setenv("GEOMON_ROOT", str(tmp_path))
    status, _, body = get("/tiles/version\nforged", accept_language=language)
    said = json.loads(body)
    assert (status, said["code"]) == (503, "ServerError")
    assert said["description"].startswith(words)
    assert not [word for word in ("李", "li@example", str(tmp_path)) if word in said["description"]]
    message = caplog.records[-1].getMessage()
    assert "李" in message
    assert len(message.splitlines()) == 1


@pytest.mark.parametrize(("language", "words"), [
    ("en", "tokens.toml: is not as `geomon token` writes it. Take out what is wrong; a token that is taken out holds no more."),
    ("zh", "tokens.toml：不是 `geomon token` 写成的样子。删掉有误之处；删掉的令牌即失效。")])
def test_tokens_that_cannot_be_read_are_told_and_logged(monkeypatch, tmp_path, caplog, language, words):
    (tmp_path / "people.toml").write_text(PERSON, encoding="utf-8")
    (tmp_path / "tokens.toml").write_text("[[tokens]\n", encoding="utf-8")
    monkeypatch.setenv("GEOMON_ROOT", str(tmp_path))
    status, headers, body = get("/api", accept_language=language, authorization="Bearer x")
    assert (status, json.loads(body)) == (503, {"code": "ServerError", "description": words})
    assert headers["cache-control"] == "no-store"
    assert ["tokens.toml" in record.getMessage() for record in caplog.records] == [True]
