"""What Streamlit does not say: its own words in the page's language, and a page worked from the keyboard alone."""

import pytest

from geomon.ui.manners import STREAMLIT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SAID = """() => {
  const names = [...document.querySelectorAll("[aria-label], [title], [placeholder], [alt]")].filter(e => !e.closest(".stHtml, svg"))
    .flatMap(e => ["aria-label", "title", "placeholder", "alt"].map(name => e.getAttribute(name)));
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [], data = ".stHtml, script, style";
  while (walk.nextNode()) if (!walk.currentNode.parentElement.closest(data)) texts.push(walk.currentNode.nodeValue.trim());
  return [...new Set([...names, ...texts])].filter(Boolean); }"""
ENGLISH = {text for text in STREAMLIT if "{" not in text}
FOCUS = """() => { const e = document.activeElement, near = [];
  for (let one = e; one && near.length < 6; one = one.parentElement) near.push(one);
  const marked = one => { const c = getComputedStyle(one);
    return (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) > 0) || c.boxShadow !== "none"
      || c.borderTopColor === "rgb(36, 80, 107)"; };
  return { name: (e.getAttribute("aria-label") || e.innerText || e.placeholder || "").trim().slice(0, 40), seen: near.some(marked),
           tag: e.tagName, inMain: !!e.closest(".stMain"), wide: e.getBoundingClientRect().width > 1 }; }"""


def english(seen):
    return sorted(ENGLISH & set(seen.page.evaluate(SAID)))


def test_a_chinese_page_has_no_english_of_the_framework_and_english_comes_back(visit):
    seen = visit()
    page = seen.page
    seen.open()
    page.locator("[data-testid=stDateInputCalendarButton]:visible").first.click()
    page.locator("[data-testid=stDateInputCalendar]").wait_for()
    assert english(seen) == []
    assert page.locator("[aria-label='下个月']").count()
    page.keyboard.press("Escape")
    page.locator("[data-testid=stMultiSelect] input").first.click()
    page.get_by_text("全选").wait_for()
    assert english(seen) == []
    page.keyboard.press("Escape")
    for path, sign in (("/overview", "显示或隐藏列"), ("/documents", "选择文件")):
        seen.open(path)
        page.locator(f"[aria-label='{sign}']").first.wait_for(state="attached")
        assert english(seen) == []
    page.locator(".st-key-lang button", has_text="EN").click()
    page.wait_for_function("() => document.documentElement.lang === 'en'")
    seen.settle()
    assert page.locator("[aria-label='file upload']").count()
    assert page.locator("[aria-label='选择文件']").count() == 0


def test_the_first_stop_leads_past_the_navigation_and_every_stop_is_seen(visit):
    seen = visit()
    page = seen.page
    seen.open("/documents")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUS)
    assert first["name"] == "跳到正文"
    assert first["wide"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    stops = []
    while (stop := page.evaluate(FOCUS))["inMain"] and len(stops) < 20:
        stops.append(stop)
        page.keyboard.press("Tab")
    assert any("选择文件" in stop["name"] for stop in stops), "files are chosen from the keyboard too"
    assert [stop for stop in stops if not stop["seen"]] == []
