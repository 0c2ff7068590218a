"""Each noun of a place names its layer, and no noun before it in the list takes its place."""

import pytest

from geomon.documents.common_words import GENERIC, is_a_kind
from geomon.documents.name_breaks import BREAKS
from geomon.documents.never_names import REJECT, TRIM
from geomon.documents.place_nouns import FAMILIES, HEAD, LAYER_OF_GROUP

PLAIN = [
    (noun, family.layer) for family in FAMILIES if not family.before.startswith("(?<") for noun in family.nouns.split() if noun.isalpha()
]


@pytest.mark.parametrize(("noun", "layer"), PLAIN)
def test_a_noun_is_found_whole_and_names_its_layer(noun, layer):
    text = f"县城青龙{noun}二局段。"
    found = HEAD.search(text)
    assert found is not None
    assert (LAYER_OF_GROUP[found.lastgroup or ""], text[4 : found.end()][: len(noun)]) == (layer, noun)


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("污水排入青龙河", "青龙河"),
        ("以下简称青龙湖", "简称青龙湖"),
        ("共有20余处青龙", "青龙"),
        ("抽查发现青龙矿", "青龙矿"),
        ("送青龙市", "青龙市"),
        ("超标准青龙", "青龙"),
    ],
)
def test_a_name_begins_behind_the_last_word_that_none_holds(sentence, left):
    assert sentence[max(m.end() for m in BREAKS.finditer(sentence)) :] == left


@pytest.mark.parametrize("name", ["和平镇", "向阳煤矿", "应急广场", "再生水厂", "至善园", "沿河镇"])
def test_words_that_names_open_with_break_none(name):
    assert BREAKS.match(name) is None


def test_a_longer_common_word_is_taken_before_a_shorter_one():
    assert GENERIC.match("历史遗留矿山").group() == "历史遗留"
    assert is_a_kind("历史遗留废弃铁矿采坑") and not is_a_kind("历史遗留青龙铁矿采坑")


@pytest.mark.parametrize("words", ["无名沟", "乡镇污水处理厂", "废弃厂房旧址", "市水务集团", "汛期河道"])
def test_a_kind_and_an_office_are_no_names(words):
    assert REJECT.search(words)
    assert not REJECT.search("青龙沟")


def test_what_stands_before_a_name_is_cut_off_but_not_from_a_town_that_opens_so():
    assert TRIM.sub("", "以及在原青龙矿") == "青龙矿"
    assert TRIM.sub("", "和平镇砖厂") == "和平镇砖厂"
