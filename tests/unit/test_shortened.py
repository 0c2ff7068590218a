"""A text that is cut short says so, and no number in it becomes another."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomon.text import shortened


@pytest.mark.parametrize(("text", "most", "kept"), [
    ("抽查样点合格率为62%。", 10, "抽查样点合格率为…"), ("排土场未覆土", 6, "排土场未覆土"),
    ("排土场未覆土，边坡未治理", 8, "排土场未覆土…"),
    ("化学需氧量138.5毫克", 8, "化学需氧量…"), ("91150300MA0N5Q2X4K", 6, "91150…"), ("甲矿 K13+800段", 8, "甲矿…")])
def test_it_ends_before_a_number_and_with_an_ellipsis(text, most, kept):
    assert shortened(text, most) == kept


@given(st.text(alphabet="矿渣土0123456789.%，。 ", max_size=40), st.integers(2, 40))
def test_what_is_kept_begins_the_text_and_each_of_its_numbers_is_one_of_it(text, most):
    kept = shortened(text, most)
    assert len(kept) <= most
    assert text.startswith(kept.removesuffix("…"))
    whole, found = re.findall(r"[\d.%]+", text), re.findall(r"[\d.%]+", kept)
    if not re.match(r"[\d.%]", text):                       # a text that is one number only has to be cut inside it
        assert found == whole[:len(found)]
