"""How much is read of long texts that only begin like tables, again and again: each line few times, counted, not timed."""

import re

from geomon.documents import cell_bars, cell_lines
from geomon.documents.source import RawLine, RawTable


def _lines(text: str):
    return [RawLine(line) for line in text.splitlines()]


class _Counted:
    def __init__(self, pattern: re.Pattern[str]):
        self.pattern, self.searched = pattern, 0

    def search(self, text: str):
        self.searched += 1
        return self.pattern.search(text)

    def split(self, text: str):
        return self.pattern.split(text)


class _Sliced(list):
    copied = 0

    def __getitem__(self, at):
        found = super().__getitem__(at)
        if isinstance(at, slice):
            _Sliced.copied += len(found)
        return found


def test_a_form_that_is_none_is_not_read_to_the_end_from_each_of_its_lines(monkeypatch):
    bars = _Counted(cell_bars.BARS)
    monkeypatch.setattr(cell_bars, "BARS", bars)
    items = _lines("".join(f"整改目标|\n东坡坑{n}\n" for n in range(1000)))
    assert cell_lines.with_tables(items) == items
    assert bars.searched < 200 * len(items)


def test_headings_that_a_failed_table_has_read_as_repeated_are_no_start_of_another(monkeypatch):
    calls = []
    own = cell_lines._own

    def spied(*args):
        calls.append(args)
        return own(*args)

    monkeypatch.setattr(cell_lines, "_own", spied)
    items = _lines("序号\n反馈问题\n整改措施\n责任单位\n整改时限\n2\n" * 300)
    assert cell_lines.with_tables(items) == items
    assert len(calls) == 1


def test_the_lines_below_each_word_that_may_be_a_heading_are_not_copied(monkeypatch):
    made = cell_lines._by_lines
    monkeypatch.setattr(cell_lines, "_by_lines", lambda *args: _Sliced(made(*args)))
    _Sliced.copied = 0
    items = _lines("序号\n1\n" * 2000)
    assert cell_lines.with_tables(items) == items
    assert _Sliced.copied < 70 * len(items)


def test_a_form_below_one_that_is_none_and_a_long_table_of_bars_are_still_read():
    form = "反馈问题 |\n东坡取土坑没有复绿。\n整改目标 |\n复绿。\n整改措施 |\n补植灌木。\n责任单位 |\n市水务局\n整改时限 |\n2025年6月底 |\n"
    rows = "".join(f"{n} | 东坡{n}号取土坑没有复绿。 | 补植灌木。 | 市水务局 | 2025年6月底 |\n" for n in range(1, 401))
    table = "序号 | 反馈问题 | 整改措施 | 责任单位 | 整改时限 |\n" + rows
    (grid,) = [item for item in cell_lines.with_tables(_lines(table)) if isinstance(item, RawTable)]
    assert len(grid.rows) == 401
    assert grid.rows[-1][0] == "400"
    assert any(isinstance(item, RawTable) for item in cell_lines.with_tables(_lines("天气晴好 |\n风大 |\n" + form)))
