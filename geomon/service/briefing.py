"""What a manager asks on a date beyond the lights: expected against claimed, what turns red next month, silent duties, hectares.

Everything is answered for all tasks at once, row by row of `Situation.tasks`; only what was said and due up to the date counts.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from geomon.model import LIGHTS, Event
from geomon.situation import Situation

DONE = ("completed", "accepted", "closed")
SAYS = ("progress", "heartbeat", "visit", "accepted", "closed", "returned", "rebounded")
"""Kinds of events that are word of a task; the same as in `geomon.status.rules`."""
STANDS = ("unheard", "older", "behind", "agrees", "ahead", "")
"""How the word compares with the dated steps, the widest gap first; see `compare`."""
BY = ("county", "unit", "section", "layer")
_COLUMN = {"county": "counties", "unit": "units", "section": "section", "layer": "layers"}
_ADMITS = ("behind", "not_started")
_DAYS = dt.date.max.toordinal() + 1
_NEVER = np.iinfo(np.int64).min


@dataclasses.dataclass(frozen=True, eq=False)
class Facts:
    """The dated steps and the words of all tasks, flat: one entry a step or word, `row` is the row of its task; days are ordinals.

    Attributes
    ----------
    step_row, step_day : dated targets of measures and the parts of staged deadlines, each day once a task.
    word_row, word_day, word_kind, word_progress : in the order of the days that they speak of; progress "" where it says none.
    """

    step_row: npt.NDArray[np.int64]
    step_day: npt.NDArray[np.int64]
    word_row: npt.NDArray[np.int64]
    word_day: npt.NDArray[np.int64]
    word_kind: npt.NDArray[np.object_]
    word_progress: npt.NDArray[np.object_]


@dataclasses.dataclass(frozen=True, eq=False)
class Brief:
    """The answers for one date.

    Attributes
    ----------
    as_of, until : the date, and the last day of the month after it.
    tasks : one row a task, in the order of `Situation.tasks`: id; steps, passed, after (dated steps in all, passed, passed since the
        last word); open_since (first of the latter); word, word_day (last claim of progress); heard (day of the last word of any kind);
        stands (one of `STANDS`); turns ("red", "grey" or ""); silent (a long-term duty without a heartbeat); silent_days; done_now,
        over_now (what became of it in the month of the date).
    facts : what they were made from; the deadlines are among the steps.
    """

    as_of: dt.date
    until: dt.date
    tasks: pd.DataFrame
    facts: Facts
    _tables: dict[tuple[str, str], pd.DataFrame] = dataclasses.field(default_factory=dict, repr=False)

    def table(self, what: Literal["count", "area"], by: str, situation: Situation) -> pd.DataFrame:
        """Return `count_by` or `area_by` of the situation that the brief is of, worked out once; do not change it."""
        if (what, by) not in self._tables:
            self._tables[what, by] = (count_by if what == "count" else area_by)(situation, by)
        return self._tables[what, by]

    def rows(self, mask: pd.Series) -> list[int]:
        """Return the rows that a mask over `tasks` picks."""
        return np.flatnonzero(mask.to_numpy(dtype=bool)).tolist()


def facts_of(steps: Iterable[Iterable[dt.date]], words: Iterable[Iterable[Event]]) -> Facts:
    """Return the steps and events of all tasks, both in the order of the tasks, as flat arrays; events of other kinds are left out."""
    step = [(n, day.toordinal()) for n, days in enumerate(steps) for day in sorted(set(days))]
    said = [(n, e.at.toordinal(), e.kind, _claimed(e)) for n, events in enumerate(words)
            for e in sorted((e for e in events if e.kind in SAYS), key=lambda e: (e.at, e.seq or 0))]
    numbers = np.array(step, dtype=np.int64).reshape(-1, 2)
    rows, days, kinds, claims = zip(*said, strict=True) if said else ((), (), (), ())
    return Facts(numbers[:, 0], numbers[:, 1], np.array(rows, np.int64), np.array(days, np.int64), np.array(kinds, object),
                 np.array(claims, object))


def _claimed(event: Event) -> str:
    """Return what progress an event claims; a set-back takes a claim back."""
    if event.kind == "progress":
        return str(event.body.get("progress") or "")
    return {"accepted": "accepted", "closed": "closed", "returned": "in_progress", "rebounded": "in_progress"}.get(event.kind, "")


def brief_of(situation: Situation, facts: Facts) -> Brief:
    """Return the answers for the situation's date.

    Notes
    -----
    A task turns red when its last deadline passes in the time up to the end of next month, and somebody has reported: nobody says
    another word, this is what the register would show then. Without any word it turns, or stays, grey (`geomon.status.rules`).
    """
    tasks, day = situation.tasks, situation.as_of.toordinal()
    n = len(tasks)
    until = month_end(situation.as_of, 1)
    heard, word_day, word = _last_words(facts, n, day)
    # The deadline is a step too, of a task without dated measures the only one.
    due = _ordinals(tasks["due"])
    row = np.concatenate([facts.step_row, np.flatnonzero(due != _NEVER)])
    when = np.concatenate([facts.step_day, due[due != _NEVER]])
    row, when = np.divmod(np.unique(row * _DAYS + when), _DAYS)     # each day once a task
    passed_now = when < day
    unanswered = passed_now & (heard[row] < when)
    steps, passed, after = (np.bincount(row[mask], minlength=n) for mask in (np.ones(len(row), bool), passed_now, unanswered))
    open_since = np.full(n, np.iinfo(np.int64).max)
    np.minimum.at(open_since, row[unanswered], when[unanswered])
    light = tasks["light"].to_numpy(object)
    days = tasks["days"].to_numpy(np.float64)
    turning = (light != "green") & (light != "red") & (days >= 0) & (days < (until - situation.as_of).days)
    known = heard != _NEVER
    duty = (tasks["kind"] == "ongoing").to_numpy() & (due == _NEVER) & (light == "grey")
    month = situation.as_of.replace(day=1).toordinal()
    frame = pd.DataFrame({
        "id": tasks["id"].to_numpy(object), "steps": steps, "passed": passed, "after": after,
        "open_since": _dates(np.where(after > 0, open_since, _NEVER)), "word": word, "word_day": _dates(word_day), "heard": _dates(heard),
        "stands": compare(light, steps, passed, after, known, word), "turns": np.where(turning, np.where(known, "red", "grey"), ""),
        "silent": duty, "silent_days": np.where(known, day - heard, np.nan),
        "done_now": (light == "green") & (word_day >= month), "over_now": (light == "red") & (due >= month - 1) & (due < day),
    })
    return Brief(situation.as_of, until, frame, dataclasses.replace(facts, step_row=row, step_day=when))


def compare(light: npt.NDArray[np.object_], steps: npt.NDArray[np.int64], passed: npt.NDArray[np.int64], after: npt.NDArray[np.int64],
            known: npt.NDArray[np.bool_], word: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Return how what was claimed compares with the dated steps: the expected progress is the share of steps whose day has passed.

    "unheard": a step has passed and nobody ever said a word. "older": the last word is older than a step that has passed. "behind": the
    word itself admits it, or every step has passed and the task is not done. "ahead": done with steps to come. "agrees": none of these.
    "": without a dated step there is nothing to compare.
    """
    green = light == "green"
    behind = np.isin(word, _ADMITS) | (passed == steps)
    found = np.select([steps == 0, green & (passed < steps), green, (after > 0) & ~known, after > 0, behind],
                      ["", "ahead", "agrees", "unheard", "older", "behind"], "agrees")
    return found.astype(object)


