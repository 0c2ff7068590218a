"""Reports: each number has its rows, a filled sheet finds its way back, nothing runs, and a notice is only of what is done."""

import datetime as dt
import re
import types
import zipfile

import docx
import factories
import openpyxl
import pytest
import situations
from openpyxl.styles import PatternFill
from python_calamine import CalamineWorkbook

from geomon.documents import read_document
from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, Table, TaskPaper
from geomon.export.printing import kinds, print_report, write_paper
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


def test_the_status_report_counts_what_its_rows_list_and_each_figure_has_its_tasks(tmp_path):
    paper = print_report("status", given(), tmp_path / "a.html")
    summary, *lists, annex = paper.parts
    assert "共5〔1〕项任务，完成率20.0%〔7〕" in summary.paragraphs[0]
    assert [len(part.tables[0].rows) for part in lists] == [1] * len(LIGHTS)
    basis = {row[0]: row[1:] for row in annex.tables[0].rows}
    cells = [cell for row in summary.tables[0].rows for cell in row[1:]]
    said = [*re.findall(r"([\d.]+%?)(〔\d+〕)?", summary.paragraphs[0].removeprefix("截至2024-12-15")),
            *re.findall(r"(\d+)(〔\d+〕)?", " ".join(cell for cell in cells if cell != "0")),
            *(found for part in lists for found in re.findall(r"(\d+)(〔\d+〕)?项", part.title))]
    assert len(said) > 12
    for figure, mark in said:
        assert basis[mark][0] == figure
        if not figure.endswith("%"):
            tasks = basis[mark][2].split("、")
            assert len(set(tasks)) == int(figure)
            assert set(tasks) <= set(given().tasks)
    assert basis["〔7〕"][2] == "1〔5〕÷5〔1〕"
    assert {row[0]: row[-1].partition("〔")[0] for row in summary.tables[0].rows} == {"同心县": "3", "吴忠市": "2"}


def test_each_sentence_of_a_notice_says_where_it_comes_from_but_not_outside_the_house(tmp_path):
    paper = print_report("notice", given(task="plan#3"), tmp_path / "n.docx")
    *chapters, annex = paper.parts
    marks = re.findall("〔\\d+〕", "".join(text for part in chapters for text in part.paragraphs))
    assert [row[0] for row in annex.tables[0].rows] == list(dict.fromkeys(marks))
    assert any(row[-1].startswith("台账第3条") for row in annex.tables[0].rows)
    assert any("plan.txt第3项" in row[-1] for row in annex.tables[0].rows)
    stamp = types.SimpleNamespace(zh="公开版")
    outside = print_report("notice", given(task="plan#3", stamp=stamp), tmp_path / "o.docx")
    assert "〔" not in str([part.paragraphs for part in outside.parts])
    assert len(outside.parts) == len(chapters)


def test_the_ledgers_hold_every_task_unit_and_measure(tmp_path):
    path = tmp_path / "台账.xlsx"
    paper = print_report("ledger", given(), path)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["总台账", "问题清单", "措施清单", "责任清单", "销号清单"]
    every, problems, _, units, _ = (part.tables[0].rows for part in paper.parts)
    assert [row[1] for row in every] == [row[1] for row in problems] == list(given().tasks)
    assert [row[2] for row in units if row[:2] == ("市水务局", "牵头")] == ["plan#1", "plan#2", "plan#5"]


def test_a_paper_takes_the_look_of_the_template_that_the_city_put_there(tmp_path):
    folder = tmp_path / "papers"
    folder.mkdir()
    book = docx.Document()
    book.sections[0].header.paragraphs[0].text = "示例市整改办 {{标题}}"
    for text in ("红头：{{标题}}", "{{正文}}", "抄送：各区。{{说明}}"):
        book.add_paragraph(text)
    book.save(str(folder / "status.docx"))
    print_report("status", given(), tmp_path / "s.docx", folder)
    made = docx.Document(str(tmp_path / "s.docx"))
    texts = [p.text for p in made.paragraphs]
    assert texts[0] == "红头：示例市督察整改进展通报"
    assert texts[1] == "一、总体情况"
    assert texts[-1].startswith("抄送：各区。截至")
    assert "示例市督察" in made.sections[0].header.paragraphs[0].text
    print_report("ledger", given(), tmp_path / "l.docx", folder)      # has none of its own
    assert "红头" not in docx.Document(str(tmp_path / "l.docx")).paragraphs[0].text


@pytest.mark.parametrize(("text", "words"), [("{{正文}} {{人名}}", "a field '人名'"), ("{{标题}}", "no place"),
                                             (None, "as a Word file")])
