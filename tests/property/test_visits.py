"""A visit is what the set of its edits makes it: order, repetition and the phones' clocks do not matter, and no value is lost."""

import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from geomon.visits import Edit, clashes_of, edits_in, event_of, visits_of

NOON = dt.datetime(2024, 12, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))
PEOPLE = ("赵工", "钱工", "孙工", "局里")


@st.composite
def histories(draw):
    """Edits of three packs and the office: each person has seen any of the edits before, and his clock is off by up to a day."""
    made = []
    for n in range(draw(st.integers(1, 12))):
        seen = draw(st.lists(st.sampled_from([e.name for e in made]), max_size=2, unique=True)) if made else []
        fields = draw(st.dictionaries(st.sampled_from(["finding", "note", "photo:" + "a" * 64, "withdrawn"]),
                                      st.sampled_from(["done", "partial", "甲", "乙", True, False]), min_size=1))
        was = draw(st.sampled_from([None, None, {"note": "甲"}]))
        made.append(Edit(draw(st.sampled_from(["v1", "v2"])), f"e{n}", draw(st.sampled_from(["s1", "s2"])), dt.date(2024, 12, 15),
                         NOON + dt.timedelta(minutes=draw(st.integers(-1440, 1440))), draw(st.sampled_from(PEOPLE)), fields, tuple(seen),
                         pack="p", was=was))
    return made


def stands(edits):
    visits = visits_of(edits)
    return [(v.uuid, v.site, v.who, dict(v.fields), v.heads, v.clashes) for v in visits], clashes_of(visits)


@given(histories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_changes_what_stands(edits, chance):
    shuffled = [*edits, *chance.choices(edits, k=len(edits))]
    chance.shuffle(shuffled)
    assert stands(shuffled) == stands(edits)


@given(histories())
def test_every_value_said_is_the_one_that_stands_or_is_kept_in_an_event(edits):
    events = [event_of(e) for e in edits]
    said = {(e.visit, e.site, e.by, field, repr(value)) for e in edits for field, value in e.fields.items()}
    kept = {(e.body["visit"], e.subject, e.actor, field, repr(value)) for e in events for field, value in e.body["fields"].items()}
    assert said == kept
    assert [e.digest for e in edits_in(events)] == [e.digest for e in edits]
    for visit in visits_of(edits):
        for field, value in visit.fields.items():
            assert (field, repr(value)) in {(f, v) for u, s, _, f, v in said if (u, s) == (visit.uuid, visit.site)}


@given(histories())
def test_who_had_seen_the_other_value_wins_over_a_wrong_clock(edits):
    last = Edit("v1", "end", "s1", dt.date(2024, 12, 15), NOON - dt.timedelta(days=400), "局里", {"note": "终"},
                tuple(e.name for e in edits))
    for visit in visits_of([*edits, last]):
        if (visit.uuid, visit.site) == ("v1", "s1"):
            assert visit.fields["note"] == "终"
            assert not [c for c in visit.clashes if c.field == "note"]


@given(histories())
def test_values_of_two_people_who_had_not_seen_each_other_are_a_conflict_with_both_sides(edits):
    edits = [Edit(e.visit, e.name, e.site, e.day, e.at, e.by, e.fields) for e in edits]  # nobody has seen anything
    for visit in visits_of(edits):
        mine = [e for e in edits if (e.visit, e.site) == (visit.uuid, visit.site)]
        for field, value in visit.fields.items():
            says = {(e.by, repr(e.fields[field])) for e in mine if field in e.fields}
            newest = max((e for e in mine if field in e.fields), key=lambda e: e.order)
            differs = any(by != newest.by and v != repr(value) for by, v in says)
            assert bool([c for c in visit.clashes if c.field == field]) == differs


def test_two_edits_that_claim_to_have_seen_each_other_are_both_looked_at():
    a, b = (Edit("v", name, "s", dt.date(2024, 12, 15), NOON, by, {"note": by}, (other,))
            for name, other, by in (("a", "b", "赵工"), ("b", "a", "钱工")))
    [visit] = visits_of([a, b])
    assert {side.value for side in visit.clashes[0].sides} == {"赵工", "钱工"}


def test_a_row_that_repeats_what_it_held_says_nothing_new():
    def row(name, minutes, **fields):
        return Edit("v", name, "s", dt.date(2024, 12, 15), NOON + dt.timedelta(minutes=minutes), "赵工", fields, pack="p", was={"note": ""})
    office = Edit("v", "o", "s", dt.date(2024, 12, 15), NOON + dt.timedelta(minutes=5), "局里", {"note": "改"}, ("r1",))
    edits = [row("r1", 0, note="原", finding="done"), office, row("r2", 10, note="原", finding="partial")]
    random.Random(1).shuffle(edits)
    [visit] = visits_of(edits)
    assert (visit.note, visit.finding, visit.clashes) == ("改", "partial", ())
    [visit] = visits_of([*edits, row("r3", 20, note="", finding="partial")])     # put back to what it was: that is new
    assert visit.note == ""
