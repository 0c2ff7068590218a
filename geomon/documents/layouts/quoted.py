"""Numbered paragraphs that quote a problem each and say how far it is.

1.针对“…”的整改情况。…, or among the sentences of a report, of which not all tell one: 二是整改任务“…”已完成整改。

The quotation is the problem; what follows it is what was done, told in sentences. A heading that quotes what stands below it in numbered
paragraphs is no task.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.deadlines import find_dates
from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.sentences import Said, is_planned, sentences, state_in
from geomon.progress import parse_progress

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市水源地专项检查反馈意见整改进展
（一）关于“管护有漏洞”的整改进展情况
1.针对“南坪水源地围网有断口”的整改情况。断口已接好4处，该问题已整改完成。
2.针对“东坡采石场沉淀池满溢”的整改情况。正在清池，2025年9月底前清完。
"""
_OPENS = re.compile(
    "(?P<before>(?:关于|针对|就|对)?[^“”。；;：:，,]{0,16}?)“(?P<problem>[^“”]{4,300}(?:“[^“”]{1,60}”[^“”]{0,200}){0,3})(?:”(?P<behind>.*))?$",
    re.DOTALL,
)
_CALLED = re.compile(
    "(?:的|这一)?(?:问题[。，,；;]?[ 　]?)?的?(?:整改|清理|整治|治理|办理|处理|推进|落实)(?:工作)?"
    "(?:整改|清理|完成|落实|进展|推进){0,2}情况(?:[。：:，,]|$)"
)
"""”的整改情况。 ”问题清理进展情况："""
_HEADS = re.compile("(?:的|这一)?问题[。：:]?[ 　]*")
"""A heading, below which a paragraph without a number tells what was done."""
_NAMED = re.compile("(?:任务|问题|事项)$")
_TURNS = re.compile("(?:的?问题)?[，,]?(?:现|目前|均)?(?:已|正在|尚未|未|整改时限|完成时限)")
_UNTIL = re.compile("(?:整改|完成|办结)(?:时限|期限)(?:为|是|[：:])(?P<by>[^，,。；;]{4,24})")
_MOVED = re.compile(
    "[时期]限(?P<before>[^。；;]{0,46}?)(?:延期|延长|延迟|推迟|顺延|展期|调整|变更|改)[至到为](?P<by>[^，,。；;]{4,24})"
)
"""原完成时限为2024年6月底，现延期至2025年9月底"""
_ASKED = re.compile("(?:申请|建议|请求|拟|未|不|若|如)[^，,]*$")
_DONE_FIRST = re.compile("(?:现|目前)?(?:均|全部)?已(?:全部)?(?:完成|办结|销号)(?=[，,。；;]|$)")
_HOW_FAR = re.compile(
    "[（(](?P<bracket>[^（）()]{2,20})[）)][。]?[ 　]*$|(?:^|(?<=[，,。；;]))(?P<clause>(?:整改)?(?:完成|整改)?进[度展][^，,。；;]{1,12}"
    "|(?:目前|现)?(?:正在|仍在|尚未|已)(?:全部)?(?:办理|整改|推进|办结|销号)[^，,。；;]{0,8})"
)
_REMEDY = re.compile("整改|清理|治理|整治")
_TOLD = ("progress", "state")
_LEAST = 2


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each such paragraph; none where there are fewer than two, or the zone is of another genre."""
    text = zone.title + "".join(node.text for node in zone.nodes)
    if zone.grids or not _REMEDY.search(text) or is_other(zone) or not is_of_environment(text):
        return []
    drafts = list(_drafts(zone.nodes))
    if len({draft.number for draft in drafts}) < len(drafts):  # the numbers begin anew below each heading
        for draft in drafts:
            draft.number = _mark(draft.section) + draft.number
    ours = sum(is_of_environment("".join(piece.text for pieces in draft.pieces.values() for piece in pieces)) for draft in drafts)
    if ours < _ours_of(text, len(drafts)):
        return []  # an office of the environment answers for its meetings, too
    return drafts if len(drafts) >= _LEAST and len({draft.number for draft in drafts}) == len(drafts) else []


def _ours_of(text: str, count: int) -> float:
    """Return how many of the quoted problems must by their own words be of the environment: all of an audit's, half of an inspection's."""
    if "审计" in text and "自然资源资产" not in text:
        return count
    return count / 2 if "督察" in text else (count + 1) / 2


def _mark(section: str) -> str:
    bracket = re.match("[（(]([^（）()]{1,4})[）)]", section)
    return f"({bracket[1]})" if bracket else section.split("、")[0] + "-" if "、" in section[:4] else ""


def _drafts(nodes: Sequence[Node]) -> Iterator[Draft]:
    count = 0
    for n, node in enumerate(nodes):
        m = _OPENS.match(node.body) if node.head and all(label.role in _TOLD for label in node.labels) else None
        if m is None or node.head is None:
            continue
        cut_off = m["behind"] is None and n == len(nodes) - 1 and count >= _LEAST  # the page breaks off inside the quotation
        lines = _told(nodes, n, m)
        if not cut_off and not lines:
            continue
        count += 1
        level = LEVELS[node.head.style]
        above = next((other for other in reversed(nodes[:n]) if other.head and LEVELS[other.head.style] < level), None)
        # 二是 counts the sentences of a report, of which not all tell a task
        draft = Draft(str(count) if node.head.style == "一是" else node.head.arabic, node.head.label, node.at.start, node.at.end)
        draft.section = above.text.strip(" 　") if above and len(above.text) <= 60 and above.head and above.head.style != "一是" else ""
        draft.add("problem", Piece(((m["problem"], node.body_start + m.start("problem")),)))
        if lines:
            _add(draft, lines)
            draft.end = max(draft.end, lines[-1][1] + len(lines[-1][0]))
        draft.doubts.append(in_prose(draft))
        yield draft


def _told(nodes: Sequence[Node], n: int, m: re.Match[str]) -> list[tuple[str, int]]:
    """Return what is told of a quoted problem, behind it and in the paragraphs below; nothing where the quotation is none of a task."""
    behind = m["behind"]
    if behind is None:
        return []
    called = _CALLED.match(behind) or _HEADS.fullmatch(behind)
    if not called and not (_NAMED.search(m["before"]) and _TURNS.match(behind) and WRONG.search(m["problem"])):
        return []
    begin = m.start("behind") + (called.end() if called else 0)
    lines = [(nodes[n].body[begin:], nodes[n].body_start + begin)]
    for node in nodes[n + 1 :]:
        if node.head or is_sign_off(node.text) or is_closing(node.text):
            break
        lines.append((node.text, node.at.start))
    return [(text.lstrip(" 　，,"), at + len(text) - len(text.lstrip(" 　，,"))) for text, at in lines if len(text.strip()) > 3]


def _add(draft: Draft, lines: Sequence[tuple[str, int]]) -> None:
    text, at = lines[0]
    m = _UNTIL.search(text)
    if by := _moved(text) or m:
        draft.add("deadline", Piece(((by["by"], at + by.start("by")),)))
        if m and by is m and m.start() == 0:  # the deadline is no step of what was done
            lines = [(text[m.end() :].lstrip("，,。；; "), at + len(text) - len(text[m.end() :].lstrip("，,。；; "))), *lines[1:]]
    told = sentences(lines)
    first = _DONE_FIRST.match(lines[0][0])
    if state := _how_far(told) or state_in(told) or (Piece(((first[0], lines[0][1]),)) if first else None):
        draft.add("state", state)
    draft.add("handling", Piece(tuple(lines)))


def _moved(text: str) -> re.Match[str] | None:
    """Return the last day that a deadline was moved to; none that was only asked for."""
    moved = [m for m in _MOVED.finditer(text) if not _ASKED.search(m["before"]) and any(find_dates(m["by"], year=2000))]
    return moved[-1] if moved else None


def _how_far(told: Sequence[Said]) -> Piece | None:
    """Return the clause or the bracket that gives the progress as such: 进度约六成, （完成进度：70%）."""
    for one in reversed(told):
        for m in _HOW_FAR.finditer(one.text):
            said = m["bracket"] or m["clause"]
            if parse_progress(said).progress is not None and not is_planned(said):
                return Piece(((said, one.start + m.start("bracket" if m["bracket"] else "clause")),))
    return None
