"""The rows of the two frames: what of them is the same on every day, and what a day's lights add."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from geomon.model import Document, Site, Task, TaskStatus
from geomon.situation import SITE_COLUMNS, TASK_COLUMNS, worst

if TYPE_CHECKING:
    from geomon.service.snapshot import Snapshot

NUMBERS = frozenset(("lon", "lat", "accuracy_m", "days", "area_ha"))
NO_TASK = ("没有任务涉及此点位。", "No task concerns this site.")
SITE_DAILY = ("light", "due", "days", "reason", "reason_en")
TASK_DAILY = ("light", "stage", "progress", "due", "days", "reason", "reason_en")
"""The columns that differ from day to day; the others differ only where a newer document speaks of a task."""
SITE_LASTING = tuple(name for name in SITE_COLUMNS if name not in SITE_DAILY)
TASK_LASTING = tuple(name for name in TASK_COLUMNS if name not in TASK_DAILY)

Stand: TypeAlias = tuple[str, Document, Task, TaskStatus]
"""A task's id, document, record and status on a date."""
Row: TypeAlias = tuple[object, ...]
Concern: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], str]
"""Of a task: its id alone, its units, its number and label folded."""

_HAN = re.compile(r"([\u4e00-\u9fff]+)")
_RARE = re.compile(r"[\u3005-\u3007\u3400-\u4dbf\uf900-\ufaff\U00020000-\U0003ffff]")
"""Characters that are spoken too but lie outside the block of `_HAN`: such a word is spoken whole."""


def units_of(task: Task) -> tuple[str, ...]:
    """Return all units of a task once, those that lead first."""
    units = task.units
    return tuple(dict.fromkeys((*units.lead, *units.responsible, *units.implementing, *units.cooperating)))


def site_row(snapshot: Snapshot, place: int, stands: Sequence[Stand]) -> Row:
    """Return the values of `SITE_COLUMNS`."""
    light = worst([status.light for *_, status in stands])
    due = min((s.due for *_, s in stands if s.light != "green" and s.due), default=None)
    left = min((s.days_left for *_, s in stands if s.light != "green" and s.days_left is not None), default=None)
    zh, en = NO_TASK
    if stands:
        _, _, task, status = min((s for s in stands if s[3].light == light), key=lambda s: _days(s[3]))
        zh, en = (head + reason for head, reason in zip(heads(task), (status.reason, status.reason_en), strict=True))
    site = snapshot.sites[place]
    lasting = site_lasting(site, snapshot.words_of(place), [concern(ident, task) for ident, _, task, _ in stands])
    return _in_order(SITE_COLUMNS, (SITE_LASTING, lasting), (SITE_DAILY, (light, due, left, zh, en)))


def concern(ident: str, task: Task) -> Concern:
    """Return what a site's row takes from a task that concerns it: ids, units, the words by which it is found."""
    return (ident,), units_of(task), f"{task.number.casefold()} {task.label.casefold()}"


def site_lasting(site: Site, words: str, tasks: Sequence[Concern]) -> Row:
    """Return the values of `SITE_LASTING`; a register has up to a million, most with one task, so nothing is made that need not be."""
    where = site.location
    ids: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    if len(tasks) == 1:
        ids, units, numbers = tasks[0]
        words = f"{words} {numbers}"
    elif tasks:
        ids, units = tuple(ident for own, _, _ in tasks for ident in own), tuple(dict.fromkeys(u for _, own, _ in tasks for u in own))
        words = " ".join([words, *(numbers for _, _, numbers in tasks)])
    return (site.id, site.name, site.layer, site.city, site.county or where.county, where.adcode, where.lon, where.lat, where.method,
            where.accuracy_m, units, ids, site.area_ha, words)


def task_row(snapshot: Snapshot, thread: int, stand: Stand, known: frozenset[str]) -> Row:
    """Return the values of `TASK_COLUMNS`; `known` are the names of the workspace's counties."""
    ident, document, task, status = stand
    return _in_order(TASK_COLUMNS, (TASK_LASTING, task_lasting(snapshot, thread, ident, document, task, known)),
                     (TASK_DAILY, task_daily(status)))


