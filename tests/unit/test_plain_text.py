"""Plain text as it is copied: bold that stands side by side, asterisks for names, blank lines above cells."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.formats.plain import split_text
from geomon.documents.source import RawLine, RawTable

BOLD = """东湖区整改清单
一、东坡取土坑尚有两处裸露。
**整改目标：****复绿。**
**责任单位：****区水务局**
**整改时限：****2025年6月底**
"""


def lines(text):
    return [item.text for item in split_text(text) if isinstance(item, RawLine)]


def test_bold_right_behind_bold_is_no_hidden_name():
    (task,) = read_text(source_of_text(BOLD), "a.md", "0" * 64).tasks
    assert task.units.responsible == ("区水务局",)
    assert (task.goal, task.deadline.text) == ("复绿。", "2025年6月底")


@pytest.mark.parametrize("line", ["****局：**甲**方案未报。", "**市****局和**县未报。", "***区委，****水利局*", "**甲：**由****局督办。"])
def test_asterisks_that_no_bold_closes_hide_a_name(line):
    assert lines(line) == [line]



@pytest.mark.parametrize(("ends", "blank"), [(3, 2), (4, 2), (40, 2)])
def test_many_blank_lines_are_two(ends, blank):
    assert lines("甲" + "\n" * ends + "乙") == ["甲", *[""] * blank, "乙"]


def test_blank_lines_above_a_cell_are_kept():
    items = split_text("甲" + "\n" * 9 + "\t一\n\t二\n")
    assert [item.text for item in items[:9] if isinstance(item, RawLine)] == ["甲", *[""] * 8]
    assert isinstance(items[9], RawTable)
