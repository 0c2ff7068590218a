"""What errors say in Chinese: every sentence in the code is known, its gaps are carried over, and nothing is taken for something else."""

import re
import string

import pytest
from babel.messages.pofile import read_po
from error_sentences import sentences
from hypothesis import assume, given
from hypothesis import strategies as st

from geomon.errors import InputError, UnreadableFile
from geomon.told import CATALOGUE, in_chinese, line_in_chinese, parts_in_chinese, sentence_in_chinese, speaks_chinese

GAP = "‹7›"
PLURAL = ("page{", "band{")
"""A gap that holds the s of an English plural has nothing to carry over."""


def filled(template):
    return re.sub(r"\{[a-z_0-9]+\}", GAP, template).replace("{{", "{").replace("}}", "}")


def book():
    with CATALOGUE.open("rb") as file:
        return [(str(message.id), str(message.string)) for message in read_po(file, locale="zh_CN") if message.id]


def test_every_sentence_of_an_error_has_its_chinese():
    known = sentences()
    assert len(known) > 500
    missing = sorted(f"{where}: {text}" for text, where in known.items() if in_chinese(filled(text)) == filled(text))
    assert not missing, "add them to geomon/locale/zh_CN.po"


def test_what_fills_a_sentence_is_said_in_chinese_too():
    lost = [f"{where}: {text}" for text, where in sentences().items()
            if not any(part in text for part in PLURAL) and in_chinese(filled(text)).count(GAP) < filled(text).count(GAP)]
    assert not lost


@pytest.mark.parametrize(("english", "chinese"), book(), ids=lambda text: text[:40])
def test_a_translation_has_the_same_gaps_and_no_shouting(english, chinese):
    asked, given_ = ({name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, chinese))
    assert chinese
    assert given_ <= asked
    assert not set("!！") & set(chinese)
    assert "请" not in chinese


@pytest.mark.parametrize(("english", "chinese"), [
    ("the file is empty.", "文件是空的。"),
    ("the PDF has 1 page but no text: it is a scan.", "PDF 有 1 页但没有文字：是扫描件。"),
    ("the PDF has 12 pages but no text: it is a scan.", "PDF 有 12 页但没有文字：是扫描件。"),
    ("it is a RAR archive.", "它是RAR 压缩包。"),
    ("it is a DWG drawing; save it as DXF.", "它是DWG 图纸；先另存为 DXF。"),
    ("it is an Excel workbook under the ending .docx.", "它是Excel 工作簿，扩展名却是 .docx。"),
    ("unknown key 'title_zh'.", "不认识的键 'title_zh'。"),
    ("乙 answered on 2026-01-01 after you opened this task; nothing of yours was saved.",
     "你打开这项任务之后，乙 已于 2026-01-01 答复；你的答复没有保存。"),
    ("row 3: '一百零六', 39.3 is no longitude and latitude.", "第 3 行：'一百零六', 39.3 不是经纬度。"),
    ("the thing is very blue.", "the thing is very blue."),
    ("no such sentence was ever written", "no such sentence was ever written"),
])
def test_a_sentence_is_recognised_by_its_own_words(english, chinese):
    assert in_chinese(english) == chinese


def test_the_parts_of_an_error_and_its_line():
    error = UnreadableFile("it is an Excel workbook under the ending .docx.", where="方案.docx", how="Rename it to 方案.xlsx.")
    assert parts_in_chinese(error) == ("它是Excel 工作簿，扩展名却是 .docx。", "方案.docx", "改名为 方案.xlsx。")
    assert sentence_in_chinese(error) == "方案.docx：它是Excel 工作簿，扩展名却是 .docx。改名为 方案.xlsx。"
    assert line_in_chinese(error.sentence) == sentence_in_chinese(error)
    assert error.sentence.isascii() is False
    assert "workbook" in error.sentence
    assert sentence_in_chinese(InputError("is empty.", where="goal", how="Write something, or leave the reading as it is.")) == \
        "目标：是空的。写上内容，或保留原来的读法。"
    assert line_in_chinese("half: of something unknown") == "half: of something unknown"


@given(st.text(max_size=80))
def test_any_text_comes_back_or_is_translated_without_a_fault(text):
    assert isinstance(in_chinese(text), str)
    assert isinstance(line_in_chinese(text), str)


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=("Cs",)), min_size=1, max_size=20))
def test_a_name_in_a_sentence_is_carried_over_whole(name):
    assume(in_chinese(name) == name)  # a name that is a message of the catalogue is told in Chinese, as "a zip archive" is
    assert in_chinese(f"has the same name as {name}.") == f"与 {name} 同名。"


@pytest.mark.parametrize(("environment", "chinese"), [
    ({"LANG": "zh_CN.UTF-8"}, True), ({"LANG": "en_US.UTF-8"}, False), ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C.UTF-8"}, False),
    ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_TW.UTF-8"}, True), ({"LANG": "", "LC_ALL": ""}, False),
])
def test_a_terminal_says_its_language(environment, chinese):
    assert speaks_chinese(environment) is chinese
