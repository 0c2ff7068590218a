"""Waters and the divisions that are called by them: 牡丹江 is a river in 排入牡丹江 and a city in 牡丹江、鸡西等市."""

from __future__ import annotations

import re
from functools import cache

from geomon.divisions import divisions, named, short_names
from geomon.documents.region import Region

_AFTER = re.compile(
    "流域|[干支]流|[上中下]游|[两左右东西南北沿]岸|沿[线岸途]|岸|水|河|段|断面|[入汇河]?口|入|汇|源|大桥|治理|整治|底泥|清淤|湿地|排|生态|的|内|中|里|等(?:重点)?[河水流]"
)
_BEFORE = re.compile("(?:[入向进至汇流排沿跨临经于到往距近]|污染|清理|治理|整治|疏浚|保护|影响|侵占|倾倒)$")
_ITEM_BEFORE = re.compile("(?P<item>[一-龥]{2,4})、$")
_ITEM_AFTER = re.compile("、(?P<item>[一-龥]{2,4})")
_SPILLS = re.compile("[河湖江][东西南北苏](?:省|[一-龥]{0,2}[视台]|日报|新闻)")


def is_named_on(sentence: str, end: int) -> bool:
    """Return whether a noun that ends at `end` goes on as the name of a division: 镇江|市, 督察意见湖|北省."""
    if _SPILLS.match(sentence, end - 1):
        return True
    return sentence[end : end + 1] in tuple("省市县区州盟旗") and any(
        named(sentence[start : end + 1]) for start in range(max(0, end - 5), end - 1)
    )


@cache
def _large() -> frozenset[str]:
    """Return the short names of provinces and cities."""
    return frozenset(division.short for division in divisions().values() if division.level != "county")


def is_the_division(name: str, sentence: str, start: int, end: int, region: Region | None) -> bool:
    """Return whether the name of a water, which a division shares, stands for the division: nothing around it speaks of water.

    Parameters
    ----------
    region : whose county may be called by its short name; the counties of others are not, many a brook has such a name.
    """
    near = {division.short for division in (region.division, *region.counties)} if region else set()
    if name not in _large() and name not in near:
        return False
    items = [m["item"] for m in (_ITEM_BEFORE.search(sentence[:start]), _ITEM_AFTER.match(sentence, end)) if m]
    if any(item in short_names() or item[:2] in _large() for item in items):
        return True
    return not (_BEFORE.search(sentence[:start]) or _AFTER.match(sentence, end) or any(item[-1] in "河湖江溪沟渠川" for item in items))
