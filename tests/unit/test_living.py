"""Steps through the service: written as events, by whom, in whose district, once; taken back; seen in the lights and in the record."""

import datetime as dt
import uuid

import pytest
from factories import day

from geomon.errors import Conflict, InputError, NotAllowed
from geomon.people import ROLES, Actor, Limits
from geomon.service import open_service
from geomon.service.record import Wanted
from geomon.service.seats import Seats
from geomon.visits import Edit

TASK, OTHER = "plan#1", "plan#2"
HAINAN, WUDA = "150303", "150304"


def actor(name, *roles, regions=None, units=None):
    return Actor(name, frozenset(roles), frozenset(a for role in roles for a in ROLES[role]),
                 Limits(frozenset(regions) if regions else None), frozenset(units) if units else None)


UNIT, COUNTY, CITY = actor("甲", "unit"), actor("乙", "acceptor.county"), actor("丙", "acceptor.city")


@pytest.fixture
def desk(planned):
    """The lives as somebody has them."""
    seats = Seats(planned)
    return lambda who: seats.seat(lambda: who).life


def reported(desk):
    """The task is reported as done and looked over by its unit."""
    desk(UNIT).take(TASK, "started", {"text": "已进场"}, day("2024-07-01"))
    desk(UNIT).take(TASK, "completed", {"measures": [1]}, day("2024-10-01"))
    desk(UNIT).take(TASK, "self_checked", {"paper": "自验 1 号"}, day("2024-10-02"))


def visited(service, site, at="2024-10-10", by="己"):
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    service.record_visit(Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, day(at), now, by, {"finding": "done"}))


def stage(desk, task=TASK, who=CITY):
    return desk(who).sheet(task).life.stage


def test_a_task_goes_from_the_plan_to_an_acceptance(planned, desk, site):
    assert stage(desk) == "planned"
    assert [one.name for one in desk(UNIT).sheet(TASK).offers if one] == ["started"]
    reported(desk)
    sheet = desk(COUNTY).sheet(TASK)
    assert {one.name: one.what for one in sheet.offers if one.near}["county_accepted"].startswith("nobody has been there")
    visited(planned, site)
    desk(COUNTY).take(TASK, "county_accepted", {"opinion": "验 3 号"}, day("2024-10-11"), desk(COUNTY).sheet(TASK).life.version)
    assert stage(desk) == "county_accepted"
    status = planned.task_card(TASK, planned.settings.today()).status
    assert (status.light, status.progress) == ("green", "accepted")
    desk(CITY).take(TASK, "returned", {"reason": "排水沟未修"}, day("2024-10-20"))
    status = planned.task_card(TASK, planned.settings.today()).status
    assert (status.light, status.stage) == ("red", "returned")
    assert planned.task_card(TASK, day("2024-10-15")).status.light == "green"     # as it stood on that day


def test_a_step_is_an_event_with_its_author_and_day(planned, desk):
    desk(UNIT).take(TASK, "started", {"text": "已进场"}, day("2024-07-01"))
    _, entries = planned.record.page(Wanted(actor="甲"), 0, 5)
    row = entries[0].row
    assert (row.kind, row.subject, row.at, row.source) == ("progress", TASK, day("2024-07-01"), "steps")
    assert row.body == {"step": "started", "text": "已进场", "progress": "in_progress"}
    assert planned.verify().bad is None


def test_another_process_sees_the_step(planned, workspace, desk):
    reported(desk)
    other = open_service(workspace)
    try:
        assert other.life.sheet(TASK).life.stage == "self_checked"
    finally:
        other.close()


def test_who_saves_on_an_older_state_is_told_and_nothing_is_written(planned, desk):
    shown = desk(UNIT).sheet(TASK).life.version
    desk(UNIT).take(TASK, "started", {"text": "已进场"}, day("2024-07-01"), shown)
    before = planned.version()
    with pytest.raises(Conflict, match="甲 took a step on 2024-07-01 after you opened this task"):
        desk(UNIT).take(TASK, "mostly_completed", {"text": "快好了"}, day("2024-07-02"), shown)
    assert planned.version() == before


def test_two_services_on_one_register_do_not_take_a_step_twice(planned, workspace):
    other = open_service(workspace)
    try:
        planned.life.sheet(TASK), other.life.sheet(TASK)
        other.life.take(TASK, "started", {"text": "一"}, day("2024-07-01"))
        with pytest.raises(InputError, match="not done at the stage"):
            planned.life.take(TASK, "started", {"text": "二"}, day("2024-07-01"))
    finally:
        other.close()


