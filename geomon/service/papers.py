"""What reports are made from, gathered from the register as of a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from geomon.export.pair import Pair
from geomon.export.paper import Given, TaskPaper
from geomon.model import Event
from geomon.publishing import Stamp
from geomon.service.snapshot import Snapshot
from geomon.situation import Situation
from geomon.status import Profile

TEMPLATES = "papers"
"""Folder beside the profiles with the templates of papers, which a city replaces: KIND.docx, else paper.docx or wide.docx."""


def given_of(snapshot: Snapshot, situation: Situation, profile: Profile, title: str, head: str, *, unit: str = "",
             county: str = "", task: str = "", stamp: Stamp | None = None, pairs: Mapping[str, Pair] | None = None) -> Given:
    """Return the tasks of the situation with their sites and the events up to its date; `pairs` by site."""
    found = {}
    for thread in range(len(snapshot.threads)):
        ident, document, record, status = snapshot.stand(thread, profile, situation.as_of)
        sites = tuple(snapshot.site[match.site] for match in snapshot.matches_of_thread.get(thread, []))
        shown = tuple(pairs[site.id] for site in sites if site.id in pairs) if pairs else ()
        found[ident] = TaskPaper(ident, document, record, status, sites, _events(snapshot, thread, situation.as_of), shown)
    return Given(situation, found, title, head, unit, county, task, stamp)


def _events(snapshot: Snapshot, thread: int, as_of: dt.date) -> tuple[Event, ...]:
    told = [event for event in snapshot.told(thread) if event.at <= as_of]
    return tuple(sorted(told, key=lambda event: (event.at, event.seq or 0)))
