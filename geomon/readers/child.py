"""Ask the reading process, and survive whatever happens to it.

On Linux one process is kept warm and forks for every file (some 20 ms); elsewhere, where forking is not safe, a fresh one is started ahead
of the next file. An answer is taken only as JSON and Arrow bytes of a stated length.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import logging
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import geomon
from geomon.errors import TooLarge, UnreadableFile

_LOG = logging.getLogger("geomon.readers")
_HEAD = struct.Struct(">2Q")
_MOST = 1 << 30
_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TEMP",
    "TMP",
    "TMPDIR",
    "SYSTEMROOT",
    "WINDIR",
    "LD_LIBRARY_PATH",
    "PROJ_DATA",
    "PROJ_LIB",
)
_THREADS = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
    "GDAL_NUM_THREADS": "1",
}
START_S = 30.0
"""A cold start of the libraries on a slow disk is no fault of the file."""


class _Gone(Exception):
    """The process ended, or fell silent, before its answer was whole."""


def ask(request: dict[str, Any], name: str) -> tuple[dict[str, Any], bytes]:
    """Return the reading process's answer to a request: what it tells, and Arrow bytes.

    Raises
    ------
    TooLarge
        When the time was up.
    UnreadableFile
        When the process broke down.
    """
    seconds = float(request["seconds"])
    start = time.monotonic()
    try:
        return _forked(request, seconds + 1.0) if sys.platform.startswith("linux") else fresh(request, seconds + 1.0)
    except _Gone as error:
        if time.monotonic() - start >= seconds - 0.1:
            what = f"it was not read after {seconds:g} seconds."
            raise TooLarge(what, where=name, how="Split the layer, or simplify its outlines.") from error
        what = "the reader broke down on it; it is damaged, or asks for too much memory."
        raise UnreadableFile(what, where=name, how="Export it again, or split it.") from error


def start_ahead() -> None:
    """Let the reading process load its libraries while this process loads its own."""
    if sys.platform.startswith("linux"):
        _warm.start()


def _environment() -> dict[str, str]:
    """Return the process's environment: GDAL's settings and where Python finds the packages, no secrets of ours."""
    kept = {key: os.environ[key] for key in _KEPT if key in os.environ}
    gdal = {key: value for key, value in os.environ.items() if key.startswith(("GDAL_", "CPL_")) or key == "PROJ_NETWORK"}
    home = str(Path(geomon.__file__).parents[1])
    places = dict.fromkeys([home, *(p for p in sys.path if p and Path(p).exists())])
    return {
        **kept,
        **gdal,
        **_THREADS,
        "GDAL_SKIP": geomon.GDAL_SKIP,
        "PYTHONPATH": os.pathsep.join(places),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "GDAL_HTTP_PROXY": "http://127.0.0.1:9",
    }


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-W", "ignore", "-m", "geomon.readers.worker", *arguments]


# ---- Linux: one warm process that forks -----------------------------------------------------------------------------


class _Warm:
    """The warm process of this process; made again when it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._door: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._starter: ThreadPoolExecutor | None = None

    def send(self, message: bytes, descriptor: int) -> None:
        """Hand a request over, with the end of a socket to answer on."""
        with self._lock:
            if self._door is None or self._owner != os.getpid() or self._process is None or self._process.poll() is not None:
                self._start()
            assert self._door is not None
            try:
                socket.send_fds(self._door, [message], [descriptor])
            except OSError:
                self._start()
                socket.send_fds(self._door, [message], [descriptor])

    def _start(self) -> None:
        """Start the process from a thread that stays: it dies with the *thread* that started it, and a page's ends with the page's run."""
        self._stop()
        if self._starter is None or self._owner != os.getpid():  # threads are not carried over a fork
            self._starter = ThreadPoolExecutor(1, thread_name_prefix="geomon-reader")
        self._starter.submit(self._launch).result()

    def _launch(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module, no shell, nothing of the file's
                _command("--fork", str(theirs.fileno())),
                pass_fds=[theirs.fileno()],
                env=_environment(),
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._door, self._owner = ours, os.getpid()

    def _stop(self) -> None:
        if self._door is not None:
            self._door.close()
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._door, self._process = None, None

    def stop(self) -> None:
        """End the process; the next request starts another."""
        with self._lock:
            self._stop()


    def start(self) -> None:
        """Start the process ahead of the first file, while this one has other things to load."""
        with self._lock:
            if self._door is None or self._owner != os.getpid():
                self._start()


_warm = _Warm()
atexit.register(_warm.stop)


def _forked(request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            _warm.send(json.dumps(request).encode(), theirs.fileno())
        deadline = time.monotonic() + seconds + START_S
        began: float | None = None

        def take(size: int) -> bytes:
            nonlocal began, deadline
            out = bytearray()
            while len(out) < size:
                ours.settimeout(max(0.01, deadline - time.monotonic()))
                try:
                    piece = ours.recv(min(1 << 20, size - len(out)))
                except (TimeoutError, OSError) as error:
                    raise _Gone from error
                if not piece:
                    raise _Gone
                if began is None:
                    began = time.monotonic()
                    deadline = began + seconds
                out += piece
            return bytes(out)

        return _taken(take)


# ---- elsewhere: a fresh process a file, started ahead ---------------------------------------------------------------


class _Fresh:
    """Keeps one process ahead, which has loaded its libraries and waits for its file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: subprocess.Popen[bytes] | None = None

    def take(self) -> subprocess.Popen[bytes]:
        """Return a waiting process, and start the next."""
        with self._lock:
            taken = self._next if self._next is not None and self._next.poll() is None else _started()
            self._next = _started()
            return taken

    def stop(self) -> None:
        """End the waiting process."""
        with self._lock:
            if self._next is not None:
                _end(self._next)
            self._next = None


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - as above
        _command("--once"), env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


_fresh = _Fresh()
atexit.register(_fresh.stop)


def fresh(request: dict[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
    """Ask a process of its own, the way of Windows and macOS."""
    process = _fresh.take()
    try:
        out, _ = process.communicate(json.dumps(request).encode() + b"\n", timeout=seconds + START_S / 3)
    except (subprocess.TimeoutExpired, OSError) as error:
        raise _Gone from error
    finally:
        _end(process)
    at = 0

    def take(size: int) -> bytes:
        nonlocal at
        piece = out[at : at + size]
        if len(piece) < size:
            raise _Gone
        at += size
        return piece

    return _taken(take)


def _taken(take: Any) -> tuple[dict[str, Any], bytes]:
    head, table = _HEAD.unpack(take(_HEAD.size))
    if head + table > _MOST:
        raise _Gone
    try:
        told = json.loads(take(head))
    except ValueError as error:
        raise _Gone from error
    if not isinstance(told, dict):
        raise _Gone
    if "trace" in told:
        _LOG.info("a reader failed: %s", told.pop("trace"))
    return told, take(table)
