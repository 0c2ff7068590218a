"""Judge one code."""

from __future__ import annotations

import dataclasses
import re
import unicodedata

from geomon.codes.checks import credit_letter
from geomon.codes.kinds import KINDS
from geomon.codes.layout import State, walk

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―－", "-"))


@dataclasses.dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What may be said of one code.

    Attributes
    ----------
    code : as judged: full-width forms, small letters and blanks made plain.
    kind : a key of `KINDS`, or "" when it is like none of them.
    state : "wrong" only where a published layout, a check digit or the register says so.
    at : first and last character concerned, counted from 1 in `code`; None where it is about all of it.
    why, why_en : one sentence, Chinese and English.
    """

    code: str
    kind: str
    state: State
    at: tuple[int, int] | None = None
    why: str = ""
    why_en: str = ""


def plain(code: str) -> str:
    """Return a code without width, case and blanks, as it is judged."""
    text = "".join(unicodedata.normalize("NFKC", code).split()).upper().translate(_DASHES)
    if text.startswith("取水"):
        text = re.sub(r"[\[【(](\d{4})[\]】)]", r"〔\1〕", text)
    return text


def kind_of(code: str) -> str | None:
    """Return the key in `KINDS` of what a code looks like, right or wrong; None when it is like none of them.

    Examples
    --------
    >>> kind_of("91130200699229617X"), kind_of("CT4108032016000002003"), kind_of("DW001"), kind_of("12 Main St")
    ('credit', 'legacy_patch', 'outlet', None)
    """
    text = plain(code)
    return next((key for key, kind in KINDS.items() if re.fullmatch(kind.looks, text, re.ASCII)), None)


def check_code(code: str, kind: str | None = None) -> CodeVerdict:
    """Judge one code, by shape, check digit and register.

    Parameters
    ----------
    kind : a key of `KINDS`; found by `kind_of` when not given.

    Raises
    ------
    KeyError
        If there is no such kind.

    Examples
    --------
    >>> check_code("D0001").why_en
    "discharge outlet of a permit 'D0001': position 2, '0': A or W is expected there (A air, W water)."
    """
    text = plain(code)
    key = kind or kind_of(text)
    if key is None:
        return CodeVerdict(text, "", "warn", None, "不像任何已知的编码", "it is like no code that is known here")
    found = _faults(text, key)
    if found is None:
        return CodeVerdict(text, key, "ok")
    state, at, zh, en = found
    return CodeVerdict(text, key, state, at, f"{KINDS[key].zh}“{text}”：{zh}。", f"{KINDS[key].en} {text!r}: {en}.")


def _faults(text: str, key: str) -> tuple[State, tuple[int, int] | None, str, str] | None:
    """Return the worst that can be said of a code, the first of equals."""
    kind = KINDS[key]
    if kind.length and len(text) != kind.length:
        return ("wrong", (min(len(text), kind.length) + 1, max(len(text), kind.length)), f"长 {len(text)} 位，应为 {kind.length} 位",
                f"it has {len(text)} characters, not {kind.length}")
    fault = walk(text, kind.slots)
    if fault and key in {"credit", "permit"}:
        fault = credit_letter(text, fault)
    if fault is None and key == "division" and len(text) not in {6, 9, 12}:
        fault = "wrong", (len(text), len(text)), f"长 {len(text)} 位，应为 6、9 或 12 位", f"it has {len(text)} digits, not 6, 9 or 12"
    if fault is None:
        found = [one for check in kind.checks if (one := check(text))]
        fault = next((one for one in found if one[0] == "wrong"), found[0] if found else None)
    if kind.unconfirmed:
        if fault is None:
            return "warn", None, f"形似，但{kind.unconfirmed}", f"it looks right, but {kind.unconfirmed_en}"
        return "warn", fault[1], f"{fault[2]}；{kind.unconfirmed}", f"{fault[3]}; {kind.unconfirmed_en}"
    return fault
