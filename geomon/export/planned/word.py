"""The sheet as a Word document on A4."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geomon.export.fields import clean
from geomon.export.planned.png import png
from geomon.export.planned.scene import Scene
from geomon.export.planned.text import Rows, Sheet

_ROOM = 182
"""Millimetres between the margins."""


def write_word(sheet: Sheet, scene: Scene, path: Path) -> None:
    """Write the sheet."""
    book = docx.Document()
    style: Any = book.styles["Normal"]
    style.font.size = Pt(9)
    style.paragraph_format.space_after = Pt(2)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    section = book.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm((210 - _ROOM) / 2)
    section.top_margin = section.bottom_margin = Mm(12)
    _say(book, sheet.title, 14, bold=True)
    _say(book, sheet.note, 9)
    _say(book, sheet.verdict, 11, bold=True)
    book.add_picture(io.BytesIO(png(scene)), width=Mm(_ROOM))
    for rows in sheet.tables:
        _say(book, rows.title, 10, bold=True)
        _table(book, rows)
        if rows.note:
            _say(book, rows.note, 8)
    for text in sheet.basis:
        _say(book, text, 8)
    book.save(str(path))


def _say(book: Any, text: str, size: int, *, bold: bool = False) -> None:
    run = book.add_paragraph().add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)


def _table(book: Any, rows: Rows) -> None:
    made = book.add_table(rows=1, cols=len(rows.columns), style="Table Grid")
    made.autofit = False
    for n, name in enumerate(rows.columns):
        made.rows[0].cells[n].paragraphs[0].add_run(name).bold = True
    for row in rows.rows:
        cells = made.add_row().cells
        for n, text in enumerate(row):
            cells[n].text = clean(str(text))
    total = sum(rows.widths)
    for line in made.rows:
        for cell, width in zip(line.cells, rows.widths, strict=True):
            cell.width = Mm(_ROOM * width / total)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8)
