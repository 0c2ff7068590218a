"""What the read API says of itself: conformance classes, and its description as OpenAPI 3.0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from geomon.model import LIGHTS
from geomon.ui.features_asked import PROGRESS
from geomon.ui.features_crs import AXES, CRS84

_SPEC = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
CONFORMS: tuple[str, ...] = (f"{_SPEC}/core", f"{_SPEC}/geojson", f"{_SPEC}/oas30", "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs")
_WORDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "bbox": ("the lowest and the highest number of each axis, in the order of bbox-crs: west,south,east,north for CRS84", {
        "type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}),
    "bbox-crs": ("in which bbox is", {"type": "string", "format": "uri", "enum": list(AXES), "default": CRS84}),
    "crs": ("in which the coordinates are written, with the axes in its own order", {
        "type": "string", "format": "uri", "enum": list(AXES), "default": CRS84}),
    "datetime": ("the day on which the lights are judged: a date, an instant, or an interval whose end counts", {"type": "string"}),
    "limit": ("features on a page", {"type": "integer", "minimum": 1, "default": 100}),
    "offset": ("features that are left out", {"type": "integer", "minimum": 0, "default": 0}),
    "light": ("red, yellow, blue, green or grey; may be repeated", {"type": "string", "enum": list(LIGHTS)}),
    "progress": ("what is claimed of a task, or of one of a site's; may be repeated", {"type": "string", "enum": list(PROGRESS)}),
    "stage": ("how far closing has come, of a task or of one of a site's; may be repeated", {"type": "string"}),
    "layer": ("id of a layer; may be repeated", {"type": "string"}), "city": ("name of a city", {"type": "string"}),
    "county": ("name of a county", {"type": "string"}), "unit": ("name of a unit", {"type": "string"}),
    "id": ("an id", {"type": "string"}),
    "q": ("words that must all occur: name, pinyin, number", {"type": "string"}),
    "within": ("due within so many days of that day", {"type": "integer"}),
    "from": ("due no sooner than so many days", {"type": "integer"}),
}


def openapi(title: str, root: str, collections: Mapping[str, tuple[str, Sequence[str]]], most: int) -> dict[str, Any]:
    """Return the description; `collections` gives the words of each and the parameters of its items, `most` is the largest limit."""
    asked = sorted({name for _, names in collections.values() for name in names})
    schema = {name: dict(_WORDS[name][1]) for name in asked}
    schema["limit"]["maximum"] = most
    parameters = {name: {"name": name, "in": "query", "required": False, "description": _WORDS[name][0], "schema": schema[name],
                         **({"style": "form", "explode": False} if name == "bbox" else {})} for name in asked}
    paths: dict[str, Any] = {
        "/": _get("Landing page", "landing"), "/conformance": _get("Conformance classes", "conformance"),
        "/collections": _get("Collections", "collections"), "/tiles": _get("Vector tiles", "tilesets")}
    for name, (words, parameters_of) in collections.items():
        here = f"/collections/{name}"
        paths[here] = _get(words, f"describe_{name}")
        items = _get(words, f"items_{name}", "application/geo+json")
        items["get"]["parameters"] = [{"$ref": f"#/components/parameters/{one}"} for one in parameters_of]
        paths[f"{here}/items"] = items
        item = _get(words, f"item_{name}", "application/geo+json")
        item["get"]["parameters"] = [{"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}},
                                     {"$ref": "#/components/parameters/crs"}, {"$ref": "#/components/parameters/datetime"}]
        paths[f"{here}/items/{{featureId}}"] = item
    return {"openapi": "3.0.3", "info": {"title": title, "version": "1.0.0"}, "servers": [{"url": root}], "paths": paths,
            "security": [{}, {"token": []}],
            "components": {"parameters": parameters, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}}


def _get(words: str, name: str, kind: str = "application/json") -> dict[str, Any]:
    return {"get": {"summary": words, "operationId": name, "responses": {
        "200": {"description": words, "content": {kind: {"schema": {"type": "object"}}}},
        "400": {"description": "A parameter is not as it must be."},
        "401": {"description": "Nobody is signed in, or the token does not hold."},
        "403": {"description": "It may not be asked with this sign-in or token."}, "404": {"description": "There is none."}}}}
