"""Dated targets inside measures.

A target is a date that still lies ahead of the sentence: bounded by 前, 底, 末, or the subject of a plan (2024年3月，制定…). What has happened,
titles of plans, notice periods and the year alone are none.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from geomon.deadlines import DatePhrase, find_dates, last_day
from geomon.model import Measure, Milestone

_HAPPENED_AFTER = re.compile(
    r"^[^，。；]{0,24}?(?:已|建成投|建成投用|印发了|完成了|取得了|下达了|开展了|以来|起至|至今|同期|反馈|以后被)|^(?:以来|同期|起)|^(?:印发|下发|发布|出台|修订)的"
)
_HAPPENED_BEFORE = re.compile(r"(?:自|从|截至|截止|截至目前|较|比|相比|于|原计划|原定|应于|应在|本应|计划于|未按|同比|根据)$")
_HAPPENED = re.compile("[^，,。；;]{0,12}?(?:已|未|取得|召开|发现|排查出|查处)|[^，,。；;]{0,16}[（(]已")
"""Behind a day that is over, though no year says so: 3月31日前已取得批复."""
_QUOTED = re.compile(r"《[^》]*》|〔[^〕]*〕|“[^”]{0,6}[0-9]{4}[^”]*”")
_DUE = re.compile("(?:(?:^|[^一-龥]|完成|整改|办结|治理|整治|任务|实施|工作|建设|竣工|验收|落实)(?:时限|期限)|完成时间|时间节点)[：:]$")
"""A step's own label: （完成时限：2024年10月31日）."""
_TERM = re.compile("(?<!完成)(?<!整改)(?<!办结)(?<!治理)(?<!整治)(?<!任务)(?<!实施)(?<!工作)(?<!建设)(?<!竣工)(?<!验收)(?<!落实)(?<=[一-龥])期限[：:为至到]$")
"""The term of a contract, a lease or a licence: 服务期限：2028年12月."""
_RANGE = re.compile(r"^\s*(?:至|到|[-—~～－])\s*$")
_PLAN = re.compile(
    r"^[，,]?\s*(?:前)?[^。；，]{0,10}?(?:完成|制定|编制|启动|建成|开工|印发|开始|组织|实现|达到|投运|投产|投用|组建|建立|取得|出台|启用|验收|整治|整改|清理|拆除|治理|推动|督促|全面|力争|确保|基本|关停|退出|封场)"
)


def find_milestones(
    measures: tuple[Measure, ...],
    *,
    text: str,
    year: int | None,
    month: int | None,
    said: dt.date | None,
    reported: bool,
    until: dt.date | None = None,
) -> tuple[Milestone, ...]:
    """Return the dated targets in the measures, repeated ones repeated.

    Parameters
    ----------
    text : of the document, in which the spans count.
    year, month : of the document, for months without a year.
    said : the day that the document speaks of; None where it is not known.
    reported : the measures tell what was done (a report), so only what lies beyond `said` and is bounded is a target.
    until : the task's deadline; a month without a year that was over when the document was issued is that of the year after, where the
        deadline leaves room for it (issued in November, 6月底前).
    """
    found: list[Milestone] = []
    blanks = [_QUOTED.sub(lambda m: "　" * len(m.group()), measure.text) for measure in measures]
    dated = _same_years([[*find_dates(blank, year=year, month=month)] for blank in blanks])
    # a target that its own year puts before `said` shows that the document is older than `said`, and no month lies behind it
    late = bool(said) and any(one.has_year and one.bounded and one.due < said for phrases in dated for one in phrases)  # type: ignore[operator]
    since = None if reported or late else said
    for measure, blank, told in zip(measures, blanks, dated, strict=True):
        places: list[int] = []
        phrases = [
            phrase if _goes_on_from(told[:n], phrase, blank) or _HAPPENED.match(blank, phrase.span[1]) else _still_to_come(phrase, since, until)
            for n, phrase in enumerate(told)
        ]
        for n, phrase in enumerate(phrases):
            start, end = phrase.span
            follows = phrases[n + 1] if n + 1 < len(phrases) else None
            if follows and _RANGE.match(blank[end : follows.span[0]]):
                continue  # only the end of a range is a target
            if _is_target(phrase, blank[max(0, start - 6) : start], blank[end : end + 30], said=said, reported=reported):
                places = places or _places(measure, text)
                found.append(Milestone(phrase.text, phrase.due, measure.number, (places[start], places[end - 1] + 1)))
    return tuple(found)


