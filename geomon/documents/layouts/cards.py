"""A card a place (一矿一卡, 一河一单, 一口一档): it opens with a code of its own, and its fields stand several on a line.

The cards are read like the rows of a table whose headings are the words before the colons, so any wording of a field is known here too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.documents.column_headings import names_things
from geomon.documents.column_words import is_ledger
from geomon.documents.columns import propose
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment
from geomon.documents.outline import Node, Zone
from geomon.documents.row_names import layer_of_rows

FROM_TABLES = False
EXAMPLE = """示例市历史遗留矿山生态修复一矿一卡清单
【东湖区】2处
卡号DH-01　　矿山名称：东坡铜矿采坑　　图斑号：0017
现状：采坑积水，东帮有裂缝，坑口没有防护网。
治理措施：坑口设防护网，2025年6月底前完成。
治理主体：东湖区人民政府　　完成时限：2026年10月底
目前情况：防护网开始架设
卡号DH-02　　矿山名称：南坪铅锌矿废石堆　　图斑号：0023
现状：废石沿沟堆放，坡面没有植被。
治理措施：覆盖防渗膜和黄土。
治理主体：东湖区人民政府　　完成时限：2025年12月31日前
目前情况：只剩收尾
"""
_OPENS = re.compile(
    r"[ 　]*[【\[]?(?:卡号|(?:点位|图斑|台账|档案|案件|问题|矿山|排污口|排口|河湖|地块)?编号|(?:图斑|档案|案卷)号|表号)[】\]：: 　]*"
    r"(?P<code>[A-Z]{1,8}[-—－]?[0-9]{1,6}(?:[-—－][0-9A-Z]{1,6}){0,3})(?![0-9A-Za-z])"
)
_FIELD = re.compile(
    r"(?:^|[ 　\t]{2,}|[；;])[ 　]*(?P<word>[一-龥]{2,8})[：:][ 　]?(?P<value>.*?)(?=(?:[ 　\t]{2,}|[；;])[ 　]*[一-龥]{2,8}[：:]|$)"
)
_GROUP = re.compile(r"[ 　]*[【\[][^【】\[\]：:]{2,16}[】\]][^：:。]{0,8}$")
_PROBLEM = ("存在问题", "主要问题", "问题描述", "现状", "现状描述", "基本情况", "破坏情况")
_STATE = ("目前情况", "当前情况", "目前进展", "当前状态", "目前状态", "最新情况")


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each card of a zone; none where fewer than two open with codes of their own, or with no task's fields."""
    opened = [(n, m["code"]) for n, node in enumerate(zone.nodes) if (m := _OPENS.match(node.text))]
    if len(opened) < 2 or len({code for _, code in opened}) < len(opened):
        return []
    cards = []
    for k, (n, _) in enumerate(opened):
        stop = opened[k + 1][0] if k + 1 < len(opened) else len(zone.nodes)
        cards.append(list(_fields(zone.nodes[n:stop])))
    words = list(dict.fromkeys(word for card in cards for word, _ in card))
    rows = [[next((piece.text for word, piece in card if word == wanted), "") for wanted in words] for card in cards]
    roles = {c.heading: c.role for c in propose(words, rows)} | {word: "title" for word in words if names_things(word)}
    if (wrong := next((word for word in _PROBLEM if word in words), None)) and roles[wrong] != "problem":
        roles = {word: "note" if role == "problem" else role for word, role in roles.items()} | {wrong: "problem"}
    roles |= {word: "state" for word in _STATE if word in words}
    if not is_ledger(set(roles.values()), named=False) or not is_of_environment(zone.title + "".join(map("".join, rows))):
        return []
    found = [_draft(zone.nodes, n, code, card, roles) for (n, code), card in zip(opened, cards, strict=True)]
    if (called := next((word for word, role in roles.items() if role == "title"), None)) is not None:
        for draft in found:
            draft.layer = layer_of_rows(called, words, waters=False)
    return found


def _fields(nodes: Sequence[Node]) -> Iterator[tuple[str, Piece]]:
    """Yield the word and the value of each field of a card; a line without a word goes on with the last value."""
    word, lines = "", list[tuple[str, int]]()
    for node in nodes:
        if _GROUP.match(node.text):
            break
        code = _OPENS.match(node.text)
        behind = code.end() if code else 0  # 卡号BY-02矿山名称：…, whose blank was lost
        found = list(_FIELD.finditer(node.text[behind:]))
        if not found and word:
            lines.append((node.text, node.at.start))
        for m in found:
            if word and any(text.strip() for text, _ in lines):
                yield word, Piece(tuple(lines))
            word, lines = m["word"], [(m["value"], node.at.start + behind + m.start("value"))]
    if word and any(text.strip() for text, _ in lines):
        yield word, Piece(tuple(lines))


def _draft(nodes: Sequence[Node], n: int, code: str, card: Sequence[tuple[str, Piece]], roles: dict[str, str]) -> Draft:
    group = next((node.text.strip() for node in nodes[n::-1] if _GROUP.match(node.text)), "")
    draft = Draft(code, code, nodes[n].at.start, max((piece.end for _, piece in card), default=nodes[n].at.end), section=group)
    for word, piece in card:
        role = roles[word]
        if role == "county":
            draft.county = piece.text.strip()
        elif role not in ("ignore", "number", "name", "code", "lon", "lat"):
            draft.add(role, piece)
    return draft


