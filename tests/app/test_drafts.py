"""What is written into a form and not saved: there again after a reload, for its author alone; and two texts of one thing, with the choice.

Opening the page anew stands for the reload: nothing of the session is left, only what the service kept.
"""

import pytest
from factories import DOUBTFUL_DUES
from page_parts import button, field, markup

from geomon.people import ROLES, Actor
from geomon.service import Answer
from geomon.service.seats import Seats
from geomon.ui.drafts import plain, rich

TASK = "plan#1"


@pytest.fixture
def dues():
    return DOUBTFUL_DUES


def person(name, *roles):
    return Actor(name, frozenset(roles), frozenset(action for role in roles for action in ROLES[role]))


@pytest.fixture
def seat(planned):
    """seat(name, *roles) -> the service as this person has it."""
    return lambda name, *roles: Seats(planned).seat(lambda: person(name, *roles))


@pytest.fixture
def review(planned, open_page, seat):
    """review(name, field) -> the page Review with a field of the first task open, to who may correct."""
    def open_(name="甲", what="problem", **more):
        point = next(p for p in planned.review("plan").tasks[0].fields if p.field == what)
        app = open_page(seat(name, "operator"), desk="review", document="plan", doubt=point.ident, task="1", **more)
        assert not app.exception
        return app
    return open_


@pytest.fixture
def steps(open_page, seat, site):
    """steps(name, *roles) -> the map page with the sheet of the mine's task open."""
    def open_(name, *roles, **more):
        app = open_page(seat(name, *roles), chosen=site, **more)
        button(app, "card_steps").click().run()
        assert not app.exception
        assert "出了不该出的错" not in markup(app)
        return app
    return open_


def write(app, text, kind="text_area", key="rvf_text"):
    field(getattr(app, kind), key).set_value(text).run()
    assert not app.exception
    assert "出了不该出的错" not in markup(app)
    return app


def keys(app):
    return [b.key for b in app.button if b.key]


def task(service, n=0):
    return service._now().documents[0].tasks[n]


# ---- after a reload ------------------------------------------------------------------------------------------------------------------


def test_a_correction_is_there_again_after_a_reload_and_only_for_its_author(review):
    app = review("甲")
    button(app, "rv_edit").click().run()
    write(app, "改写到一半的问题")
    assert "的草稿" in markup(app)
    again = review("甲")
    assert field(again.text_area, "rvf_text").value == "改写到一半的问题"        # the form is open where it was left
    other = review("乙")
    assert "的草稿" not in markup(other)
    button(other, "rv_edit").click().run()
    assert "改写到一半" not in field(other.text_area, "rvf_text").value


def test_it_goes_when_it_is_saved_and_when_it_is_discarded(review, planned):
    app = review()
    button(app, "rv_edit").click().run()
    write(app, "存下的问题")
    button(app, "rv_save").click().run()
    assert task(planned).problem == "存下的问题"
    again = review()
    assert "的草稿" not in markup(again)
    button(again, "rv_edit").click().run()
    write(again, "不要的问题")
    field(again.button, "draft_out_").click().run()
    assert field(again.text_area, "rvf_text").value == "存下的问题"
    assert "的草稿" not in markup(again)
    assert "rv_save" not in keys(review())


def test_one_click_can_bring_the_last_words_and_save_them(review, planned):
    """A browser sends the entry that was left by the click on Save together with the click."""
    app = review()
    button(app, "rv_edit").click().run()
    field(app.text_area, "rvf_text").set_value("一并送来的问题")
    button(app, "rv_save").click().run()
    assert task(planned).problem == "一并送来的问题"
    assert "的草稿" not in markup(app)
    assert "的草稿" not in markup(review())


def test_what_is_written_back_as_it_was_is_no_draft(review):
    app = review()
    button(app, "rv_edit").click().run()
    begun = field(app.text_area, "rvf_text").value
    write(app, "别的")
    write(app, begun)
    assert "的草稿" not in markup(app)
    assert "rv_save" not in keys(review())


