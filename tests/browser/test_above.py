"""A site from above in a real Chromium: two dates under one line, moved by keyboard and pointer: on the card, map and dossier."""

import csv

import numpy as np
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from scene_files import reflectance, write_scene

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SITE, LON, LAT = "白云铁矿", 109.985565, 41.801566
STEP, SIDE = 0.0001, 400
ASK = """() => axe.run({ resultTypes: ["violations"] }).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact)).flatMap(one => one.nodes.map(node => [one.id, node.target.join(" ")])))"""
ON_MAP = """() => { const { above, swipe } = map_div.board, lays = a => a.layer && a.layer._image.naturalWidth > 0 && a.layer._image.src;
  return above && lays(above) && swipe.twin && lays(swipe.twin.board.above) ? [lays(above), lays(swipe.twin.board.above)] : null; }"""


def field(ndvi, *, seed=3):
    """A plain of 400 x 400 pixels with a grain, and a square of 100 in the middle with an NDVI of its own."""
    rough = np.random.default_rng(seed).normal(0, 0.03, (SIDE, SIDE))
    found = 0.5 + rough
    found[150:250, 150:250] = ndvi + rough[150:250, 150:250]
    return found


def prepare(folder):
    """Put scenes of the mine, which its layer knows to 500 m, into the workspace, and a rectangle round it that is protected."""
    path = folder / "data" / "layers" / "protected_area.csv"
    names = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")
    ring = [(LON + x, LAT + y) for x, y in ((-.05, -.05), (.05, -.05), (.05, .05), (-.05, .05), (-.05, -.05))]
    shape = f"POLYGON (({', '.join(f'{lon} {lat}' for lon, lat in ring)}))"
    row = {"id": "P9001", "name": "试验自然保护区", "city": "包头市", "county": "白云鄂博矿区", "lon": LON, "lat": LAT, "geometry": shape,
           "method": "bbox", "accuracy_m": 1000, "datum": "unknown", "area_ha": 9000, "source": "invented for a test"}
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, names).writerow(row)
    where = {"crs": 4490, "west": LON - STEP * SIDE / 2, "north": LAT + STEP * SIDE / 2, "step": STEP}
    years = [(f"s{year}", f"{year}-07-{8 + year % 7:02d}", 0.1 + 0.07 * (year - 2019)) for year in range(2019, 2025)]
    for ident, date, ndvi in (*years, ("w", "2022-01-20", 0.05), ("c", "2023-08-02", 0.3)):
        bands = reflectance(field(ndvi)) | {"green": 0.12 + field(ndvi) / 10, "blue": 0.08 + 0 * field(ndvi)}
        bands |= {"quality": np.ones((SIDE, SIDE))} if ident == "c" else {}            # a summer under cloud
        write_scene(folder / "data" / "imagery", ident, date, bands, credit="invented for a test", **where)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Folder of the workspace."""
    return tmp_path_factory.mktemp("above")


@pytest.fixture(scope="module")
def served(serve, folder):
    """Address of a demo of its own with scenes."""
    with serve(folder, change=prepare) as address:
        yield address


def card_of(seen, lang="zh"):
    seen.open(f"/?text={SITE}&lang={lang}")
    seen.page.locator(".st-key-card h3", has_text=SITE).wait_for()
    seen.settle()
    seen.page.locator(".st-key-card_above summary").click()
    pair = seen.page.locator(".gm-pair-on")
    pair.wait_for()
    seen.settle()
    return pair


@pytest.mark.parametrize(("size", "lang"), [((1400, 900), "zh"), ((1400, 900), "en")])
def test_the_pair_is_one_picture_whose_line_the_keyboard_moves(visit, size, lang):
    seen = visit(*size, locale="zh-CN" if lang == "zh" else "en-US")
    pair = card_of(seen, lang)
    slider, view = pair.locator("input[type=range]"), pair.locator(".gm-pair-view")
    assert slider.input_value() == "50"
    slider.focus()
    for _ in range(5):
        seen.page.keyboard.press("ArrowRight")
    assert slider.input_value() == "55"
    assert view.evaluate("one => one.style.getPropertyValue('--at')") == "55%"
    assert "55%" in slider.get_attribute("aria-valuetext")
    seen.page.keyboard.press("Home")
    assert view.evaluate("one => getComputedStyle(one.querySelectorAll('img')[1]).clipPath") in ("inset(0px 0px 0px 0%)", "inset(0px)")
    seen.picture(f"above-1400-light-{lang}-after")
    seen.page.keyboard.press("PageUp")
    view.scroll_into_view_if_needed()
    box = view.bounding_box()
    seen.page.mouse.click(box["x"] + box["width"] * .7, box["y"] + box["height"] * .4)
    assert abs(int(slider.input_value()) - 70) <= 1
    assert seen.page.evaluate(AXE_SCRIPT + ";0") == 0
    assert seen.page.evaluate(ASK) == []
    images = pair.locator("img").evaluate_all("all => all.map(one => [one.naturalWidth, one.alt])")
    assert [wide for wide, _ in images] == [480, 480]
    assert "2019-07-11" in images[0][1]
    assert "2024-07-09" in images[1][1]
    seen.page.locator(".st-key-card_above").scroll_into_view_if_needed()
    seen.picture(f"above-1400-light-{lang}")


def test_the_years_are_a_chart_of_three_shapes_and_a_table(visit):
    seen = visit(locale="en-US")
    card_of(seen, "en")
    part = seen.page.locator(".series")
    assert [part.locator(f"svg .{shape}").count() for shape in ("dot", "ring", "bad")] == [6, 1, 1]
    assert "a year" in part.locator("svg").get_attribute("aria-label")
    part.locator("summary").focus()
    seen.page.keyboard.press("Enter")
    rows = part.locator("tbody tr").all_inner_texts()
    assert len(rows) == 8
    assert "bad imagery: cloud" in rows[1]
    part.locator("svg").scroll_into_view_if_needed()
    seen.picture("above-series-1400-light-en")
    part.locator("tbody").scroll_into_view_if_needed()
    seen.picture("above-series-table-1400-light-en")


def test_on_a_phone_the_swipe_fits(visit):
    seen = visit(390, 844)
    seen.open(f"/?text={SITE}")
    seen.page.locator(".st-key-list button", has_text=SITE).first.click()
    seen.settle()
    seen.page.locator(".st-key-card_above summary").click()
    pair = seen.page.locator(".gm-pair-on")
    pair.wait_for()
    pair.scroll_into_view_if_needed()
    seen.settle()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert pair.locator("input").bounding_box()["height"] >= 44
    seen.picture("above-390-light-zh")
    seen.page.locator(".series svg").evaluate("one => one.scrollIntoView({ block: 'center' })")
    seen.page.wait_for_timeout(300)
    seen.picture("above-series-390-light-zh")


def test_the_pair_lies_on_the_map_under_its_line_and_goes_again(visit):
    seen = visit()
    card_of(seen)
    frame = seen.frame()
    seen.page.locator(".st-key-above_on_map label").first.click()
    frame.wait_for_function(ON_MAP)
    first, last = frame.evaluate(ON_MAP)
    assert "/before.png" in first
    assert "/after.png" in last
    bounds = frame.evaluate("() => { const b = map_div.board.above.layer.getBounds(); return [b.getCenter().lng, b.getCenter().lat]; }")
    assert bounds == pytest.approx([LON, LAT], abs=1e-4)
    line = frame.locator(".gm-swipe")
    line.focus()
    line.press("ArrowLeft")
    assert line.get_attribute("aria-valuenow") == "48"
    seen.page.wait_for_timeout(600)
    seen.picture("above-on-map-1400-light-zh")
    looks = frame.evaluate("() => [map_div.getZoom(), map_div.getCenter().lat.toFixed(5)]")
    assert looks[0] >= 14
    seen.page.locator(".st-key-above_on_map label").first.click()
    frame.wait_for_function("() => !map_div.board.swipe.twin && !map_div.board.above.layer")
    assert frame.evaluate("() => [map_div.getZoom(), map_div.getCenter().lat.toFixed(5)]") == looks, "taken away the map stays"


def test_on_the_planning_page_the_chosen_site_has_the_pair_and_the_map_takes_it(visit):
    seen = visit()
    seen.open("/planning?plan=sites")
    assert seen.page.locator(".st-key-card_above").count() == 0
    seen.page.locator(".st-key-verdictbody button:visible", has_text=SITE).first.click()
    seen.settle()
    seen.page.locator(".st-key-card_above summary").click()
    seen.page.locator(".gm-pair-on").wait_for()
    seen.settle()
    assert seen.page.locator(".st-key-card_above h3").inner_text() == SITE
    for box in (seen.page.locator(".st-key-verdictbody").bounding_box(), seen.page.locator(".st-key-card_above").bounding_box()):
        assert box["y"] + box["height"] <= 900
    frame = seen.frame()
    seen.page.locator(".st-key-above_on_map label").first.click()
    frame.wait_for_function(ON_MAP)
    looks = frame.evaluate("() => [map_div.getZoom(), map_div.getCenter().lat.toFixed(3)]")
    assert looks == [pytest.approx(16, abs=1.5), f"{LAT:.3f}"]
    seen.page.locator(".st-key-above_on_map label").first.click()
    frame.wait_for_function("() => !map_div.board.swipe.twin && !map_div.board.above.layer")


def test_the_area_of_the_planning_page_stays_under_the_pair_and_moves_the_map_once_it_is_another(visit):
    seen = visit()
    ring = "_".join(f"{LON + x:.4f},{LAT + y:.4f}" for x, y in ((-.004, -.004), (.004, -.004), (.004, .004), (-.004, .004)))
    seen.open("/planning")
    seen.page.locator(".st-key-planpaste button").click()
    seen.page.locator(".st-key-plan_text textarea").fill(ring.replace("_", "\n"))
    seen.page.locator(".st-key-plan_text_take button").click()
    seen.page.locator(".st-key-verdictbody .size").wait_for()
    seen.settle()
    frame = seen.frame()
    at = frame.evaluate(f"() => {{ const p = map_div.latLngToContainerPoint([{LAT}, {LON}]); return [p.x, p.y]; }}")
    frame.locator(".gm-map").click(position={"x": at[0], "y": at[1]})
    seen.settle()
    seen.page.locator(".st-key-card_above summary").click()
    seen.page.locator(".st-key-above_on_map label").first.click()
    frame.wait_for_function(ON_MAP)
    rings = "() => [map_div.board, map_div.board.swipe.twin.board].map(board => board.state.planned.rings.length)"
    assert frame.evaluate(rings) == [1, 1]
    seen.settle()
    seen.page.locator(".st-key-planpaste button").click()
    seen.page.locator(".st-key-plan_text textarea").fill("106.8801, 39.3802\n106.9102, 39.3802\n106.9102, 39.3905")
    seen.page.locator(".st-key-plan_text_take button").click()
    frame.wait_for_function("() => Math.abs(map_div.getCenter().lat - 39.385) < .01")


def test_an_inspector_sees_the_pair_on_the_page_of_a_site(visit):
    seen = visit(390, 844)
    seen.open("/field")
    found = seen.page.locator(".st-key-fieldlist input:visible").first
    found.fill(SITE)
    found.press("Enter")
    seen.settle()
    seen.page.locator(".st-key-fieldlist button:visible", has_text=SITE).first.click()
    seen.settle()
    seen.page.locator(".st-key-card_above summary").click()
    slider = seen.page.locator(".gm-pair-on input[type=range]")
    slider.focus()
    seen.page.keyboard.press("ArrowRight")
    assert slider.input_value() == "51"
    assert seen.page.locator(".st-key-above_on_map").count() == 0, "there is no map beside it"
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_dossier_has_the_swipe_without_network_and_server(visit, browser, geomon, folder, tmp_path):
    import subprocess

    from geomon.service import open_service
    from geomon.settings import load_settings

    service = open_service(load_settings(folder, {}))
    sites = service.situation(service.settings.today()).sites
    task = sites[sites["name"] == SITE]["tasks"].iloc[0][0]
    service.close()
    out = tmp_path / "dossier.html"
    subprocess.run([*geomon, "report", "dossier", "-w", str(folder), "--task", task, "--out", str(out)], check=True, timeout=120)
    context = browser.new_context(offline=True, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(out.as_uri())
    slider = page.locator(".gm-pair-on input")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.input_value() == "49"
    slider.scroll_into_view_if_needed()
    page.screenshot(path="tests/browser/pictures/above-dossier.png")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()
    plain = browser.new_context(java_script_enabled=False).new_page()      # where no script runs both are seen side by side
    plain.goto(out.as_uri())
    boxes = [plain.locator(".gm-pair img").nth(n).bounding_box() for n in range(2)]
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    plain.context.close()
