"""Tables on their side, headings of two rows, columns that name tasks by number, and workbooks whose later sheet reports on the first."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from geomon.documents.read import read_document, read_text, source_of_text
from geomon.model import Document

_ROWS = (
    ("3", "西山县东坡取土坑长期裸露，雨天泥沙流入北河。", "市自然资源局", "西山县", "2025年6月底", "补植灌木30亩，坡面复绿。", "已完成"),
    ("7", "南岭区北沟片区污水直排北沟，沟水发黑。", "市水务局", "南岭区", "2025年12月底", "管网铺设1.2公里。", "达到序时进度"),
    ("12", "石桥镇填埋场渗滤液外渗，井水异常。", "市城市管理局", "石桥县", "2026年6月底", "处理站改造还要招标。", "未达到序时进度"),
)
_STATES = [("3", "completed"), ("7", "on_schedule"), ("12", "behind")]
_LABELS = ("问题序号", "反馈问题", "牵头单位", "责任单位", "整改时限", "整改进展", "进度评价")


def read(text: str, name: str = "page.md") -> Document:
    return read_text(source_of_text(text), name, "0" * 64)


def states(document: Document) -> list[tuple[str, str | None]]:
    return [(task.number, task.status.progress) for task in document.tasks]


def on_its_side(rows=_ROWS, labels=_LABELS) -> str:
    lines = ["| " + " | ".join([label, *(row[k] for row in rows)]) + " |" for k, label in enumerate(labels)]
    return "# 东湖市督察反馈问题整改情况表\n\n" + "\n".join([lines[0], "| --- " * (len(rows) + 1) + "|", *lines[1:]]) + "\n"


def test_a_ledger_on_its_side_is_a_task_a_column() -> None:
    document = read(on_its_side())
    assert states(document) == _STATES
    assert [task.deadline.text for task in document.tasks] == ["2025年6月底", "2025年12月底", "2026年6月底"]
    assert [task.units.lead for task in document.tasks] == [("市自然资源局",), ("市水务局",), ("市城市管理局",)]


def test_a_label_that_nobody_foresaw_and_a_number_twice_lose_no_task_of_a_ledger_on_its_side() -> None:
    rows = [(*row[:5], "公众参与", *row[5:]) for row in _ROWS[:2]]
    assert states(read(on_its_side(rows, (*_LABELS[:5], "工作亮点", *_LABELS[5:])))) == _STATES[:2]
    twice = [("3", *row[1:]) for row in _ROWS[:2]]
    assert states(read(on_its_side(twice))) == [("3", "completed"), ("3-2", "on_schedule")]


def test_a_form_whose_merged_cells_say_all_twice_is_one_task() -> None:
    assert states(read(on_its_side([_ROWS[0]] * 2))) == _STATES[:1]


def test_a_form_of_one_task_lies_on_no_side() -> None:
    assert states(read(on_its_side(_ROWS[:1]))) == _STATES[:1]


_HEADED = """<html><body><h1>东湖市督察反馈问题整改台账</h1><table>
<tr><th rowspan=2>问题编号</th><th rowspan=2>反馈问题</th><th colspan=2>整改责任</th><th colspan=2>时间要求</th><th colspan=2>整改情况</th></tr>
<tr><th>牵头</th><th>责任</th><th>启动时间</th><th>完成时限</th><th>{told}</th><th>{word}</th></tr>{rows}</table></body></html>"""


@pytest.mark.parametrize(("told", "word"), [("整改进展", "状态"), ("进展", "评价"), ("进展情况", "评定结果")])
def test_below_a_heading_over_two_columns_each_has_its_own_role(tmp_path: Path, told: str, word: str) -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td>{p}</td><td>{lead}</td><td>{unit}</td><td>2025年1月</td><td>{due}</td><td>{done}</td><td>{state}</td></tr>"
        for n, p, lead, unit, due, done, state in _ROWS
    )
    (tmp_path / "ledger.html").write_text(_HEADED.format(told=told, word=word, rows=rows), encoding="utf-8")
    document = read_document(tmp_path / "ledger.html")
    assert states(document) == _STATES
    assert [task.deadline.text for task in document.tasks] == ["2025年6月底", "2025年12月底", "2026年6月底"]
    assert not any(task.milestones for task in document.tasks)  # 启动时间 is no target


def workbook(path: Path, second: list[list[str]]) -> Document:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["东湖市督察反馈问题整改清单"])
    sheet.append(["序号", "反馈问题", "整改措施", "牵头单位", "责任单位", "整改时限"])
    for n, problem, lead, unit, due, _, _ in _ROWS:
        sheet.append([n, problem, "1.完成治理。2.落实巡查。", lead, unit, due])
    sheet = book.create_sheet("7月")
    for row in second:
        sheet.append(row)
    book.save(path)
    return read_document(path)


def test_a_later_sheet_tells_the_state_of_the_first_one_s_tasks(tmp_path: Path) -> None:
    brief = [["东湖市整改进展（7月）"], ["序号", "整改任务", "整改进展", "进度评价"], *([n, p[:9] + "问题", done, state] for n, p, _, _, _, done, state in _ROWS)]
    whole = [
        ["东湖市整改进展（7月）"],
        ["序号", "反馈问题", "牵头单位", "整改时限", "整改进展", "进度评价"],
        *([n, p, lead, due, done, state] for n, p, lead, _, due, done, state in _ROWS),
    ]
    for k, second in enumerate((brief, whole)):
        document = workbook(tmp_path / f"{k}.xlsx", second)
        assert states(document) == _STATES
        assert [len(task.measures) for task in document.tasks] == [2, 2, 2]


def test_a_later_sheet_on_other_tasks_keeps_them(tmp_path: Path) -> None:
    words = ("化工园事故池容积不足", "北塘镇养殖尾水外排", "码头煤堆没有围挡")
    other = [["东湖市信访件办理进展"], ["序号", "整改任务", "整改进展", "进度评价"], *([r[0], w, r[5], r[6]] for r, w in zip(_ROWS, words, strict=True))]
    assert len(workbook(tmp_path / "a.xlsx", other).tasks) == 6


def test_a_column_of_numbered_names_is_the_number_where_another_tells_the_task() -> None:
    head = "# 东湖市督察整改任务进展调度表\n\n| 任务 | 主要内容 | 责任单位 | 进展 | 状态 |\n| --- | --- | --- | --- | --- |\n"
    rows = "| 任务三 | 东坡取土坑复绿 | 西山县 | 削坡两处。 | 序时推进 |\n| 任务七 | 北沟片区污水收集 | 南岭区 | 排口封堵。 | 已完成 |\n"
    tasks = read(head + rows).tasks
    assert [(task.number, task.problem) for task in tasks] == [("3", "东坡取土坑复绿"), ("7", "北沟片区污水收集")]


_MONTHS = """# 东湖市整改月调度表

| 序号 | 反馈问题 | 责任单位 | 整改时限 | 6月 | | 7月 | |
| --- | --- | --- | --- | --- | --- | --- | --- |
| | | | | 进展 | 评价 | {a} | {b} |
| 1 | 西山县东坡取土坑长期裸露。 | 西山县 | 2025年6月底 | 机械进场。 | 未达到序时进度 | 削坡两处。 | 达到序时进度 |
| 2 | 南岭区北沟污水直排。 | 南岭区 | 2025年12月底 | 还要招标。 | 未达到序时进度 | 接管三成。 | 超过序时进度 |
"""


def test_of_two_months_the_later_one_tells_the_state() -> None:
    assert states(read(_MONTHS.format(a="进展", b="评价"))) == [("1", "on_schedule"), ("2", "ahead")]


def test_a_month_without_a_later_one_alike_is_not_left_out() -> None:
    assert states(read(_MONTHS.format(a="投资", b="备注"))) == [("1", "behind"), ("2", "behind")]
