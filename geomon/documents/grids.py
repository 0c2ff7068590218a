"""Rows of a sheet -> lines and a table, within limits."""

from __future__ import annotations

from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge

_MOST_COLUMNS, _MOST_ROWS = 400, 200_000


def as_table(rows: list[tuple[str, ...]], where: str) -> list[Raw]:
    """Return a sheet's rows as a table; lines alone above it (its title) stay lines.

    Raises
    ------
    TooLarge
        If it has more than 400 columns or 200,000 rows.
    """
    rows = [row for row in rows if any(cell for cell in row)]
    if not rows:
        return []
    width = max(max((n for n, cell in enumerate(row, 1) if cell), default=0) for row in rows)
    if width > _MOST_COLUMNS or len(rows) > _MOST_ROWS:
        raise TooLarge(
            f"the table has {width} columns and {len(rows)} rows.",
            where=where,
            how=f"Keep to {_MOST_COLUMNS} columns and {_MOST_ROWS} rows a table.",
        )
    items: list[Raw] = []
    while len(rows) > 1 and sum(bool(cell) for cell in rows[0]) == 1 and width > 1:
        items.append(RawLine(next(cell for cell in rows[0] if cell), None, whole=True))
        rows = rows[1:]
    if width == 1:
        return [*items, *(RawLine(row[0], None, whole=True) for row in rows)]
    return [*items, RawTable(tuple((*row, *[""] * (width - len(row)))[:width] for row in rows))]
