"""What SQLite says, as one clear sentence each."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from geomon.errors import Busy, GeomonError, UnreadableFile

_NOT_A_REGISTER = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


@contextlib.contextmanager
def told_plainly(path: Path) -> Iterator[None]:
    """Turn SQLite's errors inside the block into a `GeomonError` that names the register.

    Raises
    ------
    Busy
        If another process holds the register's lock.
    UnreadableFile
        If the file is no register.
    GeomonError
        If the folder cannot be written or the disk is full. Anything else is a fault of the program and passes unchanged.
    """
    try:
        yield
    except (sqlite3.DatabaseError, DBAPIError) as error:
        fault = _fault(error.orig if isinstance(error, DBAPIError) else error, path)
        if fault is None:
            raise
        raise fault from error


def not_a_register(path: Path) -> UnreadableFile:
    """Return the error for a file that is not a register."""
    return UnreadableFile("this file is not a geomon register.", where=path,
                          how="Move it away; geomon build makes a new register from the documents.")


def _fault(error: BaseException | None, path: Path) -> GeomonError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return Busy("another process is writing to the register.", where=path, how="Wait until it is done, then try again.")
    if code in _NOT_A_REGISTER:
        return not_a_register(path)
    if code == sqlite3.SQLITE_FULL:
        return GeomonError("the disk is full; nothing of this change was saved.", where=path, how="Free some space, then try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR):
        return GeomonError("the register cannot be written here.", where=path,
                           how="Give your account the right to write in this folder, or move the workspace.")
    return None
