"""The task in which a copied page breaks off: its number counts on, and the text ends in the middle of its problem."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.outline import Node

_WHOLE = re.compile("[。！？；;：:]$")
_LEAST = 12


def broken_off(nodes: Sequence[Node], heads: Sequence[int]) -> Draft | None:
    """Return the task that the last paragraph begins, with nothing but its problem; None where that is whole or does not count on.

    Parameters
    ----------
    heads : the paragraphs that open the tasks before it.
    """
    last = nodes[-1]
    if not heads or last.head is None or last.labels or len(nodes) - 1 in heads:
        return None
    before = nodes[heads[-1]].head
    if before is None or last.head.style != before.style or last.head.number != before.number + 1:
        return None
    between = [node.head for node in nodes[heads[-1] + 1 : -1] if node.head and node.head.style == before.style]
    text = last.body.rstrip(" 　|｜")
    if between or len(text) < _LEAST or _WHOLE.search(text) or not re.search("[，,。]", text):
        return None
    draft = Draft(last.head.arabic, last.head.label, last.at.start, last.at.end)
    draft.head = Piece(((last.body, last.body_start),))
    return draft


def numbered_on(begun: Draft, before: Draft) -> Draft:
    """Return the task with the section of the one before it, and with what goes before that one's number: (二)."""
    begun.section = before.section
    if before.number.startswith("("):
        begun.number = f"{before.number[: before.number.index(')') + 1]}{begun.number}"
    return begun
