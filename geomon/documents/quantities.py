"""Planned and done numbers of one thing: 计划299眼，仅整改11眼; 30件中完成28件."""

from __future__ import annotations

import re

from geomon.model import Quantity

_N = r"([0-9]+(?:\.[0-9]+)?)\s?(万|亿)?"
_U = r"(眼|家|个|处|座|项|件|公里|千米|米|平方米|平方公里|亩|公顷|万亩|吨|立方米|万立方米|万方|方|台|辆|口|条|块|户|套|村|所|宗|起)"
_GAP = r"[^。；0-9]{0,40}?"
_TOTAL = r"(?:计划|规划|应|需|要求|共有|共|全市|全县|目标|下达|应当|拟|任务)"
_DONE = r"(?:仅|只|实际|已|均已|其中|累计|目前|仅仅|才|就)*(?:完成|整改|建成|治理|回收|安装|关停|清理|更换|落实|实施|抽检|修复|验收|淘汰|拆除|实现|建设)(?:整改|治理|了|建设|完成)?"
_PAIRS = (
    re.compile(rf"{_TOTAL}{_GAP}{_N}\s?{_U}(?P<what>[^，。；、]{{0,16}})?[，,、；]{_GAP}{_DONE}{_GAP}{_N}\s?{_U}?"),
    re.compile(rf"{_N}\s?{_U}(?P<what>[^，。；、0-9]{{0,20}}?)(?:中|里|内)?[，,、]?{_GAP}{_DONE}{_GAP}{_N}\s?{_U}"),
)
_SCALE = {"万": 1e4, "亿": 1e8}


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Return the pairs of planned and done numbers with the same unit that `text` states; their spans count in `text`.

    Examples
    --------
    >>> [(q.planned, q.done, q.unit) for q in find_quantities("计划整改取水井299眼，仅整改11眼。")]
    [(299.0, 11.0, '眼')]
    """
    found: list[Quantity] = []
    taken: list[tuple[int, int]] = []
    for pattern in _PAIRS:
        for m in pattern.finditer(text):
            if any(m.start() < b and a < m.end() for a, b in taken):
                continue
            first, first_scale, unit, second, second_scale, second_unit = (m[1], m[2], m[3], *list(m.groups()[4:7]))
            if second is None or (second_unit and second_unit != unit):
                continue
            planned, done = float(first) * _SCALE.get(first_scale or "", 1), float(second) * _SCALE.get(second_scale or "", 1)
            if done > planned or planned == 0:
                continue
            taken.append(m.span())
            found.append(Quantity(m.group(), _what(m), unit, planned, done, m.span()))
    return tuple(found)


def _what(m: re.Match[str]) -> str:
    """Return the thing counted: the noun after the first number, else the one before it."""
    after = re.sub(r"[的了]|(?:未|不|仅|已).*$", "", m["what"] or "").strip()
    if len(after) >= 2:
        return after
    before = re.search(r"([一-龥]{2,10}?)(?:共|约|总数|数量)?$", re.sub(r"[0-9]+.*$", "", m.group()))
    return before[1] if before else ""
