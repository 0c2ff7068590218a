"""The outer door of the routes: a fault that nobody foresaw is a short code for whoever asked, and a trace in the log under that code."""

from __future__ import annotations

import logging
import secrets

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("geomon.ui")


class Outer:
    """ASGI middleware that answers for a route that broke down."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; an answer that has begun breaks off, any other says that it failed and by which code."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)
        try:
            await self.app(scope, receive, noted)
        except Exception:
            code = secrets.token_hex(3)
            log.exception("fault %s at %s", code, scope["path"])
            if begun:
                raise
            answer = JSONResponse({"error": f"Something went wrong that should not. Code {code}"}, 500, {"cache-control": "no-store"})
            await answer(scope, receive, send)
