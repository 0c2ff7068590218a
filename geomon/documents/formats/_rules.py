"""Tables of a PDF page by their rules: the printed lines give a raster, and cells are its fields with no rule between them."""

from __future__ import annotations

import bisect
import ctypes
import dataclasses
import itertools
import re
from collections.abc import Sequence
from typing import Any

from geomon.documents.formats._letters import Letter, Line, Turn, lines_of

_SNAP = 3.0
"""Points: rules nearer than this are one, and a rule may fall so short of the one that it meets."""
_MOST_PATHS, _MOST_RULES = 20_000, 1_500
"""A page with more is a drawing."""


@dataclasses.dataclass(frozen=True, slots=True)
class Rule:
    """A printed line along one axis: `at` across it, from `start` to `end` along it, in points."""

    at: float
    start: float
    end: float


@dataclasses.dataclass(frozen=True, slots=True)
class Ruled:
    """A table: its box and its rows of texts; a merged cell's text stands where it begins, its other fields are empty."""

    left: float
    top: float
    right: float
    bottom: float
    columns: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]

    def holds(self, letter: Letter) -> bool:
        """Return whether a letter is printed in it."""
        return self.left <= letter.x <= self.right and self.top <= letter.y <= self.bottom


def rules_of(page: Any, turn: Turn) -> tuple[list[Rule], list[Rule]]:
    """Return the horizontal and vertical rules of a page: strokes along an axis, sides of boxes, and boxes as thin as a line."""
    import pypdfium2.raw as pdfium

    across: list[Rule] = []
    down: list[Rule] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for n, path in enumerate(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH,), max_depth=2)):
        if n > _MOST_PATHS or max(len(across), len(down)) > _MOST_PATHS:
            return [], []
        matrix = path.get_matrix()
        points: list[tuple[float, float]] = []
        kinds: list[int] = []
        for m in range(min(pdfium.FPDFPath_CountSegments(path), 2_000)):
            segment = pdfium.FPDFPath_GetPathSegment(path, m)
            if pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                points.append(turn(*matrix.on_point(x.value, y.value)))
                kinds.append(pdfium.FPDFPathSegment_GetType(segment))
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
        _add(points, kinds, bool(stroke.value), across, down)
    if max(len(across), len(down)) > 40 * _MOST_RULES:
        return [], []
    return _merged(across), _merged(down)


def _add(points: list[tuple[float, float]], kinds: list[int], stroked: bool, across: list[Rule], down: list[Rule]) -> None:
    import pypdfium2.raw as pdfium

    subpaths: list[list[tuple[float, float]]] = []
    for point, kind in zip(points, kinds, strict=True):
        if kind == pdfium.FPDF_SEGMENT_MOVETO or not subpaths:
            subpaths.append([])
        if kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            return
        subpaths[-1].append(point)
    for subpath in subpaths:
        xs, ys = [p[0] for p in subpath], [p[1] for p in subpath]
        wide, high = max(xs) - min(xs), max(ys) - min(ys)
        if high <= _SNAP < wide:
            across.append(Rule((max(ys) + min(ys)) / 2, min(xs), max(xs)))
        elif wide <= _SNAP < high:
            down.append(Rule((max(xs) + min(xs)) / 2, min(ys), max(ys)))
        elif stroked and len(subpath) in (4, 5) and len({round(x) for x in xs}) <= 3 and len({round(y) for y in ys}) <= 3:
            across += [Rule(min(ys), min(xs), max(xs)), Rule(max(ys), min(xs), max(xs))]
            down += [Rule(min(xs), min(ys), max(ys)), Rule(max(xs), min(ys), max(ys))]


def _merged(rules: Sequence[Rule]) -> list[Rule]:
    """Return the rules with those on one line put together where they meet."""
    out: list[Rule] = []
    at = -1e9
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if rule.at - at > _SNAP:
            lines.append([])
        at = rule.at
        lines[-1].append(rule)
    for line in lines:
        middle = sum(r.at for r in line) / len(line)
        start, end = line[0].start, line[0].start
        for rule in sorted(line, key=lambda r: r.start):
            if rule.start > end + _SNAP and end > start:
                out.append(Rule(middle, start, end))
                start = rule.start
            elif end <= start:
                start = rule.start
            end = max(end, rule.end)
        out.append(Rule(middle, start, end))
    return out


