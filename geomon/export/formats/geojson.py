"""GeoJSON (RFC 7946): one feature a site; its tasks stand in its properties."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geomon.publishing import Stamp

ENDINGS = (".geojson", ".json")


def write(sites: gpd.GeoDataFrame, tasks: pd.DataFrame, path: Path, stamp: Stamp | None = None) -> None:
    """Write sites with longitude and latitude as CGCS2000 gives them (within decimetres of the WGS 84 that the format names)."""
    of = {row["id"]: {k: _plain(v) for k, v in row.items()} for row in tasks.to_dict("records")}
    features = []
    for row in sites.drop(columns="geometry").to_dict("records"):
        point = None if pd.isna(row["lon"]) else {"type": "Point", "coordinates": [round(row["lon"], 7), round(row["lat"], 7)]}
        properties = {k: _plain(v) for k, v in row.items() if k not in ("lon", "lat")}
        properties["tasks"] = [of[ident] for ident in (row["tasks"] or "").split("、") if ident in of]
        features.append({"type": "Feature", "id": row["id"], "geometry": point, "properties": properties})
    about = {"provenance": stamp.as_json()} if stamp else {}
    text = json.dumps({"type": "FeatureCollection", **about, "features": features}, ensure_ascii=False, allow_nan=False, indent=1)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _plain(value: object) -> object:
    return None if isinstance(value, float) and value != value else value
