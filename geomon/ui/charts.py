"""The charts of the overview: one mark is one task, in the shape and colour of its light, so no chart needs a legend."""

from __future__ import annotations

import datetime as dt
from typing import Any

import altair as alt
import pandas as pd

from geomon.model import LIGHTS, URGENCY
from geomon.ui.colours import SHAPES
from geomon.ui.words import t

PADDING = {"left": 12, "right": 20, "top": 2, "bottom": 2}
PICK = "pick"
"""Name of the selection that tells which mark was clicked."""
MOST_IN_CELL = 9
MONTHS_SHOWN = 15
MOST_IN_MONTH = 16
"""A taller column would be a pole without a shape to tell; what is beyond stands as a count on top, the worst are drawn."""


def configured(chart: Any, c: dict[str, str], height: int) -> Any:
    """Return the chart without its frame: the pane is the frame."""
    axis = {"labelColor": c["label"], "labelFontSize": 12, "labelFlush": False, "labelBaseline": "middle", "gridColor": c["line"],
            "domainColor": c["line"], "gridOpacity": .8}
    return chart.properties(height=height, padding=PADDING).configure(background="rgba(0,0,0,0)", view={"stroke": None}, axis=axis)


def marks(source: pd.DataFrame, c: dict[str, str], size: int = 95) -> Any:
    """Return the lights as marks: colour, shape, and hollow for no report; a click tells the task's id."""
    keys = list(LIGHTS)
    fills = [c["halo"] if k == "grey" else c[k] for k in keys]
    edges = [c["edge"] if k == "yellow" else c[k] for k in keys]
    picked = alt.selection_point(name=PICK, fields=["id"], on="click")
    return (
        alt.Chart(source)
        .mark_point(filled=True, opacity=1, size=size, strokeWidth=1.4, cursor="pointer")
        .encode(
            shape=alt.Shape("light:N", scale=alt.Scale(domain=keys, range=list(SHAPES.values())), legend=None),
            color=alt.Color("light:N", scale=alt.Scale(domain=keys, range=fills), legend=None),
            stroke=alt.Stroke("light:N", scale=alt.Scale(domain=keys, range=edges), legend=None),
            tooltip=[
                alt.Tooltip("name:N", title=t("Task")),
                alt.Tooltip("counties:N", title=t("County")),
                alt.Tooltip("lead:N", title=t("Lead")),
                alt.Tooltip("left:N", title=t("Deadline")),
            ],
        )
        .add_params(picked)
    )


def holders(tasks: pd.DataFrame, c: dict[str, str], most_rows: int = 8, most_columns: int = 5) -> Any:
    """Return who holds what: county x lead unit, the most urgent rows and the busiest units first.

    Parameters
    ----------
    tasks : columns id, name, county, counties, lead, light, left; a task of several counties has a row in each.
    """
    tasks = tasks[tasks["light"] != "green"].reset_index(drop=True)
    units = tasks.drop_duplicates("id")["lead"].value_counts().head(most_columns).index.tolist()
    units.sort(key=lambda name: name == t("nobody named"))
    tasks = tasks[tasks["lead"].isin(units)]
    weight = tasks["light"].map({"red": 100, "yellow": 10, "grey": 3, "blue": 1}).groupby(tasks["county"]).sum()
    rows = weight.sort_values(ascending=False).head(most_rows).index.tolist()
    rank = tasks["light"].map({light: n for n, light in enumerate(URGENCY)})
    shown = tasks[tasks["county"].isin(rows)].assign(rank=rank).sort_values("rank", kind="stable")
    shown = shown.assign(n=shown.groupby(["county", "lead"]).cumcount())
    more = shown[shown["n"] >= MOST_IN_CELL].groupby(["county", "lead"], as_index=False).size()
    more = more.assign(words="+" + more["size"].astype(str), n=MOST_IN_CELL)
    y = alt.Y("county:N", sort=rows, title=None, axis=alt.Axis(domain=False, ticks=False, grid=True, tickBand="extent", labelPadding=8))
    x = alt.X(
        "lead:N",
        sort=units,
        title=None,
        axis=alt.Axis(orient="top", labelAngle=0, labelBaseline="bottom", domain=False, ticks=False, labelLimit=118),
    )
    places = alt.XOffset("n:O", scale=alt.Scale(domain=list(range(MOST_IN_CELL + 1)), paddingInner=0, paddingOuter=.4))
    points = marks(shown[shown["n"] < MOST_IN_CELL], c, 80).encode(x=x, y=y, xOffset=places)
    text = alt.Chart(more).mark_text(fontSize=11, color=c["label"], align="left", dx=-4).encode(x=x, y=y, xOffset=places, text="words:N")
    return configured(alt.layer(points, text), c, 284)


