"""A paper as a Word document, landscape where a table is wide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geomon.export.paper import Paper, Table

ENDINGS = (".docx",)
_FONT = "宋体"


def write(paper: Paper, path: Path) -> None:
    """Write the paper."""
    book = docx.Document()
    style: Any = book.styles["Normal"]
    style.font.size = Pt(11)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    section = book.sections[0]
    wide = any(len(table.shown.columns) > 4 for part in paper.parts for table in part.tables)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(18)
    title = book.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run(_clean(paper.title))
    run.bold, run.font.size = True, Pt(16)
    note = book.add_paragraph(_clean(("草稿，发布前须经审核。" if paper.draft else "") + paper.note))
    note.alignment = WD_ALIGN_PARAGRAPH.CENTER
    room = (297 if wide else 210) - 36
    for part in paper.parts:
        if part.sheet_only:
            continue
        book.add_paragraph().add_run(_clean(part.title)).bold = True
        for text in part.paragraphs:
            book.add_paragraph(_clean(text))
        for table in part.tables:
            _table(book, table.shown, room)
    book.save(str(path))


def _table(book: Any, table: Table, room: float) -> None:
    made = book.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    made.autofit = False
    total = sum(table.widths)
    for n, name in enumerate(table.columns):
        made.rows[0].cells[n].paragraphs[0].add_run(name).bold = True
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in table.rows:
        cells = made.add_row().cells
        for n, text in enumerate(row):
            cells[n].text = _clean(text)
    for row in made.rows:
        for n, width in enumerate(table.widths):
            row.cells[n].width = Mm(room * width / total)


def _clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return "".join(c for c in text if c in "\t\n" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff"))