def _same_years(dated: list[list[DatePhrase]]) -> list[list[DatePhrase]]:
    """Return the dates of all measures, one that opens its measure's dates with 同年 or 次年 counted from the last year of those before."""
    last: int | None = None
    made: list[list[DatePhrase]] = []
    for phrases in dated:
        kept = [_of_year(phrase, last) if n == 0 and last else phrase for n, phrase in enumerate(phrases)]
        made.append(kept)
        last = next((phrase.due.year for phrase in reversed(kept) if phrase.has_year), last)
    return made


def _of_year(phrase: DatePhrase, last: int) -> DatePhrase:
    if not phrase.text.startswith(("同年", "次年", "翌年")):
        return phrase
    year, end = last + (not phrase.text.startswith("同年")), phrase.due
    whole = end == last_day(end.year, end.month)
    due = last_day(year, end.month) if whole else end.replace(year=year, day=min(end.day, last_day(year, end.month).day))
    return dataclasses.replace(phrase, due=due)


def _goes_on_from(before: list[DatePhrase], phrase: DatePhrase, text: str) -> bool:
    """Return whether a month without a year follows one in its sentence that has a year, which is its own: 2024年制定方案，9月底前完成摸排."""
    last = next((one for one in reversed(before) if one.has_year), None)
    if last is None or phrase.has_year or "。" in text[last.span[1] : phrase.span[0]]:
        return False
    return last.due.year == phrase.due.year and (last.grain == "year" or last.due <= phrase.due)


def _still_to_come(phrase: DatePhrase, said: dt.date | None, until: dt.date | None) -> DatePhrase:
    """Return a phrase without a year that lay behind `said` as one of the year after, unless that is beyond `until`."""
    if phrase.has_year or not phrase.bounded or said is None or until is None or phrase.due >= said:
        return phrase
    due = phrase.due
    later = last_day(due.year + 1, due.month) if due == last_day(due.year, due.month) else due.replace(year=due.year + 1)
    return dataclasses.replace(phrase, due=later) if said <= later <= until else phrase


def _places(measure: Measure, text: str) -> list[int]:
    """Return where each character of a measure's text stands in the document's text, whose line ends the measure may have lost.

    A blank stands with the character before it, and one that the text does not have stands with the next.
    """
    opening = re.split(r"\s", measure.text, maxsplit=1)[0][:12]
    at = max(text.find(opening, *measure.span), measure.span[0])
    places = []
    for letter in measure.text:
        if letter.isspace():
            places.append(at - 1)
            continue
        found = text.find(letter, at)
        places.append(found if found >= 0 else min(at, len(text) - 1))
        at = found + 1 if found >= 0 else at
    return places


def _is_target(phrase: DatePhrase, before: str, after: str, *, said: dt.date | None, reported: bool) -> bool:
    if phrase.grain == "year" and not re.search("底|末|收官", phrase.text):
        return False
    if re.search(r"(?:截至|截止)$", before):
        return False
    if not reported and _DUE.search(before):
        return True
    if _TERM.search(before):
        return False
    if _HAPPENED_BEFORE.search(before) and not phrase.bounded:
        return False
    if re.search(r"(?:自|从|已在|已于|曾于|均于)$", before) or re.match(r"以来|起(?!草)", after):
        return False
    if reported:
        if said and phrase.due <= said:
            return False
        return phrase.bounded or bool(re.search("力争|计划|预计|拟|确保|将于", before))
    half = phrase.grain == "half" and bool(re.match("[，,]?(?:对|将|把|向|由)", after))  # 2025年上半年对已销号问题抽查一遍
    if _HAPPENED_AFTER.match(after) and not phrase.bounded and not half:
        return False
    if phrase.bounded or half:
        return True
    return bool(_PLAN.match(after)) or bool(re.search("力争|计划|预计|拟|确保|于|到|至$", before))
