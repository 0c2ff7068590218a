"""`Service`: one object per workspace and process, safe to use from every thread of the server."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomon.errors import InputError
from geomon.layers import Layer
from geomon.model import OTHER_LAYERS, SITE_LAYERS, Event
from geomon.people import APP, Actor, Right, Thing, local_actor, may
from geomon.service.above_desk import AboveDesk
from geomon.service.answers import BY, status_answer
from geomon.service.briefing import Brief
from geomon.service.briefs import Briefs
from geomon.service.building import BuildReport, Tell, build_register, silent
from geomon.service.cards import Catalog, SiteCard, TaskCard, Unlocated, site_card_of, task_card_of
from geomon.service.corrections import Ruling
from geomon.service.differences import LastImport
from geomon.service.drafts import FOLDER, DraftDesk, DraftFiles
from geomon.service.frames import situation_of, units_of
from geomon.service.history import standing
from geomon.service.importing import ImportReport, Preview, import_files, preview_files
from geomon.service.layer_desk import LayerDesk
from geomon.service.listing import DocumentLine, listing
from geomon.service.living import LifeDesk
from geomon.service.meanings import CONFIRMED
from geomon.service.opening import Opening, rest_of
from geomon.service.paper_desk import PaperDesk
from geomon.service.patch_desk import PatchDesk
from geomon.service.points import ReviewLine, ReviewSheet
from geomon.service.publish_desk import PublishDesk
from geomon.service.reading_desk import ReadingDesk
from geomon.service.record import RecordDesk
from geomon.service.review import Sheets, lost_answers, review_lines
from geomon.service.searching import MOST, Hit, SearchIndex
from geomon.service.settling import Answer, actor_of, judge, settle, take_back
from geomon.service.shelf import Shelf
from geomon.service.snapshot import Snapshot, take_snapshot
from geomon.service.things import Things
from geomon.service.timing import Timings
from geomon.settings import Settings
from geomon.situation import Situation
from geomon.status import Profile
from geomon.store import Register, Verdict, back_up, verify_register
from geomon.zones import in_force, load_zoning

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from pandas import DataFrame

    from geomon.join.duplicates import Duplicate
    from geomon.join.overlay import Area
    from geomon.places import Gazetteer
    from geomon.service.areas import Note
    from geomon.service.overlay import Overlay
    from geomon.service.packing import Choice
    from geomon.service.packs import MergeReport
    from geomon.service.pairs import Pair, PlacesInDoubt
    from geomon.visits import Edit, Visit

DATES_KEPT = 24
"""Situations of so many dates stay in memory: a year back and forth by months."""


class Service(PaperDesk, PublishDesk, AboveDesk, PatchDesk):
    """What a person can do with one workspace.

    Attributes
    ----------
    settings, profile : as read when the service was opened.
    timings : how long builds and imports took in this process.
    """

    def __init__(self, settings: Settings, register: Register, profile: Profile, layers: tuple[Layer, ...]) -> None:
        self.settings, self.profile = settings, profile
        self._shelf = Shelf(settings, layers, lambda: [c.adcode for c in self._own()], self._said_of_layers)
        self._register, self._lock, self._ground_lock = register, threading.RLock(), threading.RLock()
        self._layer_desk = LayerDesk(settings, self._shelf, register, self._places)
        self._reading = ReadingDesk(register, settings, self._now)
        self._record = RecordDesk(register, self._now)
        self._life = LifeDesk(register, settings, profile, self._now, self._counties, lambda: self.person, self.thing)
        self._draft_files = DraftFiles(settings.data / FOLDER)
        self._snapshot: Snapshot | None = None
        self._situations: OrderedDict[dt.date, tuple[Snapshot, Situation]] = OrderedDict()
        self._catalog: tuple[Snapshot, tuple[Layer, ...], Catalog] | None = None
        self._gazetteer: Gazetteer | None = None
        self._frames: dict[str, Any] = {}
        self._index: tuple[Situation, SearchIndex] | None = None
        self._sheets, self._briefs, self.timings = Sheets(), Briefs(), Timings()
        self._opening: Opening | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """The layers as their declarations say now; `layers_fault` tells why an edit of them is not in use."""
        return self._shelf.layers

    @property
    def layer_desk(self) -> LayerDesk:
        """What there is to ask of the layers' files, and to confirm."""
        return self._layer_desk

    @property
    def reading(self) -> ReadingDesk:
        """What there is to ask and tell of how documents are read."""
        return self._reading

    @property
    def record(self) -> RecordDesk:
        """What there is to ask of the record of all events."""
        return self._record

    @property
    def life(self) -> LifeDesk:
        """The steps of tasks: which are open, taking one, taking it back."""
        return self._life

    @property
    def drafts(self) -> DraftDesk:
        """What this person has written into forms and not saved yet; see `geomon.service.drafts`."""
        return DraftDesk(self._draft_files, self._register, lambda: self.person, self._life.thing)

    def actor(self) -> str:
        """Return who is named in what is confirmed here; see `settling.actor_of`."""
        return actor_of(self.settings)

    @property
    def person(self) -> Actor:
        """Whose rights hold: here those of whoever has this machine; `geomon.service.seats` gives the service as others have it."""
        return local_actor(self.actor())

    def may(self, action: str, thing: Thing = APP) -> Right:
        """Return whether this person may do something; see `geomon.people.may`."""
        return may(self.person, action, thing)

    def thing(self, ident: str) -> Thing:
        """Return a site, task or document as what rights are asked about; KeyError when there is none."""
        return Things(self._now(), self._counties()).named(ident)

    @property
    def layers_fault(self) -> str:
        """One sentence on the declaration that is not well formed; "" when all are."""
        return self._shelf.fault

    def close(self) -> None:
        """Let go of the register."""
        self._register.close()

    # ---- asking -----------------------------------------------------------------------------------------------------

    def version(self) -> int:
        """Return the number that grows with each write to the register, by whatever process."""
        return self._register.version()

    def situation(self, as_of: dt.date) -> Situation:
        """Return all sites and tasks as they stand on a date; the frames are shared, so do not change them."""
        if not self.is_read() and self._opening and (early := self._opening.situation(as_of)) is not None:
            return early
        self._wait()
        with self._lock:
            snapshot = self._now()
            kept = self._situations.get(as_of)
            if kept is None or kept[0] is not snapshot:
                counties = frozenset(name for name, _, _ in self._counties())
                kept = self._situations[as_of] = snapshot, situation_of(snapshot, self.profile, as_of, counties, kept)
                if self._opening:
                    self._opening.keep(snapshot, counties, lambda: rest_of(self.catalog(), self.settings.counties or self._codes()))
                while len(self._situations) > DATES_KEPT:
                    self._situations.popitem(last=False)
            self._situations.move_to_end(as_of)
            return kept[1]

    def is_read(self, hurry: bool = False) -> bool:
        """Return whether all is in memory; until then situation, catalog and layers are there at once, and whoever asks for more waits.

        `hurry` begins to read it where nobody did.
        """
        if self._snapshot is not None or self._opening is None or not (self._opening.is_reading() or self._opening.kept()):
            return True
        if hurry and self._opening.has_read():
            self._now()
        return self._snapshot is not None

    def brief(self, as_of: dt.date) -> Brief:
        """Return what a manager asks beyond the lights: steps against words, what turns red next month; see `geomon.service.briefing`."""
        self._wait()
        with self._lock:
            return self._briefs.get(self._now(), self.situation(as_of))

    def catalog(self) -> Catalog:
        """Return what can be chosen from: layers, cities, counties, units, sections, documents."""
        if not self.is_read() and self._opening and (early := self._opening.kept()) is not None:
            of = [tuple(names) for names in early.day.choices]
            return Catalog(self.layers, of[0], self._counties(), *of[1:])
        with self._lock:
            snapshot, counties, kept = self._now(), self._counties(), self._catalog
        if kept and kept[0].threads is snapshot.threads and kept[0].documents is snapshot.documents and kept[1] is self.layers \
                and kept[2].counties == counties:
            return kept[2]
        tasks = [snapshot.record(n, dt.date.max)[1] for n in range(len(snapshot.threads))]
        units = Counter(unit for task in tasks for unit in units_of(task))
        regions = (d.region for d in snapshot.documents if d.region and d.region.endswith(("市", "盟", "州", "地区")))
        cities = dict.fromkeys((*(city for _, city, _ in counties), *regions))
        layers = self.layers
        found = Catalog(layers, tuple(cities), counties, tuple(name for name, _ in units.most_common()),
                        tuple(dict.fromkeys(t.section for t in tasks if t.section)), tuple(d.id for d in snapshot.documents))
        self._catalog = snapshot, layers, found
        return found

    def card(self, site_id: str, as_of: dt.date) -> SiteCard:
        """Return one site with its tasks; KeyError when there is none."""
        situation = self.situation(as_of)
        snapshot = self._now()
        return site_card_of(snapshot, situation, self.profile, snapshot.site[site_id])

    def task_card(self, task_id: str, as_of: dt.date) -> TaskCard:
        """Return one task by any id that it has in a document; KeyError when there is none."""
        snapshot = self._now()
        return task_card_of(snapshot, snapshot.thread_of[task_id], self.profile, as_of, None)

    def unlocated(self) -> tuple[Unlocated, ...]:
        """Return the places of the texts that are not on the map, each with the reason."""
        names = ("name", "why", "layer", "task")
        lost = self._now().unlocated if self.is_read() else self._register.unlocated()
        return tuple(Unlocated(**{k: str(v) for k, v in one.items() if k in names and v is not None}) for one in lost)

    def documents(self) -> tuple[DocumentLine, ...]:
        """Return the documents of the register, those that came last first; doubts are those that the page Review still asks about."""
        asked = {line.id: line.doubts - line.settled for line in self.review_documents()}
        return tuple(dataclasses.replace(line, doubts=asked.get(line.id, line.doubts)) for line in listing(self._now()))

    def last_import(self) -> LastImport | None:
        """Return the newest import with what it changed; None before the first."""
        return self._now().last

    def review(self, document_id: str) -> ReviewSheet:
        """Return one document to be checked: its text, fields, doubts and answers; KeyError when there is none."""
        self._wait()
        with self._lock:
            return self._sheets.get(self._now(), document_id)

    def review_documents(self) -> tuple[ReviewLine, ...]:
        """Return how far the checking of each document has come."""
        self._wait()
        with self._lock:
            return review_lines(self._now(), self._sheets)

    def lost_answers(self) -> tuple[Ruling, ...]:
        """Return the answers that find no words to rest on any more, over all documents and those that are gone."""
        return lost_answers(self._now())

    def status_json(self, as_of: dt.date, by: str = "county") -> dict[str, Any]:
        """Return where each site and task stands, as `geomon status --json` prints it; `by` is one of `answers.BY`."""
        if by not in BY:
            raise InputError(f"cannot group by {by!r}.", how=f"Group by one of: {', '.join(BY)}.")
        return status_answer(self.situation(as_of), self._now(), self.unlocated(), by)

    # ---- places -----------------------------------------------------------------------------------------------------

    def layer_features(self, layer_id: str) -> GeoDataFrame:
        """Return the features of a layer, EPSG:4490, as its file is now; KeyError when there is no such layer."""
        return self._shelf.features(layer_id)

    def layer_doubts(self, layer_id: str) -> tuple[tuple[str, str], ...]:
        """Return what is doubtful in a layer's columns, in Chinese and English; see `Shelf.doubts`."""
        return self._shelf.doubts(layer_id)

    def counties(self) -> GeoDataFrame:
        """Return the workspace's counties: adcode, name, city, geometry (EPSG:4490)."""
        from geopandas import GeoDataFrame

        rows = [{"adcode": c.adcode, "name": c.name, "city": c.city, "geometry": c.geometry} for c in self._own()]
        return GeoDataFrame(rows, columns=["adcode", "name", "city", "geometry"], geometry="geometry", crs="EPSG:4490")

    def basemap(self) -> GeoDataFrame:
        """Return the workspace's counties and those around them: adcode, name, city, ours, geometry (EPSG:4490)."""
        codes = [c.adcode for c in self._own()]
        with self._ground_lock:
            key = f"basemap {codes}"
            found: GeoDataFrame | None = self._frames.get(key)
            if found is None:
                frame = self._places().frame([*codes, *self._places().neighbours(codes, self.settings.neighbours_km)])
                found = frame.assign(ours=frame["adcode"].isin(codes))[["adcode", "name", "city", "ours", "geometry"]]
                self._frames[key] = found
            return found

    def townships(self) -> DataFrame:
        """Return the names of the workspace's townships with the middle of each: name, lon, lat (degrees)."""
        codes = [c.adcode for c in self._own()]
        with self._ground_lock:
            return self._places().townships_of(codes)

    def protected_near(self, metres: float, as_of: dt.date | None = None) -> DataFrame:
        """Return which sites lie in or within `metres` of a protected area of a date; see `geomon.join.near.protected_near`."""
        from geomon.join.near import protected_near

        day = as_of or self.settings.today()
        areas = self.layer_features("protected_area")
        return protected_near(self.situation(day).sites, areas[in_force(areas, day)], metres)

    def area_from_file(self, path: Path, *, datum: str = "", error_m: float | None = None) -> tuple[Area, tuple[Note, ...]]:
        """Return the area that a file holds, and what to know of it; see `geomon.service.areas.area_from_file`."""
        from geomon.service.areas import area_from_file

        return area_from_file(path, self.settings, datum=datum, error_m=error_m)

    def areas_on(self, layer_id: str, as_of: dt.date) -> GeoDataFrame:
        """Return a layer's features that hold on a date, with their zone on it; see `geomon.service.overlay.areas_on`."""
        from geomon.service.overlay import areas_on

        return areas_on(self.layer_features(layer_id), self._shelf.layer(layer_id), load_zoning(self.settings.profiles), as_of)

    def overlay(self, area: Area, as_of: dt.date, notes: Sequence[Note] = ()) -> Overlay:
        """Return what an area meets on a date: every protected layer, its zones, sites and open tasks; see `geomon.service.overlay`."""
        from geomon.service.overlay import overlay

        zoning = load_zoning(self.settings.profiles)
        return overlay(area, self.layers, self.layer_features, self.situation(as_of), zoning, self.counties(), notes)

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Return the pairs of sites that may be one and the same, the surest first; see `geomon.join.duplicates`."""
        from geomon.service.pairs import duplicates_of

        self._wait()
        with self._lock:
            snapshot, situation = self._now(), self.situation(self.settings.today())
            key = f"duplicates {snapshot.version}"
            if key not in self._frames:
                self._frames[key] = duplicates_of(snapshot, situation, self._places())
            found: tuple[Duplicate, ...] = self._frames[key]
            return found

    def places_in_doubt(self) -> PlacesInDoubt:
        """Return the pairs of places that may be one and what was said of them; see `geomon.service.pairs`."""
        from geomon.service.pairs import feature_place, places_in_doubt

        self._wait()
        with self._lock:
            snapshot = self._now()
            key = f"pairs {snapshot.version}"
            if key not in self._frames:
                found = self.duplicates()
                self._frames[key] = places_in_doubt(snapshot, found, lambda ident: feature_place(ident, self.layer_features))
            pairs: PlacesInDoubt = self._frames[key]
            return pairs

    # ---- doing ------------------------------------------------------------------------------------------------------

    def build(self, progress: Tell = silent) -> BuildReport:
        """Bring the register up to date with the documents and layers; the second run changes nothing."""
        with self.timings.measured("build"):
            return build_register(self._register, self.settings, progress)

    def preview(self, paths: Sequence[Path], progress: Tell = silent) -> Preview:
        """Return what `import_documents` would do with these files; nothing is written."""
        return preview_files(self._register, self.settings, self.profile, paths, progress)

    def import_documents(self, paths: Sequence[Path], progress: Tell = silent) -> ImportReport:
        """Take documents into the workspace; a newer one of the same inspection updates its tasks."""
        with self.timings.measured("import"):
            return import_files(self._register, self.settings, self.profile, paths, progress)

    def pack(self, out: Path, as_of: dt.date, choice: Choice, lang: str = "zh") -> int:
        """Write what inspectors take along, html or gpkg, and return the number of sites; see `geomon.service.packing`."""
        from geomon.render.basemap import base_map
        from geomon.service.packing import chosen, write_pack

        some = chosen(self.situation(as_of), choice)
        cards = {ident: self.card(ident, as_of) for ident in some.sites["id"]}
        base = base_map(self.basemap(), taken=some.sites[["lon", "lat"]].dropna().to_numpy())
        write_pack(out, some, cards, base, self._now(), self.settings, self.layers, lang)
        return len(some.sites)

    def merge(self, paths: Sequence[Path]) -> MergeReport:
        """Take visits back from the field, all files or none; see `geomon.service.packs`."""
        from geomon.service.packs import merge_files

        return merge_files(self._register, self.settings, self._now, paths)

    def visits(self, site_id: str) -> tuple[Visit, ...]:
        """Return the visits of a site, the newest first; those taken back are left out."""
        return self._now().visits_of_site.get(site_id, ())

    def record_visit(self, said: Edit, photos: Sequence[bytes] = ()) -> Visit:
        """Take a visit that was written in the app; see `packs.record_visit` for the errors."""
        from geomon.service.packs import record_visit

        return record_visit(self._register, self.settings, self._now, said, photos)

    def photo(self, sha256: str, side: int = 0) -> bytes:
        """Return a photo of a visit, `side` pixels long at most where that is given; b"" where there is none that can be shown."""
        from geomon.service.packs import photos_folder
        from geomon.service.photos import photo_path, small_copy

        path = photo_path(photos_folder(self.settings), sha256)
        if not (len(sha256) == 64 and sha256.isalnum() and path.is_file()):
            return b""
        return small_copy(path.read_bytes(), side) if side else path.read_bytes()

    def search(self, text: str, as_of: dt.date, most: int = MOST) -> tuple[Hit, ...]:
        """Return the sites, tasks and coordinates that answer to a text, the best first; see `geomon.service.searching`."""
        situation = self.situation(as_of)
        with self._lock:
            if self._index is None or self._index[0] is not situation:
                self._index = situation, SearchIndex(situation)
            index = self._index[1]
        return index.find(text, most)

    def edit_visit(self, visit: Visit, fields: Mapping[str, Any], actor: str = "") -> None:
        """Say something of a visit as the office, having seen it as it is given; see `packs.edit_visit` for the errors."""
        from geomon.service.packs import edit_visit

        now = dt.datetime.now(tz=dt.UTC).astimezone()
        edit_visit(self._register, self._now, visit, fields, actor or actor_of(self.settings), now)

    def verify(self, head: str = "") -> Verdict:
        """Walk the register's events and return whether they are as they were written; see `geomon.store.audit`."""
        return verify_register(self.settings.register, head)

    def back_up(self, copy: Path) -> Verdict:
        """Write a consistent copy of the register; see `geomon.store.audit`."""
        return back_up(self.settings.register, copy)

    def settle(self, document_id: str, answer: Answer, actor: str = "") -> None:
        """Write what a person says of a reading; see `settling.settle` for the errors. Places are computed anew if it concerns one."""
        who = actor or actor_of(self.settings)
        layers = dict.fromkeys((*SITE_LAYERS, *OTHER_LAYERS, *(layer.id for layer in self.layers if layer.kind in ("sites", "other"))))
        self._keep(settle(self._register, self.settings, self._now, document_id, answer, layers, who))

    def judge(self, pair: Pair, kind: str, actor: str = "") -> None:
        """Write that two places are the "same" or "different"; see `pairs.judged_event` for the errors. Places are computed anew."""
        self._keep(judge(self._register, self.settings, self._now, pair, kind, actor or actor_of(self.settings)))

    def undo(self, seq: int, actor: str = "") -> None:
        """Take an answer back by its number; see `settling.take_back` for the errors."""
        self._keep(take_back(self._register, self.settings, self._now, seq, actor or actor_of(self.settings)))

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _now(self) -> Snapshot:
        """Return the register's newest state, reading it only when somebody wrote."""
        self._wait()
        with self._lock:
            if self._snapshot is None or self._snapshot.version != self._register.version():
                was = self._snapshot
                before = was or (self._opening.snapshot() if self._opening else None)
                if before is None or before is was or before.version != self._register.version():
                    before = take_snapshot(self._register, before)
                shown = self._opening.hand_over(before) if self._opening else {}
                self._situations.update({day: (before, situation) for day, situation in shown.items()})
                if not shown and (was is None or was.documents is not before.documents or was.sites is not before.sites):
                    self._frames.clear()
                self._snapshot = before
            return self._snapshot

    def _keep(self, snapshot: Snapshot) -> None:
        """Go on from a state that was just written, without reading it again; the layers' frames stay, they do not depend on it."""
        with self._lock:
            if self._snapshot is None or self._snapshot.version < snapshot.version:
                self._snapshot = snapshot

    def _wait(self) -> None:
        """Wait for the register where something is shown without it; before the lock, which others need meanwhile."""
        _ = self._snapshot is None and self._opening and self._opening.snapshot()

    def _places(self) -> Gazetteer:
        with self._ground_lock:
            if self._gazetteer is None:
                from geomon.places import open_gazetteer

                self._gazetteer = open_gazetteer(self.settings)
            return self._gazetteer

    def _own(self) -> list[Any]:
        """Return the workspace's counties: those of its settings, else those of the cities its documents speak of."""
        codes = self.settings.counties or self._codes()
        with self._ground_lock:                           # not the other one: it may be held by who waits for the register
            own: list[Any] | None = self._frames.get(f"own {codes}")
            if own is None:
                found = [c for code in codes for c in self._places().counties_of(code)]
                self._frames[f"own {codes}"] = own = list({c.adcode: c for c in found}.values())
            return own

    def _said_of_layers(self) -> Sequence[Event]:
        return self._now().said if self.is_read() else standing(self._register.events(kinds=(CONFIRMED, "withdrawn")))

    def _codes(self) -> tuple[str, ...]:
        """Return the codes of the cities that the documents speak of."""
        if not self.is_read() and self._opening and (early := self._opening.kept()) is not None:
            return tuple(early.day.codes)
        return tuple(sorted({d.adcode for d in self._now().documents if d.adcode}))

    def _counties(self) -> tuple[tuple[str, str, str], ...]:
        return tuple((c.name, c.city, c.adcode) for c in self._own())
