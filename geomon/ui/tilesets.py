"""The tiles for other programs: TileJSON of the sites on a day and of each layer of areas, a style, and the list of all, at `/api/tiles`.

As the tiles themselves they ask to view, and hold what the person sees.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from geomon.model import LIGHTS
from geomon.render.address import DAYS, NAMES, fault_of_query, filter_from_query, filter_to_query
from geomon.render.tilesets import bounds_of_areas, bounds_of_sites, style, tilejson, tileset
from geomon.situation import Filter
from geomon.ui import home
from geomon.ui.answers import SEAT, Refused, answering
from geomon.ui.links import root_of

if TYPE_CHECKING:
    from geomon.layers import Layer
    from geomon.service import Service

TODAY = "today"
"""Stands for a date in an address: the workspace's own day, so that a saved project goes on with it."""
_KNOWN = frozenset((*NAMES, *DAYS, "q", "changed"))
_NO_KEEP = {"cache-control": "no-cache"}


def routes() -> Sequence[BaseRoute]:
    """Return the routes; GDAL asks for metadata.json first, and takes a TileJSON for it."""
    return [Route(path, _document(make)) for path, make in (
        ("/tiles/sites/{as_of}.json", _sites), ("/tiles/sites/{as_of}/metadata.json", _sites), ("/tiles/areas/{layer}.json", _areas),
        ("/tiles/areas/{layer}/metadata.json", _areas), ("/tiles/style.json", _style), ("/api/tiles", _all))]


def none_such() -> Sequence[BaseRoute]:
    """Return the last routes below /tiles and /api: what is not there is 404, and not the frame of the pages."""
    async def nothing(_: Request) -> Response:
        return Response(status_code=404)
    return [Route("/tiles/{rest:path}", nothing), Route("/api/{rest:path}", nothing)]


async def day_asked(text: str) -> dt.date | None:
    """Return `day_named`; today's asks the workspace, in a thread, since opening it takes its time."""
    return await run_in_threadpool(day_named, text) if text == TODAY else day_named(text)


def day_named(text: str) -> dt.date | None:
    """Return the day that an address names; None where it names none."""
    try:
        return home.service().settings.today() if text == TODAY else dt.date.fromisoformat(text)
    except ValueError:
        return None


def _document(make: Callable[[Service, Request], dict[str, Any]]) -> Callable[[Request], Awaitable[Response]]:
    return answering(lambda service, request: JSONResponse(make(service, request), headers=_NO_KEEP))


def _sites(service: Service, request: Request) -> dict[str, Any]:
    named = str(request.path_params["as_of"])
    day, asked = day_named(named), _filter(request, _KNOWN)
    if day is None:
        raise Refused(404, "NotFound", "The address names no date, and not today.")
    tiles, words = home.site_tiles(day, request.scope.get(SEAT)), filter_to_query(asked)
    situation, address = tiles.situation, f"{root_of(request)}/tiles/sites/{named}/{{z}}/{{x}}/{{y}}.pbf"
    counts = situation.count_lights("sites", situation.select_sites(asked) & situation.located)
    lights = [{"light": light, "label": sign.label, "label_en": sign.label_en, "colour": sign.colour, "count": counts[light]}
              for light in LIGHTS for sign in [service.profile.lights[light]]]
    title = service.settings.title
    return tilejson(title, f"{address}?{words}" if words else address, ("sites", "cells"),
                    bounds_of_sites(tiles) or _around(service), f"{title} {day.isoformat()}",
                    {"description": f"{service.settings.title_en}, as of {day.isoformat()}", "as_of": day.isoformat(), "lights": lights})


def _areas(service: Service, request: Request) -> dict[str, Any]:
    _filter(request, frozenset(("on",)))
    on = request.query_params.get("on")
    day = day_named(on) if on else None
    if on and day is None:
        raise Refused(400, "InvalidParameterValue", "on is a date, or today.")
    layer = next((one for one in service.catalog().layers if one.id == request.path_params["layer"]), None)
    tiles = home.area_tiles(layer.id, day, request.scope.get(SEAT)) if layer else None
    if layer is None or tiles is None:
        raise Refused(404, "NotFound", "There is no such layer of areas.")
    return tilejson(layer.title, f"{root_of(request)}/tiles/areas/{layer.id}/{{z}}/{{x}}/{{y}}.pbf{'?on=' + on if on else ''}", ("areas",),
                    bounds_of_areas(tiles) or _around(service), layer.licence,
                    {"description": layer.title_en, **({"as_of": day.isoformat()} if day else {})})


def _style(service: Service, request: Request) -> dict[str, Any]:
    named = request.query_params.get("as_of", TODAY)
    asked = _filter(request, _KNOWN | {"as_of"})
    if day_named(named) is None:
        raise Refused(400, "InvalidParameterValue", "as_of is a date, or today.")
    root, words = root_of(request), filter_to_query(asked)
    areas = {layer.id: (f"{root}/tiles/areas/{layer.id}.json?on={named}", layer.geometry == "box") for layer in _with_areas(service)}
    return style(service.settings.title, f"{root}/tiles/sites/{named}.json{'?' + words if words else ''}", areas, service.profile)


def _all(service: Service, request: Request) -> dict[str, Any]:
    root = root_of(request)
    found = [tileset(f"{service.settings.title} {service.settings.title_en}", f"{root}/tiles/sites/{TODAY}.json",
                     f"{root}/tiles/sites/{TODAY}/{{z}}/{{x}}/{{y}}.pbf")]
    found += [tileset(f"{layer.title} {layer.title_en}", f"{root}/tiles/areas/{layer.id}.json",
                      f"{root}/tiles/areas/{layer.id}/{{z}}/{{x}}/{{y}}.pbf") for layer in _with_areas(service)]
    links = (("/api/tiles", "self", "application/json", "This list"),
             ("/tiles/style.json", "stylesheet", "application/vnd.mapbox.style+json", "A style for them"))
    return {"tilesets": found,
            "links": [{"href": f"{root}{path}", "rel": rel, "type": kind, "title": words} for path, rel, kind, words in links]}


def _with_areas(service: Service) -> list[Layer]:
    return [layer for layer in service.catalog().layers
            if layer.geometry in ("polygon", "box") and (layer.kind == "sites" or layer.protects)]


def _filter(request: Request, known: frozenset[str]) -> Filter:
    """Return the filter of a query. A project is saved with it: what would be left out is refused by its name, not in silence."""
    query = request.query_params.multi_items()
    unknown = next((key for key, _ in query if key not in known), None)
    if fault := f"There is no parameter {unknown[:40]}." if unknown is not None else fault_of_query(query):
        raise Refused(400, "InvalidParameterValue", fault)
    return filter_from_query(query)


def _around(service: Service) -> tuple[float, float, float, float]:
    """Return where the workspace is, for what holds nothing to be drawn."""
    west, south, east, north = service.basemap().total_bounds.tolist()
    return west, south, east, north
