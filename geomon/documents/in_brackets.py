"""A deadline that no field of its own holds, in a bracket that closes another: 出口断面达标（整改时限：2025年9月底）。."""

from __future__ import annotations

import re

from geomon.documents.draft import Draft, Piece

_UNTIL = re.compile("[（(](?:整改|完成|办结)(?:时限|期限|时间)(?:[：:]|为)[ 　]*(?P<by>[^（）()。；;]{4,24})[）)][。；;]?[ 　]*$")


def take_deadline(draft: Draft) -> None:
    """Add the deadline that closes the goal, or the problem, of a task without one."""
    if "deadline" in draft.pieces:
        return
    for piece in (*draft.pieces.get("goal", []), *draft.pieces.get("problem", [])):
        text, at = piece.lines[-1]
        if m := _UNTIL.search(text):
            draft.add("deadline", Piece(((m["by"].rstrip(), at + m.start("by")),)))
            return
