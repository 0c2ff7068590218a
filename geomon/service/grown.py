"""A long sequence that grows by a few: who goes on from it shares what was there, and nothing is copied."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar, overload

T = TypeVar("T")
MOST_MORE = 4096
"""So many that came since stand beside the others; then all are put together once."""


class Grown(Sequence[T]):
    """A tuple, and what came since; never changed."""

    __slots__ = ("_first", "_more")

    def __init__(self, first: Sequence[T], more: Sequence[T] = ()) -> None:
        self._first, self._more = (first, tuple(more)) if len(more) <= MOST_MORE else ((*first, *more), ())

    def by(self, fresh: Sequence[T]) -> Grown[T]:
        """Return this and some more."""
        return Grown(self._first, (*self._more, *fresh))

    def begins_with(self, before: Sequence[T]) -> bool:
        """Return whether `before` is what this went on from; where that cannot be told at once, the answer is no."""
        return isinstance(before, Grown) and before._first is self._first and before._more == self._more[:len(before._more)]

    def __len__(self) -> int:
        return len(self._first) + len(self._more)

    def __iter__(self) -> Iterator[T]:
        return itertools.chain(self._first, self._more)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grown | tuple) and len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[T, ...]: ...

    def __getitem__(self, at: int | slice) -> T | tuple[T, ...]:
        count = len(self._first)
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            if start >= count and step > 0:
                return tuple(self._more[start - count:max(stop - count, 0):step])
            return tuple(itertools.islice(self, start, stop, step)) if step > 0 else tuple(self)[at]
        at = at + len(self) if at < 0 else at
        return self._first[at] if at < count else self._more[at - count]
