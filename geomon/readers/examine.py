"""Look over a layer that was read: counts, kinds, faults by feature and place, repairs when asked; runs in the child process."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely

from geomon.codes import wrong_codes
from geomon.encodings import was_broken
from geomon.errors import InputError, TooLarge
from geomon.readers.notes import Notes
from geomon.readers.reading import Raw, Source

Shapes = npt.NDArray[np.object_]

_KINDS = {0: "point", 1: "line", 2: "line", 3: "polygon", 4: "point", 5: "line", 6: "polygon", 7: "mixed"}
_AT = re.compile(r"^(.*?)\[([-\d.e+]+) ([-\d.e+]+)")
_MOST_FAULTS = 100
_SAMPLE = 300
_NAMES = ("name", "名称", "项目名称", "矿山名称", "企业名称", "单位名称", "title")
_DEGREES = ("OGC:CRS84", "EPSG:4326", "EPSG:4490")
_FAULTS = {
    "Self-intersection": "the ring crosses itself",
    "Ring Self-intersection": "the ring touches itself",
    "Hole lies outside shell": "a hole lies outside",
    "Holes are nested": "a hole lies in another hole",
    "Nested shells": "a part lies inside another",
    "Interior is disconnected": "holes cut it in two",
    "Too few points in geometry component": "it has too few corners",
    "Duplicate Rings": "a ring occurs twice",
    "Invalid Coordinate": "a coordinate is no number",
    "Ring is not closed": "the ring is not closed",
}


def examine(raw: Raw, source: Source, name: str, *, features: bool, repair: bool) -> tuple[dict[str, Any], bytes]:
    """Return what there is to tell of a layer as JSON values, and its features as Arrow when asked for.

    Raises
    ------
    InputError, TooLarge
        When a coordinate is not finite, or there is more than the limits allow.
    """
    shapes = np.asarray(raw.shapes, dtype=object)
    vertices = int(shapely.get_num_coordinates(shapes).sum())
    if vertices > source.limits.vertices or len(shapes) > source.limits.features:
        raise TooLarge(f"it has {len(shapes):,} features with {vertices:,} corners.", where=source.name, how="Split the layer.")
    _check_finite(shapes, source)
    _check_texts(raw.columns, source)
    notes, faults, repairs = list(raw.notes), list(raw.faults), list(raw.repairs)
    shapes = shapely.force_2d(shapes)
    raster = raw.geometry == "raster"
    if not raster:
        faults.extend(_invalid(shapes, raw.columns))
        if faults:
            repairs.append("rebuild areas that cross themselves (structure)")
        notes.extend(_oddities(shapes, raw.crs, text=name == "GeoJSON"))
    notes.extend(_broken_texts(raw))
    if repair:
        before, shapes = shapes, _repaired(shapes)
        raw.info["mended"] = _mended(before, shapes, raw.columns)
    if codes := _wrong_codes(raw.columns):
        raw.info["codes"] = codes
    has = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    bounds = [float(b) for b in shapely.total_bounds(shapes[has])] if has.any() else None
    told = {
        "format": raw.info.pop("format", name),
        "features": len(shapes) if raw.features is None else raw.features,
        "geometry": raw.geometry or _kind(shapes[has]),
        "crs": raw.crs,
        "encoding": raw.encoding,
        "sample": raw.sample or _sample(raw),
        "bounds": bounds,
        "layers": list(raw.layers),
        "warnings": [_clean(n) for n in dict.fromkeys(notes)],
        "repairs": list(dict.fromkeys(repairs)),
        "faults": faults,
        "hints": [_clean(str(h))[:2000] for h in raw.hints][:80],
        "places": [] if raster else _places(shapes, raw.columns, has),
        "ask": raw.ask,
        "info": raw.info,
    }
    return told, _table(raw.columns, shapes) if features else b""


def _check_texts(columns: dict[str, list[Any]], source: Source) -> None:
    for name, values in columns.items():
        longest = max((len(value) for value in (name, *values) if isinstance(value, str)), default=0)
        if longest > source.limits.letters:
            what = f"the column {_clean(name)[:60]!r} holds a text of {longest:,} letters."
            raise TooLarge(what, where=source.name, how="Shorten it, or leave that column out.")


def _check_finite(shapes: Shapes, source: Source) -> None:
    numbers, owner = shapely.get_coordinates(shapes, return_index=True)
    bad = ~np.isfinite(numbers).all(axis=1)
    if bad.any():
        row = int(owner[bad][0])
        raise InputError(f"feature {row + 1} has a coordinate that is no number.", where=source.name, how="Correct or delete that feature.")
    if len(numbers) and float(np.abs(numbers).max()) > 1e9:
        row = int(owner[np.abs(numbers).max(axis=1).argmax()])
        raise InputError(
            f"feature {row + 1} has the coordinate {np.abs(numbers).max():.6g}, which is in no CRS.",
            where=source.name,
            how="Correct or delete that feature.",
        )


def _invalid(shapes: Shapes, columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return every invalid feature with its fault and where it is, up to a hundred."""
    bad = np.flatnonzero(~shapely.is_missing(shapes) & ~shapely.is_valid(shapes))
    names = _names(columns)
    found = []
    for row in bad[:_MOST_FAULTS].tolist():
        words = shapely.is_valid_reason(shapes[row])
        match = _AT.match(words)
        kind = (match[1] if match else words).strip()
        at = [round(float(match[2]), 9), round(float(match[3]), 9)] if match else None
        fault = _FAULTS.get(kind, kind.casefold() or "the geometry is not valid")
        found.append(
            {"feature": row + 1, "name": _named(names, row), "fault": fault, "at": at}
        )
    if len(bad) > _MOST_FAULTS:
        found.append({"feature": int(bad[_MOST_FAULTS]) + 1, "name": "", "fault": f"and {len(bad) - _MOST_FAULTS} more", "at": None})
    return found


