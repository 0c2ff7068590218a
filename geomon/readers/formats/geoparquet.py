"""GeoParquet (WKB and native encodings), and the Feather files of older programs."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.formats import Format
from geomon.readers.reading import Raw, Source
from geomon.readers.vector import first_line, listed

_FAULTS = (
    pa.ArrowException,
    ValueError,
    KeyError,
    TypeError,
    OSError,
    RuntimeError,
    shapely.errors.ShapelyError,
    NotImplementedError,
    AttributeError,
    IndexError,
)


def _read(source: Source) -> Raw:
    try:
        table = _table(source)
        frame = _frame(table, source)
        crs = _crs(table)
        shapes = np.asarray(frame.geometry.array, dtype=object)
        columns = {str(n): listed(frame[n].to_numpy()) for n in frame.columns if n != frame.geometry.name and frame[n].dtype != "geometry"}
    except _FAULTS as error:
        raise UnreadableFile(f"it is broken: {first_line(error)}", where=source.name, how="Export it again.") from error
    return Raw(columns, shapes, crs=crs)


def _table(source: Source) -> pa.Table:
    with source.path.open("rb") as file:
        if file.read(6) == b"ARROW1":
            with pa.memory_map(str(source.path)) as mapped:
                return pa.ipc.open_file(mapped).read_all()
    meta = pq.read_metadata(source.path)
    if (
        meta.num_rows > source.limits.features
        or meta.num_columns > source.limits.columns
        or meta.num_rows * meta.num_columns > source.limits.cells
    ):
        what = f"it says it has {meta.num_rows:,} rows and {meta.num_columns:,} columns."
        raise TooLarge(what, where=source.name, how="Split the layer.")
    size = sum(meta.row_group(n).total_byte_size for n in range(meta.num_row_groups))
    if size > source.limits.unpacked_mb * 1e6:
        raise TooLarge(f"it would unpack to {size / 1e6:,.0f} MB.", where=source.name, how="Split the layer.")
    return pq.read_table(source.path, use_threads=False, memory_map=False)


def _meta(table: pa.Table) -> dict[str, Any]:
    raw = (table.schema.metadata or {}).get(b"geo")
    if raw is None:
        raise ValueError("it is a Parquet file without geometry")
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("its description of the geometry is no object")
    return found


def _frame(table: pa.Table, source: Source) -> gpd.GeoDataFrame:
    meta = _meta(table)
    if meta["columns"][meta["primary_column"]].get("encoding", "WKB") == "WKB":
        name = meta["primary_column"]
        shapes = shapely.from_wkb(table.column(name).to_numpy())
        rest = table.drop_columns([c for c in table.column_names if c == name or c in meta["columns"]])
        return gpd.GeoDataFrame(rest.to_pandas(ignore_metadata=True, use_threads=False), geometry=shapes)
    return gpd.read_parquet(source.path)


def _crs(table: pa.Table) -> str:
    meta = _meta(table)
    column = meta["columns"][meta["primary_column"]]
    if "crs" not in column:
        return "OGC:CRS84"  # what the format says of a missing member
    crs = column["crs"]
    return crs if isinstance(crs, str) else json.dumps(crs) if crs else ""


FORMAT = Format("GeoParquet", (".parquet", ".geoparquet", ".feather", ".arrow"), lambda head: head.startswith((b"PAR1", b"ARROW1")), _read)
