"""Where each figure of a paper comes from: a mark beside it, and an annex that says for each mark what it counts and what it rests on."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from geomon.export.paper import Part, Table

_COLUMNS, _WIDTHS = ("标号", "数字", "含义", "依据"), (11, 9, 30, 76)


@dataclasses.dataclass(slots=True)
class Figures:
    """The marks of one paper; the same figure of the same meaning has one mark."""

    rows: list[tuple[str, str, str]] = dataclasses.field(default_factory=list)

    def mark(self, figure: object, meaning: str, basis: Sequence[str] | str) -> str:
        """Return a figure with its mark.

        Parameters
        ----------
        basis : the tasks that are counted, or the words, document and entry that it was taken from.
        """
        return f"{figure}{self.note(figure, meaning, basis)}"

    def note(self, figure: object, meaning: str, basis: Sequence[str] | str) -> str:
        """Return the mark alone."""
        row = str(figure), meaning, basis if isinstance(basis, str) else "、".join(basis) or "（无）"
        if row not in self.rows:
            self.rows.append(row)
        return f"〔{self.rows.index(row) + 1}〕"

    def annex(self, title: str) -> Part:
        """Return the part that lists all marks."""
        rows = tuple((f"〔{n}〕", *row) for n, row in enumerate(self.rows, 1))
        kept = [0, 2, 3] if not any(row[0] for row in self.rows) else [0, 1, 2, 3]   # sentences have a place, and no figure
        table = Table(tuple(_COLUMNS[n] for n in kept), tuple(tuple(row[n] for n in kept) for row in rows), tuple(_WIDTHS[n] for n in kept))
        return Part(title, tables=(table,))
