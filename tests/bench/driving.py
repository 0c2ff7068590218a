"""What the benches of the pages share: a server of ours on a free port, a Chromium that may talk to it alone, figures of several runs."""

import contextlib
import math
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("GEOMON_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]


@contextlib.contextmanager
def serving(command, log, environment=None):
    """Start a server, `command` with {port} in it; give its address and process once it says that it is well."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with Path(log).open("wb") as out:
        server = subprocess.Popen([part.format(port=port) for part in command], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT,
                                  env=os.environ | {"PYTHONPATH": str(ROOT)} | (environment or {}))
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield f"http://127.0.0.1:{port}", server
        finally:
            server.terminate()
            server.wait(60)


def app(folder, log):
    """Serve a workspace as the command does."""
    return serving([sys.executable, "-c", "from geomon.cli import main; main()", "app", "-w", str(folder), "--port", "{port}"], log)


def wait_for(address, server, seconds=900):
    """Wait until an address answers; return for how long."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if server.poll() is not None:
            raise SystemExit(f"the server ended with {server.returncode}")
        try:
            with urlopen(address, timeout=seconds):       # the server is ours, on loopback
                return time.perf_counter() - began
        except HTTPError:
            raise
        except OSError:
            time.sleep(.1)
    raise SystemExit(f"{address} did not answer")


@contextlib.contextmanager
def chromium():
    """A browser."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Desk:
    """One person: a profile of its own, what the console complained of and what was asked of others."""

    def __init__(self, browser, origin, width=1400, height=900):
        self.context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        self.origin, self.complaints, self.outside, self.page = origin, [], [], None
        self.context.add_init_script(WATCH)
        self.page = self.new()

    def new(self):
        """Another window of the same profile in place of the one before: what the browser keeps is kept."""
        page = self.context.new_page()
        if self.page is not None:
            self.page.close()
        page.bring_to_front()
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith((self.origin, "data:", "blob:")) else self.outside.append(asked.url))
        self.page = page
        return page

    def frame(self, seconds=60):
        """The frame of the map, once it is there."""
        for _ in range(seconds * 20):
            found = next((f for f in self.page.frames if "st_folium" in f.url), None)
            if found:
                return found
            self.page.wait_for_timeout(50)
        raise AssertionError("there is no map")

    def painted(self, test=None):
        """When something was first painted on the map; asked again where the frame's first, empty document goes."""
        from playwright.sync_api import Error

        for _ in range(100):
            try:
                return self.frame().evaluate(test or PAINTED)
            except Error as error:
                if "not within" in str(error):
                    raise
                self.page.wait_for_timeout(20)
        raise AssertionError("the map's frame does not stay")

    def rest(self):
        """Wait until script and map have rested for 0.6 s."""
        self.page.wait_for_function(RESTED, timeout=120_000, polling=50)
        self.frame().wait_for_function("() => window.map_div && map_div.board && !map_div.board.pending && map_div.board.shown.length",
                                       timeout=120_000)
        self.page.wait_for_timeout(200)

    def close(self):
        """Leave."""
        self.context.close()


# Times are those of the machine's clock, which the page and the map's frame share.
WATCH = """
window.stamp = () => performance.timeOrigin + performance.now();
window.when = (test, seconds = 60) => new Promise((done, failed) => {
  const began = stamp();
  const look = () => { let found = null;
    try { found = test(); } catch { found = null; }
    if (found) requestAnimationFrame(() => done(stamp()));
    else if (stamp() - began > seconds * 1000) failed(new Error("not within " + seconds + " s"));
    else requestAnimationFrame(look); };
  look();
});
addEventListener("pointerdown", () => { window.pressed = stamp(); }, true);
addEventListener("pointerup", () => { window.released = stamp(); }, true);
"""
PAINTED = """() => when(() => window.map_div && (map_div.board ? map_div.board.shown.length
  : document.querySelectorAll("path.leaflet-interactive").length))"""
RESTED = """() => {
  const app = document.querySelector(".stApp");
  const rests = app && app.dataset.testScriptState === "notRunning" && !document.querySelector("[data-testid=stSkeleton]");
  if (!rests) { window.restedSince = null; return false; }
  window.restedSince = window.restedSince ?? performance.now();
  return performance.now() - window.restedSince > 600;
}"""


def median(values):
    """The middle of several runs, in seconds."""
    return statistics.median(values)


def p95(values):
    """The value that 95 of 100 do not pass."""
    return sorted(values)[max(0, math.ceil(len(values) * .95) - 1)]


def memory_mb(pid):
    """What a process holds in memory now."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def load():
    """What else the machine did in the last minute."""
    return f"load {os.getloadavg()[0]:.1f}"
