"""What differs between the stores: SQLite, one file of the workspace, and PostgreSQL, a schema of its own in a database.

All else (tables, queries, the chain, copies) is written once, in SQLAlchemy Core.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from sqlalchemy import ColumnElement, Connection, Engine, Table, create_engine, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import URL
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import NullPool

from geomon.errors import Busy, GeomonError, MissingDependency, UnreadableFile
from geomon.settings import Server
from geomon.store import schema
from geomon.store.faults import not_a_register, told_plainly

Place: TypeAlias = Path | Server
"""Where a register is."""

BUSY_S = 5.0
"""How long a writer waits for another process before it gives up, in seconds."""


class Store(Protocol):
    """One place of a register, and how it is kept there.

    Attributes
    ----------
    writing : execution options of a connection that is going to write.
    """

    writing: Mapping[str, Any]

    def exists(self) -> bool:
        """Return whether there is anything at the place; False promises nothing of the place itself."""

    def engine(self, *, read_only: bool = False) -> Engine:
        """Return what connections come from; nothing is asked of the place yet."""

    def hold(self, connection: Connection) -> None:
        """Become the only writer until the transaction ends; wait `BUSY_S` at most."""

    def is_register(self, connection: Connection) -> bool:
        """Return whether a register is here, False where there is nothing; raise `UnreadableFile` where there is something else."""

    def make(self, connection: Connection) -> None:
        """Make the empty tables, of which events only grow; what `meta` says is up to the caller."""

    def guard(self, connection: Connection) -> None:
        """Make events append-only where they are not."""

    def damage(self, connection: Connection) -> str:
        """Return what the store itself finds broken; "" when nothing is."""

    def size(self, connection: Connection) -> int:
        """Return the bytes that the register takes."""


class Sqlite:
    """A register in a file; see `Store`."""

    writing: Mapping[str, Any] = {"geomon_begin": "IMMEDIATE"}

    def __init__(self, place: Path) -> None:
        self.place = place

    def exists(self) -> bool:
        """Return whether the file holds anything."""
        return self.place.is_file() and self.place.stat().st_size > 0

    def engine(self, *, read_only: bool = False) -> Engine:
        """Return connections in WAL mode, each commit on the disk; reading only leaves another program's file as it is."""
        if read_only:
            uri = f"{self.place.resolve().as_uri()}?mode=ro"
            engine = create_engine("sqlite://", poolclass=NullPool,
                                   creator=lambda: sqlite3.connect(uri, uri=True, timeout=BUSY_S, check_same_thread=False))
        else:
            url = URL.create("sqlite", database=str(self.place))
            engine = create_engine(url, connect_args={"timeout": BUSY_S, "check_same_thread": False})
        event.listen(engine, "connect", _leave_begin if read_only else _prepare)
        event.listen(engine, "begin", _begin)
        return engine

    def hold(self, connection: Connection) -> None:
        """BEGIN IMMEDIATE has taken the lock already."""

    def is_register(self, connection: Connection) -> bool:
        """Tell a register by its application id."""
        if connection.exec_driver_sql("PRAGMA application_id").scalar() == schema.APPLICATION_ID:
            return True
        if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar():
            raise not_a_register(self.place)
        return False

    def make(self, connection: Connection) -> None:
        """Make the tables and mark the file as a register."""
        schema.metadata.create_all(connection, checkfirst=False)
        self.guard(connection)
        connection.exec_driver_sql(f"PRAGMA application_id={schema.APPLICATION_ID}")

    def guard(self, connection: Connection) -> None:
        """Make the triggers that refuse a change of events."""
        for verb in ("UPDATE", "DELETE"):
            connection.exec_driver_sql(f"CREATE TRIGGER IF NOT EXISTS events_no_{verb.lower()} BEFORE {verb} ON events "
                                       f"BEGIN SELECT RAISE(ABORT, '{schema.APPENDED}'); END")

    def damage(self, connection: Connection) -> str:
        """Check pages, and references between rows."""
        broken = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if broken != "ok":
            return f"the file is damaged: {broken}"
        return ""

    def size(self, connection: Connection) -> int:  # noqa: ARG002 - of the protocol
        """Return the bytes of the file and its log."""
        files = (self.place, self.place.with_name(f"{self.place.name}-wal"))
        return sum(file.stat().st_size for file in files if file.exists())


