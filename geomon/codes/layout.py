"""The shape of a code: characters in slots, and the first one that does not fit."""

from __future__ import annotations

import dataclasses
import re
from typing import Literal, TypeAlias

State = Literal["ok", "warn", "wrong"]
Fault: TypeAlias = tuple[State, tuple[int, int], str, str]
"""State, first and last character from 1, and the sentence in Chinese and English."""

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The characters of GB 32100, in the order of their values."""


@dataclasses.dataclass(frozen=True, slots=True)
class Slot:
    """Consecutive characters of one meaning: `least` to `most` of a character class."""

    chars: str
    zh: str
    en: str
    least: int
    most: int


def slot(chars: str, zh: str, en: str, least: int = 1, most: int | None = None) -> Slot:
    """Return a slot of exactly `least` characters, or of up to `most`."""
    return Slot(chars, zh, en, least, least if most is None else most)


_WANTED = {r"\d": ("数字", "a digit"), "[A-Z]": ("大写字母", "a letter"), "-": ("连字符", "a hyphen"),
           f"[{CREDIT}]": ("数字或除 I、O、S、V、Z 外的字母", "a digit or a letter other than I, O, S, V, Z")}


def _wanted(chars: str) -> tuple[str, str]:
    if chars in _WANTED:
        return _WANTED[chars]
    plain = chars.strip("[]")
    return "、".join(plain), " or ".join(plain)


def walk(code: str, slots: tuple[Slot, ...]) -> Fault | None:
    """Return the first character that does not fit, or None."""
    at = 0
    for part in slots:
        taken = 0
        while at < len(code) and taken < part.most and re.fullmatch(part.chars, code[at], re.ASCII):
            at, taken = at + 1, taken + 1
        if taken < part.least:
            zh, en = _wanted(part.chars)
            if at == len(code):
                return ("wrong", (at + 1, at + 1), f"到第 {at} 位就完了，第 {at + 1} 位起缺{part.zh}（{zh}）",
                        f"it ends at position {at}; {part.en} ({en}) is missing from position {at + 1}")
            return ("wrong", (at + 1, at + 1), f"第 {at + 1} 位“{code[at]}”应为{zh}（{part.zh}）",
                    f"position {at + 1}, {code[at]!r}: {en} is expected there ({part.en})")
    if at < len(code):
        return ("wrong", (at + 1, len(code)), f"第 {at + 1} 位“{code[at]}”起是多余的",
                f"nothing should follow from position {at + 1}, {code[at]!r}")
    return None
