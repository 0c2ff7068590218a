"""Twenty people pan and filter a register at once: python tests/bench/users.py [sites [people [seconds]]]; a report, not a pass mark.

Each has a session with the page (a websocket, as a browser's) and asks for tiles as the map's script does: a screen's together after a
filter, those at the edge after a pan, the version every two seconds. Every few steps a light is switched by its tile on the page, and the
page answers. Beside them one event is written every ten seconds.
"""

import asyncio
import math
import random
import resource
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import websockets
from desks import FOLDER
from driving import app, load, median, memory_mb, p95, wait_for
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from workspace import AS_OF, make_workspace

from geomon.model import Event
from geomon.store import open_register

LIGHTS = ("red", "yellow", "blue", "green", "grey")
WIDE, HIGH = 5, 5
"""Tiles of one screen."""
THINK = (0.8, 2.5)
"""Seconds between two steps of one person."""
WEST, SOUTH, EAST, NORTH = 105.2, 36.3, 113.0, 41.5


class Tiles:
    """Connections of one person: as many as a browser opens, opened again where the server let go of one that rested."""

    def __init__(self, host, port, took, faults):
        self.host, self.port, self.took, self.faults = host, port, took, faults
        self.free, self.most = [], asyncio.Semaphore(6)

    async def get(self, path, kind):
        async with self.most:
            began = time.perf_counter()
            while True:
                rested = bool(self.free)
                reader, writer = self.free.pop() if rested else await asyncio.open_connection(self.host, self.port)
                try:
                    status, body = await self.ask(reader, writer, path)
                except (OSError, asyncio.IncompleteReadError) as error:
                    writer.close()
                    if not rested:
                        self.faults.append(f"{type(error).__name__} {path[:60]}")
                        return b""
                    continue
                break
            self.free.append((reader, writer))
            self.took[kind].append(time.perf_counter() - began)
            if status not in (200, 204):
                self.faults.append(f"{status} {path[:60]}")
            return body

    async def ask(self, reader, writer, path):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        sizes = [int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length")]
        return int(head.split(" ", 2)[1]), await reader.readexactly(sum(sizes))


class Page:
    """A session of one person."""

    def __init__(self, socket, took, faults):
        self.socket, self.took, self.faults, self.buttons, self.fragment = socket, took, faults, {}, ""

    async def run(self, light=""):
        """Run the page, or its fragment with the tile of a light pressed, and wait until it is done."""
        back = BackMsg()
        back.rerun_script.query_string = ""
        if light:
            ident, back.rerun_script.fragment_id = self.buttons[light]
            state = back.rerun_script.widget_states.widgets.add()
            state.id, state.trigger_value = ident, True
        began = time.perf_counter()
        await self.socket.send(back.SerializeToString())
        while True:
            message = ForwardMsg()
            message.ParseFromString(await asyncio.wait_for(self.socket.recv(), 60))
            element = message.delta.new_element
            if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == "button":
                for name in (*LIGHTS, "all"):
                    if f"kpi_{name}_" in element.button.id:
                        self.buttons[name] = element.button.id, message.delta.fragment_id
            if message.WhichOneof("type") == "delta" and element.WhichOneof("type") == "exception":
                self.faults.append(element.exception.message[:80])
            if message.WhichOneof("type") == "script_finished":
                break
        if light:
            self.took["page"].append(time.perf_counter() - began)


def tile_at(lon, lat, z):
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * (1 << z)), int(y * (1 << z))


async def person(number, address, until, took, faults):
    """Pan, zoom, filter, until it is time."""
    host, port = address.removeprefix("http://").split(":")
    draw = random.Random(number)
    tiles, lights, polled = Tiles(host, int(port), took, faults), set(), 0.0
    async with websockets.connect(f"ws://{host}:{port}/_stcore/stream", max_size=None, subprotocols=["streamlit"],
                                  origin=f"http://{host}:{port}") as socket:
        page = Page(socket, took, faults)
        await page.run()
        z = draw.choice((6, 7, 8, 9, 10, 11, 12))
        x, y = tile_at(draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH), z)
        fresh = True
        while time.perf_counter() < until:
            asked = "&".join(f"light={light}" for light in sorted(lights))
            if fresh:
                names = [f"{z}/{(x + i) % (1 << z)}/{y + j}" for i in range(WIDE) for j in range(HIGH)]   # round the world, as a map does
                await tiles.get(f"/tiles/sites/{AS_OF}/many.bin?run=1&tiles={','.join(names)}&{asked}&v=0", "screen")
            else:
                aside = draw.random() < .5
                edge = [((x + (WIDE - 1 if aside else k)) % (1 << z), y + (k if aside else HIGH - 1)) for k in range(WIDE)]
                await asyncio.gather(*(tiles.get(f"/tiles/sites/{AS_OF}/{z}/{i}/{j}.pbf?run=1&{asked}&v=0", "tile") for i, j in edge))
            if time.perf_counter() - polled > 2:
                polled = time.perf_counter()
                await tiles.get("/tiles/version", "version")
            await asyncio.sleep(draw.uniform(*THINK))
            step = draw.random()
            fresh = step >= .6
            if step < .6:
                x, y = x + draw.choice((-1, 1)), y + draw.choice((-1, 0, 1))
            elif step < .8:
                light = draw.choice(LIGHTS)
                lights ^= {light}
                await page.run(light)
            else:
                z = min(14, max(5, z + draw.choice((-1, 1))))
                x, y = tile_at(draw.uniform(WEST, EAST), draw.uniform(SOUTH, NORTH), z)


async def crowd(address, people, seconds, took, faults):
    until = time.perf_counter() + seconds
    found = await asyncio.gather(*(person(n, address, until, took, faults) for n in range(people)), return_exceptions=True)
    faults += [f"{type(one).__name__}: {one}" for one in found if isinstance(one, BaseException)]


def main(n=100_000, people=20, seconds=120):
    folder = make_workspace(FOLDER / f"sites-{n}", n)
    took, faults, held = {"tile": [], "screen": [], "version": [], "page": []}, [], []
    with app(folder, folder / "server.log") as (address, server), open_register(folder / "data" / "register.db") as register:
        wait_for(f"{address}/tiles/sites/{AS_OF}/5/25/12.pbf", server)
        asyncio.run(crowd(address, 2, 5, {key: [] for key in took}, []))          # what is worked out once is worked out
        done = threading.Event()

        def beside():
            ident = register.digests()
            task = f"{next(iter(ident))}#1"
            for turn in range(10_000):
                if done.wait(10):
                    return
                held.append(memory_mb(server.pid))
                register.append_event(Event(AS_OF, "bench", "progress", task, {"progress": ("behind", "completed")[turn % 2], "text": ""}))
        watcher = threading.Thread(target=beside)
        before = memory_mb(server.pid)
        watcher.start()
        asyncio.run(crowd(address, people, seconds, took, faults))
        done.set()
        watcher.join()
        after = memory_mb(server.pid)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    print(f"{n:,} sites, {people} people, {seconds} s, {load()}; the people themselves took {own:.0f} s of processor time")
    for kind, values in took.items():
        if values:
            print(f"  {kind:8} {len(values):6,} asked, median {median(values) * 1000:.0f} ms, p95 {p95(values) * 1000:.0f} ms, "
                  f"longest {max(values) * 1000:.0f} ms")
    print(f"  server's memory {before:,.0f} MB before, {max(held, default=after):,.0f} MB at most, {after:,.0f} MB after; "
          f"errors {len(faults)} {faults[:3]}")


if __name__ == "__main__":
    main(*[int(arg) for arg in sys.argv[1:]])
