"""Fields told inside a paragraph: …问题。责任单位：…；整改时限：…, or as sentences: 整改目标是…；由甲局牵头，乙县负责，于…前完成."""

from __future__ import annotations

import dataclasses
import re

from geomon.documents.bullets import COLON
from geomon.documents.label_words import UNIT_ROLES, WORDS, Label
from geomon.documents.units import looks_like_unit

MAY_LABEL = "(?:整改|验收|责任|牵头|配合|完成|落实|实施|协办|督导|存在|工作)?[一-龥]{1,6}"
"""What may be a label in the middle of a paragraph."""
_INSIDE = re.compile(
    rf"(?<=[。；;，,、\s　）)”])[ 　*【\[]*(?:该项|该任务|该问题|本项|其)?"
    rf"(?P<word>{MAY_LABEL})[ 　*】\]〕]*{COLON}\**[ 　]*"
)
_WORDS = "|".join(
    sorted((word for word, role in WORDS.items() if len(word) >= 4 and role not in ("title", "note", "person")), key=len, reverse=True)
)
_SAID = re.compile(rf"(?<=[。；;，,])(?:[该本][项条]|该任务|该问题|其)?(?P<word>{_WORDS})(?:为|是)(?![否何])")
_CREDIT = re.compile(
    r"(?<=[。；;，,])(?:该项工作|[该本][项条]|该任务|该问题|其)?(?P<word>由)(?=[^。；;由]{2,120}?(?:牵头|负责|配合)(?:落实|实施|整改|办理)?(?:[。；;，,]|$))"
)
_BY = re.compile(
    r"(?<=[。；;，,])(?P<word>(?:计划|力争|确保)?于)(?=(?:20[0-9]{2}年|[0-9]{1,2}月|年)[^，。；]{0,12}(?:前|底|内|末|日)(?:全面|全部)?(?:完成|办结|整改到位|销号))"
)
_ABOUT_IT = re.compile(
    r"(?:^|(?<=[。；;]))[ 　]*(?:该|此|本)项?(?:整改)?(?:任务|工作|问题)?(?P<word>由)"
    r"(?=[^。；;由]{2,120}?(?:牵头|负责|配合|督导|督办)(?:落实|实施|整改|办理)?(?:[。；;，,]|$))"
)
_WANTED_BY = re.compile(
    r"(?<=[。；;，,])(?P<word>(?:要求|限|应当?|须|需)于?)(?=立行立改|立即整改|立整立改|长期坚持|持续坚持|[^，。；]{2,20}?(?:后|之日起)[0-9一二三四五六七八九十]+个?(?:工作日|月|日|年|天)内|(?:20[0-9]{2}年|[0-9]{1,2}月|年)[^，。；]{0,12}(?:前|底|内|末|日)(?:全面|全部)?(?:完成|办结|整改到位|销号))"
)
_NOW = re.compile(r"(?<=[。；;])[ 　]*(?P<word>目前|现已|截至目前|至今|截至20[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日|底))(?=[，,一-龥])")
_STEPS = re.compile(
    r"(?<=[。；;])[ 　]*(?P<word>[一-龥]{0,6}(?:(?:措施|举措)(?:主要|共)?(?:包括|有|是|分为?)?|要(?:求)?做到"
    r"|(?:做好?|抓好?|采取)(?=[两二三四五六七八九十]))"
    r"(?:以下)?(?:[两二三四五六七八九十0-9]+(?:条|步|项|点|件事|个方面|项工作|[条项]?措施))?)[：:]"
    r"(?=[ 　]*(?:一是|一、|第一|[（(][一1][）)]|①|1[.．、]))"
)
"""A sentence that opens counted steps: 措施分两步：一是…; 要求做到：（1）…."""
_HELPED = re.compile(r"[，,；;](?P<units>[^，,；;。：:]{4,60}?)(?:牵头|负责|配合)(?:落实|实施)?(?=[。；;，,]|$)")
_AS_OF = re.compile(r"(?<=[。；;])[ 　]*(?P<word>目前|截至目前|截至(?:20[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}日|底)?)(?=[，,一-龥])")
CREDIT, BY = "credit", "by"
"""Roles of a sentence that names units by what they do, and of one that says until when; the layout resolves them."""


