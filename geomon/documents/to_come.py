"""What a report says of days that are still to come when it is written: it plans them, and has not reached what it tells of them."""

from __future__ import annotations

import datetime as dt
import re

from geomon.deadlines import DatePhrase, find_dates

_CLAUSE = re.compile("[^，,；;：:。！？\\n]+[，,；;：:。！？\\n]*")
_BY_NOW = re.compile("已|目前|正在|截[至止]|实际|^原(?:计划|定)")
_PLANS = re.compile("(?<![原按照比较据])计划|拟|预计|力争|争取|确保|有望|完成(?:时间|时限|期限)[为是：: 　]*")
"""Before a day: the whole of it is still to come, 计划2030年完成, 完成时间：2030年12月."""
_LABEL = re.compile("(?<!实际)完成(?:时间|时限|期限)[：:]$")


def so_far(text: str, year: int | None, said: dt.date | None, *, sure: bool = True) -> str:
    """Return a text without what its sentences say of a day that is still to come: 建成水池，2026年3月底前完成补植.

    The clauses behind such a day go with it, up to one that says what is done by now.

    Parameters
    ----------
    said : the day that the document speaks of; None where it is not known, and every bounded day counts as one to come.
    sure : False where all that is known is a year that the text names, perhaps that of an aim: 2030年全面完成整改.

    Examples
    --------
    >>> so_far("建成水池，2026年3月底前完成补植，通过验收。目前完成招标。", 2025, dt.date(2025, 5, 20))
    '建成水池，目前完成招标。'
    """
    kept, ahead, labelled = [], False, False
    for m in _CLAUSE.finditer(text):
        clause = m.group()
        if _BY_NOW.search(clause):
            ahead = False
        else:
            dates = list(find_dates(clause, year=year, month=said.month if said else None))
            planned = bool(dates) and (labelled or _PLANS.search(clause, 0, dates[0].span[0]) is not None)
            ahead = ahead or any(_is_to_come(date, said, sure) or (planned and (said is None or date.due > said)) for date in dates)
        labelled = _LABEL.search(clause) is not None
        if not ahead:
            kept.append(clause)
        if clause[-1] in "。！？\n":
            ahead = False
    return "".join(kept)


def _is_to_come(date: DatePhrase, said: dt.date | None, sure: bool) -> bool:
    """Return whether a day lies behind the one that the document speaks of: where no word bounds it, all of its month or quarter has to.

    A first of January stands for a year of which no more is known, and a month without a year may be one of the year before.
    """
    if date.bounded:
        return said is None or date.due > said
    if said is None or not (date.has_year or date.grain in ("half", "quarter")):
        return False
    if date.grain == "year" or (said.month, said.day) == (1, 1):
        return date.due.year > said.year or not (sure or date.due.year < said.year or date.grain != "year")
    months = {"half": 5, "quarter": 2}.get(date.grain, 0)
    return (date.due if date.grain == "day" else date.due.replace(day=1, month=date.due.month - months)) > said
