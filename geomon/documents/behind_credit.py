"""A heading that lost its line break behind the bracket of units that closes the task above.

每月巡查。（责任单位：县水利局）（二）补齐污水管网。
"""

from __future__ import annotations

import re

from geomon.documents.credit import find_credit

_HEADING = re.compile(
    r"(?<=[）)］\]】])(?=(?:[（(][一二三四五六七八九十]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}[.．、](?![0-9]))"
    "[ 　]?[一-龥][^（）()]{3,40}$)"
)


def heading_behind_credit(text: str) -> int | None:
    """Return where the heading at the end of a paragraph begins, right behind a bracket of units; None where there is none.

    Examples
    --------
    >>> text = "每月巡查。（责任单位：县水利局）（二）补齐污水管网。"
    >>> text[heading_behind_credit(text) :]
    '（二）补齐污水管网。'
    >>> heading_behind_credit("改造管网（含支管）（二）期工程。") is None
    True
    """
    m = _HEADING.search(text)
    return m.start() if m and find_credit(text[: m.start()]) else None
