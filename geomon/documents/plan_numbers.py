"""The numbers that tasks have in the plan, where a notice counts its rows anew and prints them at the head of the problems: （二十六）…."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.numbering import Head, read_head
from geomon.numerals import CN, to_int

_NAMED = re.compile(f"(?:问题|任务)(?:编号|序号)?[（(]?(?P<a>[0-9]{{1,3}}|[{CN}]{{1,4}})|第(?P<b>[0-9]{{1,3}}|[{CN}]{{1,4}})[项号条个]")


def take_plan_numbers(drafts: Sequence[Draft]) -> None:
    """Give each row the number in brackets that opens its problem; none where a row has none, or they only count the rows."""
    heads = [_head(draft) for draft in drafts]
    numbers = [head.number for head in heads if head]
    counted = [str(n) for n in range(1, len(drafts) + 1)]
    if not drafts or len(set(numbers)) < len(drafts) or [draft.number for draft in drafts] != counted or sorted(numbers) != numbers:
        return
    if numbers[0] == 1 or numbers[-1] == len(drafts):
        return
    for draft, head in zip(drafts, heads, strict=True):
        assert head is not None
        piece, *more = draft.pieces["problem"]
        (first, at), *rest = piece.lines
        draft.number, draft.label = head.arabic, head.label
        draft.pieces["problem"] = [Piece(((first[head.length :], at + head.length), *rest)), *more]


def _head(draft: Draft) -> Head | None:
    problem = next(iter(draft.pieces.get("problem", [])), None)
    head = read_head(problem.lines[0][0]) if problem and problem.lines else None
    return head if head and problem and head.style == "cn(" and len(problem.lines[0][0]) > head.length + 8 else None


def names_all(text: str, drafts: Sequence[Draft]) -> bool:
    """Return whether a text names the numbers of all tasks and no other: 问题二十六、问题五十一已整改完成."""
    named = [to_int(m["a"] or m["b"]) for m in _NAMED.finditer(text)]
    return bool(named) and sorted(str(n) for n in named) == sorted(draft.number for draft in drafts)
