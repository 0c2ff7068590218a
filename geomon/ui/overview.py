"""The overview: one sentence to send, five figures, who stands where, what is due. Every number opens its rows on the map."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geomon.layers import Layer
from geomon.model import URGENCY
from geomon.situation import Situation, by_urgency, count_lights
from geomon.ui import charts, state
from geomon.ui.colours import badge, tones
from geomon.ui.map_page import as_of, cities, date_picker
from geomon.ui.parts import empty, handle, head, layer_name, marks_label
from geomon.ui.view import View
from geomon.ui.words import days_words, language, nt, place, t

if TYPE_CHECKING:
    from geomon.service import Service

MOST_MARKS = 36
ROWS = 344
FIELDS = {"county": "areas", "unit": "units", "section": "section", "layer": "layers"}
"""Grouping -> part of the view that shows its rows."""


def draw(service: Service) -> None:
    """Draw the overview."""
    with st.spinner(t("Computing the lights …"), show_time=False):
        situation = service.situation(as_of(service))
    tasks = situation.tasks
    if not len(tasks):
        empty("inbox", t("No task in the register yet"), t("Put documents into data/documents and run: geomon build"))
        return
    names = list(cities(service.catalog()))
    with st.container(horizontal=True, key="overviewhead", vertical_alignment="center"):
        head(t("The state in one sentence"), "、".join(names) if language() == "zh" else ", ".join(map(place, names)), bare=True)
        st.space("stretch")
        date_picker(service)
    st.code(sentence(situation, len(names)), language=None, wrap_lines=True)
    figures(situation)
    layers = {layer.id: layer for layer in service.catalog().layers}
    left, right = st.columns([56, 44], gap="small")
    with left, st.container(key="pane_bars", height=ROWS, border=False):
        completion(situation, layers)
    frame = charted(situation)
    with right, st.container(key="pane_months", height=ROWS, border=False):
        head(t("Deadlines by month"), t("open tasks; one mark, one task"))
        chart(charts.calendar(frame, situation.as_of, tones()), "months")
    left, right = st.columns([56, 44], gap="small")
    with left, st.container(key="pane_holders", height=ROWS, border=False):
        head(t("Who holds what"), t("open tasks, worst first"))
        each = frame.explode("county_names").dropna(subset="county_names")
        each = each.assign(county=each["county_names"].map(place))
        if len(each[each["light"] != "green"]):
            chart(charts.holders(each, tones()), "holders")
        else:
            empty("task_alt", t("Nothing is open"), t("Every task of a county is done on this date."))
    with right, st.container(key="pane_due", height=ROWS, border=False):
        due_table(situation)


def sentence(situation: Situation, cities_: int) -> str:
    """Return the state of all tasks as one sentence that can be sent as it stands."""
    tasks, day = situation.tasks, situation.as_of
    counts, total = count_lights(tasks), len(tasks)
    soon = int(due_within(tasks, 30).sum())
    leads = Counter(name for name in tasks["lead"][tasks["light"] == "red"] if name)
    date = f"{day.year}年{day.month}月{day.day}日" if language() == "zh" else f"{day.day} {day:%b %Y}"
    parts = [
        t(
            "As of {date}, {cities} cities hold {total} tasks: {done} done ({share})",
            date=date,
            cities=cities_,
            total=total,
            done=counts["green"],
            share=f"{counts['green'] / total:.0%}",
        ),
        t(
            "{red} overdue, {many} of them led by {unit}",
            red=counts["red"],
            many=leads.most_common(1)[0][1],
            unit=leads.most_common(1)[0][0],
        )
        if leads
        else t("{red} overdue", red=counts["red"]),
        t("{soon} fall due within 30 days", soon=soon),
        t("{grey} without any report", grey=counts["grey"]),
    ]
    return t("; ").join(parts) + t(".")


def due_within(tasks: pd.DataFrame, days: int) -> pd.Series:
    """Return which open tasks fall due within so many days."""
    return (tasks["light"] != "green") & tasks["days"].between(0, days)


def go(**values: Any) -> None:
    """Open the map with these rows: what else narrowed the view is taken off, the date stays."""
    st.session_state["view"] = dataclasses.replace(View(as_of=state.view().as_of, mode="tasks"), **values)
    st.session_state["go"] = "map"


def figures(situation: Situation) -> None:
    """Draw five figures; each is a button that opens its rows."""
    tasks, total = situation.tasks, len(situation.tasks)
    counts = count_lights(tasks)
    over = int(((tasks["light"] != "green") & (tasks["days"] < 0)).sum())
    soon = int(due_within(tasks, 30).sum())
    items: list[tuple[str, str, str, str, dict[str, Any]]] = [
        (
            "done",
            t("Done, by count"),
            f"{counts['green'] / total:.0%}",
            nt("{done} of {n} task", "{done} of {n} tasks", total, done=counts["green"]),
            {"lights": ("green",)},
        ),
        ("red", t("Overdue"), f"{counts['red']:,}", t("reported, but not completed"), {"lights": ("red",)}),
        ("passed", t("Date has passed"), f"{over:,}", t("whatever their light"), {"window": "over"}),
        (
            "soon",
            t("Due within 30 days"),
            f"{soon:,}",
            t("60 days: {a}, 90 days: {b}", a=int(due_within(tasks, 60).sum()), b=int(due_within(tasks, 90).sum())),
            {"window": "30"},
        ),
        (
            "grey",
            t("No report"),
            f"{counts['grey']:,}",
            t("{share} of all tasks", share=f"{counts['grey'] / total:.0%}"),
            {"lights": ("grey",)},
        ),
    ]
    for column, (key, name, value, note, wanted) in zip(st.columns(5, gap="small"), items, strict=True):
        column.button(f"{name} **{value}** *{note}*", key=f"fig_{key}", width="stretch", on_click=go, kwargs=wanted)


def completion(situation: Situation, layers: Mapping[str, Layer]) -> None:
    """Draw the share done by county, unit, section or layer: one mark a task, worst first."""
    words = {"county": t("County"), "unit": t("Unit"), "section": t("Section"), "layer": t("Layer")}
    with st.container(horizontal=True, key="barhead", vertical_alignment="center"):
        head(t("How far"))
        st.space("stretch")
        by = st.segmented_control(
            t("Group by"),
            list(words),
            format_func=words.__getitem__,
            key=f"w_by_{language()}",
            default="county",
            required=True,
            label_visibility="collapsed",
        )
    tasks = situation.tasks
    keys: Callable[[Any], Iterable[str]] = {
        "county": lambda row: row.counties,
        "unit": lambda row: dict.fromkeys(row.units),
        "section": lambda row: (row.section,) if row.section else (),
        "layer": lambda row: row.layers,
    }[by or "county"]
    groups: dict[str, list[str]] = {}
    for row in tasks.itertuples():
        for key in keys(row):
            groups.setdefault(key, []).append(str(row.light))
    order = {key: Counter(lights) for key, lights in groups.items()}
    ranked = sorted(order, key=lambda key: (-order[key]["red"], -order[key]["yellow"], -order[key]["grey"], -sum(order[key].values()), key))
    with st.container(height=ROWS - 48, border=False, key="bars"):
        for key in ranked:
            counts: dict[str, int] = {light: order[key][light] for light in URGENCY}
            name = {"county": place(key), "layer": layer_name(layers.get(key), key)}.get(by or "county", key)
            wanted: dict[str, Any] = {FIELDS[by or "county"]: key if by == "section" else (key,)}
            st.button(marks_label(name, counts, MOST_MARKS), key=f"bar_{handle(key)}", width="stretch", on_click=go, kwargs=wanted)
        if not ranked:
            empty("category", t("No task tells this"), t("Choose another grouping."))


def charted(situation: Situation) -> pd.DataFrame:
    """Return the tasks as the charts want them, most urgent first."""
    tasks = by_urgency(situation.tasks)
    label = tasks["label"].where(tasks["label"].astype(bool), tasks["number"])
    name = label + " " + tasks["title"].fillna(tasks["problem"].str[:24]).astype(str).str[:40]
    left = [f"{due:%Y-%m-%d} · {days_words(days, light)}" if due == due else t("no date")
            for due, days, light in zip(tasks["due"], tasks["days"], tasks["light"], strict=True)]
    counties = ["、".join(map(place, names[:4])) + ("…" if len(names) > 4 else "") for names in tasks["counties"]]
    return pd.DataFrame({"id": tasks["id"], "name": name, "counties": counties, "county_names": [list(c) for c in tasks["counties"]],
                         "lead": tasks["lead"].replace("", t("nobody named")), "light": tasks["light"], "due": tasks["due"], "left": left})


def chart(drawn: Any, key: str) -> None:
    """Draw a chart; a click on a mark opens its task on the map."""
    def opened() -> None:
        picked = (st.session_state[f"chart_{key}"].get("selection") or {}).get(charts.PICK) or []
        if picked:
            go(chosen=str(picked[0]["id"]))
    st.altair_chart(drawn, width="stretch", key=f"chart_{key}", on_select=opened, selection_mode=charts.PICK)


def due_table(situation: Situation) -> None:
    """Draw the next deadlines, or those that have passed, as a table; a click on a row opens it."""
    spans = {"over": t("Past due"), "30": t("{n} days", n=30), "60": t("{n} days", n=60), "90": t("{n} days", n=90)}
    with st.container(horizontal=True, key="duehead", vertical_alignment="center"):
        head(t("What is due"))
        st.space("stretch")
        span = (
            st.segmented_control(
                t("Window"),
                list(spans),
                format_func=spans.__getitem__,
                key=f"w_span_{language()}",
                default="90",
                required=True,
                label_visibility="collapsed",
            )
            or "90"
        )
    tasks = situation.tasks
    rows = tasks[(tasks["light"] != "green") & (tasks["days"] < 0)] if span == "over" else tasks[due_within(tasks, int(span))]
    rows = rows.sort_values(["days", "id"])
    if not len(rows):
        empty("event_available", t("Nothing falls due in this window"), t("Choose a longer window, or another date above."))
        return
    label = rows["label"].where(rows["label"].astype(bool), rows["number"])
    table = pd.DataFrame(
        {
            "light": [badge(x) for x in rows["light"]],
            "task": (label + " " + rows["title"].fillna(rows["problem"].str[:30]).astype(str)).to_numpy(),
            "due": rows["due"].dt.date.to_numpy(),
            "days": rows["days"].to_numpy(),
            "county": ["、".join(map(place, names)) for names in rows["counties"]],
            "lead": rows["lead"].to_numpy(),
        }
    )
    ids = rows["id"].tolist()

    def opened() -> None:
        picked = st.session_state["due_table"]["selection"]["rows"]
        if picked:
            go(chosen=ids[picked[0]])

    st.dataframe(
        table,
        hide_index=True,
        height=ROWS - 52,
        row_height=32,
        key="due_table",
        on_select=opened,
        selection_mode="single-row",
        column_config={
            "light": st.column_config.ImageColumn(t("Light"), width=44),
            "task": st.column_config.TextColumn(t("Task"), width=190),
            "due": st.column_config.DateColumn(t("Due"), format="YYYY-MM-DD", width=86),
            "days": st.column_config.NumberColumn(t("Days"), width=52),
            "county": st.column_config.TextColumn(t("County"), width=84),
            "lead": st.column_config.TextColumn(t("Lead"), width=110),
        },
    )