def test_a_cancelled_form_keeps_what_was_written_and_says_so(review):
    app = review()
    button(app, "rv_edit").click().run()
    write(app, "先放着")
    button(app, "rv_cancel").click().run()
    assert "rv_save" not in keys(app)
    assert "的草稿" in markup(app)
    button(app, "rv_edit").click().run()
    assert field(app.text_area, "rvf_text").value == "先放着"


def test_another_language_shows_the_same_draft(review):
    app = review()
    button(app, "rv_edit").click().run()
    write(app, "两种语言")
    english = review(lang="en")
    assert field(english.text_area, "rvf_text").value == "两种语言"
    assert "Draft of" in markup(english)


def test_measures_come_back_with_their_order_and_the_new_ones(review, planned):
    app = review(what="measures")
    button(app, "rv_edit").click().run()
    button(app, "stepadd").click().run()
    write(app, "新加的措施", key="rvf_step_1_")
    button(app, "stepup_1").click().run()
    again = review(what="measures")
    assert next(a.value for a in again.text_area if a.key.startswith("rvf_step")) == "新加的措施"
    button(again, "rv_save").click().run()
    assert task(planned).measures[0].text == "新加的措施"


def test_a_deadline_comes_back_as_a_day(review, planned):
    app = review(what="deadline")
    button(app, "rv_edit").click().run()
    field(app.selectbox, "rvf_kind").set_value("date").run()
    write(app, rich({"day": "2026-11-15"}), "date_input", "rvf_due")
    again = review(what="deadline")
    assert str(field(again.date_input, "rvf_due").value) == "2026-11-15"
    button(again, "rv_save").click().run()
    assert task(planned).deadline.due.isoformat() == "2026-11-15"


def test_what_was_missed_is_found_again_and_gone_on_with(open_page, seat, planned):
    def opened(name="甲"):
        return open_page(seat(name, "operator"), desk="review", document="plan", task="3")
    app = opened()
    button(app, "rv_add").click().run()
    write(app, "一处旧渣场", "text_input", "rvf_words")
    write(app, "乌达旧渣场", "text_input", "rvf_name")
    assert "一处旧渣场" not in markup(opened("乙"))
    again = opened()
    assert "“一处旧渣场”" in markup(again)
    field(again.button, "draft_up_").click().run()
    assert field(again.text_input, "rvf_name").value == "乌达旧渣场"
    button(again, "rv_save").click().run()
    assert any(m.name == "乌达旧渣场" for m in task(planned, 2).mentions)
    assert "的草稿" not in markup(opened())


def test_a_role_that_was_lost_shows_no_draft(open_page, planned):
    who = [person("甲", "operator")]
    service = Seats(planned).seat(lambda: who[0])
    point = next(p for p in planned.review("plan").tasks[0].fields if p.field == "problem")
    app = open_page(service, desk="review", document="plan", doubt=point.ident, task="1")
    button(app, "rv_edit").click().run()
    write(app, "有权时写的")
    who[0] = person("甲", "inspector")
    again = open_page(service, desk="review", document="plan", doubt=point.ident, task="1")
    assert "rv_save" not in keys(again)
    assert "有权时写的" not in markup(again)
    assert "的草稿" not in markup(again)


def test_a_draft_that_cannot_be_kept_is_said_and_the_form_works(review, planned):
    (planned.settings.data / "drafts").write_text("a file stands in the way", encoding="utf-8")
    app = review()
    button(app, "rv_edit").click().run()
    write(app, "写不进去的草稿")
    assert "草稿未能保留。" in markup(app)
    button(app, "rv_save").click().run()
    assert task(planned).problem == "写不进去的草稿"


def test_a_step_is_there_again_after_a_reload_and_gone_once_it_is_taken(steps, planned):
    app = steps("甲", "unit", "acceptor.city")
    field(app.radio, "steps_name").set_value("extended").run()
    write(app, "汛期不能施工", key="steps_reason")
    write(app, "请示 3 号", "text_input", "steps_paper")
    again = steps("甲", "unit", "acceptor.city")
    assert field(again.radio, "steps_name").value == "extended"
    assert field(again.text_area, "steps_reason").value == "汛期不能施工"
    assert field(again.text_input, "steps_paper").value == "请示 3 号"
    assert "汛期不能施工" not in "".join(a.value for a in steps("乙", "unit", "acceptor.city").text_area)
    button(again, "steps_take").click().run()
    assert planned.life.sheet(TASK).life.last.body["reason"] == "汛期不能施工"
    assert "的草稿" not in markup(steps("甲", "unit", "acceptor.city"))


