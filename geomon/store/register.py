"""The register: opening, reading, and transactions, the same in a file (SQLite) and on a server (PostgreSQL)."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import functools
import gc
import json
import threading
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine, select

from geomon.errors import GeomonError
from geomon.model import Document, Event, Match, Site, Task
from geomon.store import schema
from geomon.store.dialects import Place, Store, store_of
from geomon.store.faults import told_plainly
from geomon.store.layouts import bring_forward, layout_of
from geomon.store.serial import from_json
from geomon.store.writing import Writer


class Register:
    """A register; safe to use from several threads and processes.

    Readers see the last committed state and never wait. A write is acknowledged only after it is on the disk.
    """

    def __init__(self, place: Place, engine: Engine) -> None:
        self.place, self._store, self._engine, self._lock = place, store_of(place), engine, threading.Lock()

    @property
    def path(self) -> str:
        """Where it is, as errors name it."""
        return str(self.place)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file or the server."""
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
        with self._read() as connection, without_collecting():
            of: defaultdict[str, list[Task]] = defaultdict(list)
            for row in connection.execute(select(tasks.c.document, tasks.c.body).order_by(tasks.c.document, tasks.c.position)):
                of[row.document].append(from_json(Task, row.body))
            rows = connection.execute(select(docs.c.id, docs.c.body, docs.c.text).order_by(docs.c.position, docs.c.id))
            return tuple(dataclasses.replace(from_json(Document, row.body), text=row.text, tasks=tuple(of[row.id])) for row in rows)

    def sites(self) -> tuple[Site, ...]:
        """Return all sites, in the order in which they were stored."""
        with without_collecting():
            return tuple(from_json(Site, body) for body in self._bodies(schema.sites))

    def matches(self) -> tuple[Match, ...]:
        """Return all matches, in the order in which they were stored."""
        with without_collecting():
            return tuple(from_json(Match, body) for body in self._bodies(schema.matches))

    def unlocated(self) -> tuple[dict[str, Any], ...]:
        """Return what could not be located, with the reason of each."""
        return tuple(json.loads(body) for body in self._bodies(schema.unlocated))

    def events(self, until: dt.date | None = None, after: int = 0, kinds: Collection[str] = ()) -> tuple[Event, ...]:
        """Return the events in the order in which they were written; `until` leaves out those that speak of a later day.

        `after` leaves out those up to this number, `kinds` those of any other kind.
        """
        table = schema.events
        wanted = (table.c.at, table.c.actor, table.c.kind, table.c.subject, table.c.body, table.c.source, table.c.seq)
        query = select(*wanted).where(table.c.seq > after).order_by(table.c.seq)
        if kinds:
            query = query.where(table.c.kind.in_(kinds))
        if until is not None:
            query = query.where(table.c.at <= until.isoformat())
        day, body_of = functools.lru_cache(maxsize=None)(dt.date.fromisoformat), json.loads  # a register speaks of few days, many times
        with self._read() as connection, without_collecting():
            return tuple([Event(day(at), actor, kind, subject, body_of(body), source, seq)
                          for at, actor, kind, subject, body, source, seq in connection.execute(query)])

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state, for `geomon.store.record`."""
        with self._read() as connection:
            yield connection

    def size(self) -> int:
        """Return the bytes that the register takes."""
        with self._read() as connection:
            return self._store.size(connection)

    # ---- writing ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def write(self) -> Iterator[Writer]:
        """Open one write transaction; it is kept whole when the block ends, and dropped whole when it raises.

        Raises
        ------
        GeomonError
            If another process holds the lock, the folder cannot be written, or the disk is full; nothing is then changed.
        """
        with self._lock, told_plainly(self.place), self._engine.connect().execution_options(**self._store.writing) as connection, \
                connection.begin() as transaction:
            self._store.hold(connection)
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
        with told_plainly(self.place), self._engine.connect() as connection, connection.begin():
            yield connection

    def _bodies(self, table: Any) -> list[str]:
        with self._read() as connection:
            return list(connection.scalars(select(table.c.body).order_by(table.c.position)))


@contextlib.contextmanager
def without_collecting() -> Iterator[None]:
    """Let the collector of unreachable objects rest while millions are made that all stay: it would walk them again and again."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def open_register(place: Place) -> Register:
    """Open the register at `place`, making an empty one where there is none; one of an older layout is brought forward, a copy made first.

    Raises
    ------
    UnreadableFile
        If there is something else than a register.
    GeomonError
        If it cannot be made or written, is locked, or was written by a newer geomon; on a server also if that does not answer.
    """
    store = store_of(place)
    if isinstance(place, Path):
        _make_room(place)
    engine = store.engine()
    with contextlib.ExitStack() as undo:
        undo.callback(engine.dispose)
        with told_plainly(place):
            _set_up(engine, store, place)
        undo.pop_all()
    return Register(place, engine)


def _make_room(path: Path) -> None:
    """Make the folder, and raise unless the file is a register; it is only read, so that another program's database stays as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        there = path.exists() and path.stat().st_size
    except OSError as error:
        raise GeomonError("the register cannot be opened here.", where=path,
                          how=f"Give your account the right to read and write in this folder ({error.strerror}).") from error
    if there:
        engine = store_of(path).engine(read_only=True)
        try:
            with told_plainly(path), engine.connect() as connection:
                store_of(path).is_register(connection)
        finally:
            engine.dispose()


def _set_up(engine: Engine, store: Store, place: Place) -> None:
    with engine.connect() as connection:
        if store.is_register(connection) and layout_of(connection, place) == schema.SCHEMA_VERSION:
            return
    with engine.connect().execution_options(**store.writing) as connection, connection.begin():
        store.hold(connection)
        if store.is_register(connection):  # another process may have made it in between
            bring_forward(connection, place)
            return
        store.make(connection)
        connection.execute(schema.meta.insert(), [{"key": "schema", "value": str(schema.SCHEMA_VERSION)}, {"key": "version", "value": "0"}])
