"""Whole documents as offices publish them: forms one below another, chapters that count anew, parts below one bracket."""

from geomon.documents import read_text, source_of_text


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64)


def _form(number: str, n: int) -> str:
    return (
        f"整改任务（编号{number}） |\n整改任务概述 |\n东坡{n}号取土坑没有复绿，雨季泥沙下泄。 |\n整改责任单位 |\n市林业局 |\n"
        f"整改时限 |\n2024年{n}月底前 |\n整改措施 |\n1.清运渣堆；2.覆土植树。 |\n整改进展 |\n达到序时进度。渣堆已清。 |\n"
    )


def test_forms_that_a_cell_with_the_number_opens_are_a_task_each():
    text = "示例市督察整改任务完成情况公示表\n" + _form("4", 1) + "第 2 页 / 共 3 页\n\n" + _form("9-2", 2) + _form("17", 3) + "公示期间可以反映意见。\n"
    tasks = _read(text).tasks
    assert [(task.number, task.deadline.due.month, len(task.measures)) for task in tasks] == [("4", 1, 2), ("9-2", 2, 2), ("17", 3, 2)]
    assert tasks[0].problem == "东坡1号取土坑没有复绿，雨季泥沙下泄。"


def test_a_cell_that_names_a_task_among_words_opens_none():
    text = "示例市督察整改任务完成情况公示表\n" + _form("4", 1).replace("渣堆已清。", "渣堆已清。与整改任务（编号9）一并验收。")
    assert [task.number for task in _read(text).tasks] == ["4"]


def _plan(chapters):
    fields = "整改目标：坑面复绿。牵头单位：市林业局。责任单位：东湖区人民政府。整改时限：2025年6月底前。整改措施：1.清运渣堆；2.覆土植树。"
    return "示例市督察反馈问题整改措施清单\n" + "".join(
        f"{mark}、{name}方面\n" + "".join(f"（{n}）东坡{mark}{n}号坑没有复绿。雨季泥沙下泄。{fields}\n" for n in numbers) for mark, name, numbers in chapters
    )


def test_bracketed_numbers_that_each_chapter_counts_anew_keep_their_brackets():
    tasks = _read(_plan([("一", "矿山", "一二"), ("二", "水体", "一二三")])).tasks
    assert [task.number for task in tasks] == ["一(一)", "一(二)", "二(一)", "二(二)", "二(三)"]


def test_bracketed_numbers_that_run_on_through_the_chapters_stand_alone():
    assert [task.number for task in _read(_plan([("一", "矿山", "一二"), ("二", "水体", "三四")])).tasks] == ["1", "2", "3", "4"]


_WORK = """示例市2024年水污染防治工作方案
一、重点任务
（一）治理河道
1.查清排口。2024年6月底前登记造册。（市生态环境局负责）
2.修复河道。
⑴补植芦苇，2024年9月底前完成；
⑵清淤三公里；
⑶拆除旧坝。{credit}
3.补设界标，完成时限：2024年8月底前。（市水务局负责）
"""


def test_parts_below_one_bracket_are_one_task_with_measures():
    tasks = _read(_WORK.format(credit="（市水务局负责，东湖区政府落实）")).tasks
    assert [(task.number, len(task.measures), task.units.responsible) for task in tasks] == [
        ("(一)1", 0, ("市生态环境局",)), ("(一)2", 3, ("市水务局",)), ("(一)3", 0, ("市水务局",)),
    ]
    assert tasks[2].deadline.text == "2024年8月底前"


def test_parts_with_a_bracket_each_are_tasks():
    text = _WORK.format(credit="（市水务局负责）").replace("清淤三公里；", "清淤三公里。（市财政局负责）")
    assert [task.number for task in _read(text).tasks] == ["(一)1", "(一)2⑵", "(一)2⑶", "(一)3"]
