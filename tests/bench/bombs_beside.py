"""How long others wait while one person sends bombs: `python tests/bench/bombs_beside.py`.

One process as the app is: routes of the demonstration answer one caller, while a thread of the same process lets the twenty-five bombs of
`tests/faults/bombs.py` be read, one after another. Rounds with and without bombs take turns, so that a busy machine is busy for both.
"""

import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "unit")]
ROUNDS, CALLS = 12, 150


def made(folder):
    """The bombs as files, each with its reader."""
    from faults.bombs import DOCUMENTS, GATE

    from geomon.documents import read_document
    from geomon.readers import read_file

    found = []
    for n, (name, make) in enumerate([*GATE.items(), *DOCUMENTS.items()]):
        (folder / str(n)).mkdir()
        found.append((make(folder / str(n)), read_file if name in GATE else read_document))
    return found


def called(app, path):
    """Milliseconds of one call, as a server makes it."""
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
             "headers": [], "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2)}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        assert message.get("status", 200) < 400

    async def call():
        start = time.perf_counter()
        await app(scope, receive, send)
        return (time.perf_counter() - start) * 1000
    return call


def main():
    folder = Path(tempfile.mkdtemp(prefix="geomon-bench-"))
    shutil.copy(ROOT / "geomon.toml", folder)
    for name in ("layers", "profiles", "data/documents", "data/layers"):
        shutil.copytree(ROOT / name, folder / name)
    os.environ["GEOMON_ROOT"] = str(folder)
    from starlette.applications import Starlette

    from geomon.errors import GeomonError
    from geomon.ui import home
    from geomon.ui.server import routes

    home.service().build()
    day = home.service().settings.today()
    app = Starlette(routes=list(routes()))
    calls = [called(app, path) for path in (f"/tiles/counties/{day}.json", "/api/collections/sites/items?limit=50",
                                             f"/tiles/sites/{day}/6/51/24.pbf", "/api/collections/tasks/items?limit=50")]
    bombs = made(folder)
    stop, on, blown = threading.Event(), threading.Event(), [0]

    def blow():
        n = 0
        while not stop.is_set():
            if not on.wait(0.05):
                continue
            path, read = bombs[n % len(bombs)]
            try:
                read(path)
            except GeomonError:
                blown[0] += 1
            n += 1

    async def round_of():
        return [await calls[n % len(calls)]() for n in range(CALLS)]
    thread = threading.Thread(target=blow)
    thread.start()
    took = {False: [], True: []}
    asyncio.run(round_of())
    for n in range(2 * ROUNDS):
        with_bombs = bool(n % 2)
        on.set() if with_bombs else on.clear()
        time.sleep(1.0)
        took[with_bombs] += asyncio.run(round_of())
        if with_bombs:
            while blown[0] < (n // 2 + 1) * len(bombs) // ROUNDS:              # every bomb has had its turn at the end
                took[True] += asyncio.run(round_of())
    stop.set()
    thread.join()
    p95 = {which: statistics.quantiles(values, n=20)[-1] for which, values in took.items()}
    print(f"load {os.getloadavg()[0]:.1f}; p95 without bombs {p95[False]:.1f} ms ({len(took[False])} calls), beside {blown[0]} bombs "
          f"{p95[True]:.1f} ms ({len(took[True])} calls), ratio {p95[True] / p95[False]:.2f}; medians "
          f"{statistics.median(took[False]):.1f} and {statistics.median(took[True]):.1f} ms")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
