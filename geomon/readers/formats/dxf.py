"""DXF as geometry only: points, lines, polylines, circles and arcs with their layer; what else a drawing holds is counted, not read."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geomon.encodings import decoded, prove
from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source

_HEAD = re.compile(rb"^(?:\s*999\r?\n[^\n]*\n)*\s*0\r?\n\s*SECTION\s*\r?\n", re.IGNORECASE)
_STEP = math.radians(5)
Pair = tuple[int, str]


def _read(source: Source) -> Raw:
    data = source.path.read_bytes()
    proof = prove([data])
    text = decoded(data, source.encoding or proof.encoding or "GB18030")
    if text is None:
        text = data.decode("ascii", "replace")
    rows: list[dict[str, Any]] = []
    shapes: list[Any] = []
    other: Counter[str] = Counter()
    vertices: list[tuple[float, float]] | None = None
    bulges: list[float] = []
    closed, layer = False, ""
    for kind, pairs in _entities(text.splitlines(), source):
        if kind == "POLYLINE":
            vertices, bulges, closed, layer = [], [], bool(int(_first(pairs, 70, "0") or 0) & 1), _first(pairs, 8, "")
            continue
        if kind == "VERTEX" and vertices is not None:
            vertices.append((_number(pairs, 10, source), _number(pairs, 20, source)))
            bulges.append(_number(pairs, 42, source, 0.0))
            continue
        if kind == "SEQEND" and vertices is not None:
            shape, kind = _line(vertices, bulges, closed), "POLYLINE"
            vertices = None
        else:
            layer = _first(pairs, 8, "")
            shape = _shape(kind, pairs, source)
        if shape is None:
            other[kind] += 1
            continue
        rows.append({"layer": layer, "kind": kind})
        shapes.append(shape)
        if len(rows) > source.limits.features:
            raise TooLarge("the drawing has too many shapes.", where=source.name, how="Export the layer that matters.")
    out = np.full(len(shapes), None, dtype=object)
    out[:] = shapes
    raw = Raw(
        {"drawing_layer": [r["layer"] for r in rows], "kind": [r["kind"] for r in rows]},
        out,
        hints=[source.name],
        encoding=proof.encoding,
        sample=proof.sample,
    )
    left = Counter({k: n for k, n in other.items() if k not in ("SEQEND", "VIEWPORT", "VERTEX")})
    if left:
        raw.notes.append("Not read from the drawing: " + ", ".join(f"{n} {k}" for k, n in left.most_common(6)) + ".")
    if not rows:
        raw.ask = "There is no point, line or area in the drawing."
    return raw


def _pairs(lines: list[str], source: Source) -> Iterator[Pair]:
    for n in range(0, len(lines) - 1, 2):
        try:
            code = int(lines[n])
        except ValueError as error:
            raise UnreadableFile(
                f"line {n + 1}: {lines[n][:20]!r} is no group code.", where=source.name, how="Save the drawing again as DXF."
            ) from error
        yield code, lines[n + 1].strip()


def _entities(lines: list[str], source: Source) -> Iterator[tuple[str, list[Pair]]]:
    section, kind = "", ""
    held: list[Pair] = []
    for code, value in _pairs(lines, source):
        if code == 0:
            if section == "ENTITIES" and kind and kind != "SECTION":
                yield kind, held
            kind, held = value.upper(), []
            if kind == "ENDSEC":
                section = ""
        elif code == 2 and kind == "SECTION" and not held:
            section, kind = value.upper(), ""
        else:
            held.append((code, value))
    if section == "ENTITIES":
        raise UnreadableFile("the drawing breaks off.", where=source.name, how="Save it again as DXF.")


def _shape(kind: str, pairs: list[Pair], source: Source) -> Any:
    if kind in ("POINT", "INSERT"):
        return shapely.Point(_number(pairs, 10, source), _number(pairs, 20, source)) if kind == "POINT" else None
    if kind == "LINE":
        return shapely.LineString(
            [(_number(pairs, 10, source), _number(pairs, 20, source)), (_number(pairs, 11, source), _number(pairs, 21, source))]
        )
    if kind == "LWPOLYLINE":
        points: list[tuple[float, float]] = []
        bulges: list[float] = []
        x = 0.0
        for code, value in pairs:
            if code == 10:
                x = _float(value, source)
            elif code == 20:
                points.append((x, _float(value, source)))
                bulges.append(0.0)
            elif code == 42 and bulges:
                bulges[-1] = _float(value, source)
        return _line(points, bulges, bool(int(_first(pairs, 70, "0") or 0) & 1))
    if kind in ("CIRCLE", "ARC"):
        x, y, radius = _number(pairs, 10, source), _number(pairs, 20, source), _number(pairs, 40, source)
        if kind == "CIRCLE":
            return shapely.Polygon(_arc(x, y, radius, 0.0, 2 * math.pi))
        start, end = math.radians(_number(pairs, 50, source)), math.radians(_number(pairs, 51, source))
        return shapely.LineString(_arc(x, y, radius, start, end if end > start else end + 2 * math.pi))
    return None


def _arc(x: float, y: float, radius: float, start: float, end: float) -> list[tuple[float, float]]:
    steps = min(2_000, max(2, math.ceil(abs(end - start) / _STEP)))
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in np.linspace(start, end, steps + 1).tolist()]


def _line(points: list[tuple[float, float]], bulges: list[float], closed: bool) -> Any:
    """Return a polyline with its arcs drawn out; a closed one is an area."""
    if closed and points and points[0] != points[-1]:
        points, bulges = [*points, points[0]], [*bulges, 0.0]
    drawn = points[:1]
    for (a, b), bulge in zip(itertools.pairwise(points), bulges, strict=False):
        drawn.extend(_bulged(a, b, bulge) if abs(bulge) > 1e-9 else [b])
    if len(drawn) < 2:
        return shapely.Point(drawn[0]) if drawn else None
    return shapely.Polygon(drawn) if (closed or drawn[0] == drawn[-1]) and len(drawn) >= 4 else shapely.LineString(drawn)


def _bulged(a: tuple[float, float], b: tuple[float, float], bulge: float) -> list[tuple[float, float]]:
    """Return the arc from a to b; the bulge is the tangent of a quarter of its angle."""
    angle = 4 * math.atan(bulge)
    chord = math.dist(a, b)
    if chord == 0 or abs(angle) < 1e-9:
        return [b]
    radius = chord / (2 * math.sin(angle / 2))
    middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
    height = radius * math.cos(angle / 2)
    centre = (middle[0] - height * (b[1] - a[1]) / chord, middle[1] + height * (b[0] - a[0]) / chord)
    start = math.atan2(a[1] - centre[1], a[0] - centre[0])
    return [*_arc(*centre, abs(radius), start, start + angle)[1:-1], b]


def _first(pairs: list[Pair], code: int, default: str) -> str:
    return next((value for c, value in pairs if c == code), default)


def _number(pairs: list[Pair], code: int, source: Source, default: float | None = None) -> float:
    value = _first(pairs, code, "")
    if not value and default is not None:
        return default
    return _float(value, source)


def _float(value: str, source: Source) -> float:
    try:
        number = float(value)
    except ValueError as error:
        raise UnreadableFile(
            f"{value[:20]!r} is no number of a drawing.", where=source.name, how="Save the drawing again as DXF."
        ) from error
    if not -1e9 < number < 1e9:
        raise UnreadableFile(f"{value[:20]} is no coordinate.", where=source.name, how="Save the drawing again as DXF.")
    return number


FORMAT = Format("DXF", (".dxf",), lambda head: bool(_HEAD.match(head)), _read, order=35)
