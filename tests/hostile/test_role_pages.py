"""Roles x pages x what a page can do, by the page: what a role may not is absent or closed, and pressing it anyway is refused.

Whoever has a page open when a right is taken from them presses what is still there: nothing is written. `GEOMON_CELLS=all` opens every page
for every role; a run of the tests opens a quarter of them, another quarter for each role in turn.
"""

import os
from types import SimpleNamespace

import pytest
from factories import day, plan_text, report_text, write_document
from streamlit.testing.v1 import AppTest

from geomon.errors import NotAllowed
from geomon.people import ROLES, Actor
from geomon.service.seats import Seats
from geomon.ui import home, sign_in_page

WHOLE = os.environ.get("GEOMON_CELLS") == "all"
DUES = {"1": "2026年10月前"}
ROWS = """
                viewer public inspector unit acceptor.county acceptor.city acceptor.province publisher operator
map             x      x      x         x    x               x             x                 x         x
overview        x      x      x         x    x               x             x                 x         x
planning        x      x      x         x    x               x             x                 x         x
field           x      x      x         x    x               x             x                 x         x
documents       .      .      x         .    x               x             x                 x         x
review          .      .      x         .    x               x             x                 x         x
layers          x      x      x         x    x               x             x                 x         x
record          .      .      .         .    .               .             .                 .         x
intake          .      .      .         .    .               .             .                 .         x
rv_confirm      .      .      .         .    .               .             .                 .         x
rv_edit         .      .      .         .    .               .             .                 .         x
field_record    .      .      x         .    x               x             x                 .         .
reading_take_0  .      .      .         .    .               .             .                 .         x
layer_repair    .      .      x         x    x               x             x                 x         x
record_verify   .      .      .         .    .               .             .                 .         x
steps_take      .      .      .         x    .               x             x                 .         .
letters_sent    .      .      .         .    x               x             x                 .         .
letters_draft   .      .      .         .    x               x             x                 .         .
"""
LINES = ROWS.strip().splitlines()
NAMES = LINES[0].split()
TABLE = {line.split()[0]: dict(zip(NAMES, (mark == "x" for mark in line.split()[1:]), strict=True)) for line in LINES[1:]}
PAGES = list(home.PAGES)
WIDGETS = {  # what can be done on a page: name in the table, key of the widget
    "map": {}, "overview": {}, "planning": {}, "documents": {"intake": "files_"}, "record": {"record_verify": "record_verify"},
    "review": {"rv_confirm": "rv_confirm", "rv_edit": "rv_edit"}, "field": {"field_record": "field_record"},
    "layers": {"layer_repair": "layer_repair", "reading_take_0": "reading_take_"},
}


@pytest.fixture(scope="module")
def served(tmp_path_factory, places_cache):
    """A workspace with a plan in which a deadline is in doubt, and a report on it; only looked at."""
    import dataclasses
    import shutil

    from geomon.service import init_workspace, open_service
    from geomon.settings import load_settings

    root = tmp_path_factory.mktemp("pages") / "ws"
    init_workspace(root)
    shutil.copytree(places_cache, root / "data" / "cache")
    settings = dataclasses.replace(load_settings(root, {}), as_of=day("2024-12-15"), counties=("150300",))
    write_document(settings, "plan.txt", plan_text(dues=DUES))
    write_document(settings, "report.txt", report_text({"3": "正在整改"}, date="2024年11月20日"))
    opened = open_service(settings)
    opened.build()
    yield opened
    opened.close()


def page():
    """What AppTest runs: it takes the source of this function, so all it needs is imported in it."""
    import streamlit as st

    from geomon.ui import home
    from geomon.ui.page import run

    service = st.session_state["service"]
    home.service = lambda: service
    run(service)


def person(role, name="甲"):
    return Actor(name, frozenset((role,)), ROLES[role])


@pytest.fixture
def open_as(served, monkeypatch):
    """open_as(role, desk=…) -> the page as it is, and a box that holds who has it."""
    monkeypatch.setattr(home, "service", home.service)
    home._base.cache_clear()

    def open_(role, **query):
        box = SimpleNamespace(who=person(role))
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["service"] = Seats(served).seat(lambda: box.who)
        app.session_state["lang"] = "zh"
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app, box
    yield open_
    home._base.cache_clear()


