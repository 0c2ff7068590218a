"""A sequence that grows by a few reads as the tuple of all, whatever it grew from, and knows what it went on from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomon.service import grown
from geomon.service.grown import Grown


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(grown, "MOST_MORE", 3)


@given(st.lists(st.lists(st.integers(), max_size=3), max_size=6), st.slices(12))
def test_it_reads_as_the_tuple_of_all(steps, part):
    made, every = Grown(()), ()
    for step in steps:
        before, made, every = made, made.by(step), (*every, *step)
        assert tuple(before) == every[:len(before)], "what was there stays as it was"
        assert made == every
    assert list(made) == list(every)
    assert len(made) == len(every)
    assert made[part] == every[part]
    assert tuple(reversed(made)) == every[::-1]
    for at in range(-len(every), len(every)):
        assert made[at] == every[at]


def test_it_knows_what_it_went_on_from():
    first = Grown(tuple(range(1, 3)))
    more = first.by((3,))
    assert more.begins_with(first)
    assert more.by((4,)).begins_with(more)
    assert not first.begins_with(more)
    assert not Grown(tuple(range(1, 3))).by((3,)).begins_with(first), "another reading of the same"
    assert not first.by((9,)).by((4,)).begins_with(more)
    assert not more.by((4, 5, 6)).begins_with(more), "put together: it cannot be told"
