"""What a person is looking at, as one frozen value that fits in a link; no streamlit here.

A `View` goes into the address and comes back from it (`to_link`, `from_link`); `select` answers which rows of a situation it shows.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Literal

import pandas as pd

from geomon.model import LIGHTS
from geomon.situation import Filter, Mask, Rows, Situation

ROWS_A_PAGE = 50
EVERY = "*"
MOST_IDS = 250
"""An address carries no more; a wider choice is drawn whole."""
WINDOWS: tuple[str, ...] = ("", "over", "30", "60", "90")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_LISTS = ("areas", "layers", "units", "lights", "here")

Mode = Literal["sites", "tasks", "patches"]
MODES: tuple[Mode, ...] = ("sites", "tasks", "patches")


@dataclasses.dataclass(frozen=True, slots=True)
class View:
    """Filters, choice and date.

    Attributes
    ----------
    areas : names of cities and counties; a row passes if it is in any of them.
    window : "" any, "over" past due, "30"/"60"/"90" due within so many days from `as_of`, "2025-12" due in that month; all but ""
        concern open tasks only.
    section : heading of a document, or "".
    only : name of a county whose tasks without a located place are listed, "*" for all counties, or "".
    here : ids of sites that lie at one place on the map.
    changed : only what the last import changed.
    mode : what the list and the tiles count.
    chosen : id of a site or a task ("document#key"), or "".
    page : of the list, from 0.
    as_of : None is the workspace's own date.
    """

    text: str = ""
    areas: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    window: str = ""
    section: str = ""
    only: str = ""
    here: tuple[str, ...] = ()
    changed: bool = False
    mode: Mode = "sites"
    chosen: str = ""
    page: int = 0
    as_of: dt.date | None = None

    def to_link(self) -> dict[str, str | list[str]]:
        """Return the parts that differ from the start, as query parameters."""
        link: dict[str, str | list[str]] = {}
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                link[field.name] = list(value) if field.name in _LISTS else "1" if value is True else str(value)
        return link

    def narrowed(self) -> bool:
        """Return whether anything but light, choice, page and date limits the view."""
        return any((self.text, self.areas, self.layers, self.units, self.window, self.section, self.only, self.here, self.changed))


def from_link(link: Mapping[str, list[str]]) -> View:
    """Return the view that a link holds; what is not understood is left out, a link never fails."""
    first = {name: values[-1] for name, values in link.items() if values}
    lists = {name: tuple(dict.fromkeys(v for v in link.get(name, []) if v)) for name in _LISTS}
    lists["lights"] = tuple(v for v in lists["lights"] if v in LIGHTS)
    window = first.get("window", "")
    try:
        as_of = dt.date.fromisoformat(first["as_of"]) if "as_of" in first else None
    except ValueError:
        as_of = None
    page = first.get("page", "0")
    return View(
        text=first.get("text", "")[:200], window=window if window in WINDOWS or _MONTH.fullmatch(window) else "",
        section=first.get("section", ""), only=first.get("only", ""), changed=first.get("changed") == "1",
        mode=next((mode for mode in MODES if mode == first.get("mode")), "sites"),
        chosen=first.get("chosen", ""), page=int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 0, as_of=as_of, **lists)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """What a view shows of a situation.

    Attributes
    ----------
    frame : the listed frame, whole: of a million rows none is copied to show fifty.
    passing : which of its rows pass but for the lights filter: what the tiles count.
    order : those that pass the lights too, most urgent first.
    counts : passing rows per light.
    map : the filter for what the map draws; of tasks known to a county only nothing is drawn, so the map keeps what it showed and another
        county can be clicked.
    """

    frame: pd.DataFrame
    passing: Mask
    order: Rows
    counts: dict[str, int]
    map: Filter

    @property
    def found(self) -> pd.DataFrame:
        """The passing rows."""
        return self.frame[self.passing]

    @property
    def rows(self) -> pd.DataFrame:
        """The rows of `order`."""
        return self.frame.iloc[self.order]

    @property
    def first(self) -> str:
        """The id of the most urgent row; "" where there is none."""
        return str(self.frame["id"].iat[self.order[0]]) if len(self.order) else ""

    def page(self, number: int) -> tuple[pd.DataFrame, int, int]:
        """Return the rows of one page, the page really shown, and how many pages there are."""
        pages = max(1, -(-len(self.order) // ROWS_A_PAGE))
        shown = min(max(number, 0), pages - 1)
        return self.frame.iloc[self.order[shown * ROWS_A_PAGE:(shown + 1) * ROWS_A_PAGE]], shown, pages


def select(situation: Situation, view: View, counties: Mapping[str, tuple[str, ...]] | None = None) -> Selection:
    """Return which sites and tasks of `situation` the view shows.

    Parameters
    ----------
    counties : the counties of each city, for areas that name cities and counties together.
    """
    wanted = _filter(view, situation.as_of, counties or {})
    lit = Filter(lights=view.lights)
    if view.mode == "tasks":
        passing = _tasks(situation, view, wanted)
        shown = passing & situation.select_tasks(lit) if view.lights else passing
        drawn = wanted
        if not (view.only or shown.all()):
            rows = situation.tasks[shown]
            drawn = _those({site for sites in rows["sites"] for site in sites} | set(rows["id"]))
        return Selection(situation.tasks, passing, situation.by_urgency("tasks", shown), situation.count_lights("tasks", passing), drawn)
    ids = None
    if view.section:
        ids = {site for sites in situation.tasks["sites"][_tasks(situation, view, wanted)] for site in sites}
    if view.only:
        at = (situation.sites["method"] == "county") & ((situation.sites["county"] == view.only) | (view.only == EVERY))
        ids = set(situation.sites["id"][at]) & (ids if ids is not None else set(situation.sites["id"]))
    if view.here:
        ids = set(view.here) & (ids if ids is not None else set(view.here))
    narrow = wanted if ids is None else dataclasses.replace(wanted, ids=_those(ids).ids)
    passing = situation.select_sites(narrow)
    shown = passing & situation.select_sites(lit) if view.lights else passing
    drawn = dataclasses.replace(wanted if view.only else narrow, lights=view.lights)
    return Selection(situation.sites, passing, situation.by_urgency("sites", shown), situation.count_lights("sites", passing), drawn)


def _tasks(situation: Situation, view: View, wanted: Filter) -> Mask:
    """Return which tasks pass the view but for its lights."""
    tasks = situation.select_tasks(wanted)
    if view.window:
        tasks &= ~situation.select_tasks(Filter(lights=("green",)))
    if view.section:
        tasks &= (situation.tasks["section"] == view.section).to_numpy(dtype=bool)
    if view.only:
        tasks &= county_only(situation, view.only)
    return tasks


def _those(ids: Iterable[str]) -> Filter:
    """Return the filter for these sites and tasks; of none, for nothing; of more than an address carries, for all.

    Task ids are among them for the counts on the counties' names.
    """
    known = tuple(sorted(set(ids)))
    return Filter(ids=(known or ("-",)) if len(known) <= MOST_IDS else ())


def _filter(view: View, as_of: dt.date, counties: Mapping[str, tuple[str, ...]]) -> Filter:
    """Return the view as a filter, without its lights: the tiles count what is before them."""
    cities = tuple(name for name in view.areas if name in counties)
    if cities and len(cities) < len(view.areas):
        areas = Filter(counties=tuple(dict.fromkeys(n for name in view.areas for n in counties.get(name, (name,)))))
    else:
        areas = Filter(cities=cities) if cities else Filter(counties=view.areas)
    low, high = _days(view.window, as_of)
    return dataclasses.replace(areas, layers=view.layers, units=view.units, text=view.text, from_days=low, within_days=high,
                               changed=view.changed)


def _days(window: str, as_of: dt.date) -> tuple[int | None, int | None]:
    """Return the first and last day of a window, counted from `as_of`."""
    if not window:
        return None, None
    if window == "over":
        return None, -1
    if _MONTH.fullmatch(window):
        year, month = int(window[:4]), int(window[5:])
        first = (dt.date(year, month, 1) - as_of).days
        return first, first + calendar.monthrange(year, month)[1] - 1
    return 0, int(window)


def located(situation: Situation) -> Mask:
    """Return which sites are drawn as a mark: those known better than to their county."""
    return situation.located


def county_only(situation: Situation, county: str = "") -> Mask:
    """Return which tasks concern a county (this one, or any) but have no site with a place of its own."""
    if county not in ("", EVERY):
        return situation.without_mark & situation.any_of("tasks", "counties", (county,))
    return situation.without_mark & (situation.tasks["counties"].map(len) > 0).to_numpy(dtype=bool)
