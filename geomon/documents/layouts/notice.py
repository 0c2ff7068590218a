"""One task told in a whole document: the notice that it is done (整改完成情况公示), its fields as chapters or as labels.

Each field stands once. Its number is the one that the title or the opening sentence gives the task in the inspection's list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES, WORDS
from geomon.documents.numbering import LEVELS, number_in
from geomon.documents.outline import Node, Zone, is_sign_off

FROM_TABLES = False
WHOLE = True
EXAMPLE = """示例市督察反馈意见第七项整改任务完成情况公示
现将第七项整改任务完成情况公示如下。
一、整改任务
东坡取土坑尚有两处裸露。
二、整改目标
完成复绿。
三、整改时限
2025年6月底
四、责任单位
市自然资源局
五、整改完成情况
已完成整改。两处取土坑补植灌木，通过验收。
公示期：2025年7月1日至7月7日
"""
_TAIL = re.compile(
    r"^(?:公示期|公示时间|如有异议|联系(?:电话|人|方式)|监督电话|举报电话|受理|特此公示|附件|通讯地址|通信地址|现予以?公示|现向社会公示|以上情况)"
)
_CHAPTERS = (
    (
        "problem",
        re.compile(
            r"^(?!下一步|存在的?问题$).{0,10}?(?:反馈|指出|交办|督察|举报|移交|曝光|信访)(?:意见|的)?(?:具体)?(?:问题|事项|意见|内容)(?:基本|具体)?(?:情况|内容|描述)?$"
        ),
    ),
    ("progress", re.compile(r"(?:完成|落实|进展|整改|办理|推进)(?:工作)?(?:情况|成效|结果)$")),
    ("measures", re.compile(r"(?:措施|举措)(?:及.*)?$")),
)
_MEANS_PROBLEM = {"title": "problem"}  # 一、整改任务 as a chapter holds the problem's text


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of a zone whose fields each stand once; none when they repeat or are too few."""
    opened = _fields(zone.nodes)
    roles = [role for _, role, _ in opened]
    if len(set(roles)) < 2 or not {"progress", "state", "measures", "goal"} & set(roles) or not {"problem", "title"} & set(roles):
        return []
    if any(roles.count(role) > 1 for role in ("problem", "goal", "deadline", "title")) or not _is_single(zone, roles):
        return []
    texts = (zone.title, *(node.text for node in zone.nodes[:6]))
    number = next((found for text in texts if (found := number_in(text))), "1")
    draft = Draft(number, "", zone.nodes[opened[0][0]].at.start, zone.nodes[opened[0][0]].at.end)
    for k, (n, role, at) in enumerate(opened):
        stop = opened[k + 1][0] if k + 1 < len(opened) else len(zone.nodes)
        piece = Piece(tuple(_lines(zone.nodes, n, at, stop, last=k + 1 == len(opened))))
        draft.add(_MEANS_PROBLEM.get(role, role) if "problem" not in roles else role, piece)
        draft.end = max(draft.end, piece.end)
    return [draft] if draft.pieces.keys() & {"problem", "title"} else []


def _is_single(zone: Zone, roles: Sequence[str]) -> bool:
    """Return whether the document says that it tells one task, or its chapters are the fields of one."""
    opening = zone.title + "".join(node.text for node in zone.nodes[:4])
    return bool(re.search("公示|公告|销号", opening)) or {"problem", "deadline", "progress"} <= set(roles)


def _fields(nodes: Sequence[Node]) -> list[tuple[int, str, int]]:
    """Return (node, role, where its value begins in the node) of each field: a label, or a chapter that consists of one."""
    chapters = [n for n, node in enumerate(nodes) if node.head and _role_of_chapter(node)]
    level = min((LEVELS[nodes[n].head.style] for n in chapters), default=None)  # type: ignore[union-attr]
    found: list[tuple[int, str, int]] = []
    for n, node in enumerate(nodes):
        if n in chapters and level is not None and LEVELS[node.head.style] == level:  # type: ignore[union-attr]
            role, value = _role_of_chapter(node) or ("", 0)
            found.append((n, role, value))
        elif level is not None and found and found[-1][1] in UNIT_ROLES and node.labels and node.head is None:
            # 四、责任单位, then a line for each role
            found.extend((n, label.role, label.value) for label in node.labels if label.role in UNIT_ROLES)
        elif level is None and node.labels and node.head is None:
            found.extend((n, label.role, label.value) for label in node.labels)
    return found


def _role_of_chapter(node: Node) -> tuple[str, int] | None:
    """Return the role of a heading such as 二、整改目标 and where its value begins."""
    assert node.head is not None
    if node.labels:
        return node.labels[0].role, node.labels[0].value
    bare = re.sub(r"[\s　：:。]|（.*?）|\(.*?\)", "", node.body)
    if len(bare) > 16:
        return None
    for word in (bare, re.sub("情况$|内容$|要求$", "", bare)):
        if word in WORDS:
            return WORDS[word], len(node.text)
    return next(((role, len(node.text)) for role, words in _CHAPTERS if words.search(bare)), None)


def _lines(nodes: Sequence[Node], n: int, at: int, stop: int, *, last: bool) -> list[tuple[str, int]]:
    lines = [(nodes[n].text[at:], nodes[n].at.start + at)]
    for node in nodes[n + 1 : stop]:
        text = node.text.strip(" 　")
        if _TAIL.match(text) or (last and is_sign_off(text)) or any(label.role == "note" for label in node.labels):
            break
        lines.append((node.text, node.at.start))
    return [(text, start) for text, start in lines if text.strip()]
