"""Numbered problems that hold fields inside their paragraph: units and deadline in a bracket at its end, or labels behind its sentences.

1.甲河淤塞。（整改时限：2025年6月底；责任单位：乙县政府） / 整改进展：…, or 1.甲河淤塞。整改进展：…。整改状态：已完成。 Bracket and fields
are read as lines of their own, and the rest as any task with labelled fields.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.credit import find_credit, tells_state
from geomon.documents.draft import Draft
from geomon.documents.label_words import UNIT_ROLES, Label
from geomon.documents.labels import read_labels, role_of
from geomon.documents.layouts import labelled
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.run_on import CREDIT, Brackets
from geomon.documents.source import Paragraph

FROM_TABLES = False
EXAMPLE = """示例市督察反馈问题整改进展情况
一、达到序时进度的问题（2个）
1.东坡河淤塞，雨天漫溢。（整改时限：2025年6月底；责任单位：东湖区政府、市水务局）
整改进展：清淤2公里。
2.南坪渣堆未覆盖。（整改时限：2025年9月底；责任单位：西湾县政府）
整改进展：一是苫盖120亩。二是2025年8月底前清运完毕。
"""
_TELLS = {"progress", "state", "measures", "goal", "verdict"}
_OF_BRACKET = {"deadline", *UNIT_ROLES}
_PAIRS = {"）": "（", ")": "(", "】": "【", "]": "[", "〕": "〔"}
_LABEL = re.compile("(?<=[。；;）)\\]】〕])[ 　]*(?P<word>[一-龥]{4,10})[：:]")
_QUOTES = re.compile("[^“”。]{0,16}“")
"""A problem that is quoted is read by `quoted`."""
_LEAST = 2


def find(zone: Zone) -> Sequence[Draft]:
    """Return the tasks of a zone whose problems hold fields so; none where fewer than two do, or no field tells what was done."""
    if any(label.role in _OF_BRACKET for node in zone.nodes for label in node.labels if node.head):
        return []
    parted = [(node, _at_labels(node)) for node in zone.nodes]
    inside = sum(len(parts) > 1 for _, parts in parted)
    nodes = [one for node, parts in parted for one in (parts if inside >= _LEAST else [node])]
    made: list[Node] = []
    opened = inside if inside >= _LEAST else 0
    for n, node in enumerate(nodes):
        cut = _parted(node) if _is_problem(nodes, n) else None
        made.extend(cut or [node])
        opened += cut is not None
        if cut and n + 1 < len(nodes) and not nodes[n + 1].labels:
            nodes[n + 1] = dataclasses.replace(nodes[n + 1], labels=(Label("progress", "", 0, 0),))  # what a report tells below its bracket
    return labelled.find(dataclasses.replace(zone, nodes=tuple(made))) if opened >= _LEAST else []


def _is_problem(nodes: Sequence[Node], n: int) -> bool:
    """Return whether a paragraph opens a task or is the second of it, and a labelled field stands below, or what was done without one."""
    of_task = nodes[n].head is not None or (n > 0 and nodes[n - 1].head is not None and not nodes[n - 1].labels)
    below = nodes[n + 1] if n + 1 < len(nodes) else None
    if not of_task or nodes[n].labels or below is None:
        return False
    told = below.head is None and not below.labels and not is_closing(below.text) and not is_sign_off(below.text)
    return any(label.role in _TELLS for label in below.labels) or (told and tells_state(nodes[n].text))


def _at_labels(node: Node) -> list[Node]:
    """Return a numbered paragraph as its words and a line a field, where labels stand behind its sentences; itself where none do."""
    if node.head is None or node.labels or _QUOTES.match(node.body):
        return [node]
    labels = [m for m in _LABEL.finditer(node.text, node.head.length) if role_of(m["word"]) in (_TELLS | _OF_BRACKET)]
    brackets = Brackets(node.text, "".join(_PAIRS.values()), "".join(_PAIRS))
    found = [m for m in labels if not brackets.hold(m.start())]
    ends = [*(m.start("word") for m in found), len(node.text)]
    words = Node(dataclasses.replace(node.at, text=node.text[: ends[0]].rstrip()), node.head, ())
    fields = [Paragraph(node.text[at:end], node.at.start + at, node.at.page) for at, end in itertools.pairwise(ends)]
    return [words, *(Node(field, None, tuple(read_labels(field.text))) for field in fields)] if found else [node]


def _parted(node: Node) -> list[Node] | None:
    """Return a paragraph as its words and the bracket that ends it, as two; None where it ends in no bracket of fields or units."""
    text = node.text.rstrip(" 　。；;")
    opens = _PAIRS.get(text[-1:])
    at, depth = len(text), 0
    while opens and at > 0:
        at -= 1
        depth += (text[at] == text[-1]) - (text[at] == opens)
        if not depth:
            break
    if not opens or depth or at <= (node.head.length if node.head else 0):
        return None
    bracket = Paragraph(node.text[at:], node.at.start + at, node.at.page)
    clauses = list(re.compile("[^；;]+").finditer(text, at + 1, len(text) - 1))
    labels = [
        Label(found.role, found.word, found.start + m.start(), found.value + m.start()) for m in clauses for found in read_labels(m.group())
    ]
    labels = [Label(one.role, one.word, one.start - at, one.value - at) for one in labels]
    if not any(label.role in _OF_BRACKET for label in labels):
        if find_credit(text) is None:
            return None
        labels = [Label(CREDIT, "", 0, 1)]
    words = Node(Paragraph(node.text[:at], node.at.start, node.at.page), node.head, ())
    return [words, Node(bracket, None, tuple(labels))]
