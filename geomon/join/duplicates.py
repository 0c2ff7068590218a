"""Sites that may be one and the same, proposed by distance, kind and name; a person decides."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz

from geomon import crs
from geomon.join.names import core, each_of, fold, is_contained, is_kind, numbered, numbers, stem

NEAR_M = 1000.0
"""Sites farther apart than this, beyond what both may be off, are not the same whatever they are called."""
FAR_M = 10_000.0
"""A place known worse than this tells nothing of nearness."""
LEAST = 0.6
"""Score from which a pair is proposed; two equal names of one kind in one county reach it without any place."""
_WEIGHTS = {"name": 0.55, "near": 0.30, "kind": 0.15}
_ALIKE = 80.0


@dataclasses.dataclass(frozen=True, slots=True)
class Duplicate:
    """Two sites that may be one.

    Attributes
    ----------
    a, b : their ids, a before b.
    score : 0 to 1: names count 55, nearness 30, kind 15 parts of 100.
    metres : between their points; None where one of them has none of its own.
    why, why_en : each reason in words, in the order name, place, kind.
    """

    a: str
    b: str
    score: float
    metres: float | None
    why: tuple[str, ...]
    why_en: tuple[str, ...]


def duplicates(sites: pd.DataFrame, aliases: Mapping[str, Sequence[str]], regions: Iterable[str] = (),
               least: float = LEAST) -> list[Duplicate]:
    """Return the pairs of sites that may be one, the surest first.

    Parameters
    ----------
    sites : columns id, name, layer, county, lon, lat, method, accuracy_m, as `Situation.sites`.
    aliases : other names of a site by its id.
    regions : names of provinces, cities and counties that may stand before a name, longest first.

    Notes
    -----
    Two names that differ in a number, or in 东 and 西, are never one place (`names.numbers`); neither are equal words for a kind
    (污水处理厂) in different counties. Candidates come from a tree over the points and from equal stems of names, so that the work grows
    with the number of neighbours, not with the square of the number of sites.
    """
    rows: list[dict[str, Any]] = sites.to_dict("records")  # type: ignore[assignment]
    known = [_Known.of(row, aliases.get(row["id"], ()), tuple(regions)) for row in rows]
    pairs = _near(known) | _alike(known)
    found = [one for a, b in sorted(pairs) if (one := _judge(known[a], known[b])) and one.score >= least]
    return sorted(found, key=lambda one: (-one.score, one.a, one.b))


@dataclasses.dataclass(frozen=True, slots=True)
class _Known:
    """A site as it is compared; `off` is how far its own point may be off, infinite where it has none of its own."""

    id: str
    layer: str
    county: str
    lon: float
    lat: float
    off: float
    names: tuple[str, ...]
    cores: tuple[str, ...]

    @classmethod
    def of(cls, row: Mapping[str, Any], aliases: Sequence[str], regions: tuple[str, ...]) -> _Known:
        names = tuple(dict.fromkeys(fold(numbered(name)) for name in (row["name"], *aliases) if name))
        placed = row["method"] not in ("county", "none") and row["lon"] == row["lon"]
        off = float(row["accuracy_m"]) if row["accuracy_m"] == row["accuracy_m"] else NEAR_M
        return cls(row["id"], row["layer"], row["county"] or "", row["lon"], row["lat"], off if placed else float("inf"),
                   names, tuple(core(name, regions) for name in names))

    @property
    def placed(self) -> bool:
        """Whether its point says where it is."""
        return self.off <= FAR_M


def _near(known: Sequence[_Known]) -> set[tuple[int, int]]:
    """Return the pairs whose points may be one, by a tree on degrees; a little too many rather than too few."""
    rows = np.array([n for n, one in enumerate(known) if one.placed], dtype=int)
    if len(rows) < 2:
        return set()
    lat = np.array([known[n].lat for n in rows])
    lon = np.array([known[n].lon for n in rows]) * np.cos(np.radians(lat.mean()))
    points = np.asarray(shapely.points(lon, lat), dtype=np.object_)
    reach = np.array([min(known[n].off, NEAR_M) for n in rows])
    first, second = shapely.STRtree(points).query(points, predicate="dwithin", distance=(reach + NEAR_M + reach.max()) / 100_000.0)
    return {(min(a, b), max(a, b)) for a, b in zip(rows[first].tolist(), rows[second].tolist(), strict=True) if a != b}


def _alike(known: Sequence[_Known]) -> set[tuple[int, int]]:
    """Return the pairs of one county whose names have a stem in common, whatever is known of their places."""
    groups: dict[tuple[str, str], set[int]] = {}
    for n, one in enumerate(known):
        for name in one.cores:
            own = stem(name) if len(stem(name)) >= 2 else name
            groups.setdefault((one.county, own), set()).add(n)
    return {(a, b) for group in groups.values() if len(group) > 1 for a in group for b in group if a < b}


def _judge(a: _Known, b: _Known) -> Duplicate | None:
    """Return how likely two sites are one, None when they cannot be."""
    name, said, said_en = _names(a, b)
    metres = float(crs.distances_m(a.lon, a.lat, b.lon, b.lat)[0]) if a.placed and b.placed else None
    if not name or (a.county and b.county and a.county != b.county and (metres is None or metres > NEAR_M)):
        return None
    if metres is None:
        near, where, where_en = 0.5, "至少一处没有自己的点位", "one of them has no point of its own"
    else:
        reach = NEAR_M + min(a.off, FAR_M) + min(b.off, FAR_M)
        if metres > reach:
            return None
        near = 1.0 - metres / reach
        where = f"相距 {metres:,.0f} 米，误差合计 {a.off + b.off:,.0f} 米"
        where_en = f"{metres:,.0f} m apart, errors together {a.off + b.off:,.0f} m"
    same = a.layer == b.layer
    kind, kind_en = ("同一图层", "one layer") if same else ("图层不同", "different layers")
    score = _WEIGHTS["name"] * name + _WEIGHTS["near"] * near + _WEIGHTS["kind"] * (1.0 if same else 0.2)
    first, second = sorted((a.id, b.id))
    away = None if metres is None else round(metres, 1)
    return Duplicate(first, second, round(score, 3), away, (said, where, kind), (said_en, where_en, kind_en))


def _names(a: _Known, b: _Known) -> tuple[float, str, str]:
    """Return how alike the names are, 0 when they tell two places apart, with the reason."""
    best = (0.0, "", "")
    for x, bare_x in zip(a.names, a.cores, strict=True):
        for y, bare_y in zip(b.names, b.cores, strict=True):
            best = max(best, _name(x, bare_x, y, bare_y, same_county=a.county == b.county), key=lambda one: one[0])
    return best


def _name(x: str, bare_x: str, y: str, bare_y: str, *, same_county: bool) -> tuple[float, str, str]:
    if is_kind(bare_x) or is_kind(bare_y):
        return (0.6, "同为通名", "the same word for a kind") if x == y and same_county else (0.0, "", "")
    if x == y:
        return 1.0, "同名", "the same name"
    if y in each_of(x) or x in each_of(y):
        return 0.0, "", ""  # a part is not the whole
    if numbers(bare_x) != numbers(bare_y):
        return 0.0, "", ""
    if bare_x == bare_y:
        return 0.95, "去掉地名和公司后缀后同名", "the same name without region and company form"
    if is_contained(bare_x, bare_y) or is_contained(bare_y, bare_x):
        return 0.85, "名称相互包含", "one name holds the other"
    own, other = stem(bare_x), stem(bare_y)
    if len(own) >= 2 and own == other:
        return 0.75, f"只差通用词，专名“{own}”相同", f"only general words differ, {own!r} is the same"
    alike = fuzz.ratio(own, other)  # of the proper names: general words make any two mines look alike
    if min(len(own), len(other)) >= 3 and alike >= _ALIKE:
        return 0.7 * alike / 100.0, f"专名字面相似 {alike:.0f}%", f"{alike:.0f} % of the proper names' letters alike"
    return 0.0, "", ""
