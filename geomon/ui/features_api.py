"""The read API: OGC API - Features 1.0 (core, GeoJSON, OpenAPI 3.0) on the port of the app, with the rights of whoever asks.

Collections are the sites, the tasks with the places of their sites, and each layer of the workspace. `datetime` is the day on which the
lights are judged; the filters are those of the page's link. Coordinates are CRS84, as CGCS2000 gives them (within decimetres).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from geomon.errors import GeomonError, NotAllowed
from geomon.export.columns import SITES, TASKS
from geomon.model import LIGHTS
from geomon.render.address import DAYS, NAMES, filter_from_query
from geomon.service import Service
from geomon.situation import Situation
from geomon.ui import home
from geomon.ui.features_docs import CONFORMS, openapi

BASE = "/api"
GEOJSON = "application/geo+json"
DEFAULT_LIMIT, MOST = 100, 10_000
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_ASKED = frozenset((*NAMES, *DAYS, "q", "bbox", "bbox-crs", "datetime", "limit", "offset", "f"))
_OF_LAYERS = frozenset(("bbox", "bbox-crs", "datetime", "limit", "offset", "f"))
"""What a layer's features are asked for by; lights and units are of sites and tasks."""
_SITE = tuple(name for name in (*SITES, "reason_en") if name not in ("lon", "lat", "source", "datum"))
_TASK = (*TASKS, "reason_en")
_NOWHERE = ("county", "none")


