"""Public corpora of good, bad and malformed geodata: nothing dies, nothing is slow, nothing bad is silent."""

import time
from functools import cache

import pytest
from corpora import FOLDER, files, needs_corpora

from geomon.errors import GeomonError, InputError, TooLarge, UnreadableFile, UnsafeFile
from geomon.readers import read_file

pytestmark = needs_corpora


@pytest.fixture(scope="module", autouse=True)
def _warmed(tmp_path_factory):
    """Load the libraries once before anything is timed."""
    path = tmp_path_factory.mktemp("warm") / "a.geojson"
    path.write_text('{"type":"Point","coordinates":[1,2]}', encoding="utf-8")
    read_file(path)


@cache
def asked(path):
    """A reading, or the error: never anything else, never slow."""
    start = time.monotonic()
    try:
        return read_file(path)
    except GeomonError as error:
        assert "\n" not in error.sentence
        assert error.how
        return error
    finally:
        assert time.monotonic() - start < 10


@pytest.mark.parametrize("corpus", sorted(p.name for p in FOLDER.iterdir() if p.is_dir()) if FOLDER.is_dir() else [])
def test_every_file_is_read_or_refused_in_a_sentence_and_in_time(corpus):
    for path in files(corpus):
        asked(path)


BAD = [
    *files("check-geojson/bad"),
    *files("geojson-invalid-geometry/invalid_geometries"),
    *files("geojson-invalid-geometry/invalid_structure"),
]
GOOD = [*files("check-geojson/good"), *files("geojson-invalid-geometry/valid")]
PROBLEMATIC = [*files("geojson-invalid-geometry/problematic_geometries"), *files("geojson-invalid-geometry/problematic_structure")]


def silent(answer):
    return not isinstance(answer, GeomonError) and not answer.warnings and not answer.faults


def test_none_of_the_bad_geojson_is_read_silently():
    assert len(BAD) == 75
    assert [p.name for p in BAD if silent(asked(p))] == []


def test_bad_structure_is_refused_with_the_member_at_fault():
    for path in files("geojson-invalid-geometry/invalid_structure"):
        error = asked(path)
        assert isinstance(error, UnreadableFile), path.name
        assert "member" in error.what or "coordinates" in error.what or "type" in error.what or "is null" in error.what, error.what


def test_all_of_the_good_geojson_is_read_whole_and_without_a_false_alarm():
    assert len(GOOD) == 39
    for path in GOOD:
        reading = asked(path)
        assert not isinstance(reading, GeomonError), path.name
        assert reading.ask == ""
        assert reading.faults == ()
        if path.name != "nullgeometry.geojson":  # the other corpus calls the same file problematic
            assert reading.warnings == (), path.name


def test_all_of_the_problematic_geojson_is_read_with_a_warning():
    assert len(PROBLEMATIC) == 19
    for path in PROBLEMATIC:
        reading = asked(path)
        assert not isinstance(reading, GeomonError), path.name
        assert reading.warnings or reading.faults, path.name


def test_no_torture_of_json_is_a_layer():
    for path in files("json-test-suite"):
        assert isinstance(asked(path), GeomonError), path.name


@pytest.mark.parametrize("path", files("yauzl-zip/failure"), ids=lambda p: p.stem[:40])
def test_a_malformed_archive_is_refused(path):
    answer = asked(path)
    assert isinstance(answer, GeomonError) or answer.ask


@pytest.mark.parametrize("path", files("yauzl-zip/success"), ids=lambda p: p.stem[:40])
def test_a_sound_archive_is_refused_only_because_no_layer_is_inside(path):
    answer = asked(path)
    words = answer.sentence if isinstance(answer, GeomonError) else answer.ask
    allowed = (
        "holds no layer",
        "no columns of coordinates",
        "is empty",
        "holds 2 layers",
        "encrypted",
        "method 7",
        "control characters",
        "is no ",
    )
    assert any(a in words for a in allowed), words


def test_kml_that_kills_another_reader_is_read():
    for name in ("all-arrays.kml", "all-arrays-golden.kml"):
        assert asked(FOLDER / "libkml" / "kml" / name).features == 11


def test_bombs_and_broken_kmz_are_refused():
    assert isinstance(asked(FOLDER / "libkml" / "kml" / "billion.kml"), UnsafeFile)
    for path in [*files("libkml/kmz", "bad*.kmz"), *files("libkml/kmz", "overflow*.kmz")]:
        assert isinstance(asked(path), (UnreadableFile, TooLarge)), path.name


def test_pickles_are_never_opened():
    for path in files("geopandas", "*.pickle"):
        assert isinstance(asked(path), UnreadableFile)
        copy = asked(path)
        assert "no layer file" in copy.what


def test_geoparquet_of_every_version_and_encoding_is_read():
    for path in files("geopandas/arrow/geoparquet"):
        assert asked(path).features in (3, 4, 5)


def test_a_corrupt_raster_and_a_zip_in_a_zip_are_refused():
    assert isinstance(asked(FOLDER / "rasterio" / "corrupt.tif"), UnreadableFile)
    assert isinstance(asked(FOLDER / "mapshaper" / "features" / "zip" / "zip-in-zip.zip"), UnsafeFile)
    assert isinstance(asked(FOLDER / "pyshp" / "blockgroups_multishapefile.zip"), InputError)


@pytest.mark.parametrize(
    ("name", "encoding", "words"),
    [
        ("big5.dbf", "Big5", "繁體國語"),
        ("gb2312.dbf", "GB18030", "简体国语"),
        ("gbk.dbf", "GB18030", "简体国语"),
        ("utf8.dbf", "UTF-8", "国语國語"),
        ("latin1.dbf", "windows-1252", "México"),
        ("eucjp.dbf", "EUC-JP", "ひたちなか市"),
        ("shiftjis.dbf", "Shift_JIS", "ひたちなか市"),
        ("ldid/chinese.dbf", "GB18030", "简体"),
    ],
)
def test_the_encoding_of_a_dbf_is_proved(name, encoding, words):
    reading = asked(FOLDER / "mapshaper" / "dbf" / name)
    assert reading.encoding == encoding
    assert words in reading.sample
