"""Taking in documents at the cost of what they bring: only their region is located anew, only their city's state is compared.

The register then holds what a whole build of the same documents gives, to the letter. Where that is not sure beforehand the caller is told
why (`NotInPart`) and builds the whole: other layers, names of places, verdicts or code than at the last build, nothing kept of it, places
that people said to be one, no room between the rows of others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from geomon.errors import Conflict
from geomon.model import Document, Match, Site
from geomon.service.building import BuildReport, Tell, arrivals, write_events
from geomon.service.corrections import KINDS, corrections_of
from geomon.service.ground import basis_from, frames_of, layer_digests, placing_layers, reader_of
from geomon.service.history import standing
from geomon.service.judging import JUDGED, verdicts_of
from geomon.service.known import Known, NotInPart, known_of
from geomon.service.located import Index, Located, count_tasks, ground_of
from geomon.service.meanings import CONFIRMED, in_force
from geomon.service.placing import Placed, place
from geomon.service.snapshot import ARRIVED, Snapshot, snapshot_of
from geomon.service.teaching import TAUGHT, lessons_of
from geomon.settings import Settings
from geomon.store import Register, Writer, canonical
from geomon.store.parts import Places, counts_of_places, is_shared, numbered, read_events, read_order, read_places
from geomon.store.rooms import ROOMS, Rooms, rooms_from

SAID = (*KINDS, *JUDGED, *TAUGHT, CONFIRMED, "withdrawn")
"""Kinds of events that decide how documents are read and located."""
Settle: TypeAlias = Callable[[Writer, Snapshot, Sequence[Site], Sequence[Match]], None]
"""Called inside the transaction with the state before of the documents' cities, and their sites and matches after it."""


def bring_part(register: Register, settings: Settings, read: Mapping[str, Document], tell: Tell, start: int, settle: Settle) -> BuildReport:
    """Take in documents that are new, or in another version than the register's; `start` is its version when they were read.

    Raises
    ------
    NotInPart
        If a whole build is needed; nothing was written then.
    Conflict
        If somebody else wrote meanwhile.
    """
    from geomon.join.villages import VILLAGE  # geopandas: heavy, and not needed where nothing is brought in
    from geomon.places import open_gazetteer

    said = standing(register.events(kinds=SAID))
    layers, verdicts = placing_layers(settings), verdicts_of(said)
    confirmed, on_disk = in_force(said, layers, settings), layer_digests(layers, settings)
    rooms, located = rooms_from(register.noted(ROOMS)), Located(settings, ground_of(on_disk, settings, verdicts, confirmed))
    if verdicts.one:
        raise NotInPart("有的点位已认定为同一处 / places were said to be one")
    if rooms is None or (index := located.index()) is None:
        raise NotInPart("图层、地名或程序有变化，或没有留存 / layers, names of places or code are not those of the last build")
    known = known_of(register, index, corrections_of(said))
    held = read_order(register)
    sources = dict(held) | {ident: document.source for ident, document in read.items()}
    order = sorted(sources, key=sources.__getitem__)
    if [ident for ident, _ in held] != [ident for ident in order if ident in known.entries]:
        raise NotInPart("文件的次序有变化 / the documents stand in another order")

    def basis(read_by: Mapping[str, tuple[str, str]], moved: Mapping[str, str]) -> str:
        there = [ident for ident in order if ident in moved]
        return basis_from([(ident, read_by[ident][0]) for ident in there], on_disk, settings, [(ident, moved[ident]) for ident in there],
                          verdicts, confirmed)

    if basis(known.read_by, {ident: entry.placing for ident, entry in known.entries.items()}) != register.noted("basis"):
        raise NotInPart("上次定位之后还有别的变化 / something else has changed since the last build")
    tell(0, 2, "定位新文件 / locating what is new")
    lessons = lessons_of(said)
    read_by = known.read_by | {i: (d.sha256, reader_of(settings, lessons.lesson(i, d.region or ""))) for i, d in read.items()}
    now = {ident: known.correct(document) for ident, document in read.items()}
    villages = frames_of([layer for layer in layers if layer.id == VILLAGE], settings, confirmed).get(VILLAGE)
    placed = place(known, now, read_by, order, located, index.rows, villages, open_gazetteer(settings, tell), verdicts)
    before = read_places(register, placed.group, rooms)
    if is_shared(register, before, [site.id for site in placed.sites]):
        raise NotInPart("其他文件也指同一些点位 / other documents name the same places")
    fitted = numbered(placed.sites, placed.matches, placed.lost, rooms, order, placed.group)
    if fitted is None:
        raise NotInPart("序号之间没有空位 / there is no room between the rows of others")
    after, more = fitted
    was, sites, matches = _beside(known, read, rooms, placed.group, before, after, register)
    if layer_digests(layers, settings) != on_disk:
        raise NotInPart("图层在此期间有变化 / a layer was saved while this was at work")

    tell(1, 2, "写入 / writing")
    with register.write() as writer:
        if writer.version != start + 1:
            raise Conflict("somebody else saved while this was at work; nothing of this was saved.", where=register.path,
                           how="Run it again.")
        for ident, document in read.items():
            writer.replace_document(document, reader=read_by[ident][1], position=order.index(ident))
        writer.put_in_order(order)
        writer.change_places(before, after, more)
        own = [e for e in read_events(register, read) if e.subject.rpartition("#")[0] in read]
        events = write_events(writer, own, [read[ident] for ident in order if ident in read])
        writer.note("basis", basis(read_by, {ident: entry.placing for ident, entry in placed.entries.items()}))
        writer.note(ARRIVED, canonical(arrivals(register, {i: sha256 for i, (sha256, _) in known.read_by.items()}, read, order)))
        settle(writer, was, sites, matches)
        version = writer.version
    tasks = _keep(known, read, placed, located, read_by, index)
    undated = tuple(ident for ident in order if placed.entries[ident].undated)
    return BuildReport(len(read), len(order) - len(read), 0, tasks, *counts_of_places(register), events, version, True, undated,
                       known.orphans(placed.entries))


