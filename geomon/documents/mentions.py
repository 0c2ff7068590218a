"""Named places in a task's words."""

from __future__ import annotations

from collections.abc import Sequence

from geomon.documents.draft import Piece
from geomon.documents.region import Region
from geomon.model import Mention


def find_mentions(texts: Sequence[tuple[str, Piece]], region: Region | None) -> tuple[Mention, ...]:
    return ()
