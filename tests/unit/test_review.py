"""What is shown for checking: doubts in the order of the text, the marks in the text, the windows and tables of a long document."""

import dataclasses
import shutil

import pytest
from factories import DOUBTFUL_DUES, plan_text, report_text, write_document
from hypothesis import given
from hypothesis import strategies as st

from geomon.model import Location, Match, Mention, Site, Task
from geomon.service import Answer
from geomon.service.settling import version_of
from geomon.service.sites_in_doubt import Near, site_doubts
from geomon.ui.review_paper import EDGE, blocks_of, widened, window_at


@pytest.fixture
def dues():
    """Two doubts: a deadline that may be one of two days, and one without a date."""
    return DOUBTFUL_DUES


def test_doubts_stand_in_the_order_of_the_text_with_the_proposed_answer_first(planned):
    sheet = planned.review("plan")
    assert [(p.number, p.doubt.kind) for p in sheet.doubts] == [(1, "deadline-interval"), (2, "deadline-no-date")]
    first, *others = sheet.doubts[0].options
    assert (first.kind, first.value["earliest"], first.value["latest"]) == ("confirmed", "2026-09-30", "2026-10-31")
    assert [(o.kind, o.value) for o in others] == [("corrected", "2026-09-30"), ("corrected", "2026-10-31")]


def test_the_marks_are_the_words_of_the_fields(planned):
    sheet = planned.review("plan")
    words = {}
    for mark in sheet.marks:
        words.setdefault(mark.kind, set()).add(sheet.document.text[mark.start:mark.end])
    assert {"2026年10月前", "按照省方案要求时间完成", "2026年9月底"} <= words["deadline"]
    assert "市自然资源局（牵头）、生态环境局" in words["unit"]
    assert "万源露天煤矿" in words["place"]
    assert [m.number for m in sheet.marks if m.number] == [1, 2]


def test_what_is_settled_counts_and_stays_listed(planned):
    point = planned.review("plan").doubts[0]
    planned.settle("plan", Answer(point.task, "confirmed", point.field, doubt=point.key), actor="甲")
    sheet = planned.review("plan")
    assert (sheet.settled, len(sheet.doubts)) == (1, 2)
    assert sheet.doubts[0].settled.actor == "甲"
    assert [(said.kind, p.ident) for said, p in sheet.recent] == [("confirmed", point.ident)]
    assert (planned.review_documents()[0].settled, planned.review_documents()[0].doubts) == (1, 2)
    assert planned.documents()[0].doubts == 1


def test_a_kept_sheet_says_what_a_fresh_one_says(planned):
    for answer in (Answer("1", "corrected", "deadline", value="2026-10-31"), Answer("2", "corrected", "goal", value="不再溢流。"),
                   Answer("1", "corrected", "deadline", value="2026-11-30"), Answer("3", "rejected", "task")):
        planned.review("plan")
        planned.settle("plan", answer)
        kept = planned.review("plan")
        planned._sheets.__init__()
        fresh = planned.review("plan")
        for name in (f.name for f in dataclasses.fields(kept)):
            assert getattr(kept, name) == getattr(fresh, name), name
        one = planned._now().corrected["plan"]
        assert all(sheet.version == version_of(one, sheet.task) for sheet in kept.tasks)


def test_a_name_of_a_doubt_outlives_a_build_and_a_move_of_the_task_in_the_text(planned, workspace):
    before = [p.ident for p in planned.review("plan").doubts]
    write_document(workspace, "plan.txt", plan_text(dues=DOUBTFUL_DUES).replace("一、矿山", "按照上级要求制定本方案。\n\n一、矿山"))
    planned.build()
    assert [p.ident for p in planned.review("plan").doubts] == before


def test_each_field_of_a_task_can_be_found_by_its_name(planned):
    sheet = planned.review("plan")
    for task in sheet.tasks:
        for point in task.fields:
            assert sheet.point(point.ident) == point
            assert sheet.sheet(point.task) == task
    with pytest.raises(KeyError):
        sheet.sheet("99")


def test_answers_to_a_document_that_is_gone_are_among_the_lost(planned, workspace):
    planned.settle("plan", Answer("1", "corrected", "deadline", value="2026-10-31"))
    write_document(workspace, "report.txt", report_text({"1": "已完成"}))
    (workspace.documents / "plan.txt").unlink()
    planned.build()
    lost = planned.lost_answers()
    assert [(one.why, one.correction.document) for one in lost] == [("document", "plan")]
    planned.undo(lost[0].correction.seq)
    assert planned.lost_answers() == ()


