"""What grows with a country, and how: python tests/bench/country_size.py [CITIES …], by default 3 10 30; a report, not a pass mark.

One workspace for all of 167 tasks and 16,700 sites a city, as `country.py` writes it: built, built again, one plan imported, served by the
real command, asked. Each step runs in a process of its own, whose peak memory is its own. "cpu" is processor time, which others on the
machine do not lengthen much; all else is the clock's. The exponents are those of a straight line through the logarithms. Files lie below
GEOMON_BENCH, else the temporary folder, one folder a size; what was measured is added to `country.jsonl` there.
"""

import asyncio
import contextlib
import datetime as dt
import json
import math
import multiprocessing
import os
import random
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
import websockets
from country import PEOPLE, SITES, TASKS, cities, make_city, make_country
from driving import app, load, memory_mb, p95, wait_for
from users import Page, tile_at
from workspace import AS_OF

from geomon.people import Limits
from geomon.places import open_gazetteer
from geomon.service import building, open_service
from geomon.service.within import Within
from geomon.settings import load_settings
from geomon.store.writing import Writer

FOLDER = Path(os.environ.get("GEOMON_BENCH") or tempfile.gettempdir()) / "geomon-country"
TILES, TIMES = 400, 5
PARTS = {"read": (building, "read_one"), "locate": (building, "locate"), "write": (Writer, "put_places"),
         "reread": (building, "take_snapshot")}
"""Parts of a build, and what each is spent in."""


def peak_mb():
    """The most that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def processor_s(pid):
    """The processor time that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def timed(act):
    """What a call gives, and its seconds: by the clock, and of the processor."""
    began, worked = time.perf_counter(), time.process_time()
    found = act()
    return found, time.perf_counter() - began, time.process_time() - worked


@contextlib.contextmanager
def opened(folder):
    """The service of a workspace; closed, so that the register's log is written back."""
    with contextlib.closing(open_service(load_settings(folder, {}))) as service:
        yield service


def build(folder):
    """Build from nothing; where the time goes."""
    spent = dict.fromkeys(PARTS, 0.0)

    def watched(name, act):
        def run(*args, **more):
            began = time.process_time()
            try:
                return act(*args, **more)
            finally:
                spent[name] += time.process_time() - began
        return run
    for name, (of, what) in PARTS.items():
        setattr(of, what, watched(name, getattr(of, what)))
    with opened(folder) as service:
        report, took, worked = timed(service.build)
    assert not report.refused, report.refused
    return {"tasks": report.tasks, "sites": report.sites, "build s": took, "build cpu s": worked,
            **{f"build, {name} cpu s": s for name, s in spent.items()}, "build peak MB": peak_mb()}


def again(folder):
    """Build with nothing changed."""
    with opened(folder) as service:
        report, took, worked = timed(service.build)
    assert not report.changed
    return {"build again s": took, "build again cpu s": worked}


def bring(folder):
    """Import one plan more, of ten tasks of ten sites, as an office does on any day."""
    city = cities(1)[0]
    with opened(folder) as service:
        name, text = next(iter(make_city(city, open_gazetteer(service.settings), 10, 10).plans.items()))
        path = folder / name.replace("点位", "补充点位")
        path.write_text(text.replace("点位整改方案", "补充点位整改方案"), encoding="utf-8")
        report, took, worked = timed(lambda: service.import_documents([path]))
    assert len(report.taken) == 1
    return {"import s": took, "import cpu s": worked, "import peak MB": peak_mb()}


