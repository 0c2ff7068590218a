"""The process that opens files from outside; started by `apart.py`, never imported by the app."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import struct
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from geomon.documents.source import RawLine
from geomon.errors import GeomonError

_FAULTS = (
    ValueError,
    ArithmeticError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
    RuntimeError,
    SyntaxError,  # lxml's, of XML
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What libraries raise on a file that is not what it says and its format did not foresee. Anything else, a panic of foreign code among it,
ends the process, and the other side says that the reader broke down."""


def main() -> None:
    """Answer requests, one JSON line each, until the other side hangs up."""
    out = os.fdopen(os.dup(1), "wb")
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)  # what a library prints must not mix with the answers
    _limit(float(sys.argv[1]))
    for line in sys.stdin.buffer:
        ask = json.loads(line)
        _answer(ask["format"], Path(ask["path"]), out)
        out.flush()


def _limit(memory_mb: float) -> None:
    """Let no file take more memory than it may, nor write one; where the system has no such limit, the other side's clock remains."""
    if sys.platform == "win32":
        return
    import resource

    for what, most in ((resource.RLIMIT_DATA, int(memory_mb * 1e6)), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _answer(name: str, path: Path, out: BinaryIO) -> None:
    def say(*words: Any) -> None:
        out.write(json.dumps(words).encode() + b"\n")

    def told(done: int, total: int) -> None:
        say("pages", done, total)
        out.flush()

    try:
        _read(name, path, say, told)
    except GeomonError as error:
        say("fault", type(error).__name__, error.what, error.where, error.how)
    except MemoryError:
        say("fault", "TooLarge", "it asks for too much memory.", path.name, "Split it, or save it without pictures.")
    except RecursionError:
        say("fault", "UnreadableFile", "it is nested too deeply.", path.name, "Save it again from the program that made it.")
    except _FAULTS as error:
        what = f"it cannot be read ({type(error).__name__})."
        say("fault", "UnreadableFile", what, path.name, "Open it in the program that made it and save it again.")
    say("end")


def _read(name: str, path: Path, say: Callable[..., None], told: Callable[[int, int], None]) -> None:
    items, warnings = importlib.import_module(f"geomon.documents.formats.{name}").read(path, told)
    for warning in warnings:
        say("warning", warning)
    for item in items:
        if isinstance(item, RawLine):
            say("line", item.text, item.page, item.whole)
        else:
            say("table", item.rows, item.page, item.caption)


if __name__ == "__main__":
    main()
