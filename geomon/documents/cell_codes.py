"""Rows a cell a line whose last cell is the complaint's code, and whose running number is not printed.

序号 / 交办问题基本情况 / 涉及区县 / 调查核实情况 / 是否属实 / 处理情况 / 受理编号
东坡石场夜里开工。 / 东湖区 / 经查，石场有一条线。 / 属实 / 责令停产。 / D2EX202506150061
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.cell_bars import ROW_CODE, Token
from geomon.documents.cell_fit import laid
from geomon.documents.cell_heads import joined
from geomon.documents.cell_kinds import kind_of
from geomon.documents.column_headings import Kind
from geomon.documents.source import RawTable

_MOST_HEADS, _LONGEST_HEAD = 24, 16
_LEAST_COLUMNS, _MOST_LINES = 5, 60
_LEAST_ROWS = 2


def table_before_codes(tokens: Sequence[Token], top: int, page: int | None) -> tuple[RawTable, int] | None:
    """Return the table whose headings begin at a token, its code first, and the item below it; None where its rows do not end in codes."""
    end = next((n for n in range(top, min(len(tokens), top + _MOST_HEADS)) if _is_code(tokens[n].text)), None)
    heads = [re.sub(r"\s+", "", token.text) for token in tokens[top : end + 1]] if end is not None else []
    if end is None or any(len(head) > _LONGEST_HEAD or re.search("[。；;！？]", head) for head in heads):
        return None
    columns = joined(heads)
    counted = kind_of(columns[0]) is Kind.NUMBER and not _is_code(columns[0])
    columns = columns[counted:]
    kinds = [kind_of(column) for column in columns[:-1]]
    if len(columns) < _LEAST_COLUMNS or sum(kind is not Kind.OTHER for kind in kinds) < 0.6 * len(kinds):
        return None
    rows: list[tuple[str, ...]] = []
    row: list[Token] = []
    last = 0
    for token in tokens[end + 1 :]:
        if not ROW_CODE.fullmatch(token.text):
            row.append(token)
            if len(row) > _MOST_LINES:
                break
            continue
        cells, used = laid(row, kinds, barred=False, closing=False, usual=1, even=len(row) == len(kinds))
        if len(row) < 3 or used < len(row):
            break
        rows.append((token.text, *cells))
        last, row = token.at, []
    if len(rows) < _LEAST_ROWS:
        return None
    return RawTable(((columns[-1], *columns[:-1]), *rows), page, of_lines=True), last + 1


def _is_code(text: str) -> bool:
    bare = re.sub(r"\s+", "", text)
    return kind_of(bare) is Kind.CODE and not re.match("序号|编号$", bare)
