"""What do two columns of numbers mean? Every reading that is possible in China is placed on the map and weighed by evidence.

Readings: CGCS2000 in degrees, the same with axes swapped or packed as degrees-minutes-seconds, Gauss-Kruger zones of three and six
degrees with or without the zone's number before the easting, Web Mercator, and the shifted degrees of public web maps. Evidence: the
county that a row claims, the boundary that the asker works in, sites whose position is known, words. A person confirms; nothing is
decided that the evidence leaves open. Codes of the zones: GB/T 24356 and the EPSG register (4491 to 4554).
"""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyproj
import shapely

from geomon import crs
from geomon.crs import Floats

Place = Callable[[Floats, Floats], tuple[Floats, Floats]]

_WEST, _SOUTH, _EAST, _NORTH = 73.0, 3.0, 136.0, 54.5
DECIDED = 0.85
_WORDS = (
    ("GCJ-02", re.compile(r"gcj|火星|高德|腾讯|\bamap\b|gaode|tencent", re.IGNORECASE)),
    ("BD-09", re.compile(r"bd[-_ ]?09|百度|baidu", re.IGNORECASE)),
    ("degrees", re.compile(r"cgcs|国家2000|2000国家|大地2000|wgs|\bgps|天地图|4490|4326", re.IGNORECASE)),
)
_OLD = re.compile(
    r"西安\s*_?(?:19)?80|xi'?an[\s_]*(?:19)?80|(?:19)?80\s*(?:年)?\s*西安|(?:19)?80\s*(?:坐标系|系)"
    r"|北京\s*_?(?:19)?54|beijing[\s_]*(?:19)?54|(?:19)?54\s*(?:年)?\s*北京|(?:19)?54\s*(?:坐标系|系)",
    re.IGNORECASE,
)
_ZONE_WORDS = re.compile(
    r"(?:带号\s*[=:：]?\s*|第\s*)(\d{2})\s*(?:带|$|\b)|zone[\s_]*(\d{2})|(?:CM|中央(?:经线|子午线))[\s_=:：]*(\d{2,3})", re.IGNORECASE
)


@dataclasses.dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of the numbers.

    Attributes
    ----------
    crs : "EPSG:4490", "EPSG:4528", …, "GCJ-02" or "BD-09".
    swapped : the second number is the longitude or the easting.
    packed : degrees are written as d.mmss or dmmss.
    score : share of belief among all candidates, 0 to 1.
    shift_m : how far this reading puts the places from where the best one does (median).
    lon, lat : of the first place, CGCS2000 degrees.
    """

    crs: str
    title: str
    swapped: bool = False
    packed: bool = False
    score: float = 0.0
    shift_m: float = 0.0
    lon: float = 0.0
    lat: float = 0.0
    reasons: tuple[str, ...] = ()

    def to_degrees(self, x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return CGCS2000 degrees of numbers read this way."""
        a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if self.swapped:
            a, b = b, a
        if self.packed:
            a, b = unpack_dms(a), unpack_dms(b)
        if self.crs in ("GCJ-02", "BD-09", "EPSG:4490"):
            return crs.to_cgcs2000(a, b, self.crs)
        lon, lat = _transformer(self.crs).transform(a, b)
        return np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """What is known besides the numbers; all of it optional.

    Attributes
    ----------
    inside : whether points (degrees) lie in any county.
    claims : by row, the area that the row says it lies in, or None.
    region : the area that the asker works in.
    known : (row, longitude, latitude, accuracy in metres) of sites of the same name.
    words : headers, titles and names, as one text.
    angles : the numbers were written with degree signs, or with words for east and north.
    """

    inside: Callable[[Floats, Floats], npt.NDArray[np.bool_]] | None = None
    claims: Sequence[shapely.Geometry | None] = ()
    region: shapely.Geometry | None = None
    known: Sequence[tuple[int, float, float, float]] = ()
    words: str = ""
    angles: bool = False


