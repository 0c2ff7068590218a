"""The planning page for one area over the fake service: pasted, drawn, judged, undone; what it says when it cannot."""

import datetime as dt
import io

import docx
import geopandas as gpd
import pytest
from fake_service import LAYERS, FakeService
from page_parts import button, markup, rows
from shapely import box

from geomon.errors import UnreadableFile
from geomon.layers import Layer
from geomon.render.map import Click

CORNERS = "106.00,37.00\n106.10,37.00\n106.10,37.05\n106.00,37.05"
ZONES = Layer(id="zones", title="功能分区", title_en="Zones", geometry="polygon", source="layers/zones.gpkg", licence="invented",
              protects=True, accuracy_m=10)


class Zoned(FakeService):
    """A workspace with a layer of zones, and one whose file is broken."""

    def catalog(self):
        found = super().catalog()
        found.layers = (*LAYERS, ZONES, Layer("broken", "坏图层", "Broken", "polygon", "layers/broken.gpkg", "invented", protects=True))
        return found

    def layer_features(self, layer_id):
        if layer_id == "broken":
            raise UnreadableFile("no reader could open it.", where="broken.gpkg", how="Export it again.")
        if layer_id != "zones":
            return super().layer_features(layer_id)
        rows = {"name": ["甲自然保护区", "甲自然保护区"], "zone": ["核心区", "实验区"], "id": ["z1", "z2"]}
        return gpd.GeoDataFrame(rows, geometry=[box(106.0, 36.9, 106.05, 37.1), box(106.05, 36.9, 106.2, 37.1)], crs="EPSG:4490")


def pasted(app, text=CORNERS):
    app.text_area(key="plan_text").set_value(text)
    return button(app, "plan_text_take").click().run()


def test_without_an_area_the_page_says_how_to_give_one(open_page):
    app = open_page(desk="planning")
    assert not app.exception
    assert "还没有范围" in markup(app)
    assert "在地图上画一个" in markup(app)
    assert not app.get("download_button")


def test_pasted_corners_are_judged_with_hectares_first(open_page):
    app = pasted(open_page(Zoned(), desk="planning"))
    assert not app.exception
    said = markup(app)
    assert "涉及 2 处" in said
    assert "甲自然保护区 · 核心区" in said and "甲自然保护区 · 实验区" in said
    assert said.index("核心区</b>") < said.index("实验区</b>")     # the strictest first
    assert "基准不明" in said and "±1,000 m" in said
    assert "只知外接矩形" in said                                   # the rectangle of the reserves is never inside
    assert "坏图层" in said and "没有读进来" in said                 # a layer that failed is no "apart"


def test_zones_are_those_of_the_date_and_the_other_days_stand_below(open_page):
    app = pasted(open_page(Zoned(), desk="planning", as_of="2026-06-01"))
    said = markup(app)
    assert "甲自然保护区 · 核心保护区" in said and "甲自然保护区 · 一般控制区" in said
    assert "原则上" in said
    assert "同一范围，按不同日期的分区" in said and "2026-03-14" in said
    group = next(g for g in app.button_group if g.key == "w_plan_day_zh")
    group.set_value(dt.date(2026, 3, 14)).run()
    assert "甲自然保护区 · 核心区" in markup(app)
    assert app.session_state["view"].as_of == dt.date(2026, 3, 14)


@pytest.mark.parametrize(("text", "said"), [
    ("106.0,37.0", "粘贴的拐点：1 个拐点围不成面。"), ("4374000,396000\n4374000,397000\n4375000,397000", "没有写明投影带。"),
])
def test_corners_that_make_no_area_are_told_and_the_area_before_stays(open_page, text, said):
    app = pasted(open_page(Zoned(), desk="planning"))
    app = pasted(app, text)
    assert said in markup(app) and 'role="alert"' in markup(app)
    assert "涉及 2 处" in markup(app)


