"""The map of the sheet: shapes in degrees -> a frame in metres, which `svg` draws for pages and `png` for Word.

No text but letters, digits and N is drawn, so that no font has to be there; the letters stand before the rows of the sheet's table.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geomon import crs

WIDTH, HEIGHT = 720, 420
"""Of the frame, in units of the drawing (CSS pixels)."""
_CUT_DEG = 0.02
Ring: TypeAlias = "np.ndarray[Any, Any]"


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Something on the map.

    Attributes
    ----------
    kind : "asked", "core" (the strictest zone), "zone", "box" (a rectangle round an area), "county", "doubt" (within which a site lies),
        or a light for a site's point.
    label : a letter or two.
    """

    kind: str
    geometry: BaseGeometry
    label: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """Fill with opacity, stroke, its width and dash."""

    fill: str
    opacity: float
    stroke: str
    width: float
    dash: tuple[float, float] | None = None


LOOKS: dict[str, Look] = {
    "county": Look("#FCFBF8", 1.0, "#C9C3B6", 1.0, (8, 4)),
    "zone": Look("#7FAE8F", 0.34, "#4B8A68", 1.2),
    "core": Look("#2F6B4F", 0.42, "#2F6B4F", 1.4),
    "box": Look("#7FAE8F", 0.10, "#4B8A68", 1.4, (6, 4)),
    "asked": Look("#24506B", 0.12, "#24506B", 2.6),
    "doubt": Look("#52606D", 0.05, "#52606D", 1.4, (4, 4)),
}
LIGHTS = {"red": ("#CC2E1E", "R"), "yellow": ("#F2B701", "Y"), "blue": ("#2474AB", "B"), "green": ("#1B8048", "G"), "grey": ("#6B7783", "")}
"""Colour and letter; the shapes are in `mark`."""


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What is drawn, in units of the frame (y down), and how many metres a unit is; a polygon is parts of a border and its holes.

    `left` and `top` are the frame's corner in the metres of the zone of `lon`.
    """

    polygons: tuple[tuple[Look, tuple[tuple[Ring, ...], ...]], ...]
    labels: tuple[tuple[float, float, str], ...]
    marks: tuple[tuple[float, float, str], ...]
    metres: float
    west: float
    south: float
    east: float
    north: float
    left: float = 0.0
    top: float = 0.0
    lon: float = 0.0

    @property
    def bar(self) -> tuple[float, str]:
        """Length of the scale bar in units, and its label: a round number of metres, at most a quarter of the frame."""
        most = self.metres * WIDTH / 4
        base = 10.0 ** math.floor(math.log10(most))
        length = next(base * step for step in (5, 2, 1) if base * step <= most)
        return length / self.metres, f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"


def scene_of(shapes: Sequence[Shape], *, at: tuple[float, float] | None = None, width_m: float = 0.0) -> Scene:
    """Return the frame round what was asked about, half as much again on each side, with everything else cut to it.

    Parameters
    ----------
    at, width_m : longitude, latitude of the frame's middle and its width in metres, where it is not what was asked about.
    """
    asked = [shape.geometry for shape in shapes if shape.kind == "asked"]
    lon = at[0] if at else shapely.union_all(asked).centroid.x
    plane = {id(shape): _metres(shape.geometry, lon) for shape in shapes}
    if at:
        west, south, east, north = _metres(shapely.Point(at), lon).bounds
        metres = width_m / WIDTH
    else:
        west, south, east, north = shapely.total_bounds([plane[id(shape)] for shape in shapes if shape.kind == "asked"])
        room = 0.75 * max(east - west, (north - south) * WIDTH / HEIGHT, 200.0)
        metres = max(east - west + 2 * room, 1.0) / WIDTH
    x0, y1 = (east + west) / 2 - metres * WIDTH / 2, (north + south) / 2 + metres * HEIGHT / 2
    frame = shapely.box(x0, y1 - metres * HEIGHT, x0 + metres * WIDTH, y1)

    def place(xy: Any) -> Any:
        return np.column_stack([(xy[:, 0] - x0) / metres, (y1 - xy[:, 1]) / metres])

    polygons: list[tuple[Look, tuple[tuple[Ring, ...], ...]]] = []
    labels: list[tuple[float, float, str]] = []
    marks: list[tuple[float, float, str]] = []
    for shape in sorted(shapes, key=lambda one: [*LOOKS, *LIGHTS].index(one.kind)):
        seen = shapely.transform(shapely.intersection(shapely.make_valid(plane[id(shape)]), frame), place)
        if seen.is_empty:
            continue
        if shape.kind in LIGHTS:
            marks.append((float(seen.centroid.x), float(seen.centroid.y), shape.kind))
            continue
        polygons.append((LOOKS[shape.kind], tuple(_rings(seen))))
        if shape.label:
            labels.append(_apart(*_label_at(seen, shape.kind), shape.label, labels))
    degrees = _corners(frame, lon)
    return Scene(tuple(polygons), tuple(labels), tuple(marks), metres, *degrees, float(x0), float(y1), float(lon))


def _metres(geometry: BaseGeometry, lon: float) -> BaseGeometry:
    shape: BaseGeometry = crs.project(np.asarray([shapely.segmentize(geometry, _CUT_DEG)], dtype=np.object_), lon)[0]
    return shape


def _label_at(shape: BaseGeometry, kind: str) -> tuple[float, float]:
    """Return a point well inside the largest part; of a rectangle, which may cover everything, its upper left corner."""
    west, north, _, _ = shape.bounds
    if kind == "box":
        return west + 16, north + 16
    largest = max(shapely.get_parts(shape), key=lambda part: part.area)
    inner = shapely.buffer(largest, -math.sqrt(largest.area) / 10)
    at = (largest if inner.is_empty else inner).representative_point()
    return float(at.x), float(at.y)


def _apart(x: float, y: float, label: str, taken: Sequence[tuple[float, float, str]]) -> tuple[float, float, str]:
    """Return a label's place, moved down until it covers no other."""
    while any(abs(x - a) < 20 and abs(y - b) < 18 for a, b, _ in taken):
        y += 18
    return x, y, label


def _corners(frame: BaseGeometry, lon: float) -> tuple[float, float, float, float]:
    """Return the frame's west, south, east and north in degrees, by its middle lines."""
    back = pyproj.Transformer.from_crs(crs.zone_crs(lon), crs.CGCS2000, always_xy=True)
    x0, y0, x1, y1 = frame.bounds
    xm, ym = (x0 + x1) / 2, (y0 + y1) / 2
    (west, _), (east, _), (_, south), (_, north) = (back.transform(x, y) for x, y in ((x0, ym), (x1, ym), (xm, y0), (xm, y1)))
    return west, south, east, north


def _rings(shape: BaseGeometry) -> Iterator[tuple[Ring, ...]]:
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon":
            yield tuple(shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors))


def mark(x: float, y: float, kind: str, r: float = 9.0) -> list[tuple[float, float]]:
    """Return the corners of a light: triangle, diamond, square; none for the round ones."""
    if kind == "green":
        return [(x - 7, y - 7), (x + 7, y - 7), (x + 7, y + 7), (x - 7, y + 7)]
    if kind == "red":
        return [(x, y - r), (x + r, y + 7), (x - r, y + 7)]
    return [(x, y - r), (x + r, y), (x, y + r), (x - r, y)] if kind == "yellow" else []
