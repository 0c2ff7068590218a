"""The app as a server: health and figures by HTTP, and nothing in them that names a person, a place or a folder."""

import asyncio
import json
import re
import socket
import subprocess
import sys
import time
import types
from urllib.request import urlopen

import pytest

import geomon
from geomon.errors import UnreadableFile
from geomon.ui import home, metrics

GEOMON = (sys.executable, "-c", "from geomon.cli import main; main()")


def get(address):
    with urlopen(address, timeout=10) as answer:  # our own server, on loopback
        return answer.status, answer.headers.get_content_type(), answer.read().decode()


@pytest.fixture
def served(planned, workspace):
    """Address of the app over a built workspace."""
    planned.close()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([*GEOMON, "app", "-w", workspace.root, "--port", str(port)], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                get(f"http://127.0.0.1:{port}/_stcore/health")
                break
            except OSError:
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.timeout(120)
def test_health_and_figures_are_served_on_the_apps_port(served):
    status, kind, text = get(f"{served}/health")
    assert (status, kind) == (200, "application/json")
    answer = json.loads(text)
    assert answer.keys() == {"status", "version", "register"}
    assert (answer["status"], answer["version"]) == ("ok", geomon.__version__)
    assert answer["register"] > 0

    get(f"{served}/tiles/version")
    status, kind, text = get(f"{served}/metrics")
    assert (status, kind) == (200, "text/plain")
    found = figures(text)
    assert found['geomon_requests_total{route="/tiles/version",status="2xx"}'] == 1
    assert found['geomon_requests_total{route="/health",status="2xx"}'] == 1
    assert 0 < found['geomon_request_seconds_sum{route="/health"}'] < 60
    assert found["geomon_up"] == 1
    assert found["geomon_register_version"] == answer["register"]
    assert found["geomon_register_events"] == 3
    assert found["geomon_register_bytes"] > 10_000
    assert text.isascii()
    assert "/tmp" not in text


def upgraded(served, host, origin):
    """The status line that asking for the websocket is answered with."""
    name, port = served.removeprefix("http://").split(":")
    with socket.create_connection((name, int(port)), timeout=10) as raw:
        raw.sendall(f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        return raw.recv(64).split(b"\r\n")[0].decode()


@pytest.mark.timeout(120)
def test_a_page_behind_a_proxy_may_speak_and_one_of_another_host_may_not(served):
    assert " 101 " in upgraded(served, "geomon.example", "https://geomon.example")
    assert " 403 " in upgraded(served, "geomon.example", "https://elsewhere.example")


def figures(text):
    """The figures of Prometheus text by name and labels; each line is a comment or one of them."""
    found = {}
    for line in text.splitlines():
        if not line.startswith("# "):
            name, value = re.fullmatch(r'([a-z_]+(?:\{(?:[a-z]+="[^"\\]*",?)+\})?) ([\d.e+-]+)', line).groups()
            found[name] = float(value)
    return found


@pytest.mark.parametrize(("path", "name"), [
    ("/tiles/sites/2024-12-15/9/1/1.pbf", "/tiles/sites"), ("/assets/own/x.js", "/assets"), ("/healthy", "pages"), ("/", "pages"),
    ("/李娜", "pages"), ("/tiles/areas/mine/1/1/1.pbf", "/tiles/areas")])
def test_an_address_is_counted_under_a_name_of_ours(path, name):
    assert metrics.route_name(path) == name


def test_builds_and_imports_are_measured(planned, monkeypatch):
    monkeypatch.setattr(home, "service", lambda: planned)
    found = figures("\n".join(metrics.register_lines()))
    assert found['geomon_task_seconds_count{task="build"}'] == 1
    assert found['geomon_task_seconds_last{task="build"}'] == found['geomon_task_seconds_sum{task="build"}'] > 0


def test_a_register_that_cannot_be_read_is_no_health(monkeypatch):
    def gone():
        raise UnreadableFile("there is no register.", where="/srv/secret/register.db")

    monkeypatch.setattr(home, "service", lambda: types.SimpleNamespace(version=gone))
    answer = asyncio.run(metrics.health(None))
    assert answer.status_code == 503
    assert json.loads(answer.body) == {"status": "fault", "version": geomon.__version__}
    assert list(metrics.register_lines())[-1] == "geomon_up 0"
