"""When a document was issued, which year it speaks in, and which day its claims count from."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

from geomon.deadlines import find_dates
from geomon.model import Document, Kind

_FULL = r"(?:20[0-9]{2}|二[〇零○O0][〇零○一二三四五六七八九]{2})\s?年\s?[0-9一二三四五六七八九十]{1,3}\s?月\s?[0-9一二三四五六七八九十]{1,3}\s?日"
_ALONE = re.compile(rf"^[\s　（(]*(?P<date>{_FULL})[\s　]*(?:印发|发布|公布|公开|发)?[\s　）)]*$", re.MULTILINE)
_STATED = re.compile(
    rf"(?:发布|印发|发文|公开|公布|成文|公示|制定|填报|填表|报送|上报|统计|制表|更新|编制)(?:时间|日期)[：:\s]*(?P<date>{_FULL}|20[0-9]{{2}}[-./][0-9]{{1,2}}[-./][0-9]{{1,2}})"
)
_SIGNED = re.compile(rf"^[\s　]*[^，。；：\n]{{2,24}}(?:办|局|委|府|组|室|中心|会|厅|部)[\s　]*(?P<date>{_FULL})[\s　]*$", re.MULTILINE)
_MONTH = re.compile(r"^[\s　（(]*(?P<date>(?:20[0-9]{2}|二[〇零○O0][〇零○一二三四五六七八九]{2})\s?年\s?[0-9一二三四五六七八九十]{1,2}\s?月)[\s　]*(?:印发|发布)?[\s　）)]*$", re.MULTILINE)
_OPEN_FIELD = re.compile(r"(?:时限|期限|时间|日期)[】\]）)：:\s]*\n[\s　]*$")
"""A label alone on the line before: the date is its value, not the document's."""
_INSPECTED = re.compile("[^，。]{0,16}?(?:督察|督查|反馈|警示片|巡视)(?!整改)")
"""After a year in a title: the year is that of the inspection, and the answer may be of a later one."""
_OF_THE_PAGE = re.compile(r"(?:添加|更新|采集|转载|上传)(?:时间|日期)[：:].*")
"""When a page was put up, perhaps years after its text."""
_OF_A_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{0,7}?(20[12][0-9])(?=[A-Z]{0,2}(?:0[1-9]|1[0-2])[0-9]{2})")
"""The year in a complaint's code, before the month and the day: D410000201806180033."""
_MUCH_LATER = 366
"""Days after which a date on a page tells when it was put up again, and not when its text was written."""
OF_A_YEAR = "the year that it is for"
_OPENING = 3_000
"""Characters in which a report says as of when it tells."""
_UP_TO = re.compile(r"(?:截[至止](?:到|目前)?|(?:^|(?<=[。\n]))[ 　]*到(?=20[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日[，,]))[\s（(]*(?P<date>(?:20[0-9]{2}|本)年[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?)")


def issue_date(text: str) -> dt.date | None:
    """Return the date that the document prints as its own: a stated one, else a date alone on its line near its head or its end."""
    head, tail = text[:1500], text[-600:]
    for pattern, place in (
        (_STATED, head),
        (_STATED, tail),
        (_ALONE, head),
        (_ALONE, tail),
        (_SIGNED, head),
        (_SIGNED, tail),
        (_ALONE, text[:12000]),
        (_MONTH, head),
    ):
        for m in pattern.finditer(place):
            if not _OPEN_FIELD.search(place[: m.start()]) and not (m[0].startswith("更新") and _is_of_years_before(head, m["date"])):
                return next((p.due for p in find_dates(m["date"])), None)
    return None


def _is_of_years_before(head: str, shown: str) -> bool:
    """Return whether the latest day that a page's text names in its opening lies in a year before the page was last changed."""
    told = [p.due.year for p in find_dates(_OF_THE_PAGE.sub("", head[:700])) if p.grain == "day" and p.has_year]
    changed = next((p.due.year for p in find_dates(shown)), 0)
    return bool(told) and max(told) < changed


def year_of(title: str, text: str, issued: dt.date | None) -> int | None:
    """Return the year that bare months lean on: the title's, the issue's, the latest full date of the preamble, the most frequent."""
    span = re.search(r"(20[0-9]{2})\s?年?\s?[—－~～至-]+\s?(20[0-9]{2})\s?年", title)
    if span and issued and int(span[1]) <= issued.year <= int(span[2]):
        return issued.year  # 2024—2025年度…行动安排: the year in which it speaks
    m = re.search(r"(20[0-9]{2})\s?年", title)
    if m and not (issued and _INSPECTED.match(title, m.end())):
        return int(m[1])
    if issued:
        return issued.year
    preamble = [p.due.year for p in find_dates(_OF_THE_PAGE.sub("", text[:700])) if p.grain == "day" and p.has_year]
    stated = [p.due.year for m in _UP_TO.finditer(text[:_OPENING]) for p in find_dates(m["date"]) if p.has_year]
    if preamble:
        return max([*preamble, *stated])  # inspected in 2023, and told as of May 2025
    years = Counter(re.findall(r"(20[0-9]{2})\s?年", text)) or Counter(_OF_A_CODE.findall(text))
    return int(years.most_common(1)[0][0]) if years else None


def speaks_of(document: Document) -> tuple[dt.date | None, str]:
    """Return the day from which the document's claims count, and how it is known.

    Notes
    -----
    An issue date decides. A report without one speaks up to the latest past date that it names (截至…, else the last date of a month or day
    in its text that is no deadline); a plan without one counts from the latest full date of its preamble.
    """
    return said_on(document.text, document.title, document.kind, document.issued)


def said_on(text: str, title: str, kind: Kind, issued: dt.date | None) -> tuple[dt.date | None, str]:
    """Do the work of `speaks_of` for a document that is still being read."""
    stated = [p.due for m in _UP_TO.finditer(text) for p in find_dates(m["date"])]
    if issued and stated and kind in ("progress", "notice") and (issued - max(stated)).days > _MUCH_LATER:
        return max(stated), "as of the date that it states"
    if issued:
        return issued, "issued"
    if stated:
        return max(stated), "as of the date that it states"
    if kind in ("progress", "notice"):
        told = re.sub(r"(?:时限|期限|时间)[：:].*|《[^》]*》", "", text)
        newest = _main_year(text) or 9999
        # a month that it reports on was not over before its first day: the earliest day on which this can have been written
        past = [
            p.due if p.grain == "day" else p.due.replace(day=1)
            for p in find_dates(told)
            if p.has_year and not p.bounded and p.grain in ("day", "month") and p.due.year <= newest
        ]
        if past:
            return max(past), "the latest date that it reports on"
    full = [p.due for p in find_dates(text[:700]) if p.grain == "day" and p.has_year and not p.bounded]
    if full:
        return max(full), "the latest date in its preamble"
    year = _main_year(title) or _main_year(text)
    return (dt.date(year, 1, 1), OF_A_YEAR) if year else (None, "it names no date")


def _main_year(text: str) -> int | None:
    years = Counter(re.findall(r"(20[0-9]{2})\s?年", text))
    return int(years.most_common(1)[0][0]) if years else None
