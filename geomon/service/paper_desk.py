"""What the office does with its papers: sheets out to units and back, the sealed dossier, the sheet with a map. A part of `Service`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geomon.service.settling import actor_of

if TYPE_CHECKING:
    from geomon.service.filled import Line
    from geomon.service.filling import Filled
    from geomon.service.snapshot import Snapshot
    from geomon.settings import Settings
    from geomon.status import Profile
    from geomon.store import Register


class PaperDesk:
    """The papers of one workspace; what is named here is the service's own."""

    if TYPE_CHECKING:
        settings: Settings
        profile: Profile
        _register: Register

        def _now(self) -> Snapshot:
            """Return the newest state of the register."""

    def filled(self, paths: Sequence[Path]) -> Filled:
        """Return what filled dispatch sheets say that the register does not hold; nothing is written."""
        from geomon.service.filling import read_filled

        return read_filled(self.settings, self.profile, self._now(), paths)

    def take_filled(self, lines: Sequence[Line], day: dt.date | None = None, actor: str = "") -> tuple[int, int]:
        """Write what confirmed rows of filled sheets say; see `filling.take_filled` for what is returned and the errors."""
        from geomon.service.filling import take_filled

        return take_filled(self._register, self.settings, self.profile, self._now, lines, actor or actor_of(self.settings), day)