def run_on(line: str) -> list[Label]:
    """Return the labels inside a paragraph that runs all fields of a task on; none where fewer than two stand in it."""
    inside, said = Brackets(line), Brackets(line)
    found = [
        Label(WORDS[m["word"]], m["word"], m.start("word"), m.end())
        for m in _INSIDE.finditer(line)
        if m["word"] in WORDS
        and WORDS[m["word"]] not in {"note", "title", "person"}
        and len(m["word"]) >= 3
        and not inside.hold(m.start())
    ]
    found.extend(
        Label(WORDS[m["word"]], m["word"], m.start(), m.end()) for m in _SAID.finditer(line) if not said.hold(m.start())
    )
    if not any(label.role in ("deadline", *UNIT_ROLES) for label in found):
        found = _bracket_without_colons(line) or found
    if found:
        known = {label.role for label in found}
        m = _CREDIT.search(line)
        if m and not known & ({"lead"} if "牵头" in line[m.end() : m.end() + 30] else set(UNIT_ROLES)):
            found.append(Label(CREDIT, m["word"], m.start(), m.end()))
        if "deadline" not in known and (m := next(reversed([*_BY.finditer(line)]), None)):
            found.append(Label(BY, m["word"], m.start("word"), m.end()))
    found = found or _told_of_the_task(line)
    found += _steps_and_state(line, found)
    found += _units_behind_a_date(line, found)
    found.sort(key=lambda label: label.start)
    found += _what_follows(line, found)
    roles = {label.role for label in found}
    return found if len(roles) >= 2 and roles & {"deadline", BY, CREDIT, *UNIT_ROLES} else []


def _steps_and_state(line: str, found: list[Label]) -> list[Label]:
    """Return the counted steps that a sentence of its own opens among other fields, and what is said of the state behind them."""
    steps = _STEPS.search(line) if found and not any(label.role == "measures" for label in found) else None
    if steps is None:
        return []
    more = [Label("measures", steps["word"], steps.start("word"), steps.end())]
    known = any(label.role in ("progress", "state") for label in found)
    if not known and (now := _AS_OF.search(line, steps.end())):
        more.append(Label("progress", now["word"], now.start("word"), now.start("word")))
    return more


def _units_behind_a_date(line: str, found: list[Label]) -> list[Label]:
    """Return the units that a date's own sentence names behind it: 完成时限为2025年8月底前，甲县和乙局配合."""
    by = next((label for label in found if label.role == "deadline"), None)
    stop = line.find("。", by.value) if by else -1
    if by is None or stop < 0 or any(by.value < label.start < stop for label in found):
        return []
    m = _HELPED.search(line, by.value, stop + 1)
    if m is None or not looks_like_unit(re.split("[、和及与]", m["units"])[-1]):
        return []
    return [Label(CREDIT, "", m.start("units"), m.start("units"))]


def _told_of_the_task(line: str) -> list[Label]:
    """Return the fields of a paragraph that speaks of its task as one: 该任务由甲县负责，乙局督导，要求于…前完成。目前….

    Only a sentence that names the task itself (该任务, 此项工作) is taken so: a measure, too, names who does it until when.
    """
    credit = _ABOUT_IT.search(line)
    by = _WANTED_BY.search(line, credit.end()) if credit else None
    if credit is None or by is None:
        return []
    found = [Label(CREDIT, credit["word"], credit.start(), credit.end()), Label(BY, by["word"], by.start("word"), by.end())]
    if now := _NOW.search(line, by.end()):
        found.append(Label("progress", now["word"], now.start("word"), now.start("word")))
    return found


