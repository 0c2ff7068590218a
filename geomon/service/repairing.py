"""A repaired copy of a layer's file: areas rebuilt, coordinates in CGCS2000; what was changed is told feature by feature.

The input is only ever read, through the gate; the copy is written beside its place and renamed, never over anything.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path
from typing import Literal

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geomon import crs
from geomon.errors import GeomonError, InputError
from geomon.readers import Limits, read_file
from geomon.readers.features import ToDegrees, raw_frame

ENDINGS: dict[str, str] = {".gpkg": "GPKG", ".geojson": "GeoJSON", ".fgb": "FlatGeobuf"}
"""Endings of a copy, and the driver that writes it: formats that hold text in UTF-8 and their CRS."""
Change = Literal["rebuilt", "turned", "gone"]


@dataclasses.dataclass(frozen=True, slots=True)
class Changed:
    """What a repair did to one feature.

    Attributes
    ----------
    feature : its number in the file, from 1.
    change : "rebuilt" (its area was not valid), "turned" (only the direction of its border), or "gone": nothing with an area was left.
    before_ha, after_ha : on the ellipsoid; of a border that crosses itself the loops of opposite directions cancel out before the repair.
    """

    feature: int
    name: str
    fault: str
    change: Change
    before_ha: float
    after_ha: float
    corners: tuple[int, int]
    parts: tuple[int, int]


@dataclasses.dataclass(frozen=True, slots=True)
class Repaired:
    """The copy, how many features it holds, and what was changed."""

    path: Path
    features: int
    changes: tuple[Changed, ...]


def repair_file(path: Path, out: Path, meant: ToDegrees, limits: Limits, *, layer: str = "", encoding: str = "") -> Repaired:
    """Write a repaired copy of a layer, in CGCS2000 degrees.

    Parameters
    ----------
    out : its ending names the format, one of `ENDINGS`; there must be no such file yet.
    meant : the file's numbers to CGCS2000 degrees.

    Raises
    ------
    InputError
        If the ending is none of these, or the file exists.
    UnreadableFile, UnsafeFile, TooLarge, GeomonError
        If the file cannot be read, or the copy cannot be written.
    """
    driver = ENDINGS.get(out.suffix.lower())
    if driver is None:
        raise InputError(f"no copy is written with the ending {out.suffix!r}.", where=out.name, how=f"Use one of: {', '.join(ENDINGS)}.")
    if out.exists():
        raise InputError("there is such a file already; a repair writes over nothing.", where=out.name, how="Name another file.")
    before = raw_frame(read_file(path, limits, layer=layer, encoding=encoding, features=True))
    reading = read_file(path, limits, layer=layer, encoding=encoding, features=True, repair=True)
    after = raw_frame(reading)
    old, new = (_in_degrees(frame.geometry.to_numpy(), meant) for frame in (before, after))
    changes = tuple(
        Changed(one["feature"], one["name"], one["fault"], one["change"], _ha(old[one["feature"] - 1]), _ha(new[one["feature"] - 1]),
                tuple(one["corners"]), tuple(one["parts"]))
        for one in reading.info.get("mended", [])
    )
    _write(after.set_geometry(gpd.GeoSeries(new, index=after.index, crs=crs.CGCS2000)), out, driver)
    return Repaired(out, len(after), changes)


def _in_degrees(shapes: npt.NDArray[np.object_], meant: ToDegrees) -> npt.NDArray[np.object_]:
    """Return shapes in degrees; ones without a place stay as they are."""
    out = shapes.copy()
    out[shapely.is_missing(out) | shapely.is_empty(out)] = None
    has = ~shapely.is_missing(out)
    if has.any():
        degrees = np.column_stack(meant(*shapely.get_coordinates(out[has]).T))
        out[has] = shapely.set_coordinates(out[has], degrees)
    return out


def _ha(shape: shapely.Geometry | None) -> float:
    return round(crs.area_ha(shape), 4) if shape is not None else 0.0


def _write(frame: gpd.GeoDataFrame, out: Path, driver: str) -> None:
    """Write beside and rename, so that a reader never sees half of it."""
    renamed = frame.rename(columns={c: f"{c}_" for c in frame.columns if c.casefold() in ("fid", "ogc_fid")})
    try:
        with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.stem}-") as folder:
            beside = Path(folder) / out.name
            options = {"SPATIAL_INDEX": "NO"} if driver == "FlatGeobuf" and frame.geometry.isna().any() else {}  # it has no room for none
            renamed.to_file(beside, driver=driver, engine="pyogrio", **options)
            with beside.open("rb+") as file:
                os.fsync(file.fileno())
            shutil.move(beside, out)
    except (OSError, RuntimeError) as error:  # what the driver raises is a RuntimeError
        how = f"Choose another place ({getattr(error, 'strerror', '') or error})."
        raise GeomonError("the copy cannot be written.", where=out.name, how=how) from error
