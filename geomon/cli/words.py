"""Reports of the service as lines for a terminal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from geomon.documents.doubts import sentence
from geomon.model import LIGHTS, Document

if TYPE_CHECKING:
    from geomon.documents import Column
    from geomon.service import BuildReport, Difference

LETTER = {"red": "▲", "yellow": "◆", "blue": "●", "green": "■", "grey": "○"}


def document_lines(document: Document) -> Iterator[str]:
    """Say what was understood of a document."""
    yield f"{document.source}: {document.title}"
    about = (document.kind, document.region or "region not named", document.issued or "no date of its own")
    yield f"  {', '.join(map(str, about))}; {len(document.tasks)} tasks"
    for task in document.tasks:
        deadline = f"{task.deadline.due or task.deadline.kind}"
        claim = f", {task.status.progress}" if task.status.progress else ""
        lead = "、".join(task.units.lead or task.units.responsible[:1])
        yield f"  {task.key:>8}  {deadline}{claim}  {lead}  {shorten(task.title or task.problem, 60)}"
        for mention in task.mentions:
            yield f"            {mention.layer}: {mention.name}{f' ({mention.county})' if mention.county else ''}"
        for doubt in task.doubts:
            yield f"            ? {sentence(doubt)}"
    for record in document.records:
        yield f"  {record.layer}: {record.name} {record.raw}"
    for warning in document.warnings:
        yield f"  ! {warning}"


def column_lines(name: str, tables: Sequence[tuple[str, Sequence[Column]]]) -> Iterator[str]:
    """Say what each column of a document's tables is taken for."""
    yield f"{name}: {len(tables)} tables"
    for caption, columns in tables:
        yield f"  {caption or 'a table without a title'}"
        for column in columns:
            yield f"    {column.heading or '(no heading)'}  ->  {column.role}  {column.score:.2f}  {column.reason}"


def build_lines(report: BuildReport) -> Iterator[str]:
    """Say what a build found."""
    if report.changed:
        yield f"Read {report.read} documents ({report.unchanged} were known, {report.removed} are gone)."
    else:
        yield "Nothing has changed since the last build."
    yield f"{report.tasks} tasks, {report.sites} sites, {report.matches} matches; {report.unlocated} places are not located."
    for name in report.undated:
        yield f"{name} names no date: its claims are not counted."
    if report.orphaned:
        yield f"{report.orphaned} corrections rest on words that are gone; the page Review lists them."


def difference_lines(differences: Sequence[Difference]) -> Iterator[str]:
    """Say what a newer document changed: how often each kind, then one line a difference, the kinds that matter most first."""
    from geomon.service import KINDS

    if differences:
        counts = Counter(one.kind for one in differences)
        yield f"{len(differences)} changes: " + ", ".join(f"{kind} {counts[kind]}" for kind in KINDS if counts[kind])
    for one in sorted(differences, key=lambda d: KINDS.index(d.kind)):
        yield f"{one.kind:>9}  {one.task}{_change(one)}  {shorten(one.words, 50)}"


def _change(one: Difference) -> str:
    """Return what a difference changed; of long texts the changed pieces in brackets, what fell out with -, what came in with +."""
    from geomon.service.wording import excerpt

    if one.kind in ("new", "gone"):
        return ""
    why = f" ({one.reason_en})" if one.reason_en else f" ({one.days:+d} days)" if one.days else ""
    if one.field in ("goal", "problem", "measures"):
        marks = {"same": "{}", "out": "[-{}]", "in": "[+{}]", "cut": "…"}
        return f" {one.field}{why}: " + "".join(marks[kind].format(" ".join(text.split())) for kind, text in excerpt(one.before, one.after))
    about = f" {one.field}" if one.kind in ("unit", "number") else ""
    return f"{about}{why}: {one.before or 'nothing'} -> {one.after or 'nothing'}"


def status_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    """Say where things stand: all tasks, by group, then those that ask for somebody."""
    yield f"As of {answer['as_of']}: " + ", ".join(f"{LETTER[k]} {k} {answer['counts'][k]}" for k in LIGHTS)
    wide = max((width(g["key"] or "-") for g in answer["groups"]), default=0)
    yield " " * (wide + 2) + "".join(f"{LETTER[k]:>5}" for k in LIGHTS)
    for group in answer["groups"]:
        key = group["key"] or "-"
        yield f"{key}{' ' * (wide - width(key) + 2)}" + "".join(f"{group['counts'][k]:>5}" for k in LIGHTS)
    for light in ("red", "yellow"):
        for task in (t for t in answer["tasks"] if t["light"] == light):
            number = task["number"] if task["part"] is None else f"{task['part']}/{task['number']}"
            yield f"{LETTER[light]} {task['document']}#{number}  {task['reason']}"
    if answer["unlocated"]:
        yield f"{len(answer['unlocated'])} places of the texts are not located; --json lists them."


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes: Chinese letters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def shorten(text: str, columns: int) -> str:
    """Return `text` on one line, cut to so many columns."""
    text = " ".join(text.split())
    while width(text) > columns:
        text = text[:-2] + "…"
    return text
