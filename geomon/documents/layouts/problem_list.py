"""A list of problems and nothing else, each behind its number, as inspections publish them: 问题清单, by town and by chapter.

The number often stands right before the first word. No field says who answers or until when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import FAULT
from geomon.documents.genre import has_fields, is_of_environment, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.outline import Node, Zone

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市环境保护督察反馈问题清单
东湖区
矿山整治不够到位

1东坡石场没有复绿，弃渣未清运。

2南坪水源地三眼水井没有计量设施。

3西湾污水处理厂提标改造未按期完成。
"""
_TITLE = re.compile("(?:督察|督查|审计|检查|巡查)[^。；，]{0,12}(?:问题|任务)[^。；，]{0,4}清单(?:[（(][^（）()]{1,12}[）)])?$")
_NUMBER = re.compile(
    "(?:^|(?<=[一-龥]))(?P<n>[0-9]{1,3})(?:[、.．](?![0-9]))?[ 　]*(?=[一-龥]{3})"
    "(?![万亿千百十吨亩公平家处个项年月日人座条次件立])"
)
_WRONG = re.compile(f"{FAULT}|污染|问题|尚|松")
"""A list that calls itself one of problems may tell one in weaker words."""
_LEAST = 3
_HEADING = 60


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each problem; none where the title names no such list, or a number is missing or holds no fault."""
    if not _TITLE.search(zone.title) or is_other(zone) or has_fields(zone):
        return []
    drafts: list[Draft] = []
    section = ""
    more: list[tuple[str, int]] = []  # paragraphs of the last problem, if another number follows
    for node in zone.nodes:
        m = next((m for m in _NUMBER.finditer(node.text[:_HEADING]) if int(m["n"]) == len(drafts) + 1), None)
        above = node.text[: m.start()].strip() if m else ""
        if m and not re.search("[。；;：:]", above):
            if drafts:
                _add_lines(drafts[-1], more)
            section = above or section
            drafts.append(_task(node, m.end(), m["n"], section))
            more = []
        elif re.search("[。；;：:]", node.text):
            more.append((node.text, node.at.start))
        elif len(node.text) <= _HEADING:
            section = node.text.strip()
    told = [draft.pieces["problem"][0].text for draft in drafts]
    if len(drafts) < _LEAST or not all(map(_WRONG.search, told)) or sum(map(is_of_environment, told)) < 0.5 * len(told):
        return []
    return drafts


def _add_lines(draft: Draft, lines: Sequence[tuple[str, int]]) -> None:
    if lines:
        (problem,) = draft.pieces["problem"]
        draft.pieces["problem"] = [Piece((*problem.lines, *lines))]
        draft.end = draft.pieces["problem"][0].end


def _task(node: Node, begin: int, number: str, section: str) -> Draft:
    draft = Draft(number, number, node.at.start, node.at.end, section=section)
    draft.add("problem", Piece(((node.text[begin:], node.at.start + begin),)))
    draft.doubts.append(in_prose(draft))
    return draft
