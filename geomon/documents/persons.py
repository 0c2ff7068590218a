"""Persons in a field of units: a name in brackets, behind a title or a blank is who answers in the unit (市水务局 张某某).

A name is told by `publishing.titles`: a common surname, no word, no place. One that stands in a list beside units without any sign stays:
it may as well be a village or a firm.
"""

from __future__ import annotations

import re

from geomon.divisions import short_names
from geomon.publishing.titles import HAN, TITLE, can_be

_PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-?[2-9][0-9]{6,7})(?![0-9])")
_LABELLED = re.compile(r"[；;，,、 　\n]{0,4}(?:责任人|负责人|联系人|(?:责任|分管|包[保抓联]|牵头|主管)领导)[：:][^；;。（）()\n]*")
_EMPTY = re.compile(r"[（(][ 　]*[）)]")
_IN_BRACKETS = re.compile(
    rf"[（(](?P<name>[{HAN}]{{2,3}})(?:[ 　，,、]?{TITLE})?[）)]|[（(][{HAN}]{{0,10}}{TITLE}[ 　：:]?(?P<last>[{HAN}]{{2,3}})[）)]"
)
_TITLED = re.compile(rf"{TITLE}[ 　：:]?(?P<name>[{HAN}]{{2,3}})(?=[ 　]*(?:$|[、，,；;。（(\n]))")
_BEHIND = re.compile(
    rf"(?<=[局委办厅院部心会府区县旗市镇乡司])[ 　\t\n]+(?P<name>[{HAN}]{{2,3}})(?:[ 　]*{TITLE})?(?=[ 　]*(?:$|[、，,；;。\n]))"
)


def without_persons(text: str) -> str:
    """Return a field of units without the persons that it names as such, and without their phones.

    Examples
    --------
    >>> without_persons("市水务局（张小三）、市住建局 李四 13800000000"), without_persons("石桥县 柳湾区")
    ('市水务局、市住建局', '石桥县 柳湾区')
    """
    text = _PHONE.sub("", text).rstrip(" 　")
    text = _EMPTY.sub("", _LABELLED.sub("", text))
    for pattern in (_IN_BRACKETS, _TITLED, _BEHIND):
        text = pattern.sub(lambda m: "" if _is_person(m) else m[0], text)
    return text


def _is_person(m: re.Match[str]) -> bool:
    name = m["name"] or m.groupdict().get("last") or ""
    return can_be(name) and name not in short_names()
