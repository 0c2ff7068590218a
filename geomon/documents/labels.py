"""The labelled fields of a task and the words that print them.

A label is what opens a value: 整改时限：2025年12月底. Synonyms are the genre's, gathered by role; a word that is no label here is text.
A label may stand alone on its line, be glued to its value, be wrapped in 【】 or bold, and share its line with the next one.
"""

from __future__ import annotations

import functools
import re

from geomon.deadlines import find_dates
from geomon.documents.bullets import COLON, OPEN
from geomon.documents.guessing import guess_role
from geomon.documents.label_words import UNIT_ROLES, WORDS, Label
from geomon.documents.lessons import are_told, told_role, with_told
from geomon.documents.run_on import CREDIT, MAY_LABEL, Brackets, does_something, run_on, run_on_tail
from geomon.documents.units import looks_like_unit
from geomon.progress import parse_progress

_TELLING = tuple(sorted((word for word in WORDS if len(word) >= 4), key=len, reverse=True))
"""Labels long enough to tell the role of a word that begins or ends with them."""
_WORDS = "|".join(sorted(WORDS, key=len, reverse=True))
_SPACED = "|".join(r"[ 　]?".join(word) for word in sorted(WORDS, key=len, reverse=True))
_CLOSE = r"(?:[ 　*]|】|\]|〕)*"
_NUMBERED = r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[）)、.．]{1,2}\s?)?"
_AT_START = re.compile(
    rf"^{OPEN}{_NUMBERED}{OPEN}(?P<word>{_SPACED})(?P<tail>（[^）]{{0,12}}）|\([^)]{{0,12}}\))?{_CLOSE}(?P<sep>{COLON}|[—－]{{2}}|$|(?<=[】\]〕])|[ 　\t]{{1,}}(?=\S))\**[ 　\t]*"
)
_INSIDE = re.compile(
    rf"(?<=[。；;，,、\s　）)])[ 　*【\[]*(?P<word>{MAY_LABEL}){_CLOSE}{COLON}\**[ 　]*"
)

_WORDED = re.compile(rf"^{OPEN}{_NUMBERED}{OPEN}(?P<word>[一-龥]{{3,12}}|咋[改办治]){_CLOSE}(?:{COLON}|(?<=[】\]〕]))\**[ 　\t]*")


_GLUABLE = "|".join(
    sorted((word for word, role in WORDS.items() if len(word) >= 4 and role in ("deadline", *UNIT_ROLES)), key=len, reverse=True)
)
_BRACKET = re.compile(r"[ \t　]*[（(].{8,}[）)][。；]?[ 　]*")
_BRACKETED = re.compile(rf"(?<=[（(；;，,。])[ 　]*(?P<word>{_WORDS}){COLON}[ 　]*")
_GOAL_IS = re.compile(r"^[ \t　]*(?P<word>(?:整改|治理|整治)目标)(?:是|为)(?![否何])")
_SHARED_OUT = re.compile(rf"^{OPEN}{_NUMBERED}{OPEN}(?P<word>(?:责任|任务|职责|工作)?(?:落实|分工)(?:情况)?){_CLOSE}{COLON}\**[ \t　]*")
_GLUED = re.compile(rf"^[ \t　]*(?P<word>{_GLUABLE})(?P<value>[^：:].+)$")

_LONG = 1_000
"""Longer lines are not kept: there may be megabytes of them."""


def read_labels(line: str) -> list[Label]:
    """Return the labels of one line, in order; the first must open the line, more may follow inside it."""
    if len(line) > _LONG or are_told():
        return with_told(line, _read_labels(line))
    return list(_kept_labels(line))


@functools.lru_cache(maxsize=4096)
def _kept_labels(line: str) -> tuple[Label, ...]:
    """Return the labels of a line where nobody told any: each step of reading asks for them again."""
    return tuple(_read_labels(line))


def _read_labels(line: str) -> list[Label]:
    if inside := _in_brackets(line):
        return inside
    first = _AT_START.match(line)
    if not first:
        return _unknown_at_start(line) or _glued(line) or run_on(line)
    word = re.sub(r"[ 　]", "", first["word"])
    if first["sep"] not in ("：", ":", "﹕", "∶", "——", "－－") and not _may_stand_alone(line, first, word):
        return []
    found = [Label(WORDS[word], word, first.start("word"), first.end())]
    if state := _state_in_bracket(first, WORDS[word]):
        return [*state, Label(WORDS[word], word, first.end("tail") - 1, first.end())]
    if found[0].role in ("problem", "goal", "measures", "progress") and (tail := run_on_tail(line, first.end())):
        return [*found, *tail]
    if found[0].role in ("problem", "goal", "measures", "progress", "title") and len(line) > 120:
        return found
    brackets = Brackets(line)
    found.extend(
        Label(WORDS[m["word"]], m["word"], m.start("word"), m.end())
        for m in _INSIDE.finditer(line, first.end())
        if m["word"] in WORDS and WORDS[m["word"]] not in {"note", "title"} and len(m["word"]) >= 3 and not brackets.hold(m.start())
    )
    return found


