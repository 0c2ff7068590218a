"""Papers in LibreOffice, where it is installed: it opens each without repair, and a sheet that it saved again is read back whole."""

import datetime as dt
import shutil
import subprocess

import pytest
from filled_sheets import write_xlsx
from python_calamine import CalamineWorkbook

from geomon.documents.cells import Cells

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
DAY = dt.date(2024, 12, 15)


def converted(path, ending, folder):
    """The file as LibreOffice saves it; a profile of its own, so that none that runs is asked."""
    home = folder / "office"
    subprocess.run([OFFICE, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", ending, "--outdir", str(folder),
                    str(path)],
                   check=True, capture_output=True, timeout=120)
    return folder / f"{path.stem}.{ending.partition(':')[0]}"


def test_word_papers_are_opened_with_all_their_words(planned, tmp_path):
    from pypdfium2 import PdfDocument

    planned.report("status", tmp_path / "s.docx", DAY)
    book = PdfDocument(converted(tmp_path / "s.docx", "pdf", tmp_path))
    text = "".join("".join(page.get_textpage().get_text_range().split()) for page in book)
    book.close()
    for words in ("督察整改进展通报", "一、总体情况", "附：数字出处", *planned.situation(DAY).tasks["id"]):
        assert words.replace(" ", "") in text


@pytest.mark.parametrize("ending", ["xls", "xlsx", "csv"])
def test_a_sheet_that_was_saved_by_it_comes_back_whole(planned, tmp_path, ending):
    planned.report("dispatch", tmp_path / "out.xlsx", DAY)
    rows = [list(map(str, row)) for row in CalamineWorkbook.from_path(tmp_path / "out.xlsx").get_sheet_by_index(0).to_python(
        skip_empty_area=False)]
    said = ["正在整改\n完成60%", "=1+1", "未启动"]
    for row, text in zip((row for row in rows if row[0].isdigit()), said, strict=True):
        row[4] = text
    sent = write_xlsx(tmp_path / "回.xlsx", [Cells("全部", tuple(map(tuple, rows)))])
    (tmp_path / "saved").mkdir()
    filter_ = "csv:Text - txt - csv (StarCalc):44,34,76" if ending == "csv" else ending
    found = planned.filled([converted(sent, filter_, tmp_path / "saved")])
    assert not found.refused
    assert [line.text for line in found.of("new")] == said
