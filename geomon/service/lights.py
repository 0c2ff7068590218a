"""What stood on record of every task on every day, as arrays: judging all tasks on a date is one search and a few thousand judgements.

A light depends on a task's plan, on the last words on record, and on the date, nothing else; see `geomon.status.rules`. Both are numbered
here, and tasks with the same numbers are judged once.
"""

from __future__ import annotations

import bisect
import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from geomon.model import TaskStatus
from geomon.service.history import Thread
from geomon.status import Profile
from geomon.status.rules import Plan, Standing, judged, plan_of, standings_of

if TYPE_CHECKING:
    from geomon.service.snapshot import Snapshot

Ints: TypeAlias = npt.NDArray[np.int64]
Step: TypeAlias = tuple[int, int]
"""A day (`date.toordinal`) and the number of what stands on record, or of the plan, from it on."""

_DAYS = 1 << 22
"""More than the number of any day, so that a task and a day are one number."""
_MANY = 2048
"""So many tasks of which something was said since are looked up one by one; more are sorted in."""


@dataclasses.dataclass(frozen=True, eq=False)
class Judged:
    """All tasks on a date; `which` is the place in `statuses` for each task.

    `older` holds, for each task whose newest record was not public yet, how many of its records were.
    """

    which: Ints
    statuses: tuple[TaskStatus, ...]
    older: Mapping[int, int]


@dataclasses.dataclass(frozen=True, eq=False)
class Timelines:
    """What stood on record of each task, from which day on.

    Attributes
    ----------
    keys, records : in order, task x `_DAYS` + day, and the number in `standings` of what stands on record from that day on.
    plans : for each task the number in `known_plans` of its newest plan.
    changing : for the tasks with several records, from which day on which plan holds, oldest first.
    since : the steps of the tasks of which something was said since the arrays were made; they stand in place of those.
    """

    keys: Ints
    records: Ints
    plans: Ints
    changing: Mapping[int, tuple[Step, ...]]
    standings: Mapping[Standing, int]
    known_plans: Mapping[Plan, int]
    since: Mapping[int, tuple[Step, ...]] = dataclasses.field(default_factory=dict)

    def on(self, profile: Profile, as_of: dt.date) -> Judged:
        """Return where all tasks stand at the end of a day."""
        day = as_of.toordinal()
        wanted = np.arange(len(self.plans), dtype=np.int64) * _DAYS + day
        at = np.searchsorted(self.keys, wanted, side="right") - 1
        found = np.zeros(len(self.plans), dtype=np.int64)
        if len(self.keys):
            found = np.where((at >= 0) & (self.keys[at] >= wanted - day), self.records[at], 0)
        for task, steps in self.since.items():
            found[task] = _step(steps, day)
        plans, older = self.plans.copy(), {}
        for task, steps in self.changing.items():
            public = max(1, bisect.bisect_right(steps, (day, len(self.known_plans))))
            if public < len(steps):
                plans[task], older[task] = steps[public - 1][1], public
        pairs, which = np.unique(plans * len(self.standings) + found, return_inverse=True)
        every_plan, every_standing = list(self.known_plans), list(self.standings)
        statuses = tuple(judged(every_plan[pair // len(every_standing)], every_standing[pair % len(every_standing)], profile, as_of)
                         for pair in pairs.tolist())
        return Judged(which, statuses, older)

    def after(self, snapshot: Snapshot, moved: Iterable[int]) -> Timelines:
        """Return these with what a later snapshot of the same documents and places says of some tasks."""
        standings = dict(self.standings)
        since = {**self.since, **{task: tuple(_steps(snapshot, task, standings)) for task in moved}}
        made = dataclasses.replace(self, standings=standings, since=since)
        return made if len(since) <= _MANY else made.sorted_in()

    def sorted_in(self) -> Timelines:
        """Return the same with nothing in `since`."""
        if not self.since:
            return self
        gone = np.isin(self.keys // _DAYS, list(self.since))
        said = [(task * _DAYS + day, record) for task, steps in self.since.items() for day, record in steps]
        more = np.array(said, np.int64).reshape(-1, 2)
        keys = np.concatenate([self.keys[~gone], more[:, 0]])
        order = np.argsort(keys, kind="stable")
        return dataclasses.replace(self, keys=keys[order], records=np.concatenate([self.records[~gone], more[:, 1]])[order], since={})


def timelines_of(snapshot: Snapshot) -> Timelines:
    """Return the timelines of all tasks, read from their events."""
    standings: dict[Standing, int] = {Standing(): 0}
    known_plans: dict[Plan, int] = {}
    keys: list[int] = []
    records: list[int] = []
    plans: list[int] = []
    changing: dict[int, tuple[Step, ...]] = {}
    for task, thread in enumerate(snapshot.threads):
        for day, record in _steps(snapshot, task, standings):
            keys.append(task * _DAYS + day)
            records.append(record)
        steps = [(day, known_plans.setdefault(plan, len(known_plans))) for day, plan in _plans(thread)]
        plans.append(steps[-1][1])
        if len(steps) > 1:
            changing[task] = tuple(steps)
    return Timelines(np.array(keys, np.int64), np.array(records, np.int64), np.array(plans, np.int64), changing, standings, known_plans)


def _steps(snapshot: Snapshot, task: int, standings: dict[Standing, int]) -> Iterator[Step]:
    for day, record in standings_of(snapshot.told(task)):
        yield day.toordinal(), standings.setdefault(record, len(standings))


def _plans(thread: Thread) -> Iterator[tuple[int, Plan]]:
    """Yield from which day on which plan holds, for each record of a task."""
    for known in range(1, len(thread.records) + 1):
        document, task = thread.of_first(known)
        yield (thread.records[known - 1][0] or dt.date.min).toordinal(), plan_of(task, document)


def _step(steps: Sequence[Step], day: int) -> int:
    at = bisect.bisect_right(steps, day, key=lambda step: step[0])
    return steps[at - 1][1] if at else 0
