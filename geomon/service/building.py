"""Documents and layers -> the register, in one transaction; what was read before and has not changed is not read again."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from geomon.errors import Conflict, GeomonError, InputError, UnreadableFile
from geomon.join.verdicts import Verdicts
from geomon.layers import Layer
from geomon.model import Document, Event, Match, Site
from geomon.service.correcting import correct_all
from geomon.service.corrections import corrections_of, orphans_of
from geomon.service.ground import basis_of, digest, frames_of, layer_digests, placing_layers, reader_of
from geomon.service.history import document_date, document_events, standing
from geomon.service.judging import verdicts_of
from geomon.service.meanings import Confirmation, in_force
from geomon.service.snapshot import ARRIVED, take_snapshot
from geomon.service.teaching import Lessons, lessons_of
from geomon.settings import Settings
from geomon.store import Register, Writer, canonical

if TYPE_CHECKING:

    from geomon.join.features import FeatureIndex
    from geomon.join.position import Seen
    from geomon.places import Gazetteer

    Keep: TypeAlias = Callable[[Mapping[str, Sequence[Seen]], FeatureIndex, Gazetteer], None]

Tell: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what comes next."""


def silent(done: int, total: int, what: str) -> None:
    """Tell nobody."""


Settle: TypeAlias = Callable[[Writer, Sequence[Site], Sequence[Match]], None]
"""Called inside a build's transaction, when all but the commit is done, with the writer and what was located."""
LONG = 20
"""Pages from which a document's reading is told page by page."""
RENAME = "Rename one: the name tells documents apart."


