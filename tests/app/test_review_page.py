"""The review page over a workspace of real parts, without a browser: what is asked, what an answer does, what is shown afterwards."""

import pytest
from factories import DOUBTFUL_DUES, plan_text, report_text, write_document
from page_parts import button, markup
from page_parts import field as field_of

from geomon.service import Answer, open_service
from geomon.service.review import ALL_SENTENCES
from geomon.ui.review_words import DOUBTS, FIELD_NAMES, NONE_OF, NOTES


@pytest.fixture
def dues():
    """Two doubts: a deadline that may be one of two days, and one without a date."""
    return DOUBTFUL_DUES


def head(app):
    return markup(app).split('<div class="dq">')[1].split("</h3>")[0].split("<h3>")[1]


def keys(app):
    return [b.key for b in app.button if b.key]


def deadline(service, number="1"):
    return next(t for t in service._now().documents[0].tasks if t.number == number).deadline


def pane(app):
    return next(one.proto for one in app.get("bidi_component") if '"stamp"' in one.proto.json)


def test_the_first_doubt_is_asked_with_its_answers_the_proposed_first(open_page, planned):
    app = open_page(planned, desk="review")
    assert not app.exception
    assert head(app) == "“2026年10月前”可以指 2026-09-30，也可以指 2026-10-31。"
    assert "已核对 0 / 2" in markup(app)
    labels = [button(app, f"opt_{n}").label for n in (1, 2, 3)]
    assert ["2026\\-09\\-30 – 2026\\-10\\-31" in labels[0], "建议" in labels[0]] == [True, True]
    assert "2026\\-09\\-30" in labels[1]
    assert "2026\\-10\\-31" in labels[2]
    assert app.query_params["document"] == "plan"
    assert app.query_params["doubt"]


def test_an_answer_is_written_and_the_next_doubt_is_asked(open_page, planned):
    app = open_page(planned, desk="review")
    button(app, "opt_2").click().run()
    assert deadline(planned).due.isoformat() == "2026-09-30"
    assert "已核对 1 / 2" in markup(app)
    assert head(app) == "时限“按照省方案要求时间完成”没有写明日期。"
    button(app, "rv_confirm").click().run()
    assert "这份文件的存疑之处都已核对。" in markup(app)
    assert planned.review("plan").settled == 2


def test_undo_takes_the_last_answer_back_and_asks_again(open_page, planned):
    app = open_page(planned, desk="review")
    first = head(app)
    button(app, "opt_2").click().run()
    button(app, "rv_undo").click().run()
    assert deadline(planned).due.isoformat() == "2026-10-31"
    assert head(app) == first
    assert "已核对 0 / 2" in markup(app)


def test_later_puts_a_doubt_behind_the_others(open_page, planned):
    app = open_page(planned, desk="review")
    first = head(app)
    button(app, "rv_later").click().run()
    second = head(app)
    assert second != first
    button(app, "rv_confirm").click().run()
    assert head(app) == first
    assert deadline(planned).earliest is not None


def test_next_and_back_go_round(open_page, planned):
    app = open_page(planned, desk="review")
    first = head(app)
    button(app, "rv_next").click().run()
    assert head(app) != first
    button(app, "rv_next").click().run()
    assert head(app) == first
    button(app, "rv_back").click().run()
    assert head(app) != first


def test_a_link_opens_its_document_and_doubt(open_page, planned, workspace):
    write_document(workspace, "other.txt", plan_text(dues=DOUBTFUL_DUES, title="乌海市大气污染专项检查发现问题整改方案"))
    planned.build()
    doubt = planned.review("other").doubts[1]
    app = open_page(planned, desk="review", document="other", doubt=doubt.ident)
    assert head(app) == "时限“按照省方案要求时间完成”没有写明日期。"
    assert "大气污染" in markup(app)


def test_a_link_to_a_document_that_is_gone_says_so(open_page, planned):
    app = open_page(planned, desk="review", document="gone")
    assert "链接所指的文件已不在登记册里。" in markup(app)
    assert "整改方案" in markup(app)


def test_the_form_writes_what_no_answer_offers(open_page, planned):
    app = open_page(planned, desk="review")
    button(app, "rv_edit").click().run()
    next(s for s in app.selectbox if s.key.startswith("rvf_kind")).set_value("date").run()
    next(d for d in app.date_input if d.key.startswith("rvf_due")).set_value("2026-11-15").run()
    button(app, "rv_save").click().run()
    assert not app.exception
    assert deadline(planned).due.isoformat() == "2026-11-15"
    assert "已核对 1 / 2" in markup(app)


