"""A text is told to be in traditional characters by those that simplified texts do not have."""

from geomon.documents import source_of_text
from geomon.documents.traditional import _OFTEN_TRADITIONAL, simplify

LIST = "\n".join(f"{n}.东沟{n}号坑未复绿。责任单位：市生态环境局" for n in range(1, 16))


def test_characters_that_tell_a_traditional_text_are_not_those_of_a_simplified_one():
    assert [char for char in _OFTEN_TRADITIONAL if simplify(char) == char] == []


def test_a_list_of_an_environment_office_is_in_simplified_characters():
    assert source_of_text(LIST).warnings == ()
    assert len(source_of_text(LIST.replace("责任单位", "責任單位").replace("环境", "環境")).warnings) == 1
