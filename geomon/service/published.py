"""The workspace as an audience may have it: every way out reads this snapshot, so that none has to think of who gets the file.

As with districts (`within.py`) the records are cut once, not in each view. Beside `geomon.publishing`, which says what becomes of a
record, this holds what is no record: layers, photos, pictures from above, and the stamp of the file.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomon.errors import NotAllowed
from geomon.layers import Layer
from geomon.model import Event
from geomon.people import FILE as PEOPLE
from geomon.people import load_people
from geomon.publishing import OUTSIDE, Audience, Redactor, Stamp, audience_named
from geomon.publishing.known import persons_known
from geomon.service.corrections import Corrected
from geomon.service.desk import Service
from geomon.service.history import Thread
from geomon.service.snapshot import Snapshot

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.service.above import Seen

BORDER_DEG = 0.01
"""A place so near outside the workspace's counties counts as inside: borders of several sources differ by some hundred metres."""
KEPT = "_published"
SHOWN = frozenset((
    "settings", "profile", "timings", "layers", "layers_fault", "version", "actor", "person", "may", "thing", "situation", "brief",
    "catalog", "card", "task_card", "unlocated", "search", "visits", "layer_features", "counties", "basemap", "townships", "protected_near",
    "area_from_file", "areas_on", "overlay", "status_json", "map_html", "export", "report", "pack", "is_read"))
"""What of a service is the same for those outside the house, read from what they may have; all else is closed or written out below."""


def shown_to(whole: Service, audience: str) -> Service:
    """Return what an audience may have of a service; the service itself where that is all of it.

    Raises
    ------
    SettingsError
        If there is no such audience.
    """
    one = audience_named(audience, whole.settings.root)
    if one.whole:
        return whole
    kept: dict[str, Published] = vars(whole).setdefault(KEPT, {})
    return kept.get(one.id) or kept.setdefault(one.id, Published(whole, one))


class Published(Service):
    """What of a service leaves for an audience; only for asking."""

    def __init__(self, whole: Service, audience: Audience) -> None:
        super().__init__(whole.settings, whole._register, whole.profile, whole.layers)
        title, title_en = whole.settings.title, whole.settings.title_en
        self.settings = dataclasses.replace(
            whole.settings, title=f"{title}（{audience.title}）", title_en=f"{title_en} ({audience.title_en})")
        self._whole, self.audience, self._shelf = whole, audience, whole._shelf
        self._from: Snapshot | None = None
        self._held: tuple[object, Redactor] | None = None
        self._area: tuple[object, Any] | None = None
        self._known: tuple[Sequence[Event], int, frozenset[str]] | None = None
        self._left_out = 0
        self._shown: tuple[tuple[Layer, ...], tuple[Layer, ...]] | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers without patches (图斑): a verdict on somebody's ground is a lead, and no audience's."""
        every = self._whole.layers
        if self._shown is None or self._shown[0] is not every:
            self._shown = every, tuple(layer for layer in every if layer.kind != "patches")
        return self._shown[1]

    def layer_features(self, layer_id: str) -> GeoDataFrame:
        """Return a layer's features with their places as exact as the audience may know them; borders are everybody's.

        Raises
        ------
        KeyError
            If there is no such layer, or it stays in the house.
        """
        layer = next((one for one in self.layers if one.id == layer_id), None)
        if layer is None:
            raise KeyError(layer_id)
        frame = self._whole.layer_features(layer_id)
        if layer.kind == "boundary":
            return frame
        with self._lock:
            key = f"features {layer_id}"
            kept = self._frames.get(key)
            if kept is None or kept[0] is not frame:
                kept = self._frames[key] = frame, _coarse(frame, layer, self._redactor())
            found: GeoDataFrame = kept[1]
            return found

    def layer_doubts(self, layer_id: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG002
        """Return nothing: how good our files are is our own affair."""
        return ()

    def photo(self, sha256: str, side: int = 0) -> bytes:
        """Return a photo where the audience may see photos; b"" otherwise: there may be faces in it."""
        return self._whole.photo(sha256, side) if self.audience.photos else b""

    def is_read(self, hurry: bool = False) -> bool:
        """Return whether the whole is in memory; until then there is nothing to cut this from."""
        return self._whole.is_read(hurry)

    def has_scenes(self, as_of: dt.date) -> bool:  # noqa: ARG002
        """Return that there is none: a picture shows the place as exactly as it is."""
        return False

    def seen_from_above(self, sites: Any, as_of: dt.date) -> tuple[Seen, ...]:  # noqa: ARG002
        """Return nothing; see `has_scenes`."""
        return ()

    def shown_to(self, audience: str) -> Service:
        """Return what a further audience may have of this; never more than this is."""
        return self if audience_named(audience, self.settings.root).whole or audience == self.audience.id else shown_to(self, audience)

    def _stamp(self, as_of: dt.date) -> Stamp:
        snapshot = self._now()
        return Stamp(self.audience, snapshot.version, self._record.head(), as_of, dt.datetime.now(tz=dt.UTC).astimezone().date(),
                     self._left_out)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _now(self) -> Snapshot:
        with self._lock:
            whole = self._whole._now()
            if self._snapshot is None or self._from is not whole:
                held, redactor = self._held, self._redactor(whole)
                before = (self._from, self._snapshot) if self._from and self._snapshot and held is self._held else None
                self._snapshot = _cut(whole, redactor, before)
                if before is None or self._snapshot.sites is not before[1].sites:
                    self._left_out = sum(site.location.why == OUTSIDE for site in self._snapshot.sites)
                    self._frames.clear()
                self._from = whole
            return self._snapshot

    def _own(self) -> list[Any]:
        return self._whole._own()

    def _places(self) -> Any:
        return self._whole._places()

    def _redactor(self, whole: Snapshot | None = None) -> Redactor:
        """Return what redacts: the same one, with what it has worked out, while the layers and those who act are the same."""
        snapshot, layers = whole or self._whole._now(), self._whole.layers
        names = self._names(snapshot.said)
        own = tuple(county.adcode for county in self._own())
        if self._held is None or self._held[0] != (layers, names, own):
            self._held = (layers, names, own), Redactor(self.audience, layers, names, self._inside(own))
        return self._held[1]

    def _names(self, said: Sequence[Event]) -> frozenset[str]:
        """Return the names of persons whom the register knows; the same ones until somebody says something or `people.toml` is another.

        Raises
        ------
        SettingsError
            If that file is not as it has to be: then nothing leaves.
        """
        path = self._whole.settings.root / PEOPLE
        stamp = path.stat().st_mtime_ns if path.is_file() else 0
        if self._known is None or self._known[0] is not said or self._known[1] != stamp:
            people = (one.actor.name for one in load_people(path).persons)
            self._known = said, stamp, persons_known(said, people)
        return self._known[2]

    def _inside(self, own: tuple[str, ...]) -> Callable[[float, float], bool] | None:
        """Return what tells whether a place lies in the workspace's counties; None for a workspace that names none."""
        if not own or self.audience.outside:
            return None
        if self._area is None or self._area[0] != own:
            area = shapely.union_all([shapely.make_valid(county.geometry) for county in self._own()]).buffer(BORDER_DEG)
            shapely.prepare(area)
            self._area = own, area
        within = self._area[1]
        return lambda lon, lat: bool(shapely.contains_xy(within, lon, lat))


