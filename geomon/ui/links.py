"""How an answer names addresses of this app."""

from __future__ import annotations

from starlette.requests import Request

from geomon.ui import home


def root_of(request: Request) -> str:
    """Return where the app stands, without a slash at the end: the setting `public_url`, else as the request itself says.

    Behind a proxy that speaks HTTPS the request says http and what the proxy calls us; no header of the request is believed instead.
    """
    return home.service().settings.public_url or str(request.base_url).rstrip("/")
