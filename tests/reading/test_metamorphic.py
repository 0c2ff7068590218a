"""What must not matter: a document printed in another style, or as another format, is read as the same tasks.

The documents are the demonstration's and, where they are beside the repository, the real ones. Each is read once, printed again in many styles, and read back.
"""

import os
import re
from functools import cache
from pathlib import Path

import pytest
from reading.printing import Style, font, print_text, write

from geomon.documents import read_document, read_text, source_of_text

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "documents"
DEMO = sorted(p for p in (ROOT / "data" / "documents").glob("*.txt"))
REAL = sorted(SHARED.glob("*.txt")) if SHARED.is_dir() else []
STYLES = [
    Style(),
    *(Style(task=task) for task in ("({c})", "任务{c}：", "任务{n}：", "问题{c}：", "第{c}项 ", "序号{n} ", "【任务{n}】", "{c}、")),
    *(Style(task=task, measure="（{n}）") for task in ("{n}.", "{n}、", "{n}．")),
    *(Style(measure=measure) for measure in ("（{n}）", "{e}", "{c}是", "{n}、", "({n})")),
    *(Style(order=order) for order in (1, 2, 3)),
    *(Style(synonym=n) for n in (1, 2, 3)),
    *(Style(label=label) for label in ("{label}:", "【{label}】", "**{label}：**", "{label} ：")),
    Style(alone=True),
    Style(blank=False),
    Style(half_width=True),
    Style(full_digits=True),
    Style(traditional=True),
    Style(wrap=28),
    Style(wrap=40, blank=False),
    Style(debris=True),
    Style(wrap=30, debris=True),
    Style(spaced_digits=True),
    Style(task="{n}.", measure="（{c}）", order=1, synonym=1, wrap=32, debris=True),
    Style(task="任务{c}：", measure="{c}是", order=3, synonym=2, half_width=True),
    Style(task="{n}、", measure="（{n}）", order=2, synonym=3, traditional=True, blank=False),
]


@cache
def original(path):
    document = read_document(path)
    tasks = [task for task in document.tasks if not re.search(r"\d-\d+$", task.number)]
    return document.title, tuple(tasks)


def squeeze(text):
    text = re.sub(r"\s", "", text or "").translate(str.maketrans({",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}))
    return text.translate(str.maketrans("０１２３４５６７８９", "0123456789"))


def facts(task):
    """What must survive: text, date, status, units; a mark of the lead is in the units."""
    return {
        "problem": squeeze(task.problem),
        "deadline": (task.deadline.kind, task.deadline.due),
        "status": task.status.progress,
        "units": tuple(frozenset(map(squeeze, getattr(task.units, role))) for role in ("lead", "responsible", "cooperating", "implementing", "acceptance")),
        "measures": sum(bool(m.number) for m in task.measures),
    }


def compare(wanted, got, *, fields=("deadline", "status", "units", "measures")):
    """Return (same tasks?, share of same fields, first differences)."""
    pairs = [(facts(a), facts(b)) for a, b in zip(wanted, got, strict=False)]
    same = len(wanted) == len(got) and all(a["problem"] == b["problem"] for a, b in pairs)
    cells = [(a[f] == b[f], f, n, a[f], b[f]) for n, (a, b) in enumerate(pairs, 1) for f in fields]
    missed = [cell[1:] for cell in cells if not cell[0]]
    wrong = [(n, a["problem"][-30:], b["problem"][-30:]) for n, (a, b) in enumerate(pairs, 1) if a["problem"] != b["problem"]]
    return same, sum(cell[0] for cell in cells) / max(1, len(cells)), (len(wanted), len(got), wrong[:3], missed[:5])


def parts_of(path):
    title, tasks = original(path)
    return [(title, [t for t in tasks if t.part == part]) for part in sorted({t.part for t in tasks}, key=lambda p: p or 0)]


@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("path", DEMO + REAL, ids=lambda p: p.stem)
def test_another_style_is_read_as_the_same_tasks(path, style):
    for title, tasks in parts_of(path):
        document = read_text(source_of_text(print_text(title, tasks, style)), path.name, "0" * 64)
        same, share, differences = compare(tasks, document.tasks)
        assert same, differences
        assert share >= 0.99, differences


@pytest.mark.parametrize("ending", [".md", ".html", ".docx", ".xlsx", ".pdf"])
@pytest.mark.parametrize("path", DEMO + REAL, ids=lambda p: p.stem)
def test_another_format_is_read_as_the_same_tasks(path, ending, tmp_path):
    if ending == ".pdf" and font() is None and os.environ.get("GEOMON_REQUIRE") != "all":
        pytest.skip("no font of this machine prints Chinese in a PDF")
    for title, tasks in parts_of(path):
        if ending == ".xlsx" and not any(task.deadline.text or task.units.responsible for task in tasks):
            continue  # an annual plan with units in other roles only has no ledger form here
        document = read_document(write(tmp_path, ending, title, tasks, Style()))
        fields = ("deadline", "status") if ending == ".xlsx" else ("deadline", "status", "units", "measures")
        same, share, differences = compare(tasks, document.tasks, fields=fields)
        assert same, differences
        assert share >= 0.99, differences
