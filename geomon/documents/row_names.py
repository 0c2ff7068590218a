"""The place that a row of a table is named for: 水体名称, 矿山名称, 水源地名称; it is a site whatever its name ends with."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from geomon.documents.draft import Piece
from geomon.documents.places_in_rows import layer_of
from geomon.model import Mention

_STRETCH = re.compile(r"[（(\n]|起点|终点|起止|[：:]")
"""From here on a cell tells from where to where a water runs, or what it is called besides."""


def layer_of_rows(heading: str, headings: Sequence[str], *, waters: bool) -> str | None:
    """Return the layer of what a column of names holds; sources with a zone each are protected areas."""
    if waters:
        return "water_body"
    bare = re.sub(r"\s", "", heading)
    if bare.startswith("水源") and any(re.match("保护区", re.sub(r"\s", "", other)) for other in headings):
        return "protected_area"
    return layer_of(bare)


def with_row_name(found: tuple[Mention, ...], piece: Piece, layer: str) -> tuple[Mention, ...]:
    """Return the places of a row with the one that it is named for, once, and without those that only bound its stretch."""
    cell = _STRETCH.split(piece.text, maxsplit=1)[0]
    text, printed = re.sub(r"\s+", "", cell), cell.strip()
    if not 2 <= len(text) <= 40:
        return found
    inside = [m for m in found if piece.start <= m.span[0] < piece.end]
    beside = [m for m in found if m not in inside]
    same = [m for m in beside if text in m.name or m.name in text]
    if layer != "water_body" and (inside or same):
        relabelled = {id(m) for m in (*inside, *same) if layer == "protected_area" and m.layer == "well"}
        return tuple(dataclasses.replace(m, layer=layer) if id(m) in relabelled else m for m in found)
    first = piece.start + len(cell) - len(cell.lstrip())
    county = next((m.county for m in (*inside, *same) if m.county), None)
    named = Mention(printed, layer, county, "problem", piece.lines[0][0], (first, first + len(printed)))
    return named, *(m for m in beside if m not in same)
