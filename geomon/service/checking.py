"""Is this a usable layer? What the gate tells of a file, and what its coordinates mean, as `geomon check --json` prints it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from geomon import crs
from geomon.crs import Floats
from geomon.crs.detective import DECIDED, Candidate, Evidence, candidates, claims_met, declared, names_old_datum, weigh
from geomon.crs.shift import UserShift, old_datum
from geomon.errors import GeomonError, InputError
from geomon.readers import Limits, Reading, read_file
from geomon.readers.features import ToDegrees
from geomon.service.evidence import evidence_of
from geomon.service.repairing import Repaired, repair_file
from geomon.settings import Settings

_DEGREES = ("EPSG:4326", "EPSG:4490", "OGC:CRS84")
_SURE_MISS = 6.0


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """A file as it was looked over.

    Attributes
    ----------
    answer : what `geomon check --json` prints of it.
    reading : None where the file could not be read.
    meant : numbers of the file to CGCS2000 degrees, by the reading that was taken; None where that is open.
    readings : the candidates of the answer, in its order.
    evidence : what they were weighed by; None where there are no places.
    """

    answer: dict[str, Any]
    reading: Reading | None = None
    meant: ToDegrees | None = None
    readings: tuple[Candidate, ...] = ()
    evidence: Evidence | None = None


def check_file(path: Path, settings: Settings | None = None, *, layer: str = "", encoding: str = "", crs_is: str = "",
               shift: UserShift | None = None, repair: Path | None = None) -> dict[str, Any]:
    """Return the answer about one file; a file at fault is an answer too, never an error.

    Parameters
    ----------
    settings : of the workspace whose region and sites are evidence; without one only the county boundaries are.
    layer, encoding, crs_is : what a person has decided already.
    shift : the user's own parameters, for files on Xi'an 1980 or Beijing 1954.
    repair : where to write a repaired copy of a usable file; `repaired` of the answer tells what was changed.

    Raises
    ------
    InputError, GeomonError
        Only for `repair`: the copy has no good name, exists, or cannot be written.
    """
    checked = look_over(path, settings, layer=layer, encoding=encoding, crs_is=crs_is, shift=shift)
    if repair is None or checked.answer["problem"]:
        return checked.answer
    if checked.meant is None:
        raise InputError("it has no places that could be repaired.", where=path.name, how="Leave --repair out.")
    done = repair_file(path, repair, checked.meant, limits_of(settings), layer=layer, encoding=encoding)
    return {**checked.answer, "repaired": shown_repair(done)}


def shown_repair(done: Repaired) -> dict[str, Any]:
    """Return a repair as JSON values."""
    changes = [dataclasses.asdict(one) for one in done.changes]
    return {"file": done.path.name, "crs": crs.CGCS2000, "features": done.features, "changes": changes}


def limits_of(settings: Settings | None) -> Limits:
    """Return what a file may cost in a workspace."""
    return Limits(settings.max_file_mb, settings.seconds_a_file, settings.memory_mb) if settings else Limits()


def look_over(path: Path, settings: Settings | None = None, *, layer: str = "", encoding: str = "", crs_is: str = "",
              shift: UserShift | None = None) -> Checked:
    """Return what a file is, with what it was judged by; parameters as `check_file` has them."""
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
    try:
        reading = read_file(path, limits_of(settings), layer=layer, encoding=encoding)
    except GeomonError as error:
        return Checked({**told, "problem": f"{error.what} {error.how}".strip()})
    told |= {
        "format": reading.format,
        "features": reading.features,
        "geometry": reading.geometry,
        "encoding": reading.encoding or None,
        "repairs": list(reading.repairs),
        "warnings": [*reading.warnings, *_faults(reading), *_codes(reading)],
        "sample": reading.sample,
        "bounds": reading.bounds,
        "faults": list(reading.faults),
        "layers": list(reading.layers),
        **{k: v for k, v in reading.info.items() if k not in told},
    }
    try:
        meaning = _meaning(reading, settings, crs_is, path, shift)
    except GeomonError as error:
        return Checked({**told, "problem": f"{error.what} {error.how}".strip()}, reading)
    told |= {"crs": meaning.crs, "declared": meaning.declared, "candidates": [_shown(one) for one in meaning.found]}
    if meaning.shift:
        told["shift"] = meaning.shift
    told["warnings"] = list(dict.fromkeys([*told["warnings"], *meaning.warnings]))
    told["repairs"] = [*told["repairs"], *meaning.repairs]
    problem = reading.ask or meaning.problem
    answer = {**told, "usable": not problem, "problem": problem or None}
    return Checked(answer, reading, None if problem else meaning.meant, meaning.found, meaning.evidence)


def _codes(reading: Reading) -> list[str]:
    """Return wrong codes as sentences, the first five, each with the character that is wrong."""
    codes = reading.info.get("codes", [])
    lines = [f"Feature {one['feature']}{_bracketed(one['name'])}, column {one['column']}: {one['why_en']}" for one in codes[:5]]
    return lines + ([f"{len(codes) - 5} more codes are wrong or doubtful."] if len(codes) > 5 else [])


def _bracketed(name: str) -> str:
    return f" ({name})" if name else ""


def _faults(reading: Reading) -> list[str]:
    """Return the faults of single features as sentences, the first five."""
    lines = []
    for fault in reading.faults[:5]:
        name = _bracketed(fault["name"])
        at = f" at {fault['at'][0]:.9g}, {fault['at'][1]:.9g}" if fault["at"] else ""
        lines.append(f"Feature {fault['feature']}{name}: {fault['fault']}{at}.")
    if len(reading.faults) > 5:
        lines.append(f"{len(reading.faults) - 5} more features are not valid.")
    return lines


# ---- what the coordinates mean --------------------------------------------------------------------------------------


@dataclasses.dataclass(slots=True, eq=False)
class _Meaning:
    """What the coordinates of a layer mean, as far as it is known."""

    crs: str | None = None
    declared: str | None = None
    found: tuple[Candidate, ...] = ()
    warnings: list[str] = dataclasses.field(default_factory=list)
    repairs: list[str] = dataclasses.field(default_factory=list)
    problem: str = ""
    meant: ToDegrees | None = None
    evidence: Evidence | None = None
    shift: dict[str, Any] = dataclasses.field(default_factory=dict)


def _meaning(reading: Reading, settings: Settings | None, crs_is: str, path: Path, shift: UserShift | None) -> _Meaning:
    """Return what is known of a layer's coordinates.

    Raises
    ------
    InputError
        When the CRS needs parameters that are not public, and the user gave none.
    """
    out = _Meaning()
    words = " ".join([*reading.hints, path.name])
    stated = reading.crs
    if shift is not None and (old := old_datum(crs_is or stated)):
        return _by_own_shift(out, reading, crs_is or stated, old, shift)
    if crs_is:
        out.crs, out.meant = crs.crs_code(crs_is), functools.partial(crs.declared_degrees, crs_is)
        return out
    if stated:
        crs.parsed_crs(stated, "") if stated not in ("GCJ-02", "BD-09") else None
        out.declared = out.crs = crs.crs_code(stated)
    elif (old := names_old_datum(words)) and "2000" in words:
        out.warnings.append(f"It also speaks of {old!r}; its coordinates were taken for CGCS2000.")
    elif old:
        raise InputError(
            f"its coordinates are in {old!r}, which needs parameters that are not public; without them nothing would be shifted.",
            how=crs.OWN_SHIFT if shift is None else "Name its CRS with --crs, such as EPSG:4610 (Xi'an 1980) or EPSG:4214 (Beijing 1954).",
        )
    if not reading.places:
        if not stated and (reading.features or reading.geometry == "raster"):
            out.problem = "" if reading.ask else "It does not say its CRS. Save it again with one (EPSG:4490)."
        return out
    x, y = np.array([p[0] for p in reading.places]), np.array([p[1] for p in reading.places])
    out.evidence = evidence = evidence_of(reading, words, settings, path)
    out.found = found = candidates(x, y, evidence)
    if stated:
        _judge_declared(out, stated, x, y, found, evidence)
    else:
        _judge_inferred(out, found)
    if not out.problem:
        out.meant = functools.partial(crs.declared_degrees, stated) if stated else found[0].to_degrees
        hits, count = claims_met(*out.meant(x, y), evidence)
        if count and hits < 0.8 * count:
            out.warnings.append(f"{count - hits} of {count} places do not lie in the county that their row names.")
    return out


def _by_own_shift(out: _Meaning, reading: Reading, declared_as: str, old: str, shift: UserShift) -> _Meaning:
    """Take the user's parameters; what they do is told as a distance, themselves never."""
    out.declared, out.crs = old if reading.crs else None, old
    out.meant = functools.partial(shift.to_degrees, declared_as)
    out.shift = {"datum": old, "source": shift.source}
    if reading.places:
        x, y = np.array([p[0] for p in reading.places]), np.array([p[1] for p in reading.places])
        lon, lat = out.meant(x, y)
        here = (lon > 73) & (lon < 136) & (lat > 3) & (lat < 54.5)
        if float(here.mean()) < 0.5:
            out.problem = f"As {old} its numbers are no place in China. Name its CRS with --crs; the easting or longitude comes first."
            return out
        bare = UserShift((0.0,) * 7, "none").to_degrees(declared_as, x, y)
        out.shift["moved_m"] = round(float(np.median(crs.distances_m(lon, lat, *bare))), 1)
    out.warnings.append(f"It was shifted from {old} by parameters of the user ({shift.source}); geomon cannot judge them.")
    return out


