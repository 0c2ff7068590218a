"""What a plan says of its brackets of units as a whole: headings that have one, who of those named leads, where the page breaks off."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.credit import find_credit
from geomon.documents.draft import Draft, Piece
from geomon.documents.numbering import LEVELS
from geomon.documents.outline import Node

_FIRST_LEADS = re.compile(
    "(?:列|排)(?:名|序)?(?:在)?(?:第一|首位|首|最前|前面)(?:位)?(?:者|的)?(?:部门|单位)?(?:为|是)(?:牵头|主办|总牵头)"
)
_WHOLE = re.compile("[。；;！？：:]$")
_LEAST = 4


def headings_with_units(nodes: Sequence[Node]) -> set[int]:
    """Return the headings that name in a bracket who leads all that stands below, where what stands below has brackets of its own.

    二、减少排污（市生态环境局总牵头）is no task beside 1.整治作坊。（市水务局）.
    """
    above = [n for n in range(len(nodes) - 1) if _is_heading(nodes, n)]
    styles = {nodes[n].head.style for n in above if _is_told_below(nodes, n)}  # type: ignore[union-attr]
    return {n for n in above if nodes[n].head.style in styles}  # type: ignore[union-attr]


def _is_heading(nodes: Sequence[Node], n: int) -> bool:
    head, below, credit = nodes[n].head, nodes[n + 1].head, find_credit(nodes[n].text)
    if head is None or below is None or credit is None or LEVELS[below.style] <= LEVELS[head.style]:
        return False
    return not re.search("[。；;，,]", nodes[n].text[head.length : credit[0] - 1])


def _is_told_below(nodes: Sequence[Node], n: int) -> bool:
    level = LEVELS[nodes[n].head.style]  # type: ignore[union-attr]
    for node in nodes[n + 1 :]:
        if node.head and LEVELS[node.head.style] <= level:
            return False
        if find_credit(node.text):
            return True
    return False


def let_first_lead(drafts: Sequence[Draft], nodes: Sequence[Node]) -> None:
    """Let the first unit of each bracket lead, where the plan says so once: 列第一位者为牵头部门，下同."""
    if not any(_FIRST_LEADS.search(node.text) for node in nodes):
        return
    for draft in drafts:
        if "lead" in draft.pieces or not (named := draft.pieces.get("responsible")):
            continue
        text, at = named[0].lines[0]
        first = re.split("[、，,；;]", text, maxsplit=1)[0]
        draft.add("lead", Piece(((first, at),)))


def steps_below(nodes: Sequence[Node], n: int) -> Piece | None:
    """Return the numbered steps below a heading with a bracket, where none of them has one: （一）管住排口（甲局牵头）/ 1.复查排口."""
    if n + 1 == len(nodes) or not _is_heading(nodes, n):
        return None
    level = LEVELS[nodes[n].head.style]  # type: ignore[union-attr]
    lines: list[tuple[str, int]] = []
    for node in nodes[n + 1 :]:
        if node.head is None or LEVELS[node.head.style] <= level or node.labels:
            break
        if find_credit(node.text):
            return None
        lines.append((node.text, node.at.start))
    return Piece(tuple(lines)) if len(lines) > 1 else None


def begins_item(nodes: Sequence[Node], before: Node) -> bool:
    """Return whether the last paragraph is a task in which the page breaks off: it counts on from the task before, or opens a heading's."""
    last = nodes[-1]
    if last.head is None or before.head is None or last.head.style != before.head.style or last is before:
        return False
    above = nodes[-2].head
    opens = last.head.number == 1 and above is not None and LEVELS[above.style] < LEVELS[last.head.style]
    text = last.body.rstrip()
    return (opens or last.head.number == before.head.number + 1) and len(text) >= _LEAST and not _WHOLE.search(text)
