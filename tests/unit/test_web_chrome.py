"""What a web page puts around a document goes, and words of the document that a button prints too stay."""

import pytest

from geomon.documents import read_document, read_text, source_of_text
from geomon.documents.page_furniture import ends_table, is_furniture, may_end_table
from geomon.documents.source import RawLine
from geomon.documents.web_chrome import without_frame

BODY = """东湖区东坡取土坑整改工作方案
一、东坡取土坑尚有两处裸露。
整改措施：
关闭
责任单位：区水务局
整改时限：2025年6月底
"""


def kept(*lines):
    return [item.text for item in without_frame([RawLine(line) for line in lines])]


def read(text):
    return read_text(source_of_text(text), "a.txt", "0" * 64)


@pytest.mark.parametrize(
    "lines",
    [
        ("整改措施：", "关闭", "责任单位：区水务局"),
        ("整改措施：", "", "关闭", "下载", "责任单位：区水务局"),
        ("问题来源：", "举报", "打印本页上的台账。"),
        ("东坡砖厂", "关闭", "北沟砖厂"),
    ],
)
def test_a_value_that_is_also_a_buttons_word_stays(lines):
    assert kept(*lines) == list(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ("东坡已复绿。", "打印", "关闭"),
        ("东坡已复绿。", "【打印本页】", "", "关闭"),
        ("东坡已复绿。", "关闭窗口"),
        ("打印", "首页 > 政务公开", "东坡已复绿。"),
    ],
)
def test_buttons_beside_others_go(lines):
    assert kept(*lines) == ["东坡已复绿。", *([""] if "" in lines else [])]


def test_a_one_word_measure_is_read():
    (task,) = read(BODY).tasks
    assert [measure.text for measure in task.measures] == ["关闭"]


@pytest.mark.parametrize(
    "above",
    [
        "首页\n新闻中心\n政务公开\n互动交流\n当前位置：首页 > 政务公开 > 公告\n",
        "政务公开专栏\n互动交流专区\n您现在的位置：首页 > 公开\n",
        "政务公开\n在线办事\n\n首页 >> 通知公告 >> 公示\n打印\n关闭\n",
    ],
)
def test_the_title_begins_below_the_path_of_pages(above):
    document = read(above + BODY)
    assert document.title == "东湖区东坡取土坑整改工作方案"
    assert [task.problem for task in document.tasks] == ["东坡取土坑尚有两处裸露。"]


def test_a_title_above_the_path_is_still_found():
    title = "东湖区东坡取土坑整改工作方案"
    document = read(f"东湖区\n{title}\n当前位置：首页 > 公开\n" + BODY.removeprefix(f"{title}\n"))
    assert document.title.endswith(title)


def test_a_path_without_lines_above_goes():
    assert kept("当前位置：首页 > 公开", "甲方案") == ["甲方案"]


def test_a_measure_that_a_button_prints_too_stays_in_a_page(tmp_path):
    """Pages and copied text have one list of buttons; the word alone is a field's value where a label waits for it."""
    lines = "".join(f"<p>{line}</p>" for line in ["【打印本页】", *BODY.splitlines(), "【关闭窗口】"])
    page = tmp_path / "a.html"
    page.write_text(f"<html><body><div>{lines}</div></body></html>", encoding="utf-8")
    (task,) = read_document(page).tasks
    assert [measure.text for measure in task.measures] == ["关闭"]


@pytest.mark.parametrize("line", ["来源 示例市政府网", "附件 整改清单", "【字体：大 中 小】", "2025-03-05 10:20"])
def test_furniture_among_sentences(line):
    assert is_furniture(line)


@pytest.mark.parametrize("line", ["来源不明的废渣堆在河滩。", "关闭东坡采石场，拆除设备。", "公开道歉并整改。"])
def test_sentences_that_begin_with_a_word_of_furniture(line):
    assert not is_furniture(line)


def test_below_a_table_a_word_alone_may_be_a_cell():
    assert ends_table("上一篇：示例市公告") and not ends_table("关闭") and may_end_table("关闭") and not may_end_table("关停")
