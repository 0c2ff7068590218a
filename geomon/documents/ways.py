"""Roads, railways and bridges: where their own name begins, and which of them only belong to a works."""

from __future__ import annotations

import re

from geomon.documents.common_words import FILLER, GENERIC
from geomon.documents.place_nouns import HEAD, LAYER_OF_GROUP
from geomon.documents.word_classes import ZONES

_WAY = re.compile("(?:公路|大道|铁路|[路街])$")
_PARK = re.compile(f"[一-龥]{{2}}{ZONES}")
_SERVES = re.compile("[矿厂场库](?:运[煤矿石渣料]|进场|出渣|专用)$")
_WORKS = re.compile("(?:公司|集团|园区?|[矿厂场])$")


def begin_of_way(sentence: str, begin: int, head: int, noun: str) -> int:
    """Return where the name of a way begins whose noun begins at `head`: behind the park or the river that it lies in.

    A park's 一号路 or 滨江路 keeps the park's name, for every park has such.

    Examples
    --------
    >>> begin_of_way("东坡工业园区南绕城公路", 0, 9, "公路"), begin_of_way("丰乐河杭埠大桥", 0, 5, "大桥")
    (6, 3)
    """
    if _WAY.search(noun):
        ends = (park.end() for park in _PARK.finditer(sentence, begin, head))
        return max((end for end in ends if len(FILLER.sub("", GENERIC.sub("", sentence[end:head]))) >= 2), default=begin)
    if noun.endswith(("桥", "闸")):
        rivers = [h.end() for h in HEAD.finditer(sentence, begin, head) if LAYER_OF_GROUP[h.lastgroup or ""] == "water_body"]
        return max((end for end in rivers if begin + 1 < end < head - 1), default=begin)
    return begin


def is_of_a_works(sentence: str, begin: int, head: int, end: int) -> bool:
    """Return whether a way is a mine's road or the siding of a works, which are parts of it: 某某发电有限公司铁路专用线."""
    siding = sentence.endswith("铁路", head, end) and sentence.startswith("专用线", end) and bool(_WORKS.search(sentence, begin, head))
    return siding or bool(_SERVES.search(sentence, begin, head))
