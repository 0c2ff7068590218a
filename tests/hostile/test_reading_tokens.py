"""Tokens of programs, by raw HTTP: each reads what its person or role sees and nothing else, writes nothing, and ends at once.

`geomon token` makes them from outside, as whoever has the machine does, while the app runs.
"""

import datetime as dt
import http.client
import json
import urllib.parse

import pytest
from asgi import by_gdal
from city import WATCHER, district_person, role_person
from districts import CITY_CODE, DISTRICTS, MARKS
from hostile.test_roles import NAMES, ROUTES, allowed

from geomon.people.tokens import FILE, digest, draw, load_tokens, save_tokens
from geomon.service import open_service
from geomon.service.tokens import make_token, revoke_token
from geomon.settings import load_settings

TILE = "/tiles/counties/2024-12-15.json"
ITEMS = "/api/collections/sites/items?limit=1000"
READ = {path: does for path, does in ROUTES.items() if path.startswith(("/api", "/tiles"))}
OWN = "140403"


class Giver:
    """Gives tokens out, and takes them back."""

    def __init__(self, root):
        self.root, self.service, self._given = root, open_service(load_settings(root, {})), {}

    def __call__(self, sign_in="", **limits):
        key = sign_in, repr(sorted(limits.items()))
        if key not in self._given:
            self._given[key] = self.new(sign_in, **limits)[1]
        return self._given[key]

    def new(self, sign_in="", **limits):
        return make_token(self.service, "a program", 30, sign_in=sign_in, limits=limits)

    def change(self, ident, **fields):
        """Write a token into the file otherwise than it was given out."""
        import dataclasses

        path = self.root / FILE
        save_tokens(path, [dataclasses.replace(one, **fields) if one.id == ident else one for one in load_tokens(path)])


@pytest.fixture(scope="module")
def give(city):
    giver = Giver(city.root)
    yield giver
    giver.service.close()


def bearer(token):
    return {"authorization": f"Bearer {token}"}


WHO = {**{role: ({"sign_in": role_person(role)}, role, ()) for role in NAMES},
       "an inspector of a district": ({"sign_in": district_person(OWN, 3)}, "inspector", (OWN,)),
       "a role of a district": ({"roles": ["inspector"], "regions": [OWN]}, "inspector", (OWN,)),
       "a viewer of the city": ({"roles": ["viewer"], "regions": [CITY_CODE]}, "viewer", (CITY_CODE,))}


@pytest.mark.parametrize("who", WHO)
def test_every_route_with_the_token_of_everybody(city, give, who):
    of, role, limits = WHO[who]
    token = give(**of)
    for path, (does, to) in ROUTES.items():
        status, body, headers = city.get(path, **bearer(token))
        if path not in READ:
            assert (status, body) == (401, b""), path
        elif allowed(role, limits, does, to):
            assert status not in (401, 403), (path, status)
        else:
            assert (status, body) == (403, b""), path
        assert "authorization" in headers["vary"].lower()


def words_of(city, token):
    """All that a token brings, as text."""
    said = []
    collections = json.loads(city.get("/api/collections", **bearer(token))[1])["collections"]
    for name in [one["id"] for one in collections if one["id"] not in ("county", "township")]:
        status, body, _ = city.get(f"/api/collections/{name}/items?limit=10000", **bearer(token))
        assert status == 200, name
        said.append(body.decode())
    tiles = [f"{place}.pbf?county={urllib.parse.quote(county)}" for county, _ in DISTRICTS.values() for place in ("7/104/50", "5/26/12")]
    tiles += ["7/104/50.pbf", "8/208/100.pbf", "8/208/101.pbf", "8/207/100.pbf", "8/209/100.pbf"]
    for path in [f"/tiles/sites/2024-12-15/{tile}" for tile in tiles] + ["/tiles/areas/protected_area/7/104/50.pbf", TILE]:
        status, body, _ = city.get(path, **bearer(token))
        assert status in (200, 204), path
        said.append(body.decode("utf-8", "replace"))
    for path in ("/tiles/sites/2024-12-15.json", "/tiles/areas/protected_area.json", "/tiles/style.json", "/api/tiles"):
        status, body, _ = city.get(path, **bearer(token))
        assert status == 200, path
        said.append(body.decode())
    return "".join(said)


