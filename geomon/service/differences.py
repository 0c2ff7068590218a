"""What a newer document changed, task by task: two states of the register in, a list of differences out.

Tasks are paired over documents as `history` pairs them, and over two versions of one document by number and wording. A report that says
nothing of a goal or a unit has not changed it; measures and problem are compared only between documents of one kind, because a report's
measures are what was done and not what was promised.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geomon.model import ROLES, Document, Span, Task
from geomon.service.history import group_of, likeness
from geomon.service.texts import Note, measure_notes, quantity_notes, text_note
from geomon.service.units import unit_names
from geomon.status import Profile
from geomon.text import shortened

if TYPE_CHECKING:
    from geomon.service.history import Thread
    from geomon.service.snapshot import Snapshot

KINDS: tuple[str, ...] = ("softened", "backwards", "deadline", "gone", "new", "unit", "number", "progress", "wording")
"""In the order in which a person should look."""
RANK = {"not_started": 0, "behind": 1, "in_progress": 1, "on_schedule": 2, "ahead": 3, "mostly_completed": 4, "completed": 5, "accepted": 6,
        "closed": 7}
"""How far each progress is; from a higher to a lower one is a step back. Behind and in progress say the same of how far a task is."""
QUOTED = 240
"""Characters of the source that a difference carries."""
WHOLE_REPORT = 0.5
"""Share of an earlier report's tasks that a newer one must hold before those that it lacks count as gone."""
GONE = ("新文件里没有这一项", "the newer document does not hold it")


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """What a newer document changed for one task.

    Attributes
    ----------
    kind : one of `KINDS`.
    task : its id, "document#key": the newer one's, for "gone" the older one's.
    words : its title, else the beginning of its problem.
    before, after : the old and the new value: dates as ISO, progress by its name, units joined by 、, texts in full; empty for none.
    field : what it is about: a name as in `geomon.model.Field`, or number, planned, done.
    days : how much later (earlier: negative) a deadline is; None where one of the two is no date.
    reason, reason_en : why, where a rule decided.
    sites : ids of the sites that the task concerns, before or after.
    document : id of the document that `span` counts in; `quote` is what stands there.
    """

    kind: str
    task: str
    words: str
    before: str = ""
    after: str = ""
    field: str = ""
    days: int | None = None
    reason: str = ""
    reason_en: str = ""
    sites: tuple[str, ...] = ()
    document: str = ""
    span: Span = (0, 0)
    quote: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class LastImport:
    """The newest import, as the register keeps it: when (UTC, ISO), which documents, and what they changed."""

    at: str
    taken: tuple[str, ...]
    differences: tuple[Difference, ...]


def differences(before: Snapshot, after: Snapshot, profile: Profile) -> tuple[Difference, ...]:
    """Return what changed between two states of the register, in the order of the tasks, those that are gone last."""
    pairs, found = paired(before, after), []
    names = unit_names((*before.documents, *after.documents))
    for n, thread in enumerate(after.threads):
        if n not in pairs:
            found.append(_new(after, n))
        elif fresh := _fresh(before.threads[pairs[n]], thread):
            found += _changes(before, pairs[n], after, n, fresh, profile, names)
    found += _gone(before, after, pairs)
    return tuple(found)


def paired(before: Snapshot, after: Snapshot) -> dict[int, int]:
    """Return for each thread of `after` the thread of `before` that is the same task.

    A record that did not change ties its threads; what is left of a document that was replaced is tied by number and wording, the most
    alike first, so that a task that only moved up a number is neither new nor gone.
    """
    old = {d.id: d for d in before.documents}
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for n, thread in enumerate(after.threads):
        same = (before.thread_of[i] for (_, d, _), i in zip(thread.records, thread.ids, strict=True)
                if i in before.thread_of and old[d.id].sha256 == d.sha256)
        if (found := next(same, None)) is not None and found not in taken:
            pairs[n] = found
            taken.add(found)
    shares = sorted(_shares(before, after, set(pairs), taken), reverse=True)
    for _, _, m, n in shares:
        if -n not in pairs and -m not in taken:
            pairs[-n] = -m
            taken.add(-m)
    return pairs


def _shares(before: Snapshot, after: Snapshot, known: set[int], taken: set[int]) -> Iterator[tuple[float, bool, int, int]]:
    """Yield how alike tasks of two versions of a document are: share, same number, and both threads, negative, so that the first wins."""
    versions: defaultdict[str, list[tuple[int, Task]]] = defaultdict(list)
    for m, thread in enumerate(before.threads):
        if m not in taken:
            for _, document, task in thread.records:
                versions[document.id].append((m, task))
    for n, thread in enumerate(after.threads):
        if n not in known:
            for _, document, task in thread.records:
                for m, other in versions.get(document.id, []):
                    if share := likeness(task, other):
                        yield share, task.key == other.key, -m, -n


def _fresh(old: Thread, new: Thread) -> list[tuple[Document, Task]]:
    """Return the records of a thread that are new or say something else than before, oldest first."""
    held = {(d.id, t) for _, d, t in old.records}
    return [(d, t) for _, d, t in new.records if (d.id, t) not in held]


