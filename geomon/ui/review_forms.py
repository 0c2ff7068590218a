"""The form that fits a field: drawn in place, read when it is saved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, get_args

import streamlit as st

from geomon.model import ROLES, Progress
from geomon.ui.parts import layer_name
from geomon.ui.review_measures import measures_form
from geomon.ui.review_words import UNDATED
from geomon.ui.words import PROGRESS, language, place, t

if TYPE_CHECKING:
    from geomon.layers import Layer
    from geomon.service import Catalog, Point

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
Read = Callable[[], Any]
"""Gives the value of a form from what was filled in."""


def form(point: Point, catalog: Catalog) -> Read:
    """Draw the form of a field, filled with what counts now."""
    field, value = point.field, point.value
    if field == "deadline":
        return _deadline(point.ident, value or {"kind": "none", "due": None, "earliest": None})
    if field == "progress":
        return _choice(point.ident, t("Progress"), ("", *get_args(Progress)), value or "", lambda one: t(PROGRESS[one or "none"]))
    if field in ROLES:
        return _lines(point.ident, value or ())
    if field == "milestone":
        return milestone_form(point.ident, value or {})
    if field == "measures":
        return measures_form(point.ident, value or ())
    if field == "quantity":
        return quantity_form(point.ident, value or {"what": "", "unit": "", "planned": None, "done": None})
    if field == "place":
        name = point.doubt.values[0] if point.doubt else point.item[0] if point.item else ""
        start = value or {"name": name, "layer": point.item[1] if point.item else "mine", "county": None}
        return place_form(point.ident, start, catalog)
    key = field_key(point.ident, "text")
    if field in ("problem", "goal"):
        st.text_area(t("Text"), value or "", key=key, height=140)
    else:
        st.text_input(t("Text"), value or "", key=key)
    return lambda: st.session_state[key]


def milestone_form(ident: str, value: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Draw the form of a milestone."""
    key = field_key(ident, "due")
    st.date_input(t("Day"), _day(value.get("due")), FIRST, LAST, key=key, format="YYYY-MM-DD")
    return lambda: {"due": str(st.session_state[key] or "")}


def place_form(ident: str, value: Mapping[str, Any], catalog: Catalog, *, as_in_text: bool = False) -> Callable[[], dict[str, Any]]:
    """Draw the form of a place; `as_in_text` says that an empty name is the one in the text."""
    counties = [name for name, _, _ in catalog.counties]
    county = value["county"] or ""
    names = list(dict.fromkeys(("", *counties, county)))
    kinds: list[Layer] = [layer for layer in catalog.layers if layer.kind in ("sites", "other")]
    layers = list(dict.fromkeys((*(layer.id for layer in kinds), value["layer"])))
    at = {name: field_key(ident, name) for name in ("name", "layer", "county")}
    st.text_input(t("Name"), value["name"], key=at["name"], placeholder=t("as in the text") if as_in_text else "")
    left, right = st.columns(2)
    with left:
        titles = {layer.id: layer for layer in kinds}
        st.selectbox(t("Layer"), layers, layers.index(value["layer"]), key=at["layer"],
                     format_func=lambda one: layer_name(titles.get(one), one))
    with right:
        st.selectbox(t("County"), names, names.index(county), key=at["county"], format_func=lambda one: place(one) or t("not said"))

    def read() -> dict[str, Any]:
        got = {name: st.session_state[key] for name, key in at.items()}
        return got | {"county": got["county"] or None}
    return read


def _deadline(ident: str, value: dict[str, Any]) -> Read:
    between = bool(value["earliest"] and value["earliest"] != value["due"])
    now = value["kind"] if value["kind"] in UNDATED else "between" if between else "date"
    words = {"date": t("a day"), "between": t("one of two days")} | {kind: t(name) for kind, name in UNDATED.items()}
    kind, first, due = (field_key(ident, name) for name in ("kind", "first", "due"))
    chosen = st.selectbox(t("Deadline"), list(words), list(words).index(now), key=kind, format_func=words.__getitem__)
    if chosen == "between":
        left, right = st.columns(2)
        with left:
            st.date_input(t("Earlier day"), _day(value["earliest"] or value["due"]), FIRST, LAST, key=first, format="YYYY-MM-DD")
        with right:
            st.date_input(t("Later day"), _day(value["due"]), FIRST, LAST, key=due, format="YYYY-MM-DD")
    elif chosen == "date":
        st.date_input(t("Day"), _day(value["due"]), FIRST, LAST, key=due, format="YYYY-MM-DD")

    def read() -> str:
        got = str(st.session_state[kind])
        if got == "between":
            return f"{st.session_state[first]}/{st.session_state[due]}"
        return str(st.session_state[due]) if got == "date" else got
    return read


def _choice(ident: str, name: str, options: Sequence[str], now: str, words: Callable[[str], str]) -> Read:
    key = field_key(ident, "choice")
    st.selectbox(name, options, options.index(now), key=key, format_func=words)
    return lambda: st.session_state[key]


def _lines(ident: str, now: Sequence[str]) -> Read:
    key = field_key(ident, "lines")
    st.text_area(t("Units, one a line"), "\n".join(now), key=key, height=120)
    return lambda: [line.strip() for line in st.session_state[key].splitlines() if line.strip()]


def quantity_form(ident: str, value: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Draw the form of a quantity."""
    at = {name: field_key(ident, name) for name in ("what", "unit", "planned", "done")}
    left, right = st.columns([3, 1])
    with left:
        st.text_input(t("What is counted"), value["what"], key=at["what"])
    with right:
        st.text_input(t("Unit of count"), value["unit"], key=at["unit"])
    left, right = st.columns(2)
    with left:
        st.number_input(t("Planned"), 0.0, value=value["planned"], key=at["planned"], format="%g")
    with right:
        st.number_input(t("Done so far"), 0.0, value=value["done"], key=at["done"], format="%g")
    return lambda: {name: st.session_state[key] for name, key in at.items()}


def field_key(ident: str, name: str) -> str:
    """Return the key under which the session keeps one entry of a form."""
    return f"rvf_{name}_{ident}_{language()}"


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