@pytest.mark.parametrize("code", DISTRICTS)
def test_a_token_of_a_district_brings_its_district_only(city, give, code):
    for token in (give(district_person(code, 5)), give(roles=["inspector"], regions=[code])):
        said = words_of(city, token)
        assert MARKS[code] in said
        assert not [mark for other, mark in MARKS.items() if other != code and mark in said]
        for other in DISTRICTS:
            status = city.get(f"/api/collections/sites/items/mine-{other}-2-1", **bearer(token))[0]
            assert status == (200 if other == code else 404)


def test_the_tilejson_of_a_token_counts_and_bounds_its_own_sites(city, give):
    whole, own = (json.loads(city.get("/tiles/sites/2024-12-15.json", **bearer(give(**of)))[1])
                  for of in ({"roles": ["viewer"]}, {"roles": ["viewer"], "regions": [OWN]}))
    counts = [sum(light["count"] for light in found["lights"]) for found in (whole, own)]
    assert 0 < counts[1] < counts[0]
    west, south, east, north = whole["bounds"]
    assert west <= own["bounds"][0] < own["bounds"][2] <= east
    assert south <= own["bounds"][1] < own["bounds"][3] <= north
    assert own["bounds"] != whole["bounds"]


SOURCES = {"OAPIF:{app}/api": {}, "MVT:{app}/tiles/sites/2024-12-15/12": {"TILE_EXTENSION": "pbf"}}
READ_ALL = """
import json, sys, pyogrio
try:
    found = pyogrio.read_dataframe(sys.argv[1], layer="sites", **json.loads(sys.argv[2]))
    print(json.dumps(found["name"].tolist()))
except pyogrio.errors.DataSourceError as error:
    print(error, file=sys.stderr)
    print("null")
"""