def tables_of(letters: Sequence[Letter], across: Sequence[Rule], down: Sequence[Rule]) -> list[Ruled]:
    """Return the tables of a page, from top to bottom; a lone box round text is none."""
    if len(across) < 2 or len(down) < 2 or len(across) + len(down) > _MOST_RULES:
        return []
    return sorted(filter(None, (_table(letters, *group) for group in _groups(across, down))), key=lambda t: t.top)


def _groups(across: Sequence[Rule], down: Sequence[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Return the rules that hang together, table by table."""
    owner = list(range(len(across) + len(down)))

    def root(n: int) -> int:
        while owner[n] != n:
            owner[n] = owner[owner[n]]
            n = owner[n]
        return n

    for n, a in enumerate(across):
        for m, d in enumerate(down, len(across)):
            if a.start - _SNAP <= d.at <= a.end + _SNAP and d.start - _SNAP <= a.at <= d.end + _SNAP:
                owner[root(n)] = root(m)
    groups: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for n, rule in enumerate((*across, *down)):
        groups.setdefault(root(n), ([], []))[n >= len(across)].append(rule)
    return [group for group in groups.values() if len(group[0]) >= 2 and len(group[1]) >= 2]


def _places(rules: Sequence[Rule]) -> list[float]:
    out: list[float] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if not out or rule.at - out[-1] > _SNAP:
            out.append(rule.at)
    return out


def _table(letters: Sequence[Letter], across: Sequence[Rule], down: Sequence[Rule]) -> Ruled | None:
    xs, ys = _places(down), _places(across)
    width, height = len(xs) - 1, len(ys) - 1
    if width < 1 or height < 1 or width * height < 2:
        return None
    owner = list(range(width * height))

    def root(n: int) -> int:
        while owner[n] != n:
            owner[n] = owner[owner[n]]
            n = owner[n]
        return n

    for row, column in itertools.product(range(height), range(width)):
        here = row * width + column
        if column + 1 < width and not _drawn(down, xs[column + 1], ys[row], ys[row + 1]):
            owner[max(root(here), root(here + 1))] = min(root(here), root(here + 1))
        if row + 1 < height and not _drawn(across, ys[row + 1], xs[column], xs[column + 1]):
            owner[max(root(here), root(here + width))] = min(root(here), root(here + width))
    if len({root(n) for n in range(width * height)}) < 2:
        return None
    cells: dict[int, list[Letter]] = {}
    for letter in letters:
        column, row = bisect.bisect(xs, letter.x) - 1, bisect.bisect(ys, letter.y) - 1
        if 0 <= column < width and 0 <= row < height:
            cells.setdefault(root(row * width + column), []).append(letter)
    right = {root(n): xs[n % width + 1] for n in range(width * height)}
    texts = {n: _text(cell, right[n]) for n, cell in cells.items()}
    rows = tuple(tuple(texts.get(row * width + column, "") for column in range(width)) for row in range(height))
    return Ruled(xs[0], ys[0], xs[-1], ys[-1], tuple(xs), tuple(row for row in rows if any(row)))


def _drawn(rules: Sequence[Rule], at: float, start: float, end: float) -> bool:
    """Return whether a rule runs along more than half of the side of a field."""
    return any(abs(r.at - at) <= _SNAP and min(r.end, end) - max(r.start, start) > 0.5 * (end - start) for r in rules)


def _text(letters: Sequence[Letter], right: float) -> str:
    """Return a cell's text: a line behind which the next one's first word had no room goes on in it, a shorter one ends a paragraph."""
    out = ""
    above: Line | None = None
    for line in lines_of(letters):
        room = right - above.right - _PADDING * (above.bottom - above.top) if above else 0.0
        goes_on = above is not None and room < _first_word(line.text) * (above.bottom - above.top)
        out += line.text if goes_on or not out else f"\n{line.text}"
        above = line
    return out


_PADDING = 0.7
"""Of a cell's side, in heights of a line."""
_WORD = re.compile("[“‘（《(]*(?:[0-9A-Za-z.%]{1,8}|.)[，。、；：！？）》”’)％]*")


def _first_word(text: str) -> float:
    """Return the width of what a line's end may not cut at the head of a line, in letters: one letter, a figure, the stop behind either."""
    m = _WORD.match(text.lstrip())
    return max(1.0, sum(1.0 if ord(c) > 0x2E7F else 0.55 for c in m[0])) if m else 1.0
