"""Several documents bound in one file: what only lists or reports on the tasks of another has no tasks of its own.

A plan is published with a sheet that lists its tasks once more, or with a later table of how far each has come. Such rows are the plan's
tasks; what they say of the state is told of those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.layouts import layouts
from geomon.documents.layouts.rows import find_reports
from geomon.documents.outline import Zone
from geomon.model import Claim

Told = tuple[Zone, str, Sequence[Draft]]
"""A zone, the name of the layout that found its tasks, and these."""
_TELLS = ("answer", "state", "progress", "verdict")
_REPEATED, _SAME = 0.6, 0.7
"""Share of the rows that have to be tasks of another zone: by the words that they open with, or by number and words."""
_LIKE_NUMBERED, _LIKE = 0.25, 0.6
"""Share of a row's words that stand in the task, where its number is the task's and where it is not."""
_LEAST, _BRIEF = 2, 0.75
"""Rows of a report at least; and how much shorter it calls the tasks than the plan tells them."""
_COMMON = re.compile(r"问题|整改|治理|工作|整治|落实|推进|情况|任务|[\s\W]+|[0-9]")


def without_annexes(told: Sequence[Told], claim_of: Callable[[Draft], Claim]) -> list[Told]:
    """Return the zones that have tasks of their own; `claim_of` tells what a row says of the state, and the task that it is about takes it.

    None has a sheet whose rows open with the words of the tasks, nor a table of progress whose rows are the tasks by numbers and words.
    """
    full = [one for one in told if one[2]]
    for zone, layout, drafts in told:
        if not zone.grids or (drafts and layouts()[layout].FROM_TABLES):
            continue
        rows = find_reports(zone)  # below the plan without a title of its own, or too few columns for tasks
        for others in [drafts] if drafts else [one[2] for one in full]:
            if _reports_on(rows, others):
                _take_states(others, rows, claim_of)
                break
    gone: set[int] = set()
    for n, (_, _, drafts) in enumerate(full):
        for k, (_, _, others) in enumerate(full):
            if k == n or k in gone or _told(others) < _told(drafts):
                continue
            headed = any(draft.head for draft in drafts)
            if (not headed and _lists_again(drafts, others)) or _reports_on(drafts, others):
                _take_states(others, drafts, claim_of)
                gone.add(n)
                break
    return [one for n, one in enumerate(full) if n not in gone]


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
    return brief and reported >= _SAME * len(rows) and len(about) >= _SAME * len(rows)


def _tasks_of(rows: Sequence[Draft], others: Sequence[Draft]) -> list[Draft | None]:
    """Return the task that each row is about: the one of its number if the words agree, else the one whose words agree by far the most."""
    texts = [_words(draft) for draft in others]
    found: list[Draft | None] = []
    for row in rows:
        words = _pairs(_words(row))
        likeness = [len(words & _pairs(text)) / max(1, len(words)) for text in texts]
        numbered = [n for n, draft in enumerate(others) if draft.number == row.number]
        best = max(range(len(others)), key=lambda n: likeness[n], default=None)
        if best is not None and likeness[best] < _LIKE:
            best = None
        if numbered and likeness[numbered[0]] >= _LIKE_NUMBERED and (best is None or likeness[best] - likeness[numbered[0]] < _LIKE / 2):
            best = numbered[0]
        found.append(others[best] if best is not None and not any(one is others[best] for one in found) else None)
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


def _pairs(text: str) -> set[str]:
    """Return the pairs of neighbouring characters of a text, without the words that all tasks share."""
    bare = _COMMON.sub("　", text)
    return {bare[n : n + 2] for n in range(len(bare) - 1) if "　" not in bare[n : n + 2]}


def _opening(draft: Draft) -> str:
    piece: Piece | None = draft.head or next(iter(draft.pieces.get("title", draft.pieces.get("problem", []))), None)
    return re.sub(r"[\s，。“”（）()]", "", piece.text)[:6] if piece else ""
