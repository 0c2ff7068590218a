"""Word documents (.docx): paragraphs in order with their list numbers, tables with merged and nested cells; macros are refused."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge, UnreadableFile, UnsafeFile

ENDINGS = (".docx",)
MAGIC = b"PK\x03\x04"
_MOST_BYTES = 400_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "〇一二三四五六七八九"


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return paragraphs and tables of a Word document.

    Raises
    ------
    UnreadableFile
        If it is no Word document, or damaged or encrypted.
    UnsafeFile
        If it holds macros.
    TooLarge
        If it unpacks to more than 400 MB or by more than a hundred times.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    check_package(path, "word/document.xml", "a Word document")
    try:
        document = docx.Document(str(path))
        numbers = _Numbers(document)
        return list(_items(document.element.body, numbers)), []
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, AttributeError, SyntaxError) as error:
        raise UnreadableFile(
            "it is no Word document that can be opened.", where=path.name, how="Open it in Word or WPS and save it again as .docx."
        ) from error


def check_package(path: Path, needed: str, name: str) -> None:
    """Refuse an office package that is damaged, encrypted, with macros, or a bomb, before a reader unpacks it."""
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile(
            f"it is no {name.split(' ', 1)[1]}: the package is damaged.", where=path.name, how="Export or download it again."
        ) from error
    names = {entry.filename for entry in entries}
    size = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries) or "EncryptedPackage" in names:
        raise UnreadableFile("it is encrypted.", where=path.name, how="Save it without a password.")
    if any(entry.endswith("vbaProject.bin") for entry in names):
        raise UnsafeFile("it holds macros.", where=path.name, how="Save it without macros (.docx, .xlsx).")
    if needed not in names:
        raise UnreadableFile(f"it is not {name}.", where=path.name, how="Check its ending, or export it again.")
    packed = max(1, path.stat().st_size)
    if size > _MOST_BYTES or (size > 20_000_000 and size / packed > 100):
        raise TooLarge(f"it unpacks to {size / 1e6:.0f} MB.", where=path.name, how="Split the document.")


def _items(body: Any, numbers: _Numbers) -> Iterator[Raw]:
    for element in body.iterchildren():
        tag = element.tag
        if tag == f"{_W}p":
            text = numbers.of(element) + _text(element)
            yield from (RawLine(line, None, whole=True) for line in text.split("\n"))
        elif tag == f"{_W}tbl":
            yield from _table(element, numbers)
        elif tag == f"{_W}sdt":
            for content in element.iter(f"{_W}sdtContent"):
                yield from _items(content, numbers)


def _text(paragraph: Any) -> str:
    """Return a paragraph's text: runs, tabs and line breaks, hidden fields left out."""
    out: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        elif node.tag in (f"{_W}br", f"{_W}cr"):
            out.append("\n")
        elif node.tag == f"{_W}tab" and node.getparent().tag == f"{_W}r":
            out.append(" ")
    return "".join(out)


def _table(table: Any, numbers: _Numbers) -> Iterator[Raw]:
    """Yield a table; a merged cell is printed once, where it begins, and a nested table follows the one that holds it."""
    rows: list[tuple[str, ...]] = []
    nested: list[Any] = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if cell.getparent() is not row and cell.getparent().getparent().getparent() is not row and _owner(cell) is not table:
                continue
            if _owner(cell) is not table:
                continue
            properties = cell.find(f"{_W}tcPr")
            merge = properties.find(f"{_W}vMerge") if properties is not None else None
            span = properties.find(f"{_W}gridSpan") if properties is not None else None
            goes_on = merge is not None and merge.get(f"{_W}val") in (None, "continue")
            text = "" if goes_on else "\n".join(numbers.of(p) + _text(p) for p in cell.iterchildren(f"{_W}p")).strip()
            cells.append(text)
            cells.extend([""] * (int(span.get(f"{_W}val") or 1) - 1 if span is not None else 0))
            nested.extend(cell.iterchildren(f"{_W}tbl"))
        rows.append(tuple(cells))
    if rows:
        yield RawTable(tuple(rows))
    for inner in nested:
        yield from _table(inner, numbers)


def _owner(cell: Any) -> Any:
    node = cell.getparent()
    while node is not None and node.tag != f"{_W}tbl":
        node = node.getparent()
    return node


class _Numbers:
    """Numbers that Word computes from list styles and does not write into the text."""

    def __init__(self, document: Any) -> None:
        self._formats: dict[tuple[str, str], tuple[str, str, int]] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        abstract = {node.get(f"{_W}abstractNumId"): node for node in root.iter(f"{_W}abstractNum")}
        for num in root.iter(f"{_W}num"):
            link = num.find(f"{_W}abstractNumId")
            node = abstract.get(link.get(f"{_W}val")) if link is not None else None
            for level in node.iter(f"{_W}lvl") if node is not None else ():
                kind, text, start = (level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start"))
                self._formats[num.get(f"{_W}numId"), level.get(f"{_W}ilvl")] = (
                    kind.get(f"{_W}val") if kind is not None else "decimal",
                    text.get(f"{_W}val") if text is not None else "",
                    int(start.get(f"{_W}val")) if start is not None else 1,
                )

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph as it is printed, or an empty text."""
        properties = paragraph.find(f"{_W}pPr")
        number = properties.find(f"{_W}numPr") if properties is not None else None
        if number is None:
            return ""
        ident, level = number.find(f"{_W}numId"), number.find(f"{_W}ilvl")
        key = (ident.get(f"{_W}val") if ident is not None else "", level.get(f"{_W}val") if level is not None else "0")
        if key not in self._formats:
            return ""
        kind, text, _start = self._formats[key]
        depth = int(key[1])
        self._counts[key[0], depth] += 1
        for deeper in range(depth + 1, 9):
            self._counts[key[0], deeper] = 0
        if kind == "bullet":
            return ""
        for n in range(depth + 1):
            value = self._counts[key[0], n] + (self._formats.get((key[0], str(n)), (kind, "", 1))[2] - 1)
            text = text.replace(f"%{n + 1}", _figure(value, self._formats.get((key[0], str(n)), (kind, "", 1))[0]))
        return text


def _figure(value: int, kind: str) -> str:
    if "chinese" in kind.lower() or kind in ("japaneseCounting", "ideographDigital", "taiwaneseCounting"):
        tens, ones = divmod(value, 10)
        return _CN[ones] if value < 10 else f"{'' if tens == 1 else _CN[tens]}十{_CN[ones] if ones else ''}"
    if kind == "decimalEnclosedCircle" and 1 <= value <= 20:
        return chr(0x245F + value)
    return str(value)
