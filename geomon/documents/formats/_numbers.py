"""The numbers that Word computes from lists and styles and does not write into the text, as they are printed."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CN = "〇一二三四五六七八九"
_CHINESE = re.compile("chinese|taiwanese|ideograph(?!Enclosed)|japanese", re.IGNORECASE)


class Numbers:
    """Counts the lists of a document; ask for its paragraphs in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._counts: Counter[tuple[str, int]] = Counter()
        self._list: dict[str, str] = {}  # several numbers may count one list
        self._restart: set[tuple[str, int]] = set()
        self._styles: dict[str, tuple[str, str, str]] = {}
        if numbering is not None:
            self._learn(numbering)
        for style in styles.iter(f"{_W}style") if styles is not None else ():
            number = style.find(f"{_W}pPr/{_W}numPr")
            based = style.find(f"{_W}basedOn")
            ident, level = _pair(number) if number is not None else ("", "")
            self._styles[style.get(f"{_W}styleId", "")] = ident, level, based.get(f"{_W}val", "") if based is not None else ""

    def _learn(self, numbering: Any) -> None:
        abstract = {node.get(f"{_W}abstractNumId"): node for node in numbering.iter(f"{_W}abstractNum")}
        for num in numbering.iter(f"{_W}num"):
            ident, link = num.get(f"{_W}numId", ""), num.find(f"{_W}abstractNumId")
            name = link.get(f"{_W}val", "") if link is not None else ""
            self._list[ident] = name
            node = abstract.get(name)
            for level in (*(node.iter(f"{_W}lvl") if node is not None else ()), *num.iter(f"{_W}lvl")):
                depth = _whole(level.get(f"{_W}ilvl"))
                start = _whole(_value(level, "start", "1"))
                self._levels[ident, depth] = _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), start
            for override in num.iter(f"{_W}lvlOverride"):
                if (start := override.find(f"{_W}startOverride")) is not None:
                    depth = _whole(override.get(f"{_W}ilvl"))
                    kind, text, _ = self._levels.get((ident, depth), ("decimal", "", 1))
                    self._levels[ident, depth] = kind, text, _whole(start.get(f"{_W}val"))
                    self._restart.add((ident, depth))

    def of(self, paragraph: Any) -> str:
        """Return the number of a paragraph as it is printed, or an empty text; counts it."""
        ident, depth = self._place(paragraph)
        level = self._levels.get((ident, depth))
        if level is None:
            return ""
        name = self._list[ident]
        if (ident, depth) in self._restart:
            self._restart.discard((ident, depth))
            self._counts[name, depth] = 0
        self._counts[name, depth] += 1
        for deeper in range(depth + 1, 9):
            self._counts[name, deeper] = 0
        kind, text, _ = level
        if kind in ("bullet", "none"):
            return ""
        for n in range(depth + 1):
            above, _, start = self._levels.get((ident, n), (kind, "", 1))
            value = max(1, self._counts[name, n]) + start - 1
            text = text.replace(f"%{n + 1}", _figure(value, above))
        return text

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return list and level of a paragraph: its own, else those of its style and of the styles that one is based on."""
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return "", 0
        number, style = properties.find(f"{_W}numPr"), properties.find(f"{_W}pStyle")
        ident, level = _pair(number) if number is not None else ("", "")
        name = style.get(f"{_W}val", "") if style is not None else ""
        for _ in range(10):
            if ident or name not in self._styles:
                break
            ident, below, name = self._styles[name]
            level = level or below
        return ident, _whole(level)


def _pair(number: Any) -> tuple[str, str]:
    return _value(number, "numId", ""), _value(number, "ilvl", "")


def _value(element: Any, name: str, default: str) -> str:
    found = element.find(f"{_W}{name}")
    return str(found.get(f"{_W}val", default)) if found is not None else default


def _whole(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 6 else 0


def _figure(value: int, kind: str) -> str:
    if _CHINESE.search(kind):
        return "".join(_CN[int(c)] for c in str(value)) if "igital" in kind else _chinese(value)
    if kind.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x245F + value)
    if kind == "decimalEnclosedParen" and 1 <= value <= 20:
        return chr(0x2473 + value)
    if kind == "decimalFullWidth":
        return "".join(chr(0xFEE0 + ord(c)) for c in str(value))
    if kind == "decimalZero":
        return f"{value:02d}"
    if kind in ("upperLetter", "lowerLetter"):
        letter = chr(65 + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter if kind == "upperLetter" else letter.lower()
    if kind in ("upperRoman", "lowerRoman"):
        return _roman(value) if kind == "upperRoman" else _roman(value).lower()
    return str(value)


def _chinese(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    tens, ones = divmod(rest, 10)
    if hundreds:
        small = f"零{_CN[ones]}" if ones and not tens else f"{_CN[tens]}十{_CN[ones] if ones else ''}" if tens else ""
        return f"{_CN[hundreds % 10]}百{small}"
    return _CN[ones] if not tens else f"{'' if tens == 1 else _CN[tens]}十{_CN[ones] if ones else ''}"


def _roman(value: int) -> str:
    out = ""
    for size, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += sign * (value // size)
        value %= size
    return out
