"""The field pack as an inspector uses it: a file in Chromium with the network off, at 390 pixels; and what it sends back, merged."""

import datetime as dt
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from PIL import Image

from geomon.service import open_service
from geomon.service.packing import Choice
from geomon.service.photos import facts_of
from geomon.settings import load_settings
from geomon.visits import FINDINGS, edits_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

CHROMIUM = (
    os.environ.get("GEOMON_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
PICTURES = Path(__file__).parent / "pictures"
DAY = dt.date(2024, 12, 15)
HERE = {"longitude": 106.81, "latitude": 39.5, "accuracy": 8}


@pytest.fixture(scope="module")
def built(tmp_path_factory, built_demo, geomon):
    """The demonstration, built, with a pack of all its sites; only read."""
    folder = tmp_path_factory.mktemp("外业")
    shutil.copytree(built_demo, folder, dirs_exist_ok=True)
    subprocess.run([*geomon, "pack", "--out", str(folder / "pack.html"), "-w", str(folder), "--as-of", str(DAY)], check=True, timeout=100)
    return folder


@pytest.fixture(scope="module")
def chromium(built):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                                                                        "--disable-background-networking"])
        yield browser
        browser.close()


class Phone:
    """The pack on a phone without a network; what it asks for elsewhere and what its console complains of is kept."""

    def __init__(self, context, path):
        self.page, self.path, self.outside, self.complaints = context.new_page(), path, [], []
        self.page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else self.outside.append(r.url))
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.complaints.append(str(e)))

    def open(self):
        self.page.goto(self.path.as_uri())
        self.page.wait_for_selector("body[data-ready]")

    def reload(self):
        self.page.reload()
        self.page.wait_for_selector("body[data-ready]")

    def tab(self, view):
        self.page.locator(f"#tabs [data-view={view}]").click()

    def site(self, name=None):
        if name:
            self.page.locator("#q").fill(name)
        self.page.locator(".row").first.click()

    def record(self):
        self.page.locator("#record").click()
        self.page.locator("#form[open] textarea").wait_for()

    def find(self, key):
        self.page.locator(f".pill:has(input[value={key}])").click()

    def save(self, who="赵工"):
        self.page.locator("#who").fill(who)
        self.page.locator("#save").click()
        self.page.locator("#form[open]").wait_for(state="detached")

    def export(self, to):
        self.tab("today")
        with self.page.expect_download() as download:
            self.page.locator("#v-today > .pair button").click()
        download.value.save_as(to)
        return to

    def picture(self, name):
        PICTURES.mkdir(exist_ok=True)
        self.page.wait_for_timeout(300)
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def phone(built, chromium):
    contexts, phones = [], []

    def open_(*, located=True, script="", **more):
        where = {"geolocation": HERE, "permissions": ["geolocation"]} if located else {}
        context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, locale="zh-CN", accept_downloads=True,
                                       timezone_id="Asia/Shanghai", **where, **more)
        context.set_offline(True)
        if script:
            context.add_init_script(script)
        contexts.append(context)
        phones.append(Phone(context, built / "pack.html"))
        phones[-1].open()
        return phones[-1]
    yield open_
    for context in contexts:
        context.close()
    assert [(seen.outside, seen.complaints) for seen in phones if seen.outside or seen.complaints] == []


@pytest.fixture
def office(built, tmp_path):
    """The workspace that the pack came from, as a copy to merge into."""
    shutil.copytree(built, tmp_path / "office")
    service = open_service(load_settings(tmp_path / "office", {}))
    yield service
    service.close()


def photo_file(folder, **gps):
    exif, path = Image.Exif(), folder / "照片.jpg"
    exif[0x0110] = "a camera with a serial number"
    exif[0x0112] = 6                                     # lies on its side
    exif[0x8769] = {0x9003: "2024:12:15 10:20:30", 0x9011: "+08:00", 0xA431: "serial 12345"}
    exif[0x8825] = {1: "N", 2: (39.0, 30.0, 15.25), 3: "E", 4: (106.0, 48.0, 30.5), 16: "T", 17: 123.5}
    Image.effect_noise((2400, 1800), 40).convert("RGB").save(path, exif=exif, quality=85)
    return path


