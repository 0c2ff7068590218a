"""Layer features as a reader would give them; a test names only what it is about."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

COLUMNS = ("id", "name", "aliases", "parts", "city", "county", "lon", "lat", "method", "accuracy_m", "datum", "area_ha", "level", "source",
           "source_year", "note")


def make_features(layer="mine", *rows):
    plain = dict.fromkeys(COLUMNS, "") | {"city": "乌海市", "lon": np.nan, "lat": np.nan, "accuracy_m": 500.0, "area_ha": np.nan,
                                          "source_year": 2024.0, "source": "示例"}
    frame = pd.DataFrame([plain | {"id": f"F{n}"} | row for n, row in enumerate(rows)], columns=[*COLUMNS, "geometry"])
    shapes = [row["geometry"] if isinstance(row["geometry"], shapely.Geometry) else
              None if np.isnan(row["lon"]) else shapely.Point(row["lon"], row["lat"]) for row in frame.to_dict("records")]
    return {layer: gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes, crs="EPSG:4490")}
