"""The draft of a closing notice (整改完成情况公示) from the register; a task that nobody reported as done gives none."""

from __future__ import annotations

from geomon.errors import InputError
from geomon.export.paper import Given, Paper, Part, TaskPaper, units_of


def make(given: Given) -> Paper:
    """Return the notice of the one task asked for.

    Raises
    ------
    InputError
        If none or several were asked for, or the task is not done.
    """
    some = given.chosen()
    if len(some) != 1:
        raise InputError(f"a notice is of one task; {len(some)} answer to that choice.", how="Name it: --task DOCUMENT#NUMBER.")
    one = some[0]
    if one.status.light != "green":
        raise InputError(
            "this task is not reported as done, so there is nothing to give notice of.",
            where=one.id,
            how=f"Its state on that day: {one.status.reason_en}",
        )
    return Paper(f"{one.document.title}第{one.task.number}项整改任务完成情况公示", given.note, tuple(_chapters(one)), draft=True)


def _chapters(one: TaskPaper) -> list[Part]:
    task = one.task
    done = [
        f"{e.body['text']}（{e.at}，{e.source}）" for e in one.events if e.kind in ("progress", "accepted", "closed") and e.body.get("text")
    ]
    chapters = [
        ("一、整改任务", [task.problem]),
        ("二、整改目标", [task.goal or "（原文未写目标）"]),
        ("三、整改时限", [task.deadline.text or "（原文未写时限）"]),
        ("四、责任单位", [units_of(task) or "（原文未写单位）"]),
        ("五、整改措施", [f"{m.number + '．' if m.number else ''}{m.text}" for m in task.measures] or ["（原文未写措施）"]),
        ("六、整改完成情况", done or [one.status.reason]),
        (
            "七、公示",
            [
                "公示期：____年__月__日至____年__月__日（首尾两日均计入）。",
                "联系单位、电话：________________。",
                "公示期内如有异议，请以实名书面反映。",
            ],
        ),
    ]
    return [Part(title, tuple(text)) for title, text in chapters]
