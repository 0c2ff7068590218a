"""Where the last row ends of a table that copying turned into lines: what goes on below it is no cell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.bullets import COLON
from geomon.documents.cell_bars import Token
from geomon.documents.labels import read_labels
from geomon.documents.numbering import read_head
from geomon.documents.page_furniture import ends_table

SECTION = re.compile("(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^，。；：]{2,24}")
_FOOT = re.compile(
    r"附件[0-9]{0,2}[：:].*|注[：:].*|(?:联系|举报|监督|受理|值班|投诉)[^，。]{0,10}电话(?:[：:（( 0-9].*)?"
    r"|[^，。；]{2,24}督察组[^，。；]{0,16}(?:期间|时间|电话)[：:].*|[（(]第.{1,6}批.{0,24}[）)]"
)
_HEADS = ("chapter", "一、", "cn(", "task", "item")
_LONGER = {False: (2, 3), True: (4, 20)}
"""How many times the lines of the longest row, and how many beside, a last row may have; more where cells tell in sentences or lists."""


def is_foot(text: str) -> bool:
    """Return whether a line stands below a table and is no cell of it: a note, a telephone number, the page's furniture."""
    return bool(_FOOT.fullmatch(text)) or ends_table(text)


def own_lines(row: Sequence[Token], before: Sequence[Sequence[Token]], *, telling: bool) -> Sequence[Token]:
    """Return the lines of the last row: those above the next heading or labelled field, and not many more than a row before has.

    `before` are the rows above; what opens lines of their cells (一、, 责任单位：) may open lines of this row's cells, too.
    `telling`: the table has columns of sentences, so that its rows differ in length.
    """
    styles = {head.style for other in before for token in other if (head := read_head(token.text))}
    labelled = any(_is_labelled(token.text) for other in before for token in other)
    sections = any(SECTION.fullmatch(token.text) for other in before for token in other[:-1])
    longest, shortest = max(map(len, before), default=0), min(map(len, before), default=len(row))
    if before:
        times, beside = _LONGER[telling]
        row = row[: times * longest + beside]
    steps: set[tuple[str, int]] = set()  # of a list in a cell that no row before has
    opened: int | None = None  # the last line that opens with a number and may be the head of what the next label is of
    for n, token in enumerate(row):
        head = read_head(token.text)
        if head and head.style in _HEADS:
            if head.style == "chapter" and "chapter" not in styles:
                return row[:n]
            step = n < shortest and (head.style == "cn(" or head.number == 1 or (head.style, head.number - 1) in steps)
            if n and SECTION.fullmatch(token.text) and not sections and head.style not in styles and not step:
                return row[:n]
            steps.add((head.style, head.number))
            opened = n
        if n and not labelled and _is_labelled(token.text):
            return row[: opened or n]
    return row


def _is_labelled(text: str) -> bool:
    """Return whether a line opens with a label and a colon; a state or a unit alone is a cell."""
    labels = read_labels(text) if re.search(COLON, text[:24]) else []
    return bool(labels) and labels[0].start <= 6
