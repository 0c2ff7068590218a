"""A repaired copy: what was changed is told feature by feature, the input stays as it was, nothing is written over."""

import hashlib
import json

import geopandas as gpd
import pytest
from click.testing import CliRunner
from gate_files import geojson, point, polygon

from geomon.cli import cli
from geomon.crs import area_ha
from geomon.errors import InputError
from geomon.readers import Limits
from geomon.service.repairing import ENDINGS, repair_file

BOW = ((106.8, 39.4), (106.9, 39.5), (106.9, 39.4), (106.8, 39.5), (106.8, 39.4))
CLOCKWISE = ((106.8, 39.4), (106.8, 39.5), (106.9, 39.5), (106.8, 39.4))
GOOD = ((106.8, 39.4), (106.9, 39.4), (106.9, 39.5), (106.8, 39.4))
LINE = ((106.75, 39.25), (106.875, 39.375), (107.0, 39.5), (106.75, 39.25))


@pytest.fixture
def run(workspace, monkeypatch):
    monkeypatch.chdir(workspace.root)
    return lambda *arguments: CliRunner().invoke(cli, ["check", *map(str, arguments)], catch_exceptions=False)


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "a.geojson"
    shapes = [polygon(*ring, name=name) for ring, name in ((BOW, "西沟"), (CLOCKWISE, "东沟"), (GOOD, "北沟"), (LINE, "南沟"))]
    path.write_bytes(geojson(*shapes))
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_change_is_told_and_the_copy_is_valid(run, broken, tmp_path, ending):
    before = hashlib.sha256(broken.read_bytes()).digest()
    answer = json.loads(run(broken, "--repair", tmp_path / f"b{ending}", "--json").stdout)[0]
    done = answer["repaired"]
    assert hashlib.sha256(broken.read_bytes()).digest() == before
    assert (done["file"], done["crs"], done["features"]) == (f"b{ending}", "EPSG:4490", 4)
    told = [(c["feature"], c["name"], c["change"]) for c in done["changes"]]
    assert told == [(1, "西沟", "rebuilt"), (2, "东沟", "turned"), (4, "南沟", "gone")]
    rebuilt, turned, gone = done["changes"]
    assert rebuilt["fault"] == "the ring crosses itself"
    assert rebuilt["before_ha"] < 1 < rebuilt["after_ha"]  # the two loops cancelled out
    assert rebuilt["parts"] == [1, 2]
    assert turned["before_ha"] == turned["after_ha"] > 1000
    assert gone["after_ha"] == 0
    frame = gpd.read_file(tmp_path / f"b{ending}")
    shapes = dict(zip(frame["name"], frame.geometry, strict=True))
    assert frame.geometry.dropna().is_valid.all()
    assert area_ha(shapes["西沟"]) == pytest.approx(rebuilt["after_ha"], rel=1e-3)
    assert sorted(shapes) == sorted(["西沟", "东沟", "北沟", "南沟"])


def test_people_read_the_areas(run, broken, tmp_path):
    said = run(broken, "--repair", tmp_path / "b.gpkg").stdout
    assert "Feature 1 (西沟): the ring crosses itself; rebuilt, " in said
    assert "Feature 2 (东沟): the direction of its border was turned; " in said
    assert "Feature 4 (南沟): " in said
    assert "no area was left" in said


def test_nothing_is_written_over_and_the_input_least_of_all(run, broken, tmp_path):
    before = broken.read_bytes()
    assert run(broken, "--repair", broken).exit_code == 1
    assert broken.read_bytes() == before
    (tmp_path / "b.gpkg").write_bytes(b"mine")
    assert "already" in run(broken, "--repair", tmp_path / "b.gpkg").stderr
    assert (tmp_path / "b.gpkg").read_bytes() == b"mine"
    assert "ending" in run(broken, "--repair", tmp_path / "b.shp").stderr
    assert run(broken, broken, "--repair", tmp_path / "c.gpkg").exit_code == 2
    assert not list(tmp_path.glob("c.*"))


def test_the_copy_is_in_cgcs2000_whatever_the_file_was_in(run, tmp_path):
    (tmp_path / "a.csv").write_text("name,lon,lat\n甲,106.805,39.401\n", encoding="utf-8")
    answer = json.loads(run(tmp_path / "a.csv", "--crs", "GCJ-02", "--repair", tmp_path / "b.gpkg", "--json").stdout)[0]
    assert answer["repaired"]["changes"] == []
    place = gpd.read_file(tmp_path / "b.gpkg").geometry[0]
    assert 300 < abs(place.x - 106.805) * 86_000 < 700


def test_what_cannot_be_used_is_not_repaired(run, tmp_path):
    (tmp_path / "a.csv").write_text("name,x,y\n甲,500100.5,4363512.1\n", encoding="utf-8")
    done = run(tmp_path / "a.csv", "--repair", tmp_path / "b.gpkg", "--json")
    assert done.exit_code == 1
    assert "repaired" not in json.loads(done.stdout)[0]
    assert not (tmp_path / "b.gpkg").exists()


def test_a_folder_that_is_not_there_is_said_in_one_sentence(tmp_path):
    (tmp_path / "a.geojson").write_bytes(geojson(point(name="甲")))
    with pytest.raises(Exception, match="cannot be written") as caught:
        repair_file(tmp_path / "a.geojson", tmp_path / "no" / "b.gpkg", lambda x, y: (x, y), Limits())
    assert not isinstance(caught.value, InputError)
