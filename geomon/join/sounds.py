"""Names in Latin letters against Chinese ones, by sound: international trackers call 骆驼山煤矿 the Luotuoshan Coal Mine."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pypinyin

from geomon.join.names import numbered, stem

SHORTEST = 6
"""Letters from which a sound tells a place; shorter ones (two light syllables) are too common."""
_KIND = re.compile(
    r"\b(?:coal|iron|ore|mine|mines|mining|surface|open|pit|openpit|underground|opencast|power|station|plant|company|corp|co|ltd|group|"
    r"industry|energy|the|inner|mongolia|province|city|county|district|banner|autonomous|region)\b|\bno\b(?=[\W\d])")
_WORKING = re.compile(r"(?:井田|[一二三四五六七八九十0-9+]*号?(?:采空区|采区|采坑|治理区)).*$")
_NUMBER = re.compile(r"\d+")


def is_latin(name: str) -> bool:
    """Tell whether a name is written in Latin letters alone."""
    return name.isascii() and any(c.isalpha() for c in name)


def latin_sound(name: str, regions: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Return the letters of a Latin name without the words for its kind and its region, and its numbers.

    Parameters
    ----------
    regions : Chinese names of the regions that may stand in it, as `region_names` gives them.
    """
    words = re.sub(r"[’'`]", "", name.casefold())
    for region in regions:
        words = re.sub(rf"\b{_letters(region)}\b", " ", words)
    words = _KIND.sub(" ", words)
    return re.sub(r"[^a-z]", "", words), tuple(_NUMBER.findall(words))


def chinese_sounds(bare: str) -> list[tuple[str, tuple[str, ...], bool]]:
    """Return the sounds of a folded Chinese name, the whole one first: letters, numbers, and whether it is only a part of the place.

    Neutral words are left out; after the whole name come its ends of three characters or more (同煤浙能麻家梁 has its owner before it),
    then the mine that a working of it is named after (五虎山井田南部采空区).
    """
    found: list[tuple[str, tuple[str, ...], bool]] = []
    for name, part in ((bare, False), (_WORKING.sub("", bare), True)):
        if part and name == bare:
            continue
        own = stem(re.sub(r"[0-9+]+号?", "", numbered(name)))
        if len(own) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in own):
            continue
        ends = [own[n:] for n in range(len(own) - 2)] or [own]
        told = tuple(_NUMBER.findall(numbered(name)))  # 五 of 五虎山 is no number but a part of the name
        found += [(_letters(end), told, part) for end in ends]
    return found


def _letters(text: str) -> str:
    """Return pinyin without tones as one word; ü is v in some sources and u in most, so it is u here."""
    return "".join(pypinyin.lazy_pinyin(text)).replace("ü", "u").replace("v", "u")
