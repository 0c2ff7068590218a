"""The review page in a real Chromium: answered with keys, clicked and marked in the text, found on the map, on a phone."""

import re

import pytest
from factories import plan_text

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PROBLEMS = {
    "1": "海南区乌海万源露天煤矿边坡治理进度偏慢，排水沟有两处坍塌。",
    "2": "海勃湾区个别小区雨水口与污水管混接，大雨时有溢流。",
    "3": "乌达区一处旧渣场覆土厚度不够，计划治理12公顷，完成4公顷。",
}
DUES = {"1": "2026年10月前", "2": "按照省方案要求时间完成", "3": "2025年3月前"}
ALIKE = {"1": "海南区恒泰露天煤矿边坡没有治理，雨季有落石。", "2": "海南区恒泰铁矿的边坡没有治理，排水沟缺失。"}
"""Two mines that may be one."""


@pytest.fixture(scope="module")
def served(tmp_path_factory, serve):
    """Address of a demo of its own with a plan of three doubts; what is answered here must not change what other tests look at."""
    text = plan_text(PROBLEMS, DUES, title="乌海市生态环境保护督察反馈问题整改方案（样例）")
    alike = plan_text(ALIKE, {"1": "2026年12月底", "2": "2026年12月底"}, title="乌海市矿山专项检查发现问题整改方案（样例）")
    with serve(tmp_path_factory.mktemp("review"), {"review-test.txt": text, "review-places.txt": alike}) as address:
        yield address


LINK = "/review?document=review-test"


def asked(seen):
    return seen.page.locator(".st-key-reviewask .dq h3").first.inner_text()


def settled(seen):
    return tuple(map(int, re.findall(r"\d+", seen.page.locator(".st-key-reviewask .panehead span").first.inner_text())))


def press(seen, key):
    """Press a key, once the answer before it is written, and wait until the page shows what came of it."""
    seen.page.locator(".paperscroll:not([aria-busy])").wait_for()
    before = seen.page.locator(".st-key-reviewask").inner_html()
    seen.page.keyboard.press(key)
    seen.page.wait_for_function("old => document.querySelector('.st-key-reviewask').innerHTML !== old", arg=before)
    seen.settle()


def opened(visit, *arguments, link=LINK, **more):
    seen = visit(*arguments, **more)
    seen.open(link)
    seen.page.locator(".paper p").first.wait_for()
    seen.settle()
    undo_all(seen)                                      # what a test before this one left
    return seen


def undo_all(seen):
    while seen.page.locator(".st-key-rv_undo button").count():
        press(seen, "u")


def test_every_doubt_is_answered_with_one_key_and_taken_back_with_one(visit):
    seen = opened(visit)
    first = asked(seen)
    assert settled(seen) == (0, 3)
    assert seen.page.locator(".paper .fld.doubt.now").inner_text() == "2026年10月前"
    sizes = "one => [...one.querySelectorAll('p, .fld')].map(part => getComputedStyle(part).fontSize)"
    assert set(seen.page.locator(".paper").evaluate(sizes)) <= {"16px", "17px"}   # a highlighted word reads like the others
    seen.picture("review-1400-light-zh")

    press(seen, "j")
    second = asked(seen)
    assert second != first
    press(seen, "k")
    assert asked(seen) == first
    press(seen, "ArrowDown")
    assert asked(seen) == second
    press(seen, "ArrowUp")

    press(seen, "s")                                    # put off: the next one is asked
    assert (asked(seen), settled(seen)) == (second, (0, 3))
    press(seen, "Enter")                                # the proposed answer
    assert settled(seen) == (1, 3)
    press(seen, "2")                                    # the second answer of the third doubt
    assert (asked(seen), settled(seen)) == (first, (2, 3))
    press(seen, "r")                                    # Streamlit's own key for running the page anew is not heard
    assert settled(seen) == (3, 3)
    assert seen.page.locator(".paper ins.instead").all_inner_texts() == ["→ 无时限", "→ 2025-02-28"]
    seen.picture("review-1400-light-zh-settled")

    for left in (2, 1, 0):
        press(seen, "u")
        assert settled(seen) == (left, 3)
    assert not seen.page.locator(".paper ins.instead").count()
    assert seen.outside == []
    assert seen.complaints == []


