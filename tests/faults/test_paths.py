"""Sixty paths as names of layers' files, of layers, of uploads on the disk, and of what routes are asked for: none leads out."""

from pathlib import Path

import pytest
from canary import WORD
from paths import sixty

from geomon.errors import GeomonError
from geomon.layers import load_layers
from geomon.readers import read_file
from geomon.ui.intake import on_disk, safe_name

LAYER = """title = "矿"
title_en = "Mine"
geometry = "point"
source = '''{}'''
licence = "CC0-1.0"
join = "nearest"
within_m = 100
"""


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret" / "canary.csv"
    path.parent.mkdir()
    path.write_text(f"name,lon,lat\n{WORD},106,39\n", encoding="utf-8")
    return path


def test_there_are_sixty_and_all_differ(secret):
    assert len(set(sixty(secret))) == 60


def test_a_layer_reads_no_file_but_below_data(secret, tmp_path, planned):
    """As `source` of a layer's file: refused, or a file below data/ that is not there."""
    folder, data = tmp_path / "layers", planned.settings.data.resolve()
    folder.mkdir()
    refused = 0
    for text in sixty(secret):
        (folder / "mine.toml").write_text(LAYER.format(text.replace("\0", "\\u0000")), encoding="utf-8")
        try:
            (layer,) = load_layers(folder)
        except GeomonError as error:
            assert WORD not in error.sentence
            refused += 1
            continue
        assert (data / layer.source).resolve().is_relative_to(data), text
    assert refused >= 40


def test_a_layer_of_that_name_is_none(secret, planned):
    for text in sixty(secret):
        for ask in (planned.layer_features, planned.layer_doubts, lambda name: planned.areas_on(name, planned.settings.today())):
            try:
                assert WORD not in str(ask(text)), text
            except (GeomonError, KeyError) as error:
                assert WORD not in str(error)


class Upload:
    def __init__(self, name):
        self.name, self.file_id = name, "1"

    def getbuffer(self):
        return b"name,lon,lat\n\xe7\x94\xb2,106,39\n"


def test_an_upload_of_that_name_lies_in_its_own_folder(secret):
    for text in sixty(secret):
        for name in (text, f"{text}.csv"):
            with on_disk([Upload(name)]) as (path,):
                assert path.parent.parent.name.startswith("geomon-"), name
                assert path.name == safe_name(name)
                assert not {"/", "\\", "\0"} & set(path.name)
                assert path.resolve().is_relative_to(path.parent.resolve())
                try:
                    reading = read_file(path, features=True)
                except GeomonError:
                    continue
                assert WORD.encode() not in reading.table


def test_no_file_is_opened_by_such_a_name(secret):
    """As a path of the gate: only what a person could open anyway is, and it is no layer."""
    for text in sixty(secret):
        if Path(text.replace("\0", "")).is_file():
            continue
        with pytest.raises(GeomonError) as error:
            read_file(Path(text))
        assert WORD not in error.value.sentence
