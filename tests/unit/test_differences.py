"""What a newer document changed: each kind of difference by itself, the pairing of tasks, and that a preview says what an import does."""

import dataclasses

import pytest
from factories import PROBLEMS, day, make_document, make_match, make_site, make_task, plan_text, report_text, write_document

from geomon.model import Claim, Field, Measure, Quantity, Units
from geomon.service import KINDS
from geomon.service.differences import RANK, differences
from geomon.service.history import document_events
from geomon.service.snapshot import snapshot_of
from geomon.service.wording import excerpt, materially, pieces, weaker
from geomon.situation import Filter

TITLE = "示例市生态环境专项督察整改方案"
LATER = "示例市生态环境专项督察整改进展情况"


def state(*documents, sites=(), matches=()):
    return snapshot_of(1, documents, sites, matches, [e for d in documents for e in document_events(d)])


def plan(*tasks, source="plan.txt", title=TITLE, **more):
    return make_document(source, *tasks, title=title, **more)


def report(*tasks, source="report.txt", issued="2024-11-20", **more):
    return make_document(source, *tasks, kind="progress", issued=issued, title=LATER, **more)


@pytest.fixture
def changes(profile):
    """changes(before, after) -> differences between two documents, or lists of documents."""
    def of(before, after):
        before, after = ([x] if not isinstance(x, list) else x for x in (before, after))
        return differences(state(*before), state(*after), profile)
    return of


def only(found):
    assert len(found) == 1, found
    return found[0]


# ---- kinds, one by one -----------------------------------------------------------------------------------------------

def test_the_same_document_changes_nothing(changes):
    one = plan(make_task("1"), make_task("2", problem="另一处渣场没有覆土。"))
    assert changes(one, one) == ()


def test_a_task_that_came_and_one_that_went(changes):
    old, new = make_task("2", problem="一处旧渣场覆土厚度不够。"), make_task("3", problem="五眼自备井没有关停封填。")
    found = changes(plan(make_task("1"), old), plan(make_task("1"), new))
    assert [(d.kind, d.task) for d in found] == [("new", "plan#3"), ("gone", "plan#2")]
    assert found[0].after == new.problem
    assert found[1].before == old.problem
    assert found[1].reason


@pytest.mark.parametrize(("before", "after", "days"), [
    ("2025-06-30", "2025-12-31", 184), ("2025-12-31", "2025-06-30", -184), ("2025-12-31", None, None), (None, "2025-12-31", None)])
def test_a_deadline_that_moved_says_by_how_much(changes, before, after, days):
    tasks = [make_task("1", due=d, kind="date" if d else "ongoing") for d in (before, after)]
    one = only(changes(plan(tasks[0]), plan(tasks[1])))
    assert (one.kind, one.field, one.days) == ("deadline", "deadline", days)
    assert (one.before, one.after) == (before or "长期坚持", after or "长期坚持")


def test_other_words_for_the_same_day_move_no_deadline(changes):
    tasks = [make_task("1", deadline=dataclasses.replace(make_task().deadline, text=text)) for text in ("2025年12月底", "2025年12月31日前")]
    assert changes(plan(tasks[0]), plan(tasks[1])) == ()


@pytest.mark.parametrize(("before", "after", "words"), [
    ("完成矿坑治理并通过验收。", "推进矿坑治理。", ("完成", "推进")),
    ("完成矿坑治理。", "基本完成矿坑治理。", ("基本",)),
    ("全面完成渣场清理。", "完成渣场清理。", ("全面",)),
    ("全部渣场完成覆土。", "大部分渣场完成覆土。", ("全部", "大部分")),
    ("确保2025年水质达标。", "力争2025年水质达标。", ("确保", "力争")),
    ("消除边坡坍塌隐患。", "减少边坡坍塌隐患。", ("消除", "减少")),
    ("拆除违建厂房。", "规范违建厂房。", ("拆除", "规范")),
    ("启动封场工程。", "研究封场工程。", ("启动", "研究")),
    ("每月巡查一次。", "每季度巡查一次。", ("每月", "每季度")),
    ("关停自备井299眼。", "关停自备井200眼。", ("299眼", "200眼")),
    ("植被成活率达到85%以上。", "植被成活率达到80%以上。", ("85%", "80%")),
    ("治理1.2万亩。", "治理9000亩。", ("1.2万亩", "9000亩")),
    ("扬尘浓度不高于50毫克/升。", "扬尘浓度不高于80毫克/升。", ("50毫克/升", "80毫克/升")),
])
def test_a_goal_that_was_softened_says_why(changes, before, after, words):
    one = only(changes(plan(make_task("1", goal=before)), plan(make_task("1", goal=after))))
    assert (one.kind, one.field, one.before, one.after) == ("softened", "goal", before, after)
    assert all(word in one.reason for word in words)
    assert all(word in one.reason_en for word in words)
    assert weaker(after, before) is None, "the other way round it is stricter"


