"""The page Record over a real register: what each event says, filters, pages, links, and the walk along the chain."""

import dataclasses
import datetime as dt
import sqlite3
import time
import uuid

import pytest
from factories import make_event, report_text, write_document
from page_parts import button, markup

from geomon.service.record import Wanted
from geomon.store import open_register
from geomon.ui import record_page
from geomon.visits import Edit

TODAY = dt.datetime.now(tz=dt.UTC).astimezone().date()


def events(app):
    return markup(app).split('<div class="event')[1:]


def choose(app, label, value):
    next(box for box in app.selectbox if box.label == label).set_value(value).run()
    return app


def visited(service, site, finding="partial", note="东侧已覆土"):
    now = dt.datetime(2024, 12, 10, 9, tzinfo=dt.UTC)
    said = Edit(str(uuid.uuid4()), str(uuid.uuid4()), site, now.date(), now, "李娜", {"finding": finding, "note": note})
    return service.record_visit(said)


def test_an_empty_register_says_what_will_appear(open_page, service):
    app = open_page(service, desk="record")
    assert not app.exception
    assert "还没有任何记录" in markup(app)
    assert not app.selectbox


def test_the_newest_event_stands_first_with_who_what_and_when(open_page, planned, site):
    visited(planned, site)
    app = open_page(planned, desk="record")
    assert not app.exception
    first = events(app)[0]
    for words in ("巡查", "万源", "李娜", "发现", "部分完成", "东侧已覆土", f"{TODAY:%Y-%m-%d}", "所述日期 2024-12-10"):
        assert words in first, words
    assert len(events(app)) == planned.verify().events
    english = markup(open_page(planned, lang="en", desk="record"))
    assert "partly done" in english
    assert "speaks of 2024-12-10" in english


def test_a_changed_visit_shows_before_and_after(open_page, planned, site):
    planned.edit_visit(visited(planned, site), {"finding": "done"}, "王强")
    first = events(open_page(planned, desk="record"))[0]
    assert "<del>部分完成</del> → <ins>已整改到位</ins>" in first
    assert "王强" in first
    assert "东侧已覆土" not in first, "what the edit left as it was is no part of its difference"


def test_progress_shows_the_claim_before_it(open_page, planned, workspace):
    write_document(workspace, "report.txt", report_text({"2": "正在整改"}, date="2024年9月20日"))
    planned.build()
    write_document(workspace, "later.txt", report_text({"2": "已完成"}, date="2024年11月20日"))
    planned.build()
    said = events(open_page(planned, desk="record"))
    assert any("<del>整改中</del> → <ins>完成整改</ins>" in event for event in said)


def test_an_event_taken_back_says_so_and_the_other_says_what(open_page, planned, workspace):
    with open_register(workspace.register) as book:
        said = book.append_event(make_event(subject="plan#2", progress="completed"))
        book.append_event(dataclasses.replace(make_event(subject="plan#2", kind="withdrawn"), body={"seq": said.seq}))
    newest, before, *_ = events(open_page(planned, desk="record"))
    assert f"第 {said.seq} 条" in newest
    assert "不再有效" in newest
    assert f"已被第 {said.seq + 1} 条撤回" in before


def test_filters_narrow_by_person_kind_site_and_day(open_page, planned, site):
    visited(planned, site)
    app = open_page(planned, desk="record")
    every = len(events(app))
    assert len(events(choose(app, "人员", "李娜"))) == 1
    assert len(events(choose(app, "事项", "planned"))) == 0
    assert "没有符合条件的记录" in markup(app)
    button(app, "record_all").click().run()
    assert len(events(app)) == every
    app.text_input[0].set_value("万源").run()
    assert 0 < len(events(app)) < every
    assert all("万源" in event for event in events(app))
    button(app, "record_all").click().run()
    app.date_input[0].set_value(TODAY + dt.timedelta(days=1)).run()
    assert not events(app)
    app.date_input[0].set_value(TODAY).run()
    app.date_input[1].set_value(TODAY).run()
    assert len(events(app)) == every


