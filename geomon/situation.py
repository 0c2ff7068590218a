"""What everyone looks at: all sites and tasks as they stand on one date, as two frames, and the questions asked of them.

The service computes a `Situation` once per register version and date; pages, tiles, reports and `status --json` read it. Frames, not lists
of objects, so that a filter over a million sites is one vector operation.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from geomon.model import LIGHTS, URGENCY

Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.int64]
Table = Literal["sites", "tasks"]

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

    `changed` holds the ids of the sites and tasks that the newest import changed. What questions are answered from (codes of columns, the
    order of urgency) is worked out when it is first asked for, and handed on to the situation after a write as far as it still holds.
    """

    as_of: dt.date
    version: int
    sites: pd.DataFrame
    tasks: pd.DataFrame
    changed: frozenset[str] = frozenset()
    _known: dict[tuple[Table, str, tuple[str, ...]], Any] = dataclasses.field(default_factory=dict, repr=False)

    def select_sites(self, f: Filter) -> Mask:
        """Return which rows of `sites` pass the filter."""
        mask = self._common("sites", f)
        if f.counties:
            mask &= self._among("sites", "county", f.counties)
        if f.layers:
            mask &= self._among("sites", "layer", f.layers)
        return mask

    def select_tasks(self, f: Filter) -> Mask:
        """Return which rows of `tasks` pass the filter."""
        mask = self._common("tasks", f)
        if f.counties:
            mask &= self.any_of("tasks", "counties", f.counties)
        if f.layers:
            mask &= self.any_of("tasks", "layers", f.layers)
        return mask

    def _common(self, table: Table, f: Filter) -> Mask:
        frame = self._frame(table)
        mask = np.ones(len(frame), dtype=bool)
        if f.cities:
            mask &= self._among(table, "city", f.cities)
        if f.lights:
            mask &= self._among(table, "light", f.lights)
        if f.units:
            mask &= self.any_of(table, "units", f.units)
        if f.within_days is not None:
            mask &= frame["days"].to_numpy() <= f.within_days
        if f.from_days is not None:
            mask &= frame["days"].to_numpy() >= f.from_days
        if f.ids:
            mask &= self._these(table, f.ids)
        for word in f.text.casefold().split():
            mask &= self._containing(table, word)
        if f.changed:
            mask &= self._these(table, self.changed)
        return mask

    def only(self, sites: Iterable[str]) -> Situation:
        """Return the situation of these sites and of the tasks that concern any of them."""
        wanted = set(sites)
        kept = self.sites[self._these("sites", wanted)].reset_index(drop=True)
        concerned = {task for tasks in kept["tasks"] for task in tasks}
        return Situation(self.as_of, self.version, kept, self.tasks[self._these("tasks", concerned)].reset_index(drop=True), self.changed)

    def task(self, ident: str) -> pd.Series:
        """Return one task's row; KeyError when there is none."""
        return self.tasks.iloc[self.rows_by_id("tasks")[ident]]

    def site(self, ident: str) -> pd.Series:
        """Return one site's row; KeyError when there is none."""
        return self.sites.iloc[self.rows_by_id("sites")[ident]]

    def by_urgency(self, table: Table, mask: Mask | None = None) -> Rows:
        """Return the rows (that pass) in the order in which a person should look; see the function of this name."""
        name = "name" if table == "sites" else "id"
        order: Rows = self._of(table, "order", ("light", "days", name), self._order)
        return order if mask is None else order[mask[order]]

    def count_lights(self, table: Table, mask: Mask) -> dict[str, int]:
        """Return the number of rows per light, every light present, in the order of legends."""
        codes, names = self._codes(table, "light")
        found = dict(zip(names, np.bincount(codes[mask], minlength=len(names)).tolist(), strict=False))
        return {light: int(found.get(light, 0)) for light in LIGHTS}

    @property
    def located(self) -> Mask:
        """Which sites are drawn as a mark: those known better than to their county."""
        found: Mask = self._of("sites", "located", ("method", "lon"), lambda frame, *_: (
            ~self._among("sites", "method", ("county", "none")) & np.isfinite(frame["lon"].to_numpy(np.float64))))
        return found

    @property
    def without_mark(self) -> Mask:
        """Which tasks have no site that is drawn as a mark."""
        found: Mask = self._of("tasks", "without mark", ("sites",), self._without_mark)
        return found

    def rows_by_id(self, table: Table) -> dict[str, int]:
        """Return the row of each site or task; where an id occurs twice, the first."""
        found: dict[str, int] = self._of(table, "rows", ("id",), lambda frame, *_: {
            ident: row for row, ident in reversed(list(enumerate(frame["id"])))})
        return found

    def any_of(self, table: Table, column: str, wanted: Iterable[str]) -> Mask:
        """Return which rows have one of the `wanted` in a column of tuples."""
        rows, codes, names = self._of(table, "flat", (column,), _flat)
        mask = np.zeros(len(self._frame(table)), dtype=bool)
        mask[rows[_picked(names, wanted)[codes]]] = True
        return mask

    def with_rows(self, version: int, sites: tuple[Sequence[int], pd.DataFrame], tasks: tuple[Sequence[int], pd.DataFrame],
                  changed: frozenset[str]) -> Situation:
        """Return the situation after a write that made some rows anew, each pair being their places and the rows; this one stays."""
        new_sites, of_sites = _with_rows(self.sites, *sites)
        new_tasks, of_tasks = _with_rows(self.tasks, *tasks)
        gone = {"sites": of_sites, "tasks": of_tasks}
        known = {key: value for key, value in list(self._known.items()) if gone[key[0]].isdisjoint(key[2])}
        if not {"id", "method", "lon"}.isdisjoint(of_sites):
            known.pop(("tasks", "without mark", ("sites",)), None)
        return Situation(self.as_of, version, new_sites, new_tasks, changed, known)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _frame(self, table: Table) -> pd.DataFrame:
        return self.sites if table == "sites" else self.tasks

    def _of(self, table: Table, what: str, columns: tuple[str, ...], make: Callable[..., Any]) -> Any:
        """Return what `make` works out from the columns; once, for all who ask."""
        key = table, what, columns
        if key not in self._known:
            self._known[key] = make(self._frame(table), *columns)
        return self._known[key]

    def _codes(self, table: Table, column: str) -> tuple[npt.NDArray[np.int64], list[str]]:
        """Return a column as numbers, -1 for None, and what each number stands for."""
        def make(frame: pd.DataFrame, name: str) -> tuple[npt.NDArray[np.int64], list[str]]:
            codes, names = pd.factorize(frame[name])
            return codes, list(names)
        found: tuple[npt.NDArray[np.int64], list[str]] = self._of(table, "codes", (column,), make)
        return found

    def _among(self, table: Table, column: str, wanted: Iterable[str]) -> Mask:
        codes, names = self._codes(table, column)
        return _picked(names, wanted)[codes]

    def _these(self, table: Table, ids: Iterable[str]) -> Mask:
        rows, mask = self.rows_by_id(table), np.zeros(len(self._frame(table)), dtype=bool)
        mask[[rows[ident] for ident in ids if ident in rows]] = True
        return mask

    def _containing(self, table: Table, word: str) -> Mask:
        texts = self._of(table, "texts", ("search",), lambda frame, name: pa.array(frame[name], pa.large_string(), from_pandas=True))
        found: Mask = pc.match_substring(texts, word).fill_null(False).to_numpy(zero_copy_only=False)
        return found

    def _order(self, frame: pd.DataFrame, light: str, days: str, name: str) -> Rows:
        table: Table = "sites" if name == "name" else "tasks"
        ranks: npt.NDArray[Any] = self._of(table, "ranks", (name,), lambda frame, name: pc.rank(
            pa.array(frame[name], pa.large_string(), from_pandas=True), tiebreaker="dense").to_numpy())
        codes, names = self._codes(table, light)
        urgency = np.array([*(URGENCY.index(n) if n in URGENCY else len(URGENCY) for n in names), len(URGENCY)])
        return np.lexsort((ranks, frame[days].to_numpy(np.float64), urgency[codes]))

    def _without_mark(self, frame: pd.DataFrame, column: str) -> Mask:
        rows, codes, names = self._of("tasks", "flat", (column,), _flat)
        places, located = self.rows_by_id("sites"), self.located
        marked = np.array([ident in places and bool(located[places[ident]]) for ident in names], dtype=bool)
        mask = np.ones(len(frame), dtype=bool)
        mask[rows[marked[codes]] if len(names) else []] = False
        return mask


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


