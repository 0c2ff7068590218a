"""What people say of patches (图斑): events of the kind `JUDGED` on "patches/LAYER/ID", each taken back by another.

Their body holds ::

    verdict    legal, illegal, pseudo or visit (合法, 违法, 伪变化, 需核实)
    reason     in their words
    before     what held until then; "" for none
    name       the patch's number, else its id

A word holds on the patch that has this number now. Where its file knows none, it is lost, and never another patch's.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from geomon.errors import Conflict, InputError
from geomon.join.patch_columns import VERDICTS, Verdict
from geomon.model import Event
from geomon.service.snapshot import Snapshot
from geomon.store import Register

if TYPE_CHECKING:
    from geomon.service.patches import Patch

JUDGED, SOURCE = "patch-judged", "patches"
_TRIES = 5


@dataclasses.dataclass(frozen=True, slots=True)
class Mark:
    """What a patch is called and what holds of it: the word of a person (`by`) before that of its file (`file`); "" for none."""

    number: str
    verdict: Verdict
    file: Verdict
    by: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Lost:
    """A verdict on a patch that is gone: its layer's file has no patch of this number any more, or several."""

    layer: str
    number: str
    verdict: Verdict
    actor: str
    day: dt.date
    reason: str
    seq: int | None


def told_of(said: Iterable[Event], numbers: Mapping[str, str]) -> tuple[dict[str, Event], tuple[Lost, ...]]:
    """Return the newest standing word on each patch, by "layer/id", and the words that hold on none.

    Parameters
    ----------
    said : standing events, the oldest first; what is no whole word is left out.
    numbers : of the patches that there are, by "layer/id".
    """
    found: dict[str, Event] = {}
    lost: dict[tuple[str, str], Lost] = {}
    for event in words(said):
        key, name = event.subject.removeprefix(f"{SOURCE}/"), str(event.body.get("name", ""))
        layer = key.partition("/")[0]
        at = next((one for one in (f"{layer}/{name}", key) if name and numbers.get(one) == name), None)
        if at is None:
            lost[key, name] = Lost(layer, name, _verdict(event), event.actor, event.at, str(event.body["reason"]), event.seq)
        else:
            found[at] = event
    return found, tuple(lost.values())


def words(said: Iterable[Event]) -> tuple[Event, ...]:
    """Return the events that are words on patches."""
    return tuple(event for event in said if event.kind == JUDGED and event.source == SOURCE
                 and event.body.get("verdict") in VERDICTS and "reason" in event.body)


def overtaken(said: Iterable[Event]) -> frozenset[int | None]:
    """Return the numbers of words on patches after which a newer one stands on the same patch; `said` as of `told_of`.

    Told without the layers' files: of two patches that have one number, or had it once, the other's word counts as none on this one.
    """
    found, newer = set[int | None](), set[tuple[str, str]]()
    for event in reversed(words(said)):
        key, name = event.subject.removeprefix(f"{SOURCE}/"), str(event.body.get("name", ""))
        if not newer.isdisjoint({(key, name), (f"{key.partition('/')[0]}/{name}", name)}):
            found.add(event.seq)
        newer.add((key, name))
    return frozenset(found)


def as_told(patches: tuple[Patch, ...], said: Iterable[Event]) -> tuple[Patch, ...]:
    """Return patches with what people said of them by standing events."""
    told, _ = told_of(said, {one.id: one.number for one in patches})
    return tuple(_as_told(one, told[one.id]) if one.id in told else one for one in patches) if told else patches


def marked(marks: Mapping[str, Mark], layer: str, said: Iterable[Event]) -> dict[str, Mark]:
    """Return the marks of a layer's patches, by id, as people said; see `as_told`."""
    told, _ = told_of(said, {f"{layer}/{ident}": mark.number for ident, mark in marks.items()})
    return {ident: dataclasses.replace(mark, verdict=_verdict(event), by=event.actor) if (event := told.get(f"{layer}/{ident}")) else mark
            for ident, mark in marks.items()}


def judge_patch(register: Register, now: Callable[[], Snapshot], patch: Patch, verdict: str, reason: str, by: tuple[str, dt.date]) -> None:
    """Write what a person says of a patch, having seen it as it is given.

    Parameters
    ----------
    by : who, and on which day.

    Raises
    ------
    InputError
        If the verdict is none, or there is no reason.
    Conflict
        If somebody else judged it meanwhile.
    """
    if not verdict:
        raise InputError("no verdict was chosen.", where=patch.number, how="Choose one, and write what it rests on.")
    if verdict not in VERDICTS:
        raise InputError(f"{verdict!r} is no verdict on a patch.", where=patch.number, how=f"Use one of: {', '.join(VERDICTS)}.")
    if not reason.strip():
        raise InputError("a verdict on a patch needs a reason.", where=patch.number, how="Write what it rests on.")
    actor, day = by
    body: dict[str, object] = {"verdict": verdict, "reason": reason.strip(), "before": patch.verdict, "name": patch.number}
    _write(register, now, patch, Event(day, actor, JUDGED, f"{SOURCE}/{patch.id}", body, SOURCE))


def take_patch_back(register: Register, now: Callable[[], Snapshot], patch: Patch, by: tuple[str, dt.date]) -> None:
    """Take back the word of a person on a patch, as it is given; what held before holds again.

    Raises
    ------
    InputError
        If nobody said anything of it.
    Conflict
        If somebody else judged it meanwhile.
    """
    if patch.seq is None:
        raise InputError("nobody has judged this patch; its file alone speaks.", where=patch.number, how="Judge it first.")
    actor, day = by
    _write(register, now, patch, Event(day, actor, "withdrawn", f"{SOURCE}/{patch.id}", {"seq": patch.seq}, SOURCE))


def _write(register: Register, now: Callable[[], Snapshot], patch: Patch, event: Event) -> None:
    for _ in range(_TRIES):
        before = now()
        stands = told_of(before.said, {patch.id: patch.number})[0].get(patch.id)
        if (stands.seq if stands else None) != patch.seq:
            who = f"{stands.actor} judged this patch on {stands.at}" if stands else "the verdict was taken back"
            raise Conflict(f"{who} after you opened it; nothing of yours was saved.", where=patch.number, how="Look at it again.")
        with register.write() as writer:
            if writer.version == before.version + 1:
                writer.append_event(event)
                return
    raise Conflict("others are saving all the time; nothing of this was saved.", where=register.path, how="Try again in a moment.")


def _as_told(patch: Patch, event: Event) -> Patch:
    return dataclasses.replace(patch, verdict=_verdict(event), actor=event.actor, day=event.at, reason=str(event.body["reason"]),
                               seq=event.seq)


def _verdict(event: Event) -> Verdict:
    return next(one for one in VERDICTS if one == event.body["verdict"])
