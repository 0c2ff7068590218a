"""`geomon join`: files of all kinds, streamed; faults as sentences; Dask workers."""

import json
import subprocess
import sys

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely
from click.testing import CliRunner
from places_and_areas import METRES, SQUARE, random_layers, shift

from geomon.cli import cli
from geomon.errors import Busy, MissingCRS, UnreadableFile
from geomon.join.bulk import Question, join_files
from geomon.join.kernels import Areas, join
from geomon.join.layer_files import open_layer
from geomon.readers.parquet import open_geoparquet


@pytest.fixture
def layers(tmp_path):
    places, shapes = random_layers()
    points, areas = tmp_path / "点位.parquet", tmp_path / "areas.parquet"
    geometry = np.array(shapely.points(places))
    geometry[[3, 4]] = None
    gpd.GeoDataFrame({"n": range(len(places))}, geometry=geometry, crs=4527).to_parquet(points, row_group_size=700)
    gpd.GeoDataFrame(geometry=shapes, crs=4527).to_parquet(areas)
    return points, areas


def rows(path):
    return pq.read_table(path).to_pydict()


def run(*arguments):
    return CliRunner().invoke(cli, ["join", *map(str, arguments)], catch_exceptions=False)


def fault(result, code=1):
    assert result.exit_code == code, result.output
    assert len(result.stderr.strip().splitlines()) == 1 or code == 2, result.stderr
    return result.stderr


def test_a_join_of_files_writes_row_numbers_and_metres(layers, tmp_path, monkeypatch):
    points, areas = layers
    monkeypatch.setattr("geomon.readers.parquet.GeoParquet.batches.__defaults__", (0, None, 500))  # batches end inside row groups
    result = run(points, areas, "--predicate", "dwithin", "--metres", 5000, "--out", tmp_path / "pairs.parquet")
    assert result.exit_code == 0, result.output
    places, shapes = random_layers()
    places[[3, 4]] = np.nan
    pairs = join(places, METRES, Areas(shapes, METRES, "dwithin", 5_000))
    assert rows(tmp_path / "pairs.parquet") == {"point": pairs.site.tolist(), "area": pairs.area.tolist(), "metres": pairs.metres.tolist()}
    assert f"{len(pairs):,} pairs of 3,000 points and 80 areas" in result.output
    assert not list(tmp_path.glob(".*new"))


def test_parts_of_a_file_are_its_rows(layers):
    layer = open_geoparquet(layers[0])
    assert layer.groups == (700, 700, 700, 700, 200)
    assert layer.parts(1_500) == [(0, 1400), (1400, 1400), (2800, 200)]
    assert layer.parts(400)[:4] == [(0, 400), (400, 300), (700, 400), (1100, 300)]
    whole = np.concatenate([shapes for _, shapes in layer.batches()])
    assert np.isnan(whole[[3, 4]]).all()
    for first, count in layer.parts(400):
        parts = list(layer.batches(first, count, batch=150))
        assert parts[0][0] == first
        assert np.array_equal(np.concatenate([shapes for _, shapes in parts]), whole[first:first + count], equal_nan=True)


@pytest.mark.parametrize("encoding", ["WKB", "geoarrow"])
def test_all_encodings_of_geoparquet_are_read(tmp_path, encoding):
    box = shapely.box(117, 40, 118, 41)
    multi = shapely.MultiPolygon([box.difference(shapely.box(117.4, 40.4, 117.6, 40.6))])
    line = shapely.LineString([(117, 40), (118, 41)])
    for kind, shape in (("point", shapely.Point(117, 40)), ("line", line), ("polygon", box), ("multi", multi)):
        path = tmp_path / f"{kind}.parquet"
        gpd.GeoDataFrame(geometry=[shape, None, shape], crs=4490).to_parquet(path, geometry_encoding=encoding)
        ((first, shapes),) = open_geoparquet(path).batches()
        if kind == "point":
            assert np.array_equal(shapes, [[117, 40], [np.nan, np.nan], [117, 40]], equal_nan=True)
        else:
            assert (first, shapes[1]) == (0, None)
            assert shapes[2].equals_exact(shape)


def test_points_with_height_and_mixed_kinds_are_read(tmp_path):
    shapes = [shapely.Point(117, 40, 5), shapely.LineString([(117, 40), (118, 41)]), shapely.Point()]
    for n, some in enumerate((shapes[:1], shapes)):
        gpd.GeoDataFrame(geometry=some, crs=4490).to_parquet(tmp_path / f"{n}.parquet")
    assert next(open_geoparquet(tmp_path / "0.parquet").batches())[1].tolist() == [[117, 40]]
    assert len(next(open_geoparquet(tmp_path / "1.parquet").batches())[1]) == 3
    areas = tmp_path / "areas.geojson"
    areas.write_text(json.dumps(shapely.geometry.mapping(shapely.box(116.9, 39.9, 117.1, 40.1))), encoding="utf-8")
    join_files(tmp_path / "1.parquet", areas, Question("intersects"), tmp_path / "out.parquet")
    assert rows(tmp_path / "out.parquet")["point"] == [0, 1]


