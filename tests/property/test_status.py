"""What holds for every task, every history and every day."""

import dataclasses
import datetime as dt

from factories import ROOT, make_document
from hypothesis import given, settings
from hypothesis import strategies as st

from geomon.model import LIGHTS, Deadline, Event, Milestone, Task
from geomon.status import DONE, load_profile, task_status

PROFILE = load_profile(ROOT / "profiles" / "default.toml")
START = dt.date(2024, 1, 1)
days = st.integers(0, 1000).map(lambda n: START + dt.timedelta(days=n))
PROGRESS = ["not_started", "in_progress", "behind", "on_schedule", "ahead", "mostly_completed", "completed", "accepted", "closed"]


@st.composite
def deadlines(draw):
    kind = draw(st.sampled_from(["date", "ongoing", "staged", "relative", "none"]))
    if kind in ("ongoing", "relative", "none") and draw(st.booleans()):
        return Deadline("", kind)
    low, high = sorted([draw(days), draw(days)])
    return Deadline("", kind, draw(st.sampled_from([low, high])), draw(st.sampled_from([None, low])), high)


tasks = st.builds(lambda d, m: Task("1", "（一）", "问题", deadline=d, milestones=tuple(Milestone("", x) for x in m)),
                  deadlines(), st.lists(days, max_size=3))
events = st.lists(st.builds(
    lambda at, kind, progress, seq: Event(at, "a", kind, "d#1", {"progress": progress, "due": "2025-06-30"}, "s", seq),
    days, st.sampled_from(["planned", "progress", "progress", "heartbeat", "returned", "rebounded", "extended", "noise"]),
    st.sampled_from([*PROGRESS, None]), st.integers(1, 99)), max_size=6)
documents = st.builds(lambda d: make_document(issued=d and str(d)), st.none() | days)


def latest_due(task):
    return max((d for d in (task.deadline.due, task.deadline.latest, task.deadline.earliest) if d), default=None)


@given(tasks, documents, events, days)
def test_every_history_gives_one_light_with_a_reason_in_both_languages(task, document, history, day):
    status = task_status(task, document, history, PROFILE, day)
    assert status.light in LIGHTS
    assert status.reason.strip()
    assert status.reason_en.strip()
    assert status.stage


@given(tasks, documents, events, days)
def test_the_order_in_which_events_come_changes_nothing(task, document, history, day):
    history = [dataclasses.replace(e, seq=n) for n, e in enumerate(history)]
    statuses = [task_status(task, document, order, PROFILE, day) for order in (history, history[::-1])]
    assert statuses[0] == statuses[1]


@given(tasks, documents, st.sampled_from(DONE), days, days)
def test_a_completed_task_is_green_from_the_claim_on_and_not_before(task, document, progress, claimed, day):
    history = [Event(claimed, "a", "progress", "d#1", {"progress": progress})]
    assert (task_status(task, document, history, PROFILE, day).light == "green") == (day >= claimed)


@given(tasks, documents, events, days)
def test_red_never_comes_before_the_latest_reading_of_the_deadline_unless_the_task_came_back(task, document, history, day):
    history = [e for e in history if e.kind not in ("returned", "rebounded", "extended")]
    if task_status(task, document, history, PROFILE, day).light == "red":
        assert day > latest_due(task)


@given(tasks, documents, events, days)
def test_events_of_later_days_change_nothing(task, document, history, day):
    known = [e for e in history if e.at <= day]
    assert task_status(task, document, history, PROFILE, day) == task_status(task, document, known, PROFILE, day)


@settings(max_examples=60)
@given(tasks, events)
def test_a_later_day_alone_never_takes_back_grey_or_red(task, history):
    history.append(Event(START, "a", "planned", "d#1", {}))
    document, spoken = make_document(), {e.at for e in history}
    before = None
    for n in range(0, 1100, 3):
        day, earlier = START + dt.timedelta(days=n), START + dt.timedelta(days=n - 3)
        light = task_status(task, document, history, PROFILE, day).light
        if before in ("grey", "red") and not any(earlier < at <= day for at in spoken):
            assert light == before, f"{before} became {light} on {day}"
        before = light


@given(tasks, documents, events, days)
def test_yellow_comes_before_red_by_the_warning_days(task, document, history, day):
    """Who looks once in every thirty days is never surprised by a red that a passed deadline alone has caused."""
    history = [e for e in history if e.kind not in ("returned", "rebounded", "extended")]
    last = latest_due(task)
    if last is not None and last - dt.timedelta(days=PROFILE.warning_days) <= day <= last:
        assert task_status(task, document, history, PROFILE, day).light != "blue"
