"""Roles x steps of a task x districts, every cell by the service, against a table of its own: who may, may; nobody else writes a line.

`GEOMON_CELLS=all` asks every cell of every stage; a run of the tests asks all steps without limits, and the limits at one stage.
"""

import dataclasses
import os
import shutil

import pytest
from districts import CITY_CODE, fill
from factories import day

from geomon.errors import NotAllowed
from geomon.model import Event
from geomon.people import ROLES, Actor, Limits
from geomon.service import init_workspace, open_service
from geomon.service.living import LifeDesk
from geomon.service.seats import Seats
from geomon.settings import load_settings
from geomon.status import STEPS

WHOLE = os.environ.get("GEOMON_CELLS") == "all"
OWN, OTHER = "140403", "140404"
TASKS = {"own": "plan#1", "other": "plan#5", "both": "plan#21"}
"""A task of the first district, one of the second, and the one that concerns both."""
ROWS = """
          viewer public inspector unit acceptor.county acceptor.city acceptor.province publisher operator
work      .      .      .         x    .               .             .                 .         .
county    .      .      .         .    x               .             .                 .         .
city      .      .      .         .    .               x             .                 .         .
higher    .      .      .         .    .               x             x                 .         .
level     .      .      .         .    x               x             x                 .         .
reply     .      .      .         x    x               x             x                 .         .
notice    .      .      .         .    .               .             .                 x         .
"""
LINES = ROWS.strip().splitlines()
NAMES = LINES[0].split()
TABLE = {line.split()[0]: dict(zip(NAMES, (mark == "x" for mark in line.split()[1:]), strict=True)) for line in LINES[1:]}
STAGES = {  # stage: what brings a task there, the day, and the steps that come next with their row of the table
    "planned": ([], "2024-12-01", {"started": "work"}),
    "in_progress": ([("progress", "started", {"progress": "in_progress"}, "2024-10-02")], "2025-04-20", {
        "mostly_completed": "work", "completed": "work", "heartbeat": "work", "extended": "higher", "merged": "higher",
        "transferred": "higher", "cancelled": "higher", "warning": "level"}),
    "warned": ([("letter", "warning", {"reply_by": "2025-03-01"}, "2025-01-10")], "2025-04-20",
               {"replied": "reply", "supervision": "higher"}),
    "urged": ([("letter", "supervision", {"reply_by": "2025-03-01"}, "2025-02-10")], "2025-04-20", {"listed": "higher"}),
    "listed": ([("letter", "listed", {"reply_by": "2025-03-01"}, "2025-03-01")], "2025-05-20", {"interview": "higher"}),
    "summoned": ([("letter", "interview", {"reply_by": "2025-03-01"}, "2025-04-10")], "2025-07-20", {"referral": "higher"}),
    "completed": ([("progress", "completed", {"progress": "completed"}, "2025-05-01")], "2025-05-20",
                  {"self_checked": "work", "returned": "level"}),
    "self_checked": ([("checked", "self_checked", {}, "2025-05-02")], "2025-05-20", {"county_accepted": "county"}),
    "county_accepted": ([("accepted", "county_accepted", {}, "2025-05-11")], "2025-05-20", {"city_accepted": "city"}),
    "city_accepted": ([("accepted", "city_accepted", {"visits": ["v"]}, "2025-05-12")], "2025-05-20", {"in_notice": "notice"}),
    "in_notice": ([("noticed", "in_notice", {"start": "2025-05-13", "end": "2025-05-20"}, "2025-05-13")], "2025-05-20",
                  {"objected": "notice"}),
    "objected": ([("objected", "objected", {}, "2025-05-14")], "2025-05-20", {"answered": "notice"}),
    "answered": ([("answered", "answered", {}, "2025-05-15")], "2025-05-25", {"closed": "higher"}),
    "closed": ([("closed", "closed", {}, "2025-05-25")], "2025-06-01", {"reviewing": "level", "rebounded": "level"}),
    "looked at": ([("reviewing", "reviewing", {}, "2025-05-26")], "2025-06-10", {"reviewed": "level"}),
}
GIVEN = {"text": "说明", "reason": "原因", "paper": "1 号", "opinion": "2 号", "filing": "3 号", "contact": "电话", "evidence": "照片",
         "to": "市局", "successor": "plan#22", "measures": [], "visit": "记录", "due": "2026-12-31", "start": "2025-05-20",
         "end": "2025-05-31", "reply_by": "2026-12-31"}
