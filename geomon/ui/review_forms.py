"""The form that fits a field: drawn in place, kept as it is written, read when it is saved."""

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
    from geomon.ui.drafts import Written

FIRST, LAST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
Read = Callable[[], Any]
"""Gives the value of a form from what was filled in."""
Entry = Callable[..., dict[str, Any]]
"""Makes a widget an entry of a form; see `geomon.ui.drafts.Written.entry`."""


def form(point: Point, catalog: Catalog, written: Written) -> Read:
    """Draw the form of a field, filled with what counts now, or with what its draft holds."""
    field, value = point.field, point.value
    if field == "deadline":
        return _deadline(written.entry, value or {"kind": "none", "due": None, "earliest": None})
    if field == "progress":
        return _choice(written.entry, t("Progress"), ("", *get_args(Progress)), value or "", lambda one: t(PROGRESS[one or "none"]))
    if field in ROLES:
        return _lines(written.entry, value or ())
    if field == "milestone":
        return milestone_form(written.entry, value or {})
    if field == "measures":
        return measures_form(written, value or ())
    if field == "quantity":
        return quantity_form(written.entry, value or {"what": "", "unit": "", "planned": None, "done": None})
    if field == "place":
        name = point.doubt.values[0] if point.doubt else point.item[0] if point.item else ""
        start = value or {"name": name, "layer": point.item[1] if point.item else "mine", "county": None}
        return place_form(written.entry, start, catalog)
    text = written.entry("text", value or "")
    if field in ("problem", "goal"):
        st.text_area(t("Text"), **text, height=140)
    else:
        st.text_input(t("Text"), **text)
    return _reader(text)


def milestone_form(entry: Entry, value: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Draw the form of a milestone."""
    read = _reader(_date(entry, "due", t("Day"), value.get("due")))
    return lambda: {"due": str(read() or "")}


def place_form(entry: Entry, value: Mapping[str, Any], catalog: Catalog, *, as_in_text: bool = False) -> Callable[[], dict[str, Any]]:
    """Draw the form of a place; `as_in_text` says that an empty name is the one in the text."""
    counties = [name for name, _, _ in catalog.counties]
    county = value["county"] or ""
    names = list(dict.fromkeys(("", *counties, county)))
    kinds: list[Layer] = [layer for layer in catalog.layers if layer.kind in ("sites", "other")]
    layers = list(dict.fromkeys((*(layer.id for layer in kinds), value["layer"])))
    at = {"name": entry("name", value["name"]), "layer": entry("layer", value["layer"], layers),
          "county": entry("county", county, names)}
    st.text_input(t("Name"), **at["name"], placeholder=t("as in the text") if as_in_text else "")
    left, right = st.columns(2)
    with left:
        titles = {layer.id: layer for layer in kinds}
        st.selectbox(t("Layer"), layers, **at["layer"], format_func=lambda one: layer_name(titles.get(one), one))
    with right:
        st.selectbox(t("County"), names, **at["county"], format_func=lambda one: place(one) or t("not said"))

    def read() -> dict[str, Any]:
        got = {name: st.session_state[one["key"]] for name, one in at.items()}
        return got | {"county": got["county"] or None}
    return read


def _deadline(entry: Entry, value: dict[str, Any]) -> Read:
    between = bool(value["earliest"] and value["earliest"] != value["due"])
    now = value["kind"] if value["kind"] in UNDATED else "between" if between else "date"
    words = {"date": t("a day"), "between": t("one of two days")} | {kind: t(name) for kind, name in UNDATED.items()}
    chosen = st.selectbox(t("Deadline"), list(words), **entry("kind", now, words), format_func=words.__getitem__)
    days: dict[str, Read] = {}
    if chosen == "between":
        left, right = st.columns(2)
        with left:
            days["first"] = _reader(_date(entry, "first", t("Earlier day"), value["earliest"] or value["due"]))
        with right:
            days["due"] = _reader(_date(entry, "due", t("Later day"), value["due"]))
    elif chosen == "date":
        days["due"] = _reader(_date(entry, "due", t("Day"), value["due"]))

    def read() -> str:
        return "/".join(str(day()) for day in days.values()) or str(chosen)
    return read


def _choice(entry: Entry, name: str, options: Sequence[str], now: str, words: Callable[[str], str]) -> Read:
    choice = entry("choice", now, options)
    st.selectbox(name, options, **choice, format_func=words)
    return _reader(choice)


def _lines(entry: Entry, now: Sequence[str]) -> Read:
    lines = entry("lines", "\n".join(now))
    st.text_area(t("Units, one a line"), **lines, height=120)
    return lambda: [line.strip() for line in st.session_state[lines["key"]].splitlines() if line.strip()]


def quantity_form(entry: Entry, value: Mapping[str, Any]) -> Callable[[], dict[str, Any]]:
    """Draw the form of a quantity."""
    at = {name: entry(name, value[name]) for name in ("what", "unit", "planned", "done")}
    left, right = st.columns([3, 1])
    with left:
        st.text_input(t("What is counted"), **at["what"])
    with right:
        st.text_input(t("Unit of count"), **at["unit"])
    left, right = st.columns(2)
    with left:
        st.number_input(t("Planned"), 0.0, value=None, **at["planned"], format="%g")
    with right:
        st.number_input(t("Done so far"), 0.0, value=None, **at["done"], format="%g")
    return lambda: {name: st.session_state[one["key"]] for name, one in at.items()}


def _date(entry: Entry, name: str, label: str, begins: str | None) -> dict[str, Any]:
    day = entry(name, dt.date.fromisoformat(begins) if begins else None)
    st.date_input(label, None, FIRST, LAST, **day, format="YYYY-MM-DD")
    return day


def _reader(entry: Mapping[str, Any]) -> Read:
    return lambda: st.session_state[entry["key"]]


def field_key(ident: str) -> Callable[[str], str]:
    """Return what gives the key under which the session keeps an entry of a form."""
    return lambda name: f"rvf_{name}_{ident}_{language()}"
