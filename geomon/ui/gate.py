"""What stands before every route where people sign in: who asks, and whether they may. What is not named as open is closed.

A request that may not be answered gets a status and nothing else; where a file of the workspace keeps us from judging it, that is said.
"""

from __future__ import annotations

import hmac
import logging
import os

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geomon.errors import GeomonError
from geomon.people import APP, WORKSPACE, Thing, may
from geomon.ui import home, metrics, sign_in
from geomon.ui.answers import SEAT, failed

log = logging.getLogger("geomon.ui")
OPEN = frozenset(("/", "/index.html", "/favicon.ico", "/favicon.png", "/health", "/_stcore/health", "/_stcore/host-config", "/auth/login",
                  "/auth/logout", "/oauth2callback", "/assets/geomon.js", *(f"/{page}" for page in home.PAGES), "/manager", "/planner"))
"""What anybody gets: the empty frame that asks people to sign in, and the way there and back. None of it holds a row."""
OPEN_BELOW = ("/static/", "/assets/own/", "/assets/leaflet/", "/assets/jquery/")
"""Scripts and styles, the same for all."""
ACTIONS: dict[str, tuple[str, Thing]] = {"/metrics": ("operate", WORKSPACE), "/print": ("download", APP), "/api": ("download", APP)}
"""What a route asks for, by the beginning of its path; all others ask to view."""
TOKEN = "GEOMON_METRICS_TOKEN"  # noqa: S105 - the name of a variable
"""Whoever sends its value as a bearer token may read the figures: a watcher has no browser to sign in with."""
READ = ("/api", "/tiles")
"""What the tokens of tokens.toml open; whoever sends one there is judged by it alone, whatever cookie comes along."""
ASK = {"cache-control": "no-store", "www-authenticate": 'Bearer realm="geomon"'}


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
                vary = MutableHeaders(scope=message)                         # another person at the same browser asks anew
                vary.add_vary_header("cookie")
                vary.add_vary_header("authorization")
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
        reads = any(path == begin or path.startswith(f"{begin}/") for begin in READ)
        if reads and (token := _bearer(Headers(scope=scope))) is not None:
            await self._read(token, action, thing, scope, receive, private)
            return
        actor = await run_in_threadpool(sign_in.actor_of, claims)
        if not may(actor, action, thing):
            headers = ASK if reads and actor is None else {"cache-control": "no-store"}
            await Response(status_code=401 if actor is None else 403, headers=headers)(scope, receive, private)
            return
        await self.app({**scope, SEAT: await run_in_threadpool(sign_in.seat, claims)}, receive, private)

    async def _read(self, token: str, action: str, thing: Thing, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that brings a token, as whoever it stands for, or refuse it with the reason."""
        try:
            actor, why = await run_in_threadpool(sign_in.reader_of, token)
        except GeomonError as error:                       # a file of this workspace is at fault, and no token can be judged
            log.error("no token is judged at %r: %r", scope["path"], error.sentence)
            await failed(error, Headers(scope=scope), known=False)(scope, receive, send)
            return
        metrics.note_token(actor is not None)
        if actor is None:
            said = JSONResponse({"code": "Unauthorized", "description": why}, 401,
                                ASK | {"www-authenticate": f'{ASK["www-authenticate"]}, error="invalid_token"'})
            await said(scope, receive, send)
        elif not may(actor, action, thing):
            await Response(status_code=403, headers={"cache-control": "no-store"})(scope, receive, send)
        else:
            await self.app({**scope, SEAT: await run_in_threadpool(sign_in.token_seat, token)}, receive, send)


def _bearer(headers: Headers) -> str | None:
    """Return the token that a request brings, "" where it brings several or an empty one; None where there is none.

    A header of another scheme, as of a proxy that asks for a password, is not ours.
    """
    sent = [words.strip() for words in headers.getlist("authorization")]
    ours = [words for words in sent if words.partition(" ")[0].casefold() == "bearer"]
    if not ours:
        return None
    return ours[0].partition(" ")[2].strip() if len(sent) == 1 else ""


def _is_watcher(headers: Headers) -> bool:
    """Tell whether a request brings the token of the figures; nobody does where none is set."""
    token = os.environ.get(TOKEN, "")
    return bool(token) and hmac.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
