"""Ledgers under headings of any wording: what is proposed for each column, why, and a person's word over it."""

import dataclasses
import datetime as dt
import subprocess
import sys

import pytest
from reading.bad_files import good_xlsx, write

from geomon.documents import COLUMN_ROLES, propose_columns, read_document
from geomon.documents.columns import propose
from geomon.errors import SettingsError
from geomon.settings import load_settings

PROBLEMS = ("石背尾矿库防渗膜破损，渗滤液外排。", "南坪水源地标志牌缺损，围栏没有修复。", "东坡取土坑未复绿，扬尘污染周边。", "西沟垃圾堆放点没有清理。")
MEASURES = ("更换防渗膜，加强巡查。", "更换标志牌并修复围栏。", "开展复绿，落实抑尘。", "清理堆放的垃圾并建立台账。")
DATES = ("2025年6月底", "2025年12月底前", "立行立改，长期坚持", "2026年3月31日")
UNITS = ("市生态环境局、示例县人民政府", "市水务局", "市自然资源局，市林草局", "示例县人民政府")
STATES = ("已完成", "正在整改", "达到序时进度", "尚未启动")
DUE = [dt.date(2025, 6, 30), dt.date(2025, 12, 31), None, dt.date(2026, 3, 31)]
PROGRESS = ["completed", "in_progress", "on_schedule", "not_started"]

KNOWN = ("序号", "反馈问题", "整改措施", "责任单位", "整改时限", "整改进展")
WORDINGS = [
    KNOWN,
    ("编号", "存在的突出问题", "具体举措", "牵头及责任部门", "完成时限要求", "目前推进状态"),
    ("", "咋回事", "怎么弄", "哪家的活", "到几号为止", "弄得咋样"),
    ("甲", "乙", "丙", "丁", "戊", "己"),
    ("No.", "Issue", "Action", "Owner", "Due", "Status"),
    ("行", "情形描述", "做法", "由谁办理", "到几号", "眼下如何"),
    ("序", "督察指出", "对策", "承办方", "节点", "最新动态"),
]


def rows(*extra):
    return [(str(n), *cells) for n, cells in enumerate(zip(PROBLEMS, MEASURES, UNITS, DATES, STATES, *extra, strict=True), 1)]


def check(document):
    assert [task.number for task in document.tasks] == ["1", "2", "3", "4"]
    assert [task.problem for task in document.tasks] == list(PROBLEMS)
    assert [task.deadline.due for task in document.tasks] == DUE
    assert [task.status.progress for task in document.tasks] == PROGRESS
    assert document.tasks[0].units.responsible[-1] == "示例县"
    assert "".join(m.text for m in document.tasks[1].measures) == MEASURES[1]


@pytest.mark.parametrize("headings", WORDINGS, ids=lambda h: h[1])
def test_any_wording_of_the_headings_gives_the_same_tasks(headings, tmp_path):
    check(read_document(write(tmp_path / "d.xlsx", good_xlsx([headings, *rows()]))))


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4, 5), (5, 4, 3, 2, 1, 0), (4, 0, 3, 5, 2, 1)])
def test_the_order_of_the_columns_is_free(order, tmp_path):
    table = [[row[n] for n in order] for row in (WORDINGS[2], *rows())]
    check(read_document(write(tmp_path / "d.csv", "\n".join(",".join(row).replace(",", ";") for row in table))))


def test_titles_above_notes_below_totals_and_an_empty_column_are_no_tasks(tmp_path):
    table = [
        ("示例市突出环境问题整改台账",),
        ("填报单位：市生态环境局", "", "", "", "", "填报时间：2025年1月3日"),
        KNOWN,
        *rows(),
        ("合计", "4", "", "", "", ""),
        ("备注：本表按月填报，由市督改办汇总。",),
    ]
    document = read_document(write(tmp_path / "d.xlsx", good_xlsx(table)))
    check(document)
    assert document.title == "示例市突出环境问题整改台账"
    assert "按月填报" in document.text
    assert not any("按月填报" in m.text for task in document.tasks for m in task.measures)


