"""A file -> `Document`: format, repair, outline, layouts, fields."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from geomon.documents.annual import is_annual
from geomon.documents.apart import Told
from geomon.documents.bound import without_annexes
from geomon.documents.checks import check_document
from geomon.documents.closings import is_put_up
from geomon.documents.columns import Column, checked_roles, propose
from geomon.documents.confidence import with_confidence
from geomon.documents.cut_zones import zones_of
from geomon.documents.dating import OF_A_YEAR, issue_date, said_on, year_of
from geomon.documents.doubts import shared_doubts
from geomon.documents.draft import Draft
from geomon.documents.formats import read_raw
from geomon.documents.layouts import find_last, find_tasks
from geomon.documents.lessons import Lesson, Mark, labels_told
from geomon.documents.marked import with_marks
from geomon.documents.outline import Zone, nodes_of, title_of
from geomon.documents.region import find_region
from geomon.documents.repair import assemble
from geomon.documents.source import Grid, RawLine, Source, lay_out
from geomon.documents.tables import read_tables, split_grid
from geomon.documents.tasks import Context, claim_of, read_task
from geomon.documents.title_endings import names_its_kind
from geomon.documents.told_numbers import with_told_numbers
from geomon.documents.totals import check_totals
from geomon.errors import NoTasks, UnreadableFile
from geomon.model import Document, Kind, Part, Task
from geomon.settings import Settings

Lessons = Callable[[str], Lesson]
"""Gives what was told for a document of a city; "" where the document names none."""


def read_source(
    path: Path,
    limits: Settings | None = None,
    told: Told = lambda *_: None,
    columns: Mapping[str, str] | None = None,
    lessons: Lessons | None = None,
) -> Source:
    """Return the repaired text of a file with its paragraphs and tables; `told` hears of the pages of a PDF.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge
        See `formats.read_raw`.
    """
    raw, warnings = read_raw(path, limits, told)
    named = {**dict(limits.columns if limits else ()), **(columns or {})}

    def laid_out(lesson: Lesson) -> Source:
        with labels_told(lesson.labels):
            items, more = assemble(raw)
        return lay_out(items, [*warnings, *more], checked_roles({**named, **dict(lesson.labels)}))

    source = laid_out(Lesson())
    if lessons and (lesson := lessons(city_of(source))).labels:
        source = laid_out(lesson)
    if not source.text.strip():
        raise UnreadableFile("it holds no text.", where=path.name, how="If it is a scan, run text recognition first.")
    return source


def city_of(source: Source) -> str:
    """Return the name of the city that a document is about; empty where none is known."""
    region = find_region(title_of(nodes_of(source), source), source.text)
    return region.name if region else ""


def read_document(
    path: Path,
    limits: Settings | None = None,
    told: Told = lambda *_: None,
    columns: Mapping[str, str] | None = None,
    lessons: Lessons | None = None,
) -> Document:
    """Return what a document says.

    Parameters
    ----------
    told : called with the pages done and all pages, while a PDF is read.
    columns : headings of tables and what they hold (`columns.COLUMN_ROLES`), over those of the settings and what geomon proposes.
    lessons : what people told of documents of a city; it goes before all of these.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge
        If the file cannot be read.
    SettingsError
        If `columns` names a role that there is not.
    NoTasks
        If no remediation task was found in it.
    """
    path = Path(path)
    source = read_source(path, limits, told, columns, lessons)
    lesson = lessons(city_of(source)) if lessons else Lesson()
    with labels_told(lesson.labels):
        document = read_text(source, path.name, hashlib.sha256(path.read_bytes()).hexdigest(), lesson.marks)
    if not document.tasks and not document.records:
        first = document.title or source.text.strip()[:20]
        raise NoTasks(
            f"no remediation task was found in {first!r}.",
            where=path.name,
            how="geomon looks for numbered tasks with fields such as 整改时限 or 责任单位, or a table with one row a task.",
        )
    return document


def propose_columns(path: Path, limits: Settings | None = None, columns: Mapping[str, str] | None = None) -> list[tuple[str, list[Column]]]:
    """Return the caption of each table of a file, and what its columns are taken for; errors as of `read_source`."""
    grids = [item for item in read_source(Path(path), limits, columns=columns).items if isinstance(item, Grid)]
    found = [(grid, *split_grid(grid)) for grid in grids]
    return [
        (caption, propose(headings, [[cell.text for cell in row] for row in rows], grid.named))
        for grid, caption, headings, rows in found
        if headings
    ]


def read_text(source: Source, name: str, sha256: str, marks: Sequence[Mark] = ()) -> Document:
    """Return what a source says, its tasks as a person marked them; never raises for its content."""
    nodes = with_told_numbers(nodes_of(source))
    title = title_of(nodes, source)
    region = find_region(title, source.text)
    issued = issue_date(source.text)
    year = year_of(title, source.text, issued)
    told = [(zone, *find_tasks(zone)) for zone in zones_of(source, nodes)]
    if not any(drafts for _, _, drafts in told):
        told = [(zone, *find_last(zone)) for zone, _, _ in told]
    found = [(zone, layout, with_marks(zone, drafts, marks)) for zone, layout, drafts in told]
    said = said_on(source.text, title, "progress", issued)[0]  # rows of a report tell what was done
    report = Context(source, region, year, issued.month if issued else None, "progress", issued, said, None)
    kept = without_annexes(found, lambda row: claim_of(row, report))
    bound = [(zone, drafts) for zone, _, drafts in kept]
    several = len(bound) > 1
    apart = several and not _are_notices(bound, source.text)
    kind = kind_of(bound[0][0].title if several or (bound and not title) else title, source.text)
    if kind == "plan" and bound and all(layout == "credited" or is_annual(zone.title, drafts) for zone, layout, drafts in kept):
        kind = "workplan"  # whose tasks have units in a bracket and no fields: a 工作方案 of a year
    elif kind == "plan" and bound and all(layout in _TELLING or _was_looked_into(drafts) for _, layout, drafts in kept):
        kind = "progress"
    own = [issue_date(source.text[zone.start : zone.end]) if several and kind == "notice" else None for zone, _ in bound]
    issued = max((day for day in (issued, *own) if day), default=None)  # of notices bound in one file the last
    counted_from, how = said_on(source.text, title, kind, issued)
    parts: list[Part] = []
    tasks: list[Task] = []
    for n, (zone, drafts) in enumerate(bound, 1):
        part = n if apart else None
        if part:
            parts.append(Part(part, zone.title))
        day = own[n - 1] or issued
        context = Context(
            source=source,
            region=region,
            year=year_of(zone.title, source.text[zone.start : zone.end], day) if several else year,
            month=day.month if day else None,
            kind=kind,
            issued=day,
            said=own[n - 1] or counted_from,
            part=part,
            sure=how != OF_A_YEAR or re.search("20[0-9]{2}", title) is not None,
        )
        tasks.extend(shared_doubts([read_task(draft, context) for draft in drafts]))
    tasks = [with_confidence(task) for task in tasks]
    tables, records = read_tables(source, [(zone, k + 1 if apart else None) for k, (zone, _) in enumerate(bound)], region)
    return Document(
        source=name,
        sha256=sha256,
        title=title or (bound[0][0].title if several else ""),
        kind=kind,
        text=source.text,
        region=region.name if region else None,
        adcode=region.adcode if region else None,
        issued=issued,
        warnings=(*source.warnings, *check_document(source.text, tasks), *check_totals(source)),
        parts=tuple(parts),
        tasks=tuple(tasks),
        tables=tuple(tables),
        records=tuple(records),
    )


_TELLING = ("quoted", "petitions", "complaints_in_bars")
"""Layouts of texts that tell what was done."""


def _was_looked_into(drafts: Sequence[Draft]) -> bool:
    """Return whether what was found on the spot stands beside a complaint of a table without a title, or what was done about it."""
    return any({"finding", "handling"} & draft.pieces.keys() for draft in drafts)


def _are_notices(bound: Sequence[tuple[Zone, Sequence[Draft]]], text: str) -> bool:
    """Return whether what is bound are notices on tasks of one list: no number stands twice, so that it tells the task without a part."""
    numbers = [draft.number for _, drafts in bound for draft in drafts]
    return len(set(numbers)) == len(numbers) and all(kind_of(zone.title, text[zone.start : zone.end]) == "notice" for zone, _ in bound)


_REPORTS = ("进展", "落实情况", "完成情况", "整改情况", "办理情况", "查处情况", "处理情况", "调度", "月报", "通报")
_YEARLY = ("工作安排", "任务安排", "工作要点", "工作计划", "年度计划", "重点工作", "重点任务", "行动计划", "行动安排")


_NOTICE = 8_000
"""Characters of a notice, which tells of few tasks, at most."""


def kind_of(title: str, text: str) -> Kind:
    """Return what sort of document a title names."""
    if any(word in title for word in ("公示", "公告", "验收销号情况", "销号公示")):
        return "notice"
    if len(text) < _NOTICE and is_put_up(text[-800:]) and not names_its_kind(title):
        return "notice"
    if any(word in title for word in _REPORTS):
        return "progress"
    if any(word in title for word in _YEARLY):
        return "workplan"
    if any(word in title for word in ("台账", "名录", "登记", "一览表")):
        return "register"
    if "整改进展" in text[:20000] and "整改方案" not in title and "整改时限" in text[:20000] and "整改措施" not in text[:20000]:
        return "progress"
    return "plan"


def source_of_text(text: str) -> Source:
    """Return the source of plain text, repaired like a file's (for tests and pasted text)."""
    from geomon.documents.formats.plain import split_text

    items, warnings = assemble(split_text(text))
    return lay_out([item for item in items if not (isinstance(item, RawLine) and not item.text)], warnings)
