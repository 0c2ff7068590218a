"""Where a task is in its life, which steps are open to a person, and taking one or taking it back: one event each."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from geomon.errors import Conflict, InputError, NotAllowed
from geomon.model import Event, Task
from geomon.people import ACTIONS, Actor, Thing, allow, may
from geomon.service.agenda import Agenda, agenda_of
from geomon.service.letters import LetterSheet, draft_of, sheet_of
from geomon.service.snapshot import Snapshot
from geomon.service.things import Things
from geomon.settings import Settings
from geomon.situation import Situation
from geomon.status import STEPS, Facts, Life, Offer, Profile, Who, life_of, look_back_on, offers_of, take_step, task_status, waiting_days
from geomon.store import Register

TITLE = 40
"""Letters of a task's problem that name it where it has no title."""


@dataclasses.dataclass(frozen=True, slots=True)
class LifeSheet:
    """A task's life as a person has it before them.

    Attributes
    ----------
    task : its id in its newest document.
    offers : every step, open or not.
    measures : their texts, for the step that asks for each.
    look_back : when it is to be looked at again; None for what is not closed.
    waiting : days that it has waited for the next step, once longer than the profile allows; else 0.
    undoable : number of the step that this person can take back; None where there is none.
    today : the day on which a step is taken where nothing else is said.
    """

    task: str
    life: Life
    offers: tuple[Offer, ...]
    measures: tuple[str, ...]
    look_back: dt.date | None
    waiting: int
    undoable: int | None
    today: dt.date


