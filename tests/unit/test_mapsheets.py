"""Map sheets for the printer: scale, grid, what stands on them in both languages, and nothing that runs or is fetched."""

import datetime as dt
import re
from types import SimpleNamespace

import geopandas as gpd
import pytest
import shapely
from shapely import box
from situations import AS_OF, make_situation

from geomon import crs
from geomon.errors import GeomonError
from geomon.export.mapsheet import LANDSCAPE_MM, SCALES, grid_m, scale_for, sheets_html, zone_of
from geomon.export.planned.scene import HEIGHT, WIDTH, Shape, scene_of
from geomon.join.overlay import Area
from geomon.layers import Layer
from geomon.service.mapsheets import Desk, site_sheet, view_sheet

COUNTIES = gpd.GeoDataFrame({"name": ["同心县"], "city": ["吴忠市"]}, geometry=[box(105.5, 36.7, 106.6, 37.4)], crs="EPSG:4490")
ZONES = Layer("zones", "功能分区", "Zones", "polygon", "z.gpkg", "某局 2025", protects=True)
MINE = Layer("mine", "矿山", "Mines", "point", "mine.csv", "invented", "sites")
NASTY = "<img src=x onerror=alert(1)>\"'`${1}"


def areas_on(layer, day):
    if layer != "zones":
        raise GeomonError("is broken.")
    names = ("核心保护区", "一般控制区") if day >= dt.date(2026, 3, 15) else ("核心区", "实验区")
    return gpd.GeoDataFrame({"name": ["甲", "甲"], "zone": names, "strict": [True, False]},
                            geometry=[box(105.95, 36.9, 106.0, 37.1), box(106.0, 36.9, 106.05, 37.1)], crs="EPSG:4490")


def desk(sites, lang="zh", layers=(ZONES,), asked=None):
    return Desk(make_situation(sites), COUNTIES, layers, areas_on, lang, asked, {"zones": ZONES, "mine": MINE})


def card(row, tasks=()):
    return SimpleNamespace(site=SimpleNamespace(id=row["id"]), light=row.get("light", "blue"), reason="按期", reason_en="on time",
                           tasks=tasks)


def test_the_scale_is_a_usual_one_and_the_largest_that_fits():
    assert scale_for(4_000, 182) == 25_000
    for width in (1, 900, 4_550, 4_551, 80_000, 10**9):
        scale = scale_for(width, 182)
        assert scale in SCALES
        assert scale * 0.182 >= width or scale == SCALES[-1]
        assert scale == SCALES[0] or SCALES[SCALES.index(scale) - 1] * 0.182 < width


@pytest.mark.parametrize(("lon", "lat", "width"), [(106.9, 39.4, 4_600), (75.1, 39.0, 230_000), (134.4, 48.2, 46_000)])
def test_the_frame_is_as_wide_on_the_ground_as_the_scale_says_and_the_grid_is_of_its_zone(lon, lat, width):
    scene = scene_of([Shape("county", box(lon - 3, lat - 2, lon + 3, lat + 2))], at=(lon, lat), width_m=width)
    assert scene.metres * WIDTH == pytest.approx(width)
    measured = crs.distance_m((scene.west, lat), (scene.east, lat))
    assert measured == pytest.approx(width, rel=2e-3)            # a projection is true to 1 in 2,800 at its edge
    assert 4 <= width / grid_m(scene) <= 10
    middle = crs.project([shapely.Point(lon, lat)], lon)[0]
    assert (scene.left + width / 2, scene.top - width * HEIGHT / WIDTH / 2) == pytest.approx((middle.x, middle.y), abs=0.01)
    assert zone_of(scene)[0] == round(lon / 3)


