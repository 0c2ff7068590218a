"""The rows behind a number of the overview: in a dialog over the page, as a table; a click on a row opens the task on the map."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from geomon.text import for_sheet, shortened
from geomon.ui import state
from geomon.ui.colours import badge
from geomon.ui.view import View
from geomon.ui.words import language, nt, place, t

ASKED = "brief_rows"


def go(**values: Any) -> None:
    """Open the map with these rows: what else narrowed the view is taken off, the date stays."""
    st.session_state["view"] = dataclasses.replace(View(as_of=state.view().as_of, mode="tasks"), **values)
    st.session_state["go"] = "map"


def ask(title: str, rows: Sequence[int]) -> None:
    """Ask for the rows of a number; `show` puts them over the page."""
    st.session_state[ASKED] = title, list(rows)


def show(tasks: pd.DataFrame) -> None:
    """Put the rows that were asked for over the page, once."""
    asked = st.session_state.pop(ASKED, None)
    if asked:
        title, rows = asked
        st.dialog(title, width="large")(_dialog)(tasks.iloc[rows])


def _dialog(tasks: pd.DataFrame) -> None:
    if st.session_state.get("go"):
        st.rerun()
    st.caption(f"{nt('{n} task', '{n} tasks', len(tasks))} · {t('a row opens its task on the map')}")
    table(tasks, "brief_table", height=min(520, 40 + 32 * len(tasks)))


def label_of(tasks: pd.DataFrame) -> pd.Series:
    """Return number and title of each task, or the beginning of its problem."""
    label = tasks["label"].where(tasks["label"].astype(bool), tasks["number"])
    return label + " " + tasks["title"].fillna(tasks["problem"].map(lambda text: shortened(text, 30))).astype(str)


def table(tasks: pd.DataFrame, key: str, *, height: int, more: Mapping[str, tuple[Sequence[Any], Any]] | None = None) -> None:
    """Draw tasks as a table; a click on a row opens it on the map.

    Parameters
    ----------
    more : further columns by name: values and how they are shown; they stand after the task.
    """
    ids = tasks["id"].tolist()
    more = more or {}
    frame = pd.DataFrame({  # the browser saves it as csv, word for word
        "light": [badge(light) for light in tasks["light"]], "task": label_of(tasks).map(for_sheet).to_numpy(),
        **{name: [for_sheet(v) if isinstance(v, str) else v for v in values] for name, (values, _) in more.items()},
        "due": tasks["due"].dt.date.to_numpy(),
        "county": [for_sheet(("、" if language() == "zh" else ", ").join(map(place, names))) for names in tasks["counties"]],
        "lead": tasks["lead"].replace("", t("nobody named")).map(for_sheet).to_numpy(),
    })

    def opened() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked:
            go(chosen=ids[picked[0]])
    if tasks["due"].isna().all():
        frame = frame.drop(columns="due")
    columns = {
        "light": st.column_config.ImageColumn(t("Light"), width=44), "task": st.column_config.TextColumn(t("Task"), width=210),
        **{name: how for name, (_, how) in more.items()},
        "due": st.column_config.DateColumn(t("Due"), format="YYYY-MM-DD", width=90),
        "county": st.column_config.TextColumn(t("County"), width=90), "lead": st.column_config.TextColumn(t("Lead"), width=130)}
    st.dataframe(frame, hide_index=True, height=height, row_height=32, key=key, on_select=opened, selection_mode="single-row",
                 column_config=columns)
