"""Plain text and markdown: UTF-8 (with or without BOM), UTF-16, GB18030, Big5; tables with tabs or bars."""

from __future__ import annotations

import re
from pathlib import Path

from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import UnreadableFile

ENDINGS = (".txt", ".md", ".markdown", ".text")
MAGIC = None
_EMPHASIS = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_\n]+?)(?<=\S)\1")
_BAR = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return the lines and tables of a text file."""
    text, warnings = decode(path.read_bytes(), path.name)
    return split_text(text), warnings


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return bytes as text; strict UTF-8 first, then what the content proves.

    Raises
    ------
    UnreadableFile
        If no encoding gives text, or the text is mostly control characters.
    """
    warnings: list[str] = []
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text, encoding = _older(data, name)
            warnings.append(f"The text is not UTF-8; it was read as {encoding}.")
    if len(text) and sum(c < " " and c not in "\t\r\n\x0b\x0c" for c in text[:20000]) > 0.02 * min(len(text), 20000):
        raise UnreadableFile("its content is not text.", where=name, how="Export the document again as text, docx or pdf.")
    return text, warnings


def _older(data: bytes, name: str) -> tuple[str, str]:
    """Try the encodings of older Chinese files; the one whose text has the most common characters wins."""
    best: tuple[float, str, str] | None = None
    for encoding in ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:20000]
        common = sum(c in "的是年月和一在有市县区整改单位问题环境保护的和及，。、：；（）環護單問題縣區" for c in sample)
        odd = sum("\ue000" <= c <= "\uf8ff" or (c < " " and c not in "\r\n\t\x0c") for c in sample)
        score = (common - 5 * odd) / max(1, len(sample))
        if best is None or score > best[0]:
            best = (score, text, encoding.upper())
    if best is None or best[0] < 0.01:
        raise UnreadableFile(
            "its text is in no encoding that geomon knows (UTF-8, UTF-16, GB18030, Big5).", where=name, how="Save it as UTF-8."
        )
    return best[1], best[2]


def split_text(text: str) -> list[Raw]:
    """Return lines and tables. A table is written with one cell a line (each after a tab), with tabs inside lines, or with bars."""
    text = _EMPHASIS.sub(r"\2", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").split("\n")
    items: list[Raw] = []
    page = 1 if "\x0c" in text else None
    n = 0
    while n < len(lines):
        line = lines[n]
        while line.startswith("\x0c"):
            page, line = (page or 1) + 1, line[1:]
        if line.startswith("\t") and _is_cell(lines, n):
            rows, n = _cells(lines, n)
            items.append(RawTable(rows, page))
            continue
        if _BAR.match(line):
            rows, n = _bars(lines, n)
            items.append(RawTable(rows, page))
            continue
        if line.strip("\t").count("\t") >= 2:
            rows, n = _tabbed(lines, n)
            items.append(RawTable(rows, page))
            continue
        items.append(RawLine(line.lstrip("#") if line.startswith("#") else line, page))
        n += 1
    return items


def _is_cell(lines: list[str], n: int) -> bool:
    """Return whether a tab opens a cell and not an indented paragraph: cells come in numbers and are short."""
    near = [line for line in lines[n : n + 6] if line.strip()]
    return sum(line.startswith("\t") for line in near) >= 2 and len(lines[n]) < 200


def _cells(lines: list[str], n: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    """One cell a line, a tab before each; lines without a tab go on with the cell; a blank line ends the row."""
    rows: list[tuple[str, ...]] = []
    row: list[str] = []
    blank = 0
    while n < len(lines):
        line = lines[n]
        if line.startswith("\t"):
            if blank and row:
                rows.append(tuple(row))
                row = []
            blank = 0
            row.append(line[1:].strip())
        elif not line.strip():
            blank += 1
            if blank > 2 and row:
                break
        elif blank or not row:
            break
        else:
            row[-1] = f"{row[-1]}\n{line.strip()}" if row[-1] else line.strip()
        n += 1
    if row:
        rows.append(tuple(row))
    return tuple(rows), n


def _bars(lines: list[str], n: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    rows = []
    while n < len(lines) and _BAR.match(lines[n]):
        if not _RULE.match(lines[n]):
            rows.append(tuple(cell.strip().replace("<br>", "\n") for cell in lines[n].strip().strip("|").split("|")))
        n += 1
    return tuple(rows), n


def _tabbed(lines: list[str], n: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    rows = []
    while n < len(lines) and lines[n].count("\t") >= 2:
        rows.append(tuple(cell.strip() for cell in lines[n].split("\t")))
        n += 1
    return tuple(rows), n
