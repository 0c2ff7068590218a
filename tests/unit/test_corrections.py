"""What a person says of a reading: kept as events, applied wherever the reading is used, found again after a re-reading, taken back."""

import dataclasses
import sqlite3

import pytest
from factories import DUES, PROBLEMS, day, make_document, make_task, plan_text, report_text, write_document

from geomon.errors import Conflict, InputError
from geomon.model import Deadline, Doubt, Field, Mention, Milestone, Quantity, Units
from geomon.service import Answer, open_service
from geomon.service.correcting import correct
from geomon.service.corrections import Correction, opening_of, squeezed
from geomon.service.settling import actor_of, version_of
from geomon.service.snapshot import take_snapshot
from geomon.store.writing import link

TODAY = day("2024-12-15")


def task(service, number="1", document="plan"):
    one = service._now().corrected[document]
    return next(t for t in one.document.tasks if t.key == number)


def state(service):
    """All that is shown, without the register's own counters."""
    now = service._now()
    return (service.status_json(TODAY), now.documents, now.sites, now.matches, now.unlocated,
            sorted((e.at, e.kind, e.subject, str(e.body)) for e in now.said if e.actor == "document"))


def said(service):
    return [e for e in service._register.events() if e.source == "review"]


def answer(kind, field, value=None, number="1", **more):
    return Answer(number, kind, field, value=value, **more)


# ---- what each answer does ---------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("field", "value", "read", "expected"), [
    ("deadline", "2026-06-30", lambda t: (t.deadline.kind, t.deadline.due, t.deadline.earliest), ("date", day("2026-06-30"), None)),
    ("deadline", "2026-05-31/2026-06-30", lambda t: (t.deadline.earliest, t.deadline.latest), (day("2026-05-31"), day("2026-06-30"))),
    ("deadline", "ongoing", lambda t: (t.deadline.kind, t.deadline.due, t.deadline.text), ("ongoing", None, "2025年12月底")),
    ("progress", "completed", lambda t: t.status.progress, "completed"),
    ("lead", ["市水务局"], lambda t: t.units.lead, ("市水务局",)),
    ("goal", "坍塌隐患消除。", lambda t: t.goal, "坍塌隐患消除。"),
    ("title", "边坡治理", lambda t: t.title, "边坡治理"),
    ("section", "一、矿山", lambda t: t.section, "一、矿山"),
    ("number", "7(1)", lambda t: t.key, "7(1)"),
])
def test_a_corrected_value_takes_the_place_of_the_reading(planned, field, value, read, expected):
    planned.settle("plan", answer("corrected", field, value))
    found = planned._now().documents[0].tasks[0]
    assert read(found) == expected
    assert read(take_snapshot(planned._register).documents[0].tasks[0]) == expected


def test_the_light_follows_a_corrected_deadline_and_progress(planned):
    light = lambda: planned.situation(TODAY).task("plan#1")["light"]  # noqa: E731
    assert light() == "blue"
    planned.settle("plan", answer("corrected", "deadline", "2024-12-31"))
    assert light() == "yellow"
    planned.settle("plan", answer("corrected", "progress", "completed"))
    assert light() == "green"


def test_a_rejected_task_is_gone_from_map_and_status(planned):
    sites = {s.id for s in planned._now().sites}
    planned.settle("plan", answer("rejected", "task"))
    assert [t["number"] for t in planned.status_json(TODAY)["tasks"]] == ["2", "3"]
    assert {s.id for s in planned._now().sites} < sites
    assert all(m.task != "1" for m in planned._now().matches)


def test_a_rejected_place_is_on_no_map_and_a_marked_one_is(planned):
    found = task(planned).mentions[0]
    planned.settle("plan", answer("rejected", "place", item=(found.name, found.layer)))
    assert found.name not in {s.name for s in planned._now().sites}
    planned.settle("plan", answer("added", "place", {"name": "一处旧渣场", "layer": "waste_site", "county": "乌达区"}, "3"))
    made = next(m for m in task(planned, "3").mentions if m.name == "一处旧渣场")
    text = planned._now().documents[0].text
    assert text[slice(*made.span)] == "一处旧渣场"
    assert (made.where, made.quote) == ("problem", PROBLEMS["3"].rstrip("。"))
    assert "一处旧渣场" in {s.name for s in planned._now().sites}


