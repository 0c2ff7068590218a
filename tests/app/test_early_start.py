"""The page Map right after a start: map, list and counts are there, the card says what it waits for and then fills itself."""

import geopandas as gpd
import pytest
import shapely
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
                                                        **opening.rest_of(planned.catalog(), workspace.counties)})
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


def test_the_list_of_patches_says_that_it_waits_and_then_fills_itself(open_page, restarted, workspace, monkeypatch):
    service, _ = restarted
    ground = gpd.GeoDataFrame({"图斑编号": ["甲-1"]}, geometry=[shapely.box(106.8, 39.6, 106.81, 39.61)], crs="EPSG:4490")
    ground.to_file(workspace.root / "data" / "layers" / "patches.geojson", driver="GeoJSON")
    (workspace.root / "layers" / "patches.toml").write_text(
        'title = "图斑"\ntitle_en = "Patches"\nkind = "patches"\ngeometry = "polygon"\n'
        'source = "layers/patches.geojson"\nlicence = "Invented"\n',
        encoding="utf-8")
    with monkeypatch.context() as slow:
        slow.setattr(service._opening, "has_read", lambda: False)
        app = open_page(service, mode="patches", chosen="patches/甲-1")
        assert not app.exception
        assert service._snapshot is None, "nothing on the page waited for the register"
        assert markup(app).count(WAITS) == 2                          # in the list and on the card
    with staying(service):
        pass
    app.run()
    assert WAITS not in markup(app)
    assert "甲-1" in markup(app)
