"""A register's rows brought into another place: one state of all tables, also while somebody writes.

A copy is always a register of SQLite: one file that any SQLite reads, documented by `schema.py`, whatever store it comes from.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import DBAPIError

from geomon.settings import Server
from geomon.store import schema
from geomon.store.dialects import Place, Sqlite, reading
from geomon.store.faults import DAMAGED

AT_ONCE = 5_000
"""Rows that are in memory at a time."""


def copy_register(place: Place, copy: Path) -> None:
    """Write one state of the register to a new file.

    Raises
    ------
    OSError
        If the file cannot be written.
    UnreadableFile
        If there is no register, or it is damaged.
    """
    with reading(place) as source, _told_as_the_copys():
        if isinstance(place, Server):
            _copy_into_file(source, copy)
        else:
            with contextlib.closing(sqlite3.connect(copy)) as target:
                raw = source.connection.driver_connection
                assert isinstance(raw, sqlite3.Connection)
                raw.backup(target)
    with _told_as_the_copys(), contextlib.closing(sqlite3.connect(copy)) as target:
        target.execute("PRAGMA journal_mode=DELETE")


@contextlib.contextmanager
def _told_as_the_copys() -> Iterator[None]:
    """Let a fault of the file that is written be an OSError: it is none of the register's."""
    try:
        yield
    except (sqlite3.Error, DBAPIError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        if not isinstance(said, sqlite3.Error) or getattr(said, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
            raise
        raise OSError(str(said)) from error


def _copy_into_file(source: Connection, copy: Path) -> None:
    store = Sqlite(copy)
    engine = store.engine()
    try:
        with engine.connect().execution_options(**store.writing) as target, target.begin():
            store.make(target)
            copy_rows(source, target)
    finally:
        engine.dispose()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy all rows into empty tables; those that others speak of come first."""
    for table in schema.metadata.sorted_tables:
        query = select(table).order_by(*table.primary_key)
        for part in source.execute(query, execution_options={"yield_per": AT_ONCE}).mappings().partitions():
            target.execute(insert(table), [dict(row) for row in part])


def counts_of(connection: Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    return {name: connection.scalar(select(func.count()).select_from(table)) or 0 for name, table in schema.metadata.tables.items()}