def test_a_visit_is_recorded_without_a_network_survives_reloads_and_arrives(phone, office, tmp_path):
    seen = phone()
    page = seen.page
    page.locator("#nearest").wait_for()
    seen.picture("pack-390-light-zh-list")
    page.locator("#nearest").click()
    seen.picture("pack-390-light-zh-card")
    name = page.locator("#v-card h2").inner_text()
    seen.record()
    seen.find("partial")
    page.locator("#form .checks summary").click()
    page.locator("#form .check [data-is=unmet]").first.click()
    page.locator("#form textarea").fill("北侧边坡约三分之一未覆土")
    page.locator("#form input[type=file]").nth(1).set_input_files(photo_file(tmp_path))
    page.locator(".frame img").wait_for()
    seen.picture("pack-390-light-zh-visit")

    seen.reload()                                        # the phone threw the page out of memory
    page.locator("#nearest").click()
    assert page.locator("#v-card h2").inner_text() == name
    seen.record()
    assert page.locator("#form textarea").input_value() == "北侧边坡约三分之一未覆土"
    assert page.locator("#form input[value=partial]").is_checked()
    assert page.locator("#form .check [data-is=unmet]").first.get_attribute("aria-pressed") == "true"
    assert page.locator(".frame img").count() == 1
    assert "距登记点" in page.locator("#form .at").inner_text()
    seen.save()
    seen.picture("pack-390-light-zh-today")

    seen.reload()
    seen.tab("today")
    assert page.locator("#v-today article strong").inner_text() == name
    page.locator("#v-today .edit").click()
    seen.find("done")
    seen.save()
    file = seen.export(tmp_path / "visits.json")
    report = office.merge([file])
    assert (report.new, report.visits, report.photos) == (2, 1, 1)
    assert office.merge([file]).new == 0
    one, two = edits_in(office._register.events())
    assert (one.by, one.fields["finding"], two.fields) == ("赵工", "partial", {"finding": "done"})
    assert two.seen == (one.name,)
    assert one.at.utcoffset() == dt.timedelta(hours=8)
    assert one.fields["position"] == {"lon": 106.81, "lat": 39.5, "accuracy_m": 8.0, "how": "device"}
    assert [v["is"] for k, v in one.fields.items() if k.startswith("check:")] == ["unmet"]
    [visit] = office.visits(one.site)
    assert (visit.finding, visit.note, len(visit.photos)) == ("done", "北侧边坡约三分之一未覆土", 1)
    kept = (office.settings.data / "photos" / f"{visit.photos[0]}.jpg").read_bytes()
    facts = facts_of(kept)
    assert (facts.taken.isoformat(), round(facts.lat, 5), round(facts.lon, 5), facts.direction) == (
        "2024-12-15T10:20:30+08:00", 39.50424, 106.80847, 123.5)
    assert b"serial" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert picture.size == (1200, 1600)              # smaller, and upright
        assert 0x0112 not in picture.getexif()
    assert {reason.kind for reason in visit.reasons} == {"far", "photo_far", "photo_time"}

    seen.tab("today")
    page.locator("#v-today .undo").click()
    page.locator("#v-today .gone").wait_for()
    office.merge([seen.export(tmp_path / "again.json")])
    assert office.visits(one.site) == ()
    page.locator("#v-today .undo").click()
    page.locator("#v-today .edit").wait_for()
    office.merge([seen.export(tmp_path / "third.json")])
    assert len(office.visits(one.site)) == 1
    assert office.verify().fault == ""
    assert (seen.outside, seen.complaints) == ([], [])


def test_the_page_may_ask_nobody_for_anything(phone):
    seen = phone()
    seen.page.context.set_offline(False)                                   # so that it is the page's own policy that refuses
    why = []
    seen.page.on("requestfailed", lambda request: why.append(request.failure))
    loading = ("new Promise((yes, no) => {{ const e = document.createElement('{}'); e.onload = yes; e.onerror = no; "
               "e.src = 'https://example.invalid/x'; document.head.append(e) }})")
    for ask in ("fetch('https://example.invalid/x')", loading.format("img"), loading.format("script")):
        assert seen.page.evaluate(f"({ask}).then(() => 'went', () => 'refused')") == "refused"
    assert set(why) <= {"csp"}
    inline = "const e = document.createElement('script'); e.textContent = 'window.ran = 1'; document.head.append(e)"
    assert seen.page.evaluate(f"() => {{ {inline}; return window.ran }}") is None
    assert sum("Content Security Policy" in line for line in seen.complaints) >= 4
    seen.outside.clear()                                                   # this test asked and was refused; the page itself did not
    seen.complaints.clear()


def test_everything_fits_on_a_phone_and_is_large_enough_for_a_thumb(phone):
    seen = phone()
    page = seen.page

    def fits():
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        small = page.evaluate("""() => [...document.querySelectorAll('button, .pill, .button, summary, textarea, input')]
            .filter(e => !['radio', 'file'].includes(e.type) && e.checkVisibility() && !e.closest('.leaflet-container'))
            .map(e => [e.textContent || e.id, e.getBoundingClientRect().height]).filter(([, h]) => h < 44)""")
        assert small == []
    fits()
    for view in ("map", "today", "list"):
        seen.tab(view)
        fits()
    seen.site()
    fits()
    seen.record()
    fits()
    assert page.locator("#save").bounding_box()["y"] > 422                 # where the thumb is


def test_it_is_used_by_keyboard_alone(phone, tmp_path):
    seen = phone(located=False)
    page, keys = seen.page, seen.page.keyboard
    page.locator("#q").focus()
    keys.press("Tab")
    keys.press("ArrowDown")
    name = page.evaluate("document.activeElement.querySelector('strong').textContent")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == name
    page.locator("#record").focus()
    keys.press("Enter")
    page.locator("#form[open] fieldset").first.wait_for()
    page.locator("#form input[type=radio]").first.focus()
    keys.press("Space")
    for _ in range(2):
        keys.press("ArrowRight")
    page.locator("#who").focus()
    keys.type("钱工")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "save"
    keys.press("Enter")
    page.locator("#v-today article").wait_for()
    raw = json.loads(seen.export(tmp_path / "v.json").read_text(encoding="utf-8"))
    assert raw["visits"][0]["edits"][0]["fields"]["finding"] == list(FINDINGS)[2]
    seen.tab("list")
    seen.site()
    seen.record()
    keys.press("Escape")
    page.locator("#form[open]").wait_for(state="detached")
    assert seen.complaints == []