def test_other_layer_files_come_through_the_gate(tmp_path):
    frame = gpd.GeoDataFrame({"name": ["甲", "乙"]}, geometry=[shapely.box(117, 40, 118, 41), shapely.box(118, 40, 119, 41)], crs=4490)
    frame.to_file(tmp_path / "areas.gpkg")
    (tmp_path / "points.csv").write_text("name,lon,lat\na,117.5,40.5\nb,,\nc,118.5,40.5\n", encoding="utf-8")
    gpd.GeoDataFrame(geometry=shapely.points([(117.5, 40.5), (118.5, 40.5)]), crs=4326).to_file(tmp_path / "points.geojson")
    result = run(tmp_path / "points.geojson", tmp_path / "areas.gpkg", "--predicate", "within", "--out", tmp_path / "out.parquet")
    assert result.exit_code == 0, result.output
    assert rows(tmp_path / "out.parquet") == {"point": [0, 1], "area": [0, 1], "metres": [0.0, 0.0]}
    words = fault(run(tmp_path / "points.csv", tmp_path / "areas.gpkg", "--predicate", "within", "--out", tmp_path / "none.parquet"))
    assert "points.csv: it does not say its CRS." in words
    assert not (tmp_path / "none.parquet").exists()
    for system, near in (("EPSG:4490", [0, 2]), ("GCJ-02", [0, 2]), ("EPSG:3857", [])):
        options = ("--predicate", "within", "--out", tmp_path / "out.parquet", "--points-crs", system)
        result = run(tmp_path / "points.csv", tmp_path / "areas.gpkg", *options)
        assert result.exit_code == 0, result.output
        assert rows(tmp_path / "out.parquet")["point"] == near


def test_a_crs_that_is_named_must_be_the_one_that_the_file_says(layers, tmp_path):
    options = ("--predicate", "within", "--out", tmp_path / "out.parquet", "--points-crs")
    assert run(*layers, *options, "EPSG:4527").exit_code == 0
    for system in ("EPSG:4490", "GCJ-02"):
        assert "says itself that it is in CGCS2000" in fault(run(*layers, *options, system))
    assert "cannot be understood" in fault(run(*layers, *options, "EPSG:1"))


def test_intersects_tells_the_hectares(tmp_path):
    gpd.GeoDataFrame(geometry=[shift(SQUARE, 500)], crs=4527).to_parquet(tmp_path / "sites.parquet")
    gpd.GeoDataFrame(geometry=[shift(SQUARE), shift(SQUARE, 9_000)], crs=4527).to_parquet(tmp_path / "areas.parquet")
    join_files(tmp_path / "sites.parquet", tmp_path / "areas.parquet", Question("intersects"), tmp_path / "out.parquet")
    table = rows(tmp_path / "out.parquet")
    assert (table["point"], table["area"], table["metres"]) == ([0], [0], [0.0])
    assert table["hectares"] == pytest.approx([50.0], rel=1e-3)


def test_an_empty_file_gives_an_empty_answer(tmp_path, layers):
    gpd.GeoDataFrame(geometry=gpd.GeoSeries([], crs=4527)).to_parquet(tmp_path / "none.parquet")
    for points, areas in ((tmp_path / "none.parquet", layers[1]), (layers[0], tmp_path / "none.parquet")):
        done = join_files(points, areas, Question("nearest"), tmp_path / "out.parquet")
        assert done.pairs == 0
        assert rows(tmp_path / "out.parquet") == {"point": [], "area": [], "metres": []}


def test_a_file_without_a_crs_is_refused_and_one_without_the_key_is_crs84(tmp_path):
    gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)]).to_parquet(tmp_path / "none.parquet")
    with pytest.raises(MissingCRS, match="does not say its CRS"):
        open_layer(tmp_path / "none.parquet")
    table = pq.read_table(tmp_path / "none.parquet")
    about = json.loads(table.schema.metadata[b"geo"])
    del about["columns"]["geometry"]["crs"]
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(about).encode()}), tmp_path / "default.parquet")
    assert open_layer(tmp_path / "default.parquet").crs.to_authority() == ("OGC", "CRS84")


def test_a_null_crs_can_be_named(tmp_path, layers):
    gpd.GeoDataFrame(geometry=shapely.points(random_layers()[0])).to_parquet(tmp_path / "null.parquet")
    words = fault(run(tmp_path / "null.parquet", layers[1], "--predicate", "within", "--out", tmp_path / "out.parquet"))
    assert "does not say its CRS" in words
    done = join_files(tmp_path / "null.parquet", layers[1], Question("within"), tmp_path / "out.parquet", points_crs="EPSG:4527")
    assert done.pairs > 1000


