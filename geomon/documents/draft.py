"""What a layout hands on: a task's pieces as spans of the text, not yet read.

A layout only says where each piece stands; `tasks.py` reads the pieces (dates, units, places) the same way for every layout.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Protocol

from geomon.documents.outline import Zone
from geomon.documents.source import Cell
from geomon.model import Claim, Doubt


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: its paragraphs with their starts. The text of a piece is its paragraphs joined."""

    lines: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """The paragraphs joined by line ends."""
        return "\n".join(text for text, _ in self.lines)

    @property
    def start(self) -> int:
        """Where the piece begins in the document's text."""
        return self.lines[0][1] if self.lines else 0

    @property
    def end(self) -> int:
        """One past its last character."""
        return self.lines[-1][1] + len(self.lines[-1][0]) if self.lines else 0

    def place(self, at: int) -> int:
        """Return where the character `at` of `text` stands in the document's text."""
        for text, start in self.lines:
            if at <= len(text):
                return start + at
            at -= len(text) + 1
        return self.end


def cell_piece(cell: Cell) -> Piece:
    """Return a table's cell as a piece, its lines with their starts."""
    lines: list[tuple[str, int]] = []
    at = cell.start
    for line in cell.text.split("\n"):
        if line.strip():
            lines.append((line, at))
        at += len(line) + 1
    return Piece(tuple(lines))


@dataclasses.dataclass(slots=True)
class Draft:
    """A task as a layout found it: roles (see `labels.ROLES`) to pieces, in printed order."""

    number: str
    label: str
    start: int
    end: int
    section: str = ""
    head: Piece | None = None  # what stands between the number and the first label
    title: str | None = None  # of a parent heading, or a title cell
    pieces: dict[str, list[Piece]] = dataclasses.field(default_factory=dict)
    county: str = ""  # that a column of the table names
    layer: str | None = None  # of the place that its row is named for
    answer: Claim | None = None  # of a column that asks whether it is done; its cell is the piece "answer"
    doubts: list[Doubt] = dataclasses.field(default_factory=list)

    def add(self, role: str, piece: Piece) -> None:
        """Add a piece under a role; several of one role are kept apart."""
        if piece.lines:
            self.pieces.setdefault(role, []).append(piece)


class Layout(Protocol):
    """One module under `layouts/`: how such a document is written."""

    EXAMPLE: str
    FROM_TABLES: bool
    find: Callable[[Zone], Sequence[Draft]]


def evidence(drafts: Sequence[Draft]) -> float:
    """Return how well drafts explain a zone: each task counts by the fields that were found for it."""
    return sum(min(1.0, 0.3 + 0.25 * len(draft.pieces)) for draft in drafts)
