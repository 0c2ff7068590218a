"""What has its turn on a date: closed tasks to be looked at again, letters that tasks call for, answers that did not come."""

from __future__ import annotations

import dataclasses
import datetime as dt
import weakref
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from geomon.model import TaskStatus
from geomon.service.snapshot import Snapshot
from geomon.situation import Situation
from geomon.status import STEPS, Life, Profile, Rung, letter_due, life_of, look_back_on
from geomon.status.ladder import NEVER_CALLED

SOON = 30
"""Days before its day from which a look-back shows as near."""
STATES = ("under_way", "overdue", "soon", "later")


@dataclasses.dataclass(frozen=True, slots=True)
class LookBackLine:
    """A closed task: `row` is its row of `Situation.tasks`, `on` the day to look at it again (where that began, the day it began).

    `state` is one of `STATES`, `risks` what is on record that makes a relapse likely (`geomon.status.steps.RISKS`).
    """

    row: int
    on: dt.date
    days: int
    state: str
    risks: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class LetterDue:
    """A task that calls for a letter or still owes an answer to one.

    Attributes
    ----------
    rung : the letter to be sent; None where only an answer is owed.
    last, last_on, last_number : title, day and number of the newest letter; "" and None where there is none.
    late : days since the answer to it was due; 0 where it came, is not due, or nothing was asked.
    """

    row: int
    rung: Rung | None
    last: str = ""
    last_on: dt.date | None = None
    last_number: str = ""
    late: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Agenda:
    """What has its turn: look-backs, the most overdue first; letters, the sternest first."""

    as_of: dt.date
    look_backs: tuple[LookBackLine, ...]
    letters: tuple[LetterDue, ...]

    def count(self, state: str) -> int:
        """Return how many look-backs stand so."""
        return sum(line.state == state for line in self.look_backs)


_stepped: weakref.WeakKeyDictionary[Snapshot, tuple[int, ...]] = weakref.WeakKeyDictionary()


def agenda_of(snapshot: Snapshot, situation: Situation, profile: Profile) -> Agenda:
    """Return what has its turn on the situation's date; only tasks of which a step is on record are told from the beginning."""
    day = situation.as_of
    row_of = situation.rows_by_id("tasks")
    lives: dict[int, Life] = {}
    for thread in _with_steps(snapshot):
        row = next((row_of[ident] for ident in reversed(snapshot.threads[thread].ids) if ident in row_of), None)
        if row is not None:
            lives[row] = life_of(snapshot.told(thread), profile, day)
    backs = [line for row, life in lives.items() if (line := _look_back(row, life, profile, day)) is not None]
    backs.sort(key=lambda line: (STATES.index(line.state), line.on, line.row))
    return Agenda(day, tuple(backs), tuple(_letters(situation, lives, profile)))


def _with_steps(snapshot: Snapshot) -> tuple[int, ...]:
    if snapshot not in _stepped:
        found = {snapshot.thread_of[e.subject] for e in snapshot.said if e.source == STEPS and e.subject in snapshot.thread_of}
        _stepped[snapshot] = tuple(sorted(found))
    return _stepped[snapshot]


def _look_back(row: int, life: Life, profile: Profile, day: dt.date) -> LookBackLine | None:
    if life.stage == "under_review" and life.since is not None:
        return LookBackLine(row, life.since, (day - life.since).days, "under_way", life.risks)
    on = look_back_on(life, profile)
    if on is None:
        return None
    left = (on - day).days
    return LookBackLine(row, on, left, "overdue" if left < 0 else "soon" if left <= SOON else "later", life.risks)


def _letters(situation: Situation, lives: Mapping[int, Life], profile: Profile) -> list[LetterDue]:
    ladder, day, tasks = profile.ladder, situation.as_of, situation.tasks
    found = []
    written = {row: life for row, life in lives.items() if life.letters}
    first = _first_letters(situation, ladder)
    for row in np.flatnonzero(first >= 0).tolist():
        if row not in written:
            found.append(LetterDue(row, ladder[first[row]]))  # noqa: PERF401 - the other half is added below
    for row, life in written.items():
        one = tasks.iloc[row]
        days = None if one["days"] != one["days"] else int(one["days"])
        rung = letter_due(ladder, life, TaskStatus(one["light"], one["stage"], "", "", days_left=days), day)
        last = life.letters[-1]
        until, late = str(last.body.get("reply_by") or ""), 0
        if until and life.replied is None and one["light"] != "green" and not life.ended:
            late = max((day - dt.date.fromisoformat(until)).days, 0)
        if rung is not None or late:
            found.append(LetterDue(row, rung, str(last.body.get("title") or ""), last.at, str(last.body.get("paper") or ""), late))
    names = [rung.name for rung in ladder]
    days_left = tasks["days"].to_numpy(float)
    found.sort(key=lambda one: (-names.index(one.rung.name) if one.rung else 1, -one.late, np.nan_to_num(days_left[one.row]), one.row))
    return found


def _first_letters(situation: Situation, ladder: tuple[Rung, ...]) -> npt.NDArray[np.int64]:
    """Return for each task the number of the sternest letter that it calls for where none went out yet; -1 where it calls for none."""
    tasks = situation.tasks
    light, stage, late = tasks["light"].to_numpy(object), tasks["stage"].to_numpy(object), -tasks["days"].to_numpy(float)
    calls = (light != "green") & ~np.isin(stage, NEVER_CALLED)
    found = np.full(len(tasks), -1, dtype=np.int64)
    for n, rung in enumerate(ladder):
        if rung.after:
            continue
        for when in rung.when:
            mask = calls.copy()
            if when.lights:
                mask &= np.isin(light, when.lights)
            if when.stages:
                mask &= np.isin(stage, when.stages)
            if when.over is not None:
                mask &= late >= when.over
            found[mask] = n
    return found