def test_a_corrected_county_moves_the_place(planned):
    found = task(planned).mentions[0]
    value = {"name": found.name, "layer": found.layer, "county": "乌达区"}
    planned.settle("plan", answer("corrected", "place", value, item=(found.name, found.layer)))
    assert next(s for s in planned._now().sites if found.name in (s.name, *s.aliases)).county == "乌达区"


def test_a_task_under_another_number_keeps_its_reports(planned, workspace):
    write_document(workspace, "report.txt", report_text({"1": "已完成"}))
    planned.build()
    planned.settle("report", answer("corrected", "number", "9"))
    planned.settle("plan", answer("corrected", "number", "9"))
    row = planned.situation(TODAY).task("report#9")
    assert row["light"] == "green"
    assert row["sites"]


def test_nothing_of_a_document_or_of_what_it_said_is_changed(planned, workspace):
    before = (workspace.documents / "plan.txt").read_bytes()
    documents, events = planned._register.documents(), planned._register.events()
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    assert planned._register.documents() == documents
    assert planned._register.events()[:-1] == events
    assert (workspace.documents / "plan.txt").read_bytes() == before


def test_an_event_holds_what_was_there_what_is_said_and_the_words(planned):
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"), actor="甲")
    event = said(planned)[0]
    assert (event.actor, event.kind, event.subject) == ("甲", "corrected", "plan#1")
    assert event.body["old"]["due"] == "2025-12-31"
    assert event.body["new"]["due"] == "2026-06-30"
    assert event.body["quote"] == "2025年12月底"
    assert squeezed(PROBLEMS["1"]).startswith(event.body["opening"])


# ---- building anew, reading anew ---------------------------------------------------------------------------------------

def test_a_build_keeps_corrections_and_changes_nothing(planned, workspace):
    found = task(planned).mentions[0]
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    planned.settle("plan", answer("rejected", "place", item=(found.name, found.layer)))
    before, version, events = state(planned), planned.version(), len(planned._register.events())
    report = planned.build()
    assert (report.changed, report.events, report.orphaned) == (False, 0, 0)
    assert (state(planned), planned.version(), len(planned._register.events())) == (before, version, events)


def test_what_was_kept_in_memory_is_what_the_register_says(planned):
    found = task(planned).mentions[0]
    for one in (answer("corrected", "progress", "behind"), answer("rejected", "place", item=(found.name, found.layer)),
                answer("corrected", "number", "8", "2")):
        planned.settle("plan", one)
    kept, read = planned._now(), take_snapshot(planned._register)
    for name in (f.name for f in dataclasses.fields(kept) if f.name not in ("threads", "corrected")):
        assert getattr(kept, name) == getattr(read, name), name


def test_a_corrected_file_keeps_what_rests_on_words_that_stayed(planned, workspace):
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    planned.settle("plan", answer("corrected", "lead", ["市水务局"], "2"))
    moved = {"1": PROBLEMS["1"], "2": PROBLEMS["3"], "3": PROBLEMS["2"]}  # two tasks change places
    write_document(workspace, "plan.txt", plan_text(moved, {"2": DUES["3"], "3": DUES["2"]}))
    assert planned.build().orphaned == 0
    assert task(planned, "1").deadline.due == day("2026-06-30")
    assert task(planned, "3").units.lead == ("市水务局",)
    assert task(planned, "2").units.lead != ("市水务局",)


def test_a_correction_whose_words_are_gone_is_told_and_has_no_effect_until_they_are_back(planned, workspace):
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    write_document(workspace, "plan.txt", plan_text(dues={"1": "2027年3月底"}))
    assert planned.build().orphaned == 1
    assert task(planned).deadline.due == day("2027-03-31")
    write_document(workspace, "plan.txt", plan_text())
    assert planned.build().orphaned == 0
    assert task(planned).deadline.due == day("2026-06-30")


