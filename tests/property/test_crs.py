"""There and back: a shift and its inverse meet within a millimetre, in all of China."""

import pyproj
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomon import crs

LON, LAT = st.floats(73.6, 134.9), st.floats(18.0, 53.5)


@pytest.mark.parametrize(("there", "back"), [(crs.to_gcj02, crs.from_gcj02), (crs.to_bd09, crs.from_bd09)])
@given(lon=LON, lat=LAT)
def test_a_web_maps_shift_is_undone_within_a_millimetre(there, back, lon, lat):
    x, y = back(*there(lon, lat))
    assert crs.distance_m((lon, lat), (float(x), float(y))) <= 1e-3


@given(lon=LON, lat=LAT)
def test_degrees_to_the_zone_and_back_meet_within_a_millimetre(lon, lat):
    zone = pyproj.Transformer.from_crs(crs.CGCS2000, crs.zone_crs(lon), always_xy=True)
    x, y = zone.transform(*zone.transform(lon, lat), direction="INVERSE")
    assert crs.distance_m((lon, lat), (x, y)) <= 1e-3


@given(lon=LON, lat=LAT, dx=st.floats(-0.05, 0.05), dy=st.floats(-0.05, 0.05))
def test_a_length_in_the_zone_is_the_length_on_the_ground_to_one_in_two_thousand(lon, lat, dx, dy):
    zone = pyproj.Transformer.from_crs(crs.CGCS2000, crs.zone_crs(lon), always_xy=True)
    (x1, y1), (x2, y2) = zone.transform(lon, lat), zone.transform(lon + dx, lat + dy)
    assert ((x1 - x2) ** 2 + (y1 - y2) ** 2) ** 0.5 == pytest.approx(crs.distance_m((lon, lat), (lon + dx, lat + dy)), rel=5e-4, abs=1e-3)
