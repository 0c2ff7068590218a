"""The ladder of letters: which one a task calls for on a day, in which order they go out, and what is kept of each."""

import dataclasses

import pytest
from factories import ROOT, day
from test_life import CITY, COUNTY, UNIT, Story, refused

from geomon.errors import SettingsError
from geomon.model import TaskStatus
from geomon.status import LETTER, letter_due, load_profile, look_back_on

DEFAULT = (ROOT / "profiles" / "default.toml").read_text(encoding="utf-8")
NAMES = ("reminder", "warning", "supervision", "listed", "interview", "referral")
SENT = {"reply_by": "2026-12-31", "paper": "函 1 号", "to": "市自然资源局"}


def status(light="red", left=-10, stage="in_progress"):
    return TaskStatus(light, stage, "原因。", "reason.", due=day("2025-10-31"), days_left=left)


def story(light="red", left=-10, stage="in_progress"):
    return Story(status=status(light, left, stage)).do("started", UNIT, "2025-05-01")


def due(told, at="2025-12-31"):
    found = letter_due(told.profile.ladder, told.life, told.facts.status, day(at))
    return found.name if found else ""


def climb(told, *steps):
    for name, at in steps:
        told.do(name, CITY, at, **SENT)
    return told


@pytest.mark.parametrize(("light", "left", "stage", "letter"), [
    ("blue", 200, "in_progress", ""), ("green", None, "completed", ""), ("yellow", 20, "in_progress", "reminder"),
    ("yellow", 200, "in_progress", "reminder"),            # behind its schedule
    ("grey", None, "planned", "reminder"),                 # a long-term duty that nobody spoke of
    ("grey", 30, "issued", ""), ("grey", None, "merged", ""), ("grey", -1, "planned", "warning"), ("red", -1, "in_progress", "warning"),
    ("red", -400, "in_progress", "warning"),               # those after it follow upon one another
    ("red", 100, "returned", "warning"), ("red", None, "rebounded", "warning"),
])
def test_the_state_of_a_task_says_which_letter_it_calls_for(light, left, stage, letter):
    assert due(story(light, left, stage)) == letter


def test_the_letters_go_out_in_their_order_and_each_leaves_its_time():
    told = story(left=-400)
    at = dict(zip(NAMES[1:], ("2025-06-01", "2025-06-11", "2025-06-26", "2025-07-26", "2025-08-25"), strict=True))
    for name, when in at.items():
        later = [other for other in NAMES[NAMES.index(name) + 1:] if told.offer(other, CITY, when)]
        assert not later
        assert due(told, when) == name
        climb(told, (name, when))
        assert due(told, when) == ""
    assert [event.kind for event in told.life.letters] == [LETTER] * 5
    assert "the letter before it leaves time until 2025-06-11" in refused(
        lambda: climb(story(left=-400), ("warning", "2025-06-01"), ("supervision", "2025-06-10")))
    assert "another letter of the ladder goes before" in refused(lambda: climb(story(left=-400), ("listed", "2025-06-10")))
    assert "a sterner one went out" in refused(lambda: climb(told, ("reminder", "2025-09-01")))


def test_days_are_counted_as_the_profile_says():
    for left, open_ in ((-29, ""), (-30, "supervision")):
        told = climb(story(left=left), ("warning", "2025-06-01"))
        assert due(told) == open_


def test_a_letter_is_kept_with_its_number_and_with_what_it_was_sent_for():
    told = climb(story(), ("warning", "2025-06-01"))
    assert told.life.last.body == {"step": "warning", "title": "预警函", "paper": "函 1 号", "to": "市自然资源局", "reply_by": "2026-12-31",
                                   "light": "red", "days_left": -10, "deadline": "2025-10-31"}
    assert told.life.stage == "in_progress"
    early = SENT | {"reply_by": "2025-05-31"}
    assert "an answer is asked for before" in refused(lambda: story().do("warning", CITY, "2025-06-01", **early))
    assert "missing" in refused(lambda: story().do("warning", CITY, "2025-06-01", reply_by="2025-07-01", paper=" "))


def test_an_answer_is_taken_once_and_the_next_letter_asks_for_another():
    told = climb(story(left=-400), ("warning", "2025-06-01"))
    assert "not done at the stage" in refused(lambda: story().do("replied", UNIT, "2025-06-02"))
    told.do("replied", UNIT, "2025-06-05")
    assert told.life.replied.at == day("2025-06-05")
    assert "not done at the stage" in refused(lambda: told.do("replied", UNIT, "2025-06-06"))
    assert climb(told, ("supervision", "2025-06-20")).life.replied is None


