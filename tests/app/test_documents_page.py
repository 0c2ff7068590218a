"""The documents page over a real service: what there is, a look at what an import would do, and what the last one did."""

import pytest
from factories import PROBLEMS, plan_text, report_text, write_document
from page_parts import button, markup, rows

from geomon.ui import home, intake, page

GOAL = "整改目标：问题消除，通过验收。"


def upload(app, **files):
    """Choose files by name (dot as _) and text."""
    app.file_uploader[0].set_value([(name.replace("_", "."), text.encode(), "text/plain") for name, text in files.items()])
    return app.run()


def newer():
    return plan_text(dues={"1": "2026年6月底"}).replace(GOAL, "整改目标：问题基本消除，通过验收。")


def keys(app):
    return {b.key for b in app.button}


def test_every_page_of_the_navigation_is_drawn_by_something():
    assert set(home.PAGES) == set(page.PAGES) == set(page.NAMES)


def test_an_empty_register_says_what_to_do(open_page, service):
    app = open_page(service, desk="documents")
    assert not app.exception
    assert "还没有文件" in markup(app)
    assert "还没有导入过文件" in markup(app)


def test_the_list_says_what_each_document_is(open_page, planned):
    said = markup(open_page(planned, desk="documents"))
    assert "乌海市生态环境保护专项督察反馈问题整改方案" in said
    assert "整改方案 · 乌海市 · 2024-06-18" in said
    assert "plan.txt" in said
    assert "3 项任务" in said
    assert "Plan · Wuhai · 2024-06-18" in markup(open_page(planned, lang="en", desk="documents"))


def test_doubts_lead_to_the_page_for_reviewing_where_there_is_one(open_page, service, workspace, monkeypatch):
    write_document(workspace, "plan.txt", plan_text(dues={"1": "2020年12月底"}))
    service.build()
    every = home.PAGES
    monkeypatch.setattr(home, "PAGES", tuple(name for name in every if name != "review"))
    app = open_page(service, desk="documents")
    assert "1 处存疑" in markup(app)
    assert not any(key.startswith("review_") for key in keys(app))
    monkeypatch.setattr(home, "PAGES", every)
    app = open_page(service, desk="documents")
    link = next(b for b in app.button if b.key.startswith("review_"))
    assert link.label == "1 处存疑"
    assert "1 处存疑" not in markup(app)
    link.click().run()
    assert app.query_params["document"] == "plan"
    assert "早于文件日期" in markup(app)


def test_a_preview_shows_the_difference_and_writes_nothing_until_it_is_confirmed(open_page, planned):
    version = planned.version()
    app = upload(open_page(planned, desk="documents"), plan_txt=newer())
    assert not app.exception
    said = markup(app)
    assert "将替换登记簿里的旧版" in said
    assert "表述弱化 3 · 时限变动 1" in said
    assert "<ins>基本</ins>" in said
    assert '<del lang="zh">2025-12-31</del> → <ins lang="zh">2026-06-30</ins>' in said
    assert "推迟 181 天" in said
    assert "增加了“基本”" in said
    assert planned.version() == version

    button(app, "intake_no").click().run()
    assert "intake_yes" not in keys(app)
    assert planned.version() == version


def test_what_an_import_changed_stays_and_leads_to_the_map(open_page, planned):
    app = upload(open_page(planned, desk="documents"), plan_txt=newer())
    button(app, "intake_yes").click().run()
    assert not app.exception
    assert "已导入 1 份文件 · 4 处差异" in markup(app)
    assert planned.last_import().taken == ("plan",)

    app = open_page(planned, desk="documents")                        # as somebody who comes later
    assert "表述弱化 3 · 时限变动 1" in markup(app)
    assert button(app, "changes_map").label == "在地图上看 1 处点位"
    button(app, "open_change_0").click().run()
    assert not app.exception
    view = app.session_state["view"]
    assert view.changed
    assert view.chosen in set(planned.situation(planned.settings.today()).sites["id"])
    assert "万源露天煤矿" in markup(app)
    assert len(rows(app)) == 1

    button(app, "chip_changed").click().run()
    assert not app.session_state["view"].changed


def test_a_report_of_a_later_day_than_the_map_says_so(open_page, planned):
    app = upload(open_page(planned, desk="documents"), report_txt=report_text({"2": "已完成"}, date="2025年3月20日"))
    button(app, "intake_yes").click().run()
    assert "地图停在 2024-12-15，这些文件说的是 2025-03-20" in markup(app)


def test_a_task_without_a_place_opens_its_own_card(open_page, planned):
    texts = PROBLEMS | {"2": "海勃湾区个别小区雨水口与污水管混接，大雨时有溢流，至今没有分流。"}
    app = upload(open_page(planned, desk="documents"), plan_txt=plan_text(texts))
    button(app, "intake_yes").click().run()
    last = planned.last_import().differences
    assert [(d.kind, d.task, d.sites) for d in last] == [("wording", "plan#2", ())]
    button(app, "open_change_0").click().run()
    assert (app.session_state["view"].mode, app.session_state["view"].chosen) == ("tasks", "plan#2")
    assert "至今没有分流" in markup(app)