def test_a_correction_whose_task_or_document_is_gone_is_told(planned, workspace):
    planned.settle("plan", answer("corrected", "goal", "坍塌隐患消除。", "2"))
    write_document(workspace, "plan.txt", plan_text({"1": PROBLEMS["1"], "2": "一处全新的问题，与此前的都不相同，另有其事。"}))
    assert planned.build().orphaned == 1
    assert task(planned, "2").goal != "坍塌隐患消除。"
    write_document(workspace, "other.txt", plan_text(title="乌海市大气污染专项检查发现问题整改方案"))
    (workspace.documents / "plan.txt").unlink()
    assert planned.build().orphaned == 1


TEXT = "（1）东河镇两处砂石坑至今没有回填。整改时限：2026年10月前。责任单位：市水务局。2024年6月底前完成。计划299眼，仅整改11眼。"


def one_task(**more):
    """A task of the text above, with a doubt about its deadline."""
    at = TEXT.index("2026")
    unit = TEXT.index("市水")
    fields = (Field("problem", (3, 18)), Field("deadline", (at, at + 8)), Field("responsible", (unit, unit + 4)))
    doubt = Doubt("deadline-interval", "deadline", ("2026年10月前", "2026-09-30", "2026-10-31"), (at, at + 8), ("2026-10-31", "2026-09-30"))
    last = day("2026-10-31")
    made = make_task("1", problem=TEXT[3:18], deadline=Deadline("2026年10月前", "date", last, day("2026-09-30"), last),
                     mentions=(Mention("东河镇砂石坑", "mine", None, "problem", "", (3, 11)),), fields=fields, doubts=(doubt,),
                     span=(0, len(TEXT)), milestones=(Milestone("2024年6月底前", day("2024-06-30")),),
                     quantities=(Quantity("计划299眼，仅整改11眼", "", "眼", 299.0, 11.0),))
    return dataclasses.replace(made, units=Units(responsible=("市水务局",)), **more)


def after(made, *said_, text=TEXT):
    return correct(make_document("plan.txt", made, text=text), said_)


def correction(kind, field, new=None, item=(), seq=1, **more):
    made = one_task()
    return Correction(seq, TODAY, "甲", kind, "plan", "1", field, item, None, new, more.pop("quote", ""), opening_of(made), **more)


LATER = {"kind": "date", "due": "2026-10-31", "earliest": None, "latest": "2026-10-31"}


def test_a_confirmed_value_holds_against_a_reader_that_reads_the_same_words_otherwise():
    held = correction("confirmed", "deadline", LATER, quote="2026年10月前")
    other = one_task(deadline=Deadline("2026年10月前", "relative"))
    assert after(other, held).document.tasks[0].deadline.due == day("2026-10-31")


def test_a_reader_that_cuts_the_words_otherwise_is_no_reason_to_let_go():
    held = correction("corrected", "deadline", LATER, quote="2026年10月前")
    for words in ("2026年10月前。", "10月前", ""):
        found = after(one_task(deadline=Deadline(words, "none")), held)
        assert (found.rulings[0].state, found.document.tasks[0].deadline.due) == ("in force", day("2026-10-31")), words


def test_a_place_that_a_reader_does_not_find_any_more_stays_where_its_words_stand():
    value = {"name": "东河镇采砂坑", "layer": "mine", "county": "东河区"}
    held = correction("corrected", "place", value, ("东河镇砂石坑", "mine"), quote="东河镇两处砂石坑")
    found = after(one_task(mentions=()), held).document.tasks[0].mentions
    assert [(m.name, m.county, TEXT[slice(*m.span)]) for m in found] == [("东河镇采砂坑", "东河区", "东河镇两处砂石坑")]
    assert after(one_task(mentions=(), span=(18, len(TEXT))), held).rulings[0].state == "orphaned"


def test_a_marked_place_that_the_reader_finds_by_itself_is_there_once():
    value = {"name": "东河镇砂石坑", "layer": "mine", "county": None}
    found = after(one_task(), correction("added", "place", value, ("东河镇砂石坑", "mine"), quote="东河镇"))
    assert (found.rulings[0].state, len(found.document.tasks[0].mentions)) == ("moot", 1)


def test_two_places_can_change_names():
    two = one_task(mentions=(Mention("甲坑", "mine"), Mention("乙坑", "mine")))
    named = [correction("corrected", "place", {"name": new, "layer": "mine", "county": None}, (old, "mine"), seq)
             for seq, (old, new) in enumerate([("甲坑", "丙坑"), ("乙坑", "丁坑"), ("甲坑", "乙坑")], 1)]
    found = after(two, *named)
    assert [m.name for m in found.document.tasks[0].mentions] == ["乙坑", "丁坑"]
    assert [r.state for r in found.rulings] == ["superseded", "in force", "in force"]