def ask(folder):
    """Ask the service as pages do: other days, the dashboard's figures, cards, a district's share, the status of all."""
    with opened(folder) as service:
        _, _, first = timed(lambda: service.situation(AS_OF))
        days = [timed(lambda n=n: service.situation(AS_OF - dt.timedelta(17 * n)))[2] for n in range(1, TIMES + 1)]
        _, _, brief = timed(lambda: service.brief(AS_OF))
        ids = service.situation(AS_OF).sites["id"]
        service.card(ids.iloc[0], AS_OF)
        cards = [timed(lambda one=one: service.card(one, AS_OF))[2] for one in ids.iloc[::max(1, len(ids) // 40)]]
        code, held = service.counties()["adcode"].iloc[0], memory_mb(os.getpid())
        _, _, cut = timed(lambda: Within(service, Limits(regions=frozenset([code]))).situation(AS_OF))
        words, _, status = timed(lambda: json.dumps(service.status_json(AS_OF), ensure_ascii=False))
    return {"first situation cpu s": first, "another day cpu s": statistics.median(days), "dashboard's figures cpu s": brief,
            "card cpu ms": statistics.median(cards) * 1000, "memory when asked MB": held, "a district's share cpu s": cut,
            "status cpu s": status, "status MB": len(words.encode()) / 1e6}


def serve(folder):
    """Serve it: until the first tile, memory, tiles, a page's run."""
    with app(folder, folder / "server.log") as (address, server):
        began = time.perf_counter()
        wait_for(f"{address}/tiles/sites/{AS_OF}/5/25/12.pbf", server)
        found = {"start s": time.perf_counter() - began, "start cpu s": processor_s(server.pid)}
        draw, took, pages, faults = random.Random(5), [], {}, []
        for _ in range(TILES):
            z = draw.choice((5, 6, 7, 8, 9, 10, 11, 12))
            x, y = tile_at(draw.uniform(98, 122), draw.uniform(22, 42), z)
            began = time.perf_counter()
            with urlopen(f"{address}/tiles/sites/{AS_OF}/{z}/{x}/{y}.pbf", timeout=60) as answer:
                answer.read()
            took.append((time.perf_counter() - began) * 1000)
        for name in ("map", "overview"):
            asyncio.run(runs(address, name, faults))                       # what is worked out once is worked out
            before = processor_s(server.pid)
            pages[name] = asyncio.run(runs(address, name, faults))
            found[f"{name} cpu s"] = (processor_s(server.pid) - before) / len(pages[name])
        assert not faults, faults
        return found | {"tile p50 ms": statistics.median(took), "tile p95 ms": p95(took), "server MB": memory_mb(server.pid),
                        **{f"{name}, first s": some[0] for name, some in pages.items()},
                        **{f"{name}, next s": statistics.median(some[1:]) for name, some in pages.items()}}


async def runs(address, name, faults):
    """The seconds that a page's runs take over a session."""
    host = address.removeprefix("http://")
    async with websockets.connect(f"ws://{host}/_stcore/stream", max_size=None, subprotocols=["streamlit"],
                                  origin=address) as socket:
        page, seconds = Page(NamedPage(socket, name), {"page": []}, faults), []
        for _ in range(TIMES + 1):
            began = time.perf_counter()
            await page.run()
            seconds.append(time.perf_counter() - began)
        return seconds


class NamedPage:
    """A socket that asks for one page whatever is asked."""

    def __init__(self, socket, name):
        self.socket, self.name, self.recv = socket, "" if name == "map" else name, socket.recv

    async def send(self, body):
        from streamlit.proto.BackMsg_pb2 import BackMsg

        message = BackMsg()
        message.ParseFromString(body)
        message.rerun_script.page_name = self.name
        await self.socket.send(message.SerializeToString())


def sizes(folder):
    """The bytes of what is given and of what is made."""
    def mb(*paths):
        return sum(one.stat().st_size for path in paths for one in (path.rglob("*") if path.is_dir() else [path]) if one.is_file()) / 1e6
    data = folder / "data"
    return {"documents MB": mb(data / "documents"), "layers MB": mb(data / "layers"), "register MB": mb(*data.glob("register.db*")),
            "cache MB": mb(data / "cache")}


def alone(step, folder):
    """What a step finds, in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(step, (folder,))


def measure(n):
    """All figures of one size."""
    folder = FOLDER / f"all-{n}"
    shutil.rmtree(folder, ignore_errors=True)
    tasks, sites = make_country(folder, cities(n))
    found = {"cities": n, "tasks named": tasks, "sites named": sites}
    for step in (build, again, sizes, serve, ask, bring):
        new = step(folder) if step is serve else alone(step, folder)
        found |= new
        print(f"{n} cities, {step.__name__}: {json.dumps(new)} ({load()})", file=sys.stderr, flush=True)
    with (FOLDER / "country.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(found) + "\n")
    return found


def table(rows):
    """The figures of several sizes and the exponent of each: how it grows with the number of cities, 1 being in step."""
    ns = [row["cities"] for row in rows]
    lines = [f"| | {' | '.join(f'{n} cities' for n in ns)} | exponent |", f"|---|{'---|' * len(ns)}---|"]
    for key in {k: None for row in rows for k in row if k != "cities"}:
        there = [(n, row[key]) for n, row in zip(ns, rows, strict=True) if row.get(key)]
        slope = np.polyfit(*np.log(np.array(there, dtype=float).T), 1)[0] if len(there) > 1 else math.nan
        figures = ["–" if key not in row else f"{row[key]:,.3g}" if row[key] < 1000 else f"{row[key]:,.0f}" for row in rows]
        lines.append(f"| {key} | {' | '.join(figures)} | {slope:.2f} |")
    return "\n".join(lines)


def main(*counts):
    """Measure and print."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    rows = [measure(int(n)) for n in counts or ("3", "10", "30")]
    print(f"{TASKS} tasks of {SITES} sites and {PEOPLE} people a city, one workspace\n\n{table(rows)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
