"""Which numbered lines open tasks with labelled fields, where the numbering of the tasks is not known beforehand.

A run of labels without a repeat belongs to one task; the nearest number above the first label of each run votes for the style of the
tasks' numbers. A line opens a task when it has that style and owns labels.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence

from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node
from geomon.documents.run_on import BY, CREDIT

_ANCHORS = {"deadline", BY, CREDIT, *UNIT_ROLES, "goal", "progress", "state", "measures"}
CORE = {"deadline", *UNIT_ROLES, "progress", "state", BY, CREDIT}
"""Roles that only a task has; a goal or measures may be a chapter's."""


def _runs(nodes: Sequence[Node]) -> list[int]:
    """Return the node of the first label of each run of labels without a repeat."""
    starts: list[int] = []
    seen: set[str] = set()
    chapters = Counter(node.labels[0].role for node in nodes if _is_chapter(node))
    for n, node in enumerate(nodes):
        roles = [label.role for label in node.labels if label.role in _ANCHORS or label.role == "problem"]
        if not roles or (_is_chapter(node) and chapters[node.labels[0].role] == 1):  # 二、工作目标 of the whole plan
            continue
        if not seen or seen.intersection(roles):
            starts.append(n)
            seen = set()
        seen.update(roles)
    return starts


def task_heads(nodes: Sequence[Node]) -> list[tuple[int, int | None]]:
    """Return (node of the task's number, node of its parent's number or None) of every task."""
    runs = _runs(nodes)
    votes: Counter[str] = Counter()
    numbered = _numbered(nodes, runs)
    for n in runs:
        above = next(
            (m for m in range(n, max(-1, n - 40), -1) if (m < n or m in numbered) and (h := nodes[m].head) and h.style != "一是"),
            None,
        )
        if above is not None and not _is_heading_of_field(nodes[above]):
            votes[nodes[above].head.style] += 1  # type: ignore[union-attr]
    if not votes:
        return []
    styles = {style for style, count in votes.items() if count >= max(1, 0.25 * votes.most_common(1)[0][1])}
    main = _main_style(nodes, votes, styles)
    owned = _owners(nodes, {main})
    split = _owners(nodes, {s for s in votes if LEVELS[s] > LEVELS[main]}) if len(votes) > 1 else []
    heads: list[tuple[int, int | None]] = []
    for k, n in enumerate(owned):
        stop = owned[k + 1] if k + 1 < len(owned) else len(nodes)
        children = [c for c in split if n < c < stop]
        first = next((m for m in range(n, stop) if _core(nodes[m])), stop)
        if len(children) > 1 and children[0] < first and nodes[children[0]].head.number == 1:  # type: ignore[union-attr]
            heads.extend((c, n) for c in children)
        else:
            heads.append((n, None))
    return heads


def _numbered(nodes: Sequence[Node], runs: Sequence[int]) -> set[int]:
    """Return the first lines of runs whose number is the task's own and no field's: 1、反馈问题：…, where （一）整改目标：… is a field."""
    glued: dict[str, list[int]] = {}
    found = {n for n in runs if not nodes[n].labels}
    for n in runs:
        node = nodes[n]
        if node.labels and node.head and node.labels[0].start >= node.head.length:
            glued.setdefault(node.labels[0].role, []).append(n)
    for role, several in glued.items():
        if role == "problem" and len(several) == 1 and [n for n, node in enumerate(nodes) if node.head and node.labels] == several:
            found.update(several)  # （四）反馈问题：… / 整改进展情况：…: one task of a page in the middle of a list
        numbers = [nodes[n].head.number for n in several]  # type: ignore[union-attr]
        if sum(b == a + 1 for a, b in itertools.pairwise(numbers)) >= 0.5 * (len(numbers) - 1) and len(set(numbers)) > 1:
            found.update(several)
    return found


