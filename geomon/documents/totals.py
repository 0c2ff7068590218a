"""Whether the totals that a table prints are the sums of its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.documents.source import Grid, Source

_TOTAL = re.compile(r"\s*(?:合\s*计|总\s*计|共\s*计|累\s*计)")
_PART = re.compile(r"\s*小\s*计")
_NUMBER = re.compile(r"\s*-?[0-9]{1,12}(?:[,，][0-9]{3})*(?:\.[0-9]+)?\s*")


def check_totals(source: Source) -> Iterator[str]:
    """Yield a sentence for each column whose total is not the sum of the rows above it; tables with subtotals are left alone."""
    for item in source.items:
        if isinstance(item, Grid):
            yield from _check(item)


def _check(grid: Grid) -> Iterator[str]:
    texts = [[cell.text for cell in row] for row in grid.rows]
    at = next((n for n, row in enumerate(texts) if n >= 3 and any(_TOTAL.match(cell) for cell in row[:3])), None)
    if at is None or at < len(texts) - 2 or any(_PART.match(cell) for row in texts for cell in row):
        return
    for column in range(len(texts[at])):
        stated = _value(texts[at], column)
        heading = next((row[column] for row in texts if column < len(row) and row[column].strip()), "")
        values = [_value(row, column) for row in texts[1:at] if column < len(row) and row[column].strip()]
        numbers = [value for value in values if value is not None]
        if stated is None or len(numbers) < 2 or len(numbers) < len(values) - 1 or re.search("序号|编号|率|比例|%|浓度|年", heading):
            continue
        if abs(sum(numbers) - stated) > 0.005 * abs(stated) + 1e-9:
            name = re.sub(r"\s+", "", heading)[:20]
            yield f"The total of {name!r} is {stated:g} in {grid.caption or 'a table'}; its {len(numbers)} rows add up to {sum(numbers):g}."


def _value(row: Sequence[str], column: int) -> float | None:
    text = row[column] if column < len(row) else ""
    return float(re.sub(r"[,，\s]", "", text)) if _NUMBER.fullmatch(text) else None
