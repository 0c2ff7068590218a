"""Thirty forced faults in pages and routes: no path, SQL or trace reaches who asks; a code does, and it finds the trace in the log."""

import asyncio
import re
import runpy
import sqlite3
import tempfile
from pathlib import Path

import pytest
from factories import ROOT
from fake_service import AS_OF, FakeService
from page_parts import markup
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from geomon.errors import GeomonError, UnreadableFile
from geomon.ui import door, home
from geomon.ui.naming import named
from geomon.ui.server import middleware, routes

SQL = "SELECT secret_column FROM secret_table WHERE actor = '甲'"
DISK = Path("/srv/secret place/工作 区/data/register.db")
TELLS = re.compile(r"Traceback|File \"|site-packages|SELECT |secret|/srv/|/opt/|/home/|/tmp/|0x[0-9a-f]{6,}"
                   r"|\b(?!ServerError)[A-Z]\w*(?:Error|Exception)\b|sqlalchemy")
"""What no page and no answer says."""
CODE = re.compile(r"(?:代码|Code) ([0-9a-f]{6})")
UNFORESEEN = [
    lambda: ZeroDivisionError("secret detail"), lambda: KeyError("secret_column"), lambda: RuntimeError(f"cannot open {DISK}"),
    lambda: OperationalError(SQL, {}, sqlite3.OperationalError(f"no such table: secret_table in {DISK}")),
    lambda: OSError(2, "No such file", str(DISK)), lambda: MemoryError(), lambda: UnicodeDecodeError("utf-8", b"secret", 0, 1, "bad"),
    lambda: AttributeError("'NoneType' object has no attribute 'secret'"), lambda: RecursionError("secret"),
    lambda: AssertionError(f"{tempfile.gettempdir()}/geomon-secret/data.shp"),
]
FORESEEN = [
    lambda: GeomonError("the disk is full; nothing of this change was saved.", where=DISK, how="Free some space, then try again."),
    lambda: UnreadableFile("this file is not a geomon register.", where=DISK, how="Move it away."),
    lambda: GeomonError(f"{home.root()}/data/layers/a.csv cannot be read.", where=home.root() / "data" / "secret.db"[7:],
                        how=f"Look into {tempfile.gettempdir()}/geomon-x1."),
]
DOORS = [  # method that breaks, page that needs it, what else its address says
    ("situation", "map", {}), ("catalog", "map", {}), ("card", "map", {"chosen": "first"}), ("brief", "overview", {}),
    ("situation", "overview", {}), ("catalog", "planning", {}), ("visits", "field", {"site": "first"}), ("situation", "field", {}),
    ("card", "field", {"site": "first"}), ("task_card", "map", {"task": "first", "mode": "tasks"}),
]


def page():
    """What AppTest runs: it takes the source of this function, so all it needs is imported in it."""
    import streamlit as st

    from geomon.ui import home
    from geomon.ui.page import run

    service = st.session_state["service"]
    home.service = lambda: service
    run(service)


def broken(method, make):
    """The service whose method fails; how often it was asked."""
    service, asked = FakeService(8), []

    def fails(*_, **__):
        asked.append(method)
        raise make()
    setattr(service, method, fails)
    return service, asked


def shown(app):
    """All that a page says, titles and errors of Streamlit among it."""
    values = (str(e.value) for kind in ("markdown", "caption", "text", "error") for e in app.get(kind) if hasattr(e, "value"))
    return "\n".join([markup(app), *values, *(b.label for b in app.button), *(e.message for e in app.exception)])


