"""Tables that a page's copy broke: a row cut behind a bar, a form with a label and a value a line, lists inside cells of lines."""

from __future__ import annotations

from geomon.documents.read import read_text, source_of_text


def _tasks(text: str):
    return read_text(source_of_text(text), "a.txt", "0" * 64).tasks


CUT = """| 群众信访举报转办和边督边改公开情况一览表 | |||||
| 序号 | 受理编号 | 交办问题基本情况 | 行政区域 | 调查核实情况 | 是否属实 | 处理和整改情况 |
| 4 | 信20990524045 | 东坡镇石桥村养鸡场乱倒鸡粪污染环境 | 示例县 | 经调查，有两个场未建化粪池。 |
{rest}
"""


def test_a_row_that_is_cut_behind_a_bar_goes_on_in_the_next_line():
    (task,) = _tasks(CUT.format(rest="是 | 1.责令停产。2.修建化粪池。"))
    assert task.number == "4"
    assert [measure.number for measure in task.measures] == ["1", "2"]


def test_a_line_with_more_cells_than_a_row_misses_is_not_its_rest():
    (task,) = _tasks(CUT.format(rest="甲 | 乙 | 丙 | 1.与表无关的话。2.又一句。"))
    assert not task.measures


FORM = """示例市海洋督察整改任务完成情况公示表
整改 任务 | 东坡湾项目用海审批不严，违规填海。 |
责任 单位 | 示例市人民政府 |
整改 目标 | 修复东坡湾。 |
整改 措施 | 2025年9月底前，完成后评估。 |
整改主要工作及成效 | 1. 后评估已完成。
2. 修复方案已实施。
"""


def test_a_form_with_a_label_and_its_value_a_line():
    (task,) = _tasks(FORM)
    assert task.problem == "东坡湾项目用海审批不严，违规填海。"
    assert (task.units.responsible, task.goal) == (("示例市",), "修复东坡湾。")


def test_lines_with_a_bar_whose_first_words_are_no_labels_are_no_form():
    assert not _tasks("首页 | 政务公开 | 通知公告\n东坡 | 南坪 | 西湾\n某项 | 某事 |\n")


CELLS = """示例市群众信访举报件办理情况一览表

序号

受理编号

交办问题基本情况

行政区域

调查核实情况

是否属实

处理和整改情况

问责情况

1

7713

东坡镇石桥村养猪场废水直排，污染农田。

示例县

养殖场未建沉淀池，群众反映的情况存在。

属实

1.责令养殖场限期建设沉淀池，停止直排废水。
2.
示例县加强日常巡查，防止废水再次直排农田。

无

2

7714

南坪镇饲料厂异味扰民，噪声污染严重。

西湾区

该厂没有废气治理设施，现场有异味。

属实

1.责令该厂安装废气治理设施，限期完成。

无
"""


def test_a_number_alone_on_its_line_counts_a_list_and_no_row():
    first, second = _tasks(CELLS)
    assert (first.number, second.number) == ("1", "2")
    assert [measure.number for measure in first.measures] == ["1", "2"]
    assert second.problem == "南坪镇饲料厂异味扰民，噪声污染严重。"


def test_a_code_column_whose_heading_is_broken_opens_a_table_too():
    text = CELLS.replace("序号\n\n受理编号", "受理 编号").replace("\n1\n\n7713", "\n3").replace("\n2\n\n7714", "\n4")
    assert [task.number for task in _tasks(text)] == ["3", "4"]
