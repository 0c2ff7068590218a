"""Cuts, splices and corruptions of documents: whatever comes, it is read without an error and in time."""

import os
import random
import time
from pathlib import Path

import pytest

from geomon.documents import read_text, source_of_text
from geomon.documents.credit import find_credit
from geomon.documents.formats.plain import split_text

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "documents"
CITIES = ROOT / "tests" / "reading" / "cities"
FOUND = [*(ROOT / "data" / "documents").glob("*.txt"), *CITIES.glob("*.txt"), *(SHARED.glob("*.txt") if SHARED.is_dir() else [])]
TEXTS = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(FOUND)]
SEEDS, TIMES = 8, int(os.environ.get("GEOMON_FUZZ", "200"))
"""GEOMON_FUZZ=2000 python -m pytest tests/reading/test_fuzz.py reads as many in all."""
NOISE = ["（", "）", "《", "一、", "任务", "责任单位：", "整改时限：", "\n", "\n\n\n", "\t", "2024年", "13月", "99", "　", "、、", "：：", "\x0c", "等3家", "|", "-" * 40, "🚧", "\u200b"]


def corrupt(rng):
    a, b = rng.choice(TEXTS), rng.choice(TEXTS)
    size = rng.choice((200, 2000, 8000))
    start, other = rng.randrange(len(a)), rng.randrange(len(b))
    text = a[start : start + size] + b[other : other + size]
    for _ in range(rng.randrange(12)):
        at = rng.randrange(len(text) + 1)
        text = rng.choice((text[:at] + rng.choice(NOISE) * rng.randrange(1, 5) + text[at:], text[:at] + text[at + rng.randrange(30) :],
                           text.replace(rng.choice(text or " "), rng.choice(("", " ", "\n")), 40)))
    return text


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_corrupted_document_is_read_without_an_error(seed):
    rng = random.Random(seed)
    for _ in range(TIMES // SEEDS):
        text = corrupt(rng)
        began = time.perf_counter()
        document = read_text(source_of_text(text), "fuzz.txt", "0" * 64)
        assert time.perf_counter() - began < 10
        for task in document.tasks:
            assert 0 <= task.span[0] <= task.span[1] <= len(document.text)
            for mention in task.mentions:
                assert document.text[slice(*mention.span)].strip("　 ") == mention.name


SLOW = {
    "blank lines above a tab": lambda: split_text("\n" * 60_000 + "\tx"),
    "brackets that close none": lambda: find_credit("[市水务局牵头，市财政局配合" + ")）））)" * 10_000 + "]"),
    "a page's end before a cell": lambda: split_text("\x0c\t甲\n\t乙\n\t丙\n"),
    "a page's end before a bar": lambda: split_text("\x0c| 甲 | 乙 |\n| 丙 | 丁 |\n"),
    "a page's end before tabs": lambda: split_text("\x0c甲\t乙\t丙\n丁\t戊\t己\n"),
    "bold without an end": lambda: split_text("**甲" + "****乙" * 60_000),
}


@pytest.mark.parametrize("name", SLOW)
def test_what_repeats_is_read_in_time(name):
    began = time.perf_counter()
    assert SLOW[name]() != []
    assert time.perf_counter() - began < 10
