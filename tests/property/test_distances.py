"""Distances of bulk joins against geodesics, at any latitude and across the borders of zones."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from geomon.join.kernels import Areas, join

CGCS2000 = pyproj.CRS.from_epsg(4490)
GEOD = pyproj.Geod(ellps="GRS80")
FINE = 2_000


def geodesics(lon, lat, points):
    """Return metres from one place to many, by pyproj."""
    n = len(points)
    return GEOD.inv(np.full(n, lon), np.full(n, lat), np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]))[2]


def shortest(lon, lat, shape):
    """Return metres from a place to a geometry, by looking along its edges ever more closely; 0 inside."""
    if shapely.intersects_xy(shape, lon, lat):
        return 0.0
    line = shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape
    low, high = 0.0, shapely.length(line)
    for _ in range(4):
        at = np.linspace(low, high, FINE)
        apart = geodesics(lon, lat, shapely.get_coordinates(shapely.line_interpolate_point(line, at)))
        best, step = int(apart.argmin()), at[1] - at[0]
        low, high = max(0.0, at[best] - step), min(shapely.length(line), at[best] + step)
    return float(apart.min())


def blob(rng, lon, lat, size):
    turn = np.sort(rng.random(9)) * 2 * np.pi
    reach = size * rng.uniform(0.3, 1.0, 9)
    return shapely.Polygon(np.column_stack([lon + reach * np.cos(turn) / np.cos(np.radians(lat)), lat + reach * np.sin(turn)]))


def test_ten_thousand_random_pairs_in_china_are_true_to_a_thousandth():
    rng = np.random.default_rng(20261125)
    places, others = (np.column_stack([rng.uniform(73.5, 135, 10_000), rng.uniform(18, 53.5, 10_000)]) for _ in range(2))
    truth = GEOD.inv(places[:, 0], places[:, 1], others[:, 0], others[:, 1])[2]
    worst = 0.0
    for begin in range(0, 10_000, 250):  # all pairs of 250 with 250, of which the diagonal is asked
        part = slice(begin, begin + 250)
        pairs = join(places[part], CGCS2000, Areas(shapely.points(others[part]), CGCS2000, "dwithin", 2e7))
        metres = pairs.metres.reshape(250, 250)[np.arange(250), np.arange(250)]
        worst = max(worst, float(np.abs(metres / truth[part] - 1).max()))
    assert worst < 1e-6


@pytest.mark.parametrize("size", [0.002, 0.05, 1.0, 8.0])
def test_random_polygons_in_china_are_true_to_a_thousandth(size):
    rng = np.random.default_rng(int(size * 1000))
    for _ in range(60):
        lon, lat = rng.uniform(75, 134), rng.uniform(19, 52)
        shape = blob(rng, lon, lat, size)
        place = np.array([[lon + rng.normal(0, 2 * size), lat + rng.normal(0, 2 * size)]])
        pairs = join(place, CGCS2000, Areas(np.array([shape]), CGCS2000, "nearest"))
        assert pairs.metres[0] == pytest.approx(shortest(*place[0], shape), rel=1e-3, abs=0.05)


@settings(deadline=None, max_examples=25)
@given(st.floats(-89, 89), st.floats(-170, 170), st.floats(0.0005, 0.05), st.integers(0, 2**31))
def test_any_latitude_and_any_zone(lat, lon, size, seed):
    rng = np.random.default_rng(seed)
    shape = blob(rng, lon, min(max(lat, -88.9), 88.9), size)
    place = np.array([[lon + rng.normal(0, size), np.clip(lat + rng.normal(0, size), -89.9, 89.9)]])
    pairs = join(place, CGCS2000, Areas(np.array([shape]), CGCS2000, "nearest"))
    assert pairs.metres[0] == pytest.approx(shortest(*place[0], shape), rel=1e-3, abs=0.05)


def scene(seed, code):
    """Return some places and areas round 117 E, 40 N in a CRS, near each other or not."""
    rng = np.random.default_rng(seed)
    system = pyproj.CRS.from_epsg(code)
    to = pyproj.Transformer.from_crs(CGCS2000, system, always_xy=True)
    count, extent = int(rng.integers(1, 30)), float(rng.choice([0.05, 0.3, 1.2]))
    shapes = np.array([blob(rng, 117 + rng.normal(0, extent), 40 + rng.normal(0, extent), rng.uniform(0.001, 0.1)) for _ in range(count)])
    shapes = shapely.transform(shapes, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))
    places = np.column_stack(to.transform(117 + rng.normal(0, extent, 40), 40 + rng.normal(0, extent, 40)))
    return places, shapes, system, float(rng.uniform(100, 30_000))


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.integers(0, 2**31), st.sampled_from([4527, 32650, 4548]), st.sampled_from(["dwithin", "nearest"]))
def test_in_a_true_metre_crs_the_pairs_are_those_of_shapely(seed, code, predicate):
    places, shapes, system, metres = scene(seed, code)
    areas = Areas(shapes, system, predicate, metres if predicate == "dwithin" else None)
    assume(areas.plane is not None)
    pairs = join(places, system, areas)
    table = shapely.distance(shapely.points(places)[:, None], shapes[None, :])
    wanted = table <= metres if predicate == "dwithin" else table == table.min(axis=1, keepdims=True)
    held = areas.plane.holds(places)
    wanted &= held[:, None]
    kept = held[pairs.site]
    assert np.array_equal(np.argwhere(wanted), np.column_stack([pairs.site[kept], pairs.area[kept]]))
    assert pairs.metres[kept] == pytest.approx(table[wanted], rel=1e-12, abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**31), st.sampled_from([4326, 4490, 3857, 4524]), st.sampled_from(["dwithin", "nearest"]))
def test_on_the_earth_the_search_finds_what_looking_at_every_pair_finds(seed, code, predicate):
    places, shapes, system, metres = scene(seed, code)
    pairs = join(places, system, Areas(shapes, system, predicate, metres if predicate == "dwithin" else None))
    every = join(places, system, Areas(shapes, system, "dwithin", 1e7))
    assert len(every) == len(places) * len(shapes)
    table = every.metres.reshape(len(places), len(shapes))
    wanted = table <= metres if predicate == "dwithin" else table <= table.min(axis=1, keepdims=True) + 1e-3
    assert np.array_equal(np.argwhere(wanted), np.column_stack([pairs.site, pairs.area]))
    assert pairs.metres == pytest.approx(table[wanted], rel=1e-6, abs=0.005)


def test_pairs_across_the_border_of_two_zones_are_found():
    places = np.array([[118.4999, 40.0], [118.5001, 40.0], [118.4999, 60.0]])
    area = shapely.box(118.5, 39.9, 118.6, 40.1)
    pairs = join(places, CGCS2000, Areas(np.array([area]), CGCS2000, "dwithin", 10.0))
    assert pairs.site.tolist() == [0, 1]
    assert pairs.metres.tolist() == pytest.approx([8.54, 0.0], abs=0.01)
