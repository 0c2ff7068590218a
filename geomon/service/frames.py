"""A snapshot on a date -> `Situation`: the two frames that everything shown is read from.

What is the same on every day is worked out once a state of documents and places (`Base`); a day adds the lights, all tasks judged and all
sites folded as arrays. A few rows, as after an event, are made one by one instead, by `geomon.service.rows`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from geomon.model import URGENCY
from geomon.service.lights import Ints, Judged
from geomon.service.rows import (
    NO_TASK,
    SITE_DAILY,
    SITE_LASTING,
    TASK_DAILY,
    TASK_LASTING,
    Row,
    Stand,
    concern,
    fold,
    frame_of,
    heads,
    series,
    site_lasting,
    site_row,
    task_daily,
    task_lasting,
    task_row,
    units_of,
)
from geomon.service.snapshot import Snapshot
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, Situation
from geomon.status import Profile
from geomon.store import without_collecting

__all__ = ["Base", "Stand", "base_of", "fold", "situation_of", "units_of"]

_NO_DAY = np.iinfo(np.int64).max
_FAR = 1 << 23
"""More days than lie between any two dates."""


@dataclasses.dataclass(eq=False)
class Base:
    """What is the same on every day of one state of documents and places, the newest record of each task being public.

    Attributes
    ----------
    sites, tasks : the columns of `SITE_LASTING` and `TASK_LASTING`.
    heads : how each task is named before a reason, in Chinese and English.
    places, starts, of_place : the rows of the sites that have tasks, where the tasks of each begin in `of_place`, and these tasks.
    older : what was worked out of tasks whose newest record was not public yet, by task and number of public records.
    known : what a situation found of the columns that are the same on every day; see `Situation`.
    """

    sites: dict[str, pd.Series]
    tasks: dict[str, pd.Series]
    heads: tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]
    places: Ints
    starts: Ints
    of_place: Ints
    older: dict[tuple[int, int], tuple[Row, tuple[str, str]]] = dataclasses.field(default_factory=dict)
    known: dict[Any, Any] = dataclasses.field(default_factory=dict)


def situation_of(snapshot: Snapshot, profile: Profile, as_of: dt.date, counties: frozenset[str],
                 before: tuple[Snapshot, Situation] | None = None) -> Situation:
    """Return all sites and tasks as they stand on `as_of`; `counties` are the names of the workspace's counties.

    Parameters
    ----------
    before : an earlier snapshot and what it was on the same date, by the same profile. Where only events came since, the rows that they
        concern are made anew and the others taken over.
    """
    if before is not None and _only_events(before[0], snapshot):
        return _after_events(snapshot, profile, counties, *before)
    base, found = base_of(snapshot, counties), snapshot.timelines.on(profile, as_of)
    _work_out_older(snapshot, counties, base, found)
    sites, tasks = {**base.sites, **_site_daily(base, found)}, {**base.tasks, **_task_daily(found)}
    if found.older:
        _put_older(snapshot, base, found, sites, tasks)
    return _put_together(base, found, snapshot.version, as_of, changed_by_import(snapshot, as_of), sites, tasks)


def situation_from(base: Base, found: Judged, version: int, as_of: dt.date, changed: frozenset[str]) -> Situation:
    """Return the situation on a day on which the newest record of every task was public; no snapshot is needed for it."""
    sites, tasks = {**base.sites, **_site_daily(base, found)}, {**base.tasks, **_task_daily(found)}
    return _put_together(base, found, version, as_of, changed, sites, tasks)


def _put_together(base: Base, found: Judged, version: int, as_of: dt.date, changed: frozenset[str], sites: dict[str, pd.Series],
                  tasks: dict[str, pd.Series]) -> Situation:
    known: dict[Any, Any] = {}
    if not found.older:
        known = base.known = _lasting(base.known)  # the next date goes on from what this one will find
    return Situation(as_of, version, pd.DataFrame({name: sites[name] for name in SITE_COLUMNS}),
                     pd.DataFrame({name: tasks[name] for name in TASK_COLUMNS}), changed, known)


def base_of(snapshot: Snapshot, counties: frozenset[str]) -> Base:
    """Return what is the same on every day; worked out once."""
    kept = snapshot.bases.get(counties)
    if kept is None:
        with without_collecting():
            kept = snapshot.bases[counties] = _base(snapshot, counties)
    return kept


def _base(snapshot: Snapshot, counties: frozenset[str]) -> Base:
    records = [snapshot.record(n, dt.date.max) for n in range(len(snapshot.threads))]
    idents = [f"{document.id}#{task.key}" for document, task in records]
    tasks = [task_lasting(snapshot, n, idents[n], document, task, counties) for n, (document, task) in enumerate(records)]
    of_site = snapshot.threads_of_site
    concerns = [concern(ident, task) for ident, (_, task) in zip(idents, records, strict=True)]
    of = [of_site.get(site.id, ()) for site in snapshot.sites]
    sites = [site_lasting(site, words, [concerns[n] for n in some]) for site, words, some in zip(snapshot.sites, snapshot.site_words, of,
                                                                                                 strict=True)]
    return Base(_columns(SITE_LASTING, sites), _columns(TASK_LASTING, tasks), _both([heads(task) for _, task in records]), *_grouped(of))


def _grouped(of: Sequence[Sequence[int]]) -> tuple[Ints, Ints, Ints]:
    sizes = np.fromiter(map(len, of), np.int64, len(of))
    places = np.flatnonzero(sizes)
    flat = np.fromiter((n for some in of for n in some), np.int64, int(sizes.sum()))
    return places, np.cumsum(sizes[places]) - sizes[places], flat


def _columns(names: Sequence[str], rows: Sequence[Row]) -> dict[str, pd.Series]:
    lists = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: series(name, values) for name, values in zip(names, lists, strict=True)}


def _both(pairs: Sequence[tuple[str, str]]) -> tuple[npt.NDArray[np.object_], npt.NDArray[np.object_]]:
    zh, en = (np.fromiter((pair[side] for pair in pairs), object, len(pairs)) for side in (0, 1))
    return zh, en


# ---- a day ----------------------------------------------------------------------------------------------------------

def _task_daily(found: Judged) -> dict[str, pd.Series]:
    return {name: column.take(found.which).reset_index(drop=True)
            for name, column in _columns(TASK_DAILY, [task_daily(status) for status in found.statuses]).items()}


def _site_daily(base: Base, found: Judged) -> dict[str, pd.Series]:
    """Return the worst light of each site's tasks, the reason of the most pressing of these, and the next date among those not done."""
    count = len(next(iter(base.sites.values())))
    made: dict[str, Any] = {"light": np.full(count, "grey", object), "due": np.full(count, _NO_DAY), "days": np.full(count, np.nan),
                            "reason": np.full(count, NO_TASK[0], object), "reason_en": np.full(count, NO_TASK[1], object)}
    if len(base.places):
        of = found.which[base.of_place]
        done = [s.light == "green" for s in found.statuses]
        rank = np.array([URGENCY.index(s.light) for s in found.statuses])[of]
        left = np.array([_FAR if s.days_left is None else s.days_left for s in found.statuses])[of]
        open_left = np.array([_FAR if no or s.days_left is None else s.days_left for no, s in zip(done, found.statuses, strict=True)])[of]
        due = np.array([_NO_DAY if no or not s.due else s.due.toordinal() for no, s in zip(done, found.statuses, strict=True)])[of]
        # one number orders by light, then by days left, then as the tasks come
        order = ((rank * 4 * _FAR + left + _FAR) << 32) + np.arange(len(of))
        first = np.minimum.reduceat(order, base.starts) & 0xFFFFFFFF
        lights = np.array([s.light for s in found.statuses], object)
        made["light"][base.places] = lights[of[first]]
        made["due"][base.places] = np.minimum.reduceat(due, base.starts)
        days = np.minimum.reduceat(open_left, base.starts)
        made["days"][base.places] = np.where(days == _FAR, np.nan, days)
        for name, head, reasons in (("reason", base.heads[0], [s.reason for s in found.statuses]),
                                    ("reason_en", base.heads[1], [s.reason_en for s in found.statuses])):
            full = _with_older_heads(base, found, head, name) + np.array(reasons, object)[found.which]
            made[name][base.places] = full[base.of_place[first]]
    made["due"] = _dates(made["due"])
    return {name: pd.Series(made[name]) for name in SITE_DAILY}


