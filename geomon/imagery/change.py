"""What changed inside a site between two scenes: a lead with its uncertainty, or *bad imagery* with the reason."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import shapely

from geomon.imagery.scenes import Scene
from geomon.imagery.zones import statistics_of

Verdict = Literal["greener", "barer", "as_before", "bad_imagery"]
Row = Mapping[Any, Any]
"""A row of `zone_statistics`."""
CHANGES: tuple[Verdict, ...] = ("greener", "barer", "as_before", "bad_imagery")
MOST_CLOUD, MOST_NODATA, LEAST_PIXELS = 0.2, 0.1, 9
"""Above these shares of a site, or below so many clear pixels, a picture answers nothing: what is hidden may be what changed."""
LEAST_AROUND = 0.3
"""Share of the surroundings that has to be seen: a sample of them tells the season."""
SIGMAS = 2.0
"""A change counts from two standard errors on (95 of 100 unchanged sites stay below it)."""
SEASON_DAYS = 45
"""Days of the year apart from which two pictures show the season as much as the site."""


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """What two scenes say of one site.

    Attributes
    ----------
    verdict : a lead, never a proof.
    before, after, change : NDVI in [-1, 1]; NaN where nothing was seen.
    around : change of the surroundings, which the season brings; NaN where it was not asked or not seen.
    error : 1 sigma of what is judged: the change less that of the surroundings.
    reasons : keys of what made the imagery bad, or what to mind: cloud-before, cloud-after, nodata-before, nodata-after, snow-before,
        snow-after, few-pixels, season, sensors.
    cloud, nodata : shares of the site, the worse of the two dates.
    """

    verdict: Verdict
    before: float
    after: float
    change: float
    around: float
    error: float
    reasons: tuple[str, ...]
    cloud: float
    nodata: float


def changes(before: Scene, after: Scene, zones: Sequence[shapely.Geometry], *, around_m: float | None = None) -> tuple[Change, ...]:
    """Return what changed in each zone, in their order.

    Parameters
    ----------
    zones : polygons in degrees (CGCS2000).
    around_m : width of the ring of surroundings whose change is taken off, in metres; None takes none off.

    Raises
    ------
    InputError
        If a scene's files cannot be used.
    """
    rings = [ring(zone, around_m) for zone in zones] if around_m else []
    first, last = (table.to_dict("records") for table in statistics_of((before, after), [*zones, *rings]))
    near = zip(first[len(zones):], last[len(zones):], strict=True) if rings else itertools.repeat(None)
    notes = _pairs_notes(before, after)
    return tuple(_judged(one, other, around, notes) for one, other, around in zip(first[: len(zones)], last, near, strict=False))


def change_of(before: Scene, after: Scene, zone: shapely.Geometry, *, around_m: float | None = 500.0) -> Change:
    """Return what changed in one zone; see `changes`."""
    return changes(before, after, [zone], around_m=around_m)[0]


def ring(zone: shapely.Geometry, width_m: float) -> shapely.Geometry:
    """Return the ring around a zone, in degrees: from 30 m outside it on, so that no pixel of the zone counts; `width_m` wide."""
    if zone is None or shapely.is_empty(zone):
        return shapely.Polygon()
    stretch = max(0.2, float(np.cos(np.radians(shapely.centroid(zone).y))))
    flat = shapely.transform(zone, lambda xy: xy * (stretch, 1.0))
    made = shapely.difference(shapely.buffer(flat, (30.0 + width_m) / 111_000.0), shapely.buffer(flat, 30.0 / 111_000.0))
    return shapely.transform(made, lambda xy: xy / (stretch, 1.0))


def _pairs_notes(before: Scene, after: Scene) -> tuple[str, ...]:
    notes = []
    apart = abs(before.date.timetuple().tm_yday - after.date.timetuple().tm_yday)
    if min(apart, 365 - apart) > SEASON_DAYS:
        notes.append("season")
    if before.sensor.ident != after.sensor.ident:
        notes.append("sensors")
    return tuple(notes)


def _judged(first: Row, last: Row, near: tuple[Row, Row] | None, notes: tuple[str, ...]) -> Change:
    reasons = list(dict.fromkeys([*faults(first, "before"), *faults(last, "after")]))
    change = float(last["ndvi"] - first["ndvi"])
    around, squares = np.nan, first["ndvi_error"] ** 2 + last["ndvi_error"] ** 2
    if near is not None and all(one["clear"] >= LEAST_AROUND and one["pixels"] >= LEAST_PIXELS for one in near):
        around = float(near[1]["ndvi"] - near[0]["ndvi"])
        squares += near[0]["ndvi_error"] ** 2 + near[1]["ndvi_error"] ** 2
    error = float(np.sqrt(squares))
    beyond = change - (0.0 if np.isnan(around) else around)
    verdict: Verdict = "bad_imagery" if reasons else "as_before" if abs(beyond) <= SIGMAS * error else "greener" if beyond > 0 else "barer"
    return Change(verdict, float(first["ndvi"]), float(last["ndvi"]), change, around, error, (*reasons, *notes),
                  float(max(first["cloud"], last["cloud"])), float(max(first["nodata"], last["nodata"])))


def faults(seen: Row, when: str) -> list[str]:
    """Return why a row of `zone_statistics` answers nothing; empty where it answers."""
    found = []
    if seen["cloud"] > MOST_CLOUD:
        found.append(f"cloud-{when}")
    if seen["snow"] > MOST_CLOUD:
        found.append(f"snow-{when}")
    if seen["nodata"] > MOST_NODATA:
        found.append(f"nodata-{when}")
    if not found and (seen["pixels"] < LEAST_PIXELS or np.isnan(seen["ndvi"])):
        found.append("few-pixels")
    return found
