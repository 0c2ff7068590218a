"""Ledgers of tasks that copying turned into lines: cut sentences, dates and units, headings that a page repeats, several tables, sections."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.cell_bars import Token
from geomon.documents.cell_fit import laid
from geomon.documents.cell_kinds import kind_of
from geomon.documents.column_headings import Kind
from geomon.documents.source import Grid

HEADS = "序号\n反馈问题\n整改目标\n整改措施\n责任单位\n整改时限\n整改进展\n"
ROWS = (
    "1\n东坡取土坑尚有两处裸露，扬尘污\n染周边村庄，群众反映强烈。\n裸露地块全部复绿。\n1.对裸露地块覆土，补植灌木3公顷；\n2.设置围挡，定期洒水抑尘；\n"
    "3.建立巡查台账。\n市自然资源局、\n市林草局\n2025年\n6月底前\n已完成复绿2公顷，正在推进剩余地块。\n",
    "2\n南坪水源地标志牌缺损，围栏没有修复。\n标志牌、围栏完好。\n更换标志牌并修复围栏。\n市水务局\n立行立改\n已完成\n",
    "3\n石背尾矿库防渗膜破损，渗滤液外排，下游河道水质超标。\n消除渗漏。\n（一）更换防渗膜；\n（二）建设渗滤液收集池。\n示例县人民政府\n2025年12月底\n达到序时进度\n",
)
TITLE = "示例市督察反馈问题整改清单\n"


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def _grids(text: str):
    return [[[cell.text for cell in row] for row in item.rows] for item in source_of_text(text).items if isinstance(item, Grid)]


def check(tasks):
    assert [task.number for task in tasks] == ["1", "2", "3"]
    assert [task.problem[:8] for task in tasks] == ["东坡取土坑尚有两", "南坪水源地标志牌", "石背尾矿库防渗膜"]
    assert tasks[0].problem == "东坡取土坑尚有两处裸露，扬尘污染周边村庄，群众反映强烈。"
    assert [task.goal for task in tasks] == ["裸露地块全部复绿。", "标志牌、围栏完好。", "消除渗漏。"]
    assert [len(task.measures) for task in tasks] == [3, 1, 2]
    assert [task.units.responsible for task in tasks] == [("市自然资源局", "市林草局"), ("市水务局",), ("示例县",)]
    assert [task.deadline.text for task in tasks] == ["2025年6月底前", "立行立改", "2025年12月底"]
    assert [task.status.progress for task in tasks] == ["in_progress", "completed", "on_schedule"]


@pytest.mark.parametrize(
    "text",
    [
        TITLE + HEADS + "".join(ROWS),
        (TITLE + HEADS + "".join(ROWS)).replace("\n", "\n\n"),
        TITLE + HEADS + ROWS[0] + "- 1 -\n" + HEADS + ROWS[1] + "- 2 -\n" + HEADS + ROWS[2],
        TITLE + HEADS + "".join(ROWS) + "\n\n示例市生态环境局\n2025年3月1日\n",
        TITLE + HEADS + "".join(ROWS) + "责任编辑：某某\n打印本页\n",
    ],
    ids=["a cell a line", "blank lines between", "headings on every page", "a sign-off below", "the foot of a page below"],
)
def test_a_ledger_of_lines_is_read_cell_by_cell(text):
    check(_tasks(text))


def test_what_signs_off_below_is_no_cell_though_a_unit_and_a_date_are():
    (grid,) = _grids(TITLE + HEADS + "".join(ROWS) + "\n\n示例市生态环境局\n2025年3月1日\n")
    assert grid[-1][4:] == ["示例县人民政府", "2025年12月底", "达到序时进度"]


def test_a_second_table_begins_where_its_headings_stand():
    text = TITLE + HEADS + ROWS[0] + ROWS[1] + "第二批督察反馈问题整改清单\n" + HEADS + ROWS[1].replace("2", "1", 1)
    first, second = _grids(text)
    assert ([row[0] for row in first[1:]], [row[0] for row in second[1:]]) == (["1", "2"], ["1"])
    assert first[-1][-1] == "已完成"


@pytest.mark.parametrize("gap", ["|", " | ", "    "], ids=["bars", "bars with blanks", "blanks"])
def test_rows_on_lines_of_their_own_without_a_bar_at_the_end(gap):
    rows = (
        ("序号", "反馈问题", "整改措施", "责任单位", "整改时限"),
        ("1", "东坡取土坑未复绿，扬尘污染周边村庄。", "补植灌木并设置围挡。", "市自然资源局", "2025年6月底"),
        ("2", "南坪水源地标志牌缺损，围栏没有修复。", "更换标志牌。", "市水务局", "立行立改"),
    )
    text = TITLE + "".join(gap.join(row) + "\n" for row in rows)
    assert _grids(text) == [[list(row) for row in rows]]


def test_sections_between_the_rows_are_no_cells():
    text = (
        "示例市整改台账\n序号\n问题\n牵头领导\n牵头单位\n配合单位\n完成时限\n一、水环境问题\n1\n东河断面水质不达标。\n王大河\n市水务局\n东湖区政府、市生态环境局\n"
        "2025年12月\n2\n南河沿岸垃圾未清理。\n李小江\n市城管局\n东湖区政府\n2025年6月\n二、大气环境问题\n3\n东坡石场扬尘严重。\n王大河\n市自然资源局\n青石县政府\n2025年6月\n"
    )
    tasks = _tasks(text)
    assert [(task.section, task.units.lead, task.deadline.due.month) for task in tasks] == [
        ("一、水环境问题", ("市水务局",), 12), ("一、水环境问题", ("市城管局",), 6), ("二、大气环境问题", ("市自然资源局",), 6),
    ]


def test_petitions_that_nothing_counts_have_the_code_under_which_they_were_received():
    text = (
        "信访件边督边改情况\n受理编号\n交办问题基本情况\n行政区域\n污染类型\n调查核实情况\n是否属实\n处理和整改情况\n"
        "X640300202105110007\n青石县柳沟镇东坡采石场昼夜开采，扬尘污染严重。\n青石县\n大气\n经查，东坡采石场没有采取喷淋措施。\n属实\n责令该采石场补建喷淋设施。\n"
        "D640300202105120011\n青石县河口镇造纸厂夜间偷排废水，气味难闻。\n青石县\n水\n经现场核查，未发现该厂偷排。\n不属实\n加强对该厂的日常巡查。\n"
    )
    assert [task.number for task in _tasks(text)] == ["X640300202105110007", "D640300202105120011"]


def test_a_list_in_traditional_characters_is_a_table_too():
    text = (
        "第二輪省生態環境保護督察邊督邊改情況\n序號 |\n受理編號 |\n交辦問題基本情況 |\n行政區域 |\n汙染類型 |\n調查核實情況 |\n是否屬實 |\n處理和整改情況 |\n"
        "1 |\nD640300202105110007 |\n青石縣柳溝鎮東坡採石場晝夜開採，揚塵汙染嚴重，影響周邊村民生活，請環境保護單位責成整改。 |\n青石縣 |\n大氣 |\n經查，該場沒有採取噴淋措施。 |\n"
        "屬實 |\n責令該場停產整改，補建噴淋設施，應於時間內實現達標。 |\n"
    )
    (task,) = _tasks(text)
    assert task.number == "1"
    assert "扬尘" in task.problem


def test_texts_are_laid_on_columns_by_what_they_look_like():
    kinds = [kind_of(heading) for heading in ("受理编号", "行政区域", "污染类型", "调查核实情况", "是否属实", "面积")]
    assert kinds == [Kind.CODE, Kind.PLACE, Kind.SORT, Kind.FINDING, Kind.JUDGED, Kind.AMOUNT]
    row = [Token(text, n) for n, text in enumerate(("X640300202105110007", "青石县", "经查，该场没有采取喷淋措施，扬尘外逸。", "否", "3.5公顷"))]
    cells, used = laid(row, kinds, barred=False, closing=False, usual=0)
    assert (used, cells) == (5, ["X640300202105110007", "青石县", "", "经查，该场没有采取喷淋措施，扬尘外逸。", "否", "3.5公顷"])


def test_a_table_of_cases_is_called_by_them_and_closed_by_what_the_acceptor_says():
    text = (
        "附件2\n示例省督察典型案例整改情况表\n序号\n市县\n案例名称\n主要问题\n整改进展情况\n销号情况\n1\n示例市\n东坡石料场违法开采破坏生态\n越界开采，边坡裸露12公顷。\n"
        "已关停石料场，完成生态修复10公顷，剩余2公顷正在修复。\n未销号\n2\n示例市\n南坪工业园污水直排\n园区污水管网不完善，废水直排入河。\n管网已全部建成，污水全部收集处理。\n已销号\n"
        "注：数据截至2024年12月31日\n"
    )
    assert [(t.title, t.problem[:4], t.status.progress) for t in _tasks(text)] == [
        ("东坡石料场违法开采破坏生态", "越界开采", "in_progress"), ("南坪工业园污水直排", "园区污水", "closed"),
    ]
