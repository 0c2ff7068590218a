"""All of the register in memory at one version; everything that is shown is computed from it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geomon.model import Document, Event, Match, Site, Task, TaskStatus
from geomon.service.correcting import correct_all, correct_on
from geomon.service.corrections import Corrected, Correction, restated
from geomon.service.differences import LastImport
from geomon.service.grown import Grown
from geomon.service.history import Thread, standing, threads_of, withdrawn_by
from geomon.service.lights import Timelines, timelines_of
from geomon.service.onward import changed, events_on, threads_on
from geomon.service.rows import fold, site_words
from geomon.service.sites_in_doubt import Near
from geomon.service.teaching import begun_by, taught_of
from geomon.service.units import canonical, unit_names
from geomon.status import Profile, task_status
from geomon.store import CONTENT, Register, from_json, without_collecting
from geomon.visits import Edit, Visit, edits_in, visits_of

LAST_IMPORT, ARRIVED = "last import", "arrived"
"""Under these keys the register notes the newest import and when each document came."""


@dataclasses.dataclass(frozen=True, eq=False)
class Snapshot:
    """The register at one version, indexed.

    Attributes
    ----------
    threads : every task once, over all documents that speak of it.
    thread_of : the position in `threads` for each id that a task has in any document.
    last : the newest import and what it changed; None before the first.
    corrected : the documents as read and as corrected, by id; `documents` are the latter.
    said : the standing events as they were written; in `events` they count under the tasks as corrected.
    arrived : for each document when its present version came in, UTC as ISO; those of older registers are missing.
    stored : the version at which documents or places were last written, as the register notes it; "" where it is not known.
    seq : number of the newest event that was read, withdrawn ones included.
    """

    version: int
    documents: tuple[Document, ...]
    sites: tuple[Site, ...]
    matches: tuple[Match, ...]
    unlocated: tuple[dict[str, Any], ...]
    events: dict[str, list[Event]]
    threads: tuple[Thread, ...]
    thread_of: dict[str, int]
    last: LastImport | None = None
    arrived: dict[str, str] = dataclasses.field(default_factory=dict)
    corrected: dict[str, Corrected] = dataclasses.field(default_factory=dict)
    said: Sequence[Event] = ()
    stored: str = ""
    seq: int = 0

    @functools.cached_property
    def site(self) -> dict[str, Site]:
        """The sites by id."""
        return {s.id: s for s in self.sites}

    @functools.cached_property
    def row(self) -> dict[str, int]:
        """The place of each site in `sites`, by id."""
        return {s.id: n for n, s in enumerate(self.sites)}

    @functools.cached_property
    def site_words(self) -> Sequence[str]:
        """The folded words by which each site is found, in the order of `sites`."""
        return [site_words(site, name) for site, name in zip(self.sites, self.name_words, strict=True)]

    @functools.cached_property
    def name_words(self) -> Sequence[str]:
        """The folded name of each site, in the order of `sites`; the tasks that concern it are found by it too."""
        with without_collecting():
            return [fold(site.name) for site in self.sites]

    def name_word(self, place: int) -> str:
        """Return the folded name of one site; all of them are folded only where all are asked for."""
        known = vars(self).get("name_words")
        return known[place] if known else fold(self.sites[place].name)

    def words_of(self, place: int) -> str:
        """Return the folded words by which one site is found."""
        known = vars(self).get("site_words")
        return known[place] if known else site_words(self.sites[place], self.name_word(place))

    @functools.cached_property
    def timelines(self) -> Timelines:
        """What stood on record of each task, from which day on."""
        return timelines_of(self)

    @functools.cached_property
    def bases(self) -> dict[frozenset[str], Any]:
        """What of the frames is the same on every day, by the names of counties that it was worked out for; see `frames.base_of`."""
        return {}

    @functools.cached_property
    def matches_of_thread(self) -> dict[int, list[Match]]:
        """The matches of each task, all of its documents together, one a site, the surest first."""
        found: defaultdict[int, dict[str, Match]] = defaultdict(dict)
        for match in sorted(self.matches, key=lambda m: -m.confidence):
            thread = self.thread_of.get(f"{match.document}#{match.task}")
            if thread is not None and match.site in self.site:
                found[thread].setdefault(match.site, match)
        return {thread: sorted(of.values(), key=lambda m: self.row[m.site]) for thread, of in found.items()}

    @functools.cached_property
    def matches_of_document(self) -> dict[str, list[Match]]:
        """The matches of each document."""
        found: defaultdict[str, list[Match]] = defaultdict(list)
        for match in self.matches:
            found[match.document].append(match)
        return dict(found)

    @functools.cached_property
    def located_of_city(self) -> dict[str | None, list[Site]]:
        """The located sites of each city."""
        found: defaultdict[str | None, list[Site]] = defaultdict(list)
        for site in self.sites:
            if site.location.method != "none":
                found[site.city].append(site)
        return dict(found)

    @functools.cached_property
    def nears(self) -> dict[str | None, Near]:
        """What `near` was asked for."""
        return {}

    def near(self, city: str | None) -> Near:
        """Return what finds the sites of a city that have a like name."""
        if city not in self.nears:
            self.nears[city] = Near(self.site, self.located_of_city.get(city, ()))
        return self.nears[city]

    @functools.cached_property
    def sites_of_record(self) -> dict[str, list[Site]]:
        """The sites of each task by the id that it has in a document, that document's own matches alone."""
        found: defaultdict[str, list[Site]] = defaultdict(list)
        for match in self.matches:
            if (site := self.site.get(match.site)) is not None:
                found[f"{match.document}#{match.task}"].append(site)
        return dict(found)

    @functools.cached_property
    def threads_of_site(self) -> dict[str, list[int]]:
        """The tasks of each site, in the order of the documents."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for thread in sorted(self.matches_of_thread):
            for match in self.matches_of_thread[thread]:
                found[match.site].append(thread)
        return dict(found)

    @functools.cached_property
    def unit_names(self) -> dict[tuple[str, str], str]:
        """The name under which each spelling of a unit is counted; see `geomon.service.units`."""
        return unit_names(self.documents)

    @functools.cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What people said of visits, in the order in which it was written."""
        return tuple(edits_in(self.said))

    @functools.cached_property
    def visits_of_site(self) -> dict[str, tuple[Visit, ...]]:
        """The visits of each site as they stand after all their edits, the newest first; those taken back are left out."""
        found: defaultdict[str, list[Visit]] = defaultdict(list)
        for visit in visits_of(self.edits):
            if not visit.withdrawn:
                found[visit.site].append(visit)
        return {site: tuple(some) for site, some in found.items()}

    def sharing(self, before: Snapshot) -> Snapshot:
        """Return this snapshot with what an earlier one has worked out already, as far as it is worked out from the same records."""
        held, mine = vars(before), vars(self)
        same = ["site", "row", "name_words", "site_words", "located_of_city", "nears"] if self.sites is before.sites else []
        same += ["matches_of_document"] if self.matches is before.matches else []
        same += ["sites_of_record"] if self.sites is before.sites and self.matches is before.matches else []
        if self.sites is before.sites and self.matches is before.matches and (
                self.thread_of is before.thread_of or self.thread_of == before.thread_of):
            same += ["matches_of_thread", "threads_of_site"]
            if self.threads is before.threads:
                same += ["bases"]
        if self.documents is before.documents:
            same += ["unit_names"]
        for name in same:
            if name in held:
                mine[name] = held[name]
        if "edits" in held and _begins_with(self.said, before.said):
            mine["edits"] = (*before.edits, *edits_in(self.said[len(before.said):]))
        if "bases" in same and "timelines" in held and "timelines" not in mine:
            mine["timelines"] = before.timelines.after(self, self.moved_since(before))
        return self

    def moved_since(self, before: Snapshot) -> set[int]:
        """Return the tasks of which something else is said than before; documents and places are the same."""
        if self.corrected is before.corrected and _begins_with(self.said, before.said):
            idents = {ident for event in self.said[len(before.said):] for ident in self._idents(event)}
        else:
            idents = {ident for ident, said in self.events.items() if before.events.get(ident) is not said}
        moved = {self.thread_of[ident] for ident in idents if ident in self.thread_of}
        seen, saw = self.visits_of_site, before.visits_of_site
        for site in {*seen, *saw} if seen or saw else ():
            if seen.get(site) != saw.get(site):
                moved.update(self.threads_of_site.get(site, ()))
        return moved

    def _idents(self, event: Event) -> tuple[str, str]:
        """Return the id that an event names, and the one under which it counts as the document is corrected."""
        document, _, task = event.subject.rpartition("#")
        one = self.corrected.get(document)
        return event.subject, f"{document}#{one.keys.get(task, task)}" if one else event.subject

    def told(self, thread: int) -> list[Event]:
        """Return the events of a task, and the visits of its sites as what was said of it."""
        events = [e for ident in self.threads[thread].ids for e in self.events.get(ident, [])]
        for match in self.matches_of_thread.get(thread, []) if self.visits_of_site else ():
            for visit in self.visits_of_site.get(match.site, ()):
                body: dict[str, object] = {"text": f"{self.site[match.site].name}：{visit.said[0]}", "visit": visit.uuid}
                if visit.reasons:
                    body["text"] = f"{body['text']}（存疑：{'；'.join(reason.zh for reason in visit.reasons)}）"
                events.append(Event(visit.day, "、".join(visit.who), "visit", self.threads[thread].ids[-1], body, seq=visit.seq))
        return events

    def record(self, thread: int, as_of: dt.date) -> tuple[Document, Task]:
        """Return a task's newest record on a date, its units under one name each."""
        return self.record_of_first(thread, self.threads[thread].public(as_of))

    def record_of_first(self, thread: int, public: int) -> tuple[Document, Task]:
        """Return the newest of a task's first so many records, its units under one name each."""
        document, task = self.threads[thread].of_first(public)
        return document, canonical(task, document.region or "", self.unit_names)

    @functools.cached_property
    def answers(self) -> dict[str, list[Correction]]:
        """The corrections in force that say a value, by the id under which the task counts, oldest first; that it is one comes before."""
        found: defaultdict[str, list[Correction]] = defaultdict(list)
        for told in taught_of(self.said):
            one = self.corrected.get(told.document)
            if one is not None and (task := begun_by(told, one.read)) is not None and (key := one.keys.get(task.key, task.key)) is not None:
                found[f"{told.document}#{key}"].append(
                    Correction(told.seq, told.at, told.actor, "added", told.document, task.key, "task", new=task.number, quote=told.words))
        for ident, one in self.corrected.items():
            for ruling in one.rulings:
                key = one.keys.get(ruling.task)
                if ruling.state == "in force" and ruling.correction.has_effect and key is not None:
                    found[f"{ident}#{key}"].append(ruling.correction)
        return dict(found)

    def stand(self, thread: int, profile: Profile, as_of: dt.date) -> tuple[str, Document, Task, TaskStatus]:
        """Return a task's id, record and status on a date."""
        document, task = self.record(thread, as_of)
        return f"{document.id}#{task.key}", document, task, task_status(task, document, self.told(thread), profile, as_of)


