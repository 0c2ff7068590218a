"""The letters on a task: where it stands on the ladder, to whom each letter goes, and the draft of one as a Word file."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geomon.errors import InputError
from geomon.export.paper import TaskPaper
from geomon.model import Event
from geomon.service.snapshot import Snapshot
from geomon.settings import Settings
from geomon.status import Life, Offer, Profile, Rung, life_of

if TYPE_CHECKING:
    from geomon.store import Register


@dataclasses.dataclass(frozen=True, slots=True)
class LetterLine:
    """One letter of the ladder as it stands for a person.

    Attributes
    ----------
    offer : whether it is to be sent, and why not.
    sent : the event of its sending since the ladder last began; None where it was not sent.
    to : whom it goes to where nobody says otherwise.
    reply_by : until when it asks for an answer where nobody says otherwise.
    """

    rung: Rung
    offer: Offer
    sent: Event | None
    to: str
    reply_by: dt.date


@dataclasses.dataclass(frozen=True, slots=True)
class LetterSheet:
    """The ladder of a task, the mildest letter first; `task` is its id in its newest document."""

    task: str
    life: Life
    lines: tuple[LetterLine, ...]
    today: dt.date


def sheet_of(snapshot: Snapshot, thread: int, profile: Profile, life: Life, offers: tuple[Offer, ...], today: dt.date) -> LetterSheet:
    """Return a task's ladder on a day; `offers` are all steps as they stand for a person."""
    from geomon.export.letter import receivers

    paper = paper_of(snapshot, thread, profile, today)
    by_name = {offer.name: offer for offer in offers}
    sent = {str(event.body.get("step")): event for event in life.letters}
    lines = tuple(LetterLine(rung, by_name[rung.name], sent.get(rung.name), receivers(rung, paper),
                             today + dt.timedelta(days=rung.reply_days)) for rung in profile.ladder)
    return LetterSheet(snapshot.threads[thread].ids[-1], life, lines, today)


def draft_of(snapshot: Snapshot, thread: int, profile: Profile, settings: Settings, register: Register, name: str,
             given: Mapping[str, Any], day: dt.date) -> bytes:
    """Return a letter as a Word file; one that was sent comes as it was sent, whatever is given.

    Raises
    ------
    InputError
        If the ladder has no such letter, or a date that is given is none.
    SettingsError
        If the template cannot be used.
    """
    from geomon.export.letter import fill, letter_of, receivers, template_of
    from geomon.service.workspace import packaged_demo
    from geomon.store import last_event

    rung = next((one for one in profile.ladder if one.name == name), None)
    if rung is None:
        how = f"Letters: {', '.join(one.name for one in profile.ladder) or 'none'}."
        raise InputError(f"the ladder of the profile has no letter {name!r}.", how=how)
    told = snapshot.told(thread)
    sent = next((e for e in reversed(life_of(told, profile, day).letters) if e.body.get("step") == name), None)
    values, on = (sent.body, sent.at) if sent else (given, day)
    paper = paper_of(snapshot, thread, profile, on)
    life = life_of([e for e in told if sent is None or (e.seq or 0) < (sent.seq or 0)], profile, on)
    with register.reading() as connection:
        seq, head = last_event(connection)
    note = f"据台账第{snapshot.version}版（至第{seq}条，审计链末端{head[:12] or '（无）'}）生成。"
    letter = letter_of(paper, rung, life, on, number=str(values.get("paper") or "").strip(),
                       to=str(values.get("to") or "").strip() or receivers(rung, paper),
                       reply_by=_day(values.get("reply_by"), on + dt.timedelta(days=rung.reply_days)), note=note)
    return fill(letter, template_of(settings.profiles / "letters", rung, packaged_demo() / "profiles" / "letters"))


def paper_of(snapshot: Snapshot, thread: int, profile: Profile, on: dt.date) -> TaskPaper:
    """Return what the register knows of a task up to a day."""
    ident, document, task, status = snapshot.stand(thread, profile, on)
    sites = tuple(snapshot.site[match.site] for match in snapshot.matches_of_thread.get(thread, []))
    events = sorted((event for event in snapshot.told(thread) if event.at <= on), key=lambda event: (event.at, event.seq or 0))
    return TaskPaper(ident, document, task, status, sites, tuple(events))


def _day(value: object, default: dt.date) -> dt.date:
    if not value:
        return default
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{value!r} is no date.", where="reply_by", how="Write it as 2025-06-30.") from error
