"""The rules of the lights.

Nothing counts before the day that it speaks of, and nothing that is not on record counts at all: a deadline that passed without
a word is grey (nobody knows), and becomes red only when somebody reported and the report does not say "completed".
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from geomon.model import Document, Event, Light, Progress, Task, TaskStatus
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
class _Record:
    """What is on record of a task up to a date: the last word on each point, with the event that said it."""

    planned: dt.date | None = None
    progress: Progress | None = None
    claim: Event | None = None
    set_back: Event | None = None
    reported: Event | None = None
    extended: dt.date | None = None
    ended: Event | None = None


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
    record = _read(events, as_of)
    planned = record.planned or document.issued
    first, due, last = _dates(task, record)
    left = None if last is None else (last - as_of).days
    light, stage, zh, en = _judge(task, record, profile, as_of, planned, (first, last))
    if light != "green" and stage != "issued" and record.ended is None:
        more_zh, more_en = _milestones(task, record, profile, as_of)
        zh, en = zh + more_zh, en + more_en
    return TaskStatus(light, stage, zh, en, record.progress, due, None if light == "green" or record.ended else left)


def _judge(task: Task, record: _Record, profile: Profile, as_of: dt.date, planned: dt.date | None,
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
        return _without_end(task, record, profile, as_of, planned, stage)
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
    near = _stage_near(task, record, profile, as_of)
    if near is not None:
        return ("yellow", stage, f"分阶段时限：{near}的节点临近或已过且无新报告；{said_zh}，最终时限{last}。",
                f"Staged: the part due {near} is near, or over without a report since; {said_en}; last part due {last}.")
    return "blue", stage, f"正常推进：距时限{last}还有{left}天；{said_zh}。", f"On track: {left} days left until {last}; {said_en}."


def _without_end(task: Task, record: _Record, profile: Profile, as_of: dt.date, planned: dt.date | None,
                 stage: str) -> tuple[Light, str, str, str]:
    """Judge a duty that has no calendar deadline by its heartbeat: the last word of it, or else its publication."""
    duty_zh, duty_en = ("长期任务", "Long-term duty") if task.deadline.kind == "ongoing" else ("无明确时限", "No calendar deadline")
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


def _read(events: Iterable[Event], as_of: dt.date) -> _Record:
    """Fold the events up to `as_of`, in the order of the days that they speak of, into the last word on each point."""
    record = _Record()
    for event in sorted((e for e in events if e.at <= as_of), key=lambda e: (e.at, e.seq or 0)):
        if event.kind == "planned":
            record = dataclasses.replace(record, planned=min(event.at, record.planned or event.at))
        elif event.kind == "extended":
            record = dataclasses.replace(record, extended=dt.date.fromisoformat(str(event.body["due"])))
        elif event.kind in _ENDED:
            record = dataclasses.replace(record, ended=event)
        if event.kind in _SET_BACK:
            record = dataclasses.replace(record, set_back=event, progress="in_progress", claim=event)
        elif event.kind in ("progress", "accepted", "closed"):
            claimed = event.body.get("progress") if event.kind == "progress" else event.kind
            known: Progress | None = next((p for p in _PROGRESS if p == claimed), None)
            if known is not None:
                # "In progress" after a set-back answers nothing; only a new claim of completion lifts it.
                lifted = known in DONE
                record = dataclasses.replace(record, progress=known, claim=event, set_back=None if lifted else record.set_back)
        if event.kind in _WORD_OF_IT:
            record = dataclasses.replace(record, reported=event)
    return record


def _dates(task: Task, record: _Record) -> tuple[dt.date | None, dt.date | None, dt.date | None]:
    """Return the earliest and the shown and the latest reading of the deadline; an extension replaces all three."""
    if record.extended is not None:
        return record.extended, record.extended, record.extended
    named = [day for day in (task.deadline.due, task.deadline.latest) if day]
    last = max(named, default=task.deadline.earliest)
    # The first part of a staged deadline is no other reading of it: the last part's date counts.
    first = last if task.deadline.kind == "staged" or last is None else min(task.deadline.earliest or last, last)
    return first, task.deadline.due or last, last


def _stage_near(task: Task, record: _Record, profile: Profile, as_of: dt.date) -> dt.date | None:
    """Return the first part of a staged deadline that is near, or over without a report since."""
    if task.deadline.kind != "staged":
        return None
    parts = {m.due for m in task.milestones} | ({task.deadline.earliest} if task.deadline.earliest else set())
    return next((day for day in sorted(parts) if _open(day, record, profile, as_of)), None)


def _milestones(task: Task, record: _Record, profile: Profile, as_of: dt.date) -> tuple[str, str]:
    """Return what to add to the reason: dated targets that are near, or over without a report since."""
    open_ones = sorted({m.due for m in task.milestones if _open(m.due, record, profile, as_of)})
    if not open_ones:
        return "", ""
    over, near = [str(d) for d in open_ones if d < as_of], [str(d) for d in open_ones if d >= as_of]
    zh = (f"节点已过且此后无报告：{'、'.join(over)}。" if over else "") + (f"节点临近：{'、'.join(near)}。" if near else "")
    en = f" Milestones over, no report since: {', '.join(over)}." if over else ""
    en += f" Milestones near: {', '.join(near)}." if near else ""
    return zh, en


def _open(day: dt.date, record: _Record, profile: Profile, as_of: dt.date) -> bool:
    answered = record.reported is not None and record.reported.at >= day
    return not answered and (day - as_of).days <= profile.warning_days


def _said(record: _Record) -> tuple[str, str]:
    """Return the last word on progress, or that there is none."""
    if record.claim is not None and record.progress is not None:
        zh, en = _PROGRESS[record.progress]
        return f"{_day(record.claim)}报告“{zh}”", f"reported “{en}” on {_day_en(record.claim)}"
    if record.reported is not None:
        return f"{_day(record.reported)}有报告，未说明进度", f"reported on {_day_en(record.reported)} without a word on progress"
    return "尚无进展报告", "no progress report yet"


def _day(event: Event) -> str:
    return f"{event.at}〔推断日期〕" if event.body.get("dated") == "inferred" else str(event.at)


def _day_en(event: Event) -> str:
    return f"{event.at} (an inferred date)" if event.body.get("dated") == "inferred" else str(event.at)
