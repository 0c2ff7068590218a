"""What a manager asks: steps against words, what turns red next month, silent duties, hectares, the days of a month."""

import datetime as dt
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from situations import make_situation

from geomon.model import Deadline, Document, Event, Task
from geomon.service.briefing import area_by, brief_of, count_by, days_of_month, facts_of, month_end, strip
from geomon.status import load_profile, task_status

DAY = dt.date(2024, 12, 15)
PROFILE = load_profile(Path(__file__).parents[2] / "profiles" / "default.toml")
D = dt.date.fromisoformat


def task(ident="doc#1", due=None, **row):
    left = (D(due) - DAY).days if due else np.nan
    return {"id": ident, "due": pd.Timestamp(due) if due else pd.NaT, "days": float(left)} | row


def said(day, progress="in_progress", kind="progress"):
    return Event(D(day), "document", kind, "doc#1", {"progress": progress} if kind == "progress" else {})


def one(steps=(), words=(), **row):
    """The brief's row of a single task."""
    return brief_of(make_situation([{}], [task(**row)]), facts_of([[D(s) for s in steps]], [words])).tasks.iloc[0]


@pytest.mark.parametrize(("words", "light", "stands", "passed", "after"), [
    ([], "grey", "unheard", 2, 2),
    ([said("2024-08-01")], "blue", "older", 2, 1),
    ([said("2024-10-01", "on_schedule")], "blue", "agrees", 2, 0),
    ([said("2024-10-01", "behind")], "yellow", "behind", 2, 0),
    ([said("2024-10-01", "completed")], "green", "ahead", 2, 0),
    ([said("2024-08-01"), said("2025-01-05", "completed")], "blue", "older", 2, 1),
])
def test_the_word_is_held_against_the_steps_that_have_passed(words, light, stands, passed, after):
    found = one(["2024-06-30", "2024-09-30", "2025-03-31"], words, due="2025-06-30", light=light)
    assert (found["stands"], found["passed"], found["steps"], found["after"]) == (stands, passed, 4, after)


def test_a_step_is_answered_by_a_word_of_its_own_day_and_passes_the_day_after():
    assert one(["2024-09-30"], [said("2024-09-30")], due="2025-06-30")["after"] == 0
    assert one(["2024-12-15"], [], due="2025-06-30")["passed"] == 0


def test_without_a_dated_step_nothing_is_compared():
    assert one([], [said("2024-10-01")])["stands"] == ""


@pytest.mark.parametrize("due", ["2024-12-14", "2024-12-15", "2025-01-30", "2025-01-31", "2025-02-01"])
@pytest.mark.parametrize("words", [[], [said("2024-10-01")], [said("2024-10-01"), said("2024-12-20", "completed")]])
def test_what_turns_red_is_what_the_rules_say_at_the_end_of_next_month_if_nobody_says_more(due, words):
    record = Task("1", "1", "p", deadline=Deadline(due, "date", D(due), D(due), D(due)))
    document, known = Document("doc.docx", "", "t", "plan", "", tasks=(record,)), [e for e in words if e.at <= DAY]
    now = task_status(record, document, known, PROFILE, DAY)
    then = task_status(record, document, known, PROFILE, month_end(DAY, 1))
    expected = then.light if now.light not in ("red", "green") and D(due) >= DAY and D(due) < month_end(DAY, 1) else ""
    assert one([], words, due=due, light=now.light)["turns"] == expected


def test_a_long_term_duty_is_silent_only_while_its_light_says_so():
    assert one([], [said("2024-01-01")], kind="ongoing", light="grey")["silent"]
    assert one([], [said("2024-01-01")], kind="ongoing", light="grey")["silent_days"] == 349
    assert not one([], [said("2024-12-01")], kind="ongoing", light="blue")["silent"]
    assert not one([], [], kind="date", due="2024-06-30", light="grey")["silent"]


