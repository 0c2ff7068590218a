"""Which sites lie in or near protected areas, on the ground; where the data cannot tell, the answer is that it cannot."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomon import crs

COLUMNS: tuple[str, ...] = ("site", "area", "area_id", "inside", "sure", "verdict", "metres", "area_ha")
_ZONE_DEG = 3.0


def protected_near(sites: pd.DataFrame, areas: gpd.GeoDataFrame, metres: float) -> pd.DataFrame:
    """Return the pairs of a site and a protected area at most `metres` apart, nearest first.

    Parameters
    ----------
    sites : with id, layer, lon, lat (degrees, CGCS2000), method, accuracy_m, as `Situation.sites`. Sites that are protected areas
        themselves, that are known to their county only, or not located, are left out.
    areas : as `read_features` gives them; rows without a polygon are left out. `method` "bbox" marks a rectangle round the area.

    Returns
    -------
    DataFrame
        site (id), area (name), area_id, inside (bool), sure (bool), verdict ("inside" | "outside" | "cannot tell"), metres to the polygon
        or rectangle (0 when the point is in it), area_ha (the file's, else measured on the ellipsoid; NaN for a rectangle without one).

    Notes
    -----
    A rectangle holds the area and more: a place in it may be in the area or not, a place that is surely outside the rectangle is surely
    outside the area, and no nearer to it than `metres` says. A site is surely on one side when its accuracy does not reach the boundary.
    Distances are planar in the 3-degree Gauss-Kruger zone of each group of sites (true to 1 in 2,800).
    """
    points = sites[sites["lon"].notna() & ~sites["method"].isin(["county", "none"]) & (sites["layer"] != "protected_area")]
    shaped = areas[shapely.get_dimensions(areas.geometry.to_numpy()) == 2]
    if points.empty or shaped.empty:
        return _frame([])
    zone = np.round(points["lon"].to_numpy(dtype=float) / _ZONE_DEG)
    return _frame([_near(points[zone == z], shaped, metres, float(z) * _ZONE_DEG) for z in np.unique(zone)])


def _near(sites: pd.DataFrame, areas: gpd.GeoDataFrame, metres: float, lon: float) -> pd.DataFrame:
    """Answer for the sites of one zone: the tree stands on the points, the prepared polygons ask."""
    points = np.asarray(shapely.points(sites["lon"].to_numpy(dtype=float), sites["lat"].to_numpy(dtype=float)), dtype=np.object_)
    placed = crs.project(points, lon)
    shapes = crs.project(areas.geometry.to_numpy(), lon)
    shapely.prepare(shapes)
    area, site = shapely.STRtree(placed).query(shapes, predicate="dwithin", distance=metres)
    apart = shapely.distance(shapes[area], placed[site])
    edge = shapely.distance(shapely.boundary(shapes[area]), placed[site])
    accuracy = pd.to_numeric(sites["accuracy_m"], errors="coerce").fillna(0.0).to_numpy(dtype=float)[site]
    box = (areas["method"] == "bbox").to_numpy()[area]
    clear = accuracy < edge
    inside, outside = (apart == 0) & clear & ~box, (apart > 0) & clear
    return pd.DataFrame({
        "site": sites["id"].to_numpy()[site], "area": areas["name"].to_numpy()[area], "area_id": areas["id"].to_numpy()[area],
        "inside": inside, "sure": inside | outside, "verdict": np.select([inside, outside], ["inside", "outside"], "cannot tell"),
        "metres": apart, "area_ha": _hectares(areas)[area],
    })


def _hectares(areas: gpd.GeoDataFrame) -> crs.Floats:
    stated: crs.Floats = pd.to_numeric(areas["area_ha"], errors="coerce").to_numpy(dtype=float, copy=True)
    measured = np.isnan(stated) & (areas["method"] != "bbox").to_numpy()
    stated[measured] = [crs.area_ha(shape) for shape in areas.geometry[measured]]
    return stated


def _frame(found: list[pd.DataFrame]) -> pd.DataFrame:
    rows = [f for f in found if len(f)]
    if not rows:
        return pd.DataFrame({c: pd.Series(dtype="bool" if c in {"inside", "sure"} else "float" if c in {"metres", "area_ha"} else "object")
                             for c in COLUMNS})
    return pd.concat(rows, ignore_index=True).sort_values(["metres", "site", "area_id"], kind="stable", ignore_index=True)[list(COLUMNS)]
