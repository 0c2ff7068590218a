"""The inspector's page in a real Chromium, as wide as a phone: position granted, refused, tapped; a visit, a reload, an undo; a pack."""

import json
import sqlite3
from urllib.parse import unquote

import pytest
import visit_files as make

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
WUHAI = {"longitude": 106.79, "latitude": 39.45, "accuracy": 8}
TARGETS = r"""() => [".st-key-fieldlist button", ".st-key-fieldsite button", ".stDialog button", ".stDialog textarea", ".fieldpart a",
  ".fieldpart summary"].flatMap(where => [...document.querySelectorAll(where)])
  .filter(e => e.offsetParent && e.getBoundingClientRect().width > 1 && e.tabIndex >= 0)
  .map(e => [e.closest("[class*=st-key]")?.className.match(/st-key-[\w-]+/)?.[0] || e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5).map(([name, box]) => [name, box.height])"""
"""What can be touched and is lower than 44 px."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The workspace of these tests; they write visits into it."""
    return tmp_path_factory.mktemp("field")


@pytest.fixture(scope="module")
def served(serve, folder):
    """Address of a demo of its own."""
    with serve(folder) as address:
        yield address


@pytest.fixture
def phone(visit):
    """phone(where, …) -> Visit: 390 px wide, its position granted unless `where` is None."""
    def open_(where=WUHAI, width=390, height=844, scheme="light", locale="zh-CN"):
        granted = {"geolocation": where, "permissions": ["geolocation", "clipboard-read", "clipboard-write"]} if where else {}
        return visit(width, height, scheme, locale, **granted)
    return open_


def open_near(seen, path="/field"):
    """Open the page; where the position was granted before, the browser tells it without being asked."""
    seen.open(path)
    seen.page.get_by_text("±8 m").first.wait_for()
    seen.settle()


def clean(seen):
    assert seen.outside == []
    assert seen.complaints == []


def test_the_granted_position_orders_the_list_and_the_nearest_is_one_touch_away(phone):
    seen = phone()
    open_near(seen)
    rows = seen.page.locator(".st-key-nearlist [class*=st-key-row_]")
    assert "km" in rows.first.inner_text()
    assert seen.page.evaluate(TARGETS) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    seen.picture("field-390-light-zh")
    seen.page.locator(".st-key-thumb_list button").click()
    seen.page.locator(".st-key-sitebody h3").wait_for()
    seen.page.wait_for_url("**site=**")
    seen.settle()
    assert "near=" not in seen.page.url, "a measured position goes into no link"
    assert not seen.page.locator(".st-key-fieldlist").is_visible()
    assert seen.page.evaluate(TARGETS) == []
    seen.picture("field-390-light-zh-site")
    seen.page.go_back()
    seen.page.locator(".st-key-fieldlist").wait_for()
    clean(seen)


def test_the_coordinates_are_copied_in_the_datum_of_each_map_and_open_one(phone):
    seen = phone()
    open_near(seen)
    seen.page.locator(".st-key-thumb_list button").click()
    seen.page.wait_for_url("**site=**")
    seen.settle()
    assert seen.page.locator("a.go").get_attribute("href").startswith("geo:")
    seen.page.locator(".datums summary").click()
    copied = []
    for n in range(3):
        button = seen.page.locator("[data-copy]").nth(n)
        button.click()
        seen.page.wait_for_timeout(150)
        assert button.inner_text() == "已复制"
        copied.append(seen.page.evaluate("navigator.clipboard.readText()"))
        assert copied[-1] == button.get_attribute("data-copy")
    assert len(set(copied)) == 3
    links = seen.page.locator(".datum a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert [link.partition(":")[0] for link in links] == ["geo"] * 3
    clean(seen)


def test_a_refused_position_is_said_and_a_tap_on_the_map_takes_its_place(phone):
    seen = phone(None)
    seen.open("/field")
    seen.picture("field-390-light-zh-nowhere")
    seen.page.locator(".st-key-field_locate button").click()
    seen.page.get_by_text("浏览器不允许提供位置").wait_for()
    seen.settle()
    seen.page.locator(".st-key-field_tap button").click()
    frame = seen.frame()
    seen.settle()
    at = frame.evaluate("() => { const p = map_div.latLngToContainerPoint([39.45, 106.79]); return [p.x, p.y]; }")
    box = seen.page.locator(".st-key-fieldmap iframe").bounding_box()
    seen.page.mouse.click(box["x"] + at[0] - 30, box["y"] + at[1] - 30)
    seen.page.get_by_text("位置在地图上点得").wait_for()
    seen.settle()
    lon, lat = map(float, unquote(seen.page.url).split("near=")[1].split(",")[:2])
    assert abs(lon - 106.79) < 1.5
    assert abs(lat - 39.45) < 1.5
    assert "km" in seen.page.locator(".st-key-nearlist [class*=st-key-row_]").first.inner_text()
    clean(seen)


def test_a_visit_outlives_a_reload_is_saved_with_its_photo_and_undone(phone, folder, tmp_path):
    seen = phone()
    open_near(seen)
    seen.page.locator(".st-key-thumb_list button").click()
    seen.page.locator(".st-key-field_record button").click()
    sheet = seen.page.locator(".stDialog")
    sheet.get_by_text("部分完成").click()
    seen.settle()
    note = sheet.locator("textarea")
    note.fill("北侧边坡约三分之一未覆土")
    assert seen.page.evaluate(TARGETS) == []
    seen.picture("field-390-light-zh-visit")

    seen.page.reload()                                          # the field was never left: only the browser knows the note
    seen.page.get_by_text("±8 m").first.wait_for(state="attached")
    seen.settle()
    seen.page.locator(".st-key-field_record button").click()
    seen.page.wait_for_function("() => document.querySelector('.stDialog textarea')?.value.startsWith('北侧')")
    seen.settle()
    assert sheet.locator("button[data-selected=true]").first.inner_text().endswith("部分完成")
    picture = tmp_path / "a.jpg"
    picture.write_bytes(make.photo(taken=None))
    sheet.locator("input[type=file]").set_input_files(picture)
    sheet.get_by_text("a.jpg").wait_for()
    seen.settle()
    assert seen.page.evaluate(TARGETS) == []
    sheet.locator("[class*=st-key-visit_who] input").fill("赵工")
    sheet.locator(".st-key-visit_locate button").click()
    seen.settle()
    sheet.locator(".st-key-visit_keep button").click()
    seen.page.get_by_text("已保存").wait_for()
    seen.settle()
    seen.page.locator("[class*=st-key-shots_] img").wait_for()
    assert "没有拍摄时间和位置" in seen.page.locator(".st-key-sitebody").inner_text()
    seen.picture("field-390-light-zh-saved")
    assert seen.page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('geomon.visit.'))") == []
    with sqlite3.connect(folder / "data" / "register.db") as raw:
        bodies = [json.loads(body) for (body,) in raw.execute("SELECT body FROM events WHERE kind = 'visit'")]
    assert [b["fields"]["note"] for b in bodies if "note" in b["fields"]] == ["北侧边坡约三分之一未覆土"]
    assert bodies[0]["fields"]["position"]["how"] == "device"
    seen.page.locator(".st-key-visit_undo button").click()
    seen.page.get_by_text("已撤销").wait_for()
    seen.settle()
    assert seen.page.locator("[class*=st-key-shots_]").count() == 0
    clean(seen)