def test_what_became_of_the_month_is_counted_from_its_first_day():
    assert one([], [said("2024-12-01", "completed")], due="2025-06-30", light="green")["done_now"]
    assert not one([], [said("2024-11-30", "completed")], due="2025-06-30", light="green")["done_now"]
    assert one([], [said("2024-10-01")], due="2024-11-30", light="red")["over_now"]
    assert not one([], [said("2024-10-01")], due="2024-11-29", light="red")["over_now"]


def test_hectares_are_summed_by_every_group_and_say_how_many_sites_were_measured():
    sites = [{"id": "a", "county": "甲", "area_ha": 3.0, "light": "green", "units": ("u", "v")},
             {"id": "b", "county": "甲", "area_ha": 1.0, "light": "red", "units": ("u",)}, {"id": "c", "county": "乙", "units": ()}]
    situation = make_situation(sites, [task(section="一", sites=("a", "b")), task("doc#2", section="一", sites=("a",))])
    assert area_by(situation, "county").loc["甲", ["green", "red", "sites", "measured"]].tolist() == [3.0, 1.0, 2, 2]
    assert area_by(situation, "county").loc["乙", ["sites", "measured"]].tolist() == [1, 0]
    assert area_by(situation, "unit").loc[["u", "v"], "green"].tolist() == [3.0, 3.0]
    assert area_by(situation, "section").loc["一", ["green", "red", "sites"]].tolist() == [3.0, 1.0, 2]
    assert area_by(situation, "").loc["", ["green", "measured"]].tolist() == [3.0, 2]


def test_a_task_counts_once_in_each_of_its_groups():
    situation = make_situation([{}], [task(units=("u", "u", "v"), light="red"), task("doc#2", units=("u",), light="green"), task("doc#3")])
    assert count_by(situation, "unit")[["red", "green"]].to_dict("index") == {"u": {"red": 1, "green": 1}, "v": {"red": 1, "green": 0}}


def test_the_days_of_a_month_hold_open_tasks_only():
    situation = make_situation([{}], [task("d#1", "2024-12-31", light="yellow"), task("d#2", "2024-12-31", light="red"),
                                      task("d#3", "2024-12-31", light="green"), task("d#4", "2025-01-01", light="blue")])
    assert days_of_month(situation, DAY) == {dt.date(2024, 12, 31): {"red": 1, "yellow": 1}}


def test_the_strip_shows_words_up_to_the_date_and_steps_beyond_it():
    situation = make_situation([{}], [task(due="2025-06-30")])
    words = [said("2024-10-01"), said("2024-10-30", "on_schedule"), said("2025-01-05", "completed")]
    brief = brief_of(situation, facts_of([[D("2024-06-30"), D("2025-03-31"), D("2020-01-31")]], [words]))
    found = [(f"{row.month:%Y-%m}", row.what, row.n, row.claim) for row in strip(brief, [0]).itertuples()]
    assert found == [("2024-06", "step", 1, ""), ("2024-10", "progress", 2, "on_schedule"),
                     ("2025-03", "step", 1, ""), ("2025-06", "step", 1, "")]


def test_an_empty_register_has_an_empty_brief():
    situation = make_situation([{}])
    empty = type(situation)(DAY, 1, situation.sites.iloc[:0], situation.tasks.iloc[:0])
    assert len(brief_of(empty, facts_of([], [])).tasks) == 0


def test_a_hundred_thousand_tasks_are_briefed_in_a_moment():
    n = 100_000
    rows = [task(f"d#{k}", "2025-01-20", light="blue") for k in range(100)]
    situation = make_situation([{}], rows)
    wide = type(situation)(DAY, 1, situation.sites, pd.concat([situation.tasks] * (n // 100), ignore_index=True))
    facts = facts_of([[D("2024-06-30"), D("2025-03-31")]] * n, [[said("2024-10-01")]] * n)
    began = time.perf_counter()
    brief = brief_of(wide, facts)
    assert int((brief.tasks["turns"] == "red").sum()) == n
    assert time.perf_counter() - began < 3
