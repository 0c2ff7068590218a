"""Two wordings of one obligation: is the newer one materially another, and is it weaker.

The vocabulary is small and meant to be read: words that oblige, in rungs from strong to weak, as plans use them. A text is weaker
when a word of a higher rung gave way to one of a lower, when a hedge came in, when a word for "all" fell out, or when a number fell (or a
ceiling rose). Only clauses that belong together are compared, so that a sentence added elsewhere weakens nothing.
"""

from __future__ import annotations

import dataclasses
import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from rapidfuzz import fuzz

LADDERS: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("完成", "建成", "到位", "办结", "销号"), ("推进", "推动", "加快", "实施", "开展", "启动"), ("研究", "探索", "谋划", "论证")),
    (("全面", "全部", "所有", "彻底", "一律", "逐一"), ("基本", "大部分", "大多数", "多数", "部分")),
    (("必须", "确保", "保证", "严禁", "不得"), ("力争", "争取", "努力", "尽量", "尽可能", "原则上", "鼓励", "引导")),
    (("消除", "杜绝", "根治", "清零", "解决"), ("减少", "缓解", "改善", "控制", "遏制")),
    (("关停", "取缔", "拆除", "关闭", "退出", "清退", "停止"), ("规范", "整治", "整顿", "提升", "限制", "保留")),
    (("每日", "每天"), ("每周",), ("每月",), ("每季度", "每季"), ("每半年",), ("每年",)),
)
HEDGES: tuple[str, ...] = ("基本", "力争", "争取", "逐步", "适时", "原则上", "尽量", "尽可能", "大部分", "有条件的", "视情", "酌情",
                           "条件成熟")
ALL: tuple[str, ...] = ("全面", "全部", "所有", "彻底", "一律")
OTHER_WORDS = re.compile(
    r"基本(?:农田|草原|情况|建设|医疗|公共|国策|制度)|研究[院所]|不得[不已]|规范化?(?:标准|要求)|控制[线区性]|限制开发区")
"""Fixed terms in which the words above oblige to nothing."""
CEILING = re.compile(r"不高于|不超过|不大于|不多于|低于|小于|控制在|降至|降到|降低到|降低至|减少到|减至|压减至|以下|以内|≤|<")
SAME_CLAUSE = 45.0
"""Share of common text (0-100) from which two clauses say the same thing: 完成整改 and 推进整改 share 50."""
MATERIAL = 4
"""So many letters must differ, unless a figure or a negation is among them."""
_DATE = re.compile(r"\d{4}年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日|底)?|\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"(\d+(?:\.\d+)?)(万|亿)?(平方公里|平方米|立方米|公里|千米|公顷|毫克/升|mg/L|[米亩吨家个处座眼口条户台套人次项%])")
_CLAUSE_END = re.compile(r"[。;,!?\n]+")
_TOKEN = re.compile(r"\d+(?:\.\d+)?|.", re.DOTALL)
_NOT_WORDS = re.compile(r"[\W_]+")
_WEIGHTY = re.compile(r"[\d不未无非]")


@dataclasses.dataclass(frozen=True, slots=True)
class Weaker:
    """Why a text is weaker, in words, in both languages."""

    reason: str
    reason_en: str


def weaker(before: str, after: str) -> Weaker | None:
    """Return why `after` obliges to less than `before`; None where no rule says so."""
    for old, new in _pairs(_clauses(before), _clauses(after)):
        found = _by_words(old, new) or _by_figures(old, new)
        if found:
            return found
    return None


def materially(before: str, after: str) -> bool:
    """Return whether two texts differ in more than punctuation, spaces, width of letters and a slip of the pen."""
    old, new = (_NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)) for text in (before, after))
    if old == new:
        return False
    codes = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    other = [old[a:b] + new[c:d] for tag, a, b, c, d in codes if tag != "equal"]
    return sum(map(len, other)) >= MATERIAL or any(_WEIGHTY.search(piece) for piece in other)


