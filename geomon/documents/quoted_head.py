"""A problem in quotation marks at the head of a task, out of its marks."""

from __future__ import annotations

import re

_INNER = "[^“”]*(?:“[^“”]*”[^“”]*)*"
_QUOTED = re.compile(f"\\s*“({_INNER})”[^。]{{0,12}}[。，]?")
_WHOLE = re.compile(f"\\s*(?:关于|针对)“({_INNER}[。；])”(?:的?问题)?(?:的?整改(?:完成|落实|进展|推进){{0,2}}情况)?[：:，,。]?\\s*")
"""The line is the quotation of a whole sentence, and what was done has a line of its own."""


def unquoted(text: str, start: int) -> tuple[str, int]:
    """Return the problem out of its quotation marks where the head is one, and its place: 关于第三项“…”整改情况."""
    m = _QUOTED.match(text)
    return (m[1], start + m.start(1)) if m else (text, start)


def unquoted_whole(text: str, start: int) -> tuple[str, int]:
    """Return the quoted sentence and its place where a line is 关于“…。” and no more; else the line.

    Examples
    --------
    >>> unquoted_whole("关于“东坡坑没有复绿。”", 10), unquoted_whole("关于“一河一策”的问题", 0)
    (('东坡坑没有复绿。', 13), ('关于“一河一策”的问题', 0))
    """
    m = _WHOLE.fullmatch(text)
    return (m[1], start + m.start(1)) if m else (text, start)
