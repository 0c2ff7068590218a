"""The layer catalog while the workspace is open: declarations and data are read again when they change; code brings features."""

import importlib.metadata
import os

import geopandas as gpd
import pytest
import shapely

from geomon import layers
from geomon.errors import LayerFileError, MissingDependency
from geomon.layers import load_layers, packaged
from geomon.service.shelf import Shelf
from geomon.settings import Settings

TOML = 'title = "{title}"\ntitle_en = "Tailings"\ngeometry = "point"\nsource = "{source}"\nlicence = "invented"\n'


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "layers").mkdir()
    (tmp_path / "data" / "layers").mkdir(parents=True)
    return Settings(root=tmp_path)


def declare(settings, name="ponds", title="尾矿库", source="layers/ponds.csv", text=None):
    path = settings.layers / f"{name}.toml"
    path.write_text(text or TOML.format(title=title, source=source), encoding="utf-8")


def fill(settings, *names):
    path = settings.data / "layers" / "ponds.csv"
    path.write_text("name,lon,lat\n" + "".join(f"{n},106.{k},39.5\n" for k, n in enumerate(names)), encoding="utf-8")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 10**9 * len(names)))


def shelf_of(settings):
    return Shelf(settings, load_layers(settings.layers), lambda: ["150302"])


def test_an_edited_declaration_is_in_use_at_the_next_question(settings):
    declare(settings)
    shelf = shelf_of(settings)
    assert [layer.title for layer in shelf.layers] == ["尾矿库"]
    declare(settings, title="尾矿库（新）")
    declare(settings, "wells")
    assert [layer.title for layer in shelf.layers] == ["尾矿库（新）", "尾矿库"]
    (settings.layers / "wells.toml").unlink()
    assert [layer.id for layer in shelf.layers] == ["ponds"]
    assert shelf.fault == ""


def test_a_broken_edit_leaves_the_layers_as_they_were_and_is_told_until_it_is_mended(settings):
    declare(settings)
    shelf = shelf_of(settings)
    declare(settings, text="title = ")
    assert [layer.title for layer in shelf.layers] == ["尾矿库"]
    assert "ponds.toml: is not TOML" in shelf.fault
    declare(settings, title="尾矿坝")
    assert (shelf.fault, [layer.title for layer in shelf.layers]) == ("", ["尾矿坝"])


def test_a_changed_data_file_is_read_again_and_an_unchanged_one_is_not(settings):
    declare(settings)
    fill(settings, "甲")
    shelf = shelf_of(settings)
    first = shelf.features("ponds")
    assert shelf.features("ponds") is first
    fill(settings, "甲", "乙")
    assert list(shelf.features("ponds")["name"]) == ["甲", "乙"]


def test_a_layer_that_is_not_there_is_a_key_error_and_a_missing_file_says_which(settings):
    declare(settings)
    shelf = shelf_of(settings)
    with pytest.raises(KeyError):
        shelf.features("nothing")
    with pytest.raises(LayerFileError, match=r"data/layers/ponds\.csv"):
        shelf.features("ponds")


class Entry:
    value = "city.layers:ponds"

    def __init__(self, frame):
        self.frame = frame

    def load(self):
        return lambda settings, adcodes: self.frame.assign(codes=",".join(adcodes))


def test_the_features_of_a_coded_layer_come_from_the_entry_point_of_its_id(settings, monkeypatch):
    declare(settings, source="package")
    frame = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Point(500000, 4400000)], crs="EPSG:4545")
    asked = []
    monkeypatch.setattr(layers.importlib.metadata, "entry_points", lambda **keys: asked.append(keys) or [Entry(frame)])
    features = shelf_of(settings).features("ponds")
    assert asked == [{"group": "geomon.layers", "name": "ponds"}]
    assert features["codes"].tolist() == ["150302"]
    assert features.crs.to_epsg() == 4490 and abs(features.geometry.x[0] - 108) < 1e-6


def test_a_coded_layer_without_a_package_or_a_crs_is_refused_in_a_sentence(settings, monkeypatch):
    declare(settings, source="package")
    layer = load_layers(settings.layers)[0]
    with pytest.raises(MissingDependency, match="no installed package brings the layer 'ponds'"):
        packaged(layer, settings, [])
    bare = gpd.GeoDataFrame({"name": ["甲"]}, geometry=[shapely.Point(1, 1)])
    monkeypatch.setattr(layers.importlib.metadata, "entry_points", lambda **_: [Entry(bare)])
    with pytest.raises(LayerFileError, match=r"no CRS.*city\.layers:ponds"):
        packaged(layer, settings, [])


def test_the_shipped_counties_come_by_the_same_entry_point():
    found = importlib.metadata.entry_points(group="geomon.layers", name="county")
    assert [entry.value for entry in found] == ["geomon.places.layer:county"]
    from geomon.places.layer import county

    assert next(iter(found)).load() is county


def test_wrong_codes_and_unknown_zones_of_a_layer_are_told_with_their_row(settings):
    declare(settings, text=TOML.format(title="保护区", source="layers/ponds.csv") + "protects = true\n")
    (settings.data / "layers" / "ponds.csv").write_text(
        "name,lon,lat,zone,credit_code\n甲,106.8,39.5,核心区,91130200699229617X\n乙,106.9,39.5,甲区,91130200699229617Y\n", encoding="utf-8")
    found = shelf_of(settings).doubts("ponds")
    assert [zh.split("：")[0] for zh, _ in found] == ["第3行", "第3行"]
    assert "校验码“Y”不符" in found[0][0] and "甲区" in found[1][0] and found[1][1].startswith("row 3")
