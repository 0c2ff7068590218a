"""Write Mapbox vector tiles (MVT 2.1) from numpy arrays: only what sites and areas need, and no class per feature.

The format: https://github.com/mapbox/vector-tile-spec/tree/master/2.1
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

EXTENT = 4096
"""Tile units along one side."""
POINT, POLYGON = 1, 3

Integers: TypeAlias = npt.NDArray[np.int64]
Property: TypeAlias = str | bool | int
Feature: TypeAlias = tuple[int, int, bytes, Mapping[str, Property]]
"""Id, POINT or POLYGON, geometry as bytes, properties."""


def encode(name: str, features: Iterable[Feature]) -> bytes:
    """Return one layer of a tile; empty when there are no features. A tile is its layers one after the other."""
    keys: dict[str, int] = {}
    values: dict[tuple[type, Property], int] = {}                  # by type too, for in Python True == 1
    body = []
    for ident, kind, geometry, properties in features:
        tags = b"".join([_varint(keys.setdefault(key, len(keys))) + _varint(values.setdefault((type(v), v), len(values)))
                         for key, v in properties.items()])
        body.append(_field(2, b"\x08" + _varint(ident) + _field(2, tags) + b"\x18" + bytes([kind]) + _field(4, geometry)))
    if not body:
        return b""
    return _field(3, b"".join([b"\x78\x02", _field(1, name.encode()), *body, *(_field(3, key.encode()) for key in keys),
                               *(_value(v) for _, v in values), b"\x28", _varint(EXTENT)]))


def point(x: int, y: int) -> bytes:
    """Return the geometry of a point, in tile units (not negative)."""
    return b"\x09" + _varint(2 * x) + _varint(2 * y)


def polygons(xy: Integers, ring: Integers, owner: Integers) -> tuple[list[bytes], Integers]:
    """Return the geometries of all features and whose they are.

    Parameters
    ----------
    xy : (n, 2) vertices in tile units, without the closing vertex.
    ring : (n,) number of the ring, vertices of one ring together.
    owner : (n,) feature that the ring belongs to, rings of one feature together, outer rings before their holes.
    """
    if not len(xy):
        return [], np.zeros(0, np.int64)
    first = np.flatnonzero(np.append(True, ring[1:] != ring[:-1]))             # first vertex of each ring
    length = np.diff(np.append(first, len(xy)))
    new_feature = np.append(True, owner[first][1:] != owner[first][:-1])
    step = np.diff(xy, axis=0, prepend=[[0, 0]])                               # the pen goes on from the last vertex ...
    step[first[new_feature]] = xy[first[new_feature]]                         # ... and starts at 0, 0 in each feature
    step = (step << 1) ^ (step >> 63)                                          # zigzag
    start = np.cumsum(np.append(0, 2 * length + 3))                            # MoveTo, x, y, LineTo, x, y, ..., ClosePath
    stream = np.empty(start[-1], np.int64)
    at = np.repeat(start[:-1], length) + 2 * (np.arange(len(xy)) - np.repeat(first, length)) + 1
    later = np.ones(len(xy), bool)
    later[first] = False
    at[later] += 1                                                             # after the LineTo command
    stream[at], stream[at + 1] = step[:, 0], step[:, 1]
    stream[start[:-1]], stream[start[:-1] + 3], stream[start[1:] - 1] = 9, (length - 1) << 3 | 2, 15
    body, ends = _varints(stream)
    starts = start[:-1][new_feature]
    cut = [0, *ends[starts[1:] - 1].tolist(), len(body)]
    return [body[i:j] for i, j in itertools.pairwise(cut)], owner[first][new_feature]


def _varint(n: int) -> bytes:
    out = bytearray()
    while n > 127:
        out.append(n & 127 | 128)
        n >>= 7
    out.append(n)
    return bytes(out)


def _varints(numbers: Integers) -> tuple[bytes, npt.NDArray[Any]]:
    """Return the varints of many numbers (below 2^28) in one run of bytes, and where each one ends."""
    width = 1 + (numbers >= 1 << 7) + (numbers >= 1 << 14) + (numbers >= 1 << 21)
    ends = np.cumsum(width)
    out = np.empty(ends[-1], np.uint8)
    for k in range(4):
        has = width > k
        out[ends[has] - width[has] + k] = (numbers[has] >> 7 * k) & 127 | np.where(width[has] > k + 1, 128, 0)
    return out.tobytes(), ends


def _field(number: int, body: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(body)) + body


def _value(v: Property) -> bytes:
    if isinstance(v, str):
        return _field(4, _field(1, v.encode()))
    return _field(4, (b"\x38" if isinstance(v, bool) else b"\x28") + _varint(int(v)))
