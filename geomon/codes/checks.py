"""What is inside a code besides its shape: a division, a date, a check digit."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

from geomon.codes.layout import CREDIT, Fault, State, slot, walk
from geomon.divisions import divisions

Check: TypeAlias = Callable[[str], Fault | None]
_LOOKS_LIKE = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "U"}
"""The letters that GB 32100 leaves out, and what each is mistaken for."""
CREDIT_SLOTS = (slot(f"[{CREDIT}]", "信用代码", "credit code", 18),)


@cache
def _starts() -> frozenset[str]:
    """Return the first two and first four digits of all divisions of the register."""
    return frozenset(code[:n] for code in divisions() for n in (2, 4))


def _name(code: str) -> str:
    found = divisions().get(code)
    return found.name if found else code


def division_at(code: str, first: int) -> Fault | None:
    """Judge the six digits from character `first` (from 0) against the register of divisions."""
    own = code[first:first + 6]
    if own[:2] not in _starts():
        return ("wrong", (first + 1, first + 2), f"第 {first + 1}–{first + 2} 位“{own[:2]}”不是任何省份",
                f"positions {first + 1}-{first + 2}, {own[:2]!r}: no province has this number")
    if own[2:] == "0000" or own in divisions():
        return None
    where = (first + 3, first + 4)
    if not re.match("0[1-9]|[1-6][0-9]|70|90", own[2:4]):
        return ("wrong", where, f"第 {where[0]}–{where[1]} 位“{own[2:4]}”不在地级号段内（01–70、90）",
                f"positions {where[0]}-{where[1]}, {own[2:4]!r}: prefectures are 01-70 or 90")
    parent = own[:4] + "00" if own[:4] in _starts() else own[:2] + "0000"
    if own[:4] in _starts():
        if own[4:] in {"00", "01"}:  # the summary of a municipality's, and of a city's own districts
            return None
        where = (first + 5, first + 6)
    return ("warn", where, f"第 {where[0]}–{where[1]} 位：现行区划里{_name(parent)}没有“{own}”，可能是已撤销的代码",
            f"positions {where[0]}-{where[1]}: today's register has no {own!r} in {_name(parent)}; it may be a withdrawn code")


def division_inside(first: int) -> Check:
    """Judge a division inside another code: old ones stay in old permits, so the register only warns."""
    def check(code: str) -> Fault | None:
        found = division_at(code, first)
        return ("warn", *found[1:]) if found else None
    return check


def number(first: int, last: int, low: int, high: int, zh: str, en: str, state: State = "wrong") -> Check:
    """Judge the number in characters `first` to `last` (from 1)."""
    def check(code: str) -> Fault | None:
        text = code[first - 1:last]
        if low <= int(text) <= high:
            return None
        return (state, (first, last), f"第 {first}–{last} 位“{text}”不是{zh}（{low:02d}–{high:02d}）",
                f"positions {first}-{last}, {text!r}: {en} is {low:02d} to {high:02d}")
    return check


def check_digit(first17: str) -> str:
    """Return the last character of a unified social credit code for its first 17 (GB 32100-2015: weights 3^i mod 31)."""
    total = sum(CREDIT.index(c) * pow(3, n, 31) for n, c in enumerate(first17))
    return CREDIT[(31 - total % 31) % 31]


def _organisation_fits(code: str) -> bool:
    """Tell whether characters 9 to 17, the organisation code, agree with their own check digit (GB 11714)."""
    total = sum(int(c, 36) * w for c, w in zip(code[8:16], (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return code[16] == "0123456789X0"[11 - total % 11]


def credit_digit(code: str) -> Fault | None:
    """Judge a credit code by its check digit, and narrow down where the fault is by the one inside."""
    wanted = check_digit(code[:17])
    if code[17] == wanted:
        return None
    if _organisation_fits(code):
        where, zh, en = (1, 18), "第 9–17 位自身校验相符，错在第 1–8 位或第 18 位", "9-17 agree among themselves: look at 1-8 and 18"
    else:
        where, zh, en = (9, 17), "第 9–17 位自身校验也不符，错多半在其中", "9-17 do not agree among themselves either: look there first"
    return ("wrong", where, f"第 18 位校验码“{code[17]}”不符，按前 17 位应为“{wanted}”；{zh}",
            f"position 18, the check digit {code[17]!r}, should be {wanted!r} by the other 17; {en}")


def credit_letter(code: str, fault: Fault) -> Fault:
    """Add what an excluded letter was probably meant to be, where the check digit bears it out."""
    at = fault[1][0] - 1
    meant = _LOOKS_LIKE.get(code[at:at + 1])
    if not meant:
        return fault
    mended = code[:at] + meant + code[at + 1:]
    if walk(mended[:18], CREDIT_SLOTS) or credit_digit(mended[:18]):
        return fault
    return (fault[0], fault[1], f"{fault[2]}；换成“{meant}”则校验相符", f"{fault[3]}; with {meant!r} the check digit agrees")


def authority(code: str) -> Fault | None:
    """Judge who granted an exploration licence: the ministry or a province."""
    if code[1:3] == "01" or code[1:3] in _starts():
        return None
    return ("wrong", (2, 3), f"第 2–3 位“{code[1:3]}”既非 01（部）也不是省份",
            f"positions 2-3, {code[1:3]!r}: neither 01 (the ministry) nor a province")


def town(code: str) -> Fault | None:
    """Judge the first digit of the level below the county, in a longer division code."""
    if len(code) == 6 or code[6] in "012345" or code[6:9] == "000":
        return None
    return ("warn", (7, 7), f"第 7 位“{code[6]}”：乡级首位通常是 0 街道、1 镇、2–3 乡、4–5 类似乡级单位",
            f"position 7, {code[6]!r}: the level below a county usually begins with 0 to 5")
