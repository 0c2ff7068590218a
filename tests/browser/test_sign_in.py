"""Signing in through a real provider, in Chromium: nothing before it, one's own district after it, nothing again after signing out."""

import re

import pytest
from city import district_person, role_person, serving
from districts import MARKS, others

pytestmark = pytest.mark.browser
ME = "140403"


@pytest.fixture(scope="module")
def city(tmp_path_factory, places_cache):
    with serving(tmp_path_factory.mktemp("city"), places_cache) as found:
        yield found


@pytest.fixture
def people(browser, city):
    """people() -> a new person at a browser of their own; they are shown the page that asks to sign in."""
    contexts = []

    def come(width=1400, lang="zh-CN", scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale=lang, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.goto(city.app)
        page.wait_for_selector(".st-key-sign_in", timeout=60_000)
        return page
    yield come
    for context in contexts:
        context.close()


def sign_in(page, who):
    page.locator(".st-key-sign_in_default button").click()
    page.wait_for_url(re.compile("/oauth2/authorize"), timeout=30_000)
    page.fill("input[name=sub]", who)
    page.get_by_role("button", name="Authorize").click()


def open_map(page, who):
    sign_in(page, who)
    page.wait_for_selector(".st-key-listbody button", timeout=90_000)
    page.wait_for_timeout(1500)


@pytest.mark.timeout(240)
def test_a_district_signs_in_sees_its_own_and_signs_out(people, city):
    page = people()
    words = page.inner_text("body")
    assert "登录" in words
    assert not any(mark in page.content() for mark in MARKS.values())
    answered = []
    page.on("response", lambda response: answered.append((response.url, response.status)))
    open_map(page, district_person(ME, 0))
    assert MARKS[ME] in page.inner_text(".st-key-listbody")
    assert f"{ME}-0" in page.inner_text(".st-key-who")
    tiles = [status for url, status in answered if "/tiles/" in url]
    assert tiles
    assert set(tiles) <= {200, 204}
    own = [link.get_attribute("href").rsplit("/", 1)[-1] for link in page.locator("[data-testid=stTopNavLink]").all()]
    assert own == ["", "overview", "planning", "field", "documents", "review"]
    for name in own[1:]:
        page.locator(f"[data-testid=stTopNavLink][href$='/{name}']").click()
        page.wait_for_url(re.compile(f"/{name}"), timeout=30_000)
        page.wait_for_timeout(3000)
        assert not page.locator(".fault").count(), name
        assert not [mark for mark in others(ME) if mark in page.content()], name
    kept = {c["name"]: c["value"] for c in page.context.cookies() if c["name"].startswith("_streamlit_user")}
    assert city.get("/tiles/version", kept)[0] == 200
    page.locator(".st-key-who button").first.click()
    page.locator(".st-key-sign_out button").click()
    page.wait_for_url(re.compile("/oauth2/end_session"), timeout=30_000)
    assert city.get("/tiles/version", kept)[:2] == (401, b""), "a copy of the cookie opens nothing any more"
    page.goto(city.app)
    page.wait_for_selector(".st-key-sign_in_default", timeout=60_000)
    assert not any(mark in page.content() for mark in MARKS.values())


@pytest.mark.timeout(240)
def test_two_districts_at_once_and_a_stranger(people):
    first, second, stranger = people(), people(width=390), people(lang="en-US")
    open_map(first, district_person("140404", 1))
    open_map(second, district_person("140405", 1))
    for page, code in ((first, "140404"), (second, "140405"), (first, "140404")):
        page.reload()
        page.wait_for_selector(".st-key-listbody button", timeout=60_000)
        page.wait_for_timeout(1000)
        said = page.content()
        assert MARKS[code] in said
        assert not [mark for mark in others(code) if mark in said]
    sign_in(stranger, "stranger@example")
    stranger.wait_for_selector(".st-key-sign_in .fault", timeout=60_000)
    stranger.set_viewport_size({"width": 390, "height": 844})
    where = [stranger.locator(f".st-key-sign_in {one}").first.bounding_box() for one in ("h2", ".fault", ".st-key-sign_in_default button")]
    assert [box["y"] for box in where] == sorted(box["y"] for box in where), "where one is, then why one is refused, then what to do"
    assert len({box["x"] for box in where[1:]}) == 1
    assert where[2]["height"] >= 44
    words = stranger.inner_text("body")
    assert "stranger@example has no place here" in words
    assert not any(mark in stranger.content() for mark in MARKS.values())


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("role", "pages"), [("viewer", 5), ("inspector", 7), ("operator", 8)])
def test_a_role_has_its_pages(people, role, pages):
    page = people()
    open_map(page, role_person(role))
    links = {link.get_attribute("href").rsplit("/", 1)[-1] for link in page.locator("[data-testid=stTopNavLink]").all()}
    assert len(links) == pages, links
