"""The routes beside Streamlit's: tiles, the base map, the browser's files, deep links. One process, one port, nothing from outside.

Streamlit's sign-in does not guard routes; `gate.py` asks before each of them.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import threading
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config

from geomon.errors import GeomonError, InputError
from geomon.render.address import filter_from_query
from geomon.render.ground import EMPTY, kind_of
from geomon.render.map import ASSETS, bundle
from geomon.render.tiles import MAX_ZOOM
from geomon.render.vendor import browser_files
from geomon.ui import features_api, home, metrics, planning_print, sign_in, tilesets
from geomon.ui.answers import SEAT, failed
from geomon.ui.gate import Gate
from geomon.ui.outer import Outer
from geomon.ui.serving import answer_at_once

if TYPE_CHECKING:
    from geomon.service.seats import Seat

DESKS: tuple[str, ...] = (*home.PAGES, "manager", "planner")
TOGETHER = 64
"""Tiles in one answer at most; light-tiles.js knows it too."""
MVT = "application/vnd.mapbox-vector-tile"
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "geolocation=(self), camera=(self), microphone=()",
    # Streamlit needs inline styles and eval (components); the rest holds what the README promises: nothing is asked from another host
    "content-security-policy": "; ".join((
        "default-src 'self'", "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:", "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:", "font-src 'self' data:", "connect-src 'self' ws: wss: blob: data:", "worker-src 'self' blob:",
        "frame-src 'self' blob: data:", "object-src 'none'", "base-uri 'self'", "frame-ancestors 'self'"))}


class Guard:
    """ASGI middleware that adds `HEADERS` to every answer, Streamlit's too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; the start of a response gets the headers."""
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                have = {name.lower() for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *((name.encode(), value.encode()) for name, value in HEADERS.items()
                                                             if name.encode() not in have)]
            await send(message)
        await self.app(scope, receive, guarded if scope["type"] == "http" else send)


def routes() -> Sequence[BaseRoute]:
    """Return our routes for `st.App(routes=…)`; none begins with what Streamlit keeps for itself."""
    return [
        *metrics.routes(),
        *features_api.routes(),
        *tilesets.routes(),
        Route("/tiles/version", version),
        Route("/tiles/sites/{as_of}/{z:int}/{x:int}/{y:int}.pbf", sites),
        Route("/tiles/sites/{as_of}/many.bin", sites_together),
        Route("/tiles/areas/{layer}/{z:int}/{x:int}/{y:int}.pbf", areas),
        Route("/tiles/counties/{as_of}.json", counties),
        Route("/print/view", print_view),
        Route("/photos/{sha256}.jpg", photo),
        Route("/tiles/above/{as_of}/{which}.png", above),
        Route("/tiles/ground/{z:int}/{x:int}/{y:int}", ground),
        Route("/assets/base.json", base),
        Route("/assets/geomon.js", scripts),
        Mount("/assets/own", StaticFiles(directory=ASSETS)),
        *(Mount(f"/assets/{name}", StaticFiles(directory=browser_files(name))) for name in ("leaflet", "jquery")),
        *(Route(f"/{desk}", enter) for desk in DESKS),
        *tilesets.none_such(),
    ]


def middleware() -> Sequence[Middleware]:
    """Return the middleware for `st.App(middleware=…)`."""
    return [Middleware(metrics.Timed), Middleware(Guard), Middleware(Outer), Middleware(Gate)]


@contextlib.asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Begin to read the workspace as soon as the server stands, for `st.App(lifespan=…)`; refuse to stand where it should not."""
    sign_in.check(home.root(), config.get_option("server.address") or "0.0.0.0")  # noqa: S104 - what Streamlit takes where none is set
    answer_at_once()
    threading.Thread(target=home.warm, name="warm", daemon=True).start()
    yield


async def version(_: Request) -> Response:
    """Answer with the register's version; browsers ask every two seconds."""
    return JSONResponse({"version": await run_in_threadpool(lambda: home.service().version())}, headers={"cache-control": "no-store"})


async def sites(request: Request) -> Response:
    """Answer with a tile of sites: date and place in the path, the filter in the query."""
    as_of, place = await _date(request), _place(request)
    if as_of is None or place is None:
        return Response(status_code=404)
    f = filter_from_query(request.query_params.multi_items())

    def make() -> tuple[int, bytes]:
        tiles = home.site_tiles(as_of, _seat(request))
        return tiles.version, tiles.tile(*place, f)
    try:
        found, body = await run_in_threadpool(make)
    except GeomonError as error:
        return failed(error, request.headers)
    return Response(body, 200 if body else 204, media_type=MVT, headers=_keep(request, str(found)) | {"x-version": str(found)})


async def sites_together(request: Request) -> Response:
    """Answer with several tiles of sites: `tiles` in the query is z/x/y with commas between.

    Each comes with its length before it (4 bytes, the lowest first), in the order asked for.
    """
    as_of, places = await _date(request), [_place_of(name.split("/")) for name in request.query_params.get("tiles", "").split(",")]
    wanted = [place for place in places if place is not None]
    if as_of is None or len(wanted) != len(places) or len(places) > TOGETHER:
        return Response(status_code=404)
    f = filter_from_query((key, value) for key, value in request.query_params.multi_items() if key != "tiles")

    def make() -> tuple[int, bytes]:
        tiles = home.site_tiles(as_of, _seat(request))
        found = [tiles.tile(*place, f) for place in wanted]
        return tiles.version, b"".join(part for body in found for part in (len(body).to_bytes(4, "little"), body))
    try:
        version, body = await run_in_threadpool(make)
    except GeomonError as error:
        return failed(error, request.headers)
    return Response(body, media_type="application/octet-stream", headers=_keep(request, str(version)) | {"x-version": str(version)})


