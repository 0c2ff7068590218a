"""An ASGI application asked without a port, and with one."""

import asyncio
import contextlib
import dataclasses
import json
import os
import socket
import subprocess
import sys
import threading
import time
from urllib.parse import quote, unquote

import uvicorn


@dataclasses.dataclass
class Answer:
    status_code: int
    headers: dict
    content: bytes

    @property
    def text(self):
        return self.content.decode("utf-8", "replace")

    def json(self):
        return json.loads(self.content)


class Client:
    """Asks an ASGI application without a port."""

    def __init__(self, app):
        self.app = app

    def get(self, href, headers=None):
        path, _, query = href.removeprefix("http://testserver").partition("?")
        sent = []

        async def send(message):
            sent.append(message)

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}
        named = {"host": "testserver"} | (headers or {})
        scope = {"type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": unquote(path), "raw_path": path.encode(),
                 "query_string": quote(query, safe="%&=+,:;/?[]'*!()$~-._").encode(), "root_path": "",
                 "headers": [(name.encode(), value.encode()) for name, value in named.items()], "server": ("testserver", 80),
                 "client": ("127.0.0.1", 1)}
        asyncio.run(self.app(scope, receive, send))
        return Answer(sent[0]["status"], {k.decode(): v.decode() for k, v in sent[0]["headers"]},
                      b"".join(message.get("body", b"") for message in sent[1:]))


@contextlib.contextmanager
def served(app):
    """The application on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        for _ in range(200):
            if running.started:
                break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        running.should_exit = True
        thread.join(10)


def by_gdal(code, *arguments, **environment):
    """Run code that reads by GDAL in a process of its own, where geomon's allowlist of drivers does not hold; return its JSON."""
    env = {key: value for key, value in os.environ.items() if not key.startswith(("GDAL_", "OGR_", "CPL_"))}
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8",
                          env=env | {"PYTHONUTF8": "1"} | environment, timeout=90, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)