def task_daily(status: TaskStatus) -> Row:
    """Return the values of `TASK_DAILY`."""
    return status.light, status.stage, status.progress, status.due, status.days_left, status.reason, status.reason_en


def task_lasting(snapshot: Snapshot, thread: int, ident: str, document: Document, task: Task, known: frozenset[str]) -> Row:
    """Return the values of `TASK_LASTING`."""
    rows = [snapshot.row[m.site] for m in snapshot.matches_of_thread.get(thread, [])]
    sites = [snapshot.sites[row] for row in rows]
    units = units_of(task)
    counties = dict.fromkeys(c for c in (*(s.county or s.location.county for s in sites), *(m.county for m in task.mentions)) if c)
    if not counties:  # a task that names no place may still name the counties that answer for it
        counties = dict.fromkeys(u for u in units if u in known)
    cities = dict.fromkeys(s.city for s in sites if s.city)
    return (
        ident, document.id, task.part, task.number, task.label, task.section, task.title, task.problem,
        document.region or next(iter(cities), None), tuple(counties), task.deadline.kind,
        next(iter((*task.units.lead, *task.units.responsible)), ""), units,
        tuple(s.id for s in sites), tuple(dict.fromkeys(s.layer for s in sites)),
        " ".join([task.number.casefold(), task.label.casefold(), task.problem.casefold(),
                  fold(task.title or "", document.region or "", *counties, *units), *(snapshot.name_word(row) for row in rows)]))


def heads(task: Task) -> tuple[str, str]:
    """Return how a task is named before the reason of its light, in Chinese and English."""
    return f"{task.label.rstrip('.．、:：') or task.number}：", f"No. {task.number}: "


def site_words(site: Site, name: str) -> str:
    """Return the folded words by which a site is found, without those of its tasks; `name` is its name, folded."""
    return " ".join(filter(None, (name, fold(*site.aliases, site.county or site.location.county or "", site.city or ""))))


def series(name: str, values: Sequence[object]) -> pd.Series:
    """Return a column of one of the frames in the type that it has there."""
    if name == "due":
        return pd.to_datetime(pd.Series(np.fromiter(values, object, len(values)), dtype=object))
    if name in NUMBERS:
        return pd.Series(np.array(values, float), dtype=float)
    # object: None stays None, part stays a whole number, and tuples stay whole
    return pd.Series(np.fromiter(values, object, len(values)), dtype=object)


def frame_of(rows: Iterable[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return rows as a frame."""
    lists = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pd.DataFrame({name: series(name, values) for name, values in zip(columns, lists, strict=True)})


def fold(*words: str) -> str:
    """Return words as they are searched for: without case, with their pinyin in full and as initials."""
    return " ".join(_folded(word) for word in words if word)


def _in_order(columns: tuple[str, ...], *parts: tuple[tuple[str, ...], Row]) -> Row:
    found = {name: value for names, values in parts for name, value in zip(names, values, strict=True)}
    return tuple(found[name] for name in columns)


def _days(status: TaskStatus) -> float:
    return float("inf") if status.days_left is None else status.days_left


def _folded(word: str) -> str:
    parts = [spoken for part in _HAN.split(word) if part for spoken in _spoken(part)] if not _RARE.search(word) else _spoken(word)
    plain, full = word.casefold(), "".join(parts)
    return plain if full == plain else f"{plain} {full} {''.join(s[:1] for s in parts)}"


@functools.lru_cache(maxsize=200_000)
def _spoken(part: str) -> tuple[str, ...]:
    """Return the syllables of a part of a name; names differ by their numbers, so their other parts are met again and again."""
    from pypinyin import lazy_pinyin  # half a second to import: only when there is something to fold

    return tuple(s.casefold() for s in lazy_pinyin(part))