LIMITS = {"none": ((), ("own", "other", "both")), "own": ((OWN,), ("own",)), "city": ((CITY_CODE,), ("own", "other", "both"))}
"""Limits, and the tasks that lie wholly inside."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory, places_cache):
    """A register of the districts, on a day after all its deadlines."""
    root = tmp_path_factory.mktemp("steps") / "city"
    init_workspace(root)
    shutil.copytree(places_cache, root / "data" / "cache")
    opened = open_service(dataclasses.replace(load_settings(root, {}), counties=(CITY_CODE,), as_of=day("2025-08-01")))
    fill(opened)
    yield opened
    opened.close()


def test_the_table_has_every_role_and_every_step(profile):
    assert set(NAMES) == set(ROLES)
    steps = [*(step.stage for step in profile.chain), *profile.acts]
    assert {name for _, _, near in STAGES.values() for name in near} == set(steps) - {"reminder"}, "a yellow light calls for that one"


def test_every_step_for_every_role_and_district(whole, monkeypatch):
    """One pass through a life: at each stage everybody tries all that comes next; what they may would be written, nothing else would."""
    written = []
    read = LifeDesk._read

    def seen(self, snapshot, thread, *days):                 # a duty without an end, its place visited: what a role has to do with
        life, facts, thing, record = read(self, snapshot, thread, *days)
        at = life.since or day("2025-05-10")
        visit = Event(at, "visitor", "visit", "", {"visit": "v"})
        return life, dataclasses.replace(facts, ongoing=True, visits=(visit,)), thing, record
    monkeypatch.setattr(LifeDesk, "_read", seen)
    monkeypatch.setattr(LifeDesk, "_write", lambda self, make: written.append(make(self._now())))
    seats, cells, wrong = Seats(whole), 0, []
    begin = whole.version()
    for stage, (events, on, near) in STAGES.items():
        with whole._register.write() as writer:
            for kind, step, body, at in events:
                for task in TASKS.values():
                    writer.append_event(Event(day(at), "somebody", kind, task, {"step": step} | body, STEPS))
        tasks = {"both": TASKS["both"]} if stage == "planned" else TASKS
        for role in NAMES:
            for name, (regions, inside) in LIMITS.items():
                if not WHOLE and name != "none" and stage not in ("warned", "self_checked", "closed"):
                    continue
                who = Actor("甲", frozenset((role,)), ROLES[role], Limits(frozenset(regions) if regions else None))
                life = seats.seat(lambda who=who: who).life
                for where, task in tasks.items():
                    for step, row in near.items():
                        cells += 1
                        may = TABLE[row][role] and where in inside
                        if tried(life, task, step, on, written) is not may:
                            wrong.append((stage, role, name, where, step))
    print(f"{cells} cells, {len(wrong)} differ")
    assert not wrong
    assert cells > (1500 if WHOLE else 500)
    assert whole.version() - begin == sum(bool(events) for events, _, _ in STAGES.values()), "only the stages themselves were written"


@pytest.mark.parametrize("role", NAMES)
def test_who_sees_a_task_sees_its_steps_and_only_who_takes_files_out_gets_a_letter(whole, role):
    takes = role not in ("viewer", "public")
    task = TASKS["own"]
    for regions in ((), (OWN,), (OTHER,)):
        who = Actor("甲", frozenset((role,)), ROLES[role], Limits(frozenset(regions) if regions else None))
        seat = Seats(whole).seat(lambda who=who: who)
        asked = {"sheet": lambda seat=seat: seat.life.sheet(task), "letters": lambda seat=seat: seat.life.letters(task),
                 "draft": lambda seat=seat: seat.life.draft(task, "warning")}
        inside = regions != (OTHER,)
        assert {name: let_in(call) for name, call in asked.items()} == {"sheet": inside, "letters": inside, "draft": inside and takes}
        situation = seat.situation(day("2025-08-01"))
        ids = situation.tasks["id"].tolist()
        assert {ids[line.row] for line in seat.life.agenda(situation).look_backs} <= set(ids)
        assert (task in ids) is inside


def let_in(call):
    try:
        return bool(call())
    except (NotAllowed, KeyError):
        return False


def tried(life, task, step, on, written):
    """Return whether a step would be written; any other fault than a refusal is one of the test."""
    before = len(written)
    try:
        life.take(task, step, GIVEN, day(on))
    except (NotAllowed, KeyError):
        assert len(written) == before
        return False
    assert written[-1].actor == "甲"
    return True