def test_a_crs_from_which_nothing_leads_to_the_earth_is_refused(tmp_path, layers):
    local = pyproj.CRS.from_wkt('ENGCRS["site",EDATUM["site"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]')
    gpd.GeoDataFrame(geometry=[shapely.Point(1, 2)], crs=local).to_parquet(tmp_path / "site.parquet")
    words = fault(run(tmp_path / "site.parquet", layers[1], "--predicate", "within", "--out", tmp_path / "o.parquet"))
    assert "nothing leads from its CRS" in words


def test_a_coordinate_that_is_no_number_is_told_by_its_row(tmp_path, layers):
    bad = shapely.set_coordinates(shapely.LineString([(0, 0), (1, 1), (2, 2)]), [(0, 0), (np.inf, 1), (2, 2)])
    gpd.GeoDataFrame(geometry=[SQUARE, bad], crs=4527).to_parquet(tmp_path / "bad.parquet")
    words = fault(run(layers[0], tmp_path / "bad.parquet", "--predicate", "within", "--out", tmp_path / "o.parquet"))
    assert "bad.parquet: row 1: a coordinate" in words


def test_an_answer_never_overwrites_its_question(layers):
    assert "would overwrite" in fault(run(*layers, "--predicate", "within", "--out", layers[0]))
    assert open_geoparquet(layers[0]).rows == 3_000


def test_where_all_is_near_all_the_answer_comes_in_pieces(layers, tmp_path, monkeypatch):
    monkeypatch.setattr("geomon.join.bulk._FIRST", 10)
    monkeypatch.setattr("geomon.join.bulk._PAIRS", 4_000)
    join_files(*layers, Question("dwithin", 1e6), tmp_path / "out.parquet")
    file = pq.ParquetFile(tmp_path / "out.parquet")
    assert file.metadata.num_rows == 2_998 * 80
    assert max(file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)) < 6_000
    table = file.read().to_pydict()
    assert table["point"] == sorted(table["point"])


@pytest.mark.parametrize("fault_of", ["text", "cut", "plain", "column", "encoding", "junk", "missing", "old"])
def test_a_file_that_is_no_geoparquet_is_one_sentence(tmp_path, layers, fault_of):
    path = tmp_path / "bad.parquet"
    whole = layers[0].read_bytes()
    if fault_of == "text":
        path.write_text("lon,lat", encoding="utf-8")
    elif fault_of == "cut":
        path.write_bytes(whole[:len(whole) // 2])
    elif fault_of == "plain":
        pq.write_table(pa.table({"a": [1]}), path)
    elif fault_of == "column":
        pq.write_table(pq.read_table(layers[0], columns=["n"]), path)
    elif fault_of == "old":
        gpd.GeoDataFrame(geometry=[shapely.Point(116, 40)], crs=4610).to_parquet(path)
    elif fault_of in {"encoding", "junk"}:
        table = pq.read_table(layers[0])
        about = json.loads(table.schema.metadata[b"geo"])
        about["columns"]["geometry"]["encoding"] = "odd" if fault_of == "encoding" else "WKB"
        table = table.replace_schema_metadata({b"geo": json.dumps(about).encode()})
        if fault_of == "junk":
            table = table.set_column(1, "geometry", pa.array([b"junk"] * len(table)))
        pq.write_table(table, path)
    words = fault(run(path, layers[1], "--predicate", "within", "--out", tmp_path / "out.parquet"))
    assert words.startswith("bad.parquet: ")
    assert not (tmp_path / "out.parquet").exists()
    if fault_of != "old":
        with pytest.raises(UnreadableFile):
            list(open_geoparquet(path).batches())


@pytest.mark.parametrize("options", [
    ["dwithin"], ["within", "--metres", "5"], ["dwithin", "--metres", "-1"], ["dwithin", "--metres", "nan"], ["touches"],
    ["within", "--scheduler", "tcp://127.0.0.1:1"],
])
def test_options_that_do_not_go_together_are_usage(layers, tmp_path, options):
    assert "Error" in fault(run(*layers, "--predicate", *options, "--out", tmp_path / "out.parquet"), code=2)


def test_an_answer_that_cannot_be_written_is_one_sentence(layers, tmp_path):
    assert "cannot be written" in fault(run(*layers, "--predicate", "within", "--out", tmp_path / "no" / "out.parquet"))


# ---- Dask -------------------------------------------------------------------------------------------------------------------

def test_dask_workers_give_the_same_rows(layers, tmp_path):
    pytest.importorskip("distributed")
    command = [sys.executable, "-m", "geomon", "join", *map(str, layers), "--predicate", "nearest", "--engine", "dask", "--out"]
    command.append(str(tmp_path / "dask.parquet"))
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=100, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    join_files(*layers, Question("nearest"), tmp_path / "local.parquet")
    assert pq.read_table(tmp_path / "dask.parquet").equals(pq.read_table(tmp_path / "local.parquet"))


def test_a_scheduler_that_does_not_answer_is_one_sentence(layers, tmp_path, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("geomon.join.cluster._WAIT_S", 0.5)
    with pytest.raises(Busy, match="no Dask scheduler answers"):
        join_files(*layers, Question("within"), tmp_path / "out.parquet", engine="dask", scheduler="tcp://127.0.0.1:1")
