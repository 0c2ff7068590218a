"""The register's file: opening, reading, and transactions."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select
from sqlalchemy.engine import URL

from geomon.errors import GeomonError, UnreadableFile
from geomon.model import Document, Event, Match, Site, Task
from geomon.store import schema
from geomon.store.faults import not_a_register, told_plainly
from geomon.store.serial import from_json
from geomon.store.writing import Writer

BUSY_S = 5.0
"""How long a writer waits for another process before it gives up, in seconds."""


class Register:
    """A register; safe to use from several threads and processes.

    Readers see the last committed state and never wait. A write is acknowledged only after it is on the disk.
    """

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path, self._engine, self._lock = path, engine, threading.Lock()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    # ---- reading ----------------------------------------------------------------------------------------------------

    def version(self) -> int:
        """Return the number that grows with each write, also over restarts."""
        return int(self.noted("version"))

    def noted(self, key: str) -> str:
        """Return what `Writer.note` remembered under `key`; empty when nothing was."""
        with self._read() as connection:
            return connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == key)) or ""

    def digests(self) -> dict[str, tuple[str, str]]:
        """Return for each document's id the sha256 of its file and the fingerprint of what read it."""
        table = schema.documents
        with self._read() as connection:
            return {row.id: (row.sha256, row.reader) for row in connection.execute(select(table.c.id, table.c.sha256, table.c.reader))}

    def documents(self) -> tuple[Document, ...]:
        """Return all documents with their tasks, in the order of listings."""
        docs, tasks = schema.documents, schema.tasks
        with self._read() as connection:
            of: defaultdict[str, list[Task]] = defaultdict(list)
            for row in connection.execute(select(tasks.c.document, tasks.c.body).order_by(tasks.c.document, tasks.c.position)):
                of[row.document].append(from_json(Task, row.body))
            rows = connection.execute(select(docs.c.id, docs.c.body, docs.c.text).order_by(docs.c.position, docs.c.id))
            return tuple(dataclasses.replace(from_json(Document, row.body), text=row.text, tasks=tuple(of[row.id])) for row in rows)

    def sites(self) -> tuple[Site, ...]:
        """Return all sites, in the order in which they were stored."""
        return tuple(from_json(Site, body) for body in self._bodies(schema.sites))

    def matches(self) -> tuple[Match, ...]:
        """Return all matches, in the order in which they were stored."""
        return tuple(from_json(Match, body) for body in self._bodies(schema.matches))

    def unlocated(self) -> tuple[dict[str, Any], ...]:
        """Return what could not be located, with the reason of each."""
        return tuple(json.loads(body) for body in self._bodies(schema.unlocated))

    def events(self, until: dt.date | None = None, after: int = 0) -> tuple[Event, ...]:
        """Return the events in the order in which they were written; `until` leaves out those that speak of a later day.

        `after` leaves out those up to this number.
        """
        table = schema.events
        query = select(table).where(table.c.seq > after).order_by(table.c.seq)
        if until is not None:
            query = query.where(table.c.at <= until.isoformat())
        with self._read() as connection:
            return tuple(Event(dt.date.fromisoformat(r.at), r.actor, r.kind, r.subject, json.loads(r.body), r.source, r.seq)
                         for r in connection.execute(query))

    # ---- writing ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self) -> Iterator[Writer]:
        """Open one write transaction; it is kept whole when the block ends, and dropped whole when it raises.

        Raises
        ------
        GeomonError
            If another process holds the lock, the folder cannot be written, or the disk is full; nothing is then changed.
        """
        with self._lock, told_plainly(self.path), self._engine.connect().execution_options(geomon_begin="IMMEDIATE") as connection, \
                connection.begin() as transaction:
            number = connection.scalar(select(schema.meta.c.value).where(schema.meta.c.key == "version"))
            writer = Writer(connection, int(number or 0) + 1)
            yield writer
            writer.finish()
            if not writer.changed:
                transaction.rollback()

    def replace_document(self, document: Document, *, reader: str = "") -> None:
        """Store one document with its tasks, in a transaction of its own; see `Writer.replace_document`."""
        with self.write() as writer:
            writer.replace_document(document, reader=reader)

    def append_event(self, happened: Event) -> Event:
        """Append one event, in a transaction of its own; see `Writer.append_event`."""
        with self.write() as writer:
            return writer.append_event(happened)

    # ---- inside -----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _read(self) -> Iterator[Connection]:
        with told_plainly(self.path), self._engine.connect() as connection, connection.begin():
            yield connection

    def _bodies(self, table: Any) -> list[str]:
        with self._read() as connection:
            return list(connection.scalars(select(table.c.body).order_by(table.c.position)))


def open_register(path: Path) -> Register:
    """Open the register at `path`, making an empty one where there is none.

    Raises
    ------
    UnreadableFile
        If the file is something else than a register.
    GeomonError
        If it cannot be made or written, is locked, or was written by a newer geomon.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size:
            _recognise(path)
    except OSError as error:
        raise GeomonError("the register cannot be opened here.", where=path,
                          how=f"Give your account the right to read and write in this folder ({error.strerror}).") from error
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": BUSY_S, "check_same_thread": False})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with told_plainly(path):
            _set_up(engine, path)
    except GeomonError:
        engine.dispose()
        raise
    return Register(path, engine)


def _recognise(path: Path) -> None:
    """Raise unless the file is a register; it is only read, so that another program's database stays as it is."""
    with told_plainly(path), contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=BUSY_S)) as raw:
        mine = raw.execute("PRAGMA application_id").fetchone()[0] == schema.APPLICATION_ID
        if not mine and raw.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise not_a_register(path)


def _prepare(connection: Any, _: object) -> None:
    """Set up each connection; `isolation_level = None` leaves BEGIN to `_begin`."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first and writes later could fail in its middle."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('geomon_begin', 'DEFERRED')}")


def _set_up(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        mine = connection.exec_driver_sql("PRAGMA application_id").scalar() == schema.APPLICATION_ID
        if mine:
            _check_schema(connection, path)
            return
    with engine.connect().execution_options(geomon_begin="IMMEDIATE") as connection, connection.begin():
        if inspect(connection).has_table("meta"):
            return  # another process made it in between
        schema.metadata.create_all(connection)
        for trigger in schema.APPEND_ONLY:
            connection.exec_driver_sql(trigger)
        connection.execute(schema.meta.insert(), [{"key": "schema", "value": str(schema.SCHEMA_VERSION)}, {"key": "version", "value": "0"}])
        connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")


def _check_schema(connection: Connection, path: Path) -> None:
    found = connection.scalar(select(func.max(schema.meta.c.value)).where(schema.meta.c.key == "schema"))
    if found != str(schema.SCHEMA_VERSION):
        raise UnreadableFile(f"this register has the layout {found}; this geomon knows {schema.SCHEMA_VERSION}.", where=path,
                             how="Open it with the geomon that wrote it, or build a new one.")
