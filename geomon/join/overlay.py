"""An area against the areas of one layer: inside, outside, or cannot tell from the positional error of both sides.

Every edge is a straight line in degrees, as the files mean it, cut into short pieces before anything is measured. Hectares are taken on
the ellipsoid, distances are geodesics between the two nearest points; only *which* points are nearest, and the strips of the errors, is
planar (3-degree Gauss-Kruger zone of the area, true to 1 in 2,800).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any, Literal, TypeAlias

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from geomon import crs

Verdict: TypeAlias = Literal["inside", "outside", "cannot tell"]

UNSAID_M = 1000.0
"""Error of a boundary whose source says nothing: the datums of Chinese maps differ by several hundred metres, drawing by hand adds."""
SLACK_DEG = 0.01
"""Longest piece of an edge: a parallel of that length bends 1 cm from the geodesic."""
_M_A_DEGREE = 111_000.0


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Area:
    """The area that is asked about: polygons in degrees (EPSG:4490), and how far off they may be in metres."""

    name: str
    geometry: BaseGeometry
    error_m: float
    source: str = ""
    datum: str = "CGCS2000"

    @property
    def hectares(self) -> float:
        """Its size on the ellipsoid."""
        return crs.area_ha(cut(self.geometry))


@dataclasses.dataclass(frozen=True, slots=True)
class Meeting:
    """The area and one feature.

    Attributes
    ----------
    row : of the feature in its frame.
    whole : the whole of the area lies inside, the errors counted.
    hectares, low, high : of the overlap, and what it is at least and at most, the errors counted.
    share : of the asked area that is in the feature, 0 to 1.
    metres : ground distance between the two; 0 where they overlap.
    error_m : of both sides together; `said` is False where the layer says nothing of its own, so that `UNSAID_M` was taken.
    box : only the rectangle round the feature is known.
    """

    row: int
    verdict: Verdict
    whole: bool
    hectares: float
    low: float
    high: float
    share: float
    metres: float
    error_m: float
    said: bool
    box: bool
    why: str
    why_en: str


def cut(geometry: BaseGeometry) -> BaseGeometry:
    """Return a geometry in degrees with its edges cut into pieces of at most `SLACK_DEG`."""
    return shapely.segmentize(geometry, SLACK_DEG)


def meetings(area: Area, features: gpd.GeoDataFrame, *, accuracy_m: float = 0.0, boxes: bool = False,
             near_m: float = 5000.0) -> list[Meeting]:
    """Return how the area meets each feature within `near_m` (more where errors are larger), and the nearest one in any case.

    Parameters
    ----------
    features : EPSG:4490; columns `accuracy_m`, `method` ("bbox" is a rectangle) are used where they are there. Rows without a polygon
        are passed over.
    accuracy_m : of features that do not say; 0 is not known.
    boxes : all features are rectangles round what they stand for.

    Notes
    -----
    Surely inside is what overlaps even where the feature is taken smaller, or the area smaller, by the errors of both; surely outside what
    is farther away than both errors. A rectangle holds the feature and more, so it can only show that the area is outside.
    """
    shapes = features.geometry.to_numpy()
    rows = np.flatnonzero(shapely.get_dimensions(shapes) == 2)
    if not len(rows):
        return []
    plane = _Plane(area)
    errors, said = _errors(features, accuracy_m)
    near = _near(area.geometry, shapes[rows], near_m + float(errors[rows].max()) + area.error_m)
    is_box = np.full(len(features), boxes)
    if "method" in features:
        is_box |= (features["method"] == "bbox").to_numpy()
    found = [plane.meet(int(row), shapes[row], float(errors[row]), bool(said[row]), bool(is_box[row])) for row in rows[near]]
    return sorted(found, key=lambda m: (m.metres, -m.hectares, m.row))


def _errors(features: gpd.GeoDataFrame, accuracy_m: float) -> tuple[crs.Floats, Any]:
    """Return the error of each feature in metres, and whether its file or layer says it."""
    own = features["accuracy_m"] if "accuracy_m" in features else pd.Series(np.nan, index=features.index)
    stated: crs.Floats = pd.to_numeric(own, errors="coerce").to_numpy(dtype=float, copy=True)
    if "method" in features:
        stated[(features["method"] == "bbox").to_numpy()] = np.nan  # half the rectangle's diagonal, which is no error of its sides
    if accuracy_m > 0:
        stated[np.isnan(stated)] = accuracy_m
    return np.where(np.isnan(stated), UNSAID_M, stated), ~np.isnan(stated)


def _near(area: BaseGeometry, shapes: Any, metres: float) -> Any:
    """Return which shapes may be within `metres` of the area, and the nearest of all; a tree on rectangles."""
    west, south, east, north = area.bounds
    shrink = max(0.05, float(np.cos(np.radians(max(abs(south), abs(north))))))

    def squeezed(shape: Any) -> Any:
        return shapely.transform(shape, lambda xy: xy * [shrink, 1.0])

    tree = shapely.STRtree(squeezed(shapes))
    dy = metres / _M_A_DEGREE
    around = shapely.box(west * shrink - dy, south - dy, east * shrink + dy, north + dy)
    return np.union1d(tree.query(around), tree.query_nearest(squeezed(area)))


class _Plane:
    """The area in metres, and what is measured against it."""

    def __init__(self, area: Area) -> None:
        self.area, self.lon = area, area.geometry.centroid.x
        self.cut = cut(_valid(area.geometry))
        self.shape = _metres(self.cut, self.lon)
        self.hectares = crs.area_ha(self.cut)
        self.scale = self.hectares / (self.shape.area / 10_000.0) if self.shape.area else 1.0
        self._back = pyproj.Transformer.from_crs(crs.zone_crs(self.lon), crs.CGCS2000, always_xy=True)

    def meet(self, row: int, feature: BaseGeometry, error: float, said: bool, box: bool) -> Meeting:
        """Measure one feature and judge it."""
        whole_feature = cut(_valid(feature))
        shape = _metres(whole_feature, self.lon)
        error_m = self.area.error_m + error
        planar = float(shapely.distance(self.shape, shape))
        metres = self._ground(shape) if planar > 0 else 0.0
        if metres > error_m:
            words = (f"相距 {metres:,.0f} 米，大于误差合计 {error_m:,.0f} 米",
                     f"{metres:,.0f} m apart, more than the errors of both, {error_m:,.0f} m")
            return Meeting(row, "outside", False, 0.0, 0.0, 0.0, 0.0, metres, error_m, said, box, *words)
        if box:
            return Meeting(row, "cannot tell", False, 0.0, 0.0, 0.0, 0.0, metres, error_m, said, True, *_box_words(metres, error_m))
        # What is farther away than the errors reach decides nothing, and may be large.
        shape = shapely.intersection(shape, shapely.box(*shapely.buffer(self.shape, 3 * error_m + 100.0).bounds))
        overlap = crs.area_ha(shapely.intersection(self.cut, whole_feature)) if planar == 0 else 0.0
        inner, outer = shapely.buffer(shape, -error_m), shapely.buffer(shape, error_m)
        low, high = (self._hectares(one) for one in (inner, outer))
        sure = overlap > 0 and (low > 0 or bool(shapely.intersects(shapely.buffer(self.shape, -error_m), shape)))
        whole = sure and bool(shapely.covers(inner, self.shape))
        low, high = min(low, overlap), max(high, overlap)
        share = overlap / self.hectares if self.hectares else 0.0
        words = (_inside_words(whole, overlap, low, high, share, error_m) if sure
                 else _unsure_words(metres, overlap, self.area.error_m, error, said))
        verdict: Verdict = "inside" if sure else "cannot tell"
        return Meeting(row, verdict, whole, overlap, low, high, min(share, 1.0), metres, error_m, said, False, *words)

    def _hectares(self, other: BaseGeometry) -> float:
        return float(shapely.intersection(self.shape, other).area) / 10_000.0 * self.scale

    def _ground(self, shape: BaseGeometry) -> float:
        """Return the geodesic distance between the nearest points of the two."""
        ends = shapely.get_coordinates(shapely.shortest_line(self.shape, shape))
        lon, lat = self._back.transform(ends[:, 0], ends[:, 1])
        return float(crs.distances_m(lon[0], lat[0], lon[1], lat[1])[0])


def _metres(shape: BaseGeometry, lon: float) -> Any:
    return crs.project(np.asarray([shape], dtype=np.object_), lon)[0]


def _valid(shape: BaseGeometry) -> BaseGeometry:
    """Return the polygons of a shape, mended for measuring only; the file is not touched."""
    if shape.is_valid and shape.geom_type in ("Polygon", "MultiPolygon"):
        return shape
    parts = [part for part in shapely.get_parts(shapely.make_valid(shape)) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts)


def union_ha(area: Area, shapes: Sequence[BaseGeometry]) -> float:
    """Return how many hectares of the area lie in at least one of the shapes, so that zones over one another count once."""
    whole = cut(_valid(area.geometry))
    return crs.area_ha(shapely.intersection(whole, shapely.union_all([cut(_valid(shape)) for shape in shapes]))) if len(shapes) else 0.0


# ---- words ------------------------------------------------------------------------------------------------------------

def _box_words(metres: float, error_m: float) -> tuple[str, str]:
    if metres > 0:
        return (f"只知外接矩形：离矩形 {metres:,.0f} 米，不超过误差合计 {error_m:,.0f} 米",
                f"only the rectangle round it is known: {metres:,.0f} m from it, within the errors of both, {error_m:,.0f} m")
    return ("只知外接矩形：落在矩形内不等于落在区内；取得正式边界后可判",
            "only the rectangle round it is known: in it is not inside the area; its real boundary would settle it")


def _inside_words(whole: bool, overlap: float, low: float, high: float, share: float, error_m: float) -> tuple[str, str]:
    if whole:
        return f"整个范围在内，计入误差 {error_m:,.0f} 米仍在内", f"all of it lies inside, also with the errors of both, {error_m:,.0f} m"
    return (f"重叠 {overlap:,.2f} 公顷（占 {share:.1%}），计入误差 {error_m:,.0f} 米为 {low:,.2f}–{high:,.2f} 公顷",
            f"{overlap:,.2f} ha overlap ({share:.1%}); with the errors of both, {error_m:,.0f} m: {low:,.2f} to {high:,.2f} ha")


def _unsure_words(metres: float, overlap: float, own: float, theirs: float, said: bool) -> tuple[str, str]:
    basis = f"范围 {own:,.0f} 米＋图层 {theirs:,.0f} 米" + ("" if said else "，图层没有说明精度，按此计")
    basis_en = f"{own:,.0f} m of the area and {theirs:,.0f} m of the layer" + ("" if said else ", assumed because the layer does not say")
    if overlap > 0:
        return (f"重叠 {overlap:,.2f} 公顷，但宽度不超过误差（{basis}）",
                f"{overlap:,.2f} ha overlap, but no wider than the errors ({basis_en})")
    if metres > 0:
        return f"相距 {metres:,.0f} 米，不超过误差（{basis}）", f"{metres:,.0f} m apart, within the errors ({basis_en})"
    return f"边界相接，误差内分不清（{basis}）", f"the borders touch; within the errors it cannot be told ({basis_en})"


# ---- sites ------------------------------------------------------------------------------------------------------------

def sites_in(area: Area, sites: pd.DataFrame) -> pd.DataFrame:
    """Return the sites that are inside, or that cannot be told to be outside.

    Parameters
    ----------
    sites : with lon, lat, method, accuracy_m as in `Situation.sites`; those known to their county only, or not at all, are passed over.

    Returns
    -------
    DataFrame
        The same rows with `verdict` ("inside" or "cannot tell") and `metres` to the area (0 in it), the sure and near ones first.
    """
    points = sites[sites["lon"].notna() & ~sites["method"].isin(["county", "none"])]
    west, south, east, north = area.geometry.bounds
    off = pd.to_numeric(points["accuracy_m"], errors="coerce").fillna(UNSAID_M).to_numpy(dtype=float) + area.error_m
    lon, lat = points["lon"].to_numpy(dtype=float), points["lat"].to_numpy(dtype=float)
    dy = off / _M_A_DEGREE * 1.1
    dx = dy / np.maximum(0.05, np.cos(np.radians(lat)))
    close = (lon >= west - dx) & (lon <= east + dx) & (lat >= south - dy) & (lat <= north + dy)
    points, off = points[close], off[close]
    plane = _Plane(area)
    at = crs.project(np.asarray(shapely.points(lon[close], lat[close]), dtype=np.object_), plane.lon)
    apart = shapely.distance(at, plane.shape)
    inside = (apart == 0) & (shapely.distance(at, shapely.boundary(plane.shape)) > off)
    kept = apart <= off
    verdict = np.where(inside, "inside", "cannot tell")
    found: pd.DataFrame = points.assign(verdict=verdict, metres=np.round(apart, 1))[kept]
    return found.sort_values(["verdict", "metres", "id"], ascending=[False, True, True], kind="stable")
