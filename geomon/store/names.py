"""Names for what is kept beside a register, with their time."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection


def beside(path: Path, what: str, now: dt.datetime) -> Path:
    """Return a name beside a register's file that no file has."""
    names = (path.with_name(f"{path.stem}.{what}-{now:%Y%m%d-%H%M%S}{end}{path.suffix}") for end in _ends("-"))
    return next(name for name in names if not name.exists())


def free_schema(connection: Connection, what: str, now: dt.datetime) -> str:
    """Return a name that no schema of the database has."""
    names = (f"{what}_{now:%Y%m%d_%H%M%S}{end}" for end in _ends("_"))
    return next(name for name in names if not connection.exec_driver_sql("SELECT to_regnamespace(%s)", (name,)).scalar())


def _ends(sign: str) -> Iterator[str]:
    """Return nothing, then -1, -2, …: two may fall into one second."""
    yield ""
    yield from (f"{sign}{n}" for n in itertools.count(1))
