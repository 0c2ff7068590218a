"""The gate for files from outside: size and kind of file here, everything else in a process that can be ended."""

from __future__ import annotations

import dataclasses
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import IO, Any

from geomon import errors
from geomon.errors import GeomonError, TooLarge, UnreadableFile, UnsafeFile
from geomon.readers.beside import beside
from geomon.readers.child import ask
from geomon.readers.content import accepted
from geomon.readers.formats import suffixes
from geomon.readers.limits import Limits
from geomon.readers.reading import Reading


def read_file(
    path: Path, limits: Limits | None = None, *, layer: str = "", encoding: str = "", features: bool = False, repair: bool = False
) -> Reading:
    """Return what there is to tell of a file from outside, with its features when asked for.

    Parameters
    ----------
    layer : which one, where a file holds several layers, sheets or datasets.
    encoding : of its text, when a person has confirmed it.
    features : hand the features over too, as Arrow bytes.
    repair : rebuild areas that cross themselves; nothing is repaired otherwise.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge, InputError
        In one sentence each. Whatever the file does to the reading process, this process goes on.
    """
    limits = limits or Limits()
    suffix = path.suffix.lower()
    if suffix not in suffixes():
        _open(path, path.name).close()
        raise UnreadableFile(f"{suffix or 'a file without an ending'} is no layer file.", where=path.name, how=accepted())
    with tempfile.TemporaryDirectory(prefix="geomon-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / f"data{suffix}"
        _copy(path, copy, limits)
        for ending, other in beside(path).items():
            _copy(other, copy.with_suffix(ending), limits)
        request = {
            "path": str(copy),
            "name": path.name,
            "layer": layer,
            "encoding": encoding,
            "features": features,
            "repair": repair,
            "seconds": limits.reader_s,
            "memory_mb": limits.memory_mb,
            "write_mb": limits.unpacked_mb + 10,
            "limits": dataclasses.asdict(limits),
        }
        told, table = ask(request, path.name)
    return _reading(told, table, path.name)


def _copy(path: Path, target: Path, limits: Limits) -> None:
    """Copy a file under a name of ours, so that nothing of the sender's name or folder reaches a reader."""
    most = int(limits.file_mb * 1e6)
    with _open(path, path.name) as file, target.open("xb") as out:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            what = f"{size / 1e6:.1f} MB is over the limit of {limits.file_mb:g} MB."
            raise TooLarge(what, where=path.name, how="Raise max_file_mb in geomon.toml, or split it.")
        shutil.copyfileobj(file, out, 1 << 20)
    if not size and path.suffix.lower() != ".cpg":
        raise UnreadableFile("the file is empty.", where=path.name, how="Export it again.")


def _open(path: Path, name: str) -> IO[bytes]:
    """Open an ordinary file; a folder, a link, a pipe or a device is refused before a byte is read."""
    try:
        found = path.lstat()
    except (OSError, ValueError) as error:
        raise UnreadableFile("there is no such file.", where=name, how="Check its name and folder.") from error
    if stat.S_ISDIR(found.st_mode):
        raise UnreadableFile("it is a folder.", where=name, how="Name a file in it, or pack it as a zip.")
    if stat.S_ISLNK(found.st_mode):
        raise UnsafeFile("it is a link to another file.", where=name, how="Name that file itself.")
    if not stat.S_ISREG(found.st_mode):
        raise UnsafeFile("it is no ordinary file.", where=name, how="Save it to disk first.")
    try:
        return os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb")
    except OSError as error:
        raise UnreadableFile(f"it cannot be read ({error.strerror}).", where=name, how="Check who may read it.") from error


def _reading(told: dict[str, Any], table: bytes, name: str) -> Reading:
    """Return the answer as our own object; an error becomes one of ours, never a class that the answer names freely."""
    if "error" in told:
        kind = getattr(errors, str(told["error"]), UnreadableFile)
        known = isinstance(kind, type) and issubclass(kind, GeomonError)
        raise (kind if known else UnreadableFile)(str(told.get("what", "")), where=name, how=str(told.get("how", "")))
    bounds = told["bounds"]
    return Reading(
        format=str(told["format"]),
        features=int(told["features"]),
        geometry=told["geometry"],
        crs=str(told["crs"]),
        encoding=str(told["encoding"]),
        sample=str(told["sample"]),
        bounds=(bounds[0], bounds[1], bounds[2], bounds[3]) if bounds else None,
        layers=tuple(told["layers"]),
        warnings=tuple(told["warnings"]),
        repairs=tuple(told["repairs"]),
        faults=tuple(told["faults"]),
        hints=tuple(told["hints"]),
        places=tuple((float(x), float(y), str(words)) for x, y, words in told["places"]),
        ask=str(told["ask"]),
        info=dict(told["info"]),
        table=table,
    )
