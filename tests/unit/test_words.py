"""Every message in the pages has its Chinese, and the catalogue holds nothing else."""

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from geomon.ui import words
from geomon.words import romanised

PAGES = Path(words.__file__).parent
MARKS = {"t": 1, "nt": 2, "N": 1}


def messages():
    """(message or pair, where) of every mark in the pages."""
    for path in sorted(PAGES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
                first = node.args[:MARKS[node.func.id]]
                if all(isinstance(arg, ast.Constant) for arg in first):
                    yield tuple(arg.value for arg in first), f"{path.name}:{node.lineno}"


def book():
    with (PAGES / "locale" / "zh_CN.po").open("rb") as file:
        return {(m.id if isinstance(m.id, tuple) else (m.id,)): m for m in read_po(file, locale="zh_CN") if m.id}


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_message_of_the_pages_has_its_chinese():
    known = book()
    missing = sorted({(message, where) for message, where in messages() if message not in known})
    assert not missing


def test_the_catalogue_has_no_leftovers():
    assert not set(book()) - {message for message, _ in messages()}


@pytest.mark.parametrize("message", list(book().values()), ids=lambda m: str(m.id)[:40])
def test_a_translation_fills_the_same_fields(message):
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    asked = set().union(*map(fields, message.id if isinstance(message.id, tuple) else (message.id,)))
    assert all(texts)
    assert set().union(*map(fields, texts)) <= asked
    assert "!" not in "".join(texts)
    assert "！" not in "".join(texts)


@pytest.mark.parametrize(
    ("name", "latin"),
    [("同心县", "Tongxin"), ("吴忠市", "Wuzhong"), ("应县", "Yingxian"), ("鄂尔多斯市", "Ordos"), ("红寺堡区", "Hongsibu")],
)
def test_a_county_is_romanised_without_its_kind(name, latin):
    assert romanised(name) == latin


@pytest.mark.parametrize(
    ("days", "light", "expected"),
    [
        (-22, "red", "逾期 22 天"),
        (39, "yellow", "剩 39 天"),
        (0, "yellow", "今天到期"),
        (None, "grey", "无期限"),
        (-3, "green", "完成"),
        (float("nan"), "blue", "无期限"),
    ],
)
def test_days_are_said_in_words(days, light, expected):
    assert words.days_words(days, light) == expected


def test_an_unknown_message_is_shown_as_it_is():
    assert words.t("no such message") == "no such message"
