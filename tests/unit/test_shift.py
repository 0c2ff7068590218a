"""Old datums: refused without the user's own parameters, shifted by them, and the parameters themselves told to nobody."""

import json

import numpy as np
import pyproj
import pytest
from click.testing import CliRunner
from gate_files import geojson, point

from geomon.cli import cli
from geomon.crs import CGCS2000, distance_m
from geomon.crs.shift import old_crs, old_datum, user_shift
from geomon.errors import InputError, LayerFileError
from geomon.layers import Layer, load_layer
from geomon.readers import read_features

FORMS = ("+towgs84=", "position_vector: ", "coordinate_frame: ")
SEVEN = "-24.5,92.1,51.2,0.5,0.7,-1.2,-3.1"
TOML = 'title = "矿山"\ntitle_en = "Mines"\ngeometry = "point"\nsource = "layers/mine.csv"\nlicence = "-"\n'


def layer(**more):
    return Layer("mine", "矿山", "Mines", "point", "layers/mine.csv", "-", **more)


@pytest.mark.parametrize(("name", "datum"), [
    ("EPSG:4610", "Xian 1980"), ("EPSG:2360", "Xian 1980"), ("西安80", "Xian 1980"), ("EPSG:4214", "Beijing 1954"),
    ("EPSG:2412", "Beijing 1954"), ("EPSG:4555", "New Beijing"), ("EPSG:4490", ""), ("EPSG:4524", ""), ("GCJ-02", ""), ("no CRS", "")])
def test_an_old_datum_is_known_by_code_and_by_name(name, datum):
    assert old_datum(name) == datum


def test_three_parameters_move_the_geocentric_place_by_just_so_much():
    lon, lat = user_shift("-100, 50, 20", "us").to_degrees("EPSG:4610", [106.8], [39.4])
    start = "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart"
    old, new = (pyproj.Transformer.from_pipeline(f"{start} {ellipsoid}") for ellipsoid in ("+a=6378140 +rf=298.257", "+ellps=GRS80"))
    away = np.array(old.transform(106.8, 39.4, 0.0)) + np.array([-100, 50, 20]) - np.array(new.transform(lon[0], lat[0], 0.0))
    phi, lam = np.radians([lat[0], lon[0]])
    normal = np.array([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)])
    assert np.linalg.norm(away - normal * (away @ normal)) < 0.01  # what is left is height only
    assert 50 < distance_m((106.8, 39.4), (float(lon[0]), float(lat[0]))) < 125


def test_the_convention_decides_the_sign_of_rotations_and_is_never_guessed():
    with pytest.raises(InputError, match="convention"):
        user_shift(SEVEN, "us")
    first, same, other = (user_shift(f"{form}{SEVEN}", "us").to_degrees("EPSG:4610", [106.8], [39.4])
                          for form in FORMS)
    assert (first[0][0], first[1][0]) == (same[0][0], same[1][0])
    assert distance_m((first[0][0], first[1][0]), (other[0][0], other[1][0])) > 20


def test_metres_of_an_old_zone_land_where_its_degrees_do():
    own = user_shift(f"+towgs84={SEVEN}", "us")
    x, y = pyproj.Transformer.from_crs("EPSG:4610", "EPSG:2360", always_xy=True).transform([107.9], [39.4])
    by_metres, by_degrees = own.to_degrees("EPSG:2360", x, y), own.to_degrees("EPSG:4610", [107.9], [39.4])
    assert np.allclose(by_metres, by_degrees, atol=1e-9)


@pytest.mark.parametrize(("text", "source", "words"), [
    ("1,2", "us", "neither three nor seven"), ("1,2,nan", "us", "neither three nor seven"), ("1,2,x", "us", "neither three nor seven"),
    ("", "us", "neither three nor seven"), ("1,2,3", "  ", "whose"), ("1,2,30000", "us", "larger"),
    ("towgs84=1,2,3,4,5,600,7", "us", "larger")])
def test_parameters_that_cannot_be_meant_are_refused(text, source, words):
    with pytest.raises(InputError, match=words):
        user_shift(text, source)


