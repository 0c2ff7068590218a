"""Vector tiles straight from a `Situation` in memory: nothing is written to disk, so a new light is in the next tile.

Sites are sorted once along a Morton curve: every tile, and every cell of a tile, is one slice of the arrays. A cell of 64 pixels with more
sites than can be told apart becomes one feature with the number of sites per light. Areas are in `areas.py`.
"""

from __future__ import annotations

import dataclasses
import functools
import threading
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from geomon.model import LIGHTS
from geomon.render.mvt import EXTENT, POINT, Feature, encode, point
from geomon.situation import Filter, Mask, Situation

AXIS_BITS = 26
"""Positions are kept on a grid of 2^26 per axis: 0.6 m at the equator."""
CELL_BITS = 2
"""A tile has 2^2 x 2^2 cells of 64 pixels."""
MAX_ZOOM = 18
MOST_IN_A_CELL = 8
"""More sites than that in 64 x 64 pixels cover each other."""
UNCERTAIN_M = 1000.0
"""A place that may be farther off than this is drawn with its circle."""
NOT_DRAWN = ("county", "none")

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.uint64]


def mercator(lon_lat: Floats) -> Floats:
    """Return (n, 2) degrees as places in the unit square of web mercator, y downwards."""
    lat = np.radians(np.clip(lon_lat[:, 1], -85.05, 85.05))
    return np.column_stack([(lon_lat[:, 0] + 180) / 360, 0.5 - np.log(np.tan(np.pi / 4 + lat / 2)) / (2 * np.pi)])


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The drawn rows in the order of the curve.

    Attributes
    ----------
    lon_lat : (n, 2) degrees of the drawn rows, in the order of the frame.
    drawn : (n,) their rows in the frame, in the same order.
    row : place on the curve -> row of the frame.
    code : Morton code of each place, rising.
    sum_xy : (n + 1, 2) running sums of the mercator places: the middle of any slice in two look-ups.
    """

    lon_lat: Floats
    drawn: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    code: Codes
    sum_xy: Floats

    @classmethod
    def through(cls, lon_lat: Floats, row: npt.NDArray[np.int64]) -> Self:
        """Return the curve through `lon_lat`, whose rows in the frame are `row`."""
        xy = mercator(lon_lat)
        grid = np.clip((xy * (1 << AXIS_BITS)).astype(np.int64), 0, (1 << AXIS_BITS) - 1)
        code = _spread(grid[:, 0]) | _spread(grid[:, 1]) << np.uint64(1)
        order = np.argsort(code, kind="stable")
        return cls(lon_lat, row, row[order], code[order], np.vstack([np.zeros((1, 2)), np.cumsum(xy[order], axis=0)]))

    def is_through(self, lon_lat: Floats, row: npt.NDArray[np.int64]) -> bool:
        """Return whether these are the places and rows that the curve goes through."""
        return np.array_equal(self.drawn, row) and np.array_equal(self.lon_lat, lon_lat)

    def slice_of(self, zoom: int, morton: int) -> tuple[int, int]:
        """Return where the places of one square of the grid begin and end."""
        shift = 2 * (AXIS_BITS - zoom)
        a, b = np.searchsorted(self.code, np.array([morton << shift, (morton + 1) << shift], np.uint64))
        return int(a), int(b)


class SiteTiles:
    """The sites of one situation as tiles, thread-safe.

    Parameters
    ----------
    situation : rows with a method in `NOT_DRAWN` or without a position are left out.
    like : tiles of an earlier situation; where no place has moved, its curve is taken over (1M sites: 0.1 s instead of 0.9).
    """

    def __init__(self, situation: Situation, like: SiteTiles | None = None) -> None:
        frame = situation.sites
        self.situation, self.version = situation, situation.version
        lon_lat = frame[["lon", "lat"]].to_numpy(np.float64)
        drawn = np.isfinite(lon_lat).all(axis=1) & ~frame["method"].isin(NOT_DRAWN).to_numpy()
        row = np.flatnonzero(drawn)
        self.curve: Curve = like.curve if like and like.curve.is_through(lon_lat[row], row) else Curve.through(lon_lat[row], row)
        self._light = pd.Categorical(frame["light"], LIGHTS).codes.astype(np.uint8)[self.curve.row]
        self._columns = {key: frame[key].array for key in ("id", "name", "light", "layer", "accuracy_m", "tasks")}
        tasks = situation.tasks
        self._standing = frozenset(tasks["id"][tasks["kind"] == "ongoing"]) if len(tasks) else frozenset()
        self._lock = threading.Lock()
        self._kept = functools.lru_cache(32)(self._select)

    def select(self, f: Filter) -> Mask | None:
        """Return which places along the curve pass the filter, None for all; kept for the filters asked last."""
        if f == Filter():
            return None
        with self._lock:                        # lru_cache alone lets every tile of a screen compute the same mask
            return self._kept(f)

    def _select(self, f: Filter) -> Mask:
        return self.situation.select_sites(f)[self.curve.row]

    def rows_in_cell(self, zoom: int, cell: int, f: Filter | None = None) -> npt.NDArray[np.int64]:
        """Return the rows of `situation.sites` that a disc on the map stands for; `zoom` and `cell` as the click brought them."""
        if not (0 <= zoom <= AXIS_BITS and 0 <= cell < 1 << 2 * zoom):
            return np.zeros(0, np.int64)
        cut = slice(*self.curve.slice_of(zoom, cell))
        keep = self.select(f) if f else None
        return self.curve.row[cut] if keep is None else self.curve.row[cut][keep[cut]]

    def tile(self, z: int, x: int, y: int, f: Filter | None = None) -> bytes:
        """Return a tile with the layers `cells` and `sites`; empty bytes where there is nothing.

        Notes
        -----
        `sites` have: site, name, light, layer, accuracy (m, where known), uncertain, standing (a long-term duty); the id is the row.
        `cells` have: n, a count for each light that occurs, zoom, and `same` where all of them share one position; the id is the cell.
        """
        curve, morton = self.curve, int((_spread(x) | _spread(y) << np.uint64(1)).item())
        a, b = curve.slice_of(z, morton)
        if a == b:
            return b""
        cells = 1 << 2 * CELL_BITS
        first = ((morton << 2 * CELL_BITS) + np.arange(cells + 1)).astype(np.uint64)
        edge = np.searchsorted(curve.code[a:b], first << np.uint64(2 * (AXIS_BITS - z - CELL_BITS)))
        cell = np.repeat(np.arange(cells, dtype=np.int32), np.diff(edge))
        light = self._light[a:b]
        keep = self.select(f) if f else None
        at = np.arange(b - a) if keep is None else np.flatnonzero(keep[a:b])
        kept_cell = cell if keep is None else cell[at]
        mix = np.bincount(kept_cell << 3 | (light if keep is None else light[at]), minlength=cells << 3).reshape(cells, 8)
        total = mix.sum(axis=1)
        discs = [self._disc(z, x, y, (morton << 2 * CELL_BITS) + c, a + int(edge[c]), a + int(edge[c + 1]), mix[c])
                 for c in np.flatnonzero(total > MOST_IN_A_CELL).tolist()]
        single = at[(total <= MOST_IN_A_CELL)[kept_cell]]
        return encode("cells", discs) + encode("sites", self._singles(z, a + single))

    def _disc(self, z: int, x: int, y: int, ident: int, a: int, b: int, mix: npt.NDArray[Any]) -> Feature:
        middle = (self.curve.sum_xy[b] - self.curve.sum_xy[a]) / (b - a)
        px, py = np.clip((middle * (1 << z) - (x, y)) * EXTENT, 0, EXTENT - 1).astype(int).tolist()
        properties: dict[str, str | bool | int] = {"zoom": z + CELL_BITS, "n": int(mix.sum())}
        properties |= {name: n for name, n in zip(LIGHTS, mix.tolist(), strict=False) if n}
        if self.curve.code[a] == self.curve.code[b - 1]:
            properties["same"] = True
        return ident, POINT, point(px, py), properties

    def _singles(self, z: int, places: npt.NDArray[np.int64]) -> list[Feature]:
        code, shift = self.curve.code[places], AXIS_BITS - z - 12             # 2^12 = EXTENT
        xy = np.column_stack([_squash(code), _squash(code >> np.uint64(1))])
        xy = (xy >> shift if shift >= 0 else xy << -shift) & (EXTENT - 1)
        return [(row, POINT, point(px, py), self._properties(row))
                for row, (px, py) in zip(self.curve.row[places].tolist(), xy.tolist(), strict=True)]

    def _properties(self, row: int) -> dict[str, str | bool | int]:
        get = self._columns
        out: dict[str, str | bool | int] = {key: str(get[column][row]) for key, column in
                                            (("site", "id"), ("name", "name"), ("light", "light"), ("layer", "layer"))}
        accuracy = float(get["accuracy_m"][row] or 0)
        if accuracy > 0:                                                       # false for NaN
            out["accuracy"] = min(round(accuracy), 10_000_000)
            if accuracy > UNCERTAIN_M:
                out["uncertain"] = True
        if self._standing and not self._standing.isdisjoint(get["tasks"][row]):
            out["standing"] = True
        return out


def _spread(v: npt.ArrayLike) -> Codes:
    """Move bit i of each number to bit 2i."""
    out = np.asarray(v).astype(np.uint64)
    for shift, mask in ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F),
                        (2, 0x3333333333333333), (1, 0x5555555555555555)):
        out = (out | (out << np.uint64(shift))) & np.uint64(mask)
    return out


def _squash(v: Codes) -> npt.NDArray[np.int64]:
    """Undo `_spread`."""
    out = v & np.uint64(0x5555555555555555)
    for shift, mask in ((1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF),
                        (8, 0x0000FFFF0000FFFF), (16, 0x00000000FFFFFFFF)):
        out = (out | (out >> np.uint64(shift))) & np.uint64(mask)
    return out.astype(np.int64)
