"""Tasks as a person marked them: one begins on this line, or what begins on this line belongs to the task before it.

Only the tasks that a mark concerns are outlined anew, as numbered text with labelled fields; all others stay as their layout found them.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.layouts.labelled import draft_of
from geomon.documents.lessons import SHORTEST, Mark
from geomon.documents.numbering import LEVELS, Head
from geomon.documents.outline import Node, Zone, is_sign_off, is_title


@dataclasses.dataclass(slots=True)
class _Stretch:
    """A task's stretch of the text; `draft` is what its layout found there, `anew` asks for another outline of it."""

    start: int
    end: int
    draft: Draft | None
    number: str = ""
    anew: bool = False


def with_marks(zone: Zone, drafts: Sequence[Draft], marks: Sequence[Mark]) -> Sequence[Draft]:
    """Return the drafts of a zone after what a person marked; a mark whose line is not in the zone, or in a table, has no effect."""
    placed = [(mark, n) for mark in marks if (n := line_of(zone.nodes, mark)) is not None]
    if not placed:
        return drafts
    stretches = sorted((_Stretch(draft.start, draft.end, draft) for draft in drafts), key=lambda one: one.start)
    for mark, n in placed:
        (_begin if mark.kind == "start" else _join)(zone.nodes, n, stretches, mark)
    made = [_outlined(zone.nodes, one) if one.anew else one.draft for one in stretches]
    return [draft for draft in made if draft is not None]


def line_of(nodes: Sequence[Node], mark: Mark) -> int | None:
    """Return the first node that begins with the words of a mark; None when there is none."""
    if len(mark.words) < SHORTEST:
        return None
    return next((n for n, node in enumerate(nodes) if squeezed(node.text).startswith(mark.words)), None)


def squeezed(text: str) -> str:
    """Return `text` without its blanks, as the words of a mark are kept."""
    return re.sub(r"\s+", "", text)


def _begin(nodes: Sequence[Node], n: int, stretches: list[_Stretch], mark: Mark) -> None:
    """Let a task begin at a node: inside of another it takes the rest of that one."""
    at = nodes[n].at.start
    if any(one.start == at for one in stretches):
        return  # the reader finds it by itself
    around = next((k for k, one in enumerate(stretches) if one.start < at < one.end), None)
    if around is None:
        after = next((k for k, one in enumerate(stretches) if one.start > at), len(stretches))
        end = min(_end_of(nodes, n), stretches[after].start if after < len(stretches) else nodes[-1].at.end)
        stretches.insert(after, _Stretch(at, end, None, mark.number, anew=True))
    else:
        outer = stretches[around]
        stretches.insert(around + 1, _Stretch(at, outer.end, None, mark.number, anew=True))
        outer.end, outer.anew = at, True


def _join(nodes: Sequence[Node], n: int, stretches: list[_Stretch], _: Mark) -> None:
    """Let what begins at a node belong to the task before it."""
    at = next((k for k, one in enumerate(stretches) if one.start == nodes[n].at.start), None)
    if at:
        stretches[at - 1].end, stretches[at - 1].anew = stretches[at].end, True
        del stretches[at]


def _end_of(nodes: Sequence[Node], n: int) -> int:
    """Return where a task ends that no other one follows: before an outer heading, a title or the sign-off behind its fields."""
    own = nodes[n].head
    told = False
    for node in nodes[n + 1:]:
        outer = bool(node.head and own and LEVELS[node.head.style] < LEVELS[own.style])
        again = bool(node.head and own and node.head.style == own.style and not node.labels)
        if told and not node.labels and (outer or again or is_title(node) or is_sign_off(node.text) or re.match("附[件表：]", node.text)):
            return node.at.start
        told = told or bool(node.labels)
    return nodes[-1].at.end


def _outlined(nodes: Sequence[Node], one: _Stretch) -> Draft | None:
    first = next((n for n, node in enumerate(nodes) if node.at.start >= one.start), None)
    if first is None or nodes[first].at.start >= one.end:
        return one.draft
    stop = next((n for n in range(first, len(nodes)) if nodes[n].at.start >= one.end), len(nodes))
    mine = list(nodes[first:stop])
    mine[0] = dataclasses.replace(mine[0], head=mine[0].head or Head("item", 1, "", 0))
    made = draft_of(mine, 0, len(mine), None, ())
    before = one.draft
    if before is None:
        made.number = one.number or made.number
        return made
    made.number, made.label, made.section, made.title = before.number, before.label, before.section, before.title or made.title
    made.county, made.doubts = before.county, list(before.doubts)
    return made
