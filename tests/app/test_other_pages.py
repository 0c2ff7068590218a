"""The overview and the planning page over the fake service."""

import re
import tomllib
from pathlib import Path

from fake_service import FakeService
from page_parts import button, markup, rows

from geomon.ui import planning_sites
from geomon.ui.words import catalogue


class Bare(FakeService):
    """A workspace in which nothing was built yet."""

    def __init__(self):
        super().__init__(0)
        self.tasks.clear()


def test_the_overview_begins_with_a_sentence_that_can_be_sent(open_page):
    app = open_page(desk="overview")
    assert not app.exception
    said = app.code[0].value
    done = sum(status.light == "green" for _, status, _ in app.session_state["service"].tasks.values())
    assert f"76项，已完成{done}项" in said
    assert said.endswith("。")


def test_the_sentence_is_plain_english_too(open_page):
    assert re.match(r"As of 15 Dec 2024, 3 cities hold 76 tasks: \d+ done", open_page(desk="overview", lang="en").code[0].value)


def test_a_figure_opens_its_rows_on_the_map(open_page):
    app = open_page(desk="overview")
    figure = button(app, "fig_red")
    number = figure.label.split("**")[1]
    figure.click().run()
    assert f"{number} / 76" in markup(app)
    assert app.session_state["view"].mode == "tasks"


def test_the_deadline_figure_opens_exactly_its_tasks(open_page):
    app = open_page(desk="overview")
    number = button(app, "fig_soon").label.split("**")[1]
    button(app, "fig_soon").click().run()
    assert f"{number} / {number}" in markup(app)


def test_every_completion_row_opens_as_many_tasks_as_it_says(open_page):
    for group in ("county", "unit", "section", "layer"):
        app = open_page(desk="overview")
        next(g for g in app.button_group if g.key == "w_by_zh").set_value(group).run()
        bar = next(b for b in app.button if b.key.startswith("bar_"))
        total = re.search(r"~~\d+ / (\d+)~~", bar.label).group(1)
        bar.click().run()
        assert f"{total} / {total}" in markup(app), group


def test_an_empty_register_says_what_to_do(open_page):
    assert "登记册里还没有任务" in markup(open_page(Bare(), desk="overview"))


def by_sites(open_page):
    """The planning page, switched to all sites."""
    app = open_page(desk="planning")
    return next(g for g in app.button_group if g.key == "w_plan_mode_zh").set_value("sites").run()


def test_the_source_of_the_layers_that_geomon_brings_is_said_in_the_language_of_the_page():
    layer = Path(__file__).parents[2] / "layers" / f"{planning_sites.LAYER}.toml"
    licence = tomllib.loads(layer.read_text(encoding="utf-8"))["licence"]
    assert catalogue().get(licence, ("",))[0].isascii() is False


def test_a_link_opens_planning_by_sites_and_the_address_says_so(open_page):
    app = by_sites(open_page)
    assert app.query_params["plan"] in ("sites", ["sites"])
    again = open_page(desk="planning", plan="sites")
    assert not again.exception
    assert next(g for g in again.button_group if g.key == "w_plan_mode_zh").value == "sites"
    back = next(g for g in again.button_group if g.key == "w_plan_mode_zh").set_value("area").run()
    assert "plan" not in back.query_params


def test_planning_says_cannot_tell_with_its_reason(open_page):
    app = by_sites(open_page)
    assert not app.exception
    assert "不能判断" in markup(app)
    assert rows(app)
    assert any("只知外接矩形" in (b.help or "") for b in rows(app))


def test_a_site_of_the_planning_list_opens_on_the_map(open_page):
    app = by_sites(open_page)
    rows(app)[0].click().run()
    site = app.session_state["plan_chosen"]
    button(app, "plan_open").click().run()
    assert app.session_state["view"].chosen == site
    assert button(app, "kpi_all_")
