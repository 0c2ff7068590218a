"""Where the last row ends of a table that copying turned into lines: a plan below it stays a plan, and a cell like the foot of a page a cell."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.source import Grid

TITLE = "示例市生态环境保护督察反馈问题整改方案\n"
PEOPLE = (
    "序号\n单位名称\n责任领导\n联系人\n联系电话\n1\n市水务局\n张某\n李某\n12345678\n2\n市自然资源局\n王某\n赵某\n12345679\n"
)
COUNTS = "序号\n区县\n问题数量\n责任单位\n完成时限\n备注\n1\n东湖区\n3\n市水务局\n2025年6月底\n无\n"
SECOND = "2\n南山县\n4\n市自然资源局\n2025年12月底\n无\n"
TASKS = "".join(
    f"（{n}）东坡{n}号取土坑尚未复绿。\n责任单位：市自然资源局\n整改时限：2025年6月底\n整改措施：补植灌木，恢复生态。\n" for n in "一二三四五六"
)
LEDGER = "序号\n反馈问题\n整改措施\n责任单位\n整改时限\n备注\n1\n东坡取土坑尚未复绿。\n补植灌木。\n市自然资源局\n2025年6月底\n无\n"


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def _last_row(text: str):
    (grid,) = [item for item in source_of_text(text).items if isinstance(item, Grid)]
    return [cell.text for cell in grid.rows[-1]]


@pytest.mark.parametrize("table", [PEOPLE, COUNTS + SECOND, COUNTS], ids=["people", "counts", "one row"])
@pytest.mark.parametrize("heading", ["二、整改任务\n", "第二章 整改任务\n", ""], ids=["section", "chapter", "none"])
@pytest.mark.parametrize("between", ["\n", "\n\n"], ids=["lines", "blank lines"])
def test_a_plan_below_a_table_of_lines_is_no_cell_of_its_last_row(table, heading, between):
    tasks = _tasks((TITLE + "一、组织机构\n" + table + heading + TASKS).replace("\n", between))
    assert [task.number for task in tasks] == ["1", "2", "3", "4", "5", "6"]
    assert {task.deadline.text for task in tasks} == {"2025年6月底"}
    assert tasks[0].problem == "东坡一号取土坑尚未复绿。"


def test_steps_in_the_last_row_are_cells_though_no_row_before_has_any():
    row = "2\n南坪水源地标志牌缺损。\n（一）更换标志牌\n（二）修复围栏\n市水务局\n2025年12月底\n无\n"
    assert _last_row(TITLE + LEDGER + row) == ["2", "南坪水源地标志牌缺损。", "（一）更换标志牌\n（二）修复围栏", "市水务局", "2025年12月底", "无"]


@pytest.mark.parametrize("cell", ["关闭", "打印厂搬迁", "附件1", "分享"])
def test_a_cell_that_reads_like_the_foot_of_a_page_does_not_end_the_last_row(cell):
    text = TITLE + LEDGER + f"2\n南坪打印厂废气直排。\n{cell}\n市生态环境局\n2026年12月底\n无\n"
    assert _last_row(text) == ["2", "南坪打印厂废气直排。", cell, "市生态环境局", "2026年12月底", "无"]
    assert _tasks(text)[1].deadline.text == "2026年12月底"


def test_below_a_row_that_has_all_it_needs_such_a_line_is_the_foot():
    text = TITLE + LEDGER + "2\n南坪打印厂废气直排。\n废气收集处理。\n市生态环境局\n2026年12月底\n关闭\n打印\n"
    assert _last_row(text)[-1] == ""


def test_a_year_takes_no_cell_that_is_no_date():
    text = TITLE + LEDGER + "2\n南坪打印厂废气直排。\n废气收集处理。\n市生态环境局\n2025年\n无\n3\n石背尾矿库渗漏。\n更换防渗膜。\n市应急管理局\n2025年\n6月底前\n无\n"
    assert [task.deadline.text for task in _tasks(text)] == ["2025年6月底", "2025年", "2025年6月底前"]


def test_a_row_that_breaks_off_takes_no_unit_or_deadline_of_the_row_above():
    task = _tasks(TITLE + LEDGER + "2\n南坪打印厂废气直排。\n废气收集处理。\n")[1]
    assert (task.units.responsible, task.deadline.kind) == ((), "none")


def test_cells_merged_in_a_table_of_bars_still_hold_for_the_row_below():
    text = "| 序号 | 反馈问题 | 整改措施 | 责任单位 | 整改时限 |\n| --- | --- | --- | --- | --- |\n| 1 | 东坡取土坑尚未复绿。 | 补植灌木。 | 市水务局 | 2025年6月底 |\n| 2 | 南坪弃渣未清。 | 清运弃渣。 | | |\n"
    task = _tasks(TITLE + text)[1]
    assert (task.units.responsible, task.deadline.text) == (("市水务局",), "2025年6月底")


@pytest.mark.parametrize("printed", ["南坪河", "南 坪 河", " 南 坪河 "])
def test_the_name_of_a_row_is_what_is_printed_at_its_span(printed):
    text = (
        "示例市黑臭水体整治清单\n\n| 序号 | 水体名称 | 存在问题 | 整治措施 | 责任单位 | 完成时限 |\n| --- | --- | --- | --- | --- | --- |\n"
        f"| 1 | {printed} | 生活污水直排入河。 | 敷设污水管网。 | 市水务局 | 2025年6月底 |\n"
    )
    task = read_text(source := source_of_text(text), "x.txt", "0" * 64).tasks[0]
    (water,) = [m for m in task.mentions if m.layer == "water_body"]
    assert source.text[slice(*water.span)] == water.name == printed.strip()


def test_a_last_row_of_many_steps_keeps_its_unit_and_date_and_one_of_people_takes_no_text_below():
    steps = "".join(f"{n}.清理第{n}处弃渣；\n" for n in range(1, 19))
    assert _last_row(TITLE + LEDGER + f"2\n南坪弃渣未清。\n{steps}市水务局\n2025年12月底\n无\n")[3:] == ["市水务局", "2025年12月底", "无"]
    below = "各县区要高度重视\n压实责任\n抓好落实\n" * 6
    assert "".join(_last_row(TITLE + PEOPLE + below)).count("压实责任") <= 3
