"""Whether the few words of a heading or a bracket say that something was reached, or set an aim: 已按期完成, but not 按期完成.

One list for all that reads states without a sentence around them. What words of sentences mean, and have to do with it, is in `intention`.
"""

from __future__ import annotations

import re

from geomon.documents.reported import LAST_ROUND, PART
from geomon.progress import STEPS

_BY = "限[期时]|按[时期]|如期|及时|[年月]|前(?!期)|(?<![滞落])后(?!续|期)|季度|汛|旬|周|日内|逐[项步个批年]|分[期批步]|适时|择期"
"""When it shall be done."""
_DEMAND = "立即|切实|要求|推动|实施|开展|加强|促进|落实|挂[账号牌]|(?<!正在)(?<!有序)(?<!序时)(?:加快|推进)(?!滞后|缓慢|中)"
_TOLD = "整改情况|完成情况|进展情况|回头看|反弹|发现|方案编制|编制方案"
"""What is told below, of a look back as of other things."""
_BESIDES = (
    f"{STEPS}|(?<!达到)(?:整改|验收|销号|完成)(?:标准|条件|要求|目标|程序)|时限|目标$|管理|计划|阶段|一半|过半"
    f"|[一二三四五六七八九十0-9]期(?!间)|{PART}|{LAST_ROUND}"
)
"""What is no whole task: a step before the work (已完成立项), a part of it (首批完成), what it is measured by (整改完成标准)."""
_ANY, _OTHER = re.compile(f"{_BY}|{_DEMAND}|{_TOLD}"), re.compile(f"{_TOLD}|{_BESIDES}")
_BEFORE_DONE, _ALONE = re.compile(f"{_DEMAND}|确保|力争|争取"), re.compile(f"{_BY}|{_DEMAND}")
_REACHED = re.compile("已|均|通过|达到|达序时|基本|同意|予以|准予|全部|主体|接近")
_EARLY, IN_TIME = re.compile("提前"), re.compile("如期|按[期时]|按要求|按时限")
_DONE_WORD = re.compile("(?:全面|全部)?(?:(?:完成|办结)(?:了?整改(?:任务)?|任务|治理|验收|销号)?|(?:整改|治理)(?:完成|到位)|销号)")
_ONE_WORD = re.compile(
    "(?:整改|治理|任务)?(?:完成|办结|销号|到位|完毕)|完成(?:整改|治理|任务|验收|销号)(?:并(?:验收)?销号)?|验收(?:合格|销号)|(?:整改)?完成并(?:验收)?销号"
)
DONE = ("completed", "accepted", "closed", "mostly_completed")
UNDER_WAY = ("in_progress", "behind", "not_started", "on_schedule", "ahead")


def sets_aim(heading: str) -> bool:
    """Return whether a heading's words set an aim or say what is told below it: 限期整改, 整改情况, 已销号问题回头看."""
    return bool(_ANY.search(heading))


def says_reached(words: str) -> bool:
    """Return whether words of being done say so of the whole, and not only name it: 完成整改任务 alone is an aim, 已完成立项 a step.

    Examples
    --------
    >>> says_reached("已完成整改"), says_reached("完成整改"), says_reached("已完成整改方案")
    (True, False, False)
    """
    return bool(_REACHED.search(words)) and not _OTHER.search(words)


def is_reached(said: str, *, reported: bool = False) -> bool:
    """Return whether all that a bracket holds says that the whole is done. 已 undoes a day or a pace before or behind it, and no demand.

    Nobody aims at being early (提前完成); in a report (`reported`) also what was done in time is told, 按期完成整改.

    Examples
    --------
    >>> [is_reached(said) for said in ("已按期完成", "销号", "按期完成", "逐项销号", "已完成立项", "整改完成标准")]
    [True, True, False, False, False, False]
    """
    if _OTHER.search(said):
        return False
    if (m := _EARLY.match(said) or (IN_TIME.match(said) if reported else None)) and _DONE_WORD.fullmatch(said, m.end()):
        return True
    before, now, _ = said.partition("已")
    if (_BEFORE_DONE if now else _ALONE).search(before):
        return False
    return says_reached(said) or bool(_ONE_WORD.fullmatch(said))
