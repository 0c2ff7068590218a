"""A paper as a workbook: one sheet a part, from a template that a city can put there; no cell is a formula."""

from __future__ import annotations

import re
from pathlib import Path

import xlsxwriter

from geomon.export.paper import Paper
from geomon.text import for_sheet

ENDINGS = (".xlsx",)


def write(paper: Paper, path: Path) -> None:
    """Write the paper; without a template each sheet prints on A4 landscape with its headings repeated.

    Raises
    ------
    SettingsError
        If its template is no workbook, names a field that there is not, or has no place for the parts.
    """
    taken: set[str] = set()
    names = [_name(part.title, taken) for part in paper.parts]
    if template := template_of(paper):
        from geomon.export.bookform import fill

        fill(template, paper, names, path)
        return
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        bold = book.add_format({"bold": True, "font_size": 14})
        head = book.add_format(
            {"bold": True, "border": 1, "text_wrap": True, "valign": "vcenter", "align": "center", "bg_color": "#EEF2EF"}
        )
        body = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        for part, name in zip(paper.parts, names, strict=True):
            page = book.add_worksheet(name)
            page.set_landscape()
            page.set_paper(9)
            page.fit_to_pages(1, 0)
            page.write_string(0, 0, for_sheet(paper.title), bold)
            page.write_string(1, 0, for_sheet(paper.note))
            row = 2
            for text in part.paragraphs:
                page.write_string(row, 0, for_sheet(text))
                row += 1
            for table in part.tables:
                for n, (heading, width) in enumerate(zip(table.columns, table.widths, strict=True)):
                    page.set_column(n, n, width, None, {"hidden": n >= len(table.columns) - table.hidden})
                    page.write_string(row, n, heading, head)
                page.repeat_rows(row)
                page.freeze_panes(row + 1, 0)
                for values in table.rows:
                    row += 1
                    for n, value in enumerate(values):
                        page.write_string(row, n, for_sheet(value), body)
                row += 2


def template_of(paper: Paper) -> Path | None:
    """Return the template of a paper: its kind's own, else the one for all; None for none."""
    names = (paper.kind, "paper") if paper.templates else ()
    return next((path for name in names if paper.templates and (path := paper.templates / f"{name}.xlsx").is_file()), None)


def _name(title: str, taken: set[str]) -> str:
    """Return a name that a sheet may have: at most 31 characters, none that Excel refuses, used once."""
    base = re.sub(r"[\[\]:*?/\\']", "", title)[:28] or "表"
    name, n = base, 2
    while name.casefold() in taken:
        name, n = f"{base}{n}", n + 1
    taken.add(name.casefold())
    return name
