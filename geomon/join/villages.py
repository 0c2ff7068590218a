"""Villages of a workspace's own list, by which a place may be located: better than its township, worse than its own coordinates."""

from __future__ import annotations

import dataclasses
import re

import geopandas as gpd

from geomon.places import Gazetteer

VILLAGE = "village"
"""Id of the layer that holds them."""
VILLAGE_M = 2000.0
"""How far a place may be from its village's point where the list does not say: half the way to the next one, in the north."""
_KIND = re.compile(r"(?:行政村|自然村|村民委员会|村委会|村|嘎查|社区|居委会)$")


@dataclasses.dataclass(frozen=True, slots=True)
class Village:
    """A village with its point (degrees, CGCS2000) and how far from it a place named after it may be, in metres."""

    name: str
    lon: float
    lat: float
    accuracy_m: float
    source: str
    datum: str


class Villages:
    """The villages of each county, found in running text; a name that occurs twice in a county tells nothing."""

    def __init__(self, frame: gpd.GeoDataFrame, gazetteer: Gazetteer) -> None:
        """Take a layer's frame: name, county, city, lon, lat, accuracy_m, source, datum; rows without a place are passed over."""
        self._counties: dict[str, dict[str, list[Village]]] = {}
        for row in frame.to_dict("records"):
            if row["lon"] != row["lon"] or not row["name"]:
                continue
            city = gazetteer.city(row["city"]) if row["city"] else None
            county = (gazetteer.county(row["county"], city.adcode if city else None) if row["county"]
                      else gazetteer.county_at(row["lon"], row["lat"]))
            if county is None:
                continue
            accuracy = float(row["accuracy_m"])
            village = Village(row["name"], row["lon"], row["lat"], accuracy if accuracy == accuracy else VILLAGE_M,
                              row["source"] or "村级名录", row["datum"] or "unknown")
            for spelling in _spellings(row["name"]):
                self._counties.setdefault(county.adcode, {}).setdefault(spelling, []).append(village)
        self._patterns = {code: re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
                          for code, names in self._counties.items()}

    def find(self, text: str, adcode: str) -> Village | None:
        """Return the only village of a county that a text names; None for none, and for several."""
        if adcode not in self._patterns or not text:
            return None
        found = {village for name in self._patterns[adcode].findall(text) for village in self._counties[adcode][name]}
        return next(iter(found)) if len(found) == 1 else None


def _spellings(name: str) -> set[str]:
    """Return a village's name with each of the words for village; never bare, for bare names are surnames and numbers."""
    bare = _KIND.sub("", name)
    return {name} | ({f"{bare}村", f"{bare}嘎查", f"{bare}行政村"} if len(bare) >= 2 and bare != name else set())
