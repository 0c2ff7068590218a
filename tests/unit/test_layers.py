"""A layer file says what it is, or which key is wrong."""

import pytest
from factories import ROOT

from geomon.errors import LayerFileError
from geomon.layers import load_layer, load_layers
from geomon.model import OTHER_LAYERS, SITE_LAYERS

GOOD = {"title": '"尾矿库"', "title_en": '"Tailings"', "geometry": '"polygon"', "source": '"layers/t.gpkg"', "licence": '"CC BY 4.0"'}


def write(tmp_path, name="tailings.toml", text=None, **changes):
    path = tmp_path / name
    keys = {k: v for k, v in (GOOD | changes).items() if v is not None}
    path.write_text(text or "\n".join(f"{k} = {v}" for k, v in keys.items()), encoding="utf-8")
    return path


def test_the_shipped_layers_are_the_five_of_sites_the_other_places_and_the_counties():
    layers = load_layers(ROOT / "layers")
    by_kind = {kind: [layer.id for layer in layers if layer.kind == kind] for kind in ("sites", "other", "boundary")}
    assert by_kind == {"sites": list(SITE_LAYERS), "other": list(OTHER_LAYERS), "boundary": ["county"]}


def test_every_shipped_layer_has_a_name_in_both_languages_and_its_source_beside_it():
    for layer in load_layers(ROOT / "layers"):
        assert layer.title and layer.title_en and layer.provenance and layer.licence and layer.icon
        assert layer.source == "package" or (ROOT / "data" / layer.source).is_file()


def test_the_id_is_the_file_name_and_lists_become_tuples(tmp_path):
    layer = load_layer(write(tmp_path, words='["尾矿库", "尾矿坝"]'))
    assert (layer.id, layer.words, layer.kind) == ("tailings", ("尾矿库", "尾矿坝"), "other")


@pytest.mark.parametrize(("changes", "said"), [
    ({"colour": '"red"'}, "unknown key 'colour'"),
    ({"title": None}, "lacks the key 'title'"),
    ({"geometry": '"circle"'}, "Use one of point, line, polygon, box"),
    ({"kind": '"mine"'}, "sites, boundary, other"),
    ({"source": '"https://example.org/a.geojson"'}, "never a URL"),
    ({"source": '"../secret.csv"'}, "below data/"),
    ({"source": '"/etc/passwd"'}, "below data/"),
    ({"source": '"C:\\\\data\\\\a.csv"'}, "below data/"),
    ({"source": '""'}, "below data/"),
    ({"crs": '"xian80"'}, "EPSG:4490"),
    ({"words": '"尾矿库"'}, "list of texts"),
    ({"title": "7"}, "text in quotes"),
    ({"order": "true"}, "whole number"),
    ({"icon": '"<img>"'}, "terrain"),
])
def test_a_wrong_key_is_named_with_what_is_accepted(tmp_path, changes, said):
    with pytest.raises(LayerFileError) as error:
        load_layer(write(tmp_path, **changes))
    assert said in error.value.sentence and error.value.where == "tailings.toml"


def test_a_file_that_is_not_toml_says_so(tmp_path):
    with pytest.raises(LayerFileError, match="not TOML"):
        load_layer(write(tmp_path, text="title: 尾矿库"))
    path = tmp_path / "gbk.toml"
    path.write_bytes('title = "尾矿库"'.encode("gbk"))
    with pytest.raises(LayerFileError, match="UTF-8"):
        load_layer(path)


def test_a_missing_file_a_missing_folder_and_a_bad_name_are_said(tmp_path):
    with pytest.raises(LayerFileError, match="no such layer"):
        load_layer(tmp_path / "nothing.toml")
    with pytest.raises(LayerFileError, match="folder of layers"):
        load_layers(tmp_path / "layers")
    with pytest.raises(LayerFileError, match="small letters"):
        load_layer(write(tmp_path, name="尾矿库.toml"))


def test_layers_come_by_order_then_id(tmp_path):
    for name, order in (("b.toml", "1"), ("a.toml", "2"), ("c.toml", "1")):
        write(tmp_path, name=name, order=order)
    assert [layer.id for layer in load_layers(tmp_path)] == ["b", "c", "a"]
