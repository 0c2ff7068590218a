"""Plans of a year whose tasks have units and no other field: 1.整治沟渠。… / 牵头单位：县水利局.

Such a task is itself the measure. So is one that is called by what is to be done (推进渣堆治理), where it has a deadline as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.cell_looks import DEEDS
from geomon.documents.draft import Draft
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.title_endings import is_titled_plan

_OF_A_YEAR = re.compile("(?:19|20)[0-9]{2}(?:年|[—－-])")
_LEAST = 2
_MOST = 0.8
"""Share of a plan's tasks that are called by deeds, before its tasks are what is to be done."""
_CALLS = re.compile(
    f"(?:{DEEDS}"
    # headings of plans open with more verbs than a column of measures, where these tell what was reached or done as well
    "|推动|深化|深入|巩固|规范|整治|整顿|治理|提升|提高|完成|持续|全面|扎实|坚决|狠抓|补齐|打好|防控|管控|严控|关停|取缔|淘汰|优化|健全|做好|抓好|稳步|坚持|统筹|全力|大力"
    "|切实|聚焦|保障|守住|改造|新建|扩建|排查|攻坚|保护|防范)"
)
_FAILS = re.compile("(?:不[一-龥]{1,4}|滞后|缓慢|薄弱|缺失|缺乏|突出|严重|宽松|较慢|偏低)$")
"""How a heading ends that tells a fault: 清理不彻底, 推进缓慢; faults that a deed is done to (整治隐患) are objects."""


def is_annual(title: str, drafts: Sequence[Draft]) -> bool:
    """Return whether tasks are those of a plan of a year: its title says so, and they have units alone or are called by deeds."""
    told = [draft.pieces.keys() - {"note"} for draft in drafts]
    named = bool(_OF_A_YEAR.search(title)) and is_titled_plan(title)
    called = sum(map(is_called_by_deed, drafts)) >= _MOST * len(drafts)
    return named and len(drafts) >= _LEAST and (all(one and one <= set(UNIT_ROLES) for one in told) or called)


def is_called_by_deed(draft: Draft) -> bool:
    """Return whether a task has no field but units and a deadline, and a line above its text that says what is to be done: 推进渣堆治理.

    Then the text is the measure; a task called by a fault (治理推进缓慢) is a problem.
    """
    fields = draft.pieces.keys() - {"note"}
    lines = [text.strip() for text, _ in draft.head.lines if text.strip()] if draft.head else []
    called = draft.title or (lines[0] if len(lines) > 1 else "")
    plain = bool(fields & set(UNIT_ROLES)) and fields <= {*UNIT_ROLES, "deadline"}
    return plain and bool(_CALLS.match(called)) and "。" not in called.rstrip("。") and not _FAILS.search(called.rstrip("。"))
