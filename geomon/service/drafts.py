"""What a person has written into a form and not saved yet: kept for them alone, until it is saved, discarded, or too old.

One small file for each form and person below `data/drafts`, beside the register and never in it: no event, no export, no copy of the
register holds a draft. Folders and files are named by hashes, and only this account may read them. A draft obeys the right of the act
that it prepares: who may not do that any more neither sees nor writes it. Why files: `docs/adr/0014-drafts.md`.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from geomon.errors import GeomonError, NotAllowed, TooLarge
from geomon.people import APP, WORKSPACE, Actor, Thing, may
from geomon.status import Profile
from geomon.store import Register, read_links

FOLDER = "drafts"
MOST_BYTES = 64 * 1024
"""A draft that takes more is not kept."""
MOST = 200
"""So many drafts of one person are kept; the oldest goes first."""
DAYS = 30
"""A draft that nobody touched for so long is gone."""
APP_WIDE = "/"
"""The thing of a form that stands at no document, task or district: the right to the act anywhere is enough. No document is called so."""
_ASIDE = " (aside)"
"""Ends the name of a form under which a text is kept that another one was taken for."""


@dataclasses.dataclass(frozen=True, slots=True)
class Form:
    """A form that writes something.

    Attributes
    ----------
    thing : id of the document or task that it is about; "" is the whole workspace, and see `APP_WIDE`.
    name : tells it from the other forms of the thing.
    actions : what it does; the right to one of them is enough.
    """

    thing: str
    name: str
    actions: tuple[str, ...]

    @property
    def aside(self) -> Form:
        """The same form for what was written in it and put aside, because somebody else's text was taken."""
        return dataclasses.replace(self, name=f"{self.name}{_ASIDE}")


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """What was written into a form.

    Attributes
    ----------
    name : of its form, without what tells that it was put aside.
    aside : whether it was; it fills no form until it is taken up again.
    values : what differs from what the form began with, by the names of its entries; JSON.
    version, stands : of the thing when the writing began: what a save compares, and what tells whether the form's own value is as it was.
    at : when it was written, with its offset.
    began : with what its entries began, so that what was not written can be shown as it was then; JSON.
    """

    name: str
    aside: bool
    values: Mapping[str, Any]
    version: str
    stands: str
    at: dt.datetime
    began: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def step_form(profile: Profile, task: str, step: str) -> Form:
    """Return the form of a step or letter of a task."""
    found = next((one for one in profile.chain if one.stage == step), None) or profile.acts.get(step)
    return Form(task, f"step {step}", found.may if found else ())