def test_keys_are_letters_where_something_is_written(visit):
    seen = opened(visit)
    press(seen, "e")
    seen.page.locator(".st-key-rvform [data-testid=stSelectbox]").first.click()
    seen.page.get_by_role("option", name="某一天").click()
    seen.settle()
    seen.page.locator(".st-key-rvform [data-testid=stDateInput] [data-type=year]").last.click()
    seen.page.keyboard.type("20261115")
    seen.page.keyboard.press("Enter")
    seen.settle()
    seen.page.keyboard.press("Escape")                   # closes the calendar, not the form
    seen.settle()
    seen.page.locator("#stFloatingOverlayPortal header").wait_for(state="detached")
    assert settled(seen) == (0, 3)                       # Enter in a field confirms no doubt
    seen.page.locator(".st-key-rv_save button").click()
    seen.page.locator(".paper ins.instead", has_text="2026-11-15").wait_for()
    seen.settle()
    assert settled(seen) == (1, 3)
    press(seen, "u")
    assert settled(seen) == (0, 3)
    assert seen.complaints == []


def test_two_presses_of_a_key_answer_one_doubt(visit):
    seen = opened(visit)
    seen.page.evaluate("""() => { for (const n of [1, 2]) document.body.dispatchEvent(
        new KeyboardEvent("keydown", { key: "Enter", bubbles: true })); }""")
    seen.page.wait_for_timeout(1500)
    seen.settle()
    assert settled(seen) == (1, 3)
    undo_all(seen)


def test_a_field_is_opened_by_a_click_in_the_text_and_a_place_marked_by_a_selection(visit):
    seen = opened(visit)
    seen.page.locator(".paper .fld.unit").first.click()
    seen.page.locator('[class*="st-key-fieldrow_"]').first.wait_for()
    seen.settle()
    assert asked(seen) in ("责任", "牵头")
    assert "task=1" in seen.page.url

    seen.page.evaluate("""() => {
      const walk = document.createTreeWalker(document.querySelector(".paper"), NodeFilter.SHOW_TEXT);
      while (walk.nextNode()) {
        const at = walk.currentNode.data.indexOf("个别小区");
        if (at >= 0) document.getSelection().setBaseAndExtent(walk.currentNode, at, walk.currentNode, at + 4);
      }
    }""")
    seen.page.locator(".marktip", has_text="补入这项任务").click()
    words = seen.page.locator(".st-key-rvform input").first
    words.wait_for()
    seen.settle()
    assert words.input_value() == "个别小区"
    seen.page.locator(".st-key-rv_save button").click()
    seen.page.locator(".paper .fld.place", has_text="个别小区").wait_for()
    seen.settle()
    seen.picture("review-1400-light-zh-tasks")
    undo_all(seen)
    assert not seen.page.locator(".paper .fld.place", has_text="个别小区").count()
    assert seen.outside == []
    assert seen.complaints == []


def test_an_answer_shows_on_the_card_of_its_task_in_english_and_dark(visit):
    seen = opened(visit, scheme="dark", locale="en-US")
    assert asked(seen) == "“2026年10月前” may mean 2026-09-30 or 2026-10-31."
    press(seen, "2")
    seen.picture("review-1400-dark-en")
    seen.open("/?mode=tasks&chosen=review-test%231&lang=en")
    card = seen.page.locator(".st-key-card .corrected")
    card.wait_for()
    assert re.search(r"2026-09-30 – 2026-10-31\s*→ 2026-09-30", card.inner_text())
    assert "corrected by" in card.inner_text()
    seen.open(LINK)
    seen.page.locator(".paper p").first.wait_for()
    seen.settle()
    undo_all(seen)
    assert seen.complaints == []


def test_on_a_phone_the_words_and_the_question_are_seen_together(visit):
    seen = opened(visit, 390, 844)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    words, question = (seen.page.locator(where).first.bounding_box() for where in (".paper .now", ".st-key-reviewask .dq"))
    assert 0 < words["y"] < question["y"] < 844
    assert min(b.bounding_box()["height"] for b in seen.page.locator('[class*="st-key-opt_"] button').all()) >= 44
    seen.picture("review-390-light-zh")
    seen.page.locator(".st-key-opt_1 button").tap()
    seen.page.locator(".st-key-askbody .said").first.wait_for()
    seen.settle()
    assert settled(seen) == (1, 3)
    seen.page.locator(".st-key-rv_undo button").first.tap()
    seen.page.locator(".st-key-askbody .said").first.wait_for(state="detached")
    assert seen.complaints == []


