"""Lines that open with a word as other lines of the same text do, so that no line before them goes on in them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from geomon.documents.bullets import BEFORE_WORD
from geomon.documents.labels import role_of

_OPENED = re.compile(
    rf"{BEFORE_WORD}*(?:(?P<word>[一-龥]{{2,8}})[：:]|(?P<code>[一-龥]{{1,4}}号)[：: ]?(?=[A-Z]{{1,8}}[-—－0-9])"
    r"|(?P<group>[【\[])[^【】\[\]]{2,12}[】\]])"
)
"""A word before a colon, one before a code (卡号DH-01), a group in brackets (【东湖区】3处)."""
_ALONE = re.compile(r"[ 　\t]*(?P<word>[一-龥]{4,8})[ 　]*")
_LEAST = 2


class SaidAgain:
    """The words, or kinds of mark, that open at least two lines of a text, and the labels that stand alone on at least two."""

    def __init__(self, lines: Iterable[str]) -> None:
        """Count the words of the lines."""
        opened: Counter[str] = Counter()
        alone: Counter[str] = Counter()
        for line in lines:
            if m := _OPENED.match(line):
                opened[m[m.lastgroup or 0]] += 1
            elif m := _ALONE.fullmatch(line):
                alone[m["word"]] += 1
        self._opened = {word for word, times in opened.items() if times >= _LEAST}
        self._alone = {word for word, times in alone.items() if times >= _LEAST and role_of(word)}

    def opens(self, line: str) -> bool:
        """Return whether a line opens with such a word.

        Examples
        --------
        >>> again = SaidAgain(["督办事由：乱堆。", "督办事由：乱占。", "责任单位", "责任单位", "市水务局", "市水务局"])
        >>> again.opens("督办事由：乱建。"), again.opens("责任单位"), again.opens("市水务局"), again.opens("主送：某县")
        (True, True, False, False)
        """
        if m := _OPENED.match(line):
            return m[m.lastgroup or 0] in self._opened
        m = _ALONE.fullmatch(line)
        return bool(m and m["word"] in self._alone)
