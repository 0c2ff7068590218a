"""Filled sheets as files: whatever they were saved as, cells keep their names; what is confirmed is in the record once, with its cell."""

import dataclasses
import datetime as dt

import pytest
from click.testing import CliRunner
from filled_sheets import write_csv, write_xlsx
from python_calamine import CalamineWorkbook

from geomon.cli.commands import cli
from geomon.documents.cells import Cells, read_cells
from geomon.errors import InputError, UnreadableFile
from geomon.export.paper import Part
from geomon.service.record import Wanted

DAY = dt.date(2024, 12, 15)
HEAD = ("序号", "重点任务", "责任单位", "完成时限", "工作进展\n情况", "存在的问题", "任务编号")


@pytest.fixture
def rows(planned, tmp_path):
    """The printed sheet's rows, as lists."""
    out = tmp_path / "out.xlsx"
    planned.report("dispatch", out, DAY)
    sheet = CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [list(map(str, row)) for row in sheet]


def grid(rows, name="全部"):
    return Cells(name, tuple(map(tuple, rows)))


def filled(rows, texts):
    """The rows with progress written in, in their order."""
    head = next(n for n, row in enumerate(rows) if row[0] == "序号")
    rows = [list(row) for row in rows]
    for row, text in zip(rows[head + 1:], texts, strict=False):
        row[4] = text
    return rows


def test_the_printed_sheet_shows_six_columns_and_hides_the_number(planned, tmp_path):
    import zipfile

    out = tmp_path / "out.xlsx"
    planned.report("dispatch", out, DAY)
    with zipfile.ZipFile(out) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    assert page.count('hidden="1"') == 1
    assert '<col min="7" max="7"' in page
    html = tmp_path / "out.html"
    planned.report("dispatch", html, DAY)
    assert "任务编号" not in html.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["回.xlsx", "回.csv", "回.docx"])
def test_what_was_filled_in_arrives_from_each_kind_of_file(planned, rows, tmp_path, name):
    said = ["正在整改，完成60%。\n余下的12月完成", "未启动", "=HYPERLINK(\"http://x\")"]
    path, cells = tmp_path / name, grid(filled(rows, said))
    if name.endswith("xlsx"):
        write_xlsx(path, [cells])
    elif name.endswith("csv"):
        write_csv(path, cells)
    else:
        from geomon.export.paper import Paper, Table
        from geomon.export.printing import write_paper

        body = tuple(row for row in cells.rows if row[0].isdigit())
        write_paper(Paper("调度表", "截至2024-12-15；据台账第2版生成", (Part("全部", (), (Table(HEAD, body, (5,) * 7),)),)), path)
    found = planned.filled([path])
    assert not found.refused
    assert [line.text.replace(" ", "") for line in found.of("new")] == said
    assert planned.take_filled(found.of("new"), DAY) == (3, 0)
    assert planned.take_filled(found.of("new"), DAY) == (0, 3)
    again = planned.filled([path])
    assert not again.of("new")
    assert len(again.of("known")) == 3
    _, entries = planned.record.page(Wanted(kind="progress"), 0, 9)
    newest = next(e.row for e in entries if e.row.body.get("text") == "未启动")
    assert newest.actor == planned.actor()
    assert newest.source.startswith(name)
    assert newest.body["cells"]["text"] == newest.source.removeprefix(f"{name} ")
    assert newest.body["progress"] == "not_started"


def test_merged_cells_say_the_same_of_each_row(planned, rows, tmp_path):
    body = filled(rows, ["两项一并推进中", "", ""])
    first = next(n for n, row in enumerate(body) if row[0] == "1")
    path = write_xlsx(tmp_path / "回.xlsx", [grid(body)], merged=[(0, first, 4, first + 1, 4), (0, 0, 0, 0, 5)])
    found = planned.filled([path]).of("new")
    assert [line.text for line in found] == ["两项一并推进中"] * 2
    assert [line.where["text"] for line in found] == [f"全部!E{first + 1}", f"全部!E{first + 2}"]


def test_an_edited_deadline_is_kept_as_a_remark_and_moves_nothing(planned, rows, tmp_path):
    body = filled(rows, ["", "", ""])
    row = next(row for row in body if row[0] == "1")
    row[3] = "2027年6月底"
    before = planned.task_card(row[6], DAY).status
    line, = planned.filled([write_xlsx(tmp_path / "回.xlsx", [grid(body)])]).of("new")
    assert line.changed["deadline"][1] == "2027年6月底"
    assert planned.take_filled([line], DAY) == (1, 0)
    assert planned.task_card(row[6], DAY).status == before
    assert not planned.filled([tmp_path / "回.xlsx"]).of("new")


