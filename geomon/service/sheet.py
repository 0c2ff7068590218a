"""The sheet on a planned area: the answer, and the shapes of its map."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import shapely
from geopandas import GeoDataFrame

from geomon.export.planned import Shape, html_sheet, write_sheet
from geomon.export.planned.text import LETTERS
from geomon.service.overlay import Overlay, as_json


def shapes_of(answer: Overlay, counties: GeoDataFrame) -> list[Shape]:
    """Return what the sheet's map shows: counties, areas by the letters of the table, the asked area, sites by their light."""
    land = (Shape("county", shape) for shape in counties.geometry)
    return [*land, *_areas(answer), Shape("asked", answer.area.geometry), *_sites(answer)]


def _areas(answer: Overlay) -> Iterator[Shape]:
    for n, met in enumerate(answer.areas):
        kind = "box" if met.meeting.box else "core" if met.strict else "zone"
        yield Shape(kind, met.geometry, LETTERS[n] if n < len(LETTERS) else "")


def _sites(answer: Overlay) -> Iterator[Shape]:
    for site in answer.sites.to_dict("records"):
        if site["verdict"] == "inside":
            yield Shape(site["light"], shapely.Point(site["lon"], site["lat"]))


def sheet_html(answer: Overlay, counties: GeoDataFrame, lang: str) -> str:
    """Return the sheet as one HTML page."""
    return html_sheet(as_json(answer), shapes_of(answer, counties), lang)


def write_overlay_sheet(answer: Overlay, counties: GeoDataFrame, out: Path, lang: str) -> None:
    """Write the sheet as html or docx; see `geomon.export.planned.write_sheet` for the errors."""
    write_sheet(as_json(answer), shapes_of(answer, counties), out, lang)
