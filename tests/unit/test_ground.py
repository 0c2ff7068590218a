"""The basemap below the map: a service asked by the server, local archives, and a key that nothing shows."""

import gzip
import http.server
import itertools
import json
import sqlite3
import struct
import threading
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from situations import make_situation

from geomon.errors import GeomonError, InputError, SettingsError, UnreadableFile
from geomon.layers import Layer
from geomon.render import ground as ground_module
from geomon.render.basemap import BaseMap, base_map
from geomon.render.ground import KNOWN, kind_of, open_ground, options
from geomon.render.map import status_map
from geomon.render.pmtiles import Archive, directory, tile_id
from geomon.render.standalone import standalone_html
from geomon.settings import load_settings
from geomon.ui import home

PNG, JPEG = b"\x89PNG\r\n picture", b"\xff\xd8\xff picture"
SECRET = "k3y-nobody-may-see"
BOUNDS = ((36.0, 105.0), (42.0, 113.0))


@pytest.fixture
def service():
    """service(answer, status) -> (address, what was asked): a tile service on loopback that answers so."""
    servers = []

    def start(answer=PNG, status=200):
        asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}", asked
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_an_empty_setting_draws_the_workspaces_own(tmp_path):
    assert open_ground("", tmp_path) is None


def test_a_service_is_asked_by_the_server_with_the_key_and_once_a_tile(service, tmp_path):
    address, asked = service()
    found = open_ground(f"{address}/wmts?TILEMATRIX={{z}}&TILECOL={{x}}&TILEROW={{y}}&tk={{key}}", tmp_path, key=SECRET, credit="某局")
    assert found.tile(5, 25, 12) == found.tile(5, 25, 12) == PNG
    assert asked == [f"/wmts?TILEMATRIX=5&TILECOL=25&TILEROW=12&tk={SECRET}"]
    assert SECRET not in repr(found)
    assert found.credit == "某局"


@pytest.mark.parametrize(("answer", "status"), [(b"", 500), (b"<html>who are you", 200), (b"", 403)])
def test_a_service_that_fails_is_let_alone_for_a_while_and_never_quoted(service, tmp_path, answer, status):
    address, asked = service(answer, status)
    found = open_ground(f"{address}/{{z}}/{{x}}/{{y}}?tk={{key}}", tmp_path, key=SECRET)
    for _ in range(3):
        with pytest.raises(GeomonError, match="does not answer") as told:
            found.tile(5, 25, 12)
        assert SECRET not in str(told.value)
        assert address not in str(told.value)
    assert len(asked) == 1


def test_a_service_is_asked_again_after_its_rest(service, tmp_path, monkeypatch):
    monkeypatch.setattr(ground_module, "REST_S", 0.0)
    address, asked = service(b"", 503)
    found = open_ground(f"{address}/{{z}}/{{x}}/{{y}}", tmp_path)
    for _ in range(2):
        with pytest.raises(GeomonError):
            found.tile(1, 0, 0)
    assert len(asked) == 2


def test_nobody_there_is_told_at_once(tmp_path):
    found = open_ground("http://127.0.0.1:9/{z}/{x}/{y}.png", tmp_path)
    with pytest.raises(GeomonError, match="The data are drawn without it"):
        found.tile(3, 1, 1)


@pytest.mark.parametrize(("basemap", "said"), [
    ("https://tiles.example/{z}/{x}.png", r"lacks \{y\}"), ("tianditu", "needs a key"),
    ("nowhere.mbtiles", "neither an address nor a file"),
    ("file:///etc/passwd?{z}{x}{y}", "neither an address nor a file"), ("ftp://a/{z}/{x}/{y}", "neither an address nor a file"),
])
def test_a_setting_that_cannot_work_is_told(tmp_path, basemap, said):
    with pytest.raises(SettingsError, match=said):
        open_ground(basemap, tmp_path)


def test_tianditu_is_known_by_name_in_web_mercator(tmp_path):
    for name in KNOWN:
        found = open_ground(name, tmp_path, key=SECRET)
        assert found.credit == "天地图"
        assert "TILEMATRIXSET=w" in KNOWN[name][0]


