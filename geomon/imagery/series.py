"""A site over many scenes: does it grow back by itself? Years, each in the same season, each with its error."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
import shapely

from geomon.imagery.change import SEASON_DAYS, SIGMAS, faults
from geomon.imagery.pixels import Array
from geomon.imagery.scenes import Scene
from geomon.imagery.zones import zone_statistics

Way = Literal["rising", "falling", "no_trend", "too_few"]
WAYS: tuple[Way, ...] = ("rising", "falling", "no_trend", "too_few")
LEAST = 3
"""Scenes of one season below which no slope is given."""
LEAST_INTERVAL = 5
"""Scenes from which the ranks of 95 of 100 series without a trend stay inside an interval; with four even the widest holds 92."""
COLUMNS = ("date", "scene", "sensor", "ndvi", "ndvi_error", "cloud", "snow", "nodata", "used", "fault")


@dataclasses.dataclass(frozen=True, slots=True)
class Trend:
    """A site over several scenes of one season; a lead, never a proof.

    Attributes
    ----------
    series : a row a scene, oldest first, with `COLUMNS`: `used` where it counts for the slope, `fault` where the imagery is bad
        (cloud, snow, nodata, few-pixels); with neither it is of another season.
    per_year : NDVI a year, Theil-Sen; NaN below three scenes of one season.
    low, high : its 95 % interval by how the years scatter (Kendall); NaN below five.
    error : 1 sigma of the slope by the errors of its scenes; NaN with it. Taken as independent, which those of one sensor are not
        altogether, so it is rather too wide.
    way : rising or falling where the slope is beyond two of its errors and its interval, if there is one, leaves out none.
    """

    series: pd.DataFrame
    per_year: float
    low: float
    high: float
    error: float
    way: Way

    @property
    def sensors(self) -> tuple[str, ...]:
        """Sensors of the scenes that count; more than one may differ by some hundredths where nothing changed."""
        return tuple(dict.fromkeys(self.series["sensor"][self.series["used"]]))


def trend(scenes: Sequence[Scene], zone: shapely.Geometry) -> Trend:
    """Return a site's series, and its slope over the scenes within `SEASON_DAYS` of the latest good one's day of the year.

    Parameters
    ----------
    zone : in degrees (CGCS2000).

    Raises
    ------
    InputError
        If a scene's files cannot be used.
    """
    rows = []
    for scene in sorted(scenes, key=lambda one: one.date):
        seen = zone_statistics(scene, [zone]).iloc[0].to_dict()
        fault = next(iter(faults(seen, "here")), "").removesuffix("-here")
        told = {name: seen[name] for name in ("ndvi", "ndvi_error", "cloud", "snow", "nodata")}
        rows.append({"date": scene.date, "scene": scene.ident, "sensor": scene.sensor.ident, **told, "used": not fault, "fault": fault})
    series = pd.DataFrame(rows, columns=list(COLUMNS))
    good = series[series["used"]]
    if len(good):
        days = good["date"].map(lambda day: day.timetuple().tm_yday)
        apart = (days - days.iloc[-1]).abs()
        good = good[np.minimum(apart, 365 - apart) <= SEASON_DAYS]
        series["used"] = series.index.isin(good.index)
    years = good["date"].map(dt.date.toordinal).to_numpy(float) / 365.25
    if len(good) < LEAST or not np.ptp(years) > 0:
        return Trend(series, np.nan, np.nan, np.nan, np.nan, "too_few")
    per_year, low, high = _slope(years, good["ndvi"].to_numpy(float))
    if len(good) < LEAST_INTERVAL:
        low = high = np.nan
    error = _error(years, good["ndvi_error"].to_numpy(float))
    sure = abs(per_year) > SIGMAS * error and not low <= 0 <= high
    return Trend(series, per_year, low, high, error, "no_trend" if not sure else "rising" if per_year > 0 else "falling")


def _slope(years: Array, values: Array) -> tuple[float, float, float]:
    """Return the median of the slopes between all pairs, and its 95 % interval by the ranks of Kendall's S (Sen 1968)."""
    a, b = np.triu_indices(len(years), 1)
    apart = years[b] > years[a]
    slopes = np.sort((values[b] - values[a])[apart] / (years[b] - years[a])[apart])
    n = len(years)
    half = 1.96 * np.sqrt(n * (n - 1) * (2 * n + 5) / 18) / 2
    low, high = int(max(0, np.round(len(slopes) / 2 - half) - 1)), int(min(len(slopes) - 1, np.round(len(slopes) / 2 + half)))
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])


def _error(years: Array, errors: Array) -> float:
    """Return 1 sigma of a slope through points of known errors (weighted least squares)."""
    weights = 1 / np.square(errors)
    middle = np.sum(weights * years) / np.sum(weights)
    return float(1 / np.sqrt(np.sum(weights * np.square(years - middle))))
