"""The planner's tools in a real Chromium: measures against pyproj, coordinates, swipe, sheet, and a basemap that does not answer."""

import contextlib
import json
import re
from pathlib import Path

import pyproj
import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GEOD = pyproj.Geod(a=6378137.0, rf=298.257222101)
AREA = "area=pasted~50~CGCS2000~拟设范围~106.86,39.36_106.93,39.36_106.93,39.41_106.86,39.41"
PLACE = "([lat, lng]) => { const p = map_div.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }"


@pytest.fixture
def opened(visit):
    """opened(context, origin) -> Visit, for a server other than the session's."""
    return lambda context, origin: type(visit())(context.new_page(), origin)


def at(seen, frame, lat, lng):
    corner = seen.page.locator(".st-key-planmap iframe").bounding_box()
    x, y = frame.evaluate(PLACE, [lat, lng])
    return corner["x"] + x, corner["y"] + y


def test_distance_area_and_coordinates_are_those_of_pyproj(visit):
    seen = visit(locale="en-US", permissions=["clipboard-read", "clipboard-write"])
    seen.open("/planning?lang=en")
    frame = seen.frame()
    frame.evaluate("() => { map_div.setView([39.39, 106.9], 11, { animate: false }); }")
    places = [{"lat": 18.2, "lng": 109.4}, {"lat": 39.39, "lng": 106.9}, {"lat": 47.9, "lng": 88.1}, {"lat": 53.1, "lng": 122.4}]
    made = frame.evaluate("""places => { const g = geomon.geodesy; return places.map((p, i) => ({
        metres: g.metres(p, places[(i + 1) % places.length]), gauss: g.gauss(p), gcj: g.gcj(p), dms: g.SYSTEMS.DMS(p),
        area: g.squareMetres([p, { lat: p.lat, lng: p.lng + .3 }, { lat: p.lat + .25, lng: p.lng + .2 }]) })); }""", places)
    from geomon import crs

    for n, (p, found) in enumerate(zip(places, made, strict=True)):
        q = places[(n + 1) % len(places)]
        assert found["metres"] == pytest.approx(GEOD.inv(p["lng"], p["lat"], q["lng"], q["lat"])[2], abs=0.001)
        area, _ = GEOD.polygon_area_perimeter([p["lng"], p["lng"] + 0.3, p["lng"] + 0.2], [p["lat"], p["lat"], p["lat"] + 0.25])
        assert found["area"] == pytest.approx(abs(area), rel=1e-5)
        plane = pyproj.Transformer.from_crs("EPSG:4490", found["gauss"]["code"], always_xy=True)
        assert plane.transform(p["lng"], p["lat"]) == pytest.approx((found["gauss"]["east"], found["gauss"]["north"]), abs=0.001)
        assert found["gauss"]["east"] // 1e6 == round(p["lng"] / 3)
        lon, lat = crs.to_gcj02(p["lng"], p["lat"])
        assert (found["gcj"]["lng"], found["gcj"]["lat"]) == pytest.approx((float(lon), float(lat)), abs=1e-9)
    assert made[1]["dms"] == "39°23′24.00″N 106°54′00.00″E"

    frame.locator(".gm-rulers button").nth(1).click()
    corners = [(39.36, 106.86), (39.36, 106.93), (39.41, 106.93)]
    for corner in corners:
        seen.page.mouse.click(*at(seen, frame, *corner))
        seen.page.wait_for_timeout(350)
    frame.locator("#map_div").press("Enter")
    told = frame.locator(".gm-measure span").inner_text()
    hectares = float(re.match(r"([\d,.]+) ha", told)[1].replace(",", ""))
    area, outline = GEOD.polygon_area_perimeter([lng for _, lng in corners], [lat for lat, _ in corners])
    assert hectares == pytest.approx(abs(area) / 1e4, rel=0.02)       # a click is a pixel off
    assert float(re.search(r"outline ([\d.]+) km", told)[1]) == pytest.approx(outline / 1000, rel=0.02)
    frame.locator("#map_div").press("Escape")

    frame.locator(".gm-xy select").select_option("GK")
    seen.page.mouse.move(*at(seen, frame, 39.38, 106.9))
    seen.page.wait_for_timeout(200)
    frame.locator("#map_div").focus()
    seen.page.keyboard.press("c")
    frame.locator(".gm-note", has_text="Copied").wait_for()
    copied = frame.evaluate("navigator.clipboard.readText()")
    north, east = (float(number) for number in re.fullmatch(r"X ([\d.]+) {2}Y ([\d.]+)", copied).groups())
    back = pyproj.Transformer.from_crs("EPSG:4524", "EPSG:4490", always_xy=True).transform(east, north)
    assert back == pytest.approx((106.9, 39.38), abs=0.002)
    seen.page.mouse.click(*at(seen, frame, 39.37, 106.9), button="right")
    assert frame.locator(".gm-place button small").count() == 5
    assert "EPSG:4524" in frame.locator(".gm-place").inner_text()
    seen.picture("planner-tools-1400-light-en")
    assert seen.outside == []
    assert seen.complaints == []