def test_measures_are_moved_added_and_taken_out_with_the_document_beside_them(visit):
    seen = opened(visit, link="/review?document=review-test&task=1")
    seen.page.locator('[class*="st-key-fieldrow_"]', has_text="措施").first.locator("button").click()
    seen.page.locator(".st-key-rv_edit button").click()
    seen.page.locator(".st-key-stepadd button").click()
    second = seen.page.locator(".st-key-step_1 textarea")
    second.fill("边坡削坡后覆土绿化。")
    second.blur()
    seen.settle()
    seen.page.locator(".st-key-stepup_1 button").click()
    seen.settle()
    seen.picture("review-1400-light-zh-measures")
    seen.page.locator(".st-key-rv_save button").click()
    seen.page.locator(".st-key-askbody .said", has_text="边坡削坡后覆土绿化；1 逐处登记").wait_for()
    seen.settle()
    seen.open("/?mode=tasks&chosen=review-test%231")
    steps = seen.page.locator(".st-key-card .steps li")
    steps.first.wait_for()
    assert "边坡削坡后覆土绿化" in steps.first.inner_text()
    seen.open("/review?document=review-test&task=1")
    seen.page.locator(".paper p").first.wait_for()
    seen.settle()
    undo_all(seen)
    assert seen.complaints == []


AT_ONCE = """() => new MutationObserver((_, watch) => {
  const button = document.querySelector(".st-key-stepadd button");
  if (button) { watch.disconnect(); button.click(); }
}).observe(document.body, {childList: true, subtree: true})"""
"""Presses in the moment in which the button is there, before the browser has taken up what the entries beside it hold."""


def test_what_an_entry_holds_is_not_lost_to_a_press_that_comes_before_it_is_drawn(visit):
    seen = opened(visit, link="/review?document=review-test&task=2")
    seen.page.locator('[class*="st-key-fieldrow_"]', has_text="措施").first.locator("button").click()
    seen.page.evaluate(AT_ONCE)
    seen.page.locator(".st-key-rv_edit button").click()
    seen.page.locator(".st-key-step_1 textarea").wait_for()
    seen.settle()
    assert seen.page.locator(".st-key-step_0 textarea").input_value() == "逐处登记，制定治理方案。"
    seen.page.locator(".st-key-stepout_1 button").click()
    seen.settle()
    assert seen.page.locator(".st-key-step_0 textarea").input_value() == "逐处登记，制定治理方案。"


def to_places(visit, *arguments, **more):
    seen = opened(visit, *arguments, **more)
    seen.page.locator(".st-key-reviewbar [data-testid=stButtonGroup] button").last.click()
    seen.page.locator(".pair section h3").first.wait_for()
    seen.settle()
    undo_all(seen)
    return seen


def left(seen):
    return int(re.search(r"\d+", seen.page.locator(".st-key-reviewask .panehead span").first.inner_text())[0])


def test_places_in_doubt_are_judged_with_one_key_and_taken_back_with_one(visit):
    seen = to_places(visit)
    names = set(seen.page.locator(".pair h3").all_inner_texts())
    assert names == {"恒泰露天煤矿", "恒泰铁矿"}
    assert "doubt=pair-" in seen.page.url
    many = left(seen)
    assert many >= 2
    seen.picture("places-1400-light-zh")
    press(seen, "1")
    assert left(seen) == many - 1
    assert "恒泰" not in seen.page.locator(".pair").inner_text()
    press(seen, "2")
    assert left(seen) == many - 2
    press(seen, "j")
    press(seen, "s")
    assert left(seen) == many - 2
    seen.picture("places-1400-light-zh-settled")
    press(seen, "u")
    press(seen, "u")
    assert left(seen) == many
    seen.page.keyboard.press("Enter")                    # nothing is proposed: Enter answers nothing
    seen.page.wait_for_timeout(500)
    assert left(seen) == many
    assert seen.outside == []
    assert seen.complaints == []