def _main_style(nodes: Sequence[Node], votes: Counter[str], styles: set[str]) -> str:
    """Of the styles that often stand above labels, the one whose numbers run on best."""

    def runs_on(style: str) -> float:
        numbers = [nodes[n].head.number for n in _owners(nodes, {style})]  # type: ignore[union-attr]
        if not numbers:
            return 0  # 二、工作目标: every such number heads a field
        steps = sum(b in (a + 1, 1) for a, b in itertools.pairwise(numbers))
        return votes[style] * (0.3 + steps / max(1, len(numbers) - 1) if len(numbers) > 1 else 0.5)

    best = max(sorted(styles, key=lambda style: (LEVELS[style], style)), key=runs_on)  # of equals the outermost
    first = _owners(nodes, {best})[:1]
    for n in first:  # （1） right below 2. is a part of it: then 2. is the task's style
        above = next((m for m in range(n - 1, max(-1, n - 4), -1) if nodes[m].head or nodes[m].labels), None)
        if above is None or nodes[above].labels or nodes[n].head.number != 1:  # type: ignore[union-attr]
            continue
        outer = nodes[above].head.style  # type: ignore[union-attr]
        if outer in votes and LEVELS[outer] < LEVELS[best]:
            return outer
    return best


def _core(node: Node) -> bool:
    return any(label.role in CORE or label.role == "goal" for label in node.labels)


def _is_heading_of_field(node: Node) -> bool:
    """Return whether a number stands before a label and nothing else: 二、整改情况 is a chapter, or a field of the task above it."""
    if node.head is None or not node.labels:
        return False
    return node.labels[0].start <= node.head.length + 2 and not node.text[node.labels[-1].value :].strip()


def _is_chapter(node: Node) -> bool:
    return _is_heading_of_field(node) and LEVELS[node.head.style] <= LEVELS["一、"]  # type: ignore[union-attr]


def _owners(nodes: Sequence[Node], styles: set[str]) -> list[int]:
    """Return the nodes of these styles below which a core label stands before the next such node."""
    marked = [n for n, node in enumerate(nodes) if node.head and node.head.style in styles and not _is_inner(nodes, n)]
    owned = []
    for k, n in enumerate(marked):
        stop = marked[k + 1] if k + 1 < len(marked) else len(nodes)
        if not _is_heading_of_field(nodes[n]) and any(_core(nodes[m]) for m in range(n, stop) if m > n or nodes[m].labels):
            owned.append(n)
    return owned


def _awaits(node: Node) -> bool:
    """Return whether a label of what is or was done stands alone on a line: what follows is its value, whatever number that opens with."""
    alone = node.head is None and len(node.labels) == 1 and not node.text[node.labels[0].value :].strip()
    return alone and node.labels[0].role in ("progress", "measures", "goal")


def _is_inner(nodes: Sequence[Node], n: int) -> bool:
    """Return whether the numbered node stands inside the value of a measures label that has not ended.

    Between 整改措施： and the next label of the same task all numbers are measures; the value ends where a run of labels begins anew.
    """
    if nodes[n].head.style == "task":  # type: ignore[union-attr]
        return False
    if n and _awaits(nodes[n - 1]):
        return True
    open_measures = None
    for m in range(n - 1, max(-1, n - 60), -1):
        if roles := [label.role for label in nodes[m].labels]:
            open_measures = m if roles[-1] == "measures" else None
            break
    if open_measures is None:
        return False
    first = next((m for m in range(open_measures + 1, n + 1) if nodes[m].head), None)
    if first is None or nodes[first].head is None or nodes[n].head is None:
        return False
    if nodes[first].head.style != nodes[n].head.style:  # type: ignore[union-attr]
        return False
    # the same style as the first measure: a measure, unless labels of a new task follow (its fields begin with one already seen)
    fields = (_ANCHORS | {"problem", "title"}) - {"measures"}
    seen: set[str] = set()
    for m in range(open_measures, max(-1, open_measures - 12), -1):  # this task's labels: back to its number, or to the first that repeats
        roles_here = {label.role for label in nodes[m].labels if label.role in fields}
        if roles_here & seen or (nodes[m].head and not nodes[m].labels and nodes[m].head.style == nodes[n].head.style):  # type: ignore[union-attr]
            break
        seen |= roles_here
    if {label.role for label in nodes[n].labels} & seen:
        return False
    for m in range(n + 1, min(len(nodes), n + 30)):
        if nodes[m].head and nodes[m].head.style == nodes[n].head.style and not nodes[m].labels:  # type: ignore[union-attr]
            return True
        if nodes[m].labels:
            after = {label.role for label in nodes[m].labels}
            return not (after & seen)
    return True