def test_two_dates_are_swiped_and_the_link_and_a_reload_keep_area_and_date(visit):
    seen = visit()
    seen.open(f"/planning?{AREA}&swipe=2024-08-01")
    frame = seen.frame()
    twin = "map_div.board.swipe.twin"
    frame.wait_for_function(f"() => {twin} && {twin}.board.shown.length && !{twin}.board.pending")
    assert seen.page.locator(".st-key-verdict h3", has_text="拟设范围").count() == 1
    assert frame.evaluate(f"[map_div.board.state.asOf, {twin}.board.state.asOf]") == ["2024-12-15", "2024-08-01"]
    lights = """board => Object.fromEntries(board.shown.filter(i => i.feature.kind === "site")
        .map(i => [i.feature.props.site, i.feature.props.light]))"""
    frame.evaluate("() => { map_div.setView([39.4, 106.8], 10, { animate: false }); }")
    for board in ("map_div.board", f"{twin}.board"):
        frame.wait_for_function(f"() => !{board}.pending && {board}.shown.some(i => i.feature.kind === 'site')", timeout=60_000)
    now, then = (frame.evaluate(f"() => ({lights})({board})") for board in ("map_div.board", f"{twin}.board"))
    assert now
    assert now.keys() & then.keys()
    assert any(now[site] != then[site] for site in now.keys() & then.keys()), "four months change some light"
    line = frame.locator(".gm-swipe")
    corner = seen.page.locator(".st-key-planmap iframe").bounding_box()
    seen.page.mouse.move(corner["x"] + 600, corner["y"] + 200)
    seen.page.mouse.down()
    seen.page.mouse.move(corner["x"] + 560, corner["y"] + 240, steps=4)                       # a drag beyond the line moves both
    seen.page.mouse.up()
    seen.page.wait_for_timeout(500)
    centres = frame.evaluate(f"[map_div, {twin}].map(m => [m.getCenter().lat, m.getCenter().lng])")
    assert centres[0] == pytest.approx(centres[1], abs=1e-3)
    line.press("ArrowRight")
    assert line.get_attribute("aria-valuenow") == "52"
    seen.picture("planner-swipe-1400-light-zh")
    seen.page.reload()
    seen.settle()
    seen.page.locator(".st-key-verdict h3", has_text="拟设范围").wait_for()
    frame = seen.frame()
    frame.wait_for_function(f"() => {twin} && {twin}.board.state.asOf === '2024-08-01'")
    seen.page.locator(".st-key-planswipe").get_by_text("关", exact=True).click()
    frame.wait_for_function(f"() => !{twin}")
    assert frame.locator(".gm-twin").count() == 0
    seen.page.wait_for_function("() => !location.search.includes('swipe=')")                # the address follows the page's answer
    assert seen.complaints == []


def test_what_the_map_shows_is_a_sheet_and_each_site_has_one(visit):
    seen = visit()
    seen.open(f"/planning?{AREA}")
    frame = seen.frame()
    with seen.page.context.expect_page() as opened:
        frame.locator(".gm-rulers button").nth(2).click()
    sheet = opened.value
    sheet.wait_for_load_state()
    words = sheet.locator("body").inner_text()
    for word in ("拟设范围", "截至 2024-12-15", "坐标系：CGCS2000", "询问的范围", "1:"):
        assert word in words
    assert sheet.locator("svg").first.bounding_box()["width"] > 600
    sheet.close()
    with seen.page.expect_download() as found:
        seen.page.get_by_role("button", name="每个点位一张").click()
    page = Path(found.value.path()).read_text(encoding="utf-8")
    assert page.count("<section>") == int(re.search(r"共 (\d+) 张", page)[1]) >= 2
    assert seen.outside == []
    assert seen.complaints == []


def test_a_basemap_that_does_not_answer_hides_nothing_and_says_so_once(serve, opened, chromium, tmp_path, monkeypatch):
    monkeypatch.setenv("GEOMON_BASEMAP", "http://127.0.0.1:9/{z}/{x}/{y}.png?tk={key}")
    monkeypatch.setenv("GEOMON_BASEMAP_KEY", "k3y-nobody-may-see")
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, locale="zh-CN")
    with serve(tmp_path) as address, contextlib.closing(context):
        seen, asked = opened(context, address), []
        seen.page.on("request", lambda request: asked.append(request.url))
        seen.open("/planning")
        frame = seen.frame()                                                                 # the marks are painted all the same
        frame.locator(".gm-note", has_text="底图暂时取不到").wait_for()
        assert frame.evaluate("map_div.board.below") is False                                # land, water and borders are there
        assert frame.evaluate("map_div.board.base.shapes.length") > 5
        frame.wait_for_function("() => map_div.board.note.hidden", timeout=15_000)
        frame.evaluate("() => { map_div.panBy([200, 100], { animate: false }); }")
        seen.page.wait_for_timeout(1500)
        assert frame.evaluate("map_div.board.note.hidden"), "once is enough"
        assert frame.evaluate("map_div.board.shown.length") > 0
        assert any("/tiles/ground/" in url for url in asked)
        assert not any("k3y" in url for url in asked)
        assert "k3y" not in json.dumps(frame.evaluate("map_div.board.options")) + seen.page.content() + frame.content()
        assert seen.outside == []