def _state_in_bracket(m: re.Match[str], role: str) -> list[Label]:
    """Return the state that a label of what was done holds in brackets: 整改情况（已完成整改）：…."""
    if role != "progress" or not m["tail"] or parse_progress(m["tail"][1:-1]).progress is None:
        return []
    return [Label("state", m["word"], m.start("word"), m.start("tail") + 1)]


def _in_brackets(line: str) -> list[Label]:
    """Return the labels of a line that is one bracket of fields: （牵头单位：…；责任单位：…；整改时限：…）."""
    if not _BRACKET.fullmatch(line):
        return []
    found = [Label(WORDS[m["word"]], m["word"], m.start("word"), m.end()) for m in _BRACKETED.finditer(line)]
    return found if len({label.role for label in found}) >= 2 else []


_OF_INSPECTION = re.compile(
    r"[ 　\t]*(?P<word>(?![^：:]{0,12}(?:将|对|根据|按照|针对|关于))[^，。；：:]{0,16}(?:督察|督查|巡察|审计|警示片)[^，。；：:]{0,12}"
    r"(?:反馈|指出|交办|转办|披露|移交)(?:的)?(?:问题|事项|意见|内容)(?:情况|内容)?)[：:][ 　]*$"
)
"""A label that names the inspection, alone on its line: 市督察组“回头看”交办问题："""
_MARKED = re.compile("[ 　\t]*(?P<word>(?:牵头|主办)[（(](?:责任|整改|落实)[）)](?:单位|部门))[：:][ 　]*")


def _unknown_at_start(line: str) -> list[Label]:
    """Return a label that no list holds but that ends as labels do: 整改工作推进情况：…, or one whose sentence names units by what they do."""
    if whose := _OF_INSPECTION.match(line):
        return [Label("problem", whose["word"], whose.start("word"), whose.end())]
    if lead := _MARKED.match(line):
        return [Label("lead", lead["word"], lead.start("word"), lead.end())]
    if (credit := _SHARED_OUT.match(line)) and does_something(line[credit.end() :]):
        return [Label(CREDIT, credit["word"], credit.start("word"), credit.end())]
    m = _WORDED.match(line)
    role = role_of(m["word"]) if m else None
    return [Label(role, m["word"], m.start("word"), m.end())] if m and role and role != "title" else []


def _glued(line: str) -> list[Label]:
    """Return a label that runs into its value without a mark (办结期限2025年9月底), where the value is a date or a list of units."""
    if said := _GOAL_IS.match(line):
        return [Label("goal", said["word"], said.start("word"), said.end())]
    m = _GLUED.match(line) if len(line) <= 80 else None
    if m is None:
        return []
    value, role = m["value"].strip("。；; 　"), WORDS[m["word"]]
    if role == "deadline":
        fits = sum(len(date.text) for date in find_dates(value, year=2000, month=1)) >= max(4, 0.4 * len(value)) or bool(
            re.match("立行立改|立即整改|立整立改|长期坚持|持续坚持", value)
        )
    else:
        units = [unit for unit in re.split("[、，,；;]", re.sub("(?:配合|负责|牵头|参与)$|[（(][^）)]*[）)]", "", value)) if unit]
        fits = bool(units) and all(map(looks_like_unit, units))
    return [Label(role, m["word"], m.start("word"), m.start("value"))] if fits else []


def _may_stand_alone(line: str, m: re.Match[str], word: str) -> bool:
    """Return whether a label without a colon is one: alone on its line, in brackets, or a long word before a value."""
    rest = line[m.end() :].strip()
    if not rest:
        return len(word) >= 4
    return bool(re.search(r"[】\]〕]|\*\*", line[m.start("word") : m.end()]))


def role_of(word: str) -> str | None:
    """Return the role of a table heading or bare label, blanks and brackets ignored; None for none.

    Examples
    --------
    >>> role_of("整改 时限"), role_of("责任单位（牵头）"), role_of("序号") is None
    ('deadline', 'responsible', True)
    """
    bare = re.sub(r"[\s　：:【】\[\]*]|[（(].*?[）)]", "", word)
    if role := told_role(bare) or WORDS.get(bare):
        return role
    if guessed := guess_role(bare):
        return guessed
    if not bare.endswith(_TELLING) and not bare.startswith(_TELLING):
        return None
    return next((WORDS[tail] for tail in _TELLING if bare.endswith(tail) or bare.startswith(tail)), None)
