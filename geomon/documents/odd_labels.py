"""Labels that only the whole document shows to be labels: 【位置】 among 【】 of fields, 整改目标 and a blank, a form's label a line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable

from geomon.documents.label_words import WORDS, Label

_BRACKETED = re.compile(r"[ 　]*【[ 　]*(?P<word>[一-龥]{2,10})[ 　]*】[：:]?[ 　]*")
_LONG = "|".join(sorted((word for word in WORDS if len(word) >= 4), key=len, reverse=True))
_SPACED = re.compile(f"(?:[0-9]{{1,3}}[ 　\t]+)?(?P<word>{_LONG})[ 　\t]+(?=[^ 　\t：:])")
"""A label and a blank, behind the number of the record where it opens one: 14 问题描述 某园区偷排."""
_ALONE = re.compile(r"[ 　]*(?P<word>[一-龥]{2,8})[：:][ 　]*")
_REGION = re.compile("(?:问题)?(?:所属|所在|行政)(?:行政)?(?:区域|区县|县区|地区)")
_TITLE = re.compile("[一-龥]{0,4}(?:标题|名称)")
_LEAST = 3
"""Roles that must be told in such a way before the way is the document's."""


@dataclasses.dataclass(frozen=True, slots=True)
class Setting:
    """How a document sets its labels: in 【】, with a blank behind, alone on a line as forms of a database do."""

    bracketed: bool = False
    spaced: bool = False
    form: bool = False


def setting_of(lines: Iterable[str]) -> Setting:
    """Return how the labels of these lines are set.

    Examples
    --------
    >>> setting_of(["整改目标 完成复绿。", "整改措施 补植。", "整改时限 2025年底"])
    Setting(bracketed=False, spaced=True, form=False)
    """
    roles: dict[str, set[str]] = {"bracketed": set(), "spaced": set(), "form": set()}
    alone = 0
    for line in lines:
        for way, pattern in (("bracketed", _BRACKETED), ("spaced", _SPACED)):
            if (m := pattern.match(line)) and (role := WORDS.get(m["word"])):
                roles[way].add(role)
        if m := _ALONE.fullmatch(line):
            alone += 1
            roles["form"].add(WORDS.get(m["word"], "note"))
    told = {way: len(found - {"note", "person"}) for way, found in roles.items()}
    return Setting(told["bracketed"] >= _LEAST, told["spaced"] >= _LEAST, told["form"] > 1 and alone > 2 * _LEAST)


def odd_label(line: str, setting: Setting) -> list[Label]:
    """Return the label of a line that is one in this document alone; its role is "note" where nothing tells another."""
    if setting.bracketed and (m := _BRACKETED.match(line)):
        return [Label(_role(m["word"]), m["word"], m.start("word"), m.end())]
    if setting.spaced and (m := _SPACED.match(line)):
        return [Label(WORDS[m["word"]], m["word"], m.start("word"), m.end())]
    if setting.form and (m := _ALONE.fullmatch(line)):
        return [Label(_role(m["word"]), m["word"], m.start("word"), m.end())]
    return []


def _role(word: str) -> str:
    return "county" if _REGION.fullmatch(word) else "title" if _TITLE.fullmatch(word) else "note"
