"""Twenty texts that a spreadsheet would run, in every text column of every sheet that leaves: none is a formula, none is evaluated."""

import csv
import json
import re
import shutil
import subprocess
import zipfile
from types import SimpleNamespace
from urllib.parse import unquote

import pandas as pd
import pytest
import situations
from corpora import FOLDER, needs_corpora
from python_calamine import CalamineWorkbook

from geomon.export import export_files
from geomon.export.columns import SITES, TASKS
from geomon.export.paper import Paper, Part, Table
from geomon.export.writers import sheet
from geomon.text import for_sheet, from_sheet

pytestmark = needs_corpora
LIST = FOLDER / "hostile-templates" / "formulas.json"
FORMULAS = [text.replace("@URL@", "http://127.0.0.1:9") for text in json.loads(LIST.read_text(encoding="utf-8"))] if LIST.is_file() else []
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
COLUMNS = {"sites": [c for c in SITES if c not in ("lon", "lat", "accuracy_m", "area_ha", "days", "due", "source", "datum")],
           "tasks": [c for c in TASKS if c not in ("days", "due")]}
MANY = {"units", "tasks", "counties", "sites"}
"""Columns that hold several texts."""
RUNS = re.compile(r"\s*[=+@＝＋＠－]|\s*-(?![\d.])")


@pytest.fixture(scope="module")
def situation():
    """Every text column of a row is one formula, and a negative number beside them."""
    made = situations.make_situation([{"area_ha": -2.5, "days": -30.0} for _ in FORMULAS], [{"days": -30.0} for _ in FORMULAS])
    for frame, columns in ((made.sites, COLUMNS["sites"]), (made.tasks, COLUMNS["tasks"])):
        for column in columns:
            frame[column] = pd.Series([(text,) if column in MANY else text for text in FORMULAS], index=frame.index, dtype=object)
    return made


@pytest.fixture(scope="module")
def sheets(situation, tmp_path_factory):
    """The three kinds of sheet: both exports, and a paper of which every word is a formula."""
    folder = tmp_path_factory.mktemp("sheets")
    ids = list(situation.sites["id"])
    for ending in ("csv", "xlsx"):
        export_files(situation, folder / f"export.{ending}", {ident: (ident, ident) for ident in ids})
    rows = tuple(tuple([text] * 6) for text in FORMULAS)
    parts = tuple(Part(text, (text,), (Table(("甲", "乙", "丙", "丁", "戊", "己"), rows, (9,) * 6, 2),)) for text in FORMULAS)
    sheet.write(Paper(FORMULAS[0], FORMULAS[1], parts), folder / "paper.xlsx")
    return folder


def cells(path):
    """Every cell of a sheet as it stands in the file: values of an xlsx, texts of a csv."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [cell for row in csv.reader(file) for cell in row]
    book = CalamineWorkbook.from_path(path)
    return [cell for n in range(len(book.sheet_names)) for row in book.get_sheet_by_index(n).to_python() for cell in row]


def formulas_in(path):
    """How many cells of a workbook are formulas, links to elsewhere or other than text and number."""
    with zipfile.ZipFile(path) as book:
        parts = [book.read(name).decode("utf-8") for name in book.namelist() if "sheet" in name and name.endswith((".xml", ".rels"))]
    return sum(len(re.findall(r"<f[ >/]|externalLink|ddeLink|TargetMode=\"External\"", part)) for part in parts)


def test_there_are_twenty_texts_in_every_text_column(situation):
    assert len(FORMULAS) == 20
    for frame, names in ((situation.sites, COLUMNS["sites"]), (situation.tasks, COLUMNS["tasks"])):
        texts = {name for name in frame.columns if frame[name].dtype == object} & {*SITES, *TASKS}
        assert texts <= {*names, "due"}


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "paper.xlsx"])
def test_no_cell_is_a_formula_and_numbers_stay_numbers(sheets, name):
    found = cells(sheets / name)
    texts = [cell for cell in found if isinstance(cell, str)]
    assert sum("1+1" in text for text in texts) >= 14 * 9
    assert [text for text in texts if RUNS.match(text)] == []
    if name.endswith("xlsx"):
        assert formulas_in(sheets / name) == 0
    if name == "export.csv":
        assert texts.count("-2.5") == texts.count("-30.0") == 20
    if name == "export.xlsx":
        assert found.count(-2.5) == 20
        assert found.count(-30.0) == 40


def test_the_text_is_the_same_behind_the_quote():
    kept = [for_sheet(text) for text in FORMULAS]
    assert [one.removeprefix("'") if one != text else one for one, text in zip(kept, FORMULAS, strict=True)] == FORMULAS


def test_what_a_browser_saves_of_the_overview_holds_none(situation, monkeypatch):
    """Tables and charts can be saved as csv in the browser, word for word as they were given to it."""
    import streamlit as st

    from geomon.ui import overview, overview_rows
    shown = []
    monkeypatch.setattr(st, "dataframe", lambda frame, **_: shown.append(frame))
    tasks = situation.tasks.assign(light="blue")
    overview_rows.table(tasks, "k", height=100, more={"more": (FORMULAS, None)})
    shown.append(overview.charted(SimpleNamespace(tasks=tasks)).drop(columns="county_names"))
    texts = [value for frame in shown for name in frame for value in frame[name] if isinstance(value, str)]
    assert sum("1+1" in text for text in texts) > 80
    assert [text for text in texts if RUNS.match(text)] == []
    assert [text for text in FORMULAS if from_sheet(for_sheet(text)) != text] == ["'=1+1"]  # one that brings a quote itself


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "paper.xlsx"])
def test_libreoffice_evaluates_none(sheets, name, tmp_path):
    """Opened and saved as a workbook: as many texts as before, each the same, none become a formula."""
    home = (tmp_path / "office").as_uri()
    with_filter = ["--infilter=CSV:44,34,76"] if name.endswith("csv") else []
    subprocess.run([OFFICE, f"-env:UserInstallation={home}", "--headless", *with_filter, "--convert-to", "xlsx:Calc MS Excel 2007 XML",
                    "--outdir", tmp_path, sheets / name], check=True, capture_output=True, timeout=200)
    saved = tmp_path / f"{name.partition('.')[0]}.xlsx"
    assert formulas_in(saved) == 0
    before = sorted(plain(cell) for cell in cells(sheets / name) if "1+1" in str(cell))
    assert sorted(plain(cell) for cell in cells(saved) if "1+1" in str(cell)) == before
    print(f"{name}: {len(before)} cells of 1+1 in LibreOffice, 0 evaluated")


def plain(cell):
    """A cell without what programs do to the ends of lines."""
    return unquote(str(cell)).replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
