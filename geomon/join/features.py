"""Find the layer feature that a mention means, with the reason in words and how sure it is."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal

import geopandas as gpd
from rapidfuzz import fuzz, process
from shapely.geometry.base import BaseGeometry

from geomon.codes import COLUMNS, find_codes
from geomon.crs import distance_m
from geomon.join.names import core, each_of, fold, is_contained, is_kind, numbered, numbers, owner_of, stem
from geomon.join.sounds import SHORTEST, chinese_sounds, is_latin, latin_sound
from geomon.places import Gazetteer

FUZZY_BAR = 90.0
"""Similarity (0 to 100) from which two cores of five letters or more may be one misspelt name, county and numbers agreeing."""
ONE_PLACE_M = 300.0
"""How far apart rows of one name and layer may lie and still be one place: the units of a plant have a row each."""
BESIDE_M = 1000.0
"""How far "west of X" may be from the point of X, beyond that point's own accuracy."""
TOLD = 0.97
"""How sure a tie is that a person confirmed: people err, too."""
_PROVINCE_KIND = re.compile(r"(省|市|维吾尔自治区|壮族自治区|回族自治区|自治区)$")


Kin = Literal["self", "other", "part", "beside"]


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Feature:
    """A row of a layer, ready to be compared; `names` and `parts` map folded spellings to their cores."""

    layer: str
    id: str
    name: str
    names: dict[str, str]
    parts: dict[str, str]
    prefix: str
    county: str
    row: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Layer and id, as matches and verdicts name it."""
        return f"{self.layer}/{self.id}"

    @property
    def located(self) -> bool:
        """Tell whether it has a place."""
        return not math.isnan(self.row["lon"])

    @property
    def accuracy_m(self) -> float | None:
        """The file's accuracy in metres; None where it says nothing."""
        value = float(self.row["accuracy_m"])
        return None if math.isnan(value) else value


@dataclasses.dataclass(frozen=True, slots=True)
class Hit:
    """A feature, why, and how sure (0 to 1).

    Attributes
    ----------
    kin : "self" is the place itself, "other" the same name on another layer (a works and its dump), "part" a place inside it, "beside"
        one next to it.
    beyond_m : how far off the feature's point may be beyond the feature's own accuracy.
    by : "code" when document and layer give the same one, else "name".
    """

    feature: Feature
    reason: str
    confidence: float
    kin: Kin = "self"
    beyond_m: float = 0.0
    by: Literal["name", "code"] = "name"

    @property
    def same(self) -> bool:
        """Whether two mentions of it on one layer are one place."""
        return self.kin in {"self", "other"}


def region_names(gazetteer: Gazetteer, near: str) -> tuple[str, ...]:
    """Return the names of a region that may stand before a place's name, the longest first."""
    names: set[str] = set()
    for county in gazetteer.counties_of(gazetteer.prefix(near)):
        names |= {county.province, _PROVINCE_KIND.sub("", county.province)}
        names |= {county.city, re.sub(r"(市|盟|地区)$", "", county.city), county.name}
        short = county.name[:-1]
        names |= {short} if len(short) > 2 else set()
    return tuple(sorted(names - {""}, key=lambda n: (-len(n), n)))


def home_of(row: Mapping[str, Any], gazetteer: Gazetteer) -> tuple[str, str]:
    """Return the region's digits and the county's code of a row of a layer, by its columns or else its point; "" where not known."""
    city, county = gazetteer.city(row["city"]) if row["city"] else None, None
    if row["county"]:
        county = gazetteer.county(row["county"], city.adcode if city else None)
    elif city is None and not math.isnan(row["lon"]):
        county = gazetteer.county_at(row["lon"], row["lat"])
    near = county.city_adcode if county else city.adcode if city else ""
    return gazetteer.prefix(near), county.adcode if county else ""


