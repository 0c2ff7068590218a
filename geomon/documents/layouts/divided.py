"""A table that divides tasks among offices, copied without its headings: numbered tasks, and between them cells that name who does them.

4、清理北河漂浮物。每周打捞两次。 / 镇农业中心 / 各村 / 6、…. Whether an office stands before its task or behind it is not to be told, so
that no task is given one. The rows may have lost their order. Offices divide their meetings and their paperwork so, too: every task has
to be of the environment or to name a remedy, and most of them the latter.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other, names_a_remedy
from geomon.documents.layouts.prose import in_prose
from geomon.documents.outline import Node, Zone
from geomon.documents.page_furniture import is_furniture

FROM_TABLES = False
LAST = True
EXAMPLE = """示例镇河道清洁工作任务分解表
镇农业中心
各村
1、清理东坡河漂浮物。河面每周打捞两次，岸边杂物限期清完。
镇建设站
各村
2、关闭河边旱厕。离岸二百米以内的旱厕先登记后拆除。
镇市容中队
各村
3、整治镇区排水沟。对市场后沟加盖清淤，污水接到污水站。
"""
_TITLE = re.compile("(?:任务|责任|工作)(?:分解|分工)表(?:[（(][^（）()]{1,12}[）)])?$")
_NAMED = re.compile("[^，,。；;：:]{4,24}。.{8}")
_CELL = re.compile("[（(]?[一-龥、]{2,16}[）)]?")
_LEAST = 3


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each such paragraph; none without a title that says so, or where anything else stands between them."""
    titled = next((n for n, node in enumerate(zone.nodes[:8]) if _TITLE.search(node.text.strip())), None)
    if zone.grids or titled is None or is_other(zone) or not is_of_environment(zone.nodes[titled].text):
        return []
    drafts: list[Draft] = []
    cells = 1
    for node in zone.nodes[titled + 1 :]:
        if _is_task(node):
            if not cells or node.head is None:
                return []
            cells = 0
            draft = Draft(node.head.arabic, node.head.label, node.at.start, node.at.end)
            draft.add("problem", Piece(((node.body, node.body_start),)))
            drafts.append(draft)
        elif _CELL.fullmatch(node.text.strip()) or is_furniture(node.text):
            cells += 1
        elif drafts and not cells and node.head is None and not node.labels:
            (told,) = drafts[-1].pieces["problem"]
            drafts[-1].pieces["problem"] = [Piece((*told.lines, (node.text, node.at.start)))]
            drafts[-1].end = node.at.end
        elif not _TITLE.search(node.text.strip()):
            return []
    numbers = {draft.number for draft in drafts}
    if len(drafts) < _LEAST or len(numbers) < len(drafts) or not _puts_right(drafts):
        return []
    for draft in drafts:
        draft.doubts.append(in_prose(draft))
    return drafts


def _puts_right(drafts: Sequence[Draft]) -> bool:
    told = [draft.pieces["problem"][0].text for draft in drafts]
    remedies = [names_a_remedy(text.split("。")[0]) for text in told]
    return 2 * sum(remedies) > len(told) and all(named or is_of_environment(text) for named, text in zip(remedies, told, strict=True))


def _is_task(node: Node) -> bool:
    return node.head is not None and node.head.style == "1." and not node.labels and bool(_NAMED.match(node.body))
