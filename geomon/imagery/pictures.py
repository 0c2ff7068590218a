"""Pictures of a place on a date, with date and sensor burnt in, so that a copy without its page still says what it is."""

from __future__ import annotations

import io

import numpy as np
import pyproj
import shapely
from PIL import Image, ImageDraw, ImageFont

from geomon.crs import CGCS2000
from geomon.errors import InputError
from geomon.imagery.pixels import Array, Grid, Pixels, opened
from geomon.imagery.scenes import Scene

SIDE = 480
"""Pixels of a picture's side."""
_BRIGHT = 0.30
"""Reflectance that becomes white: bare bright ground; snow and cloud are beyond it."""
_LINE, _UNDER = (255, 214, 10), (20, 20, 20)


def picture(scene: Scene, zone: shapely.Geometry, *, margin_m: float = 300.0, side: int = SIDE, label: str = "") -> bytes:
    """Return a PNG of a place: natural colour, or near infrared as red where a scene has no blue and green; the zone outlined.

    Parameters
    ----------
    zone : in degrees (CGCS2000); the picture is a square around it, `margin_m` metres wider on each side.
    label : a word before the date, such as "before".

    Raises
    ------
    InputError
        If the scene cannot be read or does not reach the place.
    """
    with opened(scene) as there:
        grid = there.grid
        box, shape = _square(zone, grid, margin_m)
        column, row = int(np.floor((box[0] - grid.west) / grid.step_x)), int(np.floor((grid.north - box[3]) / grid.step_y))
        width, height = max(2, round((box[2] - box[0]) / grid.step_x)), max(2, round((box[3] - box[1]) / grid.step_y))
        if width * height > 4_000_000:
            raise InputError("the place is too wide for a picture.", where=scene.ident, how="Ask for a smaller site or margin.")
        c, r = max(column, 0), max(row, 0)
        w, h = min(column + width, grid.width) - c, min(row + height, grid.height) - r
        if w <= 0 or h <= 0:
            raise InputError("the scene does not reach this place.", where=scene.ident, how="Add a scene that covers it.")
        natural = {"red", "green", "blue"} <= scene.bands.keys()
        roles = ("red", "green", "blue") if natural else ("nir", "red", "green" if "green" in scene.bands else "red")
        pixels = there.read(c, r, w, h, sorted({*roles}))
        shown = np.full((height, width, 3), 128, np.uint8)
        shown[r - row : r - row + h, c - column : c - column + w] = _colours(pixels, roles)
        image = Image.fromarray(shown).resize((side, side), Image.Resampling.BICUBIC if width < side else Image.Resampling.BOX)
        west, north = grid.west + column * grid.step_x, grid.north - row * grid.step_y
        scale = (side / (width * grid.step_x), side / (height * grid.step_y))
        _outline(image, shape, west, north, scale)
        _burn(image, " ".join(part for part in (label, scene.title) if part), "" if natural else "NIR", scene.credit)
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
        return out.getvalue()


def picture_pair(before: Scene, after: Scene, zone: shapely.Geometry, *, margin_m: float = 300.0, side: int = SIDE) -> tuple[bytes, bytes]:
    """Return the pictures of two dates, of the same ground and size; see `picture`."""
    first = picture(before, zone, margin_m=margin_m, side=side, label="before")
    return first, picture(after, zone, margin_m=margin_m, side=side, label="after")


def _square(zone: shapely.Geometry, grid: Grid, margin_m: float) -> tuple[tuple[float, float, float, float], shapely.Geometry]:
    """Return the square to show, in the scene's CRS and whole pixels, and the zone there."""
    to = pyproj.Transformer.from_crs(CGCS2000, grid.system, always_xy=True)
    shape = shapely.transform(zone, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))
    west, south, east, north = shapely.bounds(shape)
    x, y = (west + east) / 2, (south + north) / 2
    a_metre = (1.0, 1.0) if grid.system.is_projected else (1 / (111_320 * np.cos(np.radians(y))), 1 / 111_000)
    half_m = max((east - west) / a_metre[0], (north - south) / a_metre[1]) / 2 + margin_m
    wide, high = half_m * a_metre[0], half_m * a_metre[1]
    return (x - wide, y - high, x + wide, y + high), shape


def _colours(pixels: Pixels, roles: tuple[str, ...]) -> Array:
    stacked = np.stack([pixels.bands[role] for role in roles], axis=-1)
    bright = np.clip(stacked / _BRIGHT, 0, 1) ** (1 / 1.6)
    shown = (np.nan_to_num(bright) * 255).astype(np.uint8)
    shown[pixels.empty] = 128
    return shown


def _outline(image: Image.Image, shape: shapely.Geometry, west: float, north: float, scale: tuple[float, float]) -> None:
    draw = ImageDraw.Draw(image)
    for part in shapely.get_parts(shape):
        for edge in (part.exterior, *part.interiors) if part.geom_type == "Polygon" else ():
            line = [((x - west) * scale[0], (north - y) * scale[1]) for x, y in shapely.get_coordinates(edge)]
            draw.line(line, fill=_UNDER, width=4, joint="curve")
            draw.line(line, fill=_LINE, width=2, joint="curve")


def _burn(image: Image.Image, title: str, note: str, credit: str) -> None:
    """Write what the picture is into it: Pillow's own font holds Latin letters, which dates and sensors are."""
    draw = ImageDraw.Draw(image, "RGBA")
    font, small = ImageFont.load_default(18), ImageFont.load_default(11)
    words = " · ".join(part for part in (title, note) if part)
    draw.rectangle((0, 0, draw.textlength(words, font) + 16, 28), fill=(0, 0, 0, 170))
    draw.text((8, 3), words, fill="white", font=font)
    plain = credit.encode("ascii", "ignore").decode().strip()
    if plain:
        wide = draw.textlength(plain, small)
        draw.rectangle((image.width - wide - 10, image.height - 17, image.width, image.height), fill=(0, 0, 0, 150))
        draw.text((image.width - wide - 5, image.height - 16), plain, fill="white", font=small)
