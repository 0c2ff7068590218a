"""The process that opens files from outside; started by `child.py`, never imported by the app.

With `--fork FD` (Linux) it loads the readers once and forks for every file; with `--once` (Windows, macOS) it reads one file and ends.
It has no network where the platform allows that, and each file has limits on time, memory and what it may write. Answers are JSON and Arrow
bytes; nothing is ever unpickled.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

_NEWNET, _NEWUSER = 0x40000000, 0x10000000
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main(arguments: list[str]) -> None:
    """Serve until the other side hangs up."""
    if arguments[0] == "--fork":
        _leave_network()
        _warm()
        _serve(socket.socket(fileno=int(arguments[1])))
    else:
        out = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # a library that prints must not spoil the answer
        _warm()
        request = json.loads(sys.stdin.readline() or "null")
        if request is not None:
            _limit(request)
            with os.fdopen(out, "wb") as file:
                _answer(request, file.write)


def _leave_network() -> None:
    """Leave the network for good; without the right to, a network of its own user, and where that is forbidden too, stay."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEWNET) != 0:
        libc.unshare(_NEWUSER | _NEWNET)
    libc.prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)


def _warm() -> None:
    """Load everything that reading needs, and let it run once."""
    import pyogrio
    import pyproj

    from geomon.readers import content, examine  # noqa: F401 - loaded for the forks to come
    from geomon.readers.formats import formats
    from geomon.readers.rasters import load_rasterio

    formats()
    load_rasterio()
    pyogrio.list_drivers()
    pyproj.CRS.from_epsg(4490)


def _serve(door: socket.socket) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        message, (*descriptors,), _, _ = socket.recv_fds(door, 1 << 16, 1)
        if not message:
            return
        if not descriptors:
            continue
        if os.fork() == 0:
            try:
                door.close()
                request = json.loads(message)
                _limit(request)
                reply = socket.socket(fileno=descriptors[0])
                _answer(request, reply.sendall)
                reply.close()
            finally:
                os._exit(0)  # whatever happened, the fork must not come back here; an answer that is not whole tells the other side
        os.close(descriptors[0])


def _limit(request: dict[str, Any]) -> None:
    """Set the limits of one file; the timer ends the process even when a library never comes back."""
    seconds, memory = float(request["seconds"]), int(float(request["memory_mb"]) * 1e6)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(request["write_mb"] * 1e6),) * 2)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()
        size, resident = (int(n) * resource.getpagesize() for n in pages[:2])
        limit = size + max(memory - resident, 64 << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _answer(request: dict[str, Any], write: Callable[[bytes], object]) -> None:
    told, table = _read(request)
    head = json.dumps(told, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    write(struct.pack(">2Q", len(head), len(table)) + head)
    write(table)


def _read(request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Read the file that the request names; a fault of the file becomes words.

    What no library raises on a bad file (a fault of ours) ends the process, and the other side says that the reader broke down.
    """
    from geomon.errors import GeomonError
    from geomon.readers.content import read_content
    from geomon.readers.examine import examine
    from geomon.readers.limits import Limits
    from geomon.readers.reading import Source

    path = Path(request["path"])
    gc.disable()  # a process of seconds has nothing to collect, and millions of small objects make it look again and again
    try:
        os.chdir(path.parent)
        source = Source(path, request["name"], Limits(**request["limits"]), request["layer"], request["encoding"])
        raw, name = read_content(source)
        told, table = examine(raw, source, name, features=request["features"], repair=request["repair"])
        json.dumps(told, allow_nan=False)
    except GeomonError as error:
        return {"error": type(error).__name__, "what": error.what, "where": error.where, "how": error.how}, b""
    except (MemoryError, RecursionError):
        return {
            "error": "TooLarge",
            "what": f"it asks for more than {request['memory_mb']:g} MB of memory.",
            "how": "Split the layer.",
        }, b""
    except _faults_of_files() as error:
        trace = traceback.format_exc(limit=8)
        return {
            "error": "UnreadableFile",
            "what": f"no reader could open it ({type(error).__name__}).",
            "how": "Export it again.",
            "trace": trace,
        }, b""
    return told, table


def _faults_of_files() -> tuple[type[Exception], ...]:
    """Return what the libraries raise on a file that is not what it says; each has a family of its own."""
    import zipfile
    import zlib

    import pyarrow as pa
    import pyogrio.errors
    import pyproj.exceptions
    import rasterio.errors
    import shapely.errors

    return (
        ValueError,
        ArithmeticError,
        LookupError,
        TypeError,
        OSError,
        RuntimeError,
        struct.error,
        zipfile.BadZipFile,
        zlib.error,
        pa.ArrowException,
        pyogrio.errors.DataSourceError,
        pyproj.exceptions.ProjError,
        rasterio.errors.RasterioError,
        shapely.errors.ShapelyError,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