def _beside(known: Known, read: Mapping[str, Document], rooms: Rooms, group: Sequence[str], before: Places, after: Places,
            register: Register) -> tuple[Snapshot, list[Site], list[Match]]:
    """Return the state before of the cities of the documents, old and new version, and their sites and matches after."""
    known.load(ident for ident in read if ident in known.entries)
    regions = {one.region or "" for one in read.values()} | {known.corrected[i].read.region or "" for i in read if i in known.entries}
    known.load(regions=regions)
    there = [one.read for one in known.corrected.values() if (one.read.region or "") in regions]
    order = {ident: n for n, (ident, _) in enumerate(read_order(register))}
    there.sort(key=lambda document: order[document.id])
    rest = read_places(register, [document.id for document in there if document.id not in set(group)], rooms)
    sites, matches = ([one for _, one in sorted({**getattr(rest, name), **getattr(before, name)}.items())] for name in ("sites", "matches"))
    later = [[one for _, one in sorted({**getattr(rest, name), **getattr(after, name)}.items())] for name in ("sites", "matches")]
    said = standing(read_events(register, {*read, *(document.id for document in there)}, {site.id for site in (*sites, *later[0])}))
    return snapshot_of(0, there, sites, matches, said), later[0], later[1]


def _keep(known: Known, read: Mapping[str, Document], placed: Placed, located: Located, read_by: Mapping[str, tuple[str, str]],
          index: Index) -> int:
    """Keep what was located, for the next import, and return how many tasks there are over all documents."""
    for ident, lines in placed.lines.items():
        located.put_lines(ident, read_by[ident], placed.entries[ident].placing, lines)
    there = known.corrected | {ident: known.correct(document) for ident, document in read.items()}
    found, wanted = count_tasks(placed.entries, index.counts, there)
    if wanted:
        known.load(ident for ident in wanted if ident not in read)
        found, _ = count_tasks(placed.entries, index.counts, known.corrected | there)
    located.put_index(placed.entries, index.rows, found)
    return sum(count for _, count in found.values())
