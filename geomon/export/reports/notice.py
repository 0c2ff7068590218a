"""The draft of a closing notice (整改完成情况公示) from the register; a task that nobody reported as done gives none.

What leaves the house has no annex: there the marks would point at what the public does not have.
"""

from __future__ import annotations

from geomon.errors import InputError
from geomon.export.figures import Figures
from geomon.export.paper import Given, Paper, Part, TaskPaper, entry_of, source_of, units_of


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
    figures = None if given.stamp else Figures()
    parts = _chapters(one, figures)
    if figures:
        parts.append(figures.annex("附：出处（公布前删去，连同正文中的〔〕标号）"))
    return Paper(f"{one.document.title}第{one.task.number}项整改任务完成情况公示", given.note, tuple(parts), draft=True)


def _chapters(one: TaskPaper, figures: Figures | None) -> list[Part]:
    task = one.task

    def said(text: str, meaning: str, basis: str) -> str:
        return text + (figures.note("", meaning, basis) if figures else "")
    chapters = [
        ("一、整改任务", [said(task.problem, "问题", source_of(one, "problem"))]),
        ("二、整改目标", [said(task.goal, "目标", source_of(one, "goal")) if task.goal else "（原文未写目标）"]),
        ("三、整改时限", [said(task.deadline.text, "时限", source_of(one, "deadline")) if task.deadline.text else "（原文未写时限）"]),
        ("四、责任单位", [said(units_of(task), "单位", source_of(one, "responsible")) if units_of(task) else "（原文未写单位）"]),
        ("五、整改措施", [said(f"{m.number + '．' if m.number else ''}{m.text}", "措施", source_of(one, "measures", m.span))
                      for m in task.measures] or ["（原文未写措施）"]),
        ("六、整改完成情况", [said(f"{e.body['text']}（{e.at}，{e.source}）", "完成情况", entry_of(e)) for e in one.events
                      if e.kind in ("progress", "accepted", "closed") and e.body.get("text")]
         or [said(one.status.reason, "完成情况", "由台账记录算得")]),
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