class FeatureIndex:
    """All features, found by folded name; read-only after it is made."""

    def __init__(self, features: Mapping[str, gpd.GeoDataFrame], gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._regions: dict[str, tuple[str, ...]] = {}
        self._by_name: dict[str, list[Feature]] = {}
        self._by_core: dict[str, list[Feature]] = {}
        self._by_layer: dict[tuple[str, str], list[Feature]] = {}
        self._of_region: dict[tuple[str, str], list[tuple[str, Feature]]] = {}
        self._by_number: dict[str, list[Feature]] = {}
        self._by_member: dict[str, list[Feature]] = {}
        self._by_code: dict[str, list[Feature]] = {}
        self._by_sound: dict[tuple[str, tuple[str, ...]], list[Feature]] = {}
        self._by_id: dict[str, Feature] = {}
        for layer, frame in features.items():
            for row in frame.to_dict("records"):
                self.add(layer, row)

    def __iter__(self) -> Iterator[Feature]:
        return iter(self._by_id.values())

    def __contains__(self, key: str) -> bool:
        return key in self._by_id

    def __getitem__(self, key: str) -> Feature:
        """Return the feature of a key, "layer/id"."""
        return self._by_id[key]

    def regions(self, prefix: str) -> tuple[str, ...]:
        """Return `region_names` of a code prefix, kept."""
        if prefix not in self._regions:
            self._regions[prefix] = region_names(self._gazetteer, prefix) if prefix else ()
        return self._regions[prefix]

    def add(self, layer: str, row: Mapping[str, Any]) -> None:
        """Take in one row of a layer's frame; one without a name is passed over."""
        if not row.get("name"):
            return
        prefix, county = home_of(row, self._gazetteer)
        regions = self.regions(prefix)
        names = {fold(n): core(n, regions) for n in (row["name"], *row["aliases"].split("|")) if n}
        parts = {fold(n): core(n, regions) for n in row["parts"].split("|") if n}
        feature = Feature(layer, str(row["id"]), row["name"], names, parts, prefix, county, row)
        self._by_id[feature.key] = feature
        for spelling, bare in (*names.items(), *parts.items()):
            self._by_name.setdefault(spelling, []).append(feature)
            self._by_core.setdefault(bare, []).append(feature)
        self._by_layer.setdefault((layer, prefix), []).append(feature)
        spellings = [name for name in (row["name"], *row["aliases"].split("|")) if name]
        for name in spellings if all(map(is_latin, spellings)) else ():
            if len((sound := latin_sound(name, regions))[0]) >= SHORTEST:
                self._by_sound.setdefault(sound, []).append(feature)
        for spelling in {fold(numbered(n)) for n in (row["name"], *row["aliases"].split("|")) if n}:
            for key in {spelling, core(spelling, regions)}:
                self._by_number.setdefault(key, []).append(feature)
                for member in each_of(key):
                    self._by_member.setdefault(member, []).append(feature)
        for code in codes_of_row(row):
            self._by_code.setdefault(code, []).append(feature)

    def find(self, name: str, layer: str, prefix: str, county: str, codes: Sequence[str] = ()) -> Hit | None:
        """Return the feature that a name means; None when there is none, or several without a way to tell.

        Parameters
        ----------
        prefix : leading digits of the document's region; "" when unknown, then only equal names that are unique count.
        county : six-digit code that the text itself gives for the place; "" when it gives none.
        codes : that the document gives beside the name, as `geomon.codes.find_codes` yields them; they win over any spelling.
        """
        if hit := self._of_code(codes, layer):
            return hit
        spelled = fold(name)
        bare = core(name, self.regions(prefix))
        hit = self._equal(spelled, bare, layer, prefix, county)
        if hit is None and prefix:
            hit = (self._numbered(name, layer, prefix, county) or self._contained(bare, layer, prefix, county)
                   or self._of_owner(spelled, layer, prefix, county) or self._elided(bare, layer, prefix, county)
                   or self._similar(bare, layer, prefix, county) or self._beside(spelled, layer, prefix, county)
                   or self._sounding(bare, layer, prefix, county))
        return hit

    def told(self, key: str, layer: str) -> Hit | None:
        """Return the feature that a person tied a mention of a layer to; None when it is in no layer any more."""
        feature = self._by_id.get(key)
        if feature is None:
            return None
        kin: Kin = "self" if feature.layer == layer else "other"
        return Hit(feature, f"经核对即要素“{feature.name}”", TOLD, kin, 0.0 if kin == "self" else BESIDE_M / 2)

    def _of_code(self, codes: Sequence[str], layer: str) -> Hit | None:
        """Find the feature of a code; of several with it, the one on the mention's own layer."""
        for code in codes:
            pool = self._by_code.get(code, [])
            own = [f for f in pool if f.layer == layer] or pool
            if len({(f.layer, f.id) for f in own}) == 1:
                return Hit(own[0], f"编码“{code}”与要素“{own[0].name}”相同", 0.98, by="code")
        return None

    def _numbered(self, name: str, layer: str, prefix: str, county: str) -> Hit | None:
        """Find a feature whose numbers are written in another way, one of a feature of several, or the first of several."""
        spelled = fold(numbered(name))
        bare = core(spelled, self.regions(prefix))
        if is_kind(bare) and not county:
            return None
        if feature := self._only(self._by_number, (spelled, bare), layer, prefix, county):
            return Hit(feature, f"编号写法归一后与要素“{feature.name}”同名", 0.9)
        if feature := self._only(self._by_member, (spelled, bare), layer, prefix, county):
            return Hit(feature, f"是要素“{feature.name}”之一{_point(feature)}", 0.75, "part")
        every = [self._only(self._by_number, (one, core(one, self.regions(prefix))), layer, prefix, county) for one in each_of(spelled)]
        found = [feature for feature in every if feature]
        if not found or len(found) != len(every):
            return None
        first = next((feature for feature in found if feature.located), found[0])
        return Hit(first, f"包括要素{'、'.join(f'“{feature.name}”' for feature in found)}{_point(first)}", 0.6, "part", BESIDE_M)

    def _only(self, table: Mapping[str, list[Feature]], keys: Sequence[str], layer: str, prefix: str, county: str) -> Feature | None:
        """Return the one feature of the layer under the first key that has any in the region."""
        for key in keys:
            pool = {f.id: f for f in table.get(key, ()) if f.layer == layer and _agrees(f, prefix, county)}
            if pool:
                return next(iter(pool.values())) if len(pool) == 1 else None
        return None

    def _elided(self, bare: str, layer: str, prefix: str, county: str) -> Hit | None:
        """Find the feature of which only neutral words differ, on both sides (恒泰煤业, 恒泰露天煤矿), where the county is the same."""
        own = stem(bare)
        if not county or len(own) < 2 or is_kind(bare) or own in self.regions(prefix):
            return None
        pool = {f.id: f for c, f in self._near(layer, prefix)
                if f.county == county and stem(c) == own and numbers(c) == numbers(bare)}
        if len(pool) != 1:
            return None
        feature = next(iter(pool.values()))
        return Hit(feature, f"与同县区要素“{feature.name}”只差通用词，专名“{own}”相同", 0.65)

    def _of_owner(self, spelled: str, layer: str, prefix: str, county: str) -> Hit | None:
        """Find the feature of a name that has its company before it (X 公司东露天矿)."""
        own = re.sub(r"^.{2,}?(?:公司|集团)(?=.{3})", "", spelled)
        own = re.sub(r"^.*公司(?=.{3})", "", own)
        hit = self._equal(own, own, layer, prefix, county) if own != spelled and not is_kind(own) else None
        if hit is None or hit.kin != "self":
            return None
        return dataclasses.replace(hit, reason=f"去掉所属企业后，{hit.reason}", confidence=hit.confidence - 0.2)

    def _beside(self, spelled: str, layer: str, prefix: str, county: str) -> Hit | None:
        owner = owner_of(spelled)
        hit = self._equal(owner, core(owner, self.regions(prefix)), layer, prefix, county) if owner else None
        if hit is None:
            return None
        return Hit(hit.feature, f"在“{hit.feature.name}”旁{_point(hit.feature)}", min(0.6, hit.confidence), "beside", BESIDE_M)

    def _equal(self, spelled: str, bare: str, layer: str, prefix: str, county: str) -> Hit | None:
        for spelling, found, sure in ((spelled, self._by_name, 0.0), (bare, self._by_core, 0.1)):
            agreeing = [f for f in found.get(spelling, ()) if _agrees(f, prefix, county)]
            if sure and is_kind(spelling) and not county:
                agreeing = []
            for same_layer in (True, False):
                pool = [f for f in agreeing if (f.layer == layer) is same_layer]
                if not same_layer and (is_kind(spelling) or not prefix):
                    continue
                feature = _one_place(pool)
                if feature is None:
                    continue
                whole = spelling in (feature.names if not sure else feature.names.values())
                words = "同名" if not sure else "去掉地名和公司后缀后同名"
                if not whole:
                    return Hit(feature, f"属于要素“{feature.name}”{_point(feature)}", 0.8 - sure, "part")
                if not same_layer:
                    return Hit(feature, f"与另一图层的要素“{feature.name}”{words}{_point(feature)}", 0.7 - sure, "other", BESIDE_M / 2)
                return Hit(feature, f"与要素“{feature.name}”{words}", 0.95 - sure)
        return None

    def _contained(self, bare: str, layer: str, prefix: str, county: str) -> Hit | None:
        close = [(c, f) for c, f in self._near(layer, prefix) if c in bare or bare in c]
        found = [f for c, f in close if (is_contained(c, bare) or is_contained(bare, c)) and _agrees(f, prefix, county)]
        one = _one_place(found)
        return Hit(one, f"名称与要素“{one.name}”相互包含，同一地区", 0.7) if one else None

    def _similar(self, bare: str, layer: str, prefix: str, county: str) -> Hit | None:
        if not county or len(bare) < 5:
            return None
        own = numbers(bare)
        pool = [(c, f) for c, f in self._near(layer, prefix) if f.county == county and numbers(c) == own]
        close = process.extract(bare, [c for c, _ in pool], scorer=fuzz.ratio, score_cutoff=FUZZY_BAR, limit=None)
        features = {pool[n][1].id: (pool[n][1], score) for _, score, n in reversed(close)}
        if len(features) != 1:
            return None
        feature, score = next(iter(features.values()))
        return Hit(feature, f"与同县区要素“{feature.name}”字面相似 {score:.0f}%", 0.6)

    def _sounding(self, bare: str, layer: str, prefix: str, county: str) -> Hit | None:
        """Find the feature whose source gives only a name in Latin letters, when it sounds the same."""
        for letters, told, part in chinese_sounds(bare):
            pool = [f for f in self._by_sound.get((letters, told), ()) if f.layer == layer and _agrees(f, prefix, county)]
            if one := _one_place(pool):
                words = f"来源只有外文名的“{one.name}”"
                if part:
                    return Hit(one, f"读音上是{words}的一部分{_point(one)}，待核", 0.5, "part", BESIDE_M)
                return Hit(one, f"与{words}读音相同，待核", 0.6)
        return None

    def _near(self, layer: str, prefix: str) -> list[tuple[str, Feature]]:
        """Return the cores of a layer's features in a region, each with its feature."""
        if (layer, prefix) not in self._of_region:  # a country has a thousand pairs of layer and city
            self._of_region[layer, prefix] = [(c, f) for (of, where), features in self._by_layer.items()
                                              if of == layer and where.startswith(prefix) for f in features for c in f.names.values()]
        return self._of_region[layer, prefix]


def _one_place(pool: Sequence[Feature]) -> Feature | None:
    """Return the one feature of a pool, or the first of several rows of one name and layer that lie at one place: units of one plant."""
    every = list({(f.layer, f.id): f for f in pool}.values())
    if len(every) < 2:
        return every[0] if every else None
    first = every[0]
    alike = all(f.layer == first.layer and fold(f.name) == fold(first.name) and f.located for f in every)
    if not alike:
        return None
    here = float(first.row["lon"]), float(first.row["lat"])
    near = all(distance_m(here, (float(f.row["lon"]), float(f.row["lat"]))) <= ONE_PLACE_M for f in every)
    return first if near else None


def _agrees(feature: Feature, prefix: str, county: str) -> bool:
    """Tell whether a feature lies in the region, and in the county where both say one."""
    if prefix and not feature.prefix.startswith(prefix[:len(feature.prefix)] if feature.prefix else "\0"):
        return False
    return not (county and feature.county and feature.county != county)


def codes_of_row(row: Mapping[str, Any]) -> Iterable[str]:
    """Return the codes in a row's columns that name one thing in the whole country, as `find_codes` yields them."""
    for column in COLUMNS:
        value = row.get(column)
        if isinstance(value, str):
            yield from (code for _, _, code, _ in find_codes(value))


def _point(feature: Feature) -> str:
    return "，取其点位" if feature.located else ""


def geometry_of(feature: Feature) -> BaseGeometry | None:
    """Return a feature's geometry where it is more than a point."""
    shape: BaseGeometry | None = feature.row["geometry"]
    return None if shape is None or shape.geom_type == "Point" else shape