def test_milestones_and_quantities_are_corrected_and_rejected():
    made = one_task()
    found = after(made, correction("corrected", "milestone", {"due": "2024-05-31"}, ("2024年6月底前", "", "0")),
                  correction("rejected", "quantity", None, (made.quantities[0].text, "0"), 2)).document.tasks[0]
    assert found.milestones == (dataclasses.replace(made.milestones[0], due=day("2024-05-31")),)
    assert found.quantities == ()


def test_a_number_that_a_re_reading_gave_to_another_task_stays_with_that_one():
    other = make_task("7", problem="另一处矿山没有覆土。")
    document = make_document("plan.txt", one_task(), other, text=TEXT)
    found = correct(document, [correction("corrected", "number", "7")])
    assert [t.key for t in found.document.tasks] == ["1", "7"]
    assert (found.rulings[0].state, found.rulings[0].why) == ("orphaned", "number")


def test_what_corrected_a_marked_place_goes_with_it():
    value = {"name": "采砂坑", "layer": "mine", "county": None}
    left = correction("corrected", "place", value | {"county": "东河区"}, ("采砂坑", "mine"), 5, quote="砂石坑", on=4)
    found = after(one_task(), left)
    assert found.rulings[0].state == "moot"
    assert len(found.document.tasks[0].mentions) == 1


def test_a_doubt_is_settled_by_its_answer_and_by_a_value_of_its_field():
    named = ("deadline-interval", "deadline", "2026年10月前", "2026-09-30", "2026-10-31")
    assert after(one_task()).document.tasks[0].doubts
    assert not after(one_task(), correction("confirmed", "deadline", quote="2026年10月前", doubt=named)).document.tasks[0].doubts
    assert not after(one_task(), correction("corrected", "deadline", LATER, quote="2026年10月前")).document.tasks[0].doubts
    assert after(one_task(), correction("confirmed", "deadline", quote="2026年10月前", doubt=("deadline-early", "deadline"))
                 ).document.tasks[0].doubts


# ---- taking back, saying it twice, saying what cannot be -----------------------------------------------------------------

def test_the_newest_answer_holds_and_taking_it_back_brings_the_one_before(planned):
    first = state(planned)
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    planned.settle("plan", answer("corrected", "deadline", "2027-06-30"))
    one, two = said(planned)
    assert two.body["old"] == one.body["new"]
    planned.undo(two.seq)
    assert task(planned).deadline.due == day("2026-06-30")
    planned.undo(one.seq)
    assert state(planned) == first
    assert [e.kind for e in said(planned)] == ["corrected", "corrected", "withdrawn", "withdrawn"]


def test_taking_back_twice_or_what_a_document_said_is_refused(planned):
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    seq = said(planned)[0].seq
    planned.undo(seq)
    for wrong in (seq, 1, 999):
        with pytest.raises(InputError, match="taken back already"):
            planned.undo(wrong)


def test_an_answer_to_what_somebody_else_answered_meanwhile_is_refused_with_the_name(planned, workspace):
    one = planned._now().corrected["plan"]
    shown = version_of(one, one.read.tasks[0])
    other = open_service(workspace)
    other.settle("plan", answer("corrected", "deadline", "2026-06-30"), actor="乙")
    other.close()
    with pytest.raises(Conflict, match="乙 answered on"):
        planned.settle("plan", answer("corrected", "deadline", "2027-06-30", version=shown))
    planned.settle("plan", answer("corrected", "deadline", "2027-06-30", "2", version=version_of(one, one.read.tasks[1])))
    assert task(planned).deadline.due == day("2026-06-30")
    assert task(planned, "2").deadline.due == day("2027-06-30")


def test_an_answer_to_a_task_that_was_read_anew_is_refused(planned, workspace):
    one = planned._now().corrected["plan"]
    shown = version_of(one, one.read.tasks[0])
    write_document(workspace, "plan.txt", plan_text(dues={"1": "2027年3月底"}))
    planned.build()
    with pytest.raises(Conflict, match="read anew"):
        planned.settle("plan", answer("corrected", "deadline", "2027-06-30", version=shown))


