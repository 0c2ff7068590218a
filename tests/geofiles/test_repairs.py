"""Every file of the corpora that reads: a repair ends in a valid copy or in one sentence, soon, and the file stays as it was."""

import time

import geopandas as gpd
import numpy as np
import pytest
from corpora import FOLDER, files, needs_corpora

from geomon.errors import GeomonError
from geomon.readers import Limits, read_file
from geomon.service.repairing import repair_file

pytestmark = needs_corpora


@pytest.mark.parametrize("corpus", sorted(p.name for p in FOLDER.iterdir() if p.is_dir()) if FOLDER.is_dir() else [])
def test_a_repair_ends_in_a_valid_copy_or_in_a_sentence(corpus, tmp_path):
    copies = 0
    for n, path in enumerate(files(corpus)):
        before, start, out = path.read_bytes(), time.monotonic(), tmp_path / f"{n}.gpkg"
        try:
            done = repair_file(path, out, lambda x, y: (np.asarray(x) * 1e-7, np.asarray(y) * 1e-7), Limits())
        except GeomonError as error:
            assert "\n" not in error.sentence, path.name
            assert not out.exists()
        else:
            copies += 1
            frame = gpd.read_file(out)
            assert len(frame) == done.features, path.name
            assert frame.geometry.dropna().is_valid.all(), path.name
        assert path.read_bytes() == before
        assert time.monotonic() - start < 20, path.name
        assert not [left for left in tmp_path.iterdir() if left.name.startswith(".")]
    assert copies or corpus in ("hostile-templates", "naughty-strings", "yauzl-zip", "json-test-suite")


def test_the_broken_areas_of_the_corpora_are_told_one_by_one(tmp_path):
    told = {}
    for n, path in enumerate(files("geojson-invalid-geometry/invalid_geometries", "*.geojson")):
        try:
            faults = read_file(path).faults
            done = repair_file(path, tmp_path / f"{n}.gpkg", lambda x, y: (x, y), Limits())
        except GeomonError:
            continue
        told[path.name] = (len(faults), sum(change.change in ("rebuilt", "gone") for change in done.changes))
    assert told
    assert {name: counts for name, counts in told.items() if counts[0] != counts[1]} == {}
