"""A site over all scenes: a small chart whose marks differ by shape, the same as a table for who cannot see it, and the trend in words.

A filled circle counts (the scenes of one season, joined), a ring is of another season, a cross is bad imagery and has no value.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from geomon.ui.parts import esc
from geomon.ui.words import N, nt, pick, t

if TYPE_CHECKING:
    from geomon.imagery import Trend
    from geomon.service.above_series import Series

Row = dict[Any, Any]
"""A row of `Trend.series` with its `state`."""
WAYS = {"rising": N("▲ Plants grow back, season by season"), "falling": N("▼ Plants grow fewer, season by season"),
        "no_trend": N("= No trend beyond the error"), "too_few": N("? Too few scenes of one season for a trend")}
FEW = {"rising": N("▲ More plants over these few years"), "falling": N("▼ Fewer plants over these few years")}
"""Below five years the scatter is not known."""
STATES = {"used": N("counts"), "other-season": N("another season"), "cloud": N("bad imagery: cloud"), "snow": N("bad imagery: snow"),
          "nodata": N("bad imagery: does not cover the site"), "few-pixels": N("bad imagery: too few pixels")}
WIDE, HIGH = 340, 168
LEFT, RIGHT, TOP, BOTTOM = 30, 10, 10, 34
"""Room round the field of the chart, in its own units."""


def series_part(series: Series) -> str:
    """Return the chart, the trend in words, what the marks mean, and the table."""
    from geomon.service.above_series import state_of

    rows: list[Row] = [{**row, "state": state_of(row)} for row in series.trend.series.to_dict("records")]
    marks = t("● counts, joined; ○ another season; × bad imagery, no value. Bars: two standard errors.")
    return (f'<div class="series"><h4>{esc(t("Over the years (NDVI)"))}</h4><p class="way">{esc(way_words(series.trend))}</p>'
            f"{_chart(rows, series.trend)}<p>{esc(trend_words(series.trend))}</p><p class='mute'>{esc(marks)}</p>{_table(rows)}</div>")


def way_words(found: Trend) -> str:
    """Return where it goes, in a few words with a shape."""
    return t(FEW.get(found.way, WAYS[found.way]) if np.isnan(found.low) else WAYS[found.way])


def trend_words(found: Trend) -> str:
    """Return the slope with its uncertainty, and what makes it doubtful."""
    used = int(found.series["used"].sum())
    counted = nt("{n} scene of one season.", "{n} scenes of one season.", used)
    if np.isnan(found.per_year):
        return pick("", " ").join((counted, t("Three are needed for a trend.")))
    told = t("{slope} a year, ± {error} by the error of the scenes.", slope=f"{found.per_year:+.3f}", error=f"{2 * found.error:.3f}")
    scatter = t("Too few years to say how they scatter.") if np.isnan(found.low) else \
        t("By the scatter of the years {low} to {high} (95 %).", low=f"{found.low:+.3f}", high=f"{found.high:+.3f}")
    mixed = [t("The scenes are of several sensors, which differ a little by themselves.")] if len(found.sensors) > 1 else []
    return pick("", " ").join((told, scatter, counted, *mixed))


def _chart(rows: Sequence[Row], found: Trend) -> str:
    seen = [row for row in rows if row["state"] in ("used", "other-season")]
    if not rows:
        return ""
    days: list[int] = [row["date"].toordinal() for row in rows]
    first, last = min(days) - 60, max(days) + 60
    reach = [value for row in seen for value in (row["ndvi"] - 2 * row["ndvi_error"], row["ndvi"] + 2 * row["ndvi_error"])]
    low, high = float(np.floor(min([*reach, 0.0]) * 5) / 5), float(np.ceil(max([*reach, 0.4]) * 5) / 5)
    field_w, field_h = WIDE - LEFT - RIGHT, HIGH - TOP - BOTTOM

    def x(day: float) -> float:
        return float(LEFT + field_w * (day - first) / (last - first))

    def y(value: float) -> float:
        return float(TOP + field_h * (high - value) / (high - low))

    used = [row for row in rows if row["state"] == "used"]
    out = [*_axes(first, last, low, high, x, y), *_slope(found, used, x, y)]
    if len(used) > 1:
        points = " ".join(f"{x(row['date'].toordinal()):.1f},{y(row['ndvi']):.1f}" for row in used)
        out.append(f'<polyline class="join" points="{points}"/>')
    for row in rows:
        at = x(row["date"].toordinal())
        if row["state"] not in ("used", "other-season"):
            foot = HIGH - BOTTOM - 7
            out.append(f'<path class="bad" d="M{at - 4:.1f} {foot - 4}l8 8m0 -8l-8 8"/>')
            continue
        up, down, middle = (y(row["ndvi"] + k * row["ndvi_error"]) for k in (2, -2, 0))
        out.append(f'<path class="bar" d="M{at:.1f} {up:.1f}V{down:.1f}"/>')
        out.append(f'<circle class="{"dot" if row["state"] == "used" else "ring"}" cx="{at:.1f}" cy="{middle:.1f}" r="4"/>')
    summary = f"{way_words(found)}. {trend_words(found)}"
    return f'<svg viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{esc(summary)}">{"".join(out)}</svg>'


def _axes(first: int, last: int, low: float, high: float, x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    values = np.arange(low, high + 0.01, 0.2)
    out = [f'<path class="grid" d="M{LEFT} {y(value):.1f}H{WIDE - RIGHT}"/>'
           f'<text x="{LEFT - 4}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.1f}</text>' for value in values]
    years = range(dt.date.fromordinal(first).year, dt.date.fromordinal(last).year + 2)
    step = max(1, -(-len(years) // 8))
    for year in years:
        at = dt.date(year, 1, 1).toordinal()
        if first <= at <= last:
            out.append(f'<path class="grid" d="M{x(at):.1f} {HIGH - BOTTOM}v4"/>')
        middle = dt.date(year, 7, 1).toordinal()
        if first <= middle <= last and year % step == 0:
            out.append(f'<text x="{x(middle):.1f}" y="{HIGH - BOTTOM + 18}" text-anchor="middle">{year}</text>')
    return out


def _slope(found: Trend, used: Sequence[Row], x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    """Return the slope as a dashed line through the middle of the scenes that count."""
    if np.isnan(found.per_year):
        return []
    days = np.array([row["date"].toordinal() for row in used], float)
    through = float(np.median([row["ndvi"] - found.per_year * day / 365.25 for row, day in zip(used, days, strict=True)]))
    ends = [(x(day), y(through + found.per_year * day / 365.25)) for day in (days.min(), days.max())]
    return [f'<path class="slope" d="M{ends[0][0]:.1f} {ends[0][1]:.1f}L{ends[1][0]:.1f} {ends[1][1]:.1f}"/>']


def _table(rows: Sequence[Row]) -> str:
    heads = (t("Date"), "NDVI", t("Error (1 sigma)"), t("Cloud"), t("What it counts as"))
    lines = []
    for row in reversed(rows):
        known = row["state"] in ("used", "other-season")
        values = (row["date"].isoformat(), f"{row['ndvi']:.2f}" if known else "–", f"{row['ndvi_error']:.2f}" if known else "–",
                  f"{row['cloud']:.0%}", t(STATES[row["state"]]))
        lines.append("<tr>" + "".join(f"<td>{esc(value)}</td>" for value in values) + "</tr>")
    head = "".join(f'<th scope="col">{esc(name)}</th>' for name in heads)
    title = nt("{n} scene as a table", "{n} scenes as a table", len(rows))
    return f"<details><summary>{esc(title)}</summary><table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table></details>"
