"""What the cells of a column, or the values under one label, look like: numbers, dates, units, what is wrong, what was done."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence

from geomon.deadlines import find_dates
from geomon.documents.fault_words import FAILING
from geomon.documents.places_in_rows import degrees
from geomon.documents.units import looks_like_unit
from geomon.numerals import to_int
from geomon.progress import parse_progress

_STANDING = re.compile("立行立改|立即整改|立整立改|长期坚持|持续坚持|持续推进|常态化|[0-9一二三四五六]+个?(?:月|日|天|工作日)内")
DEEDS = "开展|完善|加强|加快|制定|建立|清理|更换|建设|组织|落实|推进|编制|严格|强化|加大|督促|实施|修复"
"""Verbs that open what is to be done; as a part of a pattern."""
_DOING = re.compile(rf"^(?:[（(]?[0-9一二三四五六七八九十]+[）)、.．](?![0-9])|一是)|^(?:{DEEDS}|对|补)")
_ONE_NUMBER = re.compile("[（(]?[0-9一二三四五六七八九十百]{1,4}[）)、.．]?")
_REACHED = re.compile("到位|达标|恢复|消除|确保|实现|达到|全面完成|长效|有效")
_TOLD = re.compile("已|正在|目前|截至|完成")
_CODE = re.compile(r"[A-Z]{1,4}[-0-9A-Z]{7,}")
_SPLIT = re.compile(r"[、，,；;\n]")
SURE = {"problem": 0.95, "measures": 0.95, "goal": 0.9}
"""Words of faults, deeds and aims stand in other columns too; dates, units and states are told by every cell."""
LEAST = 0.6
"""Share of its cells from which a column is what they look like."""


def looks(cells: list[str]) -> list[tuple[str, float, str]]:
    """Return what a column's cells look like: role, share of the cells, and that in words."""
    if not cells:
        return []

    def share(test: Callable[[str], object]) -> float:
        return sum(bool(test(c)) for c in cells) / len(cells)

    mean = sum(map(len, cells)) / len(cells)
    shares = {
        "number": (share(lambda c: to_int(c) is not None or _ONE_NUMBER.fullmatch(c)) * _rises(cells), "numbers"),
        "lon": (share(lambda c: 73 <= (degrees(c) or 0) <= 136), "degrees of longitude"),
        "lat": (share(lambda c: 3 <= (degrees(c) or 0) <= 54), "degrees of latitude"),
        "code": (share(_CODE.fullmatch), "codes"),
        "deadline": (share(_is_deadline), "dates"),
        "responsible": (share(lambda c: all(map(looks_like_unit, filter(None, map(str.strip, _SPLIT.split(c)))))), "names of units"),
        "county": (share(lambda c: re.fullmatch("[一-龥]{1,9}[县区旗市]", c)), "names of counties"),
        "state": (share(lambda c: len(c) <= 12 and parse_progress(c).progress), "words of progress"),
    }
    if mean > 8:
        shares |= {
            "progress": (share(lambda c: _TOLD.search(c) and parse_progress(c).progress), "sentences of what was done"),
            "problem": (share(FAILING.search), "sentences of what is wrong"),
            "measures": (share(_DOING.search), "sentences of what is to be done"),
            "goal": (share(_REACHED.search), "sentences of what is to be reached"),
        }
    told = [(role, found, f"{found:.0%} of its cells are {words}") for role, (found, words) in shares.items() if found >= LEAST]
    if any(role == "county" for role, *_ in told):
        told = [one for one in told if one[0] != "responsible" or shares["responsible"][0] > shares["county"][0] + 0.2]
    return told


def role_of_cells(cells: list[str]) -> str | None:
    """Return what values under one label look like most, or None; as for the cells of a column."""
    found = [(share * SURE.get(role, 1.0), role) for role, share, _ in looks(cells) if share >= LEAST]
    return max(found)[1] if found else None


def _rises(cells: Sequence[str]) -> float:
    """Return 1 when the numbers of a column count up, less when they do not: years and amounts are numbers too."""
    values = [v for c in cells if (v := to_int(re.sub(r"[（）()、.．]", "", c))) is not None]
    steps = sum(b - a in (0, 1) for a, b in itertools.pairwise(values))
    return 1.0 if len(values) > 1 and values[0] <= 1 and steps >= 0.8 * (len(values) - 1) else 0.0


def _is_deadline(cell: str) -> bool:
    if len(cell) > 40:
        return False
    if _STANDING.search(cell):
        return True
    dates = sum(len(d.text) for d in find_dates(cell, year=2000, month=1))
    return bool(dates) and dates >= 0.4 * len(cell)
