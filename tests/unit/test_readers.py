"""A layer's file becomes a frame in EPSG:4490, or one sentence says why not."""

import geopandas as gpd
import pytest
import shapely
from factories import ROOT
from gate_files import NAMES, POINTS, good_files

from geomon import crs
from geomon.errors import InputError, MissingCRS, TooLarge, UnreadableFile, UnsafeFile
from geomon.layers import PACKAGE, Layer, load_layers
from geomon.readers import read_features


def make_layer(**more):
    needed = {"id": "mine", "title": "矿山", "title_en": "Mines", "geometry": "point", "source": "layers/mine.csv", "licence": "-"}
    return Layer(**needed | more)


def write(tmp_path, text, name="mine.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def make_gdf(points=((106.9, 39.3),), code="EPSG:4490", **columns):
    columns = columns or {"name": [f"东河{n}号" for n in range(len(points))]}
    return gpd.GeoDataFrame(columns, geometry=[shapely.Point(p) for p in points], crs=code)


def test_a_table_of_degrees_becomes_points_in_order(tmp_path):
    frame = read_features(write(tmp_path, "id,name,lon,lat,code\nA,东河石场,106.9,39.3,007\nB,西河石场,107.0,39.4,\n"), make_layer())
    assert frame.crs.to_epsg() == 4490 and frame["id"].tolist() == ["A", "B"] and frame["layer"].unique().tolist() == ["mine"]
    assert shapely.get_coordinates(frame.geometry.to_numpy()).tolist() == [[106.9, 39.3], [107.0, 39.4]]
    assert frame["code"].tolist() == ["007", ""]


def test_a_row_without_a_place_is_kept(tmp_path):
    frame = read_features(write(tmp_path, "name,county,lon,lat\n东河石场,海南区,,\n"), make_layer())
    assert frame["name"].tolist() == ["东河石场"] and frame.geometry.isna().all() and frame["lon"].isna().all()
    assert frame["id"].tolist() == ["1"] and frame["aliases"].tolist() == [""]


def test_wkt_becomes_extents_and_keeps_the_centre_that_the_source_gives(tmp_path):
    box = '"POLYGON ((106 39, 108 39, 108 40, 106 40, 106 39))"'
    text = f"name,lon,lat,geometry\n甲,106.5,39.5,{box}\n乙,,,{box}\n"
    frame = read_features(write(tmp_path, text), make_layer())
    assert frame["lon"].tolist() == [106.5, 107.0] and frame["lat"].tolist() == [39.5, 39.5]


def test_a_web_maps_degrees_are_shifted_back_row_by_row(tmp_path):
    lon, lat = (float(v) for v in crs.to_gcj02(106.9, 39.3))
    text = f"name,lon,lat,datum\n甲,{lon!r},{lat!r},GCJ-02\n乙,106.9,39.3,\n"
    frame = read_features(write(tmp_path, text), make_layer(datum="WGS-84"))
    assert frame["lon"].tolist() == pytest.approx([106.9, 106.9], abs=1e-8) and frame.geometry[0].y == pytest.approx(39.3, abs=1e-8)


def test_a_layers_own_datum_holds_where_the_row_says_none(tmp_path):
    frame = read_features(write(tmp_path, "name,lon,lat\n甲,106.9,39.3\n"), make_layer(datum="BD-09"))
    assert crs.distance_m((106.9, 39.3), (frame["lon"][0], frame["lat"][0])) > 300


@pytest.mark.parametrize("driver", ["gpkg", "geojson", "shp"])
def test_the_vector_formats_say_the_same(tmp_path, driver):
    path = tmp_path / f"矿山 1.{driver}"
    make_gdf(((106.9, 39.3), (107.0, 39.4))).to_file(path, encoding="utf-8") if driver == "shp" else make_gdf(
        ((106.9, 39.3), (107.0, 39.4)), "EPSG:4326").to_file(path)
    frame = read_features(path, make_layer())
    assert frame.crs.to_epsg() == 4490 and frame["name"].tolist() == ["东河0号", "东河1号"]
    assert frame["lon"].tolist() == pytest.approx([106.9, 107.0])


def test_a_projected_file_that_the_layer_declares_becomes_degrees(tmp_path):
    path = tmp_path / "mine.gpkg"
    make_gdf().to_crs("EPSG:4546").to_file(path)
    assert read_features(path, make_layer(crs="EPSG:4546"))["lon"].tolist() == pytest.approx([106.9], abs=1e-9)
    with pytest.raises(InputError, match=r"Correct crs in layers/mine\.toml"):
        read_features(path, make_layer())


def test_a_shapefile_without_prj_is_not_measured(tmp_path):
    path = tmp_path / "mine.shp"
    make_gdf().to_file(path)
    (tmp_path / "mine.prj").unlink()
    with pytest.raises(MissingCRS, match=r"\.prj"):
        read_features(path, make_layer())


def test_an_old_datum_is_refused_in_a_file_in_a_row_and_in_the_declaration(tmp_path):
    path = tmp_path / "mine.gpkg"
    make_gdf(code="EPSG:4610").to_file(path)
    with pytest.raises(InputError, match="not public"):
        read_features(path, make_layer(crs="EPSG:4610"))
    table = write(tmp_path, "name,lon,lat,datum\n甲,106.9,39.3,西安80\n")
    with pytest.raises(InputError, match=r"mine\.csv.*not public"):
        read_features(table, make_layer())


@pytest.mark.parametrize(("text", "said"), [
    ("name,a,b\n甲,1,2\n", "no columns of coordinates"),
    ("name,lon,lat\n甲,106.9°,39.3\n", "row 2: lon '106.9°' is no number"),
    ("name,lon,lat\n甲,39.3,106.9\n", "swapped"),
    ("name,geometry\n甲,POINT 106\n", "not WKT"),
    ("id,name,lon,lat\nA,甲,106,39\nA,乙,106,39\n", "'A' occurs twice"),
    ("name,lon,lat,datum\n甲,106,39,火星\n", "unknown datum"),
])
def test_a_table_at_fault_is_told_by_row_and_column(tmp_path, text, said):
    with pytest.raises(InputError) as error:
        read_features(write(tmp_path, text), make_layer())
    assert said in error.value.sentence and "mine.csv" in error.value.sentence and error.value.how


def test_a_table_that_is_not_utf8_is_read_when_its_encoding_is_proved_and_refused_when_not(tmp_path):
    frame = read_features(write(tmp_path, "name,lon,lat\n东河石场,106,39\n西山矿区,106,39\n", encoding="gb18030"), make_layer())
    assert frame["name"].tolist() == ["东河石场", "西山矿区"]
    with pytest.raises(UnreadableFile, match="encodings"):
        read_features(write(tmp_path, "name,lon,lat\n矿,106,39\n", encoding="gb18030"), make_layer())
    assert len(read_features(write(tmp_path, "name,lon,lat\n东河石场,106,39\n", encoding="utf-8-sig"), make_layer())) == 1


LINK = b'{"type":"FeatureCollection","crs":{"type":"link","properties":{"href":"http://127.0.0.1/"}},"features":[]}'


@pytest.mark.parametrize(("name", "content", "error"), [
    ("mine.csv", b"", UnreadableFile), ("mine.gpkg", b"not a database", UnreadableFile), ("mine.shp", b"\x00\x00\x27\x0a", UnreadableFile),
    ("mine.geojson", b'<OGRVRTDataSource><OGRVRTLayer name="a"/></OGRVRTDataSource>', UnsafeFile),
    ("mine.geojson", b'{"type": "FeatureCollection"', UnreadableFile),
    ("mine.json", b'{"type": "gdal_streamed_alg", "command_line": "read /etc/passwd"}', UnreadableFile),
    ("mine.geojson", LINK, UnsafeFile),
    ("mine.kml", b"<kml/>", UnreadableFile), ("mine", b"a", UnreadableFile),
])
def test_a_file_that_is_not_what_it_is_called_is_one_sentence(tmp_path, name, content, error):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(error) as raised:
        read_features(path, make_layer())
    assert raised.value.where == name and "\n" not in raised.value.sentence


def test_a_missing_and_an_oversized_file_are_said(tmp_path):
    with pytest.raises(UnreadableFile, match=r"layers/mine\.toml"):
        read_features(tmp_path / "mine.csv", make_layer())
    with pytest.raises(TooLarge, match="max_file_mb"):
        read_features(write(tmp_path, "name,lon,lat\n" + "甲,106,39\n" * 200), make_layer(), max_mb=0.001)


def test_every_shipped_layer_reads_and_every_row_names_its_source():
    for layer in load_layers(ROOT / "layers"):
        if layer.source == PACKAGE:
            continue
        frame = read_features(ROOT / "data" / layer.source, layer)
        assert len(frame) and (frame["source"] != "").all() and (frame["city"] != "").all()
        placed = frame[frame["lon"].notna()]
        assert (placed["accuracy_m"] > 0).all() and (placed["method"] != "").all() and (placed["datum"] != "").all()
        assert set(layer.popup) <= set(frame.columns)


@pytest.mark.parametrize("suffix", [".gpkg", ".fgb", ".geojson", ".parquet", ".shp", ".kml", ".kmz", ".zip", ".xlsx", ".geojsonl", ".dxf"])
def test_a_layer_reads_the_same_from_every_format(tmp_path, suffix):
    path = next(p for p in good_files(tmp_path) if p.suffix == suffix)
    frame = read_features(path, make_layer())
    assert frame.crs.to_epsg() == 4490
    names = frame[next(c for c in ("NAME", "drawing_layer", "name") if c in frame)]
    found = {name: (round(x, 6), round(y, 6)) for name, x, y in zip(names, frame["lon"], frame["lat"], strict=True)}
    assert found == dict(zip(NAMES, POINTS, strict=True))


def test_a_table_of_northing_and_easting_is_turned_round_in_the_crs_that_the_layer_declares(tmp_path):
    text = "名称,X坐标,Y坐标\n东河石场,4363512.12,36512345.67\n"
    frame = read_features(write(tmp_path, text), make_layer(crs="EPSG:4524"))
    assert (round(frame["lon"][0], 3), round(frame["lat"][0], 3)) == (108.143, 39.405)


def test_a_layer_in_the_degrees_of_a_web_map_is_shifted_back_from_any_format(tmp_path):
    lon, lat = crs.to_gcj02([106.8], [39.4])
    make_gdf(((lon[0], lat[0]),)).to_file(tmp_path / "mine.gpkg", driver="GPKG")
    frame = read_features(tmp_path / "mine.gpkg", make_layer(datum="GCJ-02"))
    assert crs.distance_m((frame["lon"][0], frame["lat"][0]), (106.8, 39.4)) < 1.0
