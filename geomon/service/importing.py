"""Taking documents into a workspace, and saying beforehand what that would change."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from geomon.errors import GeomonError, InputError
from geomon.model import Document, Event, Match, Site
from geomon.service.bringing import Settle, bring_part
from geomon.service.building import RENAME, BuildReport, Tell, bring_in, is_document, page_by_page, read_one
from geomon.service.differences import Difference, LastImport, differences
from geomon.service.ground import digest
from geomon.service.history import document_events, standing
from geomon.service.known import NotInPart
from geomon.service.snapshot import LAST_IMPORT, Snapshot, snapshot_of, take_snapshot
from geomon.service.teaching import TAUGHT, Lessons, lessons_of
from geomon.settings import Settings
from geomon.status import Profile
from geomon.store import Register, Writer, to_json


@dataclasses.dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: the ids of the documents taken in, those that were there already, and the differences."""

    taken: tuple[str, ...]
    known: tuple[str, ...]
    differences: tuple[Difference, ...]
    build: BuildReport


@dataclasses.dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing was written.

    Attributes
    ----------
    documents : those that would be taken in, as read.
    replaces : ids of those among them that take the place of another version.
    known : ids of those that are in the register already, letter by letter.
    refused : file name and fault of those that cannot be read; an import of all would stop at them.
    differences : what would change; sites that only the new documents name are not in it, because nothing is located yet.
    version : of the register that it was compared with.
    """

    documents: tuple[Document, ...]
    replaces: tuple[str, ...]
    known: tuple[str, ...]
    refused: tuple[tuple[str, GeomonError], ...]
    differences: tuple[Difference, ...]
    version: int

    @property
    def tasks(self) -> int:
        """How many tasks the documents hold."""
        return sum(len(d.tasks) for d in self.documents)

    @property
    def doubts(self) -> int:
        """How many doubts their reader has."""
        return sum(len(task.doubts) for d in self.documents for task in d.tasks)

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """File name and text of each warning."""
        return tuple((d.source, text) for d in self.documents for text in d.warnings)


def preview_files(register: Register, settings: Settings, profile: Profile, paths: Sequence[Path], tell: Tell) -> Preview:
    """Return what `import_files` would do with these files; nothing is written, and a bad file hides nothing of the others."""
    before = take_snapshot(register)
    read, known, refused = _read({d.id: d.sha256 for d in before.documents}, lessons_of(before.said), settings, paths, tell)
    after = _foreseen(before, read, before.sites, before.matches)
    return Preview(tuple(read.values()), tuple(i for i in read if i in {d.id for d in before.documents}), tuple(known), tuple(refused),
                   differences(before, after, profile), before.version)


def import_files(register: Register, settings: Settings, profile: Profile, paths: Sequence[Path], tell: Tell) -> ImportReport:
    """Take files into the workspace's documents and the register; all of them, or none if one cannot be read.

    A file of the same name and other content takes the place of the old one, which is kept under `data/replaced/`. What changed is kept in
    the register until the next import.
    """
    version, lessons = register.version(), lessons_of(standing(register.events(kinds=(*TAUGHT, "withdrawn"))))
    read, known, refused = _read({ident: sha256 for ident, (sha256, _) in register.digests().items()}, lessons, settings, paths, tell)
    for _, error in refused:
        raise error
    found: tuple[Difference, ...] = ()
    place = {path.stem: path for path in paths if path.stem in read}
    with _files_in_place(settings, place) as settle:
        def note(writer: Writer, before: Snapshot, sites: Sequence[Site], matches: Sequence[Match]) -> None:
            nonlocal found
            found = differences(before, _foreseen(before, read, sites, matches), profile)
            writer.note(LAST_IMPORT, to_json(LastImport(dt.datetime.now(tz=dt.UTC).isoformat(timespec="seconds"), tuple(read), found)))
            settle()

        report = _bring(register, settings, read, tell, version, note)
    return ImportReport(tuple(read), tuple(known), found, report)


def _bring(register: Register, settings: Settings, read: Mapping[str, Document], tell: Tell, version: int, note: Settle) -> BuildReport:
    """Bring documents in: by themselves where that gives what a whole build does, else by a whole build.

    `version` is the register's before the files were read: what came in since is not known to them, so both ways raise Conflict then.
    """
    if read:
        try:
            return bring_part(register, settings, read, tell, version, note)
        except NotInPart as why:
            tell(0, 1, f"全部重新定位 / locating everything anew: {why}")
    before = take_snapshot(register)
    sources = {d.id: d.source for d in (*before.documents, *read.values())}

    def settle(writer: Writer, sites: Sequence[Site], matches: Sequence[Match]) -> None:
        note(writer, before, sites, matches)

    order = sorted(sources, key=sources.__getitem__)
    return bring_in(register, settings, read, [], order, tell, settle if read else lambda *_: None, version)


def _read(held: Mapping[str, str], lessons: Lessons, settings: Settings, paths: Sequence[Path],
          tell: Tell) -> tuple[dict[str, Document], list[str], list[tuple[str, GeomonError]]]:
    """Return the documents that the register does not hold, the ids of those that it does, and what cannot be read, with its fault."""
    read: dict[str, Document] = {}
    known: list[str] = []
    refused: list[tuple[str, GeomonError]] = []
    for n, path in enumerate(paths):
        tell(n, len(paths), path.name)
        try:
            _check_name(path, {*read, *known})
            document = read_one(path, settings, page_by_page(tell, n, len(paths), path.name), lessons)
        except GeomonError as error:
            refused.append((path.name, error))
            continue
        if held.get(document.id) == document.sha256:
            known.append(document.id)
        else:
            read[document.id] = document
    return read, known, refused


def _check_name(path: Path, taken: set[str]) -> None:
    if path.stem in taken:
        raise InputError("two of the files have the same name.", where=path.name, how=RENAME)
    if not is_document(path):
        raise InputError("a file of this name is taken for a note or a lock file, not for a document.", where=path.name,
                         how="Give it another name.")


def _foreseen(before: Snapshot, read: Mapping[str, Document], sites: Sequence[Site], matches: Sequence[Match]) -> Snapshot:
    """Return the register as it will be once these documents are in."""
    documents = sorted([*(one.read for ident, one in before.corrected.items() if ident not in read), *read.values()], key=lambda d: d.id)
    people = [e for e in before.said if e.actor != "document"]
    said: list[Event] = [e for d in documents for e in document_events(d)]
    return snapshot_of(before.version + 1, documents, sites, matches, [*people, *said])


@contextlib.contextmanager
def _files_in_place(settings: Settings, place: Mapping[str, Path]) -> Iterator[Callable[[], None]]:
    """Copy files beside the documents; the function given out renames them into place, and what is left over is cleared away."""
    staged: list[tuple[Path, Path]] = []
    try:
        settings.documents.mkdir(parents=True, exist_ok=True)
        for path in place.values():
            target = settings.documents / path.name
            if path.resolve() != target.resolve():
                beside = settings.documents / f".{path.name}.new"
                staged.append((beside, target))
                shutil.copyfile(path, beside)

        def settle() -> None:
            for beside, target in staged:
                for old in [f for f in settings.documents.iterdir() if f.stem == target.stem and f.is_file() and is_document(f)]:
                    kept = settings.data / "replaced" / f"{old.stem}-{digest(old)[:8]}{old.suffix}"
                    kept.parent.mkdir(exist_ok=True)
                    old.replace(kept)
                beside.replace(target)

        yield settle
    except OSError as error:
        raise GeomonError("the documents could not be put into the workspace.", where=settings.documents,
                          how=f"Give your account the right to write there, or free some space ({error.strerror}).") from error
    finally:
        for beside, _ in staged:
            beside.unlink(missing_ok=True)
