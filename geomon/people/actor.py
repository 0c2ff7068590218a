"""Who acts, and what is acted on; no rules here, those are in `rights.py`."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How far somebody's rights reach; None is no limit.

    Attributes
    ----------
    regions : codes (GB/T 2260, six digits) of counties, or of cities and provinces, which stand for all their counties.
    layers : ids of layers.
    audience : for whom what they see is redacted (`geomon.publishing`); "" is nobody outside the house.
    """

    regions: frozenset[str] | None = None
    layers: frozenset[str] | None = None
    audience: str = ""

    def holds_region(self, code: str) -> bool:
        """Return whether a county, city or province lies wholly inside; a city is not inside one of its counties."""
        return self.regions is None or any(code.startswith(_stem(own)) for own in self.regions)

    def holds_layer(self, layer: str) -> bool:
        """Return whether a layer is inside."""
        return self.layers is None or layer in self.layers


@dataclasses.dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts.

    Attributes
    ----------
    name : as the record names them.
    roles : ids of roles; `actions` is what the table of roles lets these do.
    limits : where.
    units : for which units they speak (`claim`); None is for all.
    """

    name: str
    roles: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    limits: Limits = Limits()
    units: frozenset[str] | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Thing:
    """What is acted on.

    Attributes
    ----------
    regions : codes of the counties that it lies in or concerns, a city's for what is a whole city's. None is for what has no place, such as
        a page; empty is for a place that is not known, which only a person without limits reaches.
    layers : ids of its layers, in the same way.
    units : those that answer for it.
    by : names of those whose work it is: who may not accept it.
    """

    regions: frozenset[str] | None = None
    layers: frozenset[str] | None = None
    units: frozenset[str] | None = None
    by: frozenset[str] = frozenset()


EVERYWHERE = "*"
"""A region and a layer that no limit holds."""
APP = Thing()
"""Nothing in particular: whether somebody may do such a thing anywhere at all."""
WORKSPACE = Thing(frozenset((EVERYWHERE,)), frozenset((EVERYWHERE,)))
"""All of the workspace at once, such as its record: only for people without limits."""
LOCAL = "local"
"""The role of whoever works on this machine where nobody signs in; it may do everything."""


def _stem(code: str) -> str:
    """Return the digits that a region shares with all that lies in it."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
