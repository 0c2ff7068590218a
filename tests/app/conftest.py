"""A page over the fake service, run without a browser."""

import pytest
from fake_service import FakeService
from streamlit.testing.v1 import AppTest


def page():
    """What AppTest runs: it takes the source of this function, so all it needs is imported in it."""
    import streamlit as st

    from geomon.ui import home
    from geomon.ui.page import run

    service = st.session_state["service"]
    home.service = lambda: service
    run(service)


@pytest.fixture
def open_page(monkeypatch):
    """open_page(query, service=…) -> AppTest after its first run."""
    from geomon.ui import home
    monkeypatch.setattr(home, "service", home.service)
    home._base.cache_clear()

    def open_(service=None, lang="zh", **query):
        app = AppTest.from_function(page, default_timeout=30)
        app.session_state["service"] = service or FakeService()
        app.session_state["lang"] = lang
        for name, value in query.items():
            app.query_params[name] = value
        return app.run()
    yield open_
    home._base.cache_clear()
