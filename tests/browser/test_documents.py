"""The documents page in a real Chromium: a newer version is looked at, taken in, found on the map; also on a phone."""

import pytest
from factories import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

PLAN = "wuhai-plan-2024-06.txt"
EDITS = {
    "整改目标：完成设计审查并进场施工。": "整改目标：基本完成设计审查并推进施工准备。", "整改时限：2024年9月底": "整改时限：2025年6月底",
    "削坡面积计划210公顷": "削坡面积计划180公顷", "责任单位：市能源局，海南区党委、政府": "责任单位：市应急管理局，海南区党委、政府",
}

SHAPE = "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e).borderBottomWidth]"


@pytest.fixture(scope="module")
def served(tmp_path_factory, serve):
    """Address of a demo of its own: what is imported here must not change what other tests look at."""
    with serve(tmp_path_factory.mktemp("documents")) as address:
        yield address


@pytest.fixture
def files(tmp_path):
    """A newer version of a demonstration plan, and a file that is not what its name says."""
    text = (ROOT / "data" / "documents" / PLAN).read_text(encoding="utf-8")
    for old, new in EDITS.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / PLAN).write_text(text, encoding="utf-8")
    (tmp_path / "附件.pdf").write_text("not a pdf", encoding="utf-8")
    return [tmp_path / PLAN, tmp_path / "附件.pdf"]


def choose(seen, files):
    seen.page.set_input_files("input[type=file]", files)
    seen.page.locator(".st-key-intake_yes").wait_for()
    seen.settle()


def test_on_a_phone_a_preview_fits_and_can_be_left(visit, files):
    seen = visit(390, 844)
    text = files[0].read_text(encoding="utf-8")
    files[0].write_text(text.replace("2025年6月底", "2025年9月底"), encoding="utf-8")     # new, whichever test comes first
    seen.open("/documents")
    choose(seen, files)
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= 390
    change = seen.page.locator(".change").first
    change.scroll_into_view_if_needed()
    box = change.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert min(b.bounding_box()["height"] for b in seen.page.locator(".st-key-answers button").all()) >= 40
    seen.picture("documents-390-light-zh-preview")
    seen.page.locator(".st-key-intake_no button").click()
    seen.page.locator(".st-key-intake_yes").wait_for(state="detached")
    assert seen.outside == []
    assert seen.complaints == []


def test_a_newer_version_is_looked_at_taken_in_and_found_on_the_map(visit, files):
    seen = visit()
    seen.open("/documents")
    assert seen.page.locator(".docline").count() == 8
    seen.picture("documents-1400-light-zh-empty")
    choose(seen, files)
    page = seen.page
    assert page.locator(".reading .bad").count() == 1
    assert page.locator(".st-key-foreseen .change ins", has_text="基本").count() == 1
    for tag, line in (("del", "line-through"), ("ins", "2px")):           # told apart by shape, not by colour alone
        assert line in page.locator(f".change {tag}").first.evaluate(SHAPE)
    seen.picture("documents-1400-light-zh-preview")

    page.locator(".st-key-intake_yes button").click()
    page.locator(".st-key-changeshead").wait_for()
    seen.settle()
    groups = page.locator(".st-key-changes .grouphead b").all_inner_texts()
    assert groups == ["表述弱化", "时限变动", "责任单位", "数字"]
    seen.picture("documents-1400-light-zh-changed")

    number = int("".join(filter(str.isdigit, page.locator(".st-key-changes_map button").inner_text())))
    page.locator(".st-key-changes_map button").click()
    page.locator(".st-key-listhead", has_text=f"{number} / {number}").wait_for()
    frame = seen.frame()
    assert frame.evaluate("map_div.board.state.filter") == "changed=1"
    drawn = frame.evaluate("map_div.board.shown.reduce((n, item) => n + (item.feature.kind === 'site' ? 1 : item.feature.props.n), 0)")
    assert 0 < drawn <= number
    assert "changed=1" in page.url
    seen.picture("map-1400-light-zh-changed")
    page.locator(".st-key-chip_changed button").click()
    page.wait_for_function("() => !location.href.includes('changed=1')")
    assert seen.outside == []
    assert seen.complaints == []

    later = visit(scheme="dark", locale="en-US")                          # somebody else, afterwards
    later.open("/documents")
    later.page.locator(".st-key-changes .grouphead b", has_text="Softened").wait_for()
    later.picture("documents-1400-dark-en-changed")
    later.page.locator('[class*="st-key-open_change_"] button').first.click()
    later.page.locator(".st-key-card h3").first.wait_for()
    later.page.wait_for_function("() => location.href.includes('chosen=')")
    assert later.outside == []
    assert later.complaints == []