def test_what_lacks_a_finding_or_a_name_is_not_saved_and_says_so(phone):
    seen = phone()
    seen.site()
    seen.record()
    seen.page.locator("#save").click()
    assert seen.page.locator(".fault").inner_text()
    seen.find("done")
    seen.page.locator("#save").click()
    assert seen.page.locator("#form[open]").count() == 1
    seen.save()
    assert seen.page.locator("#v-today article").count() == 1


def test_where_the_browser_knows_no_place_it_is_tapped_on_the_map(phone, office, tmp_path):
    seen = phone(located=False)
    page = seen.page
    seen.site("万源")
    seen.record()
    page.locator("#form .pair button").nth(1).click()
    page.locator("#mapfoot strong").wait_for()
    seen.picture("pack-390-light-zh-tap")
    box = page.locator("#map").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 60)
    page.locator("#form[open] .at").wait_for()
    seen.find("untouched")
    seen.save()
    [doubt] = office.merge([seen.export(tmp_path / "v.json")]).doubts
    assert doubt[2].kind in ("tapped", "far")


@pytest.mark.parametrize(("script", "kind"), [
    ("Object.defineProperty(window, 'indexedDB', {get() { throw new Error('no') }})", "local"),
    ("for (const n of ['indexedDB', 'localStorage']) Object.defineProperty(window, n, {get() { throw new Error('no') }})", "memory"),
])
def test_without_a_database_it_keeps_what_it_can_and_says_so(phone, script, kind, tmp_path):
    seen = phone(script=script)
    seen.site()
    seen.record()
    seen.find("done")
    seen.page.locator("#form input[type=file]").nth(1).set_input_files(photo_file(tmp_path))
    seen.page.locator(".frame img").wait_for()
    seen.save()
    seen.page.locator(f".kept.{kind}").wait_for()
    if kind == "local":
        seen.reload()
        seen.tab("today")
    assert seen.page.locator("#v-today article").count() == 1
    assert len(json.loads(seen.export(tmp_path / "v.json").read_text(encoding="utf-8"))["photos"]) == 1
    assert seen.complaints == []


def test_it_speaks_english_and_looks_right_in_the_dark(phone):
    seen = phone(color_scheme="dark")
    seen.page.locator("#lang").click()
    assert seen.page.locator("html").get_attribute("lang") == "en"
    seen.page.locator("#nearest", has_text="Start with the nearest").click()
    seen.picture("pack-390-dark-en-card")
    seen.record()
    assert seen.page.locator("#form .pill span").first.inner_text() == FINDINGS["done"][3]
    seen.picture("pack-390-dark-en-visit")
    assert seen.complaints == []


def test_on_a_wide_screen_list_map_and_card_stand_side_by_side(phone):
    seen = phone()
    seen.page.set_viewport_size({"width": 1280, "height": 800})
    seen.site()
    boxes = [seen.page.locator(f"#v-{name}").bounding_box() for name in ("list", "map", "card")]
    assert [b["x"] for b in boxes] == sorted(b["x"] for b in boxes)
    assert all(b["width"] > 300 and b["height"] > 400 for b in boxes)
    seen.picture("pack-1280-light-zh")


def test_what_was_sent_is_marked_and_much_is_sent_in_parts(phone, office, tmp_path):
    seen = phone(script="window.geomon = {PART: 1000}; navigator.canShare = undefined")
    for n in range(2):
        seen.tab("list")
        seen.page.locator(".row").nth(n).click()
        seen.record()
        seen.find("done")
        seen.page.locator("#form input[type=file]").nth(1).set_input_files(photo_file(tmp_path))
        seen.page.locator(".frame img").wait_for()
        seen.save()
    assert seen.page.locator("#tabs [data-view=today]").inner_text().endswith("2")
    came = []
    seen.page.on("download", lambda download: came.append(download))
    seen.page.locator("#send").click()
    seen.page.locator("#v-today article em", has_text="已送出").nth(1).wait_for()
    files = [tmp_path / download.suggested_filename for download in came]
    for download, file in zip(came, files, strict=True):
        download.save_as(file)
    report = office.merge(files)
    assert (len(set(files)), report.visits, report.photos) == (2, 2, 2)
    seen.reload()
    seen.tab("today")
    assert seen.page.locator("#send").inner_text() == "全部重发"


def test_packs_of_a_choice_hold_less(built, office, tmp_path):
    count = office.pack(tmp_path / "some.html", DAY, Choice(county="海南区"))
    assert 0 < count < len(office.situation(DAY).sites)
    assert (built / "pack.html").stat().st_size < 3e6