def _leave_begin(connection: Any, _: object) -> None:
    """Leave BEGIN to `_begin`."""
    connection.isolation_level = None


def _prepare(connection: Any, _: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """Take the write lock at the start: a transaction that reads first and writes later could fail in its middle."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('geomon_begin', 'DEFERRED')}")


class Postgres:
    """A register in a schema of a PostgreSQL database; see `Store`.

    Writers queue at an advisory lock, as they do at SQLite's. A second one is held, shared, by every connection, so that a restore knows
    whether anybody has the register open. Reads see one state from their first query to their last (REPEATABLE READ); a write begins after
    the lock, so that each of its queries sees what was committed before (READ COMMITTED).
    """

    writing: Mapping[str, Any] = {"isolation_level": "READ COMMITTED"}

    def __init__(self, place: Server) -> None:
        self.place = place

    def exists(self) -> bool:
        """Only the server knows."""
        return True

    def key(self, what: str) -> int:
        """Return the number of an advisory lock of this register."""
        return int.from_bytes(hashlib.sha256(f"geomon {what} {self.place.schema}".encode()).digest()[:8], signed=True)

    def engine(self, *, read_only: bool = False, alone: bool = False) -> Engine:
        """Return connections on which an acknowledged commit is on the server's disk.

        `alone` leaves the shared lock to others.
        """
        try:
            import psycopg
        except ImportError as error:
            raise MissingDependency("a register on a server needs psycopg.", where=str(self.place),
                                    how='Install it with: pip install "geomon[postgres]"') from error

        settings = {"search_path": self.place.schema, "lock_timeout": f"{BUSY_S * 1000:.0f}", "client_min_messages": "warning",
                    "synchronous_commit": "on", "default_transaction_read_only": "on" if read_only else "off"}

        def connect() -> Any:
            connection = psycopg.connect(self.place.url, application_name="geomon", connect_timeout=10, autocommit=True,
                                         options=" ".join(f"-c {name}={value}" for name, value in settings.items()))
            with contextlib.ExitStack() as undo:
                undo.callback(connection.close)
                if not alone:
                    connection.execute("SELECT pg_advisory_lock_shared(%s)", (self.key("open"),))
                if (connection.execute("SHOW fsync").fetchone() or ("",))[0] != "on":
                    raise GeomonError("this server does not bring what it acknowledges to the disk (fsync is off).", where=str(self.place),
                                      how="Set fsync = on in its postgresql.conf.")
                connection.autocommit = False
                undo.pop_all()
            return connection

        return create_engine("postgresql+psycopg://", creator=connect, isolation_level="REPEATABLE READ",
                             **({"poolclass": NullPool} if read_only or alone else {"pool_pre_ping": True}))

    def hold(self, connection: Connection) -> None:
        """Take the writers' lock; it goes with the transaction."""
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (self.key("write"),))

    def is_register(self, connection: Connection) -> bool:
        """Tell a register by its tables."""
        found = set(connection.exec_driver_sql("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND "
                                               "relnamespace = to_regnamespace(%s)", (self.place.schema,)).scalars())
        if found >= set(schema.metadata.tables):
            return True
        if found:
            raise UnreadableFile("this schema holds something else than a register.", where=str(self.place),
                                 how="Name another one in store: ?schema=NAME")
        return False

    def make(self, connection: Connection) -> None:
        """Make the schema and its tables; with PostGIS in the database each site has its point, indexed, for QGIS and others."""
        if not connection.exec_driver_sql("SELECT to_regnamespace(%s)", (self.place.schema,)).scalar():
            connection.exec_driver_sql(f"CREATE SCHEMA {self.place.schema}")
        schema.metadata.create_all(connection, checkfirst=False)
        self.guard(connection)
        postgis = connection.exec_driver_sql("SELECT quote_ident(nspname) FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace "
                                             "WHERE extname = 'postgis'").scalar()
        if postgis:
            connection.exec_driver_sql(
                f"ALTER TABLE sites ADD COLUMN point {postgis}.geometry(Point, 4490) "
                f"GENERATED ALWAYS AS ({postgis}.ST_SetSRID({postgis}.ST_MakePoint(lon, lat), 4490)) STORED")
            connection.exec_driver_sql("CREATE INDEX sites_point ON sites USING gist (point)")

    def guard(self, connection: Connection) -> None:
        """Make the triggers that refuse a change of events."""
        connection.exec_driver_sql(
            "CREATE OR REPLACE FUNCTION events_are_appended() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{schema.APPENDED}' USING ERRCODE = 'integrity_constraint_violation'; END $$")
        for verb in ("UPDATE", "DELETE", "TRUNCATE"):
            connection.exec_driver_sql(f"CREATE OR REPLACE TRIGGER events_no_{verb.lower()} BEFORE {verb} ON events "
                                       "FOR EACH STATEMENT EXECUTE FUNCTION events_are_appended()")

    def damage(self, connection: Connection) -> str:  # noqa: ARG002 - of the protocol
        """Leave pages to the server, which checks them as it reads."""
        return ""

    def size(self, connection: Connection) -> int:
        """Return the bytes of the tables and their indexes."""
        return int(connection.exec_driver_sql("SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class WHERE relkind = 'r' "
                                              "AND relnamespace = to_regnamespace(%s)", (self.place.schema,)).scalar() or 0)


