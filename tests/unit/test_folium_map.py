import datetime as dt
import gzip
import json
import re

import folium
import folium.plugins
import geopandas as gpd
import numpy as np
import pytest
import shapely
from branca.colormap import LinearColormap
from situations import make_situation, make_task
from streamlit_folium import _get_feature_group_string, _get_header, _get_map_string, generate_leaflet_string

from geomon.errors import GeomonError, MissingCRS
from geomon.layers import Layer
from geomon.render.basemap import base_map
from geomon.render.counties import county_counts
from geomon.render.map import ASSETS, MOST_CORNERS, Planned, Show, asset, click_of, localize, place_of, shown, status_map
from geomon.situation import Filter

AS_OF = dt.date(2024, 12, 15)
BOUNDS = ((36.0, 105.0), (42.0, 113.0))
LAYERS = (Layer("mine", "矿山", "Mine", "point", "mine.csv", "own", "sites"),)


def script(m):
    m.get_root().render()
    return _get_map_string(m)


def links(element):
    own = [url for kind in ("default_js", "default_css") for _, url in getattr(element, kind, [])]
    return own + [url for child in element._children.values() for url in links(child)]


def test_the_map_comes_out_the_same_on_every_run_so_the_browser_keeps_it():
    assert script(status_map(LAYERS, BOUNDS, "abc")) == script(status_map(LAYERS, BOUNDS, "abc"))


def test_no_script_or_style_of_the_map_comes_from_outside():
    m = status_map(LAYERS, BOUNDS, "abc", areas=["protected_area"])
    assert links(m)
    assert all(url.startswith("/assets/") for url in links(m))
    assert not re.search(r"https?://(?!www\.w3\.org)", script(m) + _get_header(m))


def test_localizing_one_map_leaves_foliums_classes_alone():
    before = list(folium.Map.default_js)
    status_map(LAYERS, BOUNDS, "abc")
    assert folium.Map.default_js == before


@pytest.mark.parametrize("element", [lambda: folium.plugins.MarkerCluster(), lambda: LinearColormap(["red", "blue"]),
                                     lambda: folium.Marker([37, 106], icon=folium.Icon())])
def test_what_needs_a_file_from_outside_is_refused(element):
    m = folium.Map(tiles=None)
    m.add_child(element())
    with pytest.raises(GeomonError, match=r"outside|local copy"):
        localize(m)


def test_a_popup_brings_the_local_jquery():
    m = folium.Map(tiles=None)
    folium.Marker([37, 106], popup="x", icon=folium.DivIcon()).add_to(m)
    localize(m)
    assert "/assets/jquery/jquery.min.js" in links(m)


def test_what_changes_travels_as_one_line_that_no_text_can_leave():
    m = status_map(LAYERS, BOUNDS, "abc")
    m.render()
    group = shown(Show(AS_OF, Filter(text="</script>${alert(1)}`", lights=("red",)), selected="s'\"<b>", area="</script>", fit=BOUNDS))
    text = _get_feature_group_string(group, m)
    assert "map_div.board.show({" in text
    assert not re.search(r"<|\$\{|`", text.split("board.show(")[1].split(");")[0])
    state = json.loads(text.split("board.show(")[1].split(");")[0])
    assert (state["asOf"], state["selected"], state["fit"]["token"]) == ("2024-12-15", "s'\"<b>", "</script>")
    assert state["filter"].startswith("light=red&q=")


def test_the_script_is_the_one_that_streamlit_folium_sends():
    m = status_map(LAYERS, BOUNDS, "abc")
    m.get_root().render()
    assert "geomon.start(map_div, {" in generate_leaflet_string(m, base_id="div")


def test_a_click_is_read_from_what_the_map_returned():
    drawing = {"properties": {"kind": "site", "site": "s7", "name": "三道沟", "click": 3, "light": "red", "row": 7}}
    click = click_of({"last_active_drawing": drawing})
    assert click is not None
    assert (click.kind, click.site, click.name, click.number) == ("site", "s7", "三道沟", 3)


@pytest.mark.parametrize("returned", [None, {}, {"last_active_drawing": None}, {"last_active_drawing": {"properties": {"kind": "other"}}}])
def test_no_click_is_none(returned):
    assert click_of(returned) is None


def test_only_a_site_that_is_drawn_has_a_place_to_be_chosen_at():
    situation = make_situation([{"light": "red"}, {"method": "county"}, {"lon": np.nan}])
    assert place_of(situation, "s0") == (106.0, 37.0, "red")
    assert [place_of(situation, ident) for ident in ("s1", "s2", "gone", "")] == [None] * 4


def test_an_assets_address_changes_with_its_content():
    assert re.fullmatch(r"/assets/own/map\.css\?v=[0-9a-f]{12}", asset("map.css"))


def test_our_browser_files_ask_no_other_host():
    for path in ASSETS.iterdir():
        assert not re.search(r"https?://(?!www\.w3\.org)", path.read_text(encoding="utf-8")), path.name
        assert not re.search(r"innerHTML\s*=|insertAdjacentHTML|document\.write|\beval\(", path.read_text(encoding="utf-8")), path.name


