"""The demo workspace, built and served on a free port, and a Chromium that may talk to it and to nobody else."""

import contextlib
import functools
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser_rest import Rest

ROOT = Path(__file__).parents[2]
PICTURES = Path(__file__).parent / "pictures"
CHROMIUM = (
    os.environ.get("GEOMON_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
GEOMON = (sys.executable, "-c", "from geomon.cli import main; main()")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Folder of the demo that `served` builds and serves."""
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="session")
def geomon():
    """The command line, as the beginning of a list of arguments."""
    return GEOMON


@pytest.fixture(scope="session")
def built_demo(tmp_path_factory, places_cache):
    """Folder of the demo, built by the command line from the repository's own documents and layers; tests get copies."""
    if CHROMIUM is None:
        if os.environ.get("GEOMON_REQUIRE") == "all":
            pytest.fail("no Chromium: install it or name it in GEOMON_CHROMIUM")
        pytest.skip("no Chromium on this machine")
    folder = tmp_path_factory.mktemp("built")
    shutil.copy(ROOT / "geomon.toml", folder)
    for name in ("layers", "profiles", "data/documents", "data/layers"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(places_cache, folder / "data" / "cache")
    build(folder)
    return folder


def build(folder):
    subprocess.run([*GEOMON, "build", "-w", str(folder)], check=True, cwd=folder, timeout=300)


@pytest.fixture(scope="session")
def served(demo, serve):
    """Address of the demo; only looked at."""
    with serve(demo) as address:
        yield address


@pytest.fixture(scope="session")
def serve(built_demo):
    """serve(folder, documents, change): a demo for tests that write, each module its own, with more documents as text by file name.

    `change(folder)` alters the files before the register takes them in.
    """
    return functools.partial(serving, built_demo)


@contextlib.contextmanager
def serving(built, folder, documents=None, change=None):
    """Serve a copy of the built demo in a folder on a free port, give its address."""
    shutil.copytree(built, folder, dirs_exist_ok=True)
    for name, text in (documents or {}).items():
        (folder / "data" / "documents" / name).write_text(text, encoding="utf-8")
    if change:
        change(folder)
    if documents or change:
        build(folder)
    port, log = free_port(), (folder / "server.log").open("wb")
    server = subprocess.Popen([*GEOMON, "app", "-w", str(folder), "--port", str(port)], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    try:
        for _ in range(120):
            try:
                with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:  # the server is ours, on loopback
                    if answer.status == 200:
                        break
            except OSError:
                time.sleep(0.5)
        else:
            pytest.fail((folder / "server.log").read_text(encoding="utf-8")[-2000:])
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)
        log.close()


class Visit:
    """A page with what it asked for outside and what its console complained of."""

    def __init__(self, page, origin):
        self.page, self.origin, self.outside, self.complaints, self.rest = page, origin, [], [], Rest(page)
        page.context.route("**/*", self._answer)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _answer(self, route):
        if route.request.url.startswith((self.origin, "data:", "blob:")):
            route.continue_()
        else:
            self.outside.append(route.request.url)
            route.abort()

    def open(self, path="/"):
        self.page.goto(self.origin + path)
        self.page.wait_for_selector(".stMain .stElementContainer", state="attached", timeout=60_000)  # a page not yet asked for rests too
        self.settle()

    def settle(self):
        """Wait until all that was pressed is answered and drawn."""
        self.rest.wait()

    def frame(self):
        """The map's frame once its marks are painted."""
        for _ in range(100):
            frame = next((f for f in self.page.frames if "st_folium" in f.url), None)
            if frame and frame.evaluate("!!(window.map_div && map_div.board && map_div.board.shown.length && !map_div.board.pending)"):
                return frame
            self.page.wait_for_timeout(200)
        raise AssertionError("the map was not painted in 20 s")

    def picture(self, name):
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")


@pytest.fixture(scope="module")
def chromium(served, browser):
    """A Chromium once the demo is served."""
    return browser


@pytest.fixture(scope="module")  # not longer: Playwright keeps a running event loop in this thread, in which no other test can start one
def browser():
    """A Chromium."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        if os.environ.get("GEOMON_REQUIRE") == "all":
            pytest.fail("no Chromium: install it or name it in GEOMON_CHROMIUM")
        pytest.skip("no Chromium on this machine")

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(served, chromium):
    """visit(width, height, scheme, locale) -> Visit; a fresh profile each time. More is said to Chromium, e.g. where it is.

    However a test ends, no page of it may have asked another machine for anything, or have complained in its console.
    """
    contexts, visits = [], []

    def open_(width=1400, height=900, scheme="light", locale="zh-CN", **more):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, locale=locale, has_touch=width < 500, **more
        )
        contexts.append(context)
        visits.append(Visit(context.new_page(), served))
        return visits[-1]
    yield open_
    for context in contexts:
        context.close()
    assert [(seen.outside, seen.complaints) for seen in visits if seen.outside or seen.complaints] == []
