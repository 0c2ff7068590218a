"""A site over all scenes of the workspace: one value a scene with its error, and the trend of one season. A lead, never a proof."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geomon.errors import InputError
from geomon.imagery import Scene, Trend, trend
from geomon.service.above import grounds_of, scenes_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geomon.layers import Layer
    from geomon.service.snapshot import Snapshot


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A site's series.

    Attributes
    ----------
    own : whether the ground looked at is the site's own polygon, not a circle round its point.
    """

    site: str
    as_of: dt.date
    own: bool
    trend: Trend


@dataclasses.dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A ground in some scenes; the same scenes are the same objects until their folder changes."""

    scenes: tuple[Scene, ...]
    ground: shapely.Geometry

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._scenes() == other._scenes() and bool(self.ground == other.ground)

    def __hash__(self) -> int:
        return hash(self._scenes())

    def _scenes(self) -> tuple[int, ...]:
        return tuple(map(id, self.scenes))


@functools.lru_cache(maxsize=64)
def _trend(asked: _Asked) -> Trend:
    return trend(asked.scenes, asked.ground)


def series_of(root: Path, as_of: dt.date, site: str, snapshot: Snapshot, layers: Sequence[Layer],
              frames: Callable[[str], GeoDataFrame]) -> Series | None:
    """Return a site's series up to a date; None where it is not known well enough to be looked at, or there is no scene.

    Raises
    ------
    InputError
        If there is no such site, or a scene's files cannot be used.
    """
    if site not in snapshot.site:
        raise InputError("there is no such site.", where=site, how="geomon status --json lists the sites.")
    found = grounds_of((site,), snapshot, layers, frames).get(site)
    scenes, _ = scenes_of(root, as_of)
    if found is None or not scenes:
        return None
    ground, own = found
    return Series(site, as_of, own, _trend(_Asked(scenes, ground)))


def state_of(row: Any) -> str:
    """Return what a row of a series counts as: "used", "other-season", or what is wrong with the imagery."""
    return "used" if row["used"] else str(row["fault"]) or "other-season"


def as_json(series: Series) -> dict[str, Any]:
    """Return a series as JSON values; numbers that are none are null."""
    def number(value: float, digits: int = 4) -> float | None:
        return None if np.isnan(value) else round(float(value), digits)

    found = series.trend
    rows = [{"date": row["date"].isoformat(), "scene": row["scene"], "sensor": row["sensor"], "value": number(row["ndvi"]),
             "error": number(row["ndvi_error"]), "cloud": number(row["cloud"]), "nodata": number(row["nodata"]), "state": state_of(row)}
            for row in found.series.to_dict("records")]
    slope = {name: number(getattr(found, name), 5) for name in ("per_year", "low", "high", "error")}
    return {"site": series.site, "as_of": series.as_of.isoformat(), "index": "ndvi", "own_polygon": series.own, "scenes": rows,
            "trend": {"way": found.way, **slope, "scenes": int(found.series["used"].sum()), "sensors": list(found.sensors)},
            "note": "a lead, no proof: go and see"}
