"""The planner's tools over the fake service: area in the link, strength a layer, swipe, legend by class and zone, printing."""

import datetime as dt

import geopandas as gpd
import pytest
from fake_service import AS_OF, LAYERS, FakeService
from page_parts import markup
from shapely import box

from geomon.errors import InputError
from geomon.join.overlay import Area
from geomon.layers import Layer
from geomon.ui import planning_link, planning_print
from geomon.ui.planning_area import Asked
from geomon.ui.planning_legend import lines

ZONES = Layer(id="zones", title="功能分区", title_en="Zones", geometry="polygon", source="layers/zones.gpkg", licence="invented",
              protects=True, accuracy_m=10)
RING = "106,37_106.1,37_106.1,37.05_106,37.05"
LINK = f"pasted~50~CGCS2000~拟设范围~{RING}"


class Zoned(FakeService):
    """A workspace with a layer of zones of a reserve and a water source."""

    def catalog(self):
        found = super().catalog()
        found.layers = (*LAYERS, ZONES)
        return found

    def layer_features(self, layer_id):
        if layer_id != "zones":
            return super().layer_features(layer_id)
        rows = {"name": ["甲自然保护区", "甲自然保护区", "乙饮用水水源保护区", "丙湿地"], "zone": ["核心区", "缓冲区", "一级", ""],
                "id": ["z1", "z2", "z3", "z4"]}
        shapes = [box(106.0, 36.9, 106.05, 37.1), box(106.05, 36.9, 106.2, 37.1), box(106.3, 37.0, 106.31, 37.01), None]
        return gpd.GeoDataFrame(rows, geometry=shapes, crs="EPSG:4490")


def asked(shape, name="拟设范围", how="drawn"):
    return Asked(Area(name, shape, 12.5, how, "CGCS2000"), (), how, "area1")


@pytest.mark.parametrize("shape", [
    box(106, 37, 106.1, 37.05), box(106, 37, 106.1, 37.05) - box(106.02, 37.01, 106.03, 37.02),
    box(106, 37, 106.1, 37.05) | box(107, 37, 107.1, 37.05)], ids=["ring", "hole", "two parts"])
def test_an_area_goes_into_the_link_and_comes_back_whole(shape):
    area, how = planning_link.read(planning_link.write(asked(shape, "甲~乙 & 丙")))
    assert area.geometry.equals(shape)
    assert (area.name, area.error_m, area.datum, how) == ("甲-乙 & 丙", 12.5, "CGCS2000", "drawn")


def test_an_area_of_many_corners_is_kept_by_the_server_under_a_word_of_its_own():
    from shapely import Point

    found = asked(Point(106, 37).buffer(0.01, quad_segs=200))
    word = planning_link.write(found)
    assert len(word) < 30
    assert word == planning_link.write(found)
    assert planning_link.read(word)[0].geometry.equals(found.area.geometry)
    assert planning_link.read("kept-nobody-knows") is None


@pytest.mark.parametrize("text", [
    "", "drawn~1~x~y", "drawn~1~CGCS2000~甲~1,2", f"stolen~1~CGCS2000~甲~{RING}", f"drawn~much~CGCS2000~甲~{RING}",
    "drawn~1~CGCS2000~甲~<script>", "drawn~1~CGCS2000~甲~0,0_10,10_0,10_10,0", "drawn~1~CGCS2000~甲~106,97_107,97_107,98",
    "drawn~1~CGCS2000~甲~70,10_140,10_140,60_70,60", "drawn~1~CGCS2000~甲~1,2_3,4"])
def test_a_link_that_is_no_area_is_none(text):
    assert planning_link.read(text) is None


def test_a_link_opens_on_its_area_and_its_swipe(open_page):
    app = open_page(Zoned(), desk="planning", area=LINK, swipe="2026-03-15")
    assert not app.exception
    assert "拟设范围" in markup(app)
    assert "涉及 2 处" in markup(app)
    assert app.session_state["plan_other_day"] == dt.date(2026, 3, 15)
    assert app.query_params["area"] in (LINK, [LINK])
    assert app.query_params["swipe"] in ("2026-03-15", ["2026-03-15"])


def test_a_link_of_an_area_that_is_gone_says_so_and_the_page_works(open_page):
    app = open_page(Zoned(), desk="planning", area="kept-nobody-knows")
    assert not app.exception
    assert "这里不认识链接里的范围。" in markup(app)
    assert "还没有范围" in markup(app)


def test_layers_have_a_switch_and_a_strength_each_and_the_marks_too(open_page):
    app = open_page(Zoned(), desk="planning", area=LINK)
    next(s for s in app.selectbox if s.key == "w_strength_zones_zh").set_value(40).run()
    next(g for g in app.toggle if g.key == "w_layer_sites_zh").set_value(False).run()
    assert not app.exception
    assert app.session_state["plan_strengths"] == {"zones": 40}
    assert app.session_state["plan_layers_on"] == {"sites": False}
    assert "涉及 2 处" in markup(app)


def test_two_sets_of_layers_are_chosen_and_stand_in_the_link(open_page):
    app = open_page(Zoned(), desk="planning", area=LINK)
    next(g for g in app.button_group if g.key == "w_swipe_zh").set_value("layers").run()
    next(m for m in app.multiselect if m.key == "w_other_layers_zh").set_value(["zones"]).run()
    assert not app.exception
    assert app.query_params["swipe"] in ("layers:zones", ["layers:zones"])
    next(g for g in app.button_group if g.key == "w_swipe_zh").set_value("off").run()
    assert "swipe" not in app.query_params


def test_the_legend_is_by_class_and_zone_as_they_stand_on_the_day():
    service = Zoned()
    before, after = (lines(service, ZONES, dt.date(2026, 3, day)) for day in (14, 15))
    assert [(one.kind, one.zone, one.sign, one.count) for one in before] == [
        ("reserve", "核心区", "strict", 1), ("reserve", "缓冲区", "zone", 1), ("drinking_water", "一级保护区", "strict", 1)]
    assert [(one.kind, one.zone, one.count) for one in after] == [("reserve", "核心保护区", 2), ("drinking_water", "一级保护区", 1)]
    assert sum(one.hectares for one in before) == pytest.approx(sum(one.hectares for one in after))
    assert after[0].hectares == pytest.approx(39_500, rel=0.01)      # 0.2° by 0.2° at 37° north


def test_the_page_shows_the_legend_of_its_day(open_page):
    app = open_page(Zoned(), desk="planning", as_of="2026-06-01")
    assert "核心保护区" in markup(app)
    assert "2026-06-01 有效" in markup(app)
    assert "饮用水水源保护区" in markup(app)


def test_a_view_is_printed_from_its_address_and_anything_else_is_told():
    query = {"at": "106.05/37.02/20000", "on": str(AS_OF), "layers": "zones", "lang": "en", "area": LINK}
    page = planning_print.view_page(Zoned(), query)
    for word in ("拟设范围", "as of 2024-12-15", "core or first-class zone", "Zones: invented"):
        assert word in page
    for wrong in ({"at": "106/37"}, {"at": "106/37/0"}, {"at": "106/89/2000"}, {"on": "yesterday"}, {"at": "106/37/1e9"}):
        with pytest.raises(InputError, match="names no view"):
            planning_print.view_page(Zoned(), query | wrong)


def test_each_site_of_a_list_has_its_sheet():
    service = Zoned()
    ids = list(service.sites)[:3]
    page = planning_print.sites_page(service, AS_OF, "zh", [ZONES], ids)
    assert page.count("<section>") == 3
    for ident in ids:
        assert service.sites[ident].name in page
