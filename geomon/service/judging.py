"""What a person says of two places, as events: the same, or different; read into the verdicts by which places are computed.

A body holds ::

    of         "sites": a and b are sites of the register; "feature": a is a mention, b the layer's feature that it is taken for
    a, b       id, name, layer, county; the id of a feature is "layer/id"
    region     of the mention's document, code or name; empty for sites

An event taken back is `withdrawn` like a correction, and the newest one on a pair holds.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from geomon.join.names import fold
from geomon.join.verdicts import Named, Verdicts, called, known_as
from geomon.model import Event, Site

JUDGED = ("same", "different")
PLACES = "places"
"""Source of these events."""
Of = Literal["sites", "feature"]


@dataclasses.dataclass(frozen=True, slots=True)
class Judgement:
    """An event of this module's kinds, read; `pair` is the ident of the pair that it speaks of."""

    seq: int
    at: dt.date
    actor: str
    kind: str
    pair: str
    of: Of
    a: Named
    b: Named
    region: str = ""


def judgements_of(events: Iterable[Event]) -> tuple[Judgement, ...]:
    """Return the judgements among standing events, one a pair, oldest first; what is no whole one is left out."""
    found: dict[str, Judgement] = {}
    for event in events:
        if event.kind in JUDGED and event.source == PLACES and event.seq is not None:
            a, b = _named(event.body.get("a")), _named(event.body.get("b"))
            of, region = event.body.get("of"), event.body.get("region", "")
            if a and b and of in ("sites", "feature") and isinstance(region, str):
                found.pop(event.subject, None)
                found[event.subject] = Judgement(event.seq, event.at, event.actor, event.kind, event.subject, of, a, b, region)
    return tuple(found.values())


def verdicts_of(events: Iterable[Event]) -> Verdicts:
    """Return what standing events say of pairs of places, as far as it decides which mentions are one site."""
    every = judgements_of(events)
    features = [one for one in every if one.of == "feature"]
    return Verdicts(
        tuple((one.a, one.b) for one in every if one.of == "sites" and one.kind == "same"),
        {called(one.region, one.a.layer, one.a.name): one.b.id for one in features if one.kind == "same"},
        frozenset((called(one.region, one.a.layer, one.a.name), one.b.id) for one in features if one.kind == "different"),
    )


def body_of(of: Of, a: Named, b: Named, region: str) -> dict[str, object]:
    """Return the body of an event on a pair."""
    return {"of": of, "a": dataclasses.asdict(a), "b": dataclasses.asdict(b), "region": region}


def names_of(sites: Iterable[Site]) -> dict[str, list[tuple[str, str, str]]]:
    """Return what each site is called, for `known_as`."""
    return {site.id: [(site.layer, fold(name), site.county or "") for name in (site.name, *site.aliases)] for site in sites}


def held_apart(judgements: Iterable[Judgement], names: Mapping[str, list[tuple[str, str, str]]]) -> dict[frozenset[str], Judgement]:
    """Return the pairs of present sites that were said to be different."""
    found = {}
    for one in judgements:
        if one.of == "sites" and one.kind == "different":
            pair = frozenset((known_as(one.a, names), known_as(one.b, names)))
            if len(pair) == 2 and "" not in pair:
                found[pair] = one
    return found


def _named(raw: Any) -> Named | None:
    keys = ("id", "name", "layer", "county")
    if not isinstance(raw, Mapping) or not all(isinstance(raw.get(key), str) for key in keys):
        return None
    return Named(*(raw[key] for key in keys))