def test_rows_that_were_sorted_apart_from_their_numbers_are_doubtful(planned, rows, tmp_path):
    body = filled(rows, ["甲处已清", "乙处未动", "丙处在做"])
    at = [n for n, row in enumerate(body) if row[0].isdigit()]
    numbers = [body[n][6] for n in at]
    for n, number in zip(at, numbers[1:] + numbers[:1], strict=True):
        body[n][6] = number
    found = planned.filled([write_xlsx(tmp_path / "回.xlsx", [grid(body)])]).of("new")
    assert {kind for line in found for kind, _ in line.doubts} == {"words"}


def test_two_sheets_that_disagree_are_both_shown(planned, rows, tmp_path):
    paths = [write_xlsx(tmp_path / f"{n}.xlsx", [grid(filled(rows, [text]))]) for n, text in enumerate(["已完成", "尚未完成"])]
    found = planned.filled(paths).of("new")
    assert [(line.text, line.doubts[0][0]) for line in found] == [("已完成", "twice"), ("尚未完成", "twice")]


def test_a_row_of_no_task_is_listed_and_can_be_tied_by_a_person(planned, rows, tmp_path):
    body = [*rows, ["9", "新增：河道保洁", "市水务局", "", "已清运垃圾", "", ""]]
    path = write_xlsx(tmp_path / "回.xlsx", [grid(body)])
    loose, = planned.filled([path]).of("loose")
    with pytest.raises(InputError, match="no task"):
        planned.take_filled([loose], DAY)
    tied = dataclasses.replace(loose, task="plan#1")
    assert planned.take_filled([tied], DAY) == (1, 0)
    assert planned.task_card("plan#1", DAY).status.light


def test_a_withdrawn_entry_is_news_again(planned, rows, tmp_path):
    path = write_xlsx(tmp_path / "回.xlsx", [grid(filled(rows, ["正在整改"]))])
    planned.take_filled(planned.filled([path]).of("new"), DAY)
    seq = planned.record.page(Wanted(), 0, 1)[1][0].row.seq
    planned.undo(seq)
    assert len(planned.filled([path]).of("new")) == 1


def test_a_day_to_come_and_a_file_of_something_else_are_refused(planned, rows, tmp_path):
    line, *_ = planned.filled([write_xlsx(tmp_path / "回.xlsx", [grid(filled(rows, ["正在整改"]))])]).of("new")
    with pytest.raises(InputError, match="not come yet"):
        planned.take_filled([line], dt.date(2999, 1, 1))
    other = write_xlsx(tmp_path / "other.xlsx", [Cells("表", (("姓名", "电话"), ("某", "0")))])
    (name, error), = planned.filled([other, tmp_path / "回.xlsx"]).refused
    assert name == "other.xlsx"
    assert "columns of a dispatch sheet" in error.sentence
    for bad, words in (("回.pdf", "no .pdf"), ("not.xlsx", "content")):
        (tmp_path / bad).write_bytes(b"hello")
        with pytest.raises(UnreadableFile, match=words):
            read_cells(tmp_path / bad, planned.settings)


def test_the_command_shows_first_and_writes_when_told(planned, rows, tmp_path):
    path = str(write_xlsx(tmp_path / "回.xlsx", [grid(filled(rows, ["已完成整改", "正在整改"]))]))
    version, where = planned.version(), ["-w", str(planned.settings.root)]
    shown = CliRunner().invoke(cli, ["collect", path, *where])
    assert shown.exit_code == 0
    assert "已完成整改" in shown.output
    assert "Nothing was written" in shown.output
    assert planned.version() == version
    done = CliRunner().invoke(cli, ["collect", path, *where, "--yes", "--day", "2024-12-15"])
    assert "2 were taken in" in done.output
    assert "0 rows are new" in CliRunner().invoke(cli, ["collect", path, *where]).output


def test_what_came_on_a_sheet_is_on_the_next_one(planned, rows, tmp_path):
    import zipfile

    path = write_xlsx(tmp_path / "回.xlsx", [grid(filled(rows, ["正在整改", "=1+1", '=HYPERLINK("http://x","y")']))])
    planned.take_filled(planned.filled([path]).of("new"), DAY)
    for kind in ("dispatch", "ledger", "status"):
        planned.report(kind, tmp_path / f"{kind}.xlsx", DAY)
        with zipfile.ZipFile(tmp_path / f"{kind}.xlsx") as archive:
            assert not any(b"<f>" in archive.read(name) or b"<hyperlink" in archive.read(name) for name in archive.namelist())
    again = str(CalamineWorkbook.from_path(tmp_path / "dispatch.xlsx").get_sheet_by_index(0).to_python())
    assert "正在整改（2024-12-15）" in again
    assert "'=1+1（2024-12-15）" in again
    assert not planned.filled([tmp_path / "dispatch.xlsx"]).of("new")