@pytest.mark.parametrize(("before", "after"), [
    ("2025年6月底前完成治理。", "2024年6月底前完成治理。"),                    # a year is no figure
    ("恢复永久基本农田，完成治理。", "恢复永久基本农田，完成整治。"),          # a fixed term is no hedge
    ("完成治理。", "完成治理。力争提前半年。"),                                # a sentence that came in weakens nothing
    ("完成治理，通过验收。", "通过验收，完成治理。"),                          # another order
    ("治理水体3处。", "治理水体5处。"),
])
def test_what_is_not_weaker_is_not_called_so(before, after):
    assert weaker(before, after) is None


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("完成治理，通过验收。", "完成治理,通过验收", False),
    ("治理３处渣场", "治理3处 渣场", False), ("做好治理工作。", "做好治理的工作。", False),
    ("治理3处渣场。", "治理4处渣场。", True), ("已经覆土。", "未经覆土。", True), ("加强日常监管。", "加强日常监管和巡查频次。", True)])
def test_punctuation_and_slips_are_no_other_wording(before, after, expected):
    assert materially(before, after) is expected


def test_a_problem_in_other_words_is_other_wording_and_never_softened(changes):
    tasks = [make_task("1", problem=p) for p in ("东河镇全部砂石坑至今没有完成回填。", "东河镇大部分砂石坑至今没有基本完成回填。")]
    one = only(changes(plan(tasks[0]), plan(tasks[1])))
    assert (one.kind, one.field, one.reason) == ("wording", "problem", "")


def measures(*texts):
    return tuple(Measure(str(n), text, (n, n + 1)) for n, text in enumerate(texts, 1))


def test_measures_are_paired_whatever_their_number_and_told_apart(changes):
    old = make_task("1", measures=measures("逐处登记，制定治理方案。", "完成削坡放坡和覆土。", "每月开展巡查并公开结果。"))
    new = make_task("1", measures=measures("推进削坡放坡和覆土。", "逐处登记，制定治理方案。", "安装三套视频监控设备。"))
    found = changes(plan(old), plan(new))
    assert [(d.kind, d.before, d.after) for d in found] == [
        ("softened", "完成削坡放坡和覆土。", "推进削坡放坡和覆土。"), ("softened", "每月开展巡查并公开结果。", ""),
        ("wording", "", "安装三套视频监控设备。")]
    assert found[0].span == (1, 2)
    assert found[1].reason_en == "this measure is no longer there"


def test_measures_that_were_merged_are_not_dropped(changes):
    old = make_task("1", measures=measures("逐处登记，制定治理方案。", "每月巡查并公开结果。"))
    new = make_task("1", measures=measures("逐处登记，制定治理方案；每月巡查并公开结果。"))
    assert {d.kind for d in changes(plan(old), plan(new))} == {"wording"}


def test_units_are_told_by_role(changes):
    old = make_task("1").units
    new = Units(lead=("市水务局",), responsible=("市水务局", "市自然资源局"), cooperating=())
    found = changes(plan(make_task("1")), plan(dataclasses.replace(make_task("1"), units=new)))
    assert [(d.kind, d.field, d.before, d.after) for d in found] == [
        ("unit", "lead", "市自然资源局", "市水务局"), ("unit", "responsible", "", "市水务局")]
    assert old.lead == ("市自然资源局",)


@pytest.mark.parametrize("other", ["自然资源局", "示例市自然资源局", "市自然资源局"])
def test_one_unit_in_another_spelling_is_no_other_unit(changes, other):
    said = dataclasses.replace(make_task("1"), units=Units(lead=(other,), responsible=(other,)))
    assert changes(plan(make_task("1")), plan(said)) == ()
    half = [dataclasses.replace(make_task("1"), units=Units(responsible=(name,))) for name in ("各县（市、区）", "各县(市、区)")]
    assert changes(plan(half[0]), plan(half[1])) == ()


def test_a_report_that_names_fewer_roles_takes_no_unit_away(changes):
    task = dataclasses.replace(make_task("1"), units=Units(("甲局",), ("甲局", "乙局"), acceptance=("市政府",)))
    says_less = dataclasses.replace(make_task("1"), units=Units(responsible=("甲局", "乙局")))
    assert changes([plan(task)], [plan(task), report(says_less)]) == ()


