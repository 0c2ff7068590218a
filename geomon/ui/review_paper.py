"""The document as published, as escaped markup: paragraphs, tables and page numbers around one place, fields highlighted where they stand.

Of a long document a window is shown; each piece of text carries its offset, so that a selection can be told back.
"""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geomon.ui.parts import esc
from geomon.ui.review_words import MARKS
from geomon.ui.words import t

if TYPE_CHECKING:
    from geomon.model import Document, Span
    from geomon.service import Mark, ReviewSheet

BEFORE, AFTER, MORE, EDGE = 2500, 5500, 6000, 600
"""Characters shown before and after the place asked for, added by each "more", and kept around it before the window moves."""

AWAY = 8
"""A row that comes so many lines after the one before it still has the cells of that table."""


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


def paper(sheet: ReviewSheet, window: Window, now: str, notes: Mapping[str, str], task: Span = (0, 0)) -> str:
    """Return the window as markup.

    Parameters
    ----------
    now : ident of the doubt or field that is open.
    task : where the open task stands; a line beside its paragraphs shows it.
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
    for start, end, in_table in _blocks(text, window):
        words = text[start:end]
        here = [m for m in marks if m.start < max(end, start + 1) and m.end > start]
        turned = next((p for at, p in pages.items() if start <= at <= end and p != page), None)
        if turned is not None or not in_table:
            out += _table(rows)
        if turned is not None:
            page = turned
            out.append(f'<div class="pageno"><span>{esc(t("p. {page}", page=page))}</span></div>')
        if in_table:
            rows.append(f"<tr>{_cells(start, words, here, now, notes)}</tr>")
        elif words.strip():
            struck = any(a <= start and end <= b for a, b in gone)
            kinds = ("gone" if struck else "", "h" if words.strip() in heads else "", "mine" if task[0] <= start < task[1] else "")
            out.append(f'<p class="{" ".join(filter(None, kinds))}">{_pieces(start, words, here, now, notes)}</p>')
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


def _blocks(text: str, window: Window) -> Iterator[tuple[int, int, bool]]:
    """Yield the paragraphs and table rows of a window: first character, end, and whether it is a row."""
    for start, end, in_table in blocks_of(text):
        if end >= window.start and start < window.end:
            yield max(start, window.start), min(end, window.end), in_table


@functools.lru_cache(maxsize=8)
def blocks_of(text: str) -> tuple[tuple[int, int, bool], ...]:
    """Return the paragraphs and table rows of a text: first character, end, and whether it is a row.

    A row has a tab between its cells and ends with its line, but a cell may hold lines of its own: a row goes on until it has as many cells
    as the first one of its table.
    """
    found: list[tuple[int, int, bool]] = []
    width = tabs = away = start = 0  # tabs of a whole row, tabs so far in this one, lines since the table's last row
    for line in text.split("\n"):
        end, here = start + len(line), line.count("\t")
        away = 0 if here else away + 1
        if 0 < tabs < width and tabs + here <= width:
            tabs += here
            found[-1] = found[-1][0], end, True
        else:
            if here:
                width = here if here > width or away > AWAY else width
            elif away > AWAY:
                width = 0
            tabs = here
            found.append((start, end, here > 0))
        start = end + 1
    return tuple(found)


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
    breaks = {start + n + side for n, letter in enumerate(words) if letter == "\n" for side in (0, 1)}
    edges = sorted({start, end, *breaks, *(min(max(edge, start), end) for m in marks for edge in (m.start, m.end))})
    out = []
    for a, b in itertools.pairwise(edges):
        on = [m for m in marks if m.start <= a and m.end >= b]
        piece = esc(words[a - start:b - start]).replace("\n", "<br>")
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
        out.append(f'<ins class="instead">→ {esc(said)}</ins>' if said else "")
    return "".join(out)


def _state(doubt: Mark | None) -> str:
    return "" if doubt is None else "doubt settled" if doubt.settled else "doubt"
