"""What the opening of a notice says of all its tasks at once: 下列3项任务现已完成整改，予以公示."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.outline import Node

_PUBLIC = re.compile("公示|公开|公告|销号")
_DONE = re.compile(
    "(?<![未待])(?P<said>(?:现|均|都|全部|现均)已(?:全部|均|按要求)?(?:整改完成|完成整改)(?:工作|任务)?"
    "|已(?:全部)?完成整改(?=的(?:[0-9一二两三四五六七八九十]{1,3}[个项])?(?:整改)?(?:问题|任务|事项)))"
)
_NOT_ALL = re.compile("其余|剩余|其中|个别|部分|除外|正在")


def said_of_all(nodes: Sequence[Node]) -> Piece | None:
    """Return where the sentences before the first task of a notice say that what follows is done; None where they say it of a part."""
    opening = "".join(node.text for node in nodes)
    if not _PUBLIC.search(opening):
        return None
    for node in nodes:
        for m in _DONE.finditer(node.text):
            begin = max(node.text.rfind(stop, 0, m.start()) for stop in "。；") + 1
            if not _NOT_ALL.search(node.text, begin, m.end()):
                return Piece(((m["said"], node.at.start + m.start("said")),))
    return None


def give_all(drafts: Sequence[Draft], nodes: Sequence[Node]) -> None:
    """Give each task that says nothing of its own state what the opening says of all of them."""
    said = said_of_all(nodes)
    for draft in drafts:
        if said is not None and not draft.pieces.keys() & {"state", "verdict"}:
            draft.add("verdict", said)
