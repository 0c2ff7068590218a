"""Ties of a place to a site that rest on little: its county was only inferred, or it is not located and the register knows a like name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from geomon.join.names import fold
from geomon.model import Doubt, Match, Site, Span, Task
from geomon.service.corrections import Correction

SITE_SENTENCES: dict[str, str] = {
    "county-inferred": "“{}” is taken to lie in {}; the sentence itself does not say so.",
    "place-unlocated": "“{}” is not located; the register knows places of a like name.",
}
"""As `geomon.documents.doubts.SENTENCES`, for doubts that arise when places are tied to sites."""
UNSURE = 0.6
"""Confidence of a tie, before the reader's own is taken into account, up to which a person is asked."""
ALIKE, MOST = 80.0, 3
"""Share of common letters (0-100) from which a name is like another, and how many are offered."""


class Near:
    """All sites by id, and the located ones of a city, to find those of a like name; names are folded when a layer is first asked for."""

    def __init__(self, site: Mapping[str, Site], located: Sequence[Site]) -> None:
        self.site, self._located = site, located
        self._names: dict[str, dict[str, str]] = {}

    def to(self, name: str, layer: str) -> list[Site]:
        """Return the sites of a layer whose names are most like `name`: nearly the same, or one inside the other."""
        mine = fold(name)
        scores = {ident: 99.0 if len(min(mine, other, key=len)) >= 3 and (mine in other or other in mine) else fuzz.ratio(mine, other)
                  for ident, other in self._of(layer).items() if other != mine}
        best = sorted((ident for ident, score in scores.items() if score >= ALIKE), key=lambda ident: -scores[ident])
        return [self.site[ident] for ident in best[:MOST]]

    def _of(self, layer: str) -> dict[str, str]:
        if layer not in self._names:
            self._names[layer] = {site.id: fold(site.name) for site in self._located if site.layer == layer}
        return self._names[layer]


def site_doubts(task: Task, now: Task | None, matches: Mapping[tuple[str, Span], Match], near: Near,
                said: Sequence[Correction]) -> Iterator[Doubt]:
    """Yield what is unsure about the ties of a task's places.

    Parameters
    ----------
    now : the task as it counts; None for one that was rejected.
    matches : those of the document by task and span.
    said : the answers to the task that hold; a doubt that one of them settled is among what is yielded, so that counts stay.
    """
    answered = {one.doubt[2]: one.doubt for one in said if one.doubt and one.doubt[0] in SITE_SENTENCES}
    for mention in task.mentions:
        if mention.name in answered:
            kind, field, *values = answered[mention.name]
            yield Doubt(kind, field, tuple(values), mention.span)
            continue
        match = matches.get((now.key, mention.span)) if now else None
        site = near.site.get(match.site) if match else None
        if match is None or site is None or match.confidence > UNSURE * task.confidence + 0.005:
            continue
        if site.location.method == "county" and site.location.county:
            yield Doubt("county-inferred", "place", (mention.name, site.location.county), mention.span)
        elif site.location.method == "none" and near.to(mention.name, mention.layer):
            yield Doubt("place-unlocated", "place", (mention.name,), mention.span)
