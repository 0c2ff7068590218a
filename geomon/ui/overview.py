"""The overview: one sentence to send, eight figures, who stands where, what is due. Every number opens its rows on the map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geomon.layers import Layer
from geomon.model import URGENCY
from geomon.service.briefing import Brief
from geomon.situation import Situation, by_urgency, count_lights
from geomon.text import for_page, for_sheet, from_sheet, shortened
from geomon.ui import charts, markup, overview_calendar, overview_duties, overview_progress, overview_rows, overview_time
from geomon.ui.colours import tones
from geomon.ui.filters import as_of, cities, date_picker
from geomon.ui.overview_rows import ask, go
from geomon.ui.parts import FIGURE_SPACE, GLYPHS, empty, handle, head, layer_name, marks_label
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
    brief = service.brief(situation.as_of)
    markup.style((markup.ASSETS / "overview.css").read_text(encoding="utf-8"))
    names = list(cities(service.catalog()))
    with st.container(horizontal=True, key="overviewhead", vertical_alignment="center"):
        head(t("The state in one sentence"), "、".join(names) if language() == "zh" else ", ".join(map(place, names)), bare=True)
        st.space("stretch")
        date_picker(service)
    overview_time.slider(service, brief)
    st.code(sentence(situation, brief, len(names)), language=None, wrap_lines=True)
    figures(situation, brief)
    layers = {layer.id: layer for layer in service.catalog().layers}
    left, right = st.columns([56, 44], gap="small")
    with left, st.container(key="pane_bars", height=ROWS, border=False):
        completion(situation, brief, layers)
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
    left, right = st.columns([56, 44], gap="small")
    with left, st.container(key="pane_cal", height=ROWS + 84, border=False):
        overview_calendar.pane(situation, ROWS - 24)
    with right, st.container(key="pane_turns", height=ROWS + 84, border=False):
        overview_progress.turning(situation, brief, ROWS + 30)
    gaps = overview_progress.worst_gaps(situation, brief)
    left, right = st.columns([50, 50], gap="small")
    with left, st.container(key="pane_gaps", height=ROWS + 100, border=False):
        overview_progress.claimed(situation, brief, gaps, ROWS + 48)
    with right, st.container(key="pane_strip", height=ROWS + 100, border=False):
        overview_progress.months(situation, brief, gaps)
    with st.container(key="pane_silent", border=False):
        overview_progress.silent(situation, brief, service.profile.heartbeat_days, 260)
    overview_duties.panes(service, situation, ROWS)
    overview_rows.show(situation.tasks)


def sentence(situation: Situation, brief: Brief, cities_: int) -> str:
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
        t("this month {done} done and {over} newly overdue", done=int(brief.tasks["done_now"].sum()),
          over=int(brief.tasks["over_now"].sum())),
        t("until {until} another {next} may turn red", until=brief.until, next=int((brief.tasks["turns"] == "red").sum())),
    ]
    return t("; ").join(parts) + t(".")


def due_within(tasks: pd.DataFrame, days: int) -> pd.Series:
    """Return which open tasks fall due within so many days."""
    return (tasks["light"] != "green") & tasks["days"].between(0, days)


def figures(situation: Situation, brief: Brief) -> None:
    """Draw eight figures; each is a button that opens its rows."""
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
    columns = [*st.columns(4, gap="small"), *st.columns(4, gap="small")]
    for column, (key, name, value, note, wanted) in zip(columns, items, strict=False):
        column.button(f"{name} **{value}** *{note}*", key=f"fig_{key}", width="stretch", on_click=go, kwargs=wanted)
    area, turns, silent = brief.table("area", "", situation).iloc[0].to_dict(), brief.tasks["turns"], brief.tasks["silent"]
    ha, done = sum(area[light] for light in URGENCY), area["green"]
    value = f"{done / ha:.0%}" if ha else "–"
    note = t("{done} of {ha} ha; {n} of {sites} sites have an area", done=f"{done:,.0f}", ha=f"{ha:,.0f}", n=int(area["measured"]),
             sites=int(area["sites"]))
    columns[5].button(f"{t('Done, by area')} **{value}** *{note}*", key="fig_area", width="stretch", on_click=go,
                      kwargs={"lights": ("green",), "mode": "sites"})
    for column, key, name, mask, said in (
            (columns[6], "next", t("May turn red next month"), turns == "red",
             t("until {until}; {n} more pass unheard", until=brief.until, n=int((turns == "grey").sum()))),
            (columns[7], "silent", t("Duties without a heartbeat"), silent, t("long-term, nobody has said a word for long"))):
        column.button(f"{name} **{int(mask.sum()):,}** *{said}*", key=f"fig_{key}", width="stretch", on_click=ask,
                      args=(name, brief.rows(mask)))


def completion(situation: Situation, brief: Brief, layers: Mapping[str, Layer]) -> None:
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
        what = st.segmented_control(t("Measured by"), ["count", "area"], format_func={"count": t("Tasks"), "area": t("ha")}.__getitem__,
                                    key=f"w_measure_{language()}", default="count", required=True, label_visibility="collapsed")
    by = by or "county"
    area = what == "area"
    table = brief.table("area" if area else "count", by, situation)
    table = table[table["measured"] > 0] if area else table
    table = table.assign(n=table[list(URGENCY)].sum(axis=1), key=table.index)
    table = table.sort_values(["red", "yellow", "grey", "n", "key"], ascending=[False, False, False, False, True])
    ranked: list[str] = table.index.tolist()
    with st.container(height=ROWS - 48, border=False, key="bars"):
        for key, numbers in zip(ranked, table[list(URGENCY)].to_numpy().tolist(), strict=True):
            counts = dict(zip(URGENCY, numbers, strict=True))
            name = {"county": place(key), "layer": layer_name(layers.get(key), key)}.get(by, key)
            wanted: dict[str, Any] = {FIELDS[by]: key if by == "section" else (key,)} | ({"mode": "sites"} if area else {})
            label = area_label(name, counts) if area else marks_label(name, counts, MOST_MARKS)
            st.button(label, key=f"bar_{handle(key)}", width="stretch", on_click=go, kwargs=wanted)
        if not ranked:
            empty("category", t("No task tells this"), t("Choose another grouping."))


def area_label(name: str, ha: Mapping[str, float]) -> str:
    """Return the label of a completion row in hectares: name, hectares done, the hectares by light, and the share done."""
    total = sum(ha.values())
    marks = f"{FIGURE_SPACE}".join(f"{GLYPHS[light]}{some:,.0f}" for light, some in ha.items() if some)
    share = f"{ha['green'] / total:.0%}" if total else "–"
    return f"**{for_page(name)}** ~~{total:,.0f} ha~~ *{marks}* `{share}`"


def charted(situation: Situation) -> pd.DataFrame:
    """Return the tasks as the charts want them, most urgent first; the browser saves their rows as csv, word for word."""
    tasks = by_urgency(situation.tasks)
    label = tasks["label"].where(tasks["label"].astype(bool), tasks["number"])
    name = label + " " + tasks["title"].fillna(tasks["problem"].map(lambda text: shortened(text, 24))).map(lambda text: shortened(text, 40))
    left = [f"{due:%Y-%m-%d} · {days_words(days, light)}" if due == due else t("no date")
            for due, days, light in zip(tasks["due"], tasks["days"], tasks["light"], strict=True)]
    counties = ["、".join(map(place, names[:4])) + ("…" if len(names) > 4 else "") for names in tasks["counties"]]
    return pd.DataFrame({"id": tasks["id"].map(for_sheet), "name": name.map(for_sheet), "counties": list(map(for_sheet, counties)),
                         "county_names": [list(c) for c in tasks["counties"]],
                         "lead": tasks["lead"].replace("", t("nobody named")).map(for_sheet), "light": tasks["light"],
                         "due": tasks["due"], "left": left})


def chart(drawn: Any, key: str) -> None:
    """Draw a chart; a click on a mark opens its task on the map."""
    def opened() -> None:
        picked = (st.session_state[f"chart_{key}"].get("selection") or {}).get(charts.PICK) or []
        if picked:
            go(chosen=from_sheet(str(picked[0]["id"])))
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
    overview_rows.table(rows, "due_table", height=ROWS - 52,
                        more={"days": (rows["days"].tolist(), st.column_config.NumberColumn(t("Days"), width=52))})
