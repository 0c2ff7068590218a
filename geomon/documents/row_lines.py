"""Tables that copying left with a row a line, blanks between the cells; a cell may go on over lines below.

序号 受理编号 交办问题基本情况 行政区域 污染类型 调查核实情况 是否属实 处理和整改情况
12 871  东坡石场扬尘。 东湖区 大气  经查，没有防尘网。 属实 1.停产。2.装网。
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.cell_bars import ROW_CODE, ROW_NUMBER, Token
from geomon.documents.cell_end import own_lines
from geomon.documents.cell_fit import laid
from geomon.documents.cell_heads import joined
from geomon.documents.cell_kinds import TELLING, kind_of
from geomon.documents.column_headings import Kind
from geomon.documents.source import RawTable

_LEAST_COLUMNS, _LEAST_WORDS, _LEAST_ROWS = 5, 3, 2
_MOST_LINES, _MOST_PLACES = 40, 2400
_LONGEST_HEAD = 16


def table_of_row_lines(tokens: Sequence[Token], top: int, page: int | None) -> tuple[RawTable, int] | None:
    """Return the table whose headings all stand on the line of a token, a row a line, and the item below; None where it is none."""
    columns = _columns(tokens[top].text)
    if columns is None:
        return None
    if not any(_opens(line) for line in tokens[top + 1 : top + 3]):
        return None
    below = _below(tokens, top)
    starts = _starts(below)
    if len(starts) < _LEAST_ROWS or starts[0] > 1:
        return None
    kinds = [kind_of(column) for column in columns]
    opened = [below[n].text.split() for n in starts]
    coded = len(kinds) > 1 and kinds[1] is Kind.CODE
    both = coded and sum(_is_mark(words[1]) for words in opened) > 0.5 * len(opened)
    if coded and not both:
        columns, kinds, coded = columns[1:], kinds[1:], False  # of the running number and the code only one is printed
    rows: list[tuple[str, ...]] = []
    last = 0
    for start, stop in itertools.pairwise([*starts, len(below)]):
        closing = stop == len(below)
        lines = list(below[start:stop])
        if closing:
            above = [below[a:b] for a, b in itertools.pairwise(starts)]
            lines = list(own_lines(lines, above, telling=any(kind in TELLING for kind in kinds)))
        cut = [(line, line.text.split()) for line in lines[:_MOST_LINES]]
        words = [Token(word, line.at, line.gap if k == 0 else 0) for line, several in cut for k, word in enumerate(several)]
        marks = 1 + (coded and len(words) > 1 and _is_mark(words[1].text))
        row, rest = words[marks:], kinds[1 + coded :]
        if not row or len(row) * len(rest) > _MOST_PLACES:
            break
        cells, used = laid(row, rest, barred=False, closing=closing, usual=2)
        if used == 0 or sum(map(bool, cells)) < _LEAST_WORDS - 1:
            break
        code = [words[1].text if marks == 2 else ""] if coded else []
        rows.append((words[0].text.rstrip("、.．"), *code, *cells))
        last = row[used - 1].at
    full = sum(sum(map(bool, row)) >= 0.6 * len(columns) for row in rows)
    return (RawTable((tuple(columns), *rows), page, of_lines=True), last + 1) if full >= max(_LEAST_ROWS, 0.5 * len(rows)) else None


def _columns(line: str) -> list[str] | None:
    words = line.split()
    if len(words) < _LEAST_COLUMNS or any(len(word) > _LONGEST_HEAD or re.search("[。；;！？，,]", word) for word in words):
        return None
    columns = joined(words)
    known = sum(kind_of(column) is not Kind.OTHER for column in columns)
    telling = any(kind_of(column) in TELLING for column in columns)
    fits = telling and known >= 0.8 * len(columns) and len(set(columns)) == len(columns) >= _LEAST_COLUMNS
    return columns if fits else None


def _below(tokens: Sequence[Token], top: int) -> list[Token]:
    """Return the lines below the headings, those that a page repeats left out, up to a table that counts anew below them."""
    lines: list[Token] = []
    last = 0
    for n in range(top + 1, len(tokens)):
        if tokens[n].text == tokens[top].text:
            following = _number(tokens[n + 1].text) if n + 1 < len(tokens) else None
            if following is not None and following <= last:
                break
            continue
        last = max(last, (_number(tokens[n].text) or 0) if _opens(tokens[n]) else 0)
        lines.append(tokens[n])
    return lines


def _number(line: str) -> int | None:
    m = re.match(r"\s*([0-9]{1,4})\s", line)
    return int(m[1]) if m else None


def _opens(line: Token) -> bool:
    words = line.text.split(maxsplit=_LEAST_WORDS)
    return len(words) >= _LEAST_WORDS and _is_mark(words[0])


def _starts(lines: Sequence[Token]) -> list[int]:
    """Return which lines open a row: a number that rises or a code, with cells behind it."""
    starts: list[int] = []
    last = 0
    for n, line in enumerate(lines):
        if not _opens(line):
            continue
        words = line.text.split(maxsplit=1)
        if (m := ROW_NUMBER.fullmatch(words[0])) and words[0] == m[1]:
            if int(m[1]) <= last:
                continue
            last = int(m[1])
        starts.append(n)
    return starts


def _is_mark(word: str) -> bool:
    return bool(re.fullmatch("[0-9]{1,4}", word) or ROW_CODE.fullmatch(word))
