"""What is kept of locating: a mention as it was seen (`geomon.join.partly`), a row of a layer (`geomon.join.rows`). Light to import."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

import msgspec


class Line(msgspec.Struct, array_like=True, frozen=True):
    """A mention as it was seen, with key (empty for none) and region of the feature.

    `task` counts the document's tasks that name a place, `mention` the places of the task; the rest is as of `Seen` and `Hit`.
    """

    task: int
    mention: int
    prefix: str
    bare: str
    said: str
    guess: str
    why_guess: str
    zone: str
    key: str = ""
    home: str = ""
    reason: str = ""
    confidence: float = 0.0
    kin: Literal["self", "other", "part", "beside"] = "self"
    beyond_m: float = 0.0
    by: Literal["name", "code"] = "name"


class Row(msgspec.Struct, array_like=True, frozen=True):
    """A row of a layer: `n` is its place among all rows of all layers, `codes` its columns of codes, `shape` WKB."""

    n: int
    layer: str
    id: str
    texts: tuple[str, ...]
    numbers: tuple[float, ...]
    codes: dict[str, str]
    shape: bytes | None


class RowsList(msgspec.Struct):
    """Which regions there are rows of (digits; "" is none), which hold a code, and where a feature is that a person tied a mention to."""

    regions: list[str]
    codes: dict[str, list[str]]
    tied: dict[str, str]

    def wanted(self, prefixes: Collection[str], codes: Iterable[str], tied: Iterable[str]) -> set[str]:
        """Return the regions whose rows a search in the regions of these digits may find, with these codes, and with what was tied."""
        found = {region for region in self.regions if "" in prefixes or is_related(region, prefixes)}
        found.update(*(self.codes.get(code, ()) for code in codes))
        return found | {self.tied[key] for key in tied if key in self.tied}


def is_related(region: str, prefixes: Iterable[str]) -> bool:
    """Return whether a region holds one of those of these digits, or lies in one."""
    return bool(region) and any(region.startswith(one) or one.startswith(region) for one in prefixes)
