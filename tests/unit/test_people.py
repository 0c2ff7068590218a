"""Who may do what: every role with every action against a table of its own, limits, own work, and the file that names people."""

import pytest

from geomon.errors import NotAllowed, SettingsError
from geomon.people import ACTIONS, APP, ROLES, WORKSPACE, Actor, Limits, Thing, allow, load_people, local_actor, may

TABLE = """
                 viewer inspector unit acceptor.county acceptor.city acceptor.province publisher operator public
view             x      x         x    x               x             x                 x         x         x
read_documents   .      x         .    x               x             x                 x         x         .
read_record      .      .         .    .               .             .                 .         x         .
download         .      x         x    x               x             x                 x         x         .
visit            .      x         .    x               x             x                 .         .         .
correct          .      .         .    .               .             .                 .         x         .
confirm_layer    .      .         .    .               .             .                 .         x         .
import           .      .         .    .               .             .                 .         x         .
claim            .      .         x    .               .             .                 .         .         .
accept.county    .      .         .    x               .             .                 .         .         .
accept.city      .      .         .    .               x             .                 .         .         .
accept.province  .      .         .    .               .             x                 .         .         .
publish          .      .         .    .               .             .                 x         .         .
operate          .      .         .    .               .             .                 .         x         .
"""
HEAD, *LINES = (line.split() for line in TABLE.strip().splitlines())
CELLS = [(role, line[0], mark == "x") for line in LINES for role, mark in zip(HEAD, line[1:], strict=True)]
HAINAN, WUDA, WUHAI, CHANGZHI, INNER_MONGOLIA = "150303", "150304", "150300", "140400", "150000"


def person(*roles, regions=None, layers=None, units=None, name="甲"):
    limits = Limits(frozenset(regions) if regions else None, frozenset(layers) if layers else None)
    actions = frozenset(action for role in roles for action in ROLES[role])
    return Actor(name, frozenset(roles), actions, limits, frozenset(units) if units else None)


def at(*regions, layers=None, units=None, by=()):
    return Thing(frozenset(regions), frozenset(layers) if layers is not None else None, frozenset(units) if units else None, frozenset(by))


def test_the_table_names_every_role_and_action():
    assert set(HEAD) == set(ROLES)
    assert [line[0] for line in LINES] == list(ACTIONS)


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_a_role_may_do_what_the_table_says(role, action, allowed):
    assert bool(may(person(role), action)) is allowed
    assert bool(may(person(role), action, at(HAINAN, layers=["mine"]))) is allowed
    assert bool(may(person(role), action, WORKSPACE)) is allowed
    limited = person(role, regions=[WUDA])
    assert not may(limited, action, at(HAINAN))
    assert not may(limited, action, WORKSPACE)
    assert bool(may(limited, action, at(WUDA))) is allowed


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_may_nothing_and_the_person_of_this_machine_everything(action):
    assert not may(None, action)
    assert may(local_actor("a"), action, WORKSPACE)
    assert may(local_actor("a"), action)


def test_an_action_that_does_not_exist_is_no_refusal():
    with pytest.raises(KeyError):
        may(local_actor("a"), "veiw")


@pytest.mark.parametrize(("regions", "layers", "thing", "sees", "changes"), [
    ([HAINAN], None, at(HAINAN), True, True),
    ([HAINAN], None, at(WUDA), False, False),
    ([HAINAN], None, at(HAINAN, WUDA), True, False),         # seen by both, changed by who holds both
    ([HAINAN, WUDA], None, at(HAINAN, WUDA), True, True),
    ([WUHAI], None, at(HAINAN, WUDA), True, True),           # a city stands for its counties
    ([WUHAI], None, at(WUHAI), True, True),
    ([HAINAN], None, at(WUHAI), False, False),               # and a county not for its city
    ([INNER_MONGOLIA], None, at(HAINAN), True, True),
    ([INNER_MONGOLIA], None, at(CHANGZHI), False, False),
    ([HAINAN], None, at(), False, False),                    # of unknown place
    (None, None, at(), True, True),
    ([HAINAN], None, APP, True, True),
    (None, ["mine"], at(HAINAN, layers=["mine"]), True, True),
    (None, ["mine"], at(HAINAN, layers=["well"]), False, False),
    (None, ["mine"], at(HAINAN, layers=["mine", "well"]), True, False),
    (None, ["mine"], at(HAINAN, layers=[]), False, False),
    (["150303"], ["mine"], at(WUDA, layers=["mine"]), False, False),
])
def test_limits_of_region_and_layer(regions, layers, thing, sees, changes):
    who = person("inspector", regions=regions, layers=layers)
    assert bool(may(who, "view", thing)) is sees
    assert bool(may(who, "download", thing)) is sees
    assert bool(may(who, "visit", thing)) is changes