def _judge_inferred(out: _Meaning, found: Sequence[Candidate]) -> None:
    """Take the best reading when the evidence decides, else ask."""
    if not found:
        out.problem = "It does not say its CRS, and its numbers are no place in China in any. Name it with --crs."
        return
    best = found[0]
    if best.score < DECIDED:
        names = "; ".join(f"{one.crs}{_manner(one)} ({one.score:.0%})" for one in found[:4])
        out.problem = f"It does not say its CRS, and the evidence leaves open which it is: {names}. Name it with --crs."
        return
    out.crs = best.crs
    out.warnings.append(
        f"It does not say its CRS; {best.crs} was inferred ({best.title}{_manner(best)}): please confirm."
        + (f" Evidence: {'; '.join(best.reasons)}." if best.reasons else "")
    )
    if best.swapped:
        out.repairs.append("put the easting or longitude first")
    if best.packed:
        out.repairs.append("unpack degrees, minutes and seconds")
    shifted = [one for one in found if one.crs in ("GCJ-02", "BD-09") and one.swapped == best.swapped]
    if best.crs == "EPSG:4490" and shifted and not best.packed:
        worst = max(one.shift_m for one in shifted)
        out.warnings.append(
            f"If it was read off a web map (Gaode, Tencent, Baidu), its places are up to {worst:,.0f} m off; say --crs GCJ-02 or BD-09."
        )


