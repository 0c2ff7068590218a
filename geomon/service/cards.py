"""What pages show of one site or one task, and of the workspace as a whole."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

from geomon.layers import Layer
from geomon.model import Match, Site, Task, TaskStatus
from geomon.service.corrections import Correction
from geomon.service.snapshot import Snapshot
from geomon.situation import Situation
from geomon.status import Profile
from geomon.visits import Clash, Visit, clashes_of

AROUND = 90
"""Characters of the document that are shown before and after a sentence."""
_SENTENCE_END = re.compile(r"[。！？；\n]")


@dataclasses.dataclass(frozen=True, slots=True)
class Unlocated:
    """A place of the texts that is not on the map, and why; `task` is "document#key", empty for a row of a layer."""

    name: str
    why: str
    layer: str = ""
    task: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Catalog:
    """What can be chosen from.

    Attributes
    ----------
    counties : name, city and code of each county of the workspace.
    units : those that answer for most tasks first.
    documents : their ids.
    """

    layers: tuple[Layer, ...]
    cities: tuple[str, ...]
    counties: tuple[tuple[str, str, str], ...]
    units: tuple[str, ...]
    sections: tuple[str, ...]
    documents: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class TaskCard:
    """One task on a date, with the words of the document that it came from.

    Attributes
    ----------
    document, title, source : id, title and file of the document that its record was taken from.
    match : how it was tied to the site asked for; None when no site was asked for, or it has none.
    context : what stands before the sentence, the sentence, and what stands after it, cut from the text as read.
    corrections : what people said of its reading in any of its documents, and holds.
    """

    id: str
    task: Task
    document: str
    title: str
    source: str
    status: TaskStatus
    match: Match | None
    context: tuple[str, str, str]
    corrections: tuple[Correction, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class SiteCard:
    """One site on a date, with all its tasks, the most urgent first, and its visits up to that date, the newest first.

    `clashes` are the disagreements of these visits; both sides are among them.
    """

    site: Site
    light: str
    reason: str
    reason_en: str
    due: dt.date | None
    days: float | None
    tasks: tuple[TaskCard, ...]
    visits: tuple[Visit, ...] = ()
    clashes: tuple[Clash, ...] = ()


def task_card_of(snapshot: Snapshot, thread: int, profile: Profile, as_of: dt.date, match: Match | None) -> TaskCard:
    """Return a task's card; without `match` the sentence shown is the beginning of the task."""
    ident, document, task, status = snapshot.stand(thread, profile, as_of)
    said, text, span = document, document.text, task.span
    if match is not None and match.span != (0, 0):
        said = next((d for d in snapshot.documents if d.id == match.document), document)
        text, span = said.text, match.span
    corrections = tuple(one for key in snapshot.threads[thread].ids for one in snapshot.answers.get(key, ()))
    return TaskCard(ident, task, said.id, said.title, said.source, status, match, context_of(text, span, task), corrections)


def context_of(text: str, span: tuple[int, int], task: Task) -> tuple[str, str, str]:
    """Return the sentence of `text` that holds the span's beginning, with what stands around it; the problem when there is no span."""
    if span == (0, 0) or not text:
        return "", task.problem, ""
    start, end = span
    head = max((m.end() for m in _SENTENCE_END.finditer(text, max(0, start - 400), start)), default=max(0, start - 400))
    # A task's own span is the whole task: its first sentence stands for it.
    tail = _SENTENCE_END.search(text, end if end - start < 200 else start + 1)
    stop = min(tail.end() if tail else len(text), head + 600)
    # What stands around it never runs into the neighbouring tasks.
    low, high = task.span if task.span[0] <= start < task.span[1] else (0, len(text))
    return text[max(low, head - AROUND):head], text[head:stop].strip("\n"), text[stop:max(stop, min(high, stop + AROUND))].rstrip()


def site_card_of(snapshot: Snapshot, situation: Situation, profile: Profile, site: Site) -> SiteCard:
    """Return a site's card; its light and reason are those of the situation's row."""
    row = situation.site(site.id)
    cards = []
    for thread in snapshot.threads_of_site.get(site.id, []):
        match = next(m for m in snapshot.matches_of_thread[thread] if m.site == site.id)
        cards.append(task_card_of(snapshot, thread, profile, situation.as_of, match))
    order = situation.rows_by_id("tasks")
    cards.sort(key=lambda c: (c.status.light != row["light"], c.status.days_left is None, c.status.days_left or 0, order[c.id]))
    due, days = row["due"], row["days"]
    visits = tuple(visit for visit in snapshot.visits_of_site.get(site.id, ()) if visit.day <= situation.as_of)
    return SiteCard(site, row["light"], row["reason"], row["reason_en"], None if due is None or due != due else due.date(),
                    None if days != days else float(days), tuple(cards), visits, clashes_of(visits))

