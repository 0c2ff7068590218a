"""Out, filled, in: every cell that a unit filled in arrives at its task, whatever happened to the sheet; read again it changes nothing."""

import dataclasses
import os
import random
import re

import situations_of_plan
from filled_sheets import plan, sent_back
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geomon.export.reports.dispatch import make
from geomon.service.filled import compared, rows_of
from geomon.service.filling import _event
from geomon.service.snapshot import snapshot_of
from geomon.text import for_sheet

SHEETS = int(os.environ.get("GEOMON_SHEETS", "40"))
"""So many sheets are sent round and counted."""
TEXTS = ("=1+1", "+SUM(A1)", "@cmd", "-2+3", "＝1", "已完成。", "正在推进，完成80%\n下月验收", '=HYPERLINK("http://x","y")', "无",
         "持续推进", "未启动", "已回填2.1公顷，剩余正在施工", "资金未到位")
WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zs", "Zl", "Zp", "Cf")) | st.sampled_from("\n 、，。（）%"),
                min_size=1, max_size=60).map(str.strip).filter(bool) | st.sampled_from(
    ["=1+1", "+SUM(A1)", "@cmd", "-2+3", "＝1", "'=1", "已完成。", "正在推进，完成80%\n下月验收", "=HYPERLINK(\"http://x\",\"y\")", "无"])


def squeezed(text):
    return re.sub(r"\s+", "", text)


def read_in(snapshot, profile, cells):
    lines = compared(rows_of("回.xlsx", "ab" * 32, [cells], ""), snapshot, profile)
    events = [dataclasses.replace(_event(line, "甲", situations_of_plan.TODAY), seq=900 + n)
              for n, line in enumerate(lines) if line.state == "new"]
    return lines, events


def after(snapshot, events):
    return snapshot_of(snapshot.version + 1, [one.read for one in snapshot.corrected.values()], (), (), [*snapshot.said, *events])


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.lists(st.tuples(WORDS, WORDS | st.just("")), min_size=1, max_size=9), st.booleans())
@example(1, [("=1+1", "=2"), ("已完成。", "")], False)
def test_every_filled_cell_arrives_and_a_second_reading_changes_nothing(profile, seed, texts, numbers):
    pick = random.Random(seed)
    snapshot = snapshot_of(3, [plan(max(9, len(texts)), seed)], (), (), [])
    table = make(situations_of_plan.given_of_plan(snapshot, profile)).parts[0].tables[0]
    said = {row[6]: pair for row, pair in zip(table.rows, texts, strict=False)}
    cells = sent_back(table, said, pick, numbers=numbers)
    lines, events = read_in(snapshot, profile, cells)
    arrived = {e.subject: (squeezed(str(e.body["text"])), squeezed(str(e.body.get("problem", "")))) for e in events}
    assert arrived == {task: tuple(map(squeezed, map(unguarded, pair))) for task, pair in said.items()}
    assert not any(line.changed for line in lines)
    again, more = read_in(after(snapshot, events), profile, cells)
    assert not more
    assert {line.task for line in again if line.state == "known"} >= set(said)
    second = make(situations_of_plan.given_of_plan(after(snapshot, events), profile)).parts[0].tables[0]
    unfilled = sent_back(second, {}, pick, numbers=numbers, stamp="截至2025-01-31；据台账第4版生成")
    assert not read_in(after(snapshot, events), profile, unfilled)[1]      # what the sheet prints itself is no news


def unguarded(text):
    """What a person typed: the quote before a formula sign is the sheet's."""
    return text[1:] if text.startswith("'") and for_sheet(text[1:]) == text else text


@given(st.integers(0, 10_000))
@settings(max_examples=10)
def test_the_next_month_is_told_from_the_last_even_in_the_same_words(profile, seed):
    snapshot = snapshot_of(3, [plan(9, seed)], (), (), [])
    table = make(situations_of_plan.given_of_plan(snapshot, profile)).parts[0].tables[0]
    said = {table.rows[0][6]: ("持续推进", "")}
    _, first = read_in(snapshot, profile, sent_back(table, said, random.Random(seed)))
    later = after(snapshot, first)
    _, second = read_in(later, profile, sent_back(table, said, random.Random(seed), stamp="截至2025-01-31；据台账第4版生成"))
    assert [e.body["text"] for e in (*first, *second)] == ["持续推进"] * 2


def test_of_many_sheets_every_cell_is_counted_in(profile):
    sent = arrived = twice = 0
    for seed in range(SHEETS):
        pick = random.Random(seed)
        snapshot = snapshot_of(3, [plan(9, seed)], (), (), [])
        table = make(situations_of_plan.given_of_plan(snapshot, profile)).parts[0].tables[0]
        said = {row[6]: (pick.choice(TEXTS), pick.choice(("", *TEXTS))) for row in table.rows[:pick.randint(1, 9)]}
        cells = sent_back(table, said, pick, numbers=pick.random() < 0.5)
        _, events = read_in(snapshot, profile, cells)
        got = {e.subject: (str(e.body["text"]), str(e.body.get("problem", ""))) for e in events}
        for task, pair in said.items():
            for want, found in zip(pair, got.get(task, ("", "")), strict=True):
                sent += bool(want)
                arrived += bool(want) and squeezed(found) == squeezed(want)
        twice += len(read_in(after(snapshot, events), profile, cells)[1])
    print(f"{SHEETS} sheets, {sent} cells filled in, {arrived} arrived, {twice} events of a second reading")
    assert arrived == sent > SHEETS
    assert not twice