def test_places_in_doubt_in_english_and_on_a_phone(visit):
    seen = to_places(visit, locale="en-US")
    assert "Are these two one place?" in seen.page.locator(".st-key-reviewask").inner_text()
    assert "only general words differ" in seen.page.locator(".pair").inner_text()
    seen.picture("places-1400-light-en")
    for locale in ("zh-CN", "en-US"):
        phone = to_places(visit, 390, 844, locale=locale)
        assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert min(b.bounding_box()["height"] for b in phone.page.locator('[class*="st-key-opt_"] button').all()) >= 44
        phone.picture(f"places-390-light-{locale[:2]}")
        before = left(phone)
        phone.page.locator(".st-key-opt_2 button").tap()
        phone.page.locator(".st-key-askbody .said").first.wait_for()
        phone.settle()
        assert left(phone) == before - 1
        phone.page.locator(".st-key-rv_undo button").first.tap()
        phone.page.locator(".st-key-askbody .said").first.wait_for(state="detached")
        assert phone.complaints == []
    assert seen.complaints == []


def test_tables_and_page_numbers_are_shown_as_they_stand(visit):
    seen = opened(visit, link="/review?document=zhongwei-ledger-2024-08")
    assert seen.page.locator(".paper table td .fld").count() > 5
    seen.open("/review?document=shuozhou-progress-2024-11")
    seen.page.locator(".paper .pageno", has_text="第 1 页").wait_for()
    assert seen.complaints == []


STRANGE = """乌海市固体废物专项检查发现问题整改方案（样例）
2024年9月12日
检查共发现5个问题。
（一）乌达区一处旧渣场覆土厚度不够。
归口处室：市生态环境局
整改时限：2025年6月底
整改措施：
1.补足覆土2处。
（二）海南区两处砂石坑没有回填。
归口处室：市自然资源局
整改时限：2025年9月底
整改措施：
1.完成回填。
海勃湾区雨水口混接，大雨时溢流。
归口处室：市住房城乡建设局
整改时限：2025年10月底
整改措施：
1.改造混接点18处。
（四）乌达区排口没有标识牌。
归口处室：市水务局
整改时限：2025年11月底
整改措施：
1.设立标识牌。
"""


def select(seen, words):
    """Select words in the text, as a finger or a mouse does."""
    seen.page.evaluate("""words => {
      const piece = [...document.querySelectorAll(".paper [data-at]")].find(one => one.textContent.includes(words)).firstChild;
      const range = document.createRange(), from = piece.data.indexOf(words);
      range.setStart(piece, from); range.setEnd(piece, from + words.length);
      getSelection().removeAllRanges(); getSelection().addRange(range);
    }""", words)
    seen.page.locator(".marktip:visible").click()
    seen.settle()


def test_a_missing_task_is_begun_its_labels_are_told_and_what_it_lacks_is_added(visit, tmp_path):
    seen = visit()
    seen.open("/documents")
    path = tmp_path / "review-strange.txt"
    path.write_text(STRANGE, encoding="utf-8")
    seen.page.locator("input[type=file]").set_input_files(path)
    seen.page.locator(".st-key-intake_yes button:enabled").click()
    seen.page.locator(".st-key-documents", has_text="review-strange").wait_for()
    seen.settle()
    seen.open("/review?document=review-strange")
    seen.page.locator(".paper p").first.wait_for()
    seen.settle()
    seen.page.locator(".st-key-rvnotice", has_text="要看的行").locator("button").click()
    seen.settle()
    select(seen, "海勃湾区雨水口混接")
    assert seen.page.get_by_label("任务编号").input_value() == "3"
    seen.picture("review-reading")
    seen.page.locator(".st-key-rv_begin button").click()
    seen.page.get_by_text("已重新读取，任务 3 → 4 项").wait_for()
    seen.settle()
    seen.page.get_by_role("combobox", name="归口处室").click()
    seen.page.get_by_role("option", name="牵头单位", exact=True).click()
    seen.settle()
    seen.page.locator("[class*=st-key-lb_save_] button").click()
    seen.page.get_by_text("由人说明").first.wait_for()
    seen.settle()
    seen.open("/review?document=review-strange&task=3")
    seen.page.locator(".paper p").first.wait_for()
    seen.settle()
    assert seen.page.get_by_text("市住房城乡建设局").count() >= 2
    select(seen, "改造混接点18处")
    assert seen.page.get_by_label("计划").input_value() == "18"
    seen.page.locator(".st-key-rv_save button").click()
    seen.page.locator(".st-key-askbody", has_text="计划 18处").wait_for()
    seen.page.locator(".paper .fld.amount", has_text="改造混接点18处").wait_for()
