"""What people tell the reader: kept as events, what it concerns is read again, the next document of the city with it, taken back."""

import pytest
from factories import plan_text, write_document

from geomon.documents import label_words
from geomon.errors import Conflict, InputError, NoTasks
from geomon.service import Answer, open_service
from geomon.service.snapshot import take_snapshot
from geomon.service.teaching import BEGINS, lessons_of, mark_event, taught_of
from geomon.ui.review_words import ROLE_NAMES

BODY = """（一）乌达区一处旧渣场覆土厚度不够。
归口处室：市水务局
整改时限：2025年12月底
整改措施：
1.补足覆土。
（二）海南区两处砂石坑没有回填。
归口处室：市自然资源局
整改时限：2025年6月底
整改措施：
1.回填。
海勃湾区雨水口混接，大雨时溢流。
归口处室：市住建局
整改时限：2025年9月底
整改措施：
1.改造管网。
（四）乌达区排口没有标识牌。
归口处室：市生态环境局
整改时限：2025年10月底
整改措施：
1.设立标识牌。
"""
TITLE = "乌海市生态环境保护专项督察反馈问题整改方案"
SWALLOWED = "海勃湾区雨水口混接"


def text(body=BODY, title=TITLE):
    return f"{title}\n2024年6月18日\n{body}"


@pytest.fixture
def read(service, workspace):
    write_document(workspace, "plan.txt", text())
    service.build()
    return service


def tasks(service, document="plan"):
    return {task.key: task for task in service._now().corrected[document].document.tasks}


def at(service, words):
    return service._now().corrected["plan"].read.text.index(words)


def told(service):
    return [e for e in service._register.events() if e.source == "reading"]


def test_labels_told_once_hold_for_the_document_and_the_next_one_of_the_city(read, workspace):
    assert tasks(read)["1"].units.lead == ()
    done = read.reading.tell_labels("乌海市", {"归口处室": "lead"}, actor="甲")
    assert done.read == (("plan", 3, 3),)
    assert tasks(read)["1"].units.lead == ("市水务局",)
    event, = told(read)
    assert (event.actor, event.kind, event.body) == ("甲", "label", {"city": "乌海市", "word": "归口处室", "role": "lead"})
    write_document(workspace, "next.txt", text(title="乌海市大气污染专项检查发现问题整改方案"))
    write_document(workspace, "other.txt", text(title="中卫市大气污染专项检查发现问题整改方案"))
    read.build()
    assert tasks(read, "next")["1"].units.lead == ("市水务局",)
    assert tasks(read, "other")["1"].units.lead == ()


def test_what_was_told_is_what_a_build_finds_unchanged(read):
    read.reading.tell_labels("乌海市", {"归口处室": "lead"})
    read.reading.tell_beginning("plan", at(read, SWALLOWED), "3")
    version, before = read.version(), read._now().documents
    report = read.build()
    assert (report.changed, report.read, read.version()) == (False, 0, version)
    assert take_snapshot(read._register).documents == before


def test_taking_back_reads_as_before(read):
    before = read._now().documents
    read.reading.tell_labels("乌海市", {"归口处室": "lead"})
    read.reading.take_back(told(read)[0].seq, actor="乙")
    assert read._now().documents == before
    assert taught_of(read._now().said) == ()
    with pytest.raises(InputError, match="taken back already"):
        read.reading.take_back(told(read)[0].seq)


def test_the_newest_role_of_a_word_holds(read):
    for role in ("lead", "cooperating"):
        read.reading.tell_labels("乌海市", {"归口处室": role})
    assert tasks(read)["1"].units.cooperating == ("市水务局",)
    assert lessons_of(read._now().said).lesson("plan", "乌海市").labels == (("归口处室", "cooperating"),)


@pytest.mark.parametrize(("word", "role", "fault"), [("归口处室", "boss", "cannot stand for 'boss'"), (" ", "lead", "is no label"),
                                                     ("责任：单位", "lead", "is no label"), ("长" * 31, "lead", "is no label")])
def test_what_is_no_label_or_role_is_refused_and_nothing_is_written(read, word, role, fault):
    with pytest.raises(InputError, match=fault):
        read.reading.tell_labels("乌海市", {"整改目标": "goal", word: role})
    assert told(read) == []


