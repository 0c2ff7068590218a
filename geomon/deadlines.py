"""Phrases of time -> dates: the deadline field of a task, and dated targets inside running text.

A date is the end of what is named (2024年底 -> 2024-12-31, 6月底前 -> the last of June). The phrases and their readings are those of
official plans; where a phrase has two readings both are kept (`earliest`, `latest`), and only `latest` decides that a task is overdue.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator

from geomon.model import Deadline, DeadlineKind, Span
from geomon.numerals import CN, to_int

_NUM = rf"(?:[0-9]{{1,2}}|[{CN}]{{1,3}})"
_YEAR = r"(?:(?:19|20)[0-9]{2}|[一二][〇零○O0一二三四五六七八九]{3})"
_END = r"(?P<end>(?:(?<=月)\s(?=[底末]))?[年月]?(?:底|末|终|内)?(?:以前|之前|前|为止|止)?)"
DATE = re.compile(
    # 年 and 月 lost in copying: 20259月底前, 2021430日前
    r"(?<![0-9.])(?P<sy>20[0-9]{2})(?:(?P<sm>1[0-2]|[1-9])\s?月|(?P<smd>[0-9]{2,4})\s?日)(?P<send>(?:底|末)?(?:以前|之前|前)?)|"
    r"(?P<this>本月|当月|下月|本季度|本周)(?:底|末|内)(?:前)?|(?P<yearend>年底|年末|(?<![0-9一二三四五六七八九十两半])年内)(?:以前|之前|前)?|"
    rf"(?:(?P<year>{_YEAR})\s?年(?:度)?年?|(?P<rel>今年|本年度?|明年|后年|去年|当年|同年|翌年|次年)年?)?\s?"
    rf"(?:(?P<half>上半年|下半年|前半年|后半年)|第?(?P<quarter>[一二三四1-4])季度|(?P<month>{_NUM})\s?月(?:份)?(?:\s?(?P<day>{_NUM})\s?[日号]|(?P<third>[上中下])旬)?)?"
    + _END
    + rf"|(?P<dy>{_YEAR})(?P<sep>[.．\-—/])(?P<dm>0?[1-9]|1[0-2])(?:(?P=sep)(?P<dd>0?[1-9]|[12][0-9]|3[01]))?(?![0-9.])(?P<dend>(?:底|末)?(?:以前|之前|前)?)"
    r"|[“\"'「]?(?P<plan>十[二三四五六七])五[”\"'」]?(?:时期|期间|规划)?(?P<pend>末|收官|期末|底|期间)(?:之?前)?"
)
_LETTERS = re.compile(r"(?<![A-Za-z])[0-9]?[0-9OoＯlI|]{1,4}\s?(?=年|月|日)")
_AS_FIGURES = str.maketrans("OoＯlI|", "000111")
"""Letters that text recognition takes for figures inside a date: 2O25年l2月; length kept, so that spans stay true."""
_PLAN_END = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035, "十七": 2040}
_RELATIVE_YEAR = {"今年": 0, "本年": 0, "本年度": 0, "当年": 0, "同年": 0, "明年": 1, "次年": 1, "翌年": 1, "后年": 2, "去年": -1}

_SEASON = re.compile("(?:主?汛期|汛前|入汛|入冬|封冻|采暖|供暖|供热|春灌|春耕|冬灌|雨季|枯水|上冻)")
"""2025年汛期前 names no day: when the season begins is for nobody here to say."""
ONGOING = re.compile(
    r"^立即[。；]?$|立行立改|立整立改|立查立改|边督边改|即知即改|立即(?:整改|完成|执行)|长期(?:坚持|整改|推进|任务|保持)?|持续(?:坚持|推进|整改|开展|深化|加强|实施)|常态化|常抓不懈|经常性|始终坚持|动态(?:保持|更新|清零)|巩固提升"
)
RELATIVE = re.compile(
    r"(?:批复|印发|验收|审批|下达|获批|公布|发布|实施|签订|收到|整改|立项|开工|通过|投产|入场|移交)[^，。；]{0,6}后\s?[0-9一二三四五六七八九十两]+\s?个?(?:年|月|日|天|工作日)"
    r"|自.{1,20}?(?:起|之日)|按(?:照)?.{0,14}(?:时间|时限|进度|序时|时序|年度|节点|计划|要求|规定)|按年度|(?:每|逐)年|序时进度|时序进度|根据.{1,20}(?:确定|推进|要求)"
    r"|[0-9一二三四五六七八九十两]+\s?个?(?:月|工作日|日|天|年)(?:以?内|之内)|近期|中期|远期|短期"
)

_BY_STEPS = re.compile(r"(?:按(?:照)?[^，,。；;、]{0,10}(?:年度|序时|时序|节点)|逐年|每年)[^，,。；;、长]{0,8}持续(?:推进|整改|开展|深化|加强|实施)")
"""按年度目标持续推进: what goes on year by year is measured by each year's target, and no duty without an end."""