def test_the_person_of_this_machine_cannot_accept_what_they_reported(planned, site):
    planned.life.take(TASK, "started", {"text": "一"}, day("2024-07-01"))
    planned.life.take(TASK, "completed", {"measures": [1]}, day("2024-10-01"))
    planned.life.take(TASK, "self_checked", {"paper": "1"}, day("2024-10-02"))
    visited(planned, site)
    with pytest.raises(NotAllowed, match="your own work"):
        planned.life.take(TASK, "county_accepted", {"opinion": "1"}, day("2024-10-11"))


def test_the_newest_step_is_taken_back_by_who_may_take_it(planned, desk):
    reported(desk)
    numbers = [event.seq for event in desk(UNIT).sheet(TASK).life.steps]
    with pytest.raises(InputError, match="only the newest step"):
        desk(UNIT).undo(TASK, numbers[0])
    with pytest.raises(NotAllowed, match="you may not"):
        desk(COUNTY).undo(TASK, numbers[-1])
    assert desk(COUNTY).sheet(TASK).undoable is None
    assert desk(UNIT).sheet(TASK).undoable == numbers[-1]
    desk(UNIT).undo(TASK, numbers[-1], "写错了")
    assert stage(desk) == "completed"
    _, entries = planned.record.page(Wanted(kind="withdrawn"), 0, 5)
    assert entries[0].row.body == {"seq": numbers[-1], "reason": "写错了"}
    with pytest.raises(InputError, match="taken back already"):
        desk(UNIT).undo(TASK, numbers[-1])


def test_a_worker_does_not_take_an_acceptance_back(planned, desk, site):
    reported(desk)
    visited(planned, site)
    both = actor("甲", "unit", "acceptor.county")
    desk(COUNTY).take(TASK, "county_accepted", {"opinion": "验 3 号"}, day("2024-10-11"))
    with pytest.raises(NotAllowed, match="you may not"):
        desk(both).undo(TASK, desk(both).sheet(TASK).life.last.seq)


def test_the_undo_of_readings_takes_no_step_back(planned, desk):
    reported(desk)
    with pytest.raises(InputError, match="nothing to take back"):
        planned.undo(desk(UNIT).sheet(TASK).life.last.seq)


@pytest.mark.parametrize(("who", "says"), [
    (None, "nobody is signed in"), (actor("戊"), "your roles"), (actor("戊", "viewer"), "your roles"),
    (actor("戊", "unit", units=["市水务局"]), "other units than yours"), (actor("戊", "unit", units=["市自然资源局"]), ""),
])
def test_a_step_asks_for_the_right(desk, who, says):
    def take():
        desk(who).take(TASK, "started", {"text": "一"}, day("2024-07-01"))
    if says:
        with pytest.raises(NotAllowed, match=says):
            take()
    else:
        take()


def test_a_task_of_another_district_is_as_one_that_there_is_not(desk):
    for call in (lambda life: life.sheet(TASK), lambda life: life.take(TASK, "started", {"text": "一"}), lambda life: life.undo(TASK, 1)):
        with pytest.raises(KeyError):
            call(desk(actor("戊", "unit", regions=[WUDA])))
    assert desk(actor("戊", "unit", regions=[HAINAN])).sheet(TASK).life.stage == "planned"


def test_a_task_goes_into_another_that_is_there_and_not_in_a_ring(planned, desk):
    given = {"paper": "会议纪要 2 号"}
    with pytest.raises(InputError, match="not in the register"):
        desk(CITY).take(TASK, "merged", given | {"successor": "plan#99"}, day("2024-07-01"))
    with pytest.raises(InputError, match="into itself"):
        desk(CITY).take(TASK, "merged", given | {"successor": TASK}, day("2024-07-01"))
    desk(CITY).take(TASK, "merged", given | {"successor": OTHER}, day("2024-07-01"))
    with pytest.raises(InputError, match="into itself"):
        desk(CITY).take(OTHER, "merged", given | {"successor": TASK}, day("2024-07-01"))
    status = planned.task_card(TASK, planned.settings.today()).status
    assert (status.light, status.stage, status.days_left) == ("grey", "merged", None)
    assert "并入另一任务（2024-07-01）" in status.reason


def test_an_extension_moves_the_deadline_and_keeps_the_old_one(planned, desk):
    old = planned.task_card(TASK, planned.settings.today()).status.due
    desk(CITY).take(TASK, "extended", {"due": "2026-06-30", "reason": "冬季停工", "paper": "批 9 号"}, day("2024-08-01"))
    assert planned.task_card(TASK, planned.settings.today()).status.due == day("2026-06-30")
    assert desk(CITY).sheet(TASK).life.dues == (str(old),)
    assert planned.task_card(TASK, day("2024-07-31")).status.due == old


def test_a_step_that_there_is_not_is_refused(desk):
    with pytest.raises(InputError, match="the profile has no step 'blessed'"):
        desk(CITY).take(TASK, "blessed", {})
