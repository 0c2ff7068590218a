"""Files that ask a reader for something outside themselves, under every ending, bare and packed: nothing is opened, nobody is asked."""

import http.server
import os
import shutil
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest
from corpora import files, needs_corpora
from gate_files import geojson, geotiff, point

from geomon.errors import GeomonError
from geomon.readers import read_file
from geomon.readers.formats import suffixes

pytestmark = needs_corpora
WORD = "Kanarienvogel7319"


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """A folder of secrets and a server that counts its visitors."""
    secret = tmp_path_factory.mktemp("secret")
    (secret / "canary.csv").write_text(f"name,lon,lat\n{WORD},106.8,39.4\n", encoding="utf-8")
    (secret / "canary.geojson").write_bytes(geojson(point(name=WORD)))
    (secret / "raw.bin").write_bytes(WORD.encode() * 100)
    geotiff(secret / "canary.tif")
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(geojson(point(name=WORD)))

        do_HEAD = do_POST = do_GET  # noqa: N815 - names of the standard library

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield secret, f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()
    thread.join()


def hostile(secret, url):
    """The templates, filled in."""
    for path in files("hostile-templates"):
        text = path.read_text(encoding="utf-8")
        yield path.name, text.replace("@SECRET@", str(secret)).replace("@URL@", url).replace("@HOST@", url.removeprefix("http://"))


def laid_out(folder, secret, url, packing):
    """Write every template under every ending."""
    for number, (name, text) in enumerate(hostile(secret, url)):
        for suffix in suffixes():
            inner = f"{number:02}{suffix}"
            if packing == "bare":
                (folder / inner).write_text(text, encoding="utf-8")
                yield folder / inner, name
            elif suffix not in (".zip", ".kmz"):
                path = folder / f"{number:02}{suffix}.{packing}"
                with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                    archive.writestr(f"图层/{inner}", text)
                yield path, name


@pytest.mark.timeout(400)
@pytest.mark.parametrize("packing", ["bare", "zip", "kmz"])
def test_no_secret_is_shown_and_nobody_is_asked(tmp_path, canary, packing):
    secret, url, asked = canary
    count = 0
    for path, name in laid_out(tmp_path, secret, url, packing):
        count += 1
        try:
            reading = read_file(path, features=True)
        except GeomonError as error:
            assert WORD not in error.sentence, name
            continue
        assert WORD not in str(reading), name
        assert WORD.encode() not in reading.table, name
    assert count > 300
    assert asked == []


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.timeout(400)
def test_no_file_outside_is_opened(tmp_path, canary):
    secret, url, asked = canary
    (tmp_path / "files").mkdir()
    wanted = {".geojson", ".kml", ".gpkg", ".shp", ".csv", ".tif", ".zip"}
    made = [str(p) for p, _ in laid_out(tmp_path / "files", secret, url, "bare") if p.suffix in wanted]
    made += [str(p) for p, _ in laid_out(tmp_path / "files", secret, url, "zip") if Path(p.stem).suffix in {".kml", ".geojson", ".shp"}]
    script = tmp_path / "read.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom geomon.errors import GeomonError\nfrom geomon.readers import read_file\n"
        "for line in Path(sys.argv[1]).read_text(encoding='utf-8').splitlines():\n"
        "    try:\n        read_file(Path(line))\n    except GeomonError:\n        pass\n",
        encoding="utf-8",
    )
    (tmp_path / "list").write_text("\n".join(made), encoding="utf-8")
    log = tmp_path / "log"
    done = subprocess.run(
        [
            "strace",
            "-f",
            "-qq",
            "-e",
            "trace=open,openat,connect,creat",
            "-o",
            str(log),
            sys.executable,
            str(script),
            str(tmp_path / "list"),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    if done.returncode and "ptrace" in done.stderr:
        pytest.skip("this machine forbids strace")
    assert done.returncode == 0, done.stderr[-500:]
    text = log.read_text(encoding="utf-8", errors="replace")
    assert len(text) > 10_000
    assert [line for line in text.splitlines() if str(secret) in line] == []
    assert [line for line in text.splitlines() if "AF_INET" in line] == []
    assert asked == []


def test_path_strings_are_names_of_files_and_nothing_more(tmp_path, canary):
    secret, url, asked = canary
    import json

    strings = json.loads(files("hostile-templates", "paths.json")[0].read_text(encoding="utf-8"))
    for text in strings:
        filled = text.replace("@SECRET@", str(secret)).replace("@URL@", url).replace("@HOST@", url.removeprefix("http://"))
        if Path(filled).is_file():
            continue  # a plain path that the person may read: the command line opens what it is told
        with pytest.raises(GeomonError) as error:
            read_file(Path(filled))
        assert WORD not in error.value.sentence
    assert asked == []
