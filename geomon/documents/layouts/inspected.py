"""A report on one finding: 检查发现：…, then 整改进展情况 with its steps.

The two fields stand once, and the text need not call itself a notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.chapter_words import FOUND, RESULTS
from geomon.documents.closings import is_closing
from geomon.documents.draft import Draft, Piece
from geomon.documents.fault_words import WRONG
from geomon.documents.genre import is_other
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.layouts.prose import LONGEST, in_prose
from geomon.documents.outline import Zone, is_sign_off

FROM_TABLES = False
LAST = True
EXAMPLE = """检查东坡垃圾填埋场
检查内容：防渗设施是否完好。
检查发现：一是坝前防渗膜破损；二是渗滤液收集池渗漏
整改进展情况
1、更换防渗膜。坝前防渗膜已全部更换。
2、修复收集池。收集池已加固。
"""
_FOUND = re.compile(
    "^[ 　]*(?:(?:现场|此次|本次)?(?:检查|督[察查]|巡查|核查|排查|抽查|调查)组?发现(?:的?问题)?|"
    f"{FOUND}|"
    "(?:信访件|群众|举报人|投诉人|来电|来信)?(?:反映|举报|投诉)的?(?:问题|情况|内容|事项)?)[ 　]*[：:][ 　]*(?=[^ 　])"
)
_DONE = re.compile(f"^[ 　]*{RESULTS}[ 　]*(?:[：:][ 　]*|$)")
_BESIDE = {"deadline", "goal", "measures", *UNIT_ROLES}


def find(zone: Zone) -> Sequence[Draft]:
    """Return the one task of a zone in which a finding and what was done about it stand once each; none otherwise."""
    if zone.grids or is_other(zone) or sum(len(node.text) for node in zone.nodes) > LONGEST:
        return []
    found = [(n, m.end()) for n, node in enumerate(zone.nodes) if (m := _FOUND.match(node.text))]
    done = [(n, m.end()) for n, node in enumerate(zone.nodes) if (m := _DONE.match(node.text))]
    if len(found) != 1 or len(done) != 1 or found[0][0] >= done[0][0]:
        return []
    opened = [
        (*found[0], "problem"),
        *((n, label.value, label.role) for n, node in enumerate(zone.nodes) for label in node.labels[:1] if label.role in _BESIDE),
        (*done[0], "progress"),
    ]
    opened.sort()
    draft = Draft("1", "", zone.nodes[found[0][0]].at.start, zone.nodes[-1].at.end)
    for k, (n, at, role) in enumerate(opened):
        stop = opened[k + 1][0] if k + 1 < len(opened) else len(zone.nodes)
        lines = [(zone.nodes[n].text[at:], zone.nodes[n].at.start + at)]
        for node in zone.nodes[n + 1 : stop]:
            if is_sign_off(node.text) or is_closing(node.text) or node.labels:
                break
            lines.append((node.text, node.at.start))
        draft.add(role, Piece(tuple((text, start) for text, start in lines if text.strip())))
    if "progress" not in draft.pieces or not WRONG.search(draft.pieces["problem"][0].text):
        return []
    draft.doubts.append(in_prose(draft))
    return [draft]