class Refused(Exception):
    """What cannot be answered, with its status and words."""

    def __init__(self, status: int, code: str, words: str) -> None:
        super().__init__(words)
        self.status, self.code = status, code


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A question for items."""

    day: dt.date
    box: tuple[float, float, float, float] | None
    limit: int
    offset: int
    query: tuple[tuple[str, str], ...]


def routes() -> Sequence[BaseRoute]:
    """Return the routes of the API."""
    return [
        Route(BASE, _answering(_landing)), Route(f"{BASE}/", _answering(_landing)), Route(f"{BASE}/conformance", _answering(_conformance)),
        Route(f"{BASE}/openapi.json", _answering(_openapi)), Route(f"{BASE}/collections", _answering(_collections)),
        Route(f"{BASE}/collections/{{name}}", _answering(_collection)), Route(f"{BASE}/collections/{{name}}/items", _answering(_items)),
        Route(f"{BASE}/collections/{{name}}/items/{{ident:path}}", _answering(_item)), Route(f"{BASE}/docs", _answering(_docs)),
    ]


def _answering(make: Callable[[Service, Request], Response]) -> Callable[[Request], Any]:
    """Return a route that answers in a thread, and says in JSON what it cannot answer."""
    async def answer(request: Request) -> Response:
        from geomon.ui.gate import SEAT

        service = request.scope.get(SEAT) or home.service()
        try:
            return await run_in_threadpool(make, service, request)
        except Refused as refused:
            return JSONResponse({"code": refused.code, "description": str(refused)}, refused.status)
        except NotAllowed:
            return Response(status_code=403, headers={"cache-control": "no-store"})
        except GeomonError as error:
            return JSONResponse({"code": "ServerError", "description": error.sentence}, 503)
    return answer


# ---- what there is --------------------------------------------------------------------------------------------------

def _landing(service: Service, request: Request) -> Response:
    links = [_link(request, "", "self", "application/json", "This page"),
             _link(request, "/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "The API as OpenAPI 3.0"),
             _link(request, "/docs", "service-doc", "text/html", "The API in words"),
             _link(request, "/conformance", "conformance", "application/json", "What it conforms to"),
             _link(request, "/collections", "data", "application/json", "The collections")]
    return JSONResponse({"title": service.settings.title, "description": service.settings.title_en, "links": links})


def _conformance(_: Service, __: Request) -> Response:
    return JSONResponse({"conformsTo": list(CONFORMS)})


def _openapi(service: Service, request: Request) -> Response:
    described = {name: (words, sorted(_asked_of(name) - {"f"})) for name, words in _names(service).items()}
    made = openapi(service.settings.title, str(request.base_url).rstrip("/") + BASE, described, MOST)
    return JSONResponse(made, media_type="application/vnd.oai.openapi+json;version=3.0")


def _docs(service: Service, _: Request) -> Response:
    rows = "".join(f'<tr><td><a href="{BASE}/collections/{html.escape(name)}/items?limit=10">{html.escape(name)}</a></td>'
                   f"<td>{html.escape(title)}</td></tr>" for name, title in _names(service).items())
    asked = ", ".join(f"<code>{name}</code>" for name in sorted(_ASKED - {"f"}))
    title = html.escape(service.settings.title_en)
    return HTMLResponse(f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>Read API</h1>'
                        f'<p>OGC API - Features. <a href="{BASE}">Landing page</a>, <a href="{BASE}/openapi.json">OpenAPI</a>.</p>'
                        f"<table><tr><th>Collection</th><th></th></tr>{rows}</table><p>Parameters of items: {asked}.</p></html>")


def _names(service: Service) -> dict[str, str]:
    """Return the collections and their titles, as far as the person sees them."""
    own = {"sites": "整改点位 Remediation sites", "tasks": "整改任务 Remediation tasks"}
    return own | {layer.id: f"{layer.title} {layer.title_en}" for layer in service.layers if layer.id not in own}


def _collections(service: Service, request: Request) -> Response:
    links = [_link(request, "/collections", "self", "application/json", "This page")]
    return JSONResponse({"links": links, "collections": [_about(service, request, name) for name in _names(service)]})


def _collection(service: Service, request: Request) -> Response:
    return JSONResponse(_about(service, request, _known(service, request)))


def _about(service: Service, request: Request, name: str) -> dict[str, Any]:
    west, south, east, north = service.basemap().total_bounds.tolist()
    here = f"/collections/{name}"
    return {"id": name, "title": _names(service)[name], "itemType": "feature", "crs": [CRS84],
            "extent": {"spatial": {"bbox": [[west, south, east, north]], "crs": CRS84}},
            "links": [_link(request, here, "self", "application/json", "This collection"),
                      _link(request, f"{here}/items", "items", GEOJSON, "Its features")]}


def _known(service: Service, request: Request) -> str:
    name = str(request.path_params["name"])
    if name not in _names(service):
        raise Refused(404, "NotFound", f"There is no collection {name}.")
    return name


# ---- features -------------------------------------------------------------------------------------------------------

def _items(service: Service, request: Request) -> Response:
    name = _known(service, request)
    asked = _question(service, request, _asked_of(name))
    found, matched = _pages(service, name, asked)
    here = f"/collections/{name}/items"
    links = [_link(request, here, "self", GEOJSON, "These features", asked.query),
             _link(request, f"/collections/{name}", "collection", "application/json", "The collection")]
    for rel, at in (("next", asked.offset + asked.limit), ("prev", max(0, asked.offset - asked.limit))):
        if (rel == "next" and at < matched) or (rel == "prev" and asked.offset > 0):
            kept = [(key, value) for key, value in asked.query if key not in ("limit", "offset", "datetime")]
            # the day too: midnight may pass between two pages
            pinned = [("datetime", asked.day.isoformat()), ("limit", str(asked.limit)), ("offset", str(at))]
            links.append(_link(request, here, rel, GEOJSON, "More features", [*kept, *pinned]))
    body = {"type": "FeatureCollection", "numberMatched": matched, "numberReturned": len(found),
            "timeStamp": dt.datetime.now(tz=dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "features": found, "links": links}
    return JSONResponse(body, media_type=GEOJSON, headers={"content-crs": f"<{CRS84}>", "cache-control": "private, max-age=0"})


def _item(service: Service, request: Request) -> Response:
    name, ident = _known(service, request), str(request.path_params["ident"])
    day = _question(service, request, _asked_of(name)).day
    if name in ("sites", "tasks"):
        situation = service.situation(day)
        at = situation.rows_by_id(name).get(ident)  # type: ignore[arg-type]
        rows = [] if at is None else [at]
        found = _sites(situation, rows) if name == "sites" else _tasks(situation, rows)
    else:
        frame = service.areas_on(name, day)
        found = _features(frame, name, [n for n, own in enumerate(_ids(frame)) if own == ident][:1])
    if not found:
        raise Refused(404, "NotFound", f"There is no feature {ident}.")
    links = [_link(request, f"/collections/{name}/items/{quote(ident, safe='')}", "self", GEOJSON, "This feature"),
             _link(request, f"/collections/{name}", "collection", "application/json", "The collection")]
    return JSONResponse(found[0] | {"links": links}, media_type=GEOJSON, headers={"content-crs": f"<{CRS84}>"})


def _asked_of(name: str) -> frozenset[str]:
    return _ASKED if name in ("sites", "tasks") else _OF_LAYERS


def _question(service: Service, request: Request, known: frozenset[str]) -> Asked:
    query = request.query_params.multi_items()
    if unknown := next((key for key, _ in query if key not in known), None):
        raise Refused(400, "InvalidParameterValue", f"There is no parameter {unknown}.")
    said = dict(query)
    if wrong := next((value for key, value in query if key == "light" and value not in LIGHTS), None):
        raise Refused(400, "InvalidParameterValue", f"light can be one of {', '.join(LIGHTS)}, not {wrong}.")
    if said.get("f", "json") not in ("json", "geojson"):
        raise Refused(400, "InvalidParameterValue", "f can be json.")
    if said.get("bbox-crs", CRS84) != CRS84:
        raise Refused(400, "InvalidParameterValue", f"bbox-crs can be {CRS84}.")
    return Asked(_day(service, said.get("datetime", "")), _box(said["bbox"]) if "bbox" in said else None,
                 min(MOST, _whole(said, "limit", DEFAULT_LIMIT, 1)), _whole(said, "offset", 0, 0), tuple(query))


def _whole(said: Mapping[str, str], name: str, usual: int, least: int) -> int:
    text = said.get(name, str(usual))
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and int(text) >= least):
        raise Refused(400, "InvalidParameterValue", f"{name} is a whole number from {least} on.")
    return int(text)


def _box(text: str) -> tuple[float, float, float, float]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) == 6:
        numbers = [numbers[n] for n in (0, 1, 3, 4)]
    if len(numbers) != 4 or not all(map(np.isfinite, numbers)) or numbers[1] > numbers[3]:
        raise Refused(400, "InvalidParameterValue", "bbox is west,south,east,north in degrees.")
    return numbers[0], numbers[1], numbers[2], numbers[3]


def _day(service: Service, text: str) -> dt.date:
    """Return the day of the lights: a date, an instant, or the end of an interval; an open end is the workspace's own day."""
    last = text.rpartition("/")[2].strip()
    if last in ("", ".."):
        return service.settings.today()
    try:
        return dt.datetime.fromisoformat(last).date()
    except ValueError:
        raise Refused(400, "InvalidParameterValue", "datetime is a date, an instant, or an interval with a slash.") from None


