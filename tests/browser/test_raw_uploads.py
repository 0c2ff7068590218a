"""Past the page: files whose bytes and names are put into the upload itself, and sixty paths at every route. Nothing outside is read."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from canary import WORD, part
from gate_files import geojson, good_files, point
from paths import as_path, sixty

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
UPLOADS = "**/_stcore/upload_file/**"
CONTENTS = {  # what no layer is, beside the good files of other formats
    "a VRT": b"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "GML": b"<gml:FeatureCollection xmlns:gml='http://www.opengis.net/gml'/>", "a page": b"<html><script>1</script></html>",
    "a pickle": b"\x80\x04\x95\x10\0\0\0\0\0\0\0.", "a program": b"\x7fELF" + bytes(300),
    "a PDF": b"%PDF-1.7\n", "a picture": b"\x89PNG\r\n\x1a\n",
}
NAMED = {".gpkg": "GeoPackage", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON", ".parquet": "GeoParquet", ".kml": "KML", ".dxf": "DXF",
         ".xlsx": "Excel", ".csv": "CSV"}
ENDINGS = (*NAMED, ".shp", ".zip", ".kmz", ".tif")


@pytest.fixture(scope="module")
def secret(tmp_path_factory):
    """A file outside that exists."""
    path = tmp_path_factory.mktemp("secret") / "canary.txt"
    path.write_text(WORD * 3, encoding="utf-8")
    return path


def lies(folder):
    """Thirty pairs of a name and bytes of another kind, with the kind's format."""
    good = {path.suffix: path.read_bytes() for path in good_files(folder) if path.suffix in NAMED}
    kinds = [*((NAMED[suffix], data) for suffix, data in good.items()), *CONTENTS.items()]
    found = []
    for n in range(60):
        ending, (kind, data) = ENDINGS[n % len(ENDINGS)], kinds[(n * 7 + n // len(ENDINGS)) % len(kinds)]
        if NAMED.get(ending) != kind and (ending, kind) not in [(e, k) for e, k, _ in found]:
            found.append((ending, kind, data))
    return found[:30]


def multipart(name, data):
    """The body of an upload, and its type."""
    head = b'--raw\r\nContent-Disposition: form-data; name="file"; filename="' + name.encode() + b'"\r\nContent-Type: text/plain\r\n\r\n'
    return head + data + b"\r\n--raw--\r\n", "multipart/form-data; boundary=raw"


class Raw:
    """The layers page, with what its uploader sends put in by hand."""

    def __init__(self, seen, decoy):
        self.seen, self.decoy, self.body, self.sent = seen, decoy, None, []
        seen.page.route(UPLOADS, self._answer)
        seen.open("/layers")

    def _answer(self, route):
        if route.request.method == "PUT" and self.body:
            body, kind = self.body
            self.sent.append((route.request.url, dict(route.request.headers)))
            route.continue_(post_data=body, headers={**route.request.headers, "content-type": kind})
        else:
            route.continue_()

    def send(self, name, data):
        """Upload these bytes under this name; return what the page says of them."""
        page = self.seen.page
        if page.locator(".st-key-layer_close button").count():
            page.locator(".st-key-layer_close button").click()
            page.locator("dl.facts").wait_for(state="detached")
            self.seen.settle()
        self.body = multipart(name, data)
        page.set_input_files(".st-key-layersend input[type=file]", self.decoy)
        page.locator("dl.facts, .fault").first.wait_for(timeout=60_000)
        self.seen.settle()
        said = page.locator(".stMain").inner_text()
        if not page.locator(".st-key-layer_close button").count():          # a fault stands without a way to close it
            self.seen.open("/layers")
        return said


@pytest.fixture
def raw(visit, tmp_path):
    (tmp_path / "a.geojson").write_bytes(geojson(point()))
    return Raw(visit(locale="en-GB"), tmp_path / "a.geojson")


def test_a_lying_name_reaches_no_reader_of_another_kind(raw, tmp_path):
    made = lies(tmp_path / "good")
    assert len(made) == 30
    read = refused = 0
    for ending, kind, data in part(made, 6):
        said = raw.send(f"lie{ending}", data)
        shown = re.search(r"Format\s*\n(.*?) ·", said)
        if shown is None or shown[1] == "not readable":
            refused += 1
        else:
            read += 1
            assert kind.casefold() in shown[1].casefold(), (ending, kind, shown[1])
        assert WORD not in said
    assert len(raw.sent) >= len(part(made, 6)), "the bytes were put in"
    print(f"{read + refused} lying files: {refused} refused, {read} read as what they are")


def everything(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file() and "__pycache__" not in str(path)
            and path.name != "server.log" and "cache" not in path.parts}


def test_a_path_as_the_name_of_an_upload_is_a_name(raw, demo, secret):
    before = everything(demo), everything(secret.parent)
    names = [name for name in sixty(secret) if "\0" not in name and '"' not in name]
    for name in part(names, 5):
        said = raw.send(f"{name}.geojson", geojson(point(name="甲")))
        assert WORD not in said, name
        assert "root:x:" not in said, name
        assert "1 feature" in said or "is no layer file" in said, (name, said[:300])
    assert (everything(demo), everything(secret.parent)) == before


def test_more_than_the_limit_is_refused_before_it_is_looked_at(raw, served):
    raw.send("a.geojson", geojson(point()))
    url, headers = raw.sent[-1]
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in raw.seen.page.context.cookies())
    body, kind = multipart("big.geojson", b" " * (51 << 20))
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=60)
    kept = {name: value for name, value in headers.items() if name.startswith("x-") or name in ("origin", "referer")}
    try:
        connection.request("PUT", urlsplit(url).path, body, {**kept, "content-type": kind, "cookie": cookies})
        status = connection.getresponse().status
    except (BrokenPipeError, ConnectionResetError):
        status = 413                                                        # the door was closed while it was sent
    assert status == 413
    connection.close()


PREFIXES = ("", "static/", "media/", "component/streamlit_folium.st_folium/", "component/", "assets/", "assets/own/", "assets/leaflet/",
            "assets/jquery/", "app/static/", "tiles/areas/", "tiles/sites/", "tiles/ground/", "tiles/counties/", "photos/", "print/",
            "api/collections/", "api/collections/sites/items/", "api/", "_stcore/", "_stcore/upload_file/", "_stcore/bidi-components/",
            "vendor/", "metrics/", "overview/", "auth/")
OURS = re.compile(rb"root:.?:0:0|Kanarienvogel|PATH=|\[project\]|cookie_secret|SQLite format 3")


def test_no_route_follows_a_path_out(served, secret):
    paths = [*sixty(secret), "data/register.db", "geomon.toml", ".streamlit/secrets.toml", "pyproject.toml"]
    assert len(sixty(secret)) == 60
    connection, asked, status = http.client.HTTPConnection(urlsplit(served).netloc, timeout=60), 0, {}
    for prefix in PREFIXES:
        for path in part(paths, 20):
            connection.putrequest("GET", as_path(f"/{prefix}{path}"), skip_accept_encoding=True)
            connection.endheaders()
            answer = connection.getresponse()
            body, asked = answer.read(), asked + 1
            status[answer.status] = status.get(answer.status, 0) + 1
            assert not OURS.search(body), (prefix, path)
            assert answer.status < 500, (prefix, path, answer.status)
    connection.close()
    print(f"{asked} requests of {len(PREFIXES)} routes: {status}")
