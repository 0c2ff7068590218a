"""What ends a document is no part of its last task, whichever way the task is told."""

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.closings import opens_closing, opens_closing_of_wrapped

NOTICE = """示例市督察反馈意见第七项整改任务完成情况公示
一、整改任务
东坡取土坑尚有两处裸露。
二、整改时限
2025年6月底
三、整改完成情况
已完成整改。两处取土坑补植灌木。
"""
LIST = """示例市督察反馈问题整改情况
1.东坡取土坑尚有两处裸露。
整改措施：补植灌木。
责任单位：市自然资源局
整改时限：2025年6月底
2.西湾渣场未防渗。
整改措施：铺设防渗膜。
责任单位：西湾县政府
整改时限：2025年9月底
整改进展：防渗膜已铺设。
"""


def read(text):
    return read_text(source_of_text(text), "a.txt", "0" * 64)

CLOSINGS = ["在公示期内可来电。", "监督电话 0800-1234567", "特此通报。", "通信地址 示例市东坡路1号", "有异议的，可来信反映。"]


@pytest.mark.parametrize("line", CLOSINGS)
@pytest.mark.parametrize("document", [NOTICE, LIST])
def test_a_closing_ends_the_last_task(document, line):
    last = read(document + line + "\n").tasks[-1]
    assert last.span[1] <= len(document)
    assert line not in "".join(measure.text for measure in last.measures)


@pytest.mark.parametrize("line", ["受理的3件信访均已办结。", "公示牌已更换。", "下一步，西湾县将加强巡查。"])
def test_sentences_that_close_nothing(line):
    assert not opens_closing(line)


def test_the_rest_of_a_sentence_cut_at_the_lines_end_is_no_closing():
    assert opens_closing("附件所列的两处") and not opens_closing_of_wrapped("附件所列的两处")
