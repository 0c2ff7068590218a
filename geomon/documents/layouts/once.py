"""One task whose labelled fields stand once each, under chapters that are no fields: 一、问题整改情况 / 督察报告指出：… / 整改时限：…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import number_told
from geomon.documents.outline import Zone, is_sign_off
from geomon.documents.sentences import Said

FROM_TABLES = False
LAST = True
EXAMPLE = """市督察整改办：
督察反馈的“取土坑复绿缓慢”问题，已落实整改措施，现将自验情况报告如下：
一、问题整改情况
督察报告指出：东坡取土坑尚有两处裸露。
责任单位：市自然资源局
整改时限：2025年12月底
二、整改措施及落实情况
整改措施：补植灌木。
"""
_MASKED = re.compile(r"\*{4,}(?=[一-龥])")
"""Asterisks that stand for names; a label takes them for the end of its bold print."""
_NEEDED = {"problem", "deadline", "measures", "goal", "progress"}


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of a zone in which each field stands once and a problem is among them; none otherwise."""
    nodes = zone.nodes
    masked = any(_MASKED.search(node.text) for node in nodes)
    opened = [
        (n, label.value - (_masks(node.text[: label.value]) if masked else 0), label.role)
        for n, node in enumerate(nodes)
        for label in node.labels
        if label.role in _NEEDED | set(UNIT_ROLES) and (node.head is None or label.value < len(node.text.rstrip()))
    ]
    if is_other(zone):
        return []
    roles = [role for _, _, role in opened]
    if "problem" not in roles or len(set(roles)) != len(roles) or len(_NEEDED & set(roles)) < 3 or not set(UNIT_ROLES) & set(roles):
        return []
    first = opened[roles.index("problem")][0]
    before = [Said(node.text, node.at.start, n) for n, node in enumerate(nodes[:first])]
    draft = Draft(number_told(zone.title, [one.text for one in before]), "", nodes[opened[0][0]].at.start, nodes[opened[0][0]].at.end)
    for k, (n, at, role) in enumerate(opened):
        stop = opened[k + 1][0] if k + 1 < len(opened) else len(nodes)
        end = opened[k + 1][1] if k + 1 < len(opened) and opened[k + 1][0] == n else len(nodes[n].text)
        lines = [(nodes[n].text[at:end], nodes[n].at.start + at)]
        for node in nodes[n + 1 : stop]:
            if is_sign_off(node.text) or is_closing(node.text) or node.labels or (node.head and node.head.style in ("chapter", "一、")):
                break
            lines.append((node.text, node.at.start))
        piece = Piece(tuple((text, start) for text, start in lines if text.strip()))
        draft.add(role, piece)
        draft.end = max(draft.end, piece.end)
    return [draft] if "problem" in draft.pieces and re.search("[一-龥]{4}", draft.pieces["problem"][0].text) else []


def _masks(before: str) -> int:
    """Return how many asterisks stand at the end of a label."""
    return len(before) - len(before.rstrip("* 　"))
