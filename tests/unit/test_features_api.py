"""The read API: what OGC API - Features asks for, pages without gaps, filters of the page's link, and GDAL as a real client."""

import asyncio
import dataclasses
import json
import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote, unquote

import pytest
import uvicorn
from starlette.applications import Starlette

from geomon.ui import features_api, home


@dataclasses.dataclass
class Answer:
    status_code: int
    headers: dict
    text: str

    def json(self):
        return json.loads(self.text)


class Client:
    """Asks an ASGI application without a port."""

    def __init__(self, app):
        self.app = app

    def get(self, href):
        path, _, query = href.removeprefix("http://testserver").partition("?")
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}
        scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": unquote(path), "raw_path": path.encode(),
                 "query_string": query.encode(), "root_path": "", "headers": [(b"host", b"testserver")], "server": ("testserver", 80),
                 "client": ("127.0.0.1", 1)}
        asyncio.run(self.app(scope, receive, send))
        return Answer(sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]},
                      b"".join(message.get("body", b"") for message in sent[1:]).decode())


@pytest.fixture
def client(planned, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: planned)
    return Client(Starlette(routes=features_api.routes()))


def features(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/geo+json")
    return answer.json()


def test_the_landing_page_leads_to_all_and_every_link_answers(client):
    links = {link["rel"]: link["href"] for link in client.get("/api").json()["links"]}
    assert links.keys() >= {"self", "service-desc", "service-doc", "conformance", "data"}
    for href in links.values():
        assert client.get(href).status_code == 200, href
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in client.get("/api/conformance").json()["conformsTo"]
    for collection in client.get("/api/collections").json()["collections"]:
        assert collection["extent"]["spatial"]["bbox"][0][0] < collection["extent"]["spatial"]["bbox"][0][2]
        for link in collection["links"]:
            assert client.get(link["href"]).status_code == 200, link


def test_the_description_names_every_path_that_answers(client):
    described = client.get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.0")
    for path, verbs in described["paths"].items():
        asked = "/api" + path.replace("{featureId}", "none")
        assert client.get(asked).status_code == (404 if "{featureId}" in path else 200), path
        for one in verbs["get"].get("parameters", ()):
            name = one.get("$ref", "").rpartition("/")[2]
            assert not name or name in described["components"]["parameters"]


def test_sites_and_tasks_are_those_of_the_situation(client, planned):
    situation = planned.situation(planned.settings.today())
    body = features(client, "/api/collections/sites/items?limit=1000")
    assert (body["numberMatched"], body["numberReturned"]) == (len(situation.sites),) * 2
    assert [one["id"] for one in body["features"]] == list(situation.sites["id"])
    for one in body["features"]:
        row = situation.site(one["id"])
        assert (one["geometry"] is None) == (row["method"] in ("county", "none"))
        assert one["properties"]["light"] == row["light"]
    tasks = features(client, "/api/collections/tasks/items")
    assert [one["id"] for one in tasks["features"]] == list(situation.tasks["id"])
    assert json.dumps(tasks, ensure_ascii=False).count("万源") >= 1


def test_pages_hold_each_feature_once_and_end(client, planned):
    seen, href = [], "/api/collections/tasks/items?limit=1&light=red&light=grey&light=yellow&light=blue"
    for _ in range(50):
        body = features(client, href)
        seen += [one["id"] for one in body["features"]]
        href = next((link["href"] for link in body["links"] if link["rel"] == "next"), None)
        if href is None:
            break
    assert len(seen) == len(set(seen)) == body["numberMatched"]
    assert any(link["rel"] == "prev" for link in body["links"])


def test_a_box_and_a_day_narrow(client, planned):
    sites = planned.situation(planned.settings.today()).sites
    placed = sites[~sites["method"].isin(["county", "none"])].iloc[0]
    lon, lat = placed["lon"], placed["lat"]
    near = features(client, f"/api/collections/sites/items?bbox={lon - .001},{lat - .001},{lon + .001},{lat + .001}")
    assert placed["id"] in [one["id"] for one in near["features"]]
    assert features(client, "/api/collections/sites/items?bbox=0,0,1,1")["numberMatched"] == 0
    round_the_world = features(client, "/api/collections/sites/items?bbox=170,-90,169.9,90")
    assert placed["id"] in [one["id"] for one in round_the_world["features"]]
    early = features(client, "/api/collections/tasks/items?datetime=2020-01-01T00:00:00Z")
    late = features(client, "/api/collections/tasks/items?datetime=2020-01-01/2030-01-01")
    days = [[one["properties"]["days"] for one in body["features"]] for body in (early, late)]
    assert days[0] != days[1]
    assert all(a is None or a > b for a, b in zip(*days, strict=True))


WRONG = ["limit=0", "limit=x", "offset=-1", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,5,2,3", "datetime=soon", "color=red", "light=purple",
         "f=xml", "bbox-crs=EPSG:3857&bbox=1,2,3,4"]


@pytest.mark.parametrize("query", WRONG)
def test_a_wrong_parameter_is_said(client, query):
    answer = client.get(f"/api/collections/sites/items?{query}")
    assert answer.status_code == 400
    assert answer.json().keys() == {"code", "description"}


def test_a_layer_is_asked_by_place_and_day_only_and_says_so(client):
    name = next(one["id"] for one in client.get("/api/collections").json()["collections"] if one["id"] == "protected_area")
    assert client.get(f"/api/collections/{name}/items?light=red").status_code == 400
    body = features(client, f"/api/collections/{name}/items?datetime=2024-12-15&bbox=170,-90,169.9,90")
    assert len({one["id"] for one in body["features"]}) == body["numberReturned"]
    described = client.get("/api/openapi.json").json()["paths"][f"/collections/{name}/items"]["get"]["parameters"]
    assert not [one for one in described if one["$ref"].endswith("/light")]


def test_the_next_page_is_of_the_same_day(client):
    body = features(client, "/api/collections/tasks/items?limit=1")
    onward = next(link["href"] for link in body["links"] if link["rel"] == "next")
    assert "datetime=2024-12-15" in onward


def test_what_there_is_not_is_404(client):
    for path in ("/api/collections/none", "/api/collections/none/items", "/api/collections/sites/items/none"):
        assert client.get(path).status_code == 404
    assert features(client, "/api/collections/sites/items?limit=99999999")["numberReturned"] <= features_api.MOST


def test_one_feature_is_that_of_its_page(client):
    for name in ("sites", "tasks"):
        one = features(client, f"/api/collections/{name}/items?limit=1")["features"][0]
        alone = features(client, f"/api/collections/{name}/items/{quote(one['id'], safe='')}")
        assert {key: alone[key] for key in one} == one
        assert features(client, next(link["href"] for link in alone["links"] if link["rel"] == "self"))["id"] == one["id"]


READ = """
import json, sys, pyogrio
found = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2])
print(json.dumps({"count": len(found), "crs": str(found.crs), "names": list(found["name"]) if "name" in found else []}, ensure_ascii=True))
"""


@pytest.mark.timeout(120)
def test_gdal_reads_all_features_with_crs_and_chinese(planned, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: planned)
    monkeypatch.setattr(features_api, "DEFAULT_LIMIT", 2)                    # so that it has to turn pages
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    app = Starlette(routes=features_api.routes())
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        for _ in range(200):
            if server.started:
                break
            time.sleep(0.05)
        env = {key: value for key, value in os.environ.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))}
        done = subprocess.run([sys.executable, "-c", READ, f"OAPIF:http://127.0.0.1:{port}/api", "sites"], capture_output=True,
                              encoding="utf-8", env=env | {"PYTHONUTF8": "1"}, timeout=90, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        told = json.loads(done.stdout)
    finally:
        server.should_exit = True
        thread.join(10)
    sites = planned.situation(planned.settings.today()).sites
    assert told["count"] == len(sites)
    assert sorted(told["names"]) == sorted(sites["name"])
    assert "4326" in told["crs"] or "CRS84" in told["crs"]
