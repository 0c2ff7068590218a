"""Excel workbooks (.xlsx): each sheet is a table."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from geomon.documents.formats.word import check_package
from geomon.documents.grids import as_table
from geomon.documents.source import Raw
from geomon.errors import UnreadableFile

ENDINGS = (".xlsx",)
MAGIC = b"PK\x03\x04"


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return the tables of a workbook.

    Raises
    ------
    UnreadableFile
        If it is damaged, encrypted or no workbook.
    TooLarge
        See `grids.as_table`.
    """
    import python_calamine as calamine

    check_package(path, "xl/workbook.xml", "an Excel workbook")
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        sheets = {
            name: [tuple(_cell(value) for value in row) for row in book.get_sheet_by_name(name).to_python(skip_empty_area=True)]
            for name in book.sheet_names
        }
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise UnreadableFile(
            "it is no workbook that can be opened.", where=path.name, how="Open it in Excel or WPS and save it again as .xlsx."
        ) from error
    return [item for name, rows in sheets.items() for item in as_table(rows, f"{path.name}, sheet {name!r}")], []


def _cell(value: object) -> str:
    """Return a cell as a person reads it: whole numbers without .0, dates as 2024年12月31日."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).strip()