def _judge_declared(out: _Meaning, stated: str, x: Floats, y: Floats, found: Sequence[Candidate], evidence: Evidence) -> None:
    """Compare what the file declares with the evidence; a clear contradiction is asked about."""
    lon, lat = crs.declared_degrees(stated, x, y)
    on_earth = np.isfinite(lon) & np.isfinite(lat) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)
    code = out.crs or stated
    in_degrees = code in _DEGREES
    if in_degrees and float(on_earth.mean()) < 0.5:
        if found:
            best = found[0]
            out.crs = best.crs
            out.problem = (
                f"It says {code}, but its numbers are no degrees; they read as {best.crs} ({best.title}{_manner(best)}, {best.score:.0%}). "
                "Confirm with --crs."
            )
        elif float(np.nanmax(np.abs(np.concatenate([x, y])))) > 400:
            out.problem = f"It says {code}, but its numbers are no degrees. Name its CRS with --crs."
        return
    rival = next((one for one in found if one.crs not in ("GCJ-02", "BD-09")), None)
    known = next((one for one in found[:1] if one.crs in ("GCJ-02", "BD-09") and one.score > DECIDED), None)
    if known is not None and in_degrees and not _same(known, lon, lat):
        words = f"It says {code}, but its places fit {known.crs}{_manner(known)} ({'; '.join(known.reasons)}). Confirm with --crs."
        if stated == "OGC:CRS84" or evidence.known:  # said by nobody: the format has no other
            out.crs, out.problem = known.crs, words
        else:
            out.warnings.append(words)
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
        out.crs = rival.crs
        out.problem = (
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
