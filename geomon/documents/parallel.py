"""Several tasks told side by side: the problems counted in one field, and in another, counted alike, what is done about each."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.numbering import read_head

_ANSWERS = ("measures", "progress")


def part_alike(draft: Draft) -> Sequence[Draft]:
    """Return a task for each counted problem where the measures or the progress count as many; none otherwise.

    What is not counted (goal, deadline, units) holds for all of them.
    """
    problems = [part for piece in draft.pieces.get("problem", []) for part in _counted(piece)]
    answers = {role: [part for piece in draft.pieces.get(role, []) for part in _counted(piece)] for role in _ANSWERS}
    alike = {role: parts for role, parts in answers.items() if len(parts) == len(problems)}
    if len(problems) < 2 or not alike:
        return ()
    found = []
    for n, (label, problem) in enumerate(problems):
        one = Draft(str(n + 1), label, problem.start, problem.end, section=draft.section)
        one.pieces = {role: pieces for role, pieces in draft.pieces.items() if role not in ("problem", *alike)}
        one.add("problem", problem)
        for role, parts in alike.items():
            one.add(role, parts[n][1])
        found.append(one)
    return found


def _counted(piece: Piece) -> list[tuple[str, Piece]]:
    """Return the label and the text of each part of a piece all of whose lines are counted from one, each line a part; else nothing."""
    heads = [read_head(text) for text, _ in piece.lines]
    counts = [head.number for head in heads if head and head.style == (heads[0].style if heads[0] else "")]
    if len(counts) != len(heads) or counts != list(range(1, len(counts) + 1)):
        return []
    return [
        (head.label, Piece(((text[head.length :], at + head.length),)))
        for head, (text, at) in zip(heads, piece.lines, strict=True)
        if head is not None
    ]
