"""Cases that an authority supervises (挂牌督办): who it is as a heading, then the facts, what is demanded and until when.

一、某水质净化厂 / 基本情况：… / 督办要求：… / 督办期限：… The heading is the task's name, the facts its problem, the demand its goal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_sign_off

FROM_TABLES = False
EXAMPLE = """关于对2家单位超标排污问题挂牌督办的通知
一、东坡县热力公司
基本情况：经核实，该单位第一季度烟尘超标62天。
督办要求：责令限期整改，实现达标排放。
督办期限：本通知印发之日起6个月内完成。
责任单位：东坡县人民政府
二、南坪水质净化厂
基本情况：经核实，该单位氨氮超标14天。
督办要求：依法处罚，责令限期整改。
督办期限：2025年9月底前
责任单位：南坪县人民政府
"""
_FIELDS = (
    ("problem", "(?:案件|主要|基本)?(?:违法)?(?:基本)?(?:情况|事实|案情)|(?:主要|违法|存在)(?:违法)?的?(?:问题|事实|行为)"),
    ("goal", "(?:挂牌)?督办(?:要求|事项|内容|任务)"),
    ("deadline", "(?:挂牌)?督办(?:期限|时限|时间)"),
)
_WORDS = "|".join(f"(?P<{role}>{words})" for role, words in _FIELDS)
_LABEL = re.compile(f"^[ 　]*(?:[（(]?[0-9一二三四五]{{1,2}}[）)、.．][ 　]*)?(?:{_WORDS})[：:][ 　]*")


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each heading below which facts and a demand stand as 督办要求 does; none where no demand is so called."""
    nodes = zone.nodes
    labelled = {n: m for n, node in enumerate(nodes) if (m := _LABEL.match(node.text))}
    if not any(m.lastgroup == "goal" for m in labelled.values()):
        return []
    opens = [n for n, node in enumerate(nodes) if n not in labelled and _is_heading(node) and {n + 1, n + 2} & labelled.keys()]
    drafts = []
    for k, n in enumerate(opens):
        level = LEVELS[nodes[n].head.style]  # type: ignore[union-attr]
        stop = opens[k + 1] if k + 1 < len(opens) else len(nodes)
        stop = next((m for m in range(n + 1, stop) if m not in labelled and (h := nodes[m].head) and LEVELS[h.style] <= level), stop)
        drafts.append(_draft(nodes, n, stop, labelled))
    told = [draft for draft in drafts if {"problem", "goal"} <= draft.pieces.keys()]
    return told if len(told) == len(drafts) and len({draft.number for draft in told}) == len(told) else []


def _is_heading(node: Node) -> bool:
    return node.head is not None and not node.labels and 4 <= len(node.body.strip()) <= 60 and not re.search("[。；;：:]", node.body)


def _draft(nodes: Sequence[Node], n: int, stop: int, labelled: dict[int, re.Match[str]]) -> Draft:
    head = nodes[n].head
    assert head is not None
    draft = Draft(head.arabic, head.label, nodes[n].at.start, nodes[stop - 1].at.end, title=nodes[n].body.strip())
    draft.add("title", Piece(((nodes[n].body, nodes[n].body_start),)))
    role, lines = "", list[tuple[str, int]]()

    def close() -> None:
        if role and role not in draft.pieces:
            draft.add(role, Piece(tuple((text, at) for text, at in lines if text.strip())))
        lines.clear()

    for m in range(n + 1, stop):
        node = nodes[m]
        label = next((label for label in node.labels if label.role in ("progress", "measures", *UNIT_ROLES)), None)
        if is_sign_off(node.text) or is_closing(node.text):
            break
        if m in labelled:
            close()
            role, at = str(labelled[m].lastgroup), labelled[m].end()
        elif label is not None:
            close()
            role, at = label.role, label.value
        else:
            at = 0
        lines.append((node.text[at:], node.at.start + at))
    close()
    return draft
