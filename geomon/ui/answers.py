"""How a route answers: in a thread, and what it cannot answer as OGC's {"code", "description"}, in the language that the request asks for.

A request that asks for Chinese first (`Accept-Language`) is told in Chinese; any other, a program's above all, in English. The words of
the read API on its own parameters are English.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from geomon.errors import GeomonError, NotAllowed
from geomon.ui import home
from geomon.ui.naming import sentence
from geomon.ui.words import N, catalogue

if TYPE_CHECKING:
    from geomon.service import Service

SEAT = "geomon.seat"
"""Under this name a request carries the service as its person has it."""
NO_STORE = {"cache-control": "no-store"}
BROKEN = N("Something went wrong that should not. Code {code}: tell it to whoever runs this; it finds the line in the log.")


class Refused(Exception):
    """What cannot be answered, with its status and words."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code


def answering(make: Callable[[Service, Request], Response]) -> Callable[[Request], Awaitable[Response]]:
    """Return a route that answers in a thread, where opening the workspace may take its time too."""
    async def answer(request: Request) -> Response:
        try:
            return await run_in_threadpool(lambda: make(request.scope.get(SEAT) or home.service(), request))
        except Refused as refused:
            return said(refused.status, refused.code, str(refused))
        except GeomonError as error:
            return failed(error, request.headers)
    return answer


def said(status: int, code: str, words: str) -> Response:
    """Return an answer that says why there is no other; no browser keeps it."""
    return JSONResponse({"code": code, "description": words}, status, NO_STORE)


def failed(error: GeomonError, headers: Headers, *, status: int = 503, known: bool = True) -> Response:
    """Return the answer to an error of ours: its words without folders of the machine; a refusal says nothing.

    Parameters
    ----------
    known : whether it is known who asks; if not, the words name the file that is at fault and nobody in it.
    """
    if isinstance(error, NotAllowed):
        return Response(status_code=403, headers=NO_STORE)
    if not known:
        error = type(error)(error.what, where=error.where.partition(", ")[0], how=error.how)
    code = {400: "InvalidParameterValue", 404: "NotFound"}.get(status, "ServerError")
    return said(status, code, sentence(error, chinese=wants_chinese(headers)))


def broken(code: str, headers: Headers) -> Response:
    """Return the answer to a fault that nobody foresaw: the code that finds it in the log, and whom to tell."""
    words = catalogue()[BROKEN][0] if wants_chinese(headers) else BROKEN
    return said(500, "ServerError", words.format(code=code))


def wants_chinese(headers: Headers) -> bool:
    """Return whether a request asks for Chinese before all other languages."""
    return headers.get("accept-language", "").strip().lower().startswith("zh")
