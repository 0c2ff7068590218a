"""What a file from outside may cost; the figures are those of `docs/adr/0003-gate.md` and of the settings."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes
    ----------
    file_mb : larger files are refused before they are opened.
    seconds : for everything, from the copy to the answer; the reader itself is ended a little earlier.
    memory_mb : of the process that reads, libraries included.
    unpacked_mb, ratio, entries : of an archive; `ratio` of one entry counts from 1 MB on.
    features, vertices, columns, cells : of a layer.
    letters : of one text in it.
    depth : of nested XML.
    """

    file_mb: float = 50.0
    seconds: float = 10.0
    memory_mb: float = 1024.0
    unpacked_mb: float = 500.0
    ratio: float = 100.0
    entries: int = 2_000
    features: int = 2_000_000
    vertices: int = 20_000_000
    columns: int = 1_000
    cells: int = 20_000_000
    letters: int = 1_000_000
    depth: int = 200

    @property
    def reader_s(self) -> float:
        """Seconds for the reader: what is left after copying, starting, and judging the answer."""
        return max(0.5, self.seconds - 2.5)