def test_the_numbers_are_in_no_text_that_could_be_logged():
    assert "92.1" not in repr(user_shift(f"+towgs84={SEVEN}", "us"))
    assert "92.1" not in repr(layer(crs="EPSG:4610", shift=f"+towgs84={SEVEN}", shift_source="us"))


def test_a_shift_has_no_place_with_another_datum():
    with pytest.raises(InputError, match="no place there"):
        old_crs(CGCS2000)


def test_a_declaration_with_a_shift_is_checked_when_it_is_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(TOML + 'crs = "EPSG:2360"\nshift = "1,2,3"\nshift_source = "市局"\n', encoding="utf-8")
    assert load_layer(path).shift_source == "市局"
    for bad, words in (('shift = "1,2,3"\nshift_source = "市局"', "no place there"), ('crs = "EPSG:4610"\nshift = "1,2,3"', "whose"),
                       ('crs = "EPSG:4610"\nshift_source = "市局"', "neither three nor seven")):
        path.write_text(TOML + bad, encoding="utf-8")
        with pytest.raises(LayerFileError, match=words):
            load_layer(path)


def test_a_layer_on_an_old_datum_is_read_by_its_own_parameters_and_says_so(tmp_path):
    x, y = pyproj.Transformer.from_crs("EPSG:4610", "EPSG:2360", always_xy=True).transform(107.9, 39.4)
    own = user_shift(f"+towgs84={SEVEN}", "市局 2019")
    lon, lat = own.to_degrees("EPSG:2360", [x], [y])
    declared = layer(crs="EPSG:2360", shift=f"+towgs84={SEVEN}", shift_source="市局 2019")
    for order in (f"{x},{y}", f"{y},{x}"):  # Chinese tables call the northing X
        path = tmp_path / "mine.csv"
        path.write_text(f"name,lon,lat\n东河石场,{order}\n", encoding="utf-8")
        frame = read_features(path, declared)
        assert (frame["lon"][0], frame["lat"][0]) == pytest.approx((lon[0], lat[0]), abs=1e-9)
        assert (frame["datum"][0], frame.crs.to_epsg()) == ("Xian 1980", 4490)
        assert "市局 2019" in frame["note"][0]
        assert "92.1" not in frame["note"][0]
    with pytest.raises(InputError, match="not public"):
        read_features(path, layer(crs="EPSG:2360"))


def test_rows_and_files_on_another_datum_are_not_shifted_along(tmp_path):
    declared = layer(crs="EPSG:4610", shift="1,2,3", shift_source="us")
    path = tmp_path / "mine.csv"
    path.write_text("name,lon,lat,datum\n东河石场,106.8,39.4,CGCS2000\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"row 2: datum 'CGCS2000'"):
        read_features(path, declared)
    (tmp_path / "mine.geojson").write_bytes(geojson(point(name="甲")))
    with pytest.raises(InputError, match=r"not EPSG:4610"):
        read_features(tmp_path / "mine.geojson", declared)


def test_check_takes_the_parameters_and_tells_what_they_did_but_not_what_they_are(workspace, monkeypatch, tmp_path):
    monkeypatch.chdir(workspace.root)
    (tmp_path / "a.csv").write_text("name,lon,lat\n甲,106.8,39.4\n", encoding="utf-8")

    def run(*more):
        return CliRunner().invoke(cli, ["check", str(tmp_path / "a.csv"), "--json", "--crs", "EPSG:4610", *more], catch_exceptions=False)

    refused = json.loads(run().stdout)[0]
    assert not refused["usable"]
    assert "--shift" in refused["problem"]
    assert run("--shift", "1,2,3").exit_code == 1
    done = run("--shift", f"+towgs84={SEVEN}", "--shift-source", "市局 2019")
    answer = json.loads(done.stdout)[0]
    assert (done.exit_code, answer["usable"], answer["crs"]) == (0, True, "Xian 1980")
    assert answer["shift"]["source"] == "市局 2019"
    assert 10 < answer["shift"]["moved_m"] < 200
    assert "92.1" not in done.output
    far = json.loads(run("--shift", "1,2,3", "--shift-source", "us", "--crs", "EPSG:2360").stdout)[0]
    assert "no place in China" in far["problem"]
