"""Whether a run of characters holds a name: words of the dictionary against what no dictionary knows.

The dictionary and its parts of speech are jieba's (package rjieba, MIT). A stem is a name when a part of it is marked as a name of a place,
person, body or brand, or is in no dictionary at all; a run of common words is none.
"""

from __future__ import annotations

from functools import lru_cache

import rjieba

_NAMES = ("ns", "nr", "nz", "nt", "nrt", "nrfg")
_LEAD = ("v", "vn", "vd", "vi", "vq", "vg", "d", "ad", "c", "p", "r", "u", "uj", "ul", "uv", "uz", "ud", "f", "t", "z", "zg", "y", "e", "o")
_LAND = set("山岭梁沟湾塬滩坡井泉庄店堡营寨屯峁台洼坝桥河湖渠")
_COMMON = {"黄河", "长江", "中国", "环境", "工业", "万方", "红线", "大气", "双碳", "绿色", "高新", "生态", "中心"}


@lru_cache(maxsize=65536)
def tagged(text: str) -> tuple[tuple[str, str], ...]:
    """Return the words of `text` with their parts of speech."""
    return tuple((word, tag) for word, tag in rjieba.tag(text))


@lru_cache(maxsize=65536)
def known_words(text: str) -> frozenset[str]:
    """Return the words that `text` falls into by the dictionary alone, with no guess at words that it lacks."""
    return frozenset(rjieba.cut(text, False))


@lru_cache(maxsize=65536)
def lead_in(text: str) -> int:
    """Return how many characters at the head of `text` are verbs, adverbs and the like, which no name begins with.

    Examples
    --------
    >>> lead_in("加固尾矿库"), lead_in("桑干河自然保护区")
    (2, 0)
    """
    at = 0
    known = known_words(text)
    for word, tag in tagged(text):
        if word not in known or tag not in _LEAD or (len(word) == 1 and tag in ("v", "vg", "zg", "f", "t", "vn")) or word in _COMMON:
            break
        at += len(word)
    return at if text[at:] and text[at:] not in _LAND else 0 if text[at:] else at


@lru_cache(maxsize=65536)
def holds_name(text: str) -> bool:
    """Return whether a part of `text` is marked as a name, or is in no dictionary.

    Examples
    --------
    >>> holds_name("桑干河"), holds_name("蒙恒"), holds_name("印刷包装")
    (True, True, False)
    """
    if any(tag in _NAMES and word not in _COMMON for word, tag in tagged(text)):
        return True
    known = rjieba.cut(text, False)
    singles = 0
    for word in known:
        singles = singles + 1 if len(word) == 1 else 0
        if singles >= 2:
            return True
    return False


@lru_cache(maxsize=4096)
def _nouns(sentence: str) -> frozenset[int]:
    """Return the characters of a sentence that lie in a noun of the dictionary, but for its last (制度: a name may begin after it)."""
    inside: set[int] = set()
    known = known_words(sentence)
    at = 0
    for word, tag in tagged(sentence):
        if len(word) > 1 and word in known and tag[0] in "nabl":
            inside.update(range(at, at + len(word) - 1))
        at += len(word)
    return frozenset(inside)


def within_noun(sentence: str, at: int) -> bool:
    """Return whether the character at `at` is a part of a longer noun (再 in 再生资源), and so breaks no name."""
    return at in _nouns(sentence)


def names_a_thing(text: str) -> bool:
    """Return whether a noun, or a word in no dictionary, is in `text`; 健全 and 报告 as verbs are none."""
    return any(tag[0] in "nlijmx" for _, tag in tagged(text))
