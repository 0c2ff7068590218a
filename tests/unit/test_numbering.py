import pytest

from geomon.documents.numbering import read_head


@pytest.mark.parametrize(
    ("line", "style", "number"),
    [
        ("任务二十一：内容", "task", "21"),
        ("任务3 内容", "task", "3"),
        ("序号10", "task", "10"),
        ("问题五：内容", "task", "5"),
        ("第四十七项 内容", "item", "47"),
        ("（六）内容", "cn(", "6"),
        ("(六) 内容", "cn(", "6"),
        ("1.内容", "1.", "1"),
        ("1、内容", "1.", "1"),
        ("12．内容", "1.", "12"),
        ("21.2022年6月底前", "1.", "21"),
        ("一、内容", "一、", "1"),
        ("（2）内容", "1(", "2"),
        ("⑶内容", "⑴", "3"),
        ("## （二）内容", "cn(", "2"),
        ("二是内容", "一是", "2"),
    ],
)
def test_a_number_at_the_head_of_a_line_is_read_in_every_form(line, style, number):
    head = read_head(line)
    assert head is not None
    assert (head.style, head.arabic) == (style, number)


@pytest.mark.parametrize(
    "line",
    ["2024年底前完成", "4.9万亩退化林", "1-11月，全市", "3.2公里", "任务重、要求高", "一些地方", "（市水务局牵头）", "一、二号采坑"],
)
def test_figures_in_a_sentence_are_no_numbers_of_items(line):
    assert read_head(line) is None
