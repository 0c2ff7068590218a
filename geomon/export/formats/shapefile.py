"""Shapefile with field names that every program reads, UTF-8 text and a .cpg that says so; a zip holds its parts together."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd

from geomon.export.columns import write_beside
from geomon.publishing import Stamp

ENDINGS = (".shp", ".zip")
_SHORT = {"accuracy_m": "accuracy"}


def write(sites: gpd.GeoDataFrame, tasks: pd.DataFrame, path: Path, stamp: Stamp | None = None) -> None:  # noqa: ARG001 - the format has no second table
    """Write the located sites; the format holds names of 10 letters and texts of 254 bytes, which is said where it cuts."""
    placed = sites[sites["lon"].notna()].rename(columns=_SHORT)
    for column in placed.columns.drop("geometry"):
        if placed[column].dtype == object:
            placed[column] = [None if v is None else _cut(str(v)) for v in placed[column]]
    if path.suffix.lower() == ".shp":
        placed.to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8", geometry_type="Point")
        if stamp:
            write_beside(path, stamp)
        return
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        placed.to_file(Path(folder) / "sites.shp", driver="ESRI Shapefile", engine="pyogrio", encoding="UTF-8", geometry_type="Point")
        if stamp:
            write_beside(Path(folder) / "sites.shp", stamp)
        for part in sorted(Path(folder).iterdir()):
            archive.write(part, part.name)


def _cut(text: str) -> str:
    """Return a text of at most 254 bytes, cut between letters and marked where it was cut."""
    data = text.encode()
    return text if len(data) <= 254 else data[:251].decode(errors="ignore") + "…"
