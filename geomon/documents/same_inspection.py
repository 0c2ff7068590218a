"""Which inspection a table or a text is about, and which month it speaks of, by its title: two that name others share no task.

A title names the year, the level, the round, the batch and the sort of an inspection (2023年省级督察, 第二轮, 第三批信访件), and the county
that answers. The year of a month is the day of a report (2025年7月进展), and no inspection's.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping

from geomon.numerals import to_int

_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR_IN_WORDS = re.compile("二[〇○零][一二三][〇○零一二三四五六七八九](?=年)")
_OF_A_DAY = r"\s?(?:[0-9]{1,2}\s?月|第?[一二三四1-4]季|[上下]半年|[年月]?[底末])"
_YEAR = re.compile(rf"(?:(20[0-9]{{2}})年?[-—–~～至到])?(20[0-9]{{2}})\s?年(?!度?{_OF_A_DAY})")
_LEVEL = re.compile(
    r"(?P<level>中央|国家|省|自治区|市级|市委|县级|县委)(?:(?!贯彻|落实|中央|国家|[省市县对]|自治区|关于)[^，。；：\s]){0,14}?(?:督察|督查|警示片|巡视|巡察|反馈|交办|披露)"
)
_SAME_LEVEL = {"国家": "中央", "自治区": "省", "市委": "市级", "县委": "县级"}
_ROUND = re.compile("第?([一二三四五六1-6首])轮")
_BATCH = re.compile("第?([一二三四五六七八九十百0-9]{1,4}|首)批")
_SORT = re.compile("督[察查]|警示片|信访|举报|投诉|自查|审计|巡[视察]|回头看")
_SAME_SORT = {"督查": "督察", "举报": "信访", "投诉": "信访", "巡察": "巡视"}
_COUNTY = re.compile("(?:^|[省市州盟])((?![各全本])[^省市州盟自，。；：、（(《]{1,4}?[县旗区])(?!域|内|级|分)")
_MONTH = re.compile("(?:(20[0-9]{2})年)?([0-9]{1,2}|[一二三]?十?[一二三四五六七八九十])月")
_QUARTER = re.compile("(?:(20[0-9]{2})年度?)?第?([一二三四1-4])季")
_HALF = re.compile("(?:(20[0-9]{2})年度?)?([上下])半年")
_LONG_AFTER = 2
"""Years between an inspection and the first deadline of what it found, at most."""


@dataclasses.dataclass(frozen=True, slots=True)
class Inspection:
    """What a title names, a set of words each; and the year (0 where not told) and month that it speaks of."""

    named: Mapping[str, frozenset[str]]
    month: tuple[int, int] | None = None

    @property
    def years(self) -> frozenset[str]:
        """The years that it names as the inspection's."""
        return self.named["year"]


def inspection_of(caption: str, title: str = "") -> Inspection:
    """Return what a caption names of an inspection; what it leaves open is told by the title above it."""
    own, above = _read(caption), _read(title)
    return Inspection({name: words or above.named[name] for name, words in own.named.items()}, own.month or above.month)


def may_be_one(one: Inspection, other: Inspection) -> bool:
    """Return whether two titles may be of one inspection: nothing that both name is another."""
    return not any(words and other.named[name] and not words & other.named[name] for name, words in one.named.items())


def is_long_before(one: Inspection, first_due: int | None) -> bool:
    """Return whether an inspection is of years long before the first deadline of a plan, which cannot be the plan's."""
    return bool(one.years) and first_due is not None and max(int(year) for year in one.years) < first_due - _LONG_AFTER


def _read(title: str) -> Inspection:
    bare = _YEAR_IN_WORDS.sub(lambda m: "2" + m[0][1:].translate(_FIGURES), re.sub(r"\s", "", title))
    named = {
        "year": frozenset(year for found in _YEAR.findall(bare) for year in found if year),
        "level": frozenset(_SAME_LEVEL.get(m["level"], m["level"]) for m in _LEVEL.finditer(bare)),
        "round": frozenset(_number(word) for word in _ROUND.findall(bare)),
        "batch": frozenset(_number(word) for word in _BATCH.findall(bare)),
        "sort": frozenset(_SAME_SORT.get(word, word) for word in _SORT.findall(bare)),
        "county": frozenset(_COUNTY.findall(bare)[:1]),
    }
    return Inspection(named, _month(bare))


def _month(title: str) -> tuple[int, int] | None:
    """Return the year and the month of the last day that a title names; a quarter and a half year end with a month."""
    if months := _MONTH.findall(title):
        year, month = months[-1]
        return int(year or 0), to_int(month) or 0
    if quarters := _QUARTER.findall(title):
        year, quarter = quarters[-1]
        return int(year or 0), 3 * (to_int(quarter) or 0)
    if halves := _HALF.findall(title):
        year, half = halves[-1]
        return int(year or 0), 6 if half == "上" else 12
    return None


def _number(word: str) -> str:
    return "1" if word == "首" else str(to_int(word) or word)
