"""csv and tsv ledgers: one table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from geomon.documents.formats.plain import decode
from geomon.documents.grids import as_table
from geomon.documents.source import Raw
from geomon.errors import UnreadableFile

ENDINGS = (".csv", ".tsv")
MAGIC = None


def read(path: Path) -> tuple[list[Raw], list[str]]:
    """Return the table of a csv file; a line alone above it is kept as a line.

    Raises
    ------
    UnreadableFile
        If it is no table.
    TooLarge
        See `grids.as_table`.
    """
    text, warnings = decode(path.read_bytes(), path.name)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel_tab if path.suffix.lower() == ".tsv" else csv.excel
    try:
        rows = [tuple(cell.strip() for cell in row) for row in csv.reader(io.StringIO(text), dialect)]
    except csv.Error as error:
        raise UnreadableFile(f"it is no table: {error}.", where=path.name, how="Save it again as csv in UTF-8.") from error
    return as_table(rows, path.name), warnings
