"""What copying left inside a line: bookmarks, sounds of characters, blanks inside words and numbers, full-width figures, doubled commas."""

from __future__ import annotations

import re
import unicodedata

from geomon.documents.label_words import WORDS

CJK = "㐀-䶿一-鿿豈-﫿"
WIDE = CJK + "，。、；：？！（）《》“”‘’【】〔〕—…"
_DEBRIS = re.compile(r"\[(?:bookmark|HYPERLINK|REF|TOC|PAGEREF)[^\]]*\]|[\u200b-\u200f\u2028\u2029\ufeff\u00ad]")
_PINYIN = re.compile(rf"(?<=[{CJK}])(?:\s?[（(]\s?[a-zāáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü]{{1,12}}\s?[）)]){{1,3}}(?=[{WIDE}]|\s?[|｜]|$)")
_TONED = re.compile("[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ]")
_GAP = re.compile(
    rf"(?<=[{WIDE}])[ \t\u00a0　]+(?=[0-9A-Za-z(%])|(?<=[0-9A-Za-z)%.℃²³])[ \t\u00a0　]+(?=[{WIDE}])|(?<=[，。、；：（《“])[ \t\u00a0　]+|[ \t\u00a0　]+(?=[，。、；：）》”])"
)
_NUMBER_ALONE = re.compile(
    r"[ \t　]*(?:[0-9]{1,2}[ \t　]+(?![公里米个月日元倍方微毫度家眼处座台件项户人次份])|[0-9]{1,2}[.．][0-9]{1,2}[ \t　]+)(?=[一-龥]{4})(?![万亿千百吨亩年])"
)
_NARROW = re.compile("(?<=[二三四五六七八九十百]) (?=[一二三四五六七八九十]{1,2}(?:[、：:）)】\\]]|[.．](?![0-9])))")
"""A blank that the narrow strokes of 一 leave inside a number of a PDF: 十 一、."""
_LABEL_AND_FIGURE = re.compile(r"[ \t　]*(?P<word>[一-龥]{4,8})[ \t　]+(?=[0-9])")
_DOUBLED = re.compile(r"([，。、；])\1+|[，,]+(?=[，、。；])")
_RUN = re.compile(r"(.)\1{39,}|([0-9〇零一二三四五六七八九十百千万亿]{40})[0-9〇零一二三四五六七八九十百千万亿]+")
_AGAIN = re.compile(r"(.{2,12}?)\1{19,}")
_LONG = 300
_FIGURES = str.maketrans(
    {chr(c): chr(c - 0xFEE0) for r in (range(0xFF10, 0xFF1A), range(0xFF21, 0xFF3B), range(0xFF41, 0xFF5B)) for c in r}
    | {"％": "%", "﹪": "%"}
)


def clean_text(text: str) -> str:
    """Return `text` without debris inside a line: bookmarks, pinyin, blanks inside words and numbers, full-width figures."""
    text = _DEBRIS.sub("", text.translate(_FIGURES))
    if len(text) > _LONG:
        text = _without_runs(text)
    text = without_pinyin(text)
    text = _NARROW.sub("", unicodedata.normalize("NFC", text).replace("\u00a0", " "))
    number = _NUMBER_ALONE.match(text)  # the blank behind a heading's bare number tells it from a figure
    label = _LABEL_AND_FIGURE.match(text)  # and the one behind 整改时限 the label from its value
    kept = number.end() if number else label.end() if label and label["word"] in WORDS else 0
    return (text[:kept].rstrip() + " " if kept else "") + _DOUBLED.sub(lambda m: m[1] or "", _GAP.sub("", text[kept:])).rstrip()


def without_pinyin(text: str) -> str:
    """Return `text` without the sounds that a mirror prints in brackets behind characters: 鎮(zhèn)."""
    return _PINYIN.sub("", text) if _TONED.search(text) else text


def _without_runs(text: str) -> str:
    """Return `text` with what is printed forty times in a row, or a piece twenty times, cut to that: leaders, rules, a stuck key."""
    text = _RUN.sub(lambda m: m[1] * 40 if m[1] else m[2], text)
    return _AGAIN.sub(lambda m: m[1] * 20, text)
