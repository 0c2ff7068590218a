"""What the databases say, as one clear sentence each."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from geomon.errors import Busy, GeomonError, UnreadableFile
from geomon.settings import Server

DAMAGED = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
_WRITING = "another process is writing to the register."
_NO_RIGHT = ("42501", "25006")
_REFUSED = ("28", "3D")
"""Classes of SQLSTATE: who signs in, and the database's name."""


@contextlib.contextmanager
def told_plainly(place: Path | Server) -> Iterator[None]:
    """Turn the database's errors inside the block into a `GeomonError` that names the register.

    Raises
    ------
    Busy
        If another process holds the register's lock.
    UnreadableFile
        If the file is no register.
    GeomonError
        If it cannot be written, the disk is full, or the server does not answer. Anything else is a fault of the program and passes
        unchanged.
    """
    try:
        yield
    except NoConnectionFree as error:
        raise Busy("too many are asking the register at once.", where=str(place), how="Try again in a moment.") from error
    except (sqlite3.DatabaseError, DBAPIError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        fault = _of_server(said, place) if isinstance(place, Server) else _of_file(said, place)
        if fault is None:
            raise
        raise fault from error


def not_a_register(path: Path) -> UnreadableFile:
    """Return the error for a file that is not a register."""
    return UnreadableFile("this file is not a geomon register.", where=path,
                          how="Move it away; geomon build makes a new register from the documents.")


def _of_file(error: BaseException | None, path: Path) -> GeomonError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy(_WRITING, where=path, how="Wait until it is done, then try again.")
    if code in DAMAGED:
        return not_a_register(path)
    if code == sqlite3.SQLITE_FULL:
        return GeomonError("the disk is full; nothing of this change was saved.", where=path, how="Free some space, then try again.")
    if code == sqlite3.SQLITE_IOERR:
        return GeomonError("the disk refuses to write or read; nothing of this change was saved.", where=path,
                           how="Look for a full disk, a quota, or a fault of the disk, then try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return GeomonError("the register cannot be written here.", where=path,
                           how="Give your account the right to write in this folder, or move the workspace.")
    return None


def _of_server(error: BaseException | None, server: Server) -> GeomonError | None:
    code, where = getattr(error, "sqlstate", None), str(server)
    if code == "55P03":
        return Busy(_WRITING, where=where, how="Wait until it is done, then try again.")
    if code == "53100":
        return GeomonError("the disk of the server is full; nothing of this change was saved.", where=where,
                           how="Free some space there, then try again.")
    if code in _NO_RIGHT:
        return GeomonError("this account may not write to the register.", where=where,
                           how="Give it the rights that docs/operate.md names, or ask as another one.")
    if code is not None and code[:2] not in (*_REFUSED, "08", "53", "57", "58"):
        return None
    if code is None and type(error).__name__ != "OperationalError":  # psycopg's: no answer has no code
        return None
    reason = str(error).strip().splitlines()[-1][:200]
    if code and code.startswith("58"):  # the server's own files
        return GeomonError("the disk of the server refuses to write or read; nothing of this change was saved.", where=where,
                           how="Look for a full disk, a quota, or a fault of the disk, then try again.")
    return GeomonError("the database server does not answer; what was not confirmed is not saved.", where=where,
                       how=f"Look whether it runs and whether store names the right place and account ({reason}).")
