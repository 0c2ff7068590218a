"""A planned area from file, text or drawing, against the layers of a workspace on a date; its JSON, its lines and its sheet."""

import datetime as dt
import io
import json
import re
import zipfile

import docx
import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from click.testing import CliRunner
from factories import ROOT, keys_of, plan_text, write_document
from PIL import Image

from geomon import crs
from geomon.cli import cli
from geomon.errors import GeomonError, InputError, MissingCRS
from geomon.export.planned import Shape, html_sheet, write_sheet
from geomon.export.planned.png import png
from geomon.export.planned.scene import scene_of
from geomon.export.planned.svg import svg
from geomon.join.overlay import UNSAID_M
from geomon.service.areas import FILE_ERROR_M, area_from_drawing, area_from_text
from geomon.service.overlay import as_json
from geomon.service.sheet import sheet_html, write_overlay_sheet

OLD, NEW = dt.date(2025, 1, 1), dt.date(2026, 6, 1)
LON, LAT = 106.88, 39.38


def rect(west, south, east, north):
    return shapely.box(LON + west, LAT + south, LON + east, LAT + north)


def put_zones(settings, *rows, name="zones", **keys):
    """Declare a layer that protects, with these rows."""
    frame = gpd.GeoDataFrame([{"county": "海南区", "city": "乌海市", "accuracy_m": 10.0, **row} for row in rows], geometry="geometry",
                             crs="EPSG:4490")
    (settings.data / "layers").mkdir(exist_ok=True)
    frame.to_file(settings.data / "layers" / f"{name}.gpkg")
    keys = {"title": "功能分区", "title_en": "Zones", "geometry": "polygon", "source": f"layers/{name}.gpkg", "licence": "invented", **keys}
    text = "".join(f'{key} = "{value}"\n' for key, value in keys.items()) + "protects = true\n"
    (settings.layers / f"{name}.toml").write_text(text, encoding="utf-8")


RESERVE = [
    {"name": "甲自然保护区", "zone": "核心区", "valid_to": "2026-03-14", "geometry": rect(0, 0, 0.02, 0.02)},
    {"name": "甲自然保护区", "zone": "实验区", "valid_to": "2026-03-14", "geometry": rect(0.02, 0, 0.04, 0.02)},
    {"name": "甲自然保护区", "zone": "一般控制区", "valid_from": "2026-03-15", "geometry": rect(0, 0, 0.04, 0.02)},
    {"name": "乙自然保护区", "zone": "缓冲区", "geometry": rect(0.005, 0.005, 0.02, 0.02)},
]


@pytest.fixture
def planned(service, workspace):
    write_document(workspace, "plan.txt", plan_text())
    for path in workspace.layers.glob("*.toml"):
        path.write_text(path.read_text(encoding="utf-8").replace("protects   = true", "protects   = false"), encoding="utf-8")
    service.build()
    return service


def asked(west=0.01, south=0.005, east=0.03, north=0.015):
    return area_from_drawing(shapely.geometry.mapping(rect(west, south, east, north)), metres_a_pixel=1.0, name="示例区")


# ---- the area -----------------------------------------------------------------------------------------------------------

SQUARE = [(106.80, 39.50), (106.81, 39.50), (106.81, 39.51), (106.80, 39.51)]


@pytest.mark.parametrize("text", [
    "106.80,39.50\n106.81,39.50\n106.81,39.51\n106.80,39.51",
    "39.50 106.80\n39.50 106.81\n39.51 106.81\n39.51 106.80\n39.50 106.80",
    "拐点坐标\n1、106.80，39.50\n2、106.81，39.50\n3、106.81，39.51\n4、106.80，39.51",
    "J1 E106°48′00″ N39°30′00″\nJ2 E106°48′36″ N39°30′00″\nJ3 E106°48′36″ N39°30′36″\nJ4 E106°48′00″ N39°30′36″",
    "106.80-106.81, 39.50-39.51",
    "106.80,39.50;106.81,39.50;106.81,39.51;106.80,39.51",
])
def test_corner_points_are_read_in_any_notation_and_order(text):
    area, _ = area_from_text(text)
    assert shapely.equals_exact(shapely.normalize(area.geometry), shapely.normalize(shapely.Polygon(SQUARE)), 1e-9)


