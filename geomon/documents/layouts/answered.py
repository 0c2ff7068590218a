"""Numbered headings that name a problem each, with an answer below that says how far it is.

（一）某污水厂负荷率低。 / 该问题已完成整改。一是…；二是…。 The answer speaks of its problem as one (该问题, 此项任务) and opens
with a known word of progress.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import FAULT
from geomon.documents.genre import SIGN, is_other
from geomon.documents.layouts.prose import in_prose
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone, is_sign_off
from geomon.progress import parse_progress

FROM_TABLES = False
LAST = True
EXAMPLE = """示例市关于水污染防治审计发现问题整改情况的函
一、具体整改情况
（一）南坪污水处理厂负荷率低。
该问题已完成整改。一是接通管网3公里；二是关停旧站。
（二）西湾河断面监测数据缺失。
该问题正在整改。已订购监测设备。
"""
_ANSWER = re.compile("^[ 　]*(?:目前[，,]?)?(?:该|此|本)项?(?:整改)?(?:问题|任务|事项)(?P<said>[^。；;：:]{2,40})[。；;，,：:]?")
_NAMES = re.compile(f"{FAULT}|问题|[低差慢少小]。?$")
"""What a heading says that names a problem; a step that was done says none of it."""


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each numbered heading whose answer opens with how far it is; none where the zone is no answer to an inspection."""
    if is_other(zone) or not SIGN.search(zone.title + "".join(node.text for node in zone.nodes[:6])):
        return []
    drafts = [draft for n, node in enumerate(zone.nodes) if node.head and (draft := _draft(zone.nodes, n))]
    seen: set[str] = set()
    for draft in drafts:
        if draft.number in seen:  # the numbers begin anew below each heading
            draft.number = f"{draft.section.split('、')[0].strip('（）()')}-{draft.number}"
        if draft.number in seen:
            return []
        seen.add(draft.number)
        draft.doubts.append(in_prose(draft))
    return drafts


def _draft(nodes: Sequence[Node], n: int) -> Draft | None:
    head = nodes[n].head
    assert head is not None
    level = LEVELS[head.style]
    heading, start = nodes[n].body, nodes[n].body_start
    cut = heading.find("。") + 1 or len(heading)
    same = _ANSWER.match(heading, cut) or (_ANSWER.match(heading[cut:]) if cut < len(heading) else None)
    below = nodes[n + 1] if n + 1 < len(nodes) else None
    answer = same or (_ANSWER.match(below.text) if below and below.head is None and cut == len(heading) else None)
    if answer is None or not 6 <= cut <= 120 or not _NAMES.search(heading[:cut]) or parse_progress(answer["said"]).progress is None:
        return None
    stop = next((m for m in range(n + 1, len(nodes)) if (other := nodes[m].head) and LEVELS[other.style] <= level), len(nodes))
    rest = [(node.text, node.at.start) for node in nodes[n + 1 : stop] if not is_sign_off(node.text) and not is_closing(node.text)]
    lines = [(heading[cut:], start + cut), *rest] if same else rest
    opening, at = lines[0]
    end = answer.end() - (answer.start() if same and answer.start() else 0)
    draft = Draft(head.arabic, head.label, nodes[n].at.start, lines[-1][1] + len(lines[-1][0]))
    above = next((m for m in range(n - 1, -1, -1) if (other := nodes[m].head) and LEVELS[other.style] < level), None)
    draft.section = nodes[above].text.strip() if above is not None and len(nodes[above].text) <= 40 else ""
    draft.add("problem", Piece(((heading[:cut], start),)))
    draft.add("state", Piece(((opening[:end].rstrip("。；;，,：: "), at),)))
    draft.add("progress", Piece(tuple((text, place) for text, place in [(opening[end:], at + end), *lines[1:]] if text.strip())))
    return draft
