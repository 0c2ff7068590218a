"""Features as they are kept, by region: of a row of a layer what searching and locating ask for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import shapely

from geomon.codes import COLUMNS
from geomon.join.features import FeatureIndex, codes_of_row
from geomon.join.lines import Row, RowsList

_TEXTS = ("name", "aliases", "parts", "city", "county", "datum", "note", "source")
_NUMBERS = ("lon", "lat", "accuracy_m", "area_ha", "source_year")


def rows_of(index: FeatureIndex, tied: Iterable[str]) -> tuple[dict[str, list[Row]], RowsList]:
    """Return all rows of an index by their region, and the list of them."""
    rows: dict[str, list[Row]] = {}
    codes: dict[str, dict[str, None]] = {}
    for n, feature in enumerate(index):
        row, shape = feature.row, feature.row["geometry"]
        own = {column: row[column] for column in COLUMNS if isinstance(row.get(column), str) and row[column]}
        for code in codes_of_row(own) if own else ():
            codes.setdefault(code, {})[feature.prefix] = None
        rows.setdefault(feature.prefix, []).append(Row(
            n, feature.layer, feature.id, tuple(str(row[name]) for name in _TEXTS), tuple(float(row[name]) for name in _NUMBERS), own,
            None if shape is None else shapely.to_wkb(shape)))
    homes = {key: index[key].prefix for key in tied if key in index}
    return rows, RowsList(list(rows), {code: list(where) for code, where in codes.items()}, homes)


def add_rows(index: FeatureIndex, rows: Iterable[Row]) -> None:
    """Take kept rows into an index, in the order of their layers."""
    for row in sorted(rows, key=lambda row: row.n):
        index.add(row.layer, _mapping(row))


def _mapping(row: Row) -> Mapping[str, Any]:
    return {"id": row.id, **dict(zip(_TEXTS, row.texts, strict=True)), **dict(zip(_NUMBERS, row.numbers, strict=True)), **row.codes,
            "geometry": None if row.shape is None else shapely.from_wkb(row.shape)}