def test_an_event_leads_to_its_site_and_to_its_task(open_page, planned, site):
    visited(planned, site)
    app = open_page(planned, desk="record")
    buttons = [b for b in app.button if b.key.startswith("open_event_")]
    buttons[0].click().run()
    assert (app.session_state["view"].chosen, app.session_state["view"].mode) == (site, "sites")
    app = open_page(planned, desk="record")
    [b for b in app.button if b.key.startswith("open_event_")][-1].click().run()
    assert not app.exception
    assert app.session_state["view"].chosen.startswith("plan#")


def test_verify_says_that_all_is_as_written_and_shows_the_head(open_page, planned):
    app = open_page(planned, desk="record")
    button(app, "record_verify").click().run()
    assert f"{planned.verify().events} 条记录均与写入时一致" in markup(app)
    assert app.code[0].value == planned.verify().head


@pytest.mark.parametrize(("lang", "words"), [("zh", "第 2 条起断裂"), ("en", "Broken at event 2")])
def test_verify_names_the_row_that_was_changed(open_page, planned, workspace, lang, words):
    raw = sqlite3.connect(workspace.register)
    raw.execute("DROP TRIGGER events_no_update")
    raw.execute("UPDATE events SET actor = 'x' WHERE seq = 2")
    raw.commit()
    raw.close()
    app = open_page(planned, lang=lang, desk="record")
    button(app, "record_verify").click().run()
    assert words in markup(app)
    assert ("写入后被改动" in markup(app)) == (lang == "zh")


def test_words_of_people_are_text_and_never_markup(open_page, planned, site):
    visited(planned, site, note="<img src=x onerror=alert(1)>")
    assert "<img" not in markup(open_page(planned, desk="record"))


def test_a_long_record_is_read_a_page_at_a_time(open_page, planned, workspace):
    with open_register(workspace.register) as book, book.write() as writer:
        for n in range(2000):
            writer.append_event(make_event(subject=f"plan#{n % 3 + 1}", progress="in_progress"))
    app = open_page(planned, desk="record")
    assert len(events(app)) == record_page.ROWS
    newest = events(app)[0]
    button(app, "record_older").click().run()
    assert len(events(app)) == record_page.ROWS
    assert events(app)[0] != newest
    begun = time.perf_counter()
    total, page = planned.record.page(Wanted(text="万源"), 40, record_page.ROWS)
    assert time.perf_counter() - begun < 2
    assert total > 600
    assert len(page) == record_page.ROWS
    choose(app, "事项", "progress")
    assert "第 1 /" in markup(app), "another question begins at the first page"


def test_a_step_is_called_by_its_stage_and_tells_what_was_given_with_it(planned, open_page):
    from geomon.people import ROLES, Actor
    from geomon.service.seats import Seats

    def life(name, role):
        return Seats(planned).seat(lambda: Actor(name, frozenset((role,)), ROLES[role])).life
    day = dt.date.fromisoformat
    life("李娜", "unit").take("plan#1", "started", {"text": "已进场"}, day("2024-07-01"))
    city = life("赵敏", "acceptor.city")
    city.take("plan#1", "extended", {"due": "2026-06-30", "reason": "冬季停工", "paper": "批 9 号"}, day("2024-08-01"))
    city.take("plan#3", "warning", {"paper": "预 7 号", "to": "市自然资源局", "reply_by": "2024-12-25"}, day("2024-12-01"))
    city.take("plan#2", "merged", {"successor": "plan#1", "paper": "纪要 2 号"}, day("2024-12-02"))
    merged, letter, extended, started = events(open_page(planned, desk="record"))[:4]
    assert "并入另一任务" in merged
    assert "乌海万源露天煤矿" in merged.split('class="diff"', 1)[1], "the task that it goes into is named, not numbered"
    for word in ("发函：预警函", "预 7 号", "市自然资源局", "2024-12-25", "2024-10-31"):
        assert word in letter, word
    assert "<del>2025-12-31</del> → <ins>2026-06-30</ins>" in extended
    assert "批准延期" in extended
    assert "冬季停工" in extended
    assert "开始整改" in started
    assert "<ins>整改中</ins>" in started
    assert "已进场" in started