def words(app):
    return "".join(element.proto.body for element in app.get("html"))


def opened(app):
    """Keys of the widgets that can be pressed."""
    found = {one.key for kind in ("button", "radio", "checkbox") for one in getattr(app, kind) if one.key and not one.disabled}
    found |= {element.proto.id.split("-")[-1] for kind in ("download_button", "file_uploader") for element in app.get(kind)}
    return found


def has(found, key):
    return any(one == key or one.startswith(key) for one in found)


def test_the_table_has_every_role_and_page():
    assert set(NAMES) == set(ROLES)
    assert set(PAGES) == set(WIDGETS) == set(list(TABLE)[:len(PAGES)])


@pytest.mark.parametrize("role", NAMES)
def test_every_page_of_a_role(served, open_as, role):
    own = sign_in_page.pages(Seats(served).seat(lambda: person(role)))
    assert {one: one in own for one in PAGES} == {one: TABLE[one][role] for one in PAGES}
    chosen = served.situation(day("2024-12-15")).sites["id"].iloc[0]
    some = PAGES if WHOLE else [one for n, one in enumerate(PAGES) if (n + NAMES.index(role)) % 4 == 0]
    for one in some:
        query = {"field": {"site": chosen}, "layers": {}}.get(one, {})
        if not TABLE[one][role]:
            with pytest.raises(NotAllowed):
                ask_for(Seats(served).seat(lambda: person(role)), one)
            continue
        app, _ = open_as(role, desk=one, **query)
        assert "出了不该出的错" not in words(app), one
        if one == "layers":
            next(b for b in app.button if b.key == "look_mine").click().run()
        found = opened(app)
        wrong = [name for name, key in WIDGETS[one].items() if has(found, key) is not TABLE[name][role]]
        assert not wrong, (one, sorted(found))


def ask_for(seat, one):
    """Ask for what a page shows, as the page would."""
    return {"documents": seat.documents, "review": lambda: seat.review("plan"), "record": lambda: seat.record}[one]()


STEPS = [("letters_sent", "card_letter"), ("letters_draft", "card_letter"), ("steps_take", "card_steps")]


@pytest.mark.parametrize("role", NAMES if WHOLE else ["viewer", "unit", "acceptor.county"])
def test_the_sheet_of_a_task_offers_a_role_its_own(open_as, role):
    app, _ = open_as(role, chosen="report#3", mode="tasks")
    part = ""
    for key, way in STEPS:
        if way != part:
            part = way
            next(b for b in app.button if b.key == way).click().run()
        assert has(opened(app), key) is TABLE[key][role], (key, sorted(opened(app)))


PRESSED = [  # role, query, what opens it, what is pressed, the role that is left to the person, what they are told
    ("acceptor.city", {"chosen": "report#3", "mode": "tasks"}, "card_letter", "letters_sent", "viewer", "你的角色"),
    ("unit", {"chosen": "report#3", "mode": "tasks"}, "card_steps", "steps_take", "viewer", "你的角色"),
    ("operator", {"desk": "review"}, None, "rv_confirm", "inspector", "你的角色"),
    ("operator", {"desk": "record"}, None, "record_verify", "viewer", ""),
]


@pytest.mark.parametrize(("role", "query", "way", "key", "left", "told"), PRESSED, ids=lambda one: str(one) if isinstance(one, str) else "")
def test_what_is_pressed_after_the_right_is_gone_is_refused_and_nothing_is_written(served, open_as, role, query, way, key, left, told):
    app, box = open_as(role, **query)
    if way:
        next(b for b in app.button if b.key == way).click().run()
    for field in app.text_input:
        if field.key and field.key.startswith("letters_paper"):
            field.set_value("函 1 号")
    for field in app.text_area:
        field.set_value("说明")
    before = served.version()
    button = next(b for b in app.button if b.key == key)
    box.who = person(left)
    button.click().run()
    assert served.version() == before
    assert not app.exception
    assert "出了不该出的错" not in words(app)
    assert told in words(app)
