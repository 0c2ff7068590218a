"""Which place a document is about, and the counties that its text may name."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from functools import cached_property

from geomon.divisions import Division, abbreviates, cities_in, counties_of, county_pattern, divisions, named


@dataclasses.dataclass(frozen=True)
class Region:
    """The division that a document is about; counties by the names that its text uses for them."""

    division: Division

    @property
    def name(self) -> str:
        """The division's name."""
        return self.division.name

    @property
    def adcode(self) -> str:
        """The division's code."""
        return self.division.adcode

    @cached_property
    def counties(self) -> tuple[Division, ...]:
        """The counties of the city that it lies in (of the province where it is one)."""
        code = self.division.adcode
        return counties_of(code[:4] + "00" if self.division.level == "county" else code)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a county's name or short form."""
        return re.compile(county_pattern(self.counties))

    def county(self, word: str) -> str | None:
        """Return the full name of the county that `word` names here, or None."""
        for county in self.counties:
            if county.name == word:
                return word
        hits = [county.name for county in self.counties if abbreviates(word, county.name) or county.short == word]
        return hits[0] if len(hits) == 1 else None

    def county_before(self, name: str, *, firm: bool) -> str | None:
        """Return the full name of the county whose short name a place's name opens with: 右玉永昌建材公司.

        A short name of two characters says so of firms only (青山, 新城 and 东河 stand in many names), and a brand's branch lies anywhere.
        """
        if name.endswith("分厂"):
            return None
        least = 2 if firm else 3
        return next((c.name for c in self.counties if least <= len(c.short) < len(name) - 2 and name.startswith(c.short)), None)


_TITLE_COUNTY = re.compile(r"[一-龥]{2,12}?(?:县|区|旗|市)")


def _city_of_counties(text: str) -> Division | None:
    """Return the city of which a text names at least two counties by their full names, for a ledger without a title."""
    found: dict[str, set[str]] = {}
    for m in re.finditer(r"(?=([一-龥]{2,9}?(?:县|市|区|旗)))", text):
        for length in range(3, len(m[1]) + 1):
            rows = [d for d in named(m[1][:length]) if d.level == "county" and d.name == m[1][:length]]
            if len(rows) == 1 and rows[0].city:
                found.setdefault(rows[0].adcode[:4], set()).add(rows[0].name)
    best = max(found, key=lambda code: len(found[code]), default=None)
    several = best is not None and len(found[best]) >= 2
    return divisions().get(f"{best}00") if several else None


def find_region(title: str, text: str) -> Region | None:
    """Return the region: the county or city that the title names, else the city that the text names most."""
    cities = cities_in(title)
    for m in re.finditer(r"(?=([一-龥]{2,12}?(?:自治县|县|区|旗|市)))", title):
        for length in range(len(m[1]), 1, -1):
            rows = [d for d in named(m[1][:length]) if d.level == "county"]
            fits = len(rows) == 1 and rows[0].name not in {c.name for c in cities}
            if fits and (not cities or rows[0].city == cities[0].name):
                return Region(rows[0])
    if cities:
        return Region(cities[0])
    counts = Counter({city.name: text[:30000].count(city.name) for city in cities_in(text[:30000])})
    if counts:
        best = counts.most_common(1)[0][0]
        return Region(next(city for city in cities_in(text[:30000]) if city.name == best))
    if city := _city_of_counties(text[:30000]):
        return Region(city)
    provinces = [d for d in divisions().values() if d.level == "province" and d.name in title]
    return Region(provinces[0]) if provinces else None