def _oddities(shapes: Shapes, crs: str, *, text: bool) -> list[str]:
    """Return remarks on what is allowed, but rarely meant."""
    notes = Notes()
    has = np.flatnonzero(~shapely.is_missing(shapes) & (shapely.get_num_coordinates(shapes) > 1))
    bounds = shapely.bounds(shapes)
    kinds = shapely.get_type_id(shapes)
    degrees = crs in _DEGREES
    if degrees:
        finite = np.isfinite(bounds[:, 0])
        out = finite & ((bounds[:, 0] < -180) | (bounds[:, 2] > 180) | (bounds[:, 1] < -90) | (bounds[:, 3] > 90))
        for row in np.flatnonzero(out).tolist():
            notes.tell("It reaches beyond 180 degrees of longitude or 90 of latitude", row)
        for row in np.flatnonzero(finite & ~out & (bounds[:, 2] - bounds[:, 0] > 180)).tolist():
            notes.tell("It spans more than half the globe; it may cross the 180th meridian", row)
    extended = np.isin(kinds[has], (1, 2, 3, 5, 6)) if len(has) else np.empty(0, dtype=bool)
    for row in has[extended].tolist():
        _oddity(shapes[row], row, bounds[row], kinds[row], notes, text=text)
    return notes.sentences()


def _oddity(shape: Any, row: int, bounds: npt.NDArray[np.float64], kind: int, notes: Notes, *, text: bool) -> None:
    numbers, owner = shapely.get_coordinates(shape), None
    span = max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    if kind in (1, 5) and span == 0:
        notes.tell("The line has no length", row)
        return
    same = (numbers[1:] == numbers[:-1]).all(axis=1)
    if same.any() and (len(numbers) < 50_000):
        if kind in (1, 2):
            doubled = bool(same.any())
        else:
            rings, owner = shapely.get_coordinates(
                shapely.get_rings(shape) if kind in (3, 6) else shapely.get_parts(shape), return_index=True
            )
            doubled = bool((same & (owner[1:] == owner[:-1])).any()) if len(rings) == len(numbers) else False
        if doubled:
            notes.tell("A corner is given twice in a row", row)
    if not text:
        return
    if kind == 3 and shapely.get_num_interior_rings(shape) > 1:
        notes.tell("The area has several holes; look whether they are meant", row)
    if span < 0.01 and np.abs(np.round(numbers, 9) - numbers).max() > 1e-12:
        notes.tell("Coordinates have more than nine decimals, which is finer than a tenth of a millimetre", row)
    if len(numbers) > 1_000 and shapely.length(shape) / len(numbers) < 1e-5:
        notes.tell("Corners lie closer than a metre on average; the outline is denser than it can be exact", row)


