"""Reports: each number has its rows, a filled sheet finds its way back, nothing runs, and a notice is only of what is done."""

import datetime as dt
import zipfile

import docx
import factories
import pytest
import situations
from python_calamine import CalamineWorkbook

from geomon.documents import read_document
from geomon.errors import InputError
from geomon.export.paper import Given, TaskPaper
from geomon.export.printing import kinds, print_report
from geomon.model import LIGHTS, TaskStatus, Units

EVIL = "=1+1<script>alert(1)</script>"


def given(**choice):
    lights = ("red", "yellow", "green", "blue", "grey")
    units = [("市水务局", "市生态环境局"), ("市水务局",), ("市林业局",), ("市林业局",), ("市水务局",)]
    rows, found = [], {}
    for n, (light, names) in enumerate(zip(lights, units, strict=True), 1):
        task = factories.make_task(str(n), problem=EVIL if n == 1 else f"第{n}个问题。", lead=names[:1], title=None)
        task = task.__class__(**{f: getattr(task, f) for f in task.__slots__} | {"units": Units(lead=names[:1], responsible=names)})
        document = factories.make_document("plan.txt", task)
        ident = f"plan#{n}"
        status = TaskStatus(light, "in_progress", f"原因{n}。", f"reason {n}.", due=dt.date(2025, 12, 31))
        found[ident] = TaskPaper(ident, document, task, status, (factories.make_site(),), (factories.make_event(seq=n, text="完成补植"),))
        rows.append({"id": ident, "light": light, "units": names, "counties": ("同心县",) if n < 4 else ()})
    return Given(situations.make_situation(n=1, tasks=rows), found, "示例市", "ab" * 32, **choice)


@pytest.mark.parametrize("kind", [k for k in kinds() if k != "notice"])
@pytest.mark.parametrize("ending", ["xlsx", "docx", "html"])
def test_every_report_in_every_format_holds_the_words_and_runs_nothing(tmp_path, kind, ending):
    path = tmp_path / f"{kind}.{ending}"
    paper = print_report(kind, given(), path)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]
    if ending == "html":
        text = path.read_text(encoding="utf-8")
        assert paper.title in text and "<script" not in text and "http" not in text
    elif ending == "docx":
        book = docx.Document(str(path))
        assert EVIL in "".join(cell.text for table in book.tables for row in table.rows for cell in row.cells)
    else:
        with zipfile.ZipFile(path) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
        assert CalamineWorkbook.from_path(path).sheet_names


def test_the_status_report_counts_what_its_rows_list(tmp_path):
    paper = print_report("status", given(), tmp_path / "a.html")
    summary, *lists = paper.parts
    assert "共5项任务，完成率20.0%（1/5）" in summary.paragraphs[0]
    assert [len(part.tables[0].rows) for part in lists] == [1] * len(LIGHTS)
    assert {row[0]: row[-1] for row in summary.tables[0].rows} == {"同心县": "3", "吴忠市": "2"}


def test_the_dispatch_sheet_holds_open_tasks_for_all_and_for_each_unit(tmp_path):
    path = tmp_path / "a.xlsx"
    print_report("dispatch", given(), path)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["全部", "市水务局", "市生态环境局", "市林业局"]
    rows = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    assert [sum(str(row[-1]).startswith("plan#") for row in sheet) for sheet in rows] == [4, 3, 1, 1]
    assert "完成补植" in str(rows[0])


def test_a_dispatch_sheet_is_read_back_by_its_columns(tmp_path):
    path = tmp_path / "a.xlsx"
    print_report("dispatch", given(unit="市林业局"), path)
    (task,) = read_document(path).tasks[:1]
    assert task.problem == "第4个问题。"
    assert task.units.responsible == ("市林业局",)
    assert task.deadline.text


def test_a_notice_is_only_of_one_task_that_is_done(tmp_path):
    paper = print_report("notice", given(task="plan#3"), tmp_path / "n.docx")
    assert paper.draft and "第3项" in paper.title
    with pytest.raises(InputError, match="not reported as done"):
        print_report("notice", given(task="plan#1"), tmp_path / "n.docx")
    with pytest.raises(InputError, match="5 answer"):
        print_report("notice", given(), tmp_path / "n.docx")


def test_a_choice_without_tasks_is_told(tmp_path):
    for kind in ("dispatch", "dossier"):
        with pytest.raises(InputError):
            print_report(kind, given(unit="市卫生局"), tmp_path / "a.html")
    with pytest.raises(InputError, match="pdf"):
        print_report("status", given(), tmp_path / "a.pdf")
    assert not list(tmp_path.iterdir())