@pytest.mark.parametrize(("field", "value", "words"), [
    ("deadline", "2026-13-01", "is no date"),
    ("deadline", "1826-01-01", "cannot be meant"),
    ("deadline", "2026-10-31/2026-09-30", "lies after"),
    ("deadline", {"kind": "date", "due": None}, "has a day"),
    ("deadline", {"kind": "soon"}, "no deadline of the kind"),
    ("progress", "finished", "no progress 'finished'"),
    ("lead", "市水务局", "list of names"),
    ("lead", [""], "is empty"),
    ("lead", [f"第{n}局" for n in range(61)], "too many"),
    ("number", "7 8", "no number"),
    ("number", "2", "a task 2 in this document already"),
    ("problem", "", "is empty"),
    ("title", "长" * 201, "201 characters"),
    ("measures", "x", "are a list"),
    ("measures", [{"number": "1", "text": " "}], "is empty"),
    ("measures", [{"number": "1" * 13, "text": "登记。"}], "13 characters"),
    ("measures", [{"text": "登记。"}] * 201, "too many"),
    ("section", "长" * 201, "201 characters"),
])
def test_a_value_that_cannot_be_is_refused_in_one_sentence(planned, field, value, words):
    events = planned._register.events()
    with pytest.raises(InputError, match=words) as caught:
        planned.settle("plan", answer("corrected", field, value))
    assert "\n" not in caught.value.sentence
    assert planned._register.events() == events


@pytest.mark.parametrize(("kind", "value", "words"), [
    ("added", {"name": "不在文中", "layer": "mine"}, "does not stand in this task"),
    ("added", {"name": "排水沟", "layer": "moon"}, "no layer 'moon'"),
    ("added", {"name": "", "layer": "mine"}, "is empty"),
    ("corrected", {"name": "甲", "layer": "mine"}, "not in the task"),
])
def test_a_place_that_cannot_be_is_refused(planned, kind, value, words):
    with pytest.raises(InputError, match=words):
        planned.settle("plan", answer(kind, "place", value, item=("甲", "mine")))


def test_what_a_task_always_has_cannot_be_rejected(planned):
    for field in ("number", "problem"):
        with pytest.raises(InputError, match="always has one"):
            planned.settle("plan", answer("rejected", field))
    planned.settle("plan", answer("rejected", "deadline"))
    assert task(planned).deadline == Deadline()
    planned.settle("plan", answer("rejected", "task"))
    with pytest.raises(InputError, match="rejected as a task"):
        planned.settle("plan", answer("corrected", "goal", "x"))


def test_an_answer_about_nothing_is_refused(planned):
    with pytest.raises(InputError, match="not in the register any more"):
        planned.settle("plan", answer("corrected", "goal", "x", "99"))
    with pytest.raises(InputError, match="not in the register any more"):
        planned.settle("gone", answer("corrected", "goal", "x"))


def test_who_corrects_is_the_settings_actor_else_the_user(planned, workspace, monkeypatch):
    monkeypatch.setattr("getpass.getuser", lambda: "li")
    assert actor_of(workspace) == "li"
    assert actor_of(dataclasses.replace(workspace, actor="李")) == "李"
    assert actor_of(dataclasses.replace(workspace, actor="document")) != "document"

    def nobody():
        raise KeyError("no such user")
    monkeypatch.setattr("getpass.getuser", nobody)
    with pytest.raises(InputError, match=r"Set actor in geomon\.toml"):
        actor_of(workspace)


def test_the_chain_of_hashes_stays_whole(planned, workspace):
    planned.settle("plan", answer("corrected", "deadline", "2026-06-30"))
    planned.undo(said(planned)[0].seq)
    planned.build()
    with sqlite3.connect(workspace.register) as raw:
        raw.row_factory = sqlite3.Row
        previous = ""
        for row in raw.execute("SELECT * FROM events ORDER BY seq"):
            kept = dict(row)
            here = kept.pop("hash")
            assert kept.pop("previous") == previous
            assert link(previous, kept) == here
            previous = here
    raw.close()


