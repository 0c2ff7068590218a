"""An area against protected areas: three answers, hectares and metres on the ellipsoid, and what the errors of both sides allow."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geomon import crs
from geomon.join.overlay import UNSAID_M, Area, meetings, sites_in, union_ha

LON, LAT = 106.8, 39.5
GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)


def square(east, north, side, at=(LON, LAT)):
    """A square in degrees whose south-western corner lies `east` and `north` metres from `at`."""
    def degree(x, y):
        lon, lat, _ = GEOD.fwd(*at, 90, x)
        return GEOD.fwd(lon, lat, 0, y)[:2]

    return shapely.Polygon([degree(east + dx, north + dy) for dx, dy in ((0, 0), (side, 0), (side, side), (0, side))])


def layer(*shapes, accuracy=10.0, method="", **columns):
    return gpd.GeoDataFrame({"name": [f"区{n}" for n in range(len(shapes))], "accuracy_m": accuracy, "method": method, **columns},
                            geometry=list(shapes), crs="EPSG:4490")


def area(shape, error=5.0):
    return Area("范围", shape, error)


def only(asked, frame, **keys):
    found = meetings(asked, frame, **keys)
    assert len(found) == 1
    return found[0]


def test_an_area_that_lies_inside_by_more_than_the_errors_is_inside_as_a_whole():
    meeting = only(area(square(1000, 1000, 500)), layer(square(0, 0, 5000)))
    assert (meeting.verdict, meeting.whole, meeting.metres) == ("inside", True, 0.0)
    assert meeting.hectares == pytest.approx(25.0, rel=1e-3)
    assert meeting.share == pytest.approx(1.0)
    assert "误差 15 米" in meeting.why


def test_a_partial_overlap_has_hectares_a_share_and_a_range():
    meeting = only(area(square(-500, 1000, 1000)), layer(square(0, 0, 5000)))
    assert (meeting.verdict, meeting.whole) == ("inside", False)
    assert meeting.hectares == pytest.approx(50.0, rel=2e-3)
    assert meeting.share == pytest.approx(0.5, rel=2e-3)
    assert meeting.low == pytest.approx(50.0 - 1.5, rel=5e-3)  # 15 m along 1000 m
    assert meeting.high == pytest.approx(50.0 + 1.5, rel=5e-3)


def test_far_apart_is_outside_with_ground_metres():
    meeting = only(area(square(-1300, 0, 300)), layer(square(0, 0, 5000)))
    assert meeting.verdict == "outside"
    assert meeting.metres == pytest.approx(1000.0, abs=0.5)
    assert "1,000 米" in meeting.why


@pytest.mark.parametrize(("gap", "verdict"), [
    (-10, "cannot tell"), (0, "cannot tell"), (14, "cannot tell"), (17, "outside"), (-40, "inside"),
])
def test_near_the_border_the_errors_of_both_sides_decide(gap, verdict):
    meeting = only(area(square(-300 - gap, 0, 300), error=5.0), layer(square(0, -1000, 5000), accuracy=10.0))
    assert meeting.verdict == verdict
    assert meeting.error_m == 15.0
    if verdict == "cannot tell":
        assert "误差" in meeting.why and "errors" in meeting.why_en


@pytest.mark.parametrize("east", [2000, -500, -4000])
def test_a_rectangle_is_never_inside(east):
    meeting = only(area(square(east, 2000, 300)), layer(square(0, 0, 5000), method="bbox"))
    assert meeting.verdict == ("outside" if east == -4000 else "cannot tell")
    assert meeting.box and meeting.hectares == 0.0
    if east == 2000:
        assert "矩形" in meeting.why


def test_a_layer_declared_as_boxes_is_never_inside_either():
    assert only(area(square(2000, 2000, 300)), layer(square(0, 0, 5000)), boxes=True).verdict == "cannot tell"


def test_a_layer_that_does_not_say_its_accuracy_is_taken_with_a_stated_error():
    asked = area(square(-800, 0, 300))
    meeting = only(asked, layer(square(0, 0, 5000), accuracy=np.nan))
    assert (meeting.verdict, meeting.said, meeting.error_m) == ("cannot tell", False, UNSAID_M + 5.0)
    assert "图层没有说明精度" in meeting.why
    assert only(asked, layer(square(0, 0, 5000), accuracy=np.nan), accuracy_m=20).verdict == "outside"


def test_a_small_feature_deep_inside_a_large_area_is_inside_though_it_is_smaller_than_its_error():
    assert only(area(square(0, 0, 3000)), layer(square(1500, 1500, 20), accuracy=50.0)).verdict == "inside"


def test_holes_count_as_outside():
    ring = shapely.difference(square(0, 0, 5000), square(1000, 1000, 3000))
    meeting = only(area(square(2000, 2000, 500)), layer(ring))
    assert meeting.verdict == "outside"
    assert meeting.metres == pytest.approx(1000.0, abs=0.5)


def test_the_nearest_is_told_even_when_nothing_is_near_and_the_nearest_comes_first():
    found = meetings(area(square(0, 0, 100)), layer(square(90_000, 0, 100), square(60_000, 0, 100)))
    assert [m.row for m in found] == [1]
    assert found[0].metres == pytest.approx(59_900, rel=1e-3)
    found = meetings(area(square(0, 0, 100)), layer(square(3000, 0, 100), square(1000, 0, 100), square(60_000, 0, 100)))
    assert [m.row for m in found] == [1, 0]


def test_rows_without_a_polygon_are_passed_over():
    frame = layer(square(0, 0, 5000), shapely.Point(LON, LAT), None)
    assert [m.row for m in meetings(area(square(1000, 1000, 500)), frame)] == [0]
    assert meetings(area(square(0, 0, 10)), frame.iloc[1:]) == []


def test_a_bow_tie_is_measured_without_being_rewritten():
    tie = shapely.Polygon([(LON, LAT), (LON + 0.02, LAT + 0.02), (LON + 0.02, LAT), (LON, LAT + 0.02)])
    frame = layer(tie)
    assert only(area(square(-100, -100, 3000)), frame).verdict == "inside"
    assert not frame.geometry.iloc[0].is_valid


def test_overlapping_zones_count_once():
    asked = area(square(0, 0, 1000))
    assert union_ha(asked, [square(-100, -100, 600), square(-100, -100, 600)]) == pytest.approx(25.0, rel=2e-3)
    assert union_ha(asked, []) == 0.0


@pytest.mark.parametrize("at", [(73.6, 39.4), (88.49, 47.0), (121.5, 53.3), (109.5, 18.3), (134.7, 48.2)])
def test_hectares_and_metres_hold_from_hainan_to_heilongjiang_and_beside_zone_borders(at):
    meeting = only(Area("范围", square(-2000, 0, 3000, at), 1.0), layer(square(0, -500, 9000, at), accuracy=1.0))
    assert meeting.hectares == pytest.approx(300.0, rel=3e-3)
    apart = only(Area("范围", square(-8000, 0, 3000, at), 1.0), layer(square(0, -500, 9000, at), accuracy=1.0))
    assert apart.metres == pytest.approx(5000.0, rel=1e-3)


@given(st.floats(-4000, 9000), st.floats(-4000, 9000), st.floats(50, 3000), st.floats(0, 300), st.floats(0, 300))
@settings(deadline=None, max_examples=60)
def test_the_overlap_is_never_more_than_either_and_its_range_holds_it(east, north, side, own, theirs):
    asked, feature = Area("范围", square(east, north, side), own), square(0, 0, 5000)
    meeting = only(asked, layer(feature, accuracy=max(theirs, 0.001)))
    assert meeting.low - 1e-9 <= meeting.hectares <= meeting.high + 1e-9
    assert meeting.hectares <= min(asked.hectares, crs.area_ha(feature)) * 1.0001
    if meeting.verdict == "outside":
        assert meeting.hectares == 0.0 and meeting.metres > meeting.error_m
    if meeting.verdict == "inside":
        assert meeting.hectares > 0.0
    if meeting.whole:
        assert meeting.share == pytest.approx(1.0, abs=1e-3)


@given(st.floats(-1500, 1500), st.floats(1, 400))
@settings(deadline=None, max_examples=60)
def test_no_displacement_within_the_error_turns_a_sure_answer_round(gap, error):
    feature = square(0, -2000, 5000)
    meeting = only(Area("范围", square(-400 - gap, 0, 400), error), layer(feature, accuracy=0.001))
    for angle in range(0, 360, 45):
        moved = square(-400 - gap + 0.99 * error * np.cos(np.radians(angle)), 0.99 * error * np.sin(np.radians(angle)), 400)
        if meeting.verdict == "inside":
            assert shapely.intersects(moved, feature)
        if meeting.verdict == "outside":
            assert shapely.disjoint(moved, feature)


def test_sites_are_inside_or_cannot_be_told_by_their_accuracy():
    def at(east, north):
        point = square(east, north, 1).exterior.coords[0]
        return {"lon": point[0], "lat": point[1]}

    rows = [
        {"id": "in", "method": "coordinates", "accuracy_m": 10.0, **at(500, 500)},
        {"id": "edge", "method": "coordinates", "accuracy_m": 50.0, **at(980, 500)},
        {"id": "town", "method": "township", "accuracy_m": 9000.0, **at(4000, 500)},
        {"id": "unsaid", "method": "layer", "accuracy_m": np.nan, **at(1900, 500)},
        {"id": "far", "method": "coordinates", "accuracy_m": 10.0, **at(1100, 500)},
        {"id": "county", "method": "county", "accuracy_m": np.nan, **at(500, 500)},
        {"id": "none", "method": "none", "accuracy_m": np.nan, "lon": np.nan, "lat": np.nan},
    ]
    found = sites_in(area(square(0, 0, 1000)), pd.DataFrame(rows))
    assert dict(zip(found["id"], found["verdict"], strict=True)) == {
        "in": "inside", "edge": "cannot tell", "unsaid": "cannot tell", "town": "cannot tell"}
    assert found["id"].iloc[0] == "in"
    assert found.set_index("id").loc["town", "metres"] == pytest.approx(3000, abs=5)


def test_no_sites_is_no_fault():
    empty = pd.DataFrame({"id": [], "lon": [], "lat": [], "method": [], "accuracy_m": []}).astype({"lon": float, "lat": float})
    assert sites_in(area(square(0, 0, 100)), empty).empty
