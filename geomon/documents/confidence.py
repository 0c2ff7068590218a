"""How far a task may be trusted: the share of its fields that a careful person would find right."""

from __future__ import annotations

import dataclasses

from geomon.model import Task

PER_DOUBT = 0.12


def with_confidence(task: Task) -> Task:
    """Return the task with its confidence, between 0.3 and 0.97."""
    return dataclasses.replace(task, confidence=round(max(0.3, 0.97 - PER_DOUBT * len(task.doubts)), 2))
