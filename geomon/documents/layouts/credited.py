"""Numbered paragraphs that end with their units in brackets: （市水务局牵头，市财政局、生态环境局配合）, as annual plans print them.

The task is the innermost numbered paragraph that carries such a bracket; its number is the path of numbers above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_title

FROM_TABLES = False
EXAMPLE = """2021年示例市土壤保护重点工作安排
一、主要任务
（一）推进农村治理
1.做好沟渠清理。完成三条沟渠清理。（市生态环境局牵头，市农业农村局、水务局配合）
2.做好井位登记。完成登记。（市水务局牵头）
"""

CREDIT = re.compile(
    r"[（(](?P<inner>(?:[^（）()]|[（(][^（）()]{0,16}[）)])*?(?:牵头|负责|配合|落实|单位[：:]|分工)[^（）()]*|[^（）()]*?(?:局|委|办|政府|部门|管委会|公司)(?:、|，|按)[^（）()]*)[）)]\s*[。；]?\s*$"
)
_CLAUSE = re.compile(
    r"(?P<role>牵头单位|责任单位|配合单位|落实单位|牵头部门|责任部门|配合部门|整改时限|完成时限|完成时间|时限)[：:]\s*(?P<named>[^；;：:]*?)"
    r"(?=[；;]|[，,。]?(?:牵头|责任|配合|落实|完成|整改)(?:单位|部门|时限|时间)[：:]|$)"
    r"|(?P<units>[^；;]*?)(?P<verb>牵头负责|共同牵头|牵头|按职责(?:分工)?负责|分工负责|负责落实|负责|参与配合|协同配合|配合|参与|落实)(?=[，,；;。]|$)"
)
_ROLES = {
    "整": "deadline",
    "完": "deadline",
    "时": "deadline",
    "牵": "lead",
    "责": "responsible",
    "配": "cooperating",
    "落": "implementing",
    "共": "lead",
    "按": "responsible",
    "分": "responsible",
    "负": "responsible",
    "参": "cooperating",
    "协": "cooperating",
}


def find(zone: Zone) -> Sequence[Draft]:
    """Return the paragraphs that end in a bracket of units, as tasks."""
    nodes = zone.nodes
    drafts: list[Draft] = []
    path: dict[int, Node] = {}
    for n, node in enumerate(nodes):
        if is_title(node):
            path.clear()
        if node.head is not None and node.head.style != "一是":
            level = LEVELS[node.head.style]
            path = {k: v for k, v in path.items() if k < level} | {level: node}
        credit = CREDIT.search(node.text)
        if not credit or not path or node.labels:
            continue
        owner = path[max(path)]
        first = next((m for m in range(n, -1, -1) if nodes[m] is owner), n)
        drafts.append(_draft(nodes[first : n + 1], path, credit))
    return drafts if len(drafts) >= 2 else []


def _draft(nodes: Sequence[Node], path: dict[int, Node], credit: re.Match[str]) -> Draft:
    owner, last = nodes[0], nodes[-1]
    assert owner.head is not None
    levels = [path[k] for k in sorted(path)]
    section = levels[-2] if len(levels) > 1 else None
    grouping = [v for k, v in sorted(path.items()) if k == LEVELS["cn("] and v is not owner] or ([section] if section else [])
    number = "".join(_mark(node) for node in levels if LEVELS[node.head.style] >= LEVELS["cn("])  # type: ignore[union-attr]
    draft = Draft(
        number or owner.head.arabic, owner.head.label, owner.at.start, last.at.end, section=grouping[0].text.strip() if grouping else ""
    )
    lines = [(owner.body, owner.body_start), *((node.text, node.at.start) for node in nodes[1:])]
    text, at = lines[-1]
    cut = len(text) - (len(last.text) - credit.start())
    lines[-1] = (text[:cut], at)
    draft.head = Piece(tuple((t, a) for t, a in lines if t.strip()))
    for role, value, start in read_credit(credit["inner"]):
        draft.add(role, Piece(((value, last.at.start + credit.start("inner") + start),)))
    return draft


def read_credit(text: str) -> list[tuple[str, str, int]]:
    """Return (role, units, start) of each clause of a bracket; units without a verb answer for the task.

    Examples
    --------
    >>> [(role, units) for role, units, _ in read_credit("市水务局牵头，市财政局配合")]
    [('lead', '市水务局'), ('cooperating', '市财政局')]
    """
    found: list[tuple[str, str, int]] = []
    end = 0
    for m in _CLAUSE.finditer(text):
        value = m["named"] if m["role"] else m["units"]
        start = m.start("named") if m["role"] else m.start("units")
        lead = len(value) - len(value.lstrip("，,、 "))
        role = _ROLES[(m["role"] or m["verb"])[0]]
        value = value[lead:]
        if value and found and found[0][1][:1] in "市县区省旗" and re.match(r"[^市县区省旗各].{1,14}(?:局|委|办)(?:、|$)", value):
            value = found[0][1][0] + value  # （市水务局牵头，财政局配合）: one list, one prefix
        if value.strip("，,、 "):
            found.append((role, value, start + lead))
        end = m.end()
    rest = text[end:].strip("，,。；; ")
    if rest:
        found.append(("responsible", rest, end + text[end:].index(rest)))
    return found


def _mark(node: Node) -> str:
    head = node.head
    assert head is not None
    if head.style in ("cn(", "1("):
        return f"({head.label.strip('（）() ')})"
    return head.label if head.style == "⑴" else head.arabic
