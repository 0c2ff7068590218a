"""The state that a heading tells in a bracket before or behind its words: （一）渣堆未清【已销号】, 【达到序时进度】1.河道淤塞.

The bracket holds a state and nothing else; what it holds decides over the sentences below, and is no part of the problem.
"""

from __future__ import annotations

import re

from geomon.deadlines import ONGOING
from geomon.documents.aims import DONE, is_reached
from geomon.documents.draft import Draft, Piece
from geomon.documents.sentences import is_planned
from geomon.progress import parse_progress

_OPEN, _CLOSE = "【〔［\\[（(", "】〕］\\]）)"
_SAID = f"(?:整改|目前|当前|任务|办理)?(?:(?:状态|进度|进展|情况|结果)[：:])?(?P<said>[^{_OPEN}{_CLOSE}：:。；;]{{2,24}})"
_BEHIND = re.compile(f"(?:[{_OPEN}]{_SAID}[{_CLOSE}]|[—－-]{{2}}[ 　]*(?P<dashed>[^—－：:。；;，,、0-9]{{2,12}}))[。；; 　*]*$")
_BEFORE = re.compile(f"[ 　*]*[{_OPEN}]{_SAID}[{_CLOSE}][ 　：:]*")
_FIRM = re.compile("[】〕］\\]][。；; 　*]*$")
"""A bracket that no sentence of its own uses: only so is it looked for behind a whole problem."""


def take_state(draft: Draft, *, reported: bool = False) -> None:
    """Move the state in the bracket of a task's heading, title or problem into a field of its own; one that says no state stays.

    `reported`: the document tells what was done, and its brackets with it (按期完成整改).
    """
    found: Piece | None = None
    if draft.head and draft.head.lines:
        (first, at), rest = draft.head.lines[0], draft.head.lines[1:]
        found, line = parted(first, at, reported=reported)
        draft.head = Piece((line, *rest))
    if draft.title:
        own, (draft.title, _) = parted(draft.title, 0, reported=reported)
        if own is not None and found is None and draft.answer is None:
            draft.answer = parse_progress(own.text)  # of a parent's heading, whose place the draft does not keep
    for role in ("title", "problem"):
        for n, piece in enumerate(draft.pieces.get(role, [])[:1]):
            k = 0 if role == "title" else -1
            if role == "problem" and not _FIRM.search(piece.lines[k][0]):
                continue
            more, line = parted(*piece.lines[k], reported=reported)
            if more is not None:
                lines = [*piece.lines]
                lines[k] = line
                draft.pieces[role][n] = Piece(tuple(lines))
                found = found or more
    for n, piece in enumerate(draft.pieces.get("progress", [])[:1]):  # 整改情况：（已完成）拆除违建12处
        (first, at), rest = piece.lines[0], piece.lines[1:]
        more, line = _before(first, at)
        if more is not None:
            draft.pieces["progress"][n] = Piece((line, *rest))
            found = found or more
    if found is not None and draft.answer is None and "state" not in draft.pieces:
        draft.add("state", found)


def parted(text: str, at: int, *, reported: bool = False) -> tuple[Piece | None, tuple[str, int]]:
    """Return the state of a bracket at either end of a line, or None, and the line without it."""
    if (m := _BEHIND.search(text)) and m.start() > 0:
        name = "said" if m["said"] else "dashed"
        if _is_state(m[name], reported):
            return Piece(((m[name], at + m.start(name)),)), (text[: m.start()].rstrip(" 　"), at)
    return _before(text, at, reported)


def _before(text: str, at: int, reported: bool = False) -> tuple[Piece | None, tuple[str, int]]:
    """Return the state of a bracket before a line's words, or None, and the line without it."""
    if (m := _BEFORE.match(text)) and m.end() < len(text) and _is_state(m["said"], reported):
        return Piece(((m["said"], at + m.start("said")),)), (text[m.end() :], at + m.end())
    return None, (text, at)


def _is_state(said: str, reported: bool) -> bool:
    """Return whether words say how far a task is, and no duty (长期坚持), aim (按期完成, but in a report) or day that it is given."""
    duty = (ONGOING.match(said) or re.search("[0-9]", said)) and "已" not in said
    progress = None if duty or is_planned(said) else parse_progress(said).progress
    return progress is not None and (progress not in DONE or is_reached(said, reported=reported))
