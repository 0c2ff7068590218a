"""Thirty files whose coordinates mean thirty things: named right, or asked about; never measured in a CRS that is not theirs."""

import csv
import dataclasses
import io

import numpy as np
import pyproj
import pytest
import shapely
from gate_files import geojson, point, shapefile

from geomon import crs
from geomon.crs.detective import Candidate
from geomon.places import open_gazetteer
from geomon.service.checking import check_file

COUNTIES = {"海南区": "150303", "朔城区": "140602", "青铜峡市": "640381", "昆都仑区": "150203", "沙坡头区": "640502", "龙海区": "350604"}


@pytest.fixture(scope="module")
def gazetteer(places_cache):
    from geomon.settings import Settings

    return open_gazetteer(Settings(places_cache.parents[1]))


@pytest.fixture
def here(workspace):
    """A workspace without a region of its own: only what a file says counts."""
    return dataclasses.replace(workspace, counties=())


def places(gazetteer, county, count=12, seed=7):
    """Points inside a county, rounded as a person would write them."""
    shape = gazetteer.by_adcode(COUNTIES[county]).geometry
    west, south, east, north = shape.bounds
    dice = np.random.default_rng(seed)
    found = []
    while len(found) < count:
        x, y = round(dice.uniform(west, east), 5), round(dice.uniform(south, north), 5)
        if shapely.contains_xy(shape, x, y):
            found.append((x, y))
    return np.array(found)


def projected(points, code):
    x, y = pyproj.Transformer.from_crs(4490, code, always_xy=True).transform(points[:, 0], points[:, 1])
    return np.column_stack([x, y]).round(2)


def packed(degrees):
    whole = np.floor(degrees)
    minutes = np.floor((degrees - whole) * 60 + 1e-9)
    seconds = ((degrees - whole) * 60 - minutes) * 60
    return whole + minutes / 100 + seconds.round(1) / 10_000


def table(path, numbers, heads, county="", names=()):
    held = io.StringIO()
    rows = csv.writer(held)
    rows.writerow(["名称", *heads, *(["所在地"] if county else [])])
    for n, (a, b) in enumerate(numbers):
        rows.writerow([names[n] if names else f"点位{n + 1}", a, b, *([county] if county else [])])
    path.write_text(held.getvalue(), encoding="utf-8")
    return path


XY = ("X坐标", "Y坐标")


@pytest.mark.parametrize(
    ("county", "code", "swapped"),
    [
        ("海南区", 4524, True),
        ("海南区", 4524, False),
        ("朔城区", 4525, True),
        ("龙海区", 4527, True),
        ("昆都仑区", 4525, False),
        ("沙坡头区", 4523, True),
        ("朔城区", 4497, True),
        ("龙海区", 4498, False),
        ("海南区", 4496, True),
    ],
)
def test_a_zone_with_its_number_before_the_easting_is_named_without_any_other_evidence(tmp_path, here, gazetteer, county, code, swapped):
    points = places(gazetteer, county)
    numbers = projected(points, code)
    answer = check_file(table(tmp_path / "a.csv", numbers[:, ::-1] if swapped else numbers, XY), here)
    assert (answer["crs"], answer["usable"], answer["candidates"][0]["swapped"]) == (f"EPSG:{code}", True, swapped), answer["problem"]
    assert near(answer, points)


@pytest.mark.parametrize(
    ("county", "code", "swapped"),
    [
        ("海南区", 4545, True),
        ("朔城区", 4546, True),
        ("龙海区", 4548, False),
        ("昆都仑区", 4546, True),
        ("青铜峡市", 4544, False),
        ("海南区", 4507, True),
        ("朔城区", 4508, True),
    ],
)
def test_a_zone_without_its_number_is_found_by_the_county(tmp_path, here, gazetteer, county, code, swapped):
    points = places(gazetteer, county)
    numbers = projected(points, code)
    answer = check_file(table(tmp_path / "a.csv", numbers[:, ::-1] if swapped else numbers, XY, county), here)
    assert near(answer, points), answer["candidates"][:3]
    # A zone of six degrees and the one of three with the same meridian are one projection; either name is right.
    assert (
        pyproj.CRS(answer["crs"]).coordinate_operation.to_json_dict()["parameters"]
        == pyproj.CRS(code).coordinate_operation.to_json_dict()["parameters"]
    )
    assert answer["usable"]