def names_old_datum(words: str) -> str:
    """Return the words that name Xi'an 1980 or Beijing 1954, "" when there are none."""
    found = _OLD.search(words)
    return found[0] if found else ""


def unpack_dms(value: npt.ArrayLike) -> Floats:
    """Return degrees of values packed as d.mmss (106.3052) or as dmmss and dmmss.ss (1063052.5)."""
    v = np.asarray(value, dtype=np.float64)
    v = np.where(np.abs(v) >= 1000.0, v / 10_000.0, v)
    degrees = np.floor(v + 1e-9)
    rest = (v - degrees) * 100.0
    minutes = np.floor(rest + 1e-7)
    seconds = (rest - minutes) * 100.0
    return degrees + minutes / 60.0 + np.maximum(seconds, 0.0) / 3600.0


def is_packed(value: npt.ArrayLike) -> bool:
    """Return whether every value can be packed degrees: minutes and seconds below 60, and not all of them zero."""
    v = np.abs(np.asarray(value, dtype=np.float64))
    v = np.where(v >= 1000.0, v / 10_000.0, v)
    rest = (v - np.floor(v + 1e-9)) * 100.0
    minutes = np.floor(rest + 1e-7)
    seconds = (rest - minutes) * 100.0
    return bool(len(v)) and bool((minutes < 60).all() and (seconds < 60.0005).all() and (rest > 1e-6).any())


def candidates(x: npt.ArrayLike, y: npt.ArrayLike, evidence: Evidence | None = None) -> tuple[Candidate, ...]:
    """Return the readings that put most of the places in China, best first; the first is decided when its score reaches `DECIDED`."""
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    evidence = evidence or Evidence()
    weighed = []
    for candidate, prior in _possible(a, b):
        if evidence.angles and (candidate.packed or candidate.swapped or candidate.crs == "EPSG:3857"):
            continue
        with np.errstate(all="ignore"):
            lon, lat = candidate.to_degrees(a, b)
        here = (lon > _WEST) & (lon < _EAST) & (lat > _SOUTH) & (lat < _NORTH)
        if len(lon) == 0 or here.mean() < 0.8:
            continue
        weight, reasons = weigh(candidate, lon, lat, evidence)
        weighed.append((prior + weight + _zone_fit(candidate, lon), candidate, lon, lat, reasons))
    if not weighed:
        return ()
    weighed.sort(key=lambda one: -one[0])
    total = sum(math.exp(one[0] - weighed[0][0]) for one in weighed)
    best_lon, best_lat = weighed[0][2], weighed[0][3]
    out = []
    for weight, candidate, lon, lat, reasons in weighed[:8]:
        shift = float(np.median(crs.distances_m(lon, lat, best_lon, best_lat)))
        out.append(
            dataclasses.replace(
                candidate,
                score=math.exp(weight - weighed[0][0]) / total,
                shift_m=shift,
                lon=float(lon[0]),
                lat=float(lat[0]),
                reasons=tuple(reasons),
            )
        )
    return tuple(out)


def declared(code: str, x: npt.ArrayLike, y: npt.ArrayLike, evidence: Evidence) -> tuple[float, list[str]]:
    """Return the weight of evidence for what a file declares, in the measure of `candidates`, with its reasons."""
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    lon, lat = crs.declared_degrees(code, a, b)
    return weigh(Candidate("EPSG:4490", code), lon, lat, evidence)


# ---- which readings are possible ------------------------------------------------------------------------------------


