"""The sheet of one outfall or site: its name as a heading, then numbered fields whose label ends in a full stop.

（三）责任主体。责任主体为某镇政府； The heading names the task; what is demanded or was done stands in its fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.outline import Node, Zone

FROM_TABLES = False
WHOLE = True
EXAMPLE = """7、东坡镇石桥下游30米排口
（一）排口类型。城镇雨洪排口；
（二）溯源情况。雨水经农田排入河道，有一处生活污水接入；
（三）责任主体及主管部门。责任主体为东坡镇政府，主管部门为市水务局；
（四）整治措施。封堵污水接入口；
（五）整治成效。污水不再入河。
"""
_FIELD = re.compile("^(?P<word>[一-龥、]{3,14})[。．][ 　]*(?P<value>[^ 　].*)")
_ROLES = (
    ("responsible", re.compile("责任(?:主体|单位)|主管(?:部门|单位)")),
    ("measures", re.compile("(?:整治|整改|治理)(?:措施|方案|举措)")),
    ("progress", re.compile("(?:整治|整改|治理)(?:成效|进展|完成情况|情况|效果)")),
    ("deadline", re.compile("(?:完成|整治|整改|治理)(?:时限|期限|时间)")),
    ("goal", re.compile("(?:整治|整改|治理)(?:目标|要求)")),
    ("problem", re.compile("溯源|存在的?问题|问题(?:描述|情况)|现状")),
)
_CHAPTER = re.compile("(?:要求|措施|任务|工作|方案|目标|原则|情况|保障|安排|内容)$")
_UNIT = re.compile("(?:^|[，,；;、])(?:[^，,；;、为是]{0,14}[为是])?(?P<unit>[^，,；;、为是]{2,30})")
_FEWEST = 4
"""Fields of a sheet, of which three have to be known: a numbered list of measures has sentences that open like this, too."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each heading that such fields stand below; none where they are too few or do not count up from one."""
    nodes = zone.nodes
    drafts: list[Draft] = []
    n = 0
    while n < len(nodes):
        fields = _fields_below(nodes, n)
        roles = {role for role, _ in fields}
        if len(fields) >= _FEWEST and len(roles - {""}) >= 3 and {"responsible", "measures"} <= roles:
            drafts.append(_draft(nodes, n, fields, len(drafts) + 1))
            n += len(fields)
        n += 1
    return drafts


def _fields_below(nodes: Sequence[Node], n: int) -> list[tuple[str, re.Match[str]]]:
    """Return (role or "", match) of the fields below a heading, as far as they count up from one in one style."""
    name = nodes[n].text.strip(" 　")
    if not 4 <= len(name) <= 50 or re.search("[。；;：:！？]", name) or nodes[n].labels or _CHAPTER.search(name):
        return []
    found: list[tuple[str, re.Match[str]]] = []
    style = ""
    for node in nodes[n + 1 :]:
        m = _FIELD.match(node.body) if node.head else None
        if m is None or node.head is None or node.head.number != len(found) + 1 or (style and node.head.style != style):
            break
        style = node.head.style
        found.append((next((role for role, words in _ROLES if words.search(m["word"])), ""), m))
    return found


def _draft(nodes: Sequence[Node], n: int, fields: Sequence[tuple[str, re.Match[str]]], count: int) -> Draft:
    head = nodes[n].head
    draft = Draft(
        head.arabic if head else str(count), head.label if head else "", nodes[n].at.start, nodes[n + len(fields)].at.end,
        title=nodes[n].body.strip(" 　"),
    )  # fmt: skip
    draft.add("title", Piece(((nodes[n].body, nodes[n].body_start),)))
    for node, (role, m) in zip(nodes[n + 1 :], fields, strict=False):
        at, value = node.body_start + m.start("value"), m["value"].rstrip("；;。 　")
        if role == "responsible":
            for unit in _UNIT.finditer(value):
                draft.add(role, Piece(((unit["unit"], at + unit.start("unit")),)))
        elif role:
            draft.add(role, Piece(((value, at),)))
    return draft
