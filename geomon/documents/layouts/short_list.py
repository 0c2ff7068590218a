"""A list of two or three columns whose cells stand as lines: what is late or has to be put right, and who answers for it.

序号 / 项目名称 / 责任单位 / 1 / 某治理工程 / 某区人民政府 / 2 / …, each on a line of its own below a heading such as 治理进度滞后项目名单.
Wider tables of that kind are put together before any layout is tried; so few columns tell a table only with such a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.labels import role_of
from geomon.documents.outline import Node, Zone
from geomon.documents.units import looks_like_unit

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市水污染治理进度滞后项目名单
序号
项 目 名 称
责任单位
1
东坡镇污水处理厂扩建工程
东坡县人民政府
2
南坪酒厂废水治理工程
南坪县人民政府
"""
_HEADING = re.compile("(?:滞后|缓慢|未完成|未按[期时]|逾期|整改|治理|整治|督办|关停|淘汰|取缔)[^。；，]{0,16}(?:名单|清单|表|情况)$")
_NAME = re.compile("(?:项目|企业|单位|点位|任务|问题|工程|整改|治理|污染源)(?:事项|内容)?(?:名称)?")
_MOST_COLUMNS = 3


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each row of such a list; none where no heading says what it lists, or its cells do not come out even."""
    if is_other(zone):
        return []
    cells = [re.sub(r"[\s　]+", "", node.text) for node in zone.nodes]
    for n, cell in enumerate(cells):
        if cell != "序号" or not any(_HEADING.search(cells[m]) for m in range(max(0, n - 2), n)):
            continue
        roles = [*map(_role, cells[n + 1 : n + 1 + _MOST_COLUMNS])]
        roles = roles[: roles.index("")] if "" in roles else roles
        if roles.count("problem") == 1 and any(role in UNIT_ROLES for role in roles):
            return _rows(zone.nodes, cells, n + 1 + len(roles), roles)
    return []


def _role(word: str) -> str:
    role = role_of(word) or ""
    return role if role in UNIT_ROLES or role == "deadline" else "problem" if _NAME.fullmatch(word) else ""


def _rows(nodes: Sequence[Node], cells: Sequence[str], first: int, roles: Sequence[str]) -> list[Draft]:
    drafts: list[Draft] = []
    n = first
    while True:
        number = str(len(drafts) + 1)
        n += n < len(cells) and cells[n] == number  # a number alone on its line may have been left out as that of a page
        row = nodes[n : n + len(roles)]
        if len(row) < len(roles) or not all(_fits(role, node.text) for role, node in zip(roles, row, strict=True)):
            return drafts
        draft = Draft(number, "", row[0].at.start, row[-1].at.end)
        for role, node in zip(roles, row, strict=True):
            draft.add(role, Piece(((node.text, node.at.start),)))
        drafts.append(draft)
        n += len(roles)


def _fits(role: str, text: str) -> bool:
    return all(map(looks_like_unit, re.split("[、，,]", text.strip()))) if role in UNIT_ROLES else 4 <= len(text.strip()) <= 80