def test_a_zone_without_its_number_and_without_a_county_is_asked_about(tmp_path, here, gazetteer):
    answer = check_file(table(tmp_path / "a.csv", projected(places(gazetteer, "海南区"), 4545), XY), here)
    assert (answer["crs"], answer["usable"]) == (None, False)
    assert "--crs" in answer["problem"]
    assert len(answer["candidates"]) >= 4


def test_the_region_of_the_workspace_decides_a_zone_without_its_number(tmp_path, here, gazetteer):
    points = places(gazetteer, "海南区")
    answer = check_file(table(tmp_path / "a.csv", projected(points, 4545), XY), dataclasses.replace(here, counties=("150300",)))
    assert near(answer, points)


@pytest.mark.parametrize("county", ["海南区", "龙海区"])
@pytest.mark.parametrize("heads", [("经度", "纬度"), ("lon", "lat"), XY])
def test_degrees_without_a_declaration_are_read_as_cgcs2000_and_the_shift_of_web_maps_is_told(tmp_path, here, gazetteer, county, heads):
    points = places(gazetteer, county)
    answer = check_file(table(tmp_path / "a.csv", points, heads), here)
    assert (answer["crs"], answer["usable"]) == ("EPSG:4490", True)
    assert any("web map" in w for w in answer["warnings"])
    assert near(answer, points)


@pytest.mark.parametrize("county", ["", "朔城区"])
def test_swapped_degrees_are_named(tmp_path, here, gazetteer, county):
    points = places(gazetteer, "朔城区")
    answer = check_file(table(tmp_path / "a.csv", points[:, ::-1], ("lon", "lat"), county), here)
    assert (answer["crs"], answer["candidates"][0]["swapped"]) == ("EPSG:4490", True)
    assert "put the easting or longitude first" in answer["repairs"]


@pytest.mark.parametrize("scale", [1, 10_000])
def test_packed_degrees_are_named(tmp_path, here, gazetteer, scale):
    points = places(gazetteer, "青铜峡市")
    answer = check_file(table(tmp_path / "a.csv", (packed(points) * scale).round(6), ("经度", "纬度"), "青铜峡市"), here)
    assert answer["candidates"][0]["packed"]
    assert near(answer, points, within=10)


@pytest.mark.parametrize(("datum", "shift"), [("GCJ-02", crs.to_gcj02), ("BD-09", crs.to_bd09)])
@pytest.mark.parametrize("evidence", ["words", "sites"])
def test_shifted_degrees_are_named_by_words_or_by_known_sites_and_come_back_within_a_metre(
    tmp_path, here, gazetteer, datum, shift, evidence
):
    points = places(gazetteer, "海南区")
    names = [f"东河第{n}石料场" for n in range(len(points))]
    numbers = np.column_stack(shift(points[:, 0], points[:, 1])).round(7)
    if evidence == "sites":
        lines = [f"{n},{x},{y},50,coordinates,CGCS2000" for n, (x, y) in zip(names, points, strict=True)]
        (here.data / "layers" / "mine.csv").write_text("name,lon,lat,accuracy_m,method,datum\n" + "\n".join(lines), encoding="utf-8")
        path = table(tmp_path / "a.csv", numbers, ("lng", "lat"), names=names)
    else:
        path = table(tmp_path / ("高德拾取.csv" if datum == "GCJ-02" else "百度拾取.csv"), numbers, ("lng", "lat"), names=names)
    answer = check_file(path, here)
    assert answer["crs"] == datum, answer["candidates"][:3]
    assert near(answer, points, within=1)


def test_a_declared_zone_that_puts_places_outside_their_county_is_contradicted(tmp_path, here, gazetteer):
    points = places(gazetteer, "海南区", 3)
    path = shapefile(tmp_path, "a", ["海南区一号矿", "海南区二号矿", "海南区三号矿"], points=projected(points, 4545), prj=False)
    path.with_suffix(".prj").write_text(pyproj.CRS.from_epsg(4546).to_wkt("WKT1_ESRI"), encoding="utf-8")
    answer = check_file(path, here)
    assert not answer["usable"]
    assert answer["declared"] == "EPSG:4546"
    assert answer["crs"] in ("EPSG:4545", "EPSG:4507")
    path.with_suffix(".prj").write_text(pyproj.CRS.from_epsg(4545).to_wkt("WKT1_ESRI"), encoding="utf-8")
    assert check_file(path, here)["usable"]


