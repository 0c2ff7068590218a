"""Printed lines that a file holds as paragraphs: text copied from a PDF into Word or a web page, a paragraph a line.

Lines of prose pile up at the width at which they were cut; paragraphs that somebody wrote have every length. Of files written so,
three lines in ten and more have the full width; of others, at most one or two (measured on forty files).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from geomon.documents.printed import width_of
from geomon.documents.source import Raw, RawLine

_LEAST_LINES, _LEAST_FULL = 40, 0.25
_NARROWEST, _WIDEST = 24, 100
"""Half characters of a printed line."""


def as_printed_lines(items: Sequence[Raw]) -> list[Raw]:
    """Return the items; where all paragraphs are printed lines, as lines that may be joined."""
    lines = [item for item in items if isinstance(item, RawLine) and item.text.strip()]
    widths = sorted(width_of(line.text.strip()) for line in lines)
    if len(lines) < _LEAST_LINES or not all(line.whole for line in lines):
        return list(items)
    top = widths[int(0.985 * (len(widths) - 1))]
    full = sum(top - 5 <= width <= top + 2 for width in widths)
    if not _NARROWEST <= top <= _WIDEST or full < _LEAST_FULL * len(widths) or widths[-1] > 1.25 * top:
        return list(items)
    return [dataclasses.replace(item, whole=False) if isinstance(item, RawLine) else item for item in items]
