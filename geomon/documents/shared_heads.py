"""Names in a list whose last item alone says what all of them are.

甲、乙镇污水处理站; 甲镇、乙镇等乡镇水厂; 甲和乙矿区; 甲煤业、乙公司矸石场.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from geomon.documents.common_words import GENERIC
from geomon.documents.place_nouns import HEAD, LAYER_OF_GROUP
from geomon.documents.words import holds_name, lead_in

_ONE_EACH = "(?:生活)?污水(?:集中)?处理(?:站|厂)|自来水厂|水厂|供水站|(?:生活)?垃圾(?:填埋场|中转站|转运站)"
"""What a town has one of, so that a list of towns names as many; their mines and works may be any number."""
IS_ONE_EACH = re.compile(f"(?:集镇|场镇|圩镇|镇区)?(?:{_ONE_EACH})")
_TOWNS = re.compile(
    rf"(?P<towns>(?:[一-龥]{{2,12}}、){{1,9}}[一-龥]{{2,4}}(?:镇|乡))(?P<all>等[0-9几数多两三四五六七八九十]{{0,3}}个?(?:乡镇|镇|乡|集镇))?(?P<head>(?:集镇|场镇|圩镇|镇区)?(?:{_ONE_EACH}))"
)
_TOWN = re.compile("(?:[一-龥]{2,9}?[市县区旗])?(?P<name>[一-龥]{2,4}?(?:镇|乡)|[一-龥]{2,3})")
_PAIR = re.compile(
    "(?:^|(?<=[，。；：、对在集团公司县市区镇乡]))(?P<first>[一-龥]{2,3})(?:和|与|及)(?P<second>[一-龥]{2,4}(?:矿区|煤矿|露天矿|采区|排土场|尾矿库))"
)
_FIRMS_SITE = re.compile("(?:公司|集团|厂|煤业|矿业|煤矿)[一-龥]{2,8}$")


def towns_of(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and layer of the towns in a list that stand for what each of them has; the item with the noun is found by it."""
    for m in _TOWNS.finditer(sentence):
        found = HEAD.search(m["head"])
        layer = LAYER_OF_GROUP[found.lastgroup or ""] if found else "facility"
        start = m.start()
        items = m["towns"].split("、")
        made: list[tuple[int, int, str]] = []
        for n, item in enumerate(items):
            town = _TOWN.fullmatch(item)
            if n + 1 == len(items) and not m["all"]:
                town = None
            elif town is None:
                made = []  # what stands before the list: 推进污水处理、甲镇、乙镇
            if town:
                made.append((start + town.start("name"), start + len(item), layer))
            start += len(item) + 1
        yield from made


def pairs(sentence: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and layer of a name that shares the noun of the next: 甲 in 甲和乙矿区."""
    for m in _PAIR.finditer(sentence):
        first = m["first"]
        named = holds_name(first) and not lead_in(first) and GENERIC.sub("", first) == first and not HEAD.search(first)
        if named and first[-1] not in "县区市旗镇乡村":
            yield m.start("first"), m.end("first"), "waste_site" if m["second"].endswith("尾矿库") else "mine"


def is_site_of_a_firm(name: str) -> bool:
    """Return whether a name is a firm's with the noun of a site of it, which firms listed before it share."""
    return bool(_FIRMS_SITE.search(name))
