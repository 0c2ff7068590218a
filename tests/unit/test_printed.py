"""How wide a text is where it is printed, in half characters."""

import pytest

from geomon.documents.printed import width_of


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("abc", 3), ("整改", 4), ("，。", 4), ("“整改”", 8), ("①—…℃", 8), ("2025年6月", 9), ("㎡", 2)],
)
def test_chinese_and_its_marks_take_two(text, width):
    assert width_of(text) == width
