"""Read a layer's file: csv with lon/lat or WKT, and what pyogrio's allowlisted drivers read (gpkg, geojson, shp)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely

from geomon import crs
from geomon.errors import InputError, MissingCRS, TooLarge, UnreadableFile, UnsafeFile
from geomon.layers import Layer

Array = npt.NDArray[Any]

VECTOR = (".gpkg", ".geojson", ".json", ".shp")
TABLE = (".csv",)
_COLUMNS = ("name", "aliases", "parts", "city", "county", "lon", "lat", "method", "accuracy_m", "datum", "area_ha", "level",
            "source", "source_year", "note")
_NUMBERS = ("lon", "lat", "accuracy_m", "area_ha", "source_year")


def read_features(path: Path, layer: Layer, max_mb: float = 50.0) -> gpd.GeoDataFrame:
    """Return the features of a layer's file.

    Parameters
    ----------
    layer : its `crs` and `datum` say how the file's numbers are meant; a column `datum` overrides row by row.
    max_mb : larger files are refused before they are opened.

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
    if suffix not in TABLE + VECTOR:
        how = f"Use {', '.join(TABLE + VECTOR)}."
        raise UnreadableFile(f"{suffix or 'a file without an ending'} is no layer file.", where=path.name, how=how)
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
    frame = _read_table(path, layer) if suffix in TABLE else _read_vector(path, layer)
    return _finished(frame, path, layer)


def _read_table(path: Path, layer: Layer) -> gpd.GeoDataFrame:
    """Read a csv; only UTF-8, and every cell as text, so that codes keep their zeros."""
    try:
        table = pd.read_csv(io.StringIO(path.read_text(encoding="utf-8-sig")), dtype=str, keep_default_na=False)
    except UnicodeDecodeError as error:
        raise UnreadableFile("the text is not UTF-8.", where=path.name, how="Save it as UTF-8 (in Excel: CSV UTF-8).") from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError, OSError) as error:
        raise UnreadableFile("the table could not be read.", where=path.name, how=str(error).strip().split("\n")[0]) from error
    if not {"geometry"} & set(table.columns) and not {"lon", "lat"} <= set(table.columns):
        raise UnreadableFile("there are no columns lon and lat, and none of WKT named geometry.", where=path.name, how="Name them so.")
    shapes = _shapes(table, path)
    lon, lat = _number(table, "lon", path), _number(table, "lat", path)
    point = np.isfinite(lon) & np.isfinite(lat) & shapely.is_missing(shapes)
    shapes[point] = shapely.points(lon[point], lat[point])
    frame = gpd.GeoDataFrame(table.drop(columns="geometry", errors="ignore"), geometry=shapes, crs=_crs_of(layer, path))
    for name, rows in _datums(frame, layer, path).items():
        if name in {"GCJ-02", "BD-09"}:
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


def _read_vector(path: Path, layer: Layer) -> gpd.GeoDataFrame:
    _check_content(path)
    try:
        frame = pyogrio.read_dataframe(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, ValueError, RuntimeError) as error:
        raise UnreadableFile("no reader could open it.", where=path.name, how=str(error).strip().split("\n")[0]) from error
    if not isinstance(frame, gpd.GeoDataFrame):
        raise UnreadableFile("it is a table without geometry.", where=path.name, how="Save it as csv with lon and lat.")
    if frame.crs is None:
        how = f"Write the .prj beside it, or save it again with its CRS (layers/{layer.id}.toml says {layer.crs})."
        raise MissingCRS("it does not say its CRS.", where=path.name, how=how)
    crs.check_crs(pyproj.CRS(frame.crs), path.name)
    declared = pyproj.CRS.from_user_input(layer.crs)
    same_degrees = {frame.crs.to_epsg(), declared.to_epsg()} <= {4326, 4490}
    if not same_degrees and not frame.crs.equals(declared, ignore_axis_order=True):
        how = f"Correct crs in layers/{layer.id}.toml, or the file."
        raise InputError(f"it is in {frame.crs.name}, not in {layer.crs}.", where=path.name, how=how)
    return frame


def _check_content(path: Path) -> None:
    """Refuse a file whose first bytes are not its ending's: GDAL picks the driver by content, and some drivers reach out."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    suffix = path.suffix.lower()
    if suffix == ".gpkg":
        fits = head.startswith(b"SQLite format 3\x00")
    elif suffix == ".shp":
        fits = head.startswith(b"\x00\x00\x27\x0a")
    else:
        text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        fits = text.startswith(b"{") and b'"type"' in text and b'"gdal_' not in text
        if b'"crs"' in text and b'"link"' in text:
            raise UnsafeFile("its CRS is a link to somewhere else.", where=path.name, how="Save it again as GeoJSON in degrees.")
    if not fits:
        raise UnreadableFile(f"its content is not that of a {suffix} file.", where=path.name, how="Export it again in that format.")


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
