"""What stands before every route where people sign in: who asks, and whether they may. What is not named as open is closed.

A request that may not be answered gets a status and nothing else.
"""

from __future__ import annotations

import hmac
import os

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geomon.people import APP, WORKSPACE, Thing, may
from geomon.ui import home, sign_in

SEAT = "geomon.seat"
"""Under this name a request carries the service as its person has it."""
OPEN = frozenset(("/", "/index.html", "/favicon.ico", "/favicon.png", "/health", "/_stcore/health", "/_stcore/host-config", "/auth/login",
                  "/auth/logout", "/oauth2callback", "/assets/geomon.js", *(f"/{page}" for page in home.PAGES), "/manager", "/planner"))
"""What anybody gets: the empty frame that asks people to sign in, and the way there and back. None of it holds a row."""
OPEN_BELOW = ("/static/", "/assets/own/", "/assets/leaflet/", "/assets/jquery/")
"""Scripts and styles, the same for all."""
ACTIONS: dict[str, tuple[str, Thing]] = {"/metrics": ("operate", WORKSPACE), "/print": ("download", APP), "/api": ("download", APP)}
"""What a route asks for, by the beginning of its path; all others ask to view."""
TOKEN = "GEOMON_METRICS_TOKEN"  # noqa: S105 - the name of a variable
"""Whoever sends its value as a bearer token may read the figures: a watcher has no browser to sign in with."""


class Gate:
    """ASGI middleware that answers only those who may ask; it does nothing where nobody signs in."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on, with the service as its person has it, or refuse it. Websockets are judged by the pages, at each run."""
        if scope["type"] != "http" or not await run_in_threadpool(sign_in.is_on):
            await self.app(scope, receive, send)
            return
        path, cookies = str(scope["path"]), HTTPConnection(scope).cookies

        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).add_vary_header("cookie")      # another person at the same browser asks anew
            await send(message)
        claims = sign_in.claims_in(cookies)
        if path == "/auth/logout" and claims:
            await run_in_threadpool(sign_in.end, claims)
        if path in OPEN or path.startswith(OPEN_BELOW):
            await self.app(scope, receive, private)
            return
        action, thing = next((asked for begin, asked in ACTIONS.items() if path == begin or path.startswith(f"{begin}/")), ("view", APP))
        if path == "/metrics" and _is_watcher(Headers(scope=scope)):
            await self.app(scope, receive, private)
            return
        actor = await run_in_threadpool(sign_in.actor_of, claims)
        if not may(actor, action, thing):
            await Response(status_code=401 if actor is None else 403, headers={"cache-control": "no-store"})(scope, receive, private)
            return
        await self.app({**scope, SEAT: sign_in.seat(claims)}, receive, private)


def _is_watcher(headers: Headers) -> bool:
    """Tell whether a request brings the token of the figures; nobody does where none is set."""
    token = os.environ.get(TOKEN, "")
    return bool(token) and hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
