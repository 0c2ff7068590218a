"""Which place a document is about, and the counties that its text may name."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from functools import cached_property

from geomon.divisions import Division, abbreviates, cities_in, counties_of, county_called, county_pattern, divisions, named, was_county
from geomon.documents.word_classes import ZONES

_REACH = re.compile("[河江溪沟渠湖港](?P<where>[一-龥]{2,6})段$")
_ZONE = re.compile(ZONES)
_TOWN = re.compile("[一-龥]{2,3}?(?:镇|乡|街道|苏木)[一-龥]{2}")


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
    def _city_short(self) -> str:
        """The short name of the city, which says nothing of the county that is called alike: 朝阳 of 朝阳市 is not 朝阳县."""
        city = self.division.city or self.division.name
        return city.removesuffix("市") if city.endswith("市") else ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a county's name or short form."""
        return re.compile(county_pattern(self.counties))

    @cached_property
    def zones(self) -> re.Pattern[str]:
        """Matches the zone that a county has, by the county's short name alone: 石门经开区."""
        shorts = {county.short: county.name for county in self.counties if len(county.short) >= 2 and county.short != self._city_short}
        return re.compile(f"(?<![一-龥])(?:{'|'.join(sorted(shorts, key=len, reverse=True)) or '(?!)'})(?={_ZONE.pattern})")

    def county(self, word: str) -> str | None:
        """Return the full name of the county that `word` names here, or None."""
        for county in self.counties:
            if county.name == word:
                return word
        if word == self._city_short:
            return None
        hits = [c.name for c in self.counties if abbreviates(word, c.name) or word in (c.short, was_county(c))]
        return hits[0] if len(hits) == 1 else None

    def county_in(self, words: str) -> str | None:
        """Return the full name of the one county that the words of a cell name (某市城区, 某市某县), or None."""
        found = {county for m in self.pattern.finditer(words) if (county := self.county(m.group()))}
        return self.county(words) or (next(iter(found)) if len(found) == 1 else None)

    def county_of_reach(self, name: str) -> str | None:
        """Return the full name of the county that the reach of a water is named by (柏江翁源段), or None."""
        m = _REACH.search(name)
        return next((county for n in range(4, 1, -1) if m and len(m["where"]) >= n and (county := self.county(m["where"][-n:]))), None)

    def county_before(self, name: str, *, firm: bool) -> str | None:
        """Return the full name of the county whose short name a place's name opens with: 右玉永昌建材公司.

        A short name of two characters says so of firms and before a town or a zone only (青山, 新城 and 东河 stand in many names), and
        a brand's branch lies anywhere.
        """
        if name.endswith("分厂") or (self._city_short and name.startswith(self._city_short)):
            return None
        for county in self.counties:
            short = county.short
            opens = len(short) < len(name) - 2 and name.startswith(short) and name[len(short)] != "市"
            own = county.adcode == self.division.adcode  # in a county's own paper what is called by it lies there
            if opens and (firm or own or len(short) > 2 or _TOWN.match(name, len(short)) or _ZONE.match(name, len(short))):
                return county.name
        return None




def _counties_named(text: str) -> Counter[str]:
    """Return how often a text names each county whose full name no other county has, by its code."""
    found: Counter[str] = Counter()
    for m in re.finditer(r"(?=([一-龥]{2,9}?(?:县|市|区|旗)))", text):
        for length in range(3, len(m[1]) + 1):
            if county := county_called(m[1][:length]):
                found[county.adcode] += 1
    return found


def _of_counties(text: str) -> Division | None:
    """Return what a text without a city is about: the city of which it names at least two counties, else the county that it names most."""
    counts = _counties_named(text)
    cities = Counter(f"{code[:4]}00" for code in counts if divisions()[code].city)
    best = max(cities, key=lambda code: cities[code], default="")
    if cities[best] >= 2:
        return divisions().get(best)
    ranked = counts.most_common(2)
    if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return divisions()[ranked[0][0]]
    return None


_OF_A_PROVINCE = 3
"""Cities whose counties a text names from which on its title's province is what it is about, and no one of them."""


def _cities_of(province: Division, text: str) -> set[str]:
    """Return the cities of a province that a text names, or a county of which."""
    counties = {f"{code[:4]}00" for code in _counties_named(text) if code[:2] == province.adcode[:2]}
    return counties | {city.adcode for city in cities_in(text) if city.adcode[:2] == province.adcode[:2]}


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
    provinces = [d for d in divisions().values() if d.level == "province" and d.name in title]
    if len(provinces) == 1 and len(_cities_of(provinces[0], text[:30000])) >= _OF_A_PROVINCE:
        return Region(provinces[0])
    counts = Counter({city.name: text[:30000].count(city.name) for city in cities_in(text[:30000])})
    if counts:
        best = counts.most_common(1)[0][0]
        return Region(next(city for city in cities_in(text[:30000]) if city.name == best))
    told = _of_counties(text[:30000])
    if told and (told.level == "city" or not provinces):
        return Region(told)
    return Region(provinces[0]) if provinces else None
