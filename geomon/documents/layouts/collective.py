"""A notice of several problems: each is a chapter that quotes it, and below each its fields are headings of the next level.

一、“某矿破坏植被”问题 / （一）整改问题 … （六）整改完成情况 / 二、“…”问题. What the opening says of their state holds for all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.chapters import fields_of_chapters
from geomon.documents.closings import opens_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS
from geomon.documents.opening import take_opening
from geomon.documents.outline import Node, Zone, is_sign_off

FROM_TABLES = False
WHOLE = True
EXAMPLE = """示例市督察反馈问题整改完成情况公示
督察反馈的“东坡取土坑裸露”等问题已整改完成，并通过核查验收，现公示如下：
一、“东坡取土坑裸露”问题
（一）整改问题
东坡取土坑尚有两处裸露。
（二）整改实施主体
市自然资源局
（三）整改完成情况
两处取土坑已补植灌木。
二、“南坪镇仍有污水外溢”问题
（一）整改问题
南坪镇污水管网破损，污水外溢。
（二）整改实施主体
南坪镇政府
（三）整改完成情况
管网已修复。
"""
_NAMES = re.compile('^[ 　]*(?:关于)?[“「"](?P<name>[^“”]{6,160})[”」"](?:的)?(?:整改)?(?:问题|任务)(?:整改(?:完成)?情况)?[：:。 　]*$')
_MEANS_PROBLEM = {"title": "problem"}


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each chapter that quotes a problem; none where there is one only, or none has fields of the next level below."""
    nodes = zone.nodes
    named = {n: m for n, node in enumerate(nodes) if node.head and (m := _NAMES.match(node.body))}
    styles = {nodes[n].head.style for n in named}  # type: ignore[union-attr]
    if len(named) < 2 or len(styles) != 1:
        return []
    drafts = []
    opens = list(named)
    for n, after in zip(opens, [*opens[1:], len(nodes)], strict=True):
        head = nodes[n].head
        assert head is not None
        draft = Draft(head.arabic, head.label, nodes[n].at.start, nodes[n].at.end, title=named[n]["name"])
        draft.add("title", Piece(((named[n]["name"], nodes[n].body_start + named[n].start("name")),)))
        _add_fields(draft, nodes, n + 1, _stop(nodes, n + 1, after))
        take_opening(draft, nodes[: opens[0]])
        drafts.append(draft)
    numbers = [draft.number for draft in drafts]
    told = any(draft.pieces.keys() >= {"problem", "progress"} for draft in drafts)  # else the quotation is the problem itself
    return drafts if len(set(numbers)) == len(numbers) and told else []


def _stop(nodes: Sequence[Node], first: int, stop: int) -> int:
    """Return where the fields of a chapter end: before the next chapter or the words that publish."""
    level = LEVELS[nodes[first - 1].head.style]  # type: ignore[union-attr]
    for m in range(first, stop):
        head = nodes[m].head
        if (head and LEVELS[head.style] <= level) or opens_closing(nodes[m].text):
            return m
    return stop


def _add_fields(draft: Draft, nodes: Sequence[Node], first: int, stop: int) -> None:
    inside = nodes[first:stop]
    opened = fields_of_chapters(inside)
    roles = [role for _, role, _ in opened]
    for k, (n, role, at) in enumerate(opened):
        end = opened[k + 1][0] if k + 1 < len(opened) else len(inside)
        below = [node for node in inside[n + 1 : end] if role in UNIT_ROLES or not is_sign_off(node.text)]
        lines = [(inside[n].text[at:], inside[n].at.start + at), *((node.text, node.at.start) for node in below)]
        piece = Piece(tuple((text, start) for text, start in lines if text.strip()))
        draft.add(_MEANS_PROBLEM.get(role, role) if "problem" not in roles else role, piece)
        draft.end = max(draft.end, piece.end)
