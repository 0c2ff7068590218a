"""The rules of the lights.

Nothing counts before the day that it speaks of, and nothing that is not on record counts at all: a deadline that passed without
a word is grey (nobody knows), and becomes red only when somebody reported and the report does not say "completed".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple, cast

from geomon.model import DeadlineKind, Document, Event, Light, Progress, Task, TaskStatus
from geomon.status.profile import Profile

DONE: tuple[Progress, ...] = ("completed", "accepted", "closed")

_PROGRESS: dict[Progress, tuple[str, str]] = {
    "not_started": ("尚未启动", "not started"),
    "in_progress": ("正在整改", "in progress"),
    "behind": ("未达到序时进度", "behind schedule"),
    "on_schedule": ("达到序时进度", "on schedule"),
    "ahead": ("超过序时进度", "ahead of schedule"),
    "mostly_completed": ("基本完成", "mostly completed"),
    "completed": ("已完成", "completed"),
    "accepted": ("已验收", "accepted"),
    "closed": ("已销号", "closed"),
}
_SET_BACK = {"returned": ("验收退回", "returned at acceptance"), "rebounded": ("问题反弹", "the problem has come back")}
_ENDED = {"merged": ("已并入另一任务", "merged into another task"), "transferred": ("已移交", "handed over"),
          "cancelled": ("任务已撤销", "cancelled")}
_STAGE = {"behind": "in_progress", "on_schedule": "in_progress", "ahead": "in_progress"}
_WORD_OF_IT = ("progress", "heartbeat", "visit", "accepted", "closed", "returned", "rebounded")


@dataclasses.dataclass(frozen=True, slots=True)
class Plan:
    """What a task's light depends on in its documents: the readings of its deadline, its dated targets, when the document was issued."""

    kind: DeadlineKind
    due: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    targets: tuple[dt.date, ...] = ()
    issued: dt.date | None = None


class Word(NamedTuple):
    """Something that was said of a task: the day that it speaks of, its kind, and whether that day was inferred."""

    at: dt.date
    kind: str
    inferred: bool


class Standing(NamedTuple):
    """What is on record of a task up to a date: the last word on each point."""

    planned: dt.date | None = None
    progress: Progress | None = None
    claim: Word | None = None
    set_back: Word | None = None
    reported: Word | None = None
    extended: dt.date | None = None
    ended: Word | None = None


def task_status(task: Task, document: Document, events: Iterable[Event], profile: Profile, as_of: dt.date) -> TaskStatus:
    """Return where `task` stands at the end of the day `as_of`.

    Parameters
    ----------
    document : the document of the task; its date is when the plan became known, unless a "planned" event says so.
    events : those of this task, in any order; later ones than `as_of` do not count. Kinds that are known: planned, progress
        (body: progress), heartbeat, visit, accepted, closed, returned, rebounded, extended (body: due), merged,
        transferred, cancelled; others are skipped.

    Notes
    -----
    An ambiguous deadline is judged overdue only after its latest reading, and warned of from its earliest (domain: deadlines).
    """
    stood = standings_of(e for e in events if e.at <= as_of)
    return judged(plan_of(task, document), stood[-1][1] if stood else Standing(), profile, as_of)


def plan_of(task: Task, document: Document) -> Plan:
    """Return what a task's documents say that its light depends on."""
    said = task.deadline
    return Plan(said.kind, said.due, said.earliest, said.latest, tuple(sorted({m.due for m in task.milestones})), document.issued)