def test_labels_after_which_no_task_is_left_are_refused(read):
    with pytest.raises(NoTasks):
        read.reading.tell_labels("乌海市", {"归口处室": "ignore", "整改时限": "ignore", "整改措施": "ignore"})
    assert told(read) == []
    assert len(tasks(read)) == 3


def test_a_marked_task_counts_on_the_map_and_in_the_status(read):
    done = read.reading.tell_beginning("plan", at(read, SWALLOWED), "3", actor="甲")
    assert done.read == (("plan", 3, 4),)
    assert list(tasks(read)) == ["1", "2", "3", "4"]
    assert tasks(read)["3"].deadline.due.isoformat() == "2025-09-30"
    assert [m.text for m in tasks(read)["2"].measures] == ["回填。"]
    day = read.settings.today()
    assert [t["number"] for t in read.status_json(day)["tasks"]] == ["1", "2", "3", "4"]


def test_the_card_of_a_marked_task_says_who_marked_it(read):
    read.reading.tell_beginning("plan", at(read, SWALLOWED), "3", actor="甲")
    day = read.settings.today()
    said, = read.task_card("plan#3", day).corrections
    assert (said.kind, said.field, said.new, said.actor) == ("added", "task", "3", "甲")
    assert read.task_card("plan#2", day).corrections == ()
    read.settle("plan", Answer("3", "corrected", "number", value="9"))
    assert [one.field for one in read.task_card("plan#9", day).corrections] == ["task", "number"]


def test_a_mark_is_kept_over_a_corrected_file_and_corrections_of_the_new_task_too(read, workspace):
    read.reading.tell_beginning("plan", at(read, SWALLOWED), "3")
    read.settle("plan", Answer("3", "corrected", "deadline", value="2025-08-31"))
    write_document(workspace, "plan.txt", text("各区抓好落实。\n" + BODY.replace("1.补足覆土。", "1.补足覆土，完成验收。")))
    assert read.build().orphaned == 0
    assert tasks(read)["3"].deadline.due.isoformat() == "2025-08-31"
    write_document(workspace, "plan.txt", text(BODY.replace(SWALLOWED, "东山雨水口混接")))
    read.build()
    assert list(tasks(read)) == ["1", "2", "4"]
    assert [found for _, found in read.reading.marks("plan")] == [False]
    write_document(workspace, "plan.txt", text())
    read.build()
    assert list(tasks(read)) == ["1", "2", "3", "4"]
    assert [found for _, found in read.reading.marks("plan")] == [True]


def test_a_task_of_its_own_is_joined_to_the_one_before(read):
    done = read.reading.tell_joined("plan", "2")
    assert done.read == (("plan", 3, 2),)
    assert list(tasks(read)) == ["1", "4"]
    assert "市自然资源局" in tasks(read)["1"].units.responsible
    with pytest.raises(InputError, match="no task stands before it"):
        read.reading.tell_joined("plan", "1")


def test_a_number_that_is_taken_or_a_line_too_short_is_refused(read):
    with pytest.raises(InputError, match="task 4"):
        read.reading.tell_beginning("plan", at(read, SWALLOWED), "4")
    with pytest.raises(InputError, match="too little"):
        mark_event(BEGINS, "plan", "一 、", "3", "甲", read.settings.today())
    assert told(read) == []


def test_rows_of_a_table_are_not_marked(service, workspace):
    rows = "".join(f"{n},海南区第{n}处砂石坑没有回填。,2025年{n}月底,市水务局\n" for n in range(1, 5))
    write_document(workspace, "plan.csv", f"{TITLE},,,\n序号,问题,整改时限,责任单位\n{rows}")
    service.build()
    with pytest.raises(InputError, match="row of a table"):
        service.reading.tell_beginning("plan", at(service, "海南区第2处"), "9")
    with pytest.raises(InputError, match="row of a table"):
        service.reading.tell_joined("plan", "2")