# ---- places tied by little ------------------------------------------------------------------------------------------------

def site(ident, name, method="layer", county=None, city="示例市"):
    return Site(ident, name, "mine", Location(method, 106.0, 39.0, county=county), city=city)


def doubts_of(sites, match, said=()):
    task = Task("1", "", "东沟矿治理滞后。", mentions=(Mention("东沟采石场", "mine", span=(0, 5)),))
    near = Near({s.id: s for s in sites}, [s for s in sites if s.location.method != "none" and s.city == "示例市"])
    found = site_doubts(task, task, {("1", (0, 5)): match}, near, said)
    return [(d.kind, d.values) for d in found]


def test_a_county_that_was_only_inferred_is_asked_about():
    low = Match("plan", "1", "a", "县区由全文推断", 0.6, span=(0, 5))
    assert doubts_of([site("a", "东沟采石场", "county", "甲县")], low) == [("county-inferred", ("东沟采石场", "甲县"))]
    assert doubts_of([site("a", "东沟采石场", "county", "甲县")], dataclasses.replace(low, confidence=0.9)) == []


def test_an_unlocated_place_is_asked_about_where_the_city_has_one_of_a_like_name():
    none, low = site("a", "东沟采石场", "none"), Match("plan", "1", "a", "", 0.5, span=(0, 5))
    assert doubts_of([none, site("b", "东沟采石场一采区")], low) == [("place-unlocated", ("东沟采石场",))]
    assert doubts_of([none, site("b", "西梁煤矿")], low) == []
    assert doubts_of([none, site("b", "东沟采石场一采区", city="别处市")], low) == []


# ---- the text -------------------------------------------------------------------------------------------------------------

def test_a_row_whose_cells_hold_lines_is_one_row():
    text = "附表\n序号\t问题\t措施\t时限\n1\t渗漏\t1.修补。\n2.监测。\t6月底\n2\t扬尘\t覆盖。\t7月底\n以上。"
    found = [(text[a:b], row) for a, b, row in blocks_of(text)]
    assert found == [("附表", False), ("序号\t问题\t措施\t时限", True), ("1\t渗漏\t1.修补。\n2.监测。\t6月底", True),
                     ("2\t扬尘\t覆盖。\t7月底", True), ("以上。", False)]


@given(st.text("ab\t\n", max_size=80))
def test_the_blocks_are_the_text_letter_by_letter(text):
    blocks = blocks_of(text)
    assert "\n".join(text[a:b] for a, b, _ in blocks) == text


@given(st.integers(0, 40_000), st.integers(0, 40_000))
def test_a_window_shows_what_was_asked_for_and_stays_when_it_can(first, then):
    text = "一二三四五六七八九\n" * 4000
    first, then = min(first, len(text) - 1), min(then, len(text) - 1)
    window = window_at(first, text)
    assert window.start <= first < window.end or window.end == len(text)
    again = window_at(then, text, window)
    assert again.start <= then <= again.end
    if window.start + EDGE < then < window.end - EDGE:
        assert again == window
    more = widened(window, "down", text)
    assert (more.start, more.end >= window.end) == (window.start, True)
    assert widened(window, "up", text).start <= window.start


def test_a_document_without_line_ends_is_shown_in_parts_too():
    window = window_at(50_000, "字" * 100_000)
    assert 40_000 < window.start < 50_000 < window.end < 60_000


def test_a_document_that_nobody_answered_is_counted_as_its_sheet_counts(service, workspace):
    """The shipped documents and their layers, so that places are tied by little and by much."""
    from factories import ROOT

    for part in ("documents", "layers"):
        shutil.copytree(ROOT / "data" / part, workspace.data / part, dirs_exist_ok=True)
    service.build()
    lines = service.review_documents()
    snapshot = service._now()
    assert len(lines) >= 8
    assert sum(line.doubts for line in lines) > 0
    for line in lines:
        sheet = service._sheets.get(snapshot, line.id)
        assert (line.tasks, line.fields, line.doubts, line.settled, line.orphans) == (
            len(sheet.tasks), sheet.fields, len(sheet.doubts), sheet.settled, len(sheet.orphans)), line.id
