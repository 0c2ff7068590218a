"""Formats are read in a process of their own, which can be ended: a file costs no more time and memory than it may, and crashes nobody.

The process is kept warm for the next file; it is started anew after a fault. Both sides speak JSON, a line an item; nothing is unpickled.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import geomon
from geomon import errors
from geomon.documents.source import Raw, RawLine, RawTable
from geomon.errors import TooLarge, UnreadableFile

Told: TypeAlias = Callable[[int, int], None]
"""Called with how many pages are read, of how many."""
MEMORY_MB = 400.0
"""No document needs more to be read; `Settings.memory_mb` can only lower it."""
PAGES_A_SPAN = 100
"""So many pages have the time of one file: a longer PDF has more."""
_KEPT, _SERVED = 2, 200
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TEMP", "TMP", "TMPDIR", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")


def read_apart(name: str, path: Path, seconds: float, memory_mb: float, told: Told) -> tuple[list[Raw], list[str]]:
    """Return what the format module `name` reads from a file, read in another process.

    Parameters
    ----------
    seconds : for a file, or for each 100 pages of it.

    Raises
    ------
    GeomonError
        As the format raises it; TooLarge when time or memory were up, UnreadableFile when the process broke down.
    """
    process = _taken(min(memory_mb, MEMORY_MB))
    items: list[Raw] = []
    warnings: list[str] = []
    fault: list[str] = []
    whole = False
    try:
        for kind, *rest in process.ask({"format": name, "path": str(path.resolve())}, seconds):
            if kind == "line":
                items.append(RawLine(*rest))
            elif kind == "table":
                items.append(RawTable(tuple(map(tuple, rest[0])), rest[1], rest[2]))
            elif kind == "pages":
                process.allow(seconds * max(1.0, rest[1] / PAGES_A_SPAN))
                told(rest[0], rest[1])
            elif kind == "warning":
                warnings.append(rest[0])
            else:
                fault = rest
        whole = True
    except _Gone as error:
        if process.expired:
            how = "Split it, or raise seconds_a_file in geomon.toml."
            raise TooLarge(f"it was not read after {process.allowed:.0f} seconds.", where=path.name, how=how) from error
        what = "the reader broke down on it: it is damaged, or asks for too much memory."
        how = "Open it in the program that made it and save it again, or split it."
        raise UnreadableFile(what, where=path.name, how=how) from error
    finally:
        if whole:
            _give_back(process)
        else:
            process.end()
    if fault:
        raise _error(fault)
    return items, warnings


def _error(said: list[str]) -> errors.GeomonError:
    """Return the error that the other process told."""
    kind = getattr(errors, said[0], UnreadableFile)
    made: errors.GeomonError = kind(said[1], where=said[2], how=said[3])
    return made


class _Gone(Exception):
    """The process ended before its answer was whole."""


class _Process:
    """A reading process and its two pipes."""

    def __init__(self, memory_mb: float) -> None:
        home = str(Path(geomon.__file__).parents[1])
        places = dict.fromkeys([home, *(p for p in sys.path if p and Path(p).exists())])
        kept = {key: os.environ[key] for key in _ENVIRONMENT if key in os.environ}
        self.memory_mb, self.owner, self.served = memory_mb, os.getpid(), 0
        self._process = subprocess.Popen(  # noqa: S603 - our own module, by our own interpreter
            [sys.executable, "-P", "-W", "ignore", "-m", "geomon.documents.worker", f"{memory_mb:g}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**kept, "PYTHONPATH": os.pathsep.join(places), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1", "MALLOC_ARENA_MAX": "2"},
        )
        self.expired, self.allowed = False, 0.0
        self._began = 0.0

    @property
    def alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None and self.owner == os.getpid() and self.served < _SERVED

    def allow(self, seconds: float) -> None:
        """Give so much time from the beginning, if that is more than was given."""
        self.allowed = max(self.allowed, seconds)

    def ask(self, what: dict[str, Any], seconds: float) -> Iterator[list[Any]]:
        """Yield the lines of the answer; `_Gone` when it breaks off."""
        self.served += 1
        self.expired, self.allowed, self._began = False, seconds, time.monotonic()
        done = threading.Event()
        watch = threading.Thread(target=self._watch, args=(done,), daemon=True)
        watch.start()
        pipes = self._process.stdin, self._process.stdout
        assert pipes[0] is not None
        assert pipes[1] is not None
        try:
            pipes[0].write(json.dumps(what).encode() + b"\n")
            pipes[0].flush()
            for line in pipes[1]:
                said = json.loads(line)
                if said[0] == "end":
                    return
                yield said
            raise _Gone
        except (OSError, ValueError, IndexError, TypeError) as error:
            raise _Gone from error
        finally:
            done.set()
            watch.join()

    def _watch(self, done: threading.Event) -> None:
        while not done.wait(max(0.01, self._began + self.allowed - time.monotonic())):
            if time.monotonic() - self._began >= self.allowed:
                self.expired = True
                self._process.kill()
                return

    def end(self) -> None:
        """End it and let go of its pipes."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


_idle: list[_Process] = []
_lock = threading.Lock()


def _taken(memory_mb: float) -> _Process:
    """Return a process that waits, or a new one."""
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.alive and process.memory_mb == memory_mb:
                return process
            if process.owner == os.getpid():
                process.end()
    return _Process(memory_mb)


def _give_back(process: _Process) -> None:
    with _lock:
        if len(_idle) < _KEPT and process.alive:
            _idle.append(process)
            return
    process.end()


@atexit.register
def _end_all() -> None:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.owner == os.getpid():
                process.end()
