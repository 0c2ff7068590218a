"""What a user of plain streamlit-folium has, in the same run: python tests/bench/stock.py [1000 10000]; a report, not a pass mark.

CircleMarkers one by one, one GeoJson, and our light tiles, over the same made-up sites on the same kind of page (a light to choose, the
map, what was clicked), all their files from this server. First feature painted after navigation, a filter to all its marks painted, a click
to its answer on the page: medians of GEOMON_TIMES runs (5), and how many times longer than ours.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from desks import FOLDER
from driving import Desk, chromium, load, median, serving
from workspace import make_workspace

HERE = Path(__file__).parent
TIMES = int(os.environ.get("GEOMON_TIMES", "5"))
ALL = """wanted => when(() => { const board = map_div.board;
  if (board) { let all = !board.pending && board.shown.length && board.state.filter === (wanted ? "light=red" : "");
    board.layers[0].each(t => { all = all && t.asked === board.state.filter + board.state.asOf; }); return all; }
  const here = document.querySelectorAll("path.leaflet-interactive").length;
  return wanted ? here === wanted : here > 0; }, 280)"""
MARK = """() => { const { x, y } = map_div.getSize(), board = map_div.board;
  const free = p => p.x > 60 && p.y > 90 && p.x < x - 60 && p.y < y - 60;
  const on = i => map_div.layerPointToContainerPoint(board.origin.add(i.at));
  const all = board ? board.shown.filter(i => i.feature.kind === "site").map(on)
    : Object.values(map_div._layers).filter(l => l.getLatLng).map(l => map_div.latLngToContainerPoint(l.getLatLng()));
  return all.filter(free)[Math.floor(Math.random() * all.filter(free).length)]; }"""


def measure(browser, origin, kind, n):
    """Seconds of each run: first mark, filter, click."""
    first, narrowed, clicked = [], [], []
    for _ in range(TIMES if n < 5000 or kind == "tiles" else min(TIMES, 3)):
        desk = Desk(browser, origin)
        page = desk.page
        page.goto(f"{origin}/?kind={kind}&n={n}", wait_until="commit", timeout=300_000)
        began = page.evaluate("performance.timeOrigin")
        first.append((desk.painted("() => when(() => map_div.board ? map_div.board.shown.length : "
                                   "document.querySelectorAll('path.leaflet-interactive').length, 280)") - began) / 1000)
        page.wait_for_function("document.querySelector('.stApp').dataset.testScriptState === 'notRunning'", timeout=300_000)
        page.wait_for_timeout(1000)
        frame = desk.frame()
        at = [float(word) for word in page.locator("[data-at]").first.get_attribute("data-at").split()]
        frame.evaluate("at => void map_div.setView(at, 14, {animate: false})", at)
        page.wait_for_timeout(2000)
        mark = frame.evaluate(MARK)
        box = frame.frame_element().bounding_box()
        page.evaluate("() => { window.said = when(() => document.body.innerText.includes('CLICKED'), 280); }")
        page.mouse.click(box["x"] + mark["x"], box["y"] + mark["y"])
        clicked.append((page.evaluate("window.said") - frame.evaluate("window.released")) / 1000)
        page.wait_for_timeout(1000)
        red = int(page.locator("[data-red]").first.get_attribute("data-red")) if kind != "tiles" else 1
        page.evaluate("""() => { window.pressed = stamp();
            [...document.querySelectorAll("button")].find(b => b.innerText.trim() === "red").click(); }""")
        settled = again(desk, ALL, red)
        narrowed.append((settled - page.evaluate("window.pressed")) / 1000)
        desk.close()
    return first, narrowed, clicked


def again(desk, test, argument):
    """Ask the frame, and its successor where the map is mounted anew."""
    from playwright.sync_api import Error

    for _ in range(2000):
        try:
            return desk.frame().evaluate(test, argument)
        except Error as error:
            if "not within" in str(error):
                raise
            desk.page.wait_for_timeout(10)
    raise AssertionError("the map does not stay")


def main(counts):
    print("| sites | kind | first feature painted | filter to painted | click to Python |\n|---|---|---|---|---|")
    command = [sys.executable, "-m", "streamlit", "run", str(HERE / "stock_app.py"), "--server.address", "127.0.0.1", "--server.port",
               "{port}", "--server.headless", "true"]
    for n in counts:
        folder = make_workspace(FOLDER / f"sites-{n}", n)
        with serving(command, folder / "stock.log", {"GEOMON_ROOT": str(folder)}) as (origin, _), chromium() as browser:
            ours = None
            for kind in ("tiles", "circles", "geojson"):
                figures = [median(values) for values in measure(browser, origin, kind, n)]
                ours = ours or figures
                told = " | ".join(f"{value:.2f} s ({value / own:.1f})" for value, own in zip(figures, ours, strict=True))
                print(f"| {n:,} | {kind} | {told} |", flush=True)
        print(f"  {load()}", file=sys.stderr)
    print("\nIn brackets: how many times as long as our tiles.")


if __name__ == "__main__":
    main([int(arg) for arg in sys.argv[1:]] or [1000, 10_000])
