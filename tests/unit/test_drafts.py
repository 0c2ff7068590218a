"""Drafts: kept for one person and one form, gone when they are let go of, too many, too old or too long; never in the register."""

import datetime as dt
import json
import os
import stat

import pytest

from geomon.errors import GeomonError, NotAllowed, TooLarge
from geomon.people import ROLES, Actor, Limits
from geomon.service import drafts, open_service
from geomon.service.drafts import Form, step_form
from geomon.service.seats import Seats

GOAL = Form("plan", "edit goal", ("correct",))
OTHER = Form("plan", "edit deadline", ("correct",))


def person(name="甲", role="operator"):
    return Actor(name, frozenset((role,)), ROLES[role])


@pytest.fixture
def desk_of(planned):
    """desk_of(actor) -> the drafts as this person has them."""
    return lambda actor: Seats(planned).seat(lambda: actor).drafts


def test_a_draft_outlives_the_server_and_stands_as_it_was_written(planned, workspace):
    planned.drafts.keep(GOAL, {"text": "目标：全部回填", "due": {"day": "2025-06-30"}}, "v1", "s1")
    again = open_service(workspace)
    found = again.drafts.find(GOAL)
    again.close()
    assert found.values == {"text": "目标：全部回填", "due": {"day": "2025-06-30"}}
    assert (found.version, found.stands, found.aside) == ("v1", "s1", False)
    assert abs(found.at - dt.datetime.now(tz=dt.UTC)) < dt.timedelta(minutes=1)


def test_each_form_has_its_own_and_letting_go_takes_one(planned):
    desk = planned.drafts
    desk.keep(GOAL, {"text": "甲"})
    desk.keep(OTHER, {"text": "乙"})
    desk.keep(GOAL.aside, {"text": "丙"})
    assert [desk.find(one).values["text"] for one in (GOAL, OTHER, GOAL.aside)] == ["甲", "乙", "丙"]
    assert desk.find(GOAL.aside).aside
    assert {(one.name, one.aside) for one in desk.of_thing("plan", lambda _: ("correct",))} == {
        ("edit goal", False), ("edit deadline", False), ("edit goal", True)}
    desk.discard(GOAL)
    assert desk.find(GOAL) is None
    assert desk.find(OTHER).values == {"text": "乙"}


def test_the_register_knows_nothing_of_a_draft_and_no_other_account_reads_it(planned, tmp_path):
    before, head = planned.version(), planned.verify()
    planned.drafts.keep(GOAL, {"text": "不外传的话"})
    assert planned.version() == before
    assert planned.verify() == head
    copy = tmp_path / "copy.db"
    planned.back_up(copy)
    assert "不外传的话".encode() not in copy.read_bytes()
    files = list((planned.settings.data / "drafts").rglob("*.json"))
    assert len(files) == 1
    assert "plan" not in str(files[0].relative_to(planned.settings.data / "drafts"))
    if os.name == "posix":
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o600
        assert [stat.S_IMODE(one.stat().st_mode) for one in list(files[0].parents)[:2]] == [0o700, 0o700]


def test_what_is_too_long_is_not_kept_and_the_one_before_stays(planned):
    planned.drafts.keep(GOAL, {"text": "短"})
    with pytest.raises(TooLarge, match="too long"):
        planned.drafts.keep(GOAL, {"text": "长" * drafts.MOST_BYTES})
    assert planned.drafts.find(GOAL).values == {"text": "短"}


def files(planned):
    return list((planned.settings.data / "drafts").rglob("*.json"))


def age(paths, seconds):
    for path in paths:
        os.utime(path, (path.stat().st_mtime - seconds,) * 2)


def test_the_oldest_go_when_there_are_too_many(planned, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 3)
    several = [Form("plan", f"edit {n}", ("correct",)) for n in range(5)]
    for n, one in enumerate(several):
        planned.drafts.keep(one, {"n": n})
        age(files(planned), 10)
    assert [planned.drafts.find(one) is not None for one in several] == [False, False, True, True, True]


def test_what_nobody_touched_for_a_month_is_not_shown_and_goes(planned, desk_of, monkeypatch):
    desk_of(person("乙")).keep(OTHER, {"text": "旧"})
    later = dt.datetime.now(tz=dt.UTC).astimezone() + dt.timedelta(days=drafts.DAYS + 1)
    with monkeypatch.context() as patched:
        patched.setattr(drafts, "_now", lambda: later)
        assert desk_of(person("乙")).find(OTHER) is None
    age(files(planned), 86400 * (drafts.DAYS + 1))
    planned._draft_files._swept = dt.date.min               # another day
    planned.drafts.keep(GOAL, {"text": "新"})
    assert [json.loads(path.read_text("utf-8"))["name"] for path in files(planned)] == ["edit goal"]


def test_a_file_that_is_no_draft_is_none(planned):
    planned.drafts.keep(GOAL, {"text": "甲"})
    path = next((planned.settings.data / "drafts").rglob("*.json"))
    for broken in ("", "{", "[]", '{"name": 1}', '{"values": 3}', json.dumps({"name": "edit goal", "at": "x", "values": {}})):
        path.write_text(broken, encoding="utf-8")
        assert planned.drafts.find(GOAL) is None
        assert planned.drafts.of_thing("plan", lambda _: ("correct",)) == ()


def test_a_folder_that_takes_nothing_is_told_in_a_sentence(planned):
    (planned.settings.data / "drafts").write_text("a file stands in the way", encoding="utf-8")
    with pytest.raises(GeomonError, match="draft could not be kept"):
        planned.drafts.keep(GOAL, {"text": "甲"})
    assert planned.drafts.find(GOAL) is None


