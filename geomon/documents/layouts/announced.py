"""One sentence that names the task and leaves its fields to an annex: 现将反馈问题第7项关于“…”整改任务落实情况进行公示（详见附表）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.chapters import fields_of_chapters
from geomon.documents.closings import opens_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.genre import is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import number_in
from geomon.documents.opening import take_opening
from geomon.documents.outline import Node, Zone, is_sign_off

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市公示
按照有关办法，现将督察反馈问题第1项关于“东坡养护站院内堆存渣土，产生扬尘污染”整改任务落实情况进行公示（详见附表）。
"""
_SAID = re.compile(
    "现(?:将|对|就)(?P<told>[^。“”]{4,60})“(?P<problem>[^“”]{6,300})”(?P<what>[^。“”]{0,12}(?:整改|任务|问题)[^。“”]{0,16})(?:予以|进行|情况)?公[示开]"
)

_OPENED = re.compile(
    "(?P<told>[^。“”]{4,60})[：:]“(?P<problem>[^“”]{6,600})”"
    "(?P<what>[。，,]?[^“”]{0,120}?现[将对就](?:该|此|上述|本)[^。“”]{0,6}(?:问题|任务)[^。“”]{0,24}公[示开])"
)
"""第5项问题：“…”。已完成整改，现将该问题整改情况予以公示."""
_DONE = re.compile("(?P<said>已[^，。；]{0,6}(?:完成|整改)[^，。；]{0,4})的")


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task that a zone announces with its number and words; none where it announces several or no fault."""
    if zone.grids or is_other(zone):
        return []
    said = [(node, m) for node in zone.nodes for pattern in (_SAID, _OPENED) for m in pattern.finditer(node.text)]
    if len(said) != 1:
        return []
    node, m = said[0]
    number = number_in(m["told"]) or number_in(zone.title)
    called = m["what"].startswith(("问题整改", "的问题整改")) or m.re is _OPENED
    if number is None or not (WRONG.search(m["problem"]) or called) or "等" in m["what"][:2]:
        return []
    draft = Draft(number, "", node.at.start, node.at.end)
    quoted = Piece(((m["problem"], node.at.start + m.start("problem")),))
    if told := _told_below(zone.nodes):
        draft.title = m["problem"]
        draft.add("title", quoted)
        draft.end = told.end
    draft.add("problem", told or quoted)
    if done := _DONE.match(m["told"]):
        draft.add("state", Piece(((done["said"], node.at.start + m.start("told") + done.start("said")),)))
    take_opening(draft, zone.nodes[: zone.nodes.index(node) + 1])
    draft.doubts.append(in_prose(draft))
    return [draft]


def _told_below(nodes: Sequence[Node]) -> Piece | None:
    """Return what the only chapter below tells of the task (一、整改任务), where a page leaves its other fields out."""
    opened = fields_of_chapters(nodes)
    if len(opened) != 1 or opened[0][1] not in ("title", "problem"):
        return None
    n, _, at = opened[0]
    lines = [(nodes[n].text[at:], nodes[n].at.start + at)]
    for node in nodes[n + 1 :]:
        if node.head or opens_closing(node.text) or is_sign_off(node.text):
            break
        lines.append((node.text, node.at.start))
    kept = tuple((text, start) for text, start in lines if text.strip())
    return Piece(kept) if kept else None
