"""A page out of the middle of a table of tasks, its cells closed by bars and line breaks, its headings on an earlier page.

Each row is a sentence, one or two lists of units and a date; that all rows are so tells the columns. The first list of units answers,
the next helps, as under headings that nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.deadlines import parse_deadline
from geomon.documents.draft import Draft, Piece
from geomon.documents.outline import Zone
from geomon.documents.units import looks_like_unit

FROM_TABLES = False
LAST = True
EXAMPLE = """一
| 加强水源保护
| 划定南坪水源地保护区，设立界桩和标识牌。
| 东湖区政府
| 市水务局
市生态环境局
| 2025-2026
|
完成南坪水源地周边农村污水收集管网建设。
| 东湖区政府
| 市水务局
| 2025-2026
|
清退保护区内的畜禽养殖场，恢复岸线植被。
| 东湖区政府
| 市农业农村局
| 2025-2026
|
"""
_YEARS = re.compile("(?:19|20)[0-9]{2}[—–-](?:19|20)[0-9]{2}年?")
_UNIT = re.compile("各?(?:相关|有关)?[县区市旗、（）()]{2,9}(?:人民)?政府")
_SENTENCE = 15
_LEAST = 3
_NUMBER = re.compile("[（(]?[一二三四五六七八九十]{1,3}[）)]?")

_Cell = tuple[str, Piece]


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each row; none unless every cell of the page is a heading or belongs to a row, and all rows are alike."""
    cells = _cells(zone)
    drafts: list[Draft] = []
    shapes: set[int] = set()
    section = ""
    kinds = "".join(kind for kind, _ in cells)
    end = 0
    for m in re.finditer("(?P<head>N?H)?(?P<row>S(?P<units>U{1,2})D)", kinds):
        if m.start() != end:
            return []
        end = m.end()
        section = cells[m.start("row") - 1][1].text if m["head"] else section
        task, *units, date = (piece for _, piece in cells[m.start("row") : m.end("row")])
        draft = Draft(str(len(drafts) + 1), "", task.start, date.end, section=section)
        draft.add("problem", task)
        for role, piece in zip(("responsible", "cooperating"), units, strict=False):
            draft.add(role, _in_a_line(piece))
        draft.add("deadline", date)
        drafts.append(draft)
        shapes.add(len(units))
    return drafts if len(drafts) >= _LEAST and len(shapes) == 1 and end == len(kinds) else []


def _cells(zone: Zone) -> list[_Cell]:
    """Return the kind and the text of each cell: S a sentence, U units, D a date, N a numeral, H a heading, X what is none of these."""
    return [(_kind(piece), piece) for piece in pieces_between_bars(zone)]


def pieces_between_bars(zone: Zone) -> list[Piece]:
    """Return what stands between the bars of a zone, as a cell each, which may go on over lines; empty cells are left out."""
    found: list[Piece] = []
    lines: list[tuple[str, int]] = []

    def close() -> None:
        if lines:
            found.append(Piece(tuple(lines)))
            lines.clear()

    for node in zone.nodes:
        at = node.at.start
        for k, part in enumerate(re.split("[|｜]", node.text)):
            if k:
                close()
                at += 1
            if bare := part.strip():
                lines.append((bare, at + part.index(bare)))
            at += len(part)
    close()
    return found


def _kind(piece: Piece) -> str:
    text = piece.text
    if _NUMBER.fullmatch(text):
        return "N"
    if _YEARS.fullmatch(text) or (len(text) <= _SENTENCE and parse_deadline(text, year=None, month=None).kind == "date"):
        return "D"
    parts = [part for part in re.split("[、，,；;\n]", text) if part]
    if all(_UNIT.fullmatch(part) or looks_like_unit(part) for part in parts):
        return "U"
    if len(text) >= _SENTENCE and text.endswith(("。", "；", ";")):
        return "S"
    return "H" if len(parts) == 1 and not re.search("[。；：:]", text) else "X"


def _in_a_line(piece: Piece) -> Piece:
    """Return a list of units, its lines as they stand, each ended as an item of a list is."""
    *before, last = piece.lines
    return Piece((*((text if text.endswith("、") else text + "、", at) for text, at in before), last))
