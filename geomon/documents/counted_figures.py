"""Steps that open with a figure right behind their number, 2.340亩耕地退出: the numbers around tell the mark from a decimal point."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.numbering import Head, read_head

_BEFORE_FIGURE = re.compile(r"\s*(?P<n>[0-9]{1,2})[.．](?=[0-9]{1,4}(?![0-9.．年月]))")
MARKED = "\ue000"
"""Stands for the point behind a number where a figure follows; a private letter, no text holds it."""
_MARK = re.compile(r"(?:(?<=^)|(?<=[。；;：:\n]))\s*(?P<n>[0-9]{1,2})[.．、]")


def heads_of(texts: Sequence[str]) -> list[Head | None]:
    """Return the number at the head of each line; a line 2.340亩… is number 2 where the steps around it are 1 and 3.

    Examples
    --------
    >>> [head.number if head else None for head in heads_of(["1.清运。", "2.340亩耕地退出。", "3.复绿。"])]
    [1, 2, 3]
    >>> [head.number if head else None for head in heads_of(["清淤", "2.3公里。", "3.复绿。"])]
    [None, None, 3]
    """
    heads = [read_head(text) for text in texts]
    own = [n for n, head in enumerate(heads) if head and head.style == "1."]
    if not own:
        return heads
    for n, text in enumerate(texts):
        if ((head := heads[n]) and head.style != "1.1") or not (m := _BEFORE_FIGURE.match(text)):
            continue
        number = int(m["n"])
        above = next((heads[k] for k in reversed(range(n)) if heads[k] and heads[k].style == "1."), None)  # type: ignore[union-attr]
        below = next((heads[k] for k in range(n + 1, len(heads)) if heads[k] and heads[k].style == "1."), None)  # type: ignore[union-attr]
        follows = above.number == number - 1 if above else number == 1
        if follows and (below.number == number + 1 if below else above is not None):
            heads[n] = Head("1.", number, m.group().strip(), m.end())
    return heads


def with_marks(text: str) -> str:
    """Return the text with `MARKED` for the point of each number that a figure follows, unless the number is counted again behind it.

    Examples
    --------
    >>> with_marks("1.关停；2.340亩退出；3.设栏。").count(MARKED), with_marks("1.清淤；2.5公里截污；2.巡查。").count(MARKED)
    (1, 0)
    """
    marks = [(m, _BEFORE_FIGURE.match(text, m.start("n"))) for m in _MARK.finditer(text)]
    last = {int(m["n"]): m.start() for m, figure in marks if not figure}
    for m, figure in marks:
        if figure and last.get(int(m["n"]), -1) < m.start():
            text = f"{text[: figure.end() - 1]}{MARKED}{text[figure.end() :]}"
    return text