def test_more_time_or_a_set_back_begins_the_ladder_anew_and_the_letters_stay_in_the_history():
    told = climb(story(), ("warning", "2025-06-01")).do("extended", CITY, "2025-06-02")
    assert (told.life.letters, told.life.escalated, due(told)) == ((), 1, "warning")
    assert climb(told, ("warning", "2025-07-01")).life.escalated == 2


def test_who_may_sign_differs_from_letter_to_letter():
    told = climb(story(left=-400), ("warning", "2025-06-01"))
    assert not told.offer("supervision", COUNTY)
    assert told.offer("supervision", CITY)
    assert not story().offer("warning", UNIT)
    assert story().offer("warning", COUNTY)


def test_a_letter_of_a_ladder_that_changed_since_moves_no_stage():
    told = climb(story(), ("warning", "2025-06-01"))
    told.profile = dataclasses.replace(told.profile, ladder=(), acts={k: v for k, v in told.profile.acts.items() if k not in NAMES})
    assert told.life.stage == "in_progress"
    assert len(told.life.letters) == 1


def test_a_closed_task_that_needed_letters_is_looked_at_sooner():
    told = climb(story(), ("warning", "2025-05-02"))
    assert look_back_on(told.do("completed", UNIT, "2025-06-01").do("self_checked", UNIT, "2025-06-05").visit("2025-06-10").do(
        "county_accepted", COUNTY, "2025-06-12").do("city_accepted", CITY, "2025-06-20").do(
        "in_notice", "戊 publisher", "2025-07-01", start="2025-07-01", end="2025-07-07").do("closed", CITY, "2025-07-08").life,
        told.profile) == day("2025-10-08")
    assert told.life.risks == ("letters",)


def test_every_shipped_profile_has_the_ladder_in_its_order():
    for path in (ROOT / "profiles").glob("*.toml"):
        profile = load_profile(path)
        assert tuple(rung.name for rung in profile.ladder) == NAMES, path.stem
        assert all(rung.title_en.isascii() and "{reply_by}" in rung.asks for rung in profile.ladder)


RUNG = '[[ladder]]\nname = "nudge"\ntitle = "函"\ntitle_en = "Letter"\nby = "办"\nasks = "复函。"\nmay = ["accept.city"]\n'


@pytest.mark.parametrize(("more", "says"), [
    ("", "when is no list of states"), ("when = [{}]", "asks for nothing"), ('when = [{ lights = ["purple"] }]', "lights names 'purple'"),
    ('when = [{ stages = ["closed"] }]', "stages names 'closed'"), ('when = [{ over = "9" }]', "over = '9' is no number of days"),
    ('when = [{ over = 1 }]\nto = "mayor"', "to = 'mayor'"),
    ('when = [{ over = 1 }]\nafter = "warning"', "is no letter that stands before"),
    ('when = [{ over = 1 }]\nwho = "x"', "unknown key 'who'"), ("when = [{ over = 1, days = 2 }]", "unknown key 'days'"),
    ('when = [{ over = 1 }]\nreply_days = -1', "no whole number"),
])
def test_a_ladder_that_is_not_well_formed_is_refused_with_its_place(tmp_path, more, says):
    (tmp_path / "default.toml").write_text(DEFAULT, encoding="utf-8")
    path = tmp_path / "own.toml"
    path.write_text(f'base = "default"\n{RUNG}{more}\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=says) as found:
        load_profile(path)
    assert "own.toml" in found.value.sentence


def test_names_of_letters_are_their_own(tmp_path):
    (tmp_path / "default.toml").write_text(DEFAULT, encoding="utf-8")
    path = tmp_path / "own.toml"
    for taken in ("returned", "closed", "ends here"):
        path.write_text(f'base = "default"\n{RUNG.replace("nudge", taken)}when = [{{ over = 1 }}]\n', encoding="utf-8")
        with pytest.raises(SettingsError, match=r"is taken|no plain name"):
            load_profile(path)
    path.write_text('base = "default"\n[look_back]\nrisks = ["weather"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="risks names 'weather'"):
        load_profile(path)
