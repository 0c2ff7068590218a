"""Bulk joins: what is inside, near, nearest; borders, gaps, datums, kinds of geometry."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from places_and_areas import METRES, SQUARE, random_layers, shift

from geomon.errors import InputError
from geomon.join import areas as areas_module
from geomon.join.extended import hectares
from geomon.join.inside import Grid, near_boxes
from geomon.join.kernels import Areas, join, shared_ha
from geomon.join.search import in_order

DEGREES = pyproj.CRS.from_epsg(4490)
RING = shapely.Polygon(SQUARE.exterior.coords, [shapely.box(500_400, 4_400_400, 500_600, 4_400_600).exterior.coords])


def find(places, shapes, predicate, metres=None, system=METRES, own=None):
    sites = np.array(places, dtype=float) + np.array([39_000_000, 0]) if own is None else np.array(places)
    pairs = join(sites, own or METRES, Areas(np.array(shapes, dtype=object), system, predicate, metres))
    return list(zip(pairs.site.tolist(), pairs.area.tolist(), pairs.metres.round(3).tolist(), strict=True))


# ---- inside -------------------------------------------------------------------------------------------------------------

def test_within_leaves_the_boundary_out_and_intersects_counts_it_in():
    places = [(500_500, 4_400_500), (500_000, 4_400_500), (500_000, 4_400_000), (499_999, 4_400_500)]
    assert find(places, [shift(SQUARE)], "within") == [(0, 0, 0)]
    assert find(places, [shift(SQUARE)], "intersects") == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]
    assert find(places, [shift(SQUARE)], "dwithin", 0) == [(0, 0, 0), (1, 0, 0), (2, 0, 0)]


def test_a_hole_is_outside_and_its_edge_is_near():
    places = [(500_500, 4_400_500), (500_300, 4_400_500)]
    assert find(places, [shift(RING)], "within") == [(1, 0, 0)]
    assert find(places, [shift(RING)], "dwithin", 100) == [(0, 0, 100.0), (1, 0, 0)]
    assert find(places, [shift(RING)], "dwithin", 99.999) == [(1, 0, 0)]


def test_within_gives_the_pairs_of_geopandas():
    places, shapes = random_layers()
    pairs = join(places, METRES, Areas(shapes, METRES, "within"))
    left, right = gpd.GeoDataFrame(geometry=shapely.points(places), crs=4527), gpd.GeoDataFrame(geometry=shapes, crs=4527)
    frame = gpd.sjoin(left, right, predicate="within")
    assert sorted(zip(frame.index, frame["index_right"], strict=True)) == list(zip(pairs.site, pairs.area, strict=True))
    assert len(pairs) > 1000


@pytest.mark.parametrize("predicate", ["dwithin", "nearest"])
def test_in_a_metre_crs_the_pairs_are_those_of_geopandas(predicate):
    places, shapes = random_layers()
    pairs = join(places, METRES, Areas(shapes, METRES, predicate, 5_000 if predicate == "dwithin" else None))
    left, right = gpd.GeoDataFrame(geometry=shapely.points(places), crs=4527), gpd.GeoDataFrame(geometry=shapes, crs=4527)
    frame = gpd.sjoin(left, right, predicate="dwithin", distance=5_000) if predicate == "dwithin" else gpd.sjoin_nearest(left, right)
    assert sorted(zip(frame.index, frame["index_right"], strict=True)) == list(zip(pairs.site, pairs.area, strict=True))
    assert pairs.metres == pytest.approx(shapely.distance(shapely.points(places)[pairs.site], shapes[pairs.area]), abs=1e-6)


def test_the_answer_for_a_point_does_not_depend_on_the_others(monkeypatch):
    places, shapes = random_layers(points=500)
    held = Areas(shapes, METRES, "nearest")
    whole = join(places, METRES, held)
    parts = [join(places[n:n + 7], METRES, held) for n in range(0, 500, 7)]
    assert np.concatenate([p.metres for p in parts]).tolist() == whole.metres.tolist()
    monkeypatch.setattr("geomon.join.search._MOST", 300)  # candidates are split and split again
    monkeypatch.setattr("geomon.join.inside._MOST", 50)
    monkeypatch.setattr(areas_module, "CHUNK", 64)
    split = join(places, METRES, Areas(shapes, METRES, "nearest"))
    assert split.metres.tolist() == whole.metres.tolist()
    assert split.area.tolist() == whole.area.tolist()


# ---- what may be missing or odd -----------------------------------------------------------------------------------------------

def test_rows_without_a_place_match_nothing_and_keep_their_numbers():
    places = [(np.nan, np.nan), (500_500, 4_400_500), (np.nan, 4_400_500)]
    for predicate, metres in (("within", None), ("dwithin", 1e5), ("nearest", None)):
        assert find(places, [None, shapely.Polygon(), shift(SQUARE)], predicate, metres) == [(1, 2, 0)]


def test_nothing_joined_with_nothing_is_nothing():
    for predicate, metres in (("within", None), ("intersects", None), ("dwithin", 1e5), ("nearest", None)):
        for places, shapes in (([(500_500, 4_400_500)], []), ([(500_500, 4_400_500)], [None]), (np.zeros((0, 2)), [shift(SQUARE)])):
            assert find(places, shapes, predicate, metres) == []
        none = Areas(np.array([None], dtype=object), METRES, predicate, metres)
        assert len(join(np.array([None, SQUARE], dtype=object), METRES, none)) == 0


def test_equal_points_and_equal_areas_are_each_their_own():
    assert find([(500_500, 4_400_500)] * 2, [shift(SQUARE)] * 2, "within") == [(0, 0, 0), (0, 1, 0), (1, 0, 0), (1, 1, 0)]


def test_nearest_keeps_ties_at_a_distance_and_inside():
    east, west = shift(SQUARE, 1_500), shift(SQUARE, -1_500)
    assert find([(500_500, 4_400_500)], [east, shift(SQUARE, 9_000), west], "nearest") == [(0, 0, 1000.0), (0, 2, 1000.0)]
    assert find([(500_500, 4_400_500)], [shift(SQUARE), east, shift(RING, 300)], "nearest") == [(0, 0, 0), (0, 2, 0)]


def test_nearest_keeps_ties_on_the_earth():
    shapes = [shapely.box(109.8, 34.9, 109.9, 35.1), shapely.box(110.1, 34.9, 110.2, 35.1), shapely.box(110.1, 36, 110.2, 36.1)]
    pairs = join(np.array([[110.0, 35.0]]), DEGREES, Areas(np.array(shapes), DEGREES, "nearest"))
    assert pairs.area.tolist() == [0, 1]
    assert pairs.metres == pytest.approx([pyproj.Geod(ellps="GRS80").inv(110, 35, 110.1, 35)[2]] * 2, abs=0.05)


def test_nearest_can_end_at_a_distance():
    assert find([(502_000, 4_400_500), (505_000, 4_400_500)], [shift(SQUARE)], "nearest", 1_000) == [(0, 0, 1000.0)]


def test_lines_points_and_collections_can_be_areas():
    line = shapely.LineString([(500_000, 4_400_000), (501_000, 4_400_000)])
    two = shapely.MultiPolygon([SQUARE, shapely.transform(SQUARE, lambda p: p + 5000)])
    mixed = shapely.GeometryCollection([shapely.Point(510_000, 4_400_000), two])
    shapes = [shift(line), shift(shapely.Point(500_500, 4_400_300)), shift(mixed)]
    assert find([(500_500, 4_400_000)], shapes, "within") == [(0, 0, 0)]
    assert find([(500_500, 4_399_900)], shapes, "dwithin", 400) == [(0, 0, 100.0), (0, 1, 400.0), (0, 2, 100.0)]
    assert find([(509_990, 4_400_000)], shapes, "nearest") == [(0, 2, 10.0)]


# ---- CRS -------------------------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("code", [4326, 4490, 4527, 4528, 32650, 3857])
@pytest.mark.parametrize("own", [4326, 4527, 32650])
def test_the_crs_of_the_two_may_differ(code, own):
    def change(source, target):
        to = pyproj.Transformer.from_crs(source, target, always_xy=True)
        return lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))

    system, sites = pyproj.CRS.from_epsg(code), pyproj.CRS.from_epsg(own)
    area = shapely.transform(shapely.segmentize(shift(SQUARE), 100), change(METRES, system))
    places = change(METRES, sites)(np.array([[39_500_500.0, 4_400_500.0], [39_501_200.0, 4_400_500.0], [39_503_000.0, 4_400_500.0]]))
    assert find(places, [area], "within", system=system, own=sites) == [(0, 0, 0)]
    for predicate, metres in (("dwithin", 500), ("nearest", 1_000)):
        pairs = join(places, sites, Areas(np.array([area]), system, predicate, metres))
        assert pairs.site.tolist() == [0, 1]
        assert pairs.metres.tolist() == pytest.approx([0, 200], rel=1e-3)


def test_a_metre_crs_is_the_plane_only_where_it_is_true():
    def plane(code, *bounds):
        return Areas(np.array([shapely.box(*bounds)]), pyproj.CRS.from_epsg(code), "dwithin", 500.0).plane

    assert plane(4527, 39_400_000, 4_300_000, 39_600_000, 4_500_000) is not None
    assert plane(4527, 39_400_000, 4_300_000, 39_800_000, 4_500_000) is None  # 300 km off the middle of its zone
    assert plane(3857, 12_900_000, 4_800_000, 12_910_000, 4_810_000) is None  # Web Mercator is a third too long there
    assert plane(4490, 117, 40, 118, 41) is None


def test_a_point_far_outside_the_plane_is_measured_on_the_earth():
    pairs = join(np.array([[80.0, 45.0]]), DEGREES, Areas(np.array([shift(SQUARE)]), METRES, "nearest"))
    to = pyproj.Transformer.from_crs(METRES, DEGREES, always_xy=True)
    edge = shapely.get_coordinates(shapely.segmentize(shift(SQUARE), 1))
    truth = min(pyproj.Geod(ellps="GRS80").inv(80, 45, *to.transform(x, y))[2] for x, y in edge)
    assert pairs.metres[0] == pytest.approx(truth, rel=1e-6)


@pytest.mark.parametrize("place", [(40.0, 116.0), (np.inf, 40.0), (181.0, 10.0)])
def test_numbers_that_are_no_place_are_refused(place):
    with pytest.raises(InputError, match="no place in"):
        join(np.array([[116.0, 40.0], place]), DEGREES, Areas(np.array([shapely.box(1, 1, 2, 2)]), DEGREES, "within"))


# ---- sites that are areas -----------------------------------------------------------------------------------------------

def test_polygon_sites_lie_within_meet_or_are_near():
    small, over, off = (shift(shapely.box(500_000 + x, 4_400_400, 500_100 + x, 4_400_500)) for x in (100, 950, 1_300))
    sites, areas = np.array([small, over, off, None]), np.array([shift(SQUARE)])
    met, near = [(0, 0), (1, 0)], [(0, 0), (1, 0), (2, 300)]
    asked = (("within", None, met[:1]), ("intersects", None, met), ("dwithin", 300, near), ("nearest", None, near))
    for predicate, metres, wanted in asked:
        pairs = join(sites, METRES, Areas(areas, METRES, predicate, metres))
        assert list(zip(pairs.site.tolist(), pairs.metres.round(6).tolist(), strict=True)) == wanted
        assert set(pairs.area.tolist()) == {0}


def test_the_shortest_way_may_begin_at_a_vertex_of_either():
    spike = shift(shapely.Polygon([(502_000, 4_400_500), (503_000, 4_400_400), (503_000, 4_400_600)]))
    for sites, areas in (([spike], [shift(SQUARE)]), ([shift(SQUARE)], [spike])):
        for predicate, metres in (("dwithin", 1_000), ("nearest", None)):
            pairs = join(np.array(sites), METRES, Areas(np.array(areas), METRES, predicate, metres))
            assert pairs.metres.tolist() == [1000.0]
        assert len(join(np.array(sites), METRES, Areas(np.array(areas), METRES, "dwithin", 999.9))) == 0


@pytest.mark.parametrize("predicate", ["within", "intersects", "dwithin", "nearest"])
def test_many_polygon_sites_give_the_pairs_of_shapely(predicate):
    rng = np.random.default_rng(3)
    places, shapes = random_layers(points=200)
    sites = shapely.buffer(shapely.points(places), rng.uniform(100, 4_000, 200), quad_segs=2)
    pairs = join(sites, METRES, Areas(shapes, METRES, predicate, 2_000 if predicate == "dwithin" else None))
    table = shapely.distance(sites[:, None], shapes[None, :])
    inside = shapely.within(sites[:, None], shapes[None, :])
    least = table.min(axis=1, keepdims=True) + 1e-6
    wanted = {"within": inside, "intersects": table == 0, "dwithin": table <= 2_000, "nearest": table <= least}[predicate]
    assert np.argwhere(wanted).tolist() == np.column_stack([pairs.site, pairs.area]).tolist()
    assert pairs.metres == pytest.approx(0.0 if predicate == "within" else table[wanted], abs=1e-6)


def test_the_hectares_that_two_share_are_those_on_the_ellipsoid():
    sites, held = shapely.box([116.0], 40.0, 116.2, 40.1), Areas(shapely.box([116.1], 39, 117, 41), DEGREES, "intersects")
    pairs = join(sites, DEGREES, held)
    shared = shapely.segmentize(shapely.box(116.1, 40.0, 116.2, 40.1), 0.001)
    truth = abs(pyproj.Geod(ellps="GRS80").geometry_area_perimeter(shared)[0]) / 1e4
    assert shared_ha(sites, DEGREES, held, pairs).tolist() == pytest.approx([truth], rel=1e-6)
    assert hectares(np.array([shapely.Point(1, 1), None]), DEGREES)[0] == 0


def test_areas_that_cross_themselves_are_a_sentence_where_they_matter():
    bow = shift(shapely.Polygon([(500_000, 4_400_000), (501_000, 4_401_000), (501_000, 4_400_000), (500_000, 4_401_000)]))
    held = Areas(np.array([bow]), METRES, "intersects")
    sites = np.array([shift(SQUARE)])
    with pytest.raises(InputError, match="crosses itself"):
        shared_ha(sites, METRES, held, join(sites, METRES, held))


# ---- parts ------------------------------------------------------------------------------------------------------------------

def test_the_grid_answers_for_every_box():
    rng = np.random.default_rng(5)
    xy = rng.random((2_000, 2)) * [360, 10]
    xy[::50] = np.nan
    low = rng.random((60, 2)) * [360, 10]
    boxes = np.column_stack([low, low + rng.random((60, 2)) * [3, 0.5]])
    boxes[7] = np.nan
    inside = ((xy[:, None] >= boxes[:, :2]) & (xy[:, None] <= boxes[:, 2:])).all(axis=2)
    for known in (0, 1):
        assert near_boxes(Grid.of(xy), boxes, np.full(len(xy), known)).tolist() == np.flatnonzero(inside.sum(axis=1) > known).tolist()
    assert len(Grid.of(np.full((3, 2), 7.0)).order) == 3


def test_neighbours_follow_each_other():
    xy = np.random.default_rng(2).random((4_000, 2))
    steps = np.hypot(*np.diff(xy[in_order(xy)], axis=0).T)
    assert np.median(steps) < 0.03
    assert sorted(in_order(xy).tolist()) == list(range(4_000))
