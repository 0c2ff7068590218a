"""Numbered paragraphs that end with their units in brackets: （市水务局牵头，市财政局、生态环境局配合）, as annual plans print them.

The task is the innermost numbered paragraph that carries such a bracket; its number is the path of numbers above it, or its own alone where
the numbers run on below several headings.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.credit import find_credit, read_credit
from geomon.documents.credited_headings import begins_item, headings_with_units, let_first_lead, steps_below
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment
from geomon.documents.measures import inline_marks
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_title
from geomon.documents.title_endings import is_titled_plan

FROM_TABLES = False
EXAMPLE = """2021年示例市土壤保护重点工作安排
一、主要任务
（一）推进农村治理
1.做好沟渠清理。完成三条沟渠清理。（市生态环境局牵头，市农业农村局、水务局配合）
2.做好井位登记。完成登记。（市水务局牵头）
"""

_SUBJECT = re.compile("污染防治|污染治理|生态环境|生态保护|环境保护|环保|督察|督查|黑臭水体|固体废物|蓝天|碧水|净土|攻坚战")


_REPORT = re.compile("进展|落实情况|完成情况|整改情况")
_AS_A_WHOLE = re.compile("[ 　]*下一步[，,]?(?:我[市县区州盟旗省]|全[市县区州盟旗省])")
_UNTIL = re.compile("[，,；;](?:整改|完成)(?:时限|期限|时间)[：:][ 　]?(?P<date>[^，,；;。：:（）()]{4,24})[。]?[ 　]*$")
"""The last clause before the bracket, where it says until when: …，完成时限：2021年9月底前。（甲局负责）."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return the paragraphs that end in a bracket of units, as tasks."""
    nodes = zone.nodes
    drafts: list[Draft] = []
    chapters: list[str] = []
    paths: list[dict[int, Node]] = []
    path: dict[int, Node] = {}
    owner: Node | None = None
    headings = headings_with_units(nodes)
    for n, node in enumerate(nodes):
        if is_title(node):
            path.clear()
        if node.head is not None and node.head.style != "一是":
            level = LEVELS[node.head.style]
            path = {k: v for k, v in path.items() if k < level} | {level: node}
        credit = find_credit(node.text)
        if credit is None and n + 1 == len(nodes) and len(drafts) >= 2 and owner and begins_item(nodes, owner):
            credit = (len(node.text) + 1, len(node.text) + 1)  # the page breaks off before the bracket
        if credit is None or not path or node.labels or n in headings:
            continue
        own = _without_parts(path, nodes[: n + 1], nodes[n + 1 : n + 2])
        owner = own[max(own)]
        paths.append(own)
        first = next((m for m in range(n, -1, -1) if nodes[m] is owner), n)
        drafts.append(_draft(nodes[first : n + 1], own, credit))
        if steps := steps_below(nodes, n):
            drafts[-1].add("measures", steps)
            drafts[-1].end = steps.end
        chapter = path.get(LEVELS["一、"])
        chapters.append(chapter.head.label if chapter and chapter.head and chapter is not owner else "")
    if _REPORT.search(zone.title):
        _take_reports(drafts, nodes)
    let_first_lead(drafts, nodes)
    if _runs_on(paths, nodes):
        for draft, own in zip(drafts, paths, strict=True):
            draft.number = _path_below(own, LEVELS["cn("]) or draft.number
    if len({draft.number for draft in drafts}) < len(drafts):  # （一）1. counts anew in each chapter
        for draft, label in zip(drafts, chapters, strict=True):
            draft.number = label + draft.number
    if len(drafts) >= 2 and not is_of_environment(zone.title + "".join(node.text for node in zone.nodes)):
        return []  # a plan of the market's or the offices' surroundings is set out alike
    return drafts if len(drafts) >= 2 or _is_a_page_of_a_plan(zone, path, drafts) else []


def _runs_on(paths: Sequence[dict[int, Node]], nodes: Sequence[Node]) -> bool:
    """Return whether what stands below the headings counts on from one to the next, so that a number needs no heading to be told.

    （一）… / 1.… / 2.… / （二）… / 3.…: the task is 3. Where （二） counts anew, it is (二)1.
    """
    heading = LEVELS["cn("]
    below = [own[min(level for level in own if level > heading)] for own in paths if heading in own and max(own) > heading]
    styles = {item.head.style for item in below if item.head}
    if len(styles) != 1 or len({id(own[heading]) for own in paths if heading in own and max(own) > heading}) < 2:
        return False
    within = (node.head for node in nodes if below[0].at.start <= node.at.start <= below[-1].at.start)
    numbers = [head.number for head in within if head and head.style in styles]
    return all(a < b for a, b in itertools.pairwise(numbers))


