"""The gazetteer: counties, townships and zones by name or by point; a name counts only inside the region that the asker knows."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from importlib import resources
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geomon import crs

_SUFFIX = re.compile(r"(?<=..)(?:[一-鿿]{1,6}族)*(?:自治县|自治旗|矿区|新区|林区|特区|县|区|市|旗)$")
_OWNER = re.compile(r"^.+?(?:开发区|市|县|区|旗)(?=.{2,}(?:镇|乡|街道|苏木)$)")


@dataclasses.dataclass(frozen=True, slots=True)
class City:
    """A prefecture-level division (or a municipality)."""

    adcode: str
    name: str
    province: str


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class County:
    """A county-level division.

    Attributes
    ----------
    lon, lat : a point inside it, degrees, CGCS2000: for grouping and zooming, never drawn as a place.
    radius_m : from that point to the farthest point of the boundary.
    geometry : polygon, EPSG:4490.
    """

    adcode: str
    name: str
    city: str
    city_adcode: str
    province: str
    lon: float
    lat: float
    radius_m: float
    geometry: shapely.Geometry

    @property
    def anchor(self) -> tuple[float, float]:
        """Longitude and latitude of the point inside it."""
        return self.lon, self.lat


@dataclasses.dataclass(frozen=True, slots=True)
class Township:
    """A township-level division, known by its rectangle.

    Attributes
    ----------
    adcode : of the county that holds the rectangle's centre.
    lon, lat : the centre, degrees.
    accuracy_m : half the rectangle's diagonal.
    box : west, south, east, north in degrees.
    """

    name: str
    adcode: str
    lon: float
    lat: float
    accuracy_m: float
    box: tuple[float, float, float, float]


@dataclasses.dataclass(frozen=True, slots=True)
class Zone:
    """A development zone that documents treat like a county; `host` is the county that it lies in, "" where there is no single one."""

    name: str
    city: str
    host: str


class Gazetteer:
    """Places by name and by point; read-only, so threads may share it.

    Wherever `near` is asked for, it is what the asker knows of the region: an adcode of province, city or county, or a city's name.
    Equal names are decided by it, and a county's code means its whole city.
    """

    def __init__(self, cities: pd.DataFrame, counties: pd.DataFrame, townships: pd.DataFrame) -> None:
        self._cities = {code: City(code, name, province) for code, name, province in _rows(cities, "adcode", "name", "province")}
        self._city_by_name: dict[str, City] = {}
        for city in self._cities.values():
            self._city_by_name.setdefault(city.name, city)
            self._city_by_name.setdefault(re.sub(r"(市|盟|地区)$", "", city.name), city)
        self._codes: list[str] = counties["adcode"].tolist()
        self._shapes = shapely.from_wkb(counties["wkb"].to_list())
        columns = ("adcode", "name", "city", "city_adcode", "province", "lon", "lat", "radius_m")
        self._counties = {row[0]: County(*row) for row in _rows(counties.assign(shape=self._shapes), *columns, "shape")}
        raw = tomllib.loads(resources.files("geomon.places").joinpath("aliases.toml").read_text(encoding="utf-8"))
        self._aliases: dict[str, str] = raw["counties"]
        self._zones = [Zone(name, zone["city"], zone["host"]) for name, zone in raw["zones"].items()]
        self._names: dict[str, list[str]] = {}
        for county in self._counties.values():
            self._names.setdefault(county.name, []).append(county.adcode)
        for county in self._counties.values():
            short = short_name(county.name)
            if short != county.name and county.adcode not in self._names.get(short, ()):
                self._names.setdefault(short, []).append(county.adcode)
        self._towns = townships
        self._town_codes = townships["adcode"].to_numpy(dtype="U6")
        self._towns_near: dict[str, tuple[dict[str, list[Township]], re.Pattern[str]]] = {}
        self._counties_near: dict[str, tuple[dict[str, str], re.Pattern[str]]] = {}

    # ---- regions

    def city(self, name: str) -> City | None:
        """Return the city of an adcode, a full name or a short name (乌海市, 乌海, 150300, 150302); None when there is none."""
        if name.isdigit():
            return next((self._cities[c] for c in (f"{name[:4]}00", name, f"{name[:2]}0000") if c in self._cities), None)
        return self._city_by_name.get(name)

    def city_in(self, text: str) -> City | None:
        """Return the first city that `text` names in full, as a document's title does; None when there is none."""
        found = [(text.find(city.name), -len(city.name), city.adcode) for city in self._cities.values() if city.name in text]
        return self._cities[min(found)[2]] if found else None

    def prefix(self, near: str | None) -> str:
        """Return the leading digits of the codes in the region that `near` means; "" for None and for an unknown name."""
        if not near:
            return ""
        if not near.isdigit():
            city = self.city(near)
            if city is None:
                return ""
            near = city.adcode
        return near[:2] if near.endswith("0000") or len(near) < 4 else near if near[2:4] == "90" else near[:4]

    # ---- counties

    def by_adcode(self, adcode: str) -> County | None:
        """Return the county of a six-digit code."""
        return self._counties.get(adcode)

    def county(self, name: str, near: str | None = None) -> County | None:
        """Return the county of a full name, a short one or an alias in use; None for none, and for several that `near` does not decide."""
        prefix = self.prefix(near)
        codes = [self._aliases[name]] if name in self._aliases and (prefix or name not in self._names) else []
        codes += self._names.get(name, [])
        codes = list(dict.fromkeys(code for code in codes if code.startswith(prefix)))
        return self._counties[codes[0]] if len(codes) == 1 else None

    def counties_of(self, near: str) -> tuple[County, ...]:
        """Return the counties of a province, city or county code, by code; a county's code gives itself."""
        if near.isdigit() and near in self._counties:
            return (self._counties[near],)
        prefix = self.prefix(near)
        return tuple(self._counties[code] for code in self._codes if code.startswith(prefix)) if prefix else ()

    def find_counties(self, text: str, near: str) -> tuple[County, ...]:
        """Return the counties of the region that running text names, in order of first mention."""
        prefix = self.prefix(near)
        if not prefix or not text:
            return ()
        if prefix not in self._counties_near:
            names = {county.name: county.adcode for county in self._counties.values() if county.adcode.startswith(prefix)}
            names |= {short: code for name, code in names.items() if len(short := short_name(name)) > 2}
            names |= {alias: code for alias, code in self._aliases.items() if code.startswith(prefix)}
            self._counties_near[prefix] = names, _any_of(names)
        names, pattern = self._counties_near[prefix]
        return tuple(self._counties[code] for code in dict.fromkeys(names[found] for found in pattern.findall(text)))

    def county_at(self, lon: float, lat: float) -> County | None:
        """Return the county that holds a point, in degrees (CGCS2000); None outside them all."""
        found = self._tree.query(shapely.Point(lon, lat), predicate="intersects")
        return self._counties[self._codes[int(found.min())]] if len(found) else None

    def counties_at(self, lon: crs.Floats, lat: crs.Floats) -> npt.NDArray[np.str_]:
        """Return the county codes of many points at once; "" outside them all."""
        codes = np.full(len(lon), "", dtype="U6")
        point, county = self._tree.query(shapely.points(lon, lat), predicate="intersects")
        codes[point[::-1]] = np.array(self._codes, dtype="U6")[county[::-1]]
        return codes

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._shapes)

    def zone(self, name: str, near: str | None = None) -> Zone | None:
        """Return the zone of a name (a longer name that ends with it is the same zone); None when there is none in the region."""
        prefix = self.prefix(near)
        return next((z for z in self._zones if z.city.startswith(prefix) and (name == z.name or name.endswith(z.name))), None)

    # ---- townships

    def township(self, name: str, near: str) -> Township | None:
        """Return the township of a name inside a county (six-digit code) or a city; None when there is none, or several."""
        found = self._townships(near)[0].get(name, [])
        return found[0] if len(found) == 1 else None

    def townships_of(self, codes: Collection[str]) -> pd.DataFrame:
        """Return the townships of counties (six-digit codes): name, lon, lat of their middle in degrees."""
        return self._towns.loc[np.isin(self._town_codes, list(codes)), ["name", "lon", "lat"]].reset_index(drop=True)

    def find_townships(self, text: str, near: str) -> tuple[Township, ...]:
        """Return the townships that running text names, in order of first mention; only those that the region makes unique."""
        names, pattern = self._townships(near)
        found = dict.fromkeys(pattern.findall(text)) if names and text else {}
        return tuple(names[name][0] for name in found if len(names[name]) == 1)

    def _townships(self, near: str) -> tuple[dict[str, list[Township]], re.Pattern[str]]:
        """Return the townships of a region by name, and the pattern of their names; a six-digit county code means that county alone."""
        prefix = near if near in self._counties else self.prefix(near)
        if prefix not in self._towns_near:
            names: dict[str, list[Township]] = {}
            if prefix:
                low, high = np.searchsorted(self._town_codes, [prefix, prefix + ":"])
                columns = ("name", "adcode", "lon", "lat", "accuracy_m", "west", "south", "east", "north")
                for name, code, lon, lat, accuracy_m, *box in _rows(self._towns.iloc[int(low):int(high)], *columns):
                    town = Township(name, code, lon, lat, accuracy_m, (box[0], box[1], box[2], box[3]))
                    for spelling in {name, _OWNER.sub("", name)}:
                        names.setdefault(spelling, []).append(town)
            self._towns_near[prefix] = names, _any_of(names)
        return self._towns_near[prefix]

    # ---- for maps

    def frame(self, adcodes: Sequence[str]) -> gpd.GeoDataFrame:
        """Return counties as a frame: adcode, name, city, city_adcode, province, geometry (EPSG:4490)."""
        counties = [self._counties[code] for code in adcodes if code in self._counties]
        columns = ("adcode", "name", "city", "city_adcode", "province", "lon", "lat")
        rows = {column: [getattr(county, column) for county in counties] for column in columns}
        return gpd.GeoDataFrame(rows, geometry=[county.geometry for county in counties], crs=crs.CGCS2000)

    def neighbours(self, adcodes: Sequence[str], km: float = 60.0) -> tuple[str, ...]:
        """Return the codes of the other counties within `km` of the bounding rectangles of these, by code."""
        own = set(adcodes)
        shapes = [self._counties[code].geometry for code in own if code in self._counties]
        if not shapes:
            return ()
        boxes = shapely.bounds(shapes)
        dy = km / 111.0
        dx = dy / np.cos(np.radians(np.clip(boxes[:, [1, 3]].mean(axis=1), -85, 85)))
        wide = shapely.box(boxes[:, 0] - dx, boxes[:, 1] - dy, boxes[:, 2] + dx, boxes[:, 3] + dy)
        found = np.unique(self._tree.query(wide, predicate="intersects")[1])
        return tuple(code for code in (self._codes[int(n)] for n in found) if code not in own)


def short_name(name: str) -> str:
    """Return a county's name without its kind (海勃湾区 -> 海勃湾, 白云鄂博矿区 -> 白云鄂博); two letters stay at least."""
    return _SUFFIX.sub("", name)


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds any of the names, the longest first; one that finds nothing for none."""
    return re.compile("|".join(map(re.escape, sorted(names, key=lambda n: (-len(n), n)))) or r"(?!)")


def _rows(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, ...]]:
    return zip(*(frame[column].tolist() for column in columns), strict=True)
