"""Problems in one chapter, and in a later one what is done about each, by the same numbers and the same places.

四、排查问题 （一）某电站库区。… 五、整改措施及时限 （一）某电站库区。由某局…（2025年3月底前）.
Each item opens with the name of its place; only where all names stand in both chapters do they belong together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.deadlines import ONGOING, find_dates
from geomon.documents.chapter_words import PROBLEMS, SOME
from geomon.documents.draft import Draft, Piece
from geomon.documents.genre import is_of_environment, is_other, names_a_remedy
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
_PROBLEMS = re.compile(f"{PROBLEMS}|{SOME}?问题(?:清单|情况)?")
_MEASURES = re.compile("(?:整改|治理|整治|工作|解决)(?:措施|办法|任务|安排)(?:[及和与、].{2,6})?")
_NAME = re.compile("(?P<name>[^。；;：:，,]{3,30})[。：:][ 　]*")
_BY = re.compile("[（(](?P<by>[^（）()]{2,20})[）)][。；;]?[ 　]*$")
_BESIDE_DAYS = re.compile("(?:[前底末于在至到并、，,和起及：: -]|之前|以前|完成|整改|办结|到位|销号|力争|计划|预计|时限|期限|长期坚持)*")
_WITH_ANOTHER = re.compile("随[^（）()]{2,14}(?:完成|实施|推进)")
_UNIT = re.compile(
    "由(?P<unit>[一-龥]{2,24}?(?:局|政府|委员会|委|办|公司|中心|[电场车泵]站|管理站|[工电]厂|街道办事处))"
    "(?!所属|下属|直属|公室|办|辖|的)(?P<others>(?:(?:会同|联合|、|和|与)[一-龥]{2,16}?(?:局|政府|委员会|委|公司|中心|街道办事处)){0,4})(?=[一-龥])"
)
_LEAST = 2


def find(zone: Zone) -> Sequence[Draft]:
    """Return a task for each place that both chapters name; none where a name stands in one of them alone."""
    text = zone.title + "".join(node.text for node in zone.nodes)
    if zone.grids or is_other(zone) or not is_of_environment(text):
        return []
    problems, measures = _items(zone.nodes, _PROBLEMS), _items(zone.nodes, _MEASURES)
    if len(problems) < _LEAST or [_name(node) for node in problems] != [_name(node) for node in measures] or not all(map(_name, problems)):
        return []
    if measures[0].at.start < problems[-1].at.end or not _puts_right(problems, measures):
        return []
    return [_draft(problem, measure) for problem, measure in zip(problems, measures, strict=True)]


def _puts_right(problems: Sequence[Node], measures: Sequence[Node]) -> bool:
    """Return whether places are put right: the design of a park tells what its places lack, too."""
    ours = sum(is_of_environment(problem.body + measure.body) for problem, measure in zip(problems, measures, strict=True))
    remedies = sum(names_a_remedy(measure.body) for measure in measures)
    return 2 * ours >= len(problems) and 2 * remedies > len(problems)


def _is_deadline(text: str) -> bool:
    """Return whether a bracket holds a time and nothing beside it: （参照2024年做法） is none."""
    if ONGOING.match(text) or _WITH_ANOTHER.fullmatch(text):
        return True
    rest, dated = text, False
    for phrase in reversed(list(find_dates(text, year=2000, month=1))):
        rest, dated = rest[: phrase.span[0]] + rest[phrase.span[1] :], True
    return dated and _BESIDE_DAYS.fullmatch(rest) is not None


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
    by = by if by and _is_deadline(by["by"]) else None
    draft.add("measures", Piece(((measure.body[begin : by.start() if by else None], measure.body_start + begin),)))
    if by:
        draft.add("deadline", Piece(((by["by"], measure.body_start + by.start("by")),)))
    unit = _UNIT.match(measure.body, begin)
    if unit and looks_like_unit(unit["unit"]):
        draft.add("responsible", Piece(((unit["unit"] + unit["others"], measure.body_start + unit.start("unit")),)))
    return draft
