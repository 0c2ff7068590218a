"""The briefs of a service: what was said is gathered once a version of the register, what is due once a date."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterator

from geomon.service.briefing import Brief, brief_of, facts_of
from geomon.service.snapshot import Snapshot
from geomon.situation import Situation

KEPT = 24
"""Briefs of so many dates stay in memory, as many as situations."""


class Briefs:
    """Briefs by date, as long as nobody writes; safe to use from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[dt.date, tuple[Situation, Brief]] = OrderedDict()

    def get(self, snapshot: Snapshot, situation: Situation) -> Brief:
        """Return the brief of a situation, which was made from this snapshot."""
        with self._lock:
            kept = self._kept.get(situation.as_of)
            if kept is None or kept[0] is not situation:
                words = (snapshot.told(n) for n in range(len(snapshot.threads)))
                brief = brief_of(situation, facts_of(_steps(snapshot, situation.as_of), words))
                kept = self._kept[situation.as_of] = situation, brief
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(situation.as_of)
            return kept[1]


def _steps(snapshot: Snapshot, as_of: dt.date) -> Iterator[list[dt.date]]:
    for thread in snapshot.threads:
        _, task = thread.on(as_of)
        days = [milestone.due for milestone in task.milestones]
        if task.deadline.kind == "staged" and task.deadline.earliest:
            days.append(task.deadline.earliest)
        yield days
