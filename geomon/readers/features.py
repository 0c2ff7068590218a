"""Read a layer's file into a frame: a plain csv in this process, everything else through the gate."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from geomon import crs
from geomon.crs.shift import old_datum, user_shift
from geomon.errors import InputError, MissingCRS, TooLarge, UnreadableFile
from geomon.layers import Layer
from geomon.readers.content import accepted
from geomon.readers.formats import suffixes
from geomon.readers.gate import read_file
from geomon.readers.limits import Limits
from geomon.readers.reading import Reading

Array = npt.NDArray[Any]
ToDegrees: TypeAlias = Callable[[npt.ArrayLike, npt.ArrayLike], tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]
"""Numbers of a file, first and second, to CGCS2000 degrees, longitude first."""

_WITHOUT_CRS = ("CSV", "Workbook", "dBASE", "DXF")
"""Formats that have no place for a CRS: the layer's declaration is the only one."""
_COLUMNS = ("name", "aliases", "parts", "city", "county", "lon", "lat", "method", "accuracy_m", "datum", "area_ha", "level",
            "source", "source_year", "note")
_NUMBERS = ("lon", "lat", "accuracy_m", "area_ha", "source_year")


def read_features(path: Path, layer: Layer, max_mb: float = 50.0, meant: ToDegrees | None = None) -> gpd.GeoDataFrame:
    """Return the features of a layer's file.

    Parameters
    ----------
    layer : its `crs` and `datum` say how the file's numbers are meant; a column `datum` overrides row by row. With a `shift` of its own
        its `crs` may be on Xi'an 1980 or Beijing 1954.
    max_mb : larger files are refused before they are opened.
    meant : how a person confirmed that the file's numbers are meant; it wins over file, layer and column.

    Returns
    -------
    GeoDataFrame
        EPSG:4490, in file order. Columns: `id` (text, unique; the file's own, else its row number), `layer`; as text ("" where the file
        has none) name, aliases, parts, city, county, method, datum, level, source, note; as numbers (NaN) lon, lat, accuracy_m, area_ha,
        source_year; every other column of the file. Geometry is None where the file has no place: the row is kept.

    Raises
    ------
    UnreadableFile, UnsafeFile, TooLarge, MissingCRS, InputError
        In one sentence each: file, row, way on.
    """
    suffix = path.suffix.lower()
    if suffix not in suffixes():
        raise UnreadableFile(f"{suffix or 'a file without an ending'} is no layer file.", where=path.name, how=accepted())
    try:
        size = path.stat().st_size
    except OSError as error:
        how = f"layers/{layer.id}.toml names it as its source."
        raise UnreadableFile("the layer's file is missing.", where=path.name, how=how) from error
    if size > max_mb * 1e6:
        what = f"{size / 1e6:.1f} MB is over the limit of {max_mb:g} MB."
        raise TooLarge(what, where=path.name, how="Raise max_file_mb in geomon.toml.")
    if size == 0:
        raise UnreadableFile("the file is empty.", where=path.name, how="Export it again.")
    plain = _plain_table(path) if suffix == ".csv" else None
    if meant is not None:
        layer = dataclasses.replace(layer, shift="", shift_source="")
    elif layer.shift:
        meant = _own_shift(layer)
    frame = _read_table(plain, path, layer, meant) if plain is not None else _read_gated(path, layer, max_mb, meant)
    return _finished(frame, path, layer)