class DraftFiles:
    """The files of one workspace; safe to use from every thread and process: each is written beside and takes its place whole."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._lock, self._swept = folder, threading.Lock(), dt.date.min

    def read(self, actor: str, form: Form) -> Draft | None:
        """Return a draft; None where there is none, or what is there is none."""
        return _read(self._path(actor, form), actor)

    def of_thing(self, actor: str, thing: str) -> Iterator[Draft]:
        """Yield a person's drafts of a thing, by the names of their files."""
        for path in sorted(self._home(actor).glob(f"{_hash(thing)}-*.json")):
            if (found := _read(path, actor)) is not None:
                yield found

    def write(self, actor: str, form: Form, draft: Draft) -> None:
        """Keep a draft instead of the one before it.

        Raises
        ------
        TooLarge
            If it takes more than `MOST_BYTES`; the one before it stays.
        GeomonError
            If it cannot be written.
        """
        self.write_all(actor, {form: draft})

    def write_all(self, actor: str, several: Mapping[Form, Draft]) -> None:
        """Keep drafts instead of those before them, all or none; see `write` for the errors."""
        raws = {self._path(actor, form): _raw(actor, form, draft) for form, draft in several.items()}
        if any(len(raw) > MOST_BYTES for raw in raws.values()):
            raise TooLarge("this is too long to be kept as a draft.", how="Save it, or keep it elsewhere until then.")
        home = self._home(actor)
        beside = {path: home / f".{secrets.token_hex(6)}.new" for path in raws}
        try:
            for folder in (self.folder, home):            # the mode that `parents=True` would give the upper one is not this one
                folder.mkdir(mode=0o700, parents=folder == self.folder, exist_ok=True)
            for path, raw in raws.items():
                with os.fdopen(os.open(beside[path], os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(raw)
                    file.flush()
                    os.fsync(file.fileno())
            for path, new in beside.items():              # only once all are on the disk, which may be full
                new.replace(path)
        except OSError as error:
            with contextlib.suppress(OSError):
                for new in beside.values():
                    new.unlink(missing_ok=True)
            raise GeomonError("the draft could not be kept.", where=self.folder.name,
                              how=f"Save what you wrote now ({error.strerror}).") from error
        with contextlib.suppress(OSError):                # what was kept is kept, whatever else lies in the folder
            self._clear(home)

    def remove(self, actor: str, form: Form) -> None:
        """Let go of a draft."""
        with contextlib.suppress(OSError):
            self._path(actor, form).unlink(missing_ok=True)

    def _home(self, actor: str) -> Path:
        return self.folder / _hash(actor)

    def _path(self, actor: str, form: Form) -> Path:
        return self._home(actor) / f"{_hash(form.thing)}-{_hash(form.name)}.json"

    def _clear(self, home: Path) -> None:
        """Let go of what is over the limits: of this person, and once a day of everybody."""
        with self._lock:
            today = _now().date()
            everybody, self._swept = self._swept != today, today
        oldest = _now().timestamp() - DAYS * 86400
        for one in [one for one in self.folder.iterdir() if one.is_dir()] if everybody else [home]:
            written: dict[Path, float] = {}
            for path in one.iterdir():
                with contextlib.suppress(OSError):        # another process has let go of it
                    written[path] = path.stat().st_mtime
            newest = sorted(written, key=lambda path: written[path], reverse=True)
            for path in [path for n, path in enumerate(newest) if n >= MOST or written[path] < oldest]:
                path.unlink(missing_ok=True)


class DraftDesk:
    """The drafts of one person.

    Parameters
    ----------
    person : asked anew before each act; None is nobody.
    thing : gives the document or task of an id as they see it, with those whose work it is; KeyError for what they do not see.
    """

    def __init__(self, files: DraftFiles, register: Register, person: Callable[[], Actor | None], thing: Callable[[str], Thing]) -> None:
        self._files, self._register, self._person, self._thing = files, register, person, thing

    def find(self, form: Form) -> Draft | None:
        """Return their draft of a form; None where there is none, and where they may not do what it does."""
        actor = self._allowed(form)
        return self._files.read(actor.name, form) if actor else None

    def of_thing(self, thing: str, actions: Callable[[str], tuple[str, ...]]) -> tuple[Draft, ...]:
        """Return their drafts of a thing.

        Parameters
        ----------
        actions : gives those of a form by its name.
        """
        person = self._person()
        if person is None:
            return ()
        found = tuple(self._files.of_thing(person.name, thing))
        return tuple(draft for draft in found if self._allowed(Form(thing, draft.name, actions(draft.name))))

    def keep(self, form: Form, values: Mapping[str, Any], version: str = "", stands: str = "",
             began: Mapping[str, Any] | None = None) -> Draft:
        """Keep what somebody wrote; see `Draft`, and `DraftFiles.write` for the errors.

        Raises
        ------
        NotAllowed
            If they may not do what the form does.
        """
        draft = Draft(form.name.removesuffix(_ASIDE), form.name.endswith(_ASIDE), values, version, stands, _now(), began or {})
        self._files.write(self._keeper(form), form, draft)
        return draft

    def exchange(self, form: Form, values: Mapping[str, Any], aside: Mapping[str, Any], version: str = "", stands: str = "") -> None:
        """Keep `values` in a form and `aside` beside it, both or neither; see `keep` for the errors."""
        several = {one: Draft(form.name, one is not form, held, version, stands, _now())
                   for one, held in ((form, values), (form.aside, aside))}
        self._files.write_all(self._keeper(form), several)

    def discard(self, form: Form) -> None:
        """Let go of their draft of a form, whatever they may do by now."""
        if (person := self._person()) is not None:
            self._files.remove(person.name, form)

    def written(self, form: Form, seq: int) -> dt.datetime | None:
        """Return when an event that stands against a draft was written, in the time of this machine; None where they may not ask."""
        if self._allowed(form) is None:
            return None
        with self._register.reading() as connection:
            found = read_links(connection, [seq])
        return dt.datetime.fromisoformat(str(found[0]["recorded"])).astimezone() if found else None

    def _keeper(self, form: Form) -> str:
        actor = self._allowed(form)
        if actor is None:
            raise NotAllowed("a draft is kept for those only who may save it.", how="Ask who keeps people.toml for a role that may.")
        return actor.name

    def _allowed(self, form: Form) -> Actor | None:
        person = self._person()
        try:
            thing = {"": WORKSPACE, APP_WIDE: APP}.get(form.thing) or self._thing(form.thing)
        except (KeyError, NotAllowed):
            return None
        return person if person is not None and any(may(person, action, thing) for action in form.actions) else None


def _raw(actor: str, form: Form, draft: Draft) -> bytes:
    body = dataclasses.asdict(draft) | {"actor": actor, "thing": form.thing, "at": draft.at.isoformat()}
    return json.dumps(body, ensure_ascii=False).encode()


def _read(path: Path, actor: str) -> Draft | None:
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        draft = Draft(str(body["name"]), bool(body["aside"]), dict(body["values"]), str(body["version"]), str(body["stands"]),
                      dt.datetime.fromisoformat(body["at"]), dict(body.get("began") or {}))
        fresh = draft.at > _now() - dt.timedelta(days=DAYS)
    except (OSError, ValueError, KeyError, TypeError):    # gone meanwhile, or written by nobody of us
        return None
    return draft if fresh and body.get("actor") == actor else None


def _hash(words: str) -> str:
    return hashlib.blake2s(words.encode(), digest_size=12).hexdigest()


def _now() -> dt.datetime:
    return dt.datetime.now(tz=dt.UTC).astimezone()
