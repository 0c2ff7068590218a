"""A snapshot on a date -> `Situation`: the two frames that everything shown is read from."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from geomon.model import Document, Site, Task, TaskStatus
from geomon.service.snapshot import Snapshot
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, Situation, worst
from geomon.status import Profile

NUMBERS = frozenset(("lon", "lat", "accuracy_m", "days", "area_ha"))
NO_TASK = ("没有任务涉及此点位。", "No task concerns this site.")


Stand: TypeAlias = tuple[str, Document, Task, TaskStatus]
"""A task's id, document, record and status on a date."""


_HAN = re.compile(r"([\u4e00-\u9fff]+)")
_RARE = re.compile(r"[\u3005-\u3007\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff]")
"""Characters that are spoken too but lie outside the block of `_HAN`: such a word is spoken whole."""


def situation_of(snapshot: Snapshot, profile: Profile, as_of: dt.date, counties: frozenset[str],
                 before: tuple[Snapshot, Situation] | None = None) -> Situation:
    """Return all sites and tasks as they stand on `as_of`; `counties` are the names of the workspace's counties.

    Parameters
    ----------
    before : an earlier snapshot and what it was on the same date, by the same profile. Where only events came since, the rows that they
        concern are made anew and the others taken over: one status among a million sites takes a quarter of a second.
    """
    if before is not None and _only_events(before[0], snapshot):
        return _after_events(snapshot, profile, counties, *before)
    stands = [snapshot.stand(n, profile, as_of) for n in range(len(snapshot.threads))]
    tasks = [_task_row(snapshot, n, stand, counties) for n, stand in enumerate(stands)]
    of_site = snapshot.threads_of_site
    sites = (_site_row(site, [stands[n] for n in of_site.get(site.id, ())]) for site in snapshot.sites)
    changed = _changed(snapshot, as_of)
    return Situation(as_of, snapshot.version, _frame(sites, SITE_COLUMNS), _frame(tasks, TASK_COLUMNS), changed)


def _only_events(before: Snapshot, now: Snapshot) -> bool:
    return before.threads is now.threads and before.sites is now.sites and before.matches is now.matches


def _after_events(snapshot: Snapshot, profile: Profile, counties: frozenset[str], earlier: Snapshot, before: Situation) -> Situation:
    moved = {snapshot.thread_of[ident] for ident, said in snapshot.events.items()
             if ident in snapshot.thread_of and earlier.events.get(ident) is not said}
    seen, saw = snapshot.visits_of_site, earlier.visits_of_site
    for site in {*seen, *saw} if seen or saw else ():
        if seen.get(site) != saw.get(site):
            moved.update(snapshot.threads_of_site.get(site, ()))
    threads = sorted(moved)
    at = {m.site for n in threads for m in snapshot.matches_of_thread.get(n, [])}
    rows = before.rows_by_id("sites")
    places = sorted(rows[site] for site in at if site in rows)
    stands: dict[int, Stand] = {}

    def stand(thread: int) -> Stand:
        if thread not in stands:
            stands[thread] = snapshot.stand(thread, profile, before.as_of)
        return stands[thread]
    tasks = [_task_row(snapshot, n, stand(n), counties) for n in threads]
    sites = [_site_row(snapshot.sites[place], [stand(n) for n in snapshot.threads_of_site.get(snapshot.sites[place].id, ())])
             for place in places]
    changed = before.changed if snapshot.last == earlier.last else _changed(snapshot, before.as_of)
    return before.with_rows(snapshot.version, (places, _frame(sites, SITE_COLUMNS)), (threads, _frame(tasks, TASK_COLUMNS)), changed)


def _changed(snapshot: Snapshot, as_of: dt.date) -> frozenset[str]:
    """Return the sites and tasks that the newest import changed; a task by the id that it has on the day shown."""
    found: set[str] = set()
    for one in snapshot.last.differences if snapshot.last else ():
        found.update(one.sites)
        if (thread := snapshot.thread_of.get(one.task)) is not None:
            document, task = snapshot.record(thread, as_of)
            found.add(f"{document.id}#{task.key}")
    return frozenset(found)


