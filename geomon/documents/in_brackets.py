"""A deadline that no field of its own holds, in a bracket that closes another: 出口断面达标（整改时限：2025年9月底）。."""

from __future__ import annotations

import re

from geomon.documents.draft import Draft, Piece

_UNTIL = re.compile("[（(](?:整改|完成|办结)(?:时限|期限|时间)(?:[：:]|为)[ 　]*(?P<by>[^（）()。；;]{4,24})[）)][。；;]?[ 　]*$")


def take_deadline(draft: Draft) -> None:
    """Add the deadline that closes the goal, or the problem, of a task without one; the problem ends before it."""
    if "deadline" in draft.pieces:
        return
    for role in ("goal", "problem"):
        pieces = draft.pieces.get(role, [])
        for n, piece in enumerate(pieces):
            if found := _cut(piece):
                until, rest = found
                draft.add("deadline", until)
                if role == "problem":
                    pieces[n] = rest
                return
    if draft.head and (found := _cut(draft.head)):
        until, draft.head = found
        draft.add("deadline", until)


def _cut(piece: Piece) -> tuple[Piece, Piece] | None:
    """Return the deadline that a piece closes with, and the piece without it; None without one, or where nothing else is left."""
    if not piece.lines or not (m := _UNTIL.search((last := piece.lines[-1])[0])):
        return None
    text, at = last
    rest = text[: m.start()].rstrip()
    kept = (*piece.lines[:-1], (rest, at)) if rest else piece.lines[:-1]
    return (Piece(((m["by"].rstrip(), at + m.start("by")),)), Piece(kept)) if kept else None
