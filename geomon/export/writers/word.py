"""A paper as a Word document: from a template that a city can replace, else plain, landscape where a table is wide."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from geomon.errors import SettingsError
from geomon.export.fields import clean, fields_in, open_template, paragraphs_of, put, saved
from geomon.export.pair import Pair
from geomon.export.paper import Paper, Table

ENDINGS = (".docx",)
BODY = "正文"
"""The field in whose place the parts of the paper go; it has a paragraph of its own."""
WIDE = 140
"""Characters of a table's columns from which a paper lies on its side."""
_FONT, _SMALL = "宋体", 9.5
_DRAFT = "草稿，发布前须经审核。"


def write(paper: Paper, path: Path) -> None:
    """Write the paper.

    Raises
    ------
    SettingsError
        If its template is no Word file, names a field that there is not, or has no place for the text.
    """
    template = template_of(paper)
    where = f"papers/{template.name}" if template else ""
    book = open_template(template, where) if template else _plain(paper)
    values = {"标题": paper.title, "说明": (_DRAFT if paper.draft else "") + paper.note, BODY: ""}
    place = None
    for paragraph in list(paragraphs_of(book)):
        names = fields_in(paragraph.text, values, where)
        if BODY in names and paragraph._p.getparent() is book.element.body:
            place = paragraph
        elif names:
            put(paragraph, values)
    if place is None:
        raise SettingsError("the template has no place for the paper's chapters.", where=where,
                            how="Put the field 正文 in two pairs of braces on a line of its own.")
    before = len(book.element.body)
    _fill(book, paper)
    for made in book.element.body[before - 1:-1]:          # the last one is the section
        place._p.addprevious(made)
    place._p.getparent().remove(place._p)
    path.write_bytes(saved(book))


def template_of(paper: Paper) -> Path | None:
    """Return the template of a paper: its kind's own, else the one for all that stand upright or lie on their side; None for none."""
    if paper.templates is None:
        return None
    names = (paper.kind, "wide" if is_wide(paper) else "paper")
    return next((path for name in names if name and (path := paper.templates / f"{name}.docx").is_file()), None)


def is_wide(paper: Paper) -> bool:
    """Return whether a table is too wide for a page that stands upright."""
    return any(sum(table.shown.widths) > WIDE for part in paper.parts if not part.sheet_only for table in part.tables)


def _plain(paper: Paper) -> Any:
    """Return what the shipped templates look like, with its fields."""
    book = docx.Document()
    style: Any = book.styles["Normal"]
    style.font.size = Pt(11)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    section = book.sections[0]
    wide = is_wide(paper)
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin = section.bottom_margin = Mm(20)
    for text, size in (("{{标题}}", 16.0), ("{{说明}}", 10.0)):
        line = book.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = line.add_run(text)
        run.bold, run.font.size = size > 11, Pt(size)
    book.add_paragraph("{{正文}}")
    return book


def _fill(book: Any, paper: Paper) -> None:
    section = book.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 36_000
    for part in paper.parts:
        if part.sheet_only:
            continue
        head = book.add_paragraph()
        head.add_run(clean(part.title)).bold = True
        head.paragraph_format.space_before, head.paragraph_format.keep_with_next = Pt(12), True
        for text in part.paragraphs:
            book.add_paragraph(clean(text)).paragraph_format.first_line_indent = Pt(22)
        for table in part.tables:
            _table(book, table.shown, room)
        for pair in part.pairs:
            _pair(book, pair, room)


def _table(book: Any, table: Table, room: float) -> None:
    made = book.add_table(rows=1, cols=len(table.columns))
    made.autofit = False
    _ruled(made)
    total = sum(table.widths)
    for n, name in enumerate(table.columns):
        made.columns[n].width = Mm(room * table.widths[n] / total)   # Word goes by the cells, LibreOffice by the grid
        made.rows[0].cells[n].paragraphs[0].add_run(name).bold = True
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)
    for row in table.rows:
        cells = made.add_row().cells
        for n, text in enumerate(row):
            cells[n].text = clean(text)
    for row in made.rows:
        whole = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(whole)
        for cell, width in zip(row.cells, table.widths, strict=True):
            cell.width = Mm(room * width / total)
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                for run in paragraph.runs:
                    run.font.size = Pt(_SMALL)


def _pair(book: Any, pair: Pair, room: float) -> None:
    """Put two pictures side by side, their words below them."""
    made = book.add_table(rows=2, cols=2)
    made.autofit = False
    wide = min(80.0, room / 2)
    for n, (png, words) in enumerate(((pair.before, pair.before_words), (pair.after, pair.after_words))):
        made.columns[n].width = Mm(wide)
        picture, below = (row.cells[n].paragraphs[0] for row in made.rows)
        shape = picture.add_run().add_picture(io.BytesIO(png), width=Mm(wide - 4))
        shape._inline.docPr.set("descr", clean(words))
        picture.paragraph_format.keep_with_next = True
        below.add_run(clean(words)).font.size = Pt(_SMALL)
    for row in made.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell in row.cells:
            cell.width = Mm(wide)
    if pair.note:
        book.add_paragraph().add_run(clean(pair.note)).font.size = Pt(_SMALL)


def _ruled(table: Any) -> None:
    """Draw the lines of a table, whatever styles the template has."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
