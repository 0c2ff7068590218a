"""What a report says of its whole task in the middle of other words: 14家均已整改完成; 到11月26日下午，已整改完毕."""

from __future__ import annotations

import re

from geomon.intention import only_meant

PART = "其中|部分|个别|除外|[东南西北]片|第[0-9一二三四五六七八九十]+批|首批"
"""What speaks of a part."""
_UNDONE = "正在|尚未|仍未"
REST = f"{_UNDONE}|其余|剩余|另有|另一|还有"
"""What speaks of the rest, which is not done or is all that is."""
LAST_ROUND = "[上前首][一1两几]?[轮批]"
"""What speaks of another round or batch than the paper's own."""
_ALL_DONE = re.compile(
    "[^，,。；;：:\\n]{0,16}(?:均|全部|都)(?:已|已经)?(?:按[^，,。；;]{1,8})?(?:整改(?:完成|到位|完毕)|完成了?整改)(?=[，,。；;]|$)"
)
"""A clause in the middle of a report that says of all its parts that they are done: 14家均已整改完成."""
_OF_A_PART = re.compile(f"{PART}|{REST}|{LAST_ROUND}")
_NOT_THE_REST = re.compile(f"[，,、；;。][^。]{{0,24}}?(?:{REST}|未|没有)")
_BY_NOW = "目前|截?[至到][^，,。；;]{2,16}"
_NOW_DONE = re.compile(
    f"(?<![一-龥])(?:{_BY_NOW})[，,](?:该|此)?(?:问题|案件)?(?P<said>已经?(?:整改(?:完成|到位|完毕)|完成整改))(?=[。；;\n]|$)"
)
"""A last clause that says since when it is done: 到11月26日下午，已整改完毕."""
_ANSWERED = re.compile("目前[，,]?(?P<said>[^。；，,]{0,20}已经?(?:全部)?(?:整改|清理|拆除|清运|关停)(?:完毕|完成|到位))(?=[。；，,])")
_ITSELF_CLOSED = re.compile("(?:该|此|本)(?:件|投诉|举报|信访|交办)[^，,。；;]{0,20}?(?P<said>已(?:全部)?办结)(?=[。；;，,]|$)")
"""The answer to one complaint, which is of one place, is done in more words: 目前，该商户垃圾已清运完毕; 该件已办结."""
_ANSWERED_IN_PART = re.compile(f"{REST}|部分")


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


def answered_done(answer: str) -> tuple[str, int] | None:
    """Return the words that say of a complaint, in the answer to it, that it is done, and where they stand; None where a part is not.

    Examples
    --------
    >>> answered_done("责令清运。目前，该处垃圾已清运完毕。"), answered_done("目前，北侧已清理完毕，其余正在清理。")
    (('该处垃圾已清运完毕', 8), None)
    """
    m = _ANSWERED.search(answer) or _ITSELF_CLOSED.search(answer)
    return None if m is None or _ANSWERED_IN_PART.search(answer) else (m["said"], m.start("said"))