@pytest.mark.parametrize(("zoned", "swapped"), [(4524, False), (4524, True), (4496, False)])
def test_gauss_kruger_metres_are_placed_by_the_zone_before_the_easting(zoned, swapped):
    there = pyproj.Transformer.from_crs(crs.CGCS2000, f"EPSG:{zoned}", always_xy=True)
    points = [there.transform(*xy) for xy in SQUARE]
    text = "\n".join(f"{x:.2f},{y:.2f}" if swapped else f"{y:.2f},{x:.2f}" for x, y in points)
    area, notes = area_from_text(text)
    assert np.allclose(shapely.get_coordinates(area.geometry.centroid), [106.805, 39.505], atol=2e-6)
    assert area.error_m == UNSAID_M and "基准" in notes[0][0]  # the zone says the place, not the datum
    assert area_from_text(text, datum="CGCS2000")[0].error_m == FILE_ERROR_M


def test_degrees_of_a_web_map_are_shifted_back_when_said_and_widened_when_not():
    shifted = [tuple(float(v) for v in crs.to_gcj02(x, y)) for x, y in SQUARE]
    text = "\n".join(f"{x:.7f},{y:.7f}" for x, y in shifted)
    area, notes = area_from_text(text, datum="高德")
    assert np.allclose(shapely.get_coordinates(area.geometry.centroid), [106.805, 39.505], atol=1e-6)
    assert (area.datum, area.error_m, notes) == ("GCJ-02", FILE_ERROR_M, ())
    unsaid, notes = area_from_text(text)
    assert (unsaid.datum, unsaid.error_m) == ("unknown", UNSAID_M)
    assert "datum is not said" in notes[0][1]


def test_few_digits_widen_the_error():
    area, _ = area_from_text("106.8,39.5\n106.9,39.5\n106.9,39.6", datum="CGCS2000")
    assert area.error_m == pytest.approx(5550)
    assert area_from_text("106.8,39.5\n106.9,39.5\n106.9,39.6", datum="CGCS2000", error_m=3)[0].error_m == 3


@pytest.mark.parametrize(("text", "said"), [
    ("106.80,39.50", "make no area"), ("", "make no area"),
    ("106.80,39.50\n106.81,39.51\n106.81,39.50\n106.80,39.51", "crosses itself"),
    ("106.80,39.50\n此处见附图12\n106.81,39.51", "line 2 is no point"),
    ("200,95\n201,95\n201,96", "no longitude and latitude"),
    ("73,3\n135,3\n135,54\n73,54", "ha. Check its CRS"),
])
def test_corner_points_that_make_no_area_are_told(text, said):
    with pytest.raises(InputError, match=said):
        area_from_text(text)


def test_metres_without_a_zone_are_not_guessed():
    with pytest.raises(MissingCRS, match="which zone"):
        area_from_text("4374000,396000\n4374000,397000\n4375000,397000")


def test_an_old_datum_is_refused():
    with pytest.raises(InputError, match="not public"):
        area_from_text("106.80,39.50\n106.81,39.50\n106.81,39.51", datum="西安80")


@pytest.mark.parametrize("shape", [{"type": "Point", "coordinates": [106.8, 39.5]}, {}, {"type": "Polygon", "coordinates": [[1]]},
                                   {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}])
def test_a_drawing_that_is_no_area_is_told(shape):
    with pytest.raises(InputError, match="drawn area"):
        area_from_drawing(shape, metres_a_pixel=10)


def test_a_drawing_is_as_exact_as_the_map_was_near():
    assert asked().error_m == 5.0
    assert area_from_drawing(shapely.geometry.mapping(rect(0, 0, 0.1, 0.1)), metres_a_pixel=38.0).error_m == 190.0


def write(path, shapes, code="EPSG:4490", **columns):
    gpd.GeoDataFrame({"name": [f"块{n}" for n in range(len(shapes))], **columns}, geometry=shapes, crs=code).to_file(path)
    return path


def test_a_file_goes_through_the_gate_and_is_one_area(service, tmp_path):
    path = write(tmp_path / "parcel.gpkg", [rect(0, 0, 0.01, 0.01), rect(0.02, 0, 0.03, 0.01), shapely.Point(LON, LAT)])
    area, notes = service.area_from_file(path)
    assert (area.name, area.datum, area.error_m) == ("parcel", "CGCS2000", FILE_ERROR_M)
    assert area.hectares == pytest.approx(2 * crs.area_ha(rect(0, 0, 0.01, 0.01)), rel=1e-3)
    assert any("1 rows without a polygon" in en for _, en in notes)


