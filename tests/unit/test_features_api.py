"""The read API: what OGC API - Features asks for, pages without gaps, filters of the page's link, and GDAL as a real client."""

import json
from urllib.parse import quote

import pyproj
import pytest
import shapely
from asgi import Client, by_gdal, served
from starlette.applications import Starlette

from geomon.ui import features_api, features_asked, home, tilesets


@pytest.fixture
def client(planned, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: planned)
    return Client(Starlette(routes=[*features_api.routes(), *tilesets.routes()]))


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


SYSTEMS = {"OGC/1.3/CRS84": lambda lon, lat: (lon, lat), "EPSG/0/4490": lambda lon, lat: (lat, lon),
           "EPSG/0/4326": lambda lon, lat: (lat, lon),
           "EPSG/0/3857": pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform}


@pytest.mark.parametrize("name", SYSTEMS)
def test_features_come_in_the_system_that_is_asked_for_with_its_order_of_axes(client, planned, name):
    crs, to = f"http://www.opengis.net/def/crs/{name}", SYSTEMS[name]
    about = client.get("/api/collections/sites").json()
    assert crs in about["crs"]
    assert about["storageCrs"] == "http://www.opengis.net/def/crs/EPSG/0/4490"
    answer = client.get(f"/api/collections/sites/items?crs={crs}")
    assert answer.headers["content-crs"] == f"<{crs}>"
    situation = planned.situation(planned.settings.today())
    near = 0.006 if "3857" in name else 6e-8
    for one in answer.json()["features"]:
        row = situation.site(one["id"])
        assert one["geometry"] is None or one["geometry"]["coordinates"] == pytest.approx(to(row["lon"], row["lat"]), abs=near)
    row = next(row for row in situation.sites.to_dict("records") if row["method"] not in ("county", "none"))
    low, high = to(row["lon"] - .001, row["lat"] - .002), to(row["lon"] + .001, row["lat"] + .002)
    box = ",".join(map(str, (*low, *high)))
    assert row["id"] in [one["id"] for one in features(client, f"/api/collections/sites/items?bbox={box}&bbox-crs={crs}")["features"]]
    away = ",".join(map(str, (*to(row["lon"] + .01, row["lat"] + .01), *to(row["lon"] + .02, row["lat"] + .02))))
    assert row["id"] not in [one["id"] for one in features(client, f"/api/collections/sites/items?bbox={away}&bbox-crs={crs}")["features"]]
    alone = client.get(f"/api/collections/sites/items/{quote(row['id'], safe='')}?crs={crs}")
    assert alone.headers["content-crs"] == f"<{crs}>"
    assert alone.json()["geometry"]["coordinates"] == pytest.approx(to(row["lon"], row["lat"]), abs=near)
    task = next(one for one in features(client, f"/api/collections/tasks/items?crs={crs}")["features"] if one["geometry"])
    places = [one["geometry"]["coordinates"] for one in answer.json()["features"] if one["geometry"]]
    assert task["geometry"]["coordinates"][0] in places


def test_a_layer_comes_in_another_system_too(client, planned):
    path = "/api/collections/protected_area/items?limit=1000"
    plain, turned = (features(client, f"{path}{crs}")["features"] for crs in ("", "&crs=http://www.opengis.net/def/crs/EPSG/0/4490"))
    assert len(plain) == len(turned) > 0
    for a, b in zip(plain, turned, strict=True):
        if a["geometry"]:
            one, other = shapely.geometry.shape(a["geometry"]), shapely.geometry.shape(b["geometry"])
            assert other.bounds == pytest.approx([one.bounds[n] for n in (1, 0, 3, 2)], abs=1e-6)


def test_a_map_of_all_the_world_asks_for_more_than_there_is(client, planned):
    box = "-40075017,-60075017,40075017,60075017&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857"
    placed = [one for one in features(client, "/api/collections/sites/items")["features"] if one["geometry"]]
    assert features(client, f"/api/collections/sites/items?bbox={box}")["numberMatched"] == len(placed) > 0