def test_any_field_can_be_corrected_from_the_list_of_tasks(open_page, planned):
    app = open_page(planned, desk="review")
    next(g for g in app.button_group if g.key == "w_review_mode_zh").set_value("tasks").run()
    assert not app.exception
    row = next(b for b in app.button if b.key.startswith("fieldrow_") and ("责任单位" in b.label or "牵头" in b.label))
    row.click().run()
    button(app, "rv_edit").click().run()
    next(a for a in app.text_area if a.key.startswith("rvf_lines")).set_value("市水务局\n市林业局").run()
    button(app, "rv_save").click().run()
    task = planned._now().documents[0].tasks[0]
    assert ("市水务局", "市林业局") in (task.units.lead, task.units.responsible)
    assert "→ 市水务局、市林业局" in markup(app)


def steps(app):
    return [a for a in app.text_area if a.key.startswith("rvf_step")]


def test_measures_are_edited_moved_added_and_taken_out_in_one_form(open_page, planned):
    field = next(p for p in planned.review("plan").tasks[0].fields if p.field == "measures")
    app = open_page(planned, desk="review", document="plan", doubt=field.ident, task="1")
    button(app, "rv_edit").click().run()
    button(app, "stepadd").click().run()
    button(app, "stepadd").click().run()
    _, second, third = steps(app)
    second.set_value("回填采坑。")
    third.set_value("完成验收。").run()
    button(app, "stepup_1").click().run()
    assert [a.value for a in steps(app)] == ["回填采坑。", "逐处登记，制定治理方案。", "完成验收。"]
    button(app, "stepout_2").click().run()
    next(i for i in app.text_input if i.key.startswith("rvf_no") and "_1_" in i.key).set_value("2").run()
    button(app, "rv_save").click().run()
    assert not app.exception
    task = planned._now().documents[0].tasks[0]
    assert [(m.number, m.text) for m in task.measures] == [("2", "回填采坑。"), ("1", "逐处登记，制定治理方案。")]
    assert "→ 2 回填采坑；1 逐处登记，制定治理方案" in markup(app)
    button(app, "rv_undo").click().run()
    assert [m.number for m in planned._now().documents[0].tasks[0].measures] == ["1"]


def test_a_draft_of_measures_outlives_a_conflict_and_a_cancelled_form_until_it_is_discarded(open_page, planned, workspace):
    field = next(p for p in planned.review("plan").tasks[0].fields if p.field == "measures")
    app = open_page(planned, desk="review", document="plan", doubt=field.ident, task="1")
    button(app, "rv_edit").click().run()
    steps(app)[0].set_value("逐处登记。").run()
    other = open_service(workspace)
    other.settle("plan", Answer("1", "corrected", "deadline", value="2026-06-30"), actor="乙")
    other.close()
    button(app, "rv_save").click().run()
    assert "乙" in markup(app)
    assert [a.value for a in steps(app)] == ["逐处登记。"]
    button(app, "rv_save").click().run()
    assert planned._now().documents[0].tasks[0].measures[0].text == "逐处登记。"
    button(app, "rv_edit").click().run()
    button(app, "stepadd").click().run()
    button(app, "rv_cancel").click().run()
    button(app, "rv_edit").click().run()
    assert len(steps(app)) == 2
    field_of(app.button, "draft_out_").click().run()
    assert len(steps(app)) == 1


def test_what_cannot_be_is_said_and_the_form_stays(open_page, planned):
    number = next(p for p in planned.review("plan").tasks[0].fields if p.field == "number")
    app = open_page(planned, desk="review", document="plan", doubt=number.ident, task="1")
    button(app, "rv_edit").click().run()
    next(i for i in app.text_input if i.key.startswith("rvf_text")).set_value("2").run()
    button(app, "rv_save").click().run()
    assert "编号：这份文件里已有任务 2。" in markup(app)
    assert "先更正那一项。" in markup(app)
    assert "rv_save" in keys(app)
    button(app, "rv_cancel").click().run()
    assert "rv_save" not in keys(app)


def test_a_place_is_marked_and_a_task_rejected(open_page, planned):
    app = open_page(planned, desk="review", document="plan", task="3")
    button(app, "rv_add").click().run()
    words, name = (next(i for i in app.text_input if i.key.startswith(f"rvf_{which}")) for which in ("words", "name"))
    words.set_value("一处旧渣场").run()
    name.set_value("乌达旧渣场").run()
    button(app, "rv_save").click().run()
    assert any(m.name == "乌达旧渣场" for m in planned._now().documents[0].tasks[2].mentions)
    button(app, "rv_notask").click().run()
    assert [t.number for t in planned._now().documents[0].tasks] == ["1", "2"]
    assert "不是任务" in markup(app)


def test_an_answer_that_somebody_overtook_is_said_and_the_page_shows_theirs(open_page, planned, workspace):
    app = open_page(planned, desk="review")
    other = open_service(workspace)
    other.settle("plan", Answer("1", "corrected", "deadline", value="2026-06-30"), actor="乙")
    other.close()
    button(app, "opt_2").click().run()
    assert "你打开这项任务之后，乙 已于" in markup(app)
    assert deadline(planned).due.isoformat() == "2026-06-30"
    assert "乙 于" in markup(app)