def test_headings_of_two_rows_with_merged_cells(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "d.xlsx")) as book:
        sheet = book.add_worksheet("台账")
        for column, heading in ((0, "序号"), (1, "反馈问题"), (5, "整改进展")):
            sheet.merge_range(0, column, 1, column, heading)
        sheet.merge_range(0, 2, 0, 4, "整改要求")
        for column, heading in ((2, "措施"), (3, "责任单位"), (4, "时限")):
            sheet.write(1, column, heading)
        for n, row in enumerate(rows(), 2):
            sheet.write_row(n, 0, row)
    check(read_document(tmp_path / "d.xlsx"))


def test_a_date_cell_of_excel_is_a_date(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "d.xlsx")) as book:
        sheet = book.add_worksheet("台账")
        day = book.add_format({"num_format": "yyyy/m/d"})
        sheet.write_row(0, 0, WORDINGS[2])
        for n, row in enumerate(rows(), 1):
            sheet.write_row(n, 0, row)
            sheet.write_datetime(n, 4, dt.datetime(2025, n, 28), day)  # noqa: DTZ001 - Excel knows no zone
    document = read_document(tmp_path / "d.xlsx")
    assert [task.deadline.due for task in document.tasks] == [dt.date(2025, n, 28) for n in (1, 2, 3, 4)]


def test_sheets_with_other_headings_are_all_read(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "d.xlsx")) as book:
        for name, headings, part in (("中央督察", KNOWN, rows()[:2]), ("省级督察", WORDINGS[2], rows()[2:])):
            sheet = book.add_worksheet(name)
            for n, row in enumerate((headings, *part)):
                sheet.write_row(n, 0, row)
    document = read_document(tmp_path / "d.xlsx")
    assert [task.problem for task in document.tasks] == list(PROBLEMS)


def test_a_table_of_figures_is_no_ledger(tmp_path):
    table = [("月份", "甲", "乙", "丙"), *((f"{n}月", str(3.1 * n), str(40 + n), "达标") for n in range(1, 9))]
    plan = [("任务", "责任单位", "时限"), ("清理西沟垃圾。", "市水务局", "2025年6月底")]
    assert {c.role for c in propose(table[0], table[1:])} == {"ignore"}
    document = read_document(write(tmp_path / "d.xlsx", good_xlsx([*plan])))
    assert len(document.tasks) == 1


def test_every_proposal_has_a_role_a_score_and_a_reason():
    columns = propose(WORDINGS[2], rows())
    assert [c.role for c in columns] == ["number", "problem", "measures", "responsible", "deadline", "state"]
    for column in columns:
        assert column.role in COLUMN_ROLES
        assert 0 < column.score < 0.75
        assert "%" in column.reason
    assert all(c.score >= 0.75 for c in propose(KNOWN, rows()))


def test_a_persons_word_wins(tmp_path):
    path = write(tmp_path / "d.xlsx", good_xlsx([WORDINGS[3], *rows()]))
    document = read_document(path, columns={"丙": "goal", "己": "ignore", "丁": "lead"})
    task = document.tasks[0]
    assert (task.goal, task.status.progress) == (MEASURES[0], None)
    assert not task.measures
    assert task.units.lead
    ((_, columns),) = propose_columns(path, columns={"丙": "goal"})
    assert [(c.heading, c.score) for c in columns if c.role == "goal"] == [("丙", 1.0)]


def test_a_role_that_there_is_not_is_refused_with_those_that_there_are(tmp_path):
    path = write(tmp_path / "d.xlsx", good_xlsx([KNOWN, *rows()]))
    with pytest.raises(SettingsError, match=r"'dead line'.*deadline"):
        read_document(path, columns={"整改时限": "dead line"})


