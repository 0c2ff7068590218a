"""Whether words of being done are only meant: a plan, a demand, a condition, a hope; or denied.

One list for all that reads states: a state shown as reached that is only intended is the worst error that geomon can make.
"""

from __future__ import annotations

import re

_MEANT = re.compile(
    "预计|预期|计划(?!外)|拟|力争|争取|确保|要求|责令|督促|限期|务必|必须|应(?![急对答用])|须|需(?!求)|若|如果|倘|待"
    "|将(?:于|在|会|全部|全面|逐步|进一步|按|如期)|即将|下一?步|明年|今后|下[个一]?[月周季]|难以|无法|不能|未能|没能|有待|准备|打算|建议|申请|提请|报请|安排|部署|研究|列入|委托|通知|上报|希望|可望|有望"
)
_AS_TOLD = re.compile("(?:按照?|依照|对照|达到|符合|满足)[一-龥]{0,8}?(?:要求|计划|安排|部署)")
_SINCE = re.compile("已|现|目前")
_DENIED = re.compile("[未没不难]|无(?!害)")


def only_meant(before: str) -> bool:
    """Return whether what stands before words of being done, in one clause, says that they are only meant.

    An intention that is followed by 已 was carried out: 计划整改的任务已完成.

    Examples
    --------
    >>> only_meant("拟于2025年6月"), only_meant("责令"), only_meant("按要求"), only_meant("计划整改的两处已")
    (True, True, False, False)
    """
    before = _AS_TOLD.sub(lambda m: "　" * len(m.group()), before)
    last = None
    for last in _MEANT.finditer(before):  # noqa: B007
        pass
    return last is not None and not _SINCE.search(before, last.end())


def denied(clause: str) -> bool:
    """Return whether a short clause denies what it says: 水质仍不达标, 资金未到位.

    Examples
    --------
    >>> denied("水质仍不达标"), denied("无害化处理完毕")
    (True, False)
    """
    return bool(_DENIED.search(clause))


def clause_of(text: str, at: int) -> int:
    """Return where the clause begins in which the character `at` stands."""
    return max((text.rfind(stop, 0, at) for stop in "，。；,;：:、\n"), default=-1) + 1
