"""A start that does not wait for the whole register: what it shows first is kept on the disk, and the register is read beside it.

Of a million sites and as many events, reading and indexing all takes most of a minute; what a start needs of it (`geomon.service.kept`) is
read in seconds. It is used only where it was kept of exactly the state that the register is in, by exactly this code; else it is as if
there were none. While the register is read, whoever asks for more than lists, map and counts waits for it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import importlib.metadata
import logging
import shutil
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any

from geomon.errors import GeomonError
from geomon.service import kept
from geomon.service.cards import Catalog
from geomon.service.frames import Base, changed_by_import, situation_from
from geomon.service.ground import fingerprint
from geomon.service.kept import BaseFile, DayFile, Kept
from geomon.service.snapshot import ARRIVED, LAST_IMPORT, Snapshot, take_snapshot
from geomon.settings import Settings
from geomon.situation import Situation
from geomon.status import Profile
from geomon.store import CONTENT, Register, last_event, without_collecting

FROM_SITES = 20_000
"""With fewer sites all of the register is read in a second or two, and nothing is kept."""
SETTLE_S = 2.0
"""So long after a write it is kept anew: several writes, one keeping."""
NOTES = (CONTENT, LAST_IMPORT, ARRIVED, "basis")

_log = logging.getLogger(__name__)


def rest_of(catalog: Catalog, codes: Sequence[str]) -> dict[str, Any]:
    """Return what a start shows beside the situation, as fields of `DayFile`; `codes` are those of the workspace's counties or cities."""
    return {"codes": list(codes), "choices": (catalog.cities, catalog.units, catalog.sections, catalog.documents)}


