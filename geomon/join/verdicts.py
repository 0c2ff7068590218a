"""What people said of two places: one and the same, or not; read when mentions become sites, so that it outlives any new build."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from geomon.join.names import fold

Called: TypeAlias = tuple[str, str, str]
"""A mention as a verdict names it: code or name of the document's region, layer, folded name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """A site as a verdict names it: by its id, and by layer, name and county to know it again when the id is another one."""

    id: str
    name: str
    layer: str
    county: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Verdicts:
    """All of them that stand.

    Attributes
    ----------
    one : pairs of sites that are one place.
    tied : mentions that mean a feature, "layer/id".
    apart : mentions that do not mean a feature, whatever its name.
    """

    one: tuple[tuple[Named, Named], ...] = ()
    tied: Mapping[Called, str] = dataclasses.field(default_factory=dict)
    apart: frozenset[tuple[Called, str]] = frozenset()

    @property
    def digest(self) -> str:
        """What changes when places are to be computed anew; empty when nobody said anything."""
        said = (sorted(map(repr, self.one)), sorted(self.tied.items()), sorted(self.apart))
        return hashlib.sha256(repr(said).encode()).hexdigest() if any(said) else ""


def called(region: str, layer: str, name: str) -> Called:
    """Return a mention as a verdict names it."""
    return region, layer, fold(name)


def known_as(one: Named, sites: Mapping[str, Sequence[tuple[str, str, str]]]) -> str:
    """Return which of the sites a verdict means: the one of its id, else the only one with its layer, name and county; "" for none.

    Parameters
    ----------
    sites : for each id what the site is called, as (layer, folded name, county); a county that one side lacks tells nothing.
    """
    if one.id in sites:
        return one.id
    name = fold(one.name)
    found = [ident for ident, names in sites.items()
             if any(layer == one.layer and other == name and (not county or not one.county or county == one.county)
                    for layer, other, county in names)]
    return found[0] if len(found) == 1 else ""


def joined(pairs: Sequence[tuple[str, str]], order: Sequence[str]) -> dict[str, str]:
    """Return for each id the first one, in `order`, of those that the pairs make one; pairs with an id that is unknown say nothing."""
    place = {ident: n for n, ident in enumerate(order)}
    head = {ident: ident for ident in order}

    def top(ident: str) -> str:
        while head[ident] != ident:
            ident = head[ident]
        return ident

    for a, b in pairs:
        if a in head and b in head:
            first, second = sorted((top(a), top(b)), key=place.__getitem__)
            head[second] = first
    return {ident: top(ident) for ident in order}