def test_the_card_says_that_a_step_was_begun(steps, open_page, seat, site):
    write(steps("甲", "unit"), "进场", key="steps_text")
    assert "的草稿" in button(open_page(seat("甲", "unit"), chosen=site), "card_steps").help
    assert "的草稿" not in button(open_page(seat("乙", "unit"), chosen=site), "card_steps").help


# ---- two who write the same ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def overtaken(review, planned):
    """The page of somebody whose problem was corrected by another while they wrote theirs."""
    app = review("甲")
    button(app, "rv_edit").click().run()
    write(app, "甲写的问题")
    planned.settle("plan", Answer("1", "corrected", "problem", value="乙写的问题"), actor="乙")
    button(app, "rv_save").click().run()
    assert task(planned).problem == "乙写的问题"
    return app


def texts(app):
    shown = markup(app).split('<div class="clash"')[1].replace("<mark>", "").replace("</mark>", "")
    return ["甲写的问题" in shown, "乙写的问题" in shown, "乙 · " in shown]


def test_the_later_one_sees_both_texts_with_who_and_when_before_and_after_a_save(overtaken, review):
    assert texts(overtaken) == [True, True, True]
    assert "你填写期间，乙 保存了另一份内容。" in markup(overtaken)
    assert "class=\"fault\"" not in markup(overtaken)              # the sentence would say less than the two texts
    assert texts(review("甲")) == [True, True, True]               # after a reload as well


def test_mine_is_kept_over_theirs_which_stays_on_record(overtaken, planned, review):
    field(overtaken.button, "clash_mine_").click().run()
    assert task(planned).problem == "甲写的问题"
    assert [e.actor for e in planned._register.events() if e.kind == "corrected"] == ["乙", "甲"]
    assert '<div class="clash"' not in markup(overtaken)
    assert "的草稿" not in markup(review("甲"))


def test_theirs_is_taken_and_mine_can_be_taken_up_again(overtaken, planned, review):
    field(overtaken.button, "clash_theirs_").click().run()
    assert task(planned).problem == "乙写的问题"
    assert "rv_save" not in keys(overtaken)
    again = review("甲")
    assert "已搁置" in markup(again)
    assert "rv_save" not in keys(again)
    field(again.button, "draft_up_").click().run()
    button(again, "rv_edit").click().run()
    assert field(again.text_area, "rvf_text").value == "甲写的问题"
    assert '<div class="clash"' not in markup(again)               # theirs was seen: no second question
    planned.settle("plan", Answer("1", "corrected", "problem", value="丙写的问题"), actor="丙")
    button(again, "rv_save").click().run()
    assert task(planned).problem == "丙写的问题"
    field(again.button, "clash_mine_").click().run()
    assert task(planned).problem == "甲写的问题"


def test_what_was_put_aside_outlives_what_is_written_next(overtaken, review):
    field(overtaken.button, "clash_theirs_").click().run()
    button(overtaken, "rv_edit").click().run()
    write(overtaken, "甲又写的问题")
    field(overtaken.button, "draft_up_aside_").click().run()
    assert field(overtaken.text_area, "rvf_text").value == "甲写的问题"
    field(overtaken.button, "draft_up_aside_").click().run()
    assert field(overtaken.text_area, "rvf_text").value == "甲又写的问题"


def test_mine_is_edited_further_and_saved(overtaken, planned):
    field(overtaken.button, "clash_edit_").click().run()
    assert '<div class="clash"' not in markup(overtaken)
    write(overtaken, "甲、乙商定的问题")
    button(overtaken, "rv_save").click().run()
    assert task(planned).problem == "甲、乙商定的问题"


