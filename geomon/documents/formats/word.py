"""Word documents (.docx): paragraphs with their list numbers, tables with merged and nested cells, text boxes.

Left out: deleted and hidden text, tables of contents, headers, footers, footnotes, comments, and the readings above characters.
"""

from __future__ import annotations

import itertools
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from geomon.documents.apart import Told
from geomon.documents.formats._numbers import Numbers
from geomon.documents.formats._package import check_package, main_part, part
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge, UnreadableFile

ENDINGS = (".docx",)
CONTENT = ("a Word document", "a damaged package")
APART = True
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_W}rt", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", _FALLBACK))
_MOST_COLUMNS, _MOST_DEPTH = 400, 20
_SAVE = "Open it in Word or WPS and save it again as .docx."


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:  # noqa: ARG001 - it has no pages to tell of
    """Return paragraphs and tables of a Word document.

    Raises
    ------
    UnreadableFile
        If it is no Word document, or damaged or encrypted.
    UnsafeFile
        If it holds macros or declares entities.
    TooLarge
        If it unpacks to too much, or a table has more than 400 columns.
    """
    check_package(path, "a Word document")
    with zipfile.ZipFile(path) as package:
        name = main_part(package, "word/document.xml")
        document = part(package, name)
        folder = name.rpartition("/")[0]
        body = document.find(f"{_W}body") if document is not None else None
        if body is None:
            raise UnreadableFile("it is no Word document that can be opened.", where=path.name, how=_SAVE)
        styles = part(package, f"{folder}/styles.xml")
        numbers = Numbers(part(package, f"{folder}/numbering.xml"), styles)
        reader = _Reader(numbers, _contents_styles(styles), path.name)
        items = list(reader.items(body))
        notes = part(package, f"{folder}/footnotes.xml")
    count = sum(note.get(f"{_W}type") is None for note in notes) if notes is not None else 0
    return items, [f"{count} footnotes are left out."] if count else []


def _contents_styles(styles: Any) -> frozenset[str]:
    """Return the ids of the styles in which tables of contents are set."""
    found = styles.iter(f"{_W}style") if styles is not None else ()
    named = ((style.get(f"{_W}styleId"), style.find(f"{_W}name")) for style in found)
    return frozenset(ident for ident, name in named if name is not None and name.get(f"{_W}val", "").lower().startswith("toc "))


class _Reader:
    """Walks a body; `numbers` counts the lists on the way, so every paragraph is to be read once and in order."""

    def __init__(self, numbers: Numbers, contents: frozenset[str], name: str) -> None:
        self._numbers, self._contents, self._name = numbers, contents, name
        self._open = ""  # of a paragraph whose end was deleted: the next one goes on with it

    def items(self, body: Any) -> Iterator[Raw]:
        """Yield the paragraphs and tables below an element."""
        for element in body.iterchildren():
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element, 1)
            elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins", f"{_W}moveTo", f"{_W}smartTag"):
                yield from self.items(element)

    def _paragraph(self, element: Any) -> Iterator[Raw]:
        text, boxes = self._text(element)
        yield from (RawLine(line, None, whole=True) for line in text.split("\n"))
        for box in boxes:
            yield from self.items(box)

    def _text(self, element: Any) -> tuple[str, list[Any]]:
        """Return a paragraph's number and text, and the text boxes that hang on it."""
        properties = element.find(f"{_W}pPr")
        style = properties.find(f"{_W}pStyle") if properties is not None else None
        if style is not None and style.get(f"{_W}val") in self._contents:
            return "", []
        pieces: list[str] = []
        boxes: list[Any] = []
        _gather(element, pieces, boxes)
        text = self._open + (self._numbers.of(element) if any(piece.strip() for piece in pieces) else "") + "".join(pieces)
        self._open = ""
        if properties is not None and properties.find(f"{_W}rPr/{_W}del") is not None:
            self._open, text = text, ""
        return text, boxes

    def _table(self, table: Any, depth: int) -> Iterator[Raw]:
        """Yield a table; a merged cell is printed once, where it begins, and a nested table follows the one that holds it."""
        if depth > _MOST_DEPTH:
            raise UnreadableFile(f"its tables are nested more than {_MOST_DEPTH} deep.", where=self._name, how="Take the tables apart.")
        rows: list[tuple[str, ...]] = []
        nested: list[Any] = []
        behind: list[int] = []
        for row in _below(table, "tr"):
            properties = row.find(f"{_W}trPr")
            if properties is not None and properties.find(f"{_W}del") is not None:
                continue
            cells = [""] * _number(properties, "gridBefore", 0)
            for cell in _below(row, "tc"):
                cells.append(self._cell(cell, nested))
                cells.extend([""] * (_number(cell.find(f"{_W}tcPr"), "gridSpan", 1) - 1))
            if len(cells) > _MOST_COLUMNS:
                raise TooLarge(f"a table has {len(cells)} columns.", where=self._name, how=f"Keep to {_MOST_COLUMNS} columns a table.")
            rows.append(tuple(cells))
            behind.append(len(nested))
        if _is_frame(rows, behind):  # a row a task, its fields in a table of their own: each row's words before its table
            for k, texts in enumerate(rows):
                inside = nested[behind[k - 1] if k else 0 : behind[k]]
                if inside:
                    yield RawLine(" ".join(text for text in texts if text), None, whole=True)
                for inner in inside:
                    yield from self._table(inner, depth + 1)
            return
        if rows and max(map(len, rows)) == 1:  # a frame round text
            yield from (RawLine(line, None, whole=True) for row in rows for cell in row for line in cell.split("\n"))
        elif rows:
            yield RawTable(tuple(rows))
        for inner in nested:
            yield from self._table(inner, depth + 1) if inner.tag == f"{_W}tbl" else self.items(inner)

    def _cell(self, cell: Any, nested: list[Any]) -> str:
        """Return a cell's paragraphs; what is nested in it is put aside."""
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        if merge is not None and merge.get(f"{_W}val") in (None, "continue"):
            return ""
        lines = []
        for paragraph in _below(cell, "p"):
            text, boxes = self._text(paragraph)
            lines.append(text)
            nested.extend(boxes)
        nested.extend(_below(cell, "tbl"))
        return "\n".join(lines).strip()


def _is_frame(rows: Sequence[tuple[str, ...]], behind: Sequence[int]) -> bool:
    """Return whether each row but the first, which may hold headings, holds one table of its own."""
    held = [b - a for a, b in itertools.pairwise((0, *behind))]
    return len(rows) > 1 and sum(n == 1 for n in held) >= max(2, len(rows) - 1) and all(n <= 1 for n in held) and max(map(len, rows)) <= 4


def _below(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of a name, those inside content controls too."""
    for child in element.iterchildren():
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _below(child, name)


def _number(properties: Any, name: str, default: int) -> int:
    found = properties.find(f"{_W}{name}") if properties is not None else None
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), _MOST_COLUMNS + 1) if value.isdecimal() else default


def _gather(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Add a paragraph's text to `pieces` and its text boxes to `boxes`; an own stack, since runs may be nested without end."""
    stack = [iter(element)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag in _GONE:
            continue
        elif node.tag == f"{_W}txbxContent":
            boxes.append(node)
        elif node.tag in (f"{_W}t", _MATH):
            pieces.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            pieces.append("\n")
        elif node.tag in (f"{_W}tab", f"{_W}ptab"):
            pieces.append(" ")
        elif node.tag == f"{_W}noBreakHyphen":
            pieces.append("-")
        elif node.tag != f"{_W}r" or node.find(f"{_W}rPr/{_W}vanish") is None:
            stack.append(iter(node))