def test_without_doubts_the_fields_can_still_be_looked_through(open_page, service, workspace):
    write_document(workspace, "plan.txt", plan_text())
    service.build()
    app = open_page(service, desk="review")
    assert "没有存疑之处" in markup(app)
    next(g for g in app.button_group if g.key == "w_review_mode_zh").set_value("tasks").run()
    assert [k for k in keys(app) if k.startswith("fieldrow_")]


def test_an_empty_register_says_where_to_begin(open_page, service):
    app = open_page(service, desk="review")
    assert not app.exception
    assert "还没有文件" in markup(app)


def test_the_text_is_shown_with_its_fields_and_escaped(open_page, service, workspace):
    bad = plan_text({"1": "海南区<img src=x onerror=alert(1)>乌海万源露天煤矿边坡`${x}`治理进度偏慢。"}, {"1": "2026年10月前"})
    write_document(workspace, "plan.txt", bad)
    service.build()
    app = open_page(service, desk="review")
    html = pane(app).json if hasattr(pane(app), "json") else str(pane(app))
    assert "<img" not in html
    assert "&lt;img" in html
    assert "fld deadline doubt now" in html


def test_an_orphaned_answer_is_listed_with_its_reason(open_page, planned, workspace):
    planned.settle("plan", Answer("3", "corrected", "deadline", value="2026-06-30"))
    write_document(workspace, "plan.txt", plan_text(dues=DOUBTFUL_DUES | {"3": "2027年3月底"}))
    planned.build()
    app = open_page(planned, desk="review")
    assert "找不到原文的答复" in markup(app)
    assert "这些文字已不在文件中" in markup(app)


def test_the_card_on_the_map_says_what_was_corrected_with_the_old_reading(open_page, planned, workspace):
    write_document(workspace, "report.txt", report_text({"1": "正在推进"}))
    planned.build()
    planned.settle("plan", Answer("1", "corrected", "deadline", value="2026-06-30"), actor="甲")
    app = open_page(planned, mode="tasks", chosen="report#1")
    assert "甲 于" in markup(app)
    assert "<s lang=\"zh\">2026-09-30 – 2026-10-31</s> → <b lang=\"zh\">2026-06-30</b>" in markup(app)


def test_every_sentence_of_the_readers_is_in_the_catalogue():
    assert DOUBTS == ALL_SENTENCES
    assert set(NONE_OF) <= set(FIELD_NAMES)
    assert all(NOTES.values())


# ---- what was missed, how it was read ----------------------------------------------------------------------------------

BODY = """（一）乌达区一处旧渣场覆土厚度不够，2025年3月底前补足覆土。
归口处室：市水务局
整改时限：2025年12月底
整改措施：
1.补足覆土。
（二）海南区两处砂石坑没有回填。
归口处室：市自然资源局
整改时限：2025年6月底
整改措施：
1.回填砂石坑2处。
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


@pytest.fixture
def swallowed(service, workspace):
    """A plan in which the third task has no number and a label is not the genre's."""
    write_document(workspace, "plan.txt", f"乌海市生态环境保护专项督察反馈问题整改方案\n2024年6月18日\n{BODY}")
    service.build()
    return service


def tasks(service):
    return {task.key: task for task in service._now().documents[0].tasks}


def entry(app, which, kind="text_input"):
    return next(w for w in getattr(app, kind) if w.key.startswith(which))


def write_in(app, **values):
    for name, value in values.items():
        entry(app, f"rvf_{name}").set_value(value)
    app.run()


def test_a_milestone_that_was_missed_is_added_shown_and_taken_back(open_page, swallowed):
    app = open_page(swallowed, desk="review", document="plan", task="1")
    button(app, "rv_add").click().run()
    write_in(app, words="2025年3月底前补足覆土")
    next(g for g in app.button_group if g.key.startswith("rvf_kindof_")).set_value("milestone").run()
    next(d for d in app.date_input if d.key.startswith("rvf_due")).set_value("2025-03-31").run()
    button(app, "rv_save").click().run()
    assert not app.exception
    made, = tasks(swallowed)["1"].milestones
    text = swallowed._now().documents[0].text
    assert (made.due.isoformat(), made.text, text[slice(*made.span)]) == ("2025-03-31", "2025年3月底前补足覆土", "2025年3月底前补足覆土")
    assert "→ 2025-03-31" in markup(app)
    row = next(b for b in app.button if b.key.startswith("fieldrow_") and "节点" in b.label)
    assert "2025年3月底前补足覆土" in row.label
    row.click().run()
    button(app, "rv_reject").click().run()
    assert tasks(swallowed)["1"].milestones == ()


