"""The map of the sheet as PNG, for programs that read no SVG."""

from __future__ import annotations

import io
from collections.abc import Iterator

import numpy as np
import shapely
from PIL import Image, ImageDraw, ImageFont

from geomon.export.planned.scene import HEIGHT, LIGHTS, WIDTH, Ring, Scene, mark

_SHARP = 3
"""Pixels to one unit of the drawing."""
_EDGE, _PAPER = "#17212B", "#FCFBF8"


def png(scene: Scene) -> bytes:
    """Return the same map as a PNG of three times the size."""
    image = Image.new("RGB", (WIDTH * _SHARP, HEIGHT * _SHARP), "#E9ECEE")
    for look, parts in scene.polygons:
        mask = Image.new("L", image.size, 0)
        for part in parts:
            for n, ring in enumerate(part):
                ImageDraw.Draw(mask).polygon(_points(ring), fill=0 if n else round(255 * look.opacity))
        image.paste(look.fill, mask=mask)
        pen = ImageDraw.Draw(image)
        for ring in (ring for part in parts for ring in part):
            for piece in _dashes(ring, look.dash):
                pen.line(piece, fill=look.stroke, width=max(1, round(look.width * _SHARP)), joint="curve")
    pen = ImageDraw.Draw(image)
    for x, y, kind in scene.marks:
        _png_mark(pen, x, y, kind)
    for x, y, label in scene.labels:
        _words(pen, x, y, label, 15, "mm", _EDGE, 3)
    length, words = scene.bar
    y = HEIGHT - 16
    pen.line([(16 * _SHARP, y * _SHARP), ((16 + length) * _SHARP, y * _SHARP)], fill=_EDGE, width=2 * _SHARP)
    _words(pen, 16, y - 6, words, 12, "ls", _EDGE, 2)
    pen.polygon(_points(np.array([(WIDTH - 22, 34), (WIDTH - 16, 14), (WIDTH - 10, 34), (WIDTH - 16, 29)])), fill=_EDGE)
    _words(pen, WIDTH - 16, 48, "N", 12, "ms", _EDGE, 2)
    pen.rectangle([0, 0, image.width - 1, image.height - 1], outline="#8F887A", width=_SHARP)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(288, 288))
    return file.getvalue()


def _points(ring: Ring) -> list[tuple[float, float]]:
    return [(float(x) * _SHARP, float(y) * _SHARP) for x, y in ring]


def _dashes(ring: Ring, dash: tuple[float, float] | None) -> Iterator[list[tuple[float, float]]]:
    if dash is None:
        yield _points(ring)
        return
    line, (step, gap) = shapely.LineString(ring), dash
    for start in np.arange(0, line.length, step + gap):
        yield _points(shapely.get_coordinates([line.interpolate(start), line.interpolate(min(start + step, line.length))]))


def _png_mark(pen: ImageDraw.ImageDraw, x: float, y: float, kind: str) -> None:
    colour, letter = LIGHTS[kind]
    corners = [(a * _SHARP, b * _SHARP) for a, b in mark(x, y, kind)]
    if corners:
        pen.polygon(corners, fill=colour, outline=_PAPER, width=2 * _SHARP)
    else:
        round_ = [(x - 8) * _SHARP, (y - 8) * _SHARP, (x + 8) * _SHARP, (y + 8) * _SHARP]
        pen.ellipse(round_, fill=None if kind == "grey" else colour, outline=colour if kind == "grey" else _PAPER, width=2 * _SHARP)
    if letter:
        _words(pen, x, y + (2 if kind == "red" else 0), letter, 10, "mm", "#11161B" if kind == "yellow" else "#FFFFFF", 0)


def _words(pen: ImageDraw.ImageDraw, x: float, y: float, words: str, size: int, anchor: str, ink: str, halo: int) -> None:
    pen.text((x * _SHARP, y * _SHARP), words, fill=ink, font=ImageFont.load_default(size * _SHARP), anchor=anchor,
             stroke_width=halo * _SHARP // 2, stroke_fill=_PAPER if halo else None)