def test_the_days_list_is_a_route_a_link_and_a_pack(phone, tmp_path):
    seen = phone()
    open_near(seen)
    for n in (0, 2, 4):
        seen.page.locator(".st-key-nearlist [class*=st-key-put_] button").nth(n).click()
        seen.settle()
    seen.page.locator(".st-key-mode button").nth(2).click()
    seen.page.get_by_text("地面直线距离").wait_for()
    seen.settle()
    assert seen.page.evaluate(TARGETS) == []
    names = seen.page.locator(".st-key-nearlist [class*=st-key-row_] strong").all_inner_texts()
    assert [name.split(".")[0] for name in names] == ["1", "2", "3"]
    seen.picture("field-390-light-zh-today")
    seen.page.locator(".st-key-field_make_pack button").click()
    with seen.page.expect_download() as told:
        seen.page.locator(".st-key-field_save_pack button").click(timeout=60_000)
    told.value.save_as(tmp_path / "pack.html")
    text = (tmp_path / "pack.html").read_text(encoding="utf-8")
    assert all(name.partition(". ")[2] in text for name in names)
    other = phone()
    other.open(seen.page.url.removeprefix(seen.origin))
    other.page.get_by_text("地面直线距离").wait_for()
    other.settle()
    assert other.page.locator(".st-key-nearlist [class*=st-key-row_] strong").count() == 3
    clean(seen)
    clean(other)


def test_the_search_finds_by_initials_and_takes_coordinates(phone):
    seen = phone(None)
    seen.open("/field")
    box = seen.page.locator(".st-key-fieldsearch input")
    box.fill("lsdmk")                                            # 老石旦煤矿
    box.press("Enter")
    first = seen.page.locator(".st-key-field_text_hits [class*=st-key-row_]").first
    first.wait_for()
    assert "老石旦" in first.inner_text()
    box.fill("E106°47′24″ N39°27′")
    box.press("Enter")
    seen.page.locator("[class*=st-key-place_] button").first.click()
    seen.page.get_by_text("位置由坐标输入").wait_for()
    seen.settle()
    assert "near=106.79" in seen.page.url
    clean(seen)


@pytest.mark.parametrize(("width", "height", "scheme", "locale", "name"), [
    (390, 844, "dark", "en-US", "field-390-dark-en"), (1400, 900, "light", "zh-CN", "field-1400-light-zh"),
    (1400, 900, "dark", "en-US", "field-1400-dark-en")])
def test_it_is_whole_in_both_languages_by_night_and_on_a_wide_screen(phone, width, height, scheme, locale, name):
    seen = phone(WUHAI, width, height, scheme, locale)
    open_near(seen, f"/field?lang={locale[:2]}")
    seen.picture(name)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    if width > 640:
        assert seen.page.locator(".st-key-thumb_site button").first.bounding_box()["y"] < height - 40, "the button is in sight"
        assert seen.page.locator(".st-key-sitebody h3").is_visible()
    clean(seen)


def test_the_page_is_worked_with_the_keyboard_alone(phone):
    seen = phone(WUHAI, 1400, 900)
    open_near(seen)
    row = seen.page.locator(".st-key-nearlist [class*=st-key-row_] button").nth(1)
    row.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_url("**site=**")
    seen.settle()
    seen.page.locator(".st-key-field_record button").focus()
    seen.page.keyboard.press("Enter")
    seen.page.locator(".stDialog textarea").wait_for()
    seen.settle()
    seen.page.keyboard.press("Escape")
    seen.page.locator(".stDialog").wait_for(state="hidden")
    clean(seen)
