"""What our vector tiles say of themselves to other programs: TileJSON 3.0, a style in the form of Mapbox GL, and where they lie.

TileJSON: https://github.com/mapbox/tilejson-spec/tree/master/3.0.0
"""

from __future__ import annotations

import html
import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.model import LIGHTS, URGENCY
from geomon.render.areas import AreaTiles
from geomon.render.tiles import MAX_ZOOM, SiteTiles
from geomon.status import Profile

Bounds = tuple[float, float, float, float]
Floats = npt.NDArray[np.float64]
ZONE = "#2F6B4F"
"""The colour of areas on the map of the app, too."""
SQUARES = "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad"
_TEXT, _NUMBER, _BOOLEAN = "String", "Number", "Boolean"
FIELDS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "sites": ("One site", {"site": _TEXT, "name": _TEXT, "light": _TEXT, "layer": _TEXT, "accuracy": _NUMBER, "uncertain": _BOOLEAN,
                           "standing": _BOOLEAN}),
    "cells": ("More sites than can be told apart: how many (n), and how many of each light",
              {"n": _NUMBER, **dict.fromkeys(LIGHTS, _NUMBER), "zoom": _NUMBER, "same": _BOOLEAN}),
    "areas": ("Protected areas and others", {"name": _TEXT, "layer": _TEXT, "box": _BOOLEAN, "zone": _TEXT, "zone_en": _TEXT,
                                             "strict": _BOOLEAN}),
}
"""Layers of a tile: what each is, and the fields of its features (`SiteTiles.tile`, `AreaTiles.tile`)."""


def tilejson(name: str, tiles: str, layers: Sequence[str], bounds: Bounds, credit: str, more: Mapping[str, Any]) -> dict[str, Any]:
    """Return a TileJSON document.

    Parameters
    ----------
    tiles : address of a tile with {z}, {x} and {y}.
    layers : keys of `FIELDS`.
    bounds : west, south, east, north in degrees of all that is drawn.
    credit : whose it is, as plain text.
    more : further keys; other programs leave them out.
    """
    west, south, east, north = bounds
    wide = max(east - west, north - south, 1e-4)
    zoom = max(0, min(MAX_ZOOM, math.floor(math.log2(360 / wide))))
    return {"tilejson": "3.0.0", "name": name, "version": "1.0.0", "scheme": "xyz", "tiles": [tiles], "minzoom": 0, "maxzoom": MAX_ZOOM,
            "bounds": [west, south, east, north], "center": [round((west + east) / 2, 6), round((south + north) / 2, 6), zoom],
            "attribution": html.escape(credit),
            "vector_layers": [{"id": one, "description": FIELDS[one][0], "minzoom": 0, "maxzoom": MAX_ZOOM, "fields": dict(FIELDS[one][1])}
                              for one in layers], **more}


def bounds_of_sites(tiles: SiteTiles) -> Bounds | None:
    """Return the bounds of all sites that are drawn; None where none is."""
    return _bounds(tiles.curve.lon_lat)


def bounds_of_areas(tiles: AreaTiles) -> Bounds | None:
    """Return the bounds of all areas that are drawn; None where none is."""
    corners = np.asarray(tiles.box, dtype=np.float64).reshape(-1, 2)
    lat = np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * corners[:, 1]))))
    return _bounds(np.column_stack([corners[:, 0] * 360 - 180, lat]))


def _bounds(lon_lat: Floats) -> Bounds | None:
    known = lon_lat[np.isfinite(lon_lat).all(axis=1)]
    if not len(known):
        return None
    (west, south), (east, north) = np.round(known.min(axis=0), 6).tolist(), np.round(known.max(axis=0), 6).tolist()
    return west, south, east, north


def style(name: str, sites: str, areas: Mapping[str, tuple[str, bool]], profile: Profile) -> dict[str, Any]:
    """Return a style for the tiles: areas below, cells and sites in the colours of their lights above.

    No letters are drawn, so it needs no fonts from anywhere.

    Parameters
    ----------
    sites : address of the TileJSON of the sites.
    areas : layer -> address of its TileJSON, and whether it holds only boxes around the areas.
    """
    colours = {light: sign.colour for light, sign in profile.lights.items()}
    edge = {"circle-stroke-color": "#ffffff", "circle-stroke-width": 1}
    drawn: list[dict[str, Any]] = []
    for layer, (_, boxes) in areas.items():
        own = {"source": layer, "source-layer": "areas"}
        drawn.append({"id": f"{layer}-fill", "type": "fill", **own, "paint": {"fill-color": ZONE, "fill-opacity": 0.06 if boxes else 0.18}})
        drawn.append({"id": f"{layer}-line", "type": "line", **own,
                      "paint": {"line-color": ZONE, "line-width": 1.2, **({"line-dasharray": [3, 3]} if boxes else {})}})
    # the worst light on top; a layer for each, since QGIS (3.22) takes no colour by a field
    for kind, radius in (("cells", 11), ("sites", 5)):
        drawn += [{"id": f"{kind}-{light}", "type": "circle", "source": "sites", "source-layer": kind,
                   "filter": ["has", light] if kind == "cells" else ["==", ["get", "light"], light],
                   "paint": {"circle-color": colours[light], "circle-radius": radius, **edge}} for light in reversed(URGENCY)]
    sources = {layer: {"type": "vector", "url": address} for layer, (address, _) in areas.items()}
    return {"version": 8, "name": name, "sources": sources | {"sites": {"type": "vector", "url": sites}}, "layers": drawn}


def tileset(title: str, document: str, tiles: str) -> dict[str, Any]:
    """Return an entry of a list of tilesets, as OGC API - Tiles has it; `document` is the address of its TileJSON."""
    named = tiles.replace("{z}", "{tileMatrix}").replace("{x}", "{tileCol}").replace("{y}", "{tileRow}")
    return {"title": title, "dataType": "vector", "crs": "http://www.opengis.net/def/crs/EPSG/0/3857", "tileMatrixSetURI": SQUARES,
            "links": [{"href": document, "rel": "self", "type": "application/json", "title": "TileJSON"},
                      {"href": named, "rel": "item", "type": "application/vnd.mapbox-vector-tile", "templated": True, "title": "Tiles"},
                      {"href": SQUARES, "rel": "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme", "title": "WebMercatorQuad"}]}
