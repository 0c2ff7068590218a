"""The lights, rule by rule; every date is written out so that the rule can be read from the test."""

import pytest
from factories import ROOT, day, make_deadline, make_document, make_event, make_task

from geomon.errors import SettingsError
from geomon.status import load_profile, task_status

PLAN = make_document()
PLANNED = make_event("2024-03-01", "planned")


def at(date, task, profile, *events):
    return task_status(task, PLAN, (PLANNED, *events), profile, day(date))


def test_a_task_long_before_its_deadline_is_blue(profile):
    status = at("2024-06-01", make_task(due="2025-12-31"), profile)
    assert (status.light, status.stage, status.days_left) == ("blue", "planned", 578)


def test_a_task_turns_yellow_on_the_thirtieth_day_before_its_deadline(profile):
    task = make_task(due="2024-12-31")
    assert at("2024-11-30", task, profile).light == "blue"
    assert at("2024-12-01", task, profile).light == "yellow"


def test_a_task_is_not_overdue_on_the_last_day_itself(profile):
    task, report = make_task(due="2024-12-31"), make_event("2024-10-01", progress="on_schedule")
    assert at("2024-12-31", task, profile, report).light == "yellow"
    assert at("2025-01-01", task, profile, report).light == "red"


def test_a_deadline_that_passed_without_any_report_is_grey(profile):
    status = at("2025-01-01", make_task(due="2024-12-31"), profile)
    assert status.light == "grey"
    assert "无人报告" in status.reason
    assert "nobody" in status.reason_en


@pytest.mark.parametrize("progress", ["completed", "accepted", "closed"])
def test_a_claim_of_completion_counts_from_its_day_on_and_not_before(profile, progress):
    task, report = make_task(due="2025-12-31"), make_event("2024-11-05", progress=progress)
    assert at("2024-11-04", task, profile, report).light == "blue"
    assert at("2024-11-05", task, profile, report).light == "green"
    assert at("2026-06-01", task, profile, report).light == "green"


def test_mostly_completed_is_not_completed(profile):
    assert at("2025-01-01", make_task(due="2024-12-31"), profile, make_event(progress="mostly_completed")).light == "red"


def test_a_task_that_is_behind_is_yellow_long_before_its_deadline(profile):
    status = at("2024-07-01", make_task(due="2025-12-31"), profile, make_event("2024-06-01", progress="behind"))
    assert status.light == "yellow"
    assert "滞后" in status.reason


def test_an_ambiguous_deadline_warns_from_its_earliest_and_is_overdue_after_its_latest_reading(profile):
    task = make_task(deadline=make_deadline("2024-07-31", earliest=day("2024-06-30"), latest=day("2024-07-31")))
    report = make_event("2024-04-01", progress="in_progress")
    lights = [at(d, task, profile, report).light for d in ("2024-05-30", "2024-05-31", "2024-07-31", "2024-08-01")]
    assert lights == ["blue", "yellow", "yellow", "red"]


def test_a_staged_deadline_is_judged_by_its_last_part_and_warns_of_each(profile):
    task = make_task(deadline=make_deadline("2025-12-31", "staged", earliest=day("2024-12-31")))
    report = make_event("2024-06-01", progress="on_schedule")
    assert at("2024-07-01", task, profile, report).light == "blue"
    near = at("2024-12-15", task, profile, report)
    assert (near.light, "2024-12-31" in near.reason) == ("yellow", True)
    assert at("2025-06-01", task, profile, report).light == "yellow"
    assert at("2025-06-01", task, profile, report, make_event("2025-01-10", progress="on_schedule")).light == "blue"
    assert at("2026-01-01", task, profile, report).light == "red"


def test_a_long_term_duty_lives_by_its_heartbeat(profile):
    task = make_task(due=None, kind="ongoing")
    beat = make_event("2024-11-05", progress="on_schedule")
    assert at("2024-12-15", task, profile, beat).light == "blue"
    assert at("2025-12-15", task, profile, beat).light == "grey"
    assert at("2024-12-15", task, profile).light == "grey"


def test_a_task_that_came_back_is_red_until_completion_is_claimed_again(profile):
    task, back = make_task(due="2025-12-31"), make_event("2024-08-01", "rebounded")
    done = make_event("2024-07-01", progress="completed")
    assert at("2024-07-15", task, profile, done, back).light == "green"
    assert at("2024-08-01", task, profile, done, back).light == "red"
    assert at("2024-09-15", task, profile, done, back, make_event("2024-09-01", progress="in_progress")).light == "red"
    assert at("2024-10-15", task, profile, done, back, make_event("2024-10-01", progress="completed")).light == "green"


def test_an_extension_moves_the_deadline_from_its_day_on(profile):
    task, report = make_task(due="2024-12-31"), make_event("2024-10-01", progress="in_progress")
    longer = make_event("2025-02-01", "extended", due="2025-12-31")
    assert at("2025-01-15", task, profile, report, longer).light == "red"
    assert at("2025-02-01", task, profile, report, longer).light == "blue"


def test_nothing_is_known_before_the_plan_was_made_public(profile):
    status = at("2024-02-29", make_task(), profile)
    assert (status.light, status.stage) == ("grey", "issued")


def test_a_milestone_that_passed_without_a_report_is_told_in_the_reason(profile):
    from geomon.model import Milestone

    task = make_task(milestones=(Milestone("2024年6月底前", day("2024-06-30")),))
    assert "2024-06-30" in at("2024-09-01", task, profile).reason
    assert "2024-06-30" not in at("2024-09-01", task, profile, make_event("2024-07-15", progress="in_progress")).reason


def test_a_date_that_was_inferred_is_told_in_the_reason(profile):
    status = at("2024-12-15", make_task(), profile, make_event("2024-11-05", progress="completed", dated="inferred"))
    assert "推断" in status.reason
    assert "inferred" in status.reason_en


@pytest.mark.parametrize(("old", "new", "words"), [
    ("warning_days = 30", "warnings_days = 30", "warnings_days"),
    ("warning_days = 30", "warning_days = -1", "warning_days"),
    ('colour = "#CC2E1E"', 'colour = "red"', "'red'"),
    ('shape = "ring"', 'shape = "star"', "'star'"),
    ("[lights.grey]", "[lights.gray]", "grey"),
    ("[[chain]]", "[chain]", "TOML"),
], ids=["wrong key", "negative days", "no colour", "no shape", "a light is missing", "not TOML"])
def test_a_profile_that_is_not_well_formed_is_refused_in_one_sentence(tmp_path, old, new, words):
    path = tmp_path / "own.toml"
    path.write_text((ROOT / "profiles" / "default.toml").read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_profile(path)
    assert words in caught.value.sentence
    assert "\n" not in caught.value.what


def test_a_profile_that_is_not_there_names_those_that_are():
    with pytest.raises(SettingsError, match="default"):
        load_profile(ROOT / "profiles" / "gone.toml")
