"""One sentence that names the task and leaves its fields to an annex: 现将反馈问题第7项关于“…”整改任务落实情况进行公示（详见附表）."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import number_in
from geomon.documents.outline import Zone
from geomon.documents.sentences import WRONG

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市公示
按照有关办法，现将督察反馈问题第1项关于“东坡养护站院内堆存渣土，产生扬尘污染”整改任务落实情况进行公示（详见附表）。
"""
_SAID = re.compile(
    "现(?:将|对|就)(?P<told>[^。“”]{4,60})“(?P<problem>[^“”]{10,300})”(?P<what>[^。“”]{0,12}(?:整改|任务|问题)[^。“”]{0,16})(?:予以|进行|情况)?公[示开]"
)


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task that a zone announces with its number and words; none where it announces several or no fault."""
    if zone.grids or is_other(zone):
        return []
    said = [(node, m) for node in zone.nodes for m in _SAID.finditer(node.text)]
    if len(said) != 1:
        return []
    node, m = said[0]
    number = number_in(m["told"])
    if number is None or not WRONG.search(m["problem"]) or "等" in m["what"][:2]:
        return []
    draft = Draft(number, "", node.at.start, node.at.end)
    draft.add("problem", Piece(((m["problem"], node.at.start + m.start("problem")),)))
    draft.doubts.append(in_prose(draft))
    return [draft]
