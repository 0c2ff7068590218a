"""One file is one format: every module here declares a `FORMAT`; a new one is a new file and no edit elsewhere."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
from collections.abc import Callable
from functools import cache

from geomon.readers.reading import Raw, Source


@dataclasses.dataclass(frozen=True, slots=True)
class Format:
    """A format on the allowlist.

    Attributes
    ----------
    name : as people know it.
    suffixes : endings that such a file may have; another ending is refused, whatever the content.
    holds : whether a file that begins with these bytes (64 kB at most) is of this format.
    read : reads it; raises `GeomonError` in one sentence. Runs in the child process only.
    order : formats with loose signs (any text) are asked last.
    """

    name: str
    suffixes: tuple[str, ...]
    holds: Callable[[bytes], bool]
    read: Callable[[Source], Raw]
    order: int = 50


@cache
def formats() -> tuple[Format, ...]:
    """Return every format, in the order in which they are asked."""
    found = [importlib.import_module(f"{__name__}.{module.name}").FORMAT for module in pkgutil.iter_modules(__path__)]
    return tuple(sorted(found, key=lambda one: (one.order, one.name)))


def suffixes() -> tuple[str, ...]:
    """Return every ending that is accepted."""
    return tuple(sorted({suffix for one in formats() for suffix in one.suffixes}))
