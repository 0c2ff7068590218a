"""The manager's parts of the overview over the fake service: time, calendar, gaps, what comes next, hectares."""

import datetime as dt
import re

import pytest
from fake_service import AS_OF, FakeService
from page_parts import button, markup

from geomon.ui.overview_time import stops


def number(app, key):
    return int(button(app, key).label.split("**")[1].replace(",", ""))


def table(app, column):
    return next(d.value for d in app.dataframe if column in d.value.columns)


class Measured(FakeService):
    """Sites with an area."""

    def situation(self, as_of):
        found = super().situation(as_of)
        found.sites["area_ha"] = [float(n) for n in range(len(found.sites))]
        return found


def test_the_slider_moves_the_date_of_every_page_and_goes_into_the_link(open_page):
    app = open_page(desk="overview")
    app.select_slider[0].set_value(dt.date(2024, 11, 30)).run()
    assert app.session_state["view"].as_of == dt.date(2024, 11, 30)
    assert "2024-11-30" in app.query_params["as_of"]
    assert "2024年11月30日" in app.code[0].value
    app.session_state["go"] = "map"
    assert next(d for d in app.run().date_input).value == dt.date(2024, 11, 30)


def test_a_step_goes_to_the_end_of_the_month_and_back_to_the_own_date(open_page):
    app = open_page(desk="overview")
    assert button(app, "time_own").disabled
    button(app, "time_after").click().run()
    assert app.session_state["view"].as_of == dt.date(2024, 12, 31)
    button(app, "time_after").click().run()
    assert app.session_state["view"].as_of == dt.date(2025, 1, 31)
    button(app, "time_before").click().run()
    button(app, "time_own").click().run()
    assert app.session_state["view"].as_of is None
    assert "as_of" not in app.query_params


def test_a_date_far_from_the_months_of_the_slider_is_one_of_its_stops():
    for shown in (dt.date(2001, 3, 4), AS_OF, dt.date(2090, 5, 6)):
        found = stops(AS_OF, shown, dt.date(2024, 1, 31))
        assert {shown, AS_OF} <= set(found)
        assert found == sorted(found)


def test_the_calendar_has_every_open_deadline_of_the_month_and_a_day_opens_its_rows(open_page):
    app = open_page(desk="overview")
    tasks = app.session_state["service"].situation(AS_OF).tasks
    here = tasks[(tasks["light"] != "green") & (tasks["due"].dt.strftime("%Y-%m") == "2024-12")]
    days = [b for b in app.button if b.key.startswith("day_2024-12-") and not b.disabled]
    assert len(here)
    assert sum(int(n) for b in days for n in re.findall(r"\](\d+)", b.label)) == len(here)
    day = days[0].key.removeprefix("day_")
    days[0].click().run()
    assert not app.exception
    opened = app.dataframe[-1].value
    assert len(opened) == int((here["due"].dt.strftime("%Y-%m-%d") == day).sum())
    assert {str(due) for due in opened["due"]} == {day}


def test_the_calendar_is_turned_without_moving_the_date_and_follows_when_that_moves(open_page):
    app = open_page(desk="overview")
    button(app, "cal_after").click().run()
    assert "2025年1月" in markup(app)
    assert app.session_state["view"].as_of is None
    button(app, "time_before").click().run()
    assert any(b.key == "day_2024-11-15" for b in app.button)


@pytest.mark.parametrize("key", ["fig_next", "fig_silent"])
def test_a_figure_of_the_month_opens_exactly_its_rows(open_page, key):
    app = open_page(desk="overview")
    before, n = len(app.dataframe), number(app, key)
    button(app, key).click().run()
    assert not app.exception
    assert len(app.dataframe) == before + 1
    assert len(app.dataframe[-1].value) == n


def test_every_unit_opens_as_many_rows_as_it_holds_and_together_they_are_all(open_page):
    app = open_page(desk="overview")
    tasks = app.session_state["service"].brief(AS_OF).tasks
    units = [b for b in app.button if b.key.startswith("turn_")]
    held = [int(re.search(r"`(\d+)`", b.label).group(1)) for b in units]
    assert sum(held) == int((tasks["turns"] != "").sum()) > 0
    units[0].click().run()
    assert len(app.dataframe[-1].value) == held[0]


def test_the_list_of_gaps_holds_open_tasks_with_steps_passed(open_page):
    app = open_page(desk="overview")
    brief = app.session_state["service"].brief(AS_OF)
    shown = table(app, "expected")
    assert len(shown) == int((brief.tasks["stands"].isin(["unheard", "older", "behind"])).sum()) > 0
    steps = shown["steps"].str.split(" / ", expand=True).astype(int)
    assert shown["expected"].tolist() == pytest.approx((100 * steps[0] / steps[1]).tolist())
    assert "节点已过，从无报告" in set(shown["why"])


def test_bars_can_be_measured_in_hectares_and_say_how_many_sites_have_an_area(open_page):
    app = open_page(Measured(), desk="overview")
    sites = app.session_state["service"].situation(AS_OF).sites
    done, ha = sites["area_ha"][sites["light"] == "green"].sum(), sites["area_ha"].sum()
    assert f"{done:,.0f} / {ha:,.0f} 公顷" in button(app, "fig_area").label
    next(g for g in app.button_group if g.key == "w_measure_zh").set_value("area").run()
    bars = [b.label for b in app.button if b.key.startswith("bar_")]
    assert sum(float(re.search(r"~~([\d,]+) ha~~", label).group(1).replace(",", "")) for label in bars) == pytest.approx(ha)


def test_without_an_area_the_share_is_a_dash_and_no_made_up_number(open_page):
    app = open_page(desk="overview")
    assert "**–**" in button(app, "fig_area").label
    next(g for g in app.button_group if g.key == "w_measure_zh").set_value("area").run()
    assert not [b for b in app.button if b.key.startswith("bar_")]


def test_the_sentence_tells_what_the_month_brought_and_what_comes(open_page):
    for lang, words in (("zh", r"本月完成(\d+)项，新增逾期\d+项；到2025-01-31还有(\d+)项可能转红"),
                        ("en", r"this month (\d+) done and \d+ newly overdue; until 2025-01-31 another (\d+) may turn red")):
        app = open_page(desk="overview", lang=lang)
        tasks = app.session_state["service"].brief(AS_OF).tasks
        done, coming = re.search(words, app.code[0].value).groups()
        assert (int(done), int(coming)) == (int(tasks["done_now"].sum()), int((tasks["turns"] == "red").sum()))
