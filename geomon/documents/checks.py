"""Whether a document agrees with itself: counts that it states, shares from their own numbers, numbers that skip.

Each finding is one sentence for a person to look at; nothing is changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from geomon.model import Doubt, Task
from geomon.numerals import CN, to_int
from geomon.relapses import relapse_in

_COUNT = rf"(?P<n>[0-9]{{1,3}}|[{CN}]{{1,4}})"
_STATED = re.compile(
    rf"(?:共|指出的?|反馈的?|涉及|梳理出?|方面|确定)[^。；，\n]{{0,10}}?(?<![第{CN}]){_COUNT}\s?[个项](?:整改)?(?:具体)?(?:问题|任务)"
)
_SHARE = re.compile(
    r"(?P<whole>[0-9]+(?:\.[0-9]+)?)\s?(?P<unit>[眼家个处座项件])[^。；，0-9]{0,12}，[^。；，0-9]{0,14}(?P<part>[0-9]+(?:\.[0-9]+)?)\s?(?P=unit)[^。；0-9]{0,16}"
    r"(?:占比|占|完成率|整改率|比例)(?P<word>[^。；，0-9]{0,8})(?P<share>[0-9]+(?:\.[0-9]+)?)\s?%"
)
_DONE = ("completed", "accepted", "closed")
_STILL_OPEN = re.compile(
    "(?:目前|现[仍在]|截[至止][^，。；\n]{2,14}[，,])[^。；，\n]{0,12}?(?:正在(?:整改|整治|治理|推进|实施|施工|清[理运])|[尚仍还]未(?:完成|整改|清|拆))"
    "|(?:剩余|其余|还有|另有)[^。；，\n]{0,14}?(?:未(?:完成|整改|清|拆)|正在(?!(?:组织|申请|办理|准备)?(?:销号|验收)))[^。；，\n]{0,8}"
)
"""What says that work goes on, behind a state that says it is done."""


def check_document(text: str, tasks: Sequence[Task]) -> Iterator[str]:
    """Yield what the document says of itself that its own tasks do not bear out."""
    first = min((task.span[0] for task in tasks), default=0)
    if (stated := stated_count(text[:first])) and stated[0] != len(tasks):
        yield f"The text states {stated[1]!r}; {len(tasks)} tasks were found."
    for part, missing in skipped_numbers(tasks):
        where = f" of part {part}" if part else ""
        yield f"The numbers of the tasks{where} skip {', '.join(map(str, missing[:5]))}."


def stated_count(text: str) -> tuple[int, str] | None:
    """Return how many tasks the text before the first one speaks of, and its words; None when it states no number of five or more."""
    for m in _STATED.finditer(text):
        stated = to_int(m["n"])
        if stated and stated >= 5:
            return stated, m.group().strip()
    return None


def skipped_numbers(tasks: Sequence[Task]) -> Iterator[tuple[int | None, list[int]]]:
    """Yield for each part, None for a document of one, which numbers no task has though the ones around them do."""
    seen: dict[int | None, list[int]] = {}
    parted: dict[int | None, set[int]] = {}
    for task in tasks:
        if task.number.isdecimal():
            seen.setdefault(task.part, []).append(int(task.number))
        elif m := re.match(r"([0-9]+)\(", task.number):
            parted.setdefault(task.part, set()).add(int(m[1]))
    for part, numbers in seen.items():
        whole = set(range(min(numbers), max(numbers) + 1)) - parted.get(part, set())
        if missing := sorted(whole - set(numbers)):
            yield part, missing


def check_task(task: Task, text: str) -> Iterator[Doubt]:
    """Yield what a task says that its own words do not bear out: shares, measures whose numbers skip, work that goes on though it is done.

    Parameters
    ----------
    text : of the document, in which the task's spans count.
    """
    for m in _SHARE.finditer(text, *task.span):
        whole, part, share = (float(m[k]) for k in ("whole", "part", "share"))
        if whole and part <= whole and not re.search("不足|超过|近|约|高于|低于", m["word"]) and abs(100 * part / whole - share) > 1:
            values = m["part"], m["whole"], f"{100 * part / whole:.1f}", m["share"]
            yield Doubt("share", "quantity", values, m.span())
    numbers = [int(measure.number) for measure in task.measures if measure.number and measure.number.isdecimal()]
    if len(numbers) > 1 and (missing := sorted(set(range(numbers[0], numbers[-1] + 1)) - set(numbers))):
        span = task.measures[0].span[0], task.measures[-1].span[1]
        yield Doubt("measures-skip", "measures", (", ".join(map(str, missing[:5])),), span)
    problem = max((field.span[1] for field in task.fields if field.name == "problem"), default=task.span[0])
    going_on = _STILL_OPEN.search(text, problem, max(problem, task.span[1])) if task.status.progress in _DONE else None
    if going_on and going_on.group() not in task.status.text:
        yield Doubt("state-disputed", "progress", (_before(task.status.text, going_on.group()), going_on.group()), going_on.span())
    said = next((field.span for field in task.fields if field.name == "progress"), None) if task.status.progress in _DONE else None
    if said and not going_on and (back := relapse_in(text, max(said[0], problem), task.span[1])):
        yield Doubt("state-disputed", "progress", (_before(task.status.text, back.group()), back.group()[-30:]), back.span())


def _before(told: str, other: str) -> str:
    """Return what a state's words say before other words that they hold: 已完成整改 of 已完成整改。近期再次出现直排."""
    said = told.partition(other)[0].strip("，。；,; ")
    return (said or told)[:30]