def test_a_unit_speaks_for_itself():
    who = person("unit", units=["市自然资源局"])
    assert may(who, "claim", at(HAINAN, units=["市自然资源局", "市水务局"]))
    assert not may(who, "claim", at(HAINAN, units=["市水务局"]))
    assert not may(who, "claim", at(HAINAN))
    assert may(who, "claim")
    assert may(who, "view", at(HAINAN, units=["市水务局"]))


@pytest.mark.parametrize("level", ["county", "city", "province"])
def test_nobody_accepts_their_own_work(level):
    who = person(f"acceptor.{level}", "unit")
    assert may(who, f"accept.{level}", at(HAINAN, by=["乙"]))
    assert not may(who, f"accept.{level}", at(HAINAN, by=["甲", "乙"]))
    assert not may(local_actor("甲"), f"accept.{level}", at(HAINAN, by=["甲"]))
    assert may(who, "view", at(HAINAN, by=["甲"]))


def test_a_refusal_says_what_and_how_to_go_on():
    with pytest.raises(NotAllowed, match=r"Task 6: your roles do not let you do this: write down visits\. Who keeps people\.toml"):
        allow(person("viewer"), "visit", at(HAINAN), where="Task 6")
    allow(person("inspector"), "visit", at(HAINAN))


# ---- people.toml ----------------------------------------------------------------------------------------------------

GOOD = """
[[people]]
name = "李"
sign_in = "Li@Example.org"
roles = ["inspector", "reader"]
regions = ["150303"]
layers = ["mine"]

[[people]]
name = "王"
sign_in = "wang@example.org"
roles = ["operator"]

[roles]
reader = ["view", "read_documents"]
inspector = ["view"]
"""


def written(tmp_path, text):
    path = tmp_path / "people.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_people_are_found_by_what_the_provider_calls_them(tmp_path):
    people = load_people(written(tmp_path, GOOD))
    li = people.find("li@example.ORG")
    assert (li.name, li.limits) == ("李", Limits(frozenset(("150303",)), frozenset(("mine",))))
    assert li.actions == {"view", "read_documents"}        # the workspace's own inspector takes the place of the shipped one
    assert people.find("wang@example.org").limits == Limits()
    for nobody in ("", " ", None, True, ["li@example.org"], "li@example.org.evil", "other@example.org"):
        assert people.find(nobody) is None


def test_without_a_file_there_is_nobody(tmp_path):
    assert load_people(tmp_path / "people.toml").persons == ()


PERSON = '[[people]]\nname = "李"\nsign_in = "li"\n'


@pytest.mark.parametrize(("text", "says"), [
    ("x =", "not TOML"),
    ("color = 1", "unknown key 'color'"),
    ("claim = 3", "claim is no word"),
    ("hours = 100", "no number of hours"),
    ("hours = true", "no number of hours"),
    ('people = ["a"]', "wrong kind"),
    ("[[people]]\nsign_in = 'a'", "has no name"),
    ("[[people]]\nname = 'a'", "sign_in is missing"),
    (PERSON + "roles = ['king']", "no role 'king'"),
    (PERSON + "roles = 'viewer'", "roles is no list"),
    (PERSON + "regions = []", "regions is no list"),
    (PERSON + "regions = ['海南区']", "'海南区' is no region"),
    (PERSON + "layers = [1]", "layers is no list"),
    (PERSON + "region = ['150303']", "unknown key 'region'"),
    (PERSON + PERSON.replace('"李"', '"王"'), "same name or sign_in"),
    (PERSON + PERSON.replace('"li"', '"wang"'), "same name or sign_in"),
    (PERSON.replace("李", "document"), "reserved"),
    ("[roles]\nviewer = ['look']", "no action 'look'"),
    ("[roles]\nlocal = ['view']", "is taken"),
])
def test_a_file_that_is_not_well_formed_lets_nobody_in(tmp_path, text, says):
    with pytest.raises(SettingsError, match=says):
        load_people(written(tmp_path, text))
