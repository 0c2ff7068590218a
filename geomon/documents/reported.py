"""What a report says of its whole task in the middle of other words: 14家均已整改完成; 到11月26日下午，已整改完毕."""

from __future__ import annotations

import re

from geomon.intention import only_meant

_ALL_DONE = re.compile(
    "[^，,。；;：:\\n]{0,16}(?:均|全部|都)(?:已|已经)?(?:按[^，,。；;]{1,8})?(?:整改(?:完成|到位|完毕)|完成了?整改)(?=[，,。；;]|$)"
)
"""A clause in the middle of a report that says of all its parts that they are done: 14家均已整改完成."""
_OF_A_PART = re.compile("其中|第[0-9一二三四五六七八九十]+批|首批|[东南西北]片|部分|个别")
_NOT_THE_REST = re.compile("[，,、；;。][^。]{0,24}?(?:另有|另一|其余|剩余|未|没有|正在|还有)")
_NOW_DONE = re.compile(
    "(?<![一-龥])(?:目前|截?[至到][^，,。；;]{2,16})[，,](?:该|此)?(?:问题|案件)?(?P<said>已经?(?:整改(?:完成|到位|完毕)|完成整改))(?=[。；;\n]|$)"
)
"""A last clause that says since when it is done: 到11月26日下午，已整改完毕."""


def said_done(report: str) -> str | None:
    """Return the words that say of all that a report tells that it is done, or None.

    Examples
    --------
    >>> said_done("14家均已整改完成，复查两次。"), said_done("到11月26日下午，已整改完毕。"), said_done("一处已整改完成。") is None
    ('14家均已整改完成', '已整改完毕', True)
    """
    for whole in _ALL_DONE.finditer(report):
        if not only_meant(whole[0]) and not _OF_A_PART.search(whole[0]) and not _NOT_THE_REST.match(report, whole.end()):
            return whole[0]
    now = _NOW_DONE.search(report)
    return now["said"] if now else None
