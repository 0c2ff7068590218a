"""Pages of government sites (.html): the main text without menus, lists and footers; tables with merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomon.documents.apart import Told
from geomon.documents.encodings import decode
from geomon.documents.formats._body import Page, check_depth
from geomon.documents.formats.plain import split_text
from geomon.documents.page_furniture import is_button_word, is_frame
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge

ENDINGS = (".html", ".htm", ".xhtml", ".shtml")
CONTENT = ("a web page", "text")
APART = True
_MOST_TAGS = 400_000
_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li tr section article blockquote center dd dt td th ul ol dl header main form figure".split())  # noqa: SIM905
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)
_SITE = re.compile(r"[_|]|\s?[-—–]{1,2}\s?(?=[^-—–]{2,30}(?:政府|门户网站|网站?|局|厅|委|办)$)")


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:  # noqa: ARG001 - it has no pages to tell of
    """Return the paragraphs and tables of a page's main text.

    Raises
    ------
    UnreadableFile
        If it is nested more deeply than any page that a person made.
    TooLarge
        If it has more than 400,000 tags.
    """
    from selectolax.lexbor import LexborHTMLParser

    data = path.read_bytes()
    if data.count(b"<") > _MOST_TAGS:
        raise TooLarge(f"the page has {data.count(b'<'):,} tags.", where=path.name, how="Save the document itself, not the whole page.")
    text, warnings = decode(data, path.name, _stated(data))
    check_depth(text, path.name)
    if "<" not in text:
        return split_text(text), warnings
    tree = LexborHTMLParser(text)
    page = Page(tree, path.name)
    items = list(_Walk(page).items(page.main)) if page.main is not None else []
    title = _title(tree)
    printed = next((item.text.strip() for item in items if isinstance(item, RawLine) and item.text.strip()), "")
    if 6 <= len(title) <= 80 and re.sub(r"\s", "", title) not in re.sub(r"\s", "", printed):
        items.insert(0, RawLine(title, None, whole=True))
    return items, warnings


def _stated(data: bytes) -> str:
    """Return the encoding that the page states; gb2312 there means its larger family."""
    found = _CHARSET.search(data[:4096])
    name = found[1].decode().lower() if found else ""
    return "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name


def _title(tree: Any) -> str:
    """Return the article's title: as the site's own system states it, else the only heading, else the page's, without the site's name."""
    stated = tree.css_first("meta[name='ArticleTitle'], meta[name='articletitle'], meta[property='og:title']")
    if stated is not None and (title := (stated.attributes.get("content") or "").strip()):
        return " ".join(title.split())
    headings = tree.css("h1")
    named = headings[0] if len(headings) == 1 else tree.css_first("title")
    return re.sub(r"\s+", "", _SITE.split(named.text(deep=True))[0]) if named is not None else ""


class _Walk:
    """Turns elements into paragraphs and tables; what the page left out is not entered."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def items(self, node: Any) -> Iterator[Raw]:
        """Yield the paragraphs and tables below a node, in order."""
        line: list[tuple[str, bool]] = []
        for piece in self._pieces(node, linked=False):
            if isinstance(piece, RawTable):
                yield from _lines(line)
                line = []
                yield piece
            elif piece is None:
                yield from _lines(line)
                line = []
            else:
                line.append(piece)
        yield from _lines(line)

    def _pieces(self, node: Any, linked: bool) -> Iterator[tuple[str, bool] | RawTable | None]:
        """Yield runs of text, each with whether it is a link, tables, and None where a block begins or ends."""
        for child in node.iter(include_text=True):
            tag = child.tag
            if tag == "-text":
                yield re.sub(r"\s*\n\s*", "", child.text(deep=False)), linked
            elif self._page.leaves_out(child):
                continue
            elif tag == "br":
                yield "\n", linked
            elif tag == "pre":
                yield None
                for line in child.text(deep=True).split("\n"):
                    yield line, linked
                    yield None
            elif tag == "table" and (rows := self._rows(child)):
                yield None
                yield RawTable(rows)
            elif tag in _BLOCKS or tag in ("table", "tbody", "thead"):
                yield None
                yield from self._pieces(child, linked)
                yield None
            else:
                yield from self._pieces(child, linked or tag == "a")

    def _rows(self, table: Any) -> tuple[tuple[str, ...], ...]:
        """Return a table's cells, a merged one printed once, where it begins; nothing for a table that only lays out the page."""
        own = [row for row in table.css("tr") if _owner(row) == table.mem_id]
        cells = [[cell for cell in row.iter() if cell.tag in ("td", "th")] for row in own]
        if sum(len(row) >= 2 for row in cells) < 2:
            return ()
        texts = [[self._text(cell) for cell in row] for row in cells]
        sizes = [len(text) for row in texts for text in row]
        if max(sizes) > 800 and max(sizes) > 0.8 * sum(sizes):
            return ()
        rows: list[tuple[str, ...]] = []
        down: dict[int, int] = {}
        for row, told in zip(cells, texts, strict=True):
            out: list[str] = []
            for cell, text in zip(row, told, strict=True):
                _fill(out, down)
                tall = _count(cell, "rowspan")
                for n in range(_count(cell, "colspan")):
                    if tall > 1:
                        down[len(out)] = tall - 1
                    out.append("" if n else text)
            _fill(out, down)
            if out:
                rows.append(tuple(out))
        return tuple(rows)

    def _text(self, cell: Any) -> str:
        lines = []
        for item in self.items(cell):
            lines += [item.text] if isinstance(item, RawLine) else ["　".join(filter(None, row)) for row in item.rows]
        return "\n".join(lines)


def _owner(row: Any) -> int:
    node = row.parent
    while node is not None and node.tag != "table":
        node = node.parent
    return node.mem_id if node is not None else 0


def _lines(pieces: list[tuple[str, bool]]) -> Iterator[RawLine]:
    """Yield the lines of a block; one that is a link only, or a button's words, belongs to the site."""
    text = "".join(piece for piece, _ in pieces)
    linked = sum(len(piece.strip()) for piece, link in pieces if link)
    if linked and linked > 0.8 * len(text.strip()) and not re.search("[。；：]", text):
        return
    for part in re.sub(r"[ \t\r\f\u00a0]+", " ", text).split("\n"):
        line = part.strip()
        if line and (not is_frame(line) or is_button_word(line)):
            yield RawLine(line, None, whole=True)


def _fill(out: list[str], down: dict[int, int]) -> None:
    """Add an empty cell for each column that is filled from above."""
    while down.get(len(out), 0) > 0:
        down[len(out)] -= 1
        out.append("")


def _count(cell: Any, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    return min(60, int(value)) if value.isdecimal() and int(value) > 0 else 1