def _begins_with(said: Sequence[Event], before: Sequence[Event]) -> bool:
    """Return whether events are the earlier ones and some more: of these none was taken back, so that the last stands where it stood."""
    if isinstance(said, Grown):
        return said.begins_with(before)
    return not before or (len(said) >= len(before) and said[len(before) - 1] is before[-1])


def _grown(events: Iterable[Event]) -> Grown[Event]:
    return events if isinstance(events, Grown) else Grown(tuple(events))


def take_snapshot(register: Register, before: Snapshot | None = None) -> Snapshot:
    """Read the register; all of it belongs to one version.

    Parameters
    ----------
    before : an earlier state of the same register: what was not written since is taken from it, so that an event in a register of a million
        sites costs what was said and not what is known.
    """
    while True:
        version, stored = register.version(), register.noted(CONTENT)
        known = before if before is not None and stored and before.stored == stored else None
        if known is None:
            documents, sites, matches = register.documents(), register.sites(), register.matches()
            unlocated, events = register.unlocated(), register.events()
        else:
            events = register.events(after=known.seq)
        last, arrived = register.noted(LAST_IMPORT), register.noted(ARRIVED)
        if register.version() == version:  # else somebody wrote in between: read again
            break
    if known is None:
        with without_collecting():
            found = snapshot_of(version, documents, sites, matches, standing(events))
        found = dataclasses.replace(found, unlocated=unlocated)
    else:
        found = told(known, version, events)
    seq = max([e.seq or 0 for e in events], default=known.seq if known else 0)
    made = dataclasses.replace(found, last=_last(last), arrived=json.loads(arrived or "{}"), stored=stored, seq=seq)
    return made if known is None else made.sharing(known)