def test_a_projected_file_lies_where_its_degrees_are(service, tmp_path):
    there = pyproj.Transformer.from_crs(4490, 4545, always_xy=True)
    shape = shapely.transform(rect(0, 0, 0.02, 0.02), lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    area, _ = service.area_from_file(write(tmp_path / "gk.gpkg", [shape], "EPSG:4545"))
    assert area.name == "块0"
    assert area.geometry.hausdorff_distance(rect(0, 0, 0.02, 0.02)) < 1e-5


@pytest.mark.parametrize(("name", "content", "said"), [
    ("points.geojson", '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
                       '{"type":"Point","coordinates":[106.8,39.5]}}]}', "no polygon"),
    ("nothing.txt.exe", "MZ", "no layer file"), ("empty.geojson", "", "empty"),
])
def test_a_file_that_holds_no_area_is_told_in_a_sentence(service, tmp_path, name, content, said):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GeomonError, match=said):
        service.area_from_file(path)


# ---- the answer ---------------------------------------------------------------------------------------------------------

def zones(answer):
    return {(met.name, met.drawn): (met.zone, met.zone_sure) for met in answer.areas}


def test_the_zones_are_those_of_the_day(planned, workspace):
    put_zones(workspace, *RESERVE)
    old, new = planned.overlay(asked(), OLD), planned.overlay(asked(), NEW)
    assert zones(old) == {("甲自然保护区", "核心区"): ("核心区", True), ("甲自然保护区", "实验区"): ("实验区", True),
                          ("乙自然保护区", "缓冲区"): ("缓冲区", True)}
    assert zones(new) == {("甲自然保护区", "一般控制区"): ("一般控制区", True), ("乙自然保护区", "缓冲区"): ("核心保护区", False)}
    assert {met.scheme for met in old.areas} == {"自然保护区三区"} and {met.scheme for met in new.areas} == {"自然保护区两区"}
    converted = next(met for met in new.areas if met.name == "乙自然保护区")
    assert "原则上" in converted.zone_why and "in principle" in converted.zone_why_en
    assert [layer.lapsed for layer in old.layers if layer.id == "zones"] == [1]


def test_hectares_of_a_layer_count_zones_over_one_another_once(planned, workspace):
    put_zones(workspace, *RESERVE)
    answer = planned.overlay(asked(), OLD)
    layer = next(layer for layer in answer.layers if layer.id == "zones")
    assert layer.verdict == answer.verdict == "inside"
    assert layer.hectares == pytest.approx(answer.area.hectares, rel=1e-4)
    assert layer.share == pytest.approx(1.0, rel=1e-4)
    assert sum(met.meeting.hectares for met in answer.areas) > layer.hectares * 1.2


def test_slivers_are_listed_apart_with_the_minimum_and_decide_nothing(planned, workspace):
    put_zones(workspace, {"name": "甲自然保护区", "zone": "核心区", "geometry": rect(0, 0, 0.02, 0.02), "accuracy_m": 0.1})
    edge = area_from_drawing(shapely.geometry.mapping(rect(-0.02, 0.005, 0.000003, 0.02)), metres_a_pixel=0.01)
    answer = planned.overlay(edge, OLD)
    assert [met.name for met in answer.slivers] == ["甲自然保护区"] and answer.areas == ()
    assert 0 < answer.slivers[0].meeting.hectares < answer.minimum_ha == 0.1
    assert "MapBiomas" in answer.minimum_source
    assert answer.verdict == "cannot tell" and "碎片" in answer.layers[0].why


def test_a_layer_that_cannot_be_read_is_cannot_tell_and_the_others_are_answered(planned, workspace):
    put_zones(workspace, *RESERVE)
    put_zones(workspace, *RESERVE, name="broken")
    (workspace.data / "layers" / "broken.gpkg").write_bytes(b"nothing")
    answer = planned.overlay(asked(), OLD)
    by = {layer.id: layer for layer in answer.layers}
    assert (by["broken"].verdict, by["zones"].verdict) == ("cannot tell", "inside")
    assert "没有读进来" in by["broken"].why


