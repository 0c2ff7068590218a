"""Files that are broken, hostile, or not what their names say: a clear refusal or a right reading, within limits, and nothing half imported."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from reading.bad_files import BAD, ODD, PLAN, docx_of, good_docx, good_xlsx, many_rows, paragraphs, with_hidden_sheet, write
from reading.printing import font

from geomon.documents import read_document, read_text, source_of_text
from geomon.documents.apart import MEMORY_MB, read_apart
from geomon.errors import GeomonError, TooLarge, UnreadableFile
from geomon.settings import Settings

needs_font = pytest.mark.skipif(
    font() is None and os.environ.get("GEOMON_REQUIRE") != "all", reason="no font of this machine prints Chinese in a PDF"
)
MEASURED = """
import contextlib, json, os, sys, threading, time
from pathlib import Path
from geomon.documents import read_document
from geomon.errors import GeomonError
most = {}
def watch():
    while True:
        for pid in (Path("/proc/self/task") / str(os.getpid()) / "children").read_text().split() + ["self"]:
            with contextlib.suppress(OSError, StopIteration):
                status = Path("/proc", pid, "status").read_text().splitlines()
                most[pid] = int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024
        time.sleep(0.01)
threading.Thread(target=watch, daemon=True).start()
began = time.perf_counter()
try:
    told = [len(read_document(Path(sys.argv[1])).tasks), ""]
except GeomonError as error:
    told = [None, error.sentence]
