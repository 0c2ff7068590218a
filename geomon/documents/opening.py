"""What the opening of a notice says of its task, or of all its tasks at once: 下列3项任务现已完成整改，予以公示."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geomon.documents.draft import Draft, Piece
from geomon.documents.label_words import UNIT_ROLES
from geomon.documents.outline import Node
from geomon.documents.reported import LAST_ROUND, PART, REST
from geomon.numerals import CN, to_int
from geomon.progress import parse_progress

_PUBLIC = re.compile("公示|公开|公告|销号")
_DONE = re.compile(
    "(?<![未待])(?P<said>(?:现|均|都|全部|现均)已(?:全部|均|按要求)?(?:整改完成|完成整改)(?:工作|任务)?"
    "|已(?:全部)?完成整改(?=的(?:[0-9一二两三四五六七八九十]{1,3}[个项])?(?:整改)?(?:问题|任务|事项)))"
)
_ANSWERS = re.compile("(?:^|[，。；])(?P<units>[^，。；：“”《》]{2,24}?(?:政府|[县区市旗]委|局|管委会))(?:牵头)?(?:负责|承担|承办)的")
_TOLD_DONE = re.compile("(?<![^，,。；;：:])(?P<said>(?:[^，,。；;]*?(?:已|完成整改)|完成[^，,。；;]{4,30}整改(?=[，,。；;]))[^。；;：:]*)")
"""A sentence from the clause on that says what is done: 第七项任务已整改完成，并通过核查验收."""
_TITLES = re.compile("《[^》]*》")
_DONE_BY = ("accepted", "closed", "completed")
_NOT_ALL = re.compile(f"{PART}|{REST}|{LAST_ROUND}")
_NUMBERED = re.compile(f"(?:第|问题|任务|序号|编号)[：: ]?(?P<n>[0-9]{{1,3}}|[{CN}]{{1,4}})(?![轮批年])")
_OF_OTHERS = re.compile(f"{LAST_ROUND}|第[0-9一二三四五六七八九十]+[轮批](?!.{{0,12}}督察)")
"""Another round or batch than this paper's; 第二轮中央督察 is the inspection's own name."""


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


def _sentence(text: str, at: int) -> str:
    """Return the sentence in which the character `at` stands."""
    begin = max(text.rfind(stop, 0, at) for stop in "。；\n") + 1
    end = min((found for stop in "。；\n" if (found := text.find(stop, at)) >= 0), default=len(text))
    return text[begin:end]


def _tells_of_it(draft: Draft, said: str) -> bool:
    """Return whether a sentence that says done tells of this task: of no other round or batch, and of no other number."""
    told = {to_int(m["n"]) for m in _NUMBERED.finditer(said)}
    other = told and draft.number.isdecimal() and draft.number != "1" and int(draft.number) not in told
    return not _OF_OTHERS.search(said) and not other


def _told_done(draft: Draft, nodes: Sequence[Node]) -> list[Piece]:
    """Return where sentences say of a task that it is done; the problems that they quote are no part of the claim (“…”等问题已整改完成)."""
    found = []
    for node in nodes:
        for m in _TOLD_DONE.finditer(_TITLES.sub(lambda title: "　" * len(title.group()), node.text)):
            if parse_progress(m["said"]).progress in _DONE_BY and _tells_of_it(draft, _sentence(node.text, m.start())):
                at = m.start("said") + m["said"].rfind("”") + 1
                found.append(Piece(((node.text[at : m.end("said")], node.at.start + at),)))
    return found


def take_acceptance(draft: Draft, nodes: Sequence[Node]) -> None:
    """Add what the sentences above say of the acceptance of a task whose own fields may only say that it is done."""
    for said in _told_done(draft, nodes):
        draft.add("verdict", said)


def take_opening(draft: Draft, nodes: Sequence[Node]) -> None:
    """Add what the sentences before the first field say: how far the task is, and who answers for it."""
    for node in nodes:
        if not draft.pieces.keys() & {*UNIT_ROLES} and (m := _ANSWERS.search(node.text)):
            draft.add("responsible", Piece(((m["units"], node.at.start + m.start("units")),)))
    if said := _told_done(draft, nodes):
        draft.pieces["verdict"] = [*said, *draft.pieces.get("verdict", [])]
