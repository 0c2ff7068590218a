"""geomon.toml: what it may say, and what is said when it says something else."""

import datetime as dt

import pytest
from factories import ROOT

from geomon.errors import SettingsError
from geomon.settings import load_settings


def load(tmp_path, text, **environment):
    (tmp_path / "geomon.toml").write_text(text, encoding="utf-8")
    return load_settings(tmp_path, environment)


def test_the_demo_opens_on_its_day_with_its_five_cities():
    settings = load_settings(ROOT, {})
    assert settings.today() == dt.date(2024, 12, 15)
    assert sorted(settings.counties) == ["140600", "150200", "150300", "640300", "640500"]


def test_the_environment_wins_over_the_file(tmp_path):
    settings = load(tmp_path, 'port = 8501\ntitle = "甲"', GEOMON_PORT="9000", GEOMON_AS_OF="2024-01-31", GEOMON_COUNTIES="150300,640500")
    assert (settings.port, settings.title, settings.as_of, settings.counties) == (9000, "甲", dt.date(2024, 1, 31), ("150300", "640500"))


@pytest.mark.parametrize(("text", "word"), [
    ('tittle = "甲"', "tittle"), ("port = 'x'", "wrong kind"), ("as_of = '31.12.2024'", "wrong kind"), ("port = ", "TOML"),
], ids=["a wrong key", "no number", "no date", "no TOML"])
def test_a_wrong_file_is_told_in_one_sentence(tmp_path, text, word):
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert word in caught.value.sentence
    assert "geomon.toml" in caught.value.sentence


def test_a_folder_that_is_no_workspace_is_told(tmp_path):
    with pytest.raises(SettingsError, match="geomon init"):
        load_settings(tmp_path, {})
