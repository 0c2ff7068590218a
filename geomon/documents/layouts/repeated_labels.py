"""Records whose labels only their repeating shows: letters of supervision, circulars of typical problems, forms with a label a line.

The same words open the fields of each record, on lines of their own, behind a semicolon inside one line, or alone above their value. What
stands above the first of them is the record's heading: its number, its name, and where no label tells the problem, the problem. Tried only
where no other layout finds a task; a record needs a problem, a deadline, a unit, and what is demanded or was done.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.labels import role_of
from geomon.documents.numbering import read_head
from geomon.documents.outline import Node, Zone
from geomon.numerals import CN, ENCLOSED, to_int

FROM_TABLES = False
LAST = True
EXAMPLE = """关于两起突出环境问题挂牌督办的通知
督办事项一　东坡矿井水超标排放
违法事实：东坡煤矿停用加药装置，矿井水直排西湾河。
责任主体：东湖区人民政府
督办要求：1.查封暗管。2.恢复加药。
督办期限：2025年6月30日
督办事项二　南坪库区养殖没有退出
违法事实：南坪水库边上还有三个养殖场。
责任主体：市水务局
督办要求：1.清退养殖场。2.恢复滩地。
督办期限：2025年9月底
"""
_OWN_ROLES = (
    ("number", "(?:任务|问题|事项|案件|督办|整改)?(?:编号|序号)"),
    ("problem", "(?:督办|交办|转办)?事由|(?:违法|主要|基本|存在)?的?(?:事实|案情|问题|行为)|基本情况|督办(?:事项|内容)"),
    ("measures", "(?:挂牌)?(?:督办|整治|治理|处理|处置|办理|整改)(?:要求|意见)"),
    ("responsible", "主送(?:单位|机关)?"),
    ("progress", "结果|进度|(?:最新|当前|目前)(?:情况|动态)"),
    ("title", "[一-龥]{2,4}名称"),
)
_OWN = tuple((role, re.compile(words)) for role, words in _OWN_ROLES)
_OPENED = re.compile("[ 　\t*#>•●■◆▲—–\\-]*(?P<word>[一-龥]{2,8})[：:][ 　]*")
_INSIDE = re.compile("(?<=[；;])[ 　]*(?P<word>[一-龥]{2,8})[：:][ 　]*")
_ALONE = re.compile("[ 　]*(?P<word>[一-龥]{2,8})[ 　]*")
_RULE = re.compile("[-—－=＝_*·.…\\s　]{3,}")
_COUNTED = re.compile(rf"(?:之|事项|问题|案例|案件|任务)(?P<n>[{CN}]{{1,3}}|[{ENCLOSED}]|[0-9]{{1,3}})(?=[ 　：:、.．]|$)[ 　：:、.．]*")
_PAPER = re.compile("[〔\\[（(]20[0-9]{2}[〕\\]）)][ 　]?(?:第[ 　]?)?(?P<n>[0-9]{1,4})[ 　]?号$")
_CALLED = re.compile("问题|督办|隐患|违法|整改|整治")
_WORK = {"measures", "goal", "progress", "state", "verdict"}
_LEAST = 2


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    """A word that opens a field: its role, its node, where it and its value begin in the node."""

    word: str
    role: str
    node: int
    start: int
    value: int


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each such record; none where a record lacks a field, or the zone is of another genre."""
    text = zone.title + "".join(node.text for node in zone.nodes)
    if zone.grids or is_other(zone) or not is_of_environment(text):
        return []
    records = _records(_fields(zone.nodes))
    if len(records) < _LEAST:
        return []
    drafts = [_draft(zone.nodes, records, k) for k in range(len(records))]
    called = zone.title + drafts[0].label + "".join(field.word for field in records[0])
    if not all(_is_whole(draft) for draft in drafts) or not _CALLED.search(called):
        return []
    if len({draft.number for draft in drafts}) < len(drafts):
        for k, draft in enumerate(drafts, 1):
            draft.number = str(k)
    return drafts


def _is_whole(draft: Draft) -> bool:
    roles = draft.pieces.keys()
    return {"problem", "deadline"} <= roles and bool(roles & set(UNIT_ROLES)) and bool(roles & _WORK)


# ---- fields ---------------------------------------------------------------------------------------------------------


def _role(word: str) -> str | None:
    return next((role for role, pattern in _OWN if pattern.fullmatch(word)), None) or role_of(word)


