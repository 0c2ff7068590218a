"""Limits of what a document may hold, and rows of a sheet -> lines and a table."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge

MOST_COLUMNS, MOST_ROWS, MOST_LINES = 400, 50_000, 100_000
MOST_LETTERS = 3_000_000
"""Of a document; 4,000 printed pages have so many."""
MOST_IN_ONE = 20_000
"""Of a paragraph or cell; a text without line ends is no document that can be read."""
_UNPRINTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

_NOTE = re.compile(r"(?:备注|说明|注|填表|填报|审核|制表|联系)[人单位说明]{0,4}\s?[0-9]?\s?[：:.、]|[＊*※]")


def within_limits(items: Sequence[Raw], where: str) -> list[Raw]:
    """Return the items without characters that nobody can print.

    Raises
    ------
    TooLarge
        If a table has more than 400 columns or 50,000 rows, a paragraph or cell more than 20,000 characters, or the whole more than
        3 million characters or 100,000 lines.
    """
    if len(items) > MOST_LINES:
        raise TooLarge(f"it has {len(items):,} lines, over {MOST_LINES:,}.", where=where, how="Split it.")
    total = 0
    out: list[Raw] = []
    for item in items:
        texts = [item.text] if isinstance(item, RawLine) else [cell for row in item.rows for cell in row]
        if isinstance(item, RawTable):
            check_size(max(map(len, item.rows), default=0), len(item.rows), where)
        total += sum(map(len, texts))
        longest = max(map(len, texts), default=0)
        if longest > MOST_IN_ONE:
            how = "Its line ends may be lost; save it again with its paragraphs."
            raise TooLarge(f"one paragraph or cell has {longest:,} characters.", where=where, how=how)
        if any(map(_UNPRINTED.search, texts)):
            item = _printed(item)
        out.append(item)
    if total > MOST_LETTERS:
        raise TooLarge(f"it has {total:,} characters, over {MOST_LETTERS:,}.", where=where, how="Split it.")
    return out


def _printed(item: Raw) -> Raw:
    def clean(text: str) -> str:
        return _UNPRINTED.sub("", text)

    if isinstance(item, RawLine):
        return RawLine(clean(item.text), item.page, item.whole)
    return RawTable(tuple(tuple(map(clean, row)) for row in item.rows), item.page, clean(item.caption))


def check_size(width: int, height: int, where: str) -> None:
    """Refuse a table that is too wide or too long to be a person's."""
    if width > MOST_COLUMNS or height > MOST_ROWS:
        how = f"Keep to {MOST_COLUMNS} columns and {MOST_ROWS} rows a table."
        raise TooLarge(f"the table has {width} columns and {height} rows.", where=where, how=how)


def as_table(rows: Sequence[tuple[str, ...]], where: str) -> list[Raw]:
    """Return a sheet's rows as a table; lines alone above it (its title) and below it (its notes) stay lines.

    Raises
    ------
    TooLarge
        If it has more than 400 columns or 50,000 rows.
    """
    rows = [row for row in rows if any(cell for cell in row)]
    if not rows:
        return []
    width = max(max((n for n, cell in enumerate(row, 1) if cell), default=0) for row in rows)
    check_size(width, len(rows), where)
    if width == 1:
        return [RawLine(line, None, whole=True) for row in rows for line in row[0].split("\n")]
    above: list[Raw] = []
    below: list[Raw] = []
    while len(rows) > 1 and _is_alone(rows[0]):
        above.append(_line(rows[0]))
        rows = rows[1:]
    while len(rows) > 2 and _is_alone(rows[-1]) and _is_note(rows[-1]):
        below.insert(0, _line(rows[-1]))
        rows = rows[:-1]
    return [*above, RawTable(tuple((*row, *[""] * (width - len(row)))[:width] for row in rows)), *below]


def _is_alone(row: tuple[str, ...]) -> bool:
    return sum(bool(cell) for cell in row) == 1


def _is_note(row: tuple[str, ...]) -> bool:
    text = next(cell for cell in row if cell)
    return bool(_NOTE.match(text)) or (bool(row[0]) and len(text) > 60)


def _line(row: tuple[str, ...]) -> RawLine:
    return RawLine(" ".join(next(cell for cell in row if cell).split()), None, whole=True)
