"""Text that was copied from one kind of file into another: printed lines as paragraphs, blank lines in tables, headings of a page again."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.formats._rules import _first_word
from geomon.documents.formats.pdf import _joined
from geomon.documents.lines_as_paragraphs import as_printed_lines
from geomon.documents.repair import assemble
from geomon.documents.source import RawLine, lay_out
from geomon.documents.units import parse_units


def _read_lines(lines):
    items, warnings = assemble([RawLine(line, None, whole=True) for line in lines])
    return read_text(lay_out(items, warnings), "x.docx", "0" * 64)


def _plan(n: int) -> str:
    return (
        f"（{'一二三四五六'[n]}）东坡{n}号取土坑没有复绿。督察发现，坑面裸露二十亩，雨季泥沙沿着冲沟下泄，堵塞了坡脚的排水渠，沿渠群众多次反映没有得到解决。\n"
        f"责任单位：市自然资源局\n整改时限：2025年{n + 1}月底前完成坑面削坡和排水沟的修建工作，并且在2025年1{n % 3}月底前完成植被恢复，确保通过验收\n"
        "整改措施：\n1.编制治理方案，报市政府批准以后组织施工单位进场，同步修建临时的沉沙池和排水沟，防止施工期间泥沙下泄影响到坡脚的村庄和农田。\n2.补植灌木三公顷。"
    )


def _printed(text: str, width: int) -> list[str]:
    return [line[n : n + width] for line in text.split("\n") for n in range(0, len(line), width)]


TEXT = "示例市督察反馈问题整改方案\n" + "\n".join(map(_plan, range(6)))


def test_printed_lines_that_are_paragraphs_are_joined():
    tasks = _read_lines(_printed(TEXT, 28)).tasks
    whole = _read_lines(TEXT.split("\n")).tasks
    assert [(t.number, t.problem, t.deadline.text, len(t.measures)) for t in tasks] == [(t.number, t.problem, t.deadline.text, len(t.measures)) for t in whole]
    assert tasks[0].deadline.kind == "staged"


def test_paragraphs_of_every_length_stay_whole():
    lines = [RawLine("东坡坑没有复绿" * (1 + n % 9) + "，尚需整改", None, whole=True) for n in range(60)]
    assert as_printed_lines(lines) == lines


HEADS = "| 序号 | 所在地 | 问题具体情况 | 整治措施 | 责任单位 | 完成时限 | 是否完成 |\n"


def _rows(first: int, last: int) -> str:
    return "".join(f"| {n} | 东湖区 | 东坡{n}号排口晴天有污水。 | 封堵排口。 | 东湖区政府 | 2024年{n}月底前 | 否 |\n" for n in range(first, last))


def test_blank_lines_between_all_rows_part_no_table():
    text = "示例市水源地环境问题整治情况表\n\n" + (HEADS + _rows(1, 6)).replace("\n", "\n\n")
    document = read_text(source_of_text(text), "x.txt", "0" * 64)
    assert [task.number for task in document.tasks] == ["1", "2", "3", "4", "5"] and len(document.tables) == 1


def test_a_blank_line_between_tables_parts_them():
    text = "示例市水源地环境问题整治情况表\n\n" + HEADS + _rows(1, 4) + "\n" + HEADS + _rows(1, 3)
    assert len(read_text(source_of_text(text), "x.txt", "0" * 64).tables) == 2


def test_the_headings_on_the_next_page_open_no_other_table():
    lines = ("示例市水源地环境问题整治情况表\n" + HEADS + _rows(1, 4) + "— 2 —\n" + HEADS + _rows(4, 7)).split("\n")
    document = _read_lines(lines)
    assert [task.number for task in document.tasks] == ["1", "2", "3", "4", "5", "6"] and len(document.tables) == 1


_RUN_ON = """示例市贯彻落实省委省政府环境保护督察反馈意见问题整改工作的总体方案
为确保整改到位，制定本方案，请各单位对照清单逐项落实，按月报送整改的进展情况。
一、水污染防治方面
（一）东坡沟水体发黑。沿岸有直排口三个，群众反映强烈。整改目标：水质达到四类。牵头单位：市住房和城乡建
设局。责任单位：东湖区委、区政府，西山县人民政府，东坡镇和南坪镇人民政府，市城市管理和综合执法局。整
改时限：2025年6月底前。整改措施：1.截污纳管；2.清淤三公里，修复两岸的护坡，补植芦苇和菖蒲共计八亩。
（二）南坪水源地标志牌缺损。围栏没有修复，两眼水井没有计量设施，巡查也不到位。整改目标：设施完好。牵头
单位：市水务局。责任单位：西山县委、县政府，南坪镇人民政府，市自然资源和规划局，市财政局。整改时限：
2025年3月底前。整改措施：1.更换标志牌；2.修复围栏。
"""


def _printed_paragraphs(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


def test_labels_that_the_lines_end_cuts_are_whole_again():
    document = _printed_paragraphs(_RUN_ON)
    assert document.title == "示例市贯彻落实省委省政府环境保护督察反馈意见问题整改工作的总体方案"
    assert [(t.number, t.deadline.text, len(t.measures), t.units.lead) for t in document.tasks] == [
        ("1", "2025年6月底前", 2, ("市住房和城乡建设局",)), ("2", "2025年3月底前", 2, ("市水务局",)),
    ]
    assert "整" not in document.tasks[0].units.responsible and "西山县" in document.tasks[0].units.responsible


def test_a_label_below_a_whole_line_opens_a_field_of_its_own():
    text = _RUN_ON.replace("综合执法局。整\n改时限：", "综合执法局。\n整改时限：").replace("市住房和城乡建\n设局。", "市住建局。\n")
    assert [t.deadline.text for t in _printed_paragraphs(text).tasks] == ["2025年6月底前", "2025年3月底前"]


def test_a_blank_inside_a_number_of_a_pdf_is_none():
    text = "示例市督察反馈问题整改方案\n" + "".join(
        f"{mark}、东坡{mark}号坑没有复绿。\n责任单位：市林业局\n整改时限：2025年6月底前\n" for mark in ("九", "十", "十 一", "十 二")
    )
    assert [t.number for t in read_text(source_of_text(text), "x.txt", "0" * 64).tasks] == ["9", "10", "11", "12"]


def test_a_blank_between_numerals_of_another_kind_stays():
    assert "三 一班" in source_of_text("三 一班和三 二班到东坡坑植树。\n").text


def test_a_name_that_a_narrow_cell_cut_is_whole_and_two_names_stay_two():
    assert [unit.name for unit in parse_units("市水务局，东坡市、石背\n县、南坪县党委和政府")] == ["市水务局", "东坡市", "石背县", "南坪县"]
    assert [unit.name for unit in parse_units("市水务局\n市财政局")] == ["市水务局", "市财政局"]


def test_a_row_of_which_one_line_fitted_on_the_page_before_is_one():
    above = (("序号", "反馈问题", "整改措施", "整改进展"), ("14", "三十、执法", "1.推动力", "设立警务"))
    rest = ("", "力量薄弱，全市在编六十一人。", "量下沉。2.每年培训两期。", "室七个，办理案件。")
    assert _joined(above, (rest,))[-1] == ("14", "三十、执法力量薄弱，全市在编六十一人。", "1.推动力量下沉。2.每年培训两期。", "设立警务室七个，办理案件。")


def test_a_step_on_the_next_page_is_a_row_of_its_own():
    above = (("序号", "反馈问题", "整改措施", "责任单位"), ("14", "东坡坑没有复绿。", "1.清运", "市林业局"))
    assert len(_joined(above, (("", "", "2.覆土植树", "市水务局"),))) == 3


def test_the_first_word_of_a_line_takes_its_stop_along():
    assert [_first_word(text) for text in ("绿化坑面", "物。", "2025年", "（县）")] == [1.0, 2.0, pytest.approx(2.2), 3.0]