def test_a_bad_file_is_told_in_its_row_and_the_others_can_be_taken_in(open_page, planned):
    app = upload(open_page(planned, desk="documents"), report_txt=report_text({"2": "已完成"}), picture_docx="no such thing")
    said = markup(app)
    assert 'class="bad"' in said
    assert "picture.docx" in said
    assert button(app, "intake_yes").label == "导入其余 1 份"
    button(app, "intake_yes").click().run()
    assert [line.id for line in planned.documents()] == ["report", "plan"]


def test_of_two_files_of_one_name_the_first_can_be_taken_in(open_page, planned):
    app = open_page(planned, desk="documents")
    app.file_uploader[0].set_value([("report.txt", report_text({n: "已完成"}).encode(), "text/plain") for n in "12"]).run()
    assert "有两个文件同名。" in markup(app)
    button(app, "intake_yes").click().run()
    assert [d.task for d in planned.last_import().differences] == ["report#1"]


def test_when_nothing_can_be_read_nothing_can_be_confirmed(open_page, planned):
    app = upload(open_page(planned, desk="documents"), empty_txt="", known_txt="今天天气很好。")
    assert markup(app).count('class="bad"') == 2
    assert button(app, "intake_yes").disabled


def test_a_known_document_is_named_as_such(open_page, planned):
    app = upload(open_page(planned, desk="documents"), plan_txt=plan_text())
    assert "已在登记簿中" in markup(app)
    assert button(app, "intake_yes").disabled


def test_a_fault_while_taking_in_leaves_everything_and_says_why(open_page, planned, workspace):
    app = upload(open_page(planned, desk="documents"), report_txt=report_text({"2": "已完成"}))
    (workspace.data / "layers" / "mine.csv").unlink()
    version = planned.version()
    button(app, "intake_yes").click().run()
    assert not app.exception
    assert "mine.csv" in markup(app)
    assert planned.version() == version
    assert button(app, "intake_yes")


def test_words_of_a_document_are_text_and_never_markup(open_page, planned):
    evil = PROBLEMS | {"1": PROBLEMS["1"] + "<img src=x onerror=alert(1)>另有三处渣堆没有清运。"}
    app = upload(open_page(planned, desk="documents"), plan_txt=plan_text(evil, title="乌海市<b onclick=x>专项督察整改方案"))
    assert "<img" not in markup(app)
    assert "<b onclick" not in markup(app)


def test_a_long_list_is_shown_a_part_at_a_time(open_page, planned, monkeypatch):
    monkeypatch.setattr("geomon.ui.changes.ROWS", 2)
    app = upload(open_page(planned, desk="documents"), plan_txt=newer())
    assert markup(app).count('class="change"') == 2
    button(app, "more_seen").click().run()
    assert markup(app).count('class="change"') == 4


@pytest.mark.parametrize(("sent", "kept"), [
    ("../../etc/方案.txt", "方案.txt"), ("C:\\temp\\plan.docx", "plan.docx"), ("a\x00b\n.txt", "ab.txt"), ("", "document"),
    ("甲" * 300 + ".pdf", "甲" * 100 + ".pdf"), ("..", "document"), ("con<>|.txt", "con.txt")])
def test_the_name_of_an_upload_cannot_leave_its_folder(sent, kept):
    assert intake.safe_name(sent) == kept


# ---- words and columns that nobody knows -------------------------------------------------------------------------------

STRANGE = "乌海市督察反馈问题整改方案\n（一）老井未封。\n甲乙：市水务局\n（二）坑未填。\n甲乙：市林草局\n"
LEDGER = "序号,咋回事,甲方,啥时候\n" + "".join(f"{n},海南区第{n}处砂石坑没有回填。,市水务局,2025年{n}月底\n" for n in range(1, 5))


def role(app, word):
    return next(s for s in app.selectbox if s.label == word)


def save(app):
    return next(b for b in app.button if b.key and b.key.startswith("lb_save_")).click().run()


def test_a_file_without_a_task_can_be_told_what_its_words_stand_for_and_is_taken_in(open_page, service):
    app = upload(open_page(service, desk="documents"), strange_txt=STRANGE)
    assert "intake_yes" in keys(app)
    assert button(app, "intake_yes").disabled
    assert role(app, "甲乙").value == "ignore"
    role(app, "甲乙").set_value("lead").run()
    save(app)
    assert not app.exception
    assert "2 项任务" in markup(app)
    button(app, "intake_yes").click().run()
    assert [task.units.lead for task in service._now().documents[0].tasks] == [("市水务局",), ("市林草局",)]


def test_the_columns_of_a_ledger_are_adjusted_before_it_is_taken_in(open_page, service):
    app = open_page(service, desk="documents")
    app.file_uploader[0].set_value([("乌海市整改台账.csv", LEDGER.encode(), "text/csv")])
    app.run()
    role(app, "一份文件的用词和各列表示什么").set_value("乌海市整改台账.csv").run()
    assert role(app, "甲方").value == "responsible"
    role(app, "甲方").set_value("acceptance").run()
    save(app)
    assert not app.exception
    assert "由人说明" in markup(app)
    button(app, "intake_yes").click().run()
    units = service._now().documents[0].tasks[0].units
    assert (units.responsible, units.acceptance) == ((), ("市水务局",))

