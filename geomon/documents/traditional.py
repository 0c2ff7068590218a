"""Texts in traditional characters, shown and quoted in simplified ones of the same length, so that every span stays true."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from geomon.documents.source import Raw, RawLine, RawTable


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


@cache
def _to_simplified() -> dict[int, str]:
    """Return a table of one character to one character, so that no length changes and every span stays true."""
    convert = _converter().convert
    block = [chr(c) for c in range(0x4E00, 0x9FFF)]
    return {ord(old): new for old, new in zip(block, map(convert, block), strict=True) if old != new and len(new) == 1}


def simplify(text: str) -> str:
    """Return the text in simplified characters, letter for letter; by whole words where that keeps the length (批覆 -> 批复)."""
    whole = str(_converter().convert(text))
    return whole if len(whole) == len(text) else text.translate(_to_simplified())


_OFTEN_TRADITIONAL = set("環護級單責門問題實務關應將對會發區縣鎮礦廠業國團資產標準態觀範圍時間開長個員")


def is_traditional(items: Sequence[Raw]) -> bool:
    """Return whether the text is written in traditional characters (a few words that occur in every such document decide)."""
    sample = "".join(item.text for item in items[:400] if isinstance(item, RawLine)) or "".join(
        c for i in items[:3] if isinstance(i, RawTable) for r in i.rows[:40] for c in r
    )
    hits = sum(c in _OFTEN_TRADITIONAL for c in sample)
    return hits > 5 and hits > 0.02 * len(sample)
