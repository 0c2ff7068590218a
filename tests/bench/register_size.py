"""Time a register of 1,000,000 sites, 100,000 tasks and 1,000,000 events in either store; a report, not a pass mark.

`python tests/bench/register_size.py [SITES EVENTS]`; with GEOMON_STORE=postgresql://… the same register on that server, filled by a copy of
the file. Registers are made once below GEOMON_BENCH, else the temporary folder. Each line is timed in a process of its own, so that none
profits from what another has read; GEOMON_ONLY=start,as_of asks for some of them.
"""

import dataclasses
import datetime as dt
import itertools
import multiprocessing
import os
import shutil
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from workspace import AS_OF, make_workspace

from geomon.model import Event
from geomon.service import Answer, open_service, staying
from geomon.settings import load_settings
from geomon.store import back_up, open_register, restore, verify_register
from geomon.visits import FINDINGS, Edit

FOLDER = Path(os.environ.get("GEOMON_BENCH") or tempfile.gettempdir()) / "geomon-bench"
AT_ONCE, TIMES = 50_000, 15
STATES = ("not_started", "in_progress", "on_schedule", "behind", "completed")
GOALS = "as-of status of all 1.5 s, one task's save 20 ms, start 10 s"


def fill(settings, events):
    """Bring the register to `events` events: what offices claimed of each task, month by month."""
    with open_register(settings.register) as book:
        there = len(book.events())
        subjects = [f"{d.id}#{t.key}" for d in book.documents() for t in d.tasks]
        claims = (Event(AS_OF - dt.timedelta(900 - 30 * month), "某局", "progress", subject, {"progress": STATES[min(month // 5, 4)]},
                        "ledger") for month in range(24) for subject in subjects)
        missing = itertools.islice(claims, max(0, events - there))
        while some := list(itertools.islice(missing, AT_ONCE)):
            with book.write() as writer:
                writer.append_events(some)


def start(settings):
    """From nothing to the first situation, nothing kept by an earlier process: what a restarted app needs before its first page."""
    shutil.rmtree(settings.cache / "start", ignore_errors=True)
    return timed(lambda: open_service(settings).situation(AS_OF), [()])


def start_again(settings):
    """The same where an earlier process that stayed kept what a start needs: until the first situation, then until the first card."""
    service = open_service(settings)
    seconds = []
    with staying(service):
        seconds += timed(service.situation, [(AS_OF,)])
        begun = time.perf_counter()
    print(f"the first situation after {seconds[0][0]:.1f} s, the first card ", end="")
    service.card(service.situation(AS_OF).sites["id"].iloc[0], AS_OF)
    print(f"{time.perf_counter() - begun:.1f} s later")
    return seconds


def keep(settings):
    """Keep what a start needs, as the app does, and wait until it stands on the disk."""
    shutil.rmtree(settings.cache / "start", ignore_errors=True)
    service = open_service(settings)
    with staying(service):
        service.situation(AS_OF)
    while not (settings.cache / "start" / "day.msgpack").is_file():
        time.sleep(0.5)


def as_of(settings):
    """The state of all tasks and sites on days that nobody has asked for yet."""
    service = open_service(settings)
    service.situation(AS_OF)
    return timed(service.situation, [(AS_OF - dt.timedelta(17 * n),) for n in range(1, 6)])


def visit(settings):
    """One visit of one site, recorded by the office."""
    service = open_service(settings)
    site = service.situation(AS_OF).sites["id"].iloc[0]
    finding = next(iter(FINDINGS))

    def record():
        now = dt.datetime.now(tz=dt.UTC)
        service.record_visit(Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "bench", {"finding": finding}))
    return timed(record, [()] * TIMES)


def correction(settings):
    """One field of one task, corrected by a person who has it open."""
    service = open_service(settings)
    document = service.catalog().documents[0]
    ident = getattr(document, "id", document[0] if isinstance(document, tuple) else document)
    seconds = []
    for n in range(TIMES):
        sheet = service.review(ident).tasks[n % 5]
        said = Answer(sheet.task.key, "corrected", "cooperating", value=[f"第{uuid.uuid4().hex[:6]}局"], version=sheet.version)
        seconds += timed(service.settle, [(ident, said, "bench")])
    return seconds


def store_only(settings):
    """One event, acknowledged when it is on the disk."""
    with open_register(settings.register) as book:
        return timed(book.append_event, [(Event(AS_OF, "bench", "heartbeat", "none#1", {}),)] * TIMES)


def record(settings):
    """A page of the record, narrowed by who and when."""
    from geomon.service.record import Wanted

    service = open_service(settings)
    service.record.names()
    asked = (Wanted(), Wanted(actor="bench"), Wanted(kind="heartbeat"), Wanted(first=AS_OF, last=AS_OF))
    return timed(service.record.page, [(wanted, 0, 50) for wanted in asked])


def walk(settings):
    """The chain, from the first event to the last."""
    return timed(verify_register, [(settings.register,)])


def copy(settings):
    """A copy of all, walked before it is kept."""
    with tempfile.TemporaryDirectory() as folder:
        return timed(back_up, [(settings.register, Path(folder) / "copy.db")])


def timed(act, calls):
    """The seconds that each call takes, and those of them in which a processor worked for it: the rest is the disk, the server, others."""
    seconds = []
    for arguments in calls:
        begun, worked = time.perf_counter(), time.process_time()
        act(*arguments)
        seconds.append((time.perf_counter() - begun, time.process_time() - worked))
    return seconds


def main(sites=1_000_000, events=1_000_000):
    folder = make_workspace(FOLDER / f"register-{sites}-{events}", sites)
    settings = dataclasses.replace(load_settings(folder, {}), as_of=AS_OF)
    fill(settings, events)
    if store := os.environ.get("GEOMON_STORE"):
        there = dataclasses.replace(settings, store=store)
        with open_register(there.register) as book:
            empty = not book.version()
        if empty:
            back_up(settings.register, folder / "copy.db")
            begun = time.perf_counter()
            restore(there.register, folder / "copy.db", dt.datetime.now(tz=dt.UTC))
            print(f"restored on the server in {time.perf_counter() - begun:.0f} s", flush=True)
        settings = there
    print(f"{sites:,} sites, {sites // 10:,} tasks, {events:,} events, {'server' if settings.store else 'file'}; goals: {GOALS}\n"
          "| what | median s | worst s | of the median, processor s |\n|---|---|---|---|", flush=True)
    wanted = os.environ.get("GEOMON_ONLY", "").split(",")
    for one in (store_only, record, start, start_again, as_of, visit, correction, walk, copy):
        if wanted == [""] or one.__name__ in wanted:
            for act in (keep, one) if one is start_again else (one,):
                with multiprocessing.get_context("spawn").Pool(1) as pool:
                    seconds = pool.apply(act, (settings,))
            taken, worked = zip(*seconds, strict=True)
            print(f"| {one.__doc__.split(':')[0].strip('.')} | {statistics.median(taken):.3f} | {max(taken):.3f} | "
                  f"{statistics.median(worked):.3f} |", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
