"""The answer to one complaint handed on, its fields as chapters: 一、是否属实 / 二、调查核实情况 / 三、整改处理情况 / 四、责任追究情况.

The complaint stands in a chapter of its own (一、群众反映情况) or quoted where it is judged: 反映的“…”，部分属实.
Its code in the opening is the task's number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import opens_closing
from geomon.documents.complaint_codes import IN_TEXT
from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS, number_told
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.sentences import Said

FROM_TABLES = False
WHOLE = True
EXAMPLE = """接督察组《问题交办单》第7号问题后，我县立即核查，现将调查处理情况公示如下：
一、是否属实
经现场核实，反映的“东坡镇石桥村有一养殖场，粪水直排”，部分属实。
二、调查核实情况
该养殖场占地约2亩，存栏60头。
三、整改处理情况
已责令业主清运粪污。
责任单位：东坡镇人民政府
"""
_CHAPTERS = (
    ("complaint", "(?:(?:群众|信访人?|举报人?|投诉人?)反映的?|交办|信访|举报|投诉)(?:案件|问题)?(?:基本)?(?:情况|内容|问题)"),
    ("judged", "(?:反映|举报|投诉|信访|交办)?(?:问题|内容|情况)?是否属实(?:情况)?"),
    ("finding", "(?:现场)?(?:调查|核查|核实)(?:核实)?(?:处理)?(?:情况|结果)"),
    ("handling", "(?:整改|处理|查处|办理)(?:和|及|与)?(?:整改|处理|处置|落实|问责)?(?:工作)?(?:情况|结果|措施)"),
)
_CHAPTER = re.compile("^[ 　]*(?:" + "|".join(f"(?P<{role}>{words})" for role, words in _CHAPTERS) + ")[：:。 　]*$")
_QUOTED = re.compile("“(?P<told>[^“”]{8,400})”")
_JUDGED = re.compile("[，,；;。]?[ 　]*(?:该问题|该件|情况)?(?:基本|部分|不完全|不)?属实")
_LEAD = re.compile("^[ 　]*(?:经[^，,。；;“]{0,12}[，,])?(?:(?:群众|来[信电]|信访人?|举报)?反映的?(?:问题|情况)?[：:，,]?)?")
_HANDED_ON = re.compile("交办|转办|举报|信访|投诉|督[察查]")


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of an answer to a complaint; none where it is not judged, nothing is told as done, or fields stand twice."""
    nodes = zone.nodes
    opened = [(n, str(m.lastgroup)) for n, node in enumerate(nodes) if node.head and (m := _CHAPTER.match(node.body))]
    roles = [role for _, role in opened]
    told = "complaint" if {"complaint", "finding"} <= set(roles) else "judged"
    if not {told, "handling"} <= set(roles) or len(set(roles)) != len(roles):
        return []
    first = opened[roles.index(told)][0]
    opening = "\n".join((zone.title, *(node.text for node in nodes[:first])))
    if not _HANDED_ON.search(opening) or any(label.role == "problem" for node in nodes for label in node.labels):
        return []
    below = _below(nodes, first)
    whole = Piece(tuple((node.text, node.at.start) for node in below)) if told == "complaint" and below else None
    problem = whole or _complaint(below)
    if problem is None:
        return []
    code = next((m for node in nodes[:first] if (m := IN_TEXT.search(node.text))), None)  # a title made of the opening may cut it
    before = [Said(node.text, node.at.start, n) for n, node in enumerate(nodes[:first])]
    draft = Draft(code.group() if code else number_told(zone.title, [one.text for one in before]), "", nodes[0].at.start, problem.end)
    draft.add("problem", problem)
    for n, role in opened:
        if role not in ("judged", "complaint"):
            draft.add(role, Piece(tuple((node.text, node.at.start) for node in _below(nodes, n))))
    for node in nodes[first:]:
        for k, label in enumerate(node.labels):
            if label.role in UNIT_ROLES:
                end = node.labels[k + 1].start if k + 1 < len(node.labels) else len(node.text)
                draft.add(label.role, Piece(((node.text[label.value : end], node.at.start + label.value),)))
    draft.end = max(piece.end for pieces in draft.pieces.values() for piece in pieces)
    return [draft]


def _below(nodes: Sequence[Node], n: int) -> list[Node]:
    """Return the paragraphs of a chapter, without fields and sign-off."""
    level = LEVELS[nodes[n].head.style]  # type: ignore[union-attr]
    found = []
    for node in nodes[n + 1 :]:
        if (node.head and LEVELS[node.head.style] <= level) or node.labels or is_sign_off(node.text) or opens_closing(node.text):
            break
        found.append(node)
    return found


def _complaint(nodes: Sequence[Node]) -> Piece | None:
    """Return what was complained of: what is quoted, else what stands before the judgement."""
    for node in nodes:
        if m := _QUOTED.search(node.text):
            return Piece(((m["told"], node.at.start + m.start("told")),))
        judged = _JUDGED.search(node.text)
        lead = _LEAD.match(node.text)
        begin, end = lead.end() if lead else 0, judged.start() if judged else 0
        if end - begin >= 8:
            return Piece(((node.text[begin:end], node.at.start + begin),))
    return None
