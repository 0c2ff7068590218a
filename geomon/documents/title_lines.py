"""Printed lines that are a document's title, and where its text begins below one as wide as the page."""

from __future__ import annotations

import re

_OPENS_TEXT = re.compile("为(?:了|确保|深入|贯彻|切实|全面|认真|做好|进一步|持续)|根据|按照|现将")


def is_titlish(line: str) -> bool:
    """Return whether a line ends like a title: …方案, …情况表."""
    return bool(re.search(r"(?:方案|报告|清单|情况|计划|安排|台账|通知|公示|要点)(?:表|汇总表)?$", line))


def ends_title(before: str, line: str) -> bool:
    """Return whether a title stands above and the text's first sentence opens here.

    Examples
    --------
    >>> ends_title("示例市督察反馈意见整改方案", "为确保整改到位，制定本方案。"), ends_title("按照示例市整改方案", "要求，完成清运。")
    (True, False)
    """
    return is_titlish(before) and bool(_OPENS_TEXT.match(line)) and not re.search("[，。；：]", before)
