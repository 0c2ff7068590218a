"""A plan whose items run on in one paragraph, each closed by a bracket that names its units.

（一）…1.…（责任单位：甲局）2.…（责任单位：乙局）（二）…1.…. The bracket itself may have been cut by a line's end.
"""

from __future__ import annotations

import itertools
import re

_CN = "[一二三四五六七八九十]{1,3}"
_CREDIT = re.compile("[（(](?:牵头|责任|负责|主办)(?:单位|部门)[：:](?:[^（）()]|[（(][^（）()]{0,8}[）)]){2,160}[）)][。；;.]?[ 　]*")
_ITEM = re.compile("(?P<n>[0-9]{1,3})[.．、](?![0-9])")
_HEADING = re.compile(f"[（(]{_CN}[）)][^，,。；;：:（）()0-9]{{2,24}}[ 　]*(?=[0-9]{{1,3}}[.．、](?![0-9]))")
_NEXT = re.compile(f"[（(]{_CN}[）)]|{_CN}、|[0-9]{{1,3}}[.．、](?![0-9])")
_OPENED = re.compile("[（(](?:牵头|责任|负责|主办)(?:单位|部门)[：:][^（）()]{2,60}[；;，,]?$")
_GOES_ON = re.compile("(?:协办|配合|责任|参与|协助)(?:单位|部门)[：:][^（）()]{2,120}[）)]")
_LEAST = 2


def cuts_behind_credits(text: str) -> set[int]:
    """Return where the items and headings of such a paragraph begin; none unless two brackets at least have an item right behind them.

    Examples
    --------
    >>> text = "（一）管住排口1.复查排口。（责任单位：市水务局）2.修泵。（责任单位：市住建局）（二）管尾水1.推行三池。（责任单位：县政府）"
    >>> [text[at : at + 5] for at in sorted(cuts_behind_credits(text))]
    ['1.复查排', '2.修泵。', '（二）管尾', '1.推行三']
    """
    places = {m.end() for m in _CREDIT.finditer(text) if _NEXT.match(text, m.end())}
    if len(places) < _LEAST:
        return set()
    headings = [m for m in _HEADING.finditer(text) if m.start() in places or m.start() < min(places)]
    first = [m for m in headings if m.start() < min(places)][-1:]
    own = [m for m in headings if m.start() in places]
    found = places | {m.end() for m in (*first, *own)} | {m.start() for m in first}
    numbers = [int(m["n"]) for at in sorted(found) if (m := _ITEM.match(text, at))]
    steps = sum(b in (a + 1, 1) for a, b in itertools.pairwise(numbers))
    return found - {0} if len(numbers) > 1 and steps == len(numbers) - 1 else set()


def goes_on_in_credit(before: str, line: str) -> bool:
    """Return whether a line is the second half of a bracket of units that the line before opened: （牵头单位：甲局； | 协办单位：乙镇）."""
    return bool(_OPENED.search(before[-80:])) and bool(_GOES_ON.match(line))
