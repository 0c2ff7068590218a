"""GeoTIFF: what it shows and where; pixels are read only to prove that they can be."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import shapely

from geomon.errors import TooLarge, UnreadableFile
from geomon.readers.formats import Format
from geomon.readers.rasters import load_rasterio
from geomon.readers.reading import Raw, Source
from geomon.readers.vector import first_line

_MOST = 4e9
_BLOCK = 64e6
_MAGIC = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")


def _read(source: Source) -> Raw:
    rasterio = load_rasterio()
    from rasterio.windows import Window

    faults = (rasterio.errors.RasterioError, rasterio.errors.CRSError, ValueError, RuntimeError, OSError, OverflowError)
    notes: list[str] = []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with rasterio.open(source.path, driver="GTiff") as scene:
                _check_size(scene, source)
                _check_pixels(scene, Window)
                bounds, crs = scene.bounds, scene.crs.to_wkt() if scene.crs else ""
                info = {
                    "bands": scene.count,
                    "width": scene.width,
                    "height": scene.height,
                    "dtype": str(scene.dtypes[0]),
                    "nodata": _plain(scene.nodata),
                }
                placed = not scene.transform.is_identity
    except faults as error:
        raise UnreadableFile(f"it is broken: {first_line(error)}", where=source.name, how="Export it again.") from error
    if not placed:
        notes.append("It does not say where it lies: there is no transform.")
    corners = shapely.box(*bounds) if np.isfinite(bounds).all() else None
    raw = Raw({}, np.array([corners], dtype=object), crs=crs, geometry="raster", features=0, notes=notes, info=info)
    if not placed:
        raw.ask = "It is a picture without a place; export it with its georeference."
    return raw


def _check_size(scene: Any, source: Source) -> None:
    """Refuse what declares far more than it holds, before a pixel is asked for."""
    width, height, count = scene.width, scene.height, scene.count
    size = np.dtype(scene.dtypes[0]).itemsize
    if count == 0:
        raise UnreadableFile("it has no band.", where=source.name, how="Export it again.")
    if width * height * count > _MOST or count > 1_000:
        what = f"it declares {width:,} x {height:,} pixels in {count} band{'s' * (count > 1)}."
        raise TooLarge(what, where=source.name, how="Cut it to the area that matters.")
    rows, cols = scene.block_shapes[0]
    if rows * cols * size > _BLOCK:
        raise TooLarge(f"it is stored in blocks of {rows:,} x {cols:,} pixels.", where=source.name, how="Write it again in tiles.")


def _check_pixels(scene: Any, window: Any) -> None:
    """Read everything of a small scene, and some blocks of a large one: a broken block raises."""
    rows, cols = scene.block_shapes[0]
    size = np.dtype(scene.dtypes[0]).itemsize
    if scene.width * scene.height * size <= _BLOCK:
        for band in range(1, min(scene.count, 4) + 1):
            scene.read(band)
        return
    wide, high = -(-scene.width // cols), -(-scene.height // rows)
    for n in np.unique(np.linspace(0, wide * high - 1, 16).astype(np.int64)).tolist():
        row, col = divmod(n, wide)
        scene.read(1, window=window(col * cols, row * rows, min(cols, scene.width - col * cols), min(rows, scene.height - row * rows)))


def _plain(value: float | None) -> float | str | None:
    return value if value is None or np.isfinite(value) else str(value)


FORMAT = Format("GeoTIFF", (".tif", ".tiff"), lambda head: head.startswith(_MAGIC), _read)