def test_headings_of_a_ledger_are_adjusted(service, workspace):
    rows = "".join(f"{n},海南区第{n}处砂石坑没有回填。,2025年{n}月底,市水务局,市林草局\n" for n in range(1, 5))
    write_document(workspace, "乌海市整改台账.csv", f"序号,问题,整改时限,甲,乙\n{rows}")
    service.build()
    sheet = service.reading.labels("乌海市整改台账")
    assert {use.word: use.role for use in sheet.uses}["甲"] == "responsible"
    service.reading.tell_labels(sheet.city, {"甲": "cooperating", "乙": "lead"})
    task = tasks(service, "乌海市整改台账")["1"]
    assert (task.units.cooperating, task.units.lead) == (("市水务局",), ("市林草局",))
    again = {use.word: use.why for use in service.reading.labels("乌海市整改台账").uses}
    assert (again["甲"], again["乙"], again["问题"]) == ("told", "told", "known")


def test_a_file_that_is_not_taken_in_yet_can_be_taught(read, tmp_path):
    path = tmp_path / "neu.txt"
    path.write_text(text("（一）井未封。\n甲乙：市水务局\n（二）坑未填。\n甲乙：市林草局\n"), encoding="utf-8")
    assert isinstance(read.preview([path]).refused[0][1], NoTasks)
    sheet = read.reading.labels_in(path)
    assert (sheet.city, [use.word for use in sheet.uses]) == ("乌海市", ["甲乙"])
    read.reading.tell_labels(sheet.city, {"甲乙": "lead"})
    document, = read.preview([path]).documents
    assert [task.units.lead for task in document.tasks] == [("市水务局",), ("市林草局",)]


def test_somebody_who_writes_meanwhile_is_not_overwritten(read, workspace, monkeypatch):
    from geomon.service import reading_desk
    other = open_service(workspace)
    real = reading_desk.read_one

    def slow(*args, **more):
        other.settle("plan", Answer("1", "corrected", "deadline", value="2026-06-30"), actor="乙")
        return real(*args, **more)

    monkeypatch.setattr(reading_desk, "read_one", slow)
    with pytest.raises(Conflict):
        read.reading.tell_labels("乌海市", {"归口处室": "lead"})
    other.close()
    assert told(read) == []


def test_a_document_whose_file_is_gone_is_told(read, workspace):
    (workspace.documents / "plan.txt").unlink()
    with pytest.raises(InputError, match="not in the workspace any more"):
        read.reading.tell_labels("乌海市", {"归口处室": "lead"})


# ---- what is missing ---------------------------------------------------------------------------------------------------

def test_a_swallowed_task_is_found_by_the_gap_in_the_numbers_and_the_labels_that_stand_twice(read):
    found = read.reading.coverage("plan")
    assert (found.found, found.missing, found.is_whole) == (3, (3,), False)
    suspect, = found.suspects
    assert (suspect.words[:9], suspect.why) == (SWALLOWED, "again")
    assert read._now().corrected["plan"].read.text.split("\n")[suspect.line - 1] == suspect.words
    read.reading.tell_beginning("plan", suspect.start, "3")
    assert read.reading.coverage("plan").is_whole


def test_a_line_with_a_missing_number_is_named(service, workspace):
    body = BODY.replace("海勃湾区雨水口", "（三）海勃湾区雨水口").replace("归口处室：市住建局\n整改时限：2025年9月底\n整改措施：\n", "")
    write_document(workspace, "plan.txt", text(body))
    service.build()
    found = service.reading.coverage("plan")
    assert [(one.number, one.why, one.words[:6]) for one in found.suspects] == [("3", "number", "（三）海勃湾")]


def test_the_document_s_own_count_is_held_against_the_reading(service, workspace):
    write_document(workspace, "plan.txt", text("督察反馈问题共12个问题。\n" + BODY))
    service.build()
    found = service.reading.coverage("plan")
    assert (found.stated, found.found, found.is_whole) == (12, 3, False)


def test_a_document_that_speaks_of_some_tasks_only_is_whole(service, workspace):
    body = BODY.replace("（二）", "（十七）").replace("（四）", "（二十九）").replace(SWALLOWED, "（二十）雨水口")
    write_document(workspace, "plan.txt", text(body))
    service.build()
    found = service.reading.coverage("plan")
    assert len(found.missing) > found.found
    assert found.is_whole


def test_a_reading_that_nothing_speaks_against_is_whole(service, workspace):
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    found = service.reading.coverage("plan")
    assert (found.is_whole, found.suspects, found.missing) == (True, (), ())


def test_every_role_that_the_reader_knows_has_its_name_on_the_page():
    assert set(label_words.ROLES) <= set(ROLE_NAMES)
