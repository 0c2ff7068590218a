"""The life of a task, folded from what is on record of it: the stage reached, by whom, how often it came back, what it waits for.

Progress, closure stage and light are three axes. Documents and units claim progress; a stage of acceptance is reached only by a step that
was recorded here, whatever a document says; the light is computed in `rules.py`.
"""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt
import hashlib
from collections.abc import Iterable

from geomon.model import Event
from geomon.status.profile import Profile
from geomon.status.rules import DONE
from geomon.status.steps import OWN, Step

STEPS = "steps"
"""Source of the events by which a task goes from step to step."""
LETTER = "letter"
"""Kind of the events of letters that went out."""
ENDS = ("merged", "transferred", "cancelled")
BEGUN = ("in_progress", "mostly_completed")
_UNDER_WAY = {"in_progress": "in_progress", "behind": "in_progress", "on_schedule": "in_progress", "ahead": "in_progress",
              "mostly_completed": "mostly_completed"}
_KINDS = {"claim": "progress", "check": "checked", "acceptance": "accepted", "notice": "noticed", "closing": "closed"}
_ACT_OF_PROGRESS = {"in_progress": "started", "mostly_completed": "mostly_completed"}


@dataclasses.dataclass(frozen=True, slots=True)
class Life:
    """Where a task is in its life on a date.

    Attributes
    ----------
    stage : planned, in_progress, mostly_completed, a stage of the profile's chain, under_review, or one of `ENDS`.
    since : the day on which it was reached; None for planned.
    claim : what reported the work as done in this round; None where nothing did.
    by : everybody who ever reported work on the task as theirs: they do not accept it.
    round : the steps since it was last set back, oldest first.
    steps : all of them.
    returned, rebounded : how often.
    due, dues : the deadline by the last extension, None without one; those before it, oldest first.
    objections : to the present notice, without an answer.
    letters : that went out since the task was last set back or given more time, oldest first; the ladder counts these.
    escalated : letters in all.
    replied : the answer to the newest letter; None while there is none.
    version : changes with every event of the task but visits.
    """

    stage: str = "planned"
    since: dt.date | None = None
    claim: Event | None = None
    by: frozenset[str] = frozenset()
    round: tuple[Event, ...] = ()
    steps: tuple[Event, ...] = ()
    returned: int = 0
    rebounded: int = 0
    due: dt.date | None = None
    dues: tuple[str, ...] = ()
    objections: tuple[Event, ...] = ()
    letters: tuple[Event, ...] = ()
    escalated: int = 0
    replied: Event | None = None
    version: str = ""

    @property
    def last(self) -> Event | None:
        """The newest step: the one that can be taken back."""
        return max(self.steps, key=lambda e: e.seq or 0, default=None)

    @property
    def notice(self) -> tuple[dt.date, dt.date] | None:
        """First and last day of the newest notice of this round."""
        found = next((e for e in reversed(self.round) if e.kind == "noticed"), None)
        return (day_of(found.body["start"]), day_of(found.body["end"])) if found else None

    @property
    def risks(self) -> tuple[str, ...]:
        """What is on record that makes a relapse likely, of `steps.RISKS`."""
        found = {"returned": self.returned, "rebounded": self.rebounded, "extended": self.dues, "letters": self.escalated}
        return tuple(name for name, holds in found.items() if holds)

    @property
    def ended(self) -> bool:
        """Whether it goes on elsewhere, or nowhere."""
        return self.stage in ENDS


def life_of(events: Iterable[Event], profile: Profile, as_of: dt.date) -> Life:
    """Return the life of a task at the end of a day; `events` are the standing ones of the task, in any order, later ones do not count."""
    every = sorted((e for e in events if e.at <= as_of), key=lambda e: (e.at, e.seq or 0))
    said = repr([(e.seq, e.kind, e.at) for e in every if e.kind != "visit"])
    life = Life(version=hashlib.blake2s(said.encode(), digest_size=8).hexdigest())
    for event in every:
        life = _stepped(life, event, profile) if event.source == STEPS else _said(life, event, profile)
    return life


def claim_stage(profile: Profile) -> str:
    """Return the stage of work that is reported as done."""
    return next((step.stage for step in profile.chain if step.kind == "claim"), "completed")


def next_step(life: Life, profile: Profile) -> Step | None:
    """Return the step of the chain that comes next; None at its end, and where the task is not on it."""
    if life.ended or life.stage == "planned" or life.stage in ("under_review", closed_stage(profile)):
        return None
    stages = [step.stage for step in profile.chain]
    if life.stage in BEGUN:
        return next((step for step in profile.chain if step.stage == claim_stage(profile)), None)
    # A stage that the profile has no more, because the city took another one, is passed over to the last that it has.
    taken = [life.stage, *(str(e.body.get("step")) for e in reversed(life.round)), claim_stage(profile)]
    last = next((stages.index(stage) for stage in taken if stage in stages), -1)
    return profile.chain[last + 1] if last + 1 < len(stages) else None