def mbtiles(path, fmt="png", rows=((6, 51, 38, PNG),)):
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        base.execute("CREATE TABLE tiles (zoom_level INT, tile_column INT, tile_row INT, tile_data BLOB)")
        base.executemany("INSERT INTO metadata VALUES (?, ?)", [("format", fmt), ("attribution", "<a href='x'>某院</a> 2025")])
        base.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    base.close()
    return path.name


def test_an_mbtiles_file_counts_its_rows_from_the_south(tmp_path):
    found = open_ground(mbtiles(tmp_path / "a.mbtiles"), tmp_path)
    assert found.tile(6, 51, (1 << 6) - 1 - 38) == PNG
    assert found.tile(6, 51, 38) is None
    assert (found.min_zoom, found.max_zoom, found.credit) == (6, 6, "某院 2025")


def test_vector_tiles_and_empty_or_foreign_files_are_refused(tmp_path):
    with pytest.raises(InputError, match="vector tiles"):
        open_ground(mbtiles(tmp_path / "v.mbtiles", fmt="pbf"), tmp_path)
    with pytest.raises(UnreadableFile, match="holds no tile"):
        open_ground(mbtiles(tmp_path / "e.mbtiles", rows=()), tmp_path)
    for name in ("x.mbtiles", "x.pmtiles"):
        (tmp_path / name).write_bytes(b"something else" * 20)
        with pytest.raises(UnreadableFile, match="no archive"):
            open_ground(name, tmp_path)


def varint(n):
    out = b""
    while n > 0x7F:
        out, n = out + bytes([n & 0x7F | 0x80]), n >> 7
    return out + bytes([n])


def entries(rows):
    """Rows of (id, run, length, offset) as a directory."""
    steps = [rows[0][0], *(b[0] - a[0] for a, b in itertools.pairwise(rows))]
    columns = [steps, [r[1] for r in rows], [r[2] for r in rows], [r[3] + 1 for r in rows]]
    return varint(len(rows)) + b"".join(varint(n) for column in columns for n in column)


def pmtiles(path, kind=2, cut=0):
    """An archive with one tile at zoom 0 and, behind a leaf directory, a run of two equal tiles at zoom 1."""
    leaf = gzip.compress(entries([(1, 2, len(JPEG), len(PNG))]))
    root = gzip.compress(entries([(0, 1, len(PNG), 0), (1, 0, len(leaf), 0)]))
    said = gzip.compress(json.dumps({"attribution": "某院"}).encode())
    at = [127, len(root)]
    at += [at[0] + at[1], len(said)]
    at += [at[2] + at[3], len(leaf)]
    at += [at[4] + at[5], len(PNG) + len(JPEG)]
    head = struct.pack("<7sB11Q6B", b"PMTiles", 3, *at, 3, 2, 2, 1, 2, 1, kind, 0, 1).ljust(127, b"\0")
    whole = head + root + said + leaf + PNG + JPEG
    path.write_bytes(whole[:len(whole) - cut])
    return path.name


def test_a_pmtiles_file_is_read_through_its_directories(tmp_path):
    found = open_ground(pmtiles(tmp_path / "a.pmtiles"), tmp_path)
    assert found.tile(0, 0, 0) == PNG
    assert [found.tile(1, x, y) for x, y in ((0, 0), (0, 1), (1, 1), (1, 0))] == [JPEG, JPEG, None, None]
    assert found.tile(2, 0, 0) is None
    assert (found.min_zoom, found.max_zoom, found.credit) == (0, 1, "某院")


def test_a_pmtiles_file_of_vectors_or_cut_short_is_told(tmp_path):
    with pytest.raises(InputError, match="vector tiles"):
        open_ground(pmtiles(tmp_path / "v.pmtiles", kind=1), tmp_path)
    pmtiles(tmp_path / "c.pmtiles", cut=5)
    with pytest.raises(UnreadableFile, match="no archive"):
        Archive(tmp_path / "c.pmtiles").tile(1, 0, 0)


@pytest.mark.parametrize("raw", [b"", b"\xff" * 12, varint(9), entries([(1, 1, 5, 0)])[:-1], b"\x01\x00\x01\x05\x00"])
def test_a_directory_that_is_broken_does_not_hang_or_overrun(raw):
    with pytest.raises((IndexError, ValueError)):
        directory(raw)


