"""Exports: every format holds what the map shows, opens with common readers, and runs nothing in a spreadsheet."""

import csv
import json
import sqlite3
import zipfile
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
import situations
from python_calamine import CalamineWorkbook

from geomon.errors import GeomonError, InputError
from geomon.export import endings, export_files

EVIL = "=HYPERLINK(\"http://x\")"


@pytest.fixture(scope="module")
def situation():
    made = situations.make_situation(n=60, tasks=[{"id": f"doc#{k}", "due": pd.Timestamp("2025-01-31")} for k in range(40)])
    made.sites.loc[made.sites.index[0], "name"] = EVIL
    made.tasks.loc[made.tasks.index[0], "problem"] = EVIL
    return made


def placed(situation):
    return int((situation.sites["lon"].notna() & ~situation.sites["method"].isin(["county", "none"])).sum())


def export(situation, tmp_path, name):
    path = tmp_path / name
    assert export_files(situation, path, {}) == len(situation.sites)
    return path


def test_geojson_holds_every_site_and_null_where_none_is_known(situation, tmp_path):
    found = json.loads(export(situation, tmp_path, "a.geojson").read_text(encoding="utf-8"))["features"]
    assert [f["id"] for f in found] == list(situation.sites["id"])
    assert sum(f["geometry"] is not None for f in found) == placed(situation)
    assert {t["id"] for f in found for t in f["properties"]["tasks"]} == {t for ts in situation.sites["tasks"] for t in ts}


def test_geopackage_is_read_back_and_carries_the_style(situation, tmp_path):
    import geopandas as gpd

    path = export(situation, tmp_path, "a.gpkg")
    sites = gpd.read_file(path, layer="sites")
    assert sites.crs == "EPSG:4490"
    assert list(sites["site_id"]) == list(situation.sites["id"])
    assert sites.geometry.notna().sum() == placed(situation)
    assert len(gpd.read_file(path, layer="tasks")) == len(situation.tasks)
    style = sqlite3.connect(path).execute("SELECT styleQML FROM layer_styles WHERE useAsDefault").fetchone()[0]
    assert {c.get("value") for c in ET.fromstring(style.split("\n", 1)[1]).iter("category")} == {"red", "yellow", "blue", "green", "grey"}


@pytest.mark.parametrize("name", ["a.kml", "a.shp"])
def test_other_map_formats_hold_the_located_sites(situation, tmp_path, name):
    import geopandas as gpd

    sites = gpd.read_file(export(situation, tmp_path, name))
    assert len(sites) == placed(situation)
    assert sorted(sites["name" if name.endswith("shp") else "Name"]) == sorted(
        situation.sites.loc[situation.sites["lon"].notna() & ~situation.sites["method"].isin(["county", "none"]), "name"])


def test_a_zip_holds_the_shapefile_with_its_encoding(situation, tmp_path):
    with zipfile.ZipFile(export(situation, tmp_path, "a.zip")) as archive:
        assert {n.rsplit(".", 1)[1] for n in archive.namelist()} == {"shp", "shx", "dbf", "prj", "cpg"}
        assert archive.read("sites.cpg") == b"UTF-8"


def test_sheets_hold_no_formula(situation, tmp_path):
    book = CalamineWorkbook.from_path(export(situation, tmp_path, "a.xlsx"))
    assert book.sheet_names == ["任务", "点位"]
    rows = book.get_sheet_by_name("点位").to_python()
    assert len(rows) == len(situation.sites) + 1
    assert "'" + EVIL in rows[1]
    path = export(situation, tmp_path, "a.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert not any(cell.startswith(("=", "+", "@")) for row in csv.reader(file) for cell in row)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())


def test_another_ending_and_a_missing_folder_are_told(situation, tmp_path):
    assert ".gpkg" in endings()
    with pytest.raises(InputError, match="dwg"):
        export_files(situation, tmp_path / "a.dwg", {})
    with pytest.raises(GeomonError):
        export_files(situation, tmp_path / "nowhere" / "a.csv", {})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_left_beside_the_file(situation, tmp_path):
    export(situation, tmp_path, "a.gpkg")
    assert [p.name for p in tmp_path.iterdir()] == ["a.gpkg"]
    assert pd.notna(situation.sites["id"]).all()