def area_by(situation: Situation, by: str) -> pd.DataFrame:
    """Return the hectares of the sites by group and light: index the group's name, columns the lights, `sites`, `measured` (counts).

    Parameters
    ----------
    by : one of `BY`, or "" for all sites in one group, named "". A site counts once in each group that it belongs to.
    """
    sites = situation.sites
    frame = sites[["id", "light", "area_ha"]].assign(group="")
    if by in ("county", "layer"):
        frame["group"] = sites[by]
    elif by == "unit":
        frame = frame.assign(group=sites["units"].map(lambda names: tuple(dict.fromkeys(names)))).explode("group")
    elif by == "section":
        named = situation.tasks.loc[situation.tasks["section"].astype(bool), ["section", "sites"]].explode("sites").dropna()
        named = named.drop_duplicates()
        frame = frame.drop(columns="group").merge(named.rename(columns={"section": "group", "sites": "id"}), on="id")
    frame = frame.dropna(subset="group")
    table = frame.pivot_table(index="group", columns="light", values="area_ha", aggfunc="sum", fill_value=0.0, observed=True)
    table = table.reindex(columns=list(LIGHTS), fill_value=0.0).reindex(pd.unique(frame["group"]), fill_value=0.0)
    grouped = frame.groupby("group")["area_ha"]
    return table.assign(sites=grouped.size(), measured=grouped.count())


