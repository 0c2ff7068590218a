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


def picture(scene: Scene, zone: shapely.Geometry, *, margin_m: float = 300.0, side: int = SIDE, label: str = "",
            right: bool = False) -> bytes:
    """Return a PNG of a place: natural colour, or near infrared as red where a scene has no blue and green; the zone outlined.

    Parameters
    ----------
    zone : in degrees (CGCS2000); the picture is a square around it, `margin_m` metres wider on each side.
    label : a word before the date, such as "before".
    right : the words stand at the right edge: of two pictures with a line between them each keeps its own words.

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
        roles = roles_of(scene)
        pixels = there.read(c, r, w, h, sorted({*roles}))
        shown = np.full((height, width, 3), 128, np.uint8)
        shown[r - row : r - row + h, c - column : c - column + w] = colours(pixels, roles)
        image = Image.fromarray(shown).resize((side, side), Image.Resampling.BICUBIC if width < side else Image.Resampling.BOX)
        west, north = grid.west + column * grid.step_x, grid.north - row * grid.step_y
        scale = (side / (width * grid.step_x), side / (height * grid.step_y))
        _outline(image, shape, west, north, scale)
        _burn(image, f"{label} {scene.date.isoformat()}".strip(), scene.sensor.title, scene.credit, near=roles[0] == "nir", right=right)
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
        return out.getvalue()


def picture_pair(before: Scene, after: Scene, zone: shapely.Geometry, *, margin_m: float = 300.0, side: int = SIDE) -> tuple[bytes, bytes]:
    """Return the pictures of two dates, of the same ground and size; see `picture`."""
    first = picture(before, zone, margin_m=margin_m, side=side, label="before")
    return first, picture(after, zone, margin_m=margin_m, side=side, label="after", right=True)


def roles_of(scene: Scene) -> tuple[str, str, str]:
    """Return which bands stand for red, green and blue: those, or near infrared, red and green where a scene lacks blue or green."""
    if {"red", "green", "blue"} <= scene.bands.keys():
        return "red", "green", "blue"
    return "nir", "red", "green" if "green" in scene.bands else "red"


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


def colours(pixels: Pixels, roles: tuple[str, ...]) -> Array:
    """Return pixels as 8-bit colours, brightened as an eye expects; grey where there is no data."""
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


def _burn(image: Image.Image, title: str, sensor: str, credit: str, *, near: bool, right: bool) -> None:
    """Write what the picture is into it: Pillow's own font holds Latin letters, which dates and sensors are."""
    draw = ImageDraw.Draw(image, "RGBA")
    lines = [(title, 18, 28)]
    if second := " · ".join(part for part in (_plain(sensor), "NIR" if near else "") if part):
        lines.append((second, 13, 20))
    top = 0
    for words, size, high in lines:
        top = _line(draw, words, size, high, top, image.width if right else 0)
    if plain := _plain(credit):
        _line(draw, plain, 11, 17, image.height - 17, image.width if right else 0)


def _plain(text: str) -> str:
    return text.encode("ascii", "ignore").decode().strip()


def _line(draw: ImageDraw.ImageDraw, words: str, size: int, high: int, top: int, right: int) -> int:
    """Write a line at the left edge, or where `right` says so at the right one, and return where the next one begins."""
    font = ImageFont.load_default(size)
    wide = draw.textlength(words, font) + 12
    left = right - wide if right else 0
    draw.rectangle((left, top, left + wide, top + high), fill=(0, 0, 0, 170))
    draw.text((left + 6, top + (high - size * 1.2) / 2), words, fill="white", font=font)
    return top + high
