"""Goals, measures and figures of a task before and after: which of them differ, and how."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from geomon.model import Measure, Quantity, Span
from geomon.service.wording import materially, weaker

SAME_MEASURE = 50.0
"""Share of common text (0-100) from which two measures are versions of one."""
INSIDE = 90.0
"""Share from which a measure lives on inside another."""
DROPPED = ("这条措施没有了", "this measure is no longer there")


@dataclasses.dataclass(frozen=True, slots=True)
class Note:
    """One difference before it is tied to a task; the fields as in `geomon.service.differences.Difference`."""

    kind: str
    field: str
    before: str
    after: str
    reason: str = ""
    reason_en: str = ""
    days: int | None = None
    span: Span = (0, 0)


def text_note(field: str, before: str, after: str, *, may_soften: bool, span: Span = (0, 0)) -> Iterator[Note]:
    """Yield what became of one text: nothing, softened with its reason, or another wording."""
    if may_soften and (why := weaker(before, after)):  # a single word can soften, however small the difference
        yield Note("softened", field, before, after, why.reason, why.reason_en, span=span)
    elif materially(before, after):
        yield Note("wording", field, before, after, span=span)


def measure_notes(before: Sequence[Measure], after: Sequence[Measure]) -> Iterator[Note]:
    """Yield what became of the measures: changed ones with what they became, dropped ones, added ones."""
    if not before or not after:  # a document that lists none says nothing of them
        return
    rest = [m for m in before if m.text not in {o.text for o in after}]
    added = [m for m in after if m.text not in {o.text for o in before}]
    shares = sorted(((fuzz.ratio(a.text, b.text), -n, -m) for n, a in enumerate(rest) for m, b in enumerate(added)), reverse=True)
    became: dict[int, int] = {}
    for share, n, m in shares:
        if share >= SAME_MEASURE and -n not in became and -m not in became.values():
            became[-n] = -m
    for n, measure in enumerate(rest):
        if n in became:
            new = added[became[n]]
            yield from text_note("measures", measure.text, new.text, may_soften=True, span=new.span)
        elif not any(fuzz.partial_ratio(measure.text, o.text) >= INSIDE for o in after if len(o.text) >= len(measure.text)):
            yield Note("softened", "measures", measure.text, "", *DROPPED)
    for m, measure in enumerate(added):
        if m not in became.values():
            yield Note("wording", "measures", "", measure.text, span=measure.span)


def quantity_notes(before: Sequence[Quantity], after: Sequence[Quantity]) -> Iterator[Note]:
    """Yield figures that changed; a figure that the newer text does not repeat has not changed."""
    known: defaultdict[tuple[str, str], list[Quantity]] = defaultdict(list)
    for quantity in before:
        known[quantity.what, quantity.unit].append(quantity)
    for quantity in after:
        if not known[quantity.what, quantity.unit]:
            continue
        old = known[quantity.what, quantity.unit].pop(0)
        for field in ("planned", "done"):
            was, now = getattr(old, field), getattr(quantity, field)
            if now is not None and was != now and (was is not None or field == "done"):
                what = quantity.what
                yield Note("number", field, _figure(was, quantity), _figure(now, quantity), what, what, span=quantity.span)


def _figure(value: float | None, quantity: Quantity) -> str:
    return "" if value is None else f"{value:,.10g}{quantity.unit}"