def test_somebody_else_again_while_one_chooses_is_asked_again(overtaken, planned):
    planned.settle("plan", Answer("1", "corrected", "problem", value="丙写的问题"), actor="丙")
    field(overtaken.button, "clash_mine_").click().run()
    assert task(planned).problem == "丙写的问题"
    assert "你填写期间，丙 保存了另一份内容。" in markup(overtaken)
    field(overtaken.button, "clash_mine_").click().run()
    assert task(planned).problem == "甲写的问题"


def test_a_form_in_which_nothing_was_written_shows_what_others_saved(review, planned):
    app = review("甲")
    button(app, "rv_edit").click().run()
    planned.settle("plan", Answer("1", "corrected", "problem", value="乙写的问题"), actor="乙")
    button(app, "rv_save").click().run()                           # it was drawn before: nothing unseen is written over
    assert task(planned).problem == "乙写的问题"
    assert field(app.text_area, "rvf_text").value == "乙写的问题"


def test_another_field_of_the_task_is_no_clash(review, planned):
    app = review("甲")
    button(app, "rv_edit").click().run()
    write(app, "甲写的问题")
    planned.settle("plan", Answer("1", "corrected", "goal", value="乙写的目标"), actor="乙")
    app = review("甲")
    assert '<div class="clash"' not in markup(app)
    button(app, "rv_save").click().run()
    assert (task(planned).problem, task(planned).goal) == ("甲写的问题", "乙写的目标")


BEGAN, THEIRS = ("一、清渣", "二、覆土", "三、复绿"), ("乙的甲措施", "乙的乙措施")
MINE = (*BEGAN[:2], "三、复绿并管护")


def say(planned, texts, actor="乙"):
    value = [{"number": f"{n}", "text": text} for n, text in enumerate(texts, 1)]
    planned.settle("plan", Answer("1", "corrected", "measures", value=value), actor=actor)


def measures(planned):
    return tuple(one.text for one in task(planned).measures)


@pytest.fixture
def half(review, planned):
    """The page, opened anew, of somebody who changed the third of three measures before another wrote two others."""
    say(planned, BEGAN, "丙")
    app = review("甲", "measures")
    button(app, "rv_edit").click().run()
    write(app, MINE[2], key="rvf_step_2_")
    say(planned, THEIRS)
    again = review("甲", "measures")
    assert '<div class="clash"' in markup(again)
    return again


def test_mine_of_several_entries_is_whole_after_a_reload_and_no_mixture_with_theirs(half, planned):
    shown = markup(half).split('<div class="clash"')[1].replace("<mark>", "").replace("</mark>", "").split("<section>")[1]
    assert [text in shown for text in (*MINE, *THEIRS)] == [True] * 3 + [False] * 2
    field(half.button, "clash_mine_").click().run()
    assert measures(planned) == MINE


def test_mine_of_several_entries_is_edited_further_over_a_reload(half, review, planned):
    field(half.button, "clash_edit_").click().run()
    again = review("甲", "measures")
    assert '<div class="clash"' not in markup(again)
    button(again, "rv_save").click().run()
    assert measures(planned) == MINE


def test_mine_of_several_entries_is_put_aside_and_taken_up_whole(half, review, planned):
    field(half.button, "clash_theirs_").click().run()
    assert measures(planned) == THEIRS
    again = review("甲", "measures")
    field(again.button, "draft_up_aside_").click().run()
    button(again, "rv_edit").click().run()
    button(again, "rv_save").click().run()
    assert measures(planned) == MINE


def test_a_day_that_was_not_touched_stays_the_one_that_was_seen(review, planned):
    def told(days, actor):
        planned.settle("plan", Answer("1", "corrected", "deadline", value=days), actor=actor)
    told("2026-03-01/2026-06-30", "丙")
    app = review(what="deadline")
    button(app, "rv_edit").click().run()
    write(app, rich({"day": "2026-04-01"}), "date_input", "rvf_first")
    told("2026-03-01/2026-12-31", "乙")
    again = review(what="deadline")
    assert str(field(again.date_input, "rvf_due").value) == "2026-06-30"
    field(again.button, "clash_mine_").click().run()
    due = task(planned).deadline
    assert (str(due.earliest), str(due.due)) == ("2026-04-01", "2026-06-30")


