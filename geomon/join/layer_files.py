"""The two files of a bulk join: GeoParquet to stream, or any layer file through the gate, with a CRS that distances can be taken in."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyproj
import shapely

from geomon import crs
from geomon.errors import InputError, MissingCRS, TooLarge
from geomon.readers import Limits, read_file
from geomon.readers.parquet import GeoParquet, open_geoparquet, points_or_shapes

Array = npt.NDArray[Any]

STREAMED = (".parquet", ".geoparquet")
_SHIFTED = {"GCJ-02": crs.from_gcj02, "BD-09": crs.from_bd09}


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A layer in memory: coordinates (n, 2) when all are points, else geometries."""

    name: str
    shapes: Array
    crs: pyproj.CRS

    @property
    def rows(self) -> int:
        """The number of rows, those without geometry among them."""
        return len(self.shapes)


def open_layer(path: Path, crs_is: str = "", limits: Limits | None = None) -> GeoParquet | Held:
    """Return a layer that can be streamed, or one in memory.

    Parameters
    ----------
    crs_is : the CRS of a file that does not say it: EPSG:4490, or the shifted degrees of web maps (GCJ-02, BD-09).

    Raises
    ------
    UnreadableFile, MissingCRS, TooLarge, InputError
        For a file that is no layer, that does not say its CRS, that says another than `crs_is`, or that is on Xi'an 1980 or Beijing 1954.
    """
    if path.suffix.lower() in STREAMED and crs_is not in _SHIFTED:
        found = open_geoparquet(path, crs_is)
        check_crs(found.crs, path.name)
        _check_said(found.crs, crs_is, path.name)
        return found
    try:
        reading = read_file(path, limits, features=True)
    except TooLarge as error:
        raise TooLarge(error.what, where=path.name, how="Save it as GeoParquet, which is streamed.") from error
    if reading.ask:
        raise InputError(reading.ask, where=path.name, how=f"geomon check {path.name} shows what there is.")
    with pa.ipc.open_stream(reading.table) as stream:
        shapes = np.asarray(shapely.from_wkb(stream.read_all().column("geometry").to_numpy()), dtype=np.object_)
    system, shapes = _placed(reading.crs or crs_is, shapes, path.name)
    if reading.crs and reading.crs not in _SHIFTED:
        _check_said(system, crs_is, path.name)
    return Held(path.name, points_or_shapes(shapes), system)


def _placed(declared: str, shapes: Array, name: str) -> tuple[pyproj.CRS, Array]:
    """Return the CRS that a file declares, and its shapes; those of web maps are brought to CGCS2000."""
    if not declared:
        how = "Name it with --points-crs or --areas-crs, like EPSG:4490; geomon check lists what it could be."
        raise MissingCRS("it does not say its CRS.", where=name, how=how)
    if declared in _SHIFTED:
        change = _SHIFTED[declared]
        return pyproj.CRS(crs.CGCS2000), shapely.transform(shapes, lambda xy: np.column_stack(change(xy[:, 0], xy[:, 1])))
    system = _understood(crs.CGCS2000 if declared == "CGCS2000" else declared, name)
    check_crs(system, name)
    return system, shapes


def _understood(text: str, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_user_input(text)
    except pyproj.exceptions.CRSError as error:
        raise MissingCRS("its CRS cannot be understood.", where=name, how="Save it again with one, like EPSG:4490.") from error


def _check_said(system: pyproj.CRS, crs_is: str, name: str) -> None:
    if crs_is and (crs_is in _SHIFTED or not _understood(crs_is, name).equals(system, ignore_axis_order=True)):
        raise InputError(f"it says itself that it is in {system.name}, not in {crs_is}.", where=name, how="Leave the option out.")


def check_crs(system: pyproj.CRS, name: str) -> None:
    """Refuse a CRS from which nothing leads to places on the Earth, and the old datums.

    Raises
    ------
    InputError
        Naming the file.
    """
    crs.check_crs(system, name)
    try:
        if system.is_geocentric or (system.geodetic_crs is None):
            raise pyproj.exceptions.CRSError("no longitude and latitude")
        pyproj.Transformer.from_crs(system, crs.CGCS2000, always_xy=True)
    except (pyproj.exceptions.CRSError, pyproj.exceptions.ProjError) as error:
        what = f"nothing leads from its CRS {system.name!r} to longitude and latitude."
        raise InputError(what, where=name, how="Save it in EPSG:4490.") from error


def hold_areas(path: Path, crs_is: str = "", limits: Limits | None = None) -> Held:
    """Return all of a layer as geometries.

    Raises
    ------
    UnreadableFile, MissingCRS, TooLarge, InputError
        As `open_layer`; also for a coordinate that is no number.
    """
    layer = open_layer(path, crs_is, limits)
    parts = [as_shapes(shapes) for _, shapes in batches(layer)]
    shapes = np.concatenate(parts) if parts else np.zeros(0, dtype=np.object_)
    numbers, row = shapely.get_coordinates(shapes, return_index=True)
    wrong = ~np.isfinite(numbers).all(axis=1)
    if wrong.any():
        at = int(row[np.flatnonzero(wrong)[0]])
        raise InputError(f"row {at}: a coordinate is no number.", where=path.name, how="Correct it; geomon check lists such faults.")
    return Held(path.name, shapes, layer.crs)


def as_shapes(shapes: Array) -> Array:
    """Return geometries for coordinates, None for NaN."""
    if shapes.ndim == 1:
        return shapes
    found = np.full(len(shapes), None, dtype=np.object_)
    there = np.isfinite(shapes).all(axis=1)
    found[there] = shapely.points(shapes[there])
    return found


def batches(layer: GeoParquet | Held) -> Iterator[tuple[int, Array]]:
    """Yield (first row, shapes) of a layer."""
    if isinstance(layer, Held):
        yield 0, layer.shapes
    else:
        yield from layer.batches()
