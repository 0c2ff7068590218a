"""What a report says of days that are still to come when it is written: it plans them, and has not reached what it tells of them."""

from __future__ import annotations

import datetime as dt
import re

from geomon.deadlines import DatePhrase, find_dates

_CLAUSE = re.compile("[^，,；;：:。！？\\n]+[，,；;：:。！？\\n]*")
_BY_NOW = re.compile(
    "(?<![对将把])(?<!完成)已|(?<![据合照对])目前|(?<![对将把])正在(?![^，,。；;]{0,8}的)|截[至止]|^原(?:计划|定)"
    "|^[ 　（(]*[但而]?其?实际(?:上|仅|只|已|于|在|完成|竣工|建成|开工|20[0-9])"
)
"""What says that a clause tells of today: 实际完成时间, but not 根据实际完成, 实际投资, 对正在运行的泵站."""
_PLANS = re.compile("(?<![原按照比较据])计划|拟(?![定订制])|预计|力争|争取|确保|有望|完成(?:时间|时限|期限)[为是：: 　]*")
"""Before a day: the whole of it is still to come, 计划2030年完成, 完成时间：2030年12月."""
_FUNDS = re.compile("[^，,。；;]{0,8}(?:资金|经费|补助|预算|贷款|债券)(?!到位|落实)")
"""Behind a year that money is asked of: 争取2025年中央资金500万元 is done in the year before."""
_AIM = re.compile("全面|力争|确保|争取|实现|年[底末]前")
"""Beside a year without a day, in a paper that has none either: perhaps what is to be reached in it, 2024年全面完成整改."""
_DEED = re.compile(
    "投[入用运产]|启动|开工|竣工|先后|累计|印发|下达|约谈"
    "|[0-9](?:余|多)?[万亿]?(?:元|吨|公里|千米|米|亩|处|个|家|套|台|座|立方|平方|公顷|户|口|条|眼|株|次)"
)
_REACHED = re.compile(f"通过|建成|拆除|清[理运]|{_DEED.pattern}")
"""What tells of the past that year: 2024年投入资金500万元, and less surely 2024年通过验收."""
_NAMED_YEAR = re.compile("(?:按照?|依照|根据|对照|列入|纳入|结合)[^，,。；;]{0,6}$|[（(][^，,。；;）)]{0,4}$")
"""Before a year that tells which plan it was, or when: 按照2024年任务安排, 完成整改（2024年）."""
_NEAR = 20
"""Characters of a clause around a year that have to do with it."""
_STOP = re.compile("[。！？\\n]")
_LABEL = re.compile("(?<!实际)完成(?:时间|时限|期限)[：:]$")


def so_far(text: str, year: int | None, said: dt.date | None, *, sure: bool = True, certain: bool = False) -> str:
    """Return a text without what its sentences say of a day that is still to come: 建成水池，2026年3月底前完成补植.

    The clauses behind such a day go with it, up to one that says what is done by now.

    Parameters
    ----------
    said : the day that the document speaks of; None where it is not known, and every bounded day counts as one to come.
    sure : False where all that is known is a year that the text names, perhaps that of an aim: 2030年全面完成整改.
    certain : where that is all, take out also what may be an aim and may have been done: 2024年度完成整改.

    Examples
    --------
    >>> so_far("建成水池，2026年3月底前完成补植，通过验收。目前完成招标。", 2025, dt.date(2025, 5, 20))
    '建成水池，目前完成招标。'
    """
    kept, ahead, labelled, begin, stop, aims = [], False, False, 0, 0, False
    for m in _CLAUSE.finditer(text):
        clause = m.group()
        if _BY_NOW.search(clause):
            ahead = False
        else:
            dates = list(find_dates(clause, year=year, month=said.month if said else None))
            planned = bool(dates) and (labelled or _is_planned(clause, dates[0]))
            if not sure and dates and stop <= m.start():
                stop = end.start() if (end := _STOP.search(text, m.start())) else len(text)
                aims = _aims(text[begin:stop], certain)
            ahead = ahead or any(
                _is_to_come(date, said)
                or (not sure and _is_of(date, said, clause) and (aims or _PLANS.search(clause, date.span[1], date.span[1] + _NEAR)))
                or (planned and (said is None or date.due > said))
                for date in dates
            )
        labelled = _LABEL.search(clause) is not None
        if not ahead:
            kept.append(clause)
        if clause[-1] in "。！？\n":
            ahead, begin = False, m.end()
    return "".join(kept)


def _is_planned(clause: str, date: DatePhrase) -> bool:
    """Return whether a word of planning stands before a day, and it is not the year of money that was asked for."""
    m = _PLANS.search(clause, 0, date.span[0])
    return m is not None and not (m.group() == "争取" and date.grain == "year" and _FUNDS.match(clause, date.span[1]))


def _is_of(date: DatePhrase, said: dt.date | None, clause: str) -> bool:
    """Return whether a phrase is the bare year that the paper seems to speak of, and does not only name a plan of it."""
    bare = date.grain == "year" and not date.bounded
    before = clause[max(0, date.span[0] - _NEAR) : date.span[0]]
    return bare and said is not None and date.due.year == said.year and not _NAMED_YEAR.search(before)


def _aims(sentence: str, certain: bool) -> bool:
    """Return whether a sentence that names but a year may set an aim; if `certain`, unless it surely tells of the past."""
    aim = _AIM.search(sentence) is not None
    return aim or not _DEED.search(sentence) if certain else aim and not _REACHED.search(sentence)


def _is_to_come(date: DatePhrase, said: dt.date | None) -> bool:
    """Return whether a day lies behind the one that the document speaks of: where no word bounds it, all of its month or quarter has to.

    A first of January stands for a year of which no more is known, and a month without a year may be one of the year before.
    """
    if date.bounded:
        return said is None or date.due > said
    if said is None or not (date.has_year or date.grain in ("half", "quarter")):
        return False
    if date.grain == "year" or (said.month, said.day) == (1, 1):
        return date.due.year > said.year
    months = {"half": 5, "quarter": 2}.get(date.grain, 0)
    return (date.due if date.grain == "day" else date.due.replace(day=1, month=date.due.month - months)) > said
