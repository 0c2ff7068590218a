"""A file is written beside the place that it is for and then takes it, so that a reader never sees half of it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from geomon.errors import GeomonError


@contextlib.contextmanager
def replacing(out: Path, option: str = "--out") -> Iterator[Path]:
    """Yield a path beside `out`, with its ending; what the block wrote there takes the place of `out` when it ends.

    Parameters
    ----------
    option : of the command, by which another place is chosen.

    Raises
    ------
    GeomonError
        If it cannot be written; what stood at `out` is then as it was, and nothing is left beside it.
    """
    beside = out.with_name(f".{out.stem}.new{out.suffix}")
    try:
        yield beside
        beside.replace(out)
    except OSError as error:
        reason = error.strerror or error
        raise GeomonError("the file cannot be written.", where=out, how=f"Choose another {option} ({reason}).") from error
    finally:
        beside.unlink(missing_ok=True)
