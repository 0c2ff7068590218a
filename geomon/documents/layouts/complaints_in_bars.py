"""Rows out of a table of complaints, cells parted by bars, without headings and numbers: complaint, what was found, what was done.

That all cells follow each other so, row after row, tells the columns; cells that only sort a row (its region, 水, 属实) may stand between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.layouts.bars_without_headings import pieces_between_bars
from geomon.documents.layouts.prose import in_prose
from geomon.documents.outline import Zone

FROM_TABLES = False
LAST = True
EXAMPLE = """| | 东坡村排水沟雨后发黄，流进西湾河。 | | | 6月3日到沟边取样，情况属实。 | | 处理情况：已修沉淀池一座。
整改情况：2025年9月底前封堵矿坑。
| |
| | 南坪村养鸭户把鸭粪堆在水塘坝上。 | | | 经查，确有鸭棚两座，情况属实。 | | 处理情况：责令三日内清走。
整改情况：鸭粪已运走。
| |
"""
_FOUND = re.compile("(?<!是否)属实|不实|经查|经核[查实]|经(?:现场)?(?:调查|检查)|现场(?:核查|检查|查看)")
_DONE = re.compile(
    "^(?:处理|整改|办理|查处|处置)(?:(?:和|及|与)?整改)?情况[：:]"
    "|^(?:[（(]?[1一][）)、.．]|一是)?[^。；]{0,20}(?:责令|责成|督促|立案|要求|已清|已拆)"
)
_GOES_ON = re.compile("[一-龥]{2,8}情况[：:]|[（(]?[0-9一二三四五六七八九十]{1,3}[）)、.．是]")
_SORTS = 16
"""Letters of a cell that only sorts its row."""
_SENTENCE = 12


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each row; none unless there are two, and nothing but such rows stands in the zone."""
    if any(grid.rows for grid in zone.grids) or not any("|" in node.text or "｜" in node.text for node in zone.nodes):
        return []
    cells = [(kind, piece) for piece in pieces_between_bars(zone) if (kind := _kind(piece.text))]
    kinds = "".join(kind for kind, _ in cells)
    if not re.fullmatch("(?:CFD){2,400}", kinds):
        return []
    drafts = []
    for n in range(0, len(cells), 3):
        (_, problem), (_, finding), (_, done) = cells[n : n + 3]
        if not all(_GOES_ON.match(line) for line, _ in done.lines[1:]):
            return []  # a line of the page
        draft = Draft(str(n // 3 + 1), "", problem.start, done.end)
        draft.add("problem", Piece(problem.lines))
        draft.add("note", finding)
        draft.add("measures", done)
        draft.doubts.append(in_prose(draft))
        drafts.append(draft)
    ours = sum(is_of_environment("".join(piece.text for pieces in draft.pieces.values() for piece in pieces)) for draft in drafts)
    return drafts if 2 * ours >= len(drafts) and not is_other(zone) else []


def _kind(text: str) -> str:
    """Return D for what was done, F for what was found, C for a complaint, X for what is none, and nothing for a cell that only sorts."""
    if len(text) <= _SORTS and not re.search("[。；：:]", text):
        return ""
    if _DONE.search(text):
        return "D"
    if _FOUND.search(text):
        return "F"
    return "C" if len(text) >= _SENTENCE and text.endswith(("。", "！", "？")) else "X"
