"""Whether a reading is whole: what a document's own count, numbers and labels say of its tasks, and where missing ones may begin."""

from __future__ import annotations

import bisect
import dataclasses
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from geomon.documents.checks import skipped_numbers, stated_count
from geomon.documents.labels import read_labels
from geomon.documents.learned import learn, taught_label
from geomon.documents.lessons import SHORTEST, Lesson, labels_told
from geomon.documents.numbering import read_head
from geomon.model import Document, Task

MOST = 12
"""Lines that are shown."""
_ONCE = ("deadline", "progress", "state")
"""Labels that a task has once: a second one inside a task is likely another task's."""
_LIKE_A_LABEL = re.compile(r"[【\[\s]*[一-龥]{2,8}[】\]\s]*[：:]")
"""A line that opens so is one of a task's fields, whether or not its word is known."""
_BARE = 8
"""Letters of a line that is a label and nothing else."""
Why = Literal["number", "again", "outside"]


@dataclasses.dataclass(frozen=True, slots=True)
class Suspect:
    """A line on which a task may begin that was not read as one.

    Attributes
    ----------
    line : its number in the document's text, from 1.
    start : its first character there.
    why : "number": it has a number that no task has; "again": a task has a label twice below it; "outside": labels of no task follow.
    number : that the task would have; empty where none is plain.
    """

    line: int
    start: int
    words: str
    why: Why
    number: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Coverage:
    """How whole a reading is.

    Attributes
    ----------
    stated, said : how many tasks the document says that it has, and in which words; None where it says nothing.
    missing : numbers that no task has though others around them do.
    """

    found: int
    stated: int | None
    said: str
    missing: tuple[int, ...]
    suspects: tuple[Suspect, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing in the document speaks of a task that was not read; one that skips most numbers speaks of some tasks only."""
        return not (self.suspects or 0 < len(self.missing) < self.found or (self.stated or 0) > self.found)


def coverage_of(document: Document, lesson: Lesson) -> Coverage:
    """Return how whole the reading of a document is; `lesson` is what it was read with."""
    first = min((task.span[0] for task in document.tasks), default=0)
    stated = stated_count(document.text[:first])
    missing = [(part, number) for part, numbers in skipped_numbers(document.tasks) for number in numbers]
    free = [str(number) for part, number in missing if part is None]
    with labels_told(lesson.labels):
        found = {one.start: one for one in (*_by_label(document, free), *_by_number(document, missing))}
    suspects = sorted(found.values(), key=lambda one: one.start)[:MOST]
    count, said = stated or (None, "")
    return Coverage(len(document.tasks), count, said, tuple(number for _, number in missing), tuple(suspects))


def line_at(text: str, at: int) -> int:
    """Return the number of the line on which a character stands, from 1."""
    return text.count("\n", 0, at) + 1


class _Lines:
    """The lines of a text with their starts."""

    def __init__(self, text: str) -> None:
        self.words = text.split("\n")
        self.starts = [0]
        for line in self.words[:-1]:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self._learned = learn(self.words)

    def at(self, start: int) -> int:
        """Return which line holds a character, from 0."""
        return bisect.bisect_right(self.starts, start) - 1

    def roles(self, n: int) -> set[str]:
        """Return the roles of a line's labels; a row of a table has none of its own."""
        line = self.words[n]
        return set() if "\t" in line else {label.role for label in read_labels(line) or taught_label(line, self._learned)}

    def is_field(self, n: int) -> bool:
        """Return whether a line is a field: it opens with a label or a word like one, or follows a label alone on its line."""
        above = self.words[n - 1].strip() if n else ""
        return bool(self.roles(n) or _LIKE_A_LABEL.match(self.words[n]) or (0 < len(above) <= _BARE and self.roles(n - 1)))

    def suspect(self, n: int, why: Why, number: str = "") -> Suspect:
        """Return a line as one on which a task may begin."""
        return Suspect(n + 1, self.starts[n], self.words[n].strip(), why, number)


def _by_number(document: Document, missing: Sequence[tuple[int | None, int]]) -> Iterator[Suspect]:
    """Yield the lines that have a missing number, in the style of the tasks where there is such a line."""
    lines = _Lines(document.text)
    begins = {lines.at(task.span[0]) for task in document.tasks}
    styles = Counter(head.style for n in begins if (head := read_head(lines.words[n])))
    usual = styles.most_common(1)[0][0] if styles else None
    for part, number in missing:
        before, after = _around(document.tasks, part, number)
        here = range(lines.at(before.span[0]) + 1 if before else 0, lines.at(after.span[0]) if after else len(lines.words))
        heads = [(n, head.style) for n in here if "\t" not in lines.words[n] and n not in begins
                 and (head := read_head(lines.words[n])) and head.number == number and head.minor is None]
        n = next((n for n, style in heads if style == usual), None)
        if n is not None:
            yield lines.suspect(n, "number", str(number))


def _around(tasks: Sequence[Task], part: int | None, number: int) -> tuple[Task | None, Task | None]:
    """Return the tasks of the nearest smaller and greater number."""
    numbered = [(int(task.number), task) for task in tasks if task.part == part and task.number.isdecimal()]
    smaller = [one for one in numbered if one[0] < number]
    greater = [one for one in numbered if one[0] > number]
    return (max(smaller, key=lambda one: one[0])[1] if smaller else None, min(greater, key=lambda one: one[0])[1] if greater else None)


def _by_label(document: Document, free: Sequence[str]) -> Iterator[Suspect]:
    """Yield where labels of another task seem to begin: a label twice in one task, or labels outside of all tasks; `free` are numbers."""
    lines = _Lines(document.text)
    spans = sorted(task.span for task in document.tasks)
    if not spans:
        return
    owner, seen, first = -1, set[str](), lines.at(spans[0][0])
    for n in range(first, len(lines.words)):
        at = lines.starts[n]
        mine = bisect.bisect_right(spans, (at, len(document.text))) - 1
        inside = mine >= 0 and at < spans[mine][1]
        now = mine if inside else -2 - mine  # each gap between tasks is a stretch of its own
        if now != owner:
            owner, seen = now, set()
        roles = lines.roles(n)
        again = roles & seen & set(_ONCE)
        if (again or (not inside and roles & set(_ONCE))) and (start := _opening(lines, n, spans)) is not None:
            yield lines.suspect(start, "again" if inside else "outside", _number_of(document, lines, start, free))
            seen = set()
        seen |= roles


def _opening(lines: _Lines, n: int, spans: Sequence[tuple[int, int]]) -> int | None:
    """Return the line above a run of labels, with which their task would begin; None when that is a task's beginning already."""
    while n > 0 and lines.is_field(n) and not lines.roles(n) & {"problem", "title"}:
        n -= 1
    known = any(lines.at(start) == n for start, _ in spans)
    return None if known or "\t" in lines.words[n] or len(lines.words[n].strip()) < SHORTEST else n


def _number_of(document: Document, lines: _Lines, n: int, free: Sequence[str]) -> str:
    """Return the number that a task on a line would have: the one that it opens with, else the missing one behind the task before it."""
    head, taken = read_head(lines.words[n]), {task.number for task in document.tasks}
    if head and head.arabic not in taken:
        return head.arabic
    before = max((task for task in document.tasks if task.span[0] < lines.starts[n]), key=lambda task: task.span[0], default=None)
    following = str(int(before.number) + 1) if before and before.number.isdecimal() else ""
    return following if following in free else ""
