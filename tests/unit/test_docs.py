"""What a person can type, set, declare or run into is named in the docs; links and figures in them hold."""

import csv
import dataclasses
import inspect
import io
import os
import re
import stat
import tomllib
from pathlib import Path

import pytest
from factories import keys_of

from geomon import errors, layers
from geomon.documents import document_to_json, read_document
from geomon.model import LIGHTS, METHODS
from geomon.settings import Settings

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-CN.md")
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/**/*.md")])
DEMO = 'python -m pip install -e . && geomon demo'
TEST = 'python -m pip install -e ".[dev]" && python -m pytest'


def words(name):
    return (ROOT / name).read_text(encoding="utf-8")


def commands_of_cli():
    from geomon.cli.commands import cli

    return dict(cli.commands)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_begins_with_the_two_commands(name):
    blocks = re.findall(r"```bash\n(.*?)\n```", words(name), re.DOTALL)
    assert blocks[:2] == [DEMO, TEST]
    assert words(name).startswith(f"```bash\n{DEMO}\n```\n")


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_every_command_and_no_other(name):
    found = list(commands_of_cli())
    listed = re.findall(r"^\| `geomon (\w+)", words(name), re.MULTILINE)
    assert sorted(listed) == sorted(found)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_explains_every_light_in_the_order_of_legends(name):
    rows = re.findall(r"^\| (\w+) \| ([▲◆●■○])", words(name), re.MULTILINE)
    assert [sign for _, sign in rows] == list("▲◆●■○")
    assert len(rows) == len(LIGHTS)


def test_every_setting_is_on_the_settings_page_with_its_default():
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*?) \|", words("docs/settings.md"), re.MULTILINE))
    fields = {f.name: f.default for f in dataclasses.fields(Settings) if f.name != "root"}
    assert set(rows) == set(fields)
    for name, default in fields.items():
        if default not in (None, ()):
            shown = f"{default:g}" if isinstance(default, float) else str(default)
            assert rows[name] == shown, name


def test_the_demonstration_workspace_opens_on_the_day_that_the_docs_say():
    assert str(tomllib.loads(words("geomon.toml"))["as_of"]) == "2024-12-15"
    assert "2024-12-15" in words("docs/adr/0006-demonstration-date.md")


def test_every_error_is_on_the_errors_page():
    rows = re.findall(r"^\| `(\w+)` \|", words("docs/errors.md"), re.MULTILINE)
    classes = [name for name, c in inspect.getmembers(errors, inspect.isclass) if issubclass(c, errors.GeomonError)]
    assert sorted(rows) == sorted(classes)


def test_every_layer_key_is_on_the_layers_page():
    page = words("docs/how-do-i-add-a-layer.md")
    rows = [key for row in re.findall(r"^\| (`.*?`) \|", page, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)]
    assert sorted(rows) == sorted(layers.KEYS)


def test_the_example_layer_of_the_docs_loads(tmp_path):
    page = words("docs/how-do-i-add-a-layer.md")
    path = tmp_path / "tailings_pond.toml"
    path.write_text(re.search(r"```toml\n(.*?)```", page, re.DOTALL)[1], encoding="utf-8")
    layer = layers.load_layer(path)
    assert (layer.id, layer.kind, layer.words) == ("tailings_pond", "other", ("尾矿库", "尾矿坝"))


def test_every_key_of_a_document_as_json_is_in_the_contract():
    words_of_contract = set(re.findall(r"`(\w+)`", words("docs/contract.md")))
    path = ROOT / "data" / "documents" / "wuzhong-workplan-2024.txt"
    assert not set(keys_of(document_to_json(read_document(path)))) - words_of_contract


def test_every_command_has_an_example_in_its_help():
    cli = commands_of_cli()
    for name, command in cli.items():
        assert f"Example:\n  geomon {name}" in (command.epilog or ""), name


@pytest.mark.parametrize("name", READMES)
def test_the_options_that_a_readme_names_exist(name):
    cli = commands_of_cli()
    for row in re.findall(r"^\| `geomon (\w+).*$", words(name), re.MULTILINE):
        line = next(x for x in words(name).splitlines() if x.startswith(f"| `geomon {row}"))
        known = {opt for p in cli[row].params for opt in p.opts}
        for option in re.findall(r"(--[a-z][a-z-]*)", line):
            assert option in known, f"{row} {option}"


def test_every_way_of_locating_is_explained():
    rows = re.findall(r"^\| `(\w+)` \|", words("docs/how-is-a-place-located.md"), re.MULTILINE)
    assert rows == list(METHODS)


def test_the_number_of_places_is_that_of_the_layer_files():
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "data" / "layers").glob("*.csv")]
    rows = [row for text in texts for row in csv.DictReader(io.StringIO(text))]
    located = sum(bool(row["lon"]) for row in rows)
    if rows:
        assert f"{len(rows)} places of five cities, {located} of them with a coordinate" in words("docs/how-is-a-place-located.md")


def test_the_numbers_of_the_profile_stand_in_the_explanation():
    profile = tomllib.loads((ROOT / "profiles" / "default.toml").read_text(encoding="utf-8"))
    page = words("docs/why-is-this-task-yellow.md")
    for key in ("warning_days", "heartbeat_days"):
        assert f"`{key} = {profile[key]}`" in page


def test_the_colours_of_the_design_page_are_those_of_the_profile():
    profile = tomllib.loads((ROOT / "profiles" / "default.toml").read_text(encoding="utf-8"))
    page = words("docs/design.md")
    for light in LIGHTS:
        sign = profile["lights"][light]
        assert f"| {light} | {sign['shape']}" in page
        assert f"{sign['colour']} / {sign['colour_dark']}" in page


def test_contrast_figures_are_what_the_formula_gives():
    def luminance(colour):
        parts = [int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    def contrast(a, b):
        low, high = sorted((luminance(a), luminance(b)))
        return (high + 0.05) / (low + 0.05)

    rows = re.findall(r"\| (red|blue|green) \| .*?\| (#\w{6}) / #\w{6} \| ([\d.]+) /", words("docs/design.md"))
    assert len(rows) == 3
    for light, colour, figure in rows:
        assert contrast(colour, "#FFFFFF") == pytest.approx(float(figure), abs=0.06), light


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_page_links_only_to_files_that_exist(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)#\s]+)", text):
        if "://" in target:
            continue
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/adr/*.md")), ids=lambda p: p.name)
def test_a_decision_has_its_four_parts_on_one_page(page):
    text = page.read_text(encoding="utf-8")
    parts = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert parts[0] == "Context"
    assert parts[-2:] == ["Decision", "What would change our mind"]
    assert len(text.splitlines()) <= 60


def test_the_glossary_has_every_word_with_its_chinese_term():
    rows = dict(re.findall(r"^\| ([\w /]+) \| .*? \| ([\u4e00-\u9fff /]+) \|$", words("CONTRIBUTING.md"), re.MULTILINE))
    wanted = {"task", "mention", "site", "feature", "match", "event", "light", "profile", "location"}
    assert wanted <= set(rows)


@pytest.mark.skipif(os.name == "nt", reason="file modes are not kept on Windows")
def test_the_ci_script_can_be_started_and_takes_the_command_from_the_readme():
    path = ROOT / ".ci" / "run"
    assert path.stat().st_mode & stat.S_IXUSR
    text = path.read_text(encoding="utf-8")
    assert "README.md" in text
    assert "GEOMON_REQUIRE=all" in text
