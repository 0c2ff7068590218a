"""One page of a task or a county: its map, its state and its numbers as the register has them; and the dispatch sheets, a file a unit."""

import datetime as dt
import re

import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from geomon.cli.commands import cli
from geomon.errors import InputError

DAY = dt.date(2024, 12, 15)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_of_a_task_has_map_state_and_sites(planned, site, tmp_path, lang):
    task = planned.situation(DAY).site(site)["tasks"][0]
    assert planned.one_page(tmp_path / "t.html", DAY, task=task, lang=lang)
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    card = planned.task_card(task, DAY)
    assert page.count("<section>") == 1
    assert page.count("<svg") > 2
    assert "1:" in page
    assert card.task.problem in page
    assert (card.status.reason if lang == "zh" else card.status.reason_en) in page
    assert planned._now().site[site].name in page
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=[\"']?http", page)


def test_the_sheet_of_a_county_counts_what_the_situation_holds(planned, tmp_path):
    planned.one_page(tmp_path / "c.html", DAY, county="海南区")
    page = (tmp_path / "c.html").read_text(encoding="utf-8")
    tasks = planned.situation(DAY).tasks
    own = tasks[tasks["counties"].map(lambda counties: "海南区" in counties).astype(bool)]
    assert len(own) > 0
    assert f"{len(own)} 项任务" in page
    for ident in own["id"]:
        assert ident in page


@pytest.mark.parametrize(("choice", "name", "words"), [
    ({}, "x.html", "one task or one county"), ({"task": "plan#1", "county": "海南区"}, "x.html", "one task or one county"),
    ({"task": "plan#99"}, "x.html", "no such task"), ({"county": "无此县"}, "x.html", "no county"),
    ({"task": "plan#1"}, "x.docx", "no .docx")])
def test_what_there_is_no_sheet_of_is_told_and_nothing_is_written(planned, tmp_path, choice, name, words):
    with pytest.raises(InputError, match=words):
        planned.one_page(tmp_path / name, DAY, **choice)
    assert not (tmp_path / name).exists()


def test_each_unit_gets_a_file_with_its_own_tasks_only(planned, tmp_path):
    out = ["--out", str(tmp_path / "月报"), "--as-of", "2024-12-15", "-w", str(planned.settings.root)]
    done = CliRunner().invoke(cli, ["report", "dispatch", "--per", "unit", *out])
    assert done.exit_code == 0, done.output
    names = sorted(path.name for path in (tmp_path / "月报").iterdir())
    assert "调度表-2024-12-全部.xlsx" in names
    assert done.output.splitlines()[-1].startswith(f"{len(names)} files")
    assert len(names) > 2
    for name in names:
        if "全部" not in name:
            book = CalamineWorkbook.from_path(tmp_path / "月报" / name)
            unit = name.removeprefix("调度表-2024-12-").removesuffix(".xlsx")
            rows = [row for row in book.get_sheet_by_index(0).to_python() if str(row[0]).isdigit()]
            assert rows
            assert all(unit in str(row[2]) for row in rows)
            assert book.sheet_names == [unit[:28]]
    found = planned.filled([tmp_path / "月报" / name for name in names])
    assert not found.of("new", "loose")