def test_figures_of_one_thing_are_compared(changes):
    old = make_task("1", quantities=(Quantity("计划299眼", "自备井", "眼", 299), Quantity("10处", "渣场", "处", 10)))
    new = make_task("1", quantities=(Quantity("计划200眼，整改11眼", "自备井", "眼", 200, 11, (3, 9)),))
    found = changes(plan(old), plan(new))
    assert [(d.kind, d.field, d.before, d.after, d.reason) for d in found] == [
        ("number", "planned", "299眼", "200眼", "自备井"), ("number", "done", "", "11眼", "自备井")]
    assert found[0].span == (3, 9)


@pytest.mark.parametrize(("before", "after", "kind"), [
    (None, "in_progress", "progress"), ("in_progress", "completed", "progress"), ("in_progress", "behind", "progress"),
    ("completed", "mostly_completed", "backwards"), ("accepted", "in_progress", "backwards"), ("on_schedule", "behind", "backwards")])
def test_progress_goes_on_or_back(changes, before, after, kind):
    reports = [report(make_task("1", progress=before)), report(make_task("1", progress=after), source="report2.txt", issued="2025-01-20")]
    one = only(changes(reports[:1], reports))
    assert (one.kind, one.before, one.after, one.task) == (kind, before or "", after, "report2#1")


def test_every_progress_has_its_rank_and_every_kind_its_place():
    from typing import get_args

    from geomon.model import Progress
    assert set(RANK) == set(get_args(Progress))
    assert len(set(KINDS)) == len(KINDS) == 9


# ---- which tasks are one ---------------------------------------------------------------------------------------------

def test_tasks_that_moved_up_a_number_are_neither_new_nor_gone(changes):
    texts = list(PROBLEMS.values())
    old = plan(*(make_task(str(n), problem=p) for n, p in enumerate(texts, 1)))
    added = "乌达区五眼自备井没有关停封填。"
    new = plan(*(make_task(str(n), problem=p) for n, p in enumerate([added, *texts], 1)))
    found = changes(old, new)
    assert [(d.kind, d.task) for d in found if d.kind != "number"] == [("new", "plan#1")]
    assert [(d.field, d.before, d.after) for d in found if d.kind == "number"] == [
        ("number", f"（{n}）", f"（{n + 1}）") for n in (1, 2, 3)]


def test_a_plan_in_a_new_version_behind_a_report_is_compared_with_itself(changes):
    said = report(make_task("1", progress="in_progress"))
    found = changes([plan(make_task("1", goal="完成治理。")), said], [plan(make_task("1", goal="推进治理。")), said])
    one = only(found)
    assert (one.kind, one.document) == ("softened", "plan")


def test_what_was_done_is_not_compared_with_what_was_promised(changes):
    promised = plan(make_task("1", measures=measures("完成削坡放坡。")))
    done = report(make_task("1", measures=measures("已组织两次会议。"), progress="in_progress"))
    assert [d.kind for d in changes([promised], [promised, done])] == ["progress"]


def test_a_newer_report_without_a_task_says_so_and_a_short_one_does_not(changes):
    tasks = [make_task(n, problem=p, progress="in_progress") for n, p in PROBLEMS.items()]
    first = report(*tasks)
    full = report(*tasks[:2], source="report2.txt", issued="2025-01-20")
    assert [(d.kind, d.task) for d in changes([first], [first, full])] == [("gone", "report#3")]
    short = report(tasks[0], source="report2.txt", issued="2025-01-20")
    assert changes([first], [first, short]) == ()
    notice = make_document("notice.txt", *tasks[:2], kind="notice", issued="2025-01-20", title=LATER)
    assert "gone" not in {d.kind for d in changes([first], [first, notice])}


def test_a_plan_that_drops_a_task_says_so_though_a_report_still_holds_it(changes):
    tasks = [make_task(n, problem=p) for n, p in PROBLEMS.items()]
    said = report(*tasks)
    found = changes([plan(*tasks), said], [plan(*tasks[:2]), said])
    assert [(d.kind, d.task) for d in found] == [("gone", "plan#3")]


def test_an_older_document_that_came_late_changes_nothing_that_stands(changes):
    now = report(make_task("1", progress="completed"))
    assert changes([now], [plan(make_task("1")), now]) == ()


def test_documents_of_another_inspection_are_not_compared(changes):
    other = plan(make_task("1"), source="other.txt", title="示例市固体废物排查整改方案")
    assert [d.kind for d in changes([plan(make_task("1"))], [plan(make_task("1")), other])] == ["new"]


def test_a_difference_knows_its_sites_before_and_after_and_its_sentence(profile):
    text = "（1）东河镇两处砂石坑至今没有回填。\n整改时限：2026年6月底\n"
    start = text.index("2026")
    task = make_task("1", due="2026-06-30", fields=(Field("deadline", (start, start + 8)),))
    old, new = plan(make_task("1")), plan(task, text=text)
    before = state(old, sites=[make_site("a"), make_site("b")], matches=[make_match("plan", "1", "a"), make_match("plan", "1", "b")])
    after = state(new, sites=[make_site("b"), make_site("c")], matches=[make_match("plan", "1", "c"), make_match("plan", "1", "b")])
    one = only(differences(before, after, profile))
    assert set(one.sites) == {"a", "b", "c"}
    assert (one.quote, text[slice(*one.span)]) == ("2026年6月底", "2026年6月底")


