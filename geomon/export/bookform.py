"""Workbooks made from a template that a city can replace: its first sheet gives every part of a paper its look."""

from __future__ import annotations

import copy
import dataclasses
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from geomon.errors import SettingsError
from geomon.export.fields import FIELD, clean, fields_in
from geomon.export.paper import Paper, Part
from geomon.text import for_sheet

BODY = "正文"
"""The field in whose place a part goes; its cell's look is that of headings, the look of the cell below that of the rows."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Looks:
    """Where a part begins on the sheet, and how its headings and its rows look."""

    row: int
    column: int
    head: Any
    body: Any


def fill(template: Path, paper: Paper, names: list[str], path: Path) -> None:
    """Write a paper into copies of the first sheet of a template, one a part; further sheets of the template stay as they are.

    Parameters
    ----------
    names : of the sheets, one a part.

    Raises
    ------
    SettingsError
        If it is no workbook, names a field that there is not, or has no place for the parts.
    """
    where = f"papers/{template.name}"
    try:
        book = openpyxl.load_workbook(template)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise SettingsError("the template cannot be read as a workbook.", where=where,
                            how="Save it as .xlsx again, or take it away.") from error
    values = {"标题": for_sheet(paper.title), "说明": for_sheet(paper.note), BODY: ""}
    first = book.worksheets[0]
    looks = _looks_of(first, values, where)
    pages = [first, *(_copy_of(book, first) for _ in paper.parts[1:])]
    for page, part, name in zip(pages, paper.parts, names, strict=True):
        page.title = name
        _write_part(page, part, looks)
    book.move_sheet(first, -book.index(first))
    for n, page in enumerate(pages):
        book.move_sheet(page, n - book.index(page))
    book.active = 0
    book.save(path)


def _looks_of(page: Any, values: Mapping[str, str], where: str) -> _Looks:
    found = None
    for row in page.iter_rows():
        for cell in row:
            if not isinstance(cell.value, str):
                continue
            if BODY in fields_in(cell.value, values, where):
                found = _Looks(cell.row, cell.column, copy.copy(cell._style), copy.copy(page.cell(cell.row + 1, cell.column)._style))
                cell.value = None
            elif FIELD.search(cell.value):
                _say(cell, FIELD.sub(lambda one: values[one[1]], cell.value))
    if found is None:
        raise SettingsError("the template has no place for the paper's chapters.", where=where,
                            how="Put the field 正文 in two pairs of braces into a cell of its own on the first sheet.")
    return found


def _copy_of(book: Any, page: Any) -> Any:
    made = book.copy_worksheet(page)
    made.HeaderFooter = copy.deepcopy(page.HeaderFooter)
    return made


def _write_part(page: Any, part: Part, looks: _Looks) -> None:
    row = looks.row
    for text in part.paragraphs:
        _say(page.cell(row, looks.column), for_sheet(text))
        row += 1
    for table in part.tables:
        heads = row
        for n, (name, width) in enumerate(zip(table.columns, table.widths, strict=True)):
            cell = page.cell(row, looks.column + n)
            _say(cell, name)
            cell._style = copy.copy(looks.head)
            across = page.column_dimensions[cell.column_letter]
            across.width, across.hidden = width, n >= len(table.columns) - table.hidden
        for values in table.rows:
            row += 1
            for n, value in enumerate(values):
                cell = page.cell(row, looks.column + n)
                _say(cell, for_sheet(value))
                cell._style = copy.copy(looks.body)
        page.print_title_rows = f"{heads}:{heads}"
        page.freeze_panes = page.cell(heads + 1, 1)
        row += 2


def _say(cell: Any, text: str) -> None:
    """Put words into a cell; what begins like a formula stays words."""
    cell.value = clean(text)
    cell.data_type = "s"
