"""A snapshot on a date -> `Situation`: the two frames that everything shown is read from."""

from __future__ import annotations

import datetime as dt
import functools

import pandas as pd

from geomon.model import Document, Site, Task, TaskStatus
from geomon.service.snapshot import Snapshot
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, Situation, worst
from geomon.status import Profile

NO_TASK = ("没有任务涉及此点位。", "No task concerns this site.")


def situation_of(snapshot: Snapshot, profile: Profile, as_of: dt.date, counties: frozenset[str]) -> Situation:
    """Return all sites and tasks as they stand on `as_of`; `counties` are the names of the workspace's counties."""
    stands = [snapshot.stand(n, profile, as_of) for n in range(len(snapshot.threads))]
    tasks = [_task_row(snapshot, n, stand, counties) for n, stand in enumerate(stands)]
    sites = [_site_row(site, [stands[n] for n in snapshot.threads_of_site.get(site.id, [])]) for site in snapshot.sites]
    return Situation(as_of, snapshot.version, _frame(sites, SITE_COLUMNS), _frame(tasks, TASK_COLUMNS), _changed(snapshot, stands))


def _changed(snapshot: Snapshot, stands: list[tuple[str, Document, Task, TaskStatus]]) -> frozenset[str]:
    """Return the sites and tasks that the newest import changed; a task by the id that it has on the day shown."""
    found: set[str] = set()
    for one in snapshot.last.differences if snapshot.last else ():
        found.update(one.sites)
        if (thread := snapshot.thread_of.get(one.task)) is not None:
            found.add(stands[thread][0])
    return frozenset(found)


def units_of(task: Task) -> tuple[str, ...]:
    """Return all units of a task once, those that lead first."""
    units = task.units
    return tuple(dict.fromkeys((*units.lead, *units.responsible, *units.implementing, *units.cooperating)))


def _site_row(site: Site, stands: list[tuple[str, Document, Task, TaskStatus]]) -> dict[str, object]:
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
    return {
        "id": site.id, "name": site.name, "layer": site.layer, "city": site.city, "county": county, "adcode": where.adcode,
        "lon": where.lon, "lat": where.lat, "method": where.method, "accuracy_m": where.accuracy_m, "light": light,
        "due": due, "days": left, "units": tuple(dict.fromkeys(u for _, _, task, _ in stands for u in units_of(task))),
        "tasks": tuple(ident for ident, *_ in stands), "reason": zh, "reason_en": en, "area_ha": site.area_ha,
        "search": " ".join([fold(site.name, *site.aliases, county or "", site.city or ""), *map(str.casefold, numbers)]),
    }


def _task_row(snapshot: Snapshot, thread: int, stand: tuple[str, Document, Task, TaskStatus], known: frozenset[str]) -> dict[str, object]:
    ident, document, task, status = stand
    sites = [snapshot.site[m.site] for m in snapshot.matches_of_thread.get(thread, [])]
    units = units_of(task)
    counties = dict.fromkeys(c for c in (*(s.county or s.location.county for s in sites), *(m.county for m in task.mentions)) if c)
    if not counties:  # a task that names no place may still name the counties that answer for it
        counties = dict.fromkeys(u for u in units if u in known)
    cities = dict.fromkeys(s.city for s in sites if s.city)
    return {
        "id": ident, "document": document.id, "part": task.part, "number": task.number, "label": task.label, "section": task.section,
        "title": task.title, "problem": task.problem, "city": document.region or next(iter(cities), None), "counties": tuple(counties),
        "light": status.light, "stage": status.stage, "progress": status.progress, "due": status.due, "days": status.days_left,
        "kind": task.deadline.kind, "lead": next(iter((*task.units.lead, *task.units.responsible)), ""), "units": units,
        "sites": tuple(s.id for s in sites), "layers": tuple(dict.fromkeys(s.layer for s in sites)), "reason": status.reason,
        "reason_en": status.reason_en,
        "search": " ".join([task.number, task.label, task.problem.casefold(),
                            fold(task.title or "", document.region or "", *counties, *units, *(s.name for s in sites))]).casefold(),
    }


def _frame(rows: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)  # object: None stays None, and part stays a whole number
    frame["due"] = pd.to_datetime(frame["due"])
    numbers = [c for c in ("lon", "lat", "accuracy_m", "days", "area_ha") if c in frame]
    frame[numbers] = frame[numbers].astype(float)
    return frame


def _days(status: TaskStatus) -> float:
    return float("inf") if status.days_left is None else status.days_left


def fold(*words: str) -> str:
    """Return words as they are searched for: without case, with their pinyin in full and as initials."""
    return " ".join(_folded(word) for word in words if word)


@functools.lru_cache(maxsize=200_000)
def _folded(word: str) -> str:
    from pypinyin import lazy_pinyin  # half a second to import: only when there is something to fold

    full = [s.casefold() for s in lazy_pinyin(word)]
    plain = word.casefold()
    spoken = "".join(full)
    return plain if spoken == plain else f"{plain} {spoken} {''.join(s[:1] for s in full)}"
