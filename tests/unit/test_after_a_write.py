"""After a write only what it concerns is read and worked out anew, and the answer is the same as if all had been."""

import numpy as np
import pandas as pd
import pytest
from factories import day
from situations import AS_OF, make_situation
from test_recorded_visits import said

from geomon.model import LIGHTS, Event
from geomon.service import Answer
from geomon.service.frames import situation_of
from geomon.service.snapshot import take_snapshot
from geomon.situation import Filter, Situation, by_urgency, count_lights

TODAY = day("2024-12-15")


def write(service, kind, subject="plan#1", at=TODAY, actor="市里", **body):
    return service._register.append_event(Event(at, actor, kind, subject, body))


def is_as_read_anew(service, as_of=TODAY):
    """The situation that went on from an earlier one is the one that a new process would find."""
    now, anew = service.situation(as_of), take_snapshot(service._register)
    fresh = situation_of(anew, service.profile, as_of, frozenset(name for name, _, _ in service.catalog().counties))
    pd.testing.assert_frame_equal(now.sites, fresh.sites)
    pd.testing.assert_frame_equal(now.tasks, fresh.tasks)
    assert (now.version, now.changed) == (fresh.version, fresh.changed)
    for f in (Filter(), Filter(lights=("green",)), Filter(units=("市水务局",)), Filter(text="矿"), Filter(within_days=30)):
        assert np.array_equal(now.select_sites(f), fresh.select_sites(f))
        assert np.array_equal(now.select_tasks(f), fresh.select_tasks(f))
    assert np.array_equal(now.by_urgency("sites"), fresh.by_urgency("sites"))
    assert np.array_equal(now.without_mark, fresh.without_mark)
    return now


def test_a_status_turns_one_light_and_leaves_the_earlier_situation_alone(planned):
    before = is_as_read_anew(planned)
    sites = before.sites.copy()
    write(planned, "progress", progress="completed")
    after = is_as_read_anew(planned)
    assert (before.task("plan#1")["light"], after.task("plan#1")["light"]) == ("blue", "green")
    pd.testing.assert_frame_equal(before.sites, sites)
    assert after.version == before.version + 1


def test_documents_and_places_are_not_read_again_for_an_event(planned, monkeypatch):
    planned.situation(TODAY)
    write(planned, "heartbeat")
    monkeypatch.setattr(type(planned._register), "sites", lambda _: pytest.fail("all sites were read again"))
    assert planned._now().said[-1].kind == "heartbeat"


def test_an_event_taken_back_a_correction_and_a_visit_count_as_ever(planned, site):
    planned.situation(TODAY)
    seq = write(planned, "progress", progress="completed").seq
    is_as_read_anew(planned)
    write(planned, "withdrawn", seq=seq)
    assert is_as_read_anew(planned).task("plan#1")["light"] == "blue"
    planned.settle("plan", Answer("1", "corrected", "deadline", value="2024-12-31"))
    assert is_as_read_anew(planned).task("plan#1")["light"] == "yellow"
    planned.record_visit(said(site))
    is_as_read_anew(planned)
    write(planned, "progress", subject="plan#2", progress="behind")
    is_as_read_anew(planned)
    is_as_read_anew(planned, day("2025-06-30"))


def test_another_process_that_builds_is_seen(planned, workspace):
    planned.situation(TODAY)
    write(planned, "heartbeat")
    (workspace.documents / "plan.txt").unlink()
    planned.build()
    assert len(is_as_read_anew(planned).tasks) == 0


def test_a_quick_order_and_count_are_those_of_the_plain_ones():
    situation = make_situation(n=500, tasks=[{"id": f"doc#{n}", "light": LIGHTS[n % 5], "days": float(n % 7)} for n in range(40)])
    mask = situation.select_sites(Filter(lights=("red", "grey")))
    assert list(situation.sites["id"].iloc[situation.by_urgency("sites", mask)]) == list(by_urgency(situation.sites[mask])["id"])
    assert list(situation.tasks["id"].iloc[situation.by_urgency("tasks")]) == list(by_urgency(situation.tasks)["id"])
    assert situation.count_lights("sites", mask) == count_lights(situation.sites, mask)


def test_a_site_without_light_or_county_passes_no_filter_that_names_one():
    situation = make_situation([{"county": None, "city": None, "search": ""}, {}])
    assert situation.select_sites(Filter(counties=("同心县",))).tolist() == [False, True]
    assert situation.select_sites(Filter(cities=("无此市",))).tolist() == [False, False]


def test_an_empty_workspace_answers():
    empty = make_situation(n=3)
    none = Situation(AS_OF, 1, empty.sites.iloc[:0], empty.tasks.iloc[:0])
    assert not none.select_sites(Filter(units=("水务局",), text="a")).size
    assert not none.by_urgency("tasks").size and not none.without_mark.size


def test_a_visit_goes_on_from_what_was_indexed_and_one_taken_back_is_gone(planned, site):
    planned.record_visit(said(site))
    first = is_as_read_anew(planned)
    before = planned._now()
    held = before.matches_of_thread, before.threads_of_site, before.edits
    planned.record_visit(said(site, finding="done"))
    now = vars(planned._now())
    assert now["matches_of_thread"] is held[0], "not worked out again"
    assert now["threads_of_site"] is held[1]
    assert now["edits"][:len(held[2])] == held[2]
    assert len(planned._now().edits) == len(held[2]) + 1
    write(planned, "withdrawn", subject=site, seq=held[2][-1].seq)
    assert len(planned._now().edits) == len(held[2])
    assert is_as_read_anew(planned).version == first.version + 2
