"""Short fields that tell of several problems in one line: 点位一2024年10月底前；点位二…, 点位一、点位二分别为甲镇、乙镇；点位三为丙局."""

from __future__ import annotations

import re

from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.numerals import CN, to_int

_N = f"(?:[0-9]{{1,2}}|[{CN}]{{1,3}})"
_ITEM = re.compile(f"(?:点位|问题|任务|事项|图斑|第)(?P<n>{_N})(?:[个项号])?")
_CLAUSE = re.compile(
    f"(?:^|[；;。，,])[ 　]*(?P<items>{_ITEM.pattern.replace('(?P<n>', '(?:')}(?:[、和及]{_ITEM.pattern.replace('(?P<n>', '(?:')})*)"
    "(?P<each>分别)?[为是由：:]?[ 　]*(?P<value>[^；;。]{2,80})"
)
_ASIDE = re.compile("[，,](?:其中)?(?:点位|问题|任务|事项|图斑|第).*$|[，,]其中.*$")


def told_by_item(draft: Draft, count: int) -> dict[str, list[Piece | None]]:
    """Return, by role, what units and deadline say of each of `count` problems; roles that speak of no single one are left out.

    A field that names single problems and does not tell of all of them gives None for the others: no problem has another's units.
    """
    found: dict[str, list[Piece | None]] = {}
    for role in ("deadline", *UNIT_ROLES):
        pieces = draft.pieces.get(role, [])
        if len(pieces) == 1 and len(pieces[0].lines) == 1 and len(set(_numbers(pieces[0].text))) > 1:
            found[role] = _by_item(*pieces[0].lines[0], count)
    return found


def _numbers(text: str) -> list[int]:
    return [n for m in _ITEM.finditer(text) if (n := to_int(m["n"]))]


def _by_item(text: str, at: int, count: int) -> list[Piece | None]:
    told: list[Piece | None] = [None] * count
    for m in _CLAUSE.finditer(text):
        value = _ASIDE.sub("", m["value"])
        items = _numbers(m["items"])
        shares = list(re.finditer("[^、]+", value)) if m["each"] else []
        for k, n in enumerate(items):
            share = shares[k] if len(shares) == len(items) else None
            said, begin = (share.group(), m.start("value") + share.start()) if share else (value, m.start("value"))
            if 1 <= n <= count and told[n - 1] is None:
                told[n - 1] = Piece(((said, at + begin),))
    return told
