"""The record: events in words, and what is asked of them."""

import datetime as dt

import pytest
from factories import make_event

from geomon.model import Event
from geomon.service.record import Entry, RecordDesk, Wanted
from geomon.store import Row, open_register
from geomon.ui.record_words import event_name, lines_of, source_name, why_of

WHEN = dt.datetime(2024, 12, 10, 9, tzinfo=dt.UTC)


def entry(kind, before=None, **body):
    return Entry(Row(7, WHEN.date(), "李娜", kind, "plan#1", body, "review", WHEN, "ab"), "东河砂石矿", before=before)


def said(one):
    return [(line.name, line.before, line.after) for line in lines_of(one)]


def test_a_correction_shows_the_value_before_and_after_and_its_words():
    one = entry("corrected", field="lead", old=["市水务局"], new=["市自然资源局", "市水务局"], quote="由市自然资源局牵头")
    assert said(one) == [("牵头", "市水务局", "市自然资源局、市水务局")]
    assert why_of(one) == ("由市自然资源局牵头",)


@pytest.mark.parametrize(("kind", "body", "expected"), [
    ("rejected", {"field": "task"}, ("任务", "", "不是任务")),
    ("rejected", {"field": "goal", "old": "通过验收"}, ("目标", "通过验收", "无目标")),
    ("confirmed", {"field": "progress", "new": "completed"}, ("进展", "", "完成整改")),
    ("added", {"field": "place", "new": {"name": "北滩渣场", "layer": "waste_site", "county": "海南区"}},
     ("地点", "", "北滩渣场 · waste_site · 海南区")),
    ("same", {"a": {"name": "甲矿"}, "b": {"name": "乙矿"}}, ("", "", "甲矿 = 乙矿")),
    ("different", {"a": {"name": "甲矿"}, "b": {"name": "乙矿"}}, ("", "", "甲矿 ≠ 乙矿")),
    ("crs-confirmed", {"title": "西安 1980", "crs": "EPSG:4610"}, ("", "", "西安 1980 · EPSG:4610"))])
def test_each_kind_has_its_words(kind, body, expected):
    name, before, after = said(entry(kind, **body))[0]
    assert (before, after) == expected[1:] or kind == "rejected"
    assert bool(name) == bool(expected[0])
    assert before == expected[1]
    assert after


def test_what_is_not_known_is_shown_as_it_is():
    assert lines_of(entry("weighed", tons=3)) == ()
    assert event_name("weighed") == "weighed"
    assert source_name("plan.txt") == "plan.txt"
    assert said(entry("corrected", field="colour", old="a", new="b"))[0][0] == "colour"


def test_a_visit_shows_each_field_and_what_speaks_against_it():
    one = entry("visit", {"finding": "partial", "check:plan#1/1": {"is": "unmet", "text": "回填采坑"}},
                fields={"finding": "done", "check:plan#1/1": {"is": "met", "text": "回填采坑"}, "photo:aa": True,
                        "position": {"lon": 106.8, "lat": 39.4}}, reasons=[["far", "900"], ["unheard"]])
    assert said(one) == [("发现", "部分完成", "已整改到位"), ("回填采坑", "未完成", "已完成"), ("照片", "", "有"),
                         ("位置", "", "39.40000, 106.80000")]
    assert why_of(one) == ("记录位置距登记点900米",)


def test_an_event_taken_back_before_is_not_what_stood(planned, workspace):
    with open_register(workspace.register) as book:
        book.append_event(make_event(at="2024-07-01", subject="plan#2", progress="in_progress"))
        wrong = book.append_event(make_event(at="2024-08-01", subject="plan#2", progress="completed"))
        book.append_event(Event(dt.date(2024, 8, 2), "test", "withdrawn", "plan#2", {"seq": wrong.seq}))
        book.append_event(make_event(at="2024-09-01", subject="plan#2", progress="behind"))
    total, page = planned.record.page(Wanted(kind="progress"), 0, 10)
    assert total == 3
    assert [(e.row.body["progress"], (e.before or {}).get("progress"), e.undone) for e in page] == [
        ("behind", "in_progress", None), ("completed", "in_progress", wrong.seq + 1), ("in_progress", None, None)]


def test_the_record_is_asked_by_task_in_any_document_and_by_what_is_gone(planned, workspace):
    with open_register(workspace.register) as book:
        book.append_event(make_event(subject="gone#9"))
    desk: RecordDesk = planned.record
    assert [e.about for e in desk.page(Wanted(text="GONE#"), 0, 10)[1]] == ["gone#9"]
    assert {e.row.subject for e in desk.page(Wanted(text="万源"), 0, 10)[1]} == {"plan#1"}
    assert desk.page(Wanted(text="没有这样的名字"), 0, 10) == (0, ())
    assert set(planned.record.names()[1]) == {"planned", "progress"}
    assert desk.figures()["events"] == planned.verify().events
    assert desk.head() == planned.verify().head
