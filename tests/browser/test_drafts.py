"""Drafts in a real Chromium, two people who sign in: what was written is there after a reload; two texts of one field, and the choice."""

import os
import re
from pathlib import Path

import pytest
from browser_rest import Rest
from city import serving

pytestmark = [pytest.mark.browser, pytest.mark.timeout(420)]
PICTURES = Path(__file__).parent / "pictures"
TASKS = {(1400, "zh"): 4, (390, "zh"): 8, (390, "en"): 12, (1400, "en"): 16}
"""Tasks whose steps are taken; no other test here touches them."""
MINE, THEIRS = "采坑已回填八成，剩余部分待雨季后完成。", "采坑已回填九成，剩余部分年底前完成。"


def ways(*every):
    """The first two of them; all with GEOMON_WAYS=all."""
    return every if os.environ.get("GEOMON_WAYS") == "all" else every[:2]


@pytest.fixture(scope="module")
def city(tmp_path_factory, places_cache):
    with serving(tmp_path_factory.mktemp("drafts"), places_cache) as found:
        people = found.root / "people.toml"
        more = "".join(f'\n[[people]]\nname = "{name}"\nsign_in = "{sign_in}"\nroles = ["operator", "unit"]\n'
                       for name, sign_in in (("林甲", "lin@example"), ("周乙", "zhou@example")))
        people.write_text(people.read_text("utf-8") + more, encoding="utf-8")
        yield found


class Person:
    """Somebody at a browser of their own, at a task on the page Review."""

    def __init__(self, page, city, lang):
        self.page, self.city, self.lang, self.rest = page, city, lang, Rest(page)

    def settle(self):
        self.rest.wait()

    def open(self, number):
        self.page.goto(f"{self.city.app}/review?document=plan&task={number}&lang={self.lang}")
        self.page.locator(".paper p").first.wait_for(timeout=60_000)
        self.settle()

    def edit(self):
        self.press("[class*=st-key-fieldrow_]", "问题" if self.lang == "zh" else "Problem")
        if not self.page.locator(".st-key-rv_save button").is_visible():
            self.press(".st-key-rv_edit")
        self.box.wait_for()

    @property
    def box(self):
        return self.page.locator("[class*=st-key-rvf_text] textarea")

    def write(self, text):
        self.box.fill(text)
        self.box.press("Tab")                                  # leaving the entry is what sends it
        self.page.locator("p.draft").first.wait_for()
        self.settle()

    def press(self, place, words=""):
        found = self.page.locator(place, has_text=words) if words else self.page.locator(place)
        found.first.locator("button:visible").first.click()    # a phone draws a button with help twice
        self.settle()

    def picture(self, name):
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture
def person(browser, city):
    contexts = []

    def come(sign_in, width=1400, lang="zh"):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN" if lang == "zh" else "en-GB")
        contexts.append(context)
        page = context.new_page()
        page.goto(city.app)
        page.locator(".st-key-sign_in_default button").click(timeout=60_000)
        page.wait_for_url(re.compile("/oauth2/authorize"), timeout=30_000)
        page.fill("input[name=sub]", sign_in)
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_selector(".st-key-who", timeout=90_000)
        return Person(page, city, lang)
    yield come
    for context in contexts:
        context.close()


def open_steps(one, task):
    one.page.goto(f"{one.city.app}/?chosen={task}&lang={one.lang}")
    one.page.locator(".st-key-card_steps button:visible").first.wait_for(timeout=60_000)
    one.settle()
    one.press(".st-key-card_steps")
    box, second = one.page.locator("[class*=st-key-steps_text] textarea"), one.page.locator("[class*=st-key-steps_name] label").last
    second.wait_for()
    if not box.count():                                        # a draft chooses its step by itself
        second.click()
    box.wait_for()
    one.settle()
    return box


def clash(one):
    one.page.locator(".clash").wait_for()
    return one.page.locator(".clash").inner_text()


