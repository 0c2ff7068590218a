"""A window of a scene as arrays: reflectance by role, and which pixels are clear, clouded or empty."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyproj

from geomon.crs import check_crs
from geomon.errors import InputError
from geomon.imagery.scenes import Scene
from geomon.readers.rasters import load_rasterio

Array = npt.NDArray[Any]
_MOST_PIXELS = 10**11
"""A file that declares more is no picture of the ground."""
_WINDOW = 1024 * 1024
"""Pixels read at once."""
_CACHE_BYTES = 64_000_000
"""What GDAL keeps of decoded blocks: a window of a few bands; of itself it would take a twentieth of the machine."""


@dataclasses.dataclass(frozen=True, slots=True)
class Grid:
    """The pixels of a scene's near-infrared band, to which its other bands are brought; north up.

    Attributes
    ----------
    west, north : of the upper left corner, in units of `system`.
    step_x, step_y : a pixel's width and height, both positive.
    """

    system: pyproj.CRS
    west: float
    north: float
    step_x: float
    step_y: float
    width: int
    height: int

    @property
    def pixel_m2(self) -> float:
        """Area of a pixel in the CRS's square units."""
        return self.step_x * self.step_y


@dataclasses.dataclass(frozen=True, slots=True)
class Pixels:
    """Arrays of one window, rows from the north: reflectance (float32) by role; `cloud`, `snow`, `empty` as bool."""

    bands: dict[str, Array]
    cloud: Array
    snow: Array
    empty: Array

    @property
    def clear(self) -> Array:
        """Pixels on which the ground is seen."""
        return ~(self.cloud | self.snow | self.empty)