def _fields(nodes: Sequence[Node]) -> list[_Field]:
    """Return the fields whose words stand at least twice, in order."""
    found: list[_Field] = []
    for n, node in enumerate(nodes):
        if alone := _ALONE.fullmatch(node.text):
            matches = [alone] if len(alone["word"]) >= 4 and n + 1 < len(nodes) else []
        else:
            first = _OPENED.match(node.text)
            matches = [*([first] if first else []), *_INSIDE.finditer(node.text)]
        found.extend(_Field(m["word"], role, n, m.start("word"), m.end()) for m in matches if (role := _role(m["word"])))
    times = Counter(field.word for field in found)
    return [field for field in found if times[field.word] >= _LEAST]


def _records(fields: Sequence[_Field]) -> list[list[_Field]]:
    """Return the fields of each record: as many as there are deadlines; the first word that stands as often opens each."""
    by = Counter(field.word for field in fields if field.role == "deadline").most_common(1)
    if not by:
        return []
    times = Counter(field.word for field in fields)
    opener = next(field.word for field in fields if times[field.word] == by[0][1])
    records: list[list[_Field]] = []
    for field in fields:
        if field.word == opener:
            records.append([])
        if records and field.word not in (before.word for before in records[-1]):
            records[-1].append(field)
    return records


# ---- one record -----------------------------------------------------------------------------------------------------


def _last_node(nodes: Sequence[Node], record: Sequence[_Field]) -> int:
    """Return the node with which a record ends: its last field's, or the one below a label that stands alone."""
    last = record[-1]
    alone = not nodes[last.node].text[last.value :].strip()
    return min(last.node + alone, len(nodes) - 1)


def _above(nodes: Sequence[Node], records: Sequence[Sequence[_Field]], k: int) -> list[tuple[str, int]]:
    """Return the lines of a record's heading; above the first record as many as above the second."""
    opener = records[k][0]
    node = nodes[opener.node]
    before = node.text[: opener.start].strip(" 　；;—–-*#>•●■◆▲")
    own = [(before, node.at.start + node.text.index(before))] if before else []
    begin = _last_node(nodes, records[k - 1]) + 1 if k else 0
    lines = [(one.text, one.at.start) for one in nodes[begin : opener.node] if one.text.strip() and not _RULE.fullmatch(one.text)]
    if not k:
        most = len(_above(nodes, records, 1)) - len(own)
        lines = lines[len(lines) - most :] if 0 < most <= len(lines) else []
    return [*lines, *own]


def _draft(nodes: Sequence[Node], records: Sequence[Sequence[_Field]], k: int) -> Draft:
    record, above = records[k], _above(nodes, records, k)
    end = _last_node(nodes, record)
    draft = Draft(str(k + 1), "", above[0][1] if above else nodes[record[0].node].at.start, nodes[end].at.end)
    for field, after in zip(record, [*record[1:], None], strict=True):
        stop = after.node if after else end
        lines = []
        for n in range(field.node, stop + 1):
            text = nodes[n].text
            begin = field.value if n == field.node else 0
            until = len(text) if after is None or n < after.node else after.start
            lines.append((text[begin:until].rstrip(" 　；;—–-"), nodes[n].at.start + begin))
        piece = Piece(tuple(line for line in lines if line[0].strip()))
        if field.role == "number" and piece.lines:
            draft.number = draft.label = piece.text.strip()
        elif field.role not in ("note", "person", "number"):
            draft.add(field.role, piece)
    _take_heading(draft, above)
    return draft


def _take_heading(draft: Draft, above: Sequence[tuple[str, int]]) -> None:
    """Give a draft the number, the name and, where no label tells it, the problem that stand above its fields."""
    rest = list(above)
    if above and (numbered := _number_of(above[0][0])):
        draft.number, draft.label, at = numbered
        rest[0] = (above[0][0][at:], above[0][1] + at)
    rest = [(text, at) for text, at in rest if re.search("[一-龥]{2}", text)]
    if "problem" not in draft.pieces and rest:
        draft.add("problem", Piece((rest.pop(),)))
    if "problem" not in draft.pieces and "title" in draft.pieces:
        draft.pieces["problem"] = draft.pieces.pop("title")  # 整改任务 as the one word for what is wrong
    if "title" not in draft.pieces:
        for line in rest[-1:]:
            draft.add("title", Piece((line,)))


def _number_of(line: str) -> tuple[str, str, int] | None:
    """Return the number in a heading, how it is printed, and where the text behind it begins; None where it has none."""
    if head := read_head(line):
        return head.arabic, head.label, head.length
    if (m := _COUNTED.search(line)) and m.start() <= 6 and (value := to_int(m["n"])):
        return str(value), line[: m.end()].strip(" 　：:、.．"), m.end()
    if m := _PAPER.search(line.rstrip(" 　")):
        return m["n"], line.strip(" 　"), len(line)
    return None