def standings_of(events: Iterable[Event]) -> list[tuple[dt.date, Standing]]:
    """Return what stood on record at the end of each day that events speak of, in the order of the days."""
    found: list[tuple[dt.date, Standing]] = []
    planned = progress = claim = set_back = reported = extended = ended = None
    for event in sorted(events, key=_in_order):
        kind, at = event.kind, event.at
        word = Word(at, kind, event.body.get("dated") == "inferred")
        if kind == "planned":
            planned = min(at, planned or at)
        elif kind == "extended":
            extended = dt.date.fromisoformat(str(event.body["due"]))
        elif kind in _ENDED:
            ended = word
        if kind in _SET_BACK:
            set_back, progress, claim = word, "in_progress", word
        elif kind in ("progress", "accepted", "closed"):
            claimed = event.body.get("progress") if kind == "progress" else kind
            if isinstance(claimed, str) and claimed in _PROGRESS:
                # "In progress" after a set-back answers nothing; only a new claim of completion lifts it.
                progress, claim, set_back = claimed, word, None if claimed in DONE else set_back
        if kind in _WORD_OF_IT:
            reported = word
        now = Standing(planned, cast("Progress | None", progress), claim, set_back, reported, extended, ended)
        if found and found[-1][0] == at:
            found[-1] = at, now
        else:
            found.append((at, now))
    return found


def judged(plan: Plan, record: Standing, profile: Profile, as_of: dt.date) -> TaskStatus:
    """Return where a task with this plan and this record stands at the end of the day `as_of`; equal ones stand equally."""
    planned = record.planned or plan.issued
    first, due, last = _dates(plan, record)
    left = None if last is None else (last - as_of).days
    light, stage, zh, en = _judge(plan, record, profile, as_of, planned, (first, last))
    if light != "green" and stage != "issued" and record.ended is None:
        more_zh, more_en = _milestones(plan, record, profile, as_of)
        zh, en = zh + more_zh, en + more_en
    return TaskStatus(light, stage, zh, en, record.progress, due, None if light == "green" or record.ended else left)


def _in_order(event: Event) -> tuple[dt.date, int]:
    return event.at, event.seq or 0


def _judge(plan: Plan, record: Standing, profile: Profile, as_of: dt.date, planned: dt.date | None,
           dates: tuple[dt.date | None, dt.date | None]) -> tuple[Light, str, str, str]:
    first, last = dates
    stage = "planned" if record.progress is None else _STAGE.get(record.progress, record.progress)
    if record.ended is not None:
        zh, en = _ENDED[record.ended.kind]
        return "grey", record.ended.kind, f"{zh}（{_day(record.ended)}）。", f"{en[0].upper()}{en[1:]} ({_day_en(record.ended)})."
    if record.set_back is not None:
        zh, en = _SET_BACK[record.set_back.kind]
        return "red", record.set_back.kind, f"{zh}（{_day(record.set_back)}）。", f"{en[0].upper()}{en[1:]} ({_day_en(record.set_back)})."
    if record.claim is None and record.reported is None and planned is not None and as_of < planned:
        return "grey", "issued", f"{planned}才公布，当日尚无记载。", f"Made public on {planned} only; nothing is known on this day."
    if record.progress in DONE and record.claim is not None:
        zh, en = _PROGRESS[record.progress]
        return "green", stage, f"{zh}（{_day(record.claim)}）。", f"{en.capitalize()} ({_day_en(record.claim)})."
    if first is None or last is None:
        return _without_end(plan, record, profile, as_of, planned, stage)
    said_zh, said_en = _said(record)
    if as_of > last:
        over = (as_of - last).days
        if record.reported is None:
            return "grey", stage, f"时限{last}已过{over}天，无人报告进展。", f"Due {last}, {over} days ago; nobody has reported."
        return "red", stage, f"逾期{over}天（时限{last}）；{said_zh}。", f"Overdue by {over} days (due {last}); {said_en}."
    left = (last - as_of).days
    if record.progress == "behind":
        return "yellow", stage, f"进度滞后；{said_zh}，距时限{last}还有{left}天。", f"Behind: {said_en}; {left} days left until {last}."
    if (first - as_of).days <= profile.warning_days:
        unsure_zh, unsure_en = ("", "") if first == last else (f"（原文亦可读作{first}）", f" (it can also be read as {first})")
        return ("yellow", stage, f"距时限{last}还有{left}天{unsure_zh}；{said_zh}。",
                f"{left} days left until {last}{unsure_en}; {said_en}.")
    near = _stage_near(plan, record, profile, as_of)
    if near is not None:
        return ("yellow", stage, f"分阶段时限：{near}的节点临近或已过且无新报告；{said_zh}，最终时限{last}。",
                f"Staged: the part due {near} is near, or over without a report since; {said_en}; last part due {last}.")
    return "blue", stage, f"正常推进：距时限{last}还有{left}天；{said_zh}。", f"On track: {left} days left until {last}; {said_en}."


