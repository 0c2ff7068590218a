"""The demo in a real Chromium: painted, clicked, read, filtered, in two languages, with no request that leaves the machine."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LONELY = """() => {
  const board = map_div.board, size = map_div.getSize();
  const at = item => map_div.layerPointToContainerPoint(board.origin.add([item.x, item.y]));
  const sites = board.shown.filter(item => item.feature.kind === "site");
  const gap = item => Math.min(...board.shown.filter(other => other !== item).map(other => Math.hypot(item.x - other.x, item.y - other.y)));
  const inside = item => { const p = at(item); return p.x > 40 && p.y > 90 && p.x < size.x - 90 && p.y < size.y - 60; };
  const best = sites.filter(inside).sort((a, b) => gap(b) - gap(a))[0], p = at(best);
  return { x: p.x, y: p.y, name: best.feature.props.name, light: best.feature.props.light };
}"""
LOOKS = "() => [map_div.getZoom(), map_div.getCenter().lat.toFixed(5), map_div.getCenter().lng.toFixed(5), window.never_left]"


def click_mark(seen):
    """Click the mark that stands most alone, as a hand would; return what it is."""
    frame = seen.frame()
    mark = frame.evaluate(LONELY)
    corner = seen.page.locator(".st-key-mapbox iframe").bounding_box()
    seen.page.mouse.click(corner["x"] + mark["x"], corner["y"] + mark["y"])
    return mark


def heading(seen):
    return seen.page.locator(".st-key-card h3")


def test_a_visit_from_the_painted_map_to_the_card_in_two_languages(visit):
    seen = visit()
    seen.open()
    frame = seen.frame()
    frame.evaluate("() => { window.never_left = 'still here'; }")
    seen.picture("map-1400-light-zh")
    before = frame.evaluate(LOOKS)

    mark = click_mark(seen)
    heading(seen).filter(has_text=mark["name"]).wait_for()
    card = seen.page.locator(".st-key-card")
    assert card.locator("mark").first.inner_text().strip()
    assert card.locator(".why").first.inner_text().strip()
    seen.page.wait_for_url(re.compile("chosen="))  # the address follows the card
    assert frame.evaluate(LOOKS) == before, "a click must not move or rebuild the map"
    seen.picture("map-1400-light-zh-card")

    seen.page.locator(".st-key-lang button", has_text="EN").click()
    seen.page.locator(".st-key-kpi_red_ button", has_text="Overdue").wait_for()
    seen.settle()
    assert frame.evaluate("map_div.board.state.lang") == "en"
    assert "lang=en" in seen.page.url

    reds = int(re.search(r"\d+", seen.page.locator(".st-key-kpi_red_ strong").inner_text()).group())
    seen.page.locator(".st-key-kpi_red_ button").click()
    seen.page.locator(".st-key-listhead", has_text=re.compile(rf"^\D*{reds} /")).wait_for()
    seen.settle()
    assert seen.page.locator('[class*="st-key-row_"]').count() == min(reds, 50)
    assert "light=red" in frame.evaluate("map_div.board.state.filter")
    assert frame.evaluate(LOOKS) == before, "a filter must not move or rebuild the map"
    seen.picture("map-1400-light-en-red")

    assert seen.outside == []
    assert seen.complaints == []


def test_the_other_pages_and_a_number_that_opens_its_rows(visit):
    seen = visit(scheme="dark")
    seen.open("/overview")
    seen.page.locator(".st-key-pane_months canvas, .st-key-pane_months svg").first.wait_for()
    seen.page.wait_for_timeout(1000)
    seen.picture("overview-1400-dark-zh")
    grey = seen.page.locator(".st-key-fig_grey strong").inner_text()
    seen.page.locator(".st-key-fig_grey button").click()
    seen.page.locator(".st-key-listhead", has_text=f"{grey} /").wait_for()
    seen.frame()
    seen.page.get_by_role("link", name="规划").click()
    seen.page.locator(".st-key-verdict .panehead").wait_for()
    seen.frame()
    seen.picture("planning-1400-dark-zh")
    assert seen.outside == []
    assert seen.complaints == []


def test_on_a_phone_the_card_is_a_view_of_its_own(visit):
    seen = visit(390, 844)
    seen.open()
    seen.frame()
    seen.picture("map-390-light-zh")
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    row = seen.page.locator('[class*="st-key-row_"] button').first
    name = row.locator("strong").inner_text()
    row.click()
    seen.page.locator(".st-key-card_back button").wait_for()
    seen.settle()
    card = seen.page.locator(".stColumn:has(.st-key-card)").bounding_box()
    assert (card["x"], card["y"], card["width"]) == (0, 0, 390)
    assert heading(seen).first.inner_text() == name
    seen.picture("map-390-light-zh-card")
    seen.page.locator(".st-key-card_back button").click()
    seen.page.locator(".st-key-card_back button").wait_for(state="hidden")
    assert seen.outside == []
    assert seen.complaints == []


def test_a_link_opens_what_it_was_sent_for(visit):
    seen = visit(locale="en-US")
    seen.open("/?lights=red&lang=zh")
    seen.frame()
    reds = seen.page.locator(".st-key-kpi_red_ strong").inner_text()
    assert seen.page.locator(".st-key-listhead").inner_text().split("/")[0].strip().endswith(reds)
    assert seen.complaints == []


def test_a_count_on_a_county_lists_what_is_known_to_the_county_only(visit):
    seen = visit()
    seen.open()
    frame = seen.frame()
    for _ in range(6):                          # a count on a city zooms in, one on a county lists
        badge = frame.locator("button.gm-badge:visible").first
        number = re.sub(r"\D", "", badge.inner_text())
        badge.click()
        seen.page.wait_for_timeout(1500)
        if seen.page.locator(".st-key-chip_only").count():
            break
    seen.page.locator(".st-key-chip_only", has_text="只知到县").wait_for()
    seen.page.locator(".st-key-listhead", has_text=f"{number} /").wait_for()
    seen.picture("map-1400-light-zh-county")
    assert seen.complaints == []


def test_the_address_holds_where_the_map_looks(visit):
    first = visit()
    first.open()
    frame = first.frame()
    frame.evaluate("() => { map_div.setView([37.5, 105.9], 9, { animate: false }); }")
    first.page.wait_for_function("() => location.href.includes('view=')")
    first.page.locator('[class*="st-key-row_"] button').nth(1).click()
    first.page.wait_for_function("() => location.href.includes('chosen=')")
    first.settle()
    assert "view=" in first.page.url
    second = visit()
    second.open(first.page.url.removeprefix(first.origin))
    frame = second.frame()
    assert frame.evaluate("() => [Math.round(map_div.getZoom()), map_div.getCenter().lat.toFixed(1)]") == [9, "37.5"]
    assert first.complaints == second.complaints == []