def test_an_event_of_a_newer_geomon_is_left_alone(planned):
    event = planned._register.events()[0]
    for body in ({"field": "colour", "new": "red"}, {"field": "deadline", "new": {"kind": "soon"}}, {}):
        planned._register.append_event(dataclasses.replace(event, actor="甲", kind="corrected", source="review", body=body))
    assert planned._now().documents == planned._register.documents()


def test_progress_corrected_in_one_of_two_reports_of_a_day_keeps_their_order(planned, workspace):
    write_document(workspace, "a.txt", report_text({"1": "已完成"}))
    write_document(workspace, "b.txt", report_text({"1": "未达到序时进度"}))
    planned.build()
    first = state(planned)
    planned.settle("a", answer("corrected", "progress", "on_schedule"))
    assert planned._now().events["a#1"][0].body["progress"] == "on_schedule"
    planned.undo(said(planned)[0].seq)
    assert state(planned) == first


# ---- measures: one list ------------------------------------------------------------------------------------------------

STEPS = [{"number": "1", "text": "逐处登记，制定治理方案。"}]
MORE = [{"number": "2", "text": "回填采坑。"}, *STEPS, {"number": "", "text": "完成验收。"}]


def steps(service, number="1"):
    return [(one.number, one.text) for one in task(service, number).measures]


def test_measures_are_added_moved_edited_and_taken_out_as_one_list(planned):
    span = task(planned).measures[0].span
    planned.settle("plan", answer("corrected", "measures", MORE))
    assert steps(planned) == [("2", "回填采坑。"), ("1", "逐处登记，制定治理方案。"), (None, "完成验收。")]
    assert [one.span for one in task(planned).measures] == [(0, 0), span, (0, 0)]
    planned.settle("plan", answer("corrected", "measures", [{"number": "1", "text": "逐处登记。"}]))
    assert steps(planned) == [("1", "逐处登记。")]
    assert task(planned).measures[0].span == span      # the same number: the same words of the document
    planned.settle("plan", answer("rejected", "measures"))
    assert steps(planned) == []
    for seq in reversed([e.seq for e in said(planned)]):
        planned.undo(seq)
    assert steps(planned) == [("1", "逐处登记，制定治理方案。")]


def test_measures_hold_over_a_re_reading_as_long_as_all_of_them_stand_there(planned, workspace):
    planned.settle("plan", answer("corrected", "measures", MORE))
    text = plan_text()
    write_document(workspace, "plan.txt", text.replace("地质", "") + "\n")
    planned.build()
    assert len(steps(planned)) == 3
    write_document(workspace, "plan.txt", text.replace("制定治理方案。", "制定治理方案。\n2. 另建一座挡墙。"))
    planned.build()
    assert steps(planned) == [("1", "逐处登记，制定治理方案。"), ("2", "另建一座挡墙。")]
    assert [ruling.why for ruling in planned.lost_answers()] == ["words"]
    write_document(workspace, "plan.txt", text)
    planned.build()
    assert len(steps(planned)) == 3


def test_measures_that_somebody_changed_meanwhile_are_not_overwritten(planned):
    version = planned.review("plan").sheet("1").version
    planned.settle("plan", answer("corrected", "measures", MORE), actor="乙")
    with pytest.raises(Conflict, match="乙"):
        planned.settle("plan", answer("corrected", "measures", [], version=version), actor="甲")
    assert len(steps(planned)) == 3


def test_a_gap_in_the_numbers_of_measures_is_settled_by_the_list(service, workspace):
    write_document(workspace, "plan.txt", plan_text().replace("1. 逐处登记，制定治理方案。", "1. 逐处登记。\n3. 制定治理方案。", 1))
    service.build()
    point = next(p for p in service.review("plan").doubts if p.doubt.kind == "measures-skip")
    assert point.value == [{"number": "1", "text": "逐处登记。"}, {"number": "3", "text": "制定治理方案。"}]
    service.settle("plan", Answer(point.task, "corrected", "measures", value=STEPS, doubt=point.key))
    assert service.review("plan").settled == 1
    service.undo(said(service)[-1].seq)
    service.settle("plan", Answer(point.task, "confirmed", "measures", doubt=point.key))
    assert (service.review("plan").settled, len(steps(service))) == (1, 2)
