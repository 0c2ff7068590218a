"""What an inspector is at, as one frozen value that fits in a link, and the sites around him; no streamlit here."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd

from geomon.crs import GEOD, distances_m
from geomon.model import URGENCY
from geomon.situation import Filter, Situation

How = Literal["device", "map", "typed", "county"]
Sort = Literal["distance", "urgency", "today"]
SORTS: tuple[Sort, ...] = get_args(Sort)
RADII: tuple[int, ...] = (2, 5, 10, 20, 50)
"""Kilometres; 0 is no limit."""
MOST_TODAY = 40
"""Sites of a day's list; an address carries no more, and nobody sees more in a day."""
ARROWS = "↑↗→↘↓↙←↖"
_NEAR = re.compile(r"(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?),(map|typed|county)(?:,(.{1,40}))?")


@dataclasses.dataclass(frozen=True, slots=True)
class Here:
    """Where a person stands: degrees (EPSG:4490), how sure in metres (None: not known), how it is known, and a county's name.

    `at` is when, in milliseconds since 1970, as the browser says.
    """

    lon: float
    lat: float
    accuracy_m: float | None
    how: How
    name: str = ""
    at: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What the page Field is at.

    Attributes
    ----------
    site : id of the open site, "" for none.
    within : radius in kilometres, 0 for none.
    today : ids of the sites of the day, in the order in which they were put on the list.
    here : where the person stands; a measured position is never written into a link, since links are sent to others.
    """

    site: str = ""
    sort: Sort = "distance"
    within: int = 0
    today: tuple[str, ...] = ()
    here: Here | None = None

    def to_link(self) -> dict[str, str | list[str]]:
        """Return the parts that differ from the start, as query parameters."""
        link: dict[str, str | list[str]] = {}
        if self.site:
            link["site"] = self.site
        if self.sort != "distance":
            link["sort"] = self.sort
        if self.within:
            link["within"] = str(self.within)
        if self.today:
            link["today"] = list(self.today)
        if self.here is not None and self.here.how != "device":
            tail = f",{self.here.name}" if self.here.name else ""
            link["near"] = f"{self.here.lon:.5f},{self.here.lat:.5f},{self.here.how}{tail}"
        return link


def from_link(link: Mapping[str, list[str]]) -> Look:
    """Return what a link holds; what is not understood is left out, a link never fails."""
    first = {name: values[-1] for name, values in link.items() if values}
    within, sort = first.get("within", ""), first.get("sort", "")
    today = tuple(dict.fromkeys(one for one in link.get("today", []) if one))[:MOST_TODAY]
    return Look(first.get("site", ""), "today" if sort == "today" else "urgency" if sort == "urgency" else "distance",
                int(within) if within in map(str, RADII) else 0, today, _here(first.get("near", "")))


def _here(text: str) -> Here | None:
    found = _NEAR.fullmatch(text)
    if not found or not (abs(float(found[1])) <= 180 and abs(float(found[2])) <= 90):
        return None
    how: How = "map" if found[3] == "map" else "typed" if found[3] == "typed" else "county"
    return Here(float(found[1]), float(found[2]), None, how, found[4] or "")


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Near:
    """The sites around a person.

    Attributes
    ----------
    rows : rows of `Situation.sites` in order, with `metres`, NaN where there is no position or the site has no place of its own.
    nowhere : how many sites a radius leaves out because only their county is known.
    """

    rows: pd.DataFrame
    nowhere: int


def sites_near(situation: Situation, look: Look, f: Filter) -> Near:
    """Return the sites that pass the filter and may lie within the radius, the nearest or the most urgent first.

    A site whose place is uncertain is within the radius if it may be: its distance less its accuracy counts. In the order by distance
    it is as far as it is uncertain, if that is more: a reserve known by its rectangle is not the nearest thing to go to.
    """
    frame = situation.sites[situation.select_sites(f)]
    frame = frame.assign(metres=np.nan)
    placed = (~frame["method"].isin(("county", "none")) & frame["lon"].notna()).to_numpy(dtype=bool)
    nowhere = 0
    if look.here is not None and placed.any():
        some = frame[placed]
        lon, lat = some["lon"].to_numpy(dtype=float), some["lat"].to_numpy(dtype=float)
        frame.loc[placed, "metres"] = distances_m(look.here.lon, look.here.lat, lon, lat)
    if look.here is not None and look.within:
        inside = (frame["metres"] - frame["accuracy_m"].fillna(0) <= look.within * 1000).to_numpy(dtype=bool)
        nowhere = int((~placed).sum())
        frame = frame[inside]
    urgency = frame["light"].map({light: n for n, light in enumerate(URGENCY)})
    away = np.fmax(frame["metres"], frame["accuracy_m"].where(frame["metres"].notna()))
    keys = ["_urgency", "days", "_away", "name"] if look.sort == "urgency" else ["_away", "_urgency", "days", "name"]
    ordered = frame.assign(_urgency=urgency, _away=away).sort_values(keys, na_position="last", kind="stable")
    return Near(ordered.drop(columns=["_urgency", "_away"]), nowhere)


def arrow(here: Here, lon: float, lat: float) -> str:
    """Return the arrow that points from a person to a place on a map with north above."""
    turn = float(GEOD.inv(here.lon, here.lat, lon, lat)[0])
    return ARROWS[round(turn / 45) % 8]
