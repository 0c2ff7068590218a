"""Stream GeoParquet: the geometry column alone, some rows at a time, so that a file of any length takes the memory of one batch.

Points in WKB are 21 bytes each and become coordinates without an object apiece; everything else becomes shapely geometries.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

from geomon.errors import GeomonError, InputError, MissingCRS, UnreadableFile

Array = npt.NDArray[Any]

BATCH = 262_144
_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("xy", "<f8", 2)])
_NATIVE = {"linestring": shapely.GeometryType.LINESTRING, "polygon": shapely.GeometryType.POLYGON,
           "multipoint": shapely.GeometryType.MULTIPOINT, "multilinestring": shapely.GeometryType.MULTILINESTRING,
           "multipolygon": shapely.GeometryType.MULTIPOLYGON}
_FAULTS = (pa.ArrowException, ValueError, KeyError, TypeError, OSError, RuntimeError, shapely.errors.ShapelyError, NotImplementedError)


@dataclasses.dataclass(frozen=True, slots=True)
class GeoParquet:
    """A GeoParquet file that was looked at and not yet read.

    Attributes
    ----------
    column, encoding : of the geometry ("WKB", "point", …).
    groups : rows of each row group.
    """

    path: Path
    crs: pyproj.CRS
    column: str
    encoding: str
    groups: tuple[int, ...]

    @property
    def rows(self) -> int:
        """The number of rows, those without geometry among them."""
        return sum(self.groups)

    def parts(self, rows: int) -> list[tuple[int, int]]:
        """Return (first row, number of rows) of parts with about `rows` rows, cut at row groups where these are not larger."""
        found: list[tuple[int, int]] = []
        first = 0
        for group in self.groups:
            if found and found[-1][1] + group <= rows:
                found[-1] = (found[-1][0], found[-1][1] + group)
            else:
                found += [(first + at, min(rows, group - at)) for at in range(0, group, rows)]
            first += group
        return found

    def batches(self, first: int = 0, rows: int | None = None, batch: int = BATCH) -> Iterator[tuple[int, Array]]:
        """Yield (row number, shapes) in order of row, from row `first` on.

        Yields
        ------
        shapes : (n, 2) coordinates, NaN for none, where all of a batch are points; else (n,) shapely geometries, None for none.

        Raises
        ------
        UnreadableFile
            When the file is broken further on.
        """
        end = self.rows if rows is None else first + rows
        starts = np.cumsum([0, *self.groups])
        wanted = [n for n, size in enumerate(self.groups) if starts[n] < end and starts[n] + size > first]
        if not wanted:
            return
        at = int(starts[wanted[0]])
        try:
            with pq.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20) as file:
                for found in file.iter_batches(batch, row_groups=wanted, columns=[self.column], use_threads=False):
                    skip, stop = max(0, first - at), min(len(found), end - at)
                    if stop > skip:
                        yield at + skip, self._shapes(found.column(0).slice(skip, stop - skip))
                    at += len(found)
                    if at >= end:
                        return
        except GeomonError:
            raise
        except _FAULTS as error:
            raise _broken(self.path, error) from error

    def _shapes(self, values: pa.Array) -> Array:
        if isinstance(values, pa.ExtensionArray):
            values = values.storage
        if self.encoding == "point":
            return _native_points(values)
        if self.encoding != "WKB":
            return _native(values, self.encoding)
        points = _wkb_points(values)
        if points is not None:
            return points
        return points_or_shapes(shapely.from_wkb(values.to_numpy(zero_copy_only=False)))


def open_geoparquet(path: Path, crs_is: str = "") -> GeoParquet:
    """Look at a GeoParquet file (version 1.0 or 1.1).

    Parameters
    ----------
    crs_is : the CRS of a file that says itself that its CRS is unknown.

    Raises
    ------
    UnreadableFile, MissingCRS
        When it is no such file, or says itself that its CRS is unknown. A file without the key is in OGC:CRS84, as its standard has it.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise UnreadableFile(f"it cannot be read ({error.strerror}).", where=path.name, how="Check its name.") from error
    if head != b"PAR1":
        raise UnreadableFile("its content is not that of a Parquet file.", where=path.name, how="Export it again as GeoParquet.")
    try:
        meta = pq.read_metadata(path)
        geo = json.loads((meta.metadata or {}).get(b"geo", b"null"))
        column, about = _about(geo, path)
        if column not in meta.schema.to_arrow_schema().names:
            raise UnreadableFile(f"its geometry column {column!r} is missing.", where=path.name, how="Export it again as GeoParquet.")
        groups = tuple(meta.row_group(n).num_rows for n in range(meta.num_row_groups))
    except GeomonError:
        raise
    except _FAULTS as error:
        raise _broken(path, error) from error
    encoding = str(about.get("encoding", "WKB"))
    if encoding not in {"WKB", "point", *_NATIVE}:
        raise UnreadableFile(f"its geometry is encoded as {encoding!r}.", where=path.name, how="Export it as GeoParquet with WKB.")
    return GeoParquet(path, _crs(about, crs_is, path), column, encoding, groups)


