"""Complaints in a paragraph each: its number, what was reported, whether it is so, and what was done, told in sentences without labels.

The paragraph opens with the complaint's number (编号D004，…) or with its batch and number behind the list's own (1.第3批98号办理情况。…).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.outline import Node, Zone
from geomon.documents.sentences import sentences, state_in

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市督察交办信访件办理情况
1.第3批98号办理情况。反映“东坡镇石场粉尘污染果园”问题。经调查，情况属实。料堆已全部盖网，该问题整改完成。
2.第4批131号办理情况。反映“南坪村豆腐坊废水排进水渠”问题。经调查，情况部分属实。已责令停业，目前正在整改。
"""
_ITEM = "(?P<n>[0-9]{1,3})[.．、][ 　]*"
_BATCH = "第[0-9一二三四五六七八九十]{1,4}批(?:次)?[，,、]?(?:第)?[0-9]{1,4}号"
_OPENS = re.compile(
    rf"[ 　]*(?:(?:{_ITEM})?(?:受理|信访|举报|案件|转办)?编号[：: ]?(?P<code>[A-Z]{{0,6}}[0-9]{{2,20}})"
    rf"|{_ITEM.replace('<n>', '<m>')}{_BATCH}(?:[、，,和]{_BATCH})*)"
    "(?:信访|举报)?(?:案件|案|件)?(?:(?:办理|查处|处理)情况)?[。：:，, 　]+"
)
_QUOTED = re.compile("[^“「。]{0,16}?反映(?:的)?[^“「。，]{0,8}[“「](?P<told>[^”」]{8,400})[”」]")
_TOLD = re.compile(
    "(?:群众|来[电信](?:人)?|举报人|投诉人|信访人)?反映[：:]?(?P<told>[^“「].{8,400}?[。])"
    "(?=[ 　]*(?:接到|收到|经|[^。，,]{0,12}[0-9]{1,2}日[，,]))"
)
_JUDGED = re.compile("(?:经[^。]{0,40}?[，,])?[^。，,]{0,16}(?<!是否)(?:(?<!是否)属实|无法核实|查无此事)[^。]{0,40}。")
_HOTLINE = re.compile("12345|(?:政务|便民|市民)(?:服务)?热线")
_LEAST, _SHARE = 2, 0.4
"""Of complaints that an inspection hands over, the share that at least names the water or the dirt (泔水, 菌棒 are in no list)."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each such paragraph; none unless there are two that report and judge."""
    if zone.grids or is_other(zone):
        return []
    drafts = [draft for node in zone.nodes if (draft := _task(node))]
    ours = sum(is_of_environment(draft.pieces["problem"][0].text) for draft in drafts)
    share = 1 if _HOTLINE.search(zone.title) else _SHARE
    return drafts if len(drafts) >= _LEAST and ours >= share * len(drafts) else []


def _task(node: Node) -> Draft | None:
    opening = None if node.labels else _OPENS.match(node.text)
    if opening is None:
        return None
    told = _QUOTED.match(node.text, opening.end()) or _TOLD.match(node.text, opening.end())
    judged = _JUDGED.search(node.text, told.end("told")) if told else None
    if told is None or judged is None:
        return None
    number = opening["n"] or opening["m"] or opening["code"]
    draft = Draft(number, opening[0].strip(" 　。：:，,"), node.at.start, node.at.end)
    begin = told.start() if told.re is _TOLD else told.start("told")
    draft.add("problem", Piece(((node.text[begin : told.end("told")], node.at.start + begin),)))
    if done := node.text[judged.end() :].strip():
        at = node.text.index(done, judged.end())
        lines = [(done, node.at.start + at)]
        if state := state_in(sentences(lines)):
            draft.add("state", state)
        draft.add("handling", Piece(tuple(lines)))
    draft.doubts.append(in_prose(draft))
    return draft