def _picked(names: Sequence[str], wanted: Iterable[str]) -> Mask:
    """Return for each code whether its name is wanted; a last one for the code -1, which none is."""
    among = set(wanted)
    return np.array([*(name in among for name in names), False], dtype=bool)


def _flat(frame: pd.DataFrame, column: str) -> tuple[Rows, npt.NDArray[np.int64], list[str]]:
    """Return a column of tuples as pairs of row and code, and what each code stands for."""
    values = frame[column].tolist()
    rows = np.repeat(np.arange(len(values)), [len(v) for v in values])
    codes, names = pd.factorize(np.fromiter(itertools.chain.from_iterable(values), object, len(rows)))
    return rows, codes, list(names)


def _with_rows(frame: pd.DataFrame, places: Sequence[int], rows: pd.DataFrame) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the frame with these rows in their places, and the names of the columns that are others now."""
    changed: dict[str, Any] = {}
    for name in rows.columns if len(places) else ():
        old, new = frame[name].iloc[list(places)], rows[name]
        if all(a is b or a == b or (a != a and b != b) for a, b in zip(old, new, strict=True)):
            continue
        column = frame[name].copy()
        if column.dtype == object:
            column = pd.Series(column.to_numpy(copy=True), column.index, dtype=object)
            for place, value in zip(places, new, strict=True):
                column.iat[place] = value
        else:
            column.iloc[list(places)] = new.astype(column.dtype).to_numpy()
        changed[name] = column
    return frame.assign(**changed), frozenset(changed)
