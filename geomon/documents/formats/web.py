"""Pages of government sites (.html): the main text without menus, lists and footers; tables with merged cells."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from geomon.documents.formats.plain import decode
from geomon.documents.source import Raw, RawLine, RawTable

ENDINGS = (".html", ".htm", ".xhtml")
MAGIC = None
_BLOCKS = frozenset("p div h1 h2 h3 h4 h5 h6 li tr section article blockquote center dd dt pre td th ul ol dl header main".split())  # noqa: SIM905
_DROP = "script,style,noscript,nav,footer,header nav,form,iframe,svg,select,button,aside,.breadcrumb,.share,.nav,.footer,.menu"
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return the paragraphs and tables of a page's main text."""
    from selectolax.lexbor import LexborHTMLParser as HTMLParser

    data = path.read_bytes()
    warnings: list[str] = []
    stated = _CHARSET.search(data[:2048])
    try:
        name = stated[1].decode().lower() if stated else "utf-8"
        text = data.decode({"gb2312": "gb18030", "gbk": "gb18030"}.get(name, name))
    except (UnicodeDecodeError, LookupError):
        text, warnings = decode(data, path.name)
    tree = HTMLParser(text)
    for node in tree.css(_DROP):
        node.decompose()
    root = _main(tree.body or tree.root)
    items: list[Raw] = []
    if root is not None:
        heading = tree.css_first("h1")
        named = heading if heading is not None else tree.css_first("title")
        title = named.text(strip=True) if named is not None else ""
        title = re.split(r"[_|]|\s[-—–]\s", title)[0].strip()
        _walk(root, items)
        printed = next((item.text.strip() for item in items if isinstance(item, RawLine) and item.text.strip()), "")
        if title and 6 <= len(title) <= 80 and title not in printed:
            items.insert(0, RawLine(title, None, whole=True))
    return items, warnings


def _main(body: Any) -> Any:
    """Return the smallest element that holds most of the page's running text (Chinese stops and labels count, links do not)."""
    if body is None:
        return None

    def weight(node: Any) -> int:
        text = node.text(deep=True)
        linked = sum(len(a.text(deep=True)) for a in node.css("a"))
        return len(re.findall("[。；：，]", text)) * 10 + len(text) - 3 * linked

    best, whole = body, weight(body)
    while True:
        children = [
            c
            for c in best.iter(include_text=False)
            if c.tag in ("div", "section", "article", "main", "table", "tbody", "tr", "td", "center", "form", "body")
        ]
        heaviest = max(children, key=weight, default=None)
        if heaviest is None or weight(heaviest) < 0.82 * whole or heaviest.tag == "table":
            return best
        best = heaviest


def _walk(node: Any, items: list[Raw]) -> None:
    """Add the paragraphs and tables below a node, in order."""
    line: list[str] = []

    def flush() -> None:
        text = re.sub(r"[ \t\r\f]+", " ", "".join(line)).strip(" \n")
        items.extend(RawLine(part.strip(), None, whole=True) for part in text.split("\n") if part.strip())
        line.clear()

    for child in node.iter(include_text=True):
        if child.tag == "-text":
            line.append(re.sub(r"\s*\n\s*", "", child.text(deep=False)))
        elif child.tag == "br":
            line.append("\n")
        elif child.tag == "table" and _is_data(child):
            flush()
            items.append(_table(child))
        elif child.tag in _BLOCKS or child.tag in ("table", "tbody", "thead") or child.css_first("p,div,table,br,li") is not None:
            flush()
            _walk(child, items)
        else:
            line.append(re.sub(r"\s*\n\s*", "", child.text(deep=True)))
    flush()


def _is_data(table: Any) -> bool:
    """Return whether a table holds data and not the page's layout: two rows of two cells, no table inside."""
    rows = table.css("tr")
    return len(rows) >= 2 and sum(len(row.css("td,th")) >= 2 for row in rows) >= 2 and len(table.css("table")) <= 1


def _table(table: Any) -> RawTable:
    """Return a table's cells; a merged cell is printed once, where it begins."""
    rows: list[tuple[str, ...]] = []
    down: dict[int, int] = {}
    for row in table.css("tr"):
        cells: list[str] = []
        column = 0
        for cell in row.css("td,th"):
            while down.get(column, 0) > 0:
                down[column] -= 1
                cells.append("")
                column += 1
            text = "\n".join(
                part for part in (re.sub(r"\s+", " ", p).strip() for p in re.split(r"\n", cell.text(deep=True, separator="\n"))) if part
            )
            wide, tall = _count(cell, "colspan"), _count(cell, "rowspan")
            for n in range(wide):
                cells.append(text if n == 0 else "")
                if tall > 1:
                    down[column] = tall - 1
                column += 1
        while down.get(column, 0) > 0:
            down[column] -= 1
            cells.append("")
            column += 1
        if cells:
            rows.append(tuple(cells))
    return RawTable(tuple(rows))


def _count(cell: Any, name: str) -> int:
    value = (cell.attributes or {}).get(name) or "1"
    return min(60, int(value)) if value.isdecimal() and int(value) > 0 else 1
