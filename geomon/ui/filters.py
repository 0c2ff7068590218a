"""The filter bar of the map, of which other pages use parts: words, area, unit, deadline, layers, date."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import streamlit as st

from geomon.model import SITE_LAYERS
from geomon.ui import state
from geomon.ui.view import WINDOWS, View
from geomon.ui.words import LAYERS, place, t

if TYPE_CHECKING:
    from geomon.service import Catalog, Service


def as_of(service: Service) -> dt.date:
    """Return the date shown: the person's, else the workspace's."""
    return state.view().as_of or service.settings.today()


def cities(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    """Return the counties of each city."""
    found: dict[str, list[str]] = {city: [] for city in catalog.cities}
    for name, city, _ in catalog.counties:
        found.setdefault(city, []).append(name)
    return {city: tuple(names) for city, names in found.items()}


def bar(service: Service, catalog: Catalog) -> None:
    """Draw the filter bar; each widget is filled from the view and changes it."""
    view = state.view()
    areas = {name: city for city, names in cities(catalog).items() for name in (city, *names)}
    with st.container(horizontal=True, key="filters", vertical_alignment="center"):
        key = state.fill("w_text", view.text)
        st.text_input(
            t("Search"),
            key=key,
            placeholder=t("name, pinyin, number, coordinates"),
            icon=":material/search:",
            label_visibility="collapsed",
            width=188,
            on_change=state.taker(key, "text"),
        )
        key = state.fill("w_areas", [name for name in view.areas if name in areas])
        st.multiselect(
            t("City or county"),
            list(areas),
            key=key,
            placeholder=t("All cities"),
            label_visibility="collapsed",
            width=150,
            format_func=lambda name: place(name) if areas[name] == name else f"{place(areas[name])} · {place(name)}",
            on_change=state.taker(key, "areas", tuple),
        )
        key = state.fill("w_unit", view.units[0] if view.units else "")
        st.selectbox(
            t("Unit"),
            ["", *catalog.units],
            key=key,
            format_func=lambda name: name or t("All units"),
            label_visibility="collapsed",
            width=136,
            on_change=state.taker(key, "units", lambda name: (name,) if name else ()),
        )
        key = state.fill("w_window", view.window)
        windows = WINDOWS if view.window in WINDOWS else (*WINDOWS, view.window)
        st.selectbox(
            t("Deadline"),
            windows,
            key=key,
            format_func=window_words,
            label_visibility="collapsed",
            width=116,
            on_change=state.taker(key, "window"),
        )
        layer_pills(view, catalog)
        st.space("stretch")
        date_picker(service)


def layer_pills(view: View, catalog: Catalog) -> None:
    """Draw the five layers of sites and one pill for the other named places."""
    others = tuple(layer.id for layer in catalog.layers if layer.kind == "other")
    icons = {layer.id: layer.icon for layer in catalog.layers if layer.id in SITE_LAYERS} | ({"other": "more_horiz"} if others else {})

    def take() -> None:
        chosen = st.session_state[key]
        state.change(layers=tuple(name for name in chosen if name != "other") + (others if "other" in chosen else ()))

    shown = [name for name in icons if name in view.layers] + (["other"] if not set(others).isdisjoint(view.layers) else [])
    key = state.fill("w_layers", shown)
    st.pills(
        t("Layers"),
        list(icons),
        key=key,
        format_func=lambda key: f":material/{icons[key]}: {t(LAYERS[key])}",
        selection_mode="multi",
        label_visibility="collapsed",
        on_change=take,
    )


def date_picker(service: Service) -> None:
    """Draw the date that all lights are computed for; it opens on the workspace's own."""
    own = service.settings.today()
    key = state.fill("w_as_of", as_of(service))
    words = t("as of") if service.settings.as_of is None else t("demo date") if as_of(service) == own else t("as of")
    st.markdown(f":gray[{words}]", width="content")
    st.date_input(
        t("As of"),
        key=key,
        label_visibility="collapsed",
        width=124,
        format="YYYY-MM-DD",
        min_value=dt.date(2000, 1, 1),
        max_value=dt.date(2100, 12, 31),
        help=t("All lights are computed for this day. The demo opens on {day}, when its newest report was out.", day=own)
        if service.settings.as_of
        else t("All lights are computed for this day."),
        on_change=state.taker(key, "as_of", lambda day: day if day != own else None),
    )


def window_words(window: str) -> str:
    """Return the words for a window of due dates."""
    if window in ("", "over"):
        return t("Past due") if window else t("Any deadline")
    return t("Due in {month}", month=window) if "-" in window else t("Due in {n} days", n=window)
