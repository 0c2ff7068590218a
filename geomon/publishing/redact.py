"""A record of the project -> the same record as an audience may have it. Pure: nothing is read, the record given stays as it is."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Collection, Mapping
from typing import Any, TypeVar, cast

from geomon.layers import Layer
from geomon.model import Event, Location, Record, Site
from geomon.publishing.audience import Audience
from geomon.publishing.coarse import digits_to_cover, rounded
from geomon.publishing.personal import Cover
from geomon.visits import CHECK, KIND

R = TypeVar("R")
OUTSIDE = "位于工作区之外，坐标不列出"
PERSONS = frozenset(("actor", "by", "who"))
"""Fields that name who said something."""
FINDING = frozenset(("finding", "withdrawn"))
DOCUMENT = "document"
"""Actor of what documents say; no person."""


class Redactor:
    """Gives records to one audience; the same record gives the same answer, and one that holds nothing of the kind is given back itself.

    Parameters
    ----------
    layers : whose places are rounded as their kind says.
    names : of persons who are known to the register.
    inside : tells whether a place, degrees, lies in the workspace; None where that is not known.
    """

    def __init__(self, audience: Audience, layers: Collection[Layer] = (), names: Collection[str] = (),
                 inside: Callable[[float, float], bool] | None = None) -> None:
        self.audience, self._inside = audience, inside
        self._decimals = {layer.id: audience.decimals_of(layer.id, protects=layer.protects) for layer in layers}
        coarsest = audience.coarsest
        self._cover = Cover(names if audience.personal else (), lambda plain: digits_to_cover(plain, coarsest))
        self._kept = functools.lru_cache(maxsize=200_000)(self._cover)
        self._events: dict[int, Event | None] = {}

    def decimals_of(self, layer: str) -> int:
        """Return how many decimals of a degree leave for a place on a layer."""
        return self._decimals.get(layer, self.audience.decimals_of(layer))

    def text(self, text: str) -> str:
        """Return a text without persons and exact places, of the same length."""
        return text if self.audience.whole or not self.audience.personal else self._kept(text)

    def record(self, record: R) -> R:
        """Return a record of `geomon.model` or of the service, or a list, table or value of them, as the audience may have it."""
        return record if self.audience.whole else cast(R, self._of(record))

    def event(self, event: Event) -> Event | None:
        """Return an event; None where its kind stays in the house."""
        if self.audience.whole or event.seq is None:
            return event if self.audience.whole else self._event(event)
        if event.seq not in self._events:                  # an event is never changed, and there may be a million
            self._events[event.seq] = self._event(event)
        return self._events[event.seq]

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _event(self, event: Event) -> Event | None:
        one = self.audience
        if (one.events and event.kind not in one.events) or (event.kind == KIND and one.visits == "none"):
            return None
        body = self._visit(event.body) if event.kind == KIND and one.visits == "findings" else {
            name: self._of(value) for name, value in event.body.items() if not one.body or name in one.body}
        actor = event.actor if one.actors or event.actor == DOCUMENT else ""
        return dataclasses.replace(event, actor=actor, body=cast(dict[str, object], body), subject=self.text(event.subject),
                                   source=self.text(event.source))

    def _of(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, tuple | list | frozenset | set):
            made = [self._of(one) for one in value]
            return value if all(a is b for a, b in zip(made, value, strict=True)) else type(value)(made)
        if isinstance(value, Mapping):
            return self._point({name: self._of(one) for name, one in value.items()})
        if isinstance(value, Event):
            return self.event(value) or dataclasses.replace(value, actor="", body={})
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._dataclass(value)
        return value

    def _dataclass(self, value: Any) -> Any:
        kind, new = type(value).__name__.lower(), {}
        for field in dataclasses.fields(value):
            if not field.init:
                continue
            was = getattr(value, field.name)
            if f"{kind}.{field.name}" in self.audience.withheld:
                now: Any = "" if isinstance(was, str) and was else type(was)() if isinstance(was, tuple) else was if was == "" else None
            elif field.name in PERSONS and not self.audience.actors:
                now = "" if isinstance(was, str) else ()
            elif isinstance(value, Site) and field.name == "location":
                now = self._place(self._of(was), value.layer)
            else:
                now = self._of(was)
            if now is not was:
                new[field.name] = now
        made = dataclasses.replace(value, **new) if new else value
        if isinstance(made, Record) and made.lon is not None and made.lat is not None:
            lon, lat, _ = rounded(made.lon, made.lat, None, self.decimals_of(made.layer))
            made = dataclasses.replace(made, lon=lon, lat=lat)
        return made

    def _place(self, where: Location, layer: str) -> Location:
        if where.lon is None or where.lat is None:
            return dataclasses.replace(where, geometry=None)
        if not self.audience.outside and self._inside is not None and where.method not in ("county", "none") \
                and not self._inside(where.lon, where.lat):
            return Location("none", source=where.source, county=where.county, adcode=where.adcode, why=OUTSIDE)
        lon, lat, accuracy = rounded(where.lon, where.lat, where.accuracy_m, self.decimals_of(layer))
        return dataclasses.replace(where, lon=lon, lat=lat, accuracy_m=accuracy, geometry=None)

    def _point(self, value: dict[Any, Any]) -> dict[Any, Any]:
        """Round a place that stands in the body of an event."""
        if isinstance(value.get("lon"), float) and isinstance(value.get("lat"), float):
            lon, lat, _ = rounded(value["lon"], value["lat"], None, self.audience.coarsest)
            return value | {"lon": lon, "lat": lat}
        return value

    def _visit(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Keep of a visit the day, what was found, and which steps were met; the first edit of each visit stays one of that visit."""
        if not isinstance(body.get("fields"), Mapping):
            return {}
        fields = {name: self._of(value) for name, value in body["fields"].items() if name in FINDING or name.startswith(CHECK)}
        return {**{name: body[name] for name in ("visit", "edit", "time", "seen", "base")}, "pack": "", "was": None, "reasons": [],
                "fields": fields}
