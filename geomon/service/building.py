"""Documents and layers -> the register, in one transaction; what was read before and has not changed is not read again."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import geomon
from geomon.errors import Conflict, GeomonError, InputError, LayerFileError, UnreadableFile
from geomon.layers import PACKAGE, Layer, load_layers
from geomon.model import Document, Event, Match, Site
from geomon.service.history import document_date, document_events, standing
from geomon.service.snapshot import Snapshot, take_snapshot
from geomon.settings import Settings
from geomon.status import Profile
from geomon.store import Register, Writer, canonical

Tell: TypeAlias = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what comes next."""
READING = ("documents", "deadlines.py", "numerals.py", "progress.py", "model.py")
_RENAME = "Rename one: the name tells documents apart."
PLACING = ("places", "join", "readers", "crs.py", "layers.py")


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What a newer document changed for one task; `kind` is new, gone, deadline or progress."""

    kind: str
    task: str
    words: str
    before: str = ""
    after: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and did; `read`, `removed` and `events` count what was new this time."""

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


@dataclasses.dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did: the ids of the documents taken in, those that were there already, and the differences."""

    taken: tuple[str, ...]
    known: tuple[str, ...]
    differences: tuple[Difference, ...]
    build: BuildReport


def build_register(register: Register, settings: Settings, tell: Tell) -> BuildReport:
    """Bring the register up to date with the workspace's folders.

    Raises
    ------
    InputError
        If a document or a layer cannot be read; the register is then as it was.
    """
    files = _documents_in(settings.documents)
    known, reader = register.digests(), fingerprint(READING)
    read: dict[str, Document] = {}
    for n, path in enumerate(files):
        if known.get(path.stem) != (_digest(path), reader):
            tell(n, len(files), path.name)
            read[path.stem] = read_one(path, settings)
    removed = [ident for ident in known if ident not in {p.stem for p in files}]
    return _bring_in(register, settings, read, removed, [p.stem for p in files], tell)


def import_files(register: Register, settings: Settings, profile: Profile, paths: Sequence[Path], tell: Tell) -> ImportReport:
    """Take files into the workspace's documents and the register; all of them, or none if one cannot be read.

    A file of the same name and other content takes the place of the old one, which is kept under `data/replaced/`.
    """
    known, before = register.digests(), take_snapshot(register)
    read: dict[str, Document] = {}
    place: dict[str, Path] = {}
    same: list[str] = []
    for n, path in enumerate(paths):
        tell(n, len(paths), path.name)
        document = read_one(path, settings)
        if document.id in read:
            raise InputError("two of the files have the same name.", where=path.name, how=_RENAME)
        if known.get(document.id, ("", ""))[0] == document.sha256:
            same.append(document.id)
        else:
            read[document.id], place[document.id] = document, path
    order = [*(d.id for d in before.documents), *(i for i in read if i not in known)]
    with _files_in_place(settings, place) as settle:
        report = _bring_in(register, settings, read, [], sorted(order), tell, settle)
    return ImportReport(tuple(read), tuple(same), differences(before, take_snapshot(register), profile), report)


def read_one(path: Path, settings: Settings | None) -> Document:
    """Return what one document says; a folder, a missing or an empty file is told as such."""
    from geomon.documents import read_document  # brings in the readers of pdf and docx

    try:
        if path.is_dir():
            raise UnreadableFile("is a folder.", where=path.name, how="Name the files in it.")
        if path.stat().st_size == 0:
            raise UnreadableFile("the file is empty.", where=path.name, how="Save it again where it came from.")
    except FileNotFoundError as error:
        raise UnreadableFile("there is no such file.", where=path, how="Check the path.") from error
    return read_document(path, settings)


def differences(before: Snapshot, after: Snapshot, profile: Profile) -> tuple[Difference, ...]:
    """Return what changed between two states of the register, task by task."""
    found = []
    for thread in range(len(after.threads)):
        ident, _, task, status = after.stand(thread, profile, dt.date.max)
        words = task.title or task.problem[:40]
        old = next((before.thread_of[i] for i in after.threads[thread].ids if i in before.thread_of), None)
        if old is None:
            found.append(Difference("new", ident, words))
            continue
        _, _, then, was = before.stand(old, profile, dt.date.max)
        if (then.deadline.kind, was.due) != (task.deadline.kind, status.due):
            found.append(Difference("deadline", ident, words, str(was.due or then.deadline.text), str(status.due or task.deadline.text)))
        if was.progress != status.progress:
            found.append(Difference("progress", ident, words, was.progress or "", status.progress or ""))
    for thread_before in before.threads:
        if not any(i in after.thread_of for i in thread_before.ids):
            _, task = thread_before.on(dt.date.max)
            found.append(Difference("gone", thread_before.ids[-1], task.title or task.problem[:40]))
    return tuple(found)


@functools.cache
def fingerprint(parts: tuple[str, ...]) -> str:
    """Return a digest of the code in `parts` of the package, so that results of other code are not taken for today's."""
    home, digest = Path(geomon.__file__).parent, hashlib.sha256()
    for part in parts:
        path = home / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(file.relative_to(home).as_posix().encode() + file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()[:16]


def layer_path(layer: Layer, settings: Settings) -> Path:
    """Return the file of a layer.

    Raises
    ------
    LayerFileError
        If it is not there.
    """
    path = settings.data / layer.source
    if not path.is_file():
        raise LayerFileError(f"the file data/{layer.source} that it names is missing.", where=f"layers/{layer.id}.toml",
                             how="Put it there, or take the declaration away.")
    return path


def _bring_in(register: Register, settings: Settings, read: Mapping[str, Document], removed: Sequence[str], order: Sequence[str],
              tell: Tell, settle: Callable[[], None] = lambda: None) -> BuildReport:
    """Locate everything anew if anything changed, and write all of it in one transaction; `settle` runs just before the commit."""
    start = register.version()
    layers = [layer for layer in load_layers(settings.layers) if layer.source != PACKAGE]
    stored = {d.id: d for d in register.documents()}
    documents = [(read.get(ident) or stored[ident]) for ident in order]
    basis = _basis(documents, [(layer, layer_path(layer, settings)) for layer in layers], settings)
    changed = bool(read or removed) or register.noted("basis") != basis
    events = 0
    if changed:
        sites, matches, lost = _locate(documents, layers, settings, tell)
        reader = fingerprint(READING)
        with register.write() as writer:
            if writer.version != start + 1:  # the places were computed from what is no longer there
                raise Conflict("somebody else saved while this was at work; nothing of this was saved.", where=register.path,
                               how="Run it again.")
            for ident in removed:
                writer.remove_document(ident)
            for ident, document in read.items():
                writer.replace_document(document, reader=reader, position=order.index(ident))
            writer.put_places(sites, matches, lost)
            events = _write_events(writer, register.events(), documents)
            writer.note("basis", basis)
            settle()
    now = take_snapshot(register)
    undated = tuple(d.id for d in documents if document_date(d)[0] is None)
    return BuildReport(len(read), len(documents) - len(read), len(removed), len(now.threads), len(now.sites), len(now.matches),
                       len(now.unlocated), events, now.version, changed, undated)


def _locate(documents: Sequence[Document], layers: Sequence[Layer], settings: Settings,
            tell: Tell) -> tuple[Sequence[Site], Sequence[Match], list[dict[str, Any]]]:
    from geomon.join.locate import locate_mentions  # geopandas: heavy, and not needed when nothing changed
    from geomon.places import open_gazetteer
    from geomon.readers import read_features

    features = {}
    for n, layer in enumerate(layers):
        tell(n, len(layers) + 1, layer.title)
        features[layer.id] = read_features(layer_path(layer, settings), layer)
    tell(len(layers), len(layers) + 1, "定位 / locating")
    sites, matches, lost = locate_mentions(documents, features, open_gazetteer(settings, tell))
    return sites, matches, [dict(one) if isinstance(one, Mapping) else dataclasses.asdict(one) for one in lost]


def _write_events(writer: Writer, every: Sequence[Event], documents: Sequence[Document]) -> int:
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


def _basis(documents: Sequence[Document], layers: Sequence[tuple[Layer, Path]], settings: Settings) -> str:
    """Return a digest of everything that the places and matches are computed from."""
    parts = [fingerprint(PLACING), fingerprint(READING), *settings.counties]
    parts += [f"{d.id} {d.sha256}" for d in documents]
    parts += [f"{_digest(settings.layers / f'{layer.id}.toml')} {_digest(path)}" for layer, path in layers]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _documents_in(folder: Path) -> list[Path]:
    """Return the documents in `folder` by name; notes about the folder and the lock files of office programs are none."""
    if not folder.is_dir():
        return []
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith((".", "~$")) and p.stem.casefold() != "readme")
    stems: dict[str, Path] = {}
    for path in files:
        if path.stem in stems:
            raise InputError(f"has the same name as {stems[path.stem].name}.", where=path.name, how=_RENAME)
        stems[path.stem] = path
    return files


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
                for old in settings.documents.glob(f"{target.stem}.*"):
                    kept = settings.data / "replaced" / f"{old.stem}-{_digest(old)[:8]}{old.suffix}"
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
