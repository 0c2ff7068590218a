"""A small map of one reading of a file's numbers: its places against county borders, and close up how far off another reading puts them.

SVG without words, scripts or colours of its own: classes take their colours from the page's style sheet, so it is right on light and
dark. Text on it is a scale bar only.
"""

from __future__ import annotations

import dataclasses
import html
import math
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import shapely

Floats = npt.NDArray[np.float64]
WIDTH, HEIGHT = 320, 200
CLOSE_M = 20_000.0
"""A reading that is less far from the best one is shown close up as well: on a map of a county it could not be told from it."""
MOST_POINTS = 120
_METRES = 111_320.0  # a degree of latitude; good to 1 % and enough for a picture


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Places in CGCS2000 degrees, by one reading."""

    lon: Floats
    lat: Floats


def small_map(here: Reading, counties: Sequence[shapely.Geometry], *, claimed: shapely.Geometry | None = None, other: Reading | None = None,
              shift_m: float = 0.0, title: str = "") -> str:
    """Return the picture as one SVG element.

    Parameters
    ----------
    here : the places by the reading that the picture is of.
    counties : borders, EPSG:4490; those outside the frame are left out.
    claimed : the area that the rows, or the workspace, say the places lie in.
    other : the places by the best reading, drawn hollow; None on the best reading's own picture.
    shift_m : how far apart the two are (median).
    title : what a person who cannot see it is told.
    """
    finite = np.isfinite(here.lon) & np.isfinite(here.lat)
    lon, lat = here.lon[finite][:MOST_POINTS], here.lat[finite][:MOST_POINTS]
    parts = [f'<svg class="smallmap" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{html.escape(title)}">',
             f'<rect class="sea" width="{WIDTH}" height="{HEIGHT}"/>']
    if len(lon):
        frame = _around(lon, lat, claimed, counties)
        parts += _outlines(frame, counties, claimed)
        parts += [f'<circle class="spot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in zip(*frame.place(lon, lat), strict=True)]
        parts.append(_bar(frame, 10, HEIGHT - 10))
        if other is not None and 1.0 < shift_m < CLOSE_M:
            parts += _close_up(here, other, shift_m)
    return "".join([*parts, "</svg>"])


@dataclasses.dataclass(frozen=True, slots=True)
class _Frame:
    """A window: its middle in degrees, metres a unit of the drawing, its size and where it lies on the drawing."""

    lon: float
    lat: float
    metres: float
    width: float = WIDTH
    height: float = HEIGHT
    left: float = 0.0
    top: float = 0.0

    def place(self, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return where places come to lie on the drawing."""
        x = self.left + self.width / 2 + (lon - self.lon) * _METRES * math.cos(math.radians(self.lat)) / self.metres
        return x, self.top + self.height / 2 - (lat - self.lat) * _METRES / self.metres

    @property
    def box(self) -> shapely.Geometry:
        """The window in degrees."""
        dy = self.height / 2 * self.metres / _METRES
        dx = self.width / 2 * self.metres / _METRES / math.cos(math.radians(self.lat))
        return shapely.box(self.lon - dx, self.lat - dy, self.lon + dx, self.lat + dy)


def _around(lon: Floats, lat: Floats, claimed: shapely.Geometry | None, counties: Sequence[shapely.Geometry]) -> _Frame:
    """Return the window that shows the places and the area they are said to lie in, else the counties that they lie in."""
    inside = [county for county in counties if shapely.intersects_xy(county, lon, lat).any()]
    shapes = [claimed] if claimed is not None and not shapely.is_empty(claimed) else inside
    bounds = [lon.min(), lat.min(), lon.max(), lat.max()]
    for shape in shapes:
        west, south, east, north = shapely.bounds(shape)
        bounds = [min(bounds[0], west), min(bounds[1], south), max(bounds[2], east), max(bounds[3], north)]
    west, south, east, north = bounds
    middle = (west + east) / 2, max(-80.0, min(80.0, (south + north) / 2))
    across = (east - west) * _METRES * math.cos(math.radians(middle[1]))
    metres = max(across / WIDTH, (north - south) * _METRES / HEIGHT, 2_000 / WIDTH) * 1.12
    return _Frame(middle[0], middle[1], metres)


def _outlines(frame: _Frame, counties: Sequence[shapely.Geometry], claimed: shapely.Geometry | None) -> Iterator[str]:
    box, fine = frame.box, frame.metres / _METRES
    for name, shapes in (("county", counties), ("claimed", [claimed] if claimed is not None else [])):
        for shape in shapes:
            if not shapely.intersects(shape, box):
                continue
            seen = shapely.intersection(shapely.make_valid(shapely.simplify(shape, fine)), box)
            if path := " ".join(_path(part, frame) for part in shapely.get_parts(seen) if part.geom_type == "Polygon"):
                yield f'<path class="{name}" d="{path}"/>'


def _path(part: shapely.Geometry, frame: _Frame) -> str:
    rings = [shapely.get_coordinates(ring) for ring in (part.exterior, *part.interiors)]  # type: ignore[attr-defined]
    placed = (zip(*frame.place(ring[:, 0], ring[:, 1]), strict=True) for ring in rings)
    return "".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in placed)


def _close_up(here: Reading, other: Reading, shift_m: float) -> Iterator[str]:
    """Draw the first place by both readings in the lower right corner, with the way from one to the other."""
    n = int(np.flatnonzero(np.isfinite(here.lon) & np.isfinite(other.lon))[0])
    size = 96.0
    middle = (here.lon[n] + other.lon[n]) / 2, (here.lat[n] + other.lat[n]) / 2
    frame = _Frame(middle[0], middle[1], shift_m * 1.8 / size, size, size * 0.8, WIDTH - size - 6, HEIGHT - size * 0.8 - 6)
    (x0,), (y0,) = frame.place(other.lon[n : n + 1], other.lat[n : n + 1])
    (x1,), (y1,) = frame.place(here.lon[n : n + 1], here.lat[n : n + 1])
    yield f'<rect class="close" x="{frame.left:g}" y="{frame.top:g}" width="{frame.width:g}" height="{frame.height:g}" rx="4"/>'
    yield f'<path class="way" d="M{x0:.1f} {y0:.1f}L{x1:.1f} {y1:.1f}"/>'
    yield f'<circle class="other" cx="{x0:.1f}" cy="{y0:.1f}" r="4"/><circle class="spot" cx="{x1:.1f}" cy="{y1:.1f}" r="4"/>'
    yield _bar(frame, frame.left + 6, frame.top + frame.height - 6)


def _bar(frame: _Frame, x: float, y: float) -> str:
    """Return a scale bar: a round length, at most a third of the window."""
    most = frame.metres * frame.width / 3
    base = 10.0 ** math.floor(math.log10(most))
    length = next(base * step for step in (5, 2, 1) if base * step <= most)
    words = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    return (f'<path class="bar" d="M{x:.1f} {y:.1f}h{length / frame.metres:.1f}m0 -4v4M{x:.1f} {y - 4:.1f}v4"/>'
            f'<text x="{x:.1f}" y="{y - 6:.1f}">{words}</text>')
