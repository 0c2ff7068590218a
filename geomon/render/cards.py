"""What the one-file pages use of the service's cards; protocols, since the service stands above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from geomon.model import Task, TaskStatus


class TaskOnCard(Protocol):
    """What is used of `geomon.service.TaskCard`."""

    @property
    def task(self) -> Task:
        """The task."""
    @property
    def title(self) -> str:
        """Title of the document."""
    @property
    def status(self) -> TaskStatus:
        """Where it stands."""
    @property
    def context(self) -> tuple[str, str, str]:
        """Before the sentence, the sentence, after it."""


class Card(Protocol):
    """What is used of `geomon.service.SiteCard`."""

    @property
    def tasks(self) -> Sequence[TaskOnCard]:
        """Its tasks, the most urgent first."""