@dataclasses.dataclass(frozen=True, slots=True)
class DatePhrase:
    """One date in a text.

    Attributes
    ----------
    due : the last day of what is named.
    earliest : the first day on which it could be judged due, where the phrase has two readings (…月前), else None.
    grain : day, month, quarter, half or year.
    bounded : the phrase itself says 前, 底, 末 or the like.
    """

    text: str
    span: Span
    due: dt.date
    earliest: dt.date | None
    grain: str
    bounded: bool
    has_year: bool


def last_day(year: int, month: int) -> dt.date:
    """Return the last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def find_dates(text: str, *, year: int | None = None, month: int | None = None) -> Iterator[DatePhrase]:
    """Yield the dates in `text`, in order.

    Parameters
    ----------
    year, month : of the document; what 今年, 年底 and a bare month lean on until the text names a year itself.
    """
    current = year
    plain = _LETTERS.sub(lambda m: m.group().translate(_AS_FIGURES), text)
    for m in DATE.finditer(plain):
        if not m.group():
            continue
        found = _phrase(m, current, year, month)
        if found is None or (found.grain == "year" and _SEASON.match(plain, m.end())):
            continue
        if found.has_year:
            current = found.due.year
        yield found if plain == text else dataclasses.replace(found, text=text[slice(*found.span)])


def _phrase(m: re.Match[str], current: int | None, document_year: int | None, document_month: int | None) -> DatePhrase | None:
    g = m.groupdict()

    def made(due: dt.date, grain: str, *, bounded: bool, has_year: bool, earliest: dt.date | None = None) -> DatePhrase:
        text = m.group().strip()
        start = m.start() + m.group().index(text[0])
        return DatePhrase(text, (start, start + len(text)), due, earliest, grain, bounded, has_year)

    if g["plan"]:
        return (
            made(dt.date(_PLAN_END[g["plan"]], 12, 31), "year", bounded=True, has_year=True)
            if g["plan"] in _PLAN_END and g["pend"] != "期间"
            else None
        )
    if g["sy"]:
        if g["sm"]:
            return made(last_day(int(g["sy"]), int(g["sm"])), "month", bounded=bool(g["send"]), has_year=True)
        parts = _month_and_day(int(g["sy"]), g["smd"])
        return _day(made, *parts, bounded=bool(g["send"]), has_year=True) if parts else None
    if g["dy"]:
        year, mon = to_int(g["dy"]) or 0, int(g["dm"])
        if g["dd"]:
            return _day(made, year, mon, int(g["dd"]), bounded=bool(g["dend"]), has_year=True)
        return made(last_day(year, mon), "month", bounded=bool(g["dend"]), has_year=True)
    if g["this"] or g["yearend"]:
        if document_year is None and current is None:
            return None
        if g["yearend"]:
            return made(dt.date(current or document_year or 1, 12, 31), "year", bounded=True, has_year=False)
        if document_month is None or document_year is None:
            return None
        year, mon = document_year, document_month + (g["this"] == "下月")
        year, mon = (year + 1, 1) if mon > 12 else (year, mon)
        return made(last_day(year, mon), "month", bounded=True, has_year=False)
    year_text, relative = g["year"], g["rel"]
    if not (year_text or relative or g["month"] or g["half"] or g["quarter"]):
        return None
    if year_text:
        year = to_int(year_text) or 0
    elif relative:
        base = (current if relative in ("同年", "次年", "翌年") else None) or document_year  # those follow the year named before
        if base is None:
            return None
        year = base + _RELATIVE_YEAR[relative]
    elif current is not None:
        year = current
    else:
        return None
    if not 1990 <= year <= 2100:
        return None
    end = g["end"] or ""
    bounded = bool(re.search("底|末|前|止|内|终", end))
    has_year = bool(year_text or relative)
    if g["month"]:
        mon = to_int(g["month"]) or 0
        if not 1 <= mon <= 12:
            return None
        if g["day"]:
            return _day(made, year, mon, to_int(g["day"]) or 0, bounded=bounded, has_year=has_year)
        if g["third"]:
            day = {"上": 10, "中": 20}.get(g["third"], last_day(year, mon).day)
            return made(dt.date(year, mon, day), "day", bounded=True, has_year=has_year)
        if not (year_text or relative) and not bounded and not re.search("[月]", m.group()):
            return None
        if "前" in end and not re.search("底|末", end):  # 2024年2月前: before February, or by its end
            before = dt.date(year, mon, 1) - dt.timedelta(days=1)
            return made(last_day(year, mon), "month", bounded=True, has_year=has_year, earliest=before)
        return made(last_day(year, mon), "month", bounded=bounded, has_year=has_year)
    if g["quarter"]:
        return made(last_day(year, 3 * (to_int(g["quarter"]) or 4)), "quarter", bounded=bounded, has_year=has_year)
    if g["half"]:
        return made(last_day(year, 6 if g["half"][0] in "上前" else 12), "half", bounded=bounded, has_year=has_year)
    return made(dt.date(year, 12, 31), "year", bounded=bounded, has_year=has_year)


def _month_and_day(year: int, digits: str) -> tuple[int, int, int] | None:
    """Return the only date that digits without 月 can mean (430 is 30 April); None where they can mean two (116) or none."""
    fits = [(int(digits[:k]), int(digits[k:])) for k in (1, 2) if 0 < len(digits) - k <= 2 and "0" not in (digits[0], digits[k])]
    fits = [(m, d) for m, d in fits if m <= 12 and d <= last_day(year, m).day]
    return (year, *fits[0]) if len(fits) == 1 else None


def _day(made, year: int, month: int, day: int, *, bounded: bool, has_year: bool) -> DatePhrase | None:  # type: ignore[no-untyped-def]
    try:
        return made(dt.date(year, month, day), "day", bounded=bounded, has_year=has_year)  # type: ignore[no-any-return]
    except ValueError:
        return None


_YEARS = re.compile(r"(?:19|20)[0-9]{2}\s?[-—–~～－至]\s?(?:19|20)[0-9]{2}")
"""2025-2027 in a column of dates."""


_NO_VALUE = re.compile(r"[—–―－\-/／\\]{1,4}|无")
"""What a sheet prints in a cell that has nothing to say."""


def parse_deadline(text: str, *, year: int | None = None, month: int | None = None) -> Deadline:
    """Return what a deadline field says.

    Parameters
    ----------
    text : the whole value of the field.
    year, month : of the document, for 今年底 and the like: never of today.

    Notes
    -----
    kind: `date` one calendar deadline (also with 取得阶段性成果 or 并长期坚持); `staged` several dated parts, due the last of them, or a
    dated part beside one that hangs on an event; `ongoing` a duty without an end; `relative` no calendar date; `none` an empty field.
    """
    whole = text.strip().rstrip("。；;")
    if not whole or _NO_VALUE.fullmatch(whole):
        return Deadline()
    dated = f"{whole}年" if _YEARS.fullmatch(whole) else whole
    phrases = list(find_dates(_without_titles(dated), year=year, month=month))
    firm = [p for p in phrases if not _is_past_reference(whole, p)]
    if firm:
        due = max(p.due for p in firm)
        latest = due
        first = min(firm, key=lambda p: p.due)
        if len({p.due for p in firm}) > 1:
            if len(firm) == 2 and _is_range(whole, firm[0], firm[1]):
                return Deadline(whole, "date", due, None, latest)
            return Deadline(whole, "staged", due, first.due, latest)
        kind: DeadlineKind = "staged" if _has_other_part(whole, firm) else "date"
        return Deadline(whole, kind, due, first.earliest, latest)
    if ONGOING.search(whole) and not _BY_STEPS.fullmatch(whole):
        return Deadline(whole, "ongoing")
    if re.fullmatch("(?:已|均已|全部)?(?:完成|办结|消除|达标|销号)(?:整治|治理|整改)?", whole):
        return Deadline(whole, "none")
    if RELATIVE.search(whole) or re.search(r"[0-9一二三四五六七八九十]+个月|年度|时限|时间|进度", whole):
        return Deadline(whole, "relative")
    return Deadline(whole, "relative")


def _without_titles(text: str) -> str:
    """Blank out《…》, so that the years in names of plans are no dates; length kept."""
    return re.sub(r"《[^》]*》", lambda m: "　" * len(m.group()), text)


def _is_past_reference(text: str, p: DatePhrase) -> bool:
    """Return whether the date only says since when (自2021年起)."""
    before, after = text[max(0, p.span[0] - 2) : p.span[0]], text[p.span[1] : p.span[1] + 2]
    return bool(re.search("自|从", before) and re.match("起|以来|开始", after))


def _is_range(text: str, a: DatePhrase, b: DatePhrase) -> bool:
    return bool(re.fullmatch(r"\s*(?:至|到|[-—~～－]+)\s*", text[a.span[1] : b.span[0]]))


def _has_other_part(text: str, firm: list[DatePhrase]) -> bool:
    """Return whether another clause carries a time of its own that hangs on an event (批复后12个月内)."""
    starts = sorted(p.span[0] for p in firm)
    clauses = list(re.finditer("[^；;]+", text))
    return len(clauses) > 1 and any(
        bisect_left(starts, clause.start()) == bisect_left(starts, clause.end()) and RELATIVE.search(clause.group()) for clause in clauses
    )
