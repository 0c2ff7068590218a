"""What a draft's fields say of the state: a field that holds it, a sentence of a report, the group's heading, the acceptor's verdict."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from geomon.documents.draft import Draft, Piece
from geomon.documents.last_words import last_claim, of_the_whole
from geomon.documents.numbering import read_head
from geomon.documents.plain_states import plain_claim
from geomon.documents.reported import said_done
from geomon.documents.state_of_section import claim_of_heading
from geomon.model import Claim
from geomon.progress import parse_progress

_SENTENCE = re.compile(r"[^。！？]*[。！？]?[”’）]*")
_OF_ALL = re.compile(
    "^已(?:全部|全面)?(?:完成)?整改|总体|整体"
    "|^(?:(?:截至)?目前[，,]?)?(?:该|本|此)?项?(?:整改)?(?:任务|问题|工作|事项)(?:目前|现)?(?:已|均|基本|正)"
)
"""A sentence about the whole task, though it is long: 该项任务已于2024年11月完成整改，2025年1月通过市级验收."""
_CUT = 12
"""Characters from which on a line without a stop may be one that the page's width cut."""
_STOPS = ("；", "，", "：", "！", ";", ":")
_OF_SCHEDULE = ("behind", "on_schedule", "ahead")
_STATE = 10
"""Characters of a sentence that says a state and nothing else."""


def told_state(draft: Draft, so_far: Callable[[str], str]) -> tuple[Claim, list[Piece]]:
    """Return the claim, and the pieces that tell what was done.

    Parameters
    ----------
    so_far : takes from a text what it says of days to come.
    """
    states = draft.pieces.get("state", [])
    pieces = [*states, *draft.pieces.get("progress", [])]
    claim = draft.answer or Claim()
    told: list[Piece] = []
    said_alone = draft.answer is not None  # a field that holds a state and no more decides over a sentence of a report
    of_group = claim_of_heading(draft.section)
    in_prose = any(doubt.kind == "told-in-prose" for doubt in draft.doubts) and bool(states or of_group.progress)
    for piece in pieces:
        if in_prose and piece not in states:
            told.append(piece)  # the state stands elsewhere: these sentences tell what was done, however short
            continue
        (first, at), rest = piece.lines[0], piece.lines[1:]
        opened = _opened(piece)
        short = len(opened) <= 24 and read_head(first) is None
        by_now = so_far(opened)
        said = [sentence for sentence in re.split("[。；;]", by_now) if sentence.strip()]
        if len(said) > 1 and len(said[-1]) <= _STATE and parse_progress(said[-1]).progress is not None and len(said[0]) > _STATE:
            read = of_the_whole(parse_progress(said[-1]), said[:-1])  # 提升泵更换完成。达到序时进度: the last sentence is the state
        elif "，" in first and parse_progress(last := first.rstrip("。；; ").rpartition("，")[2]).progress in _OF_SCHEDULE:
            read = parse_progress(last)
        elif short:
            read = plain_claim(by_now) if piece in states or not rest else parse_progress(by_now)
            read = dataclasses.replace(read, text=parse_progress(first).text)
        else:
            opening = _SENTENCE.match(by_now)
            of_all = opening is not None and len(opening[0]) <= (60 if _OF_ALL.search(opening[0]) else 30) and opened.startswith(opening[0])
            read = parse_progress(opening[0]) if opening and of_all else Claim()
            if read.progress and read.text.endswith("，"):
                read = dataclasses.replace(read, text=first[:60].split("。")[0])  # 尚未启动，计划6月开工
            if said and read.progress == "completed" and (settled := parse_progress(said[-1])).progress in ("accepted", "closed"):
                read = settled  # 两处改造完成。目前已通过验收
        later = not said_alone or (draft.answer is None and read.progress in (*_OF_SCHEDULE, "closed"))  # 削坡完成 / 达到序时进度
        if (claim.progress is None and (read.progress is not None or short)) or (short and read.progress and not rest and later):
            claim = read
            said_alone = short and read.progress is not None
        # what it says was done is a measure, too
        plain = short and piece not in states and (parse_progress(by_now).progress is None or bool(states and len(first) > _STATE))
        if not short or (not rest and (read.progress is None or plain)):
            told.append(Piece(((first, at), *rest)))
        elif rest:
            told.append(Piece(rest))
    if claim.progress is None and of_group.progress:
        claim = of_group
    narrated = claim.progress is None and bool(told)
    if narrated:
        claim = last_claim(told, so_far)
    reported = "\n".join(piece.text for piece in (*told, *draft.pieces.get("handling", [])))
    if claim.progress is None and (done := said_done(so_far(reported))):
        claim = parse_progress(done)
    verdict = last_claim(draft.pieces.get("verdict", []), so_far)  # what the acceptor says goes beyond what the unit claims
    beyond = verdict.progress in ("accepted", "closed") and claim.progress != "closed"
    beyond = beyond or (narrated and verdict.progress == "completed" and claim.progress in ("in_progress", "behind", "on_schedule"))
    if claim.progress is None and verdict.progress is not None:
        claim = verdict  # a ledger whose only word of the state is 销号情况
    sent_back = verdict.progress in ("in_progress", "behind", "not_started") and claim.progress in ("completed", "mostly_completed")
    return (verdict if beyond or sent_back else claim), told


def _opened(piece: Piece) -> str:
    """Return the first line of a piece, with those that a page's width cut off from its first sentence."""
    (text, _), *rest = piece.lines
    for line, _ in rest:
        if len(text) < _CUT or "。" in text or text.rstrip().endswith(_STOPS) or read_head(line) is not None:
            break
        text = text.rstrip() + line.strip()
    return text
