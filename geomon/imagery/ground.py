"""A scene's picture of a place as a map lays it down: on the grid of web mercator, with the bounds where it truly lies."""

from __future__ import annotations

import dataclasses
import io

import numpy as np
import pyproj
import shapely
from PIL import Image

from geomon.crs import CGCS2000
from geomon.errors import InputError
from geomon.imagery.pictures import colours, roles_of
from geomon.imagery.pixels import Array, opened
from geomon.imagery.scenes import Scene

SIDE = 640
"""Pixels of a picture's longer side."""
MARGIN_M = 400.0
"""So much more ground on each side."""
Bounds = tuple[tuple[float, float], tuple[float, float]]
"""(south, west), (north, east) in degrees."""
_MERCATOR = "EPSG:3857"


@dataclasses.dataclass(frozen=True, slots=True)
class GroundPicture:
    """A PNG without words or outline, transparent where the scene does not reach.

    Attributes
    ----------
    bounds : of the picture's edges.
    """

    png: bytes
    bounds: Bounds


def ground_picture(scene: Scene, zone: shapely.Geometry, *, margin_m: float = MARGIN_M, side: int = SIDE) -> GroundPicture:
    """Return a scene's picture of a place for a map in web mercator.

    A scene in metres lies turned against the map by up to two degrees and its pixels are squares elsewhere, so each pixel of the picture
    is looked up where it lies on the ground: nearest pixel, nothing smoothed.

    Parameters
    ----------
    zone : in degrees (CGCS2000), which the map takes for WGS 84: they lie within decimetres of each other.
    margin_m : so much more ground on each side, in metres.

    Raises
    ------
    InputError
        If the scene cannot be read or does not reach the place.
    """
    west, south, east, north = frame_of(zone, margin_m)
    scale = side / max(east - west, north - south)
    width, height = (max(2, round(length * scale)) for length in (east - west, north - south))
    x = west + (np.arange(width) + 0.5) * (east - west) / width
    y = north - (np.arange(height) + 0.5) * (north - south) / height
    with opened(scene) as there:
        grid = there.grid
        to = pyproj.Transformer.from_crs(_MERCATOR, grid.system, always_xy=True)
        px, py = (one.ravel() for one in to.transform(*np.meshgrid(x, y)))
        columns = np.floor((px - grid.west) / grid.step_x).astype(np.int64)
        rows = np.floor((grid.north - py) / grid.step_y).astype(np.int64)
        inside = (columns >= 0) & (columns < grid.width) & (rows >= 0) & (rows < grid.height)
        if not inside.any():
            raise InputError("the scene does not reach this place.", where=scene.ident, how="Add a scene that covers it.")
        roles = roles_of(scene)
        pixels = there.pick(rows[inside], columns[inside], sorted({*roles}))
    shown: Array = np.zeros((height * width, 4), np.uint8)
    shown[inside, :3] = colours(pixels, roles)
    shown[np.flatnonzero(inside)[~pixels.empty], 3] = 255
    out = io.BytesIO()
    Image.fromarray(shown.reshape(height, width, 4)).save(out, "PNG", optimize=True)
    return GroundPicture(out.getvalue(), ground_bounds(zone, margin_m=margin_m))


def ground_bounds(zone: shapely.Geometry, *, margin_m: float = MARGIN_M) -> Bounds:
    """Return where the picture of a place will lie; no scene is read."""
    west, south, east, north = frame_of(zone, margin_m)
    back = pyproj.Transformer.from_crs(_MERCATOR, CGCS2000, always_xy=True)
    (left, right), (bottom, top) = back.transform((west, east), (south, north))
    return (bottom, left), (top, right)


def frame_of(zone: shapely.Geometry, margin_m: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the ground around a zone, in metres of web mercator, longer there than on the ground."""
    to = pyproj.Transformer.from_crs(CGCS2000, _MERCATOR, always_xy=True)
    left, bottom, right, top = shapely.bounds(zone)
    margin = margin_m / max(0.05, float(np.cos(np.radians((bottom + top) / 2))))
    (west, east), (south, north) = to.transform((left, right), (bottom, top))
    return west - margin, south - margin, east + margin, north + margin