class Opening:
    """What was kept of a register for its next start; safe to use from several threads."""

    def __init__(self, settings: Settings, register: Register, profile: Profile) -> None:
        self._folder, self._register, self._profile = settings.cache / "start", register, profile
        self._chosen = ",".join(settings.counties)
        self._lock, self._wanted = threading.Lock(), threading.Condition()
        self._kept: Kept | None = None
        self._looked = False
        self._days: dict[dt.date, Situation] = {}
        self._next: tuple[Snapshot, Base, dict[str, Any]] | None = None
        self._written: tuple[Base, str] | None = None
        self._ahead: Future[Snapshot] | None = None
        self._keeps = False
        self._kept_of: Snapshot | None = None

    # ---- at the start -----------------------------------------------------------------------------------------------

    def kept(self) -> Kept | None:
        """Return what was kept of the register as it is now; None where there is nothing of the kind."""
        with self._lock:
            if not self._looked:
                self._looked = True
                self._kept = self._read()
            return self._kept if self._kept and self._kept.day.version == self._register.version() else None

    def situation(self, as_of: dt.date) -> Situation | None:
        """Return the situation on a date from what was kept; None where that does not suffice."""
        if (here := self.kept()) is None:
            return None
        with self._lock:
            if as_of not in self._days:
                found = here.timelines.on(self._profile, as_of)
                if found.older:                                      # what was public then is told by the documents
                    return None
                self._days[as_of] = situation_from(here.base, found, here.day.version, as_of, frozenset(here.day.changed))
            return self._days[as_of]

    def read_ahead(self) -> None:
        """Begin to read the register beside what is shown meanwhile; once, and only where something was kept."""
        with self._lock:
            if self._kept is None or self._ahead is not None:
                return
            self._ahead = Future()
        threading.Thread(target=self._read_all, args=(self._ahead,), name="read ahead", daemon=True).start()

    def is_reading(self) -> bool:
        """Return whether the register is being read ahead."""
        with self._lock:
            return self._ahead is not None and not self._ahead.done()

    def has_read(self) -> bool:
        """Return whether the register was read ahead; begin it where it was not."""
        self.read_ahead()
        with self._lock:
            return self._ahead is None or self._ahead.done()

    def snapshot(self) -> Snapshot | None:
        """Return what was read ahead, waiting for it; None where nothing was kept, and whoever asks reads it.

        Raises
        ------
        GeomonError
            If the register could not be read.
        """
        self.read_ahead()                                                # else whoever asks would read it beside those who do so next
        with self._lock:
            ahead = self._ahead
        return None if ahead is None else ahead.result()

    def hand_over(self, snapshot: Snapshot) -> dict[dt.date, Situation]:
        """Give a snapshot what was kept of its state and let go of it; return the situations that were shown of that state."""
        with self._lock:
            here, days = self._kept, self._days
            self._kept, self._days, self._ahead, self._looked = None, {}, None, True
        if here is None or here.day.version != snapshot.version:
            return {}
        snapshot.bases[here.counties] = here.base
        vars(snapshot)["timelines"] = here.timelines
        self._written = here.base, here.day.base
        return days

    def _read_all(self, ahead: Future[Snapshot]) -> None:
        try:
            snapshot = take_snapshot(self._register)
            with without_collecting():
                _ = snapshot.threads_of_site, snapshot.row               # what the first card asks for
            ahead.set_result(snapshot)
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for it
            with self._lock:                                             # the next who asks tries it again
                self._kept, self._ahead = None, None
            ahead.set_exception(error)

    def _read(self) -> Kept | None:
        day = kept.read(self._folder / "day.msgpack", DayFile)
        if day is None or day.of != self._state():
            return None
        with without_collecting():
            base = kept.read(self._folder / f"{day.base}.msgpack", BaseFile)
            return None if base is None else Kept(day, kept.base_from(base), kept.timelines_of_file(day))

    # ---- for the next start -----------------------------------------------------------------------------------------

    def keep_from_now_on(self) -> None:
        """Keep each new state from now on, in a thread of its own; for a process that stays."""
        with self._wanted:
            if not self._keeps:
                self._keeps = True
                threading.Thread(target=self._keep_on, name="keep for the next start", daemon=True).start()

    def keep(self, snapshot: Snapshot, counties: frozenset[str], rest: Callable[[], dict[str, Any]]) -> None:
        """Have a state kept soon, in place of one that waits for it; `rest` gives the other fields of `DayFile`."""
        if self._keeps and self._kept_of is not snapshot and len(snapshot.sites) >= FROM_SITES \
                and (base := snapshot.bases.get(counties)) is not None:
            with self._wanted:
                self._kept_of = snapshot
                self._next = snapshot, base, {"counties": sorted(counties), **rest()}
                self._wanted.notify()

    def keep_now(self, snapshot: Snapshot, base: Base, rest: dict[str, Any]) -> None:
        """Write a state down."""
        self._folder.mkdir(parents=True, exist_ok=True)
        state = self._state()
        if self._register.version() != snapshot.version:                 # somebody wrote: there will be another
            return
        name = self._written[1] if self._written and self._written[0] is base else f"base-{hashlib.sha256(state.encode()).hexdigest()[:16]}"
        if not (self._folder / f"{name}.msgpack").is_file():
            kept.write(self._folder / f"{name}.msgpack", kept.base_file(base))
        self._written = base, name
        kept.write(self._folder / "day.msgpack", kept.day_file(
            state, name, snapshot.version, snapshot.timelines, changed=sorted(changed_by_import(snapshot, dt.date.max)), **rest))
        for old in self._folder.glob("base-*"):
            if old.stem != name:
                old.unlink(missing_ok=True)

    def _keep_on(self) -> None:
        while True:
            with self._wanted:
                while self._next is None:
                    self._wanted.wait()
                while self._wanted.wait(SETTLE_S):                       # until nothing new came for so long
                    pass
                snapshot, base, rest = self._next
                self._next = None
            try:
                self.keep_now(snapshot, base, rest)
            except (OSError, GeomonError) as error:
                _log.warning("nothing kept for the next start: %s", error)
                with contextlib.suppress(OSError):
                    shutil.rmtree(self._folder)
            del snapshot, base, rest                                     # a million sites are not held while nothing happens

    def _state(self) -> str:
        """Return what tells one state of the register, read by this code, from every other."""
        with self._register.reading() as connection:
            seq, head = last_event(connection)
        notes: Sequence[str] = [self._register.noted(note) for note in NOTES]
        code = fingerprint(("",)), importlib.metadata.version("pypinyin")
        parts = (*code, str(self._register.version()), str(seq), head, self._chosen, *notes)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()
