"""Tasks whose steps say in a bracket each how far they are: （2）…。 / 一是…。（已完成整改） / 二是…。（正在整改）.

No field is labelled; lines of steps may have run together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import opens_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import has_fields, is_of_environment, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone
from geomon.documents.sentences import is_planned
from geomon.progress import parse_progress

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市落实督察反馈意见整改方案
1.苗圃占用草原手续不全。督察发现，东坡林场两处苗圃占用草原370亩，生态环境受损。
一是补办征占手续。（已完成整改）
二是通报全市林场。（已完成整改）
2.取水井监管松。南坪园区有11眼井没有计量设施。
一是全部装表。（正在整改）
"""
_STEP = re.compile("(?P<step>.+?)(?:[（(](?P<said>[^（）()，。；：]{2,12})[）)][。； 　]*(?=[一二三四五六七八九十]{1,2}是|$)|$)")
_LASTING = re.compile("(?:长期|持续)(?:坚持|推进|整改)")
_BEHIND = ("not_started", "behind", "in_progress")
_LEAST, _HEADING = 2, 12
_Step = tuple[str, int, str, int]
"""A step, where it stands, what is said of it, and where that stands."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return the tasks of a zone whose steps nearly all end in such a bracket; none where it has fields, tables or one such task only."""
    if zone.grids or is_other(zone) or has_fields(zone):
        return []
    drafts: list[Draft] = []
    steps: list[_Step] = []
    head: Node | None = None
    told: list[_Step] = []
    for node in [*zone.nodes, None]:
        if node is not None and node.head and node.head.style == "一是":
            told.extend(_step(m, node) for m in _STEP.finditer(node.text))
            continue
        if head is not None and told:
            drafts.append(_task(zone, head, told))
            steps += told
        if node is None or opens_closing(node.text):
            break
        head, told = (node if node.head and len(node.body) > _HEADING else None), []
    stated = sum(bool(said) for _, _, said, _ in steps)
    ours = sum(is_of_environment("".join(piece.text for pieces in draft.pieces.values() for piece in pieces)) for draft in drafts)
    return drafts if len(drafts) >= _LEAST and 2 * ours > len(drafts) and stated >= 0.8 * len(steps) else []


def _step(m: re.Match[str], node: Node) -> _Step:
    """Return a step and what the bracket behind it says of it; a bracket that says something else (2025年底前完成) is part of the step."""
    said = m["said"] or ""
    known = not is_planned(said) and (parse_progress(said).progress or _LASTING.fullmatch(said))
    at = node.at.start + m.start("step")
    if said and known:
        return m["step"], at, said, node.at.start + m.start("said")
    return (node.text[m.start("step") : m.end("said") + 1] if said else m["step"]), at, "", 0


def _task(zone: Zone, head: Node, steps: Sequence[_Step]) -> Draft:
    assert head.head is not None
    draft = Draft(head.head.arabic, head.head.label, head.at.start, steps[-1][1] + len(steps[-1][0]), section=_section(zone, head))
    draft.add("problem", Piece(((head.body, head.body_start),)))
    draft.add("measures", Piece(tuple((text, at) for text, at, _, _ in steps)))
    said = [(parse_progress(words).progress, words, at) for _, _, words, at in steps]
    open_ = [one for one in said if one[0] in _BEHIND]
    alike = said if len({progress for progress, _, _ in said}) == 1 and said[0][0] else []
    for _, words, at in (open_ or alike)[:1]:
        draft.add("state", Piece(((words, at),)))
    draft.doubts.append(in_prose(draft))
    return draft


def _section(zone: Zone, head: Node) -> str:
    """Return the heading of an outer level above a task."""
    level = LEVELS[head.head.style] if head.head else 0
    above = [n for n in zone.nodes if n.at.start < head.at.start and n.head and LEVELS[n.head.style] < level]
    return above[-1].text.strip() if above and len(above[-1].text) <= 50 else ""
