"""The base map as one small JSON: counties, neighbours, city borders, water and where names stand. Fetched once by a browser, then kept.

Format: `land` lists {code, name, en, ours, city, at: [lon, lat], rings: polygons of rings}; `cities` are the names of our cities with
their romanisation; `city` and `water` are lists of lines; `places` are smaller names {name, en, at}. A ring or line is a flat list of whole
ten-thousandths of a degree (11 m), each the step from the one before.
"""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geomon.errors import MissingCRS
from geomon.words import romanised

SIMPLER_DEG = 0.002
"""Detail below this is dropped, on both sides of a shared border alike."""
MARGIN_DEG = 0.7
"""How far beyond our counties the picture reaches."""
CHINA = (73.5, 18.0, 135.1, 53.6)
"""West, south, east, north in degrees: what is looked at before any document names a county."""

Points: TypeAlias = npt.NDArray[np.float64]


@dataclasses.dataclass(frozen=True, slots=True)
class BaseMap:
    """The file as served.

    Attributes
    ----------
    data : JSON, UTF-8.
    packed : the same under gzip.
    version : changes with the content; goes into the address.
    bounds : (south, west), (north, east) of our counties, degrees.
    """

    data: bytes
    packed: bytes
    version: str
    bounds: tuple[tuple[float, float], tuple[float, float]]


def base_map(counties: gpd.GeoDataFrame, water: gpd.GeoDataFrame | None = None, taken: Points | None = None,
             places: pd.DataFrame | None = None) -> BaseMap:
    """Return the base map of `counties`.

    Parameters
    ----------
    counties : columns adcode, name, city, ours (bool), geometry; a column name_en wins over the romanisation.
    water : lines and areas of water; none are drawn without it.
    places : name, lon, lat of smaller places, whose names show close up.
    taken : (n, 2) places of marks in degrees, which names keep clear of.

    Raises
    ------
    MissingCRS
        If the counties do not say in which CRS they are.
    """
    if counties.crs is None:
        raise MissingCRS("has no CRS, so it cannot be drawn.", where="counties", how="Give it one with set_crs.")
    frame = counties.to_crs(4490).reset_index(drop=True)
    ours = frame["ours"].to_numpy(bool)
    west, south, east, north = (frame.geometry[ours] if ours.any() else frame.geometry).total_bounds if len(frame) else CHINA
    near = shapely.box(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    keep = ours | frame.intersects(near).to_numpy()
    frame, ours = frame[keep].reset_index(drop=True), ours[keep]
    frame["geometry"] = frame.geometry.simplify_coverage(SIMPLER_DEG)
    spots = _name_spots(frame, ours, near, np.zeros((0, 2)) if taken is None else taken)
    english = frame.get("name_en", [romanised(name) for name in frame["name"]])
    land = [{"code": str(row.adcode), "name": str(row.name_), "en": str(en), "ours": bool(own), "city": str(row.city),
             "rings": _rings(row.geometry)} | spot
            for row, en, own, spot in zip(frame.rename(columns={"name": "name_"}).itertuples(), english, ours, spots, strict=True)]
    inside = frame[ours].dissolve("city") if ours.any() else frame[:0]
    lines = [line for shape in inside.boundary for line in _lines(shape)]
    names = {str(city): romanised(str(city)) for city in frame["city"][ours]}
    body = {"land": land, "cities": names, "city": lines, "water": [] if water is None else [
        line for shape in water.to_crs(4490).clip(near).geometry for line in _lines(shape)], "places": [] if places is None else [
        {"name": str(name), "en": romanised(str(name)), "at": [round(float(lon), 4), round(float(lat), 4)]}
        for name, lon, lat in zip(places["name"], places["lon"], places["lat"], strict=True)]}
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    bounds = ((float(south), float(west)), (float(north), float(east)))
    return BaseMap(data, gzip.compress(data, mtime=0), hashlib.sha256(data).hexdigest()[:12], bounds)


def _name_spots(frame: gpd.GeoDataFrame, ours: npt.NDArray[np.bool_], near: Any, taken: Points) -> list[dict[str, list[float]]]:
    """Return for each county where its name covers the fewest marks and names: of a grid inside, the farthest from any.

    Names are wide, so distance along x counts less. Neighbours get theirs in the middle of what is seen of them.
    """
    out: list[dict[str, list[float]]] = []
    for shape, own in zip(frame.geometry, ours, strict=True):
        if not own:
            seen = shape & near
            spot = seen.representative_point() if seen.area > 0.05 else None
            out.append({"at": [round(spot.x, 4), round(spot.y, 4)]} if spot else {})
            continue
        inner = shape.buffer(-0.06)
        inner = shape if inner.is_empty else inner
        x0, y0, x1, y1 = inner.bounds
        grid = np.column_stack([a.ravel() for a in np.meshgrid(np.linspace(x0, x1, 15), np.linspace(y0, y1, 15))])
        grid = grid[shapely.contains_xy(inner, grid[:, 0], grid[:, 1])]
        if not len(grid):
            grid = shapely.get_coordinates(inner.representative_point())
        around = taken[(np.abs(taken - (x0 + x1) / 2 * np.array([1, 0]) - (y0 + y1) / 2 * np.array([0, 1])) < 1.5).all(axis=1)][:2000]
        clear = (np.maximum(np.abs(grid[:, None, 0] - around[:, 0]) / 3.4, np.abs(grid[:, None, 1] - around[:, 1])).min(axis=1)
                 if len(around) else np.full(len(grid), 1.0))
        middle = shapely.get_coordinates(shape.representative_point())[0]
        x, y = grid[np.argmax(np.minimum(clear, 0.08) - 0.03 * np.hypot(*(grid - middle).T))].tolist()
        out.append({"at": [round(x, 4), round(y, 4)]})
        taken = np.vstack([taken, [[x + dx, y] for dx in (-0.12, 0.0, 0.12)]])
    return out


def _rings(shape: Any) -> list[list[list[int]]]:
    return [[_steps(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
            for part in shapely.get_parts(shape) if part.geom_type == "Polygon"]


def _lines(shape: Any) -> list[list[int]]:
    edge = shape.boundary if shape.geom_type in ("Polygon", "MultiPolygon") else shape
    merged = shapely.line_merge(edge) if edge.geom_type == "MultiLineString" else edge
    return [_steps(shapely.get_coordinates(part)) for part in shapely.get_parts(merged) if part.geom_type in ("LineString", "LinearRing")]


def _steps(xy: Points) -> list[int]:
    whole = np.round(xy * 1e4).astype(np.int64)
    return [int(n) for n in np.diff(whole, axis=0, prepend=[[0, 0]]).ravel()]
