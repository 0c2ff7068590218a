"""Indices inside zones: means by the exact share of every pixel (exactextract); blocks of a picture are read once, memory stays bounded."""

from __future__ import annotations

import contextlib
import dataclasses
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
"""Pixels: a zone with more than fits a batch is taken in squares of this side."""
_BATCH = 2_000_000
"""Pixels in the boxes of the zones taken together: bounds memory, about 100 bytes each."""
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
    return statistics_of([scene], zones, indices)[0]


def statistics_of(scenes: Sequence[Scene], zones: Sequence[shapely.Geometry], indices: Sequence[str] = ("ndvi",)) -> list[pd.DataFrame]:
    """Return `zone_statistics` of each of a few scenes; which pixels a zone covers is found once for all that share a grid."""
    tables: dict[int, pd.DataFrame] = {}
    with contextlib.ExitStack() as stack:
        there = [stack.enter_context(opened(scene)) for scene in scenes]
        alike: dict[Grid, list[int]] = {}
        for n, one in enumerate(there):
            alike.setdefault(one.grid, []).append(n)
        for grid, numbers in alike.items():
            shapes = _moved(zones, grid.system)
            sums = {n: _Sums(len(zones), [name for name in indices if set(INDICES[name].bands) <= scenes[n].bands.keys()]) for n in numbers}
            for cells in _covered(shapes, grid):
                for n in numbers:
                    _add(there[n], cells, sums[n])
            tables |= {n: sums[n].table(shapes, grid, scenes[n].sensor.relative_error) for n in numbers}
    return [tables[n] for n in range(len(scenes))]


def _moved(zones: Sequence[shapely.Geometry], system: pyproj.CRS) -> Array:
    """Return the zones in the scene's CRS, with their edges as straight there as they are in degrees."""
    shapes = np.asarray(zones, dtype=object)
    if system.equals(pyproj.CRS(CGCS2000)):
        return shapes
    to = pyproj.Transformer.from_crs(CGCS2000, system, always_xy=True)
    return np.asarray(shapely.transform(shapes, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1]))), dtype=object)


class _Sums:
    """Sums over the pixels of each zone: area of all, clear, cloud, snow; index and its square over clear pixels."""

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


@dataclasses.dataclass(frozen=True, slots=True)
class _Cells:
    """Pixels that some zones cover: `zones` are their numbers; a pixel has the place of its zone there, row, column, and share covered."""

    zones: Array
    at: Array
    rows: Array
    columns: Array
    share: Array


def _covered(shapes: Array, grid: Grid) -> Iterator[_Cells]:
    """Yield the pixels of all zones, in batches of neighbours; a zone wider than a batch is served by several."""
    boxes = shapely.bounds(shapes)
    left, right = (np.floor((boxes[:, 0] - grid.west) / grid.step_x), np.ceil((boxes[:, 2] - grid.west) / grid.step_x))
    top, bottom = (np.floor((grid.north - boxes[:, 3]) / grid.step_y), np.ceil((grid.north - boxes[:, 1]) / grid.step_y))
    inside = (right > 0) & (left < grid.width) & (bottom > 0) & (top < grid.height)  # NaN of an empty zone is neither
    left, right = (np.clip(np.nan_to_num(v), 0, grid.width).astype(int) for v in (left, right))
    top, bottom = (np.clip(np.nan_to_num(v), 0, grid.height).astype(int) for v in (top, bottom))
    pixels = (right - left) * (bottom - top)
    small = np.flatnonzero(inside & (pixels <= _BATCH))
    small = small[np.lexsort((left[small] // CELL, top[small] // CELL))]
    batch = np.cumsum(pixels[small]) // _BATCH
    for members in np.split(small, np.flatnonzero(np.diff(batch)) + 1) if len(small) else ():
        yield _cells(shapes, members, grid, (0, 0, grid.width, grid.height))
    for zone in np.flatnonzero(inside & (pixels > _BATCH)):
        for r in range(top[zone], bottom[zone], CELL):
            for c in range(left[zone], right[zone], CELL):
                yield _cells(shapes, np.array([zone]), grid, (c, r, min(CELL, right[zone] - c), min(CELL, bottom[zone] - r)))


def _cells(shapes: Array, members: Array, grid: Grid, window: tuple[int, int, int, int]) -> _Cells:
    """Return the pixels of a window (column, row, width, height) that zones cover; the window itself costs no memory."""
    import geopandas as gpd
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    column, row, width, height = window
    west, north = grid.west + column * grid.step_x, grid.north - row * grid.step_y
    blank = np.broadcast_to(np.uint8(1), (height, width))
    source = NumPyRasterSource(blank, west, north - height * grid.step_y, west + width * grid.step_x, north, srs_wkt=grid.system.to_wkt())
    frame = gpd.GeoDataFrame(geometry=list(shapes[members]), crs=grid.system)
    found: Any = exact_extract(source, frame, ["cell_id", "coverage"], output="pandas")
    numbers = np.concatenate(found["cell_id"].to_numpy()).astype(np.int64)
    at = np.repeat(np.arange(len(members)), found["cell_id"].map(len))
    return _Cells(members, at, row + numbers // width, column + numbers % width, np.concatenate(found["coverage"].to_numpy()))


def _add(there: OpenScene, cells: _Cells, sums: _Sums) -> None:
    roles = sorted({role for name in (*sums.indices, "ndvi") for role in INDICES[name].bands})
    pixels = there.pick(cells.rows, cells.columns, roles)

    def add(name: str, of: Array, values: Array | float = 1.0) -> None:
        weights = np.where(of, cells.share * values, 0.0)
        sums.add(cells.zones, name, np.bincount(cells.at, weights, minlength=len(cells.zones)))

    clear = pixels.clear
    for name, mask in (("clear", clear), ("cloud", pixels.cloud & ~pixels.empty), ("snow", pixels.snow & ~pixels.empty)):
        add(name, mask)
    for name in sums.indices:
        values = index_of(name, pixels.bands).astype(np.float64)
        known = clear & np.isfinite(values)
        for kind, term in (("n", 1.0), ("sum", values), ("square", values**2)):
            add(f"{name}_{kind}", known, term)