def _pages(service: Service, name: str, asked: Asked) -> tuple[list[dict[str, Any]], int]:
    """Return the features of a page, and how many there are on all."""
    if name not in ("sites", "tasks"):
        frame = service.areas_on(name, asked.day)
        rows = np.arange(len(frame)) if asked.box is None else np.unique(np.concatenate(
            [frame.sindex.query(shapely.box(*part), predicate="intersects") for part in _parts(asked.box)]))
        return _features(frame, name, rows[asked.offset:asked.offset + asked.limit].tolist()), len(rows)
    situation, wanted = service.situation(asked.day), filter_from_query(list(asked.query))
    if name == "sites":
        mask = situation.select_sites(wanted) & (True if asked.box is None else _inside(situation.sites, asked.box))
        rows = np.flatnonzero(mask)
        return _sites(situation, rows[asked.offset:asked.offset + asked.limit].tolist()), len(rows)
    mask = situation.select_tasks(wanted)
    if asked.box is not None:
        here = set(situation.sites["id"][_inside(situation.sites, asked.box)])
        mask = mask & np.fromiter((not here.isdisjoint(sites) for sites in situation.tasks["sites"]), bool, len(situation.tasks))
    rows = np.flatnonzero(mask)
    return _tasks(situation, rows[asked.offset:asked.offset + asked.limit].tolist()), len(rows)


def _parts(box: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    """Return a box as boxes that do not cross the date line."""
    west, south, east, north = box
    return [box] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]


def _inside(sites: pd.DataFrame, box: tuple[float, float, float, float]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    lon, lat = sites["lon"].to_numpy(), sites["lat"].to_numpy()
    found = np.zeros(len(sites), bool)
    for west, south, east, north in _parts(box):
        found |= (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return found & ~sites["method"].isin(_NOWHERE).to_numpy()


def _sites(situation: Situation, rows: Sequence[int]) -> list[dict[str, Any]]:
    some = situation.sites.iloc[list(rows)]
    return [{"type": "Feature", "id": row["id"], "geometry": _point(row), "properties": {name: _plain(row[name]) for name in _SITE}}
            for row in some.to_dict("records")]


def _tasks(situation: Situation, rows: Sequence[int]) -> list[dict[str, Any]]:
    some, at = situation.tasks.iloc[list(rows)], situation.rows_by_id("sites")
    found = []
    for row in some.to_dict("records"):
        points = [point["coordinates"] for one in row["sites"] if one in at and (point := _point(situation.sites.iloc[at[one]]))]
        found.append({"type": "Feature", "id": row["id"], "geometry": {"type": "MultiPoint", "coordinates": points} if points else None,
                      "properties": {name: _plain(row[name]) for name in _TASK}})
    return found


def _point(row: Any) -> dict[str, Any] | None:
    if row["method"] in _NOWHERE or pd.isna(row["lon"]):
        return None
    return {"type": "Point", "coordinates": [round(float(row["lon"]), 7), round(float(row["lat"]), 7)]}


def _ids(frame: GeoDataFrame) -> list[str]:
    return [str(value) for value in frame["id"]] if "id" in frame else [str(n) for n in range(len(frame))]


def _features(frame: GeoDataFrame, layer: str, rows: Sequence[int]) -> list[dict[str, Any]]:
    ids, some = _ids(frame), frame.iloc[list(rows)]
    names = [name for name in some.columns if name != some.geometry.name]
    records = some[names].to_dict("records")
    shapes = [None if shape is None or shape.is_empty else shapely.geometry.mapping(shape) for shape in some.geometry]
    own = [{"layer": layer, **{k: _plain(v) for k, v in record.items()}} for record in records]
    return [{"type": "Feature", "id": ids[n], "geometry": shape, "properties": properties}
            for n, shape, properties in zip(rows, shapes, own, strict=True)]


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: lists as one text, as tables of other programs can hold them."""
    if isinstance(value, tuple | list | set | frozenset):
        return "、".join(map(str, value)) or None
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp | dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, np.generic):
        return value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)


def _link(request: Request, path: str, rel: str, kind: str, title: str, query: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    root = str(request.base_url).rstrip("/")
    return {"href": f"{root}{BASE}{path}{'?' + urlencode(list(query)) if query else ''}", "rel": rel, "type": kind, "title": title}
