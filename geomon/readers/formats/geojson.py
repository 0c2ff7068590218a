"""GeoJSON by our own strict reader, also newline-delimited: every position, ring and member is checked before anything is built.

RFC 7946; what it calls wrong is refused with feature and member, what it only discourages is read and told.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geomon.encodings import CODECS, prove
from geomon.errors import TooLarge, UnreadableFile, UnsafeFile
from geomon.readers.formats import Format
from geomon.readers.notes import Notes
from geomon.readers.reading import Raw, Source

_CRS84 = "OGC:CRS84"
_OPENED_A_MB = 80_000
"""Lists and objects that a megabyte of a layer may open: corners of 15 letters come to 67,000, and each costs 70 bytes of memory."""
_STARTS = re.compile(rb"\s*\x1e?\s*[{\[]")
_CRS_NAME = re.compile(r"(?:urn:(?:x-)?ogc:def:crs:)?(EPSG|OGC):(?:[\d.]*:)?(\d{4,6}|CRS84)", re.IGNORECASE)


class _Fault(Exception):
    """A member at fault, in words."""


def _read(source: Source) -> Raw:
    text, encoding, notes = _text(source)
    opened = text.count("[") + text.count("{")
    if opened > _OPENED_A_MB * source.limits.file_mb:
        raise TooLarge(f"it opens {opened:,} lists and objects.", where=source.name, how="Split the layer.")
    if source.name.lower().endswith((".geojsonl", ".geojsons", ".ndjson")) or _is_sequence(text):
        root: Any = {"type": "FeatureCollection", "features": list(_lines(text, source))}
    else:
        root = _parsed(text, source)
    del text
    try:
        features, crs = _features(root, notes)
        rows = _Rows()
        for number, feature in enumerate(features, 1):
            _feature(feature, number, rows)
            features[number - 1] = None  # a document of 50 MB is ten times that as objects
        shapes = rows.built()
    except _Fault as fault:
        raise UnreadableFile(str(fault), where=source.name, how="Correct it there, or export the layer again.") from fault
    except UnsafeFile as error:
        raise UnsafeFile(error.what, where=source.name, how=error.how) from error
    repairs = rows.repairs(shapes)
    notes.extend(rows.notes.sentences())
    _compare_boxes(root, shapes, rows, notes)
    return Raw(rows.columns(source), shapes, crs=crs, encoding=encoding, notes=notes, repairs=repairs)


class _Rows:
    """The rows read so far: properties, geometries, and what there is to tell of them."""

    def __init__(self) -> None:
        self.notes = Notes()
        self.properties: list[dict[str, Any]] = []
        self.shapes: list[Any] = []  # a shapely geometry, a position of a point, or None
        self.boxes: list[tuple[int, list[float]]] = []

    @property
    def row(self) -> int:
        """Index of the row being read."""
        return len(self.properties) - 1

    def tell(self, words: str) -> None:
        """Note something about the row being read."""
        self.notes.tell(words, self.row)

    def built(self) -> npt.NDArray[np.object_]:
        """Return the geometries as an array; points are built all at once."""
        out = np.full(len(self.shapes), None, dtype=object)
        flat = [n for n, s in enumerate(self.shapes) if type(s) is tuple and len(s) == 2]
        if flat:
            out[flat] = shapely.points(np.array([self.shapes[n] for n in flat]))
        for n, shape in enumerate(self.shapes):
            if type(shape) is not tuple:
                out[n] = shape
            elif len(shape) == 3:
                out[n] = shapely.Point(shape)
        return out

    def columns(self, source: Source) -> dict[str, list[Any]]:
        """Return the properties by name; a value that is a list or an object stays, as its JSON text."""
        names: dict[str, None] = {}
        for row in self.properties:
            names |= dict.fromkeys(row)
            if len(names) > source.limits.columns:
                what = f"it has more than {source.limits.columns:,} columns."
                raise TooLarge(what, where=source.name, how="Keep the columns that matter.")
        if len(names) * len(self.properties) > source.limits.cells:
            raise TooLarge("it has too many cells.", where=source.name, how="Keep the columns that matter, or split it.")
        return {name: [_plain(row.get(name)) for row in self.properties] for name in names}

    def repairs(self, shapes: npt.NDArray[np.object_]) -> list[str]:
        """Note rings that run the other way than RFC 7946 asks for, and what a repair would do."""
        parts, owner = shapely.get_parts(shapes, return_index=True)
        areas = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
        parts, owner = parts[areas], owner[areas]
        outer = shapely.get_exterior_ring(parts)
        wrong = ~shapely.is_ccw(outer) & ~shapely.is_empty(parts)
        rings, of = shapely.get_rings(parts, return_index=True)
        inner = np.ones(len(rings), dtype=bool)
        inner[np.unique(of, return_index=True)[1]] = False
        turned = np.unique(of[inner & shapely.is_ccw(rings)])
        found = []
        for words, rows in (("The outer ring runs clockwise", owner[wrong]), ("A hole runs counter-clockwise", owner[turned])):
            if len(rows):
                found.append(words)
                for row in np.unique(rows):
                    self.notes.tell(words, int(row))
        return ["turn rings the way that RFC 7946 asks for"] if found else []


def _plain(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int) and abs(value) >= 1 << 63:
        return str(value)
    return value


def _compare_boxes(root: Any, shapes: npt.NDArray[np.object_], rows: _Rows, notes: list[str]) -> None:
    """Tell of a bbox that does not hold its features."""
    pairs = [(f"Feature {row + 1}", box, shapely.bounds(shapes[row])) for row, box in rows.boxes]
    if isinstance(root.get("bbox"), list) and root.get("type") == "FeatureCollection" and len(shapes):
        pairs.append(("The collection", root["bbox"], shapely.total_bounds(shapes)))
    for at, box, bounds in pairs:
        half = len(box) // 2
        west, south, east, north = box[0], box[1], box[half], box[half + 1]
        spare = 1e-6
        outside = bounds[1] < south - spare or bounds[3] > north + spare
        if west <= east:
            outside = outside or bounds[0] < west - spare or bounds[2] > east + spare
        if outside:
            notes.append(f'{at}: the member "bbox" does not hold its geometry; its numbers may be in the wrong order.')


def _text(source: Source) -> tuple[str, str, list[str]]:
    data = source.path.read_bytes()
    if len(data) > source.limits.file_mb * 4e6:
        raise TooLarge("it is too large for one GeoJSON.", where=source.name, how="Send it as GeoPackage.")
    try:
        return data.decode("utf-8-sig"), "UTF-8", []
    except UnicodeDecodeError as error:
        proof = prove([data])
        encoding = source.encoding or proof.encoding
        if not encoding:
            how = "Save it as UTF-8, or name the encoding with --encoding."
            raise UnreadableFile(f"its text is not UTF-8 (byte {error.start}).", where=source.name, how=how) from error
        try:
            return (
                data.decode(CODECS[encoding]).removeprefix("\ufeff"),
                encoding,
                [f"The text is {encoding}, not UTF-8 as GeoJSON must be."],
            )
        except UnicodeDecodeError as again:
            raise UnreadableFile(f"its text is not {encoding}.", where=source.name, how="Save it as UTF-8.") from again


def _is_sequence(text: str) -> bool:
    first, _, rest = text.lstrip("\x1e \r\n\t").partition("\n")
    return first.rstrip().endswith("}") and rest.lstrip("\x1e \r\n\t").startswith("{")


def _lines(text: str, source: Source) -> Iterator[Any]:
    for number, line in enumerate(re.split(r"[\n\x1e]+", text), 1):
        if line.strip():
            yield _parsed(line, source, number)


def _parsed(text: str, source: Source, line: int = 0) -> Any:
    """Return the JSON value; twice the same member, NaN, and absurd nesting are refused."""
    try:
        return json.loads(text, object_pairs_hook=_members, parse_constant=_constant)
    except json.JSONDecodeError as error:
        at = f"line {line or error.lineno}, column {error.colno}"
        raise UnreadableFile(f"{at}: it is no JSON ({error.msg}).", where=source.name, how="Export it again.") from error
    except RecursionError as error:  # the parser counts its own depth
        raise TooLarge("it is nested too deeply.", where=source.name, how="Export the layer again.") from error
    except (_Fault, ValueError) as error:
        raise UnreadableFile(f"it is no GeoJSON: {error}".rstrip(".") + ".", where=source.name, how="Export it again.") from error


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [k for k, _ in pairs]
        twice = next(k for k in keys if keys.count(k) > 1)
        raise _Fault(f"the member {twice!r} occurs twice in one object")
    return found


def _constant(word: str) -> Any:
    raise _Fault(f"{word} is no number of JSON")


def _features(root: Any, notes: list[str]) -> tuple[list[Any], str]:
    """Return the features of a document, and its CRS as it names it."""
    if not isinstance(root, dict):
        raise _Fault("The whole is no GeoJSON object, but " + _kind(root) + ".")
    kind = root.get("type")
    if kind == "Topology":
        raise _Fault("It is TopoJSON, not GeoJSON.")
    if kind is None and "geometryType" in root and "features" in root:
        raise _Fault("It is Esri JSON, not GeoJSON.")
    if not isinstance(kind, str):
        raise _Fault(f'The member "type" is {_kind(kind) if "type" in root else "missing"}.')
    crs = _crs(root, notes)
    _bbox(root, "The whole")
    if kind == "FeatureCollection":
        _check_foreign(root, kind, "The collection", ("coordinates", "geometries", "geometry", "properties"))
        features = root.get("features")
        if not isinstance(features, list):
            raise _Fault(f'The member "features" is {_kind(features) if "features" in root else "missing"}, not a list.')
        return features, crs
    if kind == "Feature":
        return [{**root, "alone": True}], crs
    if kind in _DEPTHS or kind == "GeometryCollection":
        if kind in ("Polygon", "MultiPolygon") and _is_small(root.get("coordinates")):
            notes.append("It is the bare outline of a site, in no feature: it has neither a name nor any other attribute.")
        return [{"type": "Feature", "properties": None, "geometry": root, "alone": True}], crs
    raise _Fault(f"The type {kind!r} is none of GeoJSON.")


def _is_small(numbers: Any) -> bool:
    """Return whether an outline is of the size of a site (below a hundredth of a degree)."""
    text = json.dumps(numbers)
    pairs = np.array([float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?", text)] or [0.0])
    return len(pairs) >= 8 and len(pairs) % 2 == 0 and bool((np.ptp(pairs.reshape(-1, 2), axis=0) < 0.01).all())


def _crs(root: dict[str, Any], notes: list[str]) -> str:
    """Return the CRS that the old-style member names; a link, or a name that is a link, is refused."""
    member = root.get("crs")
    if member is None:
        return _CRS84
    words = json.dumps(member)
    if isinstance(member, dict) and (member.get("type") == "link" or "://" in words or "href" in words):
        raise UnsafeFile("its CRS is a link to somewhere else.", where="", how="Save it again as GeoJSON in degrees.")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not (found := _CRS_NAME.fullmatch(name.strip())):
        raise _Fault(f'The member "crs" is {words[:60]}; it can only name a code, like "urn:ogc:def:crs:EPSG::4490".')
    code = f"{found[1].upper()}:{found[2].upper()}"
    if code not in (_CRS84, "EPSG:4326", "EPSG:4490"):
        notes.append(
            f'It names its CRS ({code}) in the member "crs", which the standard has dropped; other programs may read it as degrees.'
        )
    return code


_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def _feature(feature: Any, number: int, rows: _Rows) -> None:
    at = f"Feature {number}"
    if not isinstance(feature, dict):
        raise _Fault(f"{at} is {_kind(feature)}, not an object.")
    if feature.get("type") != "Feature":
        raise _Fault(f'{at}: the member "type" is {feature.get("type")!r}, not "Feature".')
    _check_foreign(feature, "Feature", at, ("coordinates", "geometries", "features"))
    if "properties" not in feature:
        raise _Fault(f'{at}: the member "properties" is missing.')
    properties = feature["properties"]
    if properties is not None and not isinstance(properties, dict):
        raise _Fault(f'{at}: the member "properties" is {_kind(properties)}, not an object.')
    ident = feature.get("id")
    if ident is not None and (not isinstance(ident, (str, int, float)) or isinstance(ident, bool)):
        raise _Fault(f'{at}: the member "id" is {_kind(ident)}, not a text or a number.')
    if "geometry" not in feature:
        raise _Fault(f'{at}: the member "geometry" is missing.')
    row = properties or {}
    if ident is not None and "id" not in row:
        row["id"] = ident
    rows.properties.append(row)
    if box := _bbox(feature, at):
        rows.boxes.append((rows.row, box))
    geometry = feature["geometry"]
    if geometry is None:
        if number > 1 or not feature.get("alone"):
            rows.tell("There is no geometry")
        rows.shapes.append(None)
        return
    rows.shapes.append(_geometry(geometry, at, rows, 0))


def _geometry(value: Any, at: str, rows: _Rows, nested: int) -> Any:
    """Return a shapely geometry, or for a point its position."""
    if not isinstance(value, dict):
        raise _Fault(f'{at}: the member "geometry" is {_kind(value)}, not an object.')
    kind = value.get("type")
    if kind == "GeometryCollection":
        return _collection(value, at, rows, nested)
    if "type" not in value:
        raise _Fault(f'{at}: the geometry has no "type".')
    if not isinstance(kind, str) or kind not in _DEPTHS:
        raise _Fault(f"{at}: the type {kind!r} of its geometry is none of GeoJSON.")
    _check_foreign(value, kind, at, ("geometry", "properties", "features"))
    if "coordinates" not in value:
        raise _Fault(f'{at}: the member "coordinates" is missing.')
    if (box := _bbox(value, at)) and not nested:
        rows.boxes.append((rows.row, box))
    numbers = value["coordinates"]
    if kind in ("MultiPolygon", "MultiLineString") and isinstance(numbers, list) and len(numbers) == 1:
        rows.tell(f"A {kind} has a single member")
    checked = _positions(numbers, _DEPTHS[kind], kind, f"{at}: coordinates", rows)
    return checked if kind == "Point" else _BUILD[kind](checked)


def _collection(value: dict[str, Any], at: str, rows: _Rows, nested: int) -> Any:
    if nested > 8:
        raise _Fault(f"{at}: collections lie in one another more than eight deep.")
    if nested:
        rows.tell("A collection lies inside a collection, which many programs cannot read")
    parts = value.get("geometries")
    if not isinstance(parts, list):
        found = _kind(parts) if "geometries" in value else "missing"
        raise _Fault(f'{at}: the member "geometries" is {found}, not a list.')
    if len(parts) == 1:
        rows.tell("A collection has a single member")
    built = [_geometry(part, at, rows, nested + 1) for part in parts]
    return shapely.GeometryCollection([shapely.Point(b) if type(b) is tuple else b for b in built])


def _positions(value: Any, depth: int, kind: str, at: str, rows: _Rows) -> Any:
    if depth == 0:
        return _position(value, at, rows)
    if not isinstance(value, list):
        raise _Fault(f"{at} is {_kind(value)}, not a list: too shallow for a {kind}.")
    if depth > 1:
        return [_positions(part, depth - 1, kind, f"{at}[{n}]", rows) for n, part in enumerate(value)]
    points = [_position(point, f"{at}[{n}]", rows) for n, point in enumerate(value)]
    if "Polygon" in kind:
        _check_ring(points, at)
    elif "Line" in kind and len(points) < 2:
        raise _Fault(f"{at} is a line of {len(points)} position{'s' * (len(points) != 1)}; it needs two.")
    if kind != "MultiPoint" and any(len(p) == 3 for p in points):
        rows.tell("The corners have heights, which are not used")
    return [p[:2] for p in points] if any(len(p) != 2 for p in points) else points


def _polygon(rings: Any) -> Any:
    return shapely.Polygon(rings[0], rings[1:]) if rings else shapely.Polygon()


_BUILD: dict[str, Callable[[Any], Any]] = {
    "MultiPoint": lambda points: shapely.MultiPoint(points),
    "LineString": lambda points: shapely.LineString(points),
    "MultiLineString": lambda lines: shapely.MultiLineString(lines),
    "Polygon": _polygon,
    "MultiPolygon": lambda parts: shapely.MultiPolygon([_polygon(rings) for rings in parts]),
}


def _check_ring(points: list[tuple[float, ...]], at: str) -> None:
    if len(points) < 4:
        raise _Fault(f"{at} is a ring of {len(points)} positions; it needs four, the last like the first.")
    if points[0] != points[-1]:
        raise _Fault(f"{at} is a ring that is not closed: it begins at {_place(points[0])} and ends at {_place(points[-1])}.")
    if len(set(points)) < 3:
        raise _Fault(f"{at} is a ring of {len(set(points))} different positions; it needs three.")


def _position(value: Any, at: str, rows: _Rows) -> tuple[float, ...]:
    if type(value) is list and len(value) == 2:  # nearly all
        x, y = value
        if type(x) is float and type(y) is float and -1e8 < x < 1e8 and -1e8 < y < 1e8:
            return x, y
    if not isinstance(value, list):
        raise _Fault(f"{at} is {_kind(value)}, not a position.")
    if len(value) < 2:
        raise _Fault(f"{at} is a position of {len(value)} number{'s' * (len(value) != 1)}; it needs two.")
    for one in value:
        if not isinstance(one, (int, float)) or isinstance(one, bool):
            raise _Fault(f"{at} holds {_kind(one)} where a number belongs.")
        if not -1e8 < one < 1e8:
            raise _Fault(f"{at} holds {_kind(one)}, which is no coordinate.")
    if len(value) > 3:
        rows.tell("A position has more than three numbers; only the first two are used")
    return tuple(float(one) for one in value[:3])


def _bbox(holder: dict[str, Any], at: str) -> list[float] | None:
    box = holder.get("bbox")
    if box is None:
        return None
    if not isinstance(box, list) or len(box) not in (4, 6) or not all(isinstance(b, (int, float)) and not isinstance(b, bool) for b in box):
        raise _Fault(f'{at}: the member "bbox" is {_kind(box)}; it needs four or six numbers.')
    return [float(b) if -1e300 < b < 1e300 else math.inf for b in box]


def _check_foreign(holder: dict[str, Any], kind: str, at: str, foreign: tuple[str, ...]) -> None:
    for member in foreign:
        if member in holder:
            raise _Fault(f"{at}: a {kind} must not have the member {member!r}.")


def _place(point: tuple[float, ...]) -> str:
    return f"{point[0]:.6g}, {point[1]:.6g}"


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value:.6g}" if -1e300 < value < 1e300 else "a huge number"
    if isinstance(value, str):
        return f"the text {value[:30]!r}"
    return "a list" if isinstance(value, list) else "an object"


FORMAT = Format(
    "GeoJSON",
    (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson"),
    lambda head: bool(_STARTS.match(head.removeprefix(b"\xef\xbb\xbf"))),
    _read,
    order=40,
)
