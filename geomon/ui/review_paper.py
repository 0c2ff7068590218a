"""The document as published, as escaped markup: paragraphs, tables and page numbers around one place, fields highlighted where they stand.

Of a long document a window is shown; each piece of text carries its offset, so that a selection can be told back.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geomon.ui.parts import esc
from geomon.ui.review_words import MARKS
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.model import Document
    from geomon.service import Mark, ReviewSheet

BEFORE, AFTER, MORE, EDGE = 2500, 5500, 6000, 600
"""Characters shown before and after the place asked for, added by each "more", and kept around it before the window moves."""


@dataclasses.dataclass(frozen=True, slots=True)
class Window:
    """The part of the text that is shown."""

    start: int
    end: int

    def holds(self, at: int, text: str) -> bool:
        """Return whether `at` stands inside with something around it."""
        above, below = at - EDGE >= self.start or self.start == 0, at + EDGE < self.end or self.end == len(text)
        return above and below and self.start <= at <= self.end


def window_at(at: int, text: str, kept: Window | None = None) -> Window:
    """Return the window that shows the character `at`: the one before if it does, so that the page keeps its scroll."""
    if kept is not None and kept.end <= len(text) and kept.holds(at, text):
        return kept
    return Window(_line_start(text, at - BEFORE), _line_end(text, at + AFTER))


def widened(window: Window, where: str, text: str) -> Window:
    """Return the window with more of the text above ("up") or below."""
    if where == "up":
        return Window(_line_start(text, window.start - MORE), window.end)
    return Window(window.start, _line_end(text, window.end + MORE))


def _line_start(text: str, at: int) -> int:
    at = max(0, at)
    found = text.rfind("\n", max(0, at - EDGE), at)
    return found + 1 if found >= 0 else at


def _line_end(text: str, at: int) -> int:
    at = min(len(text), at)
    found = text.find("\n", at, at + EDGE)
    return found if found >= 0 else at


def paper(sheet: ReviewSheet, window: Window, now: str, notes: Mapping[str, str]) -> str:
    """Return the window as markup.

    Parameters
    ----------
    now : ident of the doubt or field that is open.
    notes : what was said instead, by the ident of the field or doubt, set behind its words.
    """
    text = sheet.document.text
    marks = [m for m in sheet.marks if m.start < window.end and m.end > window.start]
    gone = [s.task.span for s in sheet.tasks if s.now is None]
    pages = {s.task.span[0]: s.task.page for s in sheet.tasks if s.task.page}
    heads = _headings(sheet.document)
    out: list[str] = []
    if window.start > 0:
        out.append(f'<button type="button" class="more" data-more="up">{esc(t("Show what stands before"))}</button>')
    rows: list[str] = []
    page = None
    for start, line in _lines(text, window):
        end = start + len(line)
        here = [m for m in marks if m.start < max(end, start + 1) and m.end > start]
        struck = any(a <= start and end <= b for a, b in gone)
        turned = next((p for at, p in pages.items() if start <= at <= end and p != page), None)
        if "\t" in line and turned is None:
            rows.append(f"<tr>{_cells(start, line, here, now, notes)}</tr>")
            continue
        out += _table(rows)
        if turned is not None:
            page = turned
            out.append(f'<div class="pageno"><span>{esc(t("p. {page}", page=page))}</span></div>')
        if "\t" in line:
            rows.append(f"<tr>{_cells(start, line, here, now, notes)}</tr>")
        elif line.strip():
            kind = ' class="gone"' if struck else ' class="h"' if line.strip() in heads else ""
            out.append(f"<p{kind}>{_pieces(start, line, here, now, notes)}</p>")
    out += _table(rows)
    if window.end < len(text):
        out.append(f'<button type="button" class="more" data-more="down">{esc(t("Show what follows"))}</button>')
    return f'<div class="paper" lang="zh">{"".join(out)}</div>'


def legend() -> str:
    """Return what the lines under the words mean."""
    kinds = "".join(f'<span class="fld {kind}">{esc(t(name))}</span>' for kind, name in MARKS.items())
    settled = f'<span class="fld doubt settled">{esc(t("settled"))}<sup>✓</sup></span>'
    return f'<div class="legend">{kinds}<span class="fld doubt">{esc(t("in doubt"))}<sup>1</sup></span>{settled}</div>'


def _headings(document: Document) -> set[str]:
    return {document.title, *(task.section for task in document.tasks), *(part.title for part in document.parts)} - {""}


def _lines(text: str, window: Window) -> Iterator[tuple[int, str]]:
    start = window.start
    while start < window.end:
        end = text.find("\n", start, window.end)
        end = window.end if end < 0 else end
        yield start, text[start:end]
        start = end + 1


def _table(rows: list[str]) -> list[str]:
    """Return the rows gathered so far as a table, and begin anew."""
    if not rows:
        return []
    made = f'<div class="tablebox"><table>{"".join(rows)}</table></div>'
    rows.clear()
    return [made]


def _cells(start: int, line: str, marks: list[Mark], now: str, notes: Mapping[str, str]) -> str:
    out, at = [], start
    for cell in line.split("\t"):
        out.append(f"<td>{_pieces(at, cell, marks, now, notes)}</td>")
        at += len(cell) + 1
    return "".join(out)


def _pieces(start: int, words: str, marks: list[Mark], now: str, notes: Mapping[str, str]) -> str:
    """Return a run of text cut at the marks' edges; each piece has the offset of its first character."""
    end = start + len(words)
    edges = sorted({start, end, *(min(max(edge, start), end) for m in marks for edge in (m.start, m.end))})
    out = []
    for a, b in itertools.pairwise(edges):
        on = [m for m in marks if m.start <= a and m.end >= b]
        piece = esc(words[a - start:b - start])
        if not on:
            out.append(f'<span data-at="{a}">{piece}</span>')
            continue
        field = min((m for m in on if m.kind in MARKS), key=lambda m: (m.end - m.start, -m.number), default=None)
        doubt = min((m for m in on if m.number), key=lambda m: m.end - m.start, default=None)
        mark = doubt or field
        assert mark is not None
        classes = " ".join(filter(None, ["fld", field.kind if field else "", _state(doubt), "now" if now in {m.ident for m in on} else ""]))
        name = t(MARKS[field.kind]) if field else t("in doubt")
        out.append(f'<span class="{classes}" data-at="{a}" data-point="{esc(mark.ident)}" title="{esc(name)}">{piece}</span>')
        out += [f'&#8288;<sup class="num{" settled" if m.settled else ""}">{"✓" if m.settled else ""}{m.number}</sup>'
                for m in on if m.number and m.end == b]
        said = next((notes[m.ident] for m in on if m.end == b and m.ident in notes), "")
        out.append(f'<ins class="said">→ {esc(said)}</ins>' if said else "")
    return "".join(out)


def _state(doubt: Mark | None) -> str:
    return "" if doubt is None else "doubt settled" if doubt.settled else "doubt"
