"""What everyone looks at: all sites and tasks as they stand on one date, as two frames, and the questions asked of them.

The service computes a `Situation` once per register version and date; pages, tiles, reports and `status --json` read it. Frames, not lists
of objects, so that a filter over a million sites is one vector operation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from geomon.model import LIGHTS, URGENCY

Mask = npt.NDArray[np.bool_]

SITE_COLUMNS: tuple[str, ...] = (
    "id",           # stable over builds
    "name",
    "layer",        # id of a layer declaration
    "city",
    "county",
    "adcode",       # of the county, six digits
    "lon", "lat",   # degrees, CGCS2000; NaN where not located; for method "county" a point inside it, never drawn as a dot
    "method",       # geomon.model.METHODS
    "accuracy_m",
    "light",        # geomon.model.LIGHTS
    "due",          # datetime64: the next or longest-passed due date among its open tasks; NaT when none
    "days",         # float: days left until `due` (negative: over); NaN when none
    "units",        # tuple of unit names over its tasks, lead first
    "tasks",        # tuple of task ids ("document#key")
    "reason", "reason_en",
    "area_ha",
    "search",       # folded text: name, aliases, pinyin, initials, county, task numbers
)
TASK_COLUMNS: tuple[str, ...] = (
    "id",           # "document#key"
    "document", "part", "number", "label", "section", "title", "problem",
    "city", "counties",          # tuple of county names that the task concerns
    "light", "stage", "progress",
    "due", "days", "kind",       # kind: geomon.model.DeadlineKind
    "lead",         # first lead unit, else first responsible unit, else ""
    "units",        # tuple
    "sites",        # tuple of site ids
    "layers",       # tuple of layer ids of its sites
    "reason", "reason_en", "search",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """What a person narrowed the view to; empty tuples and None mean no limit.

    Attributes
    ----------
    within_days : only sites or tasks due within so many days from the date shown (overdue ones included).
    from_days : only those due no sooner than so many days from the date shown; 0 leaves the overdue ones out.
    ids : only these sites or tasks.
    changed : only what the newest import changed.
    text : matched against the folded `search` column, every word must occur.
    """

    cities: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    within_days: int | None = None
    text: str = ""
    from_days: int | None = None
    ids: tuple[str, ...] = ()
    changed: bool = False


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """Sites and tasks on one date; `version` grows with each write to the register.

    `changed` holds the ids of the sites and tasks that the newest import changed.
    """

    as_of: dt.date
    version: int
    sites: pd.DataFrame
    tasks: pd.DataFrame
    changed: frozenset[str] = frozenset()

    def select_sites(self, f: Filter) -> Mask:
        """Return which rows of `sites` pass the filter."""
        frame = self.sites
        mask = self._common(frame, f)
        if f.counties:
            mask &= frame["county"].isin(f.counties).to_numpy()
        if f.layers:
            mask &= frame["layer"].isin(f.layers).to_numpy()
        return mask

    def select_tasks(self, f: Filter) -> Mask:
        """Return which rows of `tasks` pass the filter."""
        frame = self.tasks
        mask = self._common(frame, f)
        if f.counties:
            mask &= _any_of(frame["counties"], f.counties)
        if f.layers:
            mask &= _any_of(frame["layers"], f.layers)
        return mask

    def _common(self, frame: pd.DataFrame, f: Filter) -> Mask:
        mask = _common(frame, f)
        return mask & frame["id"].isin(self.changed).to_numpy() if f.changed else mask

    def task(self, ident: str) -> pd.Series:
        """Return one task's row; KeyError when there is none."""
        return _one(self.tasks, ident)

    def site(self, ident: str) -> pd.Series:
        """Return one site's row; KeyError when there is none."""
        return _one(self.sites, ident)


def count_lights(frame: pd.DataFrame, mask: Mask | None = None) -> dict[str, int]:
    """Return the number of rows per light, every light present, in the order of legends."""
    lights = frame["light"] if mask is None else frame["light"][mask]
    found = lights.value_counts()
    return {light: int(found.get(light, 0)) for light in LIGHTS}


def by_urgency(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows in the order in which a person should look: by light, then by days left, then by name."""
    order = frame["light"].map({light: n for n, light in enumerate(URGENCY)})
    last = "name" if "name" in frame else "id"
    return frame.assign(_order=order).sort_values(["_order", "days", last], na_position="last", kind="stable").drop(columns="_order")


def worst(lights: Sequence[str]) -> str:
    """Return the most urgent of several lights; grey for none."""
    return min(lights, key=URGENCY.index, default="grey")


def _common(frame: pd.DataFrame, f: Filter) -> Mask:
    mask = np.ones(len(frame), dtype=bool)
    if f.cities:
        mask &= frame["city"].isin(f.cities).to_numpy()
    if f.lights:
        mask &= frame["light"].isin(f.lights).to_numpy()
    if f.units:
        mask &= _any_of(frame["units"], f.units)
    if f.within_days is not None:
        mask &= (frame["days"] <= f.within_days).to_numpy()
    if f.from_days is not None:
        mask &= (frame["days"] >= f.from_days).to_numpy()
    if f.ids:
        mask &= frame["id"].isin(f.ids).to_numpy()
    for word in f.text.casefold().split():
        mask &= frame["search"].str.contains(word, regex=False).to_numpy(dtype=bool)
    return mask


def _any_of(column: pd.Series, wanted: tuple[str, ...]) -> Mask:
    names = set(wanted)
    return np.fromiter((not names.isdisjoint(values) for values in column), dtype=bool, count=len(column))


def _one(frame: pd.DataFrame, ident: str) -> pd.Series:
    found = np.flatnonzero((frame["id"] == ident).to_numpy())
    if not len(found):
        raise KeyError(ident)
    return frame.iloc[int(found[0])]