def test_a_claim_in_words_has_its_place(changes):
    said = dataclasses.replace(report(make_task("1", progress="completed", fields=(Field("progress", (2, 5)),)), text="现已完成。"))
    assert only(changes([plan(make_task("1"))], [plan(make_task("1")), said])).quote == "完成。"
    assert Claim().progress is None


# ---- marks -----------------------------------------------------------------------------------------------------------

def test_pieces_give_both_texts_back():
    before, after = "全面完成矿坑治理并通过验收。", "推进矿坑治理，争取通过验收。"
    row = list(pieces(before, after))
    assert "".join(text for kind, text in row if kind != "in") == before
    assert "".join(text for kind, text in row if kind != "out") == after
    assert list(pieces("同", "同")) == [("same", "同")]
    assert list(pieces("", "新")) == [("in", "新")]
    assert list(pieces("210公顷", "180公顷")) == [("out", "210"), ("in", "180"), ("same", "公顷")]


def test_an_excerpt_keeps_the_change_and_cuts_what_is_the_same():
    row = list(excerpt("甲" * 100 + "完成" + "乙" * 100, "甲" * 100 + "推进" + "乙" * 100))
    assert row == [("cut", ""), ("same", "甲" * 12), ("out", "完成"), ("in", "推进"), ("same", "乙" * 12), ("cut", "")]


# ---- through the service ---------------------------------------------------------------------------------------------

def bare(found):
    return {dataclasses.replace(d, sites=()) for d in found}


def test_a_preview_writes_nothing_and_says_what_the_import_then_does(planned, workspace, tmp_path):
    paths = [write_document(tmp_path, "plan.txt", plan_text(dues={"1": "2026年6月底"})),
             write_document(tmp_path, "report.txt", report_text({"2": "已完成"})), write_document(tmp_path, "bad.txt", "")]
    version, files = planned.version(), sorted(p.name for p in workspace.data.rglob("*"))
    seen = planned.preview(paths)
    assert (planned.version(), sorted(p.name for p in workspace.data.rglob("*"))) == (version, files)
    assert ([d.id for d in seen.documents], seen.replaces, seen.known, seen.tasks) == (["plan", "report"], ("plan",), (), 4)
    assert [name for name, _ in seen.refused] == ["bad.txt"]
    assert "empty" in seen.refused[0][1].sentence
    assert {d.kind for d in seen.differences} == {"deadline", "progress"}
    done = planned.import_documents(paths[:2])
    assert bare(done.differences) == bare(seen.differences)
    assert any(d.sites for d in done.differences)
    assert planned.preview(paths[:2]).known == ("plan", "report")


def test_the_last_import_stays_in_the_register(planned, workspace, tmp_path):
    from geomon.service import open_service

    assert planned.last_import() is None
    done = planned.import_documents([write_document(tmp_path, "plan.txt", plan_text(dues={"1": "2026年6月底"}))])
    planned.build()
    planned.import_documents([workspace.documents / "plan.txt"])                 # known: changes nothing
    again = open_service(workspace)
    last = again.last_import()
    again.close()
    assert (last.taken, last.differences) == (("plan",), done.differences)
    assert last.at[:2] == "20"


def test_the_map_can_be_narrowed_to_what_the_last_import_changed(planned, tmp_path):
    planned.import_documents([write_document(tmp_path, "report.txt", report_text({"1": "达到序时进度"}))])
    for date, ident in (("2024-11-01", "plan#1"), ("2024-12-15", "report#1")):
        situation = planned.situation(day(date))
        assert situation.tasks["id"][situation.select_tasks(Filter(changed=True))].tolist() == [ident]
        assert situation.sites["tasks"][situation.select_sites(Filter(changed=True))].tolist() == [(ident,)]


def test_the_listing_says_when_a_version_came_and_what_it_holds(planned, workspace, tmp_path):
    first = planned.documents()[0]
    assert (first.id, first.kind, first.region, first.day, first.tasks) == ("plan", "plan", "乌海市", day("2024-06-18"), 3)
    assert first.arrived is not None
    planned.import_documents([write_document(tmp_path, "report.txt", report_text({"2": "已完成"}))])
    assert {d.id: d.arrived for d in planned.documents()}["plan"] == first.arrived
    (workspace.documents / "report.txt").unlink()
    planned.build()
    assert [d.id for d in planned.documents()] == ["plan"]