def closed_stage(profile: Profile) -> str:
    """Return the stage of a task that is closed."""
    return next((step.stage for step in profile.chain if step.kind == "closing"), "closed")


def look_back_on(life: Life, profile: Profile) -> dt.date | None:
    """Return when a closed task is to be looked at again, sooner where one of the profile's risks holds; None for any other."""
    if life.stage != closed_stage(profile) or life.since is None:
        return None
    risky = set(life.risks) & set(profile.look_back.risks)
    return months_after(life.since, profile.look_back.risky_months if risky else profile.look_back.months)


def waiting_days(life: Life, profile: Profile, day: dt.date) -> int:
    """Return for how many days a task has waited for its next step, once that is longer than the profile allows; else 0."""
    step = next_step(life, profile)
    if step is None or not step.wait_days or life.since is None or life.stage in BEGUN:
        return 0
    waited = (day - life.since).days
    return waited if waited > step.wait_days else 0


def months_after(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, the last one of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def day_of(value: object) -> dt.date:
    """Return a date as events hold it."""
    return dt.date.fromisoformat(str(value))


def kind_of(name: str, profile: Profile) -> str:
    """Return the kind of event by which a step is kept: the one that `rules.py` knows, where it has a light."""
    step = next((step for step in profile.chain if step.stage == name), None)
    if step is not None:
        return _KINDS[step.kind]
    if any(rung.name == name for rung in profile.ladder):
        return LETTER
    return "progress" if name in _ACT_OF_PROGRESS.values() else name


def progress_of(name: str, profile: Profile) -> str:
    """Return what a step says of progress; "" where it says nothing."""
    if any(step.stage == name and step.kind == "claim" for step in profile.chain):
        return "completed"
    return next((progress for progress, act in _ACT_OF_PROGRESS.items() if act == name), "")


def _said(life: Life, event: Event, profile: Profile) -> Life:
    """Return the life after somebody's word on progress, which moves a task up to "done" and no further."""
    done = claim_stage(profile)
    if event.kind != "progress" or life.stage not in ("planned", *BEGUN, done):
        return life
    progress = str(event.body.get("progress"))
    if progress in DONE:
        own = life.by if event.actor == "document" else life.by | {event.actor}
        return life if life.stage == done else dataclasses.replace(life, stage=done, since=event.at, claim=event, by=own)
    if progress in _UNDER_WAY and life.stage != _UNDER_WAY[progress]:
        return dataclasses.replace(life, stage=_UNDER_WAY[progress], since=event.at, claim=None)
    return life


def _stepped(life: Life, event: Event, profile: Profile) -> Life:
    """Return the life after a recorded step; its gate was asked when it was written."""
    life = dataclasses.replace(life, steps=(*life.steps, event))
    if event.kind == LETTER:                              # also one that the profile has no more
        return dataclasses.replace(life, letters=(*life.letters, event), escalated=life.escalated + 1, replied=None)
    name = str(event.body.get("step"))
    step = next((step for step in profile.chain if step.stage == name), None)
    if name in profile.acts and step is None:
        return _acted(life, event, name, profile)
    own = {event.actor} if event.kind in ("progress", "checked") or (step and step.kind in OWN) else set()
    return dataclasses.replace(life, stage=name, since=event.at, by=life.by | own, round=(*life.round, event),
                               claim=event if event.kind == "progress" else life.claim,
                               objections=() if event.kind == "noticed" else life.objections)


def _acted(life: Life, event: Event, name: str, profile: Profile) -> Life:
    if name in ("returned", "rebounded"):
        return dataclasses.replace(life, stage="in_progress", since=event.at, claim=None, round=(), objections=(), letters=(), replied=None,
                                   returned=life.returned + (name == "returned"), rebounded=life.rebounded + (name == "rebounded"))
    if name in _ACT_OF_PROGRESS.values():
        return dataclasses.replace(life, stage=str(event.body.get("progress")), since=event.at, by=life.by | {event.actor})
    if name == "extended":
        return dataclasses.replace(life, due=day_of(event.body["due"]), dues=(*life.dues, str(event.body.get("old") or "")),
                                   letters=(), replied=None)
    if name == "replied":
        return dataclasses.replace(life, replied=event)
    if name == "objected":
        return dataclasses.replace(life, objections=(*life.objections, event))
    if name == "answered":
        return dataclasses.replace(life, objections=())
    if name in ("reviewing", "reviewed"):
        stage = "under_review" if name == "reviewing" else closed_stage(profile)
        return dataclasses.replace(life, stage=stage, since=event.at)
    return dataclasses.replace(life, stage=name, since=event.at) if name in ENDS else life
