"""The gate: what is asked of it without any corpus; every bad file is one sentence, and this process goes on."""

import json
import os
import sqlite3
import struct
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from gate_files import (
    NAMES,
    POINTS,
    SQUARE,
    dbf,
    feature,
    frame,
    gbk_zip,
    geojson,
    geotiff,
    good_files,
    point,
    polygon,
    shapefile,
    workbook,
    zipped,
)

import geomon
from geomon.errors import GeomonError, InputError, TooLarge, UnreadableFile, UnsafeFile
from geomon.readers import Limits, child, read_file
from geomon.readers.formats import formats


@pytest.fixture(scope="module", autouse=True)
def _warmed(tmp_path_factory):
    """Load the libraries once before anything is timed."""
    read_file(put(tmp_path_factory.mktemp("warm"), "a.geojson", geojson(point())))


def put(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refused(path, error=GeomonError, **more):
    """The one sentence of a refusal; never slow, never more than a sentence."""
    start = time.monotonic()
    with pytest.raises(error) as raised:
        read_file(path, **more)
    assert time.monotonic() - start < 12
    sentence = raised.value.sentence
    assert "\n" not in sentence
    assert sentence.startswith(path.name)
    assert raised.value.how
    assert "geomon-" not in sentence, "the folder of the copy shows"
    return sentence


# ---- what stands before the gate -------------------------------------------------------------------------------------


def test_the_drivers_of_this_process_are_the_allowlist():
    code = "import geomon, pyogrio; print(*sorted(pyogrio.list_drivers()), sep='|')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.strip().split("|")) == geomon.DRIVERS - {"GTiff"}, "GTiff is a driver of rasters"
    assert done.stderr == ""


def test_a_skip_list_in_the_environment_cannot_bring_a_driver_back():
    code = "import geomon, pyogrio; print('OGR_VRT' in pyogrio.list_drivers())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ | {"GDAL_SKIP": ""})
    assert done.stdout.strip() == "False"


def test_rasterio_reads_warps_and_rasterises_all_the_same():
    code = """
import geomon, pyogrio, numpy as np
from geomon.readers.rasters import load_rasterio
rasterio = load_rasterio()
from rasterio import features
from rasterio.transform import from_origin
from rasterio.warp import reproject
t = from_origin(0, 4, 1, 1)
ones = features.rasterize([({"type": "Point", "coordinates": [1.5, 1.5]}, 1)], out_shape=(4, 4), transform=t).sum()
out = reproject(np.ones((4, 4), "uint8"), np.zeros((4, 4), "uint8"), src_transform=t, src_crs=4326, dst_transform=t, dst_crs=4326)[0].sum()
with rasterio.Env() as env:
    print(int(ones), int(out), "VRT" in env.drivers(), "GTiff" in env.drivers(), "MEM" in pyogrio.list_drivers())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "16", "False", "True", "False"]


def test_every_format_is_a_file_of_its_own_and_found_by_itself():
    modules = {p.stem for p in Path(sys.modules["geomon.readers.formats"].__file__).parent.glob("*.py")} - {"__init__"}
    assert len(formats()) == len(modules)


# ---- good files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "suffix", [".gpkg", ".fgb", ".geojson", ".parquet", ".shp", ".csv", ".kml", ".kmz", ".zip", ".xlsx", ".geojsonl", ".dxf"]
)
def test_a_good_file_of_every_format_is_read(tmp_path, suffix):
    path = next(p for p in good_files(tmp_path) if p.suffix == suffix)
    reading = read_file(path, features=True)
    assert (reading.features, reading.geometry, reading.ask, reading.faults) == (3, "point", "", ())
    table = pa.ipc.open_stream(reading.table).read_all()
    assert {tuple(xy) for xy in shapely.get_coordinates(shapely.from_wkb(table.column("geometry").to_pylist())).round(6)} == set(POINTS)
    words = {value for column in table.column_names if column != "geometry" for value in table.column(column).to_pylist()}
    assert set(NAMES) <= words


def test_a_geotiff_is_told_of_and_not_read(tmp_path):
    reading = read_file(geotiff(tmp_path / "a.tif"))
    assert (reading.geometry, reading.info["bands"], reading.info["width"]) == ("raster", 1, 4)
    assert reading.bounds == pytest.approx((106.8, 39.36, 106.84, 39.4))


def test_a_shapefile_lies_in_folders_with_chinese_names_in_utf8_or_gbk(tmp_path):
    shapefile(tmp_path / "x", "a")
    entries = {f"矿山数据/二〇二四年/铁东区.{s}": (tmp_path / "x" / f"a.{s}").read_bytes() for s in ("shp", "shx", "dbf", "prj")}
    for path in (zipped(tmp_path / "utf8.zip", entries=entries), gbk_zip(tmp_path / "gbk.zip", entries)):
        reading = read_file(path)
        assert (reading.features, reading.format, reading.info["dataset"]) == (3, "ESRI Shapefile", "矿山数据/二〇二四年/铁东区.shp")


def test_of_several_layers_one_is_picked(tmp_path):
    frame().to_file(tmp_path / "a.gpkg", layer="矿山", driver="GPKG")
    frame(points=POINTS[:2], names=NAMES[:2]).to_file(tmp_path / "a.gpkg", layer="水井", driver="GPKG")
    assert "矿山, 水井" in refused(tmp_path / "a.gpkg", InputError)
    assert read_file(tmp_path / "a.gpkg", layer="水井").features == 2
    refused(tmp_path / "a.gpkg", InputError, layer="没有")
    both = zipped(tmp_path / "a.zip", entries={"a.geojson": geojson(point()), "b.geojson": geojson(point(), point())})
    assert "--layer" in refused(both, InputError)
    assert read_file(both, layer="b.geojson").features == 2


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    import tempfile

    (tmp_path / "t").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "t"))
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").exists() else 0
    for path in good_files(tmp_path / "x"):
        read_file(path)
    refused(put(tmp_path, "a.geojson", b"{"))
    assert list((tmp_path / "t").iterdir()) == []
    if before:
        assert len(list(Path("/proc/self/fd").iterdir())) <= before + 2


def test_the_way_of_windows_and_macos_reads_the_same(tmp_path):
    path = put(tmp_path, "a.geojson", geojson(point(name="甲")))
    request = {
        "path": str(path),
        "name": path.name,
        "layer": "",
        "encoding": "",
        "features": True,
        "repair": False,
        "seconds": 8,
        "memory_mb": 1024,
        "write_mb": 100,
        "limits": {},
    }
    try:
        told, table = child.fresh(request, 9)
        assert (told["features"], pa.ipc.open_stream(table).read_all().column("name").to_pylist()) == (1, ["甲"])
    finally:
        child._fresh.stop()


@pytest.mark.skipif(sys.platform != "linux", reason="the limits are set by Linux' own calls")
def test_the_reading_process_has_no_network_and_survives_the_end_of_one_file(tmp_path):
    read_file(put(tmp_path, "a.geojson", geojson(point())))
    pid = child._warm._process.pid
    if os.geteuid() == 0:
        assert Path(f"/proc/{pid}/ns/net").readlink() != Path("/proc/self/ns/net").readlink()
    (tmp_path / "b.geojson").write_bytes(b"[" * 1_000_000)
    refused(tmp_path / "b.geojson")
    assert child._warm._process.pid == pid
    child._warm._process.kill()
    child._warm._process.wait()
    assert read_file(tmp_path / "a.geojson").features == 1


def test_a_reader_that_never_ends_or_asks_for_everything_is_ended(tmp_path, monkeypatch):
    path = put(tmp_path, "a.geojson", geojson(polygon(*scribble(400))))
    start = time.monotonic()
    with pytest.raises(TooLarge, match="seconds"):
        read_file(put(tmp_path, "b.csv", "x,y\n" * 3_000_000), Limits(seconds=2.0, cells=10**9, features=10**9))
    assert time.monotonic() - start < 6
    assert read_file(path, repair=True).features == 1


def test_memory_has_a_limit(tmp_path):
    path = put(tmp_path, "a.geojson", b"[" + b"[]," * 15_000_000 + b"[]]")
    with pytest.raises(TooLarge, match="memory"):
        read_file(path, Limits(seconds=90.0, file_mb=500.0))


def scribble(count, seed=3):
    dice = np.random.default_rng(seed)
    ring = (dice.random((count, 2)) * 0.1 + [106.8, 39.4]).tolist()
    return [*ring, ring[0]]


# ---- bad files -------------------------------------------------------------------------------------------------------

NOT_FILES = ["folder.geojson", "missing.geojson", "empty.geojson", "link.geojson", "pipe.geojson"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of Unix")
@pytest.mark.parametrize("name", NOT_FILES)
def test_what_is_no_ordinary_file_is_refused(tmp_path, name):
    path = tmp_path / name
    if name.startswith("folder"):
        path.mkdir()
    elif name.startswith("empty"):
        path.touch()
    elif name.startswith("link"):
        path.symlink_to(put(tmp_path, "secret.geojson", geojson(point())))
    elif name.startswith("pipe"):
        os.mkfifo(path)
    refused(path)


LIES = {
    "a VRT called GeoJSON": (
        "a.geojson",
        '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
        UnsafeFile,
    ),
    "a VRT called KML": ("a.kml", "<VRTDataset rasterXSize='1' rasterYSize='1'/>", UnsafeFile),
    "GeoJSON called shapefile": ("a.shp", geojson(point()), UnreadableFile),
    "GeoPackage called GeoJSON": ("a.geojson", b"SQLite format 3\x00" + bytes(100), UnreadableFile),
    "a pickle": ("a.parquet", b"\x80\x04\x95\x10", UnreadableFile),
    "a pickle by name": ("a.pkl", b"\x80\x04\x95\x10", UnreadableFile),
    "a PDF called csv": ("a.csv", b"%PDF-1.7\n", UnreadableFile),
    "a program called csv": ("a.csv", b"\x7fELF" + bytes(200), UnreadableFile),
    "zeros called csv": ("a.csv", bytes(5000), UnreadableFile),
    "GML": ("a.gml", "<gml/>", UnreadableFile),
    "a link as CRS": ("a.geojson", geojson(point(), crs={"type": "link", "properties": {"href": "http://127.0.0.1/"}}), UnsafeFile),
    "a name that is a link": ("a.geojson", geojson(point(), crs={"type": "name", "properties": {"name": "http://127.0.0.1/"}}), UnsafeFile),
    "an entity in KML": (
        "a.kml",
        '<!DOCTYPE k [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&x;</name></Placemark></kml>',
        UnsafeFile,
    ),
    "a definition outside": ("a.kml", '<!DOCTYPE kml SYSTEM "http://127.0.0.1/k.dtd"><kml/>', UnsafeFile),
    "KML that breaks off": ("a.kml", "<kml><Document><Placemark>", UnreadableFile),
    "NaN": ("a.geojson", '{"type":"Point","coordinates":[NaN,1]}', UnreadableFile),
    "1e308": ("a.geojson", '{"type":"Point","coordinates":[1e308,1e308]}', UnreadableFile),
    "1e400": ("a.geojson", '{"type":"Point","coordinates":[1e400,1]}', UnreadableFile),
    "a number of 5,000 digits": ("a.geojson", '{"type":"Point","coordinates":[' + "9" * 5000 + ",1]}", UnreadableFile),
    "deep nesting": ("a.geojson", '{"a":' * 100_000, TooLarge),
    "deep collections": (
        "a.geojson",
        '{"type":"GeometryCollection","geometries":[' * 60 + '{"type":"Point","coordinates":[1,2]}' + "]}" * 60,
        UnreadableFile,
    ),
    "TopoJSON": ("a.json", '{"type":"Topology","objects":{},"arcs":[]}', UnreadableFile),
    "only a BOM": ("a.geojson", b"\xef\xbb\xbf", UnreadableFile),
    "half a surrogate as type": ("a.geojson", '{"type":"\\ud800"}', UnreadableFile),
    "a shapefile's head only": ("a.shp", b"\x00\x00\x27\x0a", UnreadableFile),
    "an index without its shapes": ("a.shx", b"\x00\x00\x27\x0a" + bytes(96), UnreadableFile),
    "FlatGeobuf's head only": ("a.fgb", b"fgb\x03fgb\x00", UnreadableFile),
    "FlatGeobuf with a huge head": ("a.fgb", b"fgb\x03fgb\x00" + b"\xff\xff\xff\x7f" + bytes(100), UnreadableFile),
    "Parquet's head only": ("a.parquet", b"PAR1" + bytes(20) + b"PAR1", UnreadableFile),
    "a TIFF's head only": ("a.tif", b"II*\x00\x08\x00\x00\x00", UnreadableFile),
    "a DXF that breaks off": ("a.dxf", "0\nSECTION\n2\nENTITIES\n0\nPOINT\n10\n1", UnreadableFile),
    "a DXF with words as codes": ("a.dxf", "0\nSECTION\nzwei\nENTITIES\n", UnreadableFile),
    "an xlsx that is no workbook": ("a.xlsx", b"PK\x05\x06" + bytes(18), UnreadableFile),
    "an old xls that is nothing": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UnreadableFile),
    "a csv of 20,000 columns": ("a.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n" + ",".join("1" * 20_000), TooLarge),
    "a GeoJSON of 20,000 properties": ("a.geojson", geojson(point(**{f"c{n}": 1 for n in range(20_000)})), TooLarge),
    "a csv of one endless line": ("a.csv", "lon,lat\n" + '"' + "x" * 2_000_000, UnreadableFile),
}


@pytest.mark.parametrize("case", LIES)
def test_a_bad_file_is_one_sentence(tmp_path, case):
    name, content, error = LIES[case]
    refused(put(tmp_path, name, content), error)


def test_a_shapefile_without_its_companions_is_read_and_told(tmp_path):
    path = shapefile(tmp_path, "a")
    for suffix, words in ((".shx", "index"), (".dbf", "no names"), (".prj", "")):
        path.with_suffix(suffix).unlink()
        reading = read_file(path)
        assert reading.features == 3
        assert words in " ".join(reading.warnings)
    assert reading.crs == ""
    assert {p.name for p in tmp_path.iterdir()} == {"a.shp"}, "nothing is written beside it"


def test_a_shapefile_with_huge_counts_and_a_dbf_that_lies_end_in_a_sentence(tmp_path):
    path = shapefile(tmp_path, "a")
    data = bytearray(path.read_bytes())
    data[104:108] = struct.pack(">L", 0x7FFFFFFF)
    path.write_bytes(data)
    assert "breaks off after 0" in " ".join(read_file(path).warnings)
    path = shapefile(tmp_path, "b")
    head = bytearray(path.with_suffix(".dbf").read_bytes())
    head[4:8] = struct.pack("<L", 0xFFFFFFFF)
    path.with_suffix(".dbf").write_bytes(head)
    assert read_file(path).features == 3
    head[10:12] = struct.pack("<H", 3)
    path.with_suffix(".dbf").write_bytes(head)
    refused(path, UnreadableFile)


def test_shapes_and_rows_that_do_not_match_are_told(tmp_path):
    path = shapefile(tmp_path, "a")
    path.with_suffix(".dbf").write_bytes(dbf(NAMES[:2]))
    assert "3 shapes, but 2 rows" in " ".join(read_file(path).warnings)


# ---- GeoPackage as a database ----------------------------------------------------------------------------------------


def base(tmp_path, *statements):
    frame().to_file(tmp_path / "a.gpkg", layer="矿山", driver="GPKG")
    held = sqlite3.connect(tmp_path / "a.gpkg")
    for statement in statements:
        held.execute(statement)
    held.commit()
    held.close()
    return tmp_path / "a.gpkg"


def test_triggers_and_plain_views_do_no_harm(tmp_path):
    path = base(
        tmp_path,
        "CREATE VIEW v AS SELECT fid, name FROM 矿山",
        "CREATE TRIGGER t AFTER INSERT ON gpkg_contents BEGIN DELETE FROM gpkg_contents; END",
    )
    assert read_file(path).features == 3


@pytest.mark.parametrize(
    "view",
    [
        "SELECT load_extension('/tmp/x.so')",
        "SELECT readfile('/etc/passwd')",
        "SELECT ogr_layer_Extent('x')",
        "SELECT gdal_get_layer_pixel_value('/etc/passwd', 1, 'georef', 1, 1)",
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT zeroblob(1000000000) FROM c",
    ],
)
def test_a_view_that_calls_a_function_is_refused(tmp_path, view):
    refused(base(tmp_path, f"CREATE VIEW v AS {view}"), UnsafeFile)


def test_a_virtual_table_that_could_read_other_files_is_refused(tmp_path):
    path = base(tmp_path)
    held = sqlite3.connect(path)
    held.execute("PRAGMA writable_schema=ON")
    held.execute(
        "INSERT INTO sqlite_master VALUES ('table', 'evil', 'evil', 0, 'CREATE VIRTUAL TABLE evil USING VirtualOGR(''/etc/passwd'')')"
    )
    held.commit()
    held.close()
    refused(path, UnsafeFile)


def test_a_geopackage_cut_anywhere_is_a_sentence(tmp_path):
    whole = base(tmp_path).read_bytes()
    for share in (0.1, 0.3, 0.5, 0.9):
        path = put(tmp_path, "cut.gpkg", whole[: int(len(whole) * share)])
        refused(path, UnreadableFile)


def test_an_sqlite_file_that_is_no_geopackage_is_refused(tmp_path):
    sqlite3.connect(tmp_path / "a.gpkg").execute("CREATE TABLE t (x)").connection.close()
    refused(tmp_path / "a.gpkg", UnreadableFile)


# ---- archives --------------------------------------------------------------------------------------------------------


def info(name, *, mode=0o100644, system=3):
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = system, mode << 16
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


@pytest.mark.parametrize(
    ("name", "mode", "error"),
    [
        ("../a.geojson", 0o100644, UnsafeFile),
        ("/a.geojson", 0o100644, UnsafeFile),
        ("C:/a.geojson", 0o100644, UnsafeFile),
        ("x/../../a.geojson", 0o100644, UnsafeFile),
        ("..\\a.geojson", 0o100644, UnsafeFile),
        ("a.geojson", 0o120777, UnsafeFile),
        ("a.geojson", 0o060644, UnsafeFile),
        ("inner.zip", 0o100644, UnsafeFile),
        ("a.txt", 0o100644, GeomonError),
        ("a\n.geojson", 0o100644, UnsafeFile),
    ],
)
def test_an_archive_that_reaches_out_is_refused_before_it_is_opened(tmp_path, name, mode, error):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(info(name, mode=mode), geojson(point()) if not name.endswith(".txt") else b"hello")
        if name.endswith("txt"):
            return
    refused(tmp_path / "a.zip", error)
    assert {p.name for p in tmp_path.iterdir()} == {"a.zip"}


@pytest.mark.parametrize("inner", ["a.geojson", "a.csv", "doc.kml"])
@pytest.mark.parametrize("outer", ["a.zip", "a.kmz"])
def test_a_bomb_is_refused_at_once(tmp_path, inner, outer):
    with zipfile.ZipFile(tmp_path / outer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(inner, "w", force_zip64=True) as file:
        for _ in range(64):
            file.write(b" " * (1 << 20))
    start = time.monotonic()
    refused(tmp_path / outer, TooLarge)
    assert time.monotonic() - start < 4


def test_a_workbook_that_is_a_bomb_is_refused(tmp_path):
    good = put(tmp_path, "good.xlsx", workbook([["lon", "lat"], [106.8, 39.4]]))
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.namelist():
            new.writestr(item, old.read(item) if item != "xl/worksheets/sheet1.xml" else b"<worksheet><sheetData>" + b"<row/>" * 20_000_000)
    refused(tmp_path / "a.xlsx", TooLarge)


def test_an_entry_that_unpacks_to_more_than_it_says_is_stopped(tmp_path):
    path = zipped(tmp_path / "a.zip", entries={"a.geojson": geojson(*[point(name="x" * 50) for _ in range(200)])})
    data = bytearray(path.read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", 100)
    path.write_bytes(data)
    refused(path)


def test_overlapping_entries_and_names_given_twice_are_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", entries={"a.geojson": geojson(point()), "b.geojson": geojson(point())})
    data = bytearray(path.read_bytes())
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<L", 0)
    path.write_bytes(data)
    assert "overlaps" in refused(path, UnsafeFile)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("a.geojson", geojson(point()))
        archive.writestr("a.geojson", geojson(point()))
    assert "twice" in refused(tmp_path / "b.zip", UnsafeFile)


# ---- too much --------------------------------------------------------------------------------------------------------


def test_a_sparse_raster_that_declares_ten_thousand_million_pixels_is_refused(tmp_path):
    path = geotiff(tmp_path / "a.tif", width=100_000, height=100_000)
    assert "100,000 x 100,000" in refused(path, TooLarge)


def test_a_parquet_that_declares_millions_of_rows_is_refused(tmp_path):
    column = pa.array(np.zeros(5_000_000, dtype="int8"))
    pq.write_table(pa.table({"a": column}), tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", TooLarge)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = put(tmp_path, "a.csv", b"x" * 2_000_000)
    assert "max_file_mb" in refused(path, TooLarge, limits=Limits(file_mb=1.0))


# ---- geometry --------------------------------------------------------------------------------------------------------


def test_a_fault_is_named_by_feature_name_and_place_and_repaired_only_when_asked(tmp_path):
    bow = ((106.8, 39.4), (106.9, 39.5), (106.9, 39.4), (106.8, 39.5), (106.8, 39.4))
    path = put(tmp_path, "a.geojson", geojson(polygon(*SQUARE, name="东沟"), polygon(*bow, name="西沟")))
    reading = read_file(path, features=True)
    assert reading.faults == ({"feature": 2, "name": "西沟", "fault": "the ring crosses itself", "at": [106.85, 39.45]},)
    assert any("structure" in r for r in reading.repairs)
    assert not shapely.is_valid(wkb(reading)[1])
    mended = wkb(read_file(path, features=True, repair=True))
    assert shapely.is_valid(mended).all()
    assert shapely.area(mended[1]) == pytest.approx(0.005)


@pytest.mark.parametrize("count", [200, 1_000, 2_000])
def test_a_scribble_is_judged_and_repaired_within_its_time(tmp_path, count):
    path = put(tmp_path, "a.geojson", geojson(polygon(*scribble(count))))
    limits = Limits(seconds=4.0)
    start = time.monotonic()
    try:
        assert read_file(path, limits).faults
        assert shapely.is_valid(wkb(read_file(path, limits, features=True, repair=True))).all()
    except TooLarge as error:
        assert "seconds" in error.sentence
    assert time.monotonic() - start < 12


def wkb(reading):
    return shapely.from_wkb(np.array(pa.ipc.open_stream(reading.table).read_all().column("geometry").to_pylist(), dtype=object))


def test_text_that_was_broken_before_it_was_saved_is_told(tmp_path):
    broken = "铁东区石灰石矿".encode().decode("cp1252", "replace").replace("\ufffd", "")
    wrong = "红山矿区".encode("gb18030").decode("latin-1")
    warnings = " ".join(read_file(put(tmp_path, "a.geojson", geojson(point(name=wrong), point(name=broken)))).warnings)
    assert "红山矿区" in warnings


def test_properties_of_any_kind_come_through(tmp_path):
    odd = {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": None,
        "e": {"x": [1]},
        "f": "甲" * 1000,
        "g": 2**70,
        "": "empty name",
        "geometry": "a name in use",
    }
    table = pa.ipc.open_stream(read_file(put(tmp_path, "a.geojson", geojson(point(**odd))), features=True).table).read_all()
    row = table.to_pylist()[0]
    assert (row["a"], row["e"], row["g"], row[""], row["geometry_"]) == (1, '{"x": [1]}', str(2**70), "empty name", "a name in use")
    mixed = read_file(put(tmp_path, "b.geojson", geojson(point(a=1), point(a="x"), point())), features=True)
    assert pa.ipc.open_stream(mixed.table).read_all().column("a").to_pylist() == ["1", "x", None]


def test_half_a_surrogate_pair_is_no_crash(tmp_path):
    text = json.dumps(json.loads(geojson(point())))[:-1] + "}"
    path = put(tmp_path, "a.geojson", text.replace('"properties": {}', '"properties": {"a": "\\ud800"}'))
    assert read_file(path, features=True).features == 1


# ---- tables and lists ------------------------------------------------------------------------------------------------


def test_corners_pasted_as_a_list_become_an_area(tmp_path):
    text = (
        "J1,4363512.12,36512345.67\nJ2,4363612.12,36512345.67\nJ3,4363612.12,36512445.67\n\n地块二\n1 4364512.12 36512345.67\n"
        "2 4364612.12 36512345.67\n3 4364612.12 36512445.67\n4 4364512.12 36512445.67\n"
    )
    reading = read_file(put(tmp_path, "a.txt", text))
    assert (reading.features, reading.geometry) == (2, "polygon")


def test_the_exchange_text_of_land_administration_names_its_own_crs(tmp_path):
    text = (
        "[属性描述]\n格式版本号=1.01\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=36\n精度=0.01\n转换参数=,,,,,,\n[地块坐标]\n"
        "5,1.0,001,东沟采石场,面,,,,@\nJ1,1,4363512.12,36512345.67\nJ2,1,4363612.12,36512345.67\nJ3,1,4363612.12,36512445.67\n"
        "J4,1,4363512.12,36512445.67\nJ1,1,4363512.12,36512345.67\n"
    )
    reading = read_file(put(tmp_path, "a.txt", text.encode("gb18030")), features=True)
    assert (reading.crs, reading.geometry, reading.features, reading.encoding) == ("EPSG:4524", "polygon", 1, "GB18030")
    assert shapely.area(wkb(reading)[0]) == pytest.approx(10_000)
    old = read_file(put(tmp_path, "b.txt", text.replace("2000国家大地坐标系", "80国家大地坐标系").encode("gb18030")))
    assert "80" in old.crs


@pytest.mark.parametrize(
    "cells",
    [
        ("E106°30′36″，N39°18′20″", "106.51,39.3055556"),
        ("106°30'36\"E 39°18'20\"N", "东经106度30分36秒，北纬39度18分20秒"),
        ("N39°18′20″，E106°30′36″", "(106.51，39.3055556)"),
        ("106º30’36”,39º18’20”", "106-30-36, 39-18-20"),
    ],
)
def test_pairs_in_one_cell_are_read_in_any_notation(tmp_path, cells):
    text = "名称,坐标\n" + "".join(f'甲,"{cell.replace(chr(34), chr(34) * 2)}"\n' for cell in cells)
    found = shapely.get_coordinates(wkb(read_file(put(tmp_path, "a.csv", text), features=True)))
    assert np.allclose(found, [[106.51, 39.3055556]] * len(cells), atol=1e-6)


def test_a_range_is_a_rectangle_and_a_cell_of_corners_an_area(tmp_path):
    text = '名称,坐标\n甲,"E106°52′—106°54′，N39°18′—39°20′"\n乙,"106.1,39.1;106.2,39.1;106.2,39.2"\n'
    shapes = wkb(read_file(put(tmp_path, "a.csv", text), features=True))
    assert [s.geom_type for s in shapes] == ["Polygon", "Polygon"]
    assert shapely.bounds(shapes[0]).round(4).tolist() == [106.8667, 39.3, 106.9, 39.3333]


def test_rows_of_corners_are_joined_into_areas(tmp_path):
    rows = [
        ["矿山名称", "拐点号", "X坐标", "Y坐标"],
        *(["东沟", n, 4363512.1 + y, 36512345.6 + x] for n, (x, y) in enumerate(((0, 0), (0, 100), (100, 100)), 1)),
        *(["西沟", n, 4373512.1 + y, 36512345.6 + x] for n, (x, y) in enumerate(((0, 0), (0, 100), (100, 100), (100, 0)), 1)),
    ]
    reading = read_file(put(tmp_path, "a.xlsx", workbook(rows)), features=True)
    assert (reading.features, reading.geometry) == (2, "polygon")
    assert shapely.area(wkb(reading)).round().tolist() == [5000, 10000]


def test_a_table_without_coordinates_asks(tmp_path):
    assert "columns of coordinates" in read_file(put(tmp_path, "a.csv", "名称,备注\n甲,乙\n")).ask


def test_a_drawing_gives_its_geometry_and_counts_the_rest(tmp_path):
    body = [
        "0",
        "SECTION",
        "2",
        "ENTITIES",
        "0",
        "LWPOLYLINE",
        "8",
        "采矿区",
        "70",
        "1",
        *(x for p in SQUARE[:4] for x in ("10", str(p[0]), "20", str(p[1]))),
        "0",
        "CIRCLE",
        "8",
        "0",
        "10",
        "1",
        "20",
        "1",
        "40",
        "5",
        "0",
        "TEXT",
        "8",
        "0",
        "10",
        "1",
        "20",
        "1",
        "1",
        "注记",
        "0",
        "ENDSEC",
        "0",
        "EOF",
    ]
    reading = read_file(put(tmp_path, "a.dxf", ("\r\n".join(body) + "\r\n").encode("gb18030")))
    assert (reading.features, reading.geometry) == (2, "polygon")
    assert "1 TEXT" in " ".join(reading.warnings)


def test_kml_keeps_all_data_and_follows_no_link(tmp_path):
    ring = "106,39 107,39 107,40 106,40 106,39"
    text = f"""<kml><Document><Folder><name>矿山</name><Placemark><name>甲</name>
    <ExtendedData><Data name="许可证"><value>C41</value></Data></ExtendedData>
    <Polygon><outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>
    </Folder><NetworkLink><Link><href>http://127.0.0.1:9/n.kml</href></Link></NetworkLink></Document></kml>"""
    reading = read_file(put(tmp_path, "a.kml", text), features=True)
    row = pa.ipc.open_stream(reading.table).read_all().to_pylist()[0]
    assert (row["name"], row["folder"], row["许可证"], reading.geometry) == ("甲", "矿山", "C41", "polygon")
    assert "not followed" in " ".join(reading.warnings)


def test_a_feature_of_a_kind_is_a_kind(tmp_path):
    assert (
        read_file(put(tmp_path, "a.geojson", geojson(feature({"type": "LineString", "coordinates": [[1, 2], [3, 4]]})))).geometry == "line"
    )
    assert read_file(put(tmp_path, "b.geojson", geojson())).features == 0


@pytest.mark.skipif(sys.platform != "linux", reason="only there one process is kept")
def test_the_reading_process_outlives_the_thread_that_started_it(tmp_path):
    (tmp_path / "a.geojson").write_bytes(geojson(point(name="甲")))
    child._warm.stop()
    thread = threading.Thread(target=read_file, args=(tmp_path / "a.geojson",))
    thread.start()
    thread.join()
    first = child._warm._process
    time.sleep(0.3)
    assert first.poll() is None
    assert read_file(tmp_path / "a.geojson").features == 1
    assert child._warm._process is first
