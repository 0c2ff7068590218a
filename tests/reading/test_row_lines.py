"""Lists of complaints that copying left with a row a line, with bars on lines of their own, or with the code at a row's end."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.cell_bars import Token
from geomon.documents.row_lines import table_of_row_lines
from geomon.documents.source import Grid

TITLE = "示例市督察交办信访件办理情况一览表\n"
HEADS = ("序号", "受理编号", "交办问题基本情况", "行政区域", "污染类型", "调查核实情况", "是否属实", "处理和整改情况", "责任人被处理情况")
ROWS = (
    ("41", "671", "东坡镇石场夜里破碎石料，粉尘落到果园。", "东湖区", "大气", "经查，石场没有防尘网，料堆露天。", "属实", "1.责令停产。2.2024年6月底前建成料棚。", "约谈1人"),
    ("42", "688", "南坪镇豆腐坊废水排进水渠。", "西山县", "水", "经查，作坊三家，沉淀池漫水。", "部分属实", "三家作坊停业，废水改由吸污车拉走。", "无"),
    ("43", "702", "石背村养鸭棚气味大，鸭粪堆在路边。", "西山县", "大气、固废", "经查，鸭棚已空置，未见鸭粪。", "不属实", "要求业主恢复养殖前建好粪池。", "无"),
)


def _tasks(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def _grids(text: str):
    return [[[cell.text for cell in row] for row in item.rows] for item in source_of_text(text).items if isinstance(item, Grid)]


def _check(tasks, numbers):
    assert [task.number for task in tasks] == numbers
    assert [task.problem for task in tasks] == [row[2] for row in ROWS]
    assert [len(task.measures) for task in tasks] == [2, 1, 1]
    assert [str(m.due) for m in tasks[0].milestones] == ["2024-06-30"]


def test_a_row_a_line_with_blanks_between_cells_is_a_table():
    text = TITLE + " ".join(HEADS) + "\n" + "".join(f"{row[0]} {row[1]}     {'  '.join(row[2:])}\n" for row in ROWS)
    _check(_tasks(text), ["41", "42", "43"])
    assert _grids(text)[0][1][3:5] == ["东湖区", "大气"]


def test_of_number_and_code_the_only_one_printed_is_the_code_and_cells_go_on_below():
    rows = "".join(f"{row[1]} {' '.join(row[2:])}\n\n" for row in ROWS).replace("防尘网，料堆露天。", "防尘网。\n\n料堆露天。")
    _check(_tasks(TITLE + " ".join(HEADS) + "\n\n" + rows), ["671", "688", "702"])


def test_sentences_that_begin_with_a_figure_are_no_rows():
    lines = [" ".join(HEADS), "12 月 底前完成清运。", "15 处排口 已经 封堵。"]
    assert table_of_row_lines([Token(line, n) for n, line in enumerate(lines)], 0, None) is None
    rows = [" ".join(HEADS), *(" ".join(row) for row in ROWS)]
    assert table_of_row_lines([Token(line, n) for n, line in enumerate(rows)], 0, None) is not None


def test_bars_on_lines_of_their_own_end_cells():
    text = TITLE + "\n|\n".join(HEADS) + "\n|\n" + "".join("\n|\n".join(row) + "\n|\n" for row in ROWS)
    _check(_tasks(text), ["41", "42", "43"])


def test_a_row_merged_over_the_columns_stands_above_the_headings():
    table = " | ".join(HEADS) + " |\n" + "".join(" | ".join(row) + " |\n" for row in ROWS)
    above = "督察组交办我市信访件3件，办结2件。 | |||||||||\n"
    _check(_tasks(TITLE + above + table), ["41", "42", "43"])


CODES = ("X2EX202405060011", "D2EX202405060024", "D2EX202405070003")


def _coded(codes):
    heads = "序号\n交办问题基本情况\n涉及区县\n调查核实情况\n是否\n属实\n处理处罚和问责情况\n受理编号\n"
    return TITLE + heads + "".join(f"{r[2]}\n{r[3]}\n{r[5]}\n{r[6]}\n{r[7]}\n{code}\n" for r, code in zip(ROWS, codes, strict=True))


def test_a_row_may_end_with_its_code():
    _check(_tasks(_coded(CODES)), list(CODES))


@pytest.mark.parametrize("codes", [("", "", ""), ("附件一", "附件二", "附件三")])
def test_without_codes_such_lines_are_no_rows(codes):
    assert not _grids(_coded(codes))


def test_where_each_row_has_as_many_lines_as_columns_a_line_is_a_cell():
    heads = "序号\n所在地\n水源地名称\n问题具体情况\n具体整治措施\n计划完成整治时间\n整治进展情况\n是否完成整治\n"
    rows = "".join(
        f"{n}\n东湖区\n东坡{n}号水源地\n保护区内有菜地三十亩，没有退出\n{done}\n2024年{n}月\n协议签完\n是\n"
        for n, done in ((7, "退耕，改种草"), (8, "流转并补偿"), (9, "设围栏，竖界标"))
    )
    (grid,) = _grids("示例市水源地环境问题整治进展情况\n" + heads + rows.replace("7\n东湖", "1\n东湖").replace("8\n东湖", "2\n东湖").replace("9\n东湖", "3\n东湖"))
    assert [row[3:5] for row in grid[1:]] == [["保护区内有菜地三十亩，没有退出", done] for done in ("退耕，改种草", "流转并补偿", "设围栏，竖界标")]


def test_headings_on_the_next_page_are_no_row_and_a_table_that_counts_anew_is_another():
    rows = [" ".join(row) for row in ROWS]
    again = [" ".join(HEADS), rows[0], rows[1], " ".join(HEADS), rows[2]]
    _check(_tasks(TITLE + "\n".join(again) + "\n"), ["41", "42", "43"])
    anew = [" ".join(HEADS), *rows, " ".join(HEADS), *(row.replace("67", "77").replace("68", "78").replace("70", "79") for row in rows)]
    assert [len(grid) for grid in _grids(TITLE + "\n".join(anew) + "\n")] == [4, 4]
