"""A private PostgreSQL server for the tests, and what they do to a register past geomon, in either store."""

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from geomon.settings import Server, server_of

DEBIAN = Path("/usr/lib/postgresql")
REQUIRED = os.environ.get("GEOMON_REQUIRE") == "all"
STARTS_S = 60
"""A server that is not there by then is a fault."""


def programs():
    """The folder of `initdb` and `postgres`; None where PostgreSQL is not installed."""
    found = sorted(DEBIAN.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("postgres")
    return Path(there).resolve().parent if there else None


class Cluster:
    """A PostgreSQL of our own in a folder of our own, on a free port of loopback; fsync is on, as everywhere."""

    def __init__(self, bin_folder: Path) -> None:
        self.bin = bin_folder
        self.folder = Path(tempfile.mkdtemp(prefix="geomon-postgres-"))
        # The server refuses root; Debian's package brings a user for it.
        self.who = {"user": "postgres", "group": "postgres", "extra_groups": []} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}
        if self.who:
            shutil.chown(self.folder, "postgres", "postgres")
        self.password, self.process = secrets.token_hex(8), None
        (self.folder / "password").write_text(self.password, encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.run("initdb", "-D", self.folder / "data", "-U", "geomon", "--pwfile", self.folder / "password", "-A", "scram-sha-256",
                 "-E", "UTF8", "--locale", "C.UTF-8", "--data-checksums", "--no-sync", "--no-instructions")
        self.start()
        with self.connect("postgres") as connection:
            connection.execute("CREATE DATABASE geomon")
        with self.connect() as connection, contextlib.suppress(Exception):
            connection.execute("CREATE EXTENSION postgis")

    def run(self, name, *arguments):
        subprocess.run([self.bin / name, *map(str, arguments)], check=True, capture_output=True, cwd=self.folder, **self.who)

    def start(self):
        """Start the server and wait until it answers; return how long that took, in seconds."""
        begun = time.perf_counter()
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self.folder, "max_connections": 100,
                    "shared_buffers": "64MB", "fsync": "on", "full_page_writes": "on", "logging_collector": "off",
                    "recovery_init_sync_method": "syncfs"}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder / "data", *(f"--{name}={value}" for name, value in settings.items())],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd=self.folder, **self.who)
        while True:
            try:
                self.connect("postgres").close()
                return time.perf_counter() - begun
            except Exception as error:
                if time.perf_counter() - begun > STARTS_S or self.process.poll() is not None:
                    raise RuntimeError((self.folder / "log").read_text(encoding="utf-8")[-2000:]) from error
                time.sleep(0.05)

    def kill(self):
        """End the server as a power cut would: no process of it writes anything more."""
        pids = [self.process.pid, *children(self.process.pid)]
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(10)
        while any(Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").split(")")[1][:3]
                  for pid in pids[1:]):
            time.sleep(0.02)

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast shutdown"
            self.process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database="geomon"):
        return f"postgresql://geomon:{self.password}@127.0.0.1:{self.port}/{database}"

    def connect(self, database="geomon"):
        import psycopg

        return psycopg.connect(self.url(database), autocommit=True)


def children(pid):
    """The processes that a process started, by Linux's own listing."""
    listing = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(one) for one in listing.read_text(encoding="utf-8").split()] if listing.exists() else []


def start_cluster():
    """A running cluster; skips the test where PostgreSQL is missing, and fails it where all is required."""
    reason = "" if programs() else "PostgreSQL is not installed (Debian: postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        reason = 'psycopg is not installed (pip install "geomon[postgres]")'
    if reason:
        pytest.fail(reason) if REQUIRED else pytest.skip(reason)
    return Cluster(programs())


def store_in(cluster):
    """The setting `store` for a schema that nobody has used yet."""
    return f"{cluster.url()}?schema=t{secrets.token_hex(6)}"


def drop(cluster, store):
    """Remove a schema, and those that were kept of it."""
    name = server_of(store).schema
    with cluster.connect() as connection:
        for one, in connection.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", (name,)).fetchall():
            connection.execute(f"DROP SCHEMA {one} CASCADE")


@contextlib.contextmanager
def past_geomon(place, unguarded=False):
    """A connection of SQLAlchemy to a register, as somebody with the file or the database's account has it; committed at the end."""
    if isinstance(place, Server):
        import psycopg

        engine = create_engine("postgresql+psycopg://", poolclass=NullPool,
                               creator=lambda: psycopg.connect(place.url, options=f"-c search_path={place.schema}"))
        drops = "DROP TRIGGER IF EXISTS events_no_{} ON events"
    else:
        engine = create_engine(f"sqlite:///{place}", poolclass=NullPool)
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=ON").close())
        drops = "DROP TRIGGER IF EXISTS events_no_{}"
    try:
        with engine.connect() as connection, connection.begin():
            for verb in ("update", "delete") if unguarded else ():
                connection.exec_driver_sql(drops.format(verb))
            yield connection
    finally:
        engine.dispose()