def test_a_clean_up_that_fails_is_no_reason_to_say_that_it_was_not_kept(planned, monkeypatch):
    planned.drafts.keep(GOAL, {"text": "甲"})

    def refused(_):
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr(planned._draft_files, "_clear", refused)
    assert planned.drafts.keep(GOAL, {"text": "乙"}).values == {"text": "乙"}
    assert planned.drafts.find(GOAL).values == {"text": "乙"}


def test_two_texts_change_places_whole_or_stay_where_they_are(planned, monkeypatch):
    desk = planned.drafts
    desk.keep(GOAL, {"text": "甲"})
    desk.keep(GOAL.aside, {"text": "乙"})

    def held():
        return [desk.find(one).values["text"] for one in (GOAL, GOAL.aside)]
    with pytest.raises(TooLarge):
        desk.exchange(GOAL, {"text": "乙"}, {"text": "长" * drafts.MOST_BYTES})
    assert held() == ["甲", "乙"]
    with monkeypatch.context() as patched:
        synced = iter((None, OSError(28, "No space left on device")))

        def full(_):
            if (fault := next(synced)) is not None:
                raise fault
        patched.setattr(drafts.os, "fsync", full)
        with pytest.raises(GeomonError, match="could not be kept"):
            desk.exchange(GOAL, {"text": "乙"}, {"text": "甲"})
    assert held() == ["甲", "乙"]
    assert not list((planned.settings.data / "drafts").rglob("*.new"))
    desk.exchange(GOAL, {"text": "乙"}, {"text": "甲"})
    assert held() == ["乙", "甲"]
    assert [desk.find(one).aside for one in (GOAL, GOAL.aside)] == [False, True]


def test_nobody_sees_the_draft_of_another(desk_of):
    desk_of(person("甲")).keep(GOAL, {"text": "甲的"})
    assert desk_of(person("乙")).find(GOAL) is None
    assert desk_of(person("乙")).of_thing("plan", lambda _: ("correct",)) == ()
    desk_of(person("乙")).discard(GOAL)
    assert desk_of(person("甲")).find(GOAL).values == {"text": "甲的"}


def test_a_file_put_under_another_name_is_not_shown_to_them(planned, desk_of):
    desk_of(person("甲")).keep(GOAL, {"text": "甲的"})
    desk_of(person("乙")).keep(GOAL, {"text": "乙的"})
    mine, theirs = sorted((planned.settings.data / "drafts").rglob("*.json"))
    theirs.write_bytes(mine.read_bytes())
    held = [desk_of(person(name)).find(GOAL) for name in "甲乙"]
    assert sum(one is None for one in held) == 1


def test_only_who_may_do_it_may_draft_it_and_a_right_that_is_lost_hides_it(planned):
    who = [person("甲")]
    desk = Seats(planned).seat(lambda: who[0]).drafts
    desk.keep(GOAL, {"text": "甲的"})
    who[0] = person("甲", "viewer")
    assert desk.find(GOAL) is None
    assert desk.of_thing("plan", lambda _: ("correct",)) == ()
    with pytest.raises(NotAllowed):
        desk.keep(GOAL, {"text": "仍要写"})
    who[0] = None
    assert desk.find(GOAL) is None
    with pytest.raises(NotAllowed):
        desk.keep(GOAL, {"text": "无人"})
    who[0] = person("甲")
    assert desk.find(GOAL).values == {"text": "甲的"}
    assert desk.find(Form("gone", "edit goal", ("correct",))) is None


def test_an_acceptance_is_not_drafted_by_whose_work_it_is(planned):
    who = [Actor("甲", frozenset(("unit", "acceptor.county")), ROLES["unit"] | ROLES["acceptor.county"])]
    seat = Seats(planned).seat(lambda: who[0])
    form = step_form(planned.profile, "plan#1", "county_accepted")
    seat.drafts.keep(form, {"opinion": "1 号"})
    assert seat.drafts.find(form) is not None
    seat.life.take("plan#1", "started", {"text": "进场"})
    seat.life.take("plan#1", "completed", {"text": "完成", "measures": [1]})
    assert seat.drafts.find(form) is None


def test_who_may_do_it_in_one_district_drafts_what_stands_at_no_place(desk_of):
    limited = Actor("甲", frozenset(("operator",)), ROLES["operator"], limits=Limits(regions=frozenset(("150303",))))
    desk = desk_of(limited)
    desk.keep(Form(drafts.APP_WIDE, "patch 1", ("correct",)), {"reason": "有证"})
    assert desk.find(Form(drafts.APP_WIDE, "patch 1", ("correct",))).values == {"reason": "有证"}
    with pytest.raises(NotAllowed):
        desk.keep(Form("", "labels", ("correct",)), {"role": "lead"})


def test_a_step_that_is_open_to_nobody_has_no_draft(planned):
    with pytest.raises(NotAllowed):
        planned.drafts.keep(step_form(planned.profile, "plan#1", "no such step"), {"text": "甲"})


def test_when_an_event_was_written_is_told_to_who_may_ask(planned, desk_of):
    planned.life.take("plan#1", "started", {"text": "进场"})
    form = step_form(planned.profile, "plan#1", "completed")
    seq = planned.life.sheet("plan#1").life.last.seq
    at = desk_of(person("甲", "unit")).written(form, seq)
    assert abs(at - dt.datetime.now(tz=dt.UTC)) < dt.timedelta(minutes=1)
    assert desk_of(person("甲", "viewer")).written(form, seq) is None
    assert desk_of(person("甲", "unit")).written(form, seq + 99) is None