def test_a_view_has_title_legend_scale_north_crs_date_and_sources_in_both_languages():
    area = Area("拟设范围", box(105.98, 36.98, 106.02, 37.02), 10.0, "pasted", "CGCS2000")
    for lang, words in (("zh", ("拟设范围", "截至 2024-12-15", "逾期", "核心区或一级区", "询问的范围", "坐标系：CGCS2000", "105°E",
                                "某局 2025", "按粘贴的拐点")),
                        ("en", ("as of 2024-12-15", "overdue", "core or first-class zone", "the area asked about", "CRS: CGCS2000",
                                "Zones: 某局 2025", "Mines: invented", "from pasted corners"))):
        sheet = view_sheet(desk([{"light": "red"}], lang, asked=area), area.name, (106.0, 37.0), 20_000)
        page = sheets_html([sheet], lang, landscape=True)
        for word in (*words, "1:100,000", ">N</text>", "size:A4 landscape", ">35590</text>"):
            assert word in page, word
        assert sheet.scene.metres * WIDTH == pytest.approx(LANDSCAPE_MM / 1000 * sheet.scale)
        assert ("green", "closed") not in sheet.legend             # what is not on the map is not in its legend


def test_zones_are_those_of_the_date_and_a_layer_that_is_broken_leaves_the_sheet_whole():
    broken = Layer("broken", "坏", "Broken", "polygon", "b.gpkg", "invented", protects=True)
    sheet = view_sheet(desk([{}], layers=(broken, ZONES)), "图", (106.0, 37.0), 20_000)
    assert {"core", "zone"} <= {kind for kind, _ in sheet.legend}
    elsewhere = view_sheet(desk([{}], layers=(ZONES,)), "图", (105.6, 36.75), 2_000)
    assert {"core", "zone"}.isdisjoint(kind for kind, _ in elsewhere.legend)


def test_a_site_is_in_the_middle_with_its_doubt_its_coordinates_and_its_tasks():
    status = SimpleNamespace(light="red", due=dt.date(2024, 10, 31))
    task = SimpleNamespace(number="12", title="采坑未回填", problem="", units=SimpleNamespace(lead=("自然资源局",), responsible=()))
    row = {"id": "s0", "light": "red", "accuracy_m": 800.0, "name": "甲矿"}
    shown = desk([row, {"id": "s1", "lon": 106.005, "name": "乙矿"}])
    sheet = site_sheet(shown, card(row, (SimpleNamespace(task=task, status=status, title="方案"),)))
    assert sheet.focus
    assert sheet.names[0][2] == "甲矿"                              # its own name before any other
    at = next((x, y) for x, y, light in sheet.scene.marks if light == "red")
    assert at == pytest.approx((WIDTH / 2, HEIGHT / 2), abs=0.1)
    assert ("doubt", "位置误差范围") in sheet.legend
    page = sheets_html([sheet], "zh")
    for word in ("甲矿", "37.000000, 106.000000", "35", "±800 m", "12", "2024-10-31", "自然资源局", "采坑未回填", "方案",
                 "size:A4 portrait"):
        assert word in page, word


def test_a_site_known_to_its_county_only_gets_the_county_and_no_ring():
    row = {"id": "s0", "method": "county"}
    sheet = site_sheet(desk([row], "en"), card(row))
    assert not sheet.focus
    assert sheet.scene.marks == ()
    assert "known to its county only" in sheets_html([sheet], "en")
    assert sheet.scene.west < 105.5 < 106.6 < sheet.scene.east


def test_each_site_begins_a_page_and_the_file_asks_for_nothing():
    rows = [{"id": f"s{n}", "name": f"{NASTY}{n}", "lon": 106.0 + n / 100} for n in range(5)]
    sheets = [site_sheet(desk(rows), card(row)) for row in rows]
    page = sheets_html(sheets, "zh")
    assert page.count("<section>") == 5
    assert "section+section{break-before:page}" in page
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<img|https?://(?!www\.w3\.org)|url\(", page)
    assert "共 5 张" in page


def test_names_cover_neither_marks_nor_one_another():
    rows = [{"id": f"s{n}", "name": f"很长的点位名称{n}", "lon": 106.0 + n % 10 / 120, "lat": 37.0 + n // 10 / 250} for n in range(60)]
    sheet = view_sheet(desk(rows), "图", (106.04, 37.01), 12_000)
    page = sheets_html([sheet], "zh")
    spots = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" font-size="11"', page)]
    assert 5 < len(spots) <= 40
    wide = sum(11 if ord(c) > 255 else 6 for c in "很长的点位名称9")
    for n, (x, y) in enumerate(spots):
        assert not any(abs(y - b) < 13 and abs(x - a) < wide for a, b in spots[:n])
    assert dt.date(2024, 12, 15) == AS_OF
