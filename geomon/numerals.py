"""Numbers as Chinese documents print them: 二〇二五, 十二, ⑶, ２０２５; one home for reading them."""

from __future__ import annotations

_DIGITS = (
    {c: n for n, c in enumerate("〇一二三四五六七八九")}
    | {"零": 0, "○": 0, "O": 0, "o": 0, "Ｏ": 0, "两": 2}
    | {str(n): n for n in range(10)}
)
_TENS = {"十": 10, "百": 100}
_ENCLOSED = {
    c: n
    for first, count in (("①", 20), ("⑴", 20), ("⒈", 20), ("㈠", 10), ("㊀", 10), ("❶", 10))
    for n, c in ((k + 1, chr(ord(first) + k)) for k in range(count))
}

CN = "〇零○一二三四五六七八九十百两"
ENCLOSED = "".join(_ENCLOSED)


def to_int(text: str) -> int | None:
    """Return the number that `text` prints (Arabic, full-width, Chinese with tens or digit by digit, enclosed), or None.

    Examples
    --------
    >>> to_int("二十一"), to_int("二〇二五"), to_int("⑶"), to_int("十"), to_int("４７")
    (21, 2025, 3, 10, 47)
    """
    text = "".join(chr(ord(c) - 0xFEE0) if "０" <= c <= "９" else c for c in text.strip())
    if text.isdecimal():
        return int(text)
    if len(text) == 1 and text in _ENCLOSED:
        return _ENCLOSED[text]
    if not text or any(c not in _DIGITS and c not in _TENS for c in text):
        return None
    if not any(c in _TENS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    total, digit = 0, None
    for c in text:
        if c in _TENS:
            total += (1 if digit is None else digit) * _TENS[c]
            digit = None
        else:
            digit = _DIGITS[c]
    return total + (digit or 0)
