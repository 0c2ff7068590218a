"""Where a name can begin in a sentence: after the last word that no name holds, counties' own letters left alone."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from geomon.documents.name_breaks import BREAKS
from geomon.documents.word_classes import BEFORE_NOUN
from geomon.documents.words import within_noun

_OF_FIRM = re.compile("(?:技术|服务|科技|咨询|工程){0,2}(?:有限|股份|集团)")
ONE_LETTER_TOWN = re.compile("[^各该某本全每两城集村场圩乡县区市老新小此邻](?:镇|乡)(?![镇政级村])")
_OF_ONE_RESERVE = re.compile("[一-龥]{2,6}(?:国家级|省级|自治区级|市级|县级)(?:自然)?保护区")
_TOWNS_FIRST = re.compile("[一-龥](?:镇|乡|街道|苏木)[^河沟湖渠江溪港库矿山厂场煤猪牛羊鸡鸭东西南北]$")
"""A town and one letter more, which is no item of a list."""
_LONGEST = 24
"""Letters of the longest name of a county, and more."""


def near(held: Sequence[tuple[int, int]], start: int, stop: int) -> Sequence[tuple[int, int]]:
    """Return the names of counties that reach into a stretch; `held` is in order, and no name is longer than `_LONGEST`."""
    return held[bisect.bisect_left(held, (start - _LONGEST, 0)) : bisect.bisect_right(held, (stop, len(held) and held[-1][1]))]


def after_breaks(sentence: str, start: int, stop: int, held: Sequence[tuple[int, int]]) -> int:
    """Return where a name can begin: after the last word that no name holds; a county's own letters (应县, 和林县) are no such word."""
    begin, held = start, near(held, start, stop + 8)
    before_noun = (b for b in BEFORE_NOUN.finditer(sentence, start, stop + 8) if b.end() <= stop)
    for b in sorted((*BREAKS.finditer(sentence, start, stop), *before_noun), key=lambda b: b.start()):
        acts = b.group() == "对" and any(z == b.start() for _, z in held)  # a county does something to a place
        if any(a < b.end() and b.start() < z for a, z in held) or (len(b.group()) == 1 and not acts and within_noun(sentence, b.start())):
            continue
        if _OF_FIRM.match(sentence, b.end()):
            continue  # 机动车检测有限公司: the work that a firm is called by
        if len(b.group()) == 1 and b.start() == begin == start and stop - b.end() == 1:
            continue  # what is left would be one character: 和邦
        if b.group() in "和与及" and ((b.start() - begin == 1 and start == begin) or any(z == b.start() - 1 for _, z in held)):
            continue  # one character alone is no item of a list: 太和工业园
        if b.group() == "和" and _TOWNS_FIRST.search(sentence, begin, b.start()):
            continue  # 大堰镇永和养殖场
        if b.group() == "和" and stop - b.end() <= 2 and re.search("[镇乡]$", sentence[begin : b.start()]):
            continue  # a town's farm of two characters: 七里镇和兴养殖场
        if b.group() == "对" and b.start() == 0:
            begin = b.end()
            continue
        if len(b.group()) == 1 and any(z == b.start() for _, z in held) and re.match("[一-龥][镇乡村]", sentence[b.end() :]):
            continue  # no town has a name of one character: 大田县均溪镇
        if len(b.group()) == 1 and ONE_LETTER_TOWN.match(sentence, b.end()) and b.start() == begin:
            continue  # 以古镇: no town is called by one letter
        if b.group() in "和与" and _OF_ONE_RESERVE.match(sentence, b.end()) and sentence[b.start() - 1] not in "区园、":
            continue  # 湿地和鸟类省级自然保护区 is one reserve
        begin = b.end()
    return begin