def _possible(x: Floats, y: Floats) -> list[tuple[Candidate, float]]:
    found: list[tuple[Candidate, float]] = []
    for swapped, a, b in ((False, x, y), (True, y, x)):
        big_a, big_b = float(np.median(np.abs(a))) if len(a) else 0.0, float(np.median(np.abs(b))) if len(b) else 0.0
        if big_a <= 180.0 and big_b <= 90.0:
            cost = -1.5 if swapped else 0.0
            found += [
                (Candidate("EPSG:4490", "CGCS2000, degrees", swapped), cost),
                (Candidate("GCJ-02", "GCJ-02 (Gaode, Tencent)", swapped), cost - 3.0),
                (Candidate("BD-09", "BD-09 (Baidu)", swapped), cost - 3.4),
            ]
        if _packable(a, b):
            sure = 1.9 * min(len(a), 12) if big_a < 1000 else 6.0
            found.append(
                (
                    Candidate("EPSG:4490", "CGCS2000, degrees-minutes-seconds packed in one number", swapped, packed=True),
                    (-1.5 if swapped else 0.0) - 4.0 + sure,
                )
            )
        if 1.5e6 < big_b < 6.2e6 and big_a > 1e5:
            found += [(candidate, prior - (0.3 if swapped else 0.0)) for candidate, prior in _zones(a, swapped=swapped)]
        if 8e6 < big_a < 1.52e7 and 3e5 < big_b < 7.5e6:
            found.append((Candidate("EPSG:3857", "Web Mercator", swapped), -1.0 if not swapped else -2.5))
    return found


def _packable(a: Floats, b: Floats) -> bool:
    whole = (a >= 1000.0) & (b >= 1000.0)
    if whole.any() and not whole.all():
        return False
    scale = 10_000.0 if whole.any() else 1.0
    in_range = bool(((a / scale > 70) & (a / scale < 137) & (b / scale > 2) & (b / scale < 55)).mean() > 0.95) if len(a) else False
    return in_range and is_packed(a) and is_packed(b)


