"""Our tiles, read back by another library."""

import geopandas as gpd
import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from situations import make_situation

from geomon.errors import MissingCRS
from geomon.render.address import filter_from_query, filter_to_query
from geomon.render.areas import AreaTiles
from geomon.render.tiles import MOST_IN_A_CELL, SiteTiles, mercator
from geomon.situation import Filter


def read(body):
    return mapbox_vector_tile.decode(body, default_options={"y_coord_down": True}) if body else {}


def tile_at(lon, lat, z):
    x, y = np.floor(mercator(np.array([[lon, lat]]))[0] * (1 << z)).astype(int).tolist()
    return z, x, y


def features(body, layer):
    return read(body).get(layer, {"features": []})["features"]


def test_a_site_comes_back_with_its_properties_and_within_a_metre_of_its_place():
    row = {"name": "三道沟 <b>&", "light": "red", "lon": 106.021, "lat": 37.139, "accuracy_m": 5200.0, "tasks": ("doc#9",)}
    situation = make_situation([row], [{"id": "doc#9", "kind": "ongoing"}])
    z, x, y = tile_at(106.021, 37.139, 16)
    [site] = features(SiteTiles(situation).tile(z, x, y), "sites")
    assert site["id"] == 0
    assert site["properties"] == {"site": "s0", "name": "三道沟 <b>&", "light": "red", "layer": "mine", "accuracy": 5200, "uncertain": True,
                                  "standing": True}
    px, py = site["geometry"]["coordinates"]
    place = (np.array([x, y]) + np.array([px, py]) / 4096) / (1 << z)
    assert np.abs(place - mercator(np.array([[106.021, 37.139]]))[0]).max() * 40_075_017 < 1


@pytest.mark.parametrize("method", ["county", "none"])
def test_a_place_known_to_the_county_or_not_at_all_is_never_a_dot(method):
    situation = make_situation([{"method": method}])
    assert SiteTiles(situation).tile(*tile_at(106, 37, 9)) == b""


def test_a_site_without_a_position_is_left_out_and_the_rows_of_the_others_stay():
    situation = make_situation([{"lon": np.nan}, {}])
    assert [f["id"] for f in features(SiteTiles(situation).tile(*tile_at(106, 37, 9)), "sites")] == [1]


def test_a_crowded_cell_is_one_disc_whose_counts_are_the_sites():
    lights = ["red", "green", "green"] * 4
    tiles = SiteTiles(make_situation([{"light": light, "lon": 106 + k / 1e6} for k, light in enumerate(lights)]))
    body = tiles.tile(*tile_at(106, 37, 9))
    [disc] = features(body, "cells")
    assert not features(body, "sites")
    assert {k: disc["properties"].get(k) for k in ("n", "red", "green", "blue")} == {"n": 12, "red": 4, "green": 8, "blue": None}
    assert sorted(tiles.rows_in_cell(disc["properties"]["zoom"], disc["id"])) == list(range(12))
    assert len(tiles.rows_in_cell(disc["properties"]["zoom"], disc["id"], Filter(lights=("red",)))) == 4


def test_a_filter_thins_a_disc_to_single_sites():
    tiles = SiteTiles(make_situation([{"light": "red" if k < 3 else "green"} for k in range(MOST_IN_A_CELL + 1)]))
    at = tile_at(106, 37, 9)
    assert features(tiles.tile(*at), "cells")[0]["properties"]["same"] is True
    assert [f["id"] for f in features(tiles.tile(*at, Filter(lights=("red",))), "sites")] == [0, 1, 2]


@pytest.mark.parametrize("f", [Filter(), Filter(lights=("red", "grey")), Filter(counties=("同心县",), units=("水务局",)),
                               Filter(within_days=30), Filter(text="点位1 7")])
