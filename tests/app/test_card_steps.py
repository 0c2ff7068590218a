"""The card's part "Next step" over a real register: where a task stands, taking a step, what a gate says, taking it back."""

import pytest
from page_parts import button, field, markup

from geomon.people import ROLES, Actor
from geomon.service.seats import Seats

TASK = "plan#1"


@pytest.fixture
def opened(planned, site, open_page):
    """opened(roles) -> the map page with the sheet open on the card of the mine."""
    def open_(*roles):
        who = Actor("甲", frozenset(roles), frozenset(action for role in roles for action in ROLES[role]))
        app = open_page(Seats(planned).seat(lambda: who), chosen=site)
        button(app, "card_steps").click().run()
        assert not app.exception
        assert "出了不该出的错" not in markup(app)
        return app
    return open_


def test_a_unit_begins_and_the_card_tells_it(planned, opened):
    app = opened("unit")
    assert "已部署" in markup(app)
    field(app.text_area, "steps_text").set_value("已进场施工")
    button(app, "steps_take").click().run()
    assert not app.exception
    life = planned.life.sheet(TASK).life
    assert (life.stage, life.last.actor, life.last.body["text"]) == ("in_progress", "甲", "已进场施工")
    assert "整改中" in markup(app)
    assert "steps_take" not in {b.key for b in app.button}           # the sheet is closed


def test_what_is_missing_is_said_at_its_field_and_nothing_is_written(planned, opened):
    before = planned.version()
    app = opened("unit")
    button(app, "steps_take").click().run()
    assert "说明：这一步需要填写此项，现在是空的。填上它。" in markup(app)
    assert planned.version() == before


def test_who_may_not_is_told_why_and_has_no_button(opened):
    app = opened("viewer")
    assert "steps_take" not in {b.key for b in app.button}
    assert "你的角色" in markup(app)
    assert "开始整改" in markup(app)


def test_done_asks_for_every_measure_and_the_step_is_taken_back(planned, opened):
    planned.life.take(TASK, "started", {"text": "进场"}, planned.settings.today())
    app = opened("unit")
    field(app.radio, "steps_name").set_value("completed").run()
    button(app, "steps_take").click().run()
    assert "第 1 条措施没有答复" in markup(app)
    field(app.checkbox, "steps_measures").set_value(True)
    button(app, "steps_take").click().run()
    assert planned.life.sheet(TASK).life.stage == "completed"
    app = opened("unit")
    button(app, "steps_undo").click().run()
    assert planned.life.sheet(TASK).life.stage == "in_progress"


def test_the_person_of_this_machine_has_every_step_of_the_stage(planned, site, open_page):
    app = open_page(planned, chosen=site)
    button(app, "card_steps").click().run()
    assert "出了不该出的错" not in markup(app)
    assert field(app.radio, "steps_name").options == ["开始整改", "批准延期", "并入另一任务", "移交", "撤销任务"]