async def areas(request: Request) -> Response:
    """Answer with a tile of a polygon layer; with `on` in the query, of the areas in force on that date."""
    place, on = _place(request), request.query_params.get("on")
    day = await tilesets.day_asked(on) if on else None
    if on and day is None:
        return Response(status_code=404)
    try:
        tiles = await run_in_threadpool(home.area_tiles, request.path_params["layer"], day, _seat(request))
    except GeomonError as error:
        return failed(error, request.headers)
    if tiles is None or place is None:
        return Response(status_code=404)
    body = await run_in_threadpool(tiles.tile, *place)
    return Response(body, 200 if body else 204, media_type=MVT, headers={"x-version": "0", "cache-control": "private, max-age=300"})


async def ground(request: Request) -> Response:
    """Answer with a picture of the basemap, which this server fetches or reads: a key never leaves it."""
    place = _place(request)
    found, _ = await run_in_threadpool(home.ground)
    if place is None or found is None:
        return Response(status_code=404)
    try:
        body = await run_in_threadpool(found.tile, *place) or EMPTY
    except GeomonError as error:
        return failed(error, request.headers)
    return Response(body, media_type=kind_of(body), headers={"cache-control": "private, max-age=86400"})


async def above(request: Request) -> Response:
    """Answer with a site's picture from above as a map lays it down; `site` in the query, "before" or "after" in the path."""
    as_of, which, site = await _date(request), request.path_params["which"], request.query_params.get("site", "")
    if as_of is None or which not in ("before", "after") or not site:
        return Response(status_code=404)
    try:
        found = await run_in_threadpool(lambda: (_seat(request) or home.service()).ground_from_above(site, as_of))
    except GeomonError as error:
        return failed(error, request.headers, status=404 if isinstance(error, InputError) else 503)
    return Response(found[which == "after"].png, media_type="image/png", headers={"cache-control": "private, max-age=300"})


MOST_SIDE = 4096
"""Pixels of a photo that are asked for at most."""


async def photo(request: Request) -> Response:
    """Answer with a photo of a visit that the person may see, `side` pixels at most where that is asked; else with nothing."""
    side = request.query_params.get("side", "")
    pixels = min(int(side), MOST_SIDE) if side.isdecimal() and len(side) < 7 else 0
    try:
        body = await run_in_threadpool(lambda: (_seat(request) or home.service()).photo(request.path_params["sha256"], pixels))
    except GeomonError as error:
        return failed(error, request.headers)
    if not body:
        return Response(status_code=404)
    headers = {"cache-control": "private, max-age=300", "x-content-type-options": "nosniff"}
    return Response(body, media_type="image/jpeg", headers=headers)


async def print_view(request: Request) -> Response:
    """Answer with the map sheet of a view, for the printer."""
    try:
        page = await run_in_threadpool(lambda: planning_print.view_page(_seat(request) or home.service(), dict(request.query_params)))
    except GeomonError as error:
        return failed(error, request.headers, status=400 if isinstance(error, InputError) else 503)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


async def counties(request: Request) -> Response:
    """Answer with what is said on the counties' names."""
    as_of = await _date(request)
    if as_of is None:
        return Response(status_code=404)
    try:
        f = filter_from_query(request.query_params.multi_items())
        found, counts = await run_in_threadpool(home.counties, as_of, f, _seat(request))
    except GeomonError as error:
        return failed(error, request.headers)
    return Response(json.dumps({"version": found, "counties": counts}), media_type="application/json", headers=_keep(request, str(found)))


async def base(request: Request) -> Response:
    """Answer with the base map, packed where the browser takes it."""
    found = await run_in_threadpool(home.base)
    headers = {"etag": f'"{found.version}"', "vary": "accept-encoding"} | _keep(request, found.version)
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    return Response(found.packed if packed else found.data, media_type="application/json",
                    headers=headers | ({"content-encoding": "gzip"} if packed else {}))


async def scripts(_: Request) -> Response:
    """Answer with our scripts; their address changes with their content."""
    return Response(bundle(), media_type="text/javascript", headers={"cache-control": "public, max-age=31536000, immutable"})


async def enter(request: Request) -> Response:
    """Send a deep link to the root: below /overview the page would first ask /overview/_stcore/health and log two 404s."""
    query = [("desk", request.url.path.strip("/")), *request.query_params.multi_items()]
    return RedirectResponse(f"/?{urlencode(query)}")


def _seat(request: Request) -> Seat | None:
    """Return the service as the person who asks has it; None where nobody signs in."""
    found: Seat | None = request.scope.get(SEAT)
    return found


async def _date(request: Request) -> dt.date | None:
    return await tilesets.day_asked(request.path_params["as_of"])


def _place(request: Request) -> tuple[int, int, int] | None:
    return _place_of([str(request.path_params[k]) for k in "zxy"])


def _place_of(words: Sequence[str]) -> tuple[int, int, int] | None:
    if len(words) != 3 or not all(word.isascii() and word.isdigit() and len(word) < 8 for word in words):
        return None
    z, x, y = map(int, words)
    return None if z > MAX_ZOOM or max(x, y) >> z else (z, x, y)


def _keep(request: Request, version: str) -> dict[str, str]:
    """Return how long a browser may keep the answer: as long as the version in its address stands."""
    same = request.query_params.get("v") == version
    return {"cache-control": "private, max-age=86400, immutable" if same else "no-cache"}