@pytest.mark.timeout(180)
@pytest.mark.parametrize("source", SOURCES)
def test_gdal_reads_a_district_with_its_token_and_nothing_without(city, give, source):
    asked = READ_ALL, source.format(app=city.app), json.dumps(SOURCES[source])
    names = by_gdal(*asked, GDAL_HTTP_AUTH="BEARER", GDAL_HTTP_BEARER=give(roles=["inspector"], regions=[OWN]))
    assert names
    assert all(MARKS[OWN] in name for name in names)
    for more in ({}, {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": draw()[1]}):
        assert not by_gdal(*asked, **more)


def test_a_token_of_a_layer_and_of_an_audience_end_there(city, give):
    mines = json.loads(city.get(ITEMS, **bearer(give(roles=["inspector"], layers=["mine"])))[1])["features"]
    assert {one["properties"]["layer"] for one in mines} == {"mine"}
    whole = {one["id"]: one["geometry"] for one in json.loads(city.get(ITEMS, **bearer(give(roles=["inspector"])))[1])["features"]}
    public = json.loads(city.get(ITEMS, **bearer(give(roles=["unit"], audience="public")))[1])["features"]
    placed = [one["geometry"]["coordinates"] for one in public if one["geometry"]]
    assert placed
    assert all(round(number, 3) == number for place in placed for number in place)
    assert any(place["coordinates"] not in placed for place in whole.values() if place)


def test_nothing_is_written_with_a_token(city, give):
    token, before = give(role_person("operator")), give.service.version()
    host = urllib.parse.urlsplit(city.app).netloc
    for path in (*READ, "/", "/_stcore/upload_file/x/y", "/photos/x.jpg"):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            line = http.client.HTTPConnection(host, timeout=30)
            line.request(method, path, b"{}", bearer(token) | {"content-type": "application/json"})
            assert line.getresponse().status in (400, 401, 403, 404, 405), (method, path)
            line.close()
    assert give.service.version() == before


# ---- tokens that are none ----------------------------------------------------------------------------------------------------------

def stale(give, **fields):
    made, token = give.new(role_person("operator"))
    give.change(made.id, **fields)
    return token


def revoked(give):
    made, token = give.new(role_person("operator"))
    revoke_token(give.service, made.id)
    return token


def flipped(token, at):
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1:]


YESTERDAY = dt.datetime.now(tz=dt.UTC) - dt.timedelta(days=1)
NONE = {
    "expired": lambda give: stale(give, until=YESTERDAY),
    "expired this second": lambda give: stale(give, until=dt.datetime.now(tz=dt.UTC).replace(microsecond=0)),
    "revoked": revoked,
    "of a person who left": lambda give: stale(give, sign_in="left@example"),
    "of a role that is gone": lambda give: stale(give, sign_in="", limits={"roles": ["gone"]}),
    "of nobody": lambda give: stale(give, sign_in="", limits={"roles": "operator"}),
    "whose hash is another's": lambda give: stale(give, hash=digest("geomon")),
    "whose hash is the token": lambda give: give.change((made := give.new(role_person("viewer")))[0].id, hash=made[1]) or made[1],
    "the hash itself": lambda give: give.new(role_person("operator"))[0].hash,
    "the id": lambda give: give.new(role_person("operator"))[0].id,
    "a secret of another id": lambda give: f"geomon_{give.new(role_person('viewer'))[0].id}_{give(role_person('operator'))[16:]}",
    "another letter in the id": lambda give: flipped(give(role_person("operator")), 9),
    "another letter at the end": lambda give: flipped(give(role_person("operator")), -1),
    "another letter in the middle": lambda give: flipped(give(role_person("operator")), 30),
    "cut by a letter": lambda give: give(role_person("operator"))[:-1],
    "cut to its id": lambda give: give(role_person("operator"))[:16],
    "with a letter more": lambda give: f"{give(role_person('operator'))}A",
    "twice": lambda give: give(role_person("operator")) * 2,
    "in capitals": lambda give: give(role_person("operator")).upper(),
    "with letters that are none": lambda give: f"{give(role_person('operator'))[:-1]}\xff",
    "drawn and not given out": lambda _: draw()[1],
    "of the figures": lambda _: WATCHER,
    "empty": lambda _: "",
    "blank": lambda _: "   ",
    "a star": lambda _: "*",
    "null": lambda _: "null",
    "long": lambda _: "geomon_" + "a" * 6000,
}


def is_refused(city, path, **sent):
    status, body, headers = city.get(path, **sent)
    assert status == 401, (path, status)
    assert headers["www-authenticate"].startswith("Bearer")
    assert headers["cache-control"] == "no-store"
    assert not any(mark.encode() in body for mark in MARKS.values())
    return json.loads(body) if body else {}


@pytest.mark.parametrize("name", NONE)
def test_a_token_that_is_none_gets_one_sentence_everywhere(city, give, name):
    token = NONE[name](give)
    for path in READ:
        said = is_refused(city, path, **bearer(token))
        assert said["code"] == "Unauthorized"
        assert said["description"].count(".") - said["description"].count("people.toml") == 1
        assert "token" in said["description"]
    assert city.get(TILE, **bearer(give(role_person("operator"))))[0] == 200


def test_why_a_token_does_not_hold_is_told_to_who_knows_it(city, give):
    said = {name: is_refused(city, TILE, **bearer(NONE[name](give)))["description"] for name in ("expired", "revoked", "cut by a letter")}
    assert "run out" in said["expired"]
    assert "revoked" in said["revoked"]
    assert "none that was given out" in said["cut by a letter"]


def test_a_token_of_another_workspace_is_none_here(city, give, tmp_path):
    from geomon.service import init_workspace

    init_workspace(tmp_path / "other")
    (tmp_path / "other" / "people.toml").write_text((city.root / "people.toml").read_text(encoding="utf-8"), encoding="utf-8")
    other = Giver(tmp_path / "other")
    token = other(role_person("operator"))
    other.service.close()
    for path in READ:
        is_refused(city, path, **bearer(token))


def test_a_token_counts_only_in_its_own_header(city, give):
    token = give(role_person("operator"))
    for path in READ:
        for name in ("token", "access_token", "authorization", "bearer", "key"):
            mark = "&" if "?" in path else "?"
            assert is_refused(city, f"{path}{mark}{name}={token}") == {}, (path, name)
        for headers in ({"x-authorization": f"Bearer {token}"}, {"proxy-authorization": f"Bearer {token}"}, {"x-api-key": token},
                        {"cookie": f"token={token}"}, {"cookie": f"_streamlit_user={token}"}, {"authorization": f"Basic {token}"},
                        {"authorization": token}, {"authorization": f"Bearer{token}"}, {"x-forwarded-authorization": f"Bearer {token}"}):
            assert is_refused(city, path, **headers) == {}, (path, headers)
        for words in (f"Bearer {token}, Bearer {token}", f"Bearer {token} {token}", f'Bearer "{token}"', f"Bearer token={token}"):
            assert is_refused(city, path, authorization=words), (path, words)
    assert city.get(TILE, authorization=f"bearer   {token}")[0] == 200


def test_two_headers_are_none_whatever_they_say(city, give):
    good, bad = f"Bearer {give(role_person('operator'))}", f"Bearer {draw()[1]}"
    host = urllib.parse.urlsplit(city.app).netloc
    for pair in ((good, good), (good, bad), (bad, good), ("Basic YTpi", good), (good, "Basic YTpi"), ("Bearer", good)):
        line = http.client.HTTPConnection(host, timeout=30)
        line.putrequest("GET", ITEMS)
        for words in pair:
            line.putheader("Authorization", words)
        line.endheaders()
        assert line.getresponse().status == 401, pair
        line.close()


def test_a_cookie_does_not_help_a_token_that_is_none_nor_the_other_way_round(city, give):
    cookies = city.sign_in(role_person("operator"))
    assert city.get(ITEMS, cookies)[0] == 200
    assert city.get(ITEMS, cookies, **bearer(draw()[1]))[0] == 401
    assert city.get(ITEMS, cookies, **bearer(give(role_person("viewer"))))[0] == 403
    assert city.get("/metrics", None, **bearer(give(role_person("operator"))))[0] == 401


def test_a_token_ends_with_the_next_request_and_so_does_its_person(city, give):
    made, token = give.new(district_person("140423", 8))
    assert city.get(TILE, **bearer(token))[0] == 200
    revoke_token(give.service, made.id)
    assert city.get(TILE, **bearer(token))[0] == 401
    _, token = give.new(district_person("140423", 8))
    people = city.root / "people.toml"
    kept = people.read_text(encoding="utf-8")
    try:
        people.write_text(kept.replace(district_person("140423", 8), "somebody@else.example"), encoding="utf-8")
        assert city.get(TILE, **bearer(token))[0] == 401
    finally:
        people.write_text(kept, encoding="utf-8")
    assert city.get(TILE, **bearer(token))[0] == 200


def test_a_file_at_fault_lets_no_token_in_and_says_no_more_than_that(city, give):
    token, path = give(role_person("operator")), city.root / FILE
    kept = path.read_bytes()
    try:
        for words in (b"[[tokens]\n", b"\xff", b"[[tokens]]\nid = 7\n", b"tokens = 7\n", kept.replace(b"until = 2", b"until = '2", 1)):
            path.write_bytes(words)
            for sent in (token, draw()[1]):
                status, body, _ = city.get(ITEMS, **bearer(sent))
                said = json.loads(body)
                assert (status, said["code"]) == (503, "ServerError")
                assert said["description"].startswith("tokens.toml: is not as `geomon token` writes it.")
        path.unlink()
        assert city.get(ITEMS, **bearer(token))[0] == 401
    finally:
        path.write_bytes(kept)
    assert city.get(ITEMS, **bearer(token))[0] == 200


def test_tokens_are_counted_and_stand_in_no_log(city, give):
    def counted():
        lines = city.get("/metrics", authorization=f"Bearer {WATCHER}")[1].decode().splitlines()
        return [float(line.rpartition(" ")[2]) for line in lines if line.startswith("geomon_token_requests_total{")]
    token, before = give(role_person("operator")), counted()
    city.get(TILE, **bearer(token))
    city.get(TILE, **bearer(f"{token}A"))
    city.get(f"{TILE}?token={token}")
    assert counted() == [before[0] + 1, before[1] + 1]
    said = city.log.read_text(encoding="utf-8") + (city.root / FILE).read_text(encoding="utf-8")
    assert not [one for one in give._given.values() if one in said or one[16:] in said]
