"""What the last sentence of a report claims, where no field holds the state: of the whole, or only of its last step (…。雨水管网改造完成).

A step that is done says nothing of the whole where a sentence before it tells what still goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from geomon.documents.draft import Piece
from geomon.documents.numbering import read_head
from geomon.going_on import goes_on, without_upkeep
from geomon.model import Claim
from geomon.progress import parse_progress

_WHOLE = re.compile("整改|任务|问题|治理|整治|事项|点位|目标|全部|全面|均|都")
"""What a sentence names that speaks of all there was to do."""
_MAY_GO_ON = re.compile("正在|[尚仍还]未|[尚仍还]在|没有|在建|推进中|施工中|其余|剩余|另有|进度|滞后|[一二三四五六七八九]成|[0-9][%％]")
_NOT_YET = re.compile("[尚仍还]未(?![一-龥]{0,6}(?:验收|销号|公示|备案))")
_WAS = re.compile("发现|督察|检查|当时|原")
_OPEN, _BEGUN = ("behind", "on_schedule", "ahead"), ("in_progress", "not_started")
_STOP = "。！？\n"


def of_the_whole(found: Claim, before: Sequence[str]) -> Claim:
    """Return a claim, or what a sentence before it says that goes on, where the claim is of one step and no more.

    Parameters
    ----------
    before : the sentences before that of the claim, without what they say of days to come.

    Examples
    --------
    >>> told = ["正在清运渣土，已清运2万吨"]
    >>> of_the_whole(parse_progress("管网改造完成"), told).progress, of_the_whole(parse_progress("已完成整改"), told).progress
    ('in_progress', 'completed')
    """
    if found.progress != "completed" or _WHOLE.search(found.text):
        return found
    for sentence in map(without_upkeep, reversed(before)):
        if not _MAY_GO_ON.search(sentence) or _WAS.search(sentence):
            continue
        said = parse_progress(sentence)
        if said.progress in _OPEN:
            return said
        if said.progress in _BEGUN or (said.progress is None and (goes_on(sentence) or _NOT_YET.search(sentence))):
            return Claim(said.text, "in_progress")
    return found


def last_claim(told: Sequence[Piece], so_far: Callable[[str], str]) -> Claim:
    """Return what the last sentence that claims something says, for a report without a progress word of its own.

    Parameters
    ----------
    so_far : takes from a text what it says of days to come.
    """
    parts = [part for piece in told for part in _parts(piece.text)]
    opening = _parts(told[0].lines[0][0])[-1:] if told else []  # the paragraph that reports ends with the state
    last = len(parts) - 1
    for n, (before, part) in [*((n, parts[n]) for n in range(last, max(last - 2, -1), -1)), *((0, one) for one in [*parts[:1], *opening])]:
        found = parse_progress(so_far(before + part)[len(so_far(before)) :])
        if found.progress is not None:
            head = read_head(part.strip())
            claim = Claim(part.strip()[head.length if head else 0 :], found.progress)
            return of_the_whole(claim, [so_far(one) for _, one in parts[:n]] if claim.progress == "completed" else [])
    return Claim()


def _parts(text: str) -> list[tuple[str, str]]:
    """Return the parts of a text between full stops and semicolons, each with what stands before it in its sentence.

    A plan reaches over a semicolon (计划2030年完成；完成整改), but not into the next of several numbered parts.
    """
    found = []
    for sentence in re.findall(f"[^{_STOP}]+", text):
        before = ""
        for m in re.finditer("[^；;]+[；;]*", sentence):
            part = m.group().rstrip("；;")
            before = "" if read_head(part.strip()) else before
            found.append((before, part))
            before = before + m.group() if len(before) < _FAR else m.group()
    return found


_FAR = 200
"""Characters over which a plan reaches in its sentence."""
