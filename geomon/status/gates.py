"""Which steps of a task are open to a person on a day, and why the others are not; a step that is taken becomes an event.

A refusal is an English sentence in two parts, what and how to go on, as errors are; `geomon.told` has its Chinese.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from geomon.errors import InputError, NotAllowed
from geomon.model import Event, TaskStatus
from geomon.status.ladder import why_no_letter
from geomon.status.life import BEGUN, LETTER, STEPS, Life, closed_stage, kind_of, next_step, progress_of
from geomon.status.profile import Profile
from geomon.status.steps import DATES, GIVEN, JUDGING, OF_PLAN, TEXTS, Act, Step

LONGEST = 2000
"""Characters of one text given with a step."""
NO: Mapping[str, Mapping[str, str]] = {
    "ended": {"what": "the task was merged, handed over or cancelled here.", "how": "Take that step back, if it was a mistake."},
    "taken": {"what": "this step was taken already.", "how": "Look at the stage that the task has reached."},
    "early": {"what": "it is not the turn of this step yet.", "how": "Take the steps before it first."},
    "stage": {"what": "this is not done at the stage that the task has reached.", "how": "Choose one of the steps that are offered."},
    "nobody": {"what": "the profile names nobody who takes this step.", "how": "Add may to this step in the profile's file."},
    "own": {"what": "it is your own work, so another person must accept it.", "how": "Ask another person with this role."},
    "unit": {"what": "it is the work of a unit that you speak for, so another person must accept it.",
             "how": "Ask a person who does not speak for that unit."},
    "future": {"what": "the day lies in the future.", "how": "Give a day up to today."},
    "before": {"what": "the last that is on record of the task was on {since}, after this day.", "how": "Give that day or a later one."},
    "notice": {"what": "the public notice runs until {end}.", "how": "Take this step on a day after it."},
    "objection": {"what": "an objection to the notice has no answer yet.", "how": "Answer it, or return the task."},
    "visit": {"what": "nobody has been there since the work was reported, but those whose work it is.",
              "how": "Record a visit to a place of the task first."},
    "looked": {"what": "nobody has been there since the looking back began.", "how": "Record a visit to a place of the task first."},
    "letter_sent": {"what": "this letter or a sterner one went out already.", "how": "Look at the letters that went out."},
    "letter_state": {"what": "the state of the task does not call for this letter.",
                     "how": "The ladder in the profile's file says when it does."},
    "letter_order": {"what": "another letter of the ladder goes before this one.", "how": "Send that one first."},
    "letter_wait": {"what": "the letter before it leaves time until {until}.", "how": "Send this one on that day or later."},
    "goal": {"what": "the task has no goal on record.", "how": "Add it on the page Review first."},
    "plan_measures": {"what": "the task has no measures on record.", "how": "Add them on the page Review first."},
    "units": {"what": "the task has no responsible unit on record.", "how": "Add it on the page Review first."},
    "deadline": {"what": "the task has no deadline on record.", "how": "Add it on the page Review first."},
}

_OTHER_TIMES = ("ended", "taken", "early", "stage", "letter_sent", "letter_state", "letter_order", "letter_wait")
"""Reasons of what does not come next, whoever asks."""


@dataclasses.dataclass(frozen=True, slots=True)
class Facts:
    """What a gate looks at besides the steps.

    Attributes
    ----------
    has : of `steps.OF_PLAN`, what the record of the task has.
    measures : how many it has.
    units : those that answer for it.
    due : its deadline as planned.
    ongoing : whether it is a duty without an end.
    placed : whether one of its places is on the map, so that a visit can be recorded; else a paper stands for it.
    visits : events of visits to its places; the actor names who was there, joined by 、.
    status : how it stands on the day of the step, which is what letters go by; None calls for no letter.
    """

    has: frozenset[str] = frozenset()
    measures: int = 0
    units: frozenset[str] = frozenset()
    due: dt.date | None = None
    ongoing: bool = False
    placed: bool = True
    visits: tuple[Event, ...] = ()
    status: TaskStatus | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Who:
    """Who takes a step: name, rights, units that they speak for, and why they may not use a right on this task (None: they may)."""

    name: str
    rights: frozenset[str]
    units: frozenset[str]
    refused: Callable[[str], tuple[str, str] | None]


@dataclasses.dataclass(frozen=True, slots=True)
class Offer:
    """One step as it stands for a person on a day; true where it is open.

    Attributes
    ----------
    name : of the stage or act.
    needs : what is to be given with it, of `steps.GIVEN`; "visit" among them asks for the paper of a visit, where no place is on the map.
    near : whether the stage of the task lets it come next, whoever asks.
    what, how : why it is not open, and how to go on.
    right : whether it is the person that is refused.
    """

    name: str
    title: str
    title_en: str
    needs: tuple[str, ...]
    near: bool
    what: str = ""
    how: str = ""
    right: bool = False

    def __bool__(self) -> bool:
        return not self.what


def offers_of(life: Life, profile: Profile, facts: Facts, who: Who, day: dt.date, today: dt.date) -> tuple[Offer, ...]:
    """Return every step of a profile, the chain first, as it stands for `who` on `day`."""
    every: tuple[Step | Act, ...] = (*profile.chain, *profile.acts.values())
    return tuple(_offer(one, life, profile, facts, who, day, today) for one in every)


def _offer(one: Step | Act, life: Life, profile: Profile, facts: Facts, who: Who, day: dt.date, today: dt.date) -> Offer:
    name = one.stage if isinstance(one, Step) else one.name
    why, right, fill = _why_not(name, one.may, one.needs, life, profile, facts, who, day, today)
    given = [need for need in one.needs if need in GIVEN or (need == "visit" and not facts.placed)]
    if isinstance(one, Step) and one.before_due and "reason" not in given and (due := life.due or facts.due) and day > due:
        given.append("reason")
    said = NO.get(why)
    told = (said["what"].format(since=fill, end=fill, until=fill), said["how"]) if said else (why, fill)
    return Offer(name, one.title, one.title_en, tuple(given), why not in _OTHER_TIMES, *told, right)


def take_step(life: Life, profile: Profile, facts: Facts, who: Who, name: str, given: Mapping[str, Any], day: dt.date, today: dt.date,
              subject: str) -> Event:
    """Return a step as the event to be written.

    Raises
    ------
    KeyError
        If the profile has no such step.
    NotAllowed
        If this person may not take it.
    InputError
        If it is not open, or something that its gate asks for is missing or none.
    """
    step = next((step for step in profile.chain if step.stage == name), None)
    offer = _offer(step or profile.acts[name], life, profile, facts, who, day, today)
    if offer.what:
        kind = NotAllowed if offer.right else InputError
        raise kind(offer.what, how=offer.how)
    body: dict[str, object] = {"step": name}
    for need in offer.needs:
        body[need] = _given(need, given.get(need), facts.measures)
    if given.get("imagery") and "imagery" not in body:
        body["imagery"] = _given("imagery", given["imagery"], 0)
    if seen := _visits(name, life, facts, day):
        body["visits"] = [visit.body.get("visit") for visit in seen]
    if progress := progress_of(name, profile):
        body["progress"] = progress
    if name == "extended":
        body["old"] = _extended(body["due"], life.due or facts.due)
    if "end" in offer.needs:
        _notice(body, profile, name, life)
    kept_as = kind_of(name, profile)
    if kept_as == LETTER:
        body |= _sent_for(offer, facts, day, str(body["reply_by"]))
    return Event(day, who.name, kept_as, subject, body, STEPS)


def _why_not(name: str, may: tuple[str, ...], needs: tuple[str, ...], life: Life, profile: Profile, facts: Facts, who: Who, day: dt.date,
             today: dt.date) -> tuple[str, bool, str]:
    """Return why a step is not open: a key of `NO` or a sentence, whether it is the person, and what fills it or how to go on."""
    step = next((step for step in profile.chain if step.stage == name), None)
    if turn := _turn(name, step, life, profile, facts):
        return turn, False, ""
    if rung := next((rung for rung in profile.ladder if rung.name == name), None):
        not_yet, fill = why_no_letter(rung, profile.ladder, life, facts.status, day)
        if not_yet:
            return not_yet, False, fill
    if not may:
        return "nobody", True, ""
    refusals = {right: no for right in may if (no := who.refused(right)) is not None}
    if len(refusals) == len(may):
        what, how = next((no for right, no in refusals.items() if right in who.rights), next(iter(refusals.values())))
        return what, True, how
    if (step is not None and step.kind in JUDGING) or name == "reviewed":
        if who.name in life.by:
            return "own", True, ""
        if who.units & facts.units:
            return "unit", True, ""
    if day > today:
        return "future", False, ""
    latest = max([*(e.at for e in life.steps), *([life.since] if life.since else [])], default=day)
    if day < latest:
        return "before", False, latest.isoformat()
    if lacks := next((need for need in needs if need in OF_PLAN and need not in facts.has), ""):
        return lacks, False, ""
    asks_visit = "visit" in needs or (step is not None and step.kind == "closing" and not any("visit" in e.body or e.body.get("visits")
                                                                                             for e in life.round))
    if asks_visit and (facts.placed or "visit" not in needs) and not _visits(name, life, facts, day):
        return ("looked" if name == "reviewed" else "visit"), False, ""
    if step is not None and (notice := _running(life, profile)) is not None:
        if life.objections:
            return "objection", False, ""
        if day <= notice:
            return "notice", False, notice.isoformat()
    return "", False, ""


def _turn(name: str, step: Step | None, life: Life, profile: Profile, facts: Facts) -> str:
    """Return why it is not the turn of a step; "" where it is."""
    if life.ended:
        return "ended"
    closed = life.stage == closed_stage(profile)
    if step is not None:
        if (following := next_step(life, profile)) is step:
            return ""
        stages = [one.stage for one in profile.chain]
        reached = len(stages) if closed or life.stage == "under_review" else stages.index(following.stage) if following else 0
        begun = life.stage not in ("planned", *BEGUN)
        return "taken" if begun and stages.index(name) < reached else "early"
    over = closed or life.stage == "under_review"
    in_notice = _running(life, profile) is not None
    turn = {
        "started": life.stage == "planned", "mostly_completed": life.stage == "in_progress",
        "heartbeat": facts.ongoing and not over, "returned": not over and life.stage not in ("planned", *BEGUN),
        "replied": bool(life.letters) and life.replied is None, "objected": in_notice, "answered": in_notice and bool(life.objections),
        "reviewing": closed, "reviewed": life.stage == "under_review", "rebounded": over,
    }
    return "" if turn.get(name, not over) else "stage"


def _running(life: Life, profile: Profile) -> dt.date | None:
    """Return the last day of the notice that the task stands in; None where it stands elsewhere."""
    step = next((step for step in profile.chain if step.stage == life.stage), None)
    return life.notice[1] if step is not None and step.kind == "notice" and life.notice else None


def _visits(name: str, life: Life, facts: Facts, day: dt.date) -> list[Event]:
    """Return the visits that a gate counts: since the claim, or since the looking back began, and not only by those whose work it is."""
    since = life.since if name in ("reviewed", "rebounded") else life.claim.at if life.claim else None
    if since is None:
        return []
    return [visit for visit in facts.visits if since <= visit.at <= day and not set(visit.actor.split("、")) <= life.by]


def _given(need: str, value: Any, measures: int) -> object:
    if need in (*TEXTS, "visit", "successor"):
        if not (isinstance(value, str) and value.strip()):
            raise InputError("this is asked for with the step and is missing.", where=need, how="Fill it in.")
        if len(value) > LONGEST:
            raise InputError(f"this is longer than {LONGEST} letters.", where=need, how="Shorten it.")
        return value.strip()
    if need in DATES:
        try:
            return dt.date.fromisoformat(str(value)).isoformat()
        except ValueError as error:
            raise InputError("this is asked for with the step and is no date.", where=need, how="Write it as 2025-06-30.") from error
    done = set(value) if isinstance(value, list | tuple) else set()
    if missing := [number for number in range(1, measures + 1) if number not in done]:
        raise InputError(f"measure {missing[0]} has no answer.", where=need, how="Mark every measure as done, or report less than that.")
    return sorted(done & set(range(1, measures + 1)))


def _sent_for(offer: Offer, facts: Facts, day: dt.date, reply_by: str) -> dict[str, object]:
    """Return what a letter is kept with: its title, and how the task stood when it went out."""
    if dt.date.fromisoformat(reply_by) < day:
        raise InputError("an answer is asked for before the letter goes out.", where="reply_by", how="Give that day or a later one.")
    status = facts.status
    if status is None:
        return {"title": offer.title}
    due = status.due.isoformat() if status.due else ""
    return {"title": offer.title, "light": status.light, "days_left": status.days_left, "deadline": due}


def _extended(due: object, old: dt.date | None) -> str:
    if old is not None and dt.date.fromisoformat(str(due)) <= old:
        raise InputError(f"the new deadline is no later than the old one, {old}.", where="due", how="Give a later day.")
    return old.isoformat() if old else ""


def _notice(body: Mapping[str, object], profile: Profile, name: str, life: Life) -> None:
    """Check the two ends of a notice."""
    start, end = dt.date.fromisoformat(str(body["start"])), dt.date.fromisoformat(str(body["end"]))
    days = next((step.days for step in profile.chain if step.stage == name), 0)
    if life.since is not None and start < life.since:
        raise InputError(f"the notice begins before the step that it follows, which was on {life.since}.", where="start",
                         how="Give that day or a later one.")
    if (end - start).days + 1 < max(1, days):
        raise InputError(f"the notice is shorter than {max(1, days)} days.", where="end", how="Give a later end.")
