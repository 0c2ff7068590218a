"""Several documents bound in one file: what only lists or reports on the tasks of another has no tasks of its own.

A plan is published with a sheet that lists its tasks once more, or with a later table of how far each has come. Such rows are the plan's
tasks; what they say of the state is told of those.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.layouts import layouts
from geomon.documents.layouts.rows import find, find_reports
from geomon.documents.outline import Zone
from geomon.model import Claim

Told = tuple[Zone, str, Sequence[Draft]]
"""A zone, the name of the layout that found its tasks, and these."""
_TELLS = ("answer", "state", "progress", "verdict")
_REPEATED, _SAME = 0.6, 0.7
"""Share of the rows that have to be tasks of another zone: by the words that they open with, or by number and words."""
_LIKE_NUMBERED, _LIKE = 0.34, 0.6
"""Share of a row's words that stand in the task, where its number is the task's and where it is not."""
_SHEETS = 12
"""Tables that are compared with each other at most."""
_LEAST, _BRIEF = 2, 0.75
"""Rows of a report at least; and how much shorter it calls the tasks than the plan tells them."""
_COMMON = re.compile(r"问题|整改|治理|工作|整治|落实|推进|情况|任务|[\s\W]+|[0-9]")


def without_annexes(told: Sequence[Told], claim_of: Callable[[Draft], Claim]) -> list[Told]:
    """Return the zones that have tasks of their own; `claim_of` tells what a row says of the state, and the task that it is about takes it.

    None has a sheet whose rows open with the words of the tasks, nor a table of progress whose rows are the tasks by numbers and words.
    """
    full = [(zone, layout, _of_sheets(zone, drafts, claim_of) if layout == "rows" else drafts) for zone, layout, drafts in told if drafts]
    for zone, layout, drafts in told:
        if not zone.grids or (drafts and layouts()[layout].FROM_TABLES):
            continue
        rows = find_reports(zone)  # below the plan without a title of its own, or too few columns for tasks
        for others in [drafts] if drafts else [one[2] for one in full]:
            if _reports_on(rows, others):
                _take_states(others, rows, claim_of)
                break
    gone = _again([drafts for _, _, drafts in full])
    for n, k in gone.items():
        _take_states(full[k][2], full[n][2], claim_of)
    return [one for n, one in enumerate(full) if n not in gone]


def _again(sets: Sequence[Sequence[Draft]]) -> dict[int, int]:
    """Return which sets of tasks only list or report on those of another, and of which."""
    gone: dict[int, int] = {}
    for n, drafts in enumerate(sets):
        for k, others in enumerate(sets):
            if k == n or k in gone or _told(others) < _told(drafts):
                continue
            headed = any(draft.head for draft in drafts)
            if (not headed and _lists_again(drafts, others)) or _reports_on(drafts, others):
                gone[n] = k
                break
    return gone


def _of_sheets(zone: Zone, drafts: Sequence[Draft], claim_of: Callable[[Draft], Claim]) -> Sequence[Draft]:
    """Return the tasks of a workbook one of whose sheets reports on those of another: the list of tasks, and how far they are in July."""
    if not 1 < len(zone.grids) <= _SHEETS or not any("-" in draft.number for draft in drafts):
        return drafts  # no number stands in two sheets
    alone = [dataclasses.replace(zone, grids=(grid,)) for grid in zone.grids]
    sheets = [find(one) or find_reports(one) for one in alone]
    gone = {n: k for n, k in _again(sheets).items() if sheets[n]}
    if not gone:
        return drafts
    kept = find(dataclasses.replace(zone, grids=tuple(grid for n, grid in enumerate(zone.grids) if n not in gone)))
    for n in gone:
        _take_states(kept, sheets[n], claim_of)
    return kept


def _told(drafts: Sequence[Draft]) -> int:
    """Return how many characters tell of tasks, beside their state."""
    pieces = [piece for draft in drafts for role, several in draft.pieces.items() if role not in _TELLS for piece in several]
    return sum(len(piece.text) for piece in [*pieces, *(draft.head for draft in drafts if draft.head)])


def _plans(drafts: Sequence[Draft]) -> bool:
    """Return whether drafts say themselves what is to be done."""
    return any(draft.pieces.keys() & {"measures", "goal"} for draft in drafts)


def _lists_again(rows: Sequence[Draft], others: Sequence[Draft]) -> bool:
    """Return whether rows open with the words that the tasks open with (the dispatch sheet bound behind a plan)."""
    openings = {_opening(draft) for draft in others} if len(others) >= len(rows) / 2 else set()
    return sum(_opening(row) in openings for row in rows) >= _REPEATED * len(rows)


def _reports_on(rows: Sequence[Draft], others: Sequence[Draft]) -> bool:
    """Return whether rows tell how far tasks have come: most have a state, and are a task each by its number and words."""
    reported = sum(bool(row.pieces.keys() & set(_TELLS)) for row in rows)
    if len(rows) < _LEAST or _plans(rows):
        return False
    tasks = _tasks_of(rows, others)
    about = [(len(_words(row)), len(_words(task))) for row, task in zip(rows, tasks, strict=True) if task is not None]
    brief = sum(row for row, _ in about) < _BRIEF * sum(task for _, task in about)
    due = [(_due(row), _due(task)) for row, task in zip(rows, tasks, strict=True) if task is not None]
    both = [ours == theirs for ours, theirs in due if ours and theirs]
    if sum(both) < len(both) / 2:
        return False  # the deadlines are others: a list of another inspection, on matters of the same kind
    return brief and reported >= _SAME * len(rows) and len(about) >= _SAME * len(rows)


def _tasks_of(rows: Sequence[Draft], others: Sequence[Draft]) -> list[Draft | None]:
    """Return the task that each row is about: the one of its number if the words agree, else the one whose words agree by far the most."""
    holders: dict[str, list[int]] = {}
    for n, draft in enumerate(others):
        for pair in _pairs(_words(draft)):
            holders.setdefault(pair, []).append(n)
    numbered = {draft.number: n for n, draft in reversed(list(enumerate(others)))}
    taken: set[int] = set()
    found: list[Draft | None] = []
    for row in rows:
        words = _pairs(_words(row))
        hits = Counter(n for pair in words for n in holders.get(pair, []))
        likeness = {n: count / len(words) for n, count in hits.items()}
        best = max(likeness, key=lambda n: likeness[n], default=None)
        if best is not None and likeness[best] < _LIKE:
            best = None
        same = numbered.get(row.number)
        alike = likeness.get(same, 0.0) if same is not None else 0.0
        if alike >= _LIKE_NUMBERED and (best is None or likeness[best] - alike < _LIKE / 2):
            best = same
        found.append(others[best] if best is not None and best not in taken else None)
        taken |= {best} if best is not None else set()
    return found


def _take_states(others: Sequence[Draft], rows: Sequence[Draft], claim_of: Callable[[Draft], Claim]) -> None:
    """Give tasks that say nothing of their state what the rows about them say."""
    for row, task in zip(rows, _tasks_of(rows, others), strict=True):
        if task is None or (claim := claim_of(row)).progress is None or task.pieces.keys() & {"state", "progress"}:
            continue
        held = next((piece for role in _TELLS for piece in row.pieces.get(role, []) if claim.text in piece.text), None)
        if held is not None:
            task.answer = claim
            task.pieces["answer"] = [held]


def _words(draft: Draft) -> str:
    pieces = [*draft.pieces.get("title", []), *draft.pieces.get("problem", []), *([draft.head] if draft.head else [])]
    return "".join([draft.title or "", *(piece.text for piece in pieces)])


def _due(draft: Draft) -> tuple[str, ...]:
    """Return the figures of a deadline."""
    return tuple(number.lstrip("0") for piece in draft.pieces.get("deadline", [])[:1] for number in re.findall("[0-9]+", piece.text))


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, without the words that all tasks share."""
    bare = _COMMON.sub("　", text)
    return {bare[n : n + 2] for n in range(len(bare) - 1) if "　" not in bare[n : n + 2]}


def _opening(draft: Draft) -> str:
    piece: Piece | None = draft.head or next(iter(draft.pieces.get("title", draft.pieces.get("problem", []))), None)
    return re.sub(r"[\s，。“”（）()]", "", piece.text)[:6] if piece else ""
