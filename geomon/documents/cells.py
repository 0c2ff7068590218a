"""A sheet that comes back filled -> its cells, each with its name: the same wherever a person looks for it in Excel."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from geomon.documents.apart import read_apart
from geomon.documents.contents import kind_of_content, refuse_other
from geomon.documents.formats._cells import CONTENT
from geomon.documents.grids import within_limits
from geomon.documents.source import RawTable
from geomon.errors import TooLarge, UnreadableFile
from geomon.settings import Settings


@dataclasses.dataclass(frozen=True, slots=True)
class Cells:
    """The cells of one sheet as text, from A1 on; `name` is empty for a csv. Rows may differ in length."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def where(self, row: int, column: int) -> str:
        """Return a cell's name: sheet and place, 调度!E5; rows and columns count from 0."""
        letters, rest = "", column + 1
        while rest:
            rest, letter = divmod(rest - 1, 26)
            letters = chr(65 + letter) + letters
        return f"{self.name}!{letters}{row + 1}" if self.name else f"{letters}{row + 1}"


def read_cells(path: Path, limits: Settings) -> tuple[tuple[Cells, ...], str]:
    """Return the sheets of a workbook, the table of a csv or the tables of a Word document, and the text that stands beside tables.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge
        If the file cannot be read; it is opened in a process of its own, as documents are.
    """
    ending = path.suffix.lower()
    if not path.is_file():
        raise UnreadableFile("there is no such file.", where=path.name, how="Check the path.")
    if ending not in CONTENT:
        raise UnreadableFile(f"a filled sheet is no {ending or 'file without an ending'}.", where=path.name,
                             how=f"Save it as one of: {', '.join(CONTENT)}.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableFile("the file is empty.", where=path.name, how="Copy or download it again.")
    if size > limits.max_file_mb * 1e6:
        raise TooLarge(f"the file has {size / 1e6:.0f} MB, over the limit of {limits.max_file_mb:g} MB.", where=path.name,
                       how="Split it, or raise max_file_mb in geomon.toml.")
    content = kind_of_content(path)
    if content not in (CONTENT[ending], "a damaged package"):
        raise refuse_other(path, content, CONTENT[ending])
    items, _ = read_apart("_cells", path, limits.seconds_a_file, limits.memory_mb, lambda *_: None)
    items = within_limits(items, path.name)
    sheets = tuple(Cells(item.caption, item.rows) for item in items if isinstance(item, RawTable))
    return sheets, "\n".join(item.text for item in items if not isinstance(item, RawTable))
