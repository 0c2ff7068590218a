"""Whether words of being done are only meant: a plan, a demand, a condition, a hope; or denied.

One list for all that reads states: a state shown as reached that is only intended is the worst error that geomon can make.
"""

from __future__ import annotations

import re

_OUGHT = "(?<![相供反适响效对感])应(?![急对答用])"
_ORDERED = f"(?<![聘邀])请(?!示)|要求|责令|督促|限期|务必|必须|须|{_OUGHT}|确保|力争|计划(?!外)|拟"
"""What reaches over the clauses that follow: 要求该厂停产整治，完成整改."""
_YEAR_OR_SPAN = "0-9〇零一二三四五六七八九两半去上前"
_BY_THEN = (
    f"(?<![{_YEAR_OR_SPAN}])(?<![0-9〇零一二三四五六七八九去前]年)(?<!已于)(?<!已在)(?<!截至)(?<!截止)(?:今年)?年[底末内](?!已)"
    "|(?<!已于)(?<!已在)(?:汛期?|入汛|入冬|封冻|雨季|[采供]暖[季期]?)(?:来临|到来)?[之以]?前|届时|到时|(?<!已于)(?<!截至)(?<!截止)本(?:月|季度?)[底末]"
    "|(?<!用)(?<!已在)(?<!已于)(?<![0-9一二三四五六七八九十两])[0-9一二三四五六七八九十两]{1,3}个?(?:年|月|工作日|日|天)[之以]?内"
)
"""A time without a year of its own, by which something is to be: 年底前销号. Of 2024年底 the date decides."""
_IF = "^如(?![期实上下同此何])"
_MEANT = re.compile(
    f"{_ORDERED}|预计|预期|争取|需(?!求)|若|{_IF}|如果|倘|待"
    "|将(?:于|在|会|全部|全面|逐步|进一步|按|如期)|即将|下一?步|明年|今后|下[个一]?[月周季]|难以|无法|不能|未能|没能|有待|准备|打算|建议|申请|提请|报请|安排|部署|研究|列入|委托|通知|上报|希望|可望|有望"
    f"|{_BY_THEN}"
)
_ORDERS = re.compile(_ORDERED)
_AHEAD = re.compile(
    f"{_IF}|^(?:若|倘|待|确保|力争|责令)|^(?:拟|须|需(?!求)|{_OUGHT}|要求|计划(?!外))(?![^，,。；;]{{0,20}}的[^，,。；;]{{0,8}}已)"
)
_AS_TOLD = re.compile("(?:按照?|依照|对照|达到|符合|满足)[一-龥]{0,8}?(?:要求|计划|安排|部署)")
_STANDARD = re.compile(
    "(?:^|(?<=[，。；,;\\n]))(?P<word>[^，。；,;：:\\n一-龥]{0,4}(?:整改|验收|销号|完成|达标|考核|核查|解除|治理|整治)[一-龥]{0,4}(?:标准|目标|条件|指标|要求)"
    "(?:[（(][^（()）]{0,12}[）)])?[】 　*]{0,3}(?:[：:]|为(?!了)|是(?!否)|(?<=[ 　】])(?!已|均)))[^。；;]*"
)
_SINCE = re.compile("已|现|目前")
_DENIED = re.compile("[未没不难]|无(?!害)")


def only_meant(before: str) -> bool:
    """Return whether what stands before words of being done, in one clause, says that they are only meant.

    An intention that is followed by 已 was carried out: 计划整改的任务已完成.

    Examples
    --------
    >>> only_meant("拟于2025年6月"), only_meant("责令"), only_meant("按要求"), only_meant("计划整改的两处已"), only_meant("年底前")
    (True, True, False, False, True)
    """
    before = _AS_TOLD.sub(lambda m: "　" * len(m.group()), before)
    last = None
    for last in _MEANT.finditer(before):  # noqa: B007
        pass
    return last is not None and not _SINCE.search(before, last.end())


def ordered(before: str) -> bool:
    """Return whether what stands before a clause in its sentence demands or plans what the clause says.

    Examples
    --------
    >>> ordered("要求该厂停产整治，"), ordered("聘请专业队伍，"), ordered("采取相应措施，")
    (True, False, False)
    """
    return bool(_ORDERS.search(before))


def opens_ahead(clause: str) -> bool:
    """Return whether a clause opens with a condition or demand that its 已 does not undo: 如已完成, 确保已整改的不反弹.

    Examples
    --------
    >>> [opens_ahead(text) for text in ("如已完成整改", "确保已整改到位的问题不反弹", "如期完成整改", "要求整改的三处均已整改完成")]
    [True, True, False, False]
    """
    return bool(_AHEAD.match(clause))


def without_standards(text: str) -> str:
    """Return a text without what it says of the standard that the work is measured by: 验收标准：通过验收 is no acceptance.

    Examples
    --------
    >>> without_standards("网已架好。销号标准：完成整改。"), without_standards("对照验收标准，已通过验收")
    ('网已架好。销号标准：。', '对照验收标准，已通过验收')
    """
    return _STANDARD.sub(r"\g<word>", text)


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
