"""Numbered steps of a task: on lines of their own, or inside a paragraph as 一是…二是…."""

from __future__ import annotations

import itertools
import re

from geomon.documents.bullets import BEFORE_WORD
from geomon.documents.counted_figures import MARKED, heads_of, with_marks
from geomon.documents.draft import Piece
from geomon.documents.numbering import LEVELS, Head
from geomon.model import Measure
from geomon.numerals import to_int

_INLINE = re.compile(
    rf"(?:(?<=^)|(?<=[。；;：:\n，,、）)”]))\s*(?:{BEFORE_WORD}\s*)?(?P<n>[一二三四五六七八九十]{{1,3}})\n?(?:是|要)(?=[^否非一-龥]?[一-龥“《A-Z0-9])"
)
_INLINE_CHINESE = re.compile(r"(?:(?<=^)|(?<=[。；;：:\n]))\s*(?P<n>[一二三四五六七八九十]{1,3})、(?=[一-龥“《A-Z0-9])")
_INLINE_WORD = re.compile(
    r"(?:(?<=^)|(?<=[。；;：:\n]))\s*[第其](?P<n>[一二三四五六七八九十]{1,3})[，,、：:](?![第其][一二三四五六七八九十])(?=[一-龥“《A-Z0-9])"
)
_INLINE_NUMBER = re.compile(
    r"(?:(?<=^)|(?<=[。；;：:\n])|(?<=[一-龥]\.))\s*(?:[（(](?P<a>[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]"
    rf"|(?P<b>[0-9]{{1,2}})(?:{MARKED}|[.．、](?:(?![0-9])|(?=(?:19|20)[0-9]{{2}}年|1?[0-9]月)))|(?P<c>[①-⑳⑴-⒇]))\s*"
)


def read_measures(piece: Piece) -> tuple[Measure, ...]:
    """Return the measures of a piece; prose without numbers is one measure without a number."""
    lines = [line for line in piece.lines if line[0].strip()]
    if not lines:
        return ()
    heads = heads_of([text for text, _ in lines])
    style = next((head.style for head in heads if head and head.style != "一是"), None)
    own: list[int] = []
    last = 0
    for n, head in enumerate(heads):
        if head is None or style is None:
            continue
        # a slip in style (1. … （二）…) that counts on is the next measure, not a part of the last
        if head.style == style or (own and LEVELS[head.style] < LEVELS[style] and head.number == last + 1):
            own.append(n)
            last = head.number
    text, offset = piece.text, piece.start
    marks = inline_marks(text)
    opened, at = set(), 0
    for line in piece.lines:
        opened |= {at} if any(lines[n] is line for n in own) else set()
        at += len(line[0]) + 1
    runs_on = len(marks) > len(own) and opened <= {start for start, _, _ in marks}  # a line holds several: 2.…。3.…。
    if own and (len(own) > 1 or len(marks) < 2) and not runs_on and _counts_up([heads[n] for n in own]):
        return _by_lines(lines, heads, own)
    if not marks:
        return (Measure(None, text.strip(), (offset, piece.end)),)
    measures = []
    for k, (start, body, number) in enumerate(marks):
        end = marks[k + 1][0] if k + 1 < len(marks) else len(text)
        measures.append(Measure(number, text[body:end].strip(), (offset + start, offset + end)))
    lead = text[: marks[0][0]].strip(" \n：:，,。")
    if len(lead) > 12:
        measures.insert(0, Measure(None, lead, (offset, offset + marks[0][0])))
    return tuple(measures)


def _counts_up(heads: list[Head | None]) -> bool:
    numbers = [head.number for head in heads if head]
    return len(numbers) == 1 or all(b >= a for a, b in itertools.pairwise(numbers))


def _by_lines(lines: list[tuple[str, int]], heads: list[Head | None], own: list[int]) -> tuple[Measure, ...]:
    measures: list[Measure] = []
    if own[0] > 0:
        first = lines[: own[0]]
        measures.append(Measure(None, "\n".join(text for text, _ in first).strip(), (first[0][1], first[-1][1] + len(first[-1][0]))))
    for k, n in enumerate(own):
        stop = own[k + 1] if k + 1 < len(own) else len(lines)
        head = heads[n]
        assert head is not None
        text = "\n".join([lines[n][0][head.length :], *(text for text, _ in lines[n + 1 : stop])]).strip()
        last_text, last_at = lines[stop - 1]
        measures.append(Measure(head.arabic, text, (lines[n][1], last_at + len(last_text))))
    return tuple(measures)


def inline_marks(text: str) -> list[tuple[int, int, str]]:
    """Return (start, start of its text, number) of the marks inside running text, where they count up from one."""
    for pattern in (_INLINE, _INLINE_NUMBER, _INLINE_CHINESE, _INLINE_WORD):
        marks: list[tuple[int, int, str]] = []
        for m in pattern.finditer(with_marks(text) if pattern is _INLINE_NUMBER else text):
            number = to_int(next(g for g in m.groups() if g))
            if number == len(marks) + 1:
                marks.append((m.end() - len(m.group().lstrip()), m.end(), str(number)))
        if len(marks) >= 2 or (marks and pattern is _INLINE and marks[0][0] == 0):
            return marks
    return []