@dataclasses.dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and did.

    Attributes
    ----------
    read, removed, events : how many were new this time.
    undated : ids of documents whose day is not known.
    orphaned : how many corrections rest on words that no document holds any more.
    refused : a sentence for each file that cannot be read; of one that was read before, the register keeps what it said then.
    """

    read: int
    unchanged: int
    removed: int
    tasks: int
    sites: int
    matches: int
    unlocated: int
    events: int
    version: int
    changed: bool
    undated: tuple[str, ...] = ()
    orphaned: int = 0
    refused: tuple[str, ...] = ()


def build_register(register: Register, settings: Settings, tell: Tell) -> BuildReport:
    """Bring the register up to date with the workspace's folders; a document that cannot be read is told and holds up no other.

    Raises
    ------
    InputError
        If two documents have one name, or a layer cannot be read; the register is then as it was.
    """
    files = _documents_in(settings.documents)
    known, lessons = register.digests(), lessons_of(standing(register.events()))
    cities = {d.id: d.region or "" for d in register.documents()} if lessons else {}
    read: dict[str, Document] = {}
    refused: dict[str, str] = {}
    for n, path in enumerate(files):
        reader = reader_of(settings, lessons.lesson(path.stem, cities.get(path.stem, "")))
        if known.get(path.stem) != (digest(path), reader):
            tell(n, len(files), path.name)
            try:
                read[path.stem] = read_one(path, settings, page_by_page(tell, n, len(files), path.name), lessons)
            except GeomonError as error:
                refused[path.stem] = error.sentence
    removed = [ident for ident in known if ident not in {p.stem for p in files}]
    order = [p.stem for p in files if p.stem in known or p.stem not in refused]
    return dataclasses.replace(bring_in(register, settings, read, removed, order, tell), refused=tuple(refused.values()))


def page_by_page(tell: Tell, done: int, total: int, name: str) -> Callable[[int, int], None]:
    """Return what tells the pages of one of several files: of a long one, since a short one is read before anybody looks."""

    def told(page: int, pages: int) -> None:
        if pages >= LONG and page % 10 == 0:
            tell(done, total, f"{name} ({page}/{pages})")

    return told


def read_one(path: Path, settings: Settings | None, told: Callable[[int, int], None] = lambda *_: None,
             lessons: Lessons | None = None) -> Document:
    """Return what one document says; a folder, a missing or an empty file is told as such.

    Parameters
    ----------
    told : hears of the pages of a PDF.
    lessons : what people told of documents; see `geomon.service.teaching`.
    """
    from geomon.documents import read_document  # brings in the readers of pdf and docx

    try:
        if path.is_dir():
            raise UnreadableFile("is a folder.", where=path.name, how="Name the files in it.")
        if path.stat().st_size == 0:
            raise UnreadableFile("the file is empty.", where=path.name, how="Save it again where it came from.")
    except FileNotFoundError as error:
        raise UnreadableFile("there is no such file.", where=path, how="Check the path.") from error
    return read_document(path, settings, told, lessons=lessons.of(path.stem) if lessons else None)


def bring_in(register: Register, settings: Settings, read: Mapping[str, Document], removed: Sequence[str], order: Sequence[str], tell: Tell,
             settle: Settle = lambda *_: None, start: int | None = None, lessons: Lessons | None = None) -> BuildReport:
    """Locate everything anew if anything changed, and write all of it in one transaction.

    Parameters
    ----------
    settle : called just before the commit.
    start : version of the register that `order` was made from; the newest by default.
    lessons : those that the documents were read with; what the register holds by default.
    """
    from geomon.service.located import Keeper, Located, ground_of  # msgpack and the layers: not needed when nothing changed

    start = register.version() if start is None else start
    layers = placing_layers(settings)
    stored = {d.id: d for d in register.documents()}
    documents = [(read.get(ident) or stored[ident]) for ident in order]
    said = standing(register.events())
    corrected, verdicts = correct_all(documents, said), verdicts_of(said)
    confirmed = in_force(said, layers, settings)
    on_disk = layer_digests(layers, settings)
    basis = basis_of(documents, on_disk, settings, corrected.values(), verdicts, confirmed)
    changed = bool(read or removed) or register.noted("basis") != basis
    events, keeper = 0, None
    if changed:
        lessons = lessons_of(said) if lessons is None else lessons
        readers = {ident: reader_of(settings, lessons.lesson(ident, document.region or "")) for ident, document in read.items()}
        read_by = register.digests() | {ident: (document.sha256, readers[ident]) for ident, document in read.items()}
        keeper = Keeper(Located(settings, ground_of(on_disk, settings, verdicts, confirmed)), read_by, corrected, corrections_of(said),
                        verdicts.tied.values())
        sites, matches, lost = locate([one.document for one in corrected.values()], layers, settings, tell, verdicts, confirmed, keeper.see)
        with register.write() as writer:
            if writer.version != start + 1:  # the places were computed from what is no longer there
                raise Conflict("somebody else saved while this was at work; nothing of this was saved.", where=register.path,
                               how="Run it again.")
            for ident in removed:
                writer.remove_document(ident)
            for ident, document in read.items():
                writer.replace_document(document, reader=readers[ident], position=order.index(ident))
            writer.put_in_order(order)
            writer.put_places(sites, matches, lost)
            events = write_events(writer, register.events(), documents)
            writer.note("basis", basis)
            writer.note(ARRIVED, canonical(arrivals(register, {d.id: d.sha256 for d in stored.values()}, read, order)))
            settle(writer, sites, matches)
    now = take_snapshot(register)
    if keeper is not None:
        keeper.finish(now.threads)
    undated = tuple(d.id for d in documents if document_date(d)[0] is None)
    return BuildReport(len(read), len(documents) - len(read), len(removed), len(now.threads), len(now.sites), len(now.matches),
                       len(now.unlocated), events, now.version, changed, undated, len(orphans_of(now.corrected, now.said)))


def arrivals(register: Register, stored: Mapping[str, str], read: Mapping[str, Document], order: Sequence[str]) -> dict[str, str]:
    """Return when the present version of each document came in, UTC; one that is read again by better code came when it came."""
    now = dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")  # two imports within a second keep their order
    held = json.loads(register.noted(ARRIVED) or "{}")
    new = {i for i, document in read.items() if i not in stored or stored[i] != document.sha256}
    return {i: now if i in new else held[i] for i in order if i in new or i in held}


def locate(documents: Sequence[Document], layers: Sequence[Layer], settings: Settings, tell: Tell,
           verdicts: Verdicts, confirmed: Mapping[str, Confirmation],
           keep: Keep | None = None) -> tuple[Sequence[Site], Sequence[Match], list[dict[str, Any]]]:
    """Return the sites, matches and unlocated places of documents as corrected.

    Verdicts on pairs of places go before what is found, and the confirmed CRS of a layer before what its file or declaration says.
    `keep` is given the mentions of each document, and all features.
    """
    from geomon.join.locate import locate_mentions  # geopandas: heavy, and not needed when nothing changed
    from geomon.places import open_gazetteer

    features = frames_of(layers, settings, confirmed, tell)
    tell(len(layers), len(layers) + 1, "定位 / locating")
    gazetteer = open_gazetteer(settings, tell)
    kept = (lambda seen, index: keep(seen, index, gazetteer)) if keep is not None else None
    sites, matches, lost = locate_mentions(documents, features, gazetteer, verdicts, kept)
    return sites, matches, [dict(one) if isinstance(one, Mapping) else dataclasses.asdict(one) for one in lost]


def write_events(writer: Writer, every: Sequence[Event], documents: Sequence[Document]) -> int:
    """Append what the documents say and the register does not hold yet; withdraw what no document says any more."""
    held = {_event_key(e): e for e in standing(every) if e.actor == "document"}
    said = {_event_key(e): e for document in documents for e in document_events(document)}
    fresh = [e for key, e in said.items() if key not in held]
    stale = [Event(e.at, "document", "withdrawn", e.subject, {"seq": e.seq}, e.source) for key, e in held.items() if key not in said]
    for event in (*stale, *fresh):
        writer.append_event(event)
    return len(fresh) + len(stale)


def _event_key(event: Event) -> tuple[str, ...]:
    return event.at.isoformat(), event.kind, event.subject, canonical(event.body), event.source


def is_document(path: Path) -> bool:
    """Return whether a file of this name is taken for a document: notes about the folder and lock files of office programs are none."""
    return not path.name.startswith((".", "~$")) and path.stem.casefold() != "readme"


def _documents_in(folder: Path) -> list[Path]:
    """Return the documents in `folder` by name, case told apart as imports do it; paths on Windows sort otherwise."""
    if not folder.is_dir():
        return []
    files = sorted((p for p in folder.iterdir() if p.is_file() and is_document(p)), key=lambda p: p.name)
    stems: dict[str, Path] = {}
    for path in files:
        if path.stem in stems:
            raise InputError(f"has the same name as {stems[path.stem].name}.", where=path.name, how=RENAME)
        stems[path.stem] = path
    return files