def _repaired(shapes: Shapes) -> Shapes:
    """Return shapes whose invalid areas are rebuilt; the slow default method of the library is never used (400 corners took it 53 s)."""
    out = shapes.copy()
    bad = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    out[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    return shapely.orient_polygons(out)


def _mended(before: Shapes, after: Shapes, columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return every feature that a repair changed: what was wrong, what was done, and how many corners and parts it had and has."""
    broken = ~shapely.is_missing(before) & ~shapely.is_valid(before)
    turned = ~broken & ~shapely.is_missing(before) & ~_identical(before, after)
    names = _names(columns)
    found = []
    for row in np.flatnonzero(broken | turned).tolist():
        at = _AT.match(shapely.is_valid_reason(before[row])) if broken[row] else None
        kind = (at[1] if at else "").strip()
        found.append({
            "feature": row + 1, "name": _named(names, row),
            "fault": (_FAULTS.get(kind, kind.casefold()) or "the geometry is not valid") if broken[row] else "",
            "change": "gone" if shapely.is_empty(after[row]) else "rebuilt" if broken[row] else "turned",
            "corners": [int(shapely.get_num_coordinates(one[row])) for one in (before, after)],
            "parts": [int(shapely.get_num_geometries(one[row])) for one in (before, after)],
        })
    return found


def _identical(before: Shapes, after: Shapes) -> npt.NDArray[np.bool_]:
    return np.asarray(shapely.equals_identical(before, after), dtype=np.bool_)


def _names(columns: dict[str, list[Any]]) -> list[Any] | None:
    return next((columns[c] for c in columns if str(c).strip().casefold() in _NAMES), None)


def _named(names: list[Any] | None, row: int) -> str:
    return _clean(str(names[row])) if names and row < len(names) and names[row] else ""


def _wrong_codes(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return the codes that are wrong, by feature and column, with the character named; at most `_MOST_FAULTS`, then how many more."""
    found = wrong_codes(columns)
    names = _names(columns)
    out = [
        {"feature": one.row + 1, "name": _named(names, one.row), "column": _clean(one.column), "code": _clean(one.verdict.code)[:60],
         "kind": one.verdict.kind, "state": one.verdict.state, "at": list(one.verdict.at) if one.verdict.at else None,
         "why": _clean(one.verdict.why), "why_en": _clean(one.verdict.why_en)}
        for one in found[:_MOST_FAULTS]
    ]
    if len(found) > _MOST_FAULTS:
        more = len(found) - _MOST_FAULTS
        out.append({"feature": found[_MOST_FAULTS].row + 1, "name": "", "column": "", "code": "", "kind": "", "state": "wrong", "at": None,
                    "why": f"另有 {more} 个", "why_en": f"and {more} more"})
    return out


def _kind(shapes: Shapes) -> str | None:
    kinds = {_KINDS.get(int(k), "mixed") for k in np.unique(shapely.get_type_id(shapes))}
    return None if not kinds else kinds.pop() if len(kinds) == 1 else "mixed"


def _places(shapes: Shapes, columns: dict[str, list[Any]], has: npt.NDArray[np.bool_]) -> list[list[Any]]:
    """Return up to 300 features as the first position and the words of the row: the evidence for the CRS."""
    rows = np.flatnonzero(has)
    rows = rows[np.unique(np.linspace(0, len(rows) - 1, min(_SAMPLE, len(rows))).astype(int))] if len(rows) else rows
    numbers, owner = shapely.get_coordinates(shapes[rows], return_index=True)
    first: list[int] = np.unique(owner, return_index=True)[1].tolist()
    telling = [
        values
        for values in columns.values()
        if any(isinstance(v, str) or (isinstance(v, int) and 110_000 <= v < 830_000) for v in values[:50])
    ]
    out = []
    for n, at in zip(rows.tolist(), first, strict=True):
        words = " ".join(str(values[n]) for values in telling[:60] if n < len(values) and values[n] is not None)
        out.append([float(numbers[at, 0]), float(numbers[at, 1]), _clean(words)[:400]])
    return out


def _sample(raw: Raw) -> str:
    words = [str(name) for name in raw.columns]
    for values in raw.columns.values():
        words.extend(v for v in values[:200] if isinstance(v, str))
    return _clean(" ".join(dict.fromkeys(w for w in words if w and not w.isascii())))[:60]


def _broken_texts(raw: Raw) -> list[str]:
    """Tell of texts that were broken before the file was saved; nothing is mended silently."""
    broken: dict[str, str] = {}
    for name, values in raw.columns.items():
        for value in dict.fromkeys([name, *[v for v in values[:5_000] if isinstance(v, str)]]):
            if not value.isascii() and (right := was_broken(value)):
                broken[value] = right
        if len(broken) > 50:
            break
    if not broken:
        return []
    wrong, right = next(iter(broken.items()))
    return [f"Text was broken before it was saved: {_clean(wrong)[:30]!r} may have been {_clean(right)[:30]!r} ({len(broken)} texts)."]


def _table(columns: dict[str, list[Any]], shapes: Shapes) -> bytes:
    """Return an Arrow stream: attributes, then WKB."""
    arrays = {_unused(_clean(str(n)), "geometry"): _array(values) for n, values in columns.items()}
    arrays["geometry"] = pa.array(shapely.to_wkb(shapes).tolist(), pa.binary())
    table = pa.table(arrays)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def _unused(name: str, taken: str) -> str:
    return f"{name}_" if name == taken else name


def _array(values: list[Any]) -> pa.Array:
    if any(isinstance(v, str) for v in values):
        return pa.array([None if v is None else _clean(str(v)) for v in values], pa.string())
    try:
        return pa.array(values)
    except (pa.ArrowException, OverflowError, ValueError, TypeError):
        return pa.array([None if v is None else _clean(str(v)) for v in values], pa.string())


def _clean(text: str) -> str:
    """Return text that every program can store: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")
