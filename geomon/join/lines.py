"""What is kept of a mention as it was seen; see `geomon.join.partly`."""

from __future__ import annotations

from typing import Literal

import msgspec


class Line(msgspec.Struct, array_like=True, frozen=True):
    """A mention as it was seen: its task, its place in it, what `Seen` holds besides, and the feature by its key, empty for none."""

    task: int
    mention: int
    prefix: str
    bare: str
    said: str
    guess: str
    why_guess: str
    zone: str
    key: str = ""
    reason: str = ""
    confidence: float = 0.0
    kin: Literal["self", "other", "part", "beside"] = "self"
    beyond_m: float = 0.0
    by: Literal["name", "code"] = "name"
