"""How titles of documents end: …方案, …情况的通报, …任务分解表（第二批）.

The one list of these words. A title over a text or a table, at the head of a paragraph whose line breaks were lost, or printed again on
each page ends with the same ones; a plan of work with those that order something.
"""

from __future__ import annotations

import re

PLANS = "方案|计划|安排|要点"
"""Papers that say what is to be done."""
LISTS = "清单|台账"
TABLES = "(?:一览|汇总|登记|明细|统计|调度|公开|任务(?:分解)?)表"
_TOLD = "报告|通知|通报|公告|公示|进展|情况"
"""Papers that tell or publish."""
BOUND = "汇编|合订本|选编"
"""What holds several papers."""
_BRACKET = "[（(](?:[^（）()]|[（(][^（）()]{1,12}[）)]){1,24}[）)]"
_ENDS = re.compile(f"(?:{TABLES}|(?:{PLANS}|{LISTS}|{_TOLD})(?:汇总)?表?|{BOUND})(?:{_BRACKET}){{0,2}}$")
_ENDS_PLAN = re.compile(f"(?:{PLANS}|任务|分工|清单)(?:的通知)?(?:{_BRACKET})?$")
_NAMES = re.compile(f"{PLANS}|{LISTS}|进展|{TABLES}")
_NAMES_TABLE = re.compile(f"台账|{TABLES}")
_OPENS_TEXT = re.compile("为(?:了|确保|深入|贯彻|切实|全面|认真|做好|进一步|持续)|根据|按照|现将")


def ends_like_title(line: str) -> bool:
    """Return whether a line, or what stands before a place in a paragraph, ends like a title.

    Examples
    --------
    >>> [ends_like_title(line) for line in ("示例市整改情况表", "关于整改情况的通报", "示例市任务分解表（第二批）", "三处矿山已复绿")]
    [True, True, True, False]
    """
    return bool(_ENDS.search(line))


def is_titled_plan(title: str) -> bool:
    """Return whether a title is that of a paper that orders something, or of the notice that sends it on.

    Examples
    --------
    >>> is_titled_plan("示例市2024年工作要点的通知"), is_titled_plan("示例市整改任务（第一批）"), is_titled_plan("示例市整改情况")
    (True, True, False)
    """
    return bool(_ENDS_PLAN.search(title))


def names_its_kind(title: str) -> bool:
    """Return whether a title calls its paper a plan, a list or a report of progress: it stays one where it is put up for all to see.

    Examples
    --------
    >>> names_its_kind("示例县2024年治理计划"), names_its_kind("示例县河道清理完成情况")
    (True, False)
    """
    return bool(_NAMES.search(title))


def names_a_table(title: str) -> bool:
    """Return whether a title calls its paper a table.

    Examples
    --------
    >>> names_a_table("示例县排污口登记表"), names_a_table("示例县排污口整治方案")
    (True, False)
    """
    return bool(_NAMES_TABLE.search(title))


def ends_title(before: str, line: str) -> bool:
    """Return whether a title stands above and the text's first sentence opens here.

    Examples
    --------
    >>> ends_title("示例市督察反馈意见整改方案", "为确保整改到位，制定本方案。"), ends_title("按照示例市整改方案", "要求，完成清运。")
    (True, False)
    """
    return ends_like_title(before) and bool(_OPENS_TEXT.match(line)) and not re.search("[，。；：]", before)
