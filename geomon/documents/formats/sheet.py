"""Ledgers: Excel workbooks and csv files; each sheet is a table."""

from __future__ import annotations

import csv
import datetime as dt
import io
from pathlib import Path

from geomon.documents.formats.plain import decode
from geomon.documents.formats.word import check_package
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge, UnreadableFile

ENDINGS = (".xlsx", ".csv", ".tsv")
MAGIC = None
_MOST_COLUMNS, _MOST_ROWS = 400, 200_000


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return a table a sheet; a line alone above a table is kept as a line.

    Raises
    ------
    UnreadableFile
        If the workbook is damaged or encrypted.
    TooLarge
        If a table has more than 400 columns or 200,000 rows.
    """
    if path.suffix.lower() == ".xlsx":
        return _workbook(path), []
    text, warnings = decode(path.read_bytes(), path.name)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel_tab if path.suffix.lower() == ".tsv" else csv.excel
    try:
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise UnreadableFile(f"it is no table: {error}.", where=path.name, how="Save it again as csv in UTF-8.") from error
    return _sheet(rows, path.name), warnings


def _workbook(path: Path) -> list[Raw]:
    import python_calamine as calamine

    check_package(path, "xl/workbook.xml", "an Excel workbook")
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        items: list[Raw] = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            rows = [tuple(_cell(value) for value in row) for row in sheet.to_python(skip_empty_area=True)]
            items.extend(_sheet(rows, f"{path.name}, sheet {name!r}"))
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            "it is no workbook that can be opened.", where=path.name, how="Open it in Excel or WPS and save it again as .xlsx."
        ) from error
    return items


def _sheet(rows: list[tuple[str, ...]], where: str) -> list[Raw]:
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


def _cell(value: object) -> str:
    """Return a cell as a person reads it: whole numbers without .0, dates as 2024年12月31日."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()
