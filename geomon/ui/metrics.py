"""What there is to watch from outside: `/health`, and `/metrics` as Prometheus text. Names of our own only, never an address as typed."""

from __future__ import annotations

import collections
import threading
import time
from collections.abc import Iterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import geomon
from geomon.errors import GeomonError
from geomon.ui import home

TEXT = "text/plain; version=0.0.4"
"""Media type of Prometheus' text format."""
KNOWN = ("/tiles/version", "/tiles/sites", "/tiles/areas", "/tiles/counties", "/api", "/photos", "/assets", "/health", "/metrics")
"""Routes that are counted under their own name, without what follows it; all else is "pages"."""
_lock = threading.Lock()
_status: collections.Counter[tuple[str, str]] = collections.Counter()
_seconds: dict[str, tuple[int, float, float]] = {}
_tokens: collections.Counter[str] = collections.Counter()


class Timed:
    """ASGI middleware that counts answers and the time until each begins."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the call on; websockets are not counted, they last as long as a page is open."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, route = time.perf_counter(), route_name(scope["path"])

        async def timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                note(route, message["status"], time.perf_counter() - begun)
            await send(message)
        await self.app(scope, receive, timed)


def route_name(path: str) -> str:
    """Return under which name a path is counted."""
    return next((name for name in KNOWN if path == name or path.startswith(f"{name}/")), "pages")


def note(route: str, status: int, seconds: float) -> None:
    """Count one answer."""
    with _lock:
        _status[route, f"{status // 100}xx"] += 1
        count, total, most = _seconds.get(route, (0, 0.0, 0.0))
        _seconds[route] = count + 1, total + seconds, max(most, seconds)


def note_token(holds: bool) -> None:
    """Count one request that brought a token."""
    with _lock:
        _tokens["taken" if holds else "refused"] += 1


def routes() -> list[Route]:
    """Return the two routes."""
    return [Route("/health", health), Route("/metrics", metrics)]


async def health(_: Request) -> Response:
    """Answer 200 with the versions of geomon and of the register, 503 where the register cannot be read."""
    keep = {"cache-control": "no-store"}
    try:
        found = await run_in_threadpool(_version)
    except GeomonError:  # its sentence names folders; the log and the pages say it
        return JSONResponse({"status": "fault", "version": geomon.__version__}, 503, headers=keep)
    return JSONResponse({"status": "ok", "version": geomon.__version__, "register": found}, headers=keep)


async def metrics(_: Request) -> Response:
    """Answer with all figures."""
    text = "\n".join([*request_lines(), *await run_in_threadpool(lambda: list(register_lines()))])
    return PlainTextResponse(f"{text}\n", media_type=TEXT, headers={"cache-control": "no-store"})


def request_lines() -> Iterator[str]:
    """Return the figures of this process's answers."""
    with _lock:
        status, seconds, tokens = dict(_status), dict(_seconds), dict(_tokens)
    yield "# HELP geomon_requests_total Answers by route and status."
    yield "# TYPE geomon_requests_total counter"
    for (route, kind), n in sorted(status.items()):
        yield f'geomon_requests_total{{route="{route}",status="{kind}"}} {n}'
    yield "# HELP geomon_token_requests_total Requests that brought a token, by whether it holds."
    yield "# TYPE geomon_token_requests_total counter"
    for kind in ("taken", "refused"):
        yield f'geomon_token_requests_total{{token="{kind}"}} {tokens.get(kind, 0)}'
    yield "# HELP geomon_request_seconds Time until an answer begins."
    yield "# TYPE geomon_request_seconds summary"
    for route, (count, total, _) in sorted(seconds.items()):
        yield f'geomon_request_seconds_sum{{route="{route}"}} {total:.6f}'
        yield f'geomon_request_seconds_count{{route="{route}"}} {count}'
    yield "# HELP geomon_request_seconds_max The slowest answer since the start."
    yield "# TYPE geomon_request_seconds_max gauge"
    for route, (_, _, most) in sorted(seconds.items()):
        yield f'geomon_request_seconds_max{{route="{route}"}} {most:.6f}'


def register_lines() -> Iterator[str]:
    """Return the figures of the register and of the tasks of this process; `geomon_up` 0 alone where it cannot be read."""
    yield "# HELP geomon_up Whether the register can be read."
    yield "# TYPE geomon_up gauge"
    try:
        service = home.service()
        figures = {"version": service.version()} | service.record.figures()
    except GeomonError:
        yield "geomon_up 0"
        return
    yield "geomon_up 1"
    for name, value in figures.items():
        yield f"# TYPE geomon_register_{name} gauge"
        yield f"geomon_register_{name} {value}"
    taken = sorted(service.timings.taken().items())
    yield "# HELP geomon_task_seconds Builds and imports of this process."
    yield "# TYPE geomon_task_seconds summary"
    for task, one in taken:
        yield f'geomon_task_seconds_sum{{task="{task}"}} {one.sum_s:.3f}'
        yield f'geomon_task_seconds_count{{task="{task}"}} {one.count}'
    yield "# TYPE geomon_task_seconds_last gauge"
    for task, one in taken:
        yield f'geomon_task_seconds_last{{task="{task}"}} {one.last_s:.3f}'


def _version() -> int:
    return home.service().version()
