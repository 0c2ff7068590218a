"""The card shows visits with finding, who, when and reasons, and both sides of a disagreement; nothing in them becomes markup."""

import datetime as dt

from geomon.ui.visits import visits_part
from geomon.visits import Edit, Reason, clashes_of, visits_of

NOON = dt.datetime(2024, 12, 15, 12, tzinfo=dt.timezone(dt.timedelta(hours=8)))


def edit(visit, by, finding, *reasons, **fields):
    return Edit(visit, visit + by, "s", NOON.date(), NOON, by, {"finding": finding} | fields, reasons=reasons)


def part(*edits):
    visits = visits_of(edits)
    return visits_part(visits, clashes_of(visits))


def test_a_visit_shows_what_was_found_by_whom_when_and_why_to_doubt_it():
    step = {"check:plan#1/2": {"is": "unmet", "text": "撒播草籽"}}
    text = part(edit("v", "赵工", "partial", Reason("far", ("812",)), note="未覆土", **step))
    for words in ("◐ 部分完成", "2024-12-15 · 赵工", "未覆土", "没做到：撒播草籽", "记录位置距登记点812米"):
        assert words in text


def test_a_disagreement_shows_both_sides():
    text = part(edit("v", "赵工", "done"), edit("w", "钱工", "untouched"))
    assert "两边都保留" in text
    assert "赵工 12:00 “已整改到位” | 钱工 12:00 “没有动”" in text or "钱工 12:00 “没有动” | 赵工 12:00 “已整改到位”" in text


def test_what_people_write_is_text():
    assert "<b>x" not in part(edit("v", "<b>x", "done", note="<b>x<script>"))


def test_nobody_there_shows_nothing():
    assert part() == ""