def test_columns_can_be_named_for_a_whole_workspace(tmp_path):
    path = write(tmp_path / "d.xlsx", good_xlsx([WORDINGS[3], *rows()]))
    (tmp_path / "geomon.toml").write_text('[columns]\n"丙" = "goal"\n', encoding="utf-8")
    settings = load_settings(tmp_path, {})
    assert settings.columns == (("丙", "goal"),)
    assert read_document(path, settings).tasks[0].goal == MEASURES[0]
    assert read_document(path, settings, columns={"丙": "measures"}).tasks[0].goal is None
    (tmp_path / "geomon.toml").write_text("columns = 'x'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="table"):
        load_settings(tmp_path, {})


def test_a_build_reads_again_when_the_columns_are_named_anew(service, workspace):
    from geomon.service import open_service

    write(workspace.documents / "ledger.xlsx", good_xlsx([("示例市整改台账",), WORDINGS[3], *rows()]))
    assert service.build().read == 1
    assert service.build().read == 0
    again = open_service(dataclasses.replace(workspace, columns=(("丙", "goal"),)))
    try:
        assert again.build().read == 1
    finally:
        again.close()


def test_places_under_any_heading_that_a_person_names(tmp_path):
    table = [("水源地名录",), ("行", "水源地", "哪个县", "X", "Y"), ("1", "南坪水源地", "示例县", "106.31", "39.42"), ("2", "北坪水源地", "示例县", "106.52", "39.61")]
    path = write(tmp_path / "d.xlsx", good_xlsx(table))
    records = read_document(path, columns={"水源地": "name", "X": "lon", "Y": "lat"}).records
    assert [(r.name, r.lon, r.lat) for r in records] == [("南坪水源地", 106.31, 39.42), ("北坪水源地", 106.52, 39.61)]


def test_the_command_prints_what_the_columns_are_taken_for(tmp_path):
    path = write(tmp_path / "d.xlsx", good_xlsx([WORDINGS[2], *rows()]))
    done = subprocess.run([sys.executable, "-m", "geomon", "read", path, "--columns"], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert done.returncode == 0
    assert "到几号为止  ->  deadline" in done.stdout
    assert "of its cells are dates" in done.stdout


def test_the_longest_sentences_under_a_heading_nobody_foresaw_are_the_problem(tmp_path):
    table = "\n".join("| " + " | ".join(row) + " |" for row in (("序号", "缘由", "主抓部门", "最迟办结时间"), ("---",) * 4, *(
        (str(n), problem + "群众多次来电反映此事，至今未见改观。", unit, date) for n, (problem, unit, date) in enumerate(zip(PROBLEMS, UNITS, DATES, strict=True), 1))))
    path = tmp_path / "ledger.md"
    path.write_text(f"# 示例市整改任务台账\n\n{table}\n", encoding="utf-8")
    tasks = read_document(path).tasks
    assert [task.problem.split("群众")[0] for task in tasks] == list(PROBLEMS)
    assert tasks[0].deadline.due == DUE[0]


def test_a_table_a_task_keeps_its_problem_under_a_label_nobody_foresaw(tmp_path):
    block = "\n## 问题{n}：第{n}件事\n\n| 项目 | 内容 |\n| --- | --- |\n| 咋回事儿 | {problem}群众多次来电反映此事，至今未见改观。 |\n| 整改时限 | {date} |\n| 责任单位 | {unit} |\n"
    text = "".join(block.format(n=n, problem=p, unit=u, date=d) for n, (p, u, d) in enumerate(zip(PROBLEMS, UNITS, DATES, strict=True), 1))
    path = tmp_path / "blocks.md"
    path.write_text("# 示例市整改任务清单\n" + text, encoding="utf-8")
    tasks = read_document(path).tasks
    assert [(task.number, task.title, task.problem.split("群众")[0]) for task in tasks] == [
        (str(n), f"第{n}件事", problem) for n, problem in enumerate(PROBLEMS, 1)
    ]
