"""The map page: what is shown, what a click does, what a fault says. The map itself needs a browser (tests/browser)."""

import datetime as dt

import pytest
from fake_service import AS_OF, FakeService
from page_parts import button, markup, rows

from geomon.errors import UnreadableFile


def test_the_page_opens_with_tiles_list_and_the_most_urgent_card(open_page):
    app = open_page()
    assert not app.exception
    assert [b.key for b in app.button][:6] == ["kpi_red_", "kpi_yellow_", "kpi_blue_", "kpi_green_", "kpi_grey_", "kpi_all_"]
    assert rows(app)[0].key.startswith("row_red_")
    assert 'class="gm red"' in markup(app)
    assert "<mark>" in markup(app)


def test_the_tiles_count_what_the_list_holds(open_page):
    app = open_page()
    total = sum(int(b.label.split("**")[1]) for b in app.button if b.key.startswith("kpi_") and "all" not in b.key)
    assert total == 70
    assert "70 / 70" in markup(app)


def test_lights_add_up_and_all_takes_them_off(open_page):
    app = open_page()
    red, yellow = (int(button(app, f"kpi_{light}_").label.split("**")[1]) for light in ("red", "yellow"))
    button(app, "kpi_red_").click().run()
    assert f"{red} / 70" in markup(app)
    button(app, "kpi_yellow_").click().run()
    assert f"{red + yellow} / 70" in markup(app)
    assert button(app, "kpi_blue_").label.startswith("**18**")
    button(app, "kpi_all_").click().run()
    assert "70 / 70" in markup(app)


def test_a_row_opens_its_card_and_the_choice_goes_into_the_address(open_page):
    app = open_page()
    second = rows(app)[1]
    name = second.label.split("**")[1]
    second.click().run()
    assert f"<h3 lang=\"zh\">{name}</h3>" in markup(app)
    assert app.query_params["chosen"] == app.session_state["view"].chosen


def test_a_link_opens_filters_choice_date_and_language(open_page):
    app = open_page(lang=None, layers="mine", lights="red", as_of="2024-11-01", areas="吴忠市")
    assert app.session_state["view"].layers == ("mine",)
    assert app.date_input[0].value == dt.date(2024, 11, 1)
    assert all("矿山" not in b.label for b in rows(app))
    assert all(b.key.startswith("row_red_") for b in rows(app))


def test_beyond_fifty_rows_the_list_has_pages(open_page):
    app = open_page()
    assert len(rows(app)) == 50
    button(app, "pager_on").click().run()
    assert len(rows(app)) == 20
    assert button(app, "pager_on").disabled


def test_a_search_for_nothing_says_what_to_do(open_page):
    app = open_page(text="不存在")
    assert not rows(app)
    assert "没有符合条件的点位" in markup(app)
    assert "放宽搜索或灯色" in markup(app)


def test_the_language_switch_wins_over_the_browser(open_page):
    app = open_page(lang="zh")
    next(g for g in app.button_group if g.key == "w_lang_zh").set_value("EN").run()
    assert any("Overdue" in b.label for b in app.button)
    assert app.query_params["lang"] == "en"


def test_another_date_recomputes_the_days(open_page):
    app = open_page()
    before = rows(app)[0].label
    app.date_input[0].set_value(dt.date(2024, 12, 16)).run()
    assert rows(app)[0].label != before
    assert app.query_params["as_of"] == "2024-12-16"


def test_tasks_known_to_the_county_only_are_listed(open_page):
    app = open_page(only="同心县", mode="tasks")
    assert rows(app)
    assert "同心县：只知到县" in [b.label for b in app.button]
    button(app, "chip_only").click().run()
    assert "70 / 70" in markup(app)


def test_a_link_to_something_gone_says_so(open_page):
    assert "链接所指的已不存在" in markup(open_page(chosen="gone-1"))


def test_the_words_of_a_document_stay_text(open_page):
    service = FakeService()
    site = next(iter(service.sites))
    service.sites[site] = type(service.sites[site])(site, '<img src=x onerror=alert(1)>`$x$` **b** [l](javascript:1)', "mine",
                                                    service.sites[site].location, "乌海市", "海勃湾区")
    app = open_page(service, chosen=site)
    assert "<img" not in markup(app)
    assert "&lt;img src=x" in markup(app)
    label = next(b.label for b in rows(app) if "img" in b.label)
    assert "\\*\\*b\\*\\*" in label
    assert "\\[l\\]\\(javascript" in label


class Broken(FakeService):
    """A register that cannot be read, or a fault of ours."""

    def __init__(self, error):
        super().__init__(5)
        self.error = error

    def situation(self, as_of):
        raise self.error


def test_a_fault_that_a_person_can_act_on_is_shown_in_three_parts(open_page):
    app = open_page(Broken(UnreadableFile("is damaged.", where="register.db", how="Restore the backup.")))
    assert "register.db：is damaged." in markup(app)  # what the catalogue does not know is said as it was written
    assert "Restore the backup." in markup(app)
    assert not app.exception


@pytest.mark.filterwarnings("ignore")
def test_any_other_fault_shows_a_code_and_never_a_trace(open_page, caplog):
    app = open_page(Broken(ZeroDivisionError("secret detail")))
    assert "代码 " in markup(app)
    assert "secret" not in markup(app)
    code = markup(app).split("代码 ")[1][:6]
    assert any(code in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("text", ["37.1, 106.0", "东经106度 北纬37度6分"])
def test_coordinates_in_the_search_bring_the_nearest_sites_to_the_top_and_hide_none(open_page, text):
    app = open_page(text=text)
    assert not app.exception
    listed = rows(app)
    every = FakeService().situation(AS_OF).sites
    assert len(listed) == min(50, len(every))
    placed = every[every["method"] != "county"]
    away = (placed["lon"] - 106.0) ** 2 * 0.64 + (placed["lat"] - 37.1) ** 2
    assert placed["name"].loc[away.idxmin()] in listed[0].label
    assert "最近的在前" in markup(app)


def test_the_card_leads_to_its_site_in_the_field_and_keeps_the_view(open_page, planned):
    app = open_page(planned)
    chosen = next(ident for ident in planned.situation(AS_OF).sites["id"] if planned.card(ident, AS_OF).tasks)
    app = open_page(planned, chosen=chosen, as_of="2024-12-01")
    button(app, "card_field").click().run()
    assert not app.exception
    assert app.query_params["site"] == chosen
    assert app.query_params["as_of"] == "2024-12-01"
    assert app.session_state["pages"][1] == "field"


def test_the_card_leads_to_its_document_at_the_task(open_page, planned):
    task = planned.situation(AS_OF).tasks["id"].iloc[1]
    app = open_page(planned, chosen=task, mode="tasks")
    assert "card_field" not in {b.key for b in app.button}
    button(app, "card_review").click().run()
    assert not app.exception
    assert f"{app.query_params['document']}#{app.query_params['task']}" == task
