"""csv and tsv ledgers: one table."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

from geomon.documents.apart import Told
from geomon.documents.encodings import decode
from geomon.documents.grids import MOST_LETTERS, as_table
from geomon.documents.source import Raw
from geomon.errors import TooLarge, UnreadableFile

ENDINGS = (".csv", ".tsv")
CONTENT = ("text",)
APART = False
_SEPARATORS = (",", "\t", ";", "|", "，", "；")
_MOST_CELL = 200_000


def read(path: Path, told: Told) -> tuple[list[Raw], list[str]]:  # noqa: ARG001 - it has no pages to tell of
    """Return the table of a csv file; a line alone above it is kept as a line.

    Raises
    ------
    UnreadableFile
        If it is no table.
    TooLarge
        See `grids.as_table`.
    """
    text, warnings = decode(path.read_bytes(), path.name)
    if len(text) > MOST_LETTERS:
        raise TooLarge(f"it has {len(text):,} characters, over {MOST_LETTERS:,}.", where=path.name, how="Split it.")
    separator, start = separator_of(text)
    csv.field_size_limit(_MOST_CELL)
    try:
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text[start:], newline=""), delimiter=separator)]
    except csv.Error as error:
        raise UnreadableFile(f"it is no table: {error}.", where=path.name, how="Save it again as csv in UTF-8.") from error
    return as_table(rows, path.name), warnings


def separator_of(text: str) -> tuple[str, int]:
    r"""Return what stands between the cells, and where the table begins; Excel may state it (sep=;), else what cuts most rows alike.

    Examples
    --------
    >>> separator_of("甲;乙;丙\n1;2,5;3\n"), separator_of("sep=;\n甲;乙\n")[0]
    ((';', 0), ';')
    """
    if text[:4].lower() == "sep=" and len(text) > 4:
        return text[4], text.find("\n") + 1
    sample = text[:40_000]
    best, reached = ",", 0.0
    for separator in _SEPARATORS:
        try:
            rows = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:200]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if any(row))
        width, count = max(widths.items(), key=lambda one: (one[0] > 1) * one[1] * min(one[0], 4), default=(1, 0))
        score = (width > 1) * count * min(width, 4) / max(1, sum(widths.values()))
        if score > reached:
            best, reached = separator, score
    return best, 0