def _about(geo: Any, path: Path) -> tuple[str, Mapping[str, Any]]:
    """Return the name of the geometry column and what the file says of it."""
    columns = geo.get("columns") if isinstance(geo, dict) else None
    column = geo.get("primary_column", "geometry") if isinstance(geo, dict) else None
    if not isinstance(columns, dict) or not isinstance(column, str) or not isinstance(columns.get(column), dict):
        raise UnreadableFile("it is a Parquet table without geometry.", where=path.name, how="Export it as GeoParquet.")
    return column, columns[column]


def _crs(about: Mapping[str, Any], crs_is: str, path: Path) -> pyproj.CRS:
    if "crs" not in about:
        return pyproj.CRS.from_user_input("OGC:CRS84")
    if not about["crs"] and not crs_is:
        raise MissingCRS("it does not say its CRS.", where=path.name, how="Name it with --points-crs or --areas-crs, like EPSG:4490.")
    try:
        return pyproj.CRS.from_user_input(about["crs"] or crs_is)
    except (pyproj.exceptions.CRSError, TypeError, ValueError) as error:
        raise MissingCRS("its CRS cannot be understood.", where=path.name, how="Save it again with one, like EPSG:4490.") from error


def _wkb_points(values: pa.Array) -> Array | None:
    """Return the coordinates of WKB points without parsing them one by one, or None when there is anything else among them."""
    if not (pa.types.is_binary(values.type) or pa.types.is_large_binary(values.type)) or not len(values):
        return None
    _, offsets, data = values.buffers()
    if data is None:
        return None
    kind = np.int64 if pa.types.is_large_binary(values.type) else np.int32
    ends = np.frombuffer(offsets, kind, len(values) + 1, values.offset * np.dtype(kind).itemsize)
    lengths = np.diff(ends)
    there = np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    if not ((lengths == _POINT.itemsize) | ((lengths == 0) & ~there)).all():
        return None
    points = np.frombuffer(data, _POINT, int(there.sum()), int(ends[0]))
    if not ((points["order"] == 1) & (points["kind"] == 1)).all():
        return None
    found = np.full((len(values), 2), np.nan)
    found[there] = points["xy"]
    return found


def points_or_shapes(shapes: Array) -> Array:
    """Return coordinates (n, 2), NaN for none, of shapes that are all points or missing; other shapes as they are."""
    kinds = shapely.get_type_id(shapes)
    if not ((kinds == shapely.GeometryType.POINT) | (kinds == -1)).all():
        return shapes
    return np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])


def _native_points(values: pa.Array) -> Array:
    there = np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    xy = [np.asarray(values.field(name).to_numpy(zero_copy_only=False), dtype=np.float64) for name in ("x", "y")]
    return np.where(there[:, None], np.column_stack(xy), np.nan)


def _native(values: pa.Array, encoding: str) -> Array:
    """Return shapes from lists of x and y (GeoArrow's separated encodings)."""
    shapes = np.full(len(values), None, dtype=np.object_)
    there = np.asarray(values.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    inner = values.drop_null()
    offsets: list[Array] = []
    while not pa.types.is_struct(inner.type):
        ends = np.asarray(inner.offsets.to_numpy(), dtype=np.int64)
        offsets.insert(0, ends - ends[0])
        inner = inner.flatten()
    xy = np.column_stack([np.asarray(inner.field(n).to_numpy(zero_copy_only=False), dtype=np.float64) for n in ("x", "y")])
    if xy.size and not np.isfinite(xy).all():
        raise InputError("a coordinate is no number.", how="Export it again.")
    shapes[there] = shapely.from_ragged_array(_NATIVE[encoding], xy, tuple(offsets))
    return shapes


def _broken(path: Path, error: Exception) -> UnreadableFile:
    why = str(error).strip().split("\n")[0][:200]
    return UnreadableFile("it is broken, or no GeoParquet.", where=path.name, how=f"Export it again ({why}).")
