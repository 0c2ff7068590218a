"""Profiles as data: those that are shipped, what they may leave out, and what is refused."""

import pytest
from factories import ROOT

from geomon.errors import SettingsError
from geomon.people import ACTIONS
from geomon.status import LookBack, load_profile

SHIPPED = sorted((ROOT / "profiles").glob("*.toml"))
DEFAULT = (ROOT / "profiles" / "default.toml").read_text(encoding="utf-8")
CHAINS = {
    "default": "completed self_checked county_accepted city_accepted in_notice closed",
    "fujian": "completed county_accepted city_accepted sector_accepted sector_reviewed closed",
    "anhui": "completed city_accepted province_accepted closed",
    "yichang": "completed city_accepted city_reviewed province_accepted closed",
    "siping": "completed in_notice closed",
    "dongli": "completed in_notice city_accepted closed",
}


def written(tmp_path, text, name="own"):
    (tmp_path / "default.toml").write_text(DEFAULT, encoding="utf-8")
    path = tmp_path / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_chains_that_are_shipped():
    assert {path.stem: " ".join(step.stage for step in load_profile(path).chain) for path in SHIPPED} == CHAINS


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_step_of_a_shipped_profile_has_somebody_who_takes_it_by_a_right_that_there_is(path):
    profile = load_profile(path)
    steps = [*profile.chain, *profile.acts.values()]
    assert all(step.may and set(step.may) <= set(ACTIONS) for step in steps)
    assert all(step.title and step.title_en and step.title_en.isascii() for step in steps)
    assert profile.chain[0].kind == "claim"
    assert profile.chain[-1].kind == "closing"


def test_what_a_province_says_differs():
    names = "siping", "dongli", "fujian", "yichang"
    siping, dongli, fujian, yichang = (load_profile(ROOT / "profiles" / f"{name}.toml") for name in names)
    assert siping.chain[1].days == 7
    assert "claim" in siping.chain[1].may
    assert dongli.chain[1].days == 0
    assert [step.wait_days for step in fujian.chain] == [0, 30, 30, 30, 30, 0]
    assert [step.stage for step in yichang.chain if step.before_due] == ["city_accepted", "city_reviewed"]
    assert yichang.warning_days == load_profile(ROOT / "profiles" / "default.toml").warning_days


def test_a_profile_that_names_only_what_profiles_named_before_is_still_one(tmp_path):
    old = DEFAULT[:DEFAULT.index("# A closed task is looked at again")] + """
[[chain]]
stage = "completed"
title = "完成整改"
title_en = "Completed"
by = "责任单位"

[[chain]]
stage = "board_accepted"
title = "委员会验收"
title_en = "Accepted by the board"
by = "委员会"
"""
    profile = load_profile(written(tmp_path, old))
    assert profile.look_back == LookBack(12, 3)
    assert profile.chain[0].may == ("claim",)
    assert profile.chain[1].may == ()                     # a stage that geomon does not know: nobody takes it unless the profile says who
    assert profile.chain[1].kind == "acceptance"
    assert "returned" in profile.acts


def test_an_act_and_a_step_are_changed_key_by_key(tmp_path):
    profile = load_profile(written(tmp_path, """
base = "default"
title = "甲"

[acts.extended]
may = ["accept.province"]

[look_back]
risky_months = 1

[[chain]]
stage = "in_notice"
title = "公示"
title_en = "Notice"
by = "市级"
days = 15
"""))
    assert profile.acts["extended"].may == ("accept.province",)
    assert "due" in profile.acts["extended"].needs
    assert profile.look_back == LookBack(12, 1)
    assert (profile.chain[0].kind, profile.chain[0].days, profile.chain[0].may) == ("notice", 15, ("publish",))
    assert len(profile.lights) == 5


STEP = '\n[[chain]]\nstage = "x"\ntitle = "甲"\ntitle_en = "A"\nby = "乙"\n'
BASE = 'base = "default"\n'


@pytest.mark.parametrize(("text", "says"), [
    (BASE + STEP + 'kind = "vote"', "kind = 'vote' is not known"),
    (BASE + STEP + 'needs = ["seal"]', "needs 'seal' is not known"),
    (BASE + STEP + 'needs = ["imagery"]', "imagery alone never closes a task"),
    (BASE + STEP + 'kind = "notice"\nneeds = ["text"]', "a notice has a start and an end"),
    (BASE + STEP + "days = -1", "'days' is no whole number from 0 on"),
    (BASE + STEP + 'may = "claim"', "may is no list of words"),
    (BASE + STEP + 'before_due = "yes"', "before_due is neither true nor false"),
    (BASE + STEP + STEP, "the stage 'x' comes twice"),
    (BASE + STEP.replace('"x"', '"returned"'), "the name 'returned' is taken"),
    (BASE + '[acts.returned]\nneeds = []', "this act cannot go without 'reason'"),
    (BASE + '[acts.moved]\nneeds = []', "unknown key 'moved'"),
    (BASE + '[acts]\nreturned = 3', "is no table"),
    (BASE + "acts = 3", "a value of the wrong kind"),
    (BASE + "look_back = 3", "is no table"),
    (BASE + "[look_back]\nyears = 3", "unknown key 'years'"),
    (BASE + "chain = 3", "'chain' is not a list of steps"),
    ('base = "../default"', "base is no name of a profile"),
    ('base = "gone"', "there is no such profile"),
])
def test_a_profile_that_is_not_well_formed_is_refused(tmp_path, text, says):
    with pytest.raises(SettingsError) as refused:
        load_profile(written(tmp_path, text))
    assert says in refused.value.sentence
    assert "profiles/" in refused.value.sentence


def test_a_base_has_no_base(tmp_path):
    written(tmp_path, BASE, "middle")
    with pytest.raises(SettingsError, match="has a base itself"):
        load_profile(written(tmp_path, 'base = "middle"'))