def _take_reports(drafts: Sequence[Draft], nodes: Sequence[Node]) -> None:
    """Add to each task of a report what the paragraphs below its bracket tell, up to the next number."""
    for draft in drafts:
        below = [node for node in nodes if node.at.start >= draft.end]
        lines = list(itertools.takewhile(_goes_on, below))
        if lines:
            draft.add("progress", Piece(tuple((node.text, node.at.start) for node in lines)))
            draft.end = lines[-1].at.end


def _goes_on(node: Node) -> bool:
    """Return whether a paragraph still tells of the task above: no number, field or closing, nothing that the office does as a whole."""
    told = node.head is None and not node.labels
    return told and not is_closing(node.text) and not _AS_A_WHOLE.match(node.text)


def _without_parts(path: dict[int, Node], nodes: Sequence[Node], below: Sequence[Node]) -> dict[int, Node]:
    """Return the path without its innermost number where that counts the parts of one task: only the last of them has a bracket.

    3.修复河道。/ ⑴补植；/ ⑵清淤。（甲局负责）: the bracket is 3.'s. Parts that end in a bracket each are tasks.
    """
    levels = sorted(path)
    if len(levels) < 2 or levels[-2] < LEVELS["cn("]:
        return path
    inner, parent = path[levels[-1]].head, path[levels[-2]]
    assert inner is not None
    first = next(m for m in range(len(nodes) - 1, -1, -1) if nodes[m] is parent)
    between = nodes[first + 1 :]
    counted = [node.head.number for node in between if node.head and node.head.style == inner.style]
    whole = len(counted) > 1 and counted == list(range(1, len(counted) + 1))
    alone = not any(node.labels or find_credit(node.text) for node in nodes[first:-1])
    last = not any(node.head and node.head.style == inner.style and node.head.number == inner.number + 1 for node in below)
    same = all(node.head is None or node.head.style in (inner.style, "一是") for node in between)
    return {k: node for k, node in path.items() if k != levels[-1]} if whole and alone and last and same else path


def _is_a_page_of_a_plan(zone: Zone, path: dict[int, Node], drafts: Sequence[Draft]) -> bool:
    """Return whether one task is all that is there of a plan: it stands below a heading, and its bracket says who leads or answers."""
    if len(drafts) != 1 or len(path) < 2 or not is_titled_plan(zone.title):
        return False
    named = any(_SUBJECT.search(text) for text in (zone.title, *(node.text for node in zone.nodes)))
    return named and bool({"lead", "responsible"} & drafts[0].pieces.keys())


def _draft(nodes: Sequence[Node], path: dict[int, Node], credit: tuple[int, int]) -> Draft:
    owner, last = nodes[0], nodes[-1]
    assert owner.head is not None
    levels = [path[k] for k in sorted(path)]
    section = levels[-2] if len(levels) > 1 else None
    grouping = [v for k, v in sorted(path.items()) if k == LEVELS["cn("] and v is not owner] or ([section] if section else [])
    number = _path_below(path, LEVELS["cn("] - 1)
    draft = Draft(
        number or owner.head.arabic, owner.head.label, owner.at.start, last.at.end, section=grouping[0].text.strip() if grouping else ""
    )
    lines = [(owner.body, owner.body_start), *((node.text, node.at.start) for node in nodes[1:])]
    text, at = lines[-1]
    cut = len(text) - (len(last.text) - credit[0] + 1)
    lines[-1] = (text[:cut], at)
    if until := _UNTIL.search(lines[-1][0]):
        draft.add("deadline", Piece(((until["date"], lines[-1][1] + until.start("date")),)))
        lines[-1] = (lines[-1][0][: until.start()], lines[-1][1])
    draft.head = Piece(tuple((t, a) for t, a in lines if t.strip()))
    if parts := [node for node in nodes[1:] if node.head]:
        first = next(k for k, node in enumerate(nodes) if node is parts[0])
        draft.add("measures", Piece(tuple(line for line in lines[first:] if line[0].strip())))
    elif len(lines) == 1 and len(marks := inline_marks(lines[0][0])) > 1 and marks[0][0] > 8:  # …。一是…。二是…。（甲局牵头）
        draft.add("measures", Piece(((lines[0][0][marks[0][0] :], lines[0][1] + marks[0][0]),)))
    for role, value, start in read_credit(last.text[slice(*credit)]):
        draft.add(role, Piece(((value, last.at.start + credit[0] + start),)))
    return draft


def _path_below(path: dict[int, Node], level: int) -> str:
    """Return the numbers of a path that stand deeper than a level, as one: (一)1⑴."""
    return "".join(_mark(path[k]) for k in sorted(path) if k > level)


def _mark(node: Node) -> str:
    head = node.head
    assert head is not None
    if head.style in ("cn(", "1("):
        return f"({head.label.strip('（）() ')})"
    return head.label if head.style == "⑴" else head.arabic