def pieces(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Yield two texts as one row of pieces: ("same", text), ("out", text that fell out), ("in", text that came in).

    A figure is one piece, and a letter or two that two changes happen to share are no common ground: they go into the change, so that words
    stay whole.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    out = into = ""
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" and (b - a > 2 or a == 0 or b == len(old)):
            yield from ((kind, text) for kind, text in (("out", out), ("in", into)) if text)
            out = into = ""
            yield "same", "".join(old[a:b])
        else:
            out, into = out + "".join(old[a:b]), into + "".join(new[c:d])
    yield from ((kind, text) for kind, text in (("out", out), ("in", into)) if text)


def excerpt(before: str, after: str, around: int = 12, most: int = 60) -> Iterator[tuple[str, str]]:
    """Yield `pieces` for a narrow place: only `around` letters beside a change, `most` of a change; "cut" marks a gap."""
    row = list(pieces(before, after))
    for n, (kind, text) in enumerate(row):
        if kind != "same":
            yield (kind, text) if len(text) <= most else (kind, f"{text[:most - 1]}…")
        elif len(text) <= 2 * around + 1:
            yield kind, text
        else:
            if n > 0:
                yield kind, text[:around]
            yield "cut", ""
            if n < len(row) - 1:
                yield kind, text[-around:]


def _clauses(text: str) -> list[str]:
    """Return the clauses of a text, half-width and without spaces."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return [clause for clause in _CLAUSE_END.split(plain) if clause]


def _pairs(old: list[str], new: list[str]) -> list[tuple[str, str]]:
    """Return the clauses that were changed, each with what became of it; what fell out or came in whole is left out."""
    common = Counter(old) & Counter(new)
    rest_old, rest_new = list((Counter(old) - common).elements()), list((Counter(new) - common).elements())
    if len(rest_old) == len(rest_new) == 1:
        return [(rest_old[0], rest_new[0])]
    shares = sorted(((fuzz.ratio(a, b), n, m) for n, a in enumerate(rest_old) for m, b in enumerate(rest_new)), reverse=True)
    taken: dict[int, int] = {}
    for share, n, m in shares:
        if share >= SAME_CLAUSE and n not in taken and m not in taken.values():
            taken[n] = m
    return [(rest_old[n], rest_new[m]) for n, m in sorted(taken.items())]


def _words(clause: str, known: tuple[str, ...]) -> Counter[str]:
    """Count the words of the vocabulary in a clause, the longer before the shorter that it contains."""
    pattern = "|".join(sorted(known, key=len, reverse=True))
    return Counter(re.findall(pattern, OTHER_WORDS.sub("…", clause)))


def _by_words(old: str, new: str) -> Weaker | None:
    for ladder in LADDERS:
        rung = {word: n for n, words in enumerate(ladder) for word in words}
        had, has = _words(old, tuple(rung)), _words(new, tuple(rung))
        lost, gained = had - has, has - had
        for strong in lost:
            weak = next((word for word in gained if rung[word] > rung[strong]), None)
            if weak:
                return Weaker(f"“{strong}”改为“{weak}”", f"“{strong}” became “{weak}”")
    hedged = _words(new, HEDGES) - _words(old, HEDGES)
    if hedged and not _words(old, HEDGES) - _words(new, HEDGES):
        word = next(iter(hedged))
        return Weaker(f"增加了“{word}”", f"“{word}” was added")
    dropped = _words(old, ALL) - _words(new, ALL)
    if dropped and not _words(new, ALL) - _words(old, ALL):
        word = next(iter(dropped))
        return Weaker(f"去掉了“{word}”", f"“{word}” was dropped")
    return None


def _by_figures(old: str, new: str) -> Weaker | None:
    """Tell a smaller figure, or a greater one where the clause sets a ceiling; dates are no figures."""
    had, has = (_FIGURE.findall(_DATE.sub("", clause)) for clause in (old, new))
    if [unit for *_, unit in had] != [unit for *_, unit in has]:
        return None
    sign = -1 if CEILING.search(old) and CEILING.search(new) else 1
    for a, b in zip(had, has, strict=True):
        if sign * _value(b) < sign * _value(a):
            zh, en = ("降为", "fell to") if sign > 0 else ("放宽到", "was raised to")
            return Weaker(f"“{''.join(a)}”{zh}“{''.join(b)}”", f"“{''.join(a)}” {en} “{''.join(b)}”")
    return None


def _value(figure: tuple[str, str, str]) -> float:
    return float(figure[0]) * {"万": 1e4, "亿": 1e8}.get(figure[1], 1.0)
