"""The workspace as far as a district and some layers reach: what lies outside is not in the register that everything is computed from.

The limits are applied to the `Snapshot`, once, and not by each view: a list, a tile, a card, a count or a sheet cannot show what is not
there. People with the same limits share one.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from geomon.layers import Layer
from geomon.model import Document, Event, Task
from geomon.people import Actor, Limits, Thing, may
from geomon.service.corrections import Corrected
from geomon.service.desk import Service
from geomon.service.differences import LastImport
from geomon.service.history import Thread
from geomon.service.patch_desk import EDGE_DEG
from geomon.service.snapshot import Snapshot
from geomon.service.things import Counties, Things
from geomon.visits import KIND as VISIT

if TYPE_CHECKING:
    from geopandas import GeoDataFrame



class Within(Service):
    """What `whole` holds inside some limits; only for asking, what is written goes to the whole."""

    def __init__(self, whole: Service, limits: Limits) -> None:
        super().__init__(whole.settings, whole._register, whole.profile, whole.layers)
        self._whole, self._limits, self._shelf, self.timings = whole, limits, whole._shelf, whole.timings
        self._asks = Actor("", frozenset(), frozenset(("view",)), limits)
        self._from: Snapshot | None = None
        self._area: tuple[object, Any] | None = None

    def is_read(self, hurry: bool = False) -> bool:
        """Return whether the whole is in memory; until then there is nothing to cut this from."""
        return self._whole.is_read(hurry)

    def sees(self, thing: Thing) -> bool:
        """Return whether a thing is inside."""
        return bool(may(self._asks, "view", thing))

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers inside; borders and protected areas are everybody's."""
        return tuple(one for one in self._whole.layers if self._has_layer(one))

    def layer_features(self, layer_id: str) -> GeoDataFrame:
        """Return the features of a layer that lie in the district; KeyError when there is no such layer inside."""
        if not self._has_layer(self._shelf.layer(layer_id)):
            raise KeyError(layer_id)
        frame = self._whole.layer_features(layer_id)
        if self._limits.regions is None:
            return frame
        with self._lock:
            key = f"features {layer_id}"
            kept = self._frames.get(key)
            if kept is None or kept[0] is not frame:
                kept = self._frames[key] = frame, frame[frame.intersects(self._district())]
            found: GeoDataFrame = kept[1]
            return found

    def _said_of_patches(self) -> tuple[Event, ...]:
        return self._whole._said_of_patches()

    def photo(self, sha256: str, side: int = 0) -> bytes:
        """Return a photo of a visit to a site inside; b"" for any other."""
        named = any(sha256 in visit.photos for visits in self._now().visits_of_site.values() for visit in visits)
        return super().photo(sha256, side) if named else b""

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _now(self) -> Snapshot:
        with self._lock:
            whole = self._whole._now()
            if self._snapshot is None or self._from is not whole:
                before = (self._from, self._snapshot) if self._from and self._snapshot else None
                self._snapshot = _cut(whole, self._whole._counties(), self.sees, before)
                self._from = whole
                if before is None or before[1].threads is not self._snapshot.threads or before[1].sites is not self._snapshot.sites:
                    self._frames.clear()
            return self._snapshot

    def _own(self) -> list[Any]:
        return [county for county in self._whole._own() if self._limits.holds_region(county.adcode)]

    def _places(self) -> Any:
        return self._whole._places()

    def _has_layer(self, layer: Layer) -> bool:
        return layer.kind == "boundary" or layer.protects or self._limits.holds_layer(layer.id)

    def _district(self) -> Any:
        """Return the district as one polygon, without its border."""
        import shapely

        own = self._own()
        key = tuple(county.adcode for county in own)
        if self._area is None or self._area[0] != key:
            self._area = key, shapely.union_all([shapely.make_valid(c.geometry) for c in own]).buffer(-EDGE_DEG)
        return self._area[1]


def _cut(whole: Snapshot, counties: Counties, sees: Callable[[Thing], bool], before: tuple[Snapshot, Snapshot] | None) -> Snapshot:
    """Return the part of a snapshot that is seen; where only events came since `before`, its documents and places are taken over."""
    if before is not None and all(getattr(before[0], name) is getattr(whole, name)
                                  for name in ("threads", "sites", "matches", "documents", "unlocated")):
        made = before[1]
    else:
        made = _places_and_tasks(whole, Things(whole, counties), sees)
    subjects = {*made.site, *made.thread_of}
    events = {ident: said for ident, said in whole.events.items() if ident in subjects}
    return dataclasses.replace(made, version=whole.version, seq=whole.seq, arrived=whole.arrived, events=events,
                               said=_said(whole.said, subjects), last=_last(whole.last, made)).sharing(made)


