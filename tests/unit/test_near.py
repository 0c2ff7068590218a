"""Which sites lie in or near protected areas, and where the data cannot tell."""

import numpy as np
import pandas as pd
import pytest
import shapely
from features import make_features

from geomon.join.near import protected_near

SQUARE = shapely.box(106.90, 39.30, 107.00, 39.40)


def make_sites(*rows):
    plain = {"layer": "mine", "method": "layer", "accuracy_m": 50.0}
    return pd.DataFrame([plain | {"id": f"s{n}"} | row for n, row in enumerate(rows)])


def make_areas(method="corners", **more):
    row = {"name": "东河自然保护区", "method": method, "geometry": SQUARE, "lon": 106.95, "lat": 39.35} | more
    return make_features("protected_area", row)["protected_area"]


def near(*rows, metres=2000, **area):
    return protected_near(make_sites(*rows), make_areas(**area), metres)


def test_a_site_is_inside_near_or_not_there():
    found = near({"lon": 106.95, "lat": 39.35}, {"lon": 107.01, "lat": 39.35}, {"lon": 107.10, "lat": 39.35})
    assert found["site"].tolist() == ["s0", "s1"] and found["verdict"].tolist() == ["inside", "outside"]
    assert found["inside"].tolist() == [True, False] and found["sure"].all()
    assert found["metres"].tolist() == pytest.approx([0, 862], abs=3)


def test_the_distance_is_metres_on_the_ground_and_not_degrees():
    found = near({"lon": 106.95, "lat": 39.41}, {"lon": 107.01, "lat": 39.35})
    assert found["metres"].max() == pytest.approx(1110, abs=5) and found["metres"].min() == pytest.approx(862, abs=5)


def test_a_site_less_exact_than_its_distance_to_the_boundary_cannot_be_told():
    found = near({"lon": 106.999, "lat": 39.35, "accuracy_m": 500.0}, {"lon": 107.001, "lat": 39.35, "accuracy_m": 500.0})
    assert found["verdict"].tolist() == ["cannot tell"] * 2 and not found["inside"].any() and not found["sure"].any()


def test_a_box_can_say_outside_but_never_inside():
    found = near({"lon": 106.95, "lat": 39.35}, {"lon": 107.01, "lat": 39.35}, method="bbox")
    assert found["verdict"].tolist() == ["cannot tell", "outside"]


def test_sites_known_to_their_county_and_areas_themselves_are_left_out():
    found = near({"lon": 106.95, "lat": 39.35, "method": "county"}, {"lon": np.nan, "lat": np.nan, "method": "none"},
                 {"lon": 106.95, "lat": 39.35, "layer": "protected_area"})
    assert found.empty and {"site", "inside", "metres", "area_ha"} <= set(found.columns)


def test_hectares_are_the_files_own_or_measured_but_never_a_boxs():
    site = {"lon": 106.95, "lat": 39.35}
    assert near(site, area_ha=123.0)["area_ha"][0] == 123
    assert near(site)["area_ha"][0] == pytest.approx(9570, rel=0.01)
    assert np.isnan(near(site, method="bbox")["area_ha"][0])


def test_zones_do_not_matter_to_the_answer():
    rows = [{"lon": 106.495, "lat": 39.35}, {"lon": 106.505, "lat": 39.35}]
    found = near(*rows, geometry=shapely.box(106.40, 39.30, 106.60, 39.40))
    assert found["verdict"].tolist() == ["inside", "inside"]


def test_no_areas_no_pairs():
    assert protected_near(make_sites({"lon": 106.95, "lat": 39.35}), make_areas().iloc[:0], 1000).empty
