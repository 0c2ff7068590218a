"""Pages whose text was set in two columns and laid out with blanks, as gazettes are when their text is taken from a PDF: left column first.

Two columns of prose are told from a table by what they hold: most lines of both run on to their column's edge, and nothing crosses
the strip of blanks between them. Labels with short values beside each other are left as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.printed import width_of, width_of_char

_PAGE = re.compile(r"\s*(?:[-—–－―]\s*[0-9]{1,4}\s*[-—–－―]|第\s*[0-9]{1,4}\s*页.{0,12})\s*")
_LEAST_LINES = 10
"""Lines of a page on which both columns hold text, before they are believed."""
_STRIP = 2
"""Half characters of blank strip at least."""
_WIDEST = 400
"""Characters of a line; a longer one is a paragraph, and no page was printed so."""
_LONGEST = 600
"""Lines of a page; a text without pages may run on for so many."""
_FULL = 0.8
"""Share of a column's width from which a line is one that was cut at its edge."""


def one_column(lines: Sequence[str]) -> list[str]:
    """Return the lines of a text with the right column of each two-column page below its left one; other pages unchanged."""
    out: list[str] = []
    page: list[str] = []
    for line in lines:
        if line.startswith("\x0c"):
            out.extend(_page(page))
            page = []
        page.append(line)
        if _PAGE.fullmatch(line):
            out.extend(_page(page))
            page = []
    return [*out, *_page(page)]


def _page(lines: list[str]) -> list[str]:
    if sum("   " in line.strip() for line in lines) < _LEAST_LINES or len(lines) > _LONGEST or max(map(len, lines)) > _WIDEST:
        return lines
    first, last = _body(lines)
    cells = [_cells(line) for line in lines[first:last]]
    at = _edge(cells)
    if at is None:
        return lines
    left = ["".join(char for char, x in line if x < at).rstrip() for line in cells]
    right = ["".join(char for char, x in line if x >= at).rstrip() for line in cells]
    if not (_is_prose(left) and _is_prose(right)):
        return lines
    return [*lines[:first], *left, *right, *lines[last:]]


def _body(lines: Sequence[str]) -> tuple[int, int]:
    """Return where a page's text begins and ends, without a running title above and a page number below, each apart by a blank line."""
    filled = [n for n, line in enumerate(lines) if line.strip()]
    first, last = filled[0], filled[-1] + 1
    if len(filled) > 2 and filled[1] > first + 1:
        first = filled[1]
    if len(filled) > 2 and (filled[-2] < last - 2 or _PAGE.fullmatch(lines[last - 1])):
        last = filled[-2] + 1
    return first, last


def _cells(line: str) -> list[tuple[str, int]]:
    """Return the characters of a line with the place at which each is printed, in half characters."""
    placed = []
    at = 0
    for char in line.lstrip("\x0c"):
        placed.append((char, at))
        at += width_of_char(char)
    return placed


def _edge(lines: Sequence[Sequence[tuple[str, int]]]) -> int | None:
    """Return where the right column begins: behind a blank strip that no line crosses, near the middle; None where there is none."""
    taken = [{x for char, x in line if char not in " 　"} for line in lines]
    taken = [{*places, *(x + 1 for x in places)} for places in taken]  # a wide letter takes two; half a blank more does no harm
    width = max((max(places) for places in taken if places), default=0)
    best = None
    for at in range(int(0.3 * width), int(0.7 * width)):
        if any(x in places for places in taken for x in range(at - _STRIP, at)):
            continue
        starts = sum(any(at <= x <= at + 4 for x in places) for places in taken)
        beside = sum(bool(places) and min(places) < at and max(places) >= at for places in taken)
        if beside >= _LEAST_LINES and (best is None or starts > best[0]):
            best = starts, at
    return best[1] if best and best[0] >= 0.8 * sum(bool(places) and max(places) >= best[1] for places in taken) else None


def _is_prose(column: Sequence[str]) -> bool:
    """Return whether most lines of a column run on to its edge, as a text that was cut there does."""
    widths = [width_of(line) for line in column if line.strip()]
    return len(widths) >= _LEAST_LINES and max(widths) >= 24 and sum(w >= _FULL * max(widths) for w in widths) >= 0.4 * len(widths)
