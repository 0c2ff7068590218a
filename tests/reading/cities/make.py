"""Make the spreadsheets, word files and the page of a table from `sources/`; the same bytes at every run.

    python tests/reading/cities/make.py

A source holds one line a paragraph or row: `# ` a title, `## ` a heading (in a sheet a row merged over all columns),
`P ` a paragraph, `| ` a table row with cells between bars. In a row `←` joins the cell to its left neighbour, `↑` to the
one above, `⏎` breaks a line; in Word `**` encloses bold text and `===` begins a new table.
"""
from __future__ import annotations

import datetime
import html
import re
import zipfile
from pathlib import Path

import xlsxwriter
from docx import Document
from docx.enum.section import WD_ORIENT

HERE = Path(__file__).parent
FIXED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
MADE = {
    "04-shangrao": ("xlsx", "html"), "07-honghe": ("docx",), "08-shangluo": ("docx",), "16-tonghua": ("xlsx",), "17-yangjiang": ("docx",),
}


def blocks(name: str) -> list[tuple[str, list[str]]]:
    """Return (kind, cells) for every line of a source; kind is title, heading, text, row or cut."""
    found = []
    for line in (HERE / "sources" / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        mark, _, rest = line.partition(" ")
        kind = {"#": "title", "##": "heading", "P": "text", "|": "row", "===": "cut"}[mark]
        found.append((kind, [cell.strip().replace("⏎", "\n") for cell in rest.split(" | ")] if kind == "row" else [rest]))
    return found


def spans(rows: list[list[str]]) -> list[tuple[int, int, int, int, str]]:
    """Return top, left, bottom, right and text of every cell, joined ones once."""
    cells = []
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            if text in ("←", "↑"):
                continue
            right = j
            while right + 1 < len(row) and row[right + 1] == "←":
                right += 1
            bottom = i
            while bottom + 1 < len(rows) and rows[bottom + 1][j] == "↑":
                bottom += 1
            cells.append((i, j, bottom, right, text))
    return cells


def sheet(name: str, out: Path) -> None:
    found = blocks(name)
    width = max(len(cells) for kind, cells in found if kind == "row")
    rows = [[*cells, *[""] * (width - len(cells))] if kind == "row" else [cells[0], *["←"] * (width - 1)] for kind, cells in found]
    book = xlsxwriter.Workbook(str(out))
    book.set_properties({"created": FIXED.replace(tzinfo=None)})
    page = book.add_worksheet("Sheet1")
    wrap = book.add_format({"text_wrap": True, "border": 1, "valign": "vcenter"})
    page.set_column(0, 0, 6)
    page.set_column(1, width - 1, 28)
    for top, left, bottom, right, text in spans(rows):
        value: str | int = int(text) if re.fullmatch(r"\d{1,4}", text) else text
        if (top, left) == (bottom, right):
            page.write(top, left, value, wrap)
        else:
            page.merge_range(top, left, bottom, right, value, wrap)
    book.close()


def page(name: str, out: Path) -> None:
    found = blocks(name)
    width = max(len(cells) for kind, cells in found if kind == "row")
    lines = ['<html><head><meta charset="utf-8"><title>调度表</title></head><body>', '<table border="1" cellspacing="0">']
    for kind, cells in found:
        if kind != "row":
            lines.append(f'<tr><td colspan="{width}" align="center"><b>{html.escape(cells[0])}</b></td></tr>')
        else:
            lines.append("<tr>" + "".join(f"<td><p>{html.escape(c).replace(chr(10), '<br/>')}</p></td>" for c in cells) + "</tr>")
    out.write_text("\n".join([*lines, "</table></body></html>", ""]), encoding="utf-8")


def bold(paragraph, text: str) -> None:
    for i, piece in enumerate(text.split("**")):
        if piece:
            paragraph.add_run(piece).bold = bool(i % 2) or None


def word(name: str, out: Path) -> None:
    document = Document()
    document.core_properties.author = "geomon"
    document.core_properties.created = document.core_properties.modified = FIXED
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, section.page_height, section.page_width
    pending: list[list[str]] = []

    def flush() -> None:
        if not pending:
            return
        width = max(len(row) for row in pending)
        rows = [[*row, *[""] * (width - len(row))] for row in pending]
        table = document.add_table(len(rows), width, style="Table Grid")
        for top, left, bottom, right, text in spans(rows):
            cell = table.cell(top, left)
            if (top, left) != (bottom, right):
                cell = cell.merge(table.cell(bottom, right))
            first, *others = text.split("\n")
            bold(cell.paragraphs[0], first)
            for line in others:
                bold(cell.add_paragraph(), line)
        pending.clear()

    for kind, cells in blocks(name):
        if kind == "row":
            pending.append(cells)
            continue
        flush()
        if kind == "title":
            document.add_heading(cells[0], level=0)
        elif kind == "heading":
            document.add_heading(cells[0], level=1)
        elif kind == "text":
            bold(document.add_paragraph(), cells[0])
        else:
            document.add_paragraph()
    flush()
    document.save(str(out))
    settle(out)


def settle(file: Path) -> None:
    """Write the parts of a zip again with one date, so that the bytes do not depend on the day."""
    with zipfile.ZipFile(file) as old:
        parts = [(info.filename, old.read(info)) for info in old.infolist()]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for part, data in parts:
            new.writestr(zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    for name, kinds in MADE.items():
        if (HERE / "sources" / f"{name}.txt").exists():
            for kind in kinds:
                {"xlsx": sheet, "html": page, "docx": word}[kind](name, HERE / f"{name}.{kind}")
