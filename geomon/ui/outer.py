"""The outer door of the routes: an error of ours is told in its words.

A fault that nobody foresaw is a short code for whoever asked, and a trace in the log under that code.
"""

from __future__ import annotations

import logging
import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geomon.errors import GeomonError
from geomon.ui.answers import broken, failed

log = logging.getLogger("geomon.ui")


class Outer:
    """ASGI middleware that answers for a route that broke down."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; an answer that has begun breaks off, any other says why there is none and what to do."""
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
        except GeomonError as error:
            if begun:
                raise
            log.error("not answered at %r: %r", scope["path"], error.sentence)
            await failed(error, Headers(scope=scope), known=False)(scope, receive, send)
        except Exception:  # the outer door of the routes, as door.py is of the pages
            code = secrets.token_hex(3)
            log.exception("fault %s at %r", code, scope["path"])  # %r: a path may hold line breaks, and must not write lines of its own
            if begun:
                raise
            await broken(code, Headers(scope=scope))(scope, receive, send)