def store_of(place: Place) -> Sqlite | Postgres:
    """Return how the register at `place` is kept."""
    return Postgres(place) if isinstance(place, Server) else Sqlite(place)


def upsert(connection: Connection, table: Table, key: str, values: Mapping[str, object]) -> None:
    """Insert one row, or give the row with the same `key` these values."""
    statement: Any = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(values)
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=values))


class among(ColumnElement[bool]):  # noqa: N801 - reads as a word of SQL
    """Whether a column of text holds one of many values; they travel as one parameter, however many they are."""

    inherit_cache = False

    def __init__(self, column: ColumnElement[str], values: Collection[str]) -> None:
        self.column, self.values = column, literal(json.dumps(sorted(values), ensure_ascii=False))


@compiles(among, "sqlite")
def _among_sqlite(element: among, compiler: Any, **more: Any) -> str:
    column, values = (compiler.process(part, **more) for part in (element.column, element.values))
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are the compiler's


@compiles(among, "postgresql")
def _among_postgresql(element: among, compiler: Any, **more: Any) -> str:
    column, values = (compiler.process(part, **more) for part in (element.column, element.values))
    return f"{column} IN (SELECT jsonb_array_elements_text(CAST({values} AS jsonb)))"


@contextlib.contextmanager
def reading(place: Place) -> Iterator[Connection]:
    """Open a register for reading only, and yield one connection that sees one state.

    Raises
    ------
    UnreadableFile
        If there is none, or something else.
    Busy
        If it is being restored.
    """
    store = store_of(place)
    if not store.exists():
        raise _none(place)
    engine = store.engine(read_only=True)
    try:
        with told_plainly(place), engine.connect() as connection, connection.begin():
            if not store.is_register(connection):
                raise _none(place)
            yield connection
    finally:
        engine.dispose()


def _none(place: Place) -> UnreadableFile:
    return UnreadableFile("there is no register.", where=str(place), how="Build it with: geomon build")


def in_use(place: Place) -> Busy:
    """Return the error for a register that others have open."""
    return Busy("another process has the register open.", where=str(place), how="End the app and other commands here first.")
