"""Random lives of tasks: whoever tries whatever, nobody accepts their own work and no task stands where it could not have come to.

`GEOMON_LIVES=10000` runs the whole; every run of the tests lives some hundred. What came of it is judged by a table of its own, written
from the rules in words, not by the engine.
"""

import dataclasses
import datetime as dt
import itertools
import os
import random

import pytest
from factories import ROOT

from geomon.errors import InputError, NotAllowed
from geomon.model import Event
from geomon.people import ACTIONS, ROLES, Actor, Thing, may
from geomon.status import Facts, Who, life_of, load_profile, next_step, take_step

LIVES = int(os.environ.get("GEOMON_LIVES", "500"))
pytestmark = pytest.mark.timeout(max(120, LIVES // 20))
PROFILES = [load_profile(path) for path in sorted((ROOT / "profiles").glob("*.toml"))]
START = dt.date(2025, 1, 1)
PEOPLE = {
    "甲": ["unit"], "乙": ["unit", "acceptor.county"], "丙": ["acceptor.county", "acceptor.city"], "丁": ["acceptor.city", "publisher"],
    "戊": ["acceptor.province"], "己": ["publisher"], "庚": list(ROLES), "辛": ["inspector"], "壬": ["unit", "acceptor.city", "publisher"],
}
ACTORS = {name: Actor(name, frozenset(roles), frozenset(a for role in roles for a in ROLES[role])) for name, roles in PEOPLE.items()}
ACTORS["local"] = Actor("local", frozenset(("local",)), frozenset(ACTIONS))
OPEN = ("planned", "in_progress", "mostly_completed")
FACTS = Facts(has=frozenset(("goal", "plan_measures", "units", "deadline")), measures=1, due=dt.date(2025, 6, 30))


class Judge:
    """Goes through what was written, in its order, and says what must not have been."""

    def __init__(self, profile):
        self.profile = profile
        self.chain = {step.stage: step for step in profile.chain}
        self.order = [step.stage for step in profile.chain]
        self.faults = []

    def go_through(self, events):
        stage, since, workers, claimed, notice, objections = "planned", dt.date.min, set(), None, None, 0
        seen = False                                       # somebody was there in this round
        rebounds = 0
        visits = [e for e in events if e.kind == "visit"]
        for event in (e for e in events if e.kind != "visit"):
            name = event.body["step"]
            last, since = since, max(since, event.at)
            if event.at < last:
                self.faults.append(f"{name} on {event.at}, before {last}")
            if stage in ("merged", "transferred", "cancelled"):
                self.faults.append(f"{name} after {stage}")
            if name in self.chain:
                step, at = self.chain[name], self.order.index(name)
                before = OPEN[1:] if at == 0 else (self.order[at - 1],)
                if stage not in before:
                    self.faults.append(f"{name} from {stage}")
                if step.kind in ("acceptance", "closing") and event.actor in workers:
                    self.faults.append(f"self-acceptance: {event.actor} takes {name}")
                if at and self.chain[self.order[at - 1]].kind == "notice" and (event.at <= notice or objections):
                    self.faults.append(f"{name} during the notice")
                there = [v for v in visits if claimed and claimed <= v.at <= event.at and not set(v.actor.split("、")) <= workers]
                seen = seen or bool(there)
                if "visit" in step.needs and not there:
                    self.faults.append(f"{name} without a visit")
                if step.kind == "closing" and not seen:
                    self.faults.append("closed, and nobody was there")
                if step.kind == "notice":
                    start, notice = (dt.date.fromisoformat(event.body[key]) for key in ("start", "end"))
                    if (notice - start).days + 1 < step.days:
                        self.faults.append("a short notice")
                    objections = 0
                if step.kind in ("claim", "check"):
                    workers.add(event.actor)
                if step.kind == "claim":
                    claimed = event.at
                if not set(step.may) & ACTORS[event.actor].actions:
                    self.faults.append(f"{name} by {event.actor}, who has no such right")
                stage = name
                continue
            closed = stage == self.order[-1]
            over = closed or stage == "under_review"
            allowed = {
                "started": stage == "planned", "mostly_completed": stage == "in_progress", "heartbeat": False,
                "returned": stage in self.order[:-1], "reviewing": closed, "reviewed": stage == "under_review", "rebounded": over,
                "objected": stage in self.chain and self.chain[stage].kind == "notice", "answered": objections > 0,
            }.get(name, not over)
            if not allowed:
                self.faults.append(f"{name} from {stage}")
            if name in ("returned", "rebounded", "reviewed") and event.actor in workers:
                self.faults.append(f"self-acceptance: {event.actor} takes {name}")
            if name in ("returned", "rebounded") and not event.body.get("reason"):
                self.faults.append(f"{name} without a reason")
            if not set(self.profile.acts[name].may) & ACTORS[event.actor].actions:
                self.faults.append(f"{name} by {event.actor}, who has no such right")
            rebounds += name == "rebounded"
            objections = objections + 1 if name == "objected" else 0 if name in ("answered", "returned") else objections
            if name in ("started", "mostly_completed"):
                workers.add(event.actor)
            after = {"started": "in_progress", "returned": "in_progress", "rebounded": "in_progress", "mostly_completed": name,
                     "reviewing": "under_review", "reviewed": self.order[-1], "merged": name, "transferred": name, "cancelled": name}
            if name in after:
                stage = after[name]
                claimed, seen = (None, False) if name in ("returned", "rebounded") else (claimed, seen)
        return stage, workers, rebounds


def who_of(name, life):
    actor, thing = ACTORS[name], Thing(by=life.by)

    def refused(action):
        right = may(actor, action, thing)
        return None if right else (right.what, right.how)
    return Who(name, actor.actions, frozenset(), refused)


def given_of(rnd, day):
    keys = "text", "reason", "paper", "opinion", "filing", "contact", "evidence", "to", "successor"
    texts = {key: "有据" if rnd.random() < 0.95 else "" for key in keys}
    start = day + dt.timedelta(rnd.choice([0, 0, 0, -20]))
    return texts | {"measures": rnd.choice([[1], [1], []]), "start": str(start), "end": str(start + dt.timedelta(rnd.choice([6, 9, 2]))),
                    "due": str(day + dt.timedelta(rnd.randrange(-30, 300)))} | rnd.choice([{}, {"imagery": "影像"}])


def tried(rnd, profile, life, names):
    """Return a step and who tries it: mostly what comes next by somebody who has the right, often enough anything by anybody."""
    following = next_step(life, profile)
    likely = [following.stage] if following else ["started"] if life.stage == "planned" else ["reviewing", "reviewed", "rebounded"]
    likely += ["objected", "answered"] if life.notice else []
    name = rnd.choice(likely if rnd.random() < 0.8 else names)
    one = following if following and following.stage == name else profile.acts.get(name)
    able = [who for who, actor in ACTORS.items() if one and set(one.may) & actor.actions]
    return name, rnd.choice(able if able and rnd.random() < 0.8 else list(ACTORS))


def live(seed):
    """Return one life: what was written in it, its profile, and how many tries were let through."""
    rnd = random.Random(seed)
    profile, events, day = rnd.choice(PROFILES), [], START
    number = itertools.count(1)
    names = [*(step.stage for step in profile.chain), *profile.acts]
    for _ in range(rnd.randrange(20, 120)):
        day += dt.timedelta(rnd.choice([0, 1, 1, 3, 9]))
        facts = dataclasses.replace(FACTS, visits=tuple(e for e in events if e.kind == "visit"))
        life = life_of(events, profile, day)
        if rnd.random() < 0.15:
            who = "、".join(rnd.sample(list(ACTORS), rnd.choice([1, 1, 2])))
            events.append(Event(day, who, "visit", "plan#1", {"visit": str(len(events))}, "", next(number)))
            continue
        if rnd.random() < 0.03 and life.last is not None:
            events.remove(life.last)                        # taken back
            continue
        name, actor = tried(rnd, profile, life, names)
        at = day + dt.timedelta(rnd.choice([0, 0, 0, 0, -3, 2]))
        try:
            event = take_step(life, profile, facts, who_of(actor, life), name, given_of(rnd, day), at, day, "plan#1")
        except (InputError, NotAllowed):
            continue
        events.append(dataclasses.replace(event, seq=next(number)))
    return profile, events, day


@pytest.fixture(scope="module")
def lives():
    return [live(seed) for seed in range(LIVES)]


def test_nobody_accepts_their_own_work_and_no_stage_is_reached_by_another_way(lives):
    faults = []
    for seed, (profile, events, _) in enumerate(lives):
        judge = Judge(profile)
        judge.go_through(events)
        faults += [f"life {seed} ({profile.name}): {fault}" for fault in judge.faults]
    assert not faults


def test_the_fold_stands_where_the_table_says(lives):
    for profile, events, day in lives:
        stage, workers, rebounds = Judge(profile).go_through(events)
        life = life_of(events, profile, day)
        assert (life.stage, life.by, life.rebounded) == (stage, frozenset(workers), rebounds)


def test_the_lives_are_lived(lives):
    """Else nothing above was tried."""
    reached = [name for _, events, _ in lives for name in {e.body.get("step") for e in events}]
    assert reached.count("closed") >= LIVES / 50
    assert reached.count("rebounded") >= LIVES / 100
    assert {step.stage for profile in PROFILES for step in profile.chain} <= set(reached)
    assert {"returned", "reviewed", "merged", "transferred", "cancelled", "extended", "objected", "answered"} <= set(reached)


def test_a_judge_finds_what_is_wrong():
    """The table is not blind."""
    profile, events, _ = next((p, e, d) for p, e, d in map(live, range(LIVES)) if any(x.body.get("step") == "closed" for x in e))
    last = next(n for n, e in enumerate(events) if e.body.get("step") == "closed")
    worker = next(e.actor for e in events if e.body.get("step") == "completed")
    for changed in (dataclasses.replace(events[last], actor=worker), dataclasses.replace(events[last], at=START)):
        judge = Judge(profile)
        judge.go_through([*events[:last], changed])
        assert judge.faults
    judge = Judge(profile)
    judge.go_through([e for e in events[: last + 1] if e.kind != "visit"])
    assert any("visit" in fault or "nobody was there" in fault for fault in judge.faults)
