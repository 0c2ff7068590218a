"""A task's number told in prose: the noun that it counts has to be the task's."""

import pytest

from geomon.documents.numbering import number_told


@pytest.mark.parametrize(
    "title, sentences, number",
    [
        ("示例市第七项整改任务完成情况公示", ["第八项任务已完成。"], "7"),
        ("示例市公示", ["督察反馈第十二项任务已完成。"], "12"),
        ("示例市公示", ["现将反馈问题（编号27）的整改情况公示如下。"], "27"),
        ("示例市公示", ["违反《办法》第三条规定，扬尘污染严重。"], "1"),
        ("示例市公示", ["2025年第8号通报已下发。"], "1"),
        ("示例市公示", ["已整改。", "已验收。", "督察反馈第十二项任务已完成。"], "1"),
    ],
)
def test_the_number_that_title_or_opening_gives(title, sentences, number):
    assert number_told(title, sentences) == number