def _without_end(plan: Plan, record: Standing, profile: Profile, as_of: dt.date, planned: dt.date | None,
                 stage: str) -> tuple[Light, str, str, str]:
    """Judge a duty that has no calendar deadline by its heartbeat: the last word of it, or else its publication."""
    duty_zh, duty_en = ("长期任务", "Long-term duty") if plan.kind == "ongoing" else ("无明确时限", "No calendar deadline")
    said_zh, said_en = _said(record)
    if record.progress == "behind":
        return "yellow", stage, f"{duty_zh}，进度滞后；{said_zh}。", f"{duty_en}, behind: {said_en}."
    heard = max((day for day in (planned, record.reported and record.reported.at) if day), default=None)
    if heard is None:
        return "grey", stage, f"{duty_zh}，{said_zh}。", f"{duty_en}; {said_en}."
    silent = (as_of - heard).days
    if silent > profile.heartbeat_days:
        return "grey", stage, f"{duty_zh}，已{silent}天没有消息；{said_zh}。", f"{duty_en}, silent for {silent} days; {said_en}."
    return "blue", stage, f"{duty_zh}，持续推进；{said_zh}。", f"{duty_en}, alive; {said_en}."


def _dates(plan: Plan, record: Standing) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """Return the earliest and the shown and the latest reading of the deadline; an extension replaces all three."""
    if record.extended is not None:
        return record.extended, record.extended, record.extended
    named = [day for day in (plan.due, plan.latest) if day]
    last = max(named, default=plan.earliest)
    # The first part of a staged deadline is no other reading of it: the last part's date counts.
    first = last if plan.kind == "staged" or last is None else min(plan.earliest or last, last)
    return first, plan.due or last, last


def _stage_near(plan: Plan, record: Standing, profile: Profile, as_of: dt.date) -> dt.date | None:
    """Return the first part of a staged deadline that is near, or over without a report since."""
    if plan.kind != "staged":
        return None
    parts = {*plan.targets} | ({plan.earliest} if plan.earliest else set())
    return next((day for day in sorted(parts) if _open(day, record, profile, as_of)), None)


def _milestones(plan: Plan, record: Standing, profile: Profile, as_of: dt.date) -> tuple[str, str]:
    """Return what to add to the reason: dated targets that are near, or over without a report since."""
    open_ones = [due for due in plan.targets if _open(due, record, profile, as_of)]
    if not open_ones:
        return "", ""
    over, near = [str(d) for d in open_ones if d < as_of], [str(d) for d in open_ones if d >= as_of]
    zh = (f"节点已过且此后无报告：{'、'.join(over)}。" if over else "") + (f"节点临近：{'、'.join(near)}。" if near else "")
    en = f" Milestones over, no report since: {', '.join(over)}." if over else ""
    en += f" Milestones near: {', '.join(near)}." if near else ""
    return zh, en


def _open(day: dt.date, record: Standing, profile: Profile, as_of: dt.date) -> bool:
    answered = record.reported is not None and record.reported.at >= day
    return not answered and (day - as_of).days <= profile.warning_days


def _said(record: Standing) -> tuple[str, str]:
    """Return the last word on progress, or that there is none."""
    if record.claim is not None and record.progress is not None:
        zh, en = _PROGRESS[record.progress]
        return f"{_day(record.claim)}报告“{zh}”", f"reported “{en}” on {_day_en(record.claim)}"
    if record.reported is not None:
        return f"{_day(record.reported)}有报告，未说明进度", f"reported on {_day_en(record.reported)} without a word on progress"
    return "尚无进展报告", "no progress report yet"


def _day(word: Word) -> str:
    return f"{word.at}〔推断日期〕" if word.inferred else str(word.at)


def _day_en(word: Word) -> str:
    return f"{word.at} (an inferred date)" if word.inferred else str(word.at)
