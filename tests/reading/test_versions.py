"""A document that was only printed anew changed nothing: no difference may come from style or format.

What is edited in it must be found, each edit as its kind: the guard against a rule that is quiet because it sees nothing.
"""

import dataclasses
import random
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from reading.printing import Style, font, write

from geomon.documents import read_document
from geomon.service.differences import differences
from geomon.service.history import document_events
from geomon.service.snapshot import snapshot_of

ROOT = Path(__file__).parents[2]
PLANS = sorted((ROOT / "data" / "documents").glob("*-plan-*.txt"))
DRESSES = [(Style(), ".docx"), (Style(), ".html"), (Style(), ".pdf"), (Style(half_width=True), ".txt"), (Style(full_digits=True), ".txt"),
           (Style(traditional=True), ".txt"), (Style(wrap=30, debris=True), ".txt"), (Style(spaced_digits=True), ".txt"),
           (Style(task="任务{c}：", measure="（{n}）", order=1, synonym=1), ".txt")]


@cache
def original(path):
    return read_document(path)


def printed(folder, path, tasks=None, style=None, ending=".txt"):
    """The document printed and read back, as a version of itself."""
    document = original(path)
    again = read_document(write(folder, ending, document.title, tasks or document.tasks, style or Style()))
    return dataclasses.replace(again, source=document.source, kind=document.kind, region=document.region, issued=document.issued)


def changes(before, after, profile):
    states = [snapshot_of(1, [document], [], [], document_events(document)) for document in (before, after)]
    return differences(*states, profile)


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
@pytest.mark.parametrize(("style", "ending"), DRESSES, ids=lambda x: str(x))
def test_another_dress_is_no_difference(tmp_path, profile, path, style, ending):
    if ending == ".pdf" and font() is None:
        pytest.skip("no font with Chinese letters on this machine")
    (tmp_path / "new").mkdir()
    before, after = printed(tmp_path, path), printed(tmp_path / "new", path, style=style, ending=ending)
    labels = ("number",) if style.task != Style().task else ()
    assert [d for d in changes(before, after, profile) if d.kind not in labels] == []


def edited(task, kind):
    """The task with one edit of a kind; None where it offers no place for it."""
    if kind == "deadline" and task.deadline.due:
        moved = task.deadline.due.replace(year=task.deadline.due.year + 1)
        words = f"{moved.year}年{moved.month}月底"
        return dataclasses.replace(task, deadline=dataclasses.replace(task.deadline, text=words))
    if kind == "softened" and task.goal:
        return dataclasses.replace(task, goal=f"力争{task.goal}")
    if kind == "dropped" and len(task.measures) > 1:
        return dataclasses.replace(task, measures=task.measures[:-1])
    if kind == "unit" and task.units.responsible:
        return dataclasses.replace(task, units=dataclasses.replace(task.units, responsible=(*task.units.responsible, "市教育局")))
    if kind == "wording":
        return dataclasses.replace(task, problem=f"{task.problem.rstrip('。')}，周边群众多次反映。")
    return None


@pytest.mark.parametrize("path", PLANS, ids=lambda p: p.stem)
@pytest.mark.parametrize("kind", ["deadline", "softened", "dropped", "unit", "wording", "gone"])
def test_an_edit_is_found_as_its_kind_in_its_task_and_nowhere_else(tmp_path, profile, path, kind):
    tasks = list(original(path).tasks)
    rnd = random.Random(f"{path.stem} {kind}")
    places = [n for n, task in enumerate(tasks) if kind == "gone" or edited(task, kind)]
    assert places, "no task of this document can be edited so"
    chosen = set(rnd.sample(places, min(3, len(places))))
    newer = [task if n not in chosen else edited(task, kind) for n, task in enumerate(tasks) if n not in chosen or kind != "gone"]
    (tmp_path / "new").mkdir()
    before = printed(tmp_path, path)
    found = changes(before, printed(tmp_path / "new", path, newer), profile)
    wanted = "softened" if kind == "dropped" else kind
    assert Counter(d.kind for d in found if d.kind != "number") == {wanted: len(chosen)}
    if kind != "gone":
        assert {d.task.partition("#")[2] for d in found} == {before.tasks[n].key for n in chosen}
