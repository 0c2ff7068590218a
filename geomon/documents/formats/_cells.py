"""Every cell of a workbook or csv where it stands, merged cells filled: for sheets that come back and are read by their columns.

Other than the readers of documents it leaves nothing out and moves nothing, so that a cell can be named: row 1 is row 1, A is A.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from geomon.documents.apart import Told
from geomon.documents.encodings import decode
from geomon.documents.formats import sheet, word, workbook
from geomon.documents.formats._package import check_package
from geomon.documents.grids import MOST_COLUMNS, MOST_LETTERS, MOST_ROWS, check_size
from geomon.documents.source import Raw, RawTable
from geomon.errors import TooLarge, UnreadableFile

CONTENT = {".xlsx": "an Excel workbook", ".xls": "an old office file, or one with a password", ".csv": "text", ".docx": "a Word document"}
"""Ending -> what the file must hold; see `contents.kind_of_content`."""
_MOST_CELL = 200_000


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:
    """Return one table a sheet, its rows from the first one on; lines only of a Word document.

    Raises
    ------
    UnreadableFile
        If it is damaged, encrypted, or not what its ending says.
    TooLarge
        If a sheet has more than 400 columns or 50,000 rows.
    """
    ending = path.suffix.lower()
    if ending == ".docx":
        return _word(path, told)
    return (_csv(path) if ending == ".csv" else _workbook(path)), []


def _word(path: Path, told: Told) -> tuple[list[Raw], list[str]]:
    items, warnings = word.read(path, told)
    tables = [item for item in items if isinstance(item, RawTable)]
    named = {id(table): f"表{n}" for n, table in enumerate(tables, 1)}
    return [RawTable(item.rows, item.page, named[id(item)]) if isinstance(item, RawTable) else item for item in items], warnings


def _csv(path: Path) -> list[Raw]:
    text, _ = decode(path.read_bytes(), path.name)
    if len(text) > MOST_LETTERS:
        raise TooLarge(f"it has {len(text):,} characters, over {MOST_LETTERS:,}.", where=path.name, how="Split it.")
    separator, start = sheet.separator_of(text)
    csv.field_size_limit(_MOST_CELL)
    try:
        rows = [tuple(map(_tidy, row)) for row in csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator)]
    except csv.Error as error:
        raise UnreadableFile(f"it is no table: {error}.", where=path.name, how="Save it again as csv in UTF-8.") from error
    return [_table(rows, "", path.name)]


def _workbook(path: Path) -> list[Raw]:
    import python_calamine as calamine

    if path.suffix.lower() == ".xlsx":
        check_package(path, "an Excel workbook")
    try:
        if path.suffix.lower() == ".xlsx":
            workbook.check_spread(path)
        book = calamine.CalamineWorkbook.from_path(str(path))
        shown = [one.name for one in book.sheets_metadata
                 if one.typ == calamine.SheetTypeEnum.WorkSheet and one.visible == calamine.SheetVisibleEnum.Visible]
        return [_sheet(book.get_sheet_by_name(name), name, path.name) for name in shown]
    except (calamine.CalamineError, zipfile.BadZipFile, zlib.error, OSError, ValueError) as error:
        raise UnreadableFile(
            "it is no workbook that can be opened.", where=path.name, how="Open it in Excel or WPS and save it again as .xlsx."
        ) from error


def _sheet(one: Any, name: str, file: str) -> Raw:
    height, width = one.total_height, one.total_width
    check_size(min(width, MOST_COLUMNS + 1), min(height, MOST_ROWS + 1), f"{file}, sheet {name!r}")
    rows = [list(map(workbook.cell_text, row)) for row in one.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in one.merged_cell_ranges or ():
        if top < len(rows) and left < len(rows[top]) and (said := rows[top][left]):
            for row in rows[top:bottom + 1]:
                row[left:right + 1] = [said] * len(row[left:right + 1])
    return _table(rows, name, file)


def _table(rows: Iterable[Iterable[str]], name: str, file: str) -> RawTable:
    kept = [tuple(row) for row in rows]
    check_size(max(map(len, kept), default=0), len(kept), f"{file}, sheet {name!r}" if name else file)
    return RawTable(tuple(kept), None, name)


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