def test_all_tiles_of_a_zoom_hold_each_selected_and_drawn_site_once(f):
    situation = make_situation(n=3000)
    tiles, seen, counted = SiteTiles(situation), [], 0
    for x in range(392, 422):
        for y in range(186, 206):
            layers = read(tiles.tile(9, x, y, f))
            seen += [s["id"] for s in layers.get("sites", {"features": []})["features"]]
            for disc in layers.get("cells", {"features": []})["features"]:
                rows = tiles.rows_in_cell(disc["properties"]["zoom"], disc["id"], f)
                assert len(rows) == disc["properties"]["n"]
                seen += rows.tolist()
                counted += 1
    want = situation.select_sites(f) & ~situation.sites["method"].isin(["county", "none"]).to_numpy()
    assert counted or want.sum() < 500
    assert sorted(seen) == np.flatnonzero(want).tolist()


def test_a_new_situation_takes_over_the_curve_only_where_no_place_moved():
    before = SiteTiles(make_situation(n=500))
    changed = make_situation(n=500, version=2)
    changed.sites["light"] = "green"
    after = SiteTiles(changed, like=before)
    assert after.curve is before.curve
    assert {f["properties"]["light"] for f in features(after.tile(*tile_at(106, 37, 12)), "sites")} <= {"green"}
    assert after.tile(*tile_at(106, 37, 7)) != before.tile(*tile_at(106, 37, 7))
    moved = make_situation(n=500, version=3)
    moved.sites.loc[before.curve.row[0], "lon"] += .01
    assert SiteTiles(moved, like=before).curve is not before.curve


def test_no_sites_at_all_make_empty_tiles():
    assert SiteTiles(make_situation(n=0)).tile(0, 0, 0) == b""


@pytest.mark.parametrize("f", [
    Filter(), Filter(within_days=-3), Filter(("吴忠市",), ("同心县",), ("mine",), ("red", "yellow"), ("水务局&=",), 40, "三道 沟")])
def test_a_filter_goes_into_an_address_and_comes_back(f):
    again = filter_from_query(filter_to_query(f))
    assert again == f
    assert filter_to_query(again) == filter_to_query(f)


def test_an_address_from_outside_is_cut_to_what_a_filter_may_hold():
    f = filter_from_query("light=red&light=pink&within=x&within=1e9&q=" + "a" * 900 + "&desk=map" + "&city=x" * 900)
    assert (f.lights, f.within_days, len(f.text), f.cities) == (("red",), None, 200, ("x",))


# ---- areas ----------------------------------------------------------------------------------------------------------

def area_frame(*shapes, crs=4490):
    return gpd.GeoDataFrame({"name": [f"保护区{n}" for n in range(len(shapes))]}, geometry=list(shapes), crs=crs)


def test_an_area_comes_back_with_its_hole_and_its_size():
    shape = shapely.box(105.9, 36.9, 106.1, 37.1) - shapely.box(105.95, 36.95, 106.0, 37.0)
    z, x, y = tile_at(106, 37, 7)
    [area] = features(AreaTiles(area_frame(shape), "protected_area", boxes=True).tile(z, x, y), "areas")
    assert area["properties"] == {"name": "保护区0", "layer": "protected_area", "box": True}
    assert len(area["geometry"]["coordinates"]) == 2
    drawn = shapely.transform(shapely.geometry.shape(area["geometry"]), lambda xy: (xy / 4096 + (x, y)) / (1 << z))
    assert drawn.area == pytest.approx(shapely.transform(shape, mercator).area, rel=.01)


def test_an_area_smaller_than_two_pixels_is_a_point_in_one_tile_only():
    tiles = AreaTiles(area_frame(shapely.box(106, 37, 106.001, 37.001)), "protected_area")
    z, x, y = tile_at(106, 37, 6)
    found = [features(tiles.tile(z, x + dx, y + dy), "areas") for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    assert [f["geometry"]["type"] for some in found for f in some] == ["Point"]


def test_areas_in_metres_are_drawn_where_they_lie():
    projected = area_frame(shapely.box(105.9, 36.9, 106.1, 37.1)).to_crs(4544)
    assert features(AreaTiles(projected, "protected_area").tile(*tile_at(106, 37, 10)), "areas")


def test_areas_without_a_crs_are_refused():
    with pytest.raises(MissingCRS, match="no CRS"):
        AreaTiles(area_frame(shapely.box(0, 0, 1, 1), crs=None), "protected_area")
