"""Text that was copied from one kind of file into another: printed lines as paragraphs, blank lines in tables, headings of a page again."""

from geomon.documents import read_text, source_of_text
from geomon.documents.lines_as_paragraphs import as_printed_lines
from geomon.documents.repair import assemble
from geomon.documents.source import RawLine, lay_out


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
