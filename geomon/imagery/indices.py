"""Indices: normalised differences of two sums of bands, and how wrong they may be."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclasses.dataclass(frozen=True, slots=True)
class Index:
    """(plus - minus) / (plus + minus), each the sum of its bands."""

    title: str
    plus: tuple[str, ...]
    minus: tuple[str, ...]

    @property
    def bands(self) -> tuple[str, ...]:
        """The roles of the bands that it needs."""
        return (*self.plus, *self.minus)


INDICES: Mapping[str, Index] = {
    "ndvi": Index("vegetation", ("nir",), ("red",)),  # Rouse et al. 1974
    "bsi": Index("bare soil", ("swir1", "red"), ("nir", "blue")),  # Rikimaru et al. 2002
    "ndwi": Index("water", ("green",), ("nir",)),  # McFeeters 1996
}


def index_of(name: str, bands: Mapping[str, Array]) -> Array:
    """Return an index of arrays of reflectance by role, float32 in [-1, 1]; NaN where the bands sum to nothing or less."""
    index = INDICES[name]
    plus, minus = (sum((bands[role] for role in roles[1:]), bands[roles[0]]) for roles in (index.plus, index.minus))
    total = plus + minus
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (plus - minus) / total
    found[~(total > 0)] = np.nan
    return np.asarray(np.clip(found, -1, 1, out=found))


def calibration_error(value: Array | float, relative: float) -> Any:
    """Return 1 sigma of an index whose two terms are wrong by `relative` each, independently.

    Notes
    -----
    With plus = P and minus = M the derivatives give 2PM/(P+M)**2 * sqrt(2) * relative, and 4PM/(P+M)**2 is 1 - index**2.
    """
    return relative * (1 - np.square(value)) / np.sqrt(2)
