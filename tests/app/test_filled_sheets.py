"""Filled dispatch sheets on the documents page: seen first, taken in when ticked, doubts left unticked, a loose row tied by a person."""

import datetime as dt

import pytest
from filled_sheets import write_xlsx
from page_parts import button, markup
from python_calamine import CalamineWorkbook

from geomon.documents.cells import Cells

EVIL = "已完成<img src=x onerror=alert(1)>[x](javascript:1)"


@pytest.fixture
def sent(planned, tmp_path):
    """The bytes of a sheet: three tasks filled in, one of them with the number of another, and a row of no task."""
    planned.report("dispatch", tmp_path / "out.xlsx", planned.settings.today())
    rows = [list(map(str, row)) for row in
            CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python(skip_empty_area=False)]
    body = [row for row in rows if row[0].isdigit()]
    body[0][4], body[1][4], body[2][4] = EVIL, "正在整改", "未启动"
    body[2][1] = "完全另外的一件事情"
    rows.append(["9", "河道保洁新增", "市水务局", "", "已清运", "", ""])
    return write_xlsx(tmp_path / "回.xlsx", [Cells("全部", tuple(map(tuple, rows)))]).read_bytes()


def opened(open_page, planned, sent, lang="zh"):
    app = open_page(planned, lang=lang, desk="documents")
    app.segmented_control(key="intake_kind").select("sheets").run()
    app.file_uploader[0].set_value([("回.xlsx", sent, "application/vnd.ms-excel")])
    return app.run()


def test_rows_are_shown_with_their_cells_and_only_ticked_ones_are_taken(open_page, planned, sent):
    version = planned.version()
    app = opened(open_page, planned, sent)
    assert not app.exception
    said = markup(app)
    assert "回.xlsx 全部!E4" in said
    assert "<img" not in said
    assert "行里的任务文字与这个编号的任务不像" in said
    assert planned.version() == version
    assert [box.value for box in app.checkbox] == [True, True, False]
    assert button(app, "filled_yes").label == "采纳 2 行"
    button(app, "filled_yes").click().run()
    assert not app.exception
    assert "已采纳 2 行" in markup(app) or "1 行" in markup(app)
    assert planned.version() == version + 1
    assert planned.situation(planned.settings.today()).tasks.set_index("id")["light"]["plan#1"] == "green"


def test_a_loose_row_is_tied_by_a_person(open_page, planned, sent):
    app = opened(open_page, planned, sent, lang="en")
    for box in app.checkbox:
        box.uncheck()
    app.selectbox[-1].select("plan#2").run()
    assert button(app, "filled_yes").label == "Take in 1 row"
    button(app, "filled_yes").click().run()
    assert planned.filled([]).lines == ()
    told = [event for event in planned._now().said if event.subject == "plan#2" and event.body.get("text") == "已清运"]
    assert [event.at for event in told] == [planned.settings.today()]
    assert isinstance(told[0].at, dt.date)


def test_cancel_forgets_the_files(open_page, planned, sent):
    app = opened(open_page, planned, sent)
    button(app, "filled_no").click().run()
    assert "filled_yes" not in {b.key for b in app.button}
