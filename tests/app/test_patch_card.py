"""The card of a patch: what is written of it and not saved is kept, and stands beside what another person saved meanwhile."""

import re

import geopandas as gpd
import pytest
import shapely
from factories import plan_text, write_document
from fake_service import FakeService
from page_parts import button, field, markup

from geomon.people import ROLES, Actor
from geomon.service.seats import Seats
from geomon.ui.parts import handle

DECLARED = """title = "图斑"
title_en = "Patches"
kind = "patches"
geometry = "polygon"
source = "layers/patches.geojson"
licence = "Invented"
"""


@pytest.fixture
def patched(workspace, service):
    """A workspace with one patch on which nobody has said anything."""
    frame = gpd.GeoDataFrame([{"图斑编号": "P-1", "核查结果": "", "geometry": shapely.box(106.8, 39.4, 106.81, 39.41)}], crs="EPSG:4490")
    frame.to_file(workspace.root / "data" / "layers" / "patches.geojson", driver="GeoJSON")
    (workspace.root / "layers" / "patches.toml").write_text(DECLARED, encoding="utf-8")
    service.build()
    return service


def patch(service):
    return service.patches(service.settings.today())[0]


@pytest.fixture
def card(open_page, patched):
    """card(name) -> the page of an operator with the card of the patch open."""
    def open_(name="甲"):
        seat = Seats(patched).seat(lambda: Actor(name, frozenset(("operator",)), ROLES["operator"]))
        app = open_page(seat, mode="patches", chosen=patch(patched).id)
        assert not app.exception
        return app
    return open_


def write(app, verdict, reason):
    field(app.radio, "patch_verdict_").set_value(verdict).run()
    field(app.text_area, "patch_reason_").set_value(reason).run()
    assert not app.exception
    return app


def keep(app):
    field(app.button, "patch_keep").click().run()
    assert not app.exception


def test_a_word_is_saved_and_the_form_is_empty_again(card, patched):
    app = write(card(), "legal", "有采矿许可证")
    keep(app)
    assert (patch(patched).verdict, patch(patched).reason, patch(patched).actor) == ("legal", "有采矿许可证", "甲")
    assert field(app.text_area, "patch_reason_").value == ""
    assert "的草稿" not in markup(app)
    field(app.button, "patch_undo_").click().run()
    assert patch(patched).seq is None


def test_what_it_rests_on_is_there_again_after_a_reload_for_its_author_alone(card):
    write(card("甲"), "illegal", "越界开采")
    again = card("甲")
    assert (field(again.radio, "patch_verdict_").value, field(again.text_area, "patch_reason_").value) == ("illegal", "越界开采")
    assert field(card("乙").text_area, "patch_reason_").value == ""


def test_a_word_without_a_reason_is_told_and_nothing_is_lost(card, patched):
    app = card()
    field(app.radio, "patch_verdict_").set_value("legal").run()
    keep(app)
    assert '<div class="fault"' in markup(app)
    assert field(app.radio, "patch_verdict_").value == "legal"
    assert patch(patched).seq is None


@pytest.mark.parametrize("reload", [False, True])
def test_a_reason_that_was_typed_stands_beside_what_another_saved_meanwhile(card, patched, reload):
    app = write(card("甲"), "illegal", "甲看到越界开采")
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    if reload:
        app = card("甲")
    else:
        keep(app)
    assert patch(patched).actor == "乙"
    shown = markup(app).split('<div class="clash"')[1].replace("<mark>", "").replace("</mark>", "")
    assert ["甲看到越界开采" in shown, "乙看到许可证" in shown, "乙 保存了另一份内容" in shown] == [True, True, True]
    field(app.button, "clash_mine_").click().run()
    assert (patch(patched).verdict, patch(patched).reason) == ("illegal", "甲看到越界开采")
    assert '<div class="clash"' not in markup(app)


def test_only_a_reason_stays_without_a_verdict_beside_what_another_saved(card, patched):
    app = card("甲")
    field(app.text_area, "patch_reason_").set_value("还没想好").run()
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    keep(app)
    assert field(app.radio, "patch_verdict_").value is None
    assert '<div class="fault"' not in markup(app)                 # that a verdict lacks is no matter while two words are compared
    again = card("甲")
    assert field(again.radio, "patch_verdict_").value is None
    field(again.button, "clash_mine_").click().run()
    assert ('<div class="clash"' in markup(again), '<div class="fault"' in markup(again)) == (False, True)
    field(again.radio, "patch_verdict_").set_value("visit").run()
    keep(again)
    assert (patch(patched).verdict, patch(patched).reason) == ("visit", "还没想好")


