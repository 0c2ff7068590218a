"""Plans of a year whose tasks have units and no other field: 1.整治沟渠。… / 牵头单位：县水利局.

Such a task is itself the measure, and its number holds the heading it stands below, (一)1, as where the units close it in a bracket.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.outline import Node

_OF_A_YEAR = re.compile("(?:19|20)[0-9]{2}(?:年|[—－-])")
PLAN = re.compile("(?:方案|计划|安排|要点|任务|分工|清单)(?:的通知)?(?:[（(][^（）()]{2,16}[）)])?$")
_LEAST = 2


def is_annual(title: str, drafts: Sequence[Draft]) -> bool:
    """Return whether tasks are those of a plan of a year: their title names it, and all that they have besides their text is units."""
    told = [draft.pieces.keys() - {"note"} for draft in drafts]
    named = bool(_OF_A_YEAR.search(title) and PLAN.search(title))
    return named and len(drafts) >= _LEAST and all(one and one <= set(UNIT_ROLES) for one in told)


def number_below_headings(title: str, nodes: Sequence[Node], drafts: Sequence[Draft]) -> None:
    """Put the number of the heading （一） above each task of such a plan before its own, where the tasks count 1. below it."""
    for draft in drafts if is_annual(title, drafts) else ():
        heads = [node.head for node in nodes if node.head and node.at.start < draft.start and node.head.style in ("一、", "cn(")]
        if heads and heads[-1].style == "cn(" and draft.number.isdecimal() and draft.label[:1].isdecimal():
            draft.number = f"({heads[-1].label.strip('（）()﹙﹚ ')}){draft.number}"
