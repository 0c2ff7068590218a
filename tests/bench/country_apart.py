"""One workspace a city, and how many people a process carries: python tests/bench/country_apart.py WHAT

  apart CITIES             so many cities, each in a workspace of its own, each served by a process of its own
  users FOLDER PEOPLE …    a workspace that is built, and so many people at once
  people CITIES …          who may come in, of so many cities

`apart` says what each process more costs, then takes each city's status out and adds them up to the country's figures; `users` pans and
filters as `users.py` does. Reports, not pass marks; files lie where `country_size.py` has its own.
"""

import asyncio
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import numpy as np
from country import cities, make_country, people_of
from country_size import FOLDER, alone, build, processor_s, runs, sizes
from driving import app, load, median, memory_mb, p95, wait_for
from users import crowd
from workspace import AS_OF

from geomon.people import load_people

KINDS = ("tile", "screen", "version", "page")
SECONDS = 40


def share_mb(pid):
    """What a process holds, pages that it shares with others counted in parts."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1]) / 1024


def apart(n):
    """Cities in workspaces of their own."""
    folders = []
    for city in cities(n):
        folder = FOLDER / "apart" / city.adcode
        folders.append(folder)
        if (folder / "data" / "register.db").exists():
            continue
        shutil.rmtree(folder, ignore_errors=True)
        began = time.process_time()
        make_country(folder, [city])
        print(f"{city.name}: written in {time.process_time() - began:.1f} s of the processor", flush=True)
        found = alone(build, folder) | alone(sizes, folder)
        print(f"  {json.dumps({key: round(value, 1) for key, value in found.items()})} ({load()})", flush=True)
    held = []
    with contextlib.ExitStack() as stack:
        servers = []
        for folder in folders:
            address, server = stack.enter_context(app(folder, folder / "server.log"))
            began = time.perf_counter()
            wait_for(f"{address}/tiles/sites/{AS_OF}/5/25/12.pbf", server)
            faults = []
            asyncio.run(runs(address, "overview", faults))
            servers.append(server.pid)
            held.append(sum(map(share_mb, servers)))
            print(f"{len(servers)} processes: {held[-1]:,.0f} MB in all, the last {memory_mb(server.pid):,.0f} MB, started in "
                  f"{processor_s(server.pid):.1f} s of the processor with a page ({load()}) {faults[:1]}", flush=True)
        time.sleep(5)
        before = [processor_s(pid) for pid in servers]
        time.sleep(30)
        rest = [(processor_s(pid) - was) / 30 for pid, was in zip(servers, before, strict=True)]
    each = np.polyfit(np.arange(1, n + 1), held, 1)[0] if n > 1 else held[0]
    print(f"each more {each:,.0f} MB; at rest {statistics.mean(rest) * 100:.2f} % of a processor")
    roll_up(folders)


def roll_up(folders):
    """The country's figures from each city's status."""
    texts = []
    for folder in folders:
        began = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "geomon", "status", "--json", "-w", str(folder)], capture_output=True, check=True)
        texts.append(done.stdout)
        print(f"status of {folder.name}: {time.perf_counter() - began:.1f} s, {len(done.stdout) / 1e6:.1f} MB", flush=True)
    began = time.process_time()
    total, groups = Counter(), Counter()
    for text in texts:
        status = json.loads(text)
        total.update(status["counts"])
        for group in status["groups"]:
            groups.update({(group["key"], light): count for light, count in group["counts"].items()})
    took = time.process_time() - began
    print(f"added up: {took / len(texts) * 1000:.0f} ms of the processor a city; {dict(total)}; {len(groups) // len(total)} counties")


def people(counts):
    """Read who may come in, and look one up."""
    for n in counts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "people.toml"
            path.write_text("".join(map(people_of, cities(n))), encoding="utf-8")
            began = time.process_time()
            found = load_people(path)
            read = time.process_time() - began
            asked = [one.sign_in for one in found.persons[::max(1, len(found.persons) // 100)]]
            began = time.process_time()
            assert all(map(found.find, asked))
            print(f"{len(found.persons):,} people: read in {read:.2f} s of the processor, "
                  f"one found in {(time.process_time() - began) / len(asked) * 1000:.3f} ms", flush=True)


def users(folder, counts):
    """So many people at once on one process."""
    with app(folder, folder / "server.log") as (address, server):
        wait_for(f"{address}/tiles/sites/{AS_OF}/5/25/12.pbf", server)
        asyncio.run(crowd(address, 2, 5, {kind: [] for kind in KINDS}, []))
        for people in counts:
            took, faults, before = {kind: [] for kind in KINDS}, [], processor_s(server.pid)
            asyncio.run(crowd(address, people, SECONDS, took, faults))
            used = processor_s(server.pid) - before
            asked = sum(map(len, took.values()))
            spent = "; ".join(f"{kind} {len(some):,}, median {median(some) * 1000:.0f} ms, p95 {p95(some) * 1000:.0f} ms"
                              for kind, some in took.items() if some)
            print(f"{people} people: {asked / people / SECONDS * 60:.0f} requests a person and minute, {used / SECONDS * 100:.0f} % of a "
                  f"processor, {used / asked * 1000:.1f} ms of it a request; {spent}; {memory_mb(server.pid):,.0f} MB; "
                  f"errors {len(faults)} {faults[:1]} ({load()})", flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "apart":
        apart(int(sys.argv[2]))
    elif sys.argv[1] == "people":
        people(list(map(int, sys.argv[2:])))
    else:
        users(Path(sys.argv[2]), list(map(int, sys.argv[3:])))
