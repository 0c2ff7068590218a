"""How much room a text takes where it is printed."""

from __future__ import annotations

import functools
import unicodedata


@functools.cache
def width_of_char(char: str) -> int:
    """Return how many half characters a character takes: two for Chinese and its marks, one for Latin.

    Characters of ambiguous width (Unicode Standard Annex 11), such as ①, ℃ and “, are as wide as Chinese, for they stand in Chinese text.
    """
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def width_of(text: str) -> int:
    """Return how many half characters a text takes."""
    return sum(map(width_of_char, text))
