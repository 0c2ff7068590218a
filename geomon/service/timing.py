"""How long the long tasks of this process took, for whoever watches it."""

from __future__ import annotations

import contextlib
import dataclasses
import threading
import time
from collections.abc import Iterator


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """How often a task was done in this process, how long all of them took and how long the last one, in seconds."""

    count: int
    sum_s: float
    last_s: float


class Timings:
    """The times of tasks by name; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._taken: dict[str, Taken] = {}

    @contextlib.contextmanager
    def measured(self, task: str) -> Iterator[None]:
        """Measure the block, also when it fails: a task that fails late took its time all the same."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            took = time.perf_counter() - begun
            with self._lock:
                so_far = self._taken.get(task, Taken(0, 0.0, 0.0))
                self._taken[task] = Taken(so_far.count + 1, so_far.sum_s + took, took)

    def taken(self) -> dict[str, Taken]:
        """Return what was measured so far."""
        with self._lock:
            return dict(self._taken)