def _changes(before: Snapshot, m: int, after: Snapshot, n: int, fresh: list[tuple[Document, Task]], profile: Profile,
             names: Mapping[tuple[str, str], str]) -> list[Difference]:
    ident, _, task, status = after.stand(n, profile, dt.date.max)
    _, was_in, then, was = before.stand(m, profile, dt.date.max)
    document, said = fresh[-1]
    notes = [*_deadline(then, task), *_progress(was.progress, status.progress)]
    for role in ROLES:
        if getattr(said.units, role) or (was_in.kind == document.kind and any(dataclasses.astuple(said.units))):
            notes += _units(role, getattr(then.units, role), getattr(task.units, role), document.region or "", names)
    made = [_made(note, ident, document, said, _sites(before, m, after, n)) for note in notes]
    for document, said in fresh:
        partner = _partner(before.threads[m], document)
        made += [_made(note, f"{document.id}#{said.key}", document, said, _sites(before, m, after, n))
                 for note in _texts(*partner, document, said)]
    return made


def _partner(old: Thread, document: Document) -> tuple[Document, Task]:
    """Return the older record that a newer one is compared with: of the same file, else the newest of its kind, else the newest."""
    by = [[r for r in old.records if r[1].id == document.id], [r for r in old.records if r[1].kind == document.kind], list(old.records)]
    _, found, task = next(records for records in by if records)[-1]
    return found, task


def _texts(was_in: Document, then: Task, document: Document, said: Task) -> Iterator[Note]:
    if then.key != said.key:
        yield Note("number", "number", then.label or then.number, said.label or said.number)
    if said.goal and then.goal:
        yield from text_note("goal", then.goal, said.goal, may_soften=True)
    yield from quantity_notes(then.quantities, said.quantities)
    if was_in.kind == document.kind:
        yield from text_note("problem", then.problem, said.problem, may_soften=False)
        yield from measure_notes(then.measures, said.measures)


def _deadline(then: Task, task: Task) -> Iterator[Note]:
    old, new = then.deadline, task.deadline
    if (old.kind, old.due) != (new.kind, new.due):
        days = (new.due - old.due).days if old.due and new.due else None
        yield Note("deadline", "deadline", str(old.due or old.text), str(new.due or new.text), days=days)


def _units(role: str, old: tuple[str, ...], new: tuple[str, ...], region: str, names: Mapping[tuple[str, str], str]) -> Iterator[Note]:
    """Yield the units that a role lost and got; other spellings of one name, by the documents before and after, are one unit."""
    keys = [{unicodedata.normalize("NFKC", names.get((region, unit), unit)): unit for unit in units} for units in (old, new)]
    if keys[0].keys() != keys[1].keys():
        lost, got = ("、".join(unit for key, unit in mine.items() if key not in other) for mine, other in (keys, keys[::-1]))
        yield Note("unit", role, lost, got)


def _progress(was: str | None, now: str | None) -> Iterator[Note]:
    if was != now:
        back = was is not None and now is not None and RANK[now] < RANK[was]
        yield Note("backwards" if back else "progress", "progress", was or "", now or "")


def _new(after: Snapshot, n: int) -> Difference:
    _, document, task = after.threads[n].records[-1]
    return _made(Note("new", "problem", "", task.problem), f"{document.id}#{task.key}", document, task, _sites(None, 0, after, n))


def _gone(before: Snapshot, after: Snapshot, pairs: dict[int, int]) -> Iterator[Difference]:
    """Yield the tasks that the newer version of a document, or the newer report of the same inspection, does not hold any more."""
    same = {d.id: d.sha256 for d in after.documents}
    becomes = {m: n for n, m in pairs.items()}
    newer = _newer_reports(before, after, becomes)
    for m, thread in enumerate(before.threads):
        held = {d.id for _, d, _ in after.threads[becomes[m]].records} if m in becomes else set()
        lost = [(i, d, t) for i, (_, d, t) in zip(thread.ids, thread.records, strict=True)
                if d.id not in held and not (i in after.thread_of and same.get(d.id) == d.sha256)]
        last = thread.records[-1][1].id
        if not lost and newer.get(last, last) not in held:
            lost = [(thread.ids[-1], *thread.records[-1][1:])]
        if lost:
            ident, document, task = lost[-1]
            yield _made(Note("gone", "problem", task.problem, "", *GONE), ident, document, task, _sites(before, m, None, 0))


def _newer_reports(before: Snapshot, after: Snapshot, becomes: dict[int, int]) -> dict[str, str]:
    """Return for the newest report of each inspection the id of the one that came after it now."""
    old = {d.id for d in before.documents}
    found: dict[str, str] = {}
    for document in after.documents:
        if document.id in old or document.kind == "notice":
            continue
        mine = [m for m, t in enumerate(before.threads) if t.records[-1][1].kind == document.kind
                and group_of(t.records[-1][1]) == group_of(document)]
        kept = [m for m in mine if m in becomes and any(d.id == document.id for _, d, _ in after.threads[becomes[m]].records)]
        if mine and len(kept) >= WHOLE_REPORT * len(mine):
            found |= {before.threads[m].records[-1][1].id: document.id for m in mine}
    return found


def _made(note: Note, ident: str, document: Document, task: Task, sites: tuple[str, ...]) -> Difference:
    span = note.span if note.span != (0, 0) else next((f.span for f in task.fields if f.name == note.field), (0, 0))
    if span == (0, 0):
        span = next((f.span for f in task.fields if f.name == "problem"), task.span)
    quote = document.text[slice(*span)].strip()
    return Difference(
        note.kind, ident, task.title or shortened(task.problem, 40), note.before, note.after, note.field, note.days, note.reason,
        note.reason_en, sites, document.id, span, quote if len(quote) <= QUOTED else f"{quote[:QUOTED - 1]}…")


def _sites(before: Snapshot | None, m: int, after: Snapshot | None, n: int) -> tuple[str, ...]:
    of = [*(after.matches_of_thread.get(n, []) if after else []), *(before.matches_of_thread.get(m, []) if before else [])]
    return tuple(dict.fromkeys(match.site for match in of))