print(json.dumps([*told, time.perf_counter() - began, sum(most.values())]))
"""


def marked(cases):
    return [pytest.param(name, marks=needs_font) if "pdf" in name else name for name in cases]


@pytest.mark.parametrize("name", marked(BAD))
def test_a_bad_file_is_refused_with_its_reason_and_soon(name, tmp_path):
    make, words = BAD[name]
    path = make(tmp_path)
    began = time.perf_counter()
    with pytest.raises(GeomonError, match=words) as caught:
        read_document(path)
    assert time.perf_counter() - began < 10
    sentence = caught.value.sentence
    assert path.name in sentence
    assert caught.value.how
    assert "Traceback" not in sentence
    assert str(tmp_path) not in sentence


@pytest.mark.parametrize("name", marked(ODD))
def test_an_odd_file_is_read_right(name, tmp_path):
    document = read_document(ODD[name](tmp_path))
    assert [task.number for task in document.tasks] == ["1", "2"]
    assert [task.deadline.due.isoformat() for task in document.tasks] == ["2025-06-30", "2025-12-31"]
    assert [task.units.responsible for task in document.tasks] == [("市生态环境局",), ("市水务局",)]
    assert "石背尾矿库" in document.tasks[0].problem
    assert "南坪水源地" in document.tasks[1].problem


@pytest.mark.skipif(sys.platform != "linux", reason="memory of a process is measured on Linux")
@pytest.mark.parametrize(
    "name", marked(["pdf that unpacks to a gigabyte", "docx bomb in the text", "html nested 100,000 deep", "one line of 10 MB", "docx of 10,000 columns"])
)
def test_a_bomb_is_refused_within_two_seconds_and_500_mb(name, tmp_path):
    path = BAD[name][0](tmp_path)
    done = subprocess.run([sys.executable, "-c", MEASURED, path], capture_output=True, text=True, timeout=60, check=True)
    tasks, sentence, seconds, memory_mb = json.loads(done.stdout)
    assert tasks is None
    assert sentence
    assert seconds < 6  # two on a machine that does nothing else; see docs/measured.md
    assert memory_mb < 500


RUNS = [
    "一", "1", "（", "(", " ", "　", "\t", "-", "*", "【", "[", "《", "|", "，", "。", "：", "\u200b", "\n", "1\n", "（一", "(1", "(ā", "局（", "等", "12月底前", "2024年6月", "责任单位：",
    "市水务局、", "东坡镇石背尾矿库、", "一是", "1.", "（一）", "第", "公司", "a\tb\tc\n", "|a|b|\n", "<", "[bookmark: ", "𠀀",
]


@pytest.mark.parametrize("unit", RUNS)
def test_a_million_times_the_same_is_no_trap(unit, tmp_path):
    """Through the whole of `read_document`: as a line of its own and inside a field."""
    run = unit * (1_000_000 // len(unit))
    text = f"示例市整改方案\n一、东坡矿没有复绿。\n责任单位：市水务局\n整改时限：2025年6月底\n整改措施：\n1.{run}\n"
    for content in (run, text, text.replace(run, run[:19_000])):
        began = time.perf_counter()
        try:
            document = read_document(write(tmp_path / "d.txt", content))
        except GeomonError as error:
            assert error.how  # either it is read or it is refused
        else:
            assert document.tasks[0].deadline.due.isoformat() == "2025-06-30"
        assert time.perf_counter() - began < 10


MIXED = {
    "figures": "0123456789", "Chinese figures": "一二三四五六七八九十百", "numbers": "0123456789.、（）()一二三", "brackets": "（）()【】[]《》“”", "stops": "，。、；：,.;:",
    "blanks": " 　\t-*#>", "dates": ("1月", "2月底前", "2024年", "年底", "前", "12", "月", "日"), "units": ("市", "县", "水务局", "、", "，", "（牵头）", "政府", "委", "局", "（"),
    "places": ("东", "坡", "镇", "石背", "尾矿库", "矿", "村", "、", "等", "3家", "公司", "厂"), "labels": ("责任单位", "整改", "时限", "：", "措施", "目标", " ", "1."),
    "amounts": ("计划", "完成", "299", "眼", "公顷", "，", "仅", "%", "亩", "万"),
}


@pytest.mark.parametrize("kind", sorted(MIXED))
def test_a_long_field_of_one_kind_of_signs_in_any_order_is_no_trap(kind, tmp_path):
    rng = random.Random(kind)
    run = "".join(rng.choice(MIXED[kind]) for _ in range(9_000))[:9_000]
    text = f"示例市整改方案\n一、{run}。\n责任单位：{run}\n整改时限：{run}\n整改措施：\n1.{run}\n"
    began = time.perf_counter()
    read_text(source_of_text(text), "d.txt", "0" * 64)
    assert time.perf_counter() - began < 10


def test_a_paragraph_of_two_thousand_dated_targets_is_no_trap():
    text = f"示例市整改方案\n一、东坡矿没有复绿。\n责任单位：市水务局\n整改时限：2026年6月底\n整改措施：{'2026年3月底前完成补植，' * 2_000}\n"
    began = time.perf_counter()
    (task,) = read_text(source_of_text(text), "d.txt", "0" * 64).tasks
    assert time.perf_counter() - began < 3  # a fifth of a second; ten when each target looked for its place from the measure's beginning
    assert len(task.milestones) == 2_000
    assert {text[slice(*milestone.span)] for milestone in task.milestones} == {"2026年3月底前"}


def test_a_run_of_signs_inside_a_document_harms_no_other_task():
    text = PLAN.replace("恢复防渗。", "恢复防渗。" + "…" * 5_000 + "（" * 5_000)
    document = read_text(source_of_text(text), "d.txt", "0" * 64)
    assert [task.units.responsible for task in document.tasks] == [("市生态环境局",), ("市水务局",)]
    assert document.tasks[0].goal.startswith("恢复防渗。")


def test_a_ledger_of_3000_rows_is_read(tmp_path):
    assert len(read_document(write(tmp_path / "d.xlsx", good_xlsx(many_rows(3_000)))).tasks) == 3_000


def test_a_document_of_6000_paragraphs_is_read(tmp_path):
    lines = [line for n in range(1, 1001) for line in (f"（{n}）第{n}号堆场没有防渗。" if n < 1000 else f"第{n}号堆场没有防渗。", "责任单位：市水务局", "", "整改时限：2025年6月底", "整改措施：", "1.清理。")]
    assert len(read_document(write(tmp_path / "d.docx", good_docx(["示例市整改方案", *lines]))).tasks) >= 999


def test_a_hidden_sheet_is_left_out_and_told(tmp_path):
    document = read_document(with_hidden_sheet(tmp_path))
    assert [task.number for task in document.tasks] == ["1"]
    assert any("旧稿" in warning for warning in document.warnings)


def test_the_encoding_that_was_proved_is_told(tmp_path):
    for encoding, name in (("gb18030", "GB18030"), ("big5", "Big5"), ("utf-16-le", "UTF-16LE")):
        text = PLAN if encoding != "big5" else "示例市環境保護督察整改方案\n一、東坡鎮石背尾礦庫滲漏，責任未落實。\n責任單位：市水務局\n整改時限：2025年6月底前\n整改措施：\n1.清理。\n"
        document = read_document(write(tmp_path / "d.txt", text.encode(encoding)))
        assert any(name in warning for warning in document.warnings)
        assert document.tasks[0].deadline.due.isoformat() == "2025-06-30"


def test_a_reader_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    path = docx_of(tmp_path, paragraphs(PLAN * 3000), name="long.docx")
    began = time.perf_counter()
    with pytest.raises(TooLarge, match="seconds_a_file"):
        read_apart("word", path, 0.05, MEMORY_MB, lambda *_: None)
    assert time.perf_counter() - began < 5
    assert read_document(write(tmp_path / "d.docx", good_docx())).tasks  # the next file has a process of its own


def test_a_reader_that_breaks_down_is_a_fault_of_the_file(tmp_path):
    path = write(tmp_path / "d.docx", good_docx())
    with pytest.raises(UnreadableFile, match=r"d\.docx"):
        read_apart("no_such_format", path, 10, MEMORY_MB, lambda *_: None)
    assert read_document(path, Settings(tmp_path)).tasks


@pytest.mark.parametrize("name", marked(["pdf cut in half", "macro workbook renamed .xlsx", "docx bomb", "noise renamed .txt", "xlsx of 10,000 columns"]))
def test_an_import_with_one_bad_file_leaves_the_register_as_it_was(name, service, tmp_path):
    good = write(tmp_path / "good.txt", PLAN)
    service.import_documents([good])
    before = service.version(), registers(service), sorted(p.name for p in service.settings.documents.iterdir())
    (tmp_path / "new").mkdir()
    bad = BAD[name][0](tmp_path / "new")
    other = write(tmp_path / "other.txt", PLAN.replace("南坪", "北坪"))
    with pytest.raises(GeomonError):
        service.import_documents([other, bad])
    assert (service.version(), registers(service), sorted(p.name for p in service.settings.documents.iterdir())) == before


def registers(service):
    return [line.id for line in service.documents()]


@needs_font
def test_progress_is_told_page_by_page(tmp_path):
    from reading.pdf_files import long_pdf

    told = []
    document = read_document(write(tmp_path / "d.pdf", long_pdf(12)), told=lambda done, total: told.append((done, total)))
    assert told == [(n, 12) for n in range(12)]
    assert [task.number for task in document.tasks] == [str(n) for n in range(1, len(document.tasks) + 1)]
    assert len(document.tasks) > 30


def test_the_command_says_one_sentence_and_leaves_with_one(tmp_path):
    path = BAD["old Word"][0](tmp_path)
    done = subprocess.run([sys.executable, "-m", "geomon", "read", path], capture_output=True, text=True, timeout=60, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert ".docx" in done.stderr


def test_nothing_is_left_behind(tmp_path):
    before = set(Path(tmp_path).iterdir())
    path = write(tmp_path / "d.docx", good_docx())
    read_document(path)
    assert set(tmp_path.iterdir()) - before == {path}
