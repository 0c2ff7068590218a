"""Several documents bound in one file: what only lists or reports on the tasks of another has no tasks of its own.

A plan is published with a sheet that lists its tasks once more, or with a later table of how far each has come. Such rows are the plan's
tasks; what they say of the state is told of those. This holds only where it is surely the same inspection: the titles name no other year,
level, round or batch, deadlines and units do not disagree, and the words of a row are the task's, what is amiss with the place no less than
its name. A row without such a task stays a task.
"""

from __future__ import annotations

import bisect
import dataclasses
from collections.abc import Callable, Sequence

from geomon.documents.draft import Draft
from geomon.documents.layouts import layouts
from geomon.documents.layouts.rows import find, find_reports
from geomon.documents.outline import Zone
from geomon.documents.same_inspection import inspection_of, is_long_before, may_be_one
from geomon.documents.same_task import TELLS, TaskSet, candidates
from geomon.documents.source import Grid
from geomon.documents.tables import split_grid
from geomon.model import Claim

Told = tuple[Zone, str, Sequence[Draft]]
"""A zone, the name of the layout that found its tasks, and these."""
Report = tuple[TaskSet, TaskSet]
"""Tasks, and the rows that report on them."""
_REPEATED, _SAME = 0.6, 0.7
"""Share of the rows that have to be tasks of another zone: where they list these again, and where they report on them."""
_SHEETS = 500
"""Tables that are compared with each other at most; each only with its nearest (`candidates`), so that the time goes with their count."""
_BESIDE = 20
"""Paragraphs above the first and below the last table that may hold a legend of all."""
_LEAST, _BRIEF = 2, 0.75
"""Rows of a report at least; and how much shorter it calls the tasks than the plan tells them."""
_CAPTION = 60
"""Characters of a line above a table that is its caption, at most."""


def without_annexes(told: Sequence[Told], claim_of: Callable[[Draft], Claim]) -> list[Told]:
    """Return the zones that have tasks of their own; `claim_of` tells what a row says of the state, and the task that it is about takes it.

    None has a sheet whose rows are the tasks by their words, nor a table of progress whose rows are the tasks by numbers and words.
    """
    full = [(zone, layout, _of_sheets(zone, drafts, claim_of) if layout == "rows" else drafts) for zone, layout, drafts in told if drafts]
    sets = [_set_of(zone, layout, drafts) for zone, layout, drafts in full]
    own = {zone.start: n for n, (zone, _, _) in enumerate(full)}
    annexes: list[tuple[TaskSet, int | None]] = []
    for zone, layout, drafts in told:
        if zone.grids and not (drafts and layouts()[layout].FROM_TABLES):
            # below the plan without a title of its own, or too few columns for tasks
            annexes += [(rows, own[zone.start] if drafts else None) for rows in _reports_in(zone)]
    near = candidates([*sets, *(rows for rows, _ in annexes)], len(sets))
    gone = _again(sets, near)
    found: list[Report] = []
    for (rows, of_zone), nearest in zip(annexes, near[len(sets) :], strict=True):
        about = next((n for n in ([of_zone] if of_zone is not None else nearest) if _reports_on(rows, sets[n])), None)
        if about is not None:
            found.append((sets[gone.get(about, about)], rows))
    found += [(sets[k], sets[n]) for n, k in gone.items()]
    _take_states(found, claim_of)
    left = [[*sets[gone[n]].strangers(sets[n])] if n in gone else one[2] for n, one in enumerate(full)]
    return [(zone, layout, drafts) for (zone, layout, _), drafts in zip(full, left, strict=True) if drafts]


def _set_of(zone: Zone, layout: str, drafts: Sequence[Draft]) -> TaskSet:
    """Return the tasks of a zone with what its title names; a single table may have a caption beside it."""
    caption = _caption(zone, zone.grids[0]) if layout == "rows" and len(zone.grids) == 1 else ""
    return TaskSet(drafts, inspection_of(caption, zone.title))


