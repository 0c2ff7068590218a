"""Tiles for other programs: TileJSON 3.0, style and list agree with the tiles, and GDAL's MVT driver reads them over HTTP."""

import dataclasses
import json
import re

import pytest
from asgi import Client, by_gdal, served
from starlette.applications import Starlette

from geomon.errors import GeomonError
from geomon.model import LIGHTS
from geomon.render.tiles import MAX_ZOOM
from geomon.ui import home, server


@pytest.fixture
def app(planned, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: planned)
    for name in ("_tiles", "_areas"):
        monkeypatch.setattr(home, name, type(getattr(home, name))())
    return Starlette(routes=server.routes())


@pytest.fixture
def client(app):
    return Client(app)


def document(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["tilejson"] == "3.0.0"
    assert re.fullmatch(r"\d+\.\d+\.\d+", found["version"])
    assert 0 <= found["minzoom"] <= found["center"][2] <= found["maxzoom"] == MAX_ZOOM
    west, south, east, north = found["bounds"]
    assert -180 <= west <= found["center"][0] <= east <= 180
    assert -90 <= south <= found["center"][1] <= north <= 90
    assert found["attribution"]
    assert all({"id", "fields"} <= layer.keys() for layer in found["vector_layers"])
    return found


def tile_of(found, lon, lat, z):
    """The address of the tile of a place."""
    import numpy as np

    from geomon.render.tiles import mercator

    x, y = (mercator(np.array([[lon, lat]]))[0] * 2**z).astype(int)
    return found["tiles"][0].format(z=z, x=x, y=y)


def test_the_sites_of_a_day_say_what_they_are(client, planned):
    found = document(client, "/tiles/sites/2025-12-15.json")
    assert (found["as_of"], [light["light"] for light in found["lights"]]) == ("2025-12-15", list(LIGHTS))
    sites = planned.situation(planned.settings.today().replace(year=2025, month=12, day=15))
    drawn = sites.sites[sites.located]
    assert sum(light["count"] for light in found["lights"]) == len(drawn) > 0
    assert {layer["id"] for layer in found["vector_layers"]} == {"sites", "cells"}
    assert found["bounds"] == pytest.approx([drawn["lon"].min(), drawn["lat"].min(), drawn["lon"].max(), drawn["lat"].max()], abs=1e-5)
    row = drawn.iloc[0]
    body = client.get(tile_of(found, row["lon"], row["lat"], 12))
    assert body.status_code == 200
    assert row["name"].encode() in body.content
    fields = {key for layer in found["vector_layers"] for key in layer["fields"]}
    assert all(name in fields for name in re.findall(r"site|name|light|layer|accuracy", body.content.decode("utf-8", "replace")))


def test_the_filter_is_handed_on_and_nothing_else(client):
    found = document(client, "/tiles/sites/2024-12-15.json?light=red&county=海南区&q=矿")
    assert found["tiles"][0].endswith("{z}/{x}/{y}.pbf?county=%E6%B5%B7%E5%8D%97%E5%8C%BA&light=red&q=%E7%9F%BF")
    for wrong in ("token=secret", "light=purple", "limit=1"):
        answer = client.get(f"/tiles/sites/2024-12-15.json?{wrong}")
        assert answer.status_code == 400
        assert "secret" not in answer.text
    for path in ("/tiles/sites/soon.json", "/tiles/sites/2024-12-15/other.json", "/tiles/none", "/api/none", "/api/none/items"):
        assert client.get(path).status_code == 404, path
    assert client.get("/tiles/areas/none.json").status_code == 404
    assert client.get("/tiles/areas/mine.json").status_code == 404
    assert client.get("/tiles/areas/protected_area.json?on=soon").status_code == 400


WRONG = {"within=abc": "within", "from=1.5": "from", "within=1&within=2": "within", "q=a&q=b": "q", f"q={'矿' * 201}": "q",
         f"county={'x' * 201}": "county", "light=purple": "light", "&".join(["city=x"] * 400 + ["unit=y"]): "unit"}


@pytest.mark.parametrize("query", WRONG, ids=WRONG.values())
@pytest.mark.parametrize("path", ["/tiles/sites/today.json", "/tiles/style.json", "/api/collections/sites/items"])
def test_what_would_be_left_out_of_a_filter_is_refused_by_its_name(client, path, query):
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 400
    assert answer.json()["code"] == "InvalidParameterValue"
    assert re.search(rf"\b{WRONG[query]}\b", answer.json()["description"])


def test_a_whole_filter_is_answered(client):
    query = "within=-30&from=7&q=a&light=red&light=blue&" + "&".join(f"city={n}" for n in range(395))
    for path in ("/tiles/sites/today.json", "/api/collections/sites/items"):
        assert client.get(f"{path}?{query}").status_code == 200, path
    assert client.get("/tiles/sites/today.json?changed=1").status_code == 200
    assert "changed" in client.get("/tiles/sites/today.json?changed=yes").json()["description"]


@pytest.mark.parametrize("path", ["/tiles/sites/today.json", "/tiles/areas/protected_area.json", "/tiles/style.json", "/api/tiles",
                                  "/api", "/api/collections/sites", "/api/collections/sites/items"])
def test_what_cannot_be_read_is_said_in_one_shape_everywhere(client, planned, monkeypatch, path):
    def fail(*_, **__):
        raise GeomonError("is locked.", where="register.db", how="Wait.")
    for name in ("situation", "catalog", "basemap"):
        monkeypatch.setattr(planned, name, fail)
    monkeypatch.setattr(home, "service", fail if path in ("/api", "/api/tiles") else lambda: planned)
    answer = client.get(path)
    assert (answer.status_code, answer.json()) == (503, {"code": "ServerError", "description": "register.db: is locked. Wait."})


def test_today_is_the_day_of_the_workspace_and_stays_in_the_address(client, planned):
    found = document(client, "/tiles/sites/today.json")
    assert found["as_of"] == planned.settings.today().isoformat()
    assert "/tiles/sites/today/{z}/{x}/{y}.pbf" in found["tiles"][0]
    west, south, east, north = found["bounds"]
    at = ((west + east) / 2, (south + north) / 2, 3)
    dated = document(client, f"/tiles/sites/{planned.settings.today()}.json")
    assert client.get(tile_of(found, *at)).content == client.get(tile_of(dated, *at)).content != b""


def test_the_areas_say_what_they_are(client):
    found = document(client, "/tiles/areas/protected_area.json?on=today")
    assert found["tiles"][0].endswith("/tiles/areas/protected_area/{z}/{x}/{y}.pbf?on=today")
    west, south, east, north = found["bounds"]
    corners = ((west, north), (east, south), (west, south), (east, north))
    hits = [client.get(tile_of(found, lon, lat, 5)).status_code for lon, lat in corners]
    assert 200 in hits
    assert set(hits) <= {200, 204}


def test_the_style_draws_what_there_is_in_the_colours_of_the_profile(client, planned):
    made = client.get("/tiles/style.json?as_of=2024-12-15&light=red").json()
    assert made["version"] == 8
    assert all(layer["source"] in made["sources"] for layer in made["layers"])
    assert not {"glyphs", "sprite"} & made.keys()
    known = {}
    for name, source in made["sources"].items():
        found = document(client, source["url"].removeprefix("http://testserver"))
        known[name] = {layer["id"] for layer in found["vector_layers"]}
    assert "light=red" in made["sources"]["sites"]["url"]
    assert all(layer["source-layer"] in known[layer["source"]] for layer in made["layers"])
    colours = json.dumps(made["layers"])
    assert all(sign.colour in colours for sign in planned.profile.lights.values())
    assert client.get("/tiles/style.json?as_of=soon").status_code == 400


def test_the_landing_page_leads_to_the_tiles_and_every_link_answers(client):
    href = next(link["href"] for link in client.get("/api").json()["links"] if link["rel"].endswith("/tilesets-vector"))
    listed = client.get(href).json()
    assert {one["dataType"] for one in listed["tilesets"]} == {"vector"}
    for link in (*listed["links"], *(link for one in listed["tilesets"] for link in one["links"] if "testserver" in link["href"])):
        address = link["href"].format(tileMatrix=3, tileRow=3, tileCol=6)
        assert client.get(address).status_code in (200, 204), address


def test_links_begin_with_the_public_address_and_believe_no_header(client, planned, monkeypatch):
    lies = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https", "forwarded": "host=evil.example;proto=https"}
    paths = ("/api", "/api/collections/tasks/items?limit=1", "/api/openapi.json", "/api/tiles", "/tiles/sites/today.json",
             "/tiles/areas/protected_area.json", "/tiles/style.json")
    for path in paths:
        said = client.get(path, headers=lies).text
        assert "evil" not in said
        assert "http://testserver/" in said
    monkeypatch.setattr(planned, "settings", dataclasses.replace(planned.settings, public_url="https://geomon.example"))
    for path in paths:
        said = client.get(path, headers=lies | {"host": "evil.example"}).text
        assert "evil" not in said
        assert "testserver" not in said
        assert "https://geomon.example/" in said


# ---- GDAL ---------------------------------------------------------------------------------------------------------------------------

READ = """
import json, sys, pyogrio
found = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2], TILE_EXTENSION="pbf")
layers = pyogrio.list_layers(sys.argv[1])[:, 0].tolist()
kept = [name for name in ("site", "name", "light", "layer") if name in found]
rows = [dict(zip(kept, row)) | {"at": [p.x, p.y]} for row, p in zip(found[kept].to_numpy().tolist(), found.geometry.to_crs(4326).centroid)]
print(json.dumps({"rows": rows, "crs": str(found.crs), "fields": list(found.columns), "layers": layers}))
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("day", ["today", "2025-12-15"])
def test_gdal_finds_the_tilejson_and_reads_names_lights_and_places(app, planned, day):
    situation = planned.situation(planned.settings.today() if day == "today" else planned.settings.today().replace(year=2025))
    with served(app) as address:
        told = by_gdal(READ, f"MVT:{address}/tiles/sites/{day}/12", "sites")
    assert set(told["layers"]) == {"sites", "cells"}
    assert "3857" in told["crs"]
    assert {"site", "name", "light", "layer", "accuracy"} <= set(told["fields"])
    drawn = situation.sites[situation.located].set_index("id")
    assert {one["site"] for one in told["rows"]} == set(drawn.index)
    for one in told["rows"]:
        row = drawn.loc[one["site"]]
        assert (one["name"], one["light"], one["layer"]) == (row["name"], row["light"], row["layer"])
        assert one["at"] == pytest.approx([row["lon"], row["lat"]], abs=360 / 2**12 / 4096 * 1.5)
    assert any(re.search("[\u4e00-\u9fff]", one["name"]) for one in told["rows"])