@pytest.mark.parametrize(("width", "lang"), ways((1400, "zh"), (390, "en"), (390, "zh"), (1400, "en")))
def test_a_step_is_there_after_a_reload_and_stands_beside_theirs(person, width, lang):
    task = f"plan%23{TASKS[width, lang]}"
    lin, zhou = person("lin@example", width, lang), person("zhou@example")
    box = open_steps(lin, task)
    box.fill(MINE)
    box.blur()                                                  # Tab would open the calendar over the sheet
    lin.page.locator("[role=dialog] p.draft").wait_for()
    lin.settle()
    lin.picture(f"draft-step-{width}-{lang}")
    box = open_steps(lin, task)                                 # loads the page anew
    assert box.input_value() == MINE
    theirs = open_steps(zhou, task)
    assert theirs.input_value() == ""
    theirs.fill(THEIRS)
    zhou.press(".st-key-steps_take")
    zhou.page.locator("[role=dialog]").wait_for(state="detached")
    lin.press(".st-key-steps_take")
    said = clash(lin)
    assert MINE in said
    assert THEIRS in said
    assert not lin.page.locator("[role=dialog] .wherewords").count()
    lin.page.locator(".clash").scroll_into_view_if_needed()
    lin.picture(f"clash-step-{width}-{lang}")
    lin.press("[class*=st-key-clash_theirs]")
    lin.page.locator("[role=dialog] p.draft", has_text="搁置" if lang == "zh" else "put aside").wait_for()


def test_what_was_written_is_there_after_a_reload_and_two_texts_are_chosen_between(person):
    lin, zhou = person("lin@example"), person("zhou@example")
    lin.open(1)
    lin.edit()
    begun = lin.box.input_value()
    lin.write(MINE)
    lin.picture("draft-1400-zh")
    lin.page.reload()
    lin.page.locator(".paper p").first.wait_for(timeout=60_000)
    lin.settle()
    assert lin.box.input_value() == MINE                       # the form is open where it was left

    zhou.open(1)
    zhou.edit()
    assert zhou.box.input_value() == begun                     # nobody sees another's draft
    zhou.box.fill(THEIRS)
    zhou.press(".st-key-rv_save")                              # with no blur of its own before the click
    zhou.page.locator(".st-key-askbody .holds").wait_for()

    lin.press(".st-key-rv_save")
    said = clash(lin)
    assert MINE in said
    assert THEIRS in said
    assert "周乙" in said
    assert re.search(r"周乙 · \d\d:\d\d", said)
    assert not lin.box.is_visible()
    lin.picture("clash-1400-zh")
    lin.press("[class*=st-key-clash_theirs]")
    assert not lin.page.locator(".clash").count()
    lin.page.reload()
    lin.page.locator("p.draft", has_text="已搁置").wait_for(timeout=60_000)
    lin.settle()
    lin.picture("draft-aside-1400-zh")
    lin.press("[class*=st-key-draft_up_aside]")
    lin.press(".st-key-rv_edit")
    assert lin.box.input_value() == MINE
    zhou.press(".st-key-rv_edit")
    zhou.box.fill("又改")
    zhou.press(".st-key-rv_save")
    lin.press(".st-key-rv_save")
    assert "又改" in clash(lin)
    lin.press("[class*=st-key-clash_mine]")
    lin.page.locator(".st-key-askbody .holds", has_text="采坑已回填八成").wait_for()
    assert not lin.page.locator("p.draft").count()
    zhou.open(1)
    assert zhou.page.locator("[class*=st-key-fieldrow_]", has_text="采坑已回填八成").count()


@pytest.mark.parametrize(("width", "lang"), ways((390, "zh"), (1400, "en"), (390, "en")))
def test_it_is_the_same_on_a_phone_and_in_english(person, width, lang):
    number = {"zh": 5, "en": 6}[lang] + (width > 400)
    lin, zhou = person("lin@example", width, lang), person("zhou@example")
    lin.open(number)
    lin.edit()
    lin.write(MINE)
    lin.page.locator("p.draft").first.scroll_into_view_if_needed()
    lin.picture(f"draft-{width}-{lang}")
    zhou.open(number)
    zhou.edit()
    zhou.box.fill(THEIRS)
    zhou.press(".st-key-rv_save")
    lin.press(".st-key-rv_save")
    assert THEIRS in clash(lin)
    lin.page.locator(".clash").scroll_into_view_if_needed()
    lin.picture(f"clash-{width}-{lang}")
    wide = lin.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    lin.press("[class*=st-key-clash_edit]")
    assert lin.box.input_value() == MINE
