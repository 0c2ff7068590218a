"""The ladder of letters, as data of a profile: which letter a task that falls behind calls for, who signs it, to whom it goes."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from geomon.errors import SettingsError
from geomon.model import LIGHTS, TaskStatus
from geomon.status.steps import Act, _count, _only, _text, _words

if TYPE_CHECKING:
    from geomon.status.life import Life

TO = ("lead", "units", "county")
"""To whom a letter goes: the leading units, all units that answer, the governments of the counties."""
STAGES = ("returned", "rebounded")
"""Stages of a status that a rung may name: work that was accepted once and is open again."""
NEEDS = ("paper", "to", "reply_by")
"""What is given with a letter that goes out: its number, whom it goes to, until when an answer is asked for."""
NEVER_CALLED = ("issued", "merged", "transferred", "cancelled")
"""Stages of a status that call for no letter: not public yet, or gone on elsewhere."""


@dataclasses.dataclass(frozen=True, slots=True)
class When:
    """One state that calls for a letter; what is left out is not asked.

    Attributes
    ----------
    lights : the light is one of these.
    over : so many days after the deadline at least; None also where there is no deadline.
    stages : the stage is one of these.
    """

    lights: tuple[str, ...] = ()
    over: int | None = None
    stages: tuple[str, ...] = ()

    def holds(self, status: TaskStatus) -> bool:
        """Return whether a task that stands so calls for the letter."""
        late = -status.days_left if status.days_left is not None else None
        return ((not self.lights or status.light in self.lights) and (not self.stages or status.stage in self.stages)
                and (self.over is None or (late is not None and late >= self.over)))


@dataclasses.dataclass(frozen=True, slots=True)
class Rung:
    """One letter of the ladder.

    Attributes
    ----------
    name : the step under which it is kept, and the name of its template.
    by : who signs, as the letter prints it.
    to : one of `TO`.
    asks : what the letter asks for, in Chinese; {reply_by} in it is the day until which an answer is asked for.
    may : rights of which one is enough to send it.
    when : states of which one is enough.
    after, wait_days : the letter that goes before, and the days that it leaves; "" where none has to.
    reply_days : days that it leaves for an answer.
    """

    name: str
    title: str
    title_en: str
    by: str
    asks: str
    to: str = "lead"
    may: tuple[str, ...] = ()
    when: tuple[When, ...] = ()
    after: str = ""
    wait_days: int = 0
    reply_days: int = 0

    @property
    def act(self) -> Act:
        """Sending it, as a step."""
        return Act(self.name, self.title, self.title_en, self.may, NEEDS)


def read_ladder(raw: object, where: str, taken: Collection[str]) -> tuple[Rung, ...]:
    """Return the letters of `[[ladder]]`, the mildest first; `taken` are names of steps that no letter can have.

    Raises
    ------
    SettingsError
        If a key is missing, not known or of the wrong kind, or a letter goes after one that does not stand before it.
    """
    if not isinstance(raw, list):
        raise SettingsError("'ladder' is not a list of letters.", where=where, how="Write each letter as [[ladder]].")
    found: list[Rung] = []
    for n, one in enumerate(raw, 1):
        rung = _rung(one, f"{where} [[ladder]] {n}")
        if rung.name in taken or any(rung.name == other.name for other in found):
            raise SettingsError(f"the name {rung.name!r} is taken.", where=f"{where} [[ladder]] {n}", how="Call the letter otherwise.")
        if rung.after and all(rung.after != other.name for other in found):
            raise SettingsError(f"after = {rung.after!r} is no letter that stands before this one.", where=f"{where} [[ladder]] {n}",
                                how="Write the letters in the order in which they are sent.")
        found.append(rung)
    return tuple(found)


def _rung(raw: object, where: str) -> Rung:
    if not isinstance(raw, dict):
        raise SettingsError("is no table.", where=where, how="Write each letter as [[ladder]].")
    _only(raw, Rung, where)
    to, when = str(raw.get("to", "lead")), raw.get("when", [])
    name = _text(raw, "name", where)
    if not name.isidentifier():
        raise SettingsError(f"name = {name!r} is no plain name.", where=where, how="Use letters of the alphabet, digits and _.")
    if to not in TO:
        raise SettingsError(f"to = {to!r} is not known.", where=where, how=f"Use one of {', '.join(TO)}.")
    if not isinstance(when, list) or not when:
        raise SettingsError("when is no list of states.", where=where, how='Write for example when = [{ lights = ["red"], over = 30 }].')
    title, title_en, by, asks = (_text(raw, key, where) for key in ("title", "title_en", "by", "asks"))
    return Rung(name, title, title_en, by, asks, to, _words(raw, "may", where), tuple(_when(one, where) for one in when),
                str(raw.get("after", "")), _count(raw, "wait_days", where), _count(raw, "reply_days", where))


def _when(raw: Any, where: str) -> When:
    if not isinstance(raw, dict):
        raise SettingsError("when is no list of states.", where=where, how='Write for example when = [{ lights = ["red"], over = 30 }].')
    _only(raw, When, where)
    over = raw.get("over")
    if over is not None and (not isinstance(over, int) or isinstance(over, bool)):
        raise SettingsError(f"over = {over!r} is no number of days.", where=where, how="Write for example over = 30, or -30 for before it.")
    lights, stages = _words(raw, "lights", where), _words(raw, "stages", where)
    for key, words, known in (("lights", lights, LIGHTS), ("stages", stages, STAGES)):
        if unknown := [word for word in words if word not in known]:
            raise SettingsError(f"{key} names {unknown[0]!r}, which there is not.", where=where, how=f"Use some of {', '.join(known)}.")
    if not (lights or stages or over is not None):
        raise SettingsError("a state of when asks for nothing.", where=where, how="Give it lights, over or stages.")
    return When(lights, over, stages)


def why_no_letter(rung: Rung, ladder: tuple[Rung, ...], life: Life, status: TaskStatus | None, day: dt.date) -> tuple[str, str]:
    """Return why a letter is not to be sent on a day, a key of `geomon.status.NO` and what fills it; ("", "") where it is.

    Parameters
    ----------
    status : how the task stands on that day; None where it is not known, which calls for no letter.
    """
    names = [one.name for one in ladder]
    sent = {str(event.body.get("step")): event.at for event in life.letters}
    if any(name in sent for name in names[names.index(rung.name):]):
        return "letter_sent", ""
    if status is None or status.light == "green" or status.stage in NEVER_CALLED or not any(one.holds(status) for one in rung.when):
        return "letter_state", ""
    if rung.after and rung.after not in sent:
        return "letter_order", ""
    if rung.after and day < (until := sent[rung.after] + dt.timedelta(days=rung.wait_days)):
        return "letter_wait", until.isoformat()
    return "", ""


def letter_due(ladder: tuple[Rung, ...], life: Life, status: TaskStatus, day: dt.date) -> Rung | None:
    """Return the sternest letter that a task calls for on a day; None where it calls for none."""
    return next((rung for rung in reversed(ladder) if not why_no_letter(rung, ladder, life, status, day)[0]), None)
