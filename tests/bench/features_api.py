"""Time the read API at 100,000 sites: python tests/bench/features_api.py [100000]; a report, not a pass mark.

Where people sign in, with a token: pages of 100 features at random offsets, some with a filter, one after the other over one connection;
all features in pages of 10,000; all of them by GDAL's OAPIF driver in a process of its own; the TileJSON. Before that the same pages where
nobody signs in.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from desks import FOLDER
from driving import app, load, median, p95
from workspace import make_workspace

from geomon.service import open_service
from geomon.service.tokens import make_token
from geomon.settings import load_settings

PAGES = 300
READ = "import pyogrio, sys; found = pyogrio.read_dataframe(sys.argv[1], layer='sites'); print(len(found), found['name'].str.len().min())"
SIGN_IN = """[auth]
redirect_uri = "http://127.0.0.1:8501/oauth2callback"
cookie_secret = "a secret of this bench, that nobody needs"
client_id = "bench"
client_secret = "bench"
server_metadata_url = "http://127.0.0.1:9/.well-known/openid-configuration"
"""


def with_people(plain):
    """Make a copy of a workspace in which people sign in; return it and a token of all of it."""
    folder = plain.with_name(f"{plain.name}-people")
    if not folder.exists():
        shutil.copytree(plain, folder)
    (folder / "people.toml").write_text('[[people]]\nname = "a"\nsign_in = "a"\nroles = ["operator"]\n', encoding="utf-8")
    (folder / ".streamlit").mkdir(exist_ok=True)
    (folder / ".streamlit" / "secrets.toml").write_text(SIGN_IN, encoding="utf-8")
    service = open_service(load_settings(folder, {}))
    try:
        return folder, make_token(service, "bench", 1, limits={"roles": ["inspector"]})[1]
    finally:
        service.close()


def asking(address, token):
    """Return what asks for a path over one connection."""
    host, port = address.removeprefix("http://").split(":")
    line = http.client.HTTPConnection(host, int(port), timeout=300)

    def get(path):
        line.request("GET", path, headers={"Authorization": f"Bearer {token}"} if token else {})
        answer = line.getresponse()
        assert answer.status == 200, answer.status
        return json.loads(answer.read())
    return get


def pages(get):
    """Ask for pages of 100; return how many sites there are."""
    begun = time.perf_counter()
    all_ = get("/api/collections/sites/items?limit=1")["numberMatched"]
    print(f"first answer after {time.perf_counter() - begun:.1f} s: {all_:,} sites")
    draw, took = random.Random(3), []
    for turn in range(PAGES):
        query = ("", "&light=red", "&light=red&light=yellow", "&bbox=100,30,112,42")[turn % 4]
        begun = time.perf_counter()
        got = get(f"/api/collections/sites/items?limit=100&offset={draw.randrange(all_ // 10)}{query}")
        took.append(time.perf_counter() - begun)
        assert got["numberReturned"] <= 100
    figures = ", ".join(f"{name} {1000 * value:.0f} ms" for name, value in (
        ("median", median(took)), ("p95", p95(took)), ("longest", max(took))))
    print(f"a page of 100, {PAGES} times: {figures}; {load()}")
    return all_


def main(n=100_000):
    plain = make_workspace(FOLDER / f"sites-{n}", n)
    with app(plain, FOLDER / "read-api.log") as (address, _):
        print("nobody signs in:")
        pages(asking(address, ""))
    folder, token = with_people(plain)
    with app(folder, FOLDER / "read-api.log") as (address, _):
        print("people sign in, with a token:")
        get = asking(address, token)
        all_ = pages(get)
        begun, seen, at = time.perf_counter(), set(), 0
        while at < all_:
            seen |= {one["id"] for one in get(f"/api/collections/sites/items?limit=10000&offset={at}")["features"]}
            at += 10_000
        print(f"all in pages of 10,000: {len(seen):,} different, {time.perf_counter() - begun:.1f} s")
        env = {key: value for key, value in os.environ.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))}
        env |= {"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": token}
        begun = time.perf_counter()
        command = [sys.executable, "-c", READ, f"OAPIF:{address}/api"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False)
        print(f"GDAL: {done.stdout.strip() or done.stderr[-300:]}, {time.perf_counter() - begun:.1f} s; {load()}")
        took, asks = [], asking(address, token)            # the server has let go of the connection meanwhile
        for _ in range(30):
            begun = time.perf_counter()
            asks("/tiles/sites/today.json?light=red")
            took.append(time.perf_counter() - begun)
        print(f"TileJSON, 30 times: median {1000 * median(took):.0f} ms, longest {1000 * max(took):.0f} ms")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
