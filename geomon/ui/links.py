"""How an answer names addresses of this app."""

from __future__ import annotations

from starlette.requests import Request

from geomon.ui import home


def root_of(request: Request) -> str:
    """Return where the app stands, without a slash at the end: the setting `public_url`, else as the request itself says.

    Of what a proxy adds only X-Forwarded-Proto is believed, and only from this machine (uvicorn does that); X-Forwarded-Host never is.
    """
    return home.service().settings.public_url or str(request.base_url).rstrip("/")
