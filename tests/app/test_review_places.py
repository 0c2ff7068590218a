"""Places in doubt, without a browser: two sides with their sentences, one answer each, taken back, overtaken, none left."""

import json

import pytest
from factories import plan_text, write_document
from page_parts import button, markup

from geomon.service import open_service

PROBLEMS = {"1": "海南区恒泰露天煤矿边坡没有治理。", "2": "海南区恒泰铁矿的边坡没有治理。",
            "3": "乌达区昌盛露天煤矿<b>边坡</b>没有治理。", "4": "乌达区昌盛铁矿的边坡没有治理。"}


@pytest.fixture
def doubted(service, workspace):
    """A register with two pairs of sites that may be one."""
    write_document(workspace, "plan.txt", plan_text(PROBLEMS, {"4": "2025年12月底"}))
    service.build()
    assert len(service.places_in_doubt().pairs) == 2
    return service


@pytest.fixture
def opened(open_page, doubted):
    """The page at its first pair."""
    return open_page(doubted, desk="review", doubt=doubted.places_in_doubt().pairs[0].ident)


def shown(app):
    return next(said["html"] for one in app.get("bidi_component") if "html" in (said := json.loads(one.proto.json)))


def left(app):
    return markup(app).split("panehead")[1].split("</div>")[0]


def test_a_pair_is_shown_with_both_sentences_escaped_and_the_reasons(opened):
    assert not opened.exception
    assert "这两处是同一个地点吗？" in markup(opened)
    assert "还有 2 对" in markup(opened)
    html = shown(opened)
    assert html.count("<section>") == 2
    assert "<b>边坡" not in html
    assert "只差通用词" in html
    assert [button(opened, key).label[-3:] for key in ("opt_1", "opt_2", "rv_later")] == ["`1`", "`2`", "`S`"]
    assert opened.query_params["doubt"].startswith("pair-")


def test_same_different_and_undo_with_one_key_each(opened, doubted):
    first = opened.query_params["doubt"]
    button(opened, "opt_1").click().run()
    assert not opened.exception
    assert opened.query_params["doubt"] != first
    assert len(doubted.places_in_doubt().pairs) == 1
    button(opened, "opt_2").click().run()
    assert "没有存疑的地点" in markup(opened)
    assert [said.kind for said in doubted.places_in_doubt().judged] == ["different", "same"]
    button(opened, "rv_undo").click().run()
    button(opened, "rv_undo").click().run()
    assert opened.query_params["doubt"] == first
    assert "还有 2 对" in markup(opened)


def test_later_next_and_back(opened):
    first = opened.query_params["doubt"]
    button(opened, "rv_later").click().run()
    second = opened.query_params["doubt"]
    assert second != first
    assert "稍后" in next(b.label for b in opened.button if b.key == "then_1")
    button(opened, "rv_next").click().run()
    assert opened.query_params["doubt"] == first
    button(opened, "rv_back").click().run()
    assert opened.query_params["doubt"] == second


def test_an_answer_that_somebody_overtook_is_said(opened, workspace):
    other = open_service(workspace)
    other.judge(other.places_in_doubt().pairs[0], "different", actor="乙")
    other.close()
    button(opened, "opt_1").click().run()
    assert "乙" in markup(opened)
    assert "还有 1 对" in markup(opened)
    assert "不是同一处" in markup(opened)


def test_the_tab_leads_there_and_back_and_says_when_nothing_is_in_doubt(open_page, service, workspace):
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    app = open_page(service, lang="en", desk="review")
    mode = next(g for g in app.button_group if g.key == "w_review_mode_en")
    mode.set_value("places").run()
    assert not app.exception
    assert "No place is in doubt" in markup(app)
    next(g for g in app.button_group if g.key == "w_review_mode_en").set_value("doubts").run()
    assert not app.exception
    assert "Nothing is in doubt" in markup(app)


def test_a_link_to_a_pair_that_is_gone_opens_the_first(open_page, doubted):
    app = open_page(doubted, desk="review", doubt="pair-gone")
    assert app.query_params["doubt"] == doubted.places_in_doubt().pairs[0].ident
