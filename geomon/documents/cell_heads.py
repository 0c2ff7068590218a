"""The headings of a table that copying turned into lines, those whole again that were broken over two or three."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.column_headings import is_heading


def joined(pieces: Sequence[str]) -> list[str]:
    """Return headings that were broken over lines in one: 行政 | 区域, 面积/ | 长度, 水体名称 | （起止边界）."""
    columns: list[str] = []
    n = 0
    while n < len(pieces):
        length = next((k for k in (4, 3, 2) if n + k <= len(pieces) and _is_broken(pieces[n : n + k])), 1)
        word = "".join(pieces[n : n + length])
        if columns and re.match("[（(]", word):
            columns[-1] += word
        else:
            columns.append(word)
        n += length
    return columns


def _is_broken(pieces: Sequence[str]) -> bool:
    word = "".join(pieces)
    if any(piece.startswith(("(", "（")) for piece in pieces):
        return False
    if is_heading(word) and not all(map(is_heading, pieces)):
        return True
    return pieces[0].endswith(("/", "、", "和", "及", "与")) and len(pieces) == 2