def test_far_away_is_outside_with_the_distance_to_the_nearest(planned, workspace):
    put_zones(workspace, *RESERVE)
    answer = planned.overlay(asked(-0.3, 0, -0.28, 0.02), OLD)
    layer = answer.layers[0]
    assert (answer.verdict, layer.verdict, answer.areas) == ("outside", "outside", ())
    assert layer.metres == pytest.approx(24_100, rel=0.01)
    assert layer.nearest == "甲自然保护区"


def test_what_has_no_border_in_the_same_county_cannot_be_told(planned, workspace):
    rows = [*RESERVE, {"name": "无界湿地公园", "geometry": None}, {"name": "他县公园", "county": "海勃湾区", "geometry": None},
            {"name": "他县近处", "county": "海勃湾区", "geometry": shapely.Point(LON + 0.03, LAT + 0.03)}]
    put_zones(workspace, *rows)
    answer = planned.overlay(asked(-0.01, 0, -0.005, 0.005), OLD)
    assert [one.name for one in answer.unjudged] == ["无界湿地公园", "他县近处"]
    assert answer.unjudged[0].metres is None and answer.unjudged[1].metres < 5000
    assert (answer.layers[0].verdict, answer.layers[0].elsewhere) == ("cannot tell", 1)


def test_without_a_layer_that_protects_nothing_can_be_told(planned):
    answer = planned.overlay(asked(), OLD)
    assert (answer.verdict, answer.layers) == ("cannot tell", ())
    assert "protects = true" in answer.warnings[0][0]


def test_sites_and_open_tasks_inside_are_those_of_the_day(planned, workspace):
    sites = planned.situation(OLD).sites
    site = sites[sites["name"].str.contains("万源")].iloc[0]
    if site["method"] in ("county", "none"):
        pytest.skip("the layer has no place of it")
    around = shapely.box(site["lon"] - 0.2, site["lat"] - 0.2, site["lon"] + 0.2, site["lat"] + 0.2)
    put_zones(workspace, *RESERVE)
    answer = planned.overlay(area_from_drawing(shapely.geometry.mapping(around), metres_a_pixel=1.0), OLD)
    assert site["id"] in set(answer.sites["id"])
    assert [task["number"] for task in as_json(answer)["tasks"]] == ["1"]


# ---- what is printed ----------------------------------------------------------------------------------------------------

def test_every_key_of_the_json_is_in_the_contract(planned, workspace):
    put_zones(workspace, *RESERVE, {"name": "无界湿地公园", "geometry": None})
    answer = as_json(planned.overlay(asked(), OLD))
    text = (ROOT / "docs" / "contract.md").read_text(encoding="utf-8").split("## `geomon overlay")[1].split("\n## ")[0]
    assert not set(keys_of(answer)) - set(re.findall(r"`(\w+)`", text))
    assert json.loads(json.dumps(answer, allow_nan=False)) == answer


def test_the_command_prints_json_lines_and_writes_the_sheet(planned, workspace, tmp_path, monkeypatch):
    put_zones(workspace, *RESERVE)
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    path = write(tmp_path / "parcel.geojson", [rect(0.01, 0.005, 0.03, 0.015)])
    sheet = tmp_path / "parcel.html"
    run = CliRunner().invoke(cli, ["overlay", str(path), "--as-of", "2025-01-01", "--json", "--sheet", str(sheet)], catch_exceptions=False)
    answer = json.loads(run.stdout)
    assert (run.exit_code, answer["verdict"], answer["as_of"]) == (0, "inside", "2025-01-01")
    assert "甲自然保护区" in sheet.read_text(encoding="utf-8")
    run = CliRunner().invoke(cli, ["overlay", str(path), "--as-of", "2026-06-01"], catch_exceptions=False)
    assert "INSIDE" in run.stdout and "core protection zone (in principle)" in run.stdout
    corners = "106.89,39.385\n106.91,39.385\n106.91,39.395\n106.89,39.395\n"
    run = CliRunner().invoke(cli, ["overlay", "-", "--json", "--error", "3"], input=corners, catch_exceptions=False)
    assert json.loads(run.stdout)["area"]["error_m"] == 3


