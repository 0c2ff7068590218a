"""Is this a usable layer? What the gate tells of a file, and what its coordinates mean, as `geomon check --json` prints it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geomon import crs
from geomon.crs import Floats
from geomon.crs.detective import DECIDED, Candidate, Evidence, candidates, claims_met, declared, names_old_datum, weigh
from geomon.divisions import divisions
from geomon.errors import GeomonError, InputError
from geomon.layers import PACKAGE, load_layers
from geomon.places import Gazetteer, open_gazetteer
from geomon.readers import Limits, Reading, read_features, read_file
from geomon.settings import Settings

_CODE = re.compile(r"(?<!\d)([1-6]\d{5})(?!\d)")
_DEGREES = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")
_SURE_MISS = 6.0


def check_file(path: Path, settings: Settings | None = None, *, layer: str = "", encoding: str = "", crs_is: str = "") -> dict[str, Any]:
    """Return the answer about one file; a file at fault is an answer too, never an error.

    Parameters
    ----------
    settings : of the workspace whose region and sites are evidence; without one only the county boundaries are.
    layer, encoding, crs_is : what a person has decided already.
    """
    told: dict[str, Any] = {
        "file": path.name,
        "usable": False,
        "format": None,
        "features": 0,
        "geometry": None,
        "crs": None,
        "encoding": None,
        "repairs": [],
        "warnings": [],
        "problem": None,
    }
    limits = Limits(settings.max_file_mb, settings.seconds_a_file, settings.memory_mb) if settings else Limits()
    try:
        reading = read_file(path, limits, layer=layer, encoding=encoding)
    except GeomonError as error:
        return {**told, "problem": f"{error.what} {error.how}".strip()}
    told |= {
        "format": reading.format,
        "features": reading.features,
        "geometry": reading.geometry,
        "encoding": reading.encoding or None,
        "repairs": list(reading.repairs),
        "warnings": [*reading.warnings, *_faults(reading)],
        "sample": reading.sample,
        "bounds": reading.bounds,
        "faults": list(reading.faults),
        "layers": list(reading.layers),
        **{k: v for k, v in reading.info.items() if k not in told},
    }
    try:
        meaning = _meaning(reading, settings, crs_is, path.name)
    except GeomonError as error:
        return {**told, "problem": f"{error.what} {error.how}".strip()}
    told |= {"crs": meaning["crs"], "declared": meaning["declared"], "candidates": meaning["candidates"]}
    told["warnings"] = list(dict.fromkeys([*told["warnings"], *meaning["warnings"]]))
    told["repairs"] = [*told["repairs"], *meaning["repairs"]]
    problem = reading.ask or meaning["problem"]
    return {**told, "usable": not problem, "problem": problem or None}


def _faults(reading: Reading) -> list[str]:
    """Return the faults of single features as sentences, the first five."""
    lines = []
    for fault in reading.faults[:5]:
        name = f" ({fault['name']})" if fault["name"] else ""
        at = f" at {fault['at'][0]:.9g}, {fault['at'][1]:.9g}" if fault["at"] else ""
        lines.append(f"Feature {fault['feature']}{name}: {fault['fault']}{at}.")
    if len(reading.faults) > 5:
        lines.append(f"{len(reading.faults) - 5} more features are not valid.")
    return lines


# ---- what the coordinates mean --------------------------------------------------------------------------------------


def _meaning(reading: Reading, settings: Settings | None, crs_is: str, name: str) -> dict[str, Any]:
    """Return crs, declared, candidates, warnings, repairs and problem of a layer's coordinates.

    Raises
    ------
    InputError
        When the CRS needs parameters that are not public.
    """
    out: dict[str, Any] = {"crs": None, "declared": None, "candidates": [], "warnings": [], "repairs": [], "problem": ""}
    words = " ".join([*reading.hints, name])
    if crs_is:
        return {**out, "crs": crs.crs_code(crs_is)}
    stated = reading.crs
    if stated:
        crs.parsed_crs(stated, "") if stated not in ("GCJ-02", "BD-09") else None
        out["declared"] = out["crs"] = crs.crs_code(stated)
    elif (old := names_old_datum(words)) and "2000" in words:
        out["warnings"].append(f"It also speaks of {old!r}; its coordinates were taken for CGCS2000.")
    elif old:
        raise InputError(
            f"its coordinates are in {old!r}, which needs parameters that are not public; without them nothing would be shifted.",
            how="Have the source convert it to CGCS2000 (EPSG:4490) first.",
        )
    if not reading.places:
        if not stated and (reading.features or reading.geometry == "raster"):
            out["problem"] = "" if reading.ask else "It does not say its CRS. Save it again with one (EPSG:4490)."
        return out
    x, y = np.array([p[0] for p in reading.places]), np.array([p[1] for p in reading.places])
    evidence = _evidence(reading, words, settings)
    found = candidates(x, y, evidence)
    out["candidates"] = [_shown(one) for one in found]
    if stated:
        _judge_declared(out, stated, x, y, found, evidence)
    else:
        _judge_inferred(out, found)
    if not out["problem"]:
        lon, lat = crs.declared_degrees(stated, x, y) if stated else found[0].to_degrees(x, y)
        hits, count = claims_met(lon, lat, evidence)
        if count and hits < 0.8 * count:
            out["warnings"].append(f"{count - hits} of {count} places do not lie in the county that their row names.")
    return out


def _judge_inferred(out: dict[str, Any], found: Sequence[Candidate]) -> None:
    """Take the best reading when the evidence decides, else ask."""
    if not found:
        out["problem"] = "It does not say its CRS, and its numbers are no place in China in any. Name it with --crs."
        return
    best = found[0]
    if best.score < DECIDED:
        names = "; ".join(f"{one.crs}{_manner(one)} ({one.score:.0%})" for one in found[:4])
        out["problem"] = f"It does not say its CRS, and the evidence leaves open which it is: {names}. Name it with --crs."
        return
    out["crs"] = best.crs
    out["warnings"].append(
        f"It does not say its CRS; {best.crs} was inferred ({best.title}{_manner(best)}): please confirm."
        + (f" Evidence: {'; '.join(best.reasons)}." if best.reasons else "")
    )
    if best.swapped:
        out["repairs"].append("put the easting or longitude first")
    if best.packed:
        out["repairs"].append("unpack degrees, minutes and seconds")
    shifted = [one for one in found if one.crs in ("GCJ-02", "BD-09") and one.swapped == best.swapped]
    if best.crs == "EPSG:4490" and shifted and not best.packed:
        worst = max(one.shift_m for one in shifted)
        out["warnings"].append(
            f"If it was read off a web map (Gaode, Tencent, Baidu), its places are up to {worst:,.0f} m off; say --crs GCJ-02 or BD-09."
        )


def _judge_declared(out: dict[str, Any], stated: str, x: Floats, y: Floats, found: Sequence[Candidate], evidence: Evidence) -> None:
    """Compare what the file declares with the evidence; a clear contradiction is asked about."""
    lon, lat = crs.declared_degrees(stated, x, y)
    on_earth = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    code = out["crs"]
    in_degrees = code in _DEGREES
    if in_degrees and float(on_earth.mean()) < 0.5:
        if found:
            best = found[0]
            out["crs"] = best.crs
            out["problem"] = (
                f"It says {code}, but its numbers are no degrees; they read as {best.crs} ({best.title}{_manner(best)}, {best.score:.0%}). "
                "Confirm with --crs."
            )
        elif float(np.nanmax(np.abs(np.concatenate([x, y])))) > 400:
            out["problem"] = f"It says {code}, but its numbers are no degrees. Name its CRS with --crs."
        return
    rival = next((one for one in found if one.crs not in ("GCJ-02", "BD-09")), None)
    known = next((one for one in found[:1] if one.crs in ("GCJ-02", "BD-09") and one.score > DECIDED), None)
    if known is not None and in_degrees and not _same(known, lon, lat):
        words = f"It says {code}, but its places fit {known.crs}{_manner(known)} ({'; '.join(known.reasons)}). Confirm with --crs."
        if stated == "OGC:CRS84" or evidence.known:  # said by nobody: the format has no other
            out["crs"], out["problem"] = known.crs, words
        else:
            out["warnings"].append(words)
        return
    if rival is None or _same(rival, lon, lat):
        return
    weight, reasons = declared(stated, x, y, evidence)
    better = _weight_of(rival, x, y, evidence)
    china_only = code == "EPSG:4490" or _is_chinese(code)
    outside = float(((lon > 73) & (lon < 136) & (lat > 3) & (lat < 54.5)).mean()) < 0.5
    has_proof = any(c is not None for c in evidence.claims) or len(evidence.known) > 0 or evidence.region is not None
    if (better - weight > _SURE_MISS and has_proof) or (china_only and outside):
        shift = float(np.median(crs.distances_m(lon, lat, *rival.to_degrees(x, y)))) if not outside else None
        away = f", {shift / 1000:,.1f} km away" if shift else ""
        why = "; ".join(rival.reasons) or "only so do they lie in China"
        out["crs"] = rival.crs
        out["problem"] = (
            f"It says {code}, but its places fit {rival.crs}{_manner(rival)}{away} ({why}; as declared: "
            f"{'; '.join(reasons) or 'outside China'}). Confirm with --crs."
        )


def _weight_of(one: Candidate, x: Floats, y: Floats, evidence: Evidence) -> float:
    return weigh(one, *one.to_degrees(x, y), evidence)[0]


def _same(one: Candidate, lon: Floats, lat: Floats) -> bool:
    """Return whether a reading puts the first place where the declared CRS puts it, within ten metres."""
    if not (np.isfinite(lon[0]) and np.isfinite(lat[0]) and abs(lat[0]) <= 90):
        return False
    return crs.distance_m((one.lon, one.lat), (float(lon[0]), float(lat[0]))) < 10.0


def _is_chinese(code: str) -> bool:
    number = code.removeprefix("EPSG:")
    return number.isdigit() and 4491 <= int(number) <= 4554


def _manner(one: Candidate) -> str:
    return (", axes swapped" if one.swapped else "") + (", packed" if one.packed else "")


def _shown(one: Candidate) -> dict[str, Any]:
    return {
        "crs": one.crs,
        "name": one.title,
        "swapped": one.swapped,
        "packed": one.packed,
        "score": round(one.score, 3),
        "shift_m": round(one.shift_m, 1),
        "lon": round(one.lon, 7),
        "lat": round(one.lat, 7),
        "reasons": list(one.reasons),
    }


# ---- evidence -------------------------------------------------------------------------------------------------------


def _evidence(reading: Reading, words: str, settings: Settings | None) -> Evidence:
    gazetteer = open_gazetteer(settings or _own_settings())
    near = tuple(settings.counties) if settings else ()
    rows = [p[2] for p in reading.places]
    whole = _claim(words, gazetteer, "")
    claims = [_claim(text, gazetteer, words) if text else None for text in rows]
    claims = [whole if claim is None else claim for claim in claims]
    areas = [county.geometry for code in near for county in gazetteer.counties_of(code)]
    return Evidence(
        inside=lambda lon, lat: gazetteer.counties_at(lon, lat) != "",
        claims=claims,
        region=shapely.union_all(areas).buffer(0.05) if areas and not any(c is not None for c in claims) else None,
        known=_known(rows, settings),
        words=words,
        angles=bool(reading.info.get("angles")),
    )


def _own_settings() -> Settings:
    """Return settings whose cache lies with the user's, for checks outside any workspace."""
    from platformdirs import user_cache_path

    return Settings(user_cache_path("geomon", appauthor=False))


