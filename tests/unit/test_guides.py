"""The three guides say what the app says: its words, in both languages, and a picture of every scene that the script makes."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
GUIDES = [(guide, language) for guide in ("inspector", "planner", "manager") for language in ("en", "zh-CN")]
SCENE = re.compile(r'^@scene\("(\w+)", "(\w+)"', re.MULTILINE)
NO_LABEL = {"C"}


def text_of(guide, language):
    return (ROOT / "docs" / f"guide-{guide}{'' if language == 'en' else '.zh-CN'}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def words():
    """What the app can say, by language."""
    with (ROOT / "geomon" / "ui" / "locale" / "zh_CN.po").open("rb") as file:
        catalog = [m for m in read_po(file) if m.id]
    return {"en": {str(m.id) for m in catalog}, "zh-CN": {str(m.string) for m in catalog}}


@pytest.mark.parametrize(("guide", "language"), GUIDES)
def test_a_guide_names_the_apps_parts_as_the_app_does(guide, language, words):
    said = set(re.findall(r"\*\*(.+?)\*\*", text_of(guide, language).replace("\n", " "))) - NO_LABEL
    assert said
    assert {word for word in said if word not in words[language]} == set()


@pytest.mark.parametrize(("guide", "language"), GUIDES)
def test_a_guide_shows_each_scene_of_the_script_and_no_other(guide, language):
    made = [f"{of}-{name}.{language}.png" for of, name in SCENE.findall((ROOT / "tests/bench/guides.py").read_text("utf-8")) if of == guide]
    shown = re.findall(r'src="pictures/guide/([^"]+)"', text_of(guide, language))
    assert shown == made
    assert [name for name in shown if not (ROOT / "docs" / "pictures" / "guide" / name).is_file()] == []
