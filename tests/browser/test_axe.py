"""axe-core on every page, with its card, its dialogs and the files that leave the app: no serious and no critical finding.

By default each page is looked at wide by day in Chinese and narrow by night in English; `./check all` looks at all eight ways.
"""

import os
import subprocess

import pytest
from axe_playwright_python.base import AXE_SCRIPT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PAGES = ("map", "overview", "planning", "field", "documents", "review", "layers", "record")
ASK = """() => axe.run({ resultTypes: ["violations"] }).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .flatMap(one => one.nodes.map(node => [one.id, node.target.join(" "), node.failureSummary.split("\\n")[1].trim()])))"""
GO = "name => document.querySelector(`nav a[href$='/${name}'], [data-testid=stSidebarNav] a[href$='/${name}']`).click()"
FORGIVEN: dict[str, str] = {}
"""Rule: why Streamlit breaks it and geomon cannot mend it. None now; whoever adds one says which element it is."""
WIDE, NARROW = (1400, 900), (390, 844)
EVERY = [(size, scheme, locale) for size in (WIDE, NARROW) for scheme in ("light", "dark") for locale in ("zh-CN", "en-US")]
WAYS = EVERY if os.environ.get("GEOMON_WAYS") == "all" else [EVERY[0], EVERY[-1]]
HERE = {"geolocation": {"longitude": 106.79, "latitude": 39.45, "accuracy": 8}, "permissions": ["geolocation"]}


def faults(page):
    """What axe finds in the page and in its frames, and still finds once charts have been drawn: rule, element, fault."""
    for frame in page.frames:
        if not frame.evaluate("typeof axe === 'object'"):
            frame.evaluate(AXE_SCRIPT)
    for _ in range(4):
        found = [fault for fault in page.evaluate(ASK) if fault[0] not in FORGIVEN]
        if not found:
            break
        page.wait_for_timeout(800)
    return found


def in_the_field(seen):
    """On Field: the site, then the sheet of a visit."""
    page = seen.page
    page.locator(".st-key-nearlist [class*=st-key-row_] button").first.click()
    page.wait_for_url("**site=**")
    seen.settle()
    yield "site"
    page.locator(".st-key-field_record button").click()
    page.locator(".stDialog textarea").wait_for()
    seen.settle()
    yield "visit"


def on_the_map(seen):
    """On the map: the card of a row, the day's calendar, a list that is open."""
    page = seen.page
    page.locator("[data-testid=stDateInputCalendarButton]:visible").first.click()
    page.locator("[data-testid=stDateInputCalendar]").wait_for()
    yield "calendar"
    page.keyboard.press("Escape")
    page.locator("[data-testid=stDateInputCalendar]").wait_for(state="detached")
    page.locator("[class*=st-key-row_] button").first.click()
    page.locator(".st-key-card h3").first.wait_for()
    seen.settle()
    yield "card"


def while_planning(seen):
    """On Planning: corners being pasted."""
    seen.page.locator("[data-testid=stPopoverButton]:visible").first.click()
    seen.page.locator("[data-testid=stPopoverBody]").wait_for()
    yield "popover"


DEEPER = {"map": on_the_map, "field": in_the_field, "planning": while_planning}


@pytest.mark.parametrize(("size", "scheme", "locale"), WAYS, ids=[f"{size[0]}-{scheme}-{locale}" for size, scheme, locale in WAYS])
def test_no_page_has_a_serious_fault(visit, size, scheme, locale):
    seen = visit(*size, scheme, locale, reduced_motion="reduce", **HERE)
    found = {}
    seen.open(f"/?lang={locale[:2]}")
    for name in PAGES:
        if name != "map":
            seen.page.evaluate(GO, name)
            seen.page.wait_for_url(f"**/{name}**")
            seen.settle()
        if name in ("map", "planning"):
            seen.frame()
        assert seen.page.evaluate("document.documentElement.lang") == ("zh-CN" if locale == "zh-CN" else "en")
        assert seen.page.locator("h1").first.inner_text().strip()
        found[name] = faults(seen.page)
        for part in DEEPER.get(name, lambda _: ())(seen):
            found[f"{name}: {part}"] = faults(seen.page)
    assert {where: what for where, what in found.items() if what} == {}


@pytest.mark.parametrize("command", ["map", "pack"])
def test_no_file_that_leaves_the_app_has_a_serious_fault(served, demo, visit, command, geomon, tmp_path):
    file, found = tmp_path / f"{command}.html", {}
    subprocess.run([*geomon, command, "--out", str(file), "-w", str(demo), "--as-of", "2024-12-15"], check=True, timeout=100)
    for size, scheme in ((WIDE, "light"), (NARROW, "dark")):
        seen = visit(*size, scheme, reduced_motion="reduce")     # what fades in is looked at when it is there
        seen.origin = "file://"
        seen.page.goto(file.as_uri())
        seen.page.locator(".row").first.wait_for()
        found[scheme, "list"] = faults(seen.page)
        seen.page.locator(".row").first.click()
        seen.page.locator("h2, h3").first.wait_for()
        found[scheme, "card"] = faults(seen.page)
        if command == "pack":
            seen.page.locator("#record").click()
            seen.page.locator("#form[open] textarea").wait_for()
            found[scheme, "visit"] = faults(seen.page)
    assert {where: what for where, what in found.items() if what} == {}
