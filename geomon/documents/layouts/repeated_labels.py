"""Records whose labels only their repeating shows: letters of supervision, circulars of typical problems, forms with a label a line.

The same words open the fields of each record, on lines of their own, behind a semicolon inside one line, or alone above their value. What
stands above the first of them is the record's heading: its number, its name, and where no label tells the problem, the problem. Tried only
where no other layout finds a task; a record needs a problem, a deadline, a unit, and what is demanded or was done.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.labels import role_of
from geomon.documents.other_matters import PLANTS, SAFETY
from geomon.documents.outline import Node, Zone
from geomon.documents.repeated_records import Record, number_of, records_in

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
_CALLED = re.compile("问题|督办|隐患|违法|整改|整治")
_WORK = {"measures", "goal", "progress", "state", "verdict"}


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each such record; none where a record lacks a field or cannot be parted, or the zone is of another genre."""
    text = zone.title + "".join(node.text for node in zone.nodes)
    if zone.grids or is_other(zone) or not is_of_environment(PLANTS.sub("", text)):
        return []
    records = records_in(zone.nodes, zone.title, _role)
    drafts = [_draft(zone.nodes, record, str(k)) for k, record in enumerate(records, 1)]
    if not drafts or not all(_is_whole(draft) for draft in drafts):
        return []
    called = zone.title + drafts[0].label + "".join(field.word for field in records[0].fields)
    if not _CALLED.search(called):
        return []
    if len({draft.number for draft in drafts}) < len(drafts):
        for k, draft in enumerate(drafts, 1):
            draft.number = str(k)
    return [draft for draft in drafts if _is_of_matter(draft, called)]


def _role(word: str) -> str | None:
    return next((role for role, pattern in _OWN if pattern.fullmatch(word)), None) or role_of(word)


def _is_whole(draft: Draft) -> bool:
    roles = draft.pieces.keys()
    return {"problem", "deadline"} <= roles and bool(roles & set(UNIT_ROLES)) and bool(roles & _WORK)


def _is_of_matter(draft: Draft, called: str) -> bool:
    """Return whether a record is no matter of safety at work; in a list of 隐患 it has to speak of the environment itself."""
    told = "".join(piece.text for role in ("title", "problem", "goal", "measures") for piece in draft.pieces.get(role, []))
    return is_of_environment(PLANTS.sub("", told)) or not (SAFETY.search(told) or ("隐患" in called and not is_of_environment(called)))


def _draft(nodes: Sequence[Node], record: Record, number: str) -> Draft:
    first, (node, until) = record.fields[0], record.end
    start = record.above[0][1] if record.above else nodes[first.node].at.start + first.start
    draft = Draft(number, "", start, nodes[node].at.start + until)
    for field, lines in record.values(nodes):
        piece = Piece(tuple(lines))
        if field.role == "number" and lines:
            draft.number = draft.label = piece.text.strip()
        elif field.role not in ("note", "person", "number"):
            draft.add(field.role, piece)
    _take_heading(draft, record.above)
    return draft


def _take_heading(draft: Draft, above: Sequence[tuple[str, int]]) -> None:
    """Give a draft the number, the name and, where no label tells it, the problem that stand above its fields."""
    rest = list(above)
    if above and (numbered := number_of(above[0][0])):
        draft.number, draft.label, at, _ = numbered
        rest[0] = (above[0][0][at:], above[0][1] + at)
    rest = [(text, at) for text, at in rest if re.search("[一-龥]{2}", text)]
    if "problem" not in draft.pieces and rest:
        draft.add("problem", Piece((rest.pop(),)))
    if "problem" not in draft.pieces and "title" in draft.pieces:
        draft.pieces["problem"] = draft.pieces.pop("title")  # 整改任务 as the one word for what is wrong
    if "title" not in draft.pieces:
        for line in rest[-1:]:
            draft.add("title", Piece((line,)))