def _closed(name: str) -> Callable[..., Any]:
    def refuse(self: Published, *_: Any, **__: Any) -> Any:
        raise NotAllowed("this stays in the house.", where=self.audience.title_en, how="Ask for it as a person of the workspace.")
    refuse.__name__, refuse.__doc__ = name, "Refuse: this stays in the house."
    return refuse


for _name in sorted({name for name in dir(Service) if not name.startswith("_")} - SHOWN - vars(Published).keys()):
    setattr(Published, _name, property(_closed(_name)) if isinstance(getattr(Service, _name), property) else _closed(_name))


def _cut(whole: Snapshot, redactor: Redactor, before: tuple[Snapshot, Snapshot] | None) -> Snapshot:
    """Return a snapshot as an audience may have it; where only events came since `before`, documents and places are taken over."""
    same = before is not None and all(getattr(before[0], name) is getattr(whole, name)
                                      for name in ("threads", "sites", "matches", "documents", "unlocated"))
    made = before[1] if before is not None and same else _records(whole, redactor)
    events = {}
    for ident, said in whole.events.items():
        key = redactor.text(ident)
        if before is not None and key in before[1].events and before[0].events.get(ident) is said:
            events[key] = before[1].events[key]            # the same list tells those who look for what moved that nothing did
        else:
            events[key] = [one for event in said if (one := redactor.event(event)) is not None]
    return dataclasses.replace(made, version=whole.version, seq=whole.seq, events=events, said=_said(whole.said, redactor),
                               last=None).sharing(made)


def _records(whole: Snapshot, redactor: Redactor) -> Snapshot:
    corrected = {}
    for ident, one in whole.corrected.items():
        document = redactor.record(one.document)
        corrected[redactor.text(ident)] = Corrected(document, document, (), one.keys)
    now = {document.id: document for document in (one.document for one in corrected.values())}
    tasks = {f"{ident}#{task.key}": task for ident, document in now.items() for task in document.tasks}
    threads = []
    for thread in whole.threads:
        records = []
        for day, document, task in thread.records:
            ident = redactor.text(document.id)
            known = now.get(ident), tasks.get(f"{ident}#{redactor.text(task.key)}")
            records.append((day, known[0] or redactor.record(document), known[1] or redactor.record(task)))
        threads.append(Thread(tuple(records)))
    thread_of = {ident: n for n, thread in enumerate(threads) for ident in thread.ids}
    return Snapshot(whole.version, tuple(now.values()), redactor.record(whole.sites), redactor.record(whole.matches),
                    redactor.record(whole.unlocated), {}, tuple(threads), thread_of, None, {}, corrected, (), "", whole.seq)


def _said(said: Sequence[Event], redactor: Redactor) -> tuple[Event, ...]:
    """Return the events that leave, and in any case the first, which tells workspaces apart; its body is not needed for that."""
    first = [dataclasses.replace(event, actor="", body={}) for event in said[:1] if redactor.event(event) is None]
    return (*first, *(one for event in said if (one := redactor.event(event)) is not None))


def _coarse(frame: GeoDataFrame, layer: Layer, redactor: Redactor) -> GeoDataFrame:
    """Return a layer's features on the grid of an audience, with texts without persons."""
    grid = 10.0 ** -redactor.decimals_of(layer.id)
    made = frame.copy()
    shapes = shapely.set_precision(shapely.make_valid(made.geometry.to_numpy()), grid)
    # what is smaller than a cell: the cell's corner stands for it
    gone = shapely.is_empty(shapes) & ~shapely.is_empty(made.geometry.to_numpy())
    shapes[gone] = shapely.set_precision(shapely.centroid(made.geometry.to_numpy()[gone]), grid)
    made = made.set_geometry(shapes, crs=frame.crs)
    for name in made.columns.drop(made.geometry.name):
        if name in ("lon", "lat"):
            made[name] = np.round(made[name].astype(float), redactor.decimals_of(layer.id))
        elif made[name].dtype == object:
            made[name] = [redactor.text(value) if isinstance(value, str) else value for value in made[name]]
    return made