def units_of(task: Task) -> tuple[str, ...]:
    """Return all units of a task once, those that lead first."""
    units = task.units
    return tuple(dict.fromkeys((*units.lead, *units.responsible, *units.implementing, *units.cooperating)))


def _site_row(site: Site, stands: Sequence[Stand]) -> tuple[object, ...]:
    """Return the values of `SITE_COLUMNS`; a register has up to a million, so no dict is made of them."""
    light = worst([status.light for *_, status in stands])
    due = min((s.due for *_, s in stands if s.light != "green" and s.due), default=None)
    left = min((s.days_left for *_, s in stands if s.light != "green" and s.days_left is not None), default=None)
    zh, en = NO_TASK
    if stands:
        _, _, task, status = min((s for s in stands if s[3].light == light), key=lambda s: _days(s[3]))
        zh, en = f"{task.label.rstrip('.．、:：') or task.number}：{status.reason}", f"No. {task.number}: {status.reason_en}"
    where = site.location
    numbers = (word for _, _, task, _ in stands for word in (task.number, task.label))
    county = site.county or where.county
    return (
        site.id, site.name, site.layer, site.city, county, where.adcode, where.lon, where.lat, where.method, where.accuracy_m, light,
        due, left, tuple(dict.fromkeys(u for _, _, task, _ in stands for u in units_of(task))), tuple(ident for ident, *_ in stands),
        zh, en, site.area_ha,
        " ".join([fold(site.name, *site.aliases, county or "", site.city or ""), *map(str.casefold, numbers)]))


def _task_row(snapshot: Snapshot, thread: int, stand: Stand, known: frozenset[str]) -> tuple[object, ...]:
    """Return the values of `TASK_COLUMNS`."""
    ident, document, task, status = stand
    sites = [snapshot.site[m.site] for m in snapshot.matches_of_thread.get(thread, [])]
    units = units_of(task)
    counties = dict.fromkeys(c for c in (*(s.county or s.location.county for s in sites), *(m.county for m in task.mentions)) if c)
    if not counties:  # a task that names no place may still name the counties that answer for it
        counties = dict.fromkeys(u for u in units if u in known)
    cities = dict.fromkeys(s.city for s in sites if s.city)
    return (
        ident, document.id, task.part, task.number, task.label, task.section, task.title, task.problem,
        document.region or next(iter(cities), None), tuple(counties), status.light, status.stage, status.progress, status.due,
        status.days_left, task.deadline.kind, next(iter((*task.units.lead, *task.units.responsible)), ""), units,
        tuple(s.id for s in sites), tuple(dict.fromkeys(s.layer for s in sites)), status.reason, status.reason_en,
        " ".join([task.number, task.label, task.problem.casefold(),
                  fold(task.title or "", document.region or "", *counties, *units, *(s.name for s in sites))]).casefold())


def _frame(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    lists = list(zip(*rows, strict=True)) or [()] * len(columns)
    found: dict[str, pd.Series] = {}
    for name, values in zip(columns, lists, strict=True):
        if name == "due":
            found[name] = pd.to_datetime(pd.Series(values, dtype=object))
        elif name in NUMBERS:
            found[name] = pd.Series(np.array(values, float), dtype=float)
        else:
            # object: None stays None, part stays a whole number, and tuples stay whole
            found[name] = pd.Series(np.fromiter(values, object, len(values)), dtype=object)
    return pd.DataFrame(found)


def _days(status: TaskStatus) -> float:
    return float("inf") if status.days_left is None else status.days_left


def fold(*words: str) -> str:
    """Return words as they are searched for: without case, with their pinyin in full and as initials."""
    return " ".join(_folded(word) for word in words if word)


def _folded(word: str) -> str:
    parts = [spoken for part in _HAN.split(word) if part for spoken in _spoken(part)] if not _RARE.search(word) else _spoken(word)
    plain, full = word.casefold(), "".join(parts)
    return plain if full == plain else f"{plain} {full} {''.join(s[:1] for s in parts)}"


@functools.lru_cache(maxsize=200_000)
def _spoken(part: str) -> tuple[str, ...]:
    """Return the syllables of a part of a name; names differ by their numbers, so their other parts are met again and again."""
    from pypinyin import lazy_pinyin  # half a second to import: only when there is something to fold

    return tuple(s.casefold() for s in lazy_pinyin(part))