def full(monkeypatch, after=0):
    """Let the disk be full once so many more drafts are written."""
    left = iter([None] * after)

    def synced(_):
        if next(left, 1):
            raise OSError(28, "No space left on device")
    monkeypatch.setattr("geomon.service.drafts.os.fsync", synced)


@pytest.mark.parametrize("after", [0, 1])
def test_a_disk_that_is_full_takes_neither_text_when_they_change_places(overtaken, review, monkeypatch, after):
    field(overtaken.button, "clash_theirs_").click().run()
    button(overtaken, "rv_edit").click().run()
    write(overtaken, "甲又写的问题")
    with monkeypatch.context() as patched:
        full(patched, after)
        field(overtaken.button, "draft_up_aside_").click().run()
    assert "草稿未能保留。" in markup(overtaken)
    assert field(overtaken.text_area, "rvf_text").value == "甲又写的问题"
    again = review("甲")
    assert field(again.text_area, "rvf_text").value == "甲又写的问题"
    field(again.button, "draft_up_aside_").click().run()
    assert field(again.text_area, "rvf_text").value == "甲写的问题"


def test_what_cannot_be_put_aside_stays_in_the_form(overtaken, monkeypatch):
    full(monkeypatch)
    field(overtaken.button, "clash_theirs_").click().run()
    assert "草稿未能保留。" in markup(overtaken)
    assert field(overtaken.text_area, "rvf_text").value == "甲写的问题"


def test_taking_up_that_fails_while_the_form_is_shut_is_said_once(overtaken, review, monkeypatch):
    field(overtaken.button, "clash_theirs_").click().run()
    with monkeypatch.context() as patched:
        full(patched)
        field(overtaken.button, "draft_up_aside_").click().run()
    assert "草稿未能保留。" in markup(overtaken)
    overtaken.run()
    assert "草稿未能保留。" not in markup(overtaken)
    assert "已搁置" in markup(overtaken)


def test_a_step_that_was_overtaken_stands_beside_theirs_with_why_it_is_not_open(steps, planned):
    app = steps("甲", "unit")
    write(app, "甲说已进场", key="steps_text")
    planned.life.of_person(lambda: person("乙", "unit"), planned.thing, planned._now).take(TASK, "started", {"text": "乙说已进场"})
    button(app, "steps_take").click().run()
    assert planned.life.sheet(TASK).life.last.actor == "乙"
    shown = markup(app).replace("<mark>", "").replace("</mark>", "")
    assert ["甲说已进场" in shown, "乙说已进场" in shown, "你的这一步现在不能办" in shown] == [True, True, True]
    assert 'class="wherewords" role="alert"' not in shown          # the sentence would say less than the two texts
    assert not [key for key in keys(app) if key.startswith("clash_mine_")]
    field(app.button, "clash_theirs_").click().run()
    again = steps("甲", "unit")
    assert "已搁置" in markup(again)
    field(again.button, "draft_up_aside_").click().run()
    assert "甲说已进场" in markup(again).replace("<mark>", "").replace("</mark>", "")


def test_a_step_that_was_overtaken_and_has_no_draft_is_told_of(steps, planned):
    (planned.settings.data / "drafts").write_text("a file stands in the way", encoding="utf-8")
    app = steps("甲", "unit")
    write(app, "甲说已进场", key="steps_text")
    planned.life.of_person(lambda: person("乙", "unit"), planned.thing, planned._now).take(TASK, "started", {"text": "乙说已进场"})
    button(app, "steps_take").click().run()
    assert '<div class="clash"' not in markup(app)
    assert markup(app).count('class="wherewords" role="alert"') == 1
    app.run()
    assert 'class="wherewords" role="alert"' not in markup(app)