class LifeDesk:
    """The lives of a workspace's tasks, for one person; safe to use from every thread.

    Parameters
    ----------
    now : gives the newest state of the register.
    person : asked anew before each act.
    sees : raises KeyError for a task that they do not see.
    seen : gives what of the register they see; None is all.
    """

    def __init__(self, register: Register, settings: Settings, profile: Profile, now: Callable[[], Snapshot],
                 counties: Callable[[], Sequence[tuple[str, str, str]]], person: Callable[[], Actor | None],
                 sees: Callable[[str], Thing], seen: Callable[[], Snapshot] | None = None) -> None:
        self._register, self._settings, self._profile, self._now, self._counties = register, settings, profile, now, counties
        self._person, self._sees, self._seen = person, sees, seen or now

    def of_person(self, person: Callable[[], Actor | None], sees: Callable[[str], Thing], seen: Callable[[], Snapshot]) -> LifeDesk:
        """Return the same lives as somebody else has them; `seen` gives what of the register lies inside their limits."""
        return LifeDesk(self._register, self._settings, self._profile, self._now, self._counties, person, sees, seen)

    def sheet(self, task: str, day: dt.date | None = None) -> LifeSheet:
        """Return a task by any id that it has in a document, and its steps as they stand on `day`; KeyError when there is none."""
        actor = self._asked(task)
        snapshot, today = self._now(), self._settings.today()
        life, facts, thing, record = self._read(snapshot, snapshot.thread_of[task], today, day)
        who = _who(actor, thing)
        last = life.last
        undoable = last.seq if last is not None and self._no_undo(life, last.seq or 0, who) is None else None
        return LifeSheet(snapshot.threads[snapshot.thread_of[task]].ids[-1], life,
                         offers_of(life, self._profile, facts, who, day or today, today), tuple(m.text for m in record.measures),
                         look_back_on(life, self._profile), waiting_days(life, self._profile, today), undoable, today)

    def take(self, task: str, step: str, given: Mapping[str, Any], day: dt.date | None = None, version: str = "") -> None:
        """Take a step.

        Parameters
        ----------
        given : what its gate asks for, by `geomon.status.steps.GIVEN`.
        day : on which it was taken; None is today.
        version : `Life.version` as it was shown; empty asks for no check.

        Raises
        ------
        InputError, NotAllowed
            If there is no such task or step, it is not open to this person, or something that it asks for is missing.
        Conflict
            If the task is no longer what was shown.
        """
        actor, today = self._asked(task), self._settings.today()
        on = day or today

        def make(snapshot: Snapshot) -> Event:
            thread = _thread(snapshot, task)
            life, facts, thing, _ = self._read(snapshot, thread, today, on)
            _check_version(life, version, task, step)
            if step not in self._profile.acts and all(one.stage != step for one in self._profile.chain):
                raise InputError(f"the profile has no step {step!r}.", where=task, how="Choose one of the steps that are offered.")
            try:
                event = take_step(life, self._profile, facts, _who(actor, thing), step, given, on, today, snapshot.threads[thread].ids[-1])
            except NotAllowed as error:
                raise NotAllowed(error.what, where=task, how=error.how) from error
            if "successor" in event.body:
                self._check_successor(snapshot, thread, str(event.body["successor"]), today)
            return event
        self._write(make)

    def agenda(self, situation: Situation) -> Agenda:
        """Return what has its turn on a date among the tasks that they see: look-backs, letters, answers; see `geomon.service.agenda`."""
        allow(self._person(), "view")
        return agenda_of(self._seen(), situation, self._profile)

    def letters(self, task: str) -> LetterSheet:
        """Return where a task stands on the ladder of letters today; KeyError when there is none."""
        actor = self._asked(task)
        snapshot, today = self._now(), self._settings.today()
        thread = snapshot.thread_of[task]
        life, facts, thing, _ = self._read(snapshot, thread, today)
        offers = offers_of(life, self._profile, facts, _who(actor, thing), today, today)
        return sheet_of(snapshot, thread, self._profile, life, offers, today)

    def draft(self, task: str, letter: str, given: Mapping[str, Any] | None = None, day: dt.date | None = None) -> bytes:
        """Return a letter as a Word file, written or not: whoever may take files out may read one; see `letters.draft_of` for the errors.

        Parameters
        ----------
        given : paper (its number), to, reply_by; what is missing is taken from the ladder, or left as a blank.
        day : of the letter; None is today.
        """
        allow(self._asked(task), "download")
        snapshot = self._now()
        return draft_of(snapshot, _thread(snapshot, task), self._profile, self._settings, self._register, letter, given or {},
                        day or self._settings.today())

    def thing(self, ident: str) -> Thing:
        """Return a task with those whose work it is, or whatever else has this id and they see; KeyError when there is none."""
        found, snapshot = self._sees(ident), self._now()
        if ident not in snapshot.thread_of:
            return found
        life = life_of(snapshot.told(snapshot.thread_of[ident]), self._profile, self._settings.today())
        return dataclasses.replace(found, by=life.by)

    def undo(self, task: str, seq: int, reason: str = "") -> None:
        """Take the newest step of a task back, by its number.

        Raises
        ------
        InputError, NotAllowed
            If it is not the newest step, or this person may not take such a step.
        """
        actor, today = self._asked(task), self._settings.today()

        def make(snapshot: Snapshot) -> Event:
            life, _, thing, _ = self._read(snapshot, _thread(snapshot, task), today)
            if (error := self._no_undo(life, seq, _who(actor, thing))) is not None:
                raise error
            subject = next(event.subject for event in snapshot.said if event.seq == seq)
            body: dict[str, object] = {"seq": seq} | ({"reason": reason.strip()} if reason.strip() else {})
            return Event(today, actor.name, "withdrawn", subject, body, STEPS)
        self._write(make)

    # ---- inside -----------------------------------------------------------------------------------------------------

    def _asked(self, task: str) -> Actor:
        """Return who acts, once they see the task."""
        actor = self._person()
        if actor is None:
            raise NotAllowed("nobody is signed in.", how="Sign in first.")
        allow(actor, "view")
        self._sees(task)
        return actor

    def _read(self, snapshot: Snapshot, thread: int, today: dt.date, on: dt.date | None = None) -> tuple[Life, Facts, Thing, Task]:
        """Return a task's life by today, and what its gates look at; `on` is the day of the step, today where it is None."""
        told = snapshot.told(thread)
        life = life_of(told, self._profile, today)
        document, task = snapshot.record(thread, today)
        thing = dataclasses.replace(Things(snapshot, self._counties()).thread(snapshot.threads[thread]), by=life.by)
        has = {"goal": task.goal, "plan_measures": task.measures, "units": thing.units, "deadline": task.deadline.kind != "none"}
        sites = [snapshot.site[match.site] for match in snapshot.matches_of_thread.get(thread, ())]
        placed = any(site.location.method not in ("none", "county") for site in sites)
        facts = Facts(frozenset(name for name, value in has.items() if value), len(task.measures), thing.units or frozenset(),
                      task.deadline.due or task.deadline.latest, task.deadline.kind == "ongoing", placed,
                      tuple(event for event in told if event.kind == "visit"),
                      task_status(task, document, told, self._profile, on or today))
        return life, facts, thing, task

    def _no_undo(self, life: Life, seq: int, who: Who) -> InputError | NotAllowed | None:
        last = life.last
        if last is None or all(event.seq != seq for event in life.steps):
            return InputError("there is nothing to take back: it was taken back already.", where=f"entry {seq}", how="Load the page again.")
        if last.seq != seq:
            return InputError("only the newest step of a task can be taken back.", where=f"entry {seq}",
                              how="Take the later steps back first.")
        name = last.body.get("step")
        step = next((one for one in self._profile.chain if one.stage == name), None)
        rights = step.may if step else self._profile.acts[str(name)].may if name in self._profile.acts else ()
        if all(who.refused(right) is not None for right in rights):
            return NotAllowed("who may take a step may take it back, and you may not.", where=f"entry {seq}",
                              how="Ask a person who has that right.")
        return None

    def _check_successor(self, snapshot: Snapshot, thread: int, successor: str, today: dt.date) -> None:
        """Go on where the task that this one goes into is there, and does not itself go into this one."""
        met = {thread}
        ident: str | None = successor
        while ident is not None:
            other = snapshot.thread_of.get(ident)
            if other is None:
                raise InputError("this task is not in the register.", where=successor, how="Choose a task of the register.")
            if other in met:
                raise InputError("this task goes into itself that way.", where=successor, how="Choose another task.")
            met.add(other)
            life = life_of(snapshot.told(other), self._profile, today)
            ident = str(life.last.body.get("successor")) if life.stage == "merged" and life.last else None

    def _write(self, make: Callable[[Snapshot], Event]) -> None:
        before = self._now()
        event = make(before)
        with self._register.write() as writer:
            if writer.version != before.version + 1:  # somebody wrote in between: judge by what stands now, while nobody else can write
                event = make(self._now())
            writer.append_event(event)


def _who(actor: Actor, thing: Thing) -> Who:
    def refused(action: str) -> tuple[str, str] | None:
        if action not in ACTIONS:
            what = f"the profile names a right {action!r}, which there is not."
            how = f"Rights: {', '.join(ACTIONS)}."
            return what, how
        right = may(actor, action, thing)
        return None if right else (right.what, right.how)
    return Who(actor.name, actor.actions, actor.units or frozenset(), refused)


def _thread(snapshot: Snapshot, task: str) -> int:
    if task not in snapshot.thread_of:
        raise InputError("this task is not in the register any more.", where=task, how="Load the page again.")
    return snapshot.thread_of[task]


def _check_version(life: Life, version: str, task: str, step: str) -> None:
    if version and version != life.version:
        last = life.last
        what = "this task changed after you opened it; nothing of yours was saved."
        if last:
            what = f"{last.actor} took a step on {last.at} after you opened this task; nothing of yours was saved."
        raise Conflict(what, where=task, how="Look at it as it stands now.", mine=step, theirs=str(last.body.get("step")) if last else "")
