"""Indices inside zones: means by the exact share of every pixel (exactextract), in windows, so that memory stays bounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyproj
import shapely

from geomon.crs import CGCS2000
from geomon.imagery.indices import INDICES, calibration_error, index_of
from geomon.imagery.pixels import Array, Grid, OpenScene, opened
from geomon.imagery.scenes import Scene

CELL = 1024
"""Pixels: zones are taken together by squares of this side, so that a window holds at most four such squares."""
_SHIFT_PX = 0.5
"""How far two pictures may lie apart, in pixels: the multi-temporal registration of Sentinel-2 is 0.3 px or better, that of others less."""


def zone_statistics(scene: Scene, zones: Sequence[shapely.Geometry], indices: Sequence[str] = ("ndvi",)) -> pd.DataFrame:
    """Return what a scene shows inside zones, a row a zone in their order.

    Parameters
    ----------
    zones : polygons in degrees (CGCS2000); empty ones and None give a row without pixels.
    indices : keys of `INDICES`; those whose bands the scene lacks are left out.

    Returns
    -------
    `pixels` (clear ones, by their share in the zone), `clear`, `cloud`, `snow`, `nodata` (shares of the zone's area, what lies outside the
    picture is nodata), and for each index its mean, `<index>_sd` over the pixels and `<index>_error` (1 sigma of the mean: calibration, and
    what half a pixel of shift does along the border).

    Raises
    ------
    InputError
        As of `opened`.
    """
    with opened(scene) as there:
        usable = [name for name in indices if set(INDICES[name].bands) <= scene.bands.keys()]
        shapes = _moved(zones, there.grid.system)
        sums = _Sums(len(zones), usable)
        for column, row, width, height, members in _windows(shapes, there.grid):
            _add(there, (column, row, width, height), shapes, members, sums)
        return sums.table(shapes, there.grid, scene.sensor.relative_error)


def _moved(zones: Sequence[shapely.Geometry], system: pyproj.CRS) -> Array:
    """Return the zones in the scene's CRS, with their edges as straight there as they are in degrees."""
    shapes = np.asarray(zones, dtype=object)
    if system.equals(pyproj.CRS(CGCS2000)):
        return shapes
    to = pyproj.Transformer.from_crs(CGCS2000, system, always_xy=True)
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))), dtype=object)


class _Sums:
    """Sums over the windows of each zone: area of all, clear, cloud, snow; index and its square over clear pixels."""

    def __init__(self, count: int, indices: Sequence[str]) -> None:
        self.indices = list(indices)
        kinds = [f"{name}_{kind}" for name in indices for kind in ("n", "sum", "square")]
        self.area = {name: np.zeros(count) for name in ("clear", "cloud", "snow", *kinds)}

    def add(self, rows: Array, name: str, values: npt.ArrayLike) -> None:
        self.area[name][rows] += np.nan_to_num(np.asarray(values, dtype=np.float64))

    def table(self, shapes: Array, grid: Grid, relative: float) -> pd.DataFrame:
        full = shapely.area(shapes) / grid.pixel_m2
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = {name: np.clip(np.nan_to_num(self.area[name] / full), 0, 1) for name in ("clear", "cloud", "snow")}
            found = {"pixels": self.area["clear"], **shares}
            found["nodata"] = np.clip(1 - found["clear"] - found["cloud"] - found["snow"], 0, 1)
            shift = _SHIFT_PX * np.sqrt(grid.pixel_m2)
            border = np.clip(np.nan_to_num(shapely.length(shapes) * shift / shapely.area(shapes)), 0, 1)
            for name in self.indices:
                n, total, square = (self.area[f"{name}_{kind}"] for kind in ("n", "sum", "square"))
                mean = total / n
                sd = np.sqrt(np.clip(square / n - mean**2, 0, None))
                found |= {name: mean, f"{name}_sd": sd, f"{name}_error": np.hypot(calibration_error(mean, relative), border * sd)}
        return pd.DataFrame(found)


def _windows(shapes: Array, grid: Grid) -> Iterator[tuple[int, int, int, int, Array]]:
    """Yield windows (column, row, width, height) and the zones that they serve; a zone wider than a cell is served by several."""
    boxes = shapely.bounds(shapes)
    left, right = (np.floor((boxes[:, 0] - grid.west) / grid.step_x), np.ceil((boxes[:, 2] - grid.west) / grid.step_x))
    top, bottom = (np.floor((grid.north - boxes[:, 3]) / grid.step_y), np.ceil((grid.north - boxes[:, 1]) / grid.step_y))
    inside = (right > 0) & (left < grid.width) & (bottom > 0) & (top < grid.height)  # NaN of an empty zone is neither
    left, right = (np.clip(np.nan_to_num(v), 0, grid.width).astype(int) for v in (left, right))
    top, bottom = (np.clip(np.nan_to_num(v), 0, grid.height).astype(int) for v in (top, bottom))
    small = inside & (right - left <= CELL) & (bottom - top <= CELL)
    at = np.flatnonzero(small)
    cell = (top[at] // CELL) * (grid.width // CELL + 1) + left[at] // CELL
    order = at[np.argsort(cell, kind="stable")]
    for members in np.split(order, np.flatnonzero(np.diff(np.sort(cell))) + 1) if len(order) else ():
        c, r = left[members].min(), top[members].min()
        yield int(c), int(r), int(right[members].max() - c), int(bottom[members].max() - r), members
    for zone in np.flatnonzero(inside & ~small):
        for r in range(top[zone], bottom[zone], CELL):
            for c in range(left[zone], right[zone], CELL):
                yield c, r, min(CELL, right[zone] - c), min(CELL, bottom[zone] - r), np.array([zone])


def _add(there: OpenScene, window: tuple[int, int, int, int], shapes: Array, members: Array, sums: _Sums) -> None:
    import geopandas as gpd
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    column, row, width, height = window
    grid = there.grid
    roles = sorted({role for name in (*sums.indices, "ndvi") for role in INDICES[name].bands})
    pixels = there.read(column, row, width, height, roles)
    west, north = grid.west + column * grid.step_x, grid.north - row * grid.step_y
    box = (west, north - height * grid.step_y, west + width * grid.step_x, north)
    wkt = grid.system.to_wkt()
    clear = pixels.clear
    layers: dict[str, Array] = {"clear": clear.astype(np.uint8)}
    for name in ("cloud", "snow"):
        mask = getattr(pixels, name) & ~pixels.empty
        if mask.any():
            layers[name] = mask.astype(np.uint8)
    for name in sums.indices:
        values = index_of(name, pixels.bands)
        values[~clear] = np.nan
        layers[name] = values
    sources = [NumPyRasterSource(array, *box, name=name, srs_wkt=wkt) for name, array in layers.items()]
    frame = gpd.GeoDataFrame(geometry=list(shapes[members]), crs=grid.system)
    found: Any = exact_extract(sources, frame, ["count", "sum", "variance"], output="pandas")
    for name in ("clear", "cloud", "snow"):
        if name in layers:
            sums.add(members, name, found[f"{name}_sum"])
    for name in sums.indices:
        n, total = found[f"{name}_count"].to_numpy(float), np.nan_to_num(found[f"{name}_sum"].to_numpy(float))
        with np.errstate(divide="ignore", invalid="ignore"):
            square = np.nan_to_num(found[f"{name}_variance"].to_numpy(float)) * n + np.where(n > 0, total**2 / n, 0)
        sums.add(members, f"{name}_n", n)
        sums.add(members, f"{name}_sum", total)
        sums.add(members, f"{name}_square", square)
