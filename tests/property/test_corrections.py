"""Any corrections, taken back in any order, leave the register's answers as they were; what is in memory is what a fresh reading gives."""

import pytest
from factories import day, plan_text, report_text, write_document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geomon.errors import InputError
from geomon.service import Answer
from geomon.service.snapshot import take_snapshot
from geomon.service.values import items_of

TODAY = day("2024-12-15")
VALUES = {
    "deadline": st.sampled_from(["2024-12-31", "2026-01-31/2026-02-28", "ongoing", "relative", "none"]),
    "progress": st.sampled_from(["", "behind", "completed", "accepted"]),
    "lead": st.lists(st.sampled_from(["市水务局", "海南区", "市林业局"]), max_size=2),
    "responsible": st.lists(st.sampled_from(["市水务局", "海南区", "乌达区"]), max_size=3),
    "number": st.sampled_from(["1", "4", "5(1)"]),
    "goal": st.sampled_from(["通过验收。", "海勃湾区问题消除。"]),
    "problem": st.sampled_from(["海勃湾区一处矿山边坡坍塌。"]),
    "section": st.sampled_from(["二、水环境", "海南区"]),
    "measures": st.lists(st.fixed_dictionaries({"number": st.sampled_from(["1", "2", None]),
                                                "text": st.sampled_from(["逐处登记，制定治理方案。", "乌达区回填采坑。", "完成验收。"])}),
                         max_size=3),
    "place": st.fixed_dictionaries({"name": st.sampled_from(["甲矿", "乙渣场", "露天煤矿"]),
                                    "layer": st.sampled_from(["mine", "waste_site"]),
                                    "county": st.sampled_from(["乌达区", None])}),
}


@pytest.fixture
def built(service, workspace):
    write_document(workspace, "plan.txt", plan_text())
    write_document(workspace, "report.txt", report_text({"1": "已完成", "2": "达到序时进度"}))
    service.build()
    return service


def state(service):
    now = service._now()
    return service.status_json(TODAY), now.documents, now.sites, now.matches, now.unlocated, now.events


@st.composite
def answers(draw):
    field = draw(st.sampled_from([*VALUES, "task"]))
    kind = draw(st.sampled_from(["confirmed", "corrected", "rejected"] if field not in ("task", "place")
                                else ["rejected"] if field == "task" else ["corrected", "rejected", "added"]))
    return draw(st.sampled_from(["plan", "report"])), str(draw(st.integers(1, 3))), kind, field, draw(VALUES.get(field, st.none()))


@given(st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_corrections_taken_back_in_any_order_leave_no_trace(built, data):
    first, start = state(built), max((e.seq for e in built._register.events()), default=0)
    for document, number, kind, field, value in data.draw(st.lists(answers(), max_size=6)):
        task = next((t for t in built._now().corrected[document].read.tasks if t.key == number), None)
        items = items_of(task, "place") if task and field == "place" else [()]
        item = data.draw(st.sampled_from(items)) if items else ()
        if kind == "added":
            value = value | {"words": "污水管" if number == "2" else "排水沟"}
        try:
            built.settle(document, Answer(number, kind, field, item, value))
        except InputError:
            continue  # this one cannot be; the others stand
    assert built._now().documents == take_snapshot(built._register).documents
    changed = state(built)
    built.build()
    assert state(built) == changed
    said = [e.seq for e in built._now().said if e.source == "review" and e.seq > start]
    for seq in data.draw(st.permutations(said)):
        built.undo(seq)
    assert state(built) == first
    built.build()
    assert state(built) == first