@cache
def _names() -> tuple[re.Pattern[str], dict[str, tuple[str, ...]]]:
    """Return a pattern of all county and city names, and their codes."""
    table: dict[str, list[str]] = {}
    for code, division in divisions().items():
        if division.level in ("county", "city") and len(division.name) >= 2 and division.name not in ("市辖区", "郊区", "城区", "矿区"):
            table.setdefault(division.name, []).append(code)
            if division.level == "city" and len(division.short) >= 2 and division.short != division.name:
                table.setdefault(division.short, []).append(code)
    ranked = sorted(table, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, ranked))), {name: tuple(codes) for name, codes in table.items()}


def _claim(text: str, gazetteer: Gazetteer, context: str) -> shapely.Geometry | None:
    """Return the area that a row says it lies in: its counties where it names one, else its cities; None when it names none."""
    codes = {code for code in _CODE.findall(text) if code in divisions()}
    pattern, table = _names()
    found = [table[name] for name in dict.fromkeys(pattern.findall(text)[:20])]
    every = {code for some in found for code in some}
    prefixes = {code[:4] for code in every | codes if code.endswith("00")} | {c[:4] for c in _cities(context)}
    counties = {code for code in every | codes if not code.endswith("00")}
    narrowed = {code for code in counties if code[:4] in prefixes} or counties
    shapes = [county.geometry for code in sorted(narrowed)[:12] if (county := gazetteer.by_adcode(code)) is not None]
    if not shapes and prefixes:
        shapes = [county.geometry for code in sorted(prefixes)[:4] for county in gazetteer.counties_of(f"{code}00")] if text else []
    return shapely.MultiPolygon([p for s in shapes for p in shapely.get_parts(s)]) if shapes else None


@cache
def _cities(context: str) -> frozenset[str]:
    pattern, table = _names()
    return frozenset(code for name in pattern.findall(context) for code in table[name] if code.endswith("00"))


def _known(rows: Sequence[str], settings: Settings | None) -> list[tuple[int, float, float, float]]:
    """Return rows that name a site of the workspace whose position is known."""
    if settings is None or not settings.layers.is_dir():
        return []
    places: dict[str, tuple[float, float, float]] = {}
    for layer in load_layers(settings.layers):
        if layer.source == PACKAGE:
            continue
        try:
            frame = read_features(settings.data / layer.source, layer)
        except GeomonError:
            continue  # the build says so; here it is only evidence
        frame = frame[frame["lon"].notna() & (frame["accuracy_m"].fillna(1e9) <= 2_000) & (frame["name"].str.len() >= 4)]
        places |= {
            n: (lon, lat, acc) for n, lon, lat, acc in zip(frame["name"], frame["lon"], frame["lat"], frame["accuracy_m"], strict=True)
        }
    return [(n, *place) for n, text in enumerate(rows) for name, place in places.items() if name in text]
