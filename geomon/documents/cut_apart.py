"""Paragraphs that lost their line breaks, cut back into lines: title, chapters, tasks and fields all glued into one.

Only a paragraph that plainly holds several of them in order is cut; the pieces are lines like any other, and the layouts read them so.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from geomon.documents.behind_credit import heading_behind_credit
from geomon.documents.bullets import BULLETS, COLON
from geomon.documents.cut_credited import cuts_behind_credits
from geomon.documents.guessing import guess_role
from geomon.documents.label_words import UNIT_ROLES, WORDS
from geomon.documents.numbering import NTH, read_head
from geomon.documents.source import Raw, RawLine
from geomon.documents.title_endings import ends_like_title

_LEAST = 40
"""Characters of a paragraph that can hold several lines."""
_LONG_WORDS = "|".join(
    sorted((word for word, role in WORDS.items() if len(word) >= 4 or (role == "person" and len(word) >= 3)), key=len, reverse=True)
)
_LABEL = re.compile(
    rf"[【\[〔]?(?P<word>{_LONG_WORDS})(?:[（(][^（）()]{{1,12}}[）)])?[】\]〕]?{COLON}|[【〔](?P<bare>[一-龥]{{2,10}})[】〕]"
)
_FIELD = re.compile(rf"[一-龥]{{0,12}}?(?:{_LONG_WORDS})(?:情况|要求)?(?P<blank>[ 　]+)")
_CN = "[一二三四五六七八九十百]{1,4}"
_SHORT = {"deadline", "state", "person", *UNIT_ROLES}
"""Roles whose value is over with its line, so that a number may stand right behind it: 责任单位：市水务局（二）…."""
_CHAPTER = re.compile("(?P<n>[一二三四五六七八九十]{1,3})、")
_ITEM = re.compile("[（(](?P<cn>[一二三四五六七八九十]{1,3})[）)]|(?P<ar>[0-9]{1,2})[.．、](?![0-9])")
_TASK = re.compile(
    f"[【\\[]?(?:整改)?(?:任务|问题|事项|序号|编号)(?:编号|序号)?[：:]?(?:[0-9]{{1,3}}|{_CN})"
    "[】\\]：:、.．]"
    f"|[【\\[]?(?:整改)?(?:任务|问题|事项)?(?:清单)?{NTH}(?:项|条|方面|部分)"
    f"(?:[】\\] 　：:、]|(?={_LONG_WORDS}))"
)
_CREDITED = re.compile("。[（(][^（）()。]{2,100}(?:局|政府|委|办|中心|单位|部门)(?:[^（）()。]{0,40}(?:负责|配合|牵头|落实|等))?[）)]")
_TASKS = 3
"""Tasks that a paragraph without labels must hold to be cut."""
_ABOVE_ITEMS = re.compile("[一-龥、]{2,24}(?=1[.．、]|任务[一1：]|问题[一1：]|【)")
"""The title of a chapter whose first task stands right behind it."""
_NAMED = re.compile("[ 　](?=(?:问题|任务|整改)?(?:编号|序号)[0-9一二三四五六七八九十百]{1,4}[：:])")
_ANSWERS = re.compile(f"[ 　]*{_CN}、[ 　]*(?:关于|针对)“")
_STOP = f"。；;！？”’）) 　{BULLETS}"
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "『": "』", "「": "」"}


@dataclasses.dataclass(frozen=True, slots=True)
class _Mark:
    """Something that opens a line: its place, its kind ("label", "chapter", "cn", "ar") and its role or number."""

    at: int
    kind: str
    role: str = ""
    number: int = 0
    end: int = 0


def cut_apart(items: Sequence[Raw]) -> list[Raw]:
    """Return the items, each paragraph that runs several lines on cut into them."""
    out: list[Raw] = []
    for item in items:
        if not isinstance(item, RawLine) or len(item.text) < _LEAST:
            out.append(item)
            continue
        behind = heading_behind_credit(item.text)
        places = [0, *sorted(cuts_in(item.text) or ({behind} if behind else ())), len(item.text)]
        pieces = (item.text[a:b].strip(" 　") for a, b in itertools.pairwise(places))
        out.extend(dataclasses.replace(item, text=piece) for piece in pieces if piece)
    return out


def cuts_in(text: str) -> set[int]:
    """Return the places at which a paragraph is to be cut; none where it is one line.

    Examples
    --------
    >>> text = "示例市整改清单一、认识不深（一）坑未复绿。整改目标：复绿。责任单位：市水务局责任人：局长" + (
    ...     "整改时限：2025年6月底整改措施：1.补植。2.巡查。")
    >>> [text[at : at + 4] for at in sorted(cuts_in(text))]
    ['一、认识', '（一）坑', '整改目标', '责任单位', '责任人：', '整改时限', '整改措施', '1.补植', '2.巡查']
    """
    shut = _shut(text)
    labels = list(_labels(text, shut))
    chapters = _chapters(text, shut, labels)
    fields = [m for chapter in chapters if (m := _FIELD.match(text, chapter.end))]
    by_chapter = len(chapters) > 1 and len(fields) > 1
    tasks = list(_tasks(text, shut, labels))
    several = _is_series(text, tasks) or _is_work_plan(text, chapters)
    if not (by_chapter or several or _runs_on(text, labels) or _is_answer(text, chapters, labels)):
        return cuts_behind_credits(text)
    heads = sorted([*labels, *chapters, *tasks], key=lambda mark: mark.at)
    marks = sorted([*heads, *_items(text, shut, heads, labels)], key=lambda mark: mark.at)
    found = {mark.at for before, mark in zip([None, *marks], marks, strict=False) if not _numbers(text, before, mark)}
    if by_chapter:
        found |= {m.start("blank") for m in fields} | {m.start() for m in _NAMED.finditer(text) if not shut[m.start()]}
    return found - {0}


def _shut(text: str) -> list[bool]:
    """Return for each character whether it stands inside quotation marks or brackets that are closed again."""
    shut = [False] * (len(text) + 1)
    opened: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in _PAIRS:
            opened.append((_PAIRS[char], at))
        elif opened and char == opened[-1][0]:
            _, start = opened.pop()
            if not opened:
                shut[start + 1 : at + 1] = [True] * (at - start)
    return shut


def _labels(text: str, shut: Sequence[bool]) -> Iterator[_Mark]:
    for m in _LABEL.finditer(text):
        role = WORDS.get(m["word"] or m["bare"]) or guess_role(m["bare"])
        if role and role != "note" and not shut[m.start()]:
            yield _Mark(m.start(), "label", role, end=m.end())


def _chapters(text: str, shut: Sequence[bool], labels: Sequence[_Mark]) -> list[_Mark]:
    """Return 一、 二、 三、 in order from the first, each behind a stop or a blank; the first also right behind the title."""
    found: list[_Mark] = []
    for m in _CHAPTER.finditer(text):
        head = read_head(text[m.start() : m.start() + 24])
        if shut[m.start()] or head is None or head.style != "一、":
            continue
        if found and head.number not in (1, found[-1].number + 1):
            continue
        if not found and head.number > 1 and (not m.start() or text[m.start() - 1] in _STOP):
            continue  # what opens with 二、 is no first chapter, unless it stands right behind the value of a field
        announced = head.number == 1 and text[m.start() - 1] in "：:"
        if announced or _is_free(text, m.start(), labels) or (not found and m.start() < 80 and ends_like_title(text[: m.start()])):
            found.append(_Mark(m.start(), "chapter", number=head.number, end=m.end()))
    return found


def _tasks(text: str, shut: Sequence[bool], labels: Sequence[_Mark]) -> Iterator[_Mark]:
    """Yield what numbers a task in words, counting up: 【问题2】, 任务二：, 第二项."""
    last: dict[str, int] = {}
    chapter = -99
    for m in _TASK.finditer(text):
        head = read_head(text[m.start() : m.start() + 24])
        if head is None or shut[m.start()] or head.number <= last.get(head.style, 0):
            continue
        titled = m.start() - chapter <= 30 and not re.search("[。，；]", text[chapter : m.start()])
        if text[m.start()] in "【[" or _is_free(text, m.start(), labels) or head.style == "chapter" or titled:
            last[head.style] = head.number
            chapter = m.end() if head.style == "chapter" else chapter
            yield _Mark(m.start(), "task", number=head.number, end=m.end())


def _is_free(text: str, at: int, labels: Sequence[_Mark]) -> bool:
    """Return whether a line may begin at a place: behind a stop or a blank, or behind the value of a field that takes one line."""
    if at == 0 or text[at - 1] in _STOP:
        return True
    before = bisect.bisect_left(labels, at, key=lambda mark: mark.at) - 1
    return before >= 0 and labels[before].role in _SHORT and 2 <= at - labels[before].end <= 80 and not text[at - 1].isdigit()


def _runs_on(text: str, labels: Sequence[_Mark]) -> bool:
    """Return whether labels stand glued to the value before, or the fields of several tasks follow each other in one paragraph."""
    told = Counter(label.role for label in labels)
    if len(told) < 3 or not told.keys() & {"deadline", *UNIT_ROLES}:
        return False
    glued = [label for label in labels if label.at and label.role != "person" and re.match("[一-龥0-9A-Za-z]", text[label.at - 1])]
    again = {role for role, times in told.items() if times > 1}
    return bool(glued) or (len(again) > 1 and bool(again & {"problem", "goal", "measures", "progress"}))


def _is_work_plan(text: str, chapters: Sequence[_Mark]) -> bool:
    """Return whether chapters and tasks that name who does them in a bracket at their end stand in one paragraph."""
    return len(chapters) > 1 and len(_CREDITED.findall(text)) >= _TASKS


def _is_series(text: str, tasks: Sequence[_Mark]) -> bool:
    """Return whether a paragraph tells several tasks one after another, each behind its number and a colon: 问题1：…。问题2：…."""
    told = [task for task in tasks if text[task.end - 1] in "：:】"]
    return len(told) >= _TASKS and len(told) == len(tasks) and all(b.at - a.end >= _LEAST for a, b in itertools.pairwise(told))


def _is_answer(text: str, chapters: Sequence[_Mark], labels: Sequence[_Mark]) -> bool:
    """Return whether a number, the quoted problem and the label of what was done stand in one line: 一、关于“…”整改进展情况：…."""
    behind_quote = [label for label in labels if label.role == "progress" and text[label.at - 1] == "”"]
    if behind_quote and _ANSWERS.match(text):  # 二、关于“…: the next of a list whose items are a paragraph each
        return True
    return any(
        label.role == "progress" and text[label.at - 1] == "”" and re.match("(?:关于|针对)“", text[chapter.end :])
        for chapter, label in zip(chapters, labels, strict=False)
        if chapter.end < label.at
    )


def _items(text: str, shut: Sequence[bool], heads: Sequence[_Mark], labels: Sequence[_Mark]) -> Iterator[_Mark]:
    """Yield （一） and 1. where they count up: behind a stop or a colon, or right behind the title of what stands above them."""
    last = {"cn": 0, "ar": 0}
    outer = 0  # of the number in front of the fields, which the steps inside them do not count on
    above: _Mark | None = None
    labelled = {label.at for label in labels}
    k = 0
    for m in _ITEM.finditer(text):
        while k < len(heads) and heads[k].at <= m.start():
            above, before = heads[k], above
            if before and before.kind == "ar" and above.kind == "label":
                outer = before.number
            last["ar"] = last["ar"] if above.kind == "label" and above.role != "measures" else 0  # （三） counts on in the next chapter
            k += 1
        head = read_head(m[0])
        kind = "cn" if m["cn"] else "ar"
        if head is None or shut[m.start()]:
            continue
        free = _is_free(text, m.start(), labels)
        counts = head.number in (1, last[kind] + 1) or (kind == "ar" and head.number == outer + 1)
        own = m.end() in labelled and not text[m.start() - 1].isdigit()  # 2、反馈意见：…
        if not counts and not own and not (kind == "cn" and not last["cn"] and free and text[m.start() - 1] not in _STOP):
            continue
        titled = above is not None and above.kind not in ("label", kind) and m.start() - above.end <= 30
        titled = titled and above is not None and not re.search("[。，；]", text[above.end : m.start()])
        over_items = kind == "cn" and _ABOVE_ITEMS.match(text, m.end())
        if free or own or over_items or titled or text[m.start() - 1] in "：:】":
            last[kind] = head.number
            last["ar"] = last["ar"] if kind == "ar" else 0
            above = _Mark(m.start(), kind, number=head.number, end=m.end())
            yield above


def _numbers(text: str, before: _Mark | None, mark: _Mark) -> bool:
    """Return whether a mark stands right behind its own number, which opens the line: （一）整改目标：…, （五）整改措施落实情况：…."""
    if before is None or before.kind in ("label", "task") or mark.kind != "label":
        return False
    return bool(re.fullmatch("[ 　]*|(?:整改|问题|任务|工作)[一-龥]{0,4}", text[before.end : mark.at]))
