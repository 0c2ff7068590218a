"""The letters of a PDF page and the lines that they make, in reading order.

Coordinates are points from the page's upper left corner as it is looked at, whatever way the page or the print on it is turned.
"""

from __future__ import annotations

import ctypes
import dataclasses
import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

MOST_LETTERS = 60_000
"""Of a page: a poster in small print has fewer."""
Turn = Callable[[float, float], tuple[float, float]]


@dataclasses.dataclass(frozen=True, slots=True)
class Letter:
    """A letter with its box, in points; `spaced` when a blank is printed before it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    spaced: bool = False

    @property
    def x(self) -> float:
        """Its middle."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """Its middle."""
        return (self.top + self.bottom) / 2

    @property
    def size(self) -> float:
        """Its height."""
        return self.bottom - self.top


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A printed line."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def turned(quarters: int, box: tuple[float, float, float, float]) -> Turn:
    """Return the function from PDF coordinates to those of a page that is looked at after so many quarter turns clockwise."""
    left, bottom, right, top = box
    return (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )[quarters % 4]


def letters_of(textpage: Any, quarters: int, box: tuple[float, float, float, float]) -> tuple[list[Letter], Turn]:
    """Return the letters that are printed upright as most are, and the page's turn; watermarks set aslant are left out."""
    import pypdfium2.raw as pdfium

    found: list[tuple[int, str, float, float, float, float]] = []
    rect = pdfium.FS_RECTF()
    high = 0
    for n in range(min(pdfium.FPDFText_CountChars(textpage), MOST_LETTERS)):
        code = pdfium.FPDFText_GetUnicode(textpage, n)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if code < 0x20 or code in (0x3000, 0xFFFE) or not pdfium.FPDFText_GetLooseCharBox(textpage, n, ctypes.byref(rect)):
            continue
        if code in (0x20, 0xA0) and pdfium.FPDFText_IsGenerated(textpage, n) == 1:
            continue
        angle = math.degrees(pdfium.FPDFText_GetCharAngle(textpage, n)) % 360
        if min(angle % 90, 90 - angle % 90) > 5:
            continue
        found.append((round(angle / 90) % 4, " " if code == 0xA0 else chr(code), rect.left, rect.bottom, rect.right, rect.top))
    if not found:
        return [], turned(quarters, box)
    most = Counter(turn for turn, *_ in found).most_common(1)[0][0]
    turn = turned(most, box)
    letters = []
    for way, text, left, bottom, right, top in found:
        if way == most:
            (a, b), (c, d) = turn(left, bottom), turn(right, top)
            letters.append(Letter(text, min(a, c), min(b, d), max(a, c), max(b, d)))
    return letters, turn


def lines_of(letters: Sequence[Letter]) -> list[Line]:
    """Return the lines from top to bottom; two columns of print one after the other."""
    rows = _rows(letters)
    pieces = [_pieces(row) for row in rows]
    gutter = _gutter(pieces)
    if gutter is None:
        return [_line(row) for row in rows]
    out: list[Line] = []
    block: list[list[Letter]] = []
    for row in rows:
        if any(a.right < gutter < b.left for a, b in itertools.pairwise(row)) or row[-1].right < gutter or row[0].left > gutter:
            block.append(row)
            continue
        out += _columns(block, gutter)  # a line over both columns, a heading, closes what stands above it
        out.append(_line(row))
        block = []
    return out + _columns(block, gutter)


def _columns(block: Sequence[Sequence[Letter]], gutter: float) -> list[Line]:
    halves = [[[a for a in row if (a.x < gutter) is left] for row in block] for left in (True, False)]
    return [_line(row) for half in halves for row in half if row]


def _rows(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return the letters by line: those whose middles are less than half a letter apart; what is printed twice for weight, once."""
    rows: list[list[Letter]] = []
    middle = 0.0
    for letter in sorted(letters, key=lambda a: (a.y, a.left)):
        if rows and abs(letter.y - middle) < 0.5 * min(letter.size, rows[-1][-1].size):
            rows[-1].append(letter)
            middle += (letter.y - middle) / len(rows[-1])
        else:
            rows.append([letter])
            middle = letter.y
    kept = []
    for row in rows:
        row.sort(key=lambda a: a.left)
        out: list[Letter] = []
        spaced = False
        for letter in row:
            if letter.text == " ":
                spaced = bool(out)
            elif not out or not _is_again(out[-1], letter):
                out.append(dataclasses.replace(letter, spaced=True) if spaced else letter)
                spaced = False
        if out:
            kept.append(out)
    return kept


def _is_again(before: Letter, letter: Letter) -> bool:
    return before.text == letter.text and letter.left - before.left < 0.3 * (before.right - before.left)


def _pieces(row: Sequence[Letter]) -> list[tuple[float, float]]:
    """Return the parts of a line between gaps wider than two letters."""
    pieces = [(row[0].left, row[0].right)]
    for a, b in itertools.pairwise(row):
        if b.left - a.right > 1.6 * a.size:
            pieces.append((b.left, b.right))
        else:
            pieces[-1] = pieces[-1][0], b.right
    return pieces


def _gutter(pieces: Sequence[Sequence[tuple[float, float]]]) -> float | None:
    """Return where two columns part, or None: most lines end before it and begin again after it, and both sides are wide."""
    split = [row for row in pieces if len(row) == 2]
    if len(split) < 8 or len(split) < 0.5 * len(pieces):
        return None
    left, right = max(row[0][1] for row in split), min(row[1][0] for row in split)
    wide = all(row[0][1] - row[0][0] > 0.6 * (left - row[0][0]) for row in split[:-1])
    return (left + right) / 2 if left < right and wide else None


def _line(row: Sequence[Letter]) -> Line:
    out = [row[0].text]
    for a, b in itertools.pairwise(row):
        narrow = a.text.isascii() and b.text.isascii()
        if b.spaced or b.left - a.right > (0.18 if narrow else 0.8) * min(a.size, b.size):
            out.append(" ")
        out.append(b.text)
    return Line("".join(out), row[0].left, min(a.top for a in row), row[-1].right, max(a.bottom for a in row))