def calendar(tasks: pd.DataFrame, as_of: dt.date, c: dict[str, str]) -> Any:
    """Return the open tasks by the month in which they fall due, this month shaded; earlier and later ones are gathered at the ends.

    Parameters
    ----------
    tasks : columns id, name, counties, lead, light, left, due (datetime64); one row a task.
    """
    tasks = tasks[(tasks["light"] != "green") & tasks["due"].notna()]
    first = as_of.year * 12 + as_of.month - 1 - 4
    names = [f"{(first + n) // 12}-{(first + n) % 12 + 1:02d}" for n in range(MONTHS_SHOWN)]
    early, late, now = f"<{names[0]}", f">{names[-1]}", f"{as_of:%Y-%m}"
    month = tasks["due"].dt.strftime("%Y-%m")
    month = month.where(month >= names[0], early).where((month <= names[-1]) | (month == early), late)
    rank = tasks["light"].map({light: n for n, light in enumerate(URGENCY)})
    shown = tasks.assign(month=month, rank=rank).sort_values("rank", kind="stable")
    shown = shown.assign(n=shown.groupby("month").cumcount())
    more = shown[shown["n"] >= MOST_IN_MONTH].groupby("month", as_index=False).size()
    more = more.assign(words="+" + more["size"].astype(str), n=MOST_IN_MONTH)
    shown = shown[shown["n"] < MOST_IN_MONTH]
    tall = max(int(shown["n"].max()) + 2 if len(shown) else 1, 9)
    domain = [early, *names, late]
    before, after = t("earlier"), t("later")
    label = (f"datum.value=='{early}'?['{before}','']:datum.value=='{late}'?['','{after}']:"
             "[''+toNumber(split(datum.value,'-')[1]),datum.index==1||split(datum.value,'-')[1]=='01'?split(datum.value,'-')[0]:'']")
    x = alt.X("month:N", scale=alt.Scale(domain=domain), title=None,
              axis=alt.Axis(labelAngle=0, labelExpr=label, labelBaseline="top", ticks=False, grid=False, labelOverlap=False))
    y = alt.Y("n:O", axis=None, scale=alt.Scale(domain=list(range(tall - 1, -1, -1))))
    shade = alt.Chart(pd.DataFrame({"month": [now], "words": [t("this month")]})).encode(x=x)
    over = alt.Chart(more).mark_text(fontSize=11, color=c["label"]).encode(x=x, y=y, text="words:N")
    each = marks(shown, c, 95 if tall <= 16 else 70).encode(x=x, y=y)
    return configured(alt.layer(shade.mark_rect(color=c["line"], opacity=.55), each, over,
                                shade.mark_text(y=6, fontSize=11, color=c["label"]).encode(text="words:N")), c, 270)


def strip(found: pd.DataFrame, order: list[str], as_of: dt.date, months: int, c: dict[str, str]) -> Any:
    """Return what was said of tasks month by month in ink, and their dated steps as bars; the month of the date shaded.

    Parameters
    ----------
    found : columns id, name, what (words), month ("2024-12"), mark (step, word, done, behind, visit or back).
    order : the names, in the order of the rows.
    """
    last = as_of.year * 12 + as_of.month - 1
    names = [f"{n // 12}-{n % 12 + 1:02d}" for n in range(last - months + 1, last + months + 1)]
    x = alt.X("month:N", scale=alt.Scale(domain=names), title=None, axis=alt.Axis(
        labelAngle=0, labelBaseline="top", ticks=False, grid=False, labelOverlap=False, orient="top",
        labelExpr="[''+toNumber(split(datum.value,'-')[1]),datum.index==0||split(datum.value,'-')[1]=='01'?split(datum.value,'-')[0]:'']"))
    y = alt.Y("name:N", sort=order, scale=alt.Scale(domain=order), title=None,
              axis=alt.Axis(labelLimit=190, domain=False, ticks=False, grid=True, tickBand="extent"))
    shade = alt.Chart(pd.DataFrame({"month": [f"{as_of:%Y-%m}"]})).mark_rect(color=c["line"], opacity=.55).encode(x=x)
    picked = alt.selection_point(name=PICK, fields=["id"], on="click")
    shapes = {"word": "circle", "done": "square", "behind": "diamond", "visit": "circle", "back": "cross"}
    tips = [alt.Tooltip("name:N", title=t("Task")), alt.Tooltip("month:N", title=t("Month")), alt.Tooltip("what:N", title=t("What"))]
    steps = alt.Chart(found[found["mark"] == "step"]).mark_tick(orient="vertical", thickness=3, size=18, color=c["label"], cursor="pointer")
    words = alt.Chart(found[found["mark"] != "step"]).mark_point(filled=True, opacity=1, size=85, strokeWidth=1.4, stroke=c["ink"],
                                                                cursor="pointer")
    fill = alt.condition("datum.mark == 'visit'", alt.value(c["halo"]), alt.value(c["ink"]))
    shape = alt.Shape("mark:N", scale=alt.Scale(domain=list(shapes), range=list(shapes.values())), legend=None)
    rows = found.drop_duplicates("id")[["id", "name"]].merge(pd.DataFrame({"month": names}), how="cross")
    band = alt.Chart(rows).mark_rect(opacity=0, cursor="pointer").encode(x=x, y=y).add_params(picked)      # the whole row can be clicked
    drawn = alt.layer(band, shade, steps.encode(x=x, y=y, tooltip=tips), words.encode(x=x, y=y, shape=shape, color=fill, tooltip=tips))
    return configured(drawn, c, 40 + 24 * max(len(order), 4))