def test_tiles_are_numbered_along_hilberts_curve():
    assert [tile_id(*at) for at in ((0, 0, 0), (1, 0, 0), (1, 0, 1), (1, 1, 1), (1, 1, 0), (2, 0, 0))] == [0, 1, 2, 3, 4, 5]
    assert tile_id(12, 3423, 1763) == 19078479                 # the example of the specification
    numbers = {tile_id(4, x, y) for x in range(16) for y in range(16)}
    assert numbers == set(range(85, 85 + 256))


def test_the_key_is_of_the_environment_only_and_in_no_map_and_no_export(tmp_path):
    (tmp_path / "geomon.toml").write_text('basemap = "tianditu"', encoding="utf-8")
    settings = load_settings(tmp_path, {"GEOMON_BASEMAP_KEY": SECRET})
    assert settings.basemap_key == SECRET
    assert SECRET not in repr(settings)
    found = open_ground(settings.basemap, settings.root, key=settings.basemap_key)
    layer = Layer("mine", "矿山", "Mine", "point", "mine.csv", "own", "sites")
    drawn = status_map((layer,), BOUNDS, "abc", ground=options(found, "run"))
    base = BaseMap(b'{"land":[],"cities":{},"city":[],"water":[]}', b"", "v", BOUNDS)
    for text in (drawn.get_root().render(), standalone_html(make_situation([{}]), {}, base, layers=(layer,))):
        assert SECRET not in text
        assert "tianditu.gov.cn" not in text
    (tmp_path / "geomon.toml").write_text(f'basemap_key = "{SECRET}"', encoding="utf-8")
    with pytest.raises(SettingsError, match="does not belong in a file") as told:
        load_settings(tmp_path, {})
    assert SECRET not in str(told.value)


def test_pictures_are_told_by_their_first_bytes():
    assert [kind_of(body) for body in (PNG, JPEG, b"RIFF....WEBP", b"<html>", b"")] == ["image/png", "image/jpeg", "image/webp", "", ""]
    assert kind_of(ground_module.EMPTY) == "image/png"


def test_without_a_network_there_are_borders_rivers_and_the_names_of_places():
    river = gpd.GeoDataFrame(geometry=[shapely.LineString([(105.0, 36.9), (106.5, 37.0)])], crs="EPSG:4490")
    counties = gpd.GeoDataFrame({"adcode": ["640324"], "name": ["同心县"], "city": ["吴忠市"], "ours": [True]},
                                geometry=[shapely.box(105.5, 36.7, 106.6, 37.4)], crs="EPSG:4490")
    towns = pd.DataFrame({"name": ["豫海镇"], "lon": [105.91001], "lat": [36.98]})
    data = json.loads(base_map(counties, river, places=towns).data)
    assert data["places"] == [{"name": "豫海镇", "en": "Yuhaizhen", "at": [105.91, 36.98]}]
    assert len(data["water"]) == 1
    assert data["land"][0]["name"] == "同心县"


def test_water_is_what_the_workspace_declares_as_lines_or_areas_of_water():
    def layer(ident, geometry, icon, **more):
        return Layer(ident, ident, ident, geometry, f"{ident}.gpkg", "invented", icon=icon, **more)

    def read(ident):
        if ident == "broken":
            raise UnreadableFile("no reader could open it.", where=ident)
        return gpd.GeoDataFrame({"name": [ident]}, geometry=[shapely.LineString([(105, 37), (106, 37)])], crs="EPSG:4326")
    layers = (layer("river", "line", "water"), layer("broken", "line", "waves"), layer("sections", "point", "water"),
              layer("road", "line", "route"), layer("source", "polygon", "water_drop", protects=True))
    found = home._water(SimpleNamespace(catalog=lambda: SimpleNamespace(layers=layers), layer_features=read))
    assert len(found) == 1
    assert found.crs.to_epsg() == 4490
    assert home._water(SimpleNamespace(catalog=lambda: SimpleNamespace(layers=layers[2:]), layer_features=read)) is None
