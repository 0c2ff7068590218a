"""What a hostile file reaches for: a folder of secrets whose every opening is noticed, and a server that counts its visitors."""

import contextlib
import ctypes
import http.server
import os
import struct
import sys
import threading
from pathlib import Path

from gate_files import geojson, geotiff, point

WORD = "Kanarienvogel7319"
WHOLE = os.environ.get("GEOMON_FAULTS") == "all"
"""Whether the counted numbers are asked for; a normal run takes a part of each."""
_OPEN, _ACCESS, _NONBLOCK = 0x20, 0x1, 0o4000


def part(things, count):
    """All of them where the whole is asked for, else `count` spread over them."""
    things = list(things)
    return things if WHOLE or len(things) <= count else [things[n * len(things) // count] for n in range(count)]


class Watched:
    """Who opened a file of a folder, whichever process it was (inotify; nothing is noticed elsewhere than on Linux)."""

    def __init__(self, folder: Path) -> None:
        self._fd = -1
        if sys.platform == "linux":
            libc = ctypes.CDLL(None, use_errno=True)
            self._fd = libc.inotify_init1(_NONBLOCK)
            assert libc.inotify_add_watch(self._fd, os.fsencode(folder), _OPEN | _ACCESS) >= 0

    def opened(self):
        """Names that were opened or read since the last question."""
        found = []
        with contextlib.suppress(BlockingIOError):
            while self._fd >= 0:
                data, at = os.read(self._fd, 1 << 16), 0
                while at < len(data):
                    size = struct.unpack_from("iIII", data, at)[3]
                    found.append(data[at + 16:at + 16 + size].rstrip(b"\0").decode())
                    at += 16 + size
        return found

    def close(self):
        if self._fd >= 0:
            os.close(self._fd)


class Canary:
    """`secret` is the folder, `url` the server; `asked` the paths it was asked for."""

    def __init__(self, secret, url, asked, watched):
        self.secret, self.url, self.asked, self.watched = secret, url, asked, watched
        self.host = url.removeprefix("http://")

    def filled(self, text):
        """A template with this canary's folder and server."""
        return text.replace("@SECRET@", str(self.secret)).replace("@URL@", self.url).replace("@HOST@", self.host)

    def silent(self):
        """Nothing was opened, nobody was asked."""
        return self.asked == [] and self.watched.opened() == []


@contextlib.contextmanager
def kept(secret: Path):
    """Fill the folder `secret`, watch it, and serve."""
    secret.mkdir(parents=True, exist_ok=True)
    (secret / "canary.csv").write_text(f"name,lon,lat\n{WORD},106.8,39.4\n", encoding="utf-8")
    (secret / "canary.geojson").write_bytes(geojson(point(name=WORD)))
    (secret / "canary.txt").write_text(WORD, encoding="utf-8")
    (secret / "raw.bin").write_bytes(WORD.encode() * 100)
    geotiff(secret / "canary.tif")
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(geojson(point(name=WORD)))

        do_HEAD = do_POST = do_GET  # noqa: N815 - names of the standard library

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    watched = Watched(secret)
    try:
        yield Canary(secret, f"http://127.0.0.1:{server.server_port}", asked, watched)
    finally:
        watched.close()
        server.shutdown()
        server.server_close()
        thread.join()