def _reports_in(zone: Zone) -> list[TaskSet]:
    """Return the rows of a zone's tables that tell of states, those of a caption together: a table without one goes on with the last."""
    rows, grids = find_reports(zone), zone.grids
    if not rows:
        return []
    captions = [_caption(zone, grid) for grid in grids]
    starts = [grid.start for n, grid in enumerate(grids) if not n or captions[n]]
    named = [captions[n] for n, _ in enumerate(grids) if not n or captions[n]]
    parted: dict[int, list[Draft]] = {}
    for row in rows:
        parted.setdefault(max(bisect.bisect_right(starts, row.start) - 1, 0), []).append(row)
    return [TaskSet(several, inspection_of(named[n], zone.title)) for n, several in parted.items()]


def _caption(zone: Zone, grid: Grid) -> str:
    """Return the caption of a table: its own, or the short line right above it that is no sentence and no field."""
    if caption := split_grid(grid)[0]:
        return caption
    last = bisect.bisect_left(zone.nodes, grid.start, key=lambda node: node.at.start)
    below = grid.start
    for node in reversed(zone.nodes[max(last - 2, 0) : last]):
        if node.at.end + 2 < below or node.labels or len(node.text) > _CAPTION or node.text.rstrip().endswith(("。", "；", ";")):
            break
        if len(node.text.strip(" 　#*")) > len("单位：万元"):
            return node.text.strip(" 　#*")
        below = node.at.start
    return ""


