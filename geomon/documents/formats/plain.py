"""Plain text and markdown: UTF-8 (with or without BOM), UTF-16, GB18030, Big5; tables with tabs or bars."""

from __future__ import annotations

import re
from pathlib import Path

from geomon.documents.apart import Told
from geomon.documents.encodings import decode
from geomon.documents.formats._labels_beside import with_colons
from geomon.documents.formats._side_by_side import one_column
from geomon.documents.grids import MOST_LETTERS, MOST_LINES
from geomon.documents.labels import role_of
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge

ENDINGS = (".txt", ".md", ".markdown", ".text")
CONTENT = ("text",)
APART = False
_BOLD = re.compile(r"(?m)^([ \t　]*(?:[-*+][ \t]+)?)\*\*([一-龥]{2,10})\*\*[ 　]*(?=[^：:\s]|$)")
"""A label in bold before its value, without a colon: the mark is all that tells it from text."""
_EMPHASIS = re.compile(r"(\*\*|__)(?=[^\s*_])([^*_\n]+?)(?<=\S)\1")
_MASKED = re.compile(r"(?<!\*)\*{4,}(?=[一-龥])")
"""Asterisks that stand for names (****局): then two of them around words are no emphasis."""
_BOLDS = re.compile(r"(?<!\*)\*\*(?![\s*]|[省市县区旗镇乡村局]\*)[^*\n]+(?<=\S)(?:\*{4}(?=[^\s*])[^*\n]+(?<=\S))*\*\*(?!\*)")
"""Words in bold right behind one another: four asterisks between them end one and begin the next."""
_BLANK = re.compile(r"\n(?:[ \r　]*\n){3,}(?P<cell>(?=\t))?")
_BAR = re.compile(r"^\s*\|.*\|\s*$")
_RULE = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:  # noqa: ARG001 - it has no pages to tell of
    """Return the lines and tables of a text file.

    Raises
    ------
    UnreadableFile
        If its encoding cannot be proved, or it is no text.
    TooLarge
        If it has more than 3 million characters.
    """
    text, warnings = decode(path.read_bytes(), path.name)
    if len(text) > MOST_LETTERS:
        raise TooLarge(f"it has {len(text):,} characters, over {MOST_LETTERS:,}.", where=path.name, how="Split it.")
    text = _without_blank_lines(text)
    if (lines := text.count("\n")) > MOST_LINES:
        raise TooLarge(f"it has {lines:,} lines, over {MOST_LINES:,}.", where=path.name, how="Split it.")
    return split_text(text), warnings


def split_text(text: str) -> list[Raw]:
    """Return lines and tables. A table is written with one cell a line (each after a tab), with tabs inside lines, or with bars."""
    text = _BOLD.sub(lambda m: f"{m[1]}{m[2]}：" if role_of(m[2]) else m[0], text)
    text = _without_blank_lines(text)
    text = text if _MASKED.search(_BOLDS.sub(" ", text)) else _EMPHASIS.sub(r"\2", text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").split("\n")
    lines = with_colons(one_column(lines))
    items: list[Raw] = []
    page = 1 if "\x0c" in text else None
    n = 0
    while n < len(lines):
        line = lines[n]
        while line.startswith("\x0c"):
            page, line = (page or 1) + 1, line[1:]
        lines[n] = line  # those below look at it again
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


def _without_blank_lines(text: str) -> str:
    """Return the text with two blank lines for any more; all are kept above a cell, where their number ends a row or the table."""
    return _BLANK.sub(lambda m: m[0] if m["cell"] is not None else "\n\n\n", text)


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
    rows: list[tuple[str, ...]] = []
    spaced = _is_spaced(lines, n)
    while n < len(lines) and (_BAR.match(lines[n]) or _goes_on(rows, lines[n]) or (spaced and _is_gap(lines, n))):
        if not lines[n].strip():
            n += 1
            continue
        if not _RULE.match(lines[n]):
            cells = tuple(cell.strip().replace("<br>", "\n") for cell in lines[n].strip().strip("|").split("|"))
            if _BAR.match(lines[n]):
                rows.append(cells)
            else:
                rows[-1] += cells
        n += 1
    return tuple(rows), n


def _is_spaced(lines: list[str], n: int) -> bool:
    """Return whether a blank line stands between each two of the first three rows, which have as many cells: then it parts no tables."""
    return all(_is_gap(lines, k) for k in (n + 1, n + 3))


def _is_gap(lines: list[str], n: int) -> bool:
    if not 0 < n < len(lines) - 1 or lines[n].strip() or not (_BAR.match(lines[n - 1]) and _BAR.match(lines[n + 1])):
        return False
    return lines[n - 1].count("|") == lines[n + 1].count("|")


def _goes_on(rows: list[tuple[str, ...]], line: str) -> bool:
    """Return whether a line is the rest of a row that was broken behind a bar: it has bars, none before it, and no cell too many."""
    if len(rows) < 2 or "|" not in line or line.lstrip().startswith("|"):
        return False
    missing = max(map(len, rows)) - len(rows[-1])
    return len(rows[-1]) >= 3 and 0 < line.strip().strip("|").count("|") + 1 <= missing


def _tabbed(lines: list[str], n: int) -> tuple[tuple[tuple[str, ...], ...], int]:
    rows = []
    while n < len(lines) and lines[n].count("\t") >= 2:
        rows.append(tuple(cell.strip() for cell in lines[n].split("\t")))
        n += 1
    return tuple(rows), n
