"""Visits back from the field: files -> edits as events. All files are taken or none; each edit once, whatever the order of files."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geomon.errors import Conflict, InputError, TooLarge
from geomon.service.photos import PhotoFacts, facts_of, judge_jpeg, keep_photo, photo_path
from geomon.service.plausible import reasons_for
from geomon.service.snapshot import Snapshot
from geomon.service.visit_files import Handed, fields_of, person_of, read_visits
from geomon.service.visit_tables import is_database, read_table
from geomon.settings import Settings
from geomon.store import Register
from geomon.visits import FINDINGS, PHOTO, Clash, Edit, Reason, Visit, clashes_of, event_of, visits_of

MOST_PHOTOS = 12
"""Photos of a visit that is recorded in the app."""
TRIES = 5
"""A merge is judged and written anew so often when somebody else writes in between."""


@dataclasses.dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did.

    Attributes
    ----------
    new, known : how many edits were taken, and how many the register had already.
    visits : how many visits the files speak of.
    photos : how many photos were new.
    conflicts : every disagreement on the sites that the files speak of, also those that stood before.
    doubts : visit and site of each new edit that something speaks against, and what.
    names : of the sites that the register knows, by id.
    """

    files: tuple[str, ...]
    new: int
    known: int
    visits: int
    photos: int
    conflicts: tuple[Clash, ...]
    doubts: tuple[tuple[str, str, Reason], ...]
    names: Mapping[str, str]
    version: int


def workspace_of(snapshot: Snapshot) -> str:
    """Return what tells this register from another city's: a hash of its first event; empty before there is one."""
    if not snapshot.said:
        return ""
    first = snapshot.said[0]
    return hashlib.blake2s(f"{first.at} {first.kind} {first.subject} {first.source}".encode(), digest_size=8).hexdigest()


def photos_folder(settings: Settings) -> Path:
    """Return where photos are kept."""
    return settings.data / "photos"


def merge_files(register: Register, settings: Settings, now: Callable[[], Snapshot], paths: Sequence[Path]) -> MergeReport:
    """Take the visits of files into the register; see `MergeReport`.

    Raises
    ------
    InputError
        If a file is not as it must be, or is another workspace's; nothing of any file is then kept.
    Conflict
        If others are writing all the time.
    """
    folder = photos_folder(settings)
    return _take(register, folder, now, {path.name: _read(path, settings, folder) for path in paths})


def record_visit(register: Register, settings: Settings, now: Callable[[], Snapshot], said: Edit, photos: Sequence[bytes]) -> Visit:
    """Take a visit that was written in the app, as `merge_files` takes one from a phone's file, and return it as it stands.

    Parameters
    ----------
    said : the first edit of a visit; saved twice, it is once in the register. Its fields need not name the photos.

    Raises
    ------
    InputError, TooLarge
        If there is no such site, nothing was found, or a field or photo is not as it must be; nothing is then kept.
    """
    if said.site not in now().site:
        raise InputError("there is no such site.", where=said.site, how="Load the page again.")
    if any(edit.visit == said.visit for edit in now().edits):
        return _visit_of(now(), said.visit)
    if len(photos) > MOST_PHOTOS:
        raise TooLarge(f"there are {len(photos)} photos; {MOST_PHOTOS} are taken.", where="photos", how="Leave some out.")
    held: dict[str, bytes] = {}
    for n, data in enumerate(photos, 1):
        judge_jpeg(data, f"photo {n}")
        held[hashlib.sha256(data).hexdigest()] = data
    fields = fields_of(said.fields) | {PHOTO + name: True for name in held}
    if not fields.get("finding"):
        raise InputError("what was found is not said.", where="finding", how=f"Choose one of {', '.join(FINDINGS)}.")
    edit = dataclasses.replace(said, by=person_of(said.by), fields=fields, base=now().version)
    _take(register, photos_folder(settings), now, {"visit": Handed((edit,), held, workspace_of(now()))})
    return _visit_of(now(), said.visit)


def _visit_of(snapshot: Snapshot, ident: str) -> Visit:
    return next(one for one in visits_of(snapshot.edits) if one.uuid == ident)