def test_metres_declared_as_degrees_are_contradicted(tmp_path, here, gazetteer):
    x, y = projected(places(gazetteer, "海南区", 1), 4524)[0]
    (tmp_path / "a.geojson").write_bytes(geojson(point(float(x), float(y))))
    answer = check_file(tmp_path / "a.geojson", here)
    assert not answer["usable"]
    assert answer["crs"] == "EPSG:4524"


def test_degrees_declared_the_wrong_way_round_are_contradicted(tmp_path, here, gazetteer):
    ((x, y),) = places(gazetteer, "海南区", 1)
    (tmp_path / "a.geojson").write_bytes(geojson(point(y, x)))
    answer = check_file(tmp_path / "a.geojson", here)
    assert not answer["usable"]
    assert answer["candidates"][0]["swapped"]


def test_a_layer_that_declares_its_crs_rightly_is_taken_at_its_word(tmp_path, here):
    answer = check_file(shapefile(tmp_path, "a"), here)
    assert (answer["usable"], answer["crs"], answer["problem"]) == (True, "EPSG:4490", None)


@pytest.mark.parametrize("code", [2349, 2379, 2414, 4610, 4214])
def test_old_datums_are_refused_when_declared(tmp_path, here, code):
    path = shapefile(tmp_path, "a", prj=False)
    path.with_suffix(".prj").write_text(pyproj.CRS.from_epsg(code).to_wkt("WKT1_ESRI"), encoding="utf-8")
    answer = check_file(path, here)
    assert not answer["usable"]
    assert "parameters" in answer["problem"]


@pytest.mark.parametrize("words", ["西安80坐标系", "1980西安坐标系", "北京54", "1954年北京坐标系", "Xian_1980", "Beijing 1954"])
def test_old_datums_are_refused_when_the_words_name_them(tmp_path, here, gazetteer, words):
    numbers = projected(places(gazetteer, "海南区"), 4524)
    answer = check_file(table(tmp_path / f"{words}.csv", numbers, XY), here)
    assert not answer["usable"]
    assert "parameters" in answer["problem"]


def near(answer, points, within=3.0):
    """Whether the best reading puts the first place where it is; metres."""
    best = answer["candidates"][0]
    return crs.distance_m((best["lon"], best["lat"]), tuple(points[0])) <= within


def test_every_reading_places_numbers_as_pyproj_does():
    lon, lat = Candidate("EPSG:4524", "").to_degrees([36_512_345.67], [4_363_512.12])
    assert (lon[0], lat[0]) == pytest.approx(pyproj.Transformer.from_crs(4524, 4490, always_xy=True).transform(36_512_345.67, 4_363_512.12))


@pytest.mark.parametrize(
    "heads",
    [("X(2000)", "Y(2000)"), ("X坐标（米）", "Y坐标（米）"), ("CGCS2000_X", "CGCS2000_Y"), ("北坐标", "东坐标"), ("纵坐标", "横坐标")],
)
def test_headers_of_northing_and_easting_in_their_many_ways(tmp_path, here, gazetteer, heads):
    points = places(gazetteer, "海南区")
    answer = check_file(table(tmp_path / "a.csv", projected(points, 4524)[:, ::-1], heads), here)
    assert answer["crs"] == "EPSG:4524"
    assert near(answer, points)


def test_of_two_datums_in_one_table_the_national_one_is_taken(tmp_path, here, gazetteer):
    points = places(gazetteer, "海南区")
    shifted = np.column_stack(crs.to_gcj02(points[:, 0], points[:, 1]))
    both = [f"点,{a},{b},{c},{d}" for (a, b), (c, d) in zip(shifted, points, strict=True)]
    (tmp_path / "a.csv").write_text("名称,高德经度,高德纬度,2000经度,2000纬度\n" + "\n".join(both), encoding="utf-8")
    answer = check_file(tmp_path / "a.csv", here)
    assert answer["crs"] == "EPSG:4490"
    assert near(answer, points)


def test_a_file_that_was_converted_from_an_old_datum_is_read_and_told(tmp_path, here, gazetteer):
    numbers = projected(places(gazetteer, "海南区"), 4524)
    answer = check_file(table(tmp_path / "由西安80转为CGCS2000.csv", numbers, XY), here)
    assert answer["usable"]
    assert "西安80" in " ".join(answer["warnings"])
