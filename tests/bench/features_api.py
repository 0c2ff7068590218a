"""Time the read API at 100,000 sites: python tests/bench/features_api.py [100000]; a report, not a pass mark.

Pages of 100 features at random offsets, some with a filter, one after the other over one connection; all features in pages of 10,000; and
all of them by GDAL's OAPIF driver in a process of its own.
"""

import http.client
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from desks import FOLDER
from driving import app, load, median, p95
from workspace import make_workspace

PAGES = 300
READ = "import pyogrio, sys; found = pyogrio.read_dataframe(sys.argv[1], layer='sites'); print(len(found), found['name'].str.len().min())"


def main(n=100_000):
    folder = make_workspace(FOLDER / f"sites-{n}", n)
    with app(folder, folder / "server.log") as (address, _):
        host, port = address.removeprefix("http://").split(":")
        line = http.client.HTTPConnection(host, int(port), timeout=300)

        def get(path):
            line.request("GET", path)
            return json.loads(line.getresponse().read())
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
        print(f"a page of 100, {PAGES} times: {figures}")
        begun, seen, at = time.perf_counter(), set(), 0
        while at < all_:
            seen |= {one["id"] for one in get(f"/api/collections/sites/items?limit=10000&offset={at}")["features"]}
            at += 10_000
        print(f"all in pages of 10,000: {len(seen):,} different, {time.perf_counter() - begun:.1f} s")
        env = {key: value for key, value in os.environ.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))}
        begun = time.perf_counter()
        command = [sys.executable, "-c", READ, f"OAPIF:{address}/api"]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=env, check=False)
        print(f"GDAL: {done.stdout.strip() or done.stderr[-300:]}, {time.perf_counter() - begun:.1f} s; {load()}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
