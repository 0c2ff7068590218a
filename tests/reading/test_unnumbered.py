"""Tasks without a number: each opens with the label of its problem."""

from geomon.documents import read_text, source_of_text
from geomon.progress import parse_progress


def _read(text: str):
    return read_text(source_of_text(text), "x.txt", "0" * 64).tasks


def test_a_chapter_named_like_a_field_is_the_section_and_no_task():
    (task,) = _read(
        "示例镇关于大气污染防治专项审计问题整改情况的报告\n现将整改情况报告如下：\n一、高度重视\n镇主要领导多次召开会议研究。\n二、整改情况\n问题描述：处理设施未启用。\n"
        "整改情况：未整改到位，预计5月整改到位。\n整改措施：1、改造线路；2、清理蓄水池；3、疏通管网。\n三、下步计划\n（一）加大宣传力度。\n（二）贯彻落实部署。\n2025年3月2日"
    )
    assert (task.number, task.section, task.problem, len(task.measures)) == ("1", "二、整改情况", "处理设施未启用。", 3)
    assert task.status.progress == "in_progress"


def test_what_has_not_been_put_right_is_under_way_and_what_has_not_begun_is_not():
    assert parse_progress("未整改到位").progress == "in_progress"
    assert parse_progress("未整改").progress == "not_started"


def test_a_letter_that_tells_a_problem_and_no_field_is_no_task():
    assert not _read("示例市民来信\n反映问题：东坡采石场夜间破碎石料。\n联系电话：000-0000\n答复时间：2025年3月2日\n我局已收悉。")
