"""Taking filled dispatch sheets back: what they add is shown first; what is confirmed becomes events with file, sheet and cell."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

from geomon.documents.cells import read_cells
from geomon.errors import GeomonError, InputError
from geomon.export.reports.dispatch import COLUMNS
from geomon.model import Event
from geomon.service.filled import FILED, Line, compared, judged, rows_of
from geomon.service.snapshot import Snapshot
from geomon.settings import Settings
from geomon.status import Profile
from geomon.store import Register

REMARKED = "remarked"
"""Kind of an event that says only that a column which was given filled came back otherwise: it counts for no light."""


@dataclasses.dataclass(frozen=True, slots=True)
class Filled:
    """Filled sheets beside the register; nothing was written.

    Attributes
    ----------
    refused : file name and fault of those that cannot be read; they hide nothing of the others.
    version : of the register that they were compared with.
    """

    lines: tuple[Line, ...]
    refused: tuple[tuple[str, GeomonError], ...]
    version: int

    def of(self, *states: str) -> tuple[Line, ...]:
        """Return the rows in one of these states."""
        return tuple(line for line in self.lines if line.state in states)


def read_filled(settings: Settings, profile: Profile, snapshot: Snapshot, paths: Sequence[Path]) -> Filled:
    """Return what filled sheets say that the register does not hold."""
    lines: list[Line] = []
    refused: list[tuple[str, GeomonError]] = []
    for path in paths:
        try:
            sheets, beside = read_cells(path, settings)
            found = rows_of(path.name, hashlib.sha256(path.read_bytes()).hexdigest(), sheets, beside)
            if found is None:
                raise InputError("no sheet in it has the columns of a dispatch sheet.", where=path.name,
                                 how=f"Its headings are: {'、'.join(COLUMNS)}.")
            lines += found
        except GeomonError as error:
            refused.append((path.name, error))
    return Filled(tuple(compared(lines, snapshot, profile)), tuple(refused), snapshot.version)


def take_filled(register: Register, settings: Settings, profile: Profile, now: Callable[[], Snapshot], lines: Sequence[Line], actor: str,
                day: dt.date | None = None) -> tuple[int, int]:
    """Write what confirmed rows say, each once; return how many were taken and how many the register held already.

    Parameters
    ----------
    day : on which it was reported; None is today.

    Raises
    ------
    InputError
        If the day has not come yet, or a row is of no task.
    """
    today = settings.today()
    on = day or today
    if on > today:
        raise InputError(f"{on} has not come yet.", where="day", how="Give today or an earlier day.")
    if any(not line.task for line in lines):
        raise InputError("this row is of no task of the register.", where=next(line.place for line in lines if not line.task),
                         how="Choose the task that it speaks of, or leave it out.")

    def make(snapshot: Snapshot) -> list[Event]:
        fresh = [judged(line, snapshot, profile) for line in lines]
        if gone := next((line for line in fresh if line.state == "loose"), None):
            raise InputError("this task is not in the register any more.", where=gone.place, how="Load the page again.")
        return [_event(line, actor, on) for line in fresh if line.state == "new"]
    before = now()
    events = make(before)
    if events:
        with register.write() as writer:
            if writer.version != before.version + 1:       # somebody wrote in between: judge by what stands now
                events = make(now())
            writer.append_events(events)
    return len(events), len(lines) - len(events)


def _event(line: Line, actor: str, day: dt.date) -> Event:
    said = bool(line.text or line.problem)
    cells = {name: place for name, place in line.where.items() if name in ("text", "problem", *line.changed)}
    body: dict[str, object] = {FILED: line.file, "cells": cells, "sha256": line.sha256, "stamp": line.stamp}
    body |= {"unit": line.cells["units"]} if line.cells.get("units") else {}
    body |= {"changed": {name: list(pair) for name, pair in line.changed.items()}} if line.changed else {}
    if said:
        body |= {"progress": line.progress, "text": line.text} | ({"problem": line.problem} if line.problem else {})
    return Event(day, actor, "progress" if said else REMARKED, line.task, body, line.place)