def _zones(easting: Floats, *, swapped: bool) -> list[tuple[Candidate, float]]:
    middle = float(np.median(easting))
    if middle >= 1e6:
        zone = int(middle // 1_000_000)
        if 25 <= zone <= 45:
            return [
                (
                    Candidate(
                        f"EPSG:{4513 + zone - 25}", f"CGCS2000, 3-degree zone {zone} ({3 * zone}°E), number before the easting", swapped
                    ),
                    0.0,
                )
            ]
        if 13 <= zone <= 23:
            return [
                (
                    Candidate(
                        f"EPSG:{4491 + zone - 13}", f"CGCS2000, 6-degree zone {zone} ({6 * zone - 3}°E), number before the easting", swapped
                    ),
                    0.0,
                )
            ]
        return []
    if not 1e5 < middle < 9e5:
        return []
    three = [
        (
            Candidate(f"EPSG:{4534 + zone - 25}", f"CGCS2000, 3-degree zone {zone} ({3 * zone}°E), no number before the easting", swapped),
            0.0,
        )
        for zone in range(25, 46)
    ]
    six = [
        (
            Candidate(
                f"EPSG:{4502 + zone - 13}", f"CGCS2000, 6-degree zone {zone} ({6 * zone - 3}°E), no number before the easting", swapped
            ),
            -0.7,
        )
        for zone in range(13, 24)
    ]
    return three + six


def _zone_fit(candidate: Candidate, lon: Floats) -> float:
    """Return how well places lie in the zone that names them: work is done in the nearest one.

    Zones of three and of six degrees with the same central meridian are the same projection; the name is settled by how far places reach.
    """
    code = int(candidate.crs.removeprefix("EPSG:")) if candidate.crs.startswith("EPSG:") else 0
    if 4513 <= code <= 4533 or 4534 <= code <= 4554:
        centre = 3.0 * ((code - 4513) % 21 + 25)
        return 0.0 if float(np.abs(np.median(lon) - centre)) <= 1.6 else -4.0
    if 4491 <= code <= 4501 or 4502 <= code <= 4512:
        centre = 6.0 * ((code - 4491) % 11 + 13) - 3.0
        away = float(np.abs(np.median(lon) - centre))
        inner = -2.5 if away <= 1.5 and code >= 4502 else 0.0
        return inner if away <= 3.2 else -4.0
    return 0.0


# ---- evidence -------------------------------------------------------------------------------------------------------


def weigh(candidate: Candidate, lon: Floats, lat: Floats, evidence: Evidence) -> tuple[float, list[str]]:
    """Return the weight of evidence (a logarithm) for places at these degrees, with the reasons in words."""
    reasons: list[str] = []
    weight = 0.0
    plain = candidate.crs in ("GCJ-02", "BD-09")
    if plain:  # a border is not sharp enough to tell a shift of 500 m: such readings stand or fall with the plain one here
        back = crs.to_gcj02 if candidate.crs == "GCJ-02" else crs.to_bd09
        on_map = back(lon, lat)
    else:
        on_map = lon, lat
    if evidence.inside is not None and len(lon):
        share = float(evidence.inside(*on_map).mean())
        weight += min(len(lon), 12) * (share * math.log(0.98) + (1 - share) * math.log(0.05))
        if share < 0.9:
            reasons.append(f"{share:.0%} of the places lie in a county of China")
    weight += _claimed(on_map, evidence, reasons)
    if evidence.region is not None and len(lon):
        near = shapely.intersects_xy(evidence.region, *on_map)
        share = float(near.mean())
        weight += min(len(lon), 8) * (share * math.log(0.95) + (1 - share) * math.log(0.2))
        reasons.append(f"{share:.0%} of the places lie in the workspace's region")
    weight += _near_known(lon, lat, evidence, reasons)
    weight += _worded(candidate, evidence.words, reasons)
    return weight, reasons


def claims_met(lon: Floats, lat: Floats, evidence: Evidence) -> tuple[int, int]:
    """Return how many places lie in the county that their row names (within some two kilometres), and how many rows name one."""
    rows = [
        n for n, area in enumerate(evidence.claims) if area is not None and n < len(lon) and np.isfinite(lon[n]) and np.isfinite(lat[n])
    ]
    if not rows:
        return 0, 0
    areas = np.array([evidence.claims[n] for n in rows], dtype=object)
    return int(shapely.dwithin(areas, shapely.points(lon[rows], lat[rows]), 0.02).sum()), len(rows)


def _claimed(on_map: tuple[Floats, Floats], evidence: Evidence, reasons: list[str]) -> float:
    hits, count = claims_met(*on_map, evidence)
    if not count:
        return 0.0
    share = hits / count
    reasons.append(f"{hits} of {count} places lie in the county that they name")
    return min(count, 15) * (share * math.log(0.97) + (1 - share) * math.log(0.02))


def _near_known(lon: Floats, lat: Floats, evidence: Evidence, reasons: list[str]) -> float:
    known = [one for one in evidence.known if one[0] < len(lon)][:20]
    if not known:
        return 0.0
    rows = [one[0] for one in known]
    away = crs.distances_m(lon[rows], lat[rows], [k[1] for k in known], [k[2] for k in known])
    sigma = np.maximum(30.0, np.array([k[3] for k in known]))
    many = len(known) > 1
    named = f"{len(known)} site{'s' * many} of the same name {'are' if many else 'is'}"
    reasons.append(f"{float(np.median(away)):,.0f} m from where {named} known to be")
    return float(np.maximum(-8.0, -0.5 * (away / sigma) ** 2).sum())


def _worded(candidate: Candidate, words: str, reasons: list[str]) -> float:
    weight = 0.0
    for meaning, pattern in _WORDS:
        found = pattern.search(words)
        if found and (meaning == candidate.crs or (meaning == "degrees" and candidate.crs.startswith("EPSG"))):
            weight += 6.0 if meaning != "degrees" else 2.0
            reasons.append(f"the file says {found[0]!r}")
    for match in _ZONE_WORDS.finditer(words):
        number = next(int(g) for g in match.groups() if g)
        if re.search(rf"\bzone {number}\b|\({number}°E\)", candidate.title):
            weight += 5.0
            reasons.append(f"the file says {match[0].strip()!r}")
            break
    return weight


_transformers: dict[str, pyproj.Transformer] = {}


def _transformer(code: str) -> pyproj.Transformer:
    if code not in _transformers:
        _transformers[code] = pyproj.Transformer.from_crs(code, crs.CGCS2000, always_xy=True)
    return _transformers[code]
