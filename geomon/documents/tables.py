"""The tables of a document: caption, columns, rows without totals; and the rows that are places."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.columns import Heading, place_headings, propose
from geomon.documents.outline import Zone
from geomon.documents.places_in_rows import read_records
from geomon.documents.region import Region
from geomon.documents.source import Cell, Grid, Paragraph, Source
from geomon.model import Record, Table

_TOTAL = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计)")
_SIGNED = re.compile(
    r"(?:填表|填报|制表|审核|审批|审定|复核|签发|批准|单位负责|分管负责|经办|联系)(?:人|单位|部门|日期|时间|领导|电话)?"
    r"(?:签字|签章|（.{1,6}）)?\s*[：:].*",
    re.DOTALL,
)
"""What stands below a sheet: who filled it in and who looked it over."""


def read_tables(source: Source, zones: Sequence[tuple[Zone, int | None]], region: Region | None) -> tuple[list[Table], list[Record]]:
    """Return the tables with their parts, and the records that their rows hold."""
    tables: list[Table] = []
    records: list[Record] = []
    before: Paragraph | None = None
    for item in source.items:
        if isinstance(item, Paragraph):
            before = item
            continue
        part = next((number for zone, number in zones if zone.start <= item.start < zone.end), None)
        caption, columns, rows = split_grid(item)
        if not columns or not rows:
            continue
        if not caption and before is not None and len(before.text) <= 60:
            caption = before.text.strip(" 　_#*")
        tables.append(Table(caption, tuple(map(str, columns)), tuple(tuple(cell.text for cell in row) for row in rows), part))
        proposed = propose(columns, tables[-1].rows, item.named)
        records.extend(read_records(caption, place_headings(proposed), rows, region))
    return tables, records


def split_grid(grid: Grid) -> tuple[str, tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return caption, column headings and data rows; empty rows and totals left out, a second heading row folded into the first."""
    rows = [row for row in grid.rows if any(cell.text.strip() for cell in row)]
    caption = grid.caption
    while rows and sum(bool(cell.text.strip()) for cell in rows[0]) == 1 and len(rows) > 1 and len(rows[1]) > 1:
        caption = caption or next(cell.text.strip() for cell in rows[0] if cell.text.strip())
        rows = rows[1:]
    while len(rows) > 2 and _is_above_headings(rows[0], rows[1]):  # who fills the sheet in, and when
        rows = rows[1:]
    if len(rows) < 2:
        return caption, (), ()
    width = max(len(row) for row in rows)
    head, rest = rows[0], rows[1:]
    if not caption and len(head) == width and len(rest[0]) == width - 1 and len(head[0].text) > 8:
        caption, head = head[0].text.strip(), head[1:]  # the caption was written into the first cell of the heading row
    levels = [[re.sub(r"\s+", "", cell.text) for cell in head]]
    while len(rest) > 1 and len(levels) < 4 and _is_second_heading(rest[0]):
        levels.append([re.sub(r"\s+", "", cell.text) for cell in rest[0]])
        rest = rest[1:]
    columns = _merged(levels)
    numbered = sum(bool(row[0].text.strip()) for row in rest) > len(rest) / 2
    kept = tuple(row for n, row in enumerate(rest) if not _is_total(row, last=n == len(rest) - 1, numbered=numbered))
    return caption, tuple(columns), kept


def _is_above_headings(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    filled, heads = sum(bool(cell.text.strip()) for cell in row), sum(bool(cell.text.strip()) for cell in below)
    told = sum(bool(re.search("[：:]", cell.text)) for cell in row)
    return heads >= 5 and ((filled <= 2 and told > 0) or (filled <= heads / 2 and told == filled))


def _is_second_heading(row: Sequence[Cell]) -> bool:
    return (
        not row[0].text.strip()
        and not any(_TOTAL.match(c.text) for c in row)
        and all(not re.fullmatch(r"[\d.,%]+", c.text.strip()) for c in row)
        and (
            sum(bool(c.text.strip()) for c in row) >= 2
            and all("目标" in c.text or "单位" in c.text or len(c.text.strip()) <= 12 for c in row)
            and len({c.text for c in row}) < len(row)
        )
    )


def _merged(levels: Sequence[Sequence[str]]) -> list[str]:
    """Return each column's heading below those that stand over it: an empty field right of a wide heading, with one below, is under it."""
    width = max(map(len, levels))
    rows = [[*row, *[""] * (width - len(row))] for row in levels]
    for k, row in enumerate(rows[:-1]):
        for n in range(1, width):
            if not row[n] and any(lower[n] for lower in rows[k + 1 :]) and (k == 0 or rows[k - 1][n] == rows[k - 1][n - 1]):
                row[n] = row[n - 1]
    return [Heading([row[n] for row in rows]) for n in range(width)] if len(rows) > 1 else rows[0]


def _is_total(row: Sequence[Cell], *, last: bool, numbered: bool) -> bool:
    texts = [cell.text.strip() for cell in row]
    if any(_TOTAL.match(re.sub(r"\s", "", text)) for text in texts[:4]):
        return True
    empty = sum(not text for text in texts)
    if last and empty >= 0.5 * len(texts) and all(_SIGNED.fullmatch(text) for text in texts if text):
        return True
    return last and numbered and not texts[0] and empty > 0.5 * len(texts)
