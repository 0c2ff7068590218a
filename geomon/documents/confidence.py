"""How far a task may be trusted: the share of its fields that a careful person finds right in a document that the reader had not seen.

Measured on 77 tasks of 12 documents of other cities, read once before any rule knew them (docs/measured.md, "Confidence"): 0.885 of the
fields of a task without a doubt, 0.82 where only a place or a deadline without a date is asked about, 0.76 where a field itself is doubted.
"""

from __future__ import annotations

import dataclasses

from geomon.model import Task

UNDOUBTED, ASKED, DOUBTED = 0.89, 0.82, 0.76
EMPTY = 0.3
"""A task without words of its own; too rare to measure."""
IN_PROSE = 0.5
"""A task that no label outlines: too rare to measure, and below all that was, so that a person looks at all of it."""
_ASKS = {"place-unsure", "deadline-no-date", "deadline-interval", "share", "measures-skip", "milestone-late", "told"}
"""Doubts about what the document says rather than about what was read, and questions about words that were taken for no place."""


def with_confidence(task: Task) -> Task:
    """Return the task with its confidence."""
    kinds = {doubt.kind for doubt in task.doubts}
    share = UNDOUBTED if not kinds else ASKED if kinds <= _ASKS else DOUBTED
    share = IN_PROSE if "told-in-prose" in kinds else share
    return dataclasses.replace(task, confidence=share if task.problem else EMPTY)
