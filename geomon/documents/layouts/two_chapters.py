"""Problems in one chapter, and in a later one what is done about each, by the same numbers and the same places.

四、排查问题 （一）某电站库区。… 五、整改措施及时限 （一）某电站库区。由某局…（2025年3月底前）.
Each item opens with the name of its place; only where all names stand in both chapters do they belong together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node, Zone
from geomon.documents.units import looks_like_unit

FROM_TABLES = False
LAST = True
EXAMPLE = """西湾河流域环境综合治理方案
一、存在问题
（一）东坡电站库区。库尾漂浮物多，没有打捞。
（二）南坪石材园区。锯泥堆在河堤内侧。
二、整改措施及时限
（一）东坡电站库区。由东坡镇人民政府组织打捞。（长期）
（二）南坪石材园区。由市水务局责令清运锯泥。（2025年4月底前）
"""
_PROBLEMS = re.compile("(?:排查|存在|发现|查找)(?:出|到)?的?(?:主要|突出|环境)*问题|(?:主要|突出|具体)?问题(?:清单|情况)?")
_MEASURES = re.compile("(?:整改|治理|整治|工作|解决)(?:措施|办法|任务|安排)(?:[及和与、].{2,6})?")
_NAME = re.compile("(?P<name>[^。；;：:，,]{3,30})[。：:][ 　]*")
_BY = re.compile("[（(](?P<by>[^（）()]{2,20})[）)][。；;]?[ 　]*$")
_UNIT = re.compile("由(?P<unit>[一-龥]{2,24}?(?:局|政府|委员会|委|办|公司|中心|[电场车泵]站|管理站|[工电]厂|街道办事处))(?=[一-龥])")
_LEAST = 2


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each place that both chapters name; none where a name stands in one of them alone."""
    text = zone.title + "".join(node.text for node in zone.nodes)
    if zone.grids or is_other(zone) or not is_of_environment(text):
        return []
    problems, measures = _items(zone.nodes, _PROBLEMS), _items(zone.nodes, _MEASURES)
    if len(problems) < _LEAST or [_name(node) for node in problems] != [_name(node) for node in measures] or not all(map(_name, problems)):
        return []
    if measures[0].at.start < problems[-1].at.end:
        return []
    return [_draft(problem, measure) for problem, measure in zip(problems, measures, strict=True)]


def _items(nodes: Sequence[Node], title: re.Pattern[str]) -> list[Node]:
    """Return the numbered paragraphs below the first heading that reads so, one style from one up; none where others stand between."""
    at = next((n for n, node in enumerate(nodes) if node.head and title.fullmatch(node.body.strip(" 　。：:"))), None)
    if at is None:
        return []
    found: list[Node] = []
    for node in nodes[at + 1 :]:
        if node.head is None or LEVELS[node.head.style] <= LEVELS[nodes[at].head.style]:  # type: ignore[union-attr]
            break
        if node.head.number != len(found) + 1 or (found and found[0].head and node.head.style != found[0].head.style):
            return []
        found.append(node)
    return found


def _name(node: Node) -> str:
    m = _NAME.match(node.body)
    return m["name"].strip() if m else ""


def _draft(problem: Node, measure: Node) -> Draft:
    assert problem.head is not None
    draft = Draft(problem.head.arabic, problem.head.label, problem.at.start, problem.at.end, title=_name(problem))
    draft.add("problem", Piece(((problem.body, problem.body_start),)))
    m = _NAME.match(measure.body)
    begin = m.end() if m else 0
    by = _BY.search(measure.body, begin)
    draft.add("measures", Piece(((measure.body[begin : by.start() if by else None], measure.body_start + begin),)))
    if by:
        draft.add("deadline", Piece(((by["by"], measure.body_start + by.start("by")),)))
    unit = _UNIT.match(measure.body, begin)
    if unit and looks_like_unit(unit["unit"]):
        draft.add("responsible", Piece(((unit["unit"], measure.body_start + unit.start("unit")),)))
    return draft
