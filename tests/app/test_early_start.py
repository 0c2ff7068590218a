"""The page Map right after a start: map, list and counts are there, the card says what it waits for and then fills itself."""

import pytest
from factories import day
from page_parts import markup, rows

from geomon.service import open_service, opening, staying

TODAY = day("2024-12-15")
WAITS = "启动后正在读取台账"


@pytest.fixture
def restarted(planned, workspace, monkeypatch):
    monkeypatch.setattr(opening, "FROM_SITES", 0)
    situation = planned.situation(TODAY)
    base = planned._snapshot.bases[frozenset(name for name, _, _ in planned.catalog().counties)]
    planned._opening.keep_now(planned._snapshot, base, {"counties": sorted(name for name, _, _ in planned.catalog().counties),
                                                        **planned._rest()})
    again = open_service(workspace)
    yield again, situation
    again.close()


def test_the_map_does_not_wait_and_the_card_follows(open_page, restarted, monkeypatch):
    service, situation = restarted
    with monkeypatch.context() as slow:
        slow.setattr(service._opening, "has_read", lambda: False)
        app = open_page(service)
        assert not app.exception
        assert service._snapshot is None, "nothing on the page waited for the register"
        assert len(rows(app)) == len(situation.sites)
        assert WAITS in markup(app)
    with staying(service):
        pass
    app.run()
    assert WAITS not in markup(app)
    assert "<mark>" in markup(app)
