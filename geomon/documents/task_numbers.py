"""The numbers of tasks: as printed, a part's with its parent's, and below their headings' where they start again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geomon.documents.draft import Draft
from geomon.documents.outline import Node
from geomon.model import Doubt


def number_drafts(nodes: Sequence[Node], heads: Sequence[tuple[int, int | None]], drafts: Sequence[Draft], sections: Sequence[int]) -> None:
    """Give each task its number: as printed; with its parent's, 7(1); below its heading's where the numbers start again, (二)1."""
    for (n, parent), draft in zip(heads, drafts, strict=True):
        if parent is not None:
            draft.number = f"{nodes[parent].head.arabic}({nodes[n].head.number})"  # type: ignore[union-attr]
            draft.label = f"{nodes[parent].head.label}{nodes[n].head.label}"  # type: ignore[union-attr]
    if len({draft.number for draft in drafts}) == len(drafts):
        return
    for (n, parent), draft in zip(heads, drafts, strict=True):
        section = max((s for s in sections if s < (parent if parent is not None else n)), default=None)
        if section is not None and (head := nodes[section].head):
            own = nodes[n].head
            if parent is None and own and own.style == "cn(" and draft.number == own.arabic:
                draft.number = f"({own.label.strip('（）()﹙﹚ ')})"  # 一、…（一）…: 一(一)
            draft.number = f"{_section_mark(head.label, draft.number)}{draft.number}"
    counts: Counter[str] = Counter()
    for draft in drafts:
        counts[draft.number] += 1
        if counts[draft.number] > 1:
            draft.doubts.append(Doubt("number-repeated", "number", (draft.number,), (draft.start, draft.start + len(draft.label))))
            draft.number = f"{draft.number}-{counts[draft.number]}"


def _section_mark(label: str, number: str) -> str:
    """Return a heading's number as a prefix: （二） -> (二), 二、 -> 二- before a figure, 二 before a bracket."""
    bare = label.strip("（）()、.． ")
    return f"({bare})" if label[:1] in "（(" else bare if number.startswith("(") else f"{bare}-"