def _again(sets: Sequence[TaskSet], near: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return which sets of tasks only list or report on those of another, and of which, that is not itself left out."""
    gone: dict[int, int] = {}
    for n, rows in enumerate(sets):
        for k in near[n]:
            if k == n or k in gone or sets[k].told < rows.told:
                continue
            headed = any(draft.head for draft in rows.drafts)
            if (not headed and _lists_again(rows, sets[k])) or _reports_on(rows, sets[k]):
                gone[n] = k
                break
    for n, last in gone.items():
        while last in gone:
            last = gone[last]
        gone[n] = last
    return gone


def _of_sheets(zone: Zone, drafts: Sequence[Draft], claim_of: Callable[[Draft], Claim]) -> Sequence[Draft]:
    """Return the tasks of a workbook one of whose sheets reports on those of another: the list of tasks, and how far they are in July."""
    if not 1 < len(zone.grids) <= _SHEETS:
        return drafts
    alone = _each_alone(zone)
    tasks = [find(one) for one in alone]
    about = [inspection_of(_caption(zone, grid), zone.title) for grid in zone.grids]
    sheets = [TaskSet(several or find_reports(one), told) for one, several, told in zip(alone, tasks, about, strict=True)]
    twice = any("-" in draft.number for draft in drafts)  # a number stands in two sheets: both may list the tasks
    again = _again(sheets, candidates(sheets, len(sheets)))
    gone = {n: k for n, k in again.items() if sheets[n].drafts and (twice or not tasks[n])}
    if not gone:
        return drafts
    kept = [*find(dataclasses.replace(zone, grids=tuple(grid for n, grid in enumerate(zone.grids) if n not in gone)))]
    starts = [grid.start for grid in zone.grids]
    held: dict[int, list[Draft]] = {k: [] for k in gone.values()}
    for draft in kept:
        held.get(bisect.bisect_right(starts, draft.start) - 1, []).append(draft)
    listed = {k: TaskSet(several, about[k]) for k, several in held.items()}
    _take_states([(listed[k], sheets[n]) for n, k in gone.items()], claim_of)
    numbers = {draft.number for draft in kept}
    for n, k in gone.items():
        for row in listed[k].strangers(sheets[n]) if tasks[n] else []:
            plain, count = row.number, 1
            while row.number in numbers:
                count += 1
                row.number = f"{plain}-{count}"
            numbers.add(row.number)
            kept.append(row)
    return kept


def _each_alone(zone: Zone) -> list[Zone]:
    """Return a zone a table, with what stands between its neighbours and a little of what opens and closes the whole."""
    starts = [node.at.start for node in zone.nodes]
    cuts = [bisect.bisect_left(starts, grid.start) for grid in zone.grids]
    opening, closing = zone.nodes[max(cuts[0] - _BESIDE, 0) : cuts[0]], zone.nodes[cuts[-1] : cuts[-1] + _BESIDE]
    found = []
    for n, grid in enumerate(zone.grids):
        near = zone.nodes[cuts[max(n - 1, 0)] : cuts[min(n + 1, len(cuts) - 1)]]
        found.append(dataclasses.replace(zone, grids=(grid,), nodes=(*opening, *near, *closing)))
    return found


def _surely_one(rows: TaskSet, others: TaskSet) -> bool:
    """Return whether nothing speaks against one inspection: neither the titles, nor the deadlines and units of the tasks that are alike."""
    if not may_be_one(rows.about, others.about) or (is_long_before(rows.about, others.first_due) and not others.about.years):
        return False
    pairs = [(rows.drafts[n], others.drafts[k]) for n, k in enumerate(others.tasks_of(rows)) if k is not None]
    return not TaskSet.disagree(pairs)


def _lists_again(rows: TaskSet, others: TaskSet) -> bool:
    """Return whether rows are the tasks by their words (the dispatch sheet bound behind a plan)."""
    if len(others.drafts) < len(rows.drafts) / 2:
        return False
    return sum(k is not None for k in others.tasks_of(rows)) >= _REPEATED * len(rows.drafts) > 0 and _surely_one(rows, others)


def _reports_on(rows: TaskSet, others: TaskSet) -> bool:
    """Return whether rows tell how far tasks have come: most have a state, and are a task each by its number and words."""
    if len(rows.drafts) < _LEAST or rows.plans or rows.reported < _SAME * len(rows.drafts):
        return False
    first: dict[int, int] = {}
    for n, k in enumerate(others.tasks_of(rows)):
        if k is not None:
            first.setdefault(k, n)
    brief = sum(len(rows.words[n]) for n in first.values()) < _BRIEF * sum(len(others.words[k]) for k in first)
    return brief and len(first) >= _SAME * len(rows.drafts) and _surely_one(rows, others)


def _take_states(found: Sequence[Report], claim_of: Callable[[Draft], Claim]) -> None:
    """Give tasks what the rows about them say of their state: of several reports the last by its month, else the last in print."""
    for tasks, rows in _by_month(found):
        about: dict[int, list[Draft]] = {}
        for row, k in zip(rows.drafts, tasks.tasks_of(rows), strict=True):
            if k is not None:
                about.setdefault(k, []).append(row)
        order = _order(rows, tasks)
        for k, several in about.items():
            claims = [claim for row in several if (claim := claim_of(row)).progress is not None]
            if len({claim.progress for claim in claims}) == 1:  # two rows that say two things decide nothing
                _take_state(tasks.drafts[k], next(row for row in several if claim_of(row).progress is not None), claims[0], order)


def _take_state(task: Draft, row: Draft, claim: Claim, order: int) -> None:
    """Give a task the state of a row; `order` is above 0 where the row speaks of a later month than the task, below 0 of an earlier."""
    if order > 0:
        for role in TELLS:
            task.pieces.pop(role, None)
        task.pieces.update({role: row.pieces[role] for role in TELLS if role in row.pieces})
        task.answer = row.answer
        return
    if task.pieces.keys() & {"state", "progress"} or (order < 0 and task.pieces.keys() & set(TELLS)):
        return
    held = next((piece for role in TELLS for piece in row.pieces.get(role, []) if claim.text in piece.text), None)
    if held is not None:
        task.answer = claim
        task.pieces["answer"] = [held]


def _by_month(found: Sequence[Report]) -> list[Report]:
    """Return reports in the order of their months where all have one; a year that only some tell is the latest of those."""
    months = [rows.about.month for _, rows in found]
    year = max((month[0] for month in months if month), default=0)
    dated = [(month[0] or year, month[1], n) for n, month in enumerate(months) if month]
    return [found[n] for _, _, n in sorted(dated)] if len(dated) == len(found) else list(found)


def _order(rows: TaskSet, tasks: TaskSet) -> int:
    """Return 1 where rows speak of a later month than the tasks' own list, -1 where of an earlier one, 0 where that is not told."""
    ours, theirs = rows.about.month, tasks.about.month
    if ours is None or theirs is None:
        return 0
    if not ours[0] or not theirs[0]:
        ours, theirs = (0, ours[1]), (0, theirs[1])
    return (ours > theirs) - (ours < theirs)
