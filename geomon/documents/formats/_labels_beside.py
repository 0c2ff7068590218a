"""Labels with their values beside them, parted by blanks alone, as some tools lay out the text of a PDF's table without rules.

    反馈问题        东坡取土坑尚有两处裸露，扬尘
                    污染周边。
    整改时限        2025年6月底前

Told from prose by the words on the left: labels of the genre, several of them, again and again, with all values at one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from geomon.documents.labels import role_of
from geomon.documents.printed import width_of

_PAIR = re.compile(r"(?P<label>[ 　]*[一-龥]{2,8})(?P<gap>[ 　]{2,})(?P<value>[^ 　].*)")
_MORE = re.compile(r"(?P<gap>[ 　]{4,})(?P<value>[^ 　].*)")
_BESIDE = re.compile(r"(?P<label>[ 　]*[一-龥]{4,8})[ 　]{1,4}(?P<value>[^ 　：:].+)")
_LEAST_FIELDS = 4
_LEAST_ROLES, _LEAST_LINES = 3, 6
_NEAR = 2
"""Half characters by which the places of values may differ."""


def with_colons(lines: Sequence[str]) -> list[str]:
    """Return the lines with label and value as 反馈问题：…, what goes on below a value behind it; any other text unchanged.

    The colon is the reader's and not the document's (docs/design.md, step 1).
    """
    spaced = [(n, line) for n, line in enumerate(lines) if "  " in line or "　　" in line]
    found = {n: m for n, line in spaced if (m := _PAIR.fullmatch(line)) and _is_label(m["label"])}
    if len(found) < _LEAST_LINES:
        return _form(lines)
    at, often = Counter(_place(m) for m in found.values()).most_common(1)[0]
    found = {n: m for n, m in found.items() if abs(_place(m) - at) <= _NEAR}
    roles = Counter(role_of(m["label"].strip(" 　")) for m in found.values())
    if often < _LEAST_LINES / 2 or len(found) < _LEAST_LINES or len(roles) < _LEAST_ROLES or max(roles.values()) < 2:
        return _form(lines)
    out: list[str] = []
    open_ = False
    for n, line in enumerate(lines):
        if m := found.get(n):
            out.append(f"{m['label'].strip(' 　')}：{m['value'].rstrip()}")
            open_ = True
        elif open_ and (more := _MORE.fullmatch(line)) and abs(width_of(more["gap"]) - at) <= _NEAR:
            out[-1] += more["value"].rstrip()
        else:
            out.append(line)
            open_ = open_ and not line.strip()
    return out


def _form(lines: Sequence[str]) -> list[str]:
    """Return the lines with a colon behind the labels of one form: a line each, each role once, one blank before the value.

    反馈问题 东坡坑没有复绿。 / 整改目标 全部复绿。 / 整改时限 2025年6月底前. The headings of a table on one line are none.
    """
    printed = [n for n, line in enumerate(lines) if line.strip()]
    runs: list[list[int]] = [[]]
    for n in printed:
        m = _BESIDE.fullmatch(lines[n])
        if m and _is_label(m["label"]) and not role_of(re.split("[ 　]", m["value"].strip(), maxsplit=1)[0]):
            runs[-1].append(n)
        elif runs[-1]:
            runs.append([])
    out = list(lines)
    for run in runs:
        roles = [role_of(re.split("[ 　]", lines[n].strip(" 　"), maxsplit=1)[0]) for n in run]
        if len(run) >= _LEAST_FIELDS and len(set(roles)) == len(roles) and {"problem", "deadline"} <= set(roles):
            for n in run:
                m = _BESIDE.fullmatch(lines[n])
                out[n] = f"{m['label'].strip(' 　')}：{m['value'].rstrip()}" if m else lines[n]
    return out


def _is_label(word: str) -> bool:
    role = role_of(word.strip(" 　"))
    return role is not None and role != "title"


def _place(m: re.Match[str]) -> int:
    return width_of(m["label"] + m["gap"])