def _dates(days: Ints) -> npt.NDArray[np.datetime64]:
    """Return ordinals as dates, those that are none as NaT, in the unit that pandas gives to dates."""
    known = days != _NO_DAY
    found = np.full(len(days), np.datetime64("NaT"), "datetime64[s]")
    found[known] = (days[known] - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return found


def _with_older_heads(base: Base, found: Judged, head: npt.NDArray[np.object_], name: str) -> npt.NDArray[np.object_]:
    if not found.older:
        return head
    head = head.copy()
    for thread, public in found.older.items():
        head[thread] = base.older[thread, public][1][name == "reason_en"]
    return head


def _work_out_older(snapshot: Snapshot, counties: frozenset[str], base: Base, found: Judged) -> None:
    """Work out what is the same on every day on which only so many records of a task are public, once."""
    for thread, public in found.older.items():
        if (thread, public) not in base.older:
            document, task = snapshot.record_of_first(thread, public)
            row = task_lasting(snapshot, thread, f"{document.id}#{task.key}", document, task, counties)
            base.older[thread, public] = row, heads(task)


def _put_older(snapshot: Snapshot, base: Base, found: Judged, sites: dict[str, pd.Series], tasks: dict[str, pd.Series]) -> None:
    """Put what was public on the day in place of what is today, in the columns of tasks and of their sites."""
    threads = list(found.older)
    _put(tasks, TASK_LASTING, threads, [base.older[n, found.older[n]][0] for n in threads])
    of_site = snapshot.threads_of_site
    rows = sorted({snapshot.row[match.site] for n in threads for match in snapshot.matches_of_thread.get(n, ())})
    lasting = []
    for row in rows:
        site = snapshot.sites[row]
        stood = [snapshot.record_of_first(n, found.older.get(n, len(snapshot.threads[n].records))) for n in of_site[site.id]]
        concerns = [concern(f"{document.id}#{task.key}", task) for document, task in stood]
        lasting.append(site_lasting(site, snapshot.words_of(row), concerns))
    _put(sites, SITE_LASTING, rows, lasting)


def _put(columns: dict[str, pd.Series], names: Sequence[str], places: Sequence[int], rows: Sequence[Row]) -> None:
    for name, values in zip(names, zip(*rows, strict=True), strict=True) if rows else ():
        held = columns[name].to_numpy(copy=True)
        held[list(places)] = series(name, values).to_numpy()
        columns[name] = pd.Series(held, dtype=columns[name].dtype)


def _lasting(known: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return what is known of the columns that are the same on every day."""
    daily = {"sites": set(SITE_DAILY), "tasks": set(TASK_DAILY)}
    return {key: value for key, value in list(known.items()) if daily[key[0]].isdisjoint(key[2])}


# ---- after a write --------------------------------------------------------------------------------------------------

def _only_events(before: Snapshot, now: Snapshot) -> bool:
    return before.threads is now.threads and before.sites is now.sites and before.matches is now.matches


def _after_events(snapshot: Snapshot, profile: Profile, counties: frozenset[str], earlier: Snapshot, before: Situation) -> Situation:
    threads = sorted(snapshot.moved_since(earlier))
    rows = snapshot.row
    places = sorted({rows[m.site] for n in threads for m in snapshot.matches_of_thread.get(n, []) if m.site in rows})
    stands: dict[int, Stand] = {}

    def stand(thread: int) -> Stand:
        if thread not in stands:
            stands[thread] = snapshot.stand(thread, profile, before.as_of)
        return stands[thread]
    tasks = [task_row(snapshot, n, stand(n), counties) for n in threads]
    sites = [site_row(snapshot, place, [stand(n) for n in snapshot.threads_of_site.get(snapshot.sites[place].id, ())]) for place in places]
    changed = before.changed if snapshot.last == earlier.last else changed_by_import(snapshot, before.as_of)
    return before.with_rows(snapshot.version, (places, frame_of(sites, SITE_COLUMNS)), (threads, frame_of(tasks, TASK_COLUMNS)), changed)


def changed_by_import(snapshot: Snapshot, as_of: dt.date) -> frozenset[str]:
    """Return the sites and tasks that the newest import changed; a task by the id that it has on the day shown."""
    found: set[str] = set()
    for one in snapshot.last.differences if snapshot.last else ():
        found.update(one.sites)
        if (thread := snapshot.thread_of.get(one.task)) is not None:
            document, task = snapshot.record(thread, as_of)
            found.add(f"{document.id}#{task.key}")
    return frozenset(found)
