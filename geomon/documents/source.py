"""The form between formats and layouts: paragraphs and tables with spans and pages, so that a layout knows no format.

A format turns a file into `Raw` items; `assemble` repairs them into a `Source`, whose `text` is what every span counts in.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Iterator, Sequence

from geomon.model import Span


@dataclasses.dataclass(frozen=True, slots=True)
class RawLine:
    """A line as a format gives it. `whole`: the format knows that it is a whole paragraph (docx, html), so it is never joined."""

    text: str
    page: int | None = None
    whole: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class RawTable:
    """A table as a format gives it: rows of cells; `caption` where the format knows it. `of_lines`: put together from lines, see `Grid`."""

    rows: tuple[tuple[str, ...], ...]
    page: int | None = None
    caption: str = ""
    of_lines: bool = False


Raw = RawLine | RawTable


@dataclasses.dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the text; `start` is its first character in `Source.text`."""

    text: str
    start: int
    page: int | None = None

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.start + len(self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table."""

    text: str
    start: int

    @property
    def span(self) -> Span:
        """Where it stands in `Source.text`."""
        return self.start, self.start + len(self.text)


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """A table of the text; `named` are headings with the roles that a person gave them (`columns.py`).

    `of_lines`: it was put together from lines, one cell each, so that an empty cell was not printed, it is not merged with another.
    """

    rows: tuple[tuple[Cell, ...], ...]
    start: int
    page: int | None = None
    caption: str = ""
    named: tuple[tuple[str, str], ...] = ()
    of_lines: bool = False


Item = Paragraph | Grid


@dataclasses.dataclass(frozen=True, slots=True)
class Source:
    """A document's text with its paragraphs and tables in order."""

    text: str
    items: tuple[Item, ...]
    warnings: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs, tables left out."""
        return (item for item in self.items if isinstance(item, Paragraph))

    def page_at(self, at: int) -> int | None:
        """Return the page on which character `at` stands, where there are pages."""
        before = bisect.bisect_right(self.items, at, key=lambda item: item.start)
        return self.items[before - 1].page if before else None


def lay_out(items: Sequence[Raw], warnings: Sequence[str] = (), named: tuple[tuple[str, str], ...] = ()) -> Source:
    """Return the source of repaired items: one paragraph a line, one table row a line with tabs between its cells."""
    text: list[str] = []
    at = 0
    placed: list[Item] = []
    for item in items:
        if isinstance(item, RawLine):
            placed.append(Paragraph(item.text, at, item.page))
            text.append(item.text + "\n")
            at += len(item.text) + 1
            continue
        start, rows = at, []
        for row in item.rows:
            cells = []
            for n, cell in enumerate(row):
                cells.append(Cell(cell, at))
                text.append(cell + ("\n" if n == len(row) - 1 else "\t"))
                at += len(cell) + 1
            rows.append(tuple(cells))
        placed.append(Grid(tuple(rows), start, item.page, item.caption, named, item.of_lines))
    return Source("".join(text), tuple(placed), tuple(warnings))