def test_a_bad_area_file_ends_with_one_sentence(planned, workspace, tmp_path, monkeypatch):
    monkeypatch.chdir(workspace.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    run = CliRunner().invoke(cli, ["overlay", str(tmp_path / "gone.geojson"), "--json"], catch_exceptions=False)
    assert (run.exit_code, run.stdout) == (1, "")
    assert len(run.stderr.strip().splitlines()) == 1


# ---- the sheet ----------------------------------------------------------------------------------------------------------

@pytest.fixture
def answer(planned, workspace):
    put_zones(workspace, *RESERVE, {"name": "<script>alert(1)</script>自然保护区", "geometry": rect(0.05, 0, 0.06, 0.01)},
              {"name": "无界湿地公园", "geometry": None})
    return planned.overlay(asked(), NEW)


@pytest.mark.parametrize(("lang", "words"), [("zh", ["范围与保护区域套合单", "核心保护区（原则换算）", "截至 2026-06-01", "没有边界"]),
                                             ("en", ["Planned area", "core protection zone (in principle)", "as of 2026-06-01", "border"])])
def test_the_html_sheet_says_it_in_both_languages_and_asks_for_nothing(answer, planned, lang, words):
    page = sheet_html(answer, planned.counties(), lang)
    for word in words:
        assert word in page
    assert "<script>" not in page and "&lt;script&gt;" in page
    assert page.count("<svg") == 1 and 'default-src \'none\'' in page
    assert not re.search(r'(?:src|href)\s*=', page)
    shapely_like = re.findall(r"<path d=", page)
    assert len(shapely_like) > 3


def test_the_word_sheet_opens_with_one_picture_and_its_tables(answer, planned, tmp_path):
    out = tmp_path / "sheet.docx"
    write_overlay_sheet(answer, planned.counties(), out, "zh")
    book = docx.Document(out)
    text = "\n".join(p.text for p in book.paragraphs)
    assert "涉及：功能分区" in text and len(book.inline_shapes) == 1
    cells = {cell.text for table in book.tables for row in table.rows for cell in row.cells}
    assert {"甲自然保护区", "一般控制区", "核心保护区（原则换算）"} <= cells
    with zipfile.ZipFile(out) as packed:
        picture = next(name for name in packed.namelist() if name.startswith("word/media/"))
        assert Image.open(io.BytesIO(packed.read(picture))).size == (2160, 1260)


@pytest.mark.parametrize(("name", "lang"), [("sheet.pdf", "zh"), ("sheet.html", "de")])
def test_another_ending_or_language_is_refused(answer, planned, tmp_path, name, lang):
    with pytest.raises(InputError, match=r"Use one of: \.docx"):
        write_overlay_sheet(answer, planned.counties(), tmp_path / name, lang)


def test_a_sheet_that_cannot_be_written_says_so(answer, tmp_path):
    with pytest.raises(GeomonError, match="--sheet"):
        write_sheet(as_json(answer), [Shape("asked", answer.area.geometry)], tmp_path / "no such folder" / "a.html")


def test_the_map_shows_holes_boxes_and_lights_and_its_bar_is_a_round_number():
    hole = shapely.difference(rect(0, 0, 0.04, 0.04), rect(0.01, 0.01, 0.03, 0.03))
    shapes = [Shape("asked", rect(0.01, 0.01, 0.02, 0.02)), Shape("core", hole, "A"), Shape("box", rect(-1, -1, 1, 1), "B"),
              *(Shape(light, shapely.Point(LON + 0.012 + n / 1000, LAT + 0.015)) for n, light in
                enumerate(("red", "yellow", "blue", "green", "grey")))]
    scene = scene_of(shapes)
    length, words = scene.bar
    assert words in {"1 km", "500 m"} and length * scene.metres == pytest.approx({"1 km": 1000, "500 m": 500}[words])
    assert scene.west < LON + 0.01 < LON + 0.02 < scene.east
    drawn = svg(scene, "图")
    assert drawn.count("<polygon") == 3 and drawn.count("<circle") == 2 and 'fill-rule="evenodd"' in drawn
    picture = Image.open(io.BytesIO(png(scene))).convert("RGB")
    assert len(picture.getcolors(1 << 20)) > 6


def test_labels_do_not_cover_one_another():
    shapes = [Shape("asked", rect(0, 0, 0.02, 0.02)), *(Shape("zone", rect(-0.01, -0.01, 0.03, 0.03), label) for label in "ABCD")]
    places = scene_of(shapes).labels
    assert len({round(y / 10) for _, y, _ in places}) == 4


def test_a_sheet_of_the_plain_json_needs_no_service(answer):
    page = html_sheet(json.loads(json.dumps(as_json(answer))), [Shape("asked", answer.area.geometry)], "zh")
    assert "示例区" in page