def test_theirs_is_taken_and_mine_is_put_aside(card, patched):
    app = write(card("甲"), "illegal", "甲看到越界开采")
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    keep(app)
    field(app.button, "clash_theirs_").click().run()
    assert patch(patched).verdict == "legal"
    assert field(app.text_area, "patch_reason_").value == ""
    field(app.button, "draft_up_aside_").click().run()
    assert field(app.text_area, "patch_reason_").value == "甲看到越界开采"


def test_the_record_takes_a_word_on_a_patch_back(open_page, patched):
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    patched.judge_patch(patch(patched), "illegal", "甲看到越界开采", "甲")
    newest = patch(patched).seq
    seat = Seats(patched).seat(lambda: Actor("甲", frozenset(("operator",)), ROLES["operator"]))
    app = open_page(seat, desk="record")
    undo = {one.key for one in app.button if one.key.startswith("undo_event_")}
    assert undo == {f"undo_event_{newest}"}, "to take back a verdict that holds no more would change nothing"
    button(app, f"undo_event_{newest}").click().run()
    assert not app.exception
    assert (patch(patched).verdict, patch(patched).actor) == ("legal", "乙")
    assert {one.key for one in app.button if one.key.startswith("undo_event_")} == {f"undo_event_{newest - 1}"}
    taken = markup(app).split('<div class="event')[1]
    assert "判定图斑 (甲): 违法" in taken
    assert '<span lang="zh">P-1</span>' in taken


def test_who_may_read_the_record_and_not_judge_is_offered_no_undo(open_page, patched):
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    auditor = Seats(patched).seat(lambda: Actor("丁", frozenset(("auditor",)), frozenset(("view", "read_record"))))
    app = open_page(auditor, desk="record")
    assert "乙看到许可证" in markup(app)
    assert not [one for one in app.button if (one.key or "").startswith("undo_event_")]


def test_a_task_that_a_patch_meets_is_named_and_not_numbered(open_page, workspace, patched):
    write_document(workspace, "plan.txt", plan_text())
    mines = workspace.root / "data" / "layers" / "mine.csv"
    mines.write_text(mines.read_text(encoding="utf-8").replace(",point,2000,", ",point,200,"), encoding="utf-8")
    patched.build()
    sites = patched.situation(patched.settings.today()).sites
    site = sites[sites["name"].str.contains("万源")].iloc[0]
    frame = gpd.read_file(workspace.root / "data" / "layers" / "patches.geojson")
    around = shapely.box(site["lon"] - .001, site["lat"] - .001, site["lon"] + .001, site["lat"] + .001)
    frame.set_geometry([around]).set_crs(4490, allow_override=True).to_file(workspace.root / "data" / "layers" / "patches.geojson",
                                                                            driver="GeoJSON")
    patched.build()
    task = patch(patched).tasks[0]
    row = patched.situation(patched.settings.today()).task(task)
    app = open_page(patched, mode="patches", chosen=patch(patched).id)
    label = field(app.button, "patch_task_").label
    assert str(row["title"] or row["problem"])[:8] in label
    assert task not in label


def tinted(app):
    """Keys of the buttons that the rule of what is chosen is about."""
    rules = re.findall(r"<style>([^{}]*)\{ background: var\(--tint, [^}]*inset", markup(app))
    found = set()
    for selector in rules[-1].split(","):
        assert selector.strip().endswith(" button")
        asked = re.findall(r'\*="([^"]+)"|\.([\w-]+)', selector)
        assert asked
        found |= {one.key for one in app.button
                  if all(part in f"st-key-{one.key}" if part else whole == f"st-key-{one.key}" for part, whole in asked)}
    return found


def test_the_row_of_the_chosen_patch_is_tinted_and_no_other_button(card, patched):
    patched.judge_patch(patch(patched), "legal", "乙看到许可证", "乙")
    app = card()
    name = handle(patch(patched).id)
    assert {f"patchrow_{name}", f"patch_undo_{name}"} <= {one.key for one in app.button}
    assert tinted(app) == {f"patchrow_{name}"}


def test_the_row_of_the_chosen_site_is_tinted_and_no_other(open_page):
    service = FakeService()
    site = next(iter(service.sites))
    app = open_page(service, chosen=site)
    assert tinted(app) == {one.key for one in app.button if one.key.startswith("row_") and one.key.endswith(handle(site))}
    assert len(tinted(app)) == 1
