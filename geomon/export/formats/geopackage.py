"""GeoPackage: a layer of sites with QGIS's style by light inside, and a table of tasks."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geomon.export.qgis import style_by_light
from geomon.publishing import Stamp

ENDINGS = (".gpkg",)
LAYER_STYLES = (
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT, f_table_schema TEXT, "
    "f_table_name TEXT, f_geometry_column TEXT, styleName TEXT, styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, "
    "description TEXT, owner TEXT, ui TEXT, update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
)
"""The table from which QGIS takes the styles of a GeoPackage's layers."""


def write(sites: gpd.GeoDataFrame, tasks: pd.DataFrame, path: Path, stamp: Stamp | None = None) -> None:
    """Write both tables; sites without coordinates are rows without a geometry."""
    sites.rename(columns={"id": "site_id"}).to_file(path, layer="sites", driver="GPKG", engine="pyogrio", geometry_type="Point")
    bare = gpd.GeoDataFrame(tasks.rename(columns={"id": "task_id"}), geometry=[None] * len(tasks), crs="EPSG:4490")
    bare.drop(columns="geometry").pipe(_as_table, path)
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(LAYER_STYLES)
        raw.execute(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, "
            "useAsDefault, description, owner) VALUES ('', '', 'sites', 'geom', 'light', ?, '', 1, 'geomon: by light', '')",
            (style_by_light(),),
        )
    if stamp:
        about = stamp.as_json()
        values = [json.dumps(one, ensure_ascii=False) for one in about.values()]
        _as_table(pd.DataFrame({"key": list(about), "value": values}), path, "provenance")


def _as_table(frame: pd.DataFrame, path: Path, table: str = "tasks") -> None:
    """Append a table without geometry, registered as `attributes` as the standard asks."""
    names = [str(column) for column in frame]
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        columns = ", ".join(f'"{name}" {"REAL" if frame[name].dtype.kind == "f" else "TEXT"}' for name in names)
        raw.execute(f"CREATE TABLE {table} (fid INTEGER PRIMARY KEY AUTOINCREMENT, {columns})")
        rows = [[None if value is None or value != value else value for value in row] for row in frame.itertuples(index=False)]
        marks = ", ".join("?" * len(names))
        quoted = ", ".join(f'"{name}"' for name in names)
        raw.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", rows)  # noqa: S608 - the names are geomon's own
        raw.execute("INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES (?, 'attributes', ?)", (table, table))
