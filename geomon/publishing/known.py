"""Persons whom the register knows itself: who may sign in, who acted, and who was named in a field that asks for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomon.model import Event
from geomon.publishing.personal import is_name
from geomon.publishing.titles import HAN, NO_NAME, STOPS, WHOLE, can_be

FIELDS = frozenset(("contact", "by", "who", "person", "visitor", "acceptor"))
"""Keys of an event's body that hold a person, often with a unit and a phone beside."""
_WORDS = re.compile(rf"[{HAN}·•]{{2,12}}|[A-Z][A-Za-z ·-]+")

_HAN = re.compile(rf"[{HAN}]{{2,10}}")
_UNIT_END = "区县市省旗盟州镇乡村局厅委办部院站所处厂矿队组会司长员人户主社室科库"
_NO_PERSON = ("演示", "测试", "系统", "用户", "匿名", "审核", "值班", "管理", "平台", "中心", "集团", "访客", *NO_NAME)
"""Parts of what an account is called that is no person's."""


def persons_known(events: Iterable[Event], people: Iterable[str] = ()) -> frozenset[str]:
    """Return the names of persons.

    Parameters
    ----------
    people : names of those who may sign in.
    """
    found = set(filter(_acts, people))
    for event in events:
        if _acts(event.actor):
            found.add(event.actor)
        for field in FIELDS & event.body.keys():
            value = event.body[field]
            for text in value if isinstance(value, list | tuple) else (value,):
                found.update(filter(_named, (word.strip() for word in _WORDS.findall(str(text)))))
    return frozenset(found)


def _acts(name: str) -> bool:
    """Tell whether who signs in or acts is a person: any Han letters are (乌兰图雅), but for what units and accounts are called."""
    if is_name(name):
        return not _is_side(name)
    return bool(_HAN.fullmatch(name)) and not (
        name[-1] in _UNIT_END or name in STOPS or _is_side(name) or any(part in name for part in _NO_PERSON))


def _named(word: str) -> bool:
    """Tell whether a word of a field is a person; other words stand there too, such as 施工方."""
    return is_name(word) and word[:2] not in STOPS and word not in WHOLE and not _is_side(word)


def _is_side(word: str) -> bool:
    """Tell whether a word is a party to something (施工方); 王东方 is a name."""
    return word[-1] == "方" and not can_be(word)
