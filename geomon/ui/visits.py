"""The visits of a site on its card: what was found, who, when, what speaks against it, and both sides where two people disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomon.ui.parts import esc, sym
from geomon.ui.words import nt, pick, t
from geomon.visits import FINDINGS, Clash, Visit

SHOWN = 6


def visits_part(visits: Sequence[Visit], clashes: Sequence[Clash]) -> str:
    """Return the part of a card that tells the visits, the newest first; nothing where nobody has been there."""
    if not visits:
        return ""
    rows = "".join(visit_row(visit) for visit in visits[:SHOWN])
    older = f'<details class="more"><summary>+{len(visits) - SHOWN}</summary>{"".join(map(visit_row, visits[SHOWN:]))}</details>'
    return (
        f"<h4><span>{esc(t('Visits'))}</span><span>{esc(nt('{n} visit', '{n} visits', len(visits)))}</span></h4>"
        f"{''.join(map(clash_row, clashes))}{rows}{older if len(visits) > SHOWN else ''}"
    )


def visit_row(visit: Visit) -> str:
    """Return one visit: what was found, when, by whom, the note, and what speaks against it."""
    shape, _, zh, en = FINDINGS.get(visit.finding, ("", "", "", ""))
    photos = nt("{n} photo", "{n} photos", len(visit.photos)) if visit.photos else ""
    who = " · ".join(filter(None, [visit.day.isoformat(), "、".join(visit.who), photos]))
    unmet = t("not done: {steps}", steps="；".join(visit.unmet)) if visit.unmet else ""
    lines = [f'<span lang="zh">{esc(visit.note)}</span>' if visit.note else "", esc(unmet)]
    lines += [f"{sym('help')} {esc(pick(reason.zh, reason.en))}" for reason in visit.reasons]
    under = "".join(f"<small>{line}</small>" for line in [esc(who), *lines] if line)
    return f'<div class="said">{sym("directions_walk")}<div><b>{esc(shape)} {esc(pick(zh, en))}</b>{under}</div></div>'


def clash_row(clash: Clash) -> str:
    """Return what two people say differently, with both sides."""
    sides = " | ".join(f"{side.who} {side.at:%H:%M} “{_value(side.value)}”" for side in clash.sides)
    words = t("Two people say different things of {day}; both are kept.", day=clash.day.isoformat())
    return f'<div class="said">{sym("compare_arrows")}<div><b>{esc(words)}</b><small lang="zh">{esc(sides)}</small></div></div>'


def _value(value: Any) -> str:
    if isinstance(value, str) and value in FINDINGS:
        return pick(FINDINGS[value][2], FINDINGS[value][3])
    if isinstance(value, dict) and "lon" in value:
        return f"{value['lat']:.5f}, {value['lon']:.5f}"
    return str(value)
