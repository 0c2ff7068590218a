"""Letters and history in the sheet of a card, over a real register."""

import io
from urllib.parse import unquote

import docx
import pytest
from factories import day
from page_parts import button, field, markup

from geomon.people import ROLES, Actor
from geomon.service.seats import Seats
from geomon.ui import card_letters

TASK = "plan#3"                                             # due on 2024-10-31; the workspace's day is 2024-12-15


def person(name, *roles):
    return Actor(name, frozenset(roles), frozenset(action for role in roles for action in ROLES[role]))


@pytest.fixture
def opened(planned, open_page):
    """opened(*roles, button) -> the map page with the sheet open on the task that is over its deadline."""
    def open_(*roles, key="card_letter"):
        who = person("甲", *roles)
        app = open_page(Seats(planned).seat(lambda: who), chosen=TASK, mode="tasks")
        button(app, key).click().run()
        assert not app.exception
        assert "出了不该出的错" not in markup(app)
        return app
    return open_


def test_a_letter_is_drafted_and_kept_once_it_went_out(planned, opened):
    app = opened("acceptor.city")
    assert "现在该发" in markup(app)
    assert field(app.radio, "letters_name").value == "warning"
    assert "过期限 30 天" in markup(app)
    assert field(app.text_input, "letters_to").value == "市自然资源局、市生态环境局"
    field(app.text_input, "letters_paper").set_value("环督预 7 号")
    button(app, "letters_sent").click().run()
    assert not app.exception
    sent = planned.life.sheet(TASK).life.letters[0]
    assert (sent.body["step"], sent.body["paper"], sent.actor) == ("warning", "环督预 7 号", "甲")
    assert sent.body["to"] == "市自然资源局、市生态环境局"
    again = opened("acceptor.city")
    assert "环督预 7 号" in markup(again)
    assert "前答复" in markup(again)


def test_what_the_button_gives_is_a_word_file_of_this_letter(planned, opened, monkeypatch):
    given = []
    kept = card_letters.st.download_button
    monkeypatch.setattr(card_letters.st, "download_button", lambda label, raw, name, *a, **k: (given.append((raw, name)),
                                                                                              kept(label, raw, name, *a, **k)))
    opened("acceptor.city")
    raw, name = next(one for one in given if one[1].endswith(".docx"))
    assert "预警函" in [p.text for p in docx.Document(io.BytesIO(raw)).paragraphs]
    assert unquote(name) == "预警函-plan-3-2024-12-15.docx"


def test_a_letter_without_its_number_is_not_kept(planned, opened):
    before = planned.version()
    app = opened("acceptor.city")
    button(app, "letters_sent").click().run()
    assert "文件名称或文号" in markup(app) or "需要填写" in markup(app)
    assert planned.version() == before


def test_who_may_not_send_sees_the_ladder_and_why(opened):
    app = opened("viewer")
    assert "letters_sent" not in {b.key for b in app.button}
    assert "你的角色" in markup(app)


def test_a_broken_template_is_said_and_the_letter_can_still_be_kept(opened, workspace):
    (workspace.profiles / "letters" / "letter.docx").write_bytes(b"no")
    app = opened("acceptor.city")
    assert "letters/letter.docx：这个模板不能作为 Word 文件读取。" in markup(app)
    assert "过期限 90 天，或反弹，且督办函发出满 15 天" in markup(app)
    assert "letters_sent" in {b.key for b in app.button}


def test_everything_that_happened_stands_in_the_history(planned, opened):
    unit, city = (Seats(planned).seat(lambda who=who: who).life for who in (person("乙", "unit"), person("丙", "acceptor.city")))
    unit.take(TASK, "started", {"text": "已进场"}, day("2024-11-01"))
    city.take(TASK, "warning", {"paper": "预 1 号", "to": "市自然资源局", "reply_by": "2024-11-20"}, day("2024-11-05"))
    unit.take(TASK, "replied", {"text": "已排工期", "paper": "复 2 号"}, day("2024-11-10"))
    city.take(TASK, "extended", {"due": "2025-06-30", "reason": "冬季停工", "paper": "批 9 号"}, day("2024-11-15"))
    app = opened("viewer", key="card_steps")
    field(app.segmented_control, "steps_part").set_value("history").run()
    words = markup(app).split('<ul class="past">')[1]
    for said in ("批准延期", "2024-10-31 → 2025-06-30", "冬季停工", "批 9 号", "发函：预警函", "预 1 号", "登记回函", "已排工期",
                 "开始整改", "2024-11-05 · 丙"):
        assert said in words, said
    assert words.index("批准延期") < words.index("登记回函") < words.index("预警函") < words.index("开始整改")
