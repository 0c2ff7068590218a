"""Patches in a real Chromium: drawn with shape and letter, listed without a verdict first, judged on the card with a reason, taken back."""

import geopandas as gpd
import pytest
import shapely
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SITE, LON, LAT = "白云铁矿", 109.985565, 41.801566
DECLARED = """title = "卫片图斑"
title_en = "Survey patches"
kind = "patches"
geometry = "polygon"
source = "layers/patches.geojson"
licence = "Invented"
"""
ASK = """() => axe.run({ resultTypes: ["violations"] }).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact)).flatMap(one => one.nodes.map(node => [one.id, node.target.join(" ")])))"""
DRAWN = """() => { const b = map_div.board; return b.areas.flatMap(({ tile }) => tile.features).filter(f => f.props.patch)
  .map(f => [f.props.patch, geomon.patchVerdict(f.props, b.state.patches)]); }"""


def prepare(folder):
    """Five patches round a mine, of each verdict one, the first without."""
    words = ["", "违法", "合法", "伪变化", "需核实"]
    rows = []
    for n, word in enumerate(words):
        west, south = LON - 0.006 + 0.012 * (n % 2) - 0.003, LAT - 0.005 + 0.006 * (n // 2)
        rows.append({"图斑编号": f"甲-{n + 1}", "判定结果": word, "geometry": shapely.box(west, south, west + 0.005, south + 0.004)})
    gpd.GeoDataFrame(rows, crs="EPSG:4490").to_file(folder / "data" / "layers" / "patches.geojson", driver="GeoJSON")
    (folder / "layers" / "patches.toml").write_text(DECLARED, encoding="utf-8")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("patches")


@pytest.fixture(scope="module")
def served(serve, folder):
    """Address of a demo of its own with patches."""
    with serve(folder, change=prepare) as address:
        yield address


def drawn(seen):
    frame = seen.frame()
    frame.wait_for_function(f"() => ({DRAWN})().length > 4")
    return dict(map(tuple, frame.evaluate(DRAWN)))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_patches_are_listed_drawn_judged_and_taken_back(visit, lang):
    seen = visit(locale="zh-CN" if lang == "zh" else "en-US")
    seen.open(f"/?mode=patches&lang={lang}")
    rows = seen.page.locator("[class*=st-key-patchrow_] button")
    rows.first.wait_for()
    assert [row.split()[0] for row in rows.all_inner_texts()] == ["◌", "◆", "▲", "□", "○"]      # the open ones first
    rows.first.click()
    card = seen.page.locator(".st-key-card")
    card.locator("h3", has_text="甲-1").wait_for()
    seen.settle()
    assert drawn(seen)["patches/甲-1"] == ""
    seen.picture(f"patches-1400-light-{lang}")

    card.locator("label", has_text="合法" if lang == "zh" else "legal").last.click()
    card.locator("button", has_text="保存判定" if lang == "zh" else "Keep the verdict").click()
    card.get_by_role("alert").wait_for()                                   # a reason is asked for
    card.locator("textarea").fill("有采矿许可证")
    card.locator("button", has_text="保存判定" if lang == "zh" else "Keep the verdict").click()
    undo = card.locator("button", has_text="撤回此判定" if lang == "zh" else "Take this verdict back")
    undo.wait_for()
    seen.settle()
    assert drawn(seen)["patches/甲-1"] == "legal"
    assert seen.page.evaluate(AXE_SCRIPT + ";0") == 0
    assert seen.page.evaluate(ASK) == []
    assert "有采矿许可证" in card.locator(".patch").inner_text()
    seen.picture(f"patches-1400-light-{lang}-judged")
    undo.click()
    undo.wait_for(state="detached")
    seen.settle()
    assert drawn(seen)["patches/甲-1"] == ""


@pytest.mark.parametrize(("lang", "mode"), [("zh", "sites"), ("en", "sites"), ("en", "tasks"), ("en", "patches")])
def test_head_and_pager_of_the_list_stay_on_the_page_where_there_are_patches(visit, lang, mode):
    seen = visit(locale="zh-CN" if lang == "zh" else "en-US")
    seen.open(f"/?lang={lang}&mode={mode}")
    seen.page.locator(".st-key-listhead h2").wait_for()
    seen.settle()
    head, ways = seen.page.locator(".st-key-listhead h2").bounding_box(), seen.page.locator(".st-key-listhead button").first.bounding_box()
    assert head["height"] < 30, "its title takes one line"
    assert head["x"] + head["width"] <= ways["x"]
    assert abs(head["y"] + head["height"] / 2 - ways["y"] - ways["height"] / 2) < 8
    assert seen.page.evaluate("document.querySelector('.stMain').scrollHeight") <= 900


def test_the_form_of_a_verdict_has_rings_that_are_seen_and_room_for_a_thumb(visit):
    seen = visit(390, 844)
    seen.open("/?mode=patches&chosen=patches/甲-1")
    options = seen.page.locator(".st-key-patchform [data-testid=stRadioOption]")
    options.first.wait_for()
    seen.settle()
    assert min(options.evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")) >= 44
    ring = options.first.locator("div div").first
    colour, grey = ring.evaluate("""one => { const probe = document.createElement("i");
      probe.style.color = "var(--grey)"; one.append(probe);
      const found = [getComputedStyle(one).borderTopColor, getComputedStyle(probe).color]; probe.remove(); return found; }""")
    assert colour == grey
    reason = seen.page.locator(".st-key-patchform textarea").bounding_box()
    assert seen.page.locator(".st-key-patch_keep button").bounding_box()["y"] - reason["y"] - reason["height"] >= 8
    seen.page.locator("[class*=st-key-patch_undo_]").wait_for(state="detached")


def test_a_click_on_a_patch_opens_its_card_and_its_site_is_one_click_on(visit):
    seen = visit()
    seen.open("/?mode=patches")
    frame = seen.frame()
    frame.evaluate("([lat, lng]) => { map_div.setView([lat, lng], 15, { animate: false }); }", [LAT - 0.003, LON + 0.0055])
    seen.page.wait_for_timeout(800)
    x, y = frame.evaluate("([lat, lng]) => { const p = map_div.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }",
                          [LAT - 0.003, LON + 0.0055])
    corner = seen.page.locator(".st-key-mapbox iframe").bounding_box()
    seen.page.mouse.click(corner["x"] + x, corner["y"] + y)
    card = seen.page.locator(".st-key-card")
    card.locator("h3", has_text="甲-2").wait_for()
    card.locator("button", has_text=SITE).click()
    card.locator("h3", has_text=SITE).wait_for()


def test_on_a_phone_the_patches_fit(visit):
    seen = visit(390, 844)
    seen.open("/?mode=patches")
    rows = seen.page.locator("[class*=st-key-patchrow_] button")
    rows.first.wait_for()
    seen.settle()
    seen.page.locator(".patchsum").scroll_into_view_if_needed()
    seen.picture("patches-390-light-zh-list")
    rows.nth(2).click()
    seen.page.locator(".st-key-card h3", has_text="甲-2").wait_for()
    seen.settle()
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.picture("patches-390-light-zh-card")


def test_a_verdict_on_a_patch_that_is_gone_is_listed_below_the_others(visit, folder):
    seen = visit()
    seen.open("/?mode=patches&chosen=patches/甲-2")
    card = seen.page.locator(".st-key-card")
    card.locator("label", has_text="合法").last.click()
    card.locator("textarea").fill("有采矿许可证")
    card.locator("button", has_text="保存判定").click()
    card.locator("button", has_text="撤回此判定").wait_for()
    path = next(folder.rglob("patches.geojson"))
    whole = path.read_bytes()
    frame = gpd.read_file(path)
    frame[frame["图斑编号"] != "甲-2"].to_file(path, driver="GeoJSON")            # so 甲-3 comes to the row of 甲-2
    try:
        lost_is_listed(visit)
    finally:                                                                  # the other tests look at all five
        path.write_bytes(whole)
    last = visit()
    last.open("/record")
    last.page.locator("[class*=st-key-undo_event_] button").first.click()
    last.page.locator("[class*=st-key-undo_event_]").first.wait_for(state="detached")
    assert "不再有效" in last.page.locator(".event").first.inner_text()


def lost_is_listed(visit):
    for lang, wide in (("zh", 1400), ("en", 1400), ("zh", 390), ("en", 390)):
        again = visit(wide, 900, locale="zh-CN" if lang == "zh" else "en-US")
        again.open(f"/?mode=patches&lang={lang}")
        lost = again.page.locator("details.lost")
        lost.wait_for()
        lost.locator("summary").click()
        lost.scroll_into_view_if_needed()
        again.settle()
        assert "甲-2" in lost.inner_text()
        assert "有采矿许可证" in lost.inner_text()
        rows = again.page.locator("[class*=st-key-patchrow_] button").all_inner_texts()
        assert [row.split()[0] for row in rows] == ["◌", "◆", "□", "○"]
        assert again.page.evaluate("document.documentElement.scrollWidth") <= wide
        again.picture(f"patches-{wide}-light-{lang}-lost")