def count_by(situation: Situation, by: str) -> pd.DataFrame:
    """Return the number of tasks by group and light: index the group's name, columns the lights; a task counts in each of its groups."""
    tasks, column = situation.tasks, _COLUMN[by]
    names = tasks[column].map(lambda all_: tuple(dict.fromkeys(all_))) if by != "section" else tasks[column]
    each = pd.DataFrame({"group": names, "light": tasks["light"]}).explode("group")
    each = each[each["group"].notna() & (each["group"] != "")]
    return pd.crosstab(each["group"], each["light"]).reindex(columns=list(LIGHTS), fill_value=0)


def days_of_month(situation: Situation, month: dt.date) -> Mapping[dt.date, dict[str, int]]:
    """Return for each day of a month on which open tasks fall due how many there are by light, the lights in the order of legends."""
    tasks = situation.tasks
    first, last = pd.Timestamp(month.replace(day=1)), pd.Timestamp(month_end(month))
    due = tasks[(tasks["light"] != "green") & tasks["due"].between(first, last)]
    found: dict[dt.date, dict[str, int]] = {}
    for day, light, count in due.groupby(["due", "light"]).size().reset_index().itertuples(index=False):
        found.setdefault(day.date(), {})[light] = int(count)
    return {day: {light: found[day][light] for light in LIGHTS if light in found[day]} for day in sorted(found)}


def strip(brief: Brief, rows: Sequence[int], months: int = 12) -> pd.DataFrame:
    """Return what happened month by month to some tasks: row, month (datetime64, its first day), what, n, claim.

    `what` is "step" (dated steps and deadlines), or the kind of a word; `claim` is the last progress said in that month. The
    months end with that of the date; words after the date are left out, steps are in `months` more to come as well.
    """
    last = brief.as_of.year * 12 + brief.as_of.month - 1
    facts, wanted = brief.facts, np.asarray(rows, dtype=np.int64)
    step, word = np.isin(facts.step_row, wanted), np.isin(facts.word_row, wanted) & (facts.word_day <= brief.as_of.toordinal())
    frame = pd.DataFrame({
        "row": np.concatenate([facts.step_row[step], facts.word_row[word]]),
        "day": _dates(np.concatenate([facts.step_day[step], facts.word_day[word]])),
        "what": ["step"] * int(step.sum()) + facts.word_kind[word].tolist(),
        "claim": [""] * int(step.sum()) + facts.word_progress[word].tolist(),
    })
    number = frame["day"].dt.year * 12 + frame["day"].dt.month - 1
    frame = frame[(number > last - months) & (number <= last + months)]
    frame = frame.assign(month=frame["day"].dt.to_period("M").dt.to_timestamp())
    found = frame.groupby(["row", "month", "what"], as_index=False).agg(n=("day", "size"), claim=("claim", "last"))
    ordered: pd.DataFrame = found.sort_values(["row", "month", "what"], ignore_index=True)
    return ordered


def month_end(day: dt.date, later: int = 0) -> dt.date:
    """Return the last day of the month of `day`, or of the month `later` months after it."""
    year, month = divmod(day.year * 12 + day.month - 1 + later, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def _last_words(facts: Facts, n: int, day: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Return per task the day of the last word, the day of the last claim of progress, and that claim."""
    heard, claimed, word = np.full(n, _NEVER), np.full(n, _NEVER), np.full(n, "", object)
    now = facts.word_day <= day
    np.maximum.at(heard, facts.word_row[now], facts.word_day[now])
    says = now & (facts.word_progress != "")
    claimed[facts.word_row[says]] = facts.word_day[says]    # words are in the order of their days: the last one stays
    word[facts.word_row[says]] = facts.word_progress[says]
    return heard, claimed, word


def _ordinals(days: pd.Series) -> npt.NDArray[np.int64]:
    """Return datetimes as ordinals; NaT becomes the lowest number."""
    found = days.to_numpy("datetime64[D]").astype(np.int64) + dt.date(1970, 1, 1).toordinal()
    return np.where(days.isna(), _NEVER, found)


def _dates(ordinals: npt.NDArray[np.int64]) -> pd.Series:
    days = (np.where(ordinals == _NEVER, 0, ordinals) - dt.date(1970, 1, 1).toordinal()).astype("datetime64[D]")
    return pd.Series(np.where(ordinals == _NEVER, np.datetime64("NaT"), days).astype("datetime64[s]"))