def _what_follows(line: str, found: list[Label]) -> list[Label]:
    """Return what stands behind the last sentence of fields, as what was done: …责任单位为甲县。核查组看到，…."""
    if not found or found[-1].role not in ("deadline", *UNIT_ROLES) or not _SAYS.match(line, found[-1].start):
        return []
    stop = line.find("。", found[-1].value)
    return [Label("progress", "", stop + 1, stop + 1)] if 0 < stop < len(line) - 8 else []


def _bracket_without_colons(line: str) -> list[Label]:
    """Return the fields of a bracket inside a paragraph whose parts open with a label each: （整改时限2025年6月底，责任单位甲县）."""
    for m in re.finditer(r"[（(](?P<inner>[^（）()：:]{10,200})[）)]", line):
        parts = [p for p in _PART.finditer(m["inner"]) if WORDS[p["word"]] in ("deadline", *UNIT_ROLES)]
        if len(parts) < 2 or parts[0].start("word") > 4:
            continue
        at = m.start("inner")
        found = [Label(WORDS[p["word"]], p["word"], at + p.start("word"), at + p.end()) for p in parts]
        found[0] = dataclasses.replace(found[0], start=m.start())
        after = [Label(WORDS[f["word"]], f["word"], f.start("word"), f.end()) for f in _AFTER.finditer(line, m.end())]
        return [*found, *after[:1]]
    return []


_SAYS = re.compile("[一-龥]{3,10}[为是]")
_PART = re.compile(rf"(?:^|(?<=[，,；;]))[ 　]*(?:市级|省级|县级|区级)?(?P<word>{_WORDS})(?:[为是])?")
_AFTER = re.compile(rf"(?:^|(?<=[）)。]))(?P<word>{_WORDS}){COLON}")
_TAIL = re.compile(r"(?<=。)[ 　]*(?P<open>[（(])(?P<inner>(?:[^（）()]|[（(][^（）()]*[）)])+)[）)][。；]?[ 　]*$")
_FIELD = re.compile(rf"(?<![^（(；;，,。 　])(?P<word>{_WORDS}){COLON}[ 　]*")
_DOES = re.compile("(?:牵头|负责|配合)(?:落实|实施)?(?=[，,；;。]|$)")


def run_on_tail(line: str, after: int) -> list[Label]:
    """Return the labels of what closes a labelled paragraph: one bracket of fields behind its last stop, or a sentence that says them.

    A bracket before the stop belongs to its sentence: 1.…（责任单位：甲）。
    """
    if (m := _TAIL.search(line, after)) is not None:
        start = m.start("inner")
        named = [Label(WORDS[f["word"]], f["word"], start + f.start("word"), start + f.end()) for f in _FIELD.finditer(m["inner"])]
        if len({label.role for label in named}) >= 2 and named[0].start == start:
            return named
        return [Label(CREDIT, "（", m.start("open"), start)] if named and _DOES.search(m["inner"]) else []
    last = line.rstrip("。 　").rfind("。")
    return [label for label in run_on(line) if label.start > last] if last > after else []


def does_something(words: str) -> bool:
    """Return whether a unit leads, answers or helps in these words."""
    return bool(_DOES.search(words))


class Brackets:
    """The brackets of a line, for places asked from left to right: each letter is counted once, however many labels the line has."""

    def __init__(self, line: str, opens: str = "（(", closes: str = "）)") -> None:
        """Begin at the head of the line; `opens` and `closes` are the marks that count."""
        self._line, self._at, self._open = line, 0, 0
        self._opens, self._closes = opens, closes

    def hold(self, at: int) -> bool:
        """Return whether a place of the line stands inside brackets."""
        if at < self._at:
            self._at = self._open = 0
        count = self._line.count
        self._open += sum(count(mark, self._at, at) for mark in self._opens) - sum(count(mark, self._at, at) for mark in self._closes)
        self._at = at
        return self._open > 0