def _take(register: Register, folder: Path, now: Callable[[], Snapshot], given: Mapping[str, Handed]) -> MergeReport:
    """Judge and write what came in, by the name that it came under; see `merge_files`."""
    handed = list(given.values())
    for _ in range(TRIES):
        before = now()
        for name, one in given.items():
            _refuse_strangers(name, one, before)
        known = {edit.digest for edit in before.edits}
        every = {edit.digest: edit for one in handed for edit in one.edits}
        fresh = sorted((edit for digest, edit in every.items() if digest not in known), key=lambda e: e.order)
        judged = _judged(fresh, handed, before, folder)
        photos = {name: data for one in handed for name, data in one.photos.items() if _is_named(name, judged)}
        if _keep(register, before, judged, photos, folder):
            after = visits_of([*before.edits, *judged])
            sites = {edit.site for edit in every.values()}
            doubts = tuple((e.visit, e.site, r) for e in judged for r in e.reasons)
            names = {ident: before.site[ident].name for ident in sorted(sites) if ident in before.site}
            clashes = tuple(c for c in clashes_of(after) if c.site in sites)
            return MergeReport(tuple(given), len(judged), len(every) - len(judged), len({e.visit for e in every.values()}),
                               len(photos), clashes, doubts, names, before.version + bool(judged))
    raise Conflict("others are saving all the time; nothing of this was saved.", where=register.path, how="Try again in a moment.")


def edit_visit(register: Register, now: Callable[[], Snapshot], visit: Visit, fields: Mapping[str, Any], actor: str,
               at: dt.datetime) -> Edit:
    """Write what the office says of a visit that it has before it, as one more edit, and return that.

    Raises
    ------
    InputError
        If there is no such visit or a field is not one of a visit's.
    """
    if not any(edit.visit == visit.uuid for edit in now().edits):
        raise InputError("there is no such visit.", where=visit.uuid, how="Load the page again.")
    name, by = str(uuid.uuid4()), person_of(actor)
    edit = Edit(visit.uuid, name, visit.site, visit.day, at, by, fields_of(fields), visit.heads, base=now().version)
    event = register.append_event(event_of(edit))
    return dataclasses.replace(edit, seq=event.seq)


def _read(path: Path, settings: Settings, folder: Path) -> Handed:
    def has(sha256: str) -> bool:
        return photo_path(folder, sha256).exists()
    return read_table(path, settings.max_file_mb) if is_database(path) else read_visits(path, settings.max_file_mb, has)


def _refuse_strangers(name: str, one: Handed, before: Snapshot) -> None:
    if one.edits and one.workspace != workspace_of(before) and not any(edit.site in before.site for edit in one.edits):
        raise InputError("these visits are of another workspace: it has none of their sites.", where=name,
                         how="Merge them where the pack was made: -w DIR.")


def _judged(fresh: Sequence[Edit], handed: Sequence[Handed], before: Snapshot, folder: Path) -> list[Edit]:
    """Return the edits with what makes them less plausible."""
    made = {edit.digest: one.made for one in handed for edit in one.edits}
    data = {name: photo for one in handed for name, photo in one.photos.items()}
    now = dt.datetime.now(tz=dt.UTC)
    facts: dict[str, PhotoFacts] = {}
    users: dict[str, list[Edit]] = {}
    for edit in (*before.edits, *fresh):
        for name in _photos_of(edit):
            users.setdefault(name, []).append(edit)
    judged = []
    for edit in fresh:
        for name in _photos_of(edit):
            if name not in facts:
                facts[name] = facts_of(data[name] if name in data else photo_path(folder, name).read_bytes())
        others = {name: next((o for o in users[name] if o.visit != edit.visit), None) for name in _photos_of(edit)}
        elsewhere = {name: f"{o.day} {_name(before, o.site)}" for name, o in others.items() if o}
        reasons = reasons_for(edit, before.site.get(edit.site), facts, elsewhere, now, made.get(edit.digest))
        judged.append(dataclasses.replace(edit, reasons=reasons))
    return judged


def _name(before: Snapshot, site: str) -> str:
    return before.site[site].name if site in before.site else site


def _photos_of(edit: Edit) -> list[str]:
    return [name.removeprefix(PHOTO) for name, there in edit.fields.items() if name.startswith(PHOTO) and there]


def _is_named(photo: str, edits: Sequence[Edit]) -> bool:
    return any(edit.fields.get(PHOTO + photo) for edit in edits)


def _keep(register: Register, before: Snapshot, edits: Sequence[Edit], photos: Mapping[str, bytes], folder: Path) -> bool:
    """Write photos, then all events in one transaction; return False, and leave no photo behind, when somebody else wrote in between."""
    written: list[str] = []
    done = False
    try:
        for name, data in photos.items():
            if keep_photo(folder, name, data):
                written.append(name)
        with register.write() as writer:
            alone = writer.version == before.version + 1
            for edit in edits if alone else ():
                writer.append_event(event_of(edit))
        done = alone or not edits  # only after the commit
    finally:
        if not done:
            for name in written:
                photo_path(folder, name).unlink(missing_ok=True)
    return done