def _own_shift(layer: Layer) -> ToDegrees:
    """Return the way from a layer's old datum to CGCS2000 by the parameters that its declaration gives."""
    own = user_shift(layer.shift, layer.shift_source, f"layers/{layer.id}.toml")

    def to_degrees(x: npt.ArrayLike, y: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        here, turned = own.to_degrees(layer.crs, x, y), own.to_degrees(layer.crs, y, x)
        return turned if not _mostly_in_china(*here) and _mostly_in_china(*turned) else here  # Chinese tables call the northing X

    return to_degrees


def _mostly_in_china(lon: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> bool:
    return bool(len(lon)) and bool(((lon > 73.0) & (lon < 136.0) & (lat > 3.0) & (lat < 54.5)).mean() > 0.5)


def _refuse_mixed(frame: pd.DataFrame, layer: Layer, path: Path) -> None:
    """Refuse rows on another datum among those that a layer's own parameters shift."""
    for row, text in enumerate(frame["datum"] if layer.shift and "datum" in frame else ()):
        if str(text or "").strip() and old_datum(str(text)) != old_datum(layer.crs):
            raise InputError(f"row {row + 2}: datum {text!r} in a layer whose shift is for {old_datum(layer.crs)}.", where=path.name,
                             how="Put these rows into a layer of their own.")


def _as_meant(frame: gpd.GeoDataFrame, meant: ToDegrees) -> gpd.GeoDataFrame:
    """Return a frame of raw numbers in CGCS2000 degrees; columns that repeat the raw numbers are left behind."""
    shapes = frame.geometry.to_numpy()
    has = ~shapely.is_missing(shapes)
    degrees = np.column_stack(meant(*shapely.get_coordinates(shapes[has]).T))
    shapes[has] = shapely.set_coordinates(shapes[has], degrees)
    kept = frame.drop(columns=[c for c in ("lon", "lat") if c in frame])
    return kept.set_geometry(gpd.GeoSeries(shapes, index=frame.index)).set_crs(crs.CGCS2000, allow_override=True)


def _plain_table(path: Path) -> pd.DataFrame | None:
    """Return a csv in UTF-8 with the columns that a layer has, every cell as text so that codes keep their zeros; None for any other."""
    try:
        table = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8-sig")), dtype=str, keep_default_na=False)
    except UnicodeDecodeError:
        return None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, OSError) as error:
        raise UnreadableFile("the table could not be read.", where=path.name, how=str(error).strip().split("\n")[0]) from error
    return table if "geometry" in table.columns or {"lon", "lat"} <= set(table.columns) else None


def _read_table(table: pd.DataFrame, path: Path, layer: Layer, meant: ToDegrees | None) -> gpd.GeoDataFrame:
    shapes = _shapes(table, path)
    lon, lat = _number(table, "lon", path), _number(table, "lat", path)
    point = np.isfinite(lon) & np.isfinite(lat) & shapely.is_missing(shapes)
    shapes[point] = shapely.points(lon[point], lat[point])
    bare = table.drop(columns="geometry", errors="ignore")
    if meant is not None:
        _refuse_mixed(bare, layer, path)
        return _as_meant(gpd.GeoDataFrame(bare, geometry=shapes), meant)
    frame = gpd.GeoDataFrame(bare, geometry=shapes, crs=_crs_of(layer, path))
    return _shifted(frame, layer, path)


def _shifted(frame: gpd.GeoDataFrame, layer: Layer, path: Path) -> gpd.GeoDataFrame:
    """Bring the rows that are in the degrees of a web map back to CGCS2000."""
    shapes = frame.geometry.to_numpy()
    for name, rows in _datums(frame, layer, path).items():
        if name in {"GCJ-02", "BD-09"} and rows.any():
            xy = shapely.get_coordinates(shapes[rows])
            shapes[rows] = shapely.set_coordinates(shapes[rows], np.column_stack(crs.to_cgcs2000(xy[:, 0], xy[:, 1], name)))
            frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    return frame


def _shapes(table: pd.DataFrame, path: Path) -> Array:
    shapes = np.full(len(table), None, dtype=object)
    for row, text in enumerate(table.get("geometry", ())):
        if text.strip():
            try:
                shapes[row] = shapely.from_wkt(text)
            except shapely.errors.ShapelyError as error:
                how = "Write it like POINT (106.9 39.3)."
                raise InputError(f"row {row + 2}: the geometry is not WKT.", where=path.name, how=how) from error
    return shapes


def _read_gated(path: Path, layer: Layer, max_mb: float, meant: ToDegrees | None) -> gpd.GeoDataFrame:
    """Read a file through the gate; what it says of its CRS has to be what the layer says."""
    reading = read_file(path, Limits(file_mb=max_mb), features=True)
    if reading.ask:
        raise UnreadableFile(reading.ask, where=path.name, how="See: geomon check.")
    frame = raw_frame(reading)
    if meant is not None:
        if layer.shift and reading.crs and old_datum(reading.crs) != old_datum(layer.crs):
            how = f"Correct crs in layers/{layer.id}.toml, or the file; its shift is for that datum only."
            raise InputError(f"it says {reading.crs[:60]!r}, not {layer.crs}.", where=path.name, how=how)
        _refuse_mixed(frame, layer, path)
        return _as_meant(frame, meant)
    if not reading.crs:
        if reading.format in _WITHOUT_CRS:
            if reading.info.get("guessed"):
                what = "there are no columns of coordinates that are called so."
                raise UnreadableFile(what, where=path.name, how="Name them lon and lat, or 经度 and 纬度.")
            return _shifted(_east_first(frame.set_crs(_crs_of(layer, path))), layer, path)
        how = f"Write the .prj beside it, or save it again with its CRS (layers/{layer.id}.toml says {layer.crs})."
        raise MissingCRS("it does not say its CRS.", where=path.name, how=how)
    frame = frame.set_crs(crs.parsed_crs(reading.crs, path.name))
    declared = pyproj.CRS.from_user_input(layer.crs)
    same_degrees = reading.crs == "OGC:CRS84" or frame.crs.to_epsg() in (4326, 4490)
    if not (same_degrees and declared.to_epsg() in (4326, 4490)) and not frame.crs.equals(declared, ignore_axis_order=True):
        how = f"Correct crs in layers/{layer.id}.toml, or the file."
        raise InputError(f"it is in {frame.crs.name}, not in {layer.crs}.", where=path.name, how=how)
    return _shifted(frame.set_crs("EPSG:4326", allow_override=True) if reading.crs == "OGC:CRS84" else frame, layer, path)


def _east_first(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Turn northing-first numbers round: Chinese tables call the northing X. Only where as they stand they are no place in China."""
    numbers = shapely.get_coordinates(frame.geometry.to_numpy())
    if not frame.crs.is_projected or not len(numbers):
        return frame
    mean = np.median(numbers, axis=0)
    if _in_china(frame.crs, *mean) or not _in_china(frame.crs, *mean[::-1]):
        return frame
    turned = shapely.transform(frame.geometry.to_numpy(), lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(turned, index=frame.index, crs=frame.crs))


def _in_china(system: pyproj.CRS, x: float, y: float) -> bool:
    lon, lat = crs.declared_degrees(system.to_wkt(), x, y)
    return bool(73.0 < float(lon) < 136.0 and 3.0 < float(lat) < 54.5)


def raw_frame(reading: Reading) -> gpd.GeoDataFrame:
    """Return the features that the gate handed over, numbers as they are in the file, without a CRS."""
    table = pa.ipc.open_stream(reading.table).read_all()
    shapes = shapely.from_wkb(np.array(table.column("geometry").to_pylist(), dtype=object))
    return gpd.GeoDataFrame(table.drop_columns(["geometry"]).to_pandas(), geometry=shapes)


def _crs_of(layer: Layer, path: Path) -> pyproj.CRS:
    declared = pyproj.CRS.from_user_input(layer.crs)
    crs.check_crs(declared, path.name)
    return declared


def _datums(frame: gpd.GeoDataFrame, layer: Layer, path: Path) -> dict[str, Array]:
    """Return the rows that have a place, by datum."""
    named = frame["datum"].where(frame["datum"] != "", layer.datum) if "datum" in frame else pd.Series(layer.datum, index=frame.index)
    placed = ~shapely.is_missing(frame.geometry.to_numpy())
    try:
        return {crs.datum_of(text): (named == text).to_numpy() & placed for text in named[placed].unique()}
    except InputError as error:
        raise InputError(error.what, where=path.name, how=error.how) from error


def _finished(frame: gpd.GeoDataFrame, path: Path, layer: Layer) -> gpd.GeoDataFrame:
    """Bring the frame to EPSG:4490 and to the columns that every layer has."""
    if frame.crs.to_epsg() == 4326:
        frame = frame.set_crs(crs.CGCS2000, allow_override=True)  # they agree within decimetres
    elif frame.crs.to_epsg() != 4490:
        frame = frame.to_crs(crs.CGCS2000)
    frame = frame.reset_index(drop=True)
    shapes = frame.geometry.to_numpy()
    bounds = shapely.bounds(shapes)
    has = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    wrong = has & ~((np.abs(bounds[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(bounds[:, [1, 3]]) <= 90).all(axis=1))
    if wrong.any():
        row = int(np.flatnonzero(wrong)[0])
        raise InputError(f"row {row + 2}: {bounds[row, 0]:.6g}, {bounds[row, 1]:.6g} is no longitude and latitude.", where=path.name,
                         how="Longitude comes first; check the CRS and whether the two are swapped.")
    for column in _COLUMNS:
        if column in _NUMBERS:
            frame[column] = _number(frame, column, path)
        else:
            frame[column] = frame[column].fillna("").astype(str).str.strip() if column in frame else ""
    own = frame["id"].fillna("").astype(str).str.strip() if "id" in frame else pd.Series("", index=frame.index)
    frame["id"] = own.where(own != "", [str(n + 1) for n in range(len(frame))])
    if (twice := frame["id"].duplicated()).any():
        raise InputError(f"the id {frame['id'][twice].iloc[0]!r} occurs twice.", where=path.name, how="Every row needs its own.")
    frame["layer"] = layer.id
    if layer.shift:
        said = f"由{old_datum(layer.crs)}按用户提供的参数转换（{layer.shift_source}）"
        frame["note"] = np.where(frame["note"] == "", said, frame["note"].str.rstrip("。") + "。" + said)
        frame["datum"] = frame["datum"].where(frame["datum"] != "", old_datum(layer.crs))
    # A point's lon and lat are the point's (it may have been shifted); an extent keeps those that its source gives.
    centre = shapely.get_coordinates(shapely.centroid(shapes[has]))
    extent = shapely.get_type_id(shapes[has]) != shapely.GeometryType.POINT
    for column, axis in (("lon", 0), ("lat", 1)):
        given = frame.loc[has, column].to_numpy()
        frame.loc[has, column] = np.where(extent & np.isfinite(given), given, centre[:, axis])
    return frame


def _number(table: pd.DataFrame, column: str, path: Path) -> Array:
    """Return a column as floats, NaN where it is empty or missing."""
    if column not in table:
        return np.full(len(table), np.nan)
    values = table[column]
    if pd.api.types.is_numeric_dtype(values):
        return values.to_numpy(dtype=float, na_value=np.nan)
    text = values.fillna("").astype(str).str.strip()
    numbers = pd.to_numeric(text.where(text != ""), errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = (text != "").to_numpy() & ~np.isfinite(numbers)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        how = "Decimal degrees or metres, like 106.9."
        raise InputError(f"row {row + 2}: {column} {text.iloc[row]!r} is no number.", where=path.name, how=how)
    return numbers
