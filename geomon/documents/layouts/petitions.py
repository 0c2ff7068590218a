"""Complaints handed on by an inspection, told in text: a row whose cells run into each other, labels on lines, or prose under a number.

The letter or call has a code (letter, province, date, count); it is the task's number where no other is printed for it. What was found on
the spot (调查核实情况) is neither problem nor measure.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections.abc import Iterator, Sequence

from geomon.documents.closings import call_in
from geomon.documents.complaint_codes import CODE
from geomon.documents.draft import Draft, Piece
from geomon.documents.numbering import read_head
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.documents.reported import answered_done

FROM_TABLES = False
EXAMPLE = """示例市督察交办群众举报件办理情况公示
序号 1 受理编号 X2EX202506150059
交办问题基本情况
东湖区东坡采石场夜间破碎石料，粉尘落入农田。
涉及区县及部门
东湖区、市自然资源局
调查核实情况
采石场有一条破碎线，没有除尘设施。反映问题属实。
处理和整改情况
1.责令采石场停产。2.加装除尘设施。
序号 2 受理编号 D2EX202506150061
交办问题基本情况
西山县南坪砖厂排放黑烟，气味刺鼻。
涉及区县及部门
西山县
调查核实情况
砖厂脱硫塔停用。反映问题属实。
处理和整改情况
1.立案查处。2.恢复脱硫塔运行。
"""
_ROW = re.compile(
    rf"(?<![0-9A-Za-z-])(?P<n>[0-9]{{1,3}})[ 　\n、.．]*(?P<code>{CODE})"
    rf"|序号[：: 　]?(?P<m>[0-9]{{1,3}})[ 　\n]?受理编号[：: 　\n]*(?P<code2>{CODE})"
    rf"|(?:^|(?<=\n))[^\n，。：]{{0,24}}(?:(?<=编号)：[ 　]?)?(?P<code3>(?<![0-9A-Za-z]){CODE}|(?<=编号)20[0-9]{{6}}-[0-9]{{1,4}})"
    r"|(?:^|(?<=\n))(?P<k>[0-9]{1,3})[、.．][ 　]*(?=(?:交办|转办|举报|信访|投诉)(?:问题)?(?:基本)?情况[：:])"
    r"|(?:^|(?<=\n))[^\n，。：]{2,6}受理编号(?:为)?(?P<at>[^\n，。：:]{1,16})(?=[：:][ ]?“)"
)
_STAR = re.compile(r"[ 　]*(?:[（(]?[*★＊]+[）)]?)?号?(?:(?:信访|举报|环境)*(?:件|问题)为?)?[：:，, 　\n]*")
_FIELDS = (
    (
        "problem",
        r"(?:群众)?反映(?:的)?(?:情况|问题|内容)|(?:交办|转办|举报|信访|投诉|反映)(?:问题)?\s?(?:基本)?\s?(?:情况|内容)|问题\s?基本\s?情况|(?:举报|信访|投诉)问题",
    ),
    ("county", r"(?:行政|所属|所在)\s?区域"),
    ("responsible", r"涉及\s?(?:区县|县区|县市区|地区|单位)(?:及部门)?|责任\s?单位|承办\s?单位"),
    ("finding", r"(?:调查)?\s?核[实查]\s?情况|调查\s?情况"),
    ("measures", r"(?:处理|查处|办理|处置)\s?(?:和|及|与)?\s?(?:问责|整改)?\s?情况|整改(?:落实|完成)?\s?情况"),
    ("state", r"是否\s?办结|办结\s?情况"),
    ("other", r"(?:污染|问题)\s?类型|是否\s?属实|(?:责任)?追责?问责\s?情况|问责\s?情况|责任人(?:被)?\s?处理\s?情况|备注|办结\s?目标"),
)
_WORDS = "|".join(f"(?P<{role}>{words})" for role, words in _FIELDS)
_LABEL = re.compile(r"(?:^|(?<=[。；\n 　]))(?:[一二三四五六][、.．])?(?:" + _WORDS + r")(?:[：:]|(?=\n|$))")
_KIND = (
    "(?:大气|土壤|噪[音声]|扬尘|粉尘|油烟|异味|恶臭|废[气水渣]|固体?废物?|垃圾|辐射|重金属|工业企业|畜禽养殖|其他"
    "|水(?![库源利务质井体泥产面])|生态(?!环境|保护|修复|红线))(?:污染|破坏)?"
)
_REGION = re.compile(
    r"(?<=[。！？”\n 　])(?P<region>(?:[一-龥]{2,6}[市州盟][ 　]{0,4})?[一-龥]{1,8}?[县区市旗])[ 　\n]*"
    rf"{_KIND}(?:[、，,和及 　]*{_KIND})*[ 　\n]*"
)
_FOUND = re.compile(r"(?:^|(?<=[。\n]))[ 　]*(?:基本|部分|不完全|不)?属实(?![。，,；;、：:的])[ 　\n]*")
_LOOKED_INTO = re.compile("经查|核[查实]|调查|检查|排查|属实|现场")
_CLOSED = re.compile(r"(?<=[。\n 　])(?P<state>(?:已|未|阶段性|基本|正在)办结|办结|正在办理)(?=[无\n 　]|$)")
_QUOTED = re.compile("“[^”]{10,}”")
_LONGEST_HEADING = 16
_COUNTY_ABOVE = re.compile(r"(?:^|(?<=\n))[ 　]*(?P<county>[一-龥]{1,8}[县区市旗])[ 　]*\n+$")
"""A county alone on the line above a complaint: the heading of all that follow."""
_NOTHING = re.compile(r"(?:[\n 　。](?:暂?无))?[ 　\n]*$")


@dataclasses.dataclass(frozen=True, slots=True)
class _Text:
    """The zone's paragraphs as one text, and where each stands in the document."""

    text: str
    places: tuple[tuple[int, int], ...]  # (where a paragraph begins in `text`, where it begins in the document)

    def at(self, place: int) -> int:
        """Return where a character of `text` stands in the document."""
        begins, start = self.places[bisect.bisect_right(self.places, (place, float("inf"))) - 1]
        return start + place - begins

    def piece(self, begin: int, end: int) -> Piece:
        """Return a stretch of the text as a piece of its paragraphs."""
        lines = []
        for line in re.finditer(r"[^\n]+", self.text[begin:end]):
            bare = line[0].strip(" 　")
            if bare:
                lines.append((bare, self.at(begin + line.start() + line[0].index(bare))))
        return Piece(tuple(lines))


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each complaint of a zone that is told with its code; none where its parts cannot be told apart."""
    stop = next((n for n in range(len(zone.nodes), 0, -1) if not is_sign_off(zone.nodes[n - 1].text)), 0)
    joined = _joined(zone.nodes[:stop])
    rows = list(_ROW.finditer(joined.text))
    if not rows:
        return []
    drafts: list[Draft] = []
    section = ""
    for row, after in itertools.zip_longest(rows, rows[1:]):
        end = after.start() if after else len(joined.text)
        if heading := _COUNTY_ABOVE.search(joined.text, max(0, row.start() - _LONGEST_HEADING), row.start()):
            section = heading["county"]
        if after and (heading := _COUNTY_ABOVE.search(joined.text, max(row.end(), end - _LONGEST_HEADING), end)):
            end = heading.start()
        for draft in _task(joined, row, end):
            draft.section = section
            drafts.append(draft)
    return drafts


def _joined(nodes: Sequence[Node]) -> _Text:
    places, at = [], 0
    for node in nodes:
        places.append((at, node.at.start))
        at += len(node.text) + 1
    return _Text("\n".join(node.text for node in nodes), tuple(places) or ((0, 0),))


def _task(joined: _Text, row: re.Match[str], end: int) -> Iterator[Draft]:
    """Yield the task of a row, if its problem ends somewhere: at a label, or at the cells of the region and the kind of pollution."""
    text = joined.text
    star = _STAR.match(text, row.end())
    begin = star.end() if star else row.end()
    if (leave := call_in(text, begin, end)) is not None:
        end = leave
    head = read_head(row[0]) if row["at"] else None
    number = row["n"] or row["m"] or row["k"] or (head.arabic if head else None) or row["code3"] or row["at"]
    draft = Draft(number, row[0].strip(), joined.at(row.start()), joined.at(max(row.start(), end - 1)) + 1)
    labels = list(_LABEL.finditer(text[begin:end]))
    if any(m.lastgroup == "problem" for m in labels):
        _by_labels(draft, joined, labels, begin, end)
    elif (region := _cell_of_region(row, text, begin, end)) is not None:
        draft.add("problem", joined.piece(begin, region.start()))
        draft.county = re.sub("^.*[市州盟](?=[一-龥]{2,})", "", region["region"])
        _by_cells(draft, joined, region.end(), end)
    elif head and (quoted := _QUOTED.match(text, begin)):
        draft.add("problem", joined.piece(quoted.start() + 1, quoted.end() - 1))
    problem = next(iter(draft.pieces.get("problem", [])), None)
    if problem is not None and len(problem.text) >= 8:
        yield draft


def _cell_of_region(row: re.Match[str], text: str, begin: int, end: int) -> re.Match[str] | None:
    """Return the cells of region and kind of pollution behind the problem of a counted row, where what was found stands behind them."""
    region = _REGION.search(text, begin + 8, end) if row["n"] or row["m"] else None
    return region if region and _LOOKED_INTO.search(text, region.end(), end) else None


def _by_labels(draft: Draft, joined: _Text, labels: Sequence[re.Match[str]], begin: int, end: int) -> None:
    """Add the fields that labels open; a label that came already belongs to the text of its field."""
    seen: set[str] = set()
    fields = [m for m in labels if m.lastgroup == "other" or not (m.lastgroup in seen or seen.add(str(m.lastgroup)))]  # type: ignore[func-returns-value]
    for label, after in itertools.zip_longest(fields, fields[1:]):
        piece = joined.piece(begin + label.end(), begin + after.start() if after else end)
        if label.lastgroup == "county":
            draft.county = piece.text.strip()
        else:
            draft.add("note" if label.lastgroup in ("finding", "other") else str(label.lastgroup), piece)
            if label.lastgroup == "measures" and "state" not in seen and (done := answered_done(piece.text)):
                draft.add("verdict", Piece(((done[0], piece.place(done[1])),)))  # 目前，该商户已整改完毕


def _by_cells(draft: Draft, joined: _Text, begin: int, end: int) -> None:
    """Add what was done, behind the cell 属实, and the state, where the cells behind it say one."""
    found = next(iter(_FOUND.finditer(joined.text, begin, end)), None)
    if found is None:
        return
    stop = end
    if closed := next(reversed([*_CLOSED.finditer(joined.text, found.end(), end)]), None):
        draft.add("state", joined.piece(closed.start("state"), closed.end("state")))
        stop = closed.start("state")
    said = joined.text[found.end() : stop]
    nothing = _NOTHING.search(said)
    stop = found.end() + (nothing.start() + (nothing[0][:1] == "。") if nothing else len(said))
    draft.add("measures", joined.piece(found.end(), stop))
