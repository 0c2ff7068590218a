"""PDF with a text layer: lines in reading order, tables by their rules, headers and footers out. A scan is named as such."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import UnreadableFile

ENDINGS = (".pdf",)
MAGIC = b"%PDF"
_FOLIO = re.compile(r"[-—–·\s第共]*#[-—–·\s页/共#]*")


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return the lines and tables of all pages; a table that runs over a page break is one table.

    Raises
    ------
    UnreadableFile
        If it is encrypted, damaged, or has no text layer.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psparser import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(path) as pdf:
            pages = []
            for page in pdf.pages:
                pages.append(_page(page))
                page.close()
    except PdfminerException as error:
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise UnreadableFile("the PDF is encrypted.", where=path.name, how="Save it without a password.") from error
        raise UnreadableFile("the PDF is damaged.", where=path.name, how="Download or export it again.") from error
    except (PSException, ValueError, KeyError, TypeError, AssertionError, RecursionError, OSError) as error:
        raise UnreadableFile("the PDF is damaged.", where=path.name, how="Download or export it again.") from error
    pages = _second_reader(path, pages)
    letters = sum(len(item.text) for page in pages for item in page if isinstance(item, RawLine)) + sum(
        len(cell) for page in pages for item in page if isinstance(item, RawTable) for row in item.rows for cell in row
    )
    if letters < 5 * max(1, len(pages)):
        raise UnreadableFile(
            f"the PDF has {len(pages)} pages but no text: it is a scan.",
            where=path.name,
            how="Run text recognition on it first, then import the result.",
        )
    return _bind(_without_running(pages)), []


def _second_reader(path: Path, pages: list[list[Raw]]) -> list[list[Raw]]:
    """Read pages again that gave nothing: the first reader does not know every embedded font (CFF without a map), PDFium does."""
    empty = [n for n, page in enumerate(pages) if not any(isinstance(item, RawTable) or item.text.strip() for item in page)]
    if not empty:
        return pages
    import pypdfium2

    document = pypdfium2.PdfDocument(str(path))
    try:
        for n in empty:
            text = document[n].get_textpage().get_text_range()
            pages[n] = [RawLine(line, n + 1) for line in text.replace("\r\n", "\n").split("\n")]
    finally:
        document.close()
    return pages


def _page(page: Any) -> list[Raw]:
    """Return the lines and tables of one page from top to bottom."""
    tables = (
        [table for table in page.find_tables({"snap_tolerance": 4, "join_tolerance": 4}) if len(table.rows) > 0 and len(table.cells) > 1]
        if page.rects or page.lines or page.curves
        else []
    )
    boxes = [table.bbox for table in tables]
    kept = (
        page.filter(
            lambda o: (
                not any(
                    b[0] - 1 <= (o["x0"] + o["x1"]) / 2 <= b[2] + 1 and b[1] - 1 <= (o["top"] + o["bottom"]) / 2 <= b[3] + 1 for b in boxes
                )
            )
        )
        if boxes
        else page
    )
    lines = kept.extract_text_lines(strip=True, return_chars=False, x_tolerance=2, y_tolerance=3)
    placed: list[tuple[float, Raw]] = [(line["top"], RawLine(line["text"], page.page_number)) for line in lines]
    for table in tables:
        rows = tuple(tuple((cell or "").replace("\n", "") for cell in row) for row in table.extract(x_tolerance=2, y_tolerance=3))
        placed.append((table.bbox[1], RawTable(rows, page.page_number)))
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _without_running(pages: list[list[Raw]]) -> list[list[Raw]]:
    """Drop lines that stand at the head or foot of most pages, figures in them aside."""
    if len(pages) < 3:
        return pages

    def shape(item: Raw) -> str:
        return re.sub("[0-9一二三四五六七八九十]+", "#", item.text) if isinstance(item, RawLine) else ""

    edges = Counter(
        shape(item) for page in pages for item in {id(i): i for i in (*page[:2], *page[-2:])}.values() if isinstance(item, RawLine)
    )
    running = {
        text
        for text, count in edges.items()
        if count > 0.5 * len(pages) and len(text) < 60 and (len(text.replace("#", "")) > 3 or _FOLIO.fullmatch(text))
    }
    return [[item for n, item in enumerate(page) if not (shape(item) in running and (n < 2 or n >= len(page) - 2))] for page in pages]


def _bind(pages: list[list[Raw]]) -> list[Raw]:
    """Put the pages together; a table that opens a page goes on with the one that ended the page before, its repeated heading dropped."""
    out: list[Raw] = []
    for page in pages:
        for n, item in enumerate(page):
            last = out[-1] if out else None
            if n == 0 and isinstance(item, RawTable) and isinstance(last, RawTable) and len(item.rows[0]) == len(last.rows[0]):
                rows = item.rows[1:] if item.rows[0] == last.rows[0] else item.rows
                if rows and last.rows and not rows[0][0].strip() and any(rows[0]):
                    joined = tuple(a + b for a, b in zip(last.rows[-1], rows[0], strict=False))
                    out[-1] = RawTable((*last.rows[:-1], joined, *rows[1:]), last.page)
                else:
                    out[-1] = RawTable((*last.rows, *rows), last.page)
            else:
                out.append(item)
    return out
