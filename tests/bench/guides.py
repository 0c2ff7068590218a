"""The pictures of the three guides, in both languages, from a demo of their own: python tests/bench/guides.py [--out FOLDER] [--only WORD].

A scene is what its guide tells to do, step by step, and then a picture; where the app no longer answers to a step the script stops there,
so a guide cannot go stale unseen. It needs a Chromium, as the browser tests do, and no network. Written into docs/pictures/guide.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from pictures import HERE, ROOT, smaller
from playwright.sync_api import sync_playwright

sys.path.insert(0, str(ROOT / "tests" / "browser"))

from conftest import CHROMIUM, FLAGS, Visit, serving

OUT = ROOT / "docs" / "pictures" / "guide"
LANGUAGES = {"en": "en-US", "zh-CN": "zh-CN"}
AREA = "area=pasted~50~CGCS2000~{}~106.86,39.36_106.93,39.36_106.93,39.41_106.86,39.41"
NAMES = {"en": "Proposed yard", "zh-CN": "拟设堆场"}
SCENES = {}


def scene(guide, name, width, height):
    """Note a function as the maker of docs/pictures/guide/GUIDE-NAME.LANGUAGE.png."""
    def noted(make):
        SCENES[f"{guide}-{name}"] = (make, width, height)
        return make
    return noted


@scene("inspector", "near", 390, 760)
def near(seen, _language):
    seen.open("/field")
    seen.page.get_by_text("±8 m").first.wait_for()
    seen.settle()


@scene("inspector", "site", 390, 760)
def site(seen, language):
    near(seen, language)
    seen.page.locator(".st-key-thumb_list button").click()
    seen.page.locator(".st-key-sitebody h3").wait_for()
    seen.settle()


@scene("inspector", "coordinates", 390, 760)
def coordinates(seen, language):
    site(seen, language)
    seen.page.locator(".datums summary").click()


@scene("inspector", "visit", 390, 760)
def visit(seen, language):
    site(seen, language)
    seen.page.locator(".st-key-field_record button").click()
    sheet = seen.page.locator(".stDialog")
    sheet.get_by_text({"en": "partly done", "zh-CN": "部分完成"}[language]).click()
    seen.settle()
    sheet.locator("textarea").fill({"en": "A third of the northern slope has no soil yet", "zh-CN": "北侧边坡约三分之一未覆土"}[language])


@scene("inspector", "round", 390, 760)
def day_round(seen, language):
    near(seen, language)
    for n in (0, 2, 4):
        seen.page.locator(".st-key-nearlist [class*=st-key-put_] button").nth(n).click()
        seen.settle()
    seen.page.locator(".st-key-mode button").nth(2).click()
    seen.settle()


@scene("planner", "area", 1280, 800)
def area(seen, language):
    seen.open("/planning?" + AREA.format(NAMES[language]))
    seen.page.locator(".st-key-verdict h3", has_text=NAMES[language]).wait_for()
    frame = seen.frame()
    frame.evaluate("() => void map_div.setView([39.4, 106.85], 11, { animate: false })")
    seen.frame()


@scene("planner", "swipe", 1280, 800)
def swipe(seen, _language):
    seen.open("/planning?swipe=2024-08-01")
    frame = seen.frame()
    twin = "map_div.board.swipe.twin"
    frame.wait_for_function(f"() => {twin} && {twin}.board.shown.length && !{twin}.board.pending")
    frame.evaluate("() => void map_div.setView([39.45, 106.8], 10, { animate: false })")
    frame.wait_for_function(f"() => !map_div.board.pending && {twin}.board.shown.length && !{twin}.board.pending")


@scene("planner", "measure", 1280, 800)
def measure(seen, language):
    area(seen, language)
    frame = seen.frame()
    frame.locator(".gm-rulers button").nth(1).click()
    box = seen.page.locator(".st-key-planmap iframe").bounding_box()
    for lat, lng in ((39.44, 106.72), (39.44, 106.8), (39.49, 106.8), (39.48, 106.71)):
        x, y = frame.evaluate("([lat, lng]) => { const p = map_div.latLngToContainerPoint([lat, lng]); return [p.x, p.y]; }", [lat, lng])
        seen.page.mouse.click(box["x"] + x, box["y"] + y)
        seen.page.wait_for_timeout(350)
    frame.locator("#map_div").press("Enter")


@scene("planner", "sheet", 1000, 720)
def sheet(seen, language):
    area(seen, language)
    with seen.page.context.expect_page() as opened:
        seen.frame().locator(".gm-rulers button").nth(2).click()
    page = opened.value
    page.wait_for_load_state()
    page.wait_for_timeout(1500)
    seen.page = page


@scene("manager", "sentence", 1280, 800)
def sentence(seen, _language):
    seen.open("/overview")


@scene("manager", "calendar", 1280, 800)
def calendar(seen, _language):
    seen.open("/overview")
    _to(seen, ".st-key-pane_cal")


@scene("manager", "expected", 1280, 800)
def expected(seen, _language):
    seen.open("/overview")
    _to(seen, ".st-key-pane_gaps")


@scene("manager", "evidence", 1280, 800)
def evidence(seen, _language):
    seen.open("/?lights=red")
    seen.frame()


def _to(seen, place):
    seen.page.evaluate("""place => { const part = document.querySelector(place); part.style.scrollMarginTop = "72px";
        part.scrollIntoView({ block: "start" }); }""", place)
    seen.settle()


def take(browser, address, made, language):
    """Return the PNG of a scene in a language."""
    make, width, height = made
    context = browser.new_context(viewport={"width": width, "height": height}, locale=LANGUAGES[language], has_touch=width < 500,
                                  reduced_motion="reduce", geolocation=HERE, permissions=["geolocation"])
    seen = Visit(context.new_page(), address)
    make(seen, language)
    seen.page.wait_for_timeout(1200)                       # charts and tiles are painted after the script rests
    picture = seen.page.screenshot()
    context.close()
    if seen.outside or seen.complaints:
        raise SystemExit(f"{make.__name__} {language}: {seen.outside} {seen.complaints}")
    return picture


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--out", type=Path, default=OUT)
    ask.add_argument("--only", default="", help="a part of the names of the pictures wanted")
    given = ask.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play, serving(Path(folder)) as address:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for name, made in SCENES.items():
            for language in LANGUAGES:
                if given.only in f"{name}.{language}":
                    (given.out / f"{name}.{language}.png").write_bytes(smaller(take(browser, address, made, language)))
                    print(f"{name}.{language}.png", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