def _places_and_tasks(whole: Snapshot, things: Things, sees: Callable[[Thing], bool]) -> Snapshot:
    seen: dict[Thing, bool] = {}

    def is_seen(thing: Thing) -> bool:
        if thing not in seen:
            seen[thing] = sees(thing)
        return seen[thing]
    sites = tuple(site for site in whole.sites if is_seen(things.site(site)))
    of_sites = {site.id for site in sites}
    shown = [thread for thread in whole.threads if sees(things.thread(thread))]
    ids = {ident for thread in shown for ident in thread.ids}
    corrected = {ident: cut for ident, one in whole.corrected.items() if (cut := _document(ident, one, ids, things, is_seen)) is not None}
    now = {ident: one.document for ident, one in corrected.items()}
    task_of = {f"{ident}#{task.key}": task for ident, document in now.items() for task in document.tasks}
    threads = tuple(Thread(tuple((day, now[document.id], task_of[f"{document.id}#{task.key}"]) for day, document, task in thread.records))
                    for thread in shown)
    thread_of = {ident: n for n, thread in enumerate(threads) for ident in thread.ids}
    matches = tuple(match for match in whole.matches if match.site in of_sites and f"{match.document}#{match.task}" in ids)
    unlocated = tuple(one for one in whole.unlocated if str(one.get("task")) in ids and _is_inside(one, whole, things, is_seen))
    return Snapshot(whole.version, tuple(now.values()), sites, matches, unlocated, {}, threads, thread_of, None, whole.arrived, corrected,
                    (), "", whole.seq)


def _document(ident: str, one: Corrected, ids: set[str], things: Things, is_seen: Callable[[Thing], bool]) -> Corrected | None:
    """Return a document with the tasks that are seen and their words only; None where there is none."""
    keys = {read: now for read, now in one.keys.items() if now is not None and f"{ident}#{now}" in ids}
    if not keys:
        return None
    rulings = tuple(ruling for ruling in one.rulings if ruling.task in keys)
    return Corrected(_only(one.read, set(keys), things, is_seen), _only(one.document, set(filter(None, keys.values())), things, is_seen),
                     rulings, keys)


def _only(document: Document, keys: set[str], things: Things, is_seen: Callable[[Thing], bool]) -> Document:
    """Return a document with these tasks; in place of all other words stand blanks, so that spans hold."""
    tasks = tuple(_task(task, document.region, things, is_seen) for task in document.tasks if task.key in keys)
    return dataclasses.replace(document, text=_blanked(document.text, tasks), tasks=tasks, tables=(), records=(), warnings=(), sha256="")


def _task(task: Task, city: str | None, things: Things, is_seen: Callable[[Thing], bool]) -> Task:
    """Return a task without the places that it has in other districts or on other layers."""
    def inside(county: str | None, layer: str) -> bool:
        regions = things.county(city, county) if county else None
        return is_seen(Thing(regions, frozenset((layer,))))
    mentions = tuple(mention for mention in task.mentions if inside(mention.county, mention.layer))
    return task if len(mentions) == len(task.mentions) else dataclasses.replace(task, mentions=mentions)


def _blanked(text: str, tasks: Iterable[Task]) -> str:
    """Return the text with only the words of these tasks; lines stay where they are."""
    kept, at = [], 0
    for start, end in sorted(task.span for task in tasks):
        start = max(start, at)
        if start < end:
            kept += [_blank(text[at:start]), text[start:end]]
            at = end
    return "".join((*kept, _blank(text[at:])))


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


def _is_inside(one: dict[str, Any], whole: Snapshot, things: Things, is_seen: Callable[[Thing], bool]) -> bool:
    """Tell whether a place that is not located is inside, as far as the mentions of its task say where it lies."""
    thread = whole.threads[whole.thread_of[str(one["task"])]]
    said = [(document.region, mention) for _, document, task in thread.records for mention in task.mentions
            if mention.name == one.get("name")]
    return all(is_seen(Thing(things.county(city, mention.county) if mention.county else None, frozenset((mention.layer,))))
               for city, mention in said)


def _said(said: Sequence[Event], subjects: set[str]) -> tuple[Event, ...]:
    """Return the events on what is seen, and the first of all, which tells workspaces apart; its body is not needed for that."""
    first = said[:1] if said and said[0].kind != VISIT and said[0].subject not in subjects else ()
    return (*(dataclasses.replace(event, body={}) for event in first), *(event for event in said if event.subject in subjects))


def _last(last: LastImport | None, made: Snapshot) -> LastImport | None:
    if last is None:
        return None
    found = tuple(dataclasses.replace(one, sites=tuple(site for site in one.sites if site in made.site))
                  for one in last.differences if one.task in made.thread_of)
    return dataclasses.replace(last, taken=tuple(name for name in last.taken if name in made.corrected), differences=found)