@pytest.mark.parametrize("table", ["sites", "tasks"])
def test_light_progress_stage_county_and_layer_narrow(client, planned, table):
    situation = planned.situation(planned.settings.today())
    tasks, frame = situation.tasks, situation.tasks if table == "tasks" else situation.sites
    own = {row["id"]: [row["id"]] if table == "tasks" else list(row["tasks"]) for row in frame.to_dict("records")}
    columns = {"light": "light", "county": "counties" if table == "tasks" else "county", "layer": "layers" if table == "tasks" else "layer"}
    for name, column in columns.items():
        values = {value for cell in frame[column] for value in (cell if isinstance(cell, tuple) else (cell,)) if value}
        for value in values:
            found = [one["id"] for one in features(client, f"/api/collections/{table}/items?{name}={quote(value)}")["features"]]
            assert found == [row["id"] for row in frame.to_dict("records") if value in (row[column] if isinstance(row[column], tuple)
                                                                                       else (row[column],))]
    for name in ("progress", "stage"):
        for value in set(tasks[name].dropna()):
            having = set(tasks["id"][tasks[name] == value])
            found = [one["id"] for one in features(client, f"/api/collections/{table}/items?{name}={quote(value)}")["features"]]
            assert found == [ident for ident, of in own.items() if having & set(of)]
    assert features(client, f"/api/collections/{table}/items?stage=planned")["numberMatched"] > 0
    assert features(client, f"/api/collections/{table}/items?progress=closed")["numberMatched"] == 0


WRONG = ["limit=0", "limit=x", "offset=-1", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,5,2,3", "datetime=soon", "color=red", "light=purple",
         "f=xml", "bbox-crs=EPSG:3857&bbox=1,2,3,4", "crs=EPSG:4326",
         "crs=http://www.opengis.net/def/crs/EPSG/0/4610", "progress=soon",
         "bbox=39,106,38,107&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326"]


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
    assert features(client, "/api/collections/sites/items?limit=99999999")["numberReturned"] <= features_asked.MOST


def test_one_feature_is_that_of_its_page(client):
    for name in ("sites", "tasks"):
        one = features(client, f"/api/collections/{name}/items?limit=1")["features"][0]
        alone = features(client, f"/api/collections/{name}/items/{quote(one['id'], safe='')}")
        assert {key: alone[key] for key in one} == one
        assert features(client, next(link["href"] for link in alone["links"] if link["rel"] == "self"))["id"] == one["id"]


READ = """
import json, sys, pyogrio
found = pyogrio.read_dataframe(sys.argv[1], layer=sys.argv[2], **json.loads(sys.argv[3]))
at = [None if p is None or p.is_empty else [p.x, p.y] for p in found.geometry.to_crs(4326).centroid]
print(json.dumps({"crs": str(found.crs), "names": list(found["name"]), "at": at}))
"""


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("preferred", "crs"), [("", "EPSG:4490"), ("EPSG:3857", "EPSG:3857"), ("OGC:CRS84", "CRS84")])
def test_gdal_reads_all_features_where_they_are_with_crs_and_chinese(planned, monkeypatch, preferred, crs):
    monkeypatch.setattr(home, "service", lambda: planned)
    monkeypatch.setattr(features_asked, "DEFAULT_LIMIT", 2)                  # so that it has to turn pages
    with served(Starlette(routes=features_api.routes())) as address:
        told = by_gdal(READ, f"OAPIF:{address}/api", "sites", json.dumps({"PREFERRED_CRS": preferred} if preferred else {}))
    sites = planned.situation(planned.settings.today()).sites
    assert told["names"] == list(sites["name"])
    assert crs in told["crs"]
    placed = ~sites["method"].isin(["county", "none"])
    assert [place is not None for place in told["at"]] == placed.tolist()
    for place, row in zip(told["at"], sites.to_dict("records"), strict=True):
        assert place is None or place == pytest.approx([row["lon"], row["lat"]], abs=2e-7)
