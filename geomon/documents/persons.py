"""Persons in a field of units: a name in brackets, behind a title or a blank is who answers in the unit (市水务局 张某某).

A name is told by `publishing.titles`: a common surname, no word, no place. One that stands in a list beside units without any sign stays:
it may as well be a village or a firm. A list of nothing but names, one of them of three letters at least, is of persons.
"""

from __future__ import annotations

import re

from geomon.divisions import short_names
from geomon.documents.unit_looks import looks_like_unit
from geomon.documents.words import known_words
from geomon.publishing.titles import HAN, TITLE, can_be

_PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7})(?![0-9])")
_WORD = "责任人|负责人|联系人|(?:责任|分管|包[保抓联案挂]|牵头|主管|督办|挂[点钩联])领导"
_LABELLED = re.compile(
    rf"(?:(?:^|[；;，,、 　\n（(])(?:第一|直接|主要|具体|整改|[市县区镇]级?){{1,2}}|[；;，,、 　\n]{{0,4}})(?:{_WORD})"
    rf"[：:](?P<value>[^；;。（）()\n]*)(?:[（(][{HAN}]{{0,10}}{TITLE}[）)])?"
)
_NAMES = f"[{HAN}]{{2,3}}(?:[、，, 　][{HAN}]{{2,3}}){{0,5}}"
_UNMARKED = re.compile(
    rf"(?:(?:^|[；;，,、 　\n])(?:第一|直接|主要|具体|整改|[市县区镇]级)?(?:{_WORD})|(?<=[局委办厅院部心会府镇乡])[：:])"
    rf"(?P<names>{_NAMES})(?=[；;。\n]|$)"
)
"""责任人张三、李四 without a colon, and 县水利局：张三、李四 behind a unit's."""
_ITEM = re.compile("[^、，,；;： 　:\\n]+")
_OFFICE = re.compile(rf"(?:{TITLE}|领导|负责人|责任人|干部)$")
_EMPTY = re.compile(r"[（(][ 　]*[）)]")
_BRACKET = re.compile("[（(](?P<inside>[^（）()]{2,60})[）)]")
_IN_BRACKETS = re.compile(rf"[{HAN}]{{0,10}}{TITLE}(?P<last>[{HAN}]{{2,3}})|(?P<name>[{HAN}]{{2,3}}){TITLE}?")
_BESIDE_NAME = re.compile(f"(?:[{HAN}]{{0,10}}{TITLE}|责任人|负责人|联系人|(?:联系)?(?:电话|方式)|手机)")
"""What stands beside a name in a bracket and is none."""
_TITLED = re.compile(rf"{TITLE}[ 　：:]?(?P<name>[{HAN}]{{2,3}})(?=[ 　]*(?:$|[、，,；;。（(\n]))")
_BEHIND = re.compile(
    rf"(?<=[局委办厅院部心会府区县旗市镇乡司])[ 　\t\n]+(?P<name>[{HAN}]{{2,3}})(?:[ 　]*{TITLE})?(?=[ 　]*(?:$|[、，,；;。\n]))"
)
_FIRMS = frozenset(("华润", "华电", "华侨", "华新", "万达", "万科", "万华", "金川", "金隅", "方大", "康达", "康恒", "龙源", "温氏"))
"""Groups that go by two letters of which the first is a surname; what ends in a product is one, too."""
_LISTED = re.compile("[、，, 　]")
_LONGEST_LIST = 60
_PRODUCTS = "钢铁铝铜锌煤电油化核盐"


def without_persons(text: str) -> str:
    """Return a field of units without the persons that it names as such, and without their phones.

    Examples
    --------
    >>> without_persons("市水务局（张小三）、市住建局 李四 13800000000"), without_persons("石桥县 柳湾区")
    ('市水务局、市住建局', '石桥县 柳湾区')
    >>> without_persons("包保领导：张小三、市水务局"), without_persons("市水务局（局长张三、副局长李四）")
    ('市水务局', '市水务局')
    >>> without_persons("张建国、李卫东"), without_persons("金华、温州")
    ('', '金华、温州')
    """
    text = _PHONE.sub("", text).rstrip(" 　")
    if _are_names(_EMPTY.sub("", text)):
        return ""
    text = _EMPTY.sub("", _LABELLED.sub(_units_of_label, text))
    text = _UNMARKED.sub(lambda m: "" if _are_persons(m) else m[0], text)
    text = _BRACKET.sub(lambda m: "" if _of_persons(m["inside"]) else m[0], text)
    for pattern in (_TITLED, _BEHIND):
        kept = [m.span() for m in _BRACKET.finditer(text)]  # that not all of it is persons
        text = pattern.sub(lambda m: m[0] if not _is_person(m["name"]) or _within(m.start(), kept) else "", text)  # noqa: B023
    return text


def _are_names(text: str) -> bool:
    """Return whether a field is a list of names: 张建国、李卫东; two letters each may be places (金华、温州) or firms, as may 陆家嘴."""
    items = [item[0].rstrip("。") for item in _ITEM.finditer(text)] if len(text) <= _LONGEST_LIST else []
    told = len(items) > 1 and any(map(_is_surely_person, items))
    return told and all(re.fullmatch(f"[{HAN}]+", item) and _is_person(item) for item in items)


def _are_persons(m: re.Match[str]) -> bool:
    """Return whether names behind a label or a unit's colon are of persons; behind a town's they may be its villages (高峰、金星)."""
    names = _LISTED.split(m["names"])
    of_town = m.string[m.start() - 1 : m.start()] in ("镇", "乡")
    return all(map(_is_person, names)) and (not of_town or any(map(_is_surely_person, names)))


def _is_surely_person(name: str) -> bool:
    """Return whether a name has three letters and is called neither by a family's place nor by a word: 陆家嘴, 安居乐."""
    return len(name) > 2 and name[1] != "家" and name[:2] not in known_words(name[:2])


def _units_of_label(m: re.Match[str]) -> str:
    """Return what stands behind a label of persons from its first unit on: an office gave both in one field."""
    items = [item for item in _ITEM.finditer(m["value"]) if item[0]]
    units = [item for item in items if looks_like_unit(item[0]) and not _OFFICE.search(item[0])]
    if not units or any(re.search("(?:领导|负责人|责任人|干部)$", item[0]) for item in items):
        return ""
    return ("、" if m.start() else "") + m["value"][units[0].start() :]


def _of_persons(inside: str) -> bool:
    """Return whether all that a bracket holds is persons; of several without an office, two letters each may be places or firms."""
    items = [item[0] for item in _ITEM.finditer(inside)]
    found = [(item, _IN_BRACKETS.fullmatch(item)) for item in items]
    names = [(item, m["last"] or m["name"]) for item, m in found if m and _is_person(m["last"] or m["name"])]
    offices = [item for item in items if _BESIDE_NAME.fullmatch(item)]
    whole = bool(names) and all(item in offices or item in dict(names) for item in items)
    return whole and (len(items) == 1 or bool(offices) or any(item != name or len(name) > 2 for item, name in names))


def _within(at: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < at < end for start, end in spans)


def _is_person(name: str) -> bool:
    return can_be(name) and name not in short_names() and name not in _FIRMS and not (len(name) == 2 and name[1] in _PRODUCTS)