def test_a_quantity_that_was_missed_is_added_and_corrected(open_page, swallowed):
    app = open_page(swallowed, desk="review", document="plan", task="2")
    button(app, "rv_add").click().run()
    write_in(app, words="回填砂石坑2处")
    next(g for g in app.button_group if g.key.startswith("rvf_kindof_")).set_value("quantity").run()
    entry(app, "rvf_planned", "number_input").set_value(2.0)
    write_in(app, what="砂石坑", unit="处")
    button(app, "rv_save").click().run()
    assert not app.exception
    made, = tasks(swallowed)["2"].quantities
    assert (made.what, made.unit, made.planned, made.done) == ("砂石坑", "处", 2.0, None)
    next(b for b in app.button if b.key.startswith("fieldrow_") and "砂石坑" in b.label and "数量" in b.label).click().run()
    button(app, "rv_edit").click().run()
    entry(app, "rvf_done", "number_input").set_value(1.0).run()
    button(app, "rv_save").click().run()
    assert tasks(swallowed)["2"].quantities[0].done == 1.0


def test_words_that_do_not_stand_in_the_task_are_refused_and_the_form_stays(open_page, swallowed):
    app = open_page(swallowed, desk="review", document="plan", task="1")
    button(app, "rv_add").click().run()
    write_in(app, words="别处的话")
    next(g for g in app.button_group if g.key.startswith("rvf_kindof_")).set_value("milestone").run()
    next(d for d in app.date_input if d.key.startswith("rvf_due")).set_value("2025-03-31").run()
    button(app, "rv_save").click().run()
    assert "这项任务里没有" in markup(app)
    assert "rv_save" in keys(app)


def test_a_missing_task_is_told_above_and_begun_where_the_reader_suspects_it(open_page, swallowed):
    app = open_page(swallowed, desk="review")
    assert "没有编号为 3 的任务。" in markup(app)
    line = swallowed.reading.coverage("plan").suspects[0].line
    assert f"要看的行：{line}。" in markup(app)
    button(app, "rv_reading").click().run()
    assert "这里是一项任务的开头吗？" in markup(app)
    next(i for i in app.text_input if i.key.startswith("rvb_number_")).set_value("3").run()
    button(app, "rv_begin").click().run()
    assert not app.exception
    assert list(tasks(swallowed)) == ["1", "2", "3", "4"]
    assert "已重新读取，任务 3 → 4 项" in markup(app)
    assert "没有编号为" not in markup(app)
    next(b for b in app.button if b.key.startswith("untaught_")).click().run()
    assert list(tasks(swallowed)) == ["1", "2", "4"]


def test_labels_are_told_in_the_app_and_the_document_is_read_again(open_page, swallowed):
    app = open_page(swallowed, desk="review")
    next(g for g in app.button_group if g.key == "w_review_mode_zh").set_value("reading").run()
    assert not app.exception
    choice = next(s for s in app.selectbox if s.label == "归口处室")
    assert choice.value == "responsible"
    choice.set_value("lead").run()
    next(b for b in app.button if b.key.startswith("lb_save_")).click().run()
    assert not app.exception
    assert tasks(swallowed)["1"].units.lead == ("市水务局",)
    assert "对标签的说明" in markup(app)
    assert next(s for s in app.selectbox if s.label == "归口处室").value == "lead"
    next(b for b in app.button if b.key.startswith("untaught_")).click().run()
    assert tasks(swallowed)["1"].units.lead == ()


def test_a_word_that_is_not_listed_is_told_too_and_what_cannot_be_is_said(open_page, swallowed):
    app = open_page(swallowed, desk="review")
    next(g for g in app.button_group if g.key == "w_review_mode_zh").set_value("reading").run()
    entry(app, "lb_word_").set_value("主抓：人")
    next(s for s in app.selectbox if s.key.startswith("lb_role_")).set_value("person").run()
    next(b for b in app.button if b.key.startswith("lb_save_")).click().run()
    assert "不是标签" in markup(app)
    entry(app, "lb_word_").set_value("主抓人：").run()
    next(b for b in app.button if b.key.startswith("lb_save_")).click().run()
    assert "已重新读取，任务 3 → 3 项" in markup(app)
    assert [one.word for one in swallowed.reading.labels("plan").taught] == ["主抓人"]


def test_a_task_is_joined_to_the_one_before(open_page, swallowed):
    app = open_page(swallowed, desk="review", document="plan", task="2")
    button(app, "rv_join").click().run()
    assert not app.exception
    assert list(tasks(swallowed)) == ["1", "4"]
    assert "属于前一项任务" in markup(app)


def test_the_first_task_has_none_before_it(open_page, swallowed):
    app = open_page(swallowed, desk="review", document="plan", task="1")
    assert "rv_join" not in keys(app)
    assert "rv_notask" in keys(app)