def test_an_area_is_taken_back_one_by_one(open_page):
    app = pasted(open_page(Zoned(), desk="planning"))
    app = pasted(app, "107.00,37.00\n107.10,37.00\n107.10,37.05")
    assert "不涉及" not in markup(app).split("verdict")[0]
    assert button(app, "plan_undo").label == "回到上一个范围"
    app = button(app, "plan_undo").click().run()
    assert "涉及 2 处" in markup(app)
    assert button(app, "plan_undo").label == "去掉范围"
    app = button(app, "plan_undo").click().run()
    assert "还没有范围" in markup(app)


def test_drawing_is_started_and_stopped_by_its_button(open_page):
    app = open_page(desk="planning")
    button(app, "plan_draw_button").click().run()
    first = app.session_state["plan_draw"]
    assert first and button(app, "plan_draw_button").label == "不画了"
    button(app, "plan_draw_button").click().run()
    assert app.session_state["plan_draw"] == ""
    button(app, "plan_draw_button").click().run()
    assert app.session_state["plan_draw"] not in ("", first)      # another word, so that the map starts again


def test_what_was_drawn_is_judged_and_the_map_stays_where_it_is(open_page, monkeypatch):
    from geomon.ui import map_pane

    clicks = iter([Click("drawn", 1, ring=((106.0, 37.0), (106.1, 37.0), (106.1, 37.05)), metres_a_pixel=4.0)])
    monkeypatch.setattr(map_pane, "place_map", lambda *args, **keys: next(clicks, None))
    app = open_page(Zoned(), desk="planning")
    assert "手绘 · 3 个拐点 · ±20 m · CGCS2000" in markup(app)
    assert "plan_fit" not in app.session_state


def test_drawing_that_was_given_up_changes_nothing(open_page, monkeypatch):
    from geomon.ui import map_pane

    clicks = iter([Click("drawn", 1, ring=(), metres_a_pixel=0.0)])
    monkeypatch.setattr(map_pane, "place_map", lambda *args, **keys: next(clicks, None))
    app = open_page(Zoned(), desk="planning")
    assert "还没有范围" in markup(app) and not app.exception


def test_sites_inside_are_listed_and_open_on_the_map(open_page):
    service = Zoned()
    site = next(s for s in service.sites.values() if s.location.method == "coordinates" and s.layer != "protected_area")
    x, y = site.location.lon, site.location.lat
    app = pasted(open_page(service, desk="planning"),
                 f"{x - .05:.5f},{y - .05:.5f}\n{x + .05:.5f},{y - .05:.5f}\n{x + .05:.5f},{y + .05:.5f}\n{x - .05:.5f},{y + .05:.5f}")
    row = next(b for b in rows(app) if site.name in b.label)
    assert "界内" in row.label
    row.click().run()
    assert app.session_state["view"].chosen == site.id


def test_a_layer_is_hidden_on_the_map_and_still_judged(open_page):
    app = pasted(open_page(Zoned(), desk="planning"))
    next(g for g in app.toggle if g.key == "w_layer_zones_zh").set_value(False).run()
    assert app.session_state["plan_layers_on"] == {"zones": False}
    assert "涉及 2 处" in markup(app)


def test_the_page_speaks_english(open_page):
    app = pasted(open_page(Zoned(), desk="planning", lang="en"))
    said = markup(app)
    assert "2 areas met" in said and "core zone" in said and "datum is not said" in said


def test_the_sheet_is_offered_as_word_and_as_a_page(open_page):
    from geomon.ui.planning_verdict import _page, _word

    service = Zoned()
    app = pasted(open_page(service, desk="planning"))
    assert len(app.get("download_button")) == 2
    answer = app.session_state["plan_answer"][1]
    text = "\n".join(p.text for p in docx.Document(io.BytesIO(_word(service, answer).getvalue())).paragraphs)
    assert "范围与保护区域套合单" in text
    assert "甲自然保护区" in _page(service, answer).decode("utf-8")


def test_what_is_doubtful_in_a_layer_stands_below_its_switch(open_page):
    said = markup(open_page(Zoned(), desk="planning"))
    assert "1 个值存疑" in said and "甲区" in said
