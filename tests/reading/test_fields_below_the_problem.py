"""Fields below the chapter of the problem: on its first line, on one line with it, behind it; the problem itself is kept."""

import time

from geomon.documents import read_text, source_of_text

NOTICE = """关于石桥采石场环境问题整改完成情况的公示
一、{chapter}
{below}
二、整改措施
建成封闭厂房，安装喷淋设施4套。
三、整改完成情况
已完成整改，通过县级验收。
"""
PROBLEM = "石桥采石场破碎工序没有密闭，粉尘污染严重。"


def _task(below: str, chapter: str = "存在问题"):
    (task,) = read_text(source_of_text(NOTICE.format(chapter=chapter, below=below)), "x.txt", "0" * 64).tasks
    return task


def test_the_problem_stands_below_the_fields_that_open_its_chapter() -> None:
    task = _task(f"责任单位：柳湾镇人民政府\n{PROBLEM}")
    assert (task.problem, task.units.responsible, task.status.progress) == (PROBLEM, ("柳湾镇",), "accepted")
    task = _task(f"整改时限：2024年12月底前\n责任单位：柳湾镇人民政府\n{PROBLEM}")
    assert (task.problem, task.deadline.text, task.units.responsible) == (PROBLEM, "2024年12月底前", ("柳湾镇",))


def test_a_sentence_behind_the_fields_of_its_line_is_the_problem_and_no_unit() -> None:
    task = _task(f"整改时限：2024年12月底。责任单位：柳湾镇人民政府。{PROBLEM}", "问题基本情况")
    assert (task.title, task.problem, task.deadline.text) == (None, PROBLEM, "2024年12月底")
    assert task.units.responsible == ("柳湾镇",)


def test_the_heading_above_a_labelled_problem_is_no_title() -> None:
    for gap in ("", "\n"):
        task = _task(f"整改时限：2024年12月底。责任单位：柳湾镇人民政府。{gap}问题描述：{PROBLEM}", "问题基本情况")
        assert (task.title, task.problem, task.deadline.text) == (None, PROBLEM, "2024年12月底")


def test_fields_behind_the_problem_leave_it_the_problem() -> None:
    task = _task(f"{PROBLEM}\n整改时限：2024年12月底。责任单位：柳湾镇人民政府。", "问题基本情况")
    assert (task.title, task.problem, task.deadline.text, task.units.responsible) == (None, PROBLEM, "2024年12月底", ("柳湾镇",))


def test_a_field_between_two_sentences_of_the_problem_takes_none_of_them() -> None:
    task = _task(f"{PROBLEM}\n责任单位：柳湾镇人民政府\n厂区道路没有硬化，扬尘大。")
    assert task.problem.startswith(PROBLEM) and "扬尘大" in task.problem
    assert "扬尘大" not in task.units.responsible


def test_many_fields_below_the_problem_take_a_time_that_goes_with_their_number() -> None:
    text = NOTICE.format(chapter="存在问题", below="责任单位：柳湾镇人民政府\n" * 6000 + PROBLEM)
    begin = time.process_time()
    read_text(source_of_text(text), "x.txt", "0" * 64)
    assert time.process_time() - begin < 15
