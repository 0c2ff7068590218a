"""Datums, zones and measures, against known values."""

import numpy as np
import pyproj
import pytest
import shapely

from geomon import crs
from geomon.errors import InputError


@pytest.mark.parametrize(("said", "datum"), [
    ("CGCS2000", "CGCS2000"), ("2000国家大地坐标系", "CGCS2000"), ("EPSG:4490", "CGCS2000"), ("WGS 84", "WGS-84"), ("gps", "WGS-84"),
    ("GCJ-02", "GCJ-02"), ("高德", "GCJ-02"), ("BD09", "BD-09"), ("百度", "BD-09"), ("unknown", "unknown"), ("", "unknown"),
])
def test_datums_are_known_by_their_usual_names(said, datum):
    assert crs.datum_of(said) == datum


@pytest.mark.parametrize("said", ["Xian 1980", "Xi'an 80", "西安80", "1980西安坐标系", "北京54", "Beijing 1954", "EPSG:4610", "EPSG:4214"])
def test_datums_whose_parameters_are_secret_are_refused(said):
    with pytest.raises(InputError, match="not public"):
        crs.datum_of(said)


@pytest.mark.parametrize("code", [4610, 4214, 2334, 2414])
def test_a_file_on_an_old_datum_is_refused_projected_or_not(code):
    with pytest.raises(InputError, match=r"a\.shp.*CGCS2000"):
        crs.check_crs(pyproj.CRS(code), "a.shp")


@pytest.mark.parametrize("code", [4490, 4326, 4547, 32648])
def test_a_file_on_a_datum_in_use_passes(code):
    crs.check_crs(pyproj.CRS(code), "a.shp")


def test_an_unknown_datum_is_named():
    with pytest.raises(InputError, match="'Mars'"):
        crs.datum_of("Mars")


def test_a_web_map_is_some_hundred_metres_off_in_china_and_nowhere_else():
    lon, lat = crs.to_gcj02(116.3975, 39.9087)
    assert 300 < crs.distance_m((116.3975, 39.9087), (float(lon), float(lat))) < 700
    assert crs.to_gcj02(2.35, 48.85) == (2.35, 48.85)


def test_wgs84_and_unknown_pass_unshifted_and_a_web_map_is_shifted_back():
    assert crs.to_cgcs2000(106.9, 39.3, "WGS-84") == (106.9, 39.3)
    assert crs.to_cgcs2000(106.9, 39.3, "unknown") == (106.9, 39.3)
    lon, lat = crs.to_cgcs2000(*crs.to_gcj02(106.9, 39.3), "GCJ-02")
    assert (float(lon), float(lat)) == pytest.approx((106.9, 39.3), abs=1e-9)


@pytest.mark.parametrize(("lon", "name"), [(105.0, "105E"), (106.8, "108E"), (112.4, "111E"), (120.1, "120E")])
def test_the_zone_is_the_three_degree_one_of_the_place(lon, name):
    assert crs.zone_crs(lon).name == f"CGCS2000 / 3-degree Gauss-Kruger CM {name}"


def test_outside_china_the_zone_is_utm():
    assert crs.zone_crs(2.35).coordinate_operation.method_name == "Transverse Mercator"
    assert crs.project([shapely.Point(3.0, 48.0)], 2.35)[0].x == pytest.approx(500_000)


def test_a_degree_of_latitude_is_111_km_and_zone_lengths_agree_with_the_ellipsoid():
    assert crs.distance_m((125.0, 43.0), (125.0, 43.001)) == pytest.approx(111.1, abs=0.1)
    a, b = crs.project([shapely.Point(106.9, 39.3), shapely.Point(106.95, 39.33)], 106.9)
    assert a.distance(b) == pytest.approx(crs.distance_m((106.9, 39.3), (106.95, 39.33)), rel=4e-4)


def test_swapped_numbers_are_said():
    with pytest.raises(InputError, match="swapped"):
        crs.distance_m((39.3, 106.9), (39.4, 106.8))


def test_hectares_are_measured_on_the_ellipsoid():
    square = shapely.box(106.0, 38.0, 106.1, 38.1)
    assert crs.area_ha(square) == pytest.approx(9742.6, abs=0.1)
    assert crs.area_ha(square.reverse()) == crs.area_ha(square)
    assert crs.area_ha(shapely.Point(106, 38)) == 0


def test_half_a_diagonal_is_how_far_off_a_boxs_centre_can_be():
    assert crs.half_diagonal_m(106.0, 38.0, 106.1, 38.1) == pytest.approx(7076, rel=0.01)


def test_many_distances_come_at_once():
    assert crs.distances_m([106.0, 107.0], 38.0, 106.0, [38.0, 38.0])[0] == 0
    assert isinstance(crs.distances_m([106.0], 38.0, 106.0, [39.0]), np.ndarray)