def test_a_step_that_is_still_open_is_taken_after_theirs(steps, planned):
    app = steps("甲", "acceptor.city")
    field(app.radio, "steps_name").set_value("extended").run()
    write(app, "甲的原因", key="steps_reason")
    write(app, "甲 1 号", "text_input", "steps_paper")
    planned.life.of_person(lambda: person("乙", "unit"), planned.thing, planned._now).take(TASK, "started", {"text": "乙说已进场"})
    button(app, "steps_take").click().run()
    assert planned.life.sheet(TASK).life.last.actor == "乙"
    field(app.button, "clash_mine_").click().run()
    last = planned.life.sheet(TASK).life.last
    assert (last.actor, last.body["reason"]) == ("甲", "甲的原因")


LETTER = "plan#3"                                          # due on 2024-10-31; the workspace's day is 2024-12-15


@pytest.fixture
def letters(open_page, seat):
    """letters(name) -> the sheet of the overdue task at its letters, to a person of the city."""
    def open_(name):
        app = open_page(seat(name, "acceptor.city"), chosen=LETTER, mode="tasks")
        button(app, "card_letter").click().run()
        assert not app.exception
        assert "出了不该出的错" not in markup(app)
        return app
    return open_


@pytest.mark.parametrize("dues", [None], indirect=False)
def test_a_letter_is_there_again_and_stands_beside_one_that_went_out_meanwhile(letters, planned, dues):
    write(letters("甲"), "环督预 7 号", "text_input", "letters_paper")
    app = letters("甲")
    assert field(app.text_input, "letters_paper").value == "环督预 7 号"
    assert field(letters("乙").text_input, "letters_paper").value == ""
    given = {"paper": "环督预 8 号", "to": "市自然资源局", "reply_by": "2024-12-30"}
    planned.life.of_person(lambda: person("乙", "acceptor.city"), planned.thing, planned._now).take(LETTER, "warning", given)
    button(app, "letters_sent").click().run()
    assert [e.actor for e in planned.life.sheet(LETTER).life.letters] == ["乙"]
    shown = markup(app).replace("<mark>", "").replace("</mark>", "")
    assert ["环督预 7 号" in shown, "环督预 8 号" in shown, "你的这一步现在不能办" in shown] == [True, True, True]


@pytest.fixture
def reading(open_page, seat):
    """reading(name) -> the page Review where labels are told."""
    def open_(name):
        app = open_page(seat(name, "operator"), desk="review", document="plan")
        next(g for g in app.button_group if g.key == "w_review_mode_zh").set_value("reading").run()
        assert not app.exception
        return app
    return open_


def role(app, word="责任单位"):
    return next(s for s in app.selectbox if s.label == word)


def test_labels_that_were_chosen_are_there_again_and_two_who_tell_them_choose(reading, planned):
    role(reading("甲")).set_value("cooperating").run()
    app = reading("甲")
    assert role(app).value == "cooperating"
    assert "的草稿" in markup(app)
    assert role(reading("乙")).value != "cooperating"
    planned.reading.tell_labels(planned.reading.labels("plan").city, {"责任单位": "lead"}, actor="乙")
    field(app.button, "lb_save_").click().run()
    assert [(one.actor, one.role) for one in planned.reading.labels("plan").taught] == [("乙", "lead")]
    assert "你填写期间，乙 保存了另一份内容。" in markup(app)
    field(app.button, "clash_mine_").click().run()
    assert [(one.actor, one.role) for one in planned.reading.labels("plan").taught] == [("甲", "cooperating")]
    assert '<div class="clash"' not in markup(app)
    assert "的草稿" not in markup(reading("甲"))


def test_the_word_that_another_taught_is_not_taken_back_with_mine(reading, planned):
    role(reading("甲")).set_value("cooperating").run()
    city = planned.reading.labels("plan").city
    planned.reading.tell_labels(city, {"整改目标": "problem"}, actor="乙")
    app = reading("甲")
    field(app.button, "clash_mine_").click().run()
    assert {(one.actor, one.word, one.role) for one in planned.reading.labels("plan").taught} == {
        ("甲", "责任单位", "cooperating"), ("乙", "整改目标", "problem")}


def test_entries_survive_the_way_through_json():
    import datetime as dt
    import json

    for value in ("字", "", None, True, 3, 2.5, dt.date(2026, 11, 29), ["a", 1], {"rows": [1, 0], "next": 2}):
        assert rich(json.loads(json.dumps(plain(value)))) == value
