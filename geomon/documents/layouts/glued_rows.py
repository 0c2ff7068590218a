"""A table whose rows were run together into one paragraph: number, county, name, level, what was found and done, and 是 or 否.

The headings stand above, broken over lines; the last asks whether it is done. A row ends at its answer, right behind which the next
number and county stand. Where the problem ends and the report begins cannot be told, so that the task is to be checked as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.documents.column_words import answered
from geomon.documents.draft import Draft, Piece
from geomon.documents.layouts.prose import in_prose
from geomon.documents.outline import Zone
from geomon.documents.row_names import layer_of_rows

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市水源地环境问题整治情况
序号
水源地所在地
水源地名称
保护区类型
问题具体情况整治情况是否
完成整治
1东湖区南坪水源地一级保护区内有两处菜地菜地已清退。是2西山县北沟水库二级界桩缺损三处西山县正在补设界桩。否
"""
_ASKS = re.compile("是否(?:已)?(?:按时)?(?:完成|办结|整改)(?:整改|整治|治理|销号)?(?:情况)?(?:备注)?$")
_OPENS = re.compile("(?P<n>[0-9]{1,3})(?P<county>[一-龥]{1,6}?(?<![自行])[县区市旗])(?=[一-龥])")
_ENDS = re.compile("(?<=[。；;）)，,一-龥])(?P<said>是|否)$")
_LEVEL = re.compile("(?<=[一-龥])(?:[一二三]级保护区|[一二三]级|准保护区)(?:和[一二三]级(?:保护区)?|、[一二三]级(?:保护区)?)*")
_NAME = 16
"""Characters of a name at most."""
_HEADING_LINES = 30


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each row of such a paragraph; none where it does not count from one or a row has no answer."""
    for n, node in enumerate(zone.nodes):
        if not node.text.startswith("1") or not node.text.rstrip().endswith(("是", "否")):
            continue
        above = "".join(re.sub(r"\s", "", one.text) for one in zone.nodes[max(0, n - _HEADING_LINES) : n])
        asked = _ASKS.search(above)
        if asked and "序号" in above and (rows := _rows(node.text)):
            layer = layer_of_rows("水源地名称", ["保护区类型"], waters=False) if "水源地名称" in above else None
            return list(_tasks(rows, node.text, node.at.start, asked[0], layer))
    return []


def _rows(text: str) -> list[tuple[re.Match[str], int]]:
    """Return the opening and the end of each row; nothing unless the rows fill the paragraph, each with its answer."""
    starts: list[re.Match[str]] = []
    for m in _OPENS.finditer(text):
        if int(m["n"]) == len(starts) + 1 and (m.start() == 0 or text[m.start() - 1] in "是否"):
            starts.append(m)
    ends = [m.start() for m in starts[1:]] + [len(text.rstrip())]
    rows = list(zip(starts, ends, strict=True))
    return rows if len(rows) > 1 and all(_ENDS.search(text, m.end(), end) for m, end in rows) else []


def _tasks(rows: Sequence[tuple[re.Match[str], int]], text: str, start: int, asked: str, layer: str | None) -> Iterator[Draft]:
    for m, end in rows:
        draft = Draft(m["n"], m["n"], start + m.start(), start + end, county=m["county"])
        level = _LEVEL.search(text, m.end(), min(end, m.end() + _NAME + 8))
        begin = level.end() if level else m.end()
        if level:
            draft.layer = layer
            draft.add("title", Piece(((text[m.end() : level.start()], start + m.end()),)))
        draft.add("problem", Piece(((text[begin : end - 1], start + begin),)))
        claim = answered(asked, text[end - 1])
        if claim:
            draft.answer = claim
            draft.add("answer", Piece(((text[end - 1], start + end - 1),)))
        draft.doubts.append(in_prose(draft))
        yield draft