@pytest.fixture
def visit(monkeypatch):
    """visit(service, page, address) -> the page as text, in Chinese and English in turn."""
    monkeypatch.setattr(home, "service", home.service)
    home._base.cache_clear()

    def open_(service, desk, query, lang):
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["service"], app.session_state["lang"] = service, lang
        firsts = {"chosen": next(iter(service.sites)), "site": next(iter(service.sites)), "task": next(iter(service.tasks))}
        for name, value in ({"desk": desk} if desk != "map" else {} | query).items():
            app.query_params[name] = firsts.get(name, value) if value == "first" else value
        for name, value in query.items():
            app.query_params[name] = firsts.get(name, value) if value == "first" else value
        return shown(app.run())
    yield open_
    home._base.cache_clear()


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("n", range(20))
def test_a_fault_in_a_page(n, visit, caplog):
    method, desk, query = DOORS[n % 10]
    foreseen = n >= 10
    make = FORESEEN[n % 3] if foreseen else UNFORESEEN[n]
    service, asked = broken(method, make)
    text = visit(service, desk, query, ("zh", "en")[n % 2])
    if not asked:
        pytest.fail(f"{desk} did not ask for {method}")
    assert TELLS.findall(text) == []
    if foreseen:
        assert "register.db" in text or ".db" in text or "a.csv" in text
    else:
        code = CODE.search(text)[1]
        lines = [record for record in caplog.records if code in record.getMessage()]
        assert len(lines) == 1
        assert lines[0].exc_info[0] is type(make())


ROUTES = [
    ("version", "/tiles/version"), ("situation", f"/tiles/sites/{AS_OF}/5/25/12.pbf"), ("situation", f"/tiles/counties/{AS_OF}.json"),
    ("basemap", "/assets/base.json"), ("areas_on", f"/tiles/areas/protected_area/5/25/12.pbf?on={AS_OF}"),
    ("photo", f"/photos/{'0' * 64}.jpg"),
    ("situation", f"/print/view?at=9/39.4/106.8&on={AS_OF}"), ("situation", "/api/collections/sites/items"),
    ("basemap", "/api/collections/sites"),
    ("situation", f"/tiles/sites/{AS_OF}/many.bin?tiles=5/25/12"),
]


def get(path):
    """Status and body of one call, as a server makes it."""
    app, sent = Starlette(routes=list(routes()), middleware=list(middleware())), []
    path, _, query = path.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "root_path": "", "query_string": query.encode(),
             "headers": [], "http_version": "1.1", "scheme": "http", "server": ("127.0.0.1", 1), "client": ("127.0.0.1", 2)}

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(m.get("body", b"") for m in sent[1:]).decode()


@pytest.mark.parametrize("n", range(10))
@pytest.mark.parametrize("foreseen", [False, True])
def test_a_fault_in_a_route(n, foreseen, monkeypatch, caplog):
    method, path = ROUTES[n]
    service, asked = broken(method, FORESEEN[n % 3] if foreseen else UNFORESEEN[n])
    service.layers = service.catalog().layers if method != "catalog" else ()
    monkeypatch.setattr(home, "_open", lambda root: service)
    for kept in (home._base, home._counts):
        kept.cache_clear()
    for kept in ("_tiles", "_areas"):
        monkeypatch.setattr(home, kept, type(getattr(home, kept))())
    status, text = get(path)
    assert asked
    assert status in (500, 503), text
    assert TELLS.findall(text) == []
    if not foreseen:
        code = CODE.search(text)[1]
        assert any(code in record.getMessage() and record.exc_info for record in caplog.records)
    for kept in (home._base, home._counts):
        kept.cache_clear()


def failing():
    """What Streamlit calls when a button's act or the script itself has failed."""
    from geomon.ui import door

    door.uncaught(ZeroDivisionError("secret detail"))


@pytest.mark.filterwarnings("ignore")
def test_a_fault_of_a_button_is_told_likewise(caplog):
    assert runpy.run_path(str(ROOT / "app.py"))["app"]._on_script_error is door.uncaught
    text = shown(AppTest.from_function(failing, default_timeout=30).run())
    assert TELLS.findall(text) == []
    code = CODE.search(text)[1]
    assert [r.exc_info[0] for r in caplog.records if code in r.getMessage()] == [ZeroDivisionError]


@pytest.mark.parametrize(("said", "shows"), [
    (str(DISK), "register.db"), ("register.db", "register.db"), ("plan#1", "plan#1"), (f"{home.root()}/layers/a.toml", "layers/a.toml"),
    ("C1500/2 亩", "C1500/2 亩"), ("", ""),
])
def test_files_are_named_as_the_workspace_names_them(said, shows):
    assert named(said) == shows
