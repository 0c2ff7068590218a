"""A ledger on its side: the labels stand in the first column, and each further column is a task.

It is read as the ledger that it is when its rows are made columns.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.labels import role_of
from geomon.documents.layouts import rows
from geomon.documents.numbering import NUMBER_WORD
from geomon.documents.outline import Zone
from geomon.documents.source import Cell, Grid
from geomon.numerals import to_int

FROM_TABLES = True
EXAMPLE = """示例市整改任务对照表

| 序号 | 1 | 2 |
| --- | --- | --- |
| 反馈问题 | 东坡取土坑尚未复绿。 | 南坪水源地标志牌缺损。 |
| 整改措施 | 补植灌木。 | 更换标志牌。 |
| 责任单位 | 市自然资源局 | 市水务局 |
| 整改时限 | 2025年6月底 | 2025年3月底 |
"""
_NUMBER = re.compile(NUMBER_WORD)
_LEAST = 3
"""Fields of other roles, and columns, at least."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each column of tables whose first row counts the columns and whose first cells are labels, mostly known."""
    turned = tuple(made for grid in zone.grids if (made := _turned(grid)) is not None)
    return rows.find(dataclasses.replace(zone, grids=turned)) if turned else []


def _turned(grid: Grid) -> Grid | None:
    """Return a table with rows for columns where it lies on its side, else None."""
    lines = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
    numbered = next((k for k, row in enumerate(lines) if _NUMBER.fullmatch(_bare(row[0]))), None)
    if numbered is None or len({len(row) for row in lines[numbered:]}) != 1:
        return None
    lines = lines[numbered:]
    numbers = [to_int(_bare(cell)) for cell in lines[0][1:]]
    known = [role for row in lines[1:] if (role := role_of(_bare(row[0])))]
    counted = len(numbers) >= _LEAST - 1 and None not in numbers
    if len(set(numbers)) < len(numbers):  # two tasks of two lists, or one form whose merged cells say all twice
        told = [[_bare(cell) for cell in row[1:]] for row in lines[1:] if role_of(_bare(row[0])) == "problem"]
        counted = counted and bool(told) and len(set(told[0])) == len(numbers)
    if not counted or len(set(known)) < _LEAST or 2 * len(known) <= len(lines) - 1:
        return None
    return dataclasses.replace(grid, rows=tuple(zip(*lines, strict=True)))


def _bare(cell: Cell) -> str:
    return re.sub(r"[\s：:]", "", cell.text)