def told(before: Snapshot, version: int, events: Sequence[Event]) -> Snapshot:
    """Return a snapshot after more events; documents as read and places are as they were. It costs what was said, not what is known."""
    gone, fresh = withdrawn_by(events), standing(events)
    after = correct_on(before.corrected, events)
    said = Grown((*(e for e in before.said if e.seq not in gone), *fresh)) if gone else _grown(before.said).by(fresh)
    counted = None if gone else events_on(before.events, before.corrected, after, fresh)
    threads = None if counted is None else threads_on(before.threads, before.thread_of, before.corrected, after)
    if counted is None or threads is None:
        read = [one.read for one in after.values()]
        made = snapshot_of(version, read, before.sites, before.matches, said, after)
        return dataclasses.replace(made, unlocated=before.unlocated, last=before.last, arrived=before.arrived, stored=before.stored)
    if not changed(before.corrected, after):
        return dataclasses.replace(before, version=version, events=counted, said=said)
    documents = tuple(one.document for one in after.values())
    return dataclasses.replace(before, version=version, events=counted, said=said, corrected=after, documents=documents, threads=threads)


def snapshot_of(version: int, documents: Sequence[Document], sites: Sequence[Site], matches: Sequence[Match],
                events: Iterable[Event], corrected: Mapping[str, Corrected] | None = None) -> Snapshot:
    """Return these documents as read, places and standing events, indexed; corrections among the events are applied.

    `corrected` are the documents with their corrections where that was done already.
    """
    said = _grown(events)
    corrected = dict(corrected) if corrected is not None else correct_all(documents, said)
    documents = [one.document for one in corrected.values()]
    by_subject: defaultdict[str, list[Event]] = defaultdict(list)
    for event in restated(said, corrected):
        by_subject[event.subject].append(event)
    threads = threads_of(documents)
    thread_of = {ident: n for n, thread in enumerate(threads) for ident in thread.ids}
    return Snapshot(version, tuple(documents), tuple(sites), tuple(matches), (), dict(by_subject), threads, thread_of, corrected=corrected,
                    said=said)


def _last(note: str) -> LastImport | None:
    """Return the newest import as it was noted; a note of another version of geomon that cannot be read is none."""
    try:
        return from_json(LastImport, note) if note else None
    except (TypeError, ValueError, KeyError):
        return None