# ---- the base map ---------------------------------------------------------------------------------------------------

def counties(crs=4490):
    boxes = [shapely.box(105, 36, 106, 37), shapely.box(106, 36, 107, 37), shapely.box(107, 36, 108, 37), shapely.box(120, 36, 121, 37)]
    return gpd.GeoDataFrame({"adcode": ["640324", "640323", "610800", "370000"], "name": ["同心县", "盐池县", "定边县", "远方县"],
                             "city": ["吴忠市", "吴忠市", "", ""], "ours": [True, True, False, False]}, geometry=boxes, crs=crs)


def test_the_base_map_holds_our_counties_and_their_neighbours_and_nothing_far_away():
    base = base_map(counties())
    land = {one["name"]: one for one in json.loads(base.data)["land"]}
    assert set(land) == {"同心县", "盐池县", "定边县"}
    assert land["同心县"]["ours"]
    assert not land["定边县"]["ours"]
    assert land["同心县"]["en"] == "Tongxin"
    assert base.bounds == ((36.0, 105.0), (37.0, 107.0))
    assert gzip.decompress(base.packed) == base.data


def test_a_ring_of_the_base_map_unpacks_to_the_border():
    ring = json.loads(base_map(counties()).data)["land"][0]["rings"][0][0]
    xy = np.cumsum(np.array(ring).reshape(-1, 2), axis=0) / 1e4
    assert shapely.Polygon(xy).equals(shapely.box(105, 36, 106, 37))


def test_a_name_keeps_clear_of_the_marks():
    middle = np.array([[105.5, 36.5]] * 3)
    free, crowded = (json.loads(base_map(counties(), taken=taken).data)["land"][0]["at"] for taken in (None, middle))
    assert np.hypot(*(np.array(crowded) - middle[0])) > np.hypot(*(np.array(free) - middle[0]))


def test_the_base_maps_version_changes_with_its_content():
    other = counties()
    other.loc[0, "name"] = "新县"
    assert base_map(counties()).version == base_map(counties()).version != base_map(other).version


def test_a_base_map_without_a_crs_is_refused():
    with pytest.raises(MissingCRS):
        base_map(counties(crs=None))


# ---- numbers on the names -------------------------------------------------------------------------------------------

CODES = {"同心县": "640324", "盐池县": "640323"}


def test_a_task_known_to_its_county_only_is_counted_on_the_county_and_a_placed_one_is_not():
    situation = make_situation([{"id": "here"}, {"id": "wide", "method": "county"}], [
        make_task(id="d#1", counties=("同心县",), sites=("here",), light="green"),
        make_task(id="d#2", counties=("同心县",), sites=("wide",), light="red"),
        make_task(id="d#3", counties=("同心县", "盐池县"), sites=(), light="yellow")])
    counts = county_counts(situation, CODES)
    assert counts == {"640324": {"tasks": 3, "done": 1, "n": 2, "red": 1, "yellow": 1},
                      "640323": {"tasks": 1, "done": 0, "n": 1, "yellow": 1}}


def test_lights_narrow_the_count_but_not_the_share():
    situation = make_situation([{}], [make_task(id="d#1", counties=("同心县",), light="green"),
                                      make_task(id="d#2", counties=("同心县",), light="red")])
    assert county_counts(situation, CODES, Filter(lights=("red",))) == {"640324": {"tasks": 2, "done": 1, "n": 1, "red": 1}}


def test_a_drawn_area_comes_back_with_its_corners_and_how_near_the_map_was():
    drawing = {"properties": {"kind": "drawn", "ring": [[106.8, 39.4], [106.9, 39.4], [106.9, 39.5]], "metres": 38.2, "click": 2}}
    click = click_of({"last_active_drawing": drawing})
    assert (click.kind, click.number, click.metres_a_pixel) == ("drawn", 2, 38.2)
    assert click.ring == ((106.8, 39.4), (106.9, 39.4), (106.9, 39.5))


def test_the_asked_area_travels_as_rings_with_its_holes_and_not_more_corners_than_a_line_can_bear():
    ring = shapely.difference(shapely.box(106, 37, 107, 38), shapely.box(106.4, 37.4, 106.6, 37.6))
    state = Planned("a1", ring, meets=((shapely.box(106, 37, 106.1, 37.1), True),), edit=True).state()
    assert [len(rings) for rings in state["rings"]] == [2]
    assert [37.0, 106.0] in state["rings"][0][0]
    assert (state["token"], state["edit"], state["meets"][0]["strict"]) == ("a1", True, True)
    round_ = shapely.Point(106, 37).buffer(1, quad_segs=5000)
    coarse = Planned("a2", round_).state()["rings"]
    assert sum(len(ring) for polygon in coarse for ring in polygon) <= MOST_CORNERS
    assert shapely.Polygon([(x, y) for y, x in coarse[0][0]]).area == pytest.approx(round_.area, rel=1e-3)