class OpenScene:
    """A scene with its files open; see `opened`."""

    def __init__(self, scene: Scene, files: dict[str, Any]) -> None:
        self.scene, self._files = scene, files
        first = files["nir"]
        self._own = {role: _grid(file) for role, file in files.items()}
        self.grid = self._own["nir"]
        for role, file in files.items():
            if file.crs != first.crs:
                raise InputError(f"its {role} band is in another CRS than its nir band.", where=scene.ident,
                                 how="Bring all bands of a scene into one CRS.")
            if scene.bands[role].number > file.count:
                raise InputError(f"{scene.bands[role].path.name} has no band {scene.bands[role].number}.", where=scene.ident,
                                 how="Mend the order of its bands.")

    def read(self, column: int, row: int, width: int, height: int, roles: Sequence[str]) -> Pixels:
        """Return a window of the grid, which lies inside the picture; coarser bands are repeated, never smoothed."""
        return self._measured(self._numbers((column, row, width, height), self._asked(roles)), roles)

    def pick(self, rows: Array, columns: Array, roles: Sequence[str]) -> Pixels:
        """Return single pixels of the grid as arrays of one dimension, in their order; no block of a file is decoded twice."""
        asked = self._asked(roles)
        numbers = {role: np.empty(len(rows), self._files[role].dtypes[self.scene.bands[role].number - 1]) for role in asked}
        wide, high = self._stride()
        square = (rows // high) * (self.grid.width // wide + 1) + columns // wide
        order = np.argsort(square, kind="stable")
        for here in np.split(order, np.flatnonzero(np.diff(square[order])) + 1) if len(order) else ():
            r, c = rows[here], columns[here]
            top, left = int(r.min()), int(c.min())
            window = self._numbers((left, top, int(c.max()) - left + 1, int(r.max()) - top + 1), asked)
            for role, found in window.items():
                numbers[role][here] = found[r - top, c - left]
        return self._measured(numbers, roles)

    def _asked(self, roles: Sequence[str]) -> list[str]:
        return [role for role in (*roles, "quality") if role in self._files]

    def _stride(self) -> tuple[int, int]:
        """Return width and height of a window made of whole blocks of the near-infrared file, of about `_WINDOW` pixels."""
        high, wide = self._files["nir"].block_shapes[self.scene.bands["nir"].number - 1]
        across = max(1, round(min(_WINDOW**0.5, self.grid.width) / wide))
        return across * wide, max(1, round(_WINDOW / (across * wide) / high)) * high

    def _measured(self, numbers: dict[str, Array], roles: Sequence[str]) -> Pixels:
        shape = numbers["nir" if "nir" in numbers else roles[0]].shape
        empty = np.zeros(shape, bool)
        bands = {}
        for role in roles:
            raw, band = numbers[role], self.scene.bands[role]
            nodata = self._files[role].nodata
            empty |= ~np.isfinite(raw) if np.isnan(nodata if nodata is not None else np.nan) else raw == nodata
            if nodata is None and raw.dtype.kind in "ui":
                empty |= raw == 0
            bands[role] = raw.astype(np.float32) * np.float32(band.scale) + np.float32(band.offset)
        cloud, snow, none = (self._quality(numbers.get("quality"), which, shape) for which in ("cloud", "snow", "empty"))
        return Pixels(bands, cloud, snow, empty | none)

    def _numbers(self, window: tuple[int, int, int, int], roles: Sequence[str]) -> dict[str, Array]:
        """Return the numbers of a window by role; bands of one file are read in one go, since they may share their blocks."""
        from rasterio.windows import Window

        together: dict[int, list[str]] = {}
        for role in roles:
            together.setdefault(id(self._files[role]), []).append(role)
        found: dict[str, Array] = {}
        for shared in together.values():
            file = self._files[shared[0]]
            if self._own[shared[0]] == self.grid:
                read = file.read([self.scene.bands[role].number for role in shared], window=Window(*window))
                found.update(zip(shared, read, strict=True))
            else:
                found.update({role: self._coarse(role, *window) for role in shared})
        return found

    def _coarse(self, role: str, column: int, row: int, width: int, height: int) -> Array:
        """Return a window of a band that has a grid of its own: of each pixel the number at its centre."""
        from rasterio.windows import Window

        grid, own = self.grid, self._own[role]
        west, north = grid.west + column * grid.step_x, grid.north - row * grid.step_y
        x = np.clip(((west + (np.arange(width) + 0.5) * grid.step_x) - own.west) // own.step_x, 0, own.width - 1).astype(int)
        y = np.clip((own.north - (north - (np.arange(height) + 0.5) * grid.step_y)) // own.step_y, 0, own.height - 1).astype(int)
        window = Window(x[0], y[0], x[-1] - x[0] + 1, y[-1] - y[0] + 1)
        read = np.asarray(self._files[role].read(self.scene.bands[role].number, window=window))
        return read[np.ix_(y - y[0], x - x[0])]

    def _quality(self, numbers: Array | None, which: str, shape: tuple[int, int]) -> Array:
        wanted: tuple[int, ...] = getattr(self.scene.sensor, which)
        if numbers is None or not wanted:
            return np.zeros(shape, bool)
        if self.scene.sensor.quality == "bits":
            return np.asarray((numbers.astype(np.int64) & sum(1 << bit for bit in wanted)) != 0)
        return np.isin(numbers, wanted)


@contextlib.contextmanager
def opened(scene: Scene) -> Iterator[OpenScene]:
    """Open a scene's files for reading; windows only, never a whole picture.

    Raises
    ------
    InputError
        If a file is no GeoTIFF, has no CRS or one that needs parameters that are not public, or its bands do not go together.
    """
    rasterio = load_rasterio()
    with rasterio.Env(GDAL_CACHEMAX=_CACHE_BYTES), contextlib.ExitStack() as stack:
        paths = {band.path: None for band in scene.bands.values()}
        files = {}
        for path in paths:
            try:
                files[path] = stack.enter_context(rasterio.open(path, driver="GTiff"))
            except (rasterio.errors.RasterioError, OSError) as error:
                raise InputError("it is not a GeoTIFF that can be opened.", where=path.name, how="Save it again as GeoTIFF.") from error
        yield OpenScene(scene, {role: files[band.path] for role, band in scene.bands.items()})


def _grid(file: Any) -> Grid:
    name = str(file.name).replace("\\", "/").rsplit("/", 1)[-1]
    if file.crs is None:
        raise InputError("the picture has no CRS.", where=name, how="Save it again with one; geomon does not guess where a picture lies.")
    if file.width * file.height > _MOST_PIXELS:
        raise InputError(f"it declares {file.width:,} x {file.height:,} pixels.", where=name, how="Cut it to the area of the workspace.")
    system = pyproj.CRS.from_user_input(file.crs.to_wkt())
    check_crs(system, name)
    at = file.transform
    if at.b or at.d or at.e >= 0 or at.a <= 0:
        raise InputError("the picture is turned or not georeferenced.", where=name, how="Warp it north up first.")
    return Grid(system, at.c, at.f, at.a, -at.e, file.width, file.height)
