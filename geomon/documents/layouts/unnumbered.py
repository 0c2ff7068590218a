"""Tasks that no number tells apart: each opens with the label of its problem, and its other fields follow."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_sign_off

FROM_TABLES = False
EXAMPLE = """示例市专项审计问题整改情况的报告
一、高度重视
市主要领导多次召开会议研究。
二、整改情况
问题描述：东坡取土坑尚有两处裸露。
整改情况：已完成整改。
责任单位：市自然资源局
整改措施：1、清运渣堆；2、覆土补植。
问题描述：南坪水源地三眼井未装计量设施。
整改情况：正在整改。
责任单位：市水务局
整改措施：1、安装计量设施；2、加强巡查。
三、下步计划
举一反三，加强巡查。
"""
_FIELDS = {"goal", "measures", "progress", "state", "deadline", *UNIT_ROLES}
_SHORT = {"deadline", "person", *UNIT_ROLES}
_LEAST = 2


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each label of a problem that no number stands before and at least two other fields follow."""
    nodes = zone.nodes
    opened = [n for n, node in enumerate(nodes) if node.head is None and node.labels and node.labels[0].role == "problem"]
    drafts: list[Draft] = []
    for n, after in itertools.zip_longest(opened, opened[1:]):
        end = _end(nodes, n, after or len(nodes))
        draft = _task(nodes, n, end, len(drafts) + 1)
        if len(opened) == 1 and any(label.role in _FIELDS - draft.pieces.keys() for node in nodes[end:] for label in node.labels):
            return []  # its fields go on under the next chapter: `once` reads them
        if len(draft.pieces.keys() & _FIELDS) < _LEAST or "problem" not in draft.pieces:
            return []
        drafts.append(draft)
    return drafts


def _end(nodes: Sequence[Node], n: int, stop: int) -> int:
    """Return where the task that opens at `n` ends: before the next task, the next chapter, or the sign-off."""
    section = _section(nodes, n)
    level = LEVELS[section.head.style] if section and section.head else 1
    for m in range(n + 1, stop):
        head = nodes[m].head
        if (head and not nodes[m].labels and LEVELS[head.style] <= min(level, 2)) or is_sign_off(nodes[m].text):
            return m
    return stop


def _section(nodes: Sequence[Node], n: int) -> Node | None:
    """Return the nearest heading with a number above a task, where it is short and no sentence."""
    above = next((node for node in reversed(nodes[:n]) if node.head), None)
    return above if above and len(above.text) <= 30 and not above.text.rstrip().endswith(("。", "；")) else None


def _task(nodes: Sequence[Node], n: int, stop: int, number: int) -> Draft:
    section = _section(nodes, n)
    draft = Draft(str(number), "", nodes[n].at.start, nodes[stop - 1].at.end, section=section.text.strip(" 　") if section else "")
    role = ""
    lines: list[tuple[str, int]] = []
    for node in nodes[n:stop]:
        if not node.labels and role in _SHORT and any(text.strip() for text, _ in lines):
            draft.add(role, Piece(tuple(lines)))
            role, lines = "note", []  # a date or a list of units is over with its line
        if not node.labels:
            lines.append((node.text, node.at.start))
        for k, label in enumerate(node.labels):
            draft.add(role or label.role, Piece(tuple(line for line in lines if line[0].strip())))
            end = node.labels[k + 1].start if k + 1 < len(node.labels) else len(node.text)
            role, lines = label.role, [(node.text[label.value : end].rstrip(" 　【[（(；;"), node.at.start + label.value)]
    draft.add(role, Piece(tuple(line for line in lines if line[0].strip())))
    return draft
