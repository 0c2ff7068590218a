"""The read API: OGC API - Features (core, GeoJSON, OpenAPI 3.0, other CRS) on the port of the app, with the rights of whoever asks.

Collections are the sites, the tasks with the places of their sites, and each layer of the workspace. `datetime` is the day on which the
lights are judged; the filters are those of the page's link.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from geomon.service import Service
from geomon.ui import features_rows
from geomon.ui.answers import Refused, answering
from geomon.ui.features_asked import MOST, asked_of, question
from geomon.ui.features_crs import AXES, CRS84, STORED, header
from geomon.ui.features_docs import CONFORMS, openapi
from geomon.ui.links import root_of

BASE = "/api"
GEOJSON = "application/geo+json"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"


def routes() -> Sequence[BaseRoute]:
    """Return the routes of the API."""
    return [
        Route(BASE, answering(_landing)), Route(f"{BASE}/", answering(_landing)), Route(f"{BASE}/conformance", answering(_conformance)),
        Route(f"{BASE}/openapi.json", answering(_openapi)), Route(f"{BASE}/collections", answering(_collections)),
        Route(f"{BASE}/collections/{{name}}", answering(_collection)), Route(f"{BASE}/collections/{{name}}/items", answering(_items)),
        Route(f"{BASE}/collections/{{name}}/items/{{ident:path}}", answering(_item)), Route(f"{BASE}/docs", answering(_docs)),
    ]


# ---- what there is --------------------------------------------------------------------------------------------------

def _landing(service: Service, request: Request) -> Response:
    links = [_link(request, "", "self", "application/json", "This page"),
             _link(request, "/openapi.json", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "The API as OpenAPI 3.0"),
             _link(request, "/docs", "service-doc", "text/html", "The API in words"),
             _link(request, "/conformance", "conformance", "application/json", "What it conforms to"),
             _link(request, "/collections", "data", "application/json", "The collections"),
             _link(request, "/tiles", TILESETS, "application/json", "Vector tiles")]
    return JSONResponse({"title": service.settings.title, "description": service.settings.title_en, "links": links})


def _conformance(_: Service, __: Request) -> Response:
    return JSONResponse({"conformsTo": list(CONFORMS)})


def _openapi(service: Service, request: Request) -> Response:
    described = {name: (words, sorted(asked_of(name) - {"f"})) for name, words in _names(service).items()}
    made = openapi(service.settings.title, root_of(request) + BASE, described, MOST)
    return JSONResponse(made, media_type="application/vnd.oai.openapi+json;version=3.0")


def _docs(service: Service, _: Request) -> Response:
    rows = "".join(f'<tr><td><a href="{BASE}/collections/{html.escape(name)}/items?limit=10">{html.escape(name)}</a></td>'
                   f"<td>{html.escape(title)}</td></tr>" for name, title in _names(service).items())
    asked = ", ".join(f"<code>{name}</code>" for name in sorted(asked_of("sites") - {"f"}))
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
    return {"id": name, "title": _names(service)[name], "itemType": "feature", "crs": list(AXES), "storageCrs": STORED,
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
    asked = question(service, request, name)
    found, matched = features_rows.page(service, name, asked)
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
    return JSONResponse(body, media_type=GEOJSON, headers={"cache-control": "private, max-age=0"} | header(asked.crs))


def _item(service: Service, request: Request) -> Response:
    name, ident = _known(service, request), str(request.path_params["ident"])
    asked = question(service, request, name, one=True)
    found = features_rows.one(service, name, ident, asked)
    if found is None:
        raise Refused(404, "NotFound", f"There is no feature {ident}.")
    links = [_link(request, f"/collections/{name}/items/{quote(ident, safe='')}", "self", GEOJSON, "This feature", asked.query),
             _link(request, f"/collections/{name}", "collection", "application/json", "The collection")]
    return JSONResponse(found | {"links": links}, media_type=GEOJSON, headers=header(asked.crs))


def _link(request: Request, path: str, rel: str, kind: str, title: str, query: Sequence[tuple[str, str]] = ()) -> dict[str, str]:
    root = root_of(request)
    return {"href": f"{root}{BASE}{path}{'?' + urlencode(list(query)) if query else ''}", "rel": rel, "type": kind, "title": title}
