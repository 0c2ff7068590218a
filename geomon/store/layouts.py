"""Registers of older layouts brought forward, one step after another, in one transaction; a copy of what was there is made first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, Table, select, update

from geomon.errors import GeomonError, UnreadableFile
from geomon.settings import Server
from geomon.store import schema
from geomon.store.copying import copy_register
from geomon.store.dialects import Place
from geomon.store.names import beside, free_schema


def layout_of(connection: Connection, place: Place) -> int:
    """Return the layout of the register.

    Raises
    ------
    UnreadableFile
        If this geomon does not know it.
    """
    found = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "schema"))
    if found not in {str(n) for n in range(1, schema.SCHEMA_VERSION + 1)}:
        raise UnreadableFile(f"this register has the layout {found}; this geomon knows {schema.SCHEMA_VERSION}.", where=str(place),
                             how="Open it with the geomon that wrote it, or build a new one.")
    return int(found)


def bring_forward(connection: Connection, place: Place, *, copied: bool = False) -> None:
    """Bring the register to the present layout; nothing is done where it has it.

    Parameters
    ----------
    connection : in a write transaction that holds the writers' lock, so that the copy is what the steps start from.
    copied : the register is a copy already, and needs no other.

    Raises
    ------
    UnreadableFile
        If this geomon does not know its layout.
    GeomonError
        If the copy cannot be written; the register is then as it was.
    """
    old = layout_of(connection, place)
    if old == schema.SCHEMA_VERSION:
        return
    if not copied:
        _keep(connection, place)
    for step in STEPS[old - 1:]:
        step(connection)
    connection.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(schema.SCHEMA_VERSION)))


def _keep(connection: Connection, place: Place) -> None:
    """Copy the register as it was: to a file beside it, or to a schema beside it in the same database."""
    now = dt.datetime.now(tz=dt.UTC).astimezone()
    if isinstance(place, Path):
        kept = beside(place, f"before-layout-{schema.SCHEMA_VERSION}", now)
        try:
            copy_register(place, kept)
        except OSError as error:
            kept.unlink(missing_ok=True)
            raise GeomonError("the copy that an upgrade makes first cannot be written; the register is as it was.", where=kept,
                              how=f"Free some space, then try again ({error}).") from error
        return
    kept_schema = free_schema(connection, f"{place.schema}_before_layout_{schema.SCHEMA_VERSION}", now)
    connection.exec_driver_sql(f"CREATE SCHEMA {kept_schema}")
    for name in schema.metadata.tables:
        connection.exec_driver_sql(f"CREATE TABLE {kept_schema}.{name} (LIKE {place.schema}.{name} INCLUDING ALL)")
        columns = ", ".join(_columns(connection, place, name))
        connection.exec_driver_sql(f"INSERT INTO {kept_schema}.{name} ({columns}) SELECT {columns} FROM {place.schema}.{name}")  # noqa: S608 - own names


def _columns(connection: Connection, place: Server, table: str) -> list[str]:
    """Return the columns of a table as it is, those left out that the server computes."""
    found = connection.exec_driver_sql("SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s "
                                       "AND is_generated = 'NEVER'", (place.schema, table))
    return list(found.scalars())


def _indexes_of_the_record(connection: Connection) -> None:
    """Layout 2: the record of a million events is asked by who, what and when without reading all of them."""
    _make_indexes(connection, schema.events, "events_kind", "events_actor", "events_recorded")


def _make_indexes(connection: Connection, table: Table, *names: str) -> None:
    for index in table.indexes:
        if index.name in names:
            index.create(connection, checkfirst=True)


STEPS: tuple[Callable[[Connection], None], ...] = (_indexes_of_the_record,)
"""What leads from layout 1 to 2, from 2 to 3, and so on."""
