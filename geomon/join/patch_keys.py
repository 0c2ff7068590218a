"""What tells a patch (图斑) from the others when its file is delivered anew: its number, else its outline; never its row."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from geomon.join.patch_columns import propose

_DIGITS = 6
"""Degrees are rounded to these (0.1 m) before outlines are compared: formats keep different numbers of digits."""


def keyed(frame: gpd.GeoDataFrame, told: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Return a file of patches with their keys as `id`.

    A key is the patch's number where no other row has it. Otherwise "@" and the id that the file itself gives, or a digest of the outline
    where it gives none: the place of a row in its file says nothing once a row is added.

    Parameters
    ----------
    frame : a layer's features, EPSG:4490, with `id`.
    told : the columns of the layer's declaration; see `patch_columns.propose`.
    """
    numbers = numbers_of(frame, told)
    times, own = Counter(numbers), frame["id"].to_list()
    has_own = any(ident != str(row + 1) for row, ident in enumerate(own))
    taken = {number for number, count in times.items() if number and count == 1}
    others = np.array([number not in taken for number in numbers], dtype=bool)
    outlines = iter(np.array(own, dtype=object)[others] if has_own else _digests(frame.geometry.to_numpy()[others]))
    keys = []
    for number, other in zip(numbers, others, strict=True):
        if not other:
            keys.append(number)
            continue
        stem = f"{number}@{next(outlines)}"
        key, n = stem, 1
        while key in taken:
            key, n = f"{stem}-{n + 1}", n + 1
        taken.add(key)
        keys.append(key)
    return frame.assign(id=keys)


def numbers_of(frame: gpd.GeoDataFrame, told: Sequence[str] = ()) -> list[str]:
    """Return what a file calls its patches, a row each; "" where it says nothing."""
    heading = propose(frame.iloc[:0], told).heading("number")
    return [number_text(value) for value in frame[heading]] if heading else [""] * len(frame)


def number_text(value: object) -> str:
    """Return a number as text: 12 is 12, also where an empty cell in its column has made it 12.0."""
    if value is None or value != value:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _digests(shapes: npt.NDArray[Any]) -> list[str]:
    """Return what stands for outlines, whichever of their corners comes first."""
    plain = shapely.normalize(shapely.transform(shapely.force_2d(shapes), lambda xy: np.round(xy, _DIGITS) + 0.0))
    return [hashlib.sha256(wkb or b"").hexdigest()[:10] for wkb in shapely.to_wkb(plain)]
