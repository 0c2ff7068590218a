"""In which order to go round a few places: nearest neighbour, then 2-opt, over straight lines on the ground."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from geomon.crs import distances_m

MOST = 60
"""Places of one day; the time grows with their square, and with 60 of them it is a tenth of a second."""
_GAIN_M = 1e-6

Point = tuple[float, float]
Metres = npt.NDArray[Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Route:
    """Places in the order of going.

    Attributes
    ----------
    order : rows of the places that were given.
    legs_m : metres to each of them from the one before; the first from the start, 0 where there is none.
    """

    order: tuple[int, ...]
    legs_m: tuple[float, ...]

    @property
    def total_m(self) -> float:
        """Metres of all legs: straight lines, so no road is shorter."""
        return sum(self.legs_m)


def order_route(points: Sequence[Point], start: Point | None = None) -> Route:
    """Return a short way over all places that ends at the last of them.

    Parameters
    ----------
    points, start : longitude, latitude in degrees (EPSG:4490); without a start the way begins at whichever place makes it shortest.

    Notes
    -----
    Geodesic metres. The way is a good one and not proved to be the best: no crossing of two legs is left, a better one may be.
    """
    if not points:
        return Route((), ())
    apart = _apart(points, start)
    firsts = range(1, len(points) + 1) if start is None else (None,)
    ways = [_uncrossed(_greedy(apart, first), apart) for first in firsts]
    way = min(ways, key=lambda one: _length(one, apart))
    legs = tuple(float(apart[a, b]) for a, b in itertools.pairwise(way))
    return Route(tuple(n - 1 for n in way[1:]), legs)


def _apart(points: Sequence[Point], start: Point | None) -> Metres:
    """Return metres between all; row 0 is the start, and no start is 0 m from everywhere."""
    lon, lat = np.array([start or points[0], *points], dtype=np.float64).T
    rows, columns = np.meshgrid(np.arange(len(lon)), np.arange(len(lon)), indexing="ij")
    apart = distances_m(lon[rows].ravel(), lat[rows].ravel(), lon[columns].ravel(), lat[columns].ravel()).reshape(rows.shape)
    if start is None:
        apart[0, :] = apart[:, 0] = 0.0
    return apart


def _greedy(apart: Metres, first: int | None) -> list[int]:
    """Return the way that always goes on to the nearest place that is left."""
    way = [0] if first is None else [0, first]
    left = set(range(len(apart))) - set(way)
    while left:
        here = way[-1]
        way.append(min(left, key=lambda n: (apart[here, n], n)))
        left.remove(way[-1])
    return way


def _uncrossed(way: list[int], apart: Metres) -> list[int]:
    """Turn pieces of the way round for as long as that makes it shorter; its start stays, its end is free."""
    better = True
    while better:
        better = False
        for i in range(1, len(way) - 1):
            for j in range(i + 1, len(way)):
                after = way[j + 1] if j + 1 < len(way) else None
                was = apart[way[i - 1], way[i]] + (apart[way[j], after] if after is not None else 0.0)
                now = apart[way[i - 1], way[j]] + (apart[way[i], after] if after is not None else 0.0)
                if now < was - _GAIN_M:
                    way[i:j + 1] = way[i:j + 1][::-1]
                    better = True
    return way


def _length(way: Sequence[int], apart: Metres) -> float:
    return float(sum(apart[a, b] for a, b in itertools.pairwise(way)))
