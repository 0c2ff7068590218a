"""Counties for the base map, and which sites lie near protected areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geomon import crs

if TYPE_CHECKING:
    from geomon.places import Gazetteer

_ZONE_DEG = 3.0


def basemap_of(places: Gazetteer, own: gpd.GeoDataFrame, km: float) -> gpd.GeoDataFrame:
    """Return the counties `own` and those within `km` of them: adcode, name, city, ours, geometry (EPSG:4490)."""
    codes = list(own["adcode"])
    frame = places.frame([*codes, *places.neighbours(codes, km)])
    return frame.assign(ours=frame["adcode"].isin(codes))[["adcode", "name", "city", "ours", "geometry"]]


def protected_near(sites: pd.DataFrame, areas: gpd.GeoDataFrame | None, metres: float, *, boxes: bool) -> pd.DataFrame:
    """Return pairs of a site and a protected area at most `metres` apart, nearest first.

    Parameters
    ----------
    sites : as `Situation.sites`; sites that are areas themselves, or are known to their county only, are left out.
    areas : EPSG:4490, with name and area_ha; rows without a polygon are left out.
    boxes : the geometries are rectangles round the areas.

    Returns
    -------
    DataFrame
        site, area, inside (bool), sure (bool), metres (on the ground), area_ha. A rectangle, or a site whose place is less exact than the
        distance, cannot tell: `sure` is False, and `inside` too.
    """
    columns = ["site", "area", "inside", "sure", "metres", "area_ha"]
    points = sites[sites["lon"].notna() & ~sites["method"].isin(["county", "none"]) & (sites["layer"] != "protected_area")]
    found = []
    if areas is not None and len(points):
        areas = areas[(areas.geometry.geom_type.isin(["Polygon", "MultiPolygon"])).to_numpy()]
        zone = np.floor(points["lon"] / _ZONE_DEG)
        for _, group in points.groupby(zone):
            found.append(_near(group, areas, metres, boxes=boxes))
    found = [f for f in found if len(f)]
    if not found:
        return pd.DataFrame(columns=columns)
    return pd.concat(found, ignore_index=True).sort_values(["metres", "site"], kind="stable", ignore_index=True)


def _near(sites: pd.DataFrame, areas: gpd.GeoDataFrame, metres: float, *, boxes: bool) -> pd.DataFrame:
    lon = float(sites["lon"].mean())
    placed = crs.project(gpd.points_from_xy(sites["lon"], sites["lat"]).to_numpy(), lon)
    shapes = crs.project(areas.geometry.to_numpy(), lon)
    shapely.prepare(shapes)
    area, site = shapely.STRtree(placed).query(shapes, predicate="dwithin", distance=metres)
    apart = shapely.distance(placed[site], shapes[area])
    accuracy = sites["accuracy_m"].fillna(0).to_numpy()[site]
    edge = shapely.distance(placed[site], shapely.boundary(shapes[area]))
    sure = (accuracy <= edge) & ~(boxes & (apart == 0))
    return pd.DataFrame({
        "site": sites["id"].to_numpy()[site], "area": areas["name"].to_numpy()[area], "inside": (apart == 0) & sure, "sure": sure,
        "metres": apart, "area_ha": areas["area_ha"].to_numpy()[area],
    })
