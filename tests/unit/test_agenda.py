"""What has its turn on a date: look-backs by risk, letters that are called for, answers that did not come; and for whom."""

import numpy as np
import pytest
from factories import day
from test_living import CITY, COUNTY, HAINAN, UNIT, WUDA, actor, reported, visited

from geomon.model import TaskStatus
from geomon.service.agenda import _first_letters
from geomon.service.seats import Seats
from geomon.status import Life, letter_due

GIVEN = {"paper": "函 1 号", "to": "市自然资源局", "reply_by": "2024-12-01"}
LATE = "plan#3"                                             # due on 2024-10-31; the workspace's day is 2024-12-15


@pytest.fixture
def desk(planned):
    seats = Seats(planned)
    return lambda who: seats.seat(lambda: who).life


@pytest.fixture
def agenda(planned):
    seats = Seats(planned)

    def of(who=CITY, on="2024-12-15"):
        seat = seats.seat(lambda: who)
        situation = seat.situation(day(on))
        ids = situation.tasks["id"].tolist()
        found = seat.life.agenda(situation)
        return ({ids[line.row]: (line.state, str(line.on), line.risks) for line in found.look_backs},
                {ids[line.row]: (line.rung.name if line.rung else "", line.last_number, line.late) for line in found.letters})
    return of


def closed(planned, desk, site):
    reported(desk)
    visited(planned, site)
    desk(COUNTY).take("plan#1", "county_accepted", {"opinion": "1"}, day("2024-10-11"))
    desk(CITY).take("plan#1", "city_accepted", {"opinion": "2"}, day("2024-10-12"))
    notice = {"text": "网站", "start": "2024-10-13", "end": "2024-10-19", "contact": "电话"}
    desk(actor("戊", "publisher")).take("plan#1", "in_notice", notice, day("2024-10-13"))
    desk(CITY).take("plan#1", "closed", {"filing": "9"}, day("2024-10-20"))


def test_nothing_was_closed_so_nothing_is_looked_at_again(agenda):
    backs, letters = agenda()
    assert backs == {}
    assert letters == {LATE: ("warning", "", 0), "plan#2": ("reminder", "", 0)}
    assert agenda(on="2024-07-01")[1] == {}


def test_a_closed_task_comes_up_on_its_day_and_is_overdue_after_it(planned, desk, site, agenda):
    closed(planned, desk, site)
    assert agenda()[0] == {"plan#1": ("later", "2025-10-20", ())}
    assert agenda(on="2025-09-20")[0]["plan#1"][0] == "soon"
    assert agenda(on="2025-10-20")[0]["plan#1"][0] == "soon"
    assert agenda(on="2025-10-21")[0]["plan#1"][0] == "overdue"
    assert agenda(on="2024-10-19")[0] == {}                  # on that day it was not closed
    desk(COUNTY).take("plan#1", "reviewing", {}, day("2024-11-01"))
    assert agenda()[0] == {"plan#1": ("under_way", "2024-11-01", ())}


def test_risk_brings_it_forward_and_is_named(planned, desk, site, agenda):
    desk(CITY).take("plan#1", "extended", {"due": "2026-06-30", "reason": "冬季停工", "paper": "批 9 号"}, day("2024-06-20"))
    closed(planned, desk, site)
    assert agenda()[0] == {"plan#1": ("later", "2025-01-20", ("extended",))}
    assert agenda(on="2024-12-21")[0]["plan#1"][0] == "soon"


def test_a_letter_that_went_out_waits_for_its_answer_and_then_for_the_next(desk, agenda):
    desk(CITY).take(LATE, "warning", GIVEN, day("2024-11-10"))
    assert agenda(on="2024-11-15")[1].get(LATE) is None
    assert agenda(on="2024-12-05")[1][LATE] == ("supervision", "函 1 号", 4)
    desk(UNIT).take(LATE, "replied", {"text": "已排工期", "paper": "复 1 号"}, day("2024-12-06"))
    assert agenda()[1][LATE] == ("supervision", "函 1 号", 0)


def test_a_person_of_a_district_has_the_turns_of_that_district(planned, desk, site, agenda):
    closed(planned, desk, site)
    assert list(agenda(actor("戊", "inspector", regions=[HAINAN]))[0]) == ["plan#1"]
    assert agenda(actor("戊", "inspector", regions=[WUDA]))[0] == {}


def test_the_first_letters_of_all_tasks_at_once_are_those_of_each(planned, profile):
    situation = planned.situation(day("2024-12-15"))
    rng = np.random.default_rng(7)
    lights = rng.choice(["red", "yellow", "blue", "green", "grey"], 400)
    stages = rng.choice(["planned", "in_progress", "issued", "returned", "rebounded", "merged", "completed"], 400)
    days = np.where(rng.random(400) < 0.2, np.nan, rng.integers(-400, 400, 400))
    many = situation.tasks.iloc[np.zeros(400, int)].assign(light=lights, stage=stages, days=days)
    found = _first_letters(type(situation)(situation.as_of, 1, situation.sites, many), profile.ladder)
    for n, (light, stage, left) in enumerate(zip(lights, stages, days, strict=True)):
        status = TaskStatus(light, stage, "", "", days_left=None if np.isnan(left) else int(left))
        rung = letter_due(profile.ladder, Life(), status, situation.as_of)
        assert (profile.ladder[found[n]] if found[n] >= 0 else None) is rung
