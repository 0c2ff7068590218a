"""PDF with a text layer: lines in reading order, tables by their rules, headers and footers out. A scan is named as such."""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geomon.documents.apart import Told
from geomon.documents.formats._letters import Line, letters_of, lines_of
from geomon.documents.formats._rules import rules_of, tables_of
from geomon.documents.formats._streams import broken_streams
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge, UnreadableFile

ENDINGS = (".pdf",)
CONTENT = ("a PDF",)
APART = True
MOST_PAGES = 5_000
_FOLIO = re.compile(r"[-—–·•~―\s第共]*#[-—–·•~―\s页/共#]*")
_OWN = re.compile(r"[（(]?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})[）)、.．]|[^，。]{2,8}[：:]|.*[。；]$")
"""What a document says itself, however often it stands at the edge of a page: numbered lines, fields, sentences."""
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08]")
_SIGNS = re.compile("[!-/:-@\\[-`{-~]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_SAVE = "Download or export it again."


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:
    """Return the lines and tables of all pages; a table that runs over a page break is one table.

    Raises
    ------
    UnreadableFile
        If it is encrypted, damaged, cut off, or has no text layer.
    TooLarge
        If it has more than 5,000 pages.
    """
    import pypdfium2

    _check_end(path)
    try:
        document = pypdfium2.PdfDocument(str(path))
    except pypdfium2.PdfiumError as error:
        if error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD:
            raise UnreadableFile("the PDF is encrypted.", where=path.name, how="Save it without a password.") from error
        raise UnreadableFile("the PDF is damaged.", where=path.name, how=_SAVE) from error
    try:
        if len(document) > MOST_PAGES:
            raise TooLarge(f"the PDF has {len(document)} pages, over {MOST_PAGES}.", where=path.name, how="Split it.")
        if not len(document):
            raise UnreadableFile("the PDF is damaged: it has no page.", where=path.name, how=_SAVE)
        pages = list(_pages(document, path, told))
    finally:
        document.close()
    warnings = _judge(pages, path)
    if broken := broken_streams(path):
        parts = "A part" if broken == 1 else f"{broken} parts"
        warnings.append(f"{parts} of the PDF cannot be unpacked whole: text of its pages may be missing. Ask for another copy.")
    return _bind(_without_running(pages)), warnings


def _check_end(path: Path) -> None:
    """Refuse a file that was cut off: what is missing would not be missed."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        if b"%%EOF" not in file.read():
            raise UnreadableFile("the PDF is damaged: its end is missing.", where=path.name, how=_SAVE)


def _pages(document: Any, path: Path, told: Told) -> Iterator[list[Raw]]:
    """Yield the items of each page; each page is let go of before the next is read."""
    import pypdfium2

    for n in range(len(document)):
        told(n, len(document))
        try:
            page = document[n]
            try:
                yield _page(page, n + 1)
            finally:
                page.close()
        except pypdfium2.PdfiumError as error:
            raise UnreadableFile(f"the PDF is damaged: page {n + 1} cannot be read.", where=path.name, how=_SAVE) from error


def _page(page: Any, number: int) -> list[Raw]:
    """Return the lines and tables of one page from top to bottom."""
    box = page.get_cropbox()
    textpage = page.get_textpage()
    try:
        letters, turn = letters_of(textpage, page.get_rotation() // 90, box)
    finally:
        textpage.close()
    if not letters:
        return []
    tables = tables_of(letters, *rules_of(page, turn))
    lines = lines_of([a for a in letters if not any(t.holds(a) for t in tables)]) if tables else lines_of(letters)
    placed: list[tuple[float, int, Raw]] = [(t.top, n, RawTable(t.rows, number)) for n, t in enumerate(tables) if t.rows]
    indents = _indents(lines)
    tops = _tops(lines, tables)
    for n, (line, indent, top) in enumerate(zip(lines, indents, tops, strict=True)):
        placed.append((top, n, RawLine(indent + line.text, number)))
    return [item for _, _, item in sorted(placed, key=lambda one: one[:2])]


def _tops(lines: Sequence[Line], tables: Sequence[Any]) -> list[float]:
    """Return where each line sorts among the tables: lines keep their own order, which is not from top to bottom in two columns."""
    if not tables:
        return [0.0] * len(lines)
    tops, at = [], 0.0
    for line in lines:
        at = max(at, line.top)
        tops.append(at)
    return tops


def _indents(lines: Sequence[Line]) -> list[str]:
    """Return the blanks that open a line: two letters' width at the left margin is a new paragraph."""
    if len(lines) < 3:
        return [""] * len(lines)
    left = min(round(line.left) for line in lines)
    size = statistics.median(line.bottom - line.top for line in lines)
    return ["　　" if 1.3 * size < line.left - left < 3 * size else "" for line in lines]


def _judge(pages: Sequence[Sequence[Raw]], path: Path) -> list[str]:
    """Refuse pages without text, and tell of single ones."""
    texts = ["".join(_texts(page)) for page in pages]
    letters = sum(map(len, texts))
    if letters < 5 * len(pages):
        what = f"the PDF has {len(pages)} page{'s' * (len(pages) > 1)} but no text: it is a scan."
        raise UnreadableFile(what, where=path.name, how="Run text recognition on it first, then import the result.")
    unmapped, signs, chinese = (sum(len(p.findall(text)) for text in texts) for p in (_UNMAPPED, _SIGNS, _CHINESE))
    if unmapped > 0.2 * letters or (letters > 30 and signs > 0.4 * letters and chinese < 0.1 * letters):  # glyph numbers taken for letters
        what = "the text of the PDF cannot be taken out: its fonts do not say which characters they print."
        raise UnreadableFile(what, where=path.name, how="Run text recognition on it first, or ask for the document as .docx.")
    empty = [str(n) for n, text in enumerate(texts, 1) if not text.strip()]
    if not empty:
        return []
    which = f"Pages {', '.join(empty[:10])}{' …' * (len(empty) > 10)} hold" if len(empty) > 1 else f"Page {empty[0]} holds"
    return [f"{which} no text; if there is print on it, it is a picture and was not read."]


def _texts(page: Sequence[Raw]) -> Iterator[str]:
    for item in page:
        if isinstance(item, RawLine):
            yield item.text
        else:
            yield from (cell for row in item.rows for cell in row)


def _without_running(pages: list[list[Raw]]) -> list[list[Raw]]:
    """Drop page numbers, and lines that stand at the head or foot of most pages, the page's number in them aside."""

    def edges(page: list[Raw]) -> list[int]:
        return [n for n, item in enumerate(page) if (n < 2 or n >= len(page) - 2) and isinstance(item, RawLine)]

    shapes = [{n: _shape(page[n], number) for n in edges(page)} for number, page in enumerate(pages, 1)]
    counts = Counter(shape for one in shapes for shape in set(one.values()))
    running = {shape for shape, count in counts.items() if shape and len(pages) > 2 and count > 0.5 * len(pages) and len(shape) < 60}

    def drops(n: int, number: int) -> bool:
        shape = shapes[number - 1].get(n, "")
        return shape in running or (shape == "#" and n in (0, len(pages[number - 1]) - 1))

    return [[item for n, item in enumerate(page) if not drops(n, number)] for number, page in enumerate(pages, 1)]


def _shape(item: Raw, number: int) -> str:
    """Return a line as it is on every page: # for the page's number, ## for another's, itself for what has none; "" for what is no edge."""
    text = item.text.strip() if isinstance(item, RawLine) else ""
    if _FOLIO.fullmatch(figures := re.sub("[0-9]+", "#", text)):
        return "#" if re.search(rf"(?<![0-9]){number}(?![0-9])", text) else "##"
    if _OWN.match(text) or len(figures.replace("#", "")) <= 3:
        return ""
    return re.sub(rf"(?<![0-9]){number}(?![0-9])", "#", text)


def _bind(pages: list[list[Raw]]) -> list[Raw]:
    """Put the pages together; a table that opens a page goes on with the one that ended the page before, its repeated heading dropped."""
    out: list[Raw] = []
    for page in pages:
        for n, item in enumerate(page):
            last = out[-1] if out else None
            if n == 0 and isinstance(item, RawTable) and isinstance(last, RawTable) and len(item.rows[0]) == len(last.rows[0]):
                out[-1] = RawTable(_joined(last.rows, item.rows), last.page)
            else:
                out.append(item)
    return out


def _joined(above: tuple[tuple[str, ...], ...], below: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a table over a page break; a row that the break cut in two is one, where its first cell is empty below."""
    again = next((n for n, (a, b) in enumerate(zip(above, below, strict=False)) if a != b), min(len(above), len(below)))
    below = below[again:]
    cut = [a for a, b in zip(above[-1], below[0], strict=True) if b and len(a) > 8 and not a.endswith(("。", "；"))] if below else []
    if below and not cut and _is_rest(above[-1], below[0]):
        cut = [cell for cell in above[-1] if cell]
    if cut and not below[0][0].strip():
        joined = tuple(a + ("\n" if b and a.endswith(("。", "；")) else "") + b for a, b in zip(above[-1], below[0], strict=True))
        return (*above[:-1], joined, *below[1:])
    return (*above, *below)


def _is_rest(above: tuple[str, ...], below: tuple[str, ...]) -> bool:
    """Return whether a row is the rest of one of which a single line fitted on the page before: its cells go on in the middle of words."""
    pairs = [(a, b) for a, b in zip(above, below, strict=True) if b.strip()]
    open_ = [a for a, b in pairs if len(a) >= _OPEN and not a.endswith(_STOPS) and not b.startswith(_STEPS)]
    return not below[0].strip() and len(open_) > 1 and len(open_) >= len(pairs) - 1 and all(a.strip() for a, _ in pairs)


_OPEN = 4
_STOPS = ("。", "；", "：", "、")
_STEPS = tuple("0123456789（(一二三四五六七八九①②③")
