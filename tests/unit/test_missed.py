"""What a person adds to a task: what marked words seem to be, what is kept, what follows for places, progress and milestones."""

import pytest
from factories import day, make_document, make_task, plan_text, report_text, write_document

from geomon.errors import InputError
from geomon.model import Measure, Mention
from geomon.service import Answer
from geomon.service.missed import addition, proposed
from geomon.service.snapshot import take_snapshot

PROBLEM = "海南区计划封填废弃井12眼，已封填7眼，2025年3月底前完成。"
TEXT = f"整改方案\n{PROBLEM}\n1.封填废弃井。\n"
START = TEXT.index(PROBLEM)


@pytest.fixture
def task():
    return make_task("1", problem=PROBLEM, span=(START, len(TEXT)), measures=(Measure("1", PROBLEM, (START, START + len(PROBLEM))),))


@pytest.fixture
def document(task):
    return make_document("plan.txt", task, text=TEXT)


@pytest.mark.parametrize(("words", "field", "value"), [
    ("2025年3月底前完成", "milestone", {"due": "2025-03-31"}),
    ("6月底前完成", "milestone", {"due": "2024-06-30"}),
    ("计划治理废弃井12眼，已治理7眼", "quantity", {"unit": "眼", "planned": 12.0, "done": 7.0}),
    ("封填12眼", "quantity", {"unit": "眼", "planned": 12.0, "done": None}),
    ("已封填7眼", "quantity", {"unit": "眼", "planned": None, "done": 7.0}),
    ("北滩排污口", "place", {"layer": "outfall"}),
    ("北滩尾矿库", "place", {"layer": "waste_site"}),
    ("某处", "place", {"layer": "mine"}),
])
def test_marked_words_are_taken_for_what_they_look_like(document, task, words, field, value):
    found, filled = proposed(document, task, words)
    assert found == field
    assert {name: filled[name] for name in value} == value


def test_a_place_without_a_telling_word_takes_layer_and_county_of_the_others(document, task):
    import dataclasses
    with_place = dataclasses.replace(task, mentions=(Mention("北滩井", "well", "海南区"),))
    assert proposed(document, with_place, "那一处")[1] == {"name": "", "layer": "well", "county": "海南区"}


def test_what_is_added_names_its_words_and_its_measure(document, task):
    body = addition(document, task, "milestone", {"due": "2025-03-31", "words": "2025年3月底前 完成"}, ())
    assert body == {"new": {"due": "2025-03-31"}, "item": ["2025年3月底前完成", "1", "0"], "old": None, "quote": "2025年3月底前完成"}
    body = addition(document, task, "quantity", {"what": "井", "unit": "眼", "planned": 12, "words": "12眼"}, ())
    assert (body["item"], body["new"]["planned"], body["new"]["done"]) == (["12眼", "0"], 12.0, None)


@pytest.mark.parametrize(("field", "given", "fault"), [
    ("milestone", {"due": "", "words": "12眼"}, "a milestone has a day"),
    ("milestone", {"due": "2025-03-31", "words": "不在此处"}, "does not stand in this task"),
    ("milestone", {"due": "2025-03-31", "words": ""}, "does not stand in this task"),
    ("quantity", {"what": "", "unit": "眼", "words": "12眼"}, "a quantity has a number"),
    ("quantity", {"planned": -1, "words": "12眼"}, "is no number of things"),
    ("deadline", {"words": "12眼"}, "cannot be added"),
    ("place", {"name": "甲井", "layer": "moon", "words": "12眼"}, "there is no layer"),
])
def test_what_cannot_be_added_is_said(document, task, field, given, fault):
    with pytest.raises(InputError, match=fault):
        addition(document, task, field, given, ("well",))


PROBLEMS = {"1": "海南区乌海万源露天煤矿计划治理边坡12处，2025年3月底前治理4处。", "2": "海勃湾区个别小区雨水口混接。"}
DUES = {"1": "2025年12月底", "2": "2025年6月底"}


@pytest.fixture
def built(service, workspace):
    write_document(workspace, "plan.txt", plan_text(PROBLEMS, DUES))
    service.build()
    return service


def add(service, field, words, document="plan", **value):
    service.settle(document, Answer("1", "added", field, value={**value, "words": words}), actor="甲")


def first(service):
    return service._now().corrected["plan"].document.tasks[0]


def test_an_added_milestone_and_quantity_count_and_outlive_a_reading_and_a_corrected_file(built, workspace):
    add(built, "milestone", "2025年3月底前治理4处", due="2025-03-31")
    add(built, "quantity", "治理边坡12处", what="边坡", unit="处", planned=12)

    def said(task):
        return [(m.due, m.text) for m in task.milestones if m.text.endswith("4处")], [(q.what, q.planned) for q in task.quantities]

    expected = ([(day("2025-03-31"), "2025年3月底前治理4处")], [("边坡", 12.0)])
    assert said(first(built)) == expected
    assert said(take_snapshot(built._register).documents[0].tasks[0]) == expected
    write_document(workspace, "plan.txt", plan_text({**PROBLEMS, "3": "乌达区旧渣场未封。"}, {**DUES, "3": "2025年底"}))
    assert built.build().orphaned == 0
    assert said(first(built)) == expected
    write_document(workspace, "plan.txt", plan_text({**PROBLEMS, "1": "海南区乌海万源露天煤矿边坡有隐患。"}, DUES))
    assert built.build().orphaned == 2
    assert said(first(built)) == ([], [])


def test_an_added_thing_is_corrected_and_taken_back_as_any_other(built):
    add(built, "quantity", "治理边坡12处", what="边坡", unit="处", planned=12)
    item = ("治理边坡12处", "0")
    built.settle("plan", Answer("1", "corrected", "quantity", item, {"what": "边坡", "unit": "处", "planned": 12, "done": 4}))
    assert first(built).quantities[0].done == 4.0
    seq = next(e.seq for e in built._now().said if e.kind == "added")
    built.undo(seq)
    assert first(built).quantities == ()


def test_the_same_words_are_not_added_twice(built):
    add(built, "milestone", "2025年3月底前治理4处", due="2025-03-31")
    with pytest.raises(InputError, match="marked already"):
        add(built, "milestone", "2025年3月底前治理4处", due="2025-03-31")


def test_the_card_and_the_sheet_say_that_a_person_added_it(built, workspace):
    add(built, "milestone", "2025年3月底前治理4处", due="2025-03-31")
    card = built.task_card("plan#1", day("2024-12-15"))
    assert [(one.kind, one.field, one.actor) for one in card.corrections] == [("added", "milestone", "甲")]
    assert any(m.text == "2025年3月底前治理4处" for m in card.task.milestones)
    point = next(p for p in built.review("plan").tasks[0].fields if p.added)
    assert (point.field, point.value) == ("milestone", {"due": "2025-03-31"})
    marks = [m for m in built.review("plan").marks if m.ident == point.ident]
    assert [built._now().documents[0].text[m.start:m.end] for m in marks] == ["2025年3月底前治理4处"]


def test_a_report_that_is_silent_keeps_the_milestone_a_person_added_to_the_plan(built, workspace):
    add(built, "milestone", "2025年3月底前治理4处", due="2025-03-31")
    write_document(workspace, "report.txt", report_text({"1": "正在推进"}, PROBLEMS))
    built.build()
    row = built.task_card("report#1", day("2024-12-15"))
    assert any(m.due == day("2025-03-31") for m in row.task.milestones)