def test_a_template_that_does_not_fit_is_told_with_its_name(tmp_path, text, words):
    folder = tmp_path / "papers"
    folder.mkdir()
    if text is None:
        (folder / "paper.docx").write_bytes(b"no zip")
    else:
        book = docx.Document()
        book.add_paragraph(text)
        book.save(str(folder / "paper.docx"))
    with pytest.raises(InputError, match=words) as told:
        print_report("status", given(), tmp_path / "s.docx", folder)
    assert told.value.where == "papers/paper.docx"
    assert not (tmp_path / "s.docx").exists()


def letterhead(folder, rows, name="dispatch.xlsx"):
    """A template whose first sheet holds these rows of cells, in the colours of a city, and a second sheet."""
    folder.mkdir()
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(row)
    for cell, colour in ((page["B3"], "FFC00000"), (page["B4"], "FF00C000")):
        cell.fill = PatternFill("solid", fgColor=colour)
    page.oddFooter.center.text = "示例市整改办"
    book.create_sheet("填表说明")["A1"] = "按月填报"
    book.save(folder / name)


def test_a_workbook_takes_the_look_of_the_template_that_the_city_put_there(tmp_path):
    folder = tmp_path / "papers"
    letterhead(folder, [["红头"], ["", "{{标题}}", "{{说明}}"], ["", "{{正文}}"]])
    print_report("dispatch", given(), tmp_path / "d.xlsx", folder)
    print_report("ledger", given(), tmp_path / "l.xlsx", folder)      # has none of its own
    book = openpyxl.load_workbook(tmp_path / "d.xlsx")
    assert book.sheetnames == ["全部", "市水务局", "市生态环境局", "市林业局", "填表说明"]
    for page in book.worksheets[:4]:
        assert (page["A1"].value, page["B3"].value, page.oddFooter.center.text) == ("红头", "序号", "示例市整改办")
        assert page["B2"].value.startswith("示例市")
        assert page["C2"].value.startswith("截至")
        assert [page[cell].fill.fgColor.rgb for cell in ("B3", "G3", "B4", "G4")] == ["FFC00000"] * 2 + ["FF00C000"] * 2
        assert page.column_dimensions["H"].hidden, "the register's numbers"
    assert book["全部"].max_row == 3 + len(CalamineWorkbook.from_path(tmp_path / "d.xlsx").get_sheet_by_name("全部").to_python()[3:])
    assert openpyxl.load_workbook(tmp_path / "l.xlsx").sheetnames[0] == "总台账"


def test_no_cell_of_a_template_becomes_a_formula(tmp_path):
    folder = tmp_path / "papers"
    letterhead(folder, [["{{标题}}"], [], ["", "{{正文}}"]])
    part = Part("甲", ("+cmd|x",), (Table(("=A1",), (("=2+5",), ("-1+1",)), (9,)),))
    paper = Paper("=1+1", "", (part,), kind="dispatch", templates=folder)
    write_paper(paper, tmp_path / "f.xlsx")
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0].iter_rows() for cell in row if cell.value]
    assert len(cells) == 5
    assert {cell.data_type for cell in cells} == {"s"}


@pytest.mark.parametrize(("rows", "words"), [([["{{正文}} {{人名}}"]], "a field '人名'"), ([["{{标题}}"]], "no place"),
                                             (None, "as a workbook")])
def test_a_workbook_that_is_no_template_is_told_with_its_name(tmp_path, rows, words):
    folder = tmp_path / "papers"
    if rows:
        letterhead(folder, rows, "paper.xlsx")
    else:
        folder.mkdir()
        (folder / "paper.xlsx").write_bytes(b"no zip")
    with pytest.raises(InputError, match=words) as told:
        print_report("dispatch", given(), tmp_path / "s.xlsx", folder)
    assert told.value.where == "papers/paper.xlsx"
    assert not (tmp_path / "s.xlsx").exists()


def test_the_shipped_templates_are_whole_and_the_same_report_is_the_same_file(tmp_path):
    shipped = factories.ROOT / "profiles" / "papers"
    for name, kind in (("a", "status"), ("b", "dispatch")):
        for n in (1, 2):
            print_report(kind, given(), tmp_path / f"{name}{n}.docx", shipped)
        assert (tmp_path / f"{name}1.docx").read_bytes() == (tmp_path / f"{name}2.docx").read_bytes()
        assert "{{" not in "".join(p.text for p in docx.Document(str(tmp_path / f"{name}1.docx")).paragraphs)
    assert docx.Document(str(tmp_path / "b1.docx")).sections[0].page_width > docx.Document(str(tmp_path / "a1.docx")).sections[0].page_width


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
