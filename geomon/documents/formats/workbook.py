"""Excel workbooks (.xlsx): each sheet is a table; hidden sheets are left out and told."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from geomon.documents.apart import Told
from geomon.documents.formats._package import check_package
from geomon.documents.grids import MOST_COLUMNS, as_table, check_size
from geomon.documents.source import Raw
from geomon.errors import TooLarge, UnreadableFile

ENDINGS = (".xlsx",)
CONTENT = ("an Excel workbook", "a damaged package")
APART = True
_MOST_CELLS = 4_000_000
_FILLED = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*[^/>]>")


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:
    """Return the tables of a workbook.

    Raises
    ------
    UnreadableFile
        If it is damaged, encrypted or no workbook.
    TooLarge
        See `grids.as_table`; also if its cells spread over more than 4 million fields.
    """
    import python_calamine as calamine

    check_package(path, "an Excel workbook")
    items: list[Raw] = []
    warnings: list[str] = []
    try:
        check_spread(path)
        book = calamine.CalamineWorkbook.from_path(str(path))
        shown = [sheet for sheet in book.sheets_metadata if sheet.typ == calamine.SheetTypeEnum.WorkSheet]
        hidden = [sheet.name for sheet in shown if sheet.visible != calamine.SheetVisibleEnum.Visible]
        names = [sheet.name for sheet in shown if sheet.name not in hidden]
        for n, name in enumerate(names):
            told(n, len(names))
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=True)
            items += as_table([tuple(map(cell_text, row)) for row in rows], f"{path.name}, sheet {name!r}")
    except (calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
        raise UnreadableFile(
            "it is no workbook that can be opened.", where=path.name, how="Open it in Excel or WPS and save it again as .xlsx."
        ) from error
    if hidden:
        warnings.append(f"Hidden sheets are left out: {', '.join(hidden)}.")
    return items, warnings


def check_spread(path: Path) -> None:
    """Refuse a sheet whose filled cells lie so far apart that the fields between them would fill the memory."""
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
                continue
            columns: set[bytes] = set()
            first, last = 0, 0
            for m in _FILLED.finditer(package.read(name)):
                columns.add(m[1])
                row = int(m[2])
                first, last = min(first or row, row), max(last, row)
            width = max(map(_number, columns), default=0)
            if width * (last - first + 1) > _MOST_CELLS:
                check_size(min(width, MOST_COLUMNS), last, path.name)
                what = f"the cells of {Path(name).stem} spread over {width} columns and {last} rows."
                raise TooLarge(what, where=path.name, how="Delete the stray cells far from the table.")


def _number(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def cell_text(value: Any) -> str:
    """Return a cell as a person reads it: whole numbers without .0, dates as 2024年12月31日."""
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime | dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
